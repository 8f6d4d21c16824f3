//! World Bank World Development Indicators, one table a vintage, so that the vintage of a figure is
//! exact.

use super::{Origins, Prepared, meta, open, required, year};
use crate::error::{ImportError, Place};
use crate::input::{ByteCounter, plain};
use crate::report::ImportReport;
use crate::text::{Layout, Table};
use crate::workbook::{self, Bounds, Sheet};
use calamine::Data;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use suzerain_tables::indicators::{Indicator, to_frame};
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::{GDP_CONSTANT, GDP_CURRENT, by_publisher_code};
use suzerain_tables::{Economy, Year};

/// Economies by years, with room to grow.
const BOUNDS: Bounds = Bounds { rows: 4_000, columns: 256 };

/// A group of series of one vintage in the World Bank's wide layout.
struct Vintage {
    source: &'static str,
    /// The date in the files' second line of text.
    updated: &'static str,
    files: &'static [&'static str],
}

const VINTAGES: [Vintage; 4] = [
    Vintage {
        source: "wdi-2026-07",
        updated: "2026-07-13",
        files: &[
            "API_GB.XPD.RSDV.GD.ZS_DS2_en_csv_v2_232.csv",
            "API_NY.GDP.PCAP.CD_DS2_en_csv_v2_33610.csv",
            "API_SP.POP.SCIE.RD.P6_DS2_en_csv_v2_37695.csv",
        ],
    },
    Vintage {
        source: "wdi-2026-04",
        updated: "2026-04-08",
        files: &[
            "API_BX.KLT.DINV.WD.GD.ZS_DS2_en_csv_v2_13.csv",
            "API_FM.LBL.BMNY.GD.ZS_DS2_en_csv_v2_5797.csv",
            "API_FP.CPI.TOTL.ZG_DS2_en_csv_v2_287.csv",
            "API_NE.GDI.TOTL.ZS_DS2_en_csv_v2_698.csv",
            "API_NE.TRD.GNFS.ZS_DS2_en_csv_v2_101.csv",
            "API_NY.GDP.MKTP.KD.ZG_DS2_en_csv_v2_260.csv",
            "API_SE.SEC.ENRR_DS2_en_csv_v2_758.csv",
            "API_SL.UEM.TOTL.ZS_DS2_en_csv_v2_36.csv",
        ],
    },
    Vintage { source: "wdi-2025-06", updated: "2025-06-05", files: &["population_data.csv"] },
    Vintage {
        source: "wdi-2023-05",
        updated: "2023-05-10",
        files: &["API_NY.GDP.MKTP.PP.CD_DS2_en_csv_v2_5455171.csv"],
    },
];

/// Source of GDP in current US dollars (a spreadsheet).
pub const CURRENT: &str = "wdi-gdp-current";
/// The workbook's date of update, 24 March 2025, as the day number that the spreadsheet holds.
const CURRENT_UPDATED: &str = "45740";
/// Source of GDP in constant US dollars of 2015 (a long table without a date).
pub const CONSTANT: &str = "wdi-gdp-constant";

/// Values as they are read, before sorting.
#[derive(Default)]
struct Values {
    rows: Vec<Indicator>,
    origins: Origins,
    /// Values of codes outside the vocabulary, by code: regions and income groups.
    aggregates: BTreeMap<String, u64>,
    report: ImportReport,
}

impl Values {
    fn push(&mut self, code: &str, variable: &str, year: Year, value: f64, line: u64) {
        self.report.rows_read += 1;
        match Economy::from_code(code).filter(|e| !e.is_aggregate()) {
            Some(economy) => {
                self.report.rows_kept += 1;
                self.rows.push(Indicator { year, economy, variable: variable.to_owned(), value });
                self.origins.push(line);
            }
            None => {
                *self.aggregates.entry(code.to_owned()).or_default() += 1;
                self.report.drop_row(if code.is_empty() {
                    "aggregate without a code".into()
                } else {
                    format!("aggregate {code}")
                });
            }
        }
    }

