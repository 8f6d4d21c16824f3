//! Roll calls of the UN General Assembly: one row a state and roll call.
//!
//! Read is the file of votes of the Dataverse release (`UNVotes.csv`, `UNVotes2021.csv`,
//! `UNVotes.tab`): `rcid`, `ccode`, `member`, `vote`, `Country`, `Countryname`, `year`, `session`,
//! ..., `date`, `unres`, ..., `resid`. Releases with `resid` (session and number within it) are
//! keyed by it, older ones by `rcid`. Votes are 1 yes, 2 abstain, 3 no; 8 (absent) and 9 (not a
//! member) have no row.

use super::choose;
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::votes::{Ballot, Vote, session_year, to_frame};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "United Nations General Assembly Voting Data",
    publisher: "Erik Voeten, Anton Strezhnev and Michael Bailey, Harvard Dataverse",
    licence: "CC0 1.0",
    citation: "Voeten, Erik, Anton Strezhnev and Michael Bailey (2009), United Nations General Assembly Voting Data, Harvard Dataverse, doi:10.7910/DVN/LEJUQZ.",
    bibtex: "@data{voeten2009unga,\n  author = {Voeten, Erik and Strezhnev, Anton and Bailey, Michael},\n  title = {United Nations General Assembly Voting Data},\n  publisher = {Harvard Dataverse},\n  doi = {10.7910/DVN/LEJUQZ},\n  year = {2009}\n}",
    url: "https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/LEJUQZ",
    caveats: &["Resolutions adopted without a vote are not in the data."],
};

/// The variable under which the table's windows are registered; years are those in which sessions
/// began.
pub const VARIABLE: &str = "votes";

/// Name of the table.
const FILE: &str = "votes-unga.parquet";

/// Rows between two reports of progress.
const BEAT: u64 = 1 << 16;

struct Row {
    ballot: Ballot,
    line: u64,
}

/// Reads the file of votes.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("un-votes");
    let input = choose::one(inputs, "the file of votes (UNVotes*.csv)", |n| n.starts_with("unvotes"), &mut report)?;
    let counter = ByteCounter::default();
    let layout =
        Layout { encoding: Encoding::Utf8OrWindows1252, delimiter: choose::delimiter(input), ..Layout::default() };
    let mut table = Table::open(&input.name(), input.open(&counter)?, layout)?;
    let rows = read(&mut table, &mut report, &mut || progress.bytes(counter.get()))?;
    let ballots = distinct(rows, &input.name(), &mut report)?;
    let (Some(first), Some(last)) = (ballots.first(), ballots.last()) else {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no votes here".into() });
    };
    let sessions = format!("sessions {}-{}", first.session, last.session);
    let mut coverage = Coverage::default();
    for ballot in &ballots {
        coverage.extend(VARIABLE, ballot.economy, session_year(ballot.session));
    }
    let source = options.source_or("unga-votes");
    let meta = TableMeta {
        kind: TableKind::Votes,
        source: source.clone(),
        vintage: options.vintage_or(Some(&sessions)),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Observed,
        absent: Absent::Unknown,
        coverage,
        notes: vec!["Absences have no row.".into()],
    };
    let path = into.join(FILE);
    store::write(&path, &to_frame(&ballots, &source)?, &meta)?;
    report.written.push((path, ballots.len() as u64));
    Ok(report)
}

fn read(table: &mut Table, report: &mut ImportReport, beat: &mut dyn FnMut()) -> Result<Vec<Row>, ImportError> {
    let resolution = table.column(&["resid", "rcid"])?;
    let (state, vote) = (table.column(&["ccode"])?, table.column(&["vote"])?);
    let (session, date) = (table.column(&["session"])?, table.column(&["date"])?);
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        if report.rows_read.is_multiple_of(BEAT) {
            beat();
        }
        let Some(vote) = vote_of(table, &vote, report)? else { continue };
        let date = day(table, &date)?;
        let code: u16 = table.int(&state)?;
        let year = i16::try_from(date / 10_000).unwrap_or(i16::MAX);
        let Some(economy) = Economy::from_cow(code, year) else {
            report.drop_row(format!("unknown state number {code}"));
            continue;
        };
        let ballot = Ballot { session: table.int(&session)?, date, resolution: table.int(&resolution)?, economy, vote };
        rows.push(Row { ballot, line: table.line() });
    }
    beat();
    Ok(rows)
}

