//! World Bank, International Debt Statistics: the bulk CSV (`IDS_ALLCountries_Data.csv`), one row a debtor,
//! creditor and series, one column a year.
//!
//! The series kept is `DT.DOD.DPPG.CD`: external debt, public and publicly guaranteed, disbursed and outstanding.
//! Creditors that are no economy (bondholders, development banks) are left out; the total over all creditors
//! (`World`) is kept, so that shares stay shares of the whole.

use super::{Gathered, leading_year, named};
use crate::error::ImportError;
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::path::Path;
use suzerain_tables::positions::Variable;
use suzerain_tables::store::TableStatus;
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "International Debt Statistics",
    publisher: "World Bank",
    licence: "CC BY 4.0",
    citation: "World Bank, International Debt Statistics.",
    bibtex: "@misc{worldbank_ids,\n  author = {{World Bank}},\n  title = {International Debt Statistics},\n  howpublished = {\\url{https://www.worldbank.org/en/programs/debt-statistics/ids}}\n}",
    url: "https://datacatalog.worldbank.org/dataset/international-debt-statistics",
    caveats: &[
        "Low- and middle-income debtors only.",
        "Debt that is not reported to the Bank is not in it, among it some of the lending by state banks.",
    ],
};

/// Public and publicly guaranteed external debt outstanding.
const SERIES: &[u8] = b"DT.DOD.DPPG.CD";

/// Reads the bulk file; files without its columns (metadata) are passed over.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("ids");
    let counter = ByteCounter::default();
    let mut gathered = Gathered::default();
    for input in inputs {
        let name = input.file_name().to_ascii_lowercase();
        if !name.ends_with(".csv") || name.contains("metadata") {
            report.notes.push(format!("{} holds no values and was passed over", input.name().display()));
            continue;
        }
        let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ragged: true, ..Layout::default() };
        let mut table = Table::open(&input.name(), input.open(&counter)?, layout)?;
        let debtor = table.column(&["Country Code"])?;
        let creditor = table.column(&["Counterpart-Area Name"])?;
        let series = table.column(&["Series Code"])?;
        let years: Vec<(Year, Col)> = table
            .headers()
            .iter()
            .enumerate()
            .filter_map(|(at, h)| Some((leading_year(h)?, table.column_at(at)?)))
            .collect();
        if years.is_empty() {
            table.column(&["2022"])?;
        }
        while table.advance()? {
            report.rows_read += 1;
            if report.rows_read.is_multiple_of(16_384) {
                progress.bytes(counter.get());
            }
            if table.bytes(&series) != SERIES {
                report.drop_row("other series");
                continue;
            }
            let Some(owner) = Economy::from_code(&table.text(&debtor)?).filter(|e| !e.is_aggregate()) else {
                report.drop_row("groups of debtors");
                continue;
            };
            let name = table.text(&creditor)?;
            let counterpart = if name.eq_ignore_ascii_case("World") { None } else { named(&name) };
            if counterpart.is_none() && !name.eq_ignore_ascii_case("World") {
                report.drop_row("creditors that are no economy (bondholders, development banks)");
                continue;
            }
            for (year, column) in &years {
                if let Some(value) = table.number(column, &["..", "NA"])? {
                    let key = (Variable::PublicDebt, owner, counterpart, *year);
                    gathered.put(key, Ok(value), table.place(column))?;
                }
            }
            report.rows_kept += 1;
        }
    }
    let notes = vec!["US dollars; end of year; series DT.DOD.DPPG.CD".to_owned()];
    gathered.finish(into, "worldbank-ids", options, TableStatus::Observed, notes, &mut report)?;
    Ok(report)
}
