//! Correlates of War, National Material Capabilities: one row a state and year.
//!
//! Read are `NMC-70-abridged.csv`, `NMC-70-wsupplementary.csv` and the same files of releases 4 to
//! 6 (`NMC_5_0.csv`, `NMC-60-abridged.csv`, ...), whose first columns have not changed. `-9` and an
//! empty cell are missing values and give no row. Military expenditure is in thousand pounds
//! sterling until 1913 and in thousand US dollars from 1914 (NMC codebook, variable `milex`): the
//! former stand as `milex_kgbp`, the latter as `milex_kusd`.

use super::choose;
use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::indicators::{Indicator, to_frame};
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::variables::component_in;
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "National Material Capabilities",
    publisher: "Correlates of War Project",
    licence: "not stated by the publisher; free for research with citation",
    citation: "Singer, J. David, Stuart Bremer and John Stuckey (1972), Capability Distribution, Uncertainty, and Major Power War, 1820-1965, in Bruce Russett (ed.), Peace, War, and Numbers, Beverly Hills: Sage, 19-48.",
    bibtex: "@incollection{singer1972capability,\n  author = {Singer, J. David and Bremer, Stuart and Stuckey, John},\n  title = {Capability Distribution, Uncertainty, and Major Power War, 1820--1965},\n  booktitle = {Peace, War, and Numbers},\n  editor = {Russett, Bruce},\n  publisher = {Sage},\n  address = {Beverly Hills},\n  pages = {19--48},\n  year = {1972}\n}",
    url: "https://correlatesofwar.org/data-sets/national-material-capabilities/",
    caveats: &[
        "Military expenditure before 1914 is in pounds sterling and stands as a variable of its own.",
        "Many values are the project's own estimates or interpolations; its supplementary file says which.",
    ],
};

/// Columns of the file with the variables they become.
pub const VARIABLES: [(&str, &str); 7] = [
    ("milex", "milex_kusd"),
    ("milper", "milper_k"),
    ("irst", "irst_kt"),
    ("pec", "pec_kt"),
    ("tpop", "tpop_k"),
    ("upop", "upop_k"),
    ("cinc", "cinc_published"),
];

/// Codes of a missing value.
const MISSING: &[&str] = &["-9", "-9.0", "-9.00", "NA", "."];

/// Name of the table.
const FILE: &str = "indicators-cow-nmc.parquet";

/// Reads one capability file; the supplementary one is passed over where the abridged one is there.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("nmc");
    let input = choose::one(inputs, "NMC-*-abridged.csv", |name| name.contains("abridged"), &mut report)?;
    let counter = ByteCounter::default();
    let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ..Layout::default() };
    let table = Table::open(&input.name(), input.open(&counter)?, layout)?;
    let mut rows = read(table, &mut report)?;
    progress.bytes(counter.get());
    if rows.is_empty() {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no values here".into() });
    }
    rows.sort_by(|a, b| (&a.variable, a.economy, a.year).cmp(&(&b.variable, b.economy, b.year)));
    let mut coverage = Coverage::default();
    for row in &rows {
        coverage.extend(&row.variable, row.economy, row.year);
    }
    let source = options.source_or("cow-nmc");
    let meta = TableMeta {
        kind: TableKind::Indicators,
        source: source.clone(),
        vintage: options.vintage_or(release(&input.file_name()).as_deref()),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Estimated,
        absent: Absent::Unknown,
        coverage,
        notes: SOURCE.caveats.iter().map(|c| (*c).to_owned()).collect(),
    };
    let path = into.join(FILE);
    store::write(&path, &to_frame(&rows, &source)?, &meta)?;
    report.written.push((path, rows.len() as u64));
    Ok(report)
}

fn read(mut table: Table, report: &mut ImportReport) -> Result<Vec<Indicator>, ImportError> {
    let (code_column, year_column) = (table.column(&["ccode"])?, table.column(&["year"])?);
    let mut columns: Vec<(Col, &'static str)> = Vec::with_capacity(VARIABLES.len());
    for (name, variable) in VARIABLES {
        columns.push((table.column(&[name])?, variable));
    }
    let mut first_line: BTreeMap<(Economy, i16), (u16, u64)> = BTreeMap::new();
    let mut missing: BTreeMap<&str, u64> = BTreeMap::new();
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let (code, year): (u16, i16) = (table.int(&code_column)?, table.int(&year_column)?);
        let Some(economy) = Economy::from_cow(code, year) else {
            report.drop_row(format!("unknown state number {code}"));
            continue;
        };
        if let Some((other, first)) = first_line.insert((economy, year), (code, table.line())) {
            let key = format!("{economy} in {year} (state numbers {other} and {code})");
            return Err(ImportError::Duplicate { place: table.place(&code_column), key, first });
        }
        let before = rows.len();
        for (column, variable) in &columns {
            match table.non_negative(column, MISSING)? {
                None => *missing.entry(variable).or_default() += 1,
                Some(value) => {
                    let variable = component_in(variable, Year(year)).to_owned();
                    rows.push(Indicator { year: Year(year), economy, variable, value });
                }
            }
        }
        if rows.len() == before {
            report.drop_row("no value in any column");
        } else {
            report.rows_kept += 1;
        }
    }
    for (variable, cells) in missing {
        report.notes.push(format!("{cells} missing values of {variable}"));
    }
    Ok(rows)
}

/// The release that a file's name tells: `NMC-70-abridged.csv` is 7.0, `NMC_5_0.csv` 5.0.
fn release(file_name: &str) -> Option<String> {
    let lower = file_name.to_ascii_lowercase();
    let digits: Vec<char> = lower
        .split_once("nmc")?
        .1
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '_' | 'v' | '.'))
        .filter(char::is_ascii_digit)
        .collect();
    match digits.as_slice() {
        [major, minor] => Some(format!("{major}.{minor}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::release;

    #[test]
    fn the_release_is_in_the_name() {
        assert_eq!(release("NMC-70-abridged.csv").as_deref(), Some("7.0"));
        assert_eq!(release("NMC_5_0-wsupplementary.csv").as_deref(), Some("5.0"));
        assert_eq!(release("NMC_v4_0.csv").as_deref(), Some("4.0"));
        assert_eq!(release("capabilities.csv"), None);
    }
}
