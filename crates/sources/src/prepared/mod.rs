//! Readers of the prepared tables that the base is built from.
//!
//! They read the tidy CSV, `.npz`, TopoJSON and spreadsheet files of the data folder, each with its
//! own column names and quirks, apart from the publishers' layouts under [`crate::publishers`].
//! Every reader returns a [`Prepared`] table, sorted by its key, in which no key stands twice.
//!
//! Codes that the vocabulary does not know are refused where the file holds economies only, and
//! dropped and counted by code where the publisher mixes in aggregates.

pub mod baci;
pub mod cow;
pub mod flows;
pub mod geodist;
pub mod icio;
pub mod interstate;
pub mod io_blocks;
pub mod issues;
pub mod npy;
pub mod outlines;
pub mod reserves;
pub mod sipri;
pub mod unga;
pub mod wdi;

use crate::error::{ImportError, Place};
use crate::input::{ByteCounter, plain};
use crate::report::ImportReport;
use crate::text::{Col, Layout, Table};
use std::path::{Path, PathBuf};
use suzerain_tables::coverage::Coverage;
use suzerain_tables::frame::Frame;
use suzerain_tables::store::{Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year};

/// A table in memory with its description and the account of how it was read.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The columns.
    pub frame: Frame,
    /// Source, status and windows; the vintage is empty until [`crate::base_build`] fills it in
    /// from `sources.template.toml`.
    pub meta: TableMeta,
    /// What was read, kept and dropped.
    pub report: ImportReport,
}

impl Prepared {
    /// The name of the table's file: kind and source, e.g. `trade-icio-2025.parquet`.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}-{}.parquet", self.meta.kind.name(), self.meta.source)
    }
}

/// A description with nothing but kind and source.
fn meta(kind: TableKind, source: &str) -> TableMeta {
    TableMeta {
        kind,
        source: source.to_owned(),
        vintage: String::new(),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Observed,
        absent: Absent::default(),
        coverage: Coverage::default(),
        notes: Vec::new(),
    }
}

/// Opens a comma-separated file of the data folder, plain or gzip.
fn open(path: &Path, counter: &ByteCounter) -> Result<Table, ImportError> {
    Table::open(path, plain(path).open(counter)?, Layout::default())
}

/// The economy whose three-letter code stands in a cell.
fn economy(table: &Table, column: &Col) -> Result<Economy, ImportError> {
    std::str::from_utf8(table.bytes(column))
        .ok()
        .and_then(Economy::from_code)
        .ok_or_else(|| table.refuse(column, "the code of a known economy"))
}

/// The year in a cell.
fn year(table: &Table, column: &Col) -> Result<Year, ImportError> {
    let year: i16 = table.int(column)?;
    if (1000..=2999).contains(&year) { Ok(Year(year)) } else { Err(table.refuse(column, "a year")) }
}

/// A finite number that must be there.
fn required(table: &Table, column: &Col) -> Result<f64, ImportError> {
    table.number(column, &[])?.ok_or_else(|| table.refuse(column, "a finite number"))
}

/// Where each row of a table was read from.
#[derive(Clone, Debug, Default)]
struct Origins {
    files: Vec<PathBuf>,
    rows: Vec<(u32, u32)>,
}

impl Origins {
    /// Starts a file; the rows that follow come from it.
    fn start(&mut self, path: &Path) {
        self.files.push(path.to_owned());
    }

    /// Notes the line of the next row.
    fn push(&mut self, line: u64) {
        let file = u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.rows.push((file, u32::try_from(line).unwrap_or(u32::MAX)));
    }

    /// The order of the rows by key.
    ///
    /// # Errors
    /// [`ImportError::Duplicate`] if a key stands twice.
    fn order<K: Ord>(
        &self,
        key: impl Fn(usize) -> K,
        describe: impl Fn(usize) -> String,
    ) -> Result<Vec<usize>, ImportError> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        order.sort_by_key(|row| (key(*row), *row));
        for pair in order.windows(2) {
            if let [first, second] = *pair
                && key(first) == key(second)
            {
                let (file, line) = self.rows[second];
                let path = self.files.get(file as usize).cloned().unwrap_or_default();
                return Err(ImportError::Duplicate {
                    place: Place::line(&path, u64::from(line)),
                    key: describe(second),
                    first: u64::from(self.rows[first].1),
                });
            }
        }
        Ok(order)
    }
}
