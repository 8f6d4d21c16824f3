//! CEPII BACI: energy and minerals by product, and totals among sets of economies.

use super::flows::{FlowLayout, FlowRows, Money};
use super::{Origins, Prepared, meta, open};
use crate::error::{ImportError, Place};
use crate::input::ByteCounter;
use crate::report::ImportReport;
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::classification::Classification;
use suzerain_tables::labels;
use suzerain_tables::store::{Absent, Scope, TableKind, TableMeta, TableStatus};

/// Source of the 74 products.
pub const PRODUCTS: &str = "baci-hs92-74";
/// Source of the totals of 2023 among 194 economies.
pub const WORLD_2023: &str = "baci-2023-194";
/// Source of the domestic sales of 2023.
pub const DOMESTIC_2023: &str = "domestic-sales-2023";
/// Source of the totals among 29 economies.
pub const TOTALS_29: &str = "baci-29";

const TOTALS: FlowLayout<'static> =
    FlowLayout { item: None, value: "value_kusd", money: Money::KiloUsd, quantity_t: None, baci_numbers: None };

fn finish(rows: FlowRows, mut meta: TableMeta, report: ImportReport) -> Result<Prepared, ImportError> {
    let (flows, coverage) = rows.finish()?;
    meta.coverage = coverage;
    let classification = meta.classification.unwrap_or(Classification::Total);
    let frame = flows.to_frame(classification, &meta.source)?;
    Ok(Prepared { frame, meta, report })
}

/// Reads `baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz`: 74 six-digit products of HS
/// 1992, all pairs, value and quantity.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged, or a code and BACI's number disagree.
pub fn products(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut report = ImportReport::new(PRODUCTS);
    let mut rows = FlowRows::default();
    let layout = FlowLayout {
        item: Some("hs92_6"),
        value: "value_kusd",
        money: Money::KiloUsdInThousandths,
        quantity_t: Some("qty_tonnes"),
        baci_numbers: Some(("i", "j")),
    };
    let path = from.join("baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz");
    rows.read(&mut open(&path, counter)?, &layout, &mut report, |_, _| true, "")?;
    let mut meta = meta(TableKind::Trade, PRODUCTS);
    meta.classification = Some(Classification::Hs92);
    meta.universe = Some("world".into());
    meta.scope = Scope::SomeProducts;
    meta.absent = Absent::ZeroIfEitherReports;
    let mut prepared = finish(rows, meta, report)?;
    let without = prepared.frame.floats("quantity_t")?.iter().filter(|q| q.is_nan()).count();
    prepared.meta.notes = vec![
        "74 of the about 5,000 products of HS 1992: fuels, ores, precious and base metals; no refined oil (2710), no \
         manufactures. Sums over them are not total trade."
            .into(),
        format!("{without} rows have no quantity."),
        "Values are FOB, reconciled by CEPII from both sides' reports.".into(),
    ];
    prepared.report.notes.push(format!("{without} rows have no quantity"));
    Ok(prepared)
}

/// Reads `baci_fuels_minerals/products.csv`: the descriptions of the 74 products.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged or a code stands twice.
pub fn product_names(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("baci_fuels_minerals/products.csv"), counter)?;
    let mut report = ImportReport::new(PRODUCTS);
    let (code, description) = (table.column(&["code"])?, table.column(&["description"])?);
    let mut origins = Origins::default();
    origins.start(table.path());
    let mut names = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let (item, name) = (table.text(&code)?.into_owned(), table.text(&description)?.into_owned());
        if item.len() != 6 || !item.bytes().all(|b| b.is_ascii_digit()) {
            return Err(table.refuse(&code, "a six-digit product code"));
        }
        names.push((item, name));
        origins.push(table.line());
        report.rows_kept += 1;
    }
    let order = origins.order(|row| &names[row].0, |row| format!("product {}", names[row].0))?;
    let names: Vec<(String, String)> = order.into_iter().map(|row| names[row].clone()).collect();
    let mut meta = meta(TableKind::Labels, PRODUCTS);
    meta.classification = Some(Classification::Hs92);
    Ok(Prepared { frame: labels::to_frame(Classification::Hs92, &names, PRODUCTS)?, meta, report })
}

