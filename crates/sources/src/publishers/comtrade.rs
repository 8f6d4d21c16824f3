//! UN Comtrade: merchandise trade as each side reports it, in the layouts of the classic bulk files
//! (`Reporter Code`, `Trade Value (US$)`, ...) and of the current ones (`reporterCode`,
//! `primaryValue`, ...), separated by commas or tabs.
//!
//! The two reports of one flow are kept apart: `comtrade-exports` holds what exporters report
//! (mostly FOB), `comtrade-imports` what importers report (mostly CIF), each in one table a level:
//! totals, chapters, and six digits by edition of the Harmonized System. Levels are never mixed, so
//! that no table holds a flow and its parts.

use crate::error::{ImportError, Place};
use crate::flows::{Flow, FlowTable, FlowWriter, SharedCodes};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use suzerain_tables::classification::{Classification, TOTAL};
use suzerain_tables::economy::comtrade_is_aggregate;
use suzerain_tables::store::{Absent, TableStatus};
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "UN Comtrade: merchandise trade as reported",
    publisher: "United Nations Statistics Division",
    licence: "UN Comtrade terms of use: re-dissemination restricted",
    citation: "United Nations, UN Comtrade database.",
    bibtex: "@misc{uncomtrade,\n  author = {{United Nations}},\n  title = {{UN} Comtrade Database},\n  howpublished = {\\url{https://comtradeplus.un.org}}\n}",
    url: "https://comtradeplus.un.org",
    caveats: &[
        "Imports are valued with freight and insurance by most reporters, exports without.",
        "An absent flow is unknown: the reporter may not have reported that year.",
    ],
};

const PROGRESS_ROWS: u64 = 65_536;

/// Reads annual files of goods.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("comtrade");
    let counter = ByteCounter::default();
    let mut reading = Reading::new(into, options);
    for input in inputs {
        let name = input.file_name().to_ascii_lowercase();
        if !(name.ends_with(".csv") || name.ends_with(".txt") || name.ends_with(".tsv")) {
            report.notes.push(format!("{} is not a table and was passed over", input.name().display()));
            continue;
        }
        reading.file(input, &counter, &mut report, progress)?;
    }
    reading.finish(&mut report)?;
    if report.written.is_empty() {
        return Err(ImportError::Content {
            place: Place::file(into),
            message: format!("none of the {} rows read is annual trade of a pair of economies", report.rows_read),
        });
    }
    Ok(report)
}

/// Whose report a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Exports,
    Imports,
}

impl Side {
    const fn name(self) -> &'static str {
        match self {
            Self::Exports => "exports",
            Self::Imports => "imports",
        }
    }
}

struct Columns {
    kind: Option<Col>,
    frequency: Option<Col>,
    classification: Col,
    period: Col,
    flow: Col,
    reporter: Col,
    reporter_name: Option<Col>,
    partner: Col,
    partner_name: Option<Col>,
    commodity: Col,
    value: Col,
    net_weight: Option<Col>,
    /// Columns that break a flow down, with what the whole is coded as and the words for a report.
    breakdowns: Vec<(Col, &'static [&'static [u8]], &'static str)>,
}

impl Columns {
    fn find(table: &Table) -> Result<Self, ImportError> {
        let whole: &[&[u8]] = &[b"", b"0", b"NA"];
        let breakdowns = [
            (&["motCode", "Mode of Transport Code"][..], whole, "a breakdown by mode of transport"),
            (&["customsCode", "Customs Proc. Code"], &[b"", b"C00", b"NA"], "a breakdown by customs procedure"),
            (&["partner2Code", "2nd Partner Code"], whole, "a breakdown by second partner"),
            (&["mosCode"], whole, "a breakdown by mode of supply"),
        ];
        Ok(Self {
            kind: table.optional(&["typeCode"]),
            frequency: table.optional(&["freqCode"]),
            classification: table.column(&["classificationCode", "Classification"])?,
            period: table.column(&["period", "refYear", "Year"])?,
            flow: table.column(&["flowCode", "Trade Flow Code", "TradeFlow Code"])?,
            reporter: table.column(&["reporterCode", "Reporter Code"])?,
            reporter_name: table.optional(&["reporterDesc", "Reporter"]),
            partner: table.column(&["partnerCode", "Partner Code"])?,
            partner_name: table.optional(&["partnerDesc", "Partner"]),
            commodity: table.column(&["cmdCode", "Commodity Code"])?,
            value: table.column(&["primaryValue", "Trade Value (US$)", "TradeValueUS", "TradeValue"])?,
            net_weight: table.optional(&["netWgt", "Netweight (kg)", "Netweightkg", "NetWeight"]),
            breakdowns: breakdowns
                .into_iter()
                .filter_map(|(names, whole, words)| Some((table.optional(names)?, whole, words)))
                .collect(),
        })
    }
}

