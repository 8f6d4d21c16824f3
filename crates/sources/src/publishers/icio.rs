//! OECD inter-country input-output tables: `2022_SML.csv` of the 2025 release.
//!
//! The first column names rows, the header columns: `AGO_A01` an industry of an economy,
//! `AGO_HFCE` a category of its final demand, `OUT` gross output; rows `TLS` (taxes less subsidies
//! on products), `VA` and `OUT` at the bottom. Rows are read one at a time; one year is held as
//! numbers (4,050 by 4,131, 134 MB), since parts of an economy (`CN1`, `CN2`) are added up.

use crate::error::{ImportError, Place};
use crate::flows::{Flow, FlowTable, FlowWriter};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Layout, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suzerain_tables::classification::{Classification, ICIO50, IcioSector};
use suzerain_tables::coverage::{self, Coverage};
use suzerain_tables::frame::{Column, Frame, FrameError, Labels};
use suzerain_tables::io::{Block, Cell, to_frame};
use suzerain_tables::store::{Absent, Selection, TableFile, TableKind, TableMeta, TableStatus, TableWriter};
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Inter-Country Input-Output tables",
    publisher: "OECD",
    licence: "CC BY 4.0 (OECD terms and conditions)",
    citation: "OECD (2025), Inter-Country Input-Output tables, 2025 release.",
    bibtex: "@misc{oecd_icio,\n  author = {{OECD}},\n  title = {Inter-Country Input-Output tables},\n  howpublished = {\\url{https://oe.cd/icio}},\n  year = {2025}\n}",
    url: "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
    caveats: &[
        "Balanced estimates, not reports; figures of Russia for 2022 were made after Russia stopped reporting and miss the turn to China.",
        "Values are at basic prices, so freight and trade margins are flows of service sectors.",
    ],
};

/// The release whose 50 industries are read.
const RELEASE: &str = "2025";
/// Categories of final demand.
const FINAL: [&str; 6] = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"];
/// Names of the column and row of gross output.
const OUTPUT: [&str; 3] = ["OUT", "OUTPUT", "TOTAL"];
/// Names of the row of value added.
const VALUE_ADDED: [&str; 2] = ["VA", "VALU"];
/// Parts of an economy that the extended tables show apart: processing exports and the rest.
const PARTS: [(&str, &str); 4] = [("CN1", "CHN"), ("CN2", "CHN"), ("MX1", "MEX"), ("MX2", "MEX")];
/// Cells of a chunk of the `io` table.
const CHUNK: usize = 131_072;

/// Reads yearly tables into trade at 50 sectors, trade at 28 sectors, and the table itself.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("icio");
    let years = years(inputs, into, &mut report)?;
    let source = options.source_or(&format!("icio-{RELEASE}"));
    let vintage = options.vintage_or(Some(RELEASE));
    let table = |classification: Classification, source: String| FlowTable {
        source,
        vintage: vintage.clone(),
        classification,
        universe: "world".into(),
        status: TableStatus::Estimated,
        absent: Absent::Zero,
        notes: vec!["basic prices, domestic sales included; intermediate and final use together".into()],
    };
    let fine = table(Classification::Icio50, format!("{source}-50"));
    let mut outputs = Outputs {
        fine: FlowWriter::create(&into.join(format!("trade-{source}-50.parquet")), fine)?,
        coarse: FlowWriter::create(
            &into.join(format!("trade-{source}.parquet")),
            table(Classification::Icio28, source.clone()),
        )?,
        io: IoWriter::create(&into.join(format!("io-{source}.parquet")), &source)?,
    };
    let counter = ByteCounter::default();
    for (year, input) in &years {
        let world = World::read(input, &counter, &mut report, progress)?;
        outputs.write(*year, &world)?;
    }
    outputs.finish(&vintage, &mut report)?;
    Ok(report)
}

