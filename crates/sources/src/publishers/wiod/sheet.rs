//! One year's table as labels and numbers, whichever form it comes in.
//!
//! The workbooks of both releases have the same frame. Above the numbers stand four lines of
//! labels for each column: code and name of the industry, country, and number (`c1`, `c2`, ...);
//! left of them stand the same four for each row. Columns end with the final uses of each country
//! and one total, rows with totals, taxes, margins and value added under the country `TOT`.

use crate::error::{ImportError, Place};
use crate::input::{ByteCounter, Input};
use crate::report::ImportReport;
use crate::text::{Encoding, LARGEST, Layout, Table};
use crate::workbook::{self, Bounds, Sheet};
use calamine::{Data, Range};
use std::collections::BTreeMap;
use std::path::PathBuf;
use suzerain_tables::{Economy, Year};

/// The release of 2016 has 2,472 rows by 2,690 columns.
const BOUNDS: Bounds = Bounds { rows: 4_000, columns: 4_000 };

/// Which release a table is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Release {
    /// 35 industries, ISIC 3.
    Of2013,
    /// 56 industries, ISIC 4.
    Of2016,
}

impl Release {
    /// Industries; greater column numbers are final uses.
    const fn sectors(self) -> u16 {
        match self {
            Self::Of2013 => 35,
            Self::Of2016 => 56,
        }
    }
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Role {
    Sector {
        country: Economy,
        number: u16,
    },
    Final {
        country: Economy,
    },
    Output,
    /// A country the vocabulary does not know.
    Unknown,
}

/// A column with its label in messages.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) role: Role,
    label: String,
}

/// A selling industry.
#[derive(Debug)]
pub(super) struct Seller {
    pub(super) country: Economy,
    pub(super) number: u16,
    line: u64,
}

/// One year's table, million USD.
#[derive(Debug)]
pub(super) struct World {
    pub(super) file: PathBuf,
    pub(super) release: Release,
    pub(super) year: Year,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Seller>,
    pub(super) value_added: Option<Vec<f64>>,
    sectors: BTreeMap<u16, String>,
    values: Vec<f64>,
}

impl World {
    /// The number in a row and column, million USD.
    pub(super) fn value(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.columns.len() + column]
    }

    /// The code of an industry's number.
    pub(super) fn sector(&self, number: u16) -> Result<&str, ImportError> {
        self.sectors.get(&number).map(String::as_str).ok_or_else(|| ImportError::Content {
            place: Place::file(&self.file),
            message: format!("industry {number} buys but has no row of its own"),
        })
    }

    /// A refusal of a number.
    pub(super) fn refuse(&self, row: usize, column: usize, wanted: &str) -> ImportError {
        ImportError::Value {
            place: Place::cell(&self.file, self.rows[row].line, &self.columns[column].label),
            found: self.value(row, column).to_string(),
            wanted: wanted.to_owned(),
        }
    }
}

/// The labels of a row or column as they stand.
#[derive(Clone, Debug, Default)]
struct Labels {
    code: String,
    name: String,
    country: String,
    number: String,
}

impl Labels {
    fn is_blank(&self) -> bool {
        [&self.code, &self.name, &self.country, &self.number].iter().all(|t| t.is_empty())
    }

    /// Totals stand under `TOT`, or under no country.
    fn is_total(&self) -> bool {
        self.country.is_empty() || self.country.eq_ignore_ascii_case("TOT")
    }

    /// `c12`, `r12` or `12`.
    fn number(&self) -> Option<u16> {
        number(&self.number)
    }

    fn in_words(&self) -> String {
        let parts: Vec<&str> = [&self.country, &self.number, &self.code]
            .into_iter()
            .map(String::as_str)
            .filter(|t| !t.is_empty())
            .collect();
        parts.join(" ")
    }
}

fn number(text: &str) -> Option<u16> {
    text.trim_start_matches(['c', 'r', 'C', 'R']).parse().ok()
}