/// A table being written.
struct Target {
    number: u64,
    writer: FlowWriter,
    shared: SharedCodes,
    /// Years and reporters brought by this import.
    brought: BTreeSet<(Year, Economy)>,
}

struct Reading<'a> {
    into: &'a Path,
    options: &'a ImportOptions,
    targets: BTreeMap<(Side, Classification), Target>,
    keys: Vec<(u64, u32, u32)>,
    files: Vec<PathBuf>,
}

impl<'a> Reading<'a> {
    const fn new(into: &'a Path, options: &'a ImportOptions) -> Self {
        Self { into, options, targets: BTreeMap::new(), keys: Vec::new(), files: Vec::new() }
    }

    fn file(
        &mut self,
        input: &Input,
        counter: &ByteCounter,
        report: &mut ImportReport,
        progress: &mut dyn Progress,
    ) -> Result<(), ImportError> {
        let (delimiter, text) = delimiter(input, counter)?;
        let layout = Layout { delimiter, encoding: Encoding::Utf8OrWindows1252, preamble_lines: 0, ragged: true };
        let mut table = Table::open(&input.name(), text, layout)?;
        let columns = Columns::find(&table)?;
        self.files.push(table.path().to_owned());
        while table.advance()? {
            report.rows_read += 1;
            if report.rows_read.is_multiple_of(PROGRESS_ROWS) {
                progress.bytes(counter.get());
            }
            // Files of the current web page end each row, but not the header, with a delimiter.
            let (fields, headers) = (table.fields(), table.headers().len());
            if fields != headers && fields != headers + 1 {
                return Err(ImportError::Content {
                    place: Place::line(table.path(), table.line()),
                    message: format!("the row has {fields} fields, the header {headers}"),
                });
            }
            if let Some(reason) = self.row(&table, &columns, report)? {
                report.drop_row(reason);
            }
        }
        Ok(())
    }

    /// Takes one row; returns why it is left out, if it is.
    fn row(
        &mut self,
        table: &Table,
        columns: &Columns,
        report: &mut ImportReport,
    ) -> Result<Option<String>, ImportError> {
        if columns.kind.as_ref().is_some_and(|c| table.bytes(c) != b"C") {
            return Ok(Some("services".into()));
        }
        let Some(year) = annual(table, columns)? else { return Ok(Some("a month, not a year".into())) };
        if let Some((.., words)) = columns.breakdowns.iter().find(|(c, whole, _)| !whole.contains(&table.bytes(c))) {
            return Ok(Some((*words).into()));
        }
        let side = match table.bytes(&columns.flow) {
            b"M" | b"1" => Side::Imports,
            b"X" | b"2" => Side::Exports,
            b"RX" | b"3" => return Ok(Some("re-exports".into())),
            b"RM" | b"4" => return Ok(Some("re-imports".into())),
            _ => return Ok(Some(format!("trade flow `{}`", table.text(&columns.flow)?))),
        };
        let (classification, code) = match self.item(table, columns, report)? {
            Ok(item) => item,
            Err(reason) => return Ok(Some(reason)),
        };
        let (a, b): (u16, u16) = (table.int(&columns.reporter)?, table.int(&columns.partner)?);
        let reporter = match economy(table, a, "reporter", columns.reporter_name.as_ref())? {
            Ok(economy) => economy,
            Err(reason) => return Ok(Some(reason)),
        };
        let partner = match economy(table, b, "partner", columns.partner_name.as_ref())? {
            Ok(economy) => economy,
            Err(reason) => return Ok(Some(reason)),
        };
        if reporter == partner {
            return Ok(Some("a reporter as its own partner".into()));
        }
        let Some(usd) = table.non_negative(&columns.value, &["NA"])? else { return Ok(Some("no value".into())) };
        let quantity_t = net_weight_t(table, columns, usd, report)?;
        let (exporter, importer) = match side {
            Side::Exports => (reporter, partner),
            Side::Imports => (partner, reporter),
        };
        let file = u32::try_from(self.files.len()).unwrap_or(u32::MAX) - 1;
        let line = u32::try_from(table.line()).unwrap_or(u32::MAX);
        let target = self.target(side, classification)?;
        let item = target.writer.item(&code);
        // 12 bits of year, 5 of the table, 12 and 12 of the numbers, 20 of the item.
        let key = (u64::from(year.0.unsigned_abs()) << 49)
            | (target.number << 44)
            | (u64::from(a) << 32)
            | (u64::from(b) << 20)
            | u64::from(item);
        target.brought.insert((year, reporter));
        let flow = Flow { year, exporter, importer, item, value_kusd: usd / 1000.0, quantity_t };
        target.shared.push(flow, &mut target.writer, report)?;
        self.keys.push((key, file, line));
        Ok(None)
    }

