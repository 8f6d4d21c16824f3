//! One module a publisher: its files, as it ships them, become tidy tables.
//!
//! Each has a `SOURCE` (what `sources.toml` says of it) and
//! `import(inputs, into, options, progress)`, called by [`crate::import::import`].

pub mod atop;
pub mod baci;
mod choose;
pub mod comtrade;
pub mod cow_trade;
pub mod diplomatic_exchange;
pub mod dyadic;
pub mod geodist;
pub mod icio;
pub mod nmc;
pub mod sipri;
pub mod un_votes;
pub mod wiod;
pub mod world_bank;
