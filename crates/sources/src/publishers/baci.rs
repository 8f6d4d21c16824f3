//! CEPII BACI: `BACI_HS92_Y2022_V202401b.csv` (columns `t,i,j,k,v,q` in any order), with
//! `country_codes_*.csv` and `product_codes_*.csv` where given; plain, gz or in the release's zip.
//!
//! All years of a call go into one table, since a table of the library is one source: rows are
//! written as they are read, so years do not add up in memory. Years that the table in the folder
//! already holds and this call does not bring are kept.

use crate::error::{ImportError, Place};
use crate::flows::{Flow, FlowTable, FlowWriter, SharedCodes};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suzerain_tables::classification::Classification;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year, labels};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "BACI: international trade database at the product level",
    publisher: "CEPII",
    licence: "Etalab 2.0",
    citation: "Gaulier, G. and Zignago, S. (2010), BACI: International Trade Database at the Product-Level. The 1994-2007 Version, CEPII Working Paper 2010-23.",
    bibtex: "@techreport{gaulier2010baci,\n  author = {Gaulier, Guillaume and Zignago, Soledad},\n  title = {{BACI}: International Trade Database at the Product-Level. The 1994-2007 Version},\n  institution = {CEPII},\n  type = {Working Paper},\n  number = {2010-23},\n  year = {2010}\n}",
    url: "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
    caveats: &[
        "Values are reconciled from both sides' reports and exclude freight and insurance.",
        "A flow that neither side reports is absent, not zero.",
    ],
};

/// How the publisher writes that there is no quantity.
const NO_QUANTITY: &[&str] = &["NA", "."];
/// Rows between two reports of progress.
const PROGRESS_ROWS: u64 = 65_536;

/// Reads yearly files and code lists.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let files = Files::sort(inputs, options)?;
    let source = options.source_or(&format!("baci-{}", files.edition));
    let mut report = ImportReport::new("baci");
    for input in &files.other {
        report.notes.push(format!("{} is not a table of BACI and was passed over", input.name().display()));
    }
    let counter = ByteCounter::default();
    let countries = read_countries(&files.countries, &counter, &mut report)?;
    let products = read_products(&files.products, &counter)?;
    let table = FlowTable {
        source: source.clone(),
        vintage: files.vintage.clone(),
        classification: files.edition,
        universe: "world".into(),
        status: TableStatus::Observed,
        absent: Absent::ZeroIfEitherReports,
        notes: vec!["values are FOB, thousand current US dollars; quantities are metric tonnes".into()],
    };
    let writer = FlowWriter::create(&into.join(format!("trade-{source}.parquet")), table)?;
    let mut reading = Reading::new(writer, countries);
    for input in &files.years {
        reading.file(input, &counter, &mut report, progress)?;
    }
    reading.finish(&mut report)?;
    if !products.is_empty() {
        write_products(into, &source, &files, &products, &mut report)?;
    }
    Ok(report)
}

/// The inputs by what they hold.
struct Files {
    edition: Classification,
    vintage: String,
    years: Vec<Input>,
    countries: Vec<Input>,
    products: Vec<Input>,
    other: Vec<Input>,
}

impl Files {
    fn sort(inputs: &[Input], options: &ImportOptions) -> Result<Self, ImportError> {
        let (mut years, mut countries, mut products, mut other) = (vec![], vec![], vec![], vec![]);
        for input in inputs {
            let name = input.file_name().to_ascii_lowercase();
            let list = if name.starts_with("country_code") {
                &mut countries
            } else if name.starts_with("product_code") {
                &mut products
            } else if name.ends_with(".csv") {
                &mut years
            } else {
                &mut other
            };
            list.push(input.clone());
        }
        years.sort_by_key(|input| (year_in_name(input), input.file_name()));
        let Some(first) = years.first() else {
            return Err(ImportError::Content {
                place: inputs.first().map_or_else(|| Place::file(Path::new("baci")), |i| Place::file(&i.name())),
                message: "none of the files is a year of trade (BACI_HS.._Y...._V.......csv)".into(),
            });
        };
        let of_options = options.source_id.as_deref().and_then(edition_in);
        let edition = edition_of(first).or(of_options).ok_or_else(|| ImportError::Content {
            place: Place::file(&first.name()),
            message: "the edition of the Harmonized System cannot be told from the file name: keep the publisher's \
                      name (such as BACI_HS92_Y2022_V202401b.csv), or name the source with it (such as baci-hs92)"
                .into(),
        })?;
        let vintage = vintage_of(first);
        for input in &years {
            if edition_of(input).is_some_and(|e| e != edition) || vintage_of(input) != vintage {
                return Err(ImportError::Content {
                    place: Place::file(&input.name()),
                    message: format!(
                        "is of another edition or vintage than {}: import one at a time",
                        first.name().display()
                    ),
                });
            }
        }
        Ok(Self { edition, vintage: options.vintage_or(vintage.as_deref()), years, countries, products, other })
    }
}

