//! Writes flows to a `trade` table as they are read, in chunks.

use crate::error::{ImportError, Place};
use crate::report::ImportReport;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use suzerain_tables::classification::Classification;
use suzerain_tables::coverage::{self, Coverage};
use suzerain_tables::frame::{Column, Frame, Labels};
use suzerain_tables::store::{Absent, Scope, Selection, TableFile, TableKind, TableMeta, TableStatus, TableWriter};
use suzerain_tables::trade;
use suzerain_tables::{Economy, Year};

/// Rows a chunk: large enough to compress, small enough to keep memory flat.
const CHUNK: usize = 131_072;

/// What the footer of the table will say besides its windows.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowTable {
    /// Short name of the source.
    pub source: String,
    /// Vintage as the publisher names it.
    pub vintage: String,
    /// Classification of the items.
    pub classification: Classification,
    /// The set of economies a share is taken over.
    pub universe: String,
    /// How the values came about.
    pub status: TableStatus,
    /// What an absent flow inside the window means.
    pub absent: Absent,
    /// Remarks for the reader.
    pub notes: Vec<String>,
}

/// One flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Calendar year.
    pub year: Year,
    /// Selling economy.
    pub exporter: Economy,
    /// Buying economy.
    pub importer: Economy,
    /// The item's number from [`FlowWriter::item`].
    pub item: u32,
    /// Thousand current US dollars.
    pub value_kusd: f64,
    /// Metric tonnes; NaN where the source has none.
    pub quantity_t: f64,
}

/// A trade table being written. Dropped without [`FlowWriter::finish`], it leaves nothing behind.
pub struct FlowWriter {
    path: PathBuf,
    table: FlowTable,
    writer: TableWriter,
    economies: Vec<String>,
    items: Vec<String>,
    item_index: HashMap<String, u32>,
    chunk: Chunk,
    windows: Vec<Option<(i16, i16)>>,
    years: BTreeSet<i16>,
}

#[derive(Default)]
struct Chunk {
    year: Vec<i32>,
    exporter: Vec<u32>,
    importer: Vec<u32>,
    item: Vec<u32>,
    value_kusd: Vec<f64>,
    quantity_t: Vec<f64>,
}

impl Chunk {
    /// The rows as a frame; leaves the chunk empty.
    fn take(&mut self, table: &FlowTable, economies: &[String], items: &[String]) -> Result<Frame, ImportError> {
        let rows = self.year.len();
        let label = |codes: &mut Vec<u32>, names: &[String]| {
            Column::Label(Labels { codes: std::mem::take(codes), names: names.to_vec() })
        };
        let constant = |word: &str| Column::Label(Labels { codes: vec![0; rows], names: vec![word.to_owned()] });
        Ok(Frame::new(vec![
            ("year", Column::Int(std::mem::take(&mut self.year))),
            ("exporter", label(&mut self.exporter, economies)),
            ("importer", label(&mut self.importer, economies)),
            ("classification", constant(table.classification.id())),
            ("item", label(&mut self.item, items)),
            ("value_kusd", Column::Float(std::mem::take(&mut self.value_kusd))),
            ("quantity_t", Column::Float(std::mem::take(&mut self.quantity_t))),
            ("source", constant(&table.source)),
        ])?)
    }
}

impl FlowWriter {
    /// Starts the table `path`.
    ///
    /// # Errors
    /// [`ImportError::Store`] if the folder cannot be written, [`ImportError::Content`] if a table
    /// of another source or vintage stands there.
    pub fn create(path: &Path, table: FlowTable) -> Result<Self, ImportError> {
        if path.is_file() {
            let there = TableFile::open(path)?;
            if there.meta().source != table.source || there.meta().vintage != table.vintage {
                return Err(ImportError::Content {
                    place: Place::file(path),
                    message: format!(
                        "this table is of {} vintage {}, the files to import of {} vintage {}: vintages are not \
                         mixed; import into another folder, or remove this table first",
                        there.meta().source,
                        there.meta().vintage,
                        table.source,
                        table.vintage
                    ),
                });
            }
        }
        let economies: Vec<String> = Economy::all().map(|e| e.code().to_owned()).collect();
        let mut chunk = Chunk::default();
        let empty = chunk.take(&table, &economies, &[])?;
        Ok(Self {
            path: path.to_owned(),
            writer: TableWriter::create(path, &empty)?,
            windows: vec![None; economies.len()],
            table,
            economies,
            items: Vec::new(),
            item_index: HashMap::new(),
            chunk,
            years: BTreeSet::new(),
        })
    }

    /// The number under which an item code is pushed.
    pub fn item(&mut self, code: &str) -> u32 {
        if let Some(number) = self.item_index.get(code) {
            return *number;
        }
        let number = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        self.items.push(code.to_owned());
        self.item_index.insert(code.to_owned(), number);
        number
    }

    /// The code behind a number from [`FlowWriter::item`], empty for any other number.
    #[must_use]
    pub fn item_code(&self, number: u32) -> &str {
        self.items.get(number as usize).map_or("", String::as_str)
    }

