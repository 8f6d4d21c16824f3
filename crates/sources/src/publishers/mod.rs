//! One module a publisher: its files, as it ships them, become tidy tables.
//!
//! Each has a `SOURCE` (what `sources.toml` says of it) and
//! `import(inputs, into, options, progress)`, called by [`crate::import::import`].

pub mod baci;
pub mod comtrade;
pub mod geodist;
pub mod icio;
pub mod world_bank;