/// The parts of a file's name, and then of its archive's, in lower case.
fn name_parts(input: &Input) -> Vec<String> {
    let archive = input.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let both = format!("{}_{archive}", input.file_name()).to_ascii_lowercase();
    both.split(['_', '.', '-', ' ']).map(str::to_owned).collect()
}

/// The edition in `HS92`, `hs92` or the `baci92` of early releases.
fn edition_in(text: &str) -> Option<Classification> {
    text.to_ascii_lowercase().split(['_', '.', '-', ' ']).find_map(|part| {
        let digits = part.strip_prefix("hs").or_else(|| part.strip_prefix("baci"))?;
        Classification::from_id(&format!("hs{digits}"))
            .filter(|c| digits.len() == 2 && c.is_products() && *c != Classification::Hs2)
    })
}

fn edition_of(input: &Input) -> Option<Classification> {
    edition_in(&name_parts(input).join("_"))
}

/// `202401b` in `..._V202401b.csv`.
fn vintage_of(input: &Input) -> Option<String> {
    name_parts(input).into_iter().find_map(|part| {
        let vintage = part.strip_prefix('v')?;
        (vintage.len() >= 6 && vintage.as_bytes()[..6].iter().all(u8::is_ascii_digit)).then(|| vintage.to_owned())
    })
}

/// 2022 in `..._Y2022_...`.
fn year_in_name(input: &Input) -> Option<i16> {
    let name = input.file_name().to_ascii_lowercase();
    name.split(['_', '.', '-', ' ']).find_map(|part| {
        let digits = part.strip_prefix('y').unwrap_or(part);
        (digits.len() == 4).then(|| digits.parse().ok()).flatten()
    })
}

const LISTS: Layout =
    Layout { delimiter: b',', encoding: Encoding::Utf8OrWindows1252, preamble_lines: 0, ragged: false };

/// Names by number, from the publisher's list; where its three-letter code says otherwise than the
/// vocabulary, the report says so.
fn read_countries(
    inputs: &[Input],
    counter: &ByteCounter,
    report: &mut ImportReport,
) -> Result<BTreeMap<u16, String>, ImportError> {
    let mut names = BTreeMap::new();
    for input in inputs {
        let mut table = Table::open(&input.name(), input.open(counter)?, LISTS)?;
        let code = table.column(&["country_code", "i", "code"])?;
        let name = table.column(&["country_name", "country_name_full", "name_english", "country_name_abbreviation"])?;
        let iso = table.optional(&["country_iso3", "iso_3digit_alpha", "iso3"]);
        while table.advance()? {
            let number: u16 = table.int(&code)?;
            names.insert(number, table.text(&name)?.into_owned());
            let Some(iso) = &iso else { continue };
            let listed = Economy::from_code(&table.text(iso)?);
            let ours = Economy::from_baci(number);
            if let (Some(listed), Some(ours)) = (listed, ours)
                && listed != ours
            {
                report.notes.push(format!("number {number} is {listed} in the publisher's list and read as {ours}"));
            }
        }
    }
    Ok(names)
}

fn read_products(inputs: &[Input], counter: &ByteCounter) -> Result<BTreeMap<String, String>, ImportError> {
    let mut names = BTreeMap::new();
    for input in inputs {
        let mut table = Table::open(&input.name(), input.open(counter)?, LISTS)?;
        let code = table.column(&["code", "hs6", "k"])?;
        let name = table.column(&["description", "desc", "description_en"])?;
        while table.advance()? {
            let item = product(&table, &code)?;
            if names.insert(item.clone(), table.text(&name)?.into_owned()).is_some() {
                return Err(table.refuse(&code, "a product code that stands once in the list"));
            }
        }
    }
    Ok(names)
}

fn write_products(
    into: &Path,
    source: &str,
    files: &Files,
    products: &BTreeMap<String, String>,
    report: &mut ImportReport,
) -> Result<(), ImportError> {
    let names: Vec<(String, String)> = products.iter().map(|(c, n)| (c.clone(), n.clone())).collect();
    let meta = TableMeta {
        kind: TableKind::Labels,
        source: source.to_owned(),
        vintage: files.vintage.clone(),
        classification: Some(files.edition),
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Observed,
        absent: Absent::Unknown,
        coverage: Coverage::default(),
        notes: vec![],
    };
    let path = into.join(format!("labels-{source}.parquet"));
    store::write(&path, &labels::to_frame(files.edition, &names, source)?, &meta)?;
    report.written.push((path, names.len() as u64));
    Ok(())
}