    /// Appends a flow.
    ///
    /// # Errors
    /// [`ImportError::Store`] if a chunk cannot be written.
    pub fn push(&mut self, flow: &Flow) -> Result<(), ImportError> {
        self.chunk.year.push(i32::from(flow.year.0));
        for (economy, codes) in [(flow.exporter, &mut self.chunk.exporter), (flow.importer, &mut self.chunk.importer)] {
            codes.push(u32::try_from(economy.index()).unwrap_or(u32::MAX));
            let window = self.windows[economy.index()].get_or_insert((flow.year.0, flow.year.0));
            *window = (window.0.min(flow.year.0), window.1.max(flow.year.0));
        }
        self.chunk.item.push(flow.item);
        self.chunk.value_kusd.push(flow.value_kusd);
        self.chunk.quantity_t.push(flow.quantity_t);
        if self.chunk.year.len() == 1 || self.chunk.year[self.chunk.year.len() - 2] != i32::from(flow.year.0) {
            self.years.insert(flow.year.0);
        }
        if self.chunk.year.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ImportError> {
        let frame = self.chunk.take(&self.table, &self.economies, &self.items)?;
        Ok(self.writer.push(&frame)?)
    }

    /// Years that have been pushed.
    #[must_use]
    pub const fn years(&self) -> &BTreeSet<i16> {
        &self.years
    }

    /// Takes over the flows of the table that stands at the same path and for which `keep` holds:
    /// those of years (or reporters) that this import does not bring. Returns their number.
    ///
    /// # Errors
    /// [`ImportError::Store`] if that table cannot be read.
    pub fn keep(&mut self, keep: impl Fn(Year, Economy, Economy) -> bool) -> Result<u64, ImportError> {
        if !self.path.is_file() {
            return Ok(0);
        }
        let old = TableFile::open(&self.path)?;
        let mut kept = 0;
        let mut failed = None;
        old.for_each(&Selection::default(), |frame| {
            let (years, items) = (frame.ints("year")?, frame.labels("item")?);
            let (exporters, importers) = (frame.economies("exporter")?, frame.economies("importer")?);
            let (values, quantities) = (frame.floats("value_kusd")?, frame.floats("quantity_t")?);
            let item_of: Vec<u32> = items.names.iter().map(|n| self.item(n)).collect();
            for row in 0..frame.rows() {
                let year = trade::year_of(row, years[row])?;
                if failed.is_none() && keep(year, exporters[row], importers[row]) {
                    kept += 1;
                    let item = item_of[items.codes[row] as usize];
                    let flow = Flow {
                        year,
                        exporter: exporters[row],
                        importer: importers[row],
                        item,
                        value_kusd: values[row],
                        quantity_t: quantities[row],
                    };
                    failed = self.push(&flow).err();
                }
            }
            Ok(())
        })?;
        failed.map_or(Ok(kept), Err)
    }

    /// Writes the rest and the footer, puts the table in its place and enters it in the report.
    ///
    /// # Errors
    /// [`ImportError::Store`] if it cannot be written.
    pub fn finish(mut self, report: &mut ImportReport) -> Result<(), ImportError> {
        self.flush()?;
        let mut windows = Coverage::default();
        for (economy, window) in Economy::all().zip(&self.windows) {
            if let Some((first, last)) = window {
                windows.extend(coverage::FLOWS, economy, Year(*first));
                windows.extend(coverage::FLOWS, economy, Year(*last));
            }
        }
        let meta = TableMeta {
            kind: TableKind::Trade,
            source: self.table.source,
            vintage: self.table.vintage,
            classification: Some(self.table.classification),
            universe: Some(self.table.universe),
            scope: Scope::AllGoods,
            status: self.table.status,
            absent: self.table.absent,
            coverage: windows,
            notes: self.table.notes,
        };
        let rows = self.writer.rows();
        self.writer.finish(&meta)?;
        report.written.push((self.path, rows));
        Ok(())
    }
}

/// Adds up flows of economies that the publisher writes under several codes (Belgium with and
/// without Luxembourg, Sudan before and after 2011, ...), so that none stands twice in the table.
/// Only rows that touch such an economy wait; the others are written at once.
pub struct SharedCodes {
    shared: Vec<bool>,
    waiting: Vec<Flow>,
}

impl SharedCodes {
    /// `economies` lists the economy of every code of the publisher's, once a code.
    pub fn new(economies: impl Iterator<Item = Economy>) -> Self {
        let mut codes = vec![0_u8; Economy::count()];
        for economy in economies {
            codes[economy.index()] = codes[economy.index()].saturating_add(1);
        }
        Self { shared: codes.into_iter().map(|n| n > 1).collect(), waiting: Vec::new() }
    }

    /// Writes a flow, or keeps it until [`SharedCodes::flush`].
    ///
    /// # Errors
    /// [`ImportError::Store`] if a chunk cannot be written.
    pub fn push(&mut self, flow: Flow, writer: &mut FlowWriter, report: &mut ImportReport) -> Result<(), ImportError> {
        if self.shared[flow.exporter.index()] || self.shared[flow.importer.index()] {
            self.waiting.push(flow);
            return Ok(());
        }
        report.rows_kept += 1;
        writer.push(&flow)
    }

    /// Writes what waits, equal keys added up: to be called when no more flows of the same years
    /// come. A sum with a part of unknown quantity has unknown quantity.
    ///
    /// # Errors
    /// [`ImportError::Store`] if a chunk cannot be written.
    pub fn flush(&mut self, writer: &mut FlowWriter, report: &mut ImportReport) -> Result<(), ImportError> {
        let key = |flow: &Flow| (flow.year, flow.exporter, flow.importer, flow.item);
        self.waiting.sort_by_key(key);
        for group in self.waiting.chunk_by(|a, b| key(a) == key(b)) {
            let mut sum = group[0];
            for flow in &group[1..] {
                sum.value_kusd += flow.value_kusd;
                sum.quantity_t += flow.quantity_t;
                report.aggregate_row(format!("several codes of {} or {}", flow.exporter, flow.importer));
            }
            report.rows_kept += 1;
            writer.push(&sum)?;
        }
        self.waiting.clear();
        Ok(())
    }
}
