//! One module a publisher: its files, as it ships them, become tidy tables.
//!
//! Each has a `SOURCE` (what `sources.toml` says of it) and
//! `import(inputs, into, options, progress)`, called by [`crate::import::import`];
//! [`caliendo_parro`] alone gives numbers instead of tables.

pub mod atop;
pub mod baci;
pub mod caliendo_parro;
pub mod chip_inputs;
mod choose;
pub mod comtrade;
pub mod cow_trade;
pub mod diplomatic_exchange;
pub mod dyadic;
pub mod fbic;
pub mod geodist;
pub mod historical_gdp;
pub mod icio;
pub mod nmc;
pub mod positions;
pub mod sipri;
mod state_years;
pub mod un_votes;
pub mod wiod;
pub mod world_bank;