/// Whether a file may hold a table, by its name.
pub(super) fn is_table(input: &Input) -> bool {
    let name = input.file_name().to_ascii_lowercase();
    [".xlsx", ".xlsb", ".csv"].iter().any(|end| name.ends_with(end)) && !name.starts_with('~')
}

/// Reads one year.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong.
pub(super) fn read(input: &Input, counter: &ByteCounter, report: &mut ImportReport) -> Result<World, ImportError> {
    if input.file_name().to_ascii_lowercase().ends_with(".csv") {
        return from_csv(input, counter, report);
    }
    let (name, range) = workbook::sheet(input, counter, BOUNDS, Sheet::First)?;
    from_range(input, &name, &range, report)
}

/// Gathers rows under known columns.
struct Gatherer<'a> {
    world: World,
    seen: BTreeMap<(Economy, u16), u64>,
    report: &'a mut ImportReport,
}

impl<'a> Gatherer<'a> {
    fn new(input: &Input, labels: &[Labels], report: &'a mut ImportReport) -> Result<Self, ImportError> {
        let file = input.name();
        let known = |l: &&Labels| !l.is_total();
        let Some(most) = labels.iter().filter(known).filter_map(Labels::number).max() else {
            return Err(layout(input, "a line of column numbers `c1`, `c2`, ...", labels));
        };
        let release = if most > Release::Of2016.sectors() { Release::Of2016 } else { Release::Of2013 };
        if most <= release.sectors() {
            return Err(layout(input, "columns of final uses after the industries", labels));
        }
        if labels.iter().filter(|l| l.is_total()).count() != 1 {
            return Err(layout(input, "exactly one column of total output (`TOT`)", labels));
        }
        let mut first: BTreeMap<(&str, u16), ()> = BTreeMap::new();
        let mut columns = Vec::with_capacity(labels.len());
        for labels in labels {
            let role = if labels.is_total() {
                Role::Output
            } else {
                let Some(number) = labels.number() else {
                    return Err(layout(input, "a number for every column", std::slice::from_ref(labels)));
                };
                if first.insert((&labels.country, number), ()).is_some() {
                    let message = format!("the column {} stands twice", labels.in_words());
                    return Err(ImportError::Content { place: Place::file(&file), message });
                }
                match Economy::from_code(&labels.country) {
                    Some(country) if number <= release.sectors() => Role::Sector { country, number },
                    Some(country) => Role::Final { country },
                    None => {
                        report.repair(format!("column left out: unknown country {}", labels.country));
                        Role::Unknown
                    }
                }
            };
            columns.push(Column { role, label: labels.in_words() });
        }
        let world = World {
            file,
            release,
            year: Year(0),
            columns,
            rows: Vec::new(),
            value_added: None,
            sectors: BTreeMap::new(),
            values: Vec::new(),
        };
        Ok(Self { world, seen: BTreeMap::new(), report })
    }

    /// Takes one row with its numbers.
    fn row(&mut self, labels: &Labels, line: u64, values: &[f64]) -> Result<(), ImportError> {
        self.report.rows_read += 1;
        let world = &mut self.world;
        if labels.is_total() {
            if labels.code == "VA" || labels.name.to_ascii_lowercase().starts_with("value added") {
                self.report.rows_kept += 1;
                world.value_added = Some(values.to_vec());
            } else {
                let name = if labels.name.is_empty() { labels.in_words() } else { labels.name.clone() };
                self.report.drop_row(format!("not used: {name}"));
            }
            return Ok(());
        }
        let Some(country) = Economy::from_code(&labels.country) else {
            self.report.drop_row(format!("unknown country {}", labels.country));
            return Ok(());
        };
        let refuse = |message: String| ImportError::Content { place: Place::line(&world.file, line), message };
        let number = labels.number().filter(|n| (1..=world.release.sectors()).contains(n)).ok_or_else(|| {
            refuse(format!("`{}` is not the number of one of {} industries", labels.number, world.release.sectors()))
        })?;
        if let Some(first) = self.seen.insert((country, number), line) {
            let key = format!("the row {}", labels.in_words());
            return Err(ImportError::Duplicate { place: Place::line(&world.file, line), key, first });
        }
        let code = match world.release {
            Release::Of2013 => format!("c{number}"),
            Release::Of2016 => labels.code.clone(),
        };
        let known = world.sectors.entry(number).or_insert_with(|| code.clone());
        if code.is_empty() || *known != code {
            return Err(refuse(format!("industry {number} is `{code}` here and `{known}` above")));
        }
        self.report.rows_kept += 1;
        world.rows.push(Seller { country, number, line });
        world.values.extend_from_slice(values);
        Ok(())
    }

