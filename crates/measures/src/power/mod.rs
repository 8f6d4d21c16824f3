//! Capability and product, and how fast their ratio moves.

pub mod cinc;
pub mod indicator;
pub mod ratio;
