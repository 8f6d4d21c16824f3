//! World Bank, World Development Indicators: `API_<SERIES>_DS2_en_csv_v2_<n>.csv`, plain or in the
//! zip of the download beside its `Metadata_*.csv`.
//!
//! A preamble with the date of the last update, then one row an economy and one column a year. All
//! series go into one table; series that the table in the folder already holds and this call does
//! not bring are kept.

use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use suzerain_tables::coverage::Coverage;
use suzerain_tables::indicators::{Indicator, to_frame};
use suzerain_tables::store::{self, Absent, Scope, Selection, TableFile, TableKind, TableMeta, TableStatus};
use suzerain_tables::variables::{self, VARIABLES, Variable};
use suzerain_tables::{Economy, Year, trade};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "World Development Indicators",
    publisher: "World Bank",
    licence: "CC BY 4.0",
    citation: "World Bank, World Development Indicators, series and date of last update as given in the table.",
    bibtex: "@misc{worldbank_wdi,\n  author = {{World Bank}},\n  title = {World Development Indicators},\n  howpublished = {\\url{https://data.worldbank.org}}\n}",
    url: "https://data.worldbank.org/indicator",
    caveats: &[
        "Series in one table may have been updated on different days; the notes of the table give the day of each.",
    ],
};

/// Codes of the publisher that stand for groups of economies: regions, income and lending groups.
/// They are left out, since every sum is taken over economies here. `CHI` is Guernsey and Jersey
/// together.
pub const AGGREGATES: &[&str] = &[
    "AFE", "AFW", "ARB", "CEB", "CHI", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU", "FCS", "HIC", "HPC",
    "IBD", "IBT", "IDA", "IDB", "IDX", "INX", "LAC", "LCN", "LDC", "LIC", "LMC", "LMY", "LTE", "MEA", "MIC", "MNA",
    "NAC", "OED", "OSS", "PRE", "PSS", "PST", "SAS", "SSA", "SSF", "SST", "TEA", "TEC", "TLA", "TMN", "TSA", "TSS",
    "UMC", "WLD",
];

/// Name of the table.
const FILE: &str = "indicators-world-bank.parquet";
/// Lines among which the header is looked for.
const PREAMBLE: usize = 10;

/// Reads one or several series.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("world-bank");
    let counter = ByteCounter::default();
    let mut all = Series::default();
    for input in inputs {
        let name = input.file_name();
        if name.starts_with("Metadata_") || !name.to_ascii_lowercase().ends_with(".csv") {
            report.notes.push(format!("{} holds no values and was passed over", input.name().display()));
            continue;
        }
        all.read(input, &counter, &mut report)?;
        progress.bytes(counter.get());
    }
    if all.file_of.is_empty() {
        return Err(ImportError::Content {
            place: Place::file(into),
            message: "no file with a series was given".into(),
        });
    }
    let path = into.join(FILE);
    all.keep_others(&path, &mut report)?;
    let source = options.source_or("world-bank");
    let newest = all.updated.values().filter(|day| day.as_str() != NO_DAY).max().cloned();
    let meta = TableMeta {
        kind: TableKind::Indicators,
        source: source.clone(),
        vintage: options.vintage_or(newest.as_deref()),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Observed,
        absent: Absent::Unknown,
        coverage: all.coverage(),
        notes: all.updated.iter().map(|(series, day)| format!("{series}{UPDATED}{day}")).collect(),
    };
    let rows: Vec<Indicator> = all.into_rows();
    store::write(&path, &to_frame(&rows, &source)?, &meta)?;
    report.written.push((path, rows.len() as u64));
    Ok(report)
}

/// Stands between series and day in the notes of the table, which are read back when a series is
/// added.
const UPDATED: &str = " last updated ";

/// What stands there for a file without a day.
const NO_DAY: &str = "on a day not stated";

#[derive(Default)]
struct Series {
    values: BTreeMap<(&'static str, Economy, Year), f64>,
    /// Day of the last update by series code.
    updated: BTreeMap<String, String>,
    file_of: BTreeMap<&'static str, PathBuf>,
}

impl Series {
    fn read(&mut self, input: &Input, counter: &ByteCounter, report: &mut ImportReport) -> Result<(), ImportError> {
        let bytes = input.read_all(counter)?;
        let (preamble_lines, day) = preamble(&bytes);
        let layout = Layout { delimiter: b',', encoding: Encoding::Utf8OrWindows1252, preamble_lines, ragged: false };
        let mut table = Table::open(&input.name(), Box::new(Cursor::new(bytes)), layout)?;
        let (country, series) = (table.column(&["Country Code"])?, table.column(&["Indicator Code"])?);
        let years = year_columns(&table)?;
        let mut lines: BTreeMap<(&str, Economy), u64> = BTreeMap::new();
        let mut values = 0_u64;
        while table.advance()? {
            report.rows_read += 1;
            let variable = self.variable(&table, &series, day.as_deref())?;
            let code = table.text(&country)?;
            if AGGREGATES.contains(&&*code) {
                report.drop_row(format!("group of economies `{code}`"));
                continue;
            }
            let Some(economy) = Economy::from_code(&code) else {
                report.drop_row(format!("unknown economy `{code}`"));
                continue;
            };
            if let Some(first) = lines.insert((variable, economy), table.line()) {
                return Err(ImportError::Duplicate {
                    place: Place::line(table.path(), table.line()),
                    key: format!("{economy}, {variable}"),
                    first,
                });
            }
            let mut any = false;
            for (year, column) in &years {
                // The publisher leaves missing values empty; `..` is what its other exports write.
                if let Some(value) = table.number(column, &[".."])? {
                    self.values.insert((variable, economy, *year), value);
                    values += 1;
                    any = true;
                }
            }
            if any {
                report.rows_kept += 1;
            } else {
                report.drop_row("no value in any year");
            }
        }
        report.notes.push(format!("{}: {values} values", input.name().display()));
        Ok(())
    }

