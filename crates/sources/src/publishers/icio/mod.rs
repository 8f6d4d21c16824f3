//! OECD inter-country input-output tables: `2022_SML.csv` of the 2025 release.
//!
//! The first column names rows, the header columns: `AGO_A01` an industry of an economy,
//! `AGO_HFCE` a category of its final demand, `OUT` gross output; rows `TLS` (taxes less subsidies
//! on products), `VA` and `OUT` at the bottom. Rows are read one at a time; one year is held as
//! numbers (4,050 by 4,131, 134 MB), since parts of an economy (`CN1`, `CN2`) are added up.

mod tables;
mod world;

use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::Year;
use tables::Outputs;
use world::World;

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Inter-Country Input-Output tables",
    publisher: "OECD",
    licence: "CC BY 4.0 (OECD terms and conditions)",
    citation: "OECD (2025), Inter-Country Input-Output tables, 2025 release.",
    bibtex: "@misc{oecd_icio,\n  author = {{OECD}},\n  title = {Inter-Country Input-Output tables},\n  howpublished = {\\url{https://oe.cd/icio}},\n  year = {2025}\n}",
    url: "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
    caveats: &[
        "Balanced estimates, not reports; figures of Russia for 2022 were made after Russia stopped reporting and miss the turn to China.",
        "Values are at basic prices, so freight and trade margins are flows of service sectors.",
    ],
};

/// The release whose 50 industries are read.
const RELEASE: &str = "2025";
/// Reads yearly tables into trade at 50 sectors, trade at 28 sectors, and the table itself.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("icio");
    let years = years(inputs, into, &mut report)?;
    let source = options.source_or(&format!("icio-{RELEASE}"));
    let vintage = options.vintage_or(Some(RELEASE));
    let mut outputs = Outputs::create(into, &source, &vintage)?;
    let counter = ByteCounter::default();
    for (year, input) in &years {
        let world = World::read(input, &counter, &mut report, progress)?;
        outputs.write(*year, &world)?;
    }
    outputs.finish(&vintage, &mut report)?;
    Ok(report)
}

/// The inputs by year; what is not a table is passed over.
fn years(inputs: &[Input], into: &Path, report: &mut ImportReport) -> Result<BTreeMap<Year, Input>, ImportError> {
    let mut years: BTreeMap<Year, Input> = BTreeMap::new();
    for input in inputs {
        let name = input.file_name();
        if !name.to_ascii_lowercase().ends_with(".csv") {
            report.notes.push(format!("{} is not a table and was passed over", input.name().display()));
            continue;
        }
        let content = |message: String| ImportError::Content { place: Place::file(&input.name()), message };
        let year = year_in_name(&name).ok_or_else(|| {
            content("the year cannot be told from the file name: keep the publisher's (such as 2022_SML.csv)".into())
        })?;
        if let Some(other) = years.insert(year, input.clone()) {
            return Err(content(format!("is the year {year}, as is {}", other.name().display())));
        }
    }
    if years.is_empty() {
        return Err(ImportError::Content { place: Place::file(into), message: "no table (YYYY_SML.csv) given".into() });
    }
    Ok(years)
}

/// 2022 in `2022_SML.csv`, 2018 in `ICIO2021_2018.csv`.
fn year_in_name(name: &str) -> Option<Year> {
    let parts = name.split(['_', '.']);
    parts.filter(|p| p.len() == 4).find_map(|p| p.parse().ok()).filter(|y| (1990..=2100).contains(y)).map(Year)
}