/// The inputs by year; what is not a table is passed over.
fn years(inputs: &[Input], into: &Path, report: &mut ImportReport) -> Result<BTreeMap<Year, Input>, ImportError> {
    let mut years: BTreeMap<Year, Input> = BTreeMap::new();
    for input in inputs {
        let name = input.file_name();
        if !name.to_ascii_lowercase().ends_with(".csv") {
            report.notes.push(format!("{} is not a table and was passed over", input.name().display()));
            continue;
        }
        let content = |message: String| ImportError::Content { place: Place::file(&input.name()), message };
        let year = year_in_name(&name).ok_or_else(|| {
            content("the year cannot be told from the file name: keep the publisher's (such as 2022_SML.csv)".into())
        })?;
        if let Some(other) = years.insert(year, input.clone()) {
            return Err(content(format!("is the year {year}, as is {}", other.name().display())));
        }
    }
    if years.is_empty() {
        return Err(ImportError::Content { place: Place::file(into), message: "no table (YYYY_SML.csv) given".into() });
    }
    Ok(years)
}

/// 2022 in `2022_SML.csv`, 2018 in `ICIO2021_2018.csv`.
fn year_in_name(name: &str) -> Option<Year> {
    let parts = name.split(['_', '.']);
    parts.filter(|p| p.len() == 4).find_map(|p| p.parse().ok()).filter(|y| (1990..=2100).contains(y)).map(Year)
}

/// An industry of an economy, by positions in the lists of [`World`].
type Node = (usize, usize);

/// What a column holds.
enum Target {
    Industry(Node),
    Final(usize),
    Output,
}

/// One year, added up over parts of economies and categories of final demand; million USD.
struct World {
    economies: Vec<Economy>,
    /// `[seller][seller sector][buyer][buyer sector]`
    intermediate: Vec<f64>,
    /// `[seller][seller sector][buyer]`
    finals: Vec<f64>,
    output: Vec<f64>,
    value_added: Vec<f64>,
    taxes: Vec<f64>,
}

const SECTORS: usize = ICIO50.len();

impl World {
    fn read(
        input: &Input,
        counter: &ByteCounter,
        report: &mut ImportReport,
        progress: &mut dyn Progress,
    ) -> Result<Self, ImportError> {
        let mut table = Table::open(&input.name(), input.open(counter)?, Layout::default())?;
        let (economies, columns) = header(&table)?;
        let n = economies.len();
        let mut world = Self {
            economies,
            intermediate: vec![0.0; n * SECTORS * n * SECTORS],
            finals: vec![0.0; n * SECTORS * n],
            output: vec![0.0; n * SECTORS],
            value_added: vec![0.0; n * SECTORS],
            taxes: vec![0.0; n * SECTORS],
        };
        let label = column(&table, 0)?;
        let mut lines: BTreeMap<String, u64> = BTreeMap::new();
        let mut sellers: BTreeSet<Node> = BTreeSet::new();
        while table.advance()? {
            report.rows_read += 1;
            progress.bytes(counter.get());
            let name = table.text(&label)?.into_owned();
            if let Some(first) = lines.insert(name.clone(), table.line()) {
                return Err(ImportError::Duplicate {
                    place: Place::line(table.path(), table.line()),
                    key: format!("the row {name}"),
                    first,
                });
            }
            world.row(&table, &label, &name, &columns, &mut sellers, report)?;
        }
        let Some(first) = sellers.first() else {
            return Err(ImportError::Content {
                place: Place::file(table.path()),
                message: "no row of an industry".into(),
            });
        };
        world.check(*first, &sellers, input, report);
        Ok(world)
    }