/// A product code of six places; leading zeros are lost in files that went through a spreadsheet.
fn product(table: &Table, column: &Col) -> Result<String, ImportError> {
    let bytes = table.bytes(column);
    let known = (1..=6).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_alphanumeric);
    match std::str::from_utf8(bytes) {
        Ok(code) if known && (code.len() == 6 || bytes.iter().all(u8::is_ascii_digit)) => Ok(format!("{code:0>6}")),
        _ => Err(table.refuse(column, "a product code of six digits")),
    }
}

/// The columns of a yearly file.
struct Columns {
    t: Col,
    i: Col,
    j: Col,
    k: Col,
    v: Col,
    q: Col,
}

impl Columns {
    fn find(table: &Table) -> Result<Self, ImportError> {
        Ok(Self {
            t: table.column(&["t", "year"])?,
            i: table.column(&["i", "exporter"])?,
            j: table.column(&["j", "importer"])?,
            k: table.column(&["k", "hs6", "product"])?,
            v: table.column(&["v", "value"])?,
            q: table.column(&["q", "quantity"])?,
        })
    }
}

/// Largest number of a country list that is looked up in a table.
const NUMBERS: u16 = 1000;

/// Product codes with letters are numbered from here.
const LETTERED: u32 = 1_000_000;

struct Reading {
    writer: FlowWriter,
    names: BTreeMap<u16, String>,
    shared: SharedCodes,
    economies: Vec<Option<Economy>>,
    /// Item number plus one by six-digit code; zero where not met yet.
    items: Vec<u32>,
    file_of_year: BTreeMap<i16, PathBuf>,
    without_quantity: u64,
}

impl Reading {
    fn new(writer: FlowWriter, names: BTreeMap<u16, String>) -> Self {
        let economies: Vec<Option<Economy>> = (0..NUMBERS).map(Economy::from_baci).collect();
        Self {
            writer,
            names,
            shared: SharedCodes::new(economies.iter().flatten().copied()),
            economies,
            items: vec![0; LETTERED as usize],
            file_of_year: BTreeMap::new(),
            without_quantity: 0,
        }
    }

    fn file(
        &mut self,
        input: &Input,
        counter: &ByteCounter,
        report: &mut ImportReport,
        progress: &mut dyn Progress,
    ) -> Result<(), ImportError> {
        let mut table = Table::open(&input.name(), input.open(counter)?, Layout::default())?;
        let columns = Columns::find(&table)?;
        let wanted = year_in_name(input);
        let mut keys = Keys::default();
        let mut rows = 0_u64;
        while table.advance()? {
            rows += 1;
            if rows.is_multiple_of(PROGRESS_ROWS) {
                progress.bytes(counter.get());
            }
            self.row(&table, &columns, wanted, &mut keys, report)?;
        }
        report.rows_read += rows;
        keys.check(table.path(), &self.writer)?;
        self.shared.flush(&mut self.writer, report)
    }

    fn row(
        &mut self,
        table: &Table,
        columns: &Columns,
        wanted: Option<i16>,
        keys: &mut Keys,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        let year: i16 = table.int(&columns.t)?;
        if wanted.is_some_and(|w| w != year) || !(1900..=2100).contains(&year) {
            let what = wanted.map_or_else(|| "a year".to_owned(), |w| format!("{w}, the year of the file name"));
            return Err(table.refuse(&columns.t, what));
        }
        self.year_is_of(year, table)?;
        let (i, j): (u16, u16) = (table.int(&columns.i)?, table.int(&columns.j)?);
        let (item, code) = self.item(table, &columns.k)?;
        let value_kusd = table.non_negative(&columns.v, &[])?.ok_or_else(|| table.refuse(&columns.v, "a value"))?;
        let quantity_t = table.non_negative(&columns.q, NO_QUANTITY)?;
        keys.push(year, i, j, code, table.line());
        // One reason a row: where both ends are unknown, the exporter is named.
        let Some(exporter) = self.economy(i, report) else { return Ok(()) };
        let Some(importer) = self.economy(j, report) else { return Ok(()) };
        if exporter == importer {
            report.drop_row(format!("{exporter} with itself (numbers {i} and {j})"));
            return Ok(());
        }
        self.without_quantity += u64::from(quantity_t.is_none());
        let quantity_t = quantity_t.unwrap_or(f64::NAN);
        let flow = Flow { year: Year(year), exporter, importer, item, value_kusd, quantity_t };
        self.shared.push(flow, &mut self.writer, report)
    }

    fn year_is_of(&mut self, year: i16, table: &Table) -> Result<(), ImportError> {
        match self.file_of_year.get(&year) {
            Some(file) if file == table.path() => Ok(()),
            Some(file) => Err(ImportError::Content {
                place: Place::file(table.path()),
                message: format!("holds the year {year}, as does {}", file.display()),
            }),
            None => {
                self.file_of_year.insert(year, table.path().to_owned());
                Ok(())
            }
        }
    }

