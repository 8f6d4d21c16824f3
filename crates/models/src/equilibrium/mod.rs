//! General equilibrium: prices and incomes move until markets clear again.

pub mod one_sector;