    /// The classification and code of a row, or why it is left out.
    fn item(
        &self,
        table: &Table,
        columns: &Columns,
        report: &mut ImportReport,
    ) -> Result<Result<(Classification, String), String>, ImportError> {
        let list = table.text(&columns.classification)?;
        let edition = match &*list {
            "H0" => Classification::Hs92,
            "H1" => Classification::Hs96,
            "H2" => Classification::Hs02,
            "H3" => Classification::Hs07,
            "H4" => Classification::Hs12,
            "H5" => Classification::Hs17,
            "H6" => Classification::Hs22,
            "HS" => Classification::HsReported,
            _ => return Ok(Err(format!("classification {list}"))),
        };
        let mut code = table.text(&columns.commodity)?.into_owned();
        if code == TOTAL {
            return Ok(Ok((Classification::Total, code)));
        }
        if code.len() % 2 == 1 && code.bytes().all(|b| b.is_ascii_digit()) {
            // A spreadsheet took the code for a number.
            code.insert(0, '0');
            report.repair("leading zero put back into a product code");
        }
        Ok(match code.len() {
            2 => Ok((Classification::Hs2, code)),
            4 => Err("headings of four digits (chapters and six digits are kept)".to_owned()),
            6 => Ok((edition, code)),
            _ => Err(format!("product code `{code}`")),
        })
    }

    fn target(&mut self, side: Side, classification: Classification) -> Result<&mut Target, ImportError> {
        let number = self.targets.len() as u64;
        match self.targets.entry((side, classification)) {
            std::collections::btree_map::Entry::Occupied(there) => Ok(there.into_mut()),
            std::collections::btree_map::Entry::Vacant(place) => {
                let source = format!("{}-{}", self.options.source_or("comtrade"), side.name());
                let path = self.into.join(format!("trade-{source}-{}.parquet", classification.id()));
                let valued = match side {
                    Side::Exports => "as the exporter reports it, mostly FOB",
                    Side::Imports => "as the importer reports it, mostly CIF",
                };
                let table = FlowTable {
                    source,
                    vintage: self.options.vintage_or(None),
                    classification,
                    universe: "reported".into(),
                    status: TableStatus::Observed,
                    absent: Absent::Unknown,
                    notes: vec![valued.into()],
                };
                let codes = (0..NUMBERS).filter_map(Economy::from_comtrade);
                Ok(place.insert(Target {
                    number,
                    writer: FlowWriter::create(&path, table)?,
                    shared: SharedCodes::new(codes),
                    brought: BTreeSet::new(),
                }))
            }
        }
    }

    fn finish(mut self, report: &mut ImportReport) -> Result<(), ImportError> {
        self.check()?;
        let mut kept = 0;
        for ((side, _), target) in &mut self.targets {
            target.shared.flush(&mut target.writer, report)?;
            kept += target.writer.keep(|year, exporter, importer| {
                let reporter = if *side == Side::Exports { exporter } else { importer };
                !target.brought.contains(&(year, reporter))
            })?;
        }
        if kept > 0 {
            report.notes.push(format!("{kept} rows of other years and reporters kept from the tables in the folder"));
        }
        for target in self.targets.into_values() {
            target.writer.finish(report)?;
        }
        Ok(())
    }