    fn finish(mut self, source: &str, notes: Vec<String>) -> Result<Prepared, ImportError> {
        let key = |row: usize| {
            let r: &Indicator = &self.rows[row];
            (&r.variable, r.economy, r.year)
        };
        let describe = |row: usize| {
            let r = &self.rows[row];
            format!("{} of {} in {}", r.variable, r.economy, r.year)
        };
        let order = self.origins.order(key, describe)?;
        let rows: Vec<Indicator> = order.into_iter().map(|row| self.rows[row].clone()).collect();
        let mut meta = meta(TableKind::Indicators, source);
        for row in &rows {
            meta.coverage.extend(&row.variable, row.economy, row.year);
        }
        meta.notes = notes;
        if !self.aggregates.is_empty() {
            meta.notes.push(format!(
                "{} codes of regions and income groups were left out ({} values).",
                self.aggregates.len(),
                self.aggregates.values().sum::<u64>()
            ));
        }
        source.clone_into(&mut self.report.publisher);
        Ok(Prepared { frame: to_frame(&rows, source)?, meta, report: self.report })
    }
}

/// Reads the series in the World Bank's wide layout, one table for each date of update.
///
/// # Errors
/// [`ImportError`] if a file is absent, damaged, or of another date than expected.
pub fn vintages(from: &Path, counter: &ByteCounter) -> Result<Vec<Prepared>, ImportError> {
    let mut out = Vec::new();
    for vintage in &VINTAGES {
        let mut values = Values::default();
        let mut notes = Vec::new();
        for file in vintage.files {
            let path = from.join("wdi").join(file);
            let name = wide(&path, counter, vintage.updated, &mut values)?;
            notes.push(format!("{name}: file of the World Bank last updated {}.", vintage.updated));
        }
        out.push(values.finish(vintage.source, notes)?);
    }
    Ok(out)
}

/// Reads one wide file: four lines of preamble with the date, then economies by years.
fn wide(path: &Path, counter: &ByteCounter, updated: &str, values: &mut Values) -> Result<String, ImportError> {
    let bytes = plain(path).read_all(counter)?;
    let date = String::from_utf8_lossy(&bytes)
        .lines()
        .take(4)
        .find_map(|line| Some(line.strip_prefix("\"Last Updated Date\",\"")?.trim_matches(['"', ',']).to_owned()));
    if date.as_deref() != Some(updated) {
        let found = date.unwrap_or_default();
        return Err(ImportError::Value {
            place: Place::line(path, 3),
            found,
            wanted: format!("the date of update {updated}"),
        });
    }
    let layout = Layout { preamble_lines: 4, ..Layout::default() };
    let mut table = Table::open(path, Box::new(Cursor::new(bytes)), layout)?;
    let (code, series) = (table.column(&["Country Code"])?, table.column(&["Indicator Code"])?);
    let mut years = Vec::new();
    for header in table.headers() {
        if let Ok(year) = header.parse::<i16>() {
            years.push((Year(year), table.column(&[header])?));
        }
    }
    values.origins.start(path);
    let mut name = String::new();
    while table.advance()? {
        let publisher_code = table.text(&series)?;
        let variable =
            by_publisher_code(&publisher_code).ok_or_else(|| table.refuse(&series, "a series the tables know"))?;
        if name.is_empty() {
            name = format!("{} ({publisher_code})", variable.name);
        }
        let economy = table.text(&code)?.into_owned();
        for (year, column) in &years {
            if let Some(value) = table.number(column, &[])? {
                values.push(&economy, variable.id, *year, value, table.line());
            }
        }
    }
    Ok(name)
}