    fn row(
        &mut self,
        table: &Table,
        label: &Col,
        name: &str,
        columns: &[(Target, Col)],
        sellers: &mut BTreeSet<Node>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        if VALUE_ADDED.contains(&name) {
            report.rows_kept += 1;
            return self.primary(table, columns, |world| &mut world.value_added);
        }
        if name == "TLS" || name == "TAXSUB" || name.ends_with("_TAXSUB") {
            report.rows_kept += 1;
            return self.primary(table, columns, |world| &mut world.taxes);
        }
        if OUTPUT.contains(&name) {
            report.drop_row("output a second time, as a row");
            return Ok(());
        }
        let Some((economy, sector)) = split(name) else {
            return Err(table.refuse(label, "an industry of an economy (such as AGO_A01), TLS, VA or OUT"));
        };
        let seller = (self.economies.iter().position(|e| *e == economy), sector_at(sector));
        let (Some(at), Some(sector)) = seller else {
            return Err(table.refuse(label, "an economy and industry of the header"));
        };
        if !sellers.insert((at, sector)) {
            report.aggregate_row(format!("parts of {economy}"));
        } else {
            report.rows_kept += 1;
        }
        let (n, row) = (self.economies.len(), at * SECTORS + sector);
        for (target, column) in columns {
            let value = table.number(column, &[])?.unwrap_or(0.0);
            match target {
                Target::Industry((buyer, buyer_sector)) => {
                    if value < 0.0 {
                        return Err(table.refuse(column, "an intermediate sale of at least zero"));
                    }
                    self.intermediate[row * n * SECTORS + buyer * SECTORS + buyer_sector] += value;
                }
                // Changes in stocks may be negative.
                Target::Final(buyer) => self.finals[row * n + buyer] += value,
                Target::Output => self.output[row] += value,
            }
        }
        Ok(())
    }

    fn primary(
        &mut self,
        table: &Table,
        columns: &[(Target, Col)],
        of: impl Fn(&mut Self) -> &mut Vec<f64>,
    ) -> Result<(), ImportError> {
        for (target, column) in columns {
            if let Target::Industry((economy, sector)) = target {
                let value = table.number(column, &[])?.unwrap_or(0.0);
                of(self)[economy * SECTORS + sector] += value;
            }
        }
        Ok(())
    }

    /// Notes how far the sales of the rows read are from their output, and what is not there.
    fn check(&self, first: Node, sellers: &BTreeSet<Node>, input: &Input, report: &mut ImportReport) {
        let n = self.economies.len();
        let mut worst = (0.0_f64, first);
        for node in sellers {
            let row = node.0 * SECTORS + node.1;
            let sold: f64 = self.intermediate[row * n * SECTORS..(row + 1) * n * SECTORS].iter().sum::<f64>()
                + self.finals[row * n..(row + 1) * n].iter().sum::<f64>();
            let gap = (self.output[row] - sold).abs();
            if gap > worst.0 {
                worst = (gap, *node);
            }
        }
        let (gap, (at, sector)) = worst;
        let name = format!("{}_{}", self.economies[at], ICIO50[sector].code);
        let file = input.name();
        report.notes.push(format!(
            "{}: {n} economies; sales and output of a row differ by at most {gap:.3} million USD ({name})",
            file.display()
        ));
        if sellers.len() < n * SECTORS {
            report.notes.push(format!("{}: {} of {} rows", file.display(), sellers.len(), n * SECTORS));
        }
    }

    /// What seller `from`, sector `sector`, sold to `to`, for intermediate and final use; million USD.
    fn sales(&self, from: usize, sector: usize, to: usize) -> f64 {
        let (n, row) = (self.economies.len(), from * SECTORS + sector);
        let at = row * n * SECTORS + to * SECTORS;
        self.intermediate[at..at + SECTORS].iter().sum::<f64>() + self.finals[row * n + to]
    }
}

fn column(table: &Table, index: usize) -> Result<Col, ImportError> {
    table.column_at(index).ok_or_else(|| layout(table, "a first column with the names of the rows"))
}

fn layout(table: &Table, missing: &str) -> ImportError {
    let mut headers: Vec<String> = table.headers().iter().take(12).cloned().collect();
    if table.headers().len() > headers.len() {
        headers.push(format!("... {} in all", table.headers().len()));
    }
    ImportError::Layout { place: Place::line(table.path(), 1), missing: missing.to_owned(), headers }
}

/// `AGO_A01` as economy and rest; parts of an economy as the economy.
fn split(name: &str) -> Option<(Economy, &str)> {
    let (code, rest) = name.split_once('_')?;
    let whole = PARTS.iter().find(|(part, _)| *part == code).map_or(code, |(_, whole)| whole);
    Some((Economy::from_code(whole)?, rest))
}

fn sector_at(code: &str) -> Option<usize> {
    ICIO50.iter().position(|s| s.code == code)
}

