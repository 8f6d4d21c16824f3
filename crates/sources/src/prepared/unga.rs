//! Roll-call votes of the UN General Assembly.

use super::{Origins, Prepared, meta, open};
use crate::error::ImportError;
use crate::input::ByteCounter;
use crate::report::ImportReport;
use crate::text::{Col, Table};
use std::collections::HashMap;
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::store::TableKind;
use suzerain_tables::votes::{Ballot, Vote, session_year, to_frame};

/// Source of the votes.
pub const SOURCE: &str = "unga-votes";
/// The variable name under which the votes table registers its states; years are those in which
/// the sessions began.
pub const VOTES: &str = "votes";

/// A day written as `yyyy-mm-dd`, as the number yyyymmdd, with its year.
pub(super) fn day(table: &Table, column: &Col) -> Result<(i32, i16), ImportError> {
    let parsed = || {
        let text = std::str::from_utf8(table.bytes(column)).ok()?;
        let mut parts = text.splitn(3, '-');
        let year: i16 = parts.next()?.parse().ok()?;
        let month: i32 = parts.next()?.parse().ok()?;
        let day: i32 = parts.next()?.parse().ok()?;
        let real = (1900..=2999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        real.then(|| (i32::from(year) * 10_000 + month * 100 + day, year))
    };
    parsed().ok_or_else(|| table.refuse(column, "a day as yyyy-mm-dd"))
}

/// How many states' votes on each roll call carry each date.
fn states_by_day(rows: &[Ballot]) -> HashMap<(u16, i32, i32), u32> {
    let mut states = HashMap::new();
    for ballot in rows {
        *states.entry((ballot.session, ballot.resolution, ballot.date)).or_default() += 1;
    }
    states
}

/// Reads `un_votes/unga_votes_sessions_1_78_ccode.csv.gz`: sessions 1 to 78, states by Correlates of
/// War number. A state's vote that stands twice on one roll call is kept once if both say the same.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged, holds an unknown state, or a state's two votes
/// on one roll call differ.
pub fn votes(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("un_votes/unga_votes_sessions_1_78_ccode.csv.gz"), counter)?;
    let mut report = ImportReport::new(SOURCE);
    let (session, date) = (table.column(&["session"])?, table.column(&["date"])?);
    let (resolution, code, vote) = (table.column(&["resid"])?, table.column(&["ccode"])?, table.column(&["vote"])?);
    let mut rows: Vec<Ballot> = Vec::new();
    let mut lines: Vec<u64> = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let (date, year) = day(&table, &date)?;
        rows.push(Ballot {
            session: table.int(&session)?,
            date,
            resolution: table.int(&resolution)?,
            economy: Economy::from_cow(table.int(&code)?, year)
                .ok_or_else(|| table.refuse(&code, "the Correlates of War number of a state"))?,
            vote: Vote::from_code(table.int(&vote)?).ok_or_else(|| table.refuse(&vote, "1, 2 or 3"))?,
        });
        lines.push(table.line());
    }
    let states_on = states_by_day(&rows);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    // Of two rows of one state the one dated as the other states' votes comes first.
    order.sort_by_key(|row| {
        let b = rows[*row];
        let states = states_on.get(&(b.session, b.resolution, b.date)).copied().unwrap_or_default();
        (b.session, b.resolution, b.economy, std::cmp::Reverse(states), *row)
    });
    let mut sorted: Vec<Ballot> = Vec::with_capacity(rows.len());
    let mut origins = Origins::default();
    origins.start(table.path());
    for row in order {
        let ballot = rows[row];
        let same = sorted.last().is_some_and(|last| {
            (last.session, last.resolution, last.economy, last.vote)
                == (ballot.session, ballot.resolution, ballot.economy, ballot.vote)
        });
        if same {
            report.aggregate_row("the same vote of the same state again, under another date");
            continue;
        }
        sorted.push(ballot);
        origins.push(lines[row]);
        report.rows_kept += 1;
    }
    origins.order(
        |row| (sorted[row].session, sorted[row].resolution, sorted[row].economy),
        |row| format!("the vote of {} on roll call {}", sorted[row].economy, sorted[row].resolution),
    )?;
    let mut meta = meta(TableKind::Votes, SOURCE);
    for ballot in &sorted {
        meta.coverage.extend(VOTES, ballot.economy, session_year(ballot.session));
    }
    let twice: u64 = report.aggregated.values().sum();
    meta.notes = vec![
        "Sessions 1 to 78 (1946 to June 2024). Absences have no row. Windows are in years 1945 + session.".into(),
        format!("{twice} votes stand twice at the source under two dates and are kept once."),
    ];
    Ok(Prepared { frame: to_frame(&sorted, SOURCE)?, meta, report })
}
