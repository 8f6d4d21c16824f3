//! Writes a year into the three tables.

use super::world::{SECTORS, World};
use crate::error::ImportError;
use crate::flows::{Flow, FlowTable, FlowWriter};
use crate::report::ImportReport;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use suzerain_tables::Year;
use suzerain_tables::classification::{Classification, ICIO50, IcioSector};
use suzerain_tables::coverage::{self, Coverage};
use suzerain_tables::frame::{Column, Frame, FrameError, Labels};
use suzerain_tables::io::{Block, Cell, to_frame};
use suzerain_tables::store::{Absent, Scope, Selection, TableFile, TableKind, TableMeta, TableStatus, TableWriter};

/// Cells of a chunk of the `io` table.
const CHUNK: usize = 131_072;

/// The three tables being written.
pub(super) struct Outputs {
    fine: FlowWriter,
    coarse: FlowWriter,
    io: IoWriter,
}

impl Outputs {
    /// Starts the three tables in the folder.
    pub(super) fn create(into: &Path, source: &str, vintage: &str) -> Result<Self, ImportError> {
        let table = |classification: Classification, source: String| FlowTable {
            source,
            vintage: vintage.to_owned(),
            classification,
            universe: "world".into(),
            status: TableStatus::Estimated,
            absent: Absent::Zero,
            notes: vec!["basic prices, domestic sales included; intermediate and final use together".into()],
        };
        let fine = table(Classification::Icio50, format!("{source}-50"));
        Ok(Self {
            fine: FlowWriter::create(&into.join(format!("trade-{source}-50.parquet")), fine)?,
            coarse: FlowWriter::create(
                &into.join(format!("trade-{source}.parquet")),
                table(Classification::Icio28, source.to_owned()),
            )?,
            io: IoWriter::create(&into.join(format!("io-{source}.parquet")), source)?,
        })
    }

    pub(super) fn write(&mut self, year: Year, world: &World) -> Result<(), ImportError> {
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

    pub(super) fn finish(mut self, vintage: &str, report: &mut ImportReport) -> Result<(), ImportError> {
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
            scope: Scope::AllGoods,
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
