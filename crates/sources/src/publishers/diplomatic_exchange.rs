//! Correlates of War, Diplomatic Exchange: missions by pair and year.
//!
//! Read is `Diplomatic_Exchange_2006v1.csv`: `ccode1`, `ccode2`, `year`, `DR_at_1` (level of the mission of
//! side 2 at side 1), `DR_at_2` (of side 1 at side 2); other columns are passed over. Levels: 0 none, 1
//! chargé d'affaires, 2 minister, 3 ambassador, 9 other. A level of 0 gives no row, and each pair and
//! year of the file counts as looked at. The layout is that of the project's codebook; no copy of
//! the file was at hand when this reader was written.

use super::choose;
use super::dyadic::written;
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Encoding, Layout, Table};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::dyadic::{DyadValue, MISSION};
use suzerain_tables::store::TableStatus;
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Diplomatic Exchange",
    publisher: "Correlates of War Project",
    licence: "not stated by the publisher; free for research with citation",
    citation: "Bayer, Reşat (2006), Diplomatic Exchange Data set, v2006.1.",
    bibtex: "@misc{bayer2006diplomatic,\n  author = {Bayer, Re{\\c{s}}at},\n  title = {Diplomatic Exchange Data set, v2006.1},\n  year = {2006},\n  url = {https://correlatesofwar.org/data-sets/diplomatic-exchange/}\n}",
    url: "https://correlatesofwar.org/data-sets/diplomatic-exchange/",
    caveats: &["Years are those the project coded, in steps of about five years; between them nothing is known."],
};

/// Name of the table.
const FILE: &str = "dyadic-cow-diplomatic-exchange.parquet";
/// Levels of a mission.
const LEVELS: [i32; 5] = [0, 1, 2, 3, 9];

/// Reads the file of pairs and years.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("diplomatic-exchange");
    let input = choose::one(inputs, "Diplomatic_Exchange_*.csv", |name| name.contains("diplomatic"), &mut report)?;
    let counter = ByteCounter::default();
    let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ..Layout::default() };
    let mut table = Table::open(&input.name(), input.open(&counter)?, layout)?;
    let (one, two, when) = (table.column(&["ccode1"])?, table.column(&["ccode2"])?, table.column(&["year"])?);
    let levels = [table.column(&["DR_at_1"])?, table.column(&["DR_at_2"])?];
    let mut seen: BTreeMap<(Economy, Economy, i16), u64> = BTreeMap::new();
    let mut coverage = Coverage::default();
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let year: i16 = table.int(&when)?;
        let (Some(a), Some(b)) = (Economy::from_cow(table.int(&one)?, year), Economy::from_cow(table.int(&two)?, year))
        else {
            report.drop_row("unknown state number");
            continue;
        };
        let key = (a.min(b), a.max(b), year);
        if let Some(first) = seen.insert(key, table.line()) {
            let key = format!("{a} and {b} in {year}");
            return Err(ImportError::Duplicate { place: table.place(&one), key, first });
        }
        for (column, (from, to)) in levels.iter().zip([(b, a), (a, b)]) {
            let level: i32 = table.int(column)?;
            if !LEVELS.contains(&level) {
                return Err(table.refuse(column, "a level: 0, 1, 2, 3 or 9"));
            }
            for economy in [a, b] {
                coverage.extend(MISSION, economy, Year(year));
            }
            if level > 0 {
                rows.push(DyadValue { year: Year(year), from, to, variable: MISSION, value: f64::from(level) });
            }
        }
        report.rows_kept += 1;
    }
    progress.bytes(counter.get());
    if rows.is_empty() {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no missions here".into() });
    }
    let source = options.source_or("cow-diplomatic-exchange");
    let vintage = options.vintage_or(input.file_name().contains("2006").then_some("2006.1"));
    written(rows, coverage, (&source, vintage, TableStatus::Observed), &into.join(FILE), SOURCE.caveats, &mut report)?;
    Ok(report)
}