    fn finish(mut self, year: Year) -> Result<World, ImportError> {
        let refuse =
            |message: &str| ImportError::Content { place: Place::file(&self.world.file), message: message.to_owned() };
        if self.world.rows.is_empty() {
            return Err(refuse("no industry of a known country"));
        }
        if self.world.value_added.is_none() {
            return Err(refuse("no row of value added"));
        }
        self.world.year = year;
        Ok(self.world)
    }
}

fn layout(input: &Input, missing: &str, labels: &[Labels]) -> ImportError {
    ImportError::Layout {
        place: Place::file(&input.name()),
        missing: missing.to_owned(),
        headers: labels.iter().take(12).map(Labels::in_words).collect(),
    }
}

fn from_csv(input: &Input, counter: &ByteCounter, report: &mut ImportReport) -> Result<World, ImportError> {
    let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ..Layout::default() };
    let mut table = Table::open(&input.name(), input.open(counter)?, layout)?;
    let (code, name) = (table.column(&["IndustryCode"])?, table.column(&["IndustryDescription"])?);
    let (country, rnr) = (table.column(&["Country"])?, table.column(&["RNr"])?);
    let year_column = table.column(&["Year"])?;
    let (mut labels, mut columns) = (Vec::new(), Vec::new());
    for header in table.headers() {
        let digits = header.find(|c: char| c.is_ascii_digit()).unwrap_or(header.len());
        let (country, number) = header.split_at(digits);
        if country.len() == 3 && (header == "TOT" || number.parse::<u16>().is_ok()) {
            labels.push(Labels { country: country.to_owned(), number: number.to_owned(), ..Labels::default() });
            columns.push(table.column(&[header])?);
        }
    }
    let mut gatherer = Gatherer::new(input, &labels, report)?;
    let mut values = vec![0.0; columns.len()];
    let mut year: Option<i16> = None;
    while table.advance()? {
        let here: i16 = table.int(&year_column)?;
        if *year.get_or_insert(here) != here {
            return Err(table.refuse(&year_column, "the year of the rows above: one year a file"));
        }
        for (value, column) in values.iter_mut().zip(&columns) {
            *value = table.number(column, &["NA"])?.unwrap_or(0.0);
        }
        let labels = Labels {
            code: table.text(&code)?.into_owned(),
            name: table.text(&name)?.into_owned(),
            country: table.text(&country)?.into_owned(),
            number: table.text(&rnr)?.into_owned(),
        };
        gatherer.row(&labels, table.line(), &values)?;
    }
    gatherer.finish(Year(year.unwrap_or(0)))
}

/// Lines among which the column numbers must be.
const HEADER_LINES: u32 = 20;

