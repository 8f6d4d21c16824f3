//! World Input-Output Database: releases 2013 (35 industries, 1995-2011) and 2016 (56 industries,
//! 2000-2014).
//!
//! Read are the yearly workbooks of both releases (`wiot11_row_sep12.xlsx`,
//! `WIOT2014_Nov16_ROW.xlsb`) and CSV exports of the R and Stata files of the latter
//! (`IndustryCode`, `IndustryDescription`, `Country`, `RNr`, `Year`, `AUS1`, ..., `TOT`). Values
//! are million current US dollars at basic prices. Of each year come the `trade` table (sales of
//! every sector to every economy, intermediate and final, domestic ones included) and the `io`
//! blocks intermediate, final, output and value added. Changes in inventories are part of final
//! sales and may be negative; a sale that is negative in total is zero in `trade`, and counted.

mod blocks;
mod sheet;

use crate::error::{ImportError, Place};
use crate::flows::{Flow, FlowTable, FlowWriter};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use blocks::{BlockWriter, Cell};
use sheet::{Release, Role, World};
use std::collections::BTreeSet;
use std::path::Path;
use suzerain_tables::classification::Classification;
use suzerain_tables::coverage::{self, Coverage};
use suzerain_tables::io::Block;
use suzerain_tables::store::{Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "World Input-Output Database, world input-output tables",
    publisher: "Groningen Growth and Development Centre, University of Groningen",
    licence: "Creative Commons Attribution 4.0 International",
    citation: "Timmer, Marcel P., Erik Dietzenbacher, Bart Los, Robert Stehrer and Gaaitzen J. de Vries (2015), An Illustrated User Guide to the World Input-Output Database: the Case of Global Automotive Production, Review of International Economics 23: 575-605.",
    bibtex: "@article{timmer2015wiod,\n  author = {Timmer, Marcel P. and Dietzenbacher, Erik and Los, Bart and Stehrer, Robert and de Vries, Gaaitzen J.},\n  title = {An Illustrated User Guide to the World Input--Output Database: the Case of Global Automotive Production},\n  journal = {Review of International Economics},\n  volume = {23},\n  pages = {575--605},\n  year = {2015}\n}",
    url: "https://www.rug.nl/ggdc/valuechain/wiod/",
    caveats: &[
        "Balanced tables: the publisher's estimates, not reports.",
        "Value added is at basic prices; taxes on products, purchases abroad and transport margins are left out.",
    ],
};

impl Release {
    const fn id(self) -> &'static str {
        match self {
            Self::Of2013 => "wiod-2013",
            Self::Of2016 => "wiod-2016",
        }
    }

    const fn vintage(self) -> &'static str {
        match self {
            Self::Of2013 => "release 2013",
            Self::Of2016 => "release 2016",
        }
    }

    const fn classification(self) -> Classification {
        match self {
            Self::Of2013 => Classification::Wiod35,
            Self::Of2016 => Classification::Wiod56,
        }
    }
}

/// Reads yearly tables of one release. Years imported before stay.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("wiod");
    let counter = ByteCounter::default();
    let mut writers: Option<Writers> = None;
    for input in inputs {
        if !sheet::is_table(input) {
            report.notes.push(format!("not read: {}", input.name().display()));
            continue;
        }
        let world = sheet::read(input, &counter, &mut report)?;
        progress.bytes(counter.get());
        let writers = match &mut writers {
            Some(writers) => writers,
            empty => empty.insert(Writers::create(world.release, into, options)?),
        };
        writers.add(&world, &mut report)?;
    }
    let Some(writers) = writers else {
        return Err(ImportError::Content {
            place: Place::file(inputs.first().map_or(into, |i| i.path.as_path())),
            message: "no world input-output table (.xlsx, .xlsb or .csv) among the files".into(),
        });
    };
    writers.finish(&mut report)?;
    Ok(report)
}

/// The two tables being written.
struct Writers {
    release: Release,
    source: String,
    vintage: String,
    years: BTreeSet<i16>,
    windows: Coverage,
    trade: FlowWriter,
    blocks: BlockWriter,
}

impl Writers {
    fn create(release: Release, into: &Path, options: &ImportOptions) -> Result<Self, ImportError> {
        let (source, vintage) = (options.source_or(release.id()), options.vintage_or(Some(release.vintage())));
        let trade = FlowTable {
            source: source.clone(),
            vintage: vintage.clone(),
            classification: release.classification(),
            universe: match release {
                Release::Of2013 => "covered-41".into(),
                Release::Of2016 => "covered-44".into(),
            },
            status: TableStatus::Estimated,
            absent: Absent::Zero,
            notes: vec!["Sales at basic prices, domestic sales included.".into()],
        };
        let path = |kind: TableKind| into.join(format!("{}-{}.parquet", kind.name(), release.id()));
        Ok(Self {
            release,
            years: BTreeSet::new(),
            windows: Coverage::default(),
            trade: FlowWriter::create(&path(TableKind::Trade), trade)?,
            blocks: BlockWriter::create(&path(TableKind::Io), release.classification(), &source)?,
            source,
            vintage,
        })
    }

