//! Values by ordered pair and year that no publisher ships in one file: troops abroad, exchange-rate
//! anchors, missions.
//!
//! Read is a CSV file with the columns `year`, `from`, `to`, `variable`, `value`, put together by the user.
//! States are codes or names; the variables are those of [`suzerain_tables::dyadic`].

use super::choose;
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Layout, Table};
use std::path::Path;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::dyadic::{self, ANCHOR, DyadValue, INFLUENCE, MISSION, to_frame};
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Values by ordered pair and year, put together by the user",
    publisher: "the user",
    licence: "not stated",
    citation: "The user's own table; cite where its values come from.",
    bibtex: "@misc{own_dyadic,\n  title = {Own table of values by ordered pair and year}\n}",
    url: "not published",
    caveats: &["Put together by the user; the project has not checked it."],
};

/// Name of the table.
const FILE: &str = "dyadic-own.parquet";

/// Reads the file.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("dyadic");
    let input = choose::one(inputs, "a CSV file with year, from, to, variable, value", |_| true, &mut report)?;
    let counter = ByteCounter::default();
    let mut table = Table::open(&input.name(), input.open(&counter)?, Layout::default())?;
    let (when, from, to) = (table.column(&["year"])?, table.column(&["from"])?, table.column(&["to"])?);
    let (variable, value) = (table.column(&["variable"])?, table.column(&["value"])?);
    let mut coverage = Coverage::default();
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let year: i16 = table.int(&when)?;
        let text = |column: &Col| String::from_utf8_lossy(table.bytes(column)).into_owned();
        let state = |column: &Col| {
            Economy::resolve(&text(column), Some(year)).map_err(|_| table.refuse(column, "a state of that year"))
        };
        let known = dyadic::variable(&text(&variable)).ok_or_else(|| {
            table.refuse(&variable, format!("one of {}", dyadic::VARIABLES.map(|(v, _)| v).join(", ")))
        })?;
        let (from, to) = (state(&from)?, state(&to)?);
        let Some(number) = table.non_negative(&value, &[""])? else {
            report.drop_row("no value");
            continue;
        };
        let most = if known == ANCHOR {
            3.0
        } else if known == MISSION {
            9.0
        } else if known == INFLUENCE {
            1.0
        } else {
            f64::INFINITY
        };
        if number > most {
            return Err(table.refuse(&value, format!("at most {most}")));
        }
        for economy in [from, to] {
            coverage.extend(known, economy, Year(year));
        }
        rows.push(DyadValue { year: Year(year), from, to, variable: known, value: number });
        report.rows_kept += 1;
    }
    progress.bytes(counter.get());
    if rows.is_empty() {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no values here".into() });
    }
    let source = options.source_or("own-dyadic");
    let kept = (source.as_str(), options.vintage_or(None), TableStatus::Estimated);
    written(rows, coverage, kept, &into.join(FILE), SOURCE.caveats, &mut report)?;
    Ok(report)
}

/// Writes the rows, sorted; none may stand twice.
pub(super) fn written(
    mut rows: Vec<DyadValue>,
    coverage: Coverage,
    (source, vintage, status): (&str, String, TableStatus),
    path: &Path,
    notes: &[&str],
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let key = |r: &DyadValue| (r.variable, r.year, r.from, r.to);
    rows.sort_by(|a, b| key(a).cmp(&key(b)));
    if let Some(pair) = rows.windows(2).find(|w| key(&w[0]) == key(&w[1])) {
        let message =
            format!("{} of {} to {} in {} stands twice", pair[0].variable, pair[0].from, pair[0].to, pair[0].year);
        return Err(ImportError::Content { place: Place::file(path), message });
    }
    let meta = TableMeta {
        kind: TableKind::Dyadic,
        source: source.to_owned(),
        vintage,
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status,
        absent: Absent::Unknown,
        coverage,
        notes: notes.iter().map(|n| (*n).to_owned()).collect(),
    };
    store::write(path, &to_frame(&rows, source)?, &meta)?;
    report.written.push((path.to_owned(), rows.len() as u64));
    Ok(())
}
