//! Writes input-output cells in chunks: a release has tens of millions.

use crate::error::ImportError;
use crate::report::ImportReport;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use suzerain_tables::classification::Classification;
use suzerain_tables::coverage::{self, Coverage};
use suzerain_tables::frame::{Column, Frame, Labels};
use suzerain_tables::io::{self, Block};
use suzerain_tables::store::{TableFile, TableMeta, TableWriter};
use suzerain_tables::{Economy, Year};

/// Rows a chunk.
const CHUNK: usize = 131_072;

/// One cell, borrowed; the ends are codes of economy and sector, empty where there is none.
pub(super) struct Cell<'a> {
    pub(super) year: Year,
    pub(super) block: Block,
    pub(super) seller: (&'a str, &'a str),
    pub(super) buyer: (&'a str, &'a str),
    pub(super) value: f64,
}

/// An `io` table being written. Dropped without [`BlockWriter::finish`], it leaves nothing behind.
pub(super) struct BlockWriter {
    path: PathBuf,
    writer: TableWriter,
    classification: &'static str,
    source: String,
    words: Vec<String>,
    index: HashMap<String, u32>,
    years: Vec<i32>,
    codes: [Vec<u32>; 5],
    values: Vec<f64>,
}

/// The columns of words that vary, in the order of `codes`.
const WORDS: [&str; 5] = ["block", "seller", "seller_sector", "buyer", "buyer_sector"];

impl BlockWriter {
    pub(super) fn create(path: &Path, classification: Classification, source: &str) -> Result<Self, ImportError> {
        let empty = io::to_frame(&[], classification.id(), source)?;
        Ok(Self {
            path: path.to_owned(),
            writer: TableWriter::create(path, &empty)?,
            classification: classification.id(),
            source: source.to_owned(),
            words: Vec::new(),
            index: HashMap::new(),
            years: Vec::new(),
            codes: std::array::from_fn(|_| Vec::new()),
            values: Vec::new(),
        })
    }

    fn word(&mut self, word: &str) -> u32 {
        if let Some(code) = self.index.get(word) {
            return *code;
        }
        let code = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.to_owned());
        self.index.insert(word.to_owned(), code);
        code
    }

    pub(super) fn push(&mut self, cell: &Cell<'_>) -> Result<(), ImportError> {
        self.years.push(i32::from(cell.year.0));
        self.values.push(cell.value);
        let words = [cell.block.name(), cell.seller.0, cell.seller.1, cell.buyer.0, cell.buyer.1];
        for (at, word) in words.into_iter().enumerate() {
            let code = self.word(word);
            self.codes[at].push(code);
        }
        if self.years.len() >= CHUNK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ImportError> {
        let rows = self.years.len();
        let constant = |word: &str| Column::Label(Labels { codes: vec![0; rows], names: vec![word.to_owned()] });
        let mut columns = vec![("year", Column::Int(std::mem::take(&mut self.years)))];
        for (name, codes) in WORDS.into_iter().zip(&mut self.codes) {
            let names = self.words.clone();
            columns.push((name, Column::Label(Labels { codes: std::mem::take(codes), names })));
        }
        columns.insert(2, ("classification", constant(self.classification)));
        columns.push(("value", Column::Float(std::mem::take(&mut self.values))));
        columns.push(("source", constant(&self.source)));
        Ok(self.writer.push(&Frame::new(columns)?)?)
    }

    /// Takes over the cells of the table that stands at the same path, of years for which `wanted`
    /// holds, and widens the windows by them.
    pub(super) fn keep(&mut self, wanted: impl Fn(Year) -> bool, windows: &mut Coverage) -> Result<(), ImportError> {
        if !self.path.is_file() {
            return Ok(());
        }
        let old = TableFile::open(&self.path)?;
        let mut failed = None;
        io::each(&old, &Block::ALL, |cell| {
            if failed.is_some() || !wanted(cell.year) {
                return;
            }
            if let Some(seller) = Economy::from_code(cell.seller) {
                windows.extend(coverage::FLOWS, seller, cell.year);
            }
            let (seller, buyer) = ((cell.seller, cell.seller_sector), (cell.buyer, cell.buyer_sector));
            failed = self.push(&Cell { year: cell.year, block: cell.block, seller, buyer, value: cell.value }).err();
        })?;
        failed.map_or(Ok(()), Err)
    }

    pub(super) fn finish(mut self, meta: &TableMeta, report: &mut ImportReport) -> Result<(), ImportError> {
        self.flush()?;
        let rows = self.writer.rows();
        self.writer.finish(meta)?;
        report.written.push((self.path, rows));
        Ok(())
    }
}
