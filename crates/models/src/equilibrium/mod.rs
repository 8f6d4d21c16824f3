//! General equilibrium: prices and incomes move until markets clear again.

pub mod multi_sector;
pub mod exposure;
pub mod one_sector;
