//! What an import did.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// Receives progress; the binary draws a bar from it.
pub trait Progress {
    /// Called now and then with the bytes read so far, of all inputs together.
    fn bytes(&mut self, read: u64);
}

/// No progress wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn bytes(&mut self, _read: u64) {}
}

/// What an import read, kept, aggregated, dropped and repaired, and what it wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Publisher's name on the command line.
    pub publisher: String,
    /// Rows of data read, header and preamble excluded.
    pub rows_read: u64,
    /// Rows that went into the tables as they are.
    pub rows_kept: u64,
    /// Rows summed into others, by reason.
    pub aggregated: BTreeMap<String, u64>,
    /// Rows left out, by reason.
    pub dropped: BTreeMap<String, u64>,
    /// Cells changed, by reason.
    pub repaired: BTreeMap<String, u64>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Files written with their rows.
    pub written: Vec<(PathBuf, u64)>,
}

impl ImportReport {
    /// A report for a publisher.
    #[must_use]
    pub fn new(publisher: &str) -> Self {
        Self { publisher: publisher.to_owned(), ..Self::default() }
    }

    /// Counts a dropped row.
    pub fn drop_row(&mut self, reason: impl Into<String>) {
        *self.dropped.entry(reason.into()).or_default() += 1;
    }

    /// Counts an aggregated row.
    pub fn aggregate_row(&mut self, reason: impl Into<String>) {
        *self.aggregated.entry(reason.into()).or_default() += 1;
    }

    /// Counts a repaired cell.
    pub fn repair(&mut self, reason: impl Into<String>) {
        *self.repaired.entry(reason.into()).or_default() += 1;
    }

    /// Whether every row read is accounted for.
    #[must_use]
    pub fn balances(&self) -> bool {
        self.rows_read == self.rows_kept + self.aggregated.values().sum::<u64>() + self.dropped.values().sum::<u64>()
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} rows read, {} kept", self.publisher, self.rows_read, self.rows_kept)?;
        for (what, counts) in
            [("aggregated", &self.aggregated), ("dropped", &self.dropped), ("repaired", &self.repaired)]
        {
            for (reason, n) in counts {
                writeln!(f, "  {what} {n}: {reason}")?;
            }
        }
        for note in &self.notes {
            writeln!(f, "  note: {note}")?;
        }
        for (path, rows) in &self.written {
            writeln!(f, "  wrote {} ({rows} rows)", path.display())?;
        }
        Ok(())
    }
}
