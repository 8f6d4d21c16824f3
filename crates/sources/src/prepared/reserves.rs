//! Composition of reserves: the Bank of Russia by currency and place, and the world by currency.

use super::unga::day;
use super::{Origins, Prepared, meta, open};
use crate::error::{ImportError, Place};
use crate::input::ByteCounter;
use crate::report::ImportReport;
use crate::text::{Col, Table};
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::reserves::{ReserveShare, to_frame};
use suzerain_tables::store::{Absent, TableKind};
use suzerain_tables::trade::year_of;

/// Source of the Bank of Russia's shares.
pub const BANK_OF_RUSSIA: &str = "bank-of-russia";
/// Source of the world's shares.
pub const COFER: &str = "imf-cofer";
/// The variable name under which a table of reserves registers its holders.
pub const RESERVES: &str = "reserves";

struct Shares {
    rows: Vec<ReserveShare>,
    origins: Origins,
    report: ImportReport,
}

impl Shares {
    fn new(source: &str) -> Self {
        Self { rows: Vec::new(), origins: Origins::default(), report: ImportReport::new(source) }
    }

    #[expect(clippy::too_many_arguments, reason = "one argument a column")]
    fn push(
        &mut self,
        table: &Table,
        date: i32,
        holder: Economy,
        breakdown: &str,
        asset: &Col,
        share_pct: &Col,
        account: &Col,
    ) -> Result<(), ImportError> {
        self.report.rows_read += 1;
        let share = table.non_negative(share_pct, &[])?.filter(|s| *s <= 100.0);
        let share = share.ok_or_else(|| table.refuse(share_pct, "per cent from 0 to 100"))?;
        let asset_name = table.text(asset)?.into_owned();
        if asset_name.is_empty() {
            return Err(table.refuse(asset, "an asset"));
        }
        self.rows.push(ReserveShare {
            date,
            holder,
            breakdown: breakdown.to_owned(),
            asset: asset_name,
            share: share / 100.0,
            basis: table.text(account)?.into_owned(),
        });
        self.origins.push(table.line());
        self.report.rows_kept += 1;
        Ok(())
    }

    fn finish(self, notes: Vec<String>) -> Result<Prepared, ImportError> {
        let key = |row: usize| (&self.rows[row].breakdown, self.rows[row].date, &self.rows[row].asset);
        let order = self.origins.order(key, |row| format!("{} on {}", self.rows[row].asset, self.rows[row].date))?;
        let rows: Vec<ReserveShare> = order.into_iter().map(|row| self.rows[row].clone()).collect();
        let mut meta = meta(TableKind::Reserves, &self.report.publisher);
        meta.absent = Absent::Unknown;
        for (at, row) in rows.iter().enumerate() {
            meta.coverage.extend(RESERVES, row.holder, year_of(at, row.date / 10_000)?);
        }
        meta.notes = notes;
        Ok(Prepared { frame: to_frame(&rows, &self.report.publisher)?, meta, report: self.report })
    }
}

fn known(code: &str, path: &Path) -> Result<Economy, ImportError> {
    Economy::from_code(code).ok_or_else(|| ImportError::Content {
        place: Place::file(path),
        message: format!("the vocabulary has no economy `{code}`"),
    })
}

/// Reads `reserves/bank_of_russia_reserve_shares.csv` (by currency and gold) and
/// `reserves/bank_of_russia_reserve_location_2022.csv` (by place).
///
/// # Errors
/// [`ImportError`] if a file is absent or damaged or a share is not from 0 to 100 per cent.
pub fn bank_of_russia(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut shares = Shares::new(BANK_OF_RUSSIA);
    for (file, breakdown, asset) in [
        ("reserves/bank_of_russia_reserve_shares.csv", "currency", "asset"),
        ("reserves/bank_of_russia_reserve_location_2022.csv", "place", "location"),
    ] {
        let mut table = open(&from.join(file), counter)?;
        let russia = known("RUS", table.path())?;
        let (date, asset) = (table.column(&["date"])?, table.column(&[asset])?);
        let (share, account) = (table.column(&["share_pct"])?, table.column(&["secondary_source"])?);
        shares.origins.start(table.path());
        while table.advance()? {
            let (date, _) = day(&table, &date)?;
            shares.push(&table, date, russia, breakdown, &asset, &share, &account)?;
        }
    }
    shares.finish(vec![
        "Transcribed by hand from dated news accounts (column basis), not from the Bank of Russia's own tables.".into(),
        "Three values of 2019-03-31 (CNY, GOLD, GBP) are derived from changes that the account states.".into(),
        "Dates are those the shares hold for; 1 January is the end of the year before. A currency without a row is \
         not stated by the account, not zero."
            .into(),
        "Places: RU_gold is gold held in Russia, INTL_ORG international organisations.".into(),
    ])
}

/// Reads `reserves/imf_cofer_selected_quarters.csv`: shares of allocated reserves of the world.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged or a share is not from 0 to 100 per cent.
pub fn cofer(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("reserves/imf_cofer_selected_quarters.csv"), counter)?;
    let world = known("ROW", table.path())?;
    let (quarter, asset) = (table.column(&["quarter"])?, table.column(&["currency"])?);
    let (share, account) = (table.column(&["share_of_allocated_pct"])?, table.column(&["secondary_source"])?);
    let mut shares = Shares::new(COFER);
    shares.origins.start(table.path());
    while table.advance()? {
        let date = quarter_end(&table, &quarter)?;
        shares.push(&table, date, world, "currency", &asset, &share, &account)?;
    }
    shares.finish(vec![
        "World totals (holder ROW): shares of allocated reserves, gold left out. Six quarters, not all currencies."
            .into(),
        "Transcribed by hand from accounts of the IMF's release (column basis), not from its tables.".into(),
    ])
}

/// The last day of a quarter written as `2016Q3`.
fn quarter_end(table: &Table, column: &Col) -> Result<i32, ImportError> {
    let parsed = || {
        let (year, quarter) = std::str::from_utf8(table.bytes(column)).ok()?.split_once('Q')?;
        let year: i32 = year.parse().ok().filter(|y| (1900..=2999).contains(y))?;
        let end = match quarter {
            "1" => 331,
            "2" => 630,
            "3" => 930,
            "4" => 1231,
            _ => return None,
        };
        Some(year * 10_000 + end)
    };
    parsed().ok_or_else(|| table.refuse(column, "a quarter as 2016Q3"))
}
