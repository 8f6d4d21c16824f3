//! OECD inter-country input-output tables as trade by sector, with the tariffs and elasticities
//! that were prepared at the same 28 sectors.

use super::flows::{FlowLayout, FlowRows, Money, expect_items};
use super::{Origins, Prepared, economy, meta, open, required, year};
use crate::error::ImportError;
use crate::input::ByteCounter;
use crate::report::ImportReport;
use crate::text::{Col, Table};
use std::path::Path;
use suzerain_tables::classification::{Classification, ICIO28_SERVICES, icio28_codes};
use suzerain_tables::coverage::FLOWS;
use suzerain_tables::rates::{Elasticity, Tariff, elasticities_to_frame, tariffs_to_frame};
use suzerain_tables::store::{Absent, TableKind, TableStatus};

/// Source of the trade flows.
pub const TRADE: &str = "icio-2025";
/// Source of the tariffs.
pub const TARIFFS: &str = "teti-2024";
/// Source of the elasticities.
pub const ELASTICITIES: &str = "trade-elasticities-28";

/// Reads `icio_cubes/icio_trade_YYYY.csv.gz` of 2011 to 2022: sales, own sales included, of 81
/// economies (rest of the world among them) by 28 sectors.
///
/// # Errors
/// [`ImportError`] if a year is absent or damaged.
pub fn trade(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut report = ImportReport::new(TRADE);
    let mut rows = FlowRows::default();
    let layout = FlowLayout {
        item: Some("sector"),
        value: "value_musd",
        money: Money::MillionUsdInThousandths,
        quantity_t: None,
        baci_numbers: None,
    };
    for year in 2011..=2022 {
        let path = from.join(format!("icio_cubes/icio_trade_{year}.csv.gz"));
        rows.read(&mut open(&path, counter)?, &layout, &mut report, |_, _| true, "")?;
    }
    let (flows, coverage) = rows.finish()?;
    expect_items(&flows, &icio28_codes(), &from.join("icio_cubes"))?;
    let mut meta = meta(TableKind::Trade, TRADE);
    meta.classification = Some(Classification::Icio28);
    meta.universe = Some("icio-81".into());
    meta.status = TableStatus::Estimated;
    meta.absent = Absent::Zero;
    meta.coverage = coverage;
    meta.notes = vec![
        "Sales for intermediate and final use together, at basic prices; exporter = importer are domestic sales."
            .into(),
        "Sector D_T stands for ISIC D to T together (utilities, construction, services).".into(),
        "An absent flow is below the publisher's rounding of 500 USD.".into(),
        "The publisher estimated Russia's flows of 2022 after Russia stopped publishing customs data; they miss its \
         turn to China (CHN to RUS 56 bn USD against 76 bn in China's customs data)."
            .into(),
    ];
    let frame = flows.to_frame(Classification::Icio28, TRADE)?;
    Ok(Prepared { frame, meta, report })
}

fn sector(table: &Table, column: &Col) -> Result<String, ImportError> {
    let text = table.text(column)?;
    let code = if text == "Services (aggregate)" { ICIO28_SERVICES } else { text.as_ref() };
    if icio28_codes().contains(&code) { Ok(code.to_owned()) } else { Err(table.refuse(column, "an ICIO sector code")) }
}

/// Reads `icio_cubes/tariffs_2021_teti_28s.csv.gz`: applied tariffs by pair and sector.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged, or a rate is negative.
pub fn tariffs(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("icio_cubes/tariffs_2021_teti_28s.csv.gz"), counter)?;
    let mut report = ImportReport::new(TARIFFS);
    let year_column = table.column(&["year"])?;
    let (exporter, importer) = (table.column(&["exporter"])?, table.column(&["importer"])?);
    let (item, rate) = (table.column(&["sector"])?, table.column(&["tariff_advalorem"])?);
    let mut meta = meta(TableKind::Tariffs, TARIFFS);
    let mut origins = Origins::default();
    origins.start(table.path());
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let tariff = Tariff {
            year: year(&table, &year_column)?,
            exporter: economy(&table, &exporter)?,
            importer: economy(&table, &importer)?,
            item: sector(&table, &item)?,
            rate: table.non_negative(&rate, &[])?.ok_or_else(|| table.refuse(&rate, "a rate"))?,
        };
        meta.coverage.extend(FLOWS, tariff.exporter, tariff.year);
        meta.coverage.extend(FLOWS, tariff.importer, tariff.year);
        rows.push(tariff);
        origins.push(table.line());
        report.rows_kept += 1;
    }
    let key = |row: usize| (rows[row].year, &rows[row].item, rows[row].importer, rows[row].exporter);
    let order = origins.order(key, |row| format!("the tariff of {} on {}", rows[row].importer, rows[row].exporter))?;
    let rows: Vec<Tariff> = order.into_iter().map(|row| rows[row].clone()).collect();
    meta.classification = Some(Classification::Icio28);
    meta.universe = Some("icio-81".into());
    meta.status = TableStatus::Estimated;
    meta.absent = Absent::Unknown;
    meta.notes = vec![
        "Applied ad valorem rates of 2021 by exporter, importer and sector, aggregated to 28 sectors where they were \
         prepared. Pairs without a row have no rate in the source."
            .into(),
    ];
    let frame = tariffs_to_frame(&rows, Classification::Icio28.id(), TARIFFS)?;
    Ok(Prepared { frame, meta, report })
}

/// Reads `icio_cubes/trade_elasticities_28s_8sources.csv`: one column a study.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged, or an elasticity is not positive.
pub fn elasticities(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("icio_cubes/trade_elasticities_28s_8sources.csv"), counter)?;
    let mut report = ImportReport::new(ELASTICITIES);
    let item = table.column(&["sector"])?;
    let studies: Vec<String> = table.headers().iter().filter(|h| !h.eq_ignore_ascii_case("sector")).cloned().collect();
    let columns = studies.iter().map(|name| table.column(&[name])).collect::<Result<Vec<_>, _>>()?;
    let mut origins = Origins::default();
    origins.start(table.path());
    let mut sectors: Vec<(String, Vec<f64>)> = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let mut values = Vec::with_capacity(columns.len());
        for column in &columns {
            let value = required(&table, column)?;
            if value <= 0.0 {
                return Err(table.refuse(column, "a positive elasticity"));
            }
            values.push(value);
        }
        sectors.push((sector(&table, &item)?, values));
        origins.push(table.line());
        report.rows_kept += 1;
    }
    origins.order(|row| &sectors[row].0, |row| format!("sector {}", sectors[row].0))?;
    let mut rows = Vec::new();
    for (at, study) in studies.iter().enumerate() {
        for (item, values) in &sectors {
            rows.push(Elasticity { item: item.clone(), estimate: study.clone(), elasticity: values[at] });
        }
    }
    let mut meta = meta(TableKind::Elasticities, ELASTICITIES);
    meta.classification = Some(Classification::Icio28);
    meta.status = TableStatus::Estimated;
    meta.notes = vec![
        "Trade elasticity theta = sigma - 1 by study and sector, mapped to 28 sectors where they were prepared; the \
         mapping repeats one estimate over several sectors."
            .into(),
        "4 stands where a study has no estimate for a sector (all of U4; services in most).".into(),
    ];
    let frame = elasticities_to_frame(&rows, Classification::Icio28.id(), ELASTICITIES)?;
    Ok(Prepared { frame, meta, report })
}
