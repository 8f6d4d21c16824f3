//! Fariss and others (2022): product, product per head and population of states since 1816, estimated from
//! several datasets together, as the R package isard carries them.
//!
//! Read are its tables `cw_gdppop` (Correlates of War numbers, `ccode`) and `gw_gdppop` (Gleditsch and Ward,
//! `gwcode`) written as CSV: each quantity with its standard deviation. Product is in millions of
//! international dollars of 2017, product per head in international dollars of 2011, population in
//! millions; the table holds dollars and persons. `NA` and an empty cell are missing and give no row.

use super::choose;
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Layout, Table};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::indicators::{Indicator, to_frame};
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::variables::{GDP_ESTIMATED, GDP_PER_HEAD_ESTIMATED, POPULATION_ESTIMATED};
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "New estimates of historic GDP and population, point estimates and standard deviations",
    publisher: "Fariss, Anders, Markowitz and Barnum; R package isard",
    licence: "GPL-2 (the package)",
    citation: "Fariss, Christopher J., Therese Anders, Jonathan N. Markowitz and Miriam Barnum (2022), New Estimates of Over 500 Years of Historic GDP and Population Data, Journal of Conflict Resolution 66(3), 553-591.",
    bibtex: "@article{fariss2022new,\n  author = {Fariss, Christopher J. and Anders, Therese and Markowitz, Jonathan N. and Barnum, Miriam},\n  title = {New Estimates of Over 500 Years of Historic GDP and Population Data},\n  journal = {Journal of Conflict Resolution},\n  volume = {66},\n  number = {3},\n  pages = {553--591},\n  year = {2022}\n}",
    url: "https://github.com/svmiller/isard",
    caveats: &[
        "Estimates of a latent variable model: values of early years and of closed economies rest on few sources, as their standard deviations show.",
        "Product is in dollars of 2017, product per head in dollars of 2011: the one over population is not the other.",
    ],
};

/// Column, variable, and what a unit of the column is in the variable's unit.
const COLUMNS: [(&str, &str, f64); 6] = [
    ("pwtrgdp", GDP_ESTIMATED, 1e6),
    ("sd_pwtrgdp", "gdp_estimated_sd", 1e6),
    ("mrgdppc", GDP_PER_HEAD_ESTIMATED, 1.0),
    ("sd_mrgdppc", "gdp_per_head_estimated_sd", 1.0),
    ("pwtpop", POPULATION_ESTIMATED, 1e6),
    ("sd_pwtpop", "population_estimated_sd", 1e6),
];

/// Name of the table.
const FILE: &str = "indicators-historical-gdp.parquet";

/// Reads the table of one of the two systems of states.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("historical-gdp");
    let input = choose::one(inputs, "cw_gdppop.csv", |name| name.contains("cw_gdppop"), &mut report)?;
    let counter = ByteCounter::default();
    let table = Table::open(&input.name(), input.open(&counter)?, Layout::default())?;
    let mut rows = read(table, &mut report)?;
    progress.bytes(counter.get());
    if rows.is_empty() {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no values here".into() });
    }
    rows.sort_by(|a, b| (&a.variable, a.economy, a.year).cmp(&(&b.variable, b.economy, b.year)));
    let mut coverage = Coverage::default();
    for row in &rows {
        coverage.extend(&row.variable, row.economy, row.year);
    }
    let source = options.source_or("historical-gdp");
    let meta = TableMeta {
        kind: TableKind::Indicators,
        source: source.clone(),
        vintage: options.vintage_or(None),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Estimated,
        absent: Absent::Unknown,
        coverage,
        notes: SOURCE.caveats.iter().map(|c| (*c).to_owned()).collect(),
    };
    let path = into.join(FILE);
    store::write(&path, &to_frame(&rows, &source)?, &meta)?;
    report.written.push((path, rows.len() as u64));
    Ok(report)
}

fn read(mut table: Table, report: &mut ImportReport) -> Result<Vec<Indicator>, ImportError> {
    let gleditsch_ward = table.optional(&["ccode"]).is_none();
    let (code_column, year_column) = (table.column(&["ccode", "gwcode"])?, table.column(&["year"])?);
    let mut columns: Vec<(Col, &'static str, f64)> = Vec::with_capacity(COLUMNS.len());
    for (name, variable, unit) in COLUMNS {
        columns.push((table.column(&[name])?, variable, unit));
    }
    let mut first_line: BTreeMap<(Economy, i16), (u16, u64)> = BTreeMap::new();
    let mut missing: BTreeMap<&str, u64> = BTreeMap::new();
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let (code, year): (u16, i16) = (table.int(&code_column)?, table.int(&year_column)?);
        let state = if gleditsch_ward { Economy::from_gw(code, year) } else { Economy::from_cow(code, year) };
        let Some(economy) = state else {
            report.drop_row(format!("unknown state number {code}"));
            continue;
        };
        if let Some((other, first)) = first_line.insert((economy, year), (code, table.line())) {
            let key = format!("{economy} in {year} (state numbers {other} and {code})");
            return Err(ImportError::Duplicate { place: table.place(&code_column), key, first });
        }
        let before = rows.len();
        for (column, variable, unit) in &columns {
            match table.non_negative(column, &["NA"])? {
                None => *missing.entry(variable).or_default() += 1,
                Some(value) => rows.push(Indicator {
                    year: Year(year),
                    economy,
                    variable: (*variable).to_owned(),
                    value: value * unit,
                }),
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
