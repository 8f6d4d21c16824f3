//! UN DESA, International Migrant Stock by destination and origin: the workbook
//! `undesa_pd_YYYY_ims_stock_by_sex_destination_and_origin.xlsx` of 2020 and later, sheet `Table 1` (or the same
//! cells as CSV): one row a destination and origin, one column a year, both sexes first.
//!
//! Earlier editions are matrices and are not read. Two dots mean not available.

use super::matrix::sheet_cells;
use super::{Gathered, leading_year};
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::LARGEST;
use crate::workbook::Sheet;
use std::collections::BTreeSet;
use std::path::Path;
use suzerain_tables::positions::Variable;
use suzerain_tables::store::TableStatus;
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "International Migrant Stock, by destination and origin",
    publisher: "United Nations, Department of Economic and Social Affairs, Population Division",
    licence: "CC BY 3.0 IGO",
    citation: "United Nations, Department of Economic and Social Affairs, Population Division, International Migrant Stock.",
    bibtex: "@misc{undesa_ims,\n  author = {{United Nations, Department of Economic and Social Affairs, Population Division}},\n  title = {International Migrant Stock},\n  howpublished = {\\url{https://www.un.org/development/desa/pd/content/international-migrant-stock}}\n}",
    url: "https://www.un.org/development/desa/pd/content/international-migrant-stock",
    caveats: &["By place of birth where known, otherwise by citizenship; years between censuses are estimated."],
};

/// The world as destination or origin.
const WORLD: u16 = 900;

/// Reads the table.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("migrants");
    let counter = ByteCounter::default();
    let mut gathered = Gathered::default();
    for input in inputs {
        let (_, cells) = sheet_cells(input, &counter, Sheet::Named("Table 1"))?;
        progress.bytes(counter.get());
        table(input, &cells, &mut gathered, &mut report)?;
    }
    let notes = vec!["persons at mid-year, both sexes".to_owned()];
    gathered.finish(into, "undesa-migrants", options, TableStatus::Estimated, notes, &mut report)?;
    Ok(report)
}

fn table(
    input: &Input,
    cells: &[Vec<String>],
    gathered: &mut Gathered,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    const DESTINATION: &str = "Location code of destination";
    const ORIGIN: &str = "Location code of origin";
    let head = cells.iter().position(|line| line.iter().any(|c| c.eq_ignore_ascii_case(DESTINATION)));
    let Some(head) = head else {
        let widest = cells.iter().take(20).max_by_key(|line| line.iter().filter(|c| !c.is_empty()).count());
        return Err(ImportError::Layout {
            place: Place::file(&input.name()),
            missing: format!("`{DESTINATION}`"),
            headers: widest.cloned().unwrap_or_default().into_iter().filter(|c| !c.is_empty()).collect(),
        });
    };
    let at = |name: &str| cells[head].iter().position(|c| c.eq_ignore_ascii_case(name));
    let (Some(destination), Some(origin)) = (at(DESTINATION), at(ORIGIN)) else {
        return Err(ImportError::Layout {
            place: Place::line(&input.name(), head as u64 + 1),
            missing: format!("`{ORIGIN}`"),
            headers: cells[head].clone(),
        });
    };
    // Years come three times: both sexes, men, women. The first are wanted.
    let mut seen = BTreeSet::new();
    let years: Vec<(usize, Year)> = cells[head]
        .iter()
        .enumerate()
        .filter_map(|(at, h)| Some((at, leading_year(h)?)))
        .filter(|(_, year)| seen.insert(*year))
        .collect();
    for (number, line) in cells.iter().enumerate().skip(head + 1) {
        let cell = |at: usize| line.get(at).map_or("", String::as_str);
        if line.iter().all(String::is_empty) {
            continue;
        }
        report.rows_read += 1;
        let code = |at: usize| cell(at).parse::<u16>().ok();
        let (Some(to), Some(from)) = (code(destination), code(origin)) else {
            report.drop_row("rows without location codes (notes)");
            continue;
        };
        let economy = |code: u16| Economy::from_m49(code).filter(|e| !e.is_aggregate());
        let Some(owner) = economy(from) else {
            report.drop_row("origins that are no economy (regions, groups, others)");
            continue;
        };
        let counterpart = economy(to);
        if counterpart.is_none() && to != WORLD {
            report.drop_row("destinations that are no economy (regions, groups)");
            continue;
        }
        if counterpart == Some(owner) {
            report.drop_row("an origin as its own destination");
            continue;
        }
        report.rows_kept += 1;
        for (at, year) in &years {
            let text = cell(*at).replace([' ', ','], "");
            if matches!(text.as_str(), "" | ".." | "-") {
                continue;
            }
            let place = Place::cell(&input.name(), number as u64 + 1, &year.to_string());
            let persons: f64 =
                text.parse().ok().filter(|v: &f64| (0.0..LARGEST).contains(v)).ok_or_else(|| ImportError::Value {
                    place: place.clone(),
                    found: cell(*at).to_owned(),
                    wanted: "a number of persons".into(),
                })?;
            gathered.put((Variable::Emigrants, owner, counterpart, *year), Ok(persons), place)?;
        }
    }
    Ok(())
}
