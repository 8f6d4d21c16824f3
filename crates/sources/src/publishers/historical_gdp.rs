//! Fariss and others (2022): product, product per head and population of states since 1816, estimated from
//! several datasets together, as the R package isard carries them.
//!
//! Read are its tables `cw_gdppop` (Correlates of War numbers, `ccode`) and `gw_gdppop` (Gleditsch and Ward,
//! `gwcode`) written as CSV: each quantity with its standard deviation. Product is in millions of
//! international dollars of 2017, product per head in international dollars of 2011, population in
//! millions; the table holds dollars and persons. `NA` and an empty cell are missing and give no row.

use super::choose;
use super::state_years::{Quantity, StateYears, written};
use crate::error::ImportError;
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Layout, Table};
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::variables::{GDP_ESTIMATED, GDP_PER_HEAD_ESTIMATED, POPULATION_ESTIMATED};

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

/// The quantities.
const COLUMNS: [Quantity; 6] = [
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
    let correlates_of_war = table.optional(&["ccode"]).is_some();
    let file = StateYears {
        code: &["ccode", "gwcode"],
        state: if correlates_of_war { Economy::from_cow } else { Economy::from_gw },
        quantities: &COLUMNS,
        variable: |variable, _| variable,
        missing: &["NA"],
    };
    let rows = file.read(table, &mut report)?;
    progress.bytes(counter.get());
    let source = options.source_or("historical-gdp");
    let kept = (source.as_str(), options.vintage_or(None));
    written(rows, &input.name(), kept, into.join(FILE), SOURCE.caveats, &mut report)?;
    Ok(report)
}