/// Reads `wdi/WDI_GDP_constant2015USD.csv`: GDP in constant US dollars of 2015, one row a value.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged.
pub fn gdp_constant(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("wdi/WDI_GDP_constant2015USD.csv"), counter)?;
    let code = table.column(&["CountryCode_ISO3"])?;
    let (when, value) = (table.column(&["Year"])?, table.column(&["GDP_constant2015USD"])?);
    let mut values = Values::default();
    values.origins.start(table.path());
    let mut empty = 0_u64;
    while table.advance()? {
        let economy = table.text(&code)?.into_owned();
        if table.bytes(&value).is_empty() {
            empty += 1;
            continue;
        }
        values.push(&economy, GDP_CONSTANT, year(&table, &when)?, required(&table, &value)?, table.line());
    }
    let notes = vec![
        "GDP, constant 2015 USD (NY.GDP.MKTP.KD): the file carries no date of update; its values end with 2024.".into(),
    ];
    if empty > 0 {
        values.report.notes.push(format!("{empty} rows without a value"));
    }
    values.finish(CONSTANT, notes)
}

/// Reads `wdi/GDP_wdi_raw.xls`: GDP in current US dollars, economies by years in sheet `Data`.
///
/// # Errors
/// [`ImportError`] if the workbook is absent, damaged, or laid out in another way.
pub fn gdp_current(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let path = from.join("wdi/GDP_wdi_raw.xls");
    let (_, sheet) = workbook::sheet(&plain(&path), counter, BOUNDS, Sheet::Named("Data"))?;
    let rows: Vec<&[Data]> = sheet.rows().collect();
    let header = rows.iter().position(|row| row.iter().any(|c| text(c) == "Country Code"));
    let Some(header) = header else {
        return Err(ImportError::Layout {
            place: Place { file: path, line: None, column: None },
            missing: "`Country Code` in sheet `Data`".into(),
            headers: rows.first().map(|r| r.iter().map(text).collect()).unwrap_or_default(),
        });
    };
    let names: Vec<String> = rows[header].iter().map(text).collect();
    let find = |name: &str| {
        names.iter().position(|n| n == name).ok_or_else(|| ImportError::Layout {
            place: Place::line(&path, header as u64 + 1),
            missing: format!("`{name}`"),
            headers: names.clone(),
        })
    };
    let (code, series) = (find("Country Code")?, find("Indicator Code")?);
    let mut values = Values::default();
    values.origins.start(&path);
    for (at, row) in rows.iter().enumerate().skip(header + 1) {
        let line = at as u64 + 1;
        let cell = |column: usize| row.get(column).unwrap_or(&Data::Empty);
        if text(cell(series)) != "NY.GDP.MKTP.CD" {
            return Err(refuse(&path, line, "Indicator Code", cell(series), "NY.GDP.MKTP.CD"));
        }
        let economy = text(cell(code));
        for (column, name) in names.iter().enumerate() {
            let Ok(year) = name.parse::<i16>() else { continue };
            match cell(column) {
                Data::Empty => {}
                Data::Float(value) if value.is_finite() => {
                    values.push(&economy, GDP_CURRENT, Year(year), *value, line);
                }
                #[expect(clippy::cast_precision_loss, reason = "a spreadsheet's whole numbers are doubles")]
                Data::Int(value) => values.push(&economy, GDP_CURRENT, Year(year), *value as f64, line),
                other => return Err(refuse(&path, line, name, other, "a number")),
            }
        }
    }
    let updated = rows.iter().take(header).find(|r| r.iter().any(|c| text(c) == "Last Updated Date"));
    let updated = updated.and_then(|r| r.get(1)).map(text).unwrap_or_default();
    if updated != CURRENT_UPDATED {
        return Err(refuse(&path, 2, "Last Updated Date", &Data::String(updated), CURRENT_UPDATED));
    }
    let updated = "2025-03-24";
    values.finish(CURRENT, vec![format!("GDP, current USD (NY.GDP.MKTP.CD): workbook last updated {updated}.")])
}

fn refuse(path: &Path, line: u64, column: &str, found: &Data, wanted: &str) -> ImportError {
    ImportError::Value {
        place: Place { file: PathBuf::from(path), line: Some(line), column: Some(column.to_owned()) },
        found: text(found),
        wanted: wanted.to_owned(),
    }
}

/// A cell as text; dates and years stored as numbers are written without a fraction.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(s) => s.trim().to_owned(),
        other => other.to_string(),
    }
}
