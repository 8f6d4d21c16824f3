//! Correlates of War, dyadic trade: one row an unordered pair of states and year.
//!
//! Read is `Dyadic_COW_4.0.csv` (and release 3.0, whose columns are the same where it matters):
//! `ccode1`, `ccode2`, `year`, `importer1`, `importer2`, `flow1`, `flow2`, `smoothflow1`, ...
//! `flow1` is what state 1 imports from state 2, `flow2` what state 2 imports from state 1, both in
//! million current US dollars; -9 is missing, zero is stated where there was none. The smoothed
//! flows fill gaps by interpolation and the alternative ones (`bel_lux_alt_`, `china_alt_`) share
//! out other totals; neither is an observation, so only the raw flows are read.

use super::choose;
use crate::error::{ImportError, Place};
use crate::flows::{Flow, FlowTable, FlowWriter};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Encoding, Layout, Table};
use std::path::Path;
use suzerain_tables::classification::{Classification, TOTAL};
use suzerain_tables::obligations::ordered;
use suzerain_tables::store::{Absent, TableStatus};
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Correlates of War Trade, dyadic",
    publisher: "Correlates of War Project",
    licence: "not stated by the publisher; free for research with citation",
    citation: "Barbieri, Katherine, Omar M. G. Keshk and Brian Pollins (2009), TRADING DATA: Evaluating our Assumptions and Coding Rules, Conflict Management and Peace Science 26(5): 471-491.",
    bibtex: "@article{barbieri2009trading,\n  author = {Barbieri, Katherine and Keshk, Omar M. G. and Pollins, Brian},\n  title = {{TRADING} {DATA}: Evaluating our Assumptions and Coding Rules},\n  journal = {Conflict Management and Peace Science},\n  volume = {26},\n  number = {5},\n  pages = {471--491},\n  year = {2009}\n}",
    url: "https://correlatesofwar.org/data-sets/bilateral-trade/",
    caveats: &[
        "Imports as the importer reports them; a flow that is not stated is unknown, not zero.",
        "Smoothed and alternative flows of the publisher are not used.",
    ],
};

/// Codes of a missing value.
const MISSING: &[&str] = &["-9", "-9.0", "-9.00", "NA", "."];

/// Name of the table.
const FILE: &str = "trade-cow.parquet";

/// Rows between two reports of progress.
const BEAT: u64 = 1 << 16;

/// One row: what each of a pair imports from the other, million USD.
struct Row {
    year: i16,
    pair: (Economy, Economy),
    states: (u16, u16),
    /// Imports of the first of `pair` from the second.
    first_imports: Option<f64>,
    second_imports: Option<f64>,
    line: u64,
}

/// Reads the dyadic file.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("cow-trade");
    let input = choose::one(inputs, "the dyadic file (Dyadic_COW_4.0.csv)", |n| n.contains("dyadic"), &mut report)?;
    let counter = ByteCounter::default();
    let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ..Layout::default() };
    let mut table = Table::open(&input.name(), input.open(&counter)?, layout)?;
    let rows = read(&mut table, &mut report, &mut || progress.bytes(counter.get()))?;
    let rows = merged(rows, &input.name(), &mut report)?;
    if rows.is_empty() {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no flows here".into() });
    }
    let mut writer = FlowWriter::create(
        &into.join(FILE),
        FlowTable {
            source: options.source_or("cow-trade"),
            vintage: options.vintage_or(release(&input.file_name()).as_deref()),
            classification: Classification::Total,
            universe: "cow-system".into(),
            status: TableStatus::Observed,
            absent: Absent::Unknown,
            notes: SOURCE.caveats.iter().map(|c| (*c).to_owned()).collect(),
        },
    )?;
    let item = writer.item(TOTAL);
    for row in &rows {
        let (first, second) = row.pair;
        for (importer, exporter, musd) in [(first, second, row.first_imports), (second, first, row.second_imports)] {
            if let Some(musd) = musd {
                let (year, value_kusd) = (Year(row.year), musd * 1000.0);
                writer.push(&Flow { year, exporter, importer, item, value_kusd, quantity_t: f64::NAN })?;
            }
        }
    }
    writer.finish(&mut report)?;
    Ok(report)
}