    /// Refuses a flow that stands twice, in one file or in two.
    fn check(&mut self) -> Result<(), ImportError> {
        self.keys.sort_unstable();
        let Some(pair) = self.keys.windows(2).find(|pair| pair[0].0 == pair[1].0) else { return Ok(()) };
        let ((key, file, first), (_, again, line)) = (pair[0], pair[1]);
        let path = |file: u32| self.files.get(file as usize).cloned().unwrap_or_default();
        let (number, item) = ((key >> 44) & 0x1F, u32::try_from(key & 0xF_FFFF).unwrap_or(0));
        let found = self.targets.iter().find(|(_, t)| t.number == number);
        let what = found.map_or_else(String::new, |((side, classification), t)| {
            format!("{} of {classification} {}", side.name(), t.writer.item_code(item))
        });
        let elsewhere = if file == again { String::new() } else { format!(", {}", path(file).display()) };
        Err(ImportError::Duplicate {
            place: Place::line(&path(again), line.into()),
            key: format!(
                "year {}, reporter {}, partner {}, {what}{elsewhere}",
                key >> 49,
                (key >> 32) & 0xFFF,
                (key >> 20) & 0xFFF
            ),
            first: first.into(),
        })
    }
}

/// Numbers of economies are below this one.
const NUMBERS: u16 = 1000;

/// The delimiter of the header, tab or comma, with the text from its start.
fn delimiter(input: &Input, counter: &ByteCounter) -> Result<(u8, Box<dyn Read>), ImportError> {
    let mut text = input.open(counter)?;
    let mut start = vec![0; 8192];
    let mut filled = 0;
    while filled < start.len() && !start[..filled].contains(&b'\n') {
        let n = text
            .read(&mut start[filled..])
            .map_err(|e| ImportError::Read { place: Place::file(&input.name()), message: e.to_string() })?;
        if n == 0 {
            break;
        }
        filled += n;
    }
    start.truncate(filled);
    let header = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = if header.contains(&b'\t') { b'\t' } else { b',' };
    Ok((delimiter, Box::new(std::io::Cursor::new(start).chain(text))))
}

/// The year of a row, or none for a month.
fn annual(table: &Table, columns: &Columns) -> Result<Option<Year>, ImportError> {
    if columns.frequency.as_ref().is_some_and(|c| table.bytes(c) != b"A") || table.bytes(&columns.period).len() == 6 {
        return Ok(None);
    }
    let year: i16 = table.int(&columns.period)?;
    if (1900..=2100).contains(&year) { Ok(Some(Year(year))) } else { Err(table.refuse(&columns.period, "a year")) }
}

/// The economy of a number, or why the row is left out.
fn economy(table: &Table, number: u16, role: &str, name: Option<&Col>) -> Result<Result<Economy, String>, ImportError> {
    if let Some(economy) = Economy::from_comtrade(number).filter(|_| number < NUMBERS) {
        return Ok(Ok(economy));
    }
    let name = name.map(|c| table.text(c)).transpose()?.filter(|n| !n.is_empty());
    let name = name.map_or_else(String::new, |n| format!(" ({n})"));
    let what = if comtrade_is_aggregate(number) { "a group" } else { "unknown" };
    Ok(Err(format!("{role} {number}{name}: {what}")))
}

/// Net weight in tonnes, NaN where unknown. A weight of zero beside a value is how some releases
/// write that there is none.
fn net_weight_t(table: &Table, columns: &Columns, usd: f64, report: &mut ImportReport) -> Result<f64, ImportError> {
    let Some(column) = &columns.net_weight else { return Ok(f64::NAN) };
    match table.non_negative(column, &["NA"])? {
        None => Ok(f64::NAN),
        Some(0.0) if usd > 0.0 => {
            report.repair("net weight of zero read as unknown");
            Ok(f64::NAN)
        }
        Some(kg) => Ok(kg / 1000.0),
    }
}
