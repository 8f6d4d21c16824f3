//! `dyad_years`: a wide table with one row a pair of states and year, written as plain Parquet or CSV.
//!
//! The layout differs from the tidy tables: many columns, true nulls, no `source` column. What each
//! column means, its unit, its source and the years it covers stand in the footer under
//! [`META_KEY`] as JSON, and beside each column as field metadata.

mod write;

pub use write::{write_csv, write_parquet};

use crate::YearRange;
use serde::Serialize;

/// The footer key that describes the columns.
pub const META_KEY: &str = "suzerain.dyad_years";

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColumnInfo {
    /// Its name; `_12` is the first state's to the second, `_1` the first state's own.
    pub name: String,
    /// What it measures.
    pub about: &'static str,
    /// Its unit, empty for codes and flags.
    pub unit: &'static str,
    /// The years in which its source looked; outside them every value is null. None for keys.
    pub window: Option<YearRange>,
    /// Name of the source.
    pub source: &'static str,
}

/// The values of one column over some rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Whole numbers, codes and flags; `None` is unknown.
    Whole(Vec<Option<i16>>),
    /// Numbers; NaN is unknown.
    Number(Vec<f64>),
    /// Words as indices into a list; `None` is unknown.
    Word(Vec<Option<u16>>, Vec<String>),
}

impl Values {
    /// Rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Whole(v) => v.len(),
            Self::Number(v) => v.len(),
            Self::Word(v, _) => v.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rows whose value is known.
    #[must_use]
    pub fn known(&self) -> usize {
        match self {
            Self::Whole(v) => v.iter().flatten().count(),
            Self::Number(v) => v.iter().filter(|x| !x.is_nan()).count(),
            Self::Word(v, _) => v.iter().flatten().count(),
        }
    }
}
