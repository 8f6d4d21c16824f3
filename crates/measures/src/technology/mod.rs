//! Dependence on the other side's technology.

pub mod chip_inputs;
pub mod electronics;