fn from_range(
    input: &Input,
    sheet: &str,
    range: &Range<Data>,
    report: &mut ImportReport,
) -> Result<World, ImportError> {
    let (height, width) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
    let is_number = |row: u32, column: u32| {
        let text = text(range, row, column);
        text.starts_with('c') && number(&text).is_some()
    };
    let header = (3..HEADER_LINES.min(height)).find_map(|row| {
        let mut numbered = (4..width).filter(|column| is_number(row, *column));
        let first = numbered.next()?;
        numbered.next().map(|_| (row, first))
    });
    let Some((numbers, first)) = header else {
        let seen = (0..HEADER_LINES.min(height)).flat_map(|row| (0..width.min(8)).map(move |column| (row, column)));
        return Err(ImportError::Layout {
            place: Place::file(&input.name()),
            missing: "a line of column numbers `c1`, `c2`, ... below codes, names and countries".into(),
            headers: seen.map(|(row, column)| text(range, row, column)).filter(|t| !t.is_empty()).take(24).collect(),
        });
    };
    let column_labels = |column: u32| Labels {
        code: text(range, numbers - 3, column),
        name: text(range, numbers - 2, column),
        country: text(range, numbers - 1, column),
        number: text(range, numbers, column),
    };
    let columns: Vec<u32> = (first..width).filter(|c| !column_labels(*c).is_blank()).collect();
    let labels: Vec<Labels> = columns.iter().map(|c| column_labels(*c)).collect();
    let year = year_of(input, sheet, range)?;
    let mut gatherer = Gatherer::new(input, &labels, report)?;
    let mut values = vec![0.0; columns.len()];
    for row in numbers + 1..height {
        let labels = Labels {
            code: text(range, row, first - 4),
            name: text(range, row, first - 3),
            country: text(range, row, first - 2),
            number: text(range, row, first - 1),
        };
        if labels.is_blank() {
            continue;
        }
        for ((value, column), labels_of) in values.iter_mut().zip(&columns).zip(&gatherer.world.columns) {
            let cell = range.get_value((row, *column)).unwrap_or(&Data::Empty);
            *value = amount(cell).ok_or_else(|| ImportError::Value {
                place: Place::cell(&input.name(), u64::from(row) + 1, &labels_of.label),
                found: cell.to_string(),
                wanted: "a finite number".into(),
            })?;
        }
        gatherer.row(&labels, u64::from(row) + 1, &values)?;
    }
    gatherer.finish(year)
}

fn amount(cell: &Data) -> Option<f64> {
    match cell {
        Data::Empty => Some(0.0),
        Data::String(text) if text.trim().is_empty() => Some(0.0),
        Data::String(text) => text.trim().parse().ok().filter(|v: &f64| v.abs() < LARGEST),
        Data::Float(value) => Some(*value).filter(|v| v.abs() < LARGEST),
        #[expect(clippy::cast_precision_loss, reason = "cells of a workbook are doubles")]
        Data::Int(value) => Some(*value as f64),
        _ => None,
    }
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    match range.get_value((row, column)) {
        None | Some(Data::Empty) => String::new(),
        Some(cell) => cell.to_string().trim().to_owned(),
    }
}

/// The year: at the end of the title, in the sheet's name, or in the file's (`wiot95_...`,
/// `WIOT2014_...`). Places that tell it must agree.
fn year_of(input: &Input, sheet: &str, range: &Range<Data>) -> Result<Year, ImportError> {
    let name = input.file_name();
    let digits: String = name.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let of_name = match (digits.len(), digits.parse::<i16>()) {
        (2, Ok(short)) => Some(if short >= 90 { 1900 + short } else { 2000 + short }),
        (4, Ok(year)) => Some(year),
        _ => None,
    };
    let told: Vec<i16> = [four_digits(&text(range, 0, 0)), four_digits(sheet), of_name]
        .into_iter()
        .flatten()
        .filter(|year| (1990..=2030).contains(year))
        .collect();
    match told.as_slice() {
        [year, rest @ ..] if rest.iter().all(|other| other == year) => Ok(Year(*year)),
        _ => Err(ImportError::Content {
            place: Place::file(&input.name()),
            message: format!("title, sheet and file name do not tell one year ({told:?})"),
        }),
    }
}

/// The last run of exactly four digits.
fn four_digits(text: &str) -> Option<i16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4)
        .filter_map(|run| run.parse().ok())
        .next_back()
}
