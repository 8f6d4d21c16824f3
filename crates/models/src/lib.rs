//! What would happen: one model a folder.
//!
//! Kernels work on slices of numbers under labels of [`suzerain_tables`]; what stays fixed in a model
//! is said on its page in `docs/methods`. Every solve carries its certificate.

pub mod coalition;
pub mod elasticity;
pub mod equilibrium;
pub mod gravity;
pub mod ideal_points;
pub mod input_output;
pub mod outlook;
pub mod partnership;
pub mod shortage;