fn vote_of(table: &Table, column: &Col, report: &mut ImportReport) -> Result<Option<Vote>, ImportError> {
    let reason = match table.bytes(column) {
        b"1" => return Ok(Some(Vote::Yes)),
        b"2" => return Ok(Some(Vote::Abstain)),
        b"3" => return Ok(Some(Vote::No)),
        b"8" => "absent (8)",
        b"9" => "not a member (9)",
        b"" | b"NA" => "no vote recorded",
        _ => return Err(table.refuse(column, "a vote: 1 yes, 2 abstain, 3 no, 8 absent, 9 not a member")),
    };
    report.drop_row(reason);
    Ok(None)
}

/// A day as yyyymmdd, from `1946-01-27`, `19460127` or `1/27/1946` (month first).
fn day(table: &Table, column: &Col) -> Result<i32, ImportError> {
    let parsed = std::str::from_utf8(table.bytes(column)).ok().and_then(parse_day);
    parsed.ok_or_else(|| table.refuse(column, "a day as yyyy-mm-dd, yyyymmdd or m/d/yyyy"))
}

fn parse_day(text: &str) -> Option<i32> {
    let text = text.split(['T', ' ']).next()?;
    let numbers = |separator: char| -> Option<Vec<i32>> { text.split(separator).map(|t| t.parse().ok()).collect() };
    let [year, month, day] = if text.contains('-') {
        numbers('-')?.try_into().ok()?
    } else if text.contains('/') {
        let [month, day, year] = numbers('/')?.try_into().ok()?;
        [year, month, day]
    } else {
        let whole: i32 = text.parse().ok()?;
        [whole / 10_000, whole / 100 % 100, whole % 100]
    };
    let in_range = (1945..=2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    in_range.then(|| year * 10_000 + month * 100 + day)
}

/// One vote a state and roll call. A repeat of the same vote is dropped (the earlier day stays); a
/// contradiction is an error.
fn distinct(mut rows: Vec<Row>, file: &Path, report: &mut ImportReport) -> Result<Vec<Ballot>, ImportError> {
    rows.sort_by_key(|r| {
        let b = &r.ballot;
        (b.session, b.resolution, b.economy, b.date, r.line)
    });
    let mut ballots: Vec<Ballot> = Vec::with_capacity(rows.len());
    let mut first_line = 0;
    for Row { ballot, line } in rows {
        let key = |b: &Ballot| (b.session, b.resolution, b.economy);
        match ballots.last().filter(|last| key(last) == key(&ballot)) {
            Some(last) if last.vote == ballot.vote => report.drop_row("the same vote of the same state a second time"),
            Some(_) => {
                return Err(ImportError::Duplicate {
                    place: Place::line(file, line),
                    key: format!("another vote of {} on roll call {}", ballot.economy, ballot.resolution),
                    first: first_line,
                });
            }
            None => {
                first_line = line;
                report.rows_kept += 1;
                ballots.push(ballot);
            }
        }
    }
    Ok(ballots)
}

#[cfg(test)]
mod tests {
    use super::parse_day;

    #[test]
    fn days_are_read_in_three_forms() {
        for text in ["1946-01-27", "19460127", "1/27/1946", "1946-01-27 00:00:00"] {
            assert_eq!(parse_day(text), Some(19_460_127), "{text}");
        }
        for text in ["27/1/1946", "1946-13-01", "NA", "1946", ""] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }
}