/// The economies in order of appearance, and what each column after the first holds.
fn header(table: &Table) -> Result<(Vec<Economy>, Vec<(Target, Col)>), ImportError> {
    let mut economies: Vec<Economy> = Vec::new();
    let mut columns = Vec::with_capacity(table.headers().len());
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let (mut unknown, mut output) = (BTreeSet::new(), false);
    for (index, name) in table.headers().iter().enumerate().skip(1) {
        if !seen.insert(name) {
            return Err(layout(table, &format!("`{name}` once (it stands twice)")));
        }
        let column = column(table, index)?;
        if OUTPUT.contains(&name.as_str()) {
            output = true;
            columns.push((Target::Output, column));
            continue;
        }
        let Some((economy, rest)) = split(name) else {
            return Err(layout(table, &format!("an economy known here in `{name}`")));
        };
        let at = economies.iter().position(|e| *e == economy).unwrap_or_else(|| {
            economies.push(economy);
            economies.len() - 1
        });
        if FINAL.contains(&rest) {
            columns.push((Target::Final(at), column));
        } else if let Some(sector) = sector_at(rest) {
            columns.push((Target::Industry((at, sector)), column));
        } else {
            unknown.insert(rest);
        }
    }
    if !unknown.is_empty() {
        let codes: Vec<&str> = unknown.into_iter().collect();
        return Err(layout(
            table,
            &format!(
                "the 50 industries and 6 categories of final demand of the {RELEASE} release (releases before it have \
                 other industries and are not read); these are of neither: {}",
                codes.join(", ")
            ),
        ));
    }
    if !output || !columns.iter().any(|(t, _)| matches!(t, Target::Industry(_))) {
        return Err(layout(table, "`OUT` and industries (such as `AGO_A01`)"));
    }
    Ok((economies, columns))
}

struct Outputs {
    fine: FlowWriter,
    coarse: FlowWriter,
    io: IoWriter,
}

impl Outputs {
    fn write(&mut self, year: Year, world: &World) -> Result<(), ImportError> {
        let fine: Vec<u32> = ICIO50.iter().map(|s| self.fine.item(s.code)).collect();
        let coarse: Vec<u32> = ICIO50.iter().map(|s| self.coarse.item(s.code28())).collect();
        for (from, exporter) in world.economies.iter().enumerate() {
            for (to, importer) in world.economies.iter().enumerate() {
                let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
                let flow = |item: u32, musd: f64| Flow {
                    year,
                    exporter: *exporter,
                    importer: *importer,
                    item,
                    value_kusd: musd * 1000.0,
                    quantity_t: f64::NAN,
                };
                for sector in 0..SECTORS {
                    let musd = world.sales(from, sector, to);
                    if musd != 0.0 {
                        self.fine.push(&flow(fine[sector], musd))?;
                        *sums.entry(coarse[sector]).or_default() += musd;
                    }
                }
                for (item, musd) in sums {
                    self.coarse.push(&flow(item, musd))?;
                }
            }
        }
        self.io.write(year, world)
    }

    fn finish(mut self, vintage: &str, report: &mut ImportReport) -> Result<(), ImportError> {
        let years = self.io.years.clone();
        let mut kept = 0;
        for writer in [&mut self.fine, &mut self.coarse] {
            kept += writer.keep(|year, _, _| !years.contains(&year.0))?;
        }
        kept += self.io.keep()?;
        if kept > 0 {
            report.notes.push(format!("{kept} rows of other years kept from the tables in the folder"));
        }
        self.fine.finish(report)?;
        self.coarse.finish(report)?;
        self.io.finish(vintage, report)
    }
}

/// Writes the `io` table in chunks.
struct IoWriter {
    path: PathBuf,
    source: String,
    writer: TableWriter,
    chunk: Vec<Cell>,
    years: BTreeSet<i16>,
    coverage: Coverage,
}

impl IoWriter {
    fn create(path: &Path, source: &str) -> Result<Self, ImportError> {
        let empty = to_frame(&[], Classification::Icio50.id(), source)?;
        Ok(Self {
            path: path.to_owned(),
            source: source.to_owned(),
            writer: TableWriter::create(path, &empty)?,
            chunk: Vec::new(),
            years: BTreeSet::new(),
            coverage: Coverage::default(),
        })
    }

