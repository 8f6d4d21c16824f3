//! Readers: publishers' files become tidy tables.
//!
//! One module a publisher under [`publishers`]; the tables that build the base are read by
//! [`prepared`]. Every reader finds columns by name, refuses what it does not understand with
//! file, line and column, and reports what it dropped, mapped, aggregated or repaired. Nothing is
//! left half-written.

pub mod base_build;
pub mod coalition;
pub mod downloads;
pub mod error;
pub mod flows;
pub mod import;
pub mod input;
pub mod prepared;
pub mod publishers;
pub mod report;
pub mod text;
mod workbook;

pub use error::ImportError;
pub use report::{ImportReport, Progress};