    fn add(&mut self, world: &World, report: &mut ImportReport) -> Result<(), ImportError> {
        let refuse = |message: String| ImportError::Content { place: Place::file(&world.file), message };
        if world.release != self.release {
            return Err(refuse(
                "this table is of another release than the files before it: import each by itself".into(),
            ));
        }
        if !self.years.insert(world.year.0) {
            return Err(refuse(format!("the year {} is in a file before this one", world.year)));
        }
        for (index, seller) in world.rows.iter().enumerate() {
            self.windows.extend(coverage::FLOWS, seller.country, world.year);
            self.add_sales(world, index, report)?;
        }
        Ok(())
    }

    /// One seller's sales, output and value added.
    fn add_sales(&mut self, world: &World, index: usize, report: &mut ImportReport) -> Result<(), ImportError> {
        let seller = &world.rows[index];
        let sector = world.sector(seller.number)?;
        let from = (seller.country.code(), sector);
        let mut totals = vec![0.0; Economy::count()];
        let mut finals = vec![None; Economy::count()];
        let (mut output, mut value_added) = (None, None);
        for (at, column) in world.columns.iter().enumerate() {
            let value = world.value(index, at);
            match column.role {
                Role::Sector { country, number } => {
                    if value < 0.0 {
                        return Err(world.refuse(index, at, "an intermediate sale of at least zero"));
                    }
                    totals[country.index()] += value;
                    self.push(Block::Intermediate, world.year, from, (country.code(), world.sector(number)?), value)?;
                    if (country, number) == (seller.country, seller.number) {
                        value_added = world.value_added.as_ref().map(|row| row[at]);
                    }
                }
                Role::Final { country } => {
                    totals[country.index()] += value;
                    *finals[country.index()].get_or_insert(0.0) += value;
                }
                Role::Output => {
                    if value < 0.0 {
                        return Err(world.refuse(index, at, "an output of at least zero"));
                    }
                    output = Some(value);
                }
                Role::Unknown => {}
            }
        }
        for (buyer, value) in Economy::all().zip(&finals) {
            if let Some(value) = value {
                self.push(Block::Final, world.year, from, (buyer.code(), ""), *value)?;
            }
        }
        self.push(Block::Output, world.year, from, ("", ""), output.unwrap_or(0.0))?;
        self.push(Block::ValueAdded, world.year, from, ("", ""), value_added.unwrap_or(0.0))?;
        let item = self.trade.item(sector);
        for (importer, total) in Economy::all().zip(&totals) {
            if *total < 0.0 {
                report.repair("sales negative in total by a fall of inventories: zero in the trade table");
            } else if *total > 0.0 {
                let (year, exporter, value_kusd) = (world.year, seller.country, total * 1000.0);
                self.trade.push(&Flow { year, exporter, importer, item, value_kusd, quantity_t: f64::NAN })?;
            }
        }
        Ok(())
    }

    /// Zero cells have no row.
    fn push(
        &mut self,
        block: Block,
        year: Year,
        seller: (&str, &str),
        buyer: (&str, &str),
        value: f64,
    ) -> Result<(), ImportError> {
        if value == 0.0 { Ok(()) } else { self.blocks.push(&Cell { year, block, seller, buyer, value }) }
    }

    fn finish(mut self, report: &mut ImportReport) -> Result<(), ImportError> {
        let years = self.years.clone();
        let kept = self.trade.keep(|year, _, _| !years.contains(&year.0))?;
        if kept > 0 {
            report.notes.push(format!("{kept} flows of years imported before stay"));
        }
        self.blocks.keep(|year| !years.contains(&year.0), &mut self.windows)?;
        let meta = TableMeta {
            kind: TableKind::Io,
            source: self.source,
            vintage: self.vintage,
            classification: Some(self.release.classification()),
            universe: None,
            scope: Scope::AllGoods,
            status: TableStatus::Estimated,
            absent: Absent::Zero,
            coverage: self.windows,
            notes: SOURCE.caveats.iter().map(|c| (*c).to_owned()).collect(),
        };
        self.trade.finish(report)?;
        self.blocks.finish(&meta, report)
    }
}
