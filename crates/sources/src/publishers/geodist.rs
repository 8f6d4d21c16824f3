//! CEPII GeoDist: `dist_cepii` as CSV (an export of the publisher's `.dta`), XLS or XLSX.
//!
//! One row an ordered pair, under codes of about 2000: some are not in the vocabulary as they
//! stand and are mapped by [`OLD_CODES`].

use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Layout, Table};
use crate::workbook::{self, Bounds, Sheet};
use calamine::Data;
use std::collections::HashMap;
use std::io::Cursor;
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::geography::{Pair, to_frame};
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "GeoDist: bilateral distances, contiguity, language and colonial ties",
    publisher: "CEPII",
    licence: "Etalab 2.0",
    citation: "Mayer, T. and Zignago, S. (2011), Notes on CEPII's distances measures: the GeoDist database, CEPII Working Paper 2011-25.",
    bibtex: "@techreport{mayer2011geodist,\n  author = {Mayer, Thierry and Zignago, Soledad},\n  title = {Notes on {CEPII}'s distances measures: The {GeoDist} database},\n  institution = {CEPII},\n  type = {Working Paper},\n  number = {2011-25},\n  year = {2011}\n}",
    url: "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6",
    caveats: &[
        "Population weights are of 2004; distances do not change with capitals moved since.",
        "YUG stands for Serbia and Montenegro together and is entered under Serbia.",
    ],
};

/// Codes of the publisher that stand for an economy under another code today. `YUG` is the Federal
/// Republic of Yugoslavia of 1992 to 2003, with its capital at Belgrade; the file has no row of
/// its own for Serbia or Montenegro, so Serbia takes the place of the largest city and the capital.
pub const OLD_CODES: &[(&str, &str)] =
    &[("ROM", "ROU"), ("ZAR", "COD"), ("TMP", "TLS"), ("YUG", "SRB"), ("PAL", "PSE")];

/// The publisher's missing code.
const MISSING: &[&str] = &[".", "NA"];

/// Pairs of 224 economies of then make 50,176 rows of 14 columns.
const BOUNDS: Bounds = Bounds { rows: 100_000, columns: 64 };

/// Name of the table.
const FILE: &str = "geography-geodist.parquet";

/// Reads `dist_cepii`; other files of the release (`geo_cepii`, a read-me) are passed over.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("geodist");
    let counter = ByteCounter::default();
    let mut pairs = Pairs::default();
    for input in inputs {
        let name = input.file_name().to_ascii_lowercase();
        if name.starts_with("geo_cepii") || name.ends_with(".txt") || name.ends_with(".pdf") {
            report.notes.push(format!("{} holds no pairs and was passed over", input.name().display()));
            continue;
        }
        let text: Box<dyn std::io::Read> = match name.rsplit('.').next() {
            Some("xls" | "xlsx") => Box::new(Cursor::new(sheet_as_csv(input, &counter)?)),
            Some("dta") => {
                return Err(ImportError::Content {
                    place: Place::file(&input.name()),
                    message: "Stata files are not read: take the .xls of the same page, or export it as CSV".into(),
                });
            }
            _ => input.open(&counter)?,
        };
        pairs.read(Table::open(&input.name(), text, Layout::default())?, &mut report)?;
        progress.bytes(counter.get());
    }
    if pairs.rows.is_empty() {
        return Err(ImportError::Content { place: Place::file(into), message: "no file with pairs was given".into() });
    }
    let source = options.source_or("geodist");
    let meta = TableMeta {
        kind: TableKind::Geography,
        source: source.clone(),
        vintage: options.vintage_or(Some("2011")),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Observed,
        absent: Absent::Unknown,
        coverage: Coverage::default(),
        notes: vec!["common_language is the official one (comlang_off)".into()],
    };
    let path = into.join(FILE);
    store::write(&path, &to_frame(&pairs.rows, &source)?, &meta)?;
    report.written.push((path, pairs.rows.len() as u64));
    Ok(report)
}

/// The first sheet as CSV text, so that cells are found and refused the same way in all forms.
fn sheet_as_csv(input: &Input, counter: &ByteCounter) -> Result<Vec<u8>, ImportError> {
    let failed = |message: String| ImportError::Read { place: Place::file(&input.name()), message };
    let (_, range) = workbook::sheet(input, counter, BOUNDS, Sheet::First)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in range.rows() {
        let cells = row.iter().map(|cell| match cell {
            Data::Empty => String::new(),
            other => other.to_string(),
        });
        writer.write_record(cells).map_err(|e| failed(e.to_string()))?;
    }
    writer.into_inner().map_err(|e| failed(e.to_string()))
}

#[derive(Default)]
struct Pairs {
    rows: Vec<Pair>,
    first_line: HashMap<(Economy, Economy), u64>,
}

impl Pairs {
    fn read(&mut self, mut table: Table, report: &mut ImportReport) -> Result<(), ImportError> {
        let (origin, destination) = (table.column(&["iso_o"])?, table.column(&["iso_d"])?);
        let flags = [table.column(&["contig"])?, table.column(&["comlang_off"])?, table.column(&["colony"])?];
        let distances = [table.column(&["dist"])?, table.column(&["distcap"])?, table.column(&["distw"])?];
        while table.advance()? {
            report.rows_read += 1;
            let mut ends = [None; 2];
            for (end, column) in ends.iter_mut().zip([&origin, &destination]) {
                let code = table.text(column)?;
                let mapped = OLD_CODES.iter().find(|(old, _)| *old == code).map(|(_, new)| *new);
                if let Some(new) = mapped {
                    report.repair(format!("code {code} of the publisher entered as {new}"));
                }
                *end = Economy::from_code(mapped.unwrap_or(&code));
                if end.is_none() {
                    report.drop_row(format!("unknown economy `{code}`"));
                    break;
                }
            }
            let [Some(from), Some(to)] = ends else { continue };
            if let Some(first) = self.first_line.insert((from, to), table.line()) {
                return Err(ImportError::Duplicate {
                    place: Place::line(table.path(), table.line()),
                    key: format!("the pair {from}, {to}"),
                    first,
                });
            }
            let mut bits = [false; 3];
            for (bit, column) in bits.iter_mut().zip(&flags) {
                *bit = match table.bytes(column) {
                    b"0" => false,
                    b"1" => true,
                    _ => return Err(table.refuse(column, "0 or 1")),
                };
            }
            let mut km = [f64::NAN; 3];
            for (value, column) in km.iter_mut().zip(&distances) {
                *value = table.non_negative(column, MISSING)?.unwrap_or(f64::NAN);
            }
            if km[0].is_nan() || km[1].is_nan() {
                report.drop_row("no distance");
                continue;
            }
            report.rows_kept += 1;
            self.rows.push(Pair {
                origin: from,
                destination: to,
                contiguous: bits[0],
                common_language: bits[1],
                colonial_tie: bits[2],
                distance_km: km[0],
                distance_capitals_km: km[1],
                distance_weighted_km: km[2],
            });
        }
        Ok(())
    }
}
