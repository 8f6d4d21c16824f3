//! Alliance Treaty Obligations and Provisions: dyad-years.
//!
//! Read are the undirected file (`atop5_1dy.csv`: `dyad`, `mem1`, `mem2`, `year`, `atopally`,
//! `defense`, `offense`, `neutral`, `nonagg`, `consul`, ...) and the directed one
//! (`atop5_1ddyr.csv`: `stateA`, `stateB`, ...). The two directions of the directed file are joined:
//! a clause holds for the pair if it binds at least one of the two, which is how the undirected
//! file counts it; 136,648 undirected dyad-years stand against twice as many directed ones.
//! States have the numbers of the Correlates of War project.

use super::choose;
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::path::Path;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::obligations::{Clauses, Obligation, ordered, to_frame};
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year, YearRange};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Alliance Treaty Obligations and Provisions (ATOP), dyad-years",
    publisher: "ATOP Project, Rice University",
    licence: "not stated by the publisher; free for research with citation",
    citation: "Leeds, Brett Ashley, Jeffrey M. Ritter, Sara McLaughlin Mitchell and Andrew G. Long (2002), Alliance Treaty Obligations and Provisions, 1815-1944, International Interactions 28: 237-260.",
    bibtex: "@article{leeds2002atop,\n  author = {Leeds, Brett Ashley and Ritter, Jeffrey M. and Mitchell, Sara McLaughlin and Long, Andrew G.},\n  title = {Alliance Treaty Obligations and Provisions, 1815--1944},\n  journal = {International Interactions},\n  volume = {28},\n  pages = {237--260},\n  year = {2002}\n}",
    url: "http://www.atopdata.org/data.html",
    caveats: &["A clause counts for the pair if it binds at least one of the two."],
};

/// The variable under which the table's windows are registered.
pub const VARIABLE: &str = "obligations";

/// Name of the table.
const FILE: &str = "obligations-atop.parquet";

/// One row as read.
struct Row {
    pair: (Economy, Economy),
    year: i16,
    /// State numbers in the order of the file, or lesser first where the file has no direction.
    states: (u16, u16),
    clauses: Clauses,
    line: u64,
}

/// Reads a dyad-year file.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("atop");
    let undirected = |name: &str| name.ends_with("dy.csv") && !name.ends_with("ddy.csv");
    let input = choose::one(inputs, "the dyad-year file (atop*dy.csv)", undirected, &mut report)?;
    let counter = ByteCounter::default();
    let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ..Layout::default() };
    let table = Table::open(&input.name(), input.open(&counter)?, layout)?;
    let (rows, span) = read(table, &mut report)?;
    progress.bytes(counter.get());
    let obligations = join(rows, &input.name(), &mut report)?;
    let Some(span) = span.filter(|_| !obligations.is_empty()) else {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no obligations here".into() });
    };
    let source = options.source_or("atop");
    let meta = TableMeta {
        kind: TableKind::Obligations,
        source: source.clone(),
        vintage: options.vintage_or(release(&input.file_name()).as_deref()),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Observed,
        absent: Absent::Zero,
        coverage: windows(&obligations, span),
        notes: vec![
            "The window of a state spans its years in the state system within the file; it does not show gaps.".into(),
        ],
    };
    let path = into.join(FILE);
    store::write(&path, &to_frame(&obligations, &source)?, &meta)?;
    report.written.push((path, obligations.len() as u64));
    Ok(report)
}

fn read(mut table: Table, report: &mut ImportReport) -> Result<(Vec<Row>, Option<YearRange>), ImportError> {
    let directed = table.optional(&["stateA"]).is_some();
    let members = if directed {
        [table.column(&["stateA"])?, table.column(&["stateB"])?]
    } else {
        [table.column(&["mem1"])?, table.column(&["mem2"])?]
    };
    let year_column = table.column(&["year"])?;
    let clause_columns = [
        table.column(&["defense"])?,
        table.column(&["offense"])?,
        table.column(&["neutral"])?,
        table.column(&["nonagg"])?,
        table.column(&["consul"])?,
    ];
    let (mut rows, mut span): (Vec<Row>, Option<YearRange>) = (Vec::new(), None);
    while table.advance()? {
        report.rows_read += 1;
        let year: i16 = table.int(&year_column)?;
        let states: (u16, u16) = (table.int(&members[0])?, table.int(&members[1])?);
        let mut bits = [false; 5];
        for (bit, column) in bits.iter_mut().zip(&clause_columns) {
            *bit = flag(&table, column)?;
        }
        let one = YearRange::new(Year(year), Year(year));
        span = Some(span.map_or(one, |s| s.hull(one)));
        let Some((a, b)) = economies(states, year, report) else { continue };
        if a == b {
            report.drop_row(format!("both states are {a}"));
        } else if bits == [false; 5] {
            report.drop_row("no clause of the five kinds");
        } else {
            let [defense, offense, neutrality, nonaggression, consultation] = bits;
            rows.push(Row {
                pair: ordered(a, b),
                year,
                states: if directed { states } else { (states.0.min(states.1), states.0.max(states.1)) },
                clauses: Clauses { defense, offense, neutrality, nonaggression, consultation },
                line: table.line(),
            });
        }
    }
    Ok((rows, span))
}

