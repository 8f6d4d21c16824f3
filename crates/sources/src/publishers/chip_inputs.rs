//! Emerging Technology Observatory, Advanced Semiconductor Supply Chain Dataset: `provision.csv`, the share of
//! each provider in each input of chip making.
//!
//! Countries are kept, by their ISO code; firms, `EUR` and `Various countries` are left out. A provider without
//! a share is named by the publisher and not measured: it becomes no row, never a zero.

use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Layout, Table};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::supply::{Supply, to_frame};
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "Advanced Semiconductor Supply Chain Dataset",
    publisher: "Emerging Technology Observatory, Center for Security and Emerging Technology",
    licence: "CC BY-NC 4.0",
    citation: "Emerging Technology Observatory, Advanced Semiconductor Supply Chain Dataset.",
    bibtex: "@misc{eto_chips,\n  author = {{Emerging Technology Observatory}},\n  title = {Advanced Semiconductor Supply Chain Dataset},\n  howpublished = {\\url{https://eto.tech/dataset-docs/chipexplorer/}}\n}",
    url: "https://eto.tech/dataset-docs/chipexplorer/",
    caveats: &[
        "Market shares by headquarters or site, not trade.",
        "Providers named without a share are not in the table.",
    ],
};

/// The variable name under which the providers are registered.
const COVERED: &str = "supply";

/// Reads `provision.csv`; the other files of the dataset are passed over.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("chip-inputs");
    let counter = ByteCounter::default();
    let mut rows: BTreeMap<(String, Year, Economy), (Supply, u64)> = BTreeMap::new();
    for input in inputs {
        let name = input.file_name().to_ascii_lowercase();
        if matches!(name.as_str(), "inputs.csv" | "providers.csv" | "sequence.csv" | "stages.csv")
            || !name.ends_with(".csv")
        {
            report.notes.push(format!("{} holds no shares and was passed over", input.name().display()));
            continue;
        }
        let mut table = Table::open(&input.name(), input.open(&counter)?, Layout::default())?;
        let provider = table.column(&["provider_name"])?;
        let (input_id, input_name) = (table.column(&["provided_id"])?, table.column(&["provided_name"])?);
        let (share, year) = (table.column(&["share_provided"])?, table.column(&["year"])?);
        while table.advance()? {
            report.rows_read += 1;
            progress.bytes(counter.get());
            let name = table.text(&provider)?;
            let code = name.len() == 3 && name.bytes().all(|b| b.is_ascii_uppercase());
            let Some(economy) = code.then(|| Economy::from_code(&name)).flatten().filter(|e| !e.is_aggregate()) else {
                report.drop_row("firms and groups of countries");
                continue;
            };
            let Some(percent) = table.non_negative(&share, &[])? else {
                report.drop_row("providers named without a share");
                continue;
            };
            if percent > 100.0 {
                return Err(table.refuse(&share, "per cent, at most 100"));
            }
            let at = Year(table.int::<i16>(&year)?);
            let row = Supply {
                year: at,
                provider: economy,
                input: table.text(&input_id)?.into_owned(),
                name: table.text(&input_name)?.into_owned(),
                share: percent / 100.0,
            };
            let key = (row.input.clone(), at, economy);
            if let Some((_, first)) = rows.get(&key) {
                let place = Place::line(table.path(), table.line());
                return Err(ImportError::Duplicate {
                    place,
                    key: format!("{} {at} {economy}", row.input),
                    first: *first,
                });
            }
            rows.insert(key, (row, table.line()));
            report.rows_kept += 1;
        }
    }
    if rows.is_empty() {
        return Err(ImportError::Content {
            place: Place::file(into),
            message: format!("none of the {} rows read is a country's share of an input", report.rows_read),
        });
    }
    let source = options.source_or("eto-chip-inputs");
    let mut coverage = Coverage::default();
    for (_, year, economy) in rows.keys() {
        coverage.extend(COVERED, *economy, *year);
    }
    let meta = TableMeta {
        kind: TableKind::Supply,
        source: source.clone(),
        vintage: options.vintage_or(None),
        classification: None,
        universe: Some("world-supply".into()),
        scope: Scope::AllGoods,
        status: TableStatus::Estimated,
        absent: Absent::Unknown,
        coverage,
        notes: vec!["shares of the world's supply by input and year, as published".into()],
    };
    std::fs::create_dir_all(into)
        .map_err(|e| ImportError::Read { place: Place::file(into), message: e.to_string() })?;
    let path = into.join(format!("supply-{source}.parquet"));
    let rows: Vec<Supply> = rows.into_values().map(|(row, _)| row).collect();
    store::write(&path, &to_frame(&rows, &source)?, &meta)?;
    report.written.push((path, rows.len() as u64));
    Ok(report)
}