    fn push(&mut self, cell: Cell) -> Result<(), ImportError> {
        if cell.value != 0.0 {
            self.chunk.push(cell);
        }
        if self.chunk.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ImportError> {
        let frame = to_frame(&self.chunk, Classification::Icio50.id(), &self.source)?;
        self.chunk.clear();
        Ok(self.writer.push(&frame)?)
    }

    fn write(&mut self, year: Year, world: &World) -> Result<(), ImportError> {
        self.years.insert(year.0);
        let (n, code) = (world.economies.len(), |at: usize| world.economies[at].code().to_owned());
        for economy in &world.economies {
            self.coverage.extend(coverage::FLOWS, *economy, year);
        }
        for (seller, sector) in (0..n).flat_map(|e| (0..SECTORS).map(move |s| (e, s))) {
            let row = seller * SECTORS + sector;
            let cell = |block: Block, buyer: String, buyer_sector: &str, value: f64| Cell {
                year,
                block,
                seller: code(seller),
                seller_sector: ICIO50[sector].code.to_owned(),
                buyer,
                buyer_sector: buyer_sector.to_owned(),
                value,
            };
            for buyer in 0..n {
                for (to, IcioSector { code: buyer_sector, .. }) in ICIO50.iter().enumerate() {
                    let value = world.intermediate[(row * n + buyer) * SECTORS + to];
                    if value != 0.0 {
                        self.push(cell(Block::Intermediate, code(buyer), buyer_sector, value))?;
                    }
                }
                self.push(cell(Block::Final, code(buyer), "", world.finals[row * n + buyer]))?;
            }
            self.push(cell(Block::Output, String::new(), "", world.output[row]))?;
            self.push(cell(Block::ValueAdded, String::new(), "", world.value_added[row]))?;
            self.push(cell(Block::ProductTaxes, String::new(), "", world.taxes[row]))?;
        }
        Ok(())
    }

    /// Takes over the years of the table in the folder that were not read now.
    fn keep(&mut self) -> Result<u64, ImportError> {
        if !self.path.is_file() {
            return Ok(0);
        }
        let old = TableFile::open(&self.path)?;
        let (mut kept, mut failed) = (0, None);
        old.for_each(&Selection::default(), |frame| {
            let old_year = |y: &i32| i16::try_from(*y).is_ok_and(|y| !self.years.contains(&y));
            let wanted: Vec<bool> = frame.ints("year")?.iter().map(old_year).collect();
            let rows = only(&frame, &wanted)?;
            if failed.is_none() && rows.rows() > 0 {
                kept += rows.rows() as u64;
                failed = self.writer.push(&rows).err();
            }
            Ok(())
        })?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        if kept > 0 {
            self.coverage.merge(&old.meta().coverage);
        }
        Ok(kept)
    }

    fn finish(mut self, vintage: &str, report: &mut ImportReport) -> Result<(), ImportError> {
        self.flush()?;
        let meta = TableMeta {
            kind: TableKind::Io,
            source: self.source,
            vintage: vintage.to_owned(),
            classification: Some(Classification::Icio50),
            universe: Some("world".into()),
            status: TableStatus::Estimated,
            absent: Absent::Zero,
            coverage: self.coverage,
            notes: vec!["million current US dollars; cells of zero are left out".into()],
        };
        let rows = self.writer.rows();
        self.writer.finish(&meta)?;
        report.written.push((self.path, rows));
        Ok(())
    }
}

/// The rows of a frame for which `wanted` holds.
fn only(frame: &Frame, wanted: &[bool]) -> Result<Frame, FrameError> {
    fn pick<T: Copy>(values: &[T], wanted: &[bool]) -> Vec<T> {
        values.iter().zip(wanted).filter(|(_, w)| **w).map(|(v, _)| *v).collect()
    }
    let columns = frame.columns().iter().map(|(name, column)| {
        let picked = match column {
            Column::Int(v) => Column::Int(pick(v, wanted)),
            Column::Float(v) => Column::Float(pick(v, wanted)),
            Column::Label(l) => Column::Label(Labels { codes: pick(&l.codes, wanted), names: l.names.clone() }),
        };
        (name.as_str(), picked)
    });
    Frame::new(columns.collect())
}
