//! Files of one row a state and year with a column a quantity, as the Correlates of War family has them.

use crate::error::{ImportError, Place};
use crate::report::ImportReport;
use crate::text::{Col, Table};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suzerain_tables::coverage::Coverage;
use suzerain_tables::indicators::{Indicator, to_frame};
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year};

/// A quantity of the file: its column, the variable, and what a unit of the column is in the variable's unit.
pub(super) type Quantity = (&'static str, &'static str, f64);

/// How a file is to be read.
pub(super) struct StateYears<'a> {
    /// Names that the column of state numbers may have.
    pub code: &'a [&'a str],
    /// The state of a number in a year.
    pub state: fn(u16, i16) -> Option<Economy>,
    /// The quantities.
    pub quantities: &'a [Quantity],
    /// The variable of a quantity in a year.
    pub variable: fn(&'static str, Year) -> &'static str,
    /// Codes of a missing value.
    pub missing: &'a [&'a str],
}

impl StateYears<'_> {
    /// Reads every row; a state stands once a year.
    pub(super) fn read(&self, mut table: Table, report: &mut ImportReport) -> Result<Vec<Indicator>, ImportError> {
        let (code_column, year_column) = (table.column(self.code)?, table.column(&["year"])?);
        let mut columns: Vec<(Col, &'static str, f64)> = Vec::with_capacity(self.quantities.len());
        for (name, variable, unit) in self.quantities {
            columns.push((table.column(&[name])?, variable, *unit));
        }
        let mut first_line: BTreeMap<(Economy, i16), (u16, u64)> = BTreeMap::new();
        let mut missing: BTreeMap<&str, u64> = BTreeMap::new();
        let mut rows = Vec::new();
        while table.advance()? {
            report.rows_read += 1;
            let (code, year): (u16, i16) = (table.int(&code_column)?, table.int(&year_column)?);
            let Some(economy) = (self.state)(code, year) else {
                report.drop_row(format!("unknown state number {code}"));
                continue;
            };
            if let Some((other, first)) = first_line.insert((economy, year), (code, table.line())) {
                let key = format!("{economy} in {year} (state numbers {other} and {code})");
                return Err(ImportError::Duplicate { place: table.place(&code_column), key, first });
            }
            let before = rows.len();
            for (column, variable, unit) in &columns {
                match table.non_negative(column, self.missing)? {
                    None => *missing.entry(variable).or_default() += 1,
                    Some(value) => {
                        let variable = (self.variable)(variable, Year(year)).to_owned();
                        rows.push(Indicator { year: Year(year), economy, variable, value: value * unit });
                    }
                }
            }
            if rows.len() == before {
                report.drop_row("no value in any column");
            } else {
                report.rows_kept += 1;
            }
        }
        for (variable, cells) in missing {
            report.notes.push(format!("{cells} missing values of {variable}"));
        }
        Ok(rows)
    }
}

/// Writes the rows of the file `input`, sorted, as a table of estimates; none at all are refused.
pub(super) fn written(
    mut rows: Vec<Indicator>,
    input: &Path,
    (source, vintage): (&str, String),
    path: PathBuf,
    notes: &[&str],
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    if rows.is_empty() {
        return Err(ImportError::Content { place: Place::file(input), message: "no values here".into() });
    }
    rows.sort_by(|a, b| (&a.variable, a.economy, a.year).cmp(&(&b.variable, b.economy, b.year)));
    let mut coverage = Coverage::default();
    for row in &rows {
        coverage.extend(&row.variable, row.economy, row.year);
    }
    let meta = TableMeta {
        kind: TableKind::Indicators,
        source: source.to_owned(),
        vintage,
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Estimated,
        absent: Absent::Unknown,
        coverage,
        notes: notes.iter().map(|n| (*n).to_owned()).collect(),
    };
    store::write(&path, &to_frame(&rows, source)?, &meta)?;
    report.written.push((path, rows.len() as u64));
    Ok(())
}