    /// The economy of a number; counts the row as dropped if there is none.
    fn economy(&self, number: u16, report: &mut ImportReport) -> Option<Economy> {
        let found = self.economies.get(usize::from(number)).copied().flatten();
        if found.is_none() {
            let name = self.names.get(&number).map_or("not in a country list given", String::as_str);
            report.drop_row(format!("unknown economy {number} ({name})"));
        }
        found
    }

    /// The item's number in the table, and its code as a number: above a million for a code with
    /// letters (`9999AA`).
    fn item(&mut self, table: &Table, column: &Col) -> Result<(u32, u32), ImportError> {
        let bytes = table.bytes(column);
        let digits = (1..=6).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_digit);
        if !digits {
            let item = self.writer.item(&product(table, column)?);
            return Ok((item, LETTERED + item));
        }
        let code = bytes.iter().fold(0_u32, |n, b| n * 10 + u32::from(b - b'0'));
        let known = &mut self.items[code as usize];
        if *known == 0 {
            *known = self.writer.item(&format!("{code:06}")) + 1;
        }
        Ok((*known - 1, code))
    }

    fn finish(mut self, report: &mut ImportReport) -> Result<(), ImportError> {
        if self.without_quantity > 0 {
            report.notes.push(format!("{} rows have a value and no quantity", self.without_quantity));
        }
        let brought = self.file_of_year;
        let kept = self.writer.keep(|year, _, _| !brought.contains_key(&year.0))?;
        if kept > 0 {
            report.notes.push(format!("{kept} rows of other years kept from the table in the folder"));
        }
        self.writer.finish(report)
    }
}

/// The keys of a file's rows with their lines, to find those that stand twice. A file whose keys
/// rise strictly, in the order of any release, has none and is not sorted.
#[derive(Default)]
struct Keys {
    rows: Vec<(u64, u32)>,
    last: Option<[u64; 2]>,
    unordered: [bool; 2],
}

impl Keys {
    fn push(&mut self, year: i16, i: u16, j: u16, code: u32, line: u64) {
        let (t, i, j, k) = (u64::from(year.unsigned_abs()), u64::from(i), u64::from(j), u64::from(code));
        // 12 bits of year, 16 of each economy, 20 of the product.
        let by_pair = (t << 52) | (i << 36) | (j << 20) | k;
        let by_item = (t << 52) | (k << 32) | (i << 16) | j;
        if let Some(last) = self.last {
            self.unordered[0] |= by_pair <= last[0];
            self.unordered[1] |= by_item <= last[1];
        }
        self.last = Some([by_pair, by_item]);
        self.rows.push((by_pair, u32::try_from(line).unwrap_or(u32::MAX)));
    }

    fn check(mut self, file: &Path, writer: &FlowWriter) -> Result<(), ImportError> {
        if !(self.unordered[0] && self.unordered[1]) {
            return Ok(());
        }
        self.rows.sort_unstable();
        let Some(pair) = self.rows.windows(2).find(|pair| pair[0].0 == pair[1].0) else { return Ok(()) };
        let key = pair[0].0;
        let code = u32::try_from(key & 0xF_FFFF).unwrap_or(0);
        let product = match code.checked_sub(LETTERED) {
            Some(item) => writer.item_code(item).to_owned(),
            None => format!("{code:06}"),
        };
        Err(ImportError::Duplicate {
            place: Place::line(file, u64::from(pair[1].1)),
            key: format!(
                "year {}, exporter {}, importer {}, product {product}",
                key >> 52,
                (key >> 36) & 0xFFFF,
                (key >> 20) & 0xFFFF
            ),
            first: u64::from(pair[0].1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::plain;

    #[test]
    fn names_of_every_release_tell_edition_vintage_and_year() {
        for (name, edition, vintage, year) in [
            ("BACI_HS92_Y2022_V202401b.csv", "hs92", Some("202401b"), Some(2022)),
            ("BACI_HS17_Y2018_V202001.csv.gz", "hs17", Some("202001"), Some(2018)),
            ("baci96_2010.csv", "hs96", None, Some(2010)),
        ] {
            let input = plain(Path::new(name));
            assert_eq!(edition_of(&input).map(Classification::id), Some(edition), "{name}");
            assert_eq!(vintage_of(&input).as_deref(), vintage, "{name}");
            assert_eq!(year_in_name(&input), year, "{name}");
        }
        let member = Input { path: "BACI_HS12_V202501.zip".into(), member: Some("trade.csv".into()) };
        assert_eq!((edition_of(&member), vintage_of(&member)), (Some(Classification::Hs12), Some("202501".into())));
    }
}
