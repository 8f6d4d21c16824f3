//! Yearly totals of arms deliveries between Russia and China, as facts.

use super::{Origins, Prepared, meta, open, year};
use crate::error::{ImportError, Place};
use crate::input::ByteCounter;
use crate::report::ImportReport;
use std::path::Path;
use suzerain_tables::arms::{Delivery, to_frame};
use suzerain_tables::coverage::FLOWS;
use suzerain_tables::store::{Absent, TableKind, TableStatus};
use suzerain_tables::{Economy, Year, YearRange};

/// Source of the totals.
pub const SOURCE: &str = "sipri-russia-china-facts";
/// The years the register covers whole.
const YEARS: YearRange = YearRange::new(Year(1995), Year(2024));

/// Reads the totals between Russia and China from
/// `sipri_arms/sipri_tiv_dyad_year_1995_2025_from_register.csv.gz` and states a zero for each year
/// in which the register has no delivery. Nothing of the other pairs is kept.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged.
pub fn russia_china(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("sipri_arms/sipri_tiv_dyad_year_1995_2025_from_register.csv.gz"), counter)?;
    let mut report = ImportReport::new(SOURCE);
    let (supplier, recipient) = (table.column(&["supplier"])?, table.column(&["recipient"])?);
    let (when, tiv) = (table.column(&["year"])?, table.column(&["tiv_m"])?);
    let code = |name: &[u8]| match name {
        b"Russia" => Economy::from_code("RUS"),
        b"China" => Economy::from_code("CHN"),
        _ => None,
    };
    let mut origins = Origins::default();
    origins.start(table.path());
    let mut rows = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let (Some(supplier), Some(recipient)) = (code(table.bytes(&supplier)), code(table.bytes(&recipient))) else {
            report.drop_row("not between Russia and China (the register may not be redistributed)");
            continue;
        };
        let year = year(&table, &when)?;
        if !YEARS.contains(year) {
            report.drop_row(format!("outside {YEARS}"));
            continue;
        }
        let tiv_m = table.non_negative(&tiv, &[])?.ok_or_else(|| table.refuse(&tiv, "a volume"))?;
        rows.push(Delivery { year, supplier, recipient, tiv_m });
        origins.push(table.line());
        report.rows_kept += 1;
    }
    let key = |row: usize| (rows[row].supplier, rows[row].recipient, rows[row].year);
    origins.order(key, |row| format!("{} to {} in {}", rows[row].supplier, rows[row].recipient, rows[row].year))?;
    let (Some(russia), Some(china)) = (Economy::from_code("RUS"), Economy::from_code("CHN")) else {
        return Err(ImportError::Content {
            place: Place::file(table.path()),
            message: "the vocabulary lacks RUS or CHN".into(),
        });
    };
    let mut zeros = 0_u64;
    for (supplier, recipient) in [(china, russia), (russia, china)] {
        for year in YEARS.iter() {
            if !rows.iter().any(|r| (r.supplier, r.recipient, r.year) == (supplier, recipient, year)) {
                rows.push(Delivery { year, supplier, recipient, tiv_m: 0.0 });
                zeros += 1;
            }
        }
    }
    rows.sort_by_key(|r| (r.supplier, r.recipient, r.year));
    report.notes.push(format!("{zeros} zeros stated for years without a delivery"));
    let mut meta = meta(TableKind::Arms, SOURCE);
    meta.status = TableStatus::Estimated;
    meta.absent = Absent::Unknown;
    for economy in [russia, china] {
        meta.coverage.extend(FLOWS, economy, YEARS.first);
        meta.coverage.extend(FLOWS, economy, YEARS.last);
    }
    meta.notes = vec![
        "Sums of SIPRI trend-indicator values of deliveries by year, stated as facts for this one pair; the register \
         itself may not be redistributed and is read from the user's own download."
            .into(),
        format!("{zeros} of the {} rows are zeros: the register lists no delivery in that year.", rows.len()),
    ];
    Ok(Prepared { frame: to_frame(&rows, SOURCE)?, meta, report })
}