    /// The variable of the current row; one series must not come from two files.
    fn variable(&mut self, table: &Table, column: &Col, day: Option<&str>) -> Result<&'static str, ImportError> {
        let code = table.text(column)?;
        let Some(variable) = variables::by_publisher_code(&code).filter(|v| is_series(v)) else {
            let known: Vec<&str> = VARIABLES.iter().filter(|v| is_series(v)).map(|v| v.publisher_code).collect();
            return Err(table.refuse(column, format!("a series that is read; those are {}", known.join(", "))));
        };
        match self.file_of.get(variable.id) {
            Some(file) if file == table.path() => {}
            Some(file) => {
                return Err(ImportError::Content {
                    place: Place::file(table.path()),
                    message: format!("holds the series {code}, as does {}: give one of them", file.display()),
                });
            }
            None => {
                self.file_of.insert(variable.id, table.path().to_owned());
                self.updated.insert(code.into_owned(), day.unwrap_or(NO_DAY).to_owned());
            }
        }
        Ok(variable.id)
    }

    /// Takes over the series of the table in the folder that were not read now.
    fn keep_others(&mut self, path: &Path, report: &mut ImportReport) -> Result<(), ImportError> {
        if !path.is_file() {
            return Ok(());
        }
        let old = TableFile::open(path)?;
        let mut kept = BTreeSet::new();
        old.for_each(&Selection::default(), |frame| {
            let (years, values) = (frame.ints("year")?, frame.floats("value")?);
            let (economies, names) = (frame.economies("economy")?, frame.labels("variable")?);
            for row in 0..frame.rows() {
                let Some(variable) = variables::variable(names.get(row)) else { continue };
                if !self.file_of.contains_key(variable.id) {
                    kept.insert(variable.publisher_code);
                    self.values.insert((variable.id, economies[row], trade::year_of(row, years[row])?), values[row]);
                }
            }
            Ok(())
        })?;
        for note in &old.meta().notes {
            if let Some((series, day)) = note.split_once(UPDATED)
                && kept.contains(series)
            {
                self.updated.insert(series.to_owned(), day.to_owned());
            }
        }
        if !kept.is_empty() {
            let kept: Vec<&str> = kept.into_iter().collect();
            report.notes.push(format!("kept from the table in the folder: {}", kept.join(", ")));
        }
        Ok(())
    }

    fn coverage(&self) -> Coverage {
        let mut coverage = Coverage::default();
        for (variable, economy, year) in self.values.keys() {
            coverage.extend(variable, *economy, *year);
        }
        coverage
    }

    fn into_rows(self) -> Vec<Indicator> {
        self.values
            .into_iter()
            .map(|((variable, economy, year), value)| Indicator { year, economy, variable: variable.to_owned(), value })
            .collect()
    }
}

/// Whether the code is one of this publisher's, which are written with points.
fn is_series(variable: &Variable) -> bool {
    variable.publisher_code.contains('.')
}

/// Lines before the header, and the day of the last update.
fn preamble(bytes: &[u8]) -> (usize, Option<String>) {
    let mut day = None;
    for (number, line) in bytes.split(|b| *b == b'\n').take(PREAMBLE).enumerate() {
        let line = String::from_utf8_lossy(line);
        let mut cells = line.trim_start_matches('\u{feff}').split(',').map(|c| c.trim().trim_matches('"'));
        match cells.next() {
            Some("Last Updated Date") => day = cells.next().filter(|d| !d.is_empty()).map(str::to_owned),
            Some("Country Name" | "Country Code") => return (number, day),
            _ => {}
        }
    }
    (0, day)
}

fn year_columns(table: &Table) -> Result<Vec<(Year, Col)>, ImportError> {
    let columns: Vec<(Year, Col)> = table
        .headers()
        .iter()
        .filter_map(|h| Some((Year(h.parse().ok().filter(|y| (1900..=2100).contains(y))?), table.optional(&[h])?)))
        .collect();
    if columns.is_empty() {
        table.column(&["1960"])?;
    }
    Ok(columns)
}
