//! World Bank and KNOMAD, bilateral remittance matrix: a workbook (or the same cells as CSV) with sending
//! economies down and receiving ones across, in millions of US dollars.
//!
//! The corner of the matrix is the cell that says `sending` and `receiving`; the year is read from the name of
//! the sheet or of the file. An empty cell is no estimate and becomes no row.

use super::{Gathered, named};
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{LARGEST, Layout};
use crate::workbook::{self, Bounds, Sheet};
use calamine::Data;
use std::path::Path;
use suzerain_tables::positions::Variable;
use suzerain_tables::store::TableStatus;
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Bilateral remittance matrix",
    publisher: "World Bank and KNOMAD",
    licence: "CC BY 4.0, as the World Bank's terms have it for its own data; not stated in the file",
    citation: "World Bank and KNOMAD, bilateral remittance estimates, after Ratha and Shaw (2007).",
    bibtex: "@misc{knomad_remittances,\n  author = {{World Bank} and {KNOMAD}},\n  title = {Bilateral Remittance Matrix},\n  howpublished = {\\url{https://www.knomad.org/data/remittances}}\n}",
    url: "https://www.knomad.org/data/remittances",
    caveats: &["Estimates: recorded totals are shared out by migrant stocks and incomes; few corridors are observed."],
};

/// Cells of a matrix of all economies, with room.
const BOUNDS: Bounds = Bounds { rows: 2_000, columns: 2_000 };

/// Reads matrices, one a year.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("remittances");
    let counter = ByteCounter::default();
    let mut gathered = Gathered::default();
    for input in inputs {
        let (sheet, cells) = cells(input, &counter)?;
        progress.bytes(counter.get());
        let file = input.file_name();
        let year = year_in(&sheet).or_else(|| year_in(&file)).ok_or_else(|| ImportError::Content {
            place: Place::file(&input.name()),
            message: "neither the sheet nor the file names a year (such as Bilateral_Remittances_2021)".into(),
        })?;
        matrix(input, &cells, year, &mut gathered, &mut report)?;
    }
    let notes = vec!["US dollars a year; estimates of the publisher".to_owned()];
    gathered.finish(into, "knomad-remittances", options, TableStatus::Estimated, notes, &mut report)?;
    Ok(report)
}

/// The first year from 1990 to 2100 among the digits of a name.
fn year_in(name: &str) -> Option<Year> {
    let parts = name.split(|c: char| !c.is_ascii_digit()).filter(|p| p.len() == 4);
    parts.filter_map(|p| p.parse().ok()).find(|y| (1990..=2100).contains(y)).map(Year)
}

/// Name of the sheet and its cells as text.
pub(super) fn cells(input: &Input, counter: &ByteCounter) -> Result<(String, Vec<Vec<String>>), ImportError> {
    sheet_cells(input, counter, Sheet::First)
}

pub(super) fn sheet_cells(
    input: &Input,
    counter: &ByteCounter,
    wanted: Sheet<'_>,
) -> Result<(String, Vec<Vec<String>>), ImportError> {
    if input.file_name().to_ascii_lowercase().ends_with(".csv") {
        let failed = |message: String| ImportError::Read { place: Place::file(&input.name()), message };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(Layout::default().delimiter)
            .from_reader(input.open(counter)?);
        let mut rows = Vec::new();
        for record in reader.byte_records() {
            let record = record.map_err(|e| failed(e.to_string()))?;
            rows.push(record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect());
        }
        return Ok((String::new(), rows));
    }
    let bounds = if matches!(wanted, Sheet::Named(_)) { Bounds { rows: 200_000, columns: 64 } } else { BOUNDS };
    let (name, range) = workbook::sheet(input, counter, bounds, wanted)?;
    let text = |cell: &Data| match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Float(x) => x.to_string(),
        Data::Int(x) => x.to_string(),
        other => other.to_string().trim().to_owned(),
    };
    Ok((name, range.rows().map(|row| row.iter().map(text).collect()).collect()))
}

fn matrix(
    input: &Input,
    cells: &[Vec<String>],
    year: Year,
    gathered: &mut Gathered,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let corner = cells.iter().enumerate().find_map(|(row, line)| {
        let at = line.iter().position(|cell| {
            let cell = cell.to_ascii_lowercase();
            cell.contains("sending") && cell.contains("receiving")
        })?;
        Some((row, at, line[at].to_ascii_lowercase()))
    });
    let Some((top, left, words)) = corner else {
        return Err(ImportError::Layout {
            place: Place::file(&input.name()),
            missing: "a cell `receiving (across) / sending (down)`".into(),
            headers: cells.first().cloned().unwrap_or_default().into_iter().take(8).collect(),
        });
    };
    // The label says which way round the matrix is: the publisher writes `receiving (across) / sending (down)`.
    let squeezed: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let sending_down = squeezed.contains("sending(down)") || squeezed.contains("receiving(across)");
    if !sending_down && !squeezed.contains("sending(across)") && !squeezed.contains("receiving(down)") {
        return Err(ImportError::Content {
            place: Place::file(&input.name()),
            message: format!("`{words}` does not say which of sending and receiving runs down"),
        });
    }
    let total = |name: &str| matches!(name.to_ascii_uppercase().as_str(), "WORLD" | "TOTAL");
    let heads: Vec<(usize, Option<Economy>, bool)> = cells[top]
        .iter()
        .enumerate()
        .skip(left + 1)
        .filter(|(_, name)| !name.is_empty())
        .map(|(at, name)| (at, named(name), total(name)))
        .collect();
    for (number, line) in cells.iter().enumerate().skip(top + 1) {
        let Some(name) = line.get(left).filter(|n| !n.is_empty()) else { continue };
        report.rows_read += 1;
        let (down, down_is_total) = (named(name), total(name));
        if down.is_none() && !down_is_total {
            report.drop_row(format!("{name} is no economy"));
            continue;
        }
        report.rows_kept += 1;
        for (at, across, across_is_total) in &heads {
            let cell = line.get(*at).map_or("", String::as_str);
            if cell.is_empty() || cell.eq_ignore_ascii_case("n/a") {
                continue;
            }
            let column = cells[top][*at].clone();
            let place = Place::cell(&input.name(), number as u64 + 1, &column);
            let millions: f64 =
                cell.replace(',', "").parse().ok().filter(|v: &f64| (0.0..LARGEST / 1e6).contains(v)).ok_or_else(
                    || ImportError::Value {
                        place: place.clone(),
                        found: cell.to_owned(),
                        wanted: "a number of at least zero".into(),
                    },
                )?;
            let (sender, sender_is_total, receiver) =
                if sending_down { (down, down_is_total, *across) } else { (*across, *across_is_total, down) };
            let Some(owner) = receiver else { continue };
            if sender.is_none() && !sender_is_total || sender == Some(owner) {
                continue;
            }
            gathered.put((Variable::Remittances, owner, sender, year), Ok(millions * 1e6), place)?;
        }
    }
    Ok(())
}