const WORLD_2023_FILE: &str = "world2023_194/trade_2023_with_domestic.csv.gz";

/// Reads the flows between different economies of `world2023_194/trade_2023_with_domestic.csv.gz`.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged.
pub fn world_2023(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut report = ImportReport::new(WORLD_2023);
    let mut rows = FlowRows::default();
    let own = format!("domestic sales, kept in the table of {DOMESTIC_2023}");
    let mut table = open(&from.join(WORLD_2023_FILE), counter)?;
    rows.read(&mut table, &TOTALS, &mut report, |a, b| a != b, &own)?;
    let mut meta = meta(TableKind::Trade, WORLD_2023);
    meta.classification = Some(Classification::Total);
    meta.universe = Some("covered-194".into());
    meta.absent = Absent::ZeroIfEitherReports;
    meta.notes = vec![
        "All goods, summed over products, without a cut-off. Taiwan, North Korea and Cuba are among the economies \
         that are not covered."
            .into(),
        "The reports of about 76 economies are missing from this edition, RUS, BLR, IRN, KOR, VNM and POL among them: \
         there is no flow between any two of them, and such a flow is unknown, not zero."
            .into(),
    ];
    finish(rows, meta, report)
}

/// Reads the domestic sales of `world2023_194/trade_2023_with_domestic.csv.gz`.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged.
pub fn domestic_2023(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut report = ImportReport::new(DOMESTIC_2023);
    let mut rows = FlowRows::default();
    let traded = format!("trade between economies, kept in the table of {WORLD_2023}");
    let mut table = open(&from.join(WORLD_2023_FILE), counter)?;
    rows.read(&mut table, &TOTALS, &mut report, |a, b| a == b, &traded)?;
    let mut meta = meta(TableKind::Trade, DOMESTIC_2023);
    meta.classification = Some(Classification::Total);
    meta.universe = Some("covered-194".into());
    meta.scope = Scope::DomesticSales;
    meta.status = TableStatus::Estimated;
    meta.absent = Absent::Unknown;
    meta.notes = vec![
        "Sales of each economy to itself as built by the authors of the source; exporter = importer in every row."
            .into(),
        "GMB and MHL, covered by the trade of the same year, have no domestic sales here.".into(),
    ];
    finish(rows, meta, report)
}

/// Reads `baci_totals/baci_totals_29c_2005_2021.csv.gz`: totals of all goods from 29 exporters to
/// 29 importers.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged, or the sets are not of 29.
pub fn totals_29(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let path = from.join("baci_totals/baci_totals_29c_2005_2021.csv.gz");
    let mut report = ImportReport::new(TOTALS_29);
    let mut rows = FlowRows::default();
    rows.read(&mut open(&path, counter)?, &TOTALS, &mut report, |_, _| true, "")?;
    let mut meta = meta(TableKind::Trade, TOTALS_29);
    meta.classification = Some(Classification::Total);
    meta.universe = Some("covered-29".into());
    meta.absent = Absent::Unknown;
    let mut prepared = finish(rows, meta, report)?;
    let sides = [prepared.frame.economies("exporter")?, prepared.frame.economies("importer")?].map(|mut side| {
        side.sort_unstable();
        side.dedup();
        side
    });
    let [exporters, importers] = &sides;
    if exporters.len() != 29 || importers.len() != 29 {
        return Err(ImportError::Content {
            place: Place::file(&path),
            message: format!("{} exporters and {} importers, expected 29 of each", exporters.len(), importers.len()),
        });
    }
    let only = |these: &[Economy], those: &[Economy]| {
        let codes: Vec<&str> = these.iter().filter(|e| !those.contains(e)).map(|e| e.code()).collect();
        codes.join(", ")
    };
    prepared.meta.notes = vec![
        "All goods. Levels, and shares among these economies; never a share of all trade.".into(),
        format!(
            "29 exporters and 29 importers that differ: {} only export, {} only import here. An absent flow is \
             unknown for that reason.",
            only(exporters, importers),
            only(importers, exporters)
        ),
    ];
    Ok(prepared)
}
