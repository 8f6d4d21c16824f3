//! Trade equilibria in changes: what a shock does to prices, wages, incomes and welfare.

pub mod multi_sector;
