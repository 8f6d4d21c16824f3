//! Formal Bilateral Influence Capacity (Moyer and others): how much formal means of influence one state has over
//! another, by pair and year.
//!
//! Read are two layouts. The publisher's: `iso3a` (who has the influence), `iso3b` (over whom), `year`, `fbic`,
//! `bandwidth`; its other columns are passed over. An extract with one influencer: `iso3c` (over whom), `year`, `fbic`,
//! `bandwidth`, in a file named `fbic_<influencer>_...`. `NA` and an empty cell are missing.

use super::choose;
use super::dyadic::written;
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::dyadic::{BANDWIDTH, DyadValue, INFLUENCE};
use suzerain_tables::store::TableStatus;
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Formal Bilateral Influence Capacity (FBIC) index",
    publisher: "Frederick S. Pardee Institute for International Futures and Atlantic Council",
    licence: "not stated by the publisher; free with citation",
    citation: "Moyer, Jonathan D., Collin J. Meisel, Austin S. Matthews, David K. Bohl and Mathew J. Burrows (2021), China-US Competition: Measuring Global Influence, Atlantic Council and Frederick S. Pardee Center for International Futures.",
    bibtex: "@techreport{moyer2021china,\n  author = {Moyer, Jonathan D. and Meisel, Collin J. and Matthews, Austin S. and Bohl, David K. and Burrows, Mathew J.},\n  title = {China-US Competition: Measuring Global Influence},\n  institution = {Atlantic Council and Frederick S. Pardee Center for International Futures},\n  year = {2021}\n}",
    url: "https://korbel.du.edu/fbic",
    caveats: &[
        "Bandwidth times dependence: formal ties of trade, arms, aid, memberships and missions; it cannot see informal means.",
        "Scaled by the most influence ever measured between two states.",
    ],
};

/// Name of the table.
const FILE: &str = "dyadic-fbic.parquet";

/// Who has the influence.
enum Influencer {
    Column(Col),
    Named(Economy),
}

/// Reads one file in either layout.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("fbic");
    let input = choose::one(inputs, "fbic.csv", |name| name.contains("fbic"), &mut report)?;
    let counter = ByteCounter::default();
    let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ..Layout::default() };
    let mut table = Table::open(&input.name(), input.open(&counter)?, layout)?;
    let (by, over) = match table.optional(&["iso3a"]) {
        Some(column) => (Influencer::Column(column), table.column(&["iso3b"])?),
        None => {
            let over = table.column(&["iso3b", "iso3c"])?;
            let named = named_in(&input.file_name()).ok_or_else(|| ImportError::Layout {
                place: Place::line(table.path(), 1),
                missing: "`iso3a`, or a file named fbic_<influencer>_...".into(),
                headers: table.headers().to_vec(),
            })?;
            (Influencer::Named(named), over)
        }
    };
    let when = table.column(&["year"])?;
    let (capacity, bandwidth) = (table.column(&["fbic"])?, table.column(&["bandwidth"])?);
    let mut seen: BTreeMap<(Economy, Economy, i16), u64> = BTreeMap::new();
    let mut coverage = Coverage::default();
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let year: i16 = table.int(&when)?;
        let state = |column: &Col| {
            let code = table.text(column)?;
            Ok::<_, ImportError>(Economy::from_code(&code).ok_or_else(|| code.into_owned()))
        };
        let from = match &by {
            Influencer::Column(column) => state(column)?,
            Influencer::Named(economy) => Ok(*economy),
        };
        let (from, to) = match (from, state(&over)?) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(code), _) | (_, Err(code)) => {
                report.drop_row(format!("unknown state `{code}`"));
                continue;
            }
        };
        let values = [table.non_negative(&capacity, &["NA"])?, table.non_negative(&bandwidth, &["NA"])?];
        if values[0].is_some_and(|v| v > 1.0) {
            return Err(table.refuse(&capacity, "at most 1"));
        }
        if values == [None, None] {
            report.drop_row("no value");
            continue;
        }
        if let Some(first) = seen.insert((from, to, year), table.line()) {
            let key = format!("{from} over {to} in {year}");
            return Err(ImportError::Duplicate { place: table.place(&over), key, first });
        }
        for (variable, value) in [INFLUENCE, BANDWIDTH].into_iter().zip(values) {
            let Some(value) = value else { continue };
            for economy in [from, to] {
                coverage.extend(variable, economy, Year(year));
            }
            rows.push(DyadValue { year: Year(year), from, to, variable, value });
        }
        report.rows_kept += 1;
    }
    progress.bytes(counter.get());
    if rows.is_empty() {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no values here".into() });
    }
    let source = options.source_or("fbic");
    let kept = (source.as_str(), options.vintage_or(None), TableStatus::Estimated);
    written(rows, coverage, kept, &into.join(FILE), SOURCE.caveats, &mut report)?;
    Ok(report)
}

/// The state in a file's name: `fbic_china_to_iso3.csv` is of China.
fn named_in(file_name: &str) -> Option<Economy> {
    let lower = file_name.to_ascii_lowercase();
    let (_, rest) = lower.split_once("fbic_")?;
    let name = rest.split(['_', '.']).next()?.replace('-', " ");
    Economy::resolve(&name, None).ok()
}

#[cfg(test)]
mod tests {
    use super::{Economy, named_in};

    #[test]
    fn the_influencer_of_an_extract_is_in_its_name() {
        assert_eq!(named_in("fbic_china_to_iso3_1994_2024.csv").map(Economy::code), Some("CHN"));
        assert_eq!(named_in("FBIC_usa.csv").map(Economy::code), Some("USA"));
        assert_eq!(named_in("fbic.csv"), None);
    }
}