fn read(table: &mut Table, report: &mut ImportReport, beat: &mut dyn FnMut()) -> Result<Vec<Row>, ImportError> {
    let columns = [table.column(&["ccode1"])?, table.column(&["ccode2"])?];
    let year_column = table.column(&["year"])?;
    let flows = [table.column(&["flow1"])?, table.column(&["flow2"])?];
    let (mut rows, mut half) = (Vec::new(), 0_u64);
    while table.advance()? {
        report.rows_read += 1;
        if report.rows_read.is_multiple_of(BEAT) {
            beat();
        }
        let year: i16 = table.int(&year_column)?;
        let states: (u16, u16) = (table.int(&columns[0])?, table.int(&columns[1])?);
        let imports = (table.non_negative(&flows[0], MISSING)?, table.non_negative(&flows[1], MISSING)?);
        let (a, b) = match (Economy::from_cow(states.0, year), Economy::from_cow(states.1, year)) {
            (Some(a), Some(b)) => (a, b),
            (None, _) => {
                report.drop_row(format!("unknown state number {}", states.0));
                continue;
            }
            (_, None) => {
                report.drop_row(format!("unknown state number {}", states.1));
                continue;
            }
        };
        if a == b {
            report.drop_row(format!("both states are {a}"));
        } else if imports == (None, None) {
            report.drop_row("both flows missing (-9)");
        } else {
            half += u64::from(imports.0.is_none() || imports.1.is_none());
            let (first_imports, second_imports) = if a <= b { imports } else { (imports.1, imports.0) };
            let states = (states.0.min(states.1), states.0.max(states.1));
            rows.push(Row { year, pair: ordered(a, b), states, first_imports, second_imports, line: table.line() });
        }
    }
    if half > 0 {
        report.notes.push(format!("{half} rows have one of the two flows only"));
    }
    beat();
    Ok(rows)
}

/// One row a pair and year. The same states twice are an error; other states that the vocabulary
/// treats as the same pair are summed, and a sum with a missing part is missing.
fn merged(mut rows: Vec<Row>, file: &Path, report: &mut ImportReport) -> Result<Vec<Row>, ImportError> {
    rows.sort_by_key(|r| (r.year, r.pair, r.states, r.line));
    let mut out: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        match out.last_mut().filter(|last| (last.year, last.pair) == (row.year, row.pair)) {
            Some(last) if last.states == row.states => {
                return Err(ImportError::Duplicate {
                    place: Place::line(file, row.line),
                    key: format!("the pair of states {} and {} in {}", row.states.0, row.states.1, row.year),
                    first: last.line,
                });
            }
            Some(last) => {
                report.aggregate_row(format!("another state number of {} or {}", row.pair.0, row.pair.1));
                let sum = |a: Option<f64>, b: Option<f64>| a.zip(b).map(|(a, b)| a + b);
                last.first_imports = sum(last.first_imports, row.first_imports);
                last.second_imports = sum(last.second_imports, row.second_imports);
                last.states = row.states;
            }
            None => {
                report.rows_kept += 1;
                out.push(row);
            }
        }
    }
    Ok(out)
}

/// The release that a file's name tells: `Dyadic_COW_4.0.csv` is 4.0.
fn release(file_name: &str) -> Option<String> {
    let stem = file_name.strip_suffix(".csv").unwrap_or(file_name);
    let version = stem.rsplit('_').next()?;
    version.starts_with(|c: char| c.is_ascii_digit()).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::release;

    #[test]
    fn the_release_is_in_the_name() {
        assert_eq!(release("Dyadic_COW_4.0.csv").as_deref(), Some("4.0"));
        assert_eq!(release("trade.csv"), None);
    }
}
