//! Recognition by others, and its distance from power.

pub mod deficit;
