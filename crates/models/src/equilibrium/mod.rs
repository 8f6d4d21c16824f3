//! General equilibrium: prices and incomes move until markets clear again.

pub mod exposure;
pub mod multi_sector;
pub mod one_sector;