fn economies(states: (u16, u16), year: i16, report: &mut ImportReport) -> Option<(Economy, Economy)> {
    match (Economy::from_cow(states.0, year), Economy::from_cow(states.1, year)) {
        (Some(a), Some(b)) => Some((a, b)),
        (first, _) => {
            let unknown = if first.is_none() { states.0 } else { states.1 };
            report.drop_row(format!("unknown state number {unknown}"));
            None
        }
    }
}

fn flag(table: &Table, column: &Col) -> Result<bool, ImportError> {
    match table.number(column, &[])? {
        Some(0.0) => Ok(false),
        Some(1.0) => Ok(true),
        _ => Err(table.refuse(column, "0 or 1")),
    }
}

/// One row a pair and year. The same states twice are an error; the other direction, and other
/// states that the vocabulary treats as the same pair, are joined.
fn join(mut rows: Vec<Row>, file: &Path, report: &mut ImportReport) -> Result<Vec<Obligation>, ImportError> {
    rows.sort_by_key(|r| (r.year, r.pair, r.states, r.line));
    let mut joined: Vec<Obligation> = Vec::with_capacity(rows.len());
    let mut before: Option<&Row> = None;
    for row in &rows {
        let same_pair = before.filter(|b| (b.year, b.pair) == (row.year, row.pair));
        if let Some(b) = same_pair.filter(|b| b.states == row.states) {
            return Err(ImportError::Duplicate {
                place: Place::line(file, row.line),
                key: format!("the pair of states {} and {} in {}", row.states.0, row.states.1, row.year),
                first: b.line,
            });
        }
        match joined.last_mut() {
            Some(last) if same_pair.is_some() => {
                let reversed = rows_are_reversed(same_pair, row);
                report.aggregate_row(if reversed {
                    "the other direction of a pair"
                } else {
                    "another number of a state"
                });
                last.clauses = either(last.clauses, row.clauses);
            }
            _ => {
                report.rows_kept += 1;
                joined.push(Obligation { year: Year(row.year), pair: row.pair, clauses: row.clauses });
            }
        }
        before = Some(row);
    }
    Ok(joined)
}

fn rows_are_reversed(before: Option<&Row>, row: &Row) -> bool {
    before.is_some_and(|b| b.states == (row.states.1, row.states.0))
}

const fn either(a: Clauses, b: Clauses) -> Clauses {
    Clauses {
        defense: a.defense || b.defense,
        offense: a.offense || b.offense,
        neutrality: a.neutrality || b.neutrality,
        nonaggression: a.nonaggression || b.nonaggression,
        consultation: a.consultation || b.consultation,
    }
}

/// Every state of the system is covered in its years within the span of the file, allied or not.
fn windows(obligations: &[Obligation], span: YearRange) -> Coverage {
    let mut coverage = Coverage::default();
    for economy in Economy::all().filter(|e| e.cow().is_some()) {
        let mut years = span.iter().filter(|y| economy.exists_in(y.0));
        if let Some(first) = years.next() {
            coverage.extend(VARIABLE, economy, first);
            coverage.extend(VARIABLE, economy, years.next_back().unwrap_or(first));
        }
    }
    for row in obligations {
        coverage.extend(VARIABLE, row.pair.0, row.year);
        coverage.extend(VARIABLE, row.pair.1, row.year);
    }
    coverage
}

/// The release that a file's name tells: `atop5_1dy.csv` is 5.1.
fn release(file_name: &str) -> Option<String> {
    let lower = file_name.to_ascii_lowercase();
    let rest = lower.split_once("atop")?.1;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '_')?;
    let version = rest[..end].trim_matches('_').replace('_', ".");
    (!version.is_empty()).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::release;

    #[test]
    fn the_release_is_in_the_name() {
        assert_eq!(release("atop5_1dy.csv").as_deref(), Some("5.1"));
        assert_eq!(release("atop4_01ddyr.csv").as_deref(), Some("4.01"));
        assert_eq!(release("alliances.csv"), None);
    }
}
