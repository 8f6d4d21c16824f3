//! BIS banking statistics, the bulk CSV of the data portal in both layouts: one row a series with a column a
//! quarter (`WS_LBS_D_PUB_csv_col.csv`), or one row an observation (`WS_LBS_D_PUB_csv_flat.csv`).
//!
//! Cells hold a code, or `CODE: label`. Of the locational statistics the claims of all banks in a reporting
//! country on all sectors of another are kept (amounts outstanding, cross-border, all instruments and
//! currencies); of the consolidated ones the total claims of domestic banks on an immediate-counterparty basis.
//! The fourth quarter stands for the year. Values are millions of US dollars.

use super::{CONFIDENTIAL, Gathered, leading_year};
use crate::error::ImportError;
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::path::Path;
use suzerain_tables::positions::Variable;
use suzerain_tables::store::TableStatus;
use suzerain_tables::{Economy, Year};

/// What `sources.toml` says of the locational statistics.
pub const LBS: Description = Description {
    title: "Locational banking statistics",
    publisher: "Bank for International Settlements",
    licence: "BIS terms of use: free for non-commercial use with attribution, see the publisher's page",
    citation: "Bank for International Settlements, locational banking statistics.",
    bibtex: "@misc{bis_lbs,\n  author = {{Bank for International Settlements}},\n  title = {Locational Banking Statistics},\n  howpublished = {\\url{https://data.bis.org/topics/LBS}}\n}",
    url: "https://data.bis.org/bulkdownload",
    caveats: &[
        "By location of the bank, whoever owns it.",
        "Reporting countries can keep single counterparties confidential; those are missing, not zero.",
    ],
};

/// What `sources.toml` says of the consolidated statistics.
pub const CBS: Description = Description {
    title: "Consolidated banking statistics",
    publisher: "Bank for International Settlements",
    licence: "BIS terms of use: free for non-commercial use with attribution, see the publisher's page",
    citation: "Bank for International Settlements, consolidated banking statistics.",
    bibtex: "@misc{bis_cbs,\n  author = {{Bank for International Settlements}},\n  title = {Consolidated Banking Statistics},\n  howpublished = {\\url{https://data.bis.org/topics/CBS}}\n}",
    url: "https://data.bis.org/bulkdownload",
    caveats: &[
        "By nationality of the parent bank, immediate counterparty basis.",
        "Reporting countries can keep single counterparties confidential; those are missing, not zero.",
    ],
};

/// What a kept series has in its other dimensions.
type Filter = &'static [(&'static str, &'static str)];

const LBS_SERIES: Filter = &[
    ("FREQ", "Q"),
    ("L_MEASURE", "S"),
    ("L_POSITION", "C"),
    ("L_INSTR", "A"),
    ("L_DENOM", "TO1"),
    ("L_CURR_TYPE", "A"),
    ("L_PARENT_CTY", "5J"),
    ("L_REP_BANK_TYPE", "A"),
    ("L_CP_SECTOR", "A"),
    ("L_POS_TYPE", "N"),
];

const CBS_SERIES: Filter = &[
    ("FREQ", "Q"),
    ("L_MEASURE", "S"),
    ("CBS_BANK_TYPE", "4R"),
    ("CBS_BASIS", "F"),
    ("L_POSITION", "C"),
    ("L_INSTR", "A"),
    ("REM_MATURITY", "A"),
    ("CURR_TYPE_BOOK", "TO1"),
    ("L_CP_SECTOR", "A"),
];

/// All reporting countries together.
const ALL_REPORTERS: [&str; 2] = ["5A", "5J"];

/// Reads the locational statistics.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn lbs(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    banks("bis-lbs", Variable::BankClaims, LBS_SERIES, inputs, into, options, progress)
}

/// Reads the consolidated statistics.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn cbs(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    banks("bis-cbs", Variable::BankClaimsConsolidated, CBS_SERIES, inputs, into, options, progress)
}

struct Columns {
    reporter: Col,
    counterpart: Col,
    filter: Vec<(Col, &'static str)>,
    layout: Periods,
}

enum Periods {
    Columns(Vec<(Year, Col)>),
    Rows { period: Col, value: Col, confidential: Option<Col> },
}

/// The column whose header is this code, alone or before a colon.
fn coded(table: &Table, code: &str) -> Option<Col> {
    let at =
        table.headers().iter().position(|h| h.split(':').next().is_some_and(|c| c.trim().eq_ignore_ascii_case(code)));
    at.and_then(|at| table.column_at(at))
}

impl Columns {
    fn find(table: &Table, filter: Filter) -> Result<Self, ImportError> {
        let wanted = |code: &'static str| match coded(table, code) {
            Some(column) => Ok(column),
            None => table.column(&[code]),
        };
        let quarter = |h: &str| leading_year(h).filter(|_| h.trim().ends_with("-Q4"));
        let quarters: Vec<(Year, Col)> = table
            .headers()
            .iter()
            .enumerate()
            .filter_map(|(at, h)| Some((quarter(h)?, table.column_at(at)?)))
            .collect();
        let layout = if quarters.is_empty() {
            Periods::Rows {
                period: wanted("TIME_PERIOD")?,
                value: wanted("OBS_VALUE")?,
                confidential: coded(table, "OBS_CONF"),
            }
        } else {
            Periods::Columns(quarters)
        };
        Ok(Self {
            reporter: wanted("L_REP_CTY")?,
            counterpart: wanted("L_CP_COUNTRY")?,
            filter: filter.iter().map(|(code, keep)| Ok((wanted(code)?, *keep))).collect::<Result<_, ImportError>>()?,
            layout,
        })
    }
}

/// The code of a cell: what stands before its label.
fn code<'a>(table: &'a Table, column: &Col) -> &'a [u8] {
    let cell = table.bytes(column);
    cell.split(|b| *b == b':').next().unwrap_or(cell).trim_ascii()
}

fn banks(
    name: &str,
    variable: Variable,
    filter: Filter,
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new(name);
    let counter = ByteCounter::default();
    let mut gathered = Gathered::default();
    for input in inputs {
        if !input.file_name().to_ascii_lowercase().ends_with(".csv") {
            report.notes.push(format!("{} holds no values and was passed over", input.name().display()));
            continue;
        }
        let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ragged: true, ..Layout::default() };
        let mut table = Table::open(&input.name(), input.open(&counter)?, layout)?;
        let columns = Columns::find(&table, filter)?;
        while table.advance()? {
            report.rows_read += 1;
            if report.rows_read.is_multiple_of(65_536) {
                progress.bytes(counter.get());
            }
            match row(&table, &columns, variable, &mut gathered)? {
                Some(reason) => report.drop_row(reason),
                None => report.rows_kept += 1,
            }
        }
    }
    let notes = vec!["US dollars; amounts outstanding at the end of the fourth quarter".to_owned()];
    gathered.finish(into, name, options, TableStatus::Observed, notes, &mut report)?;
    Ok(report)
}

fn row(
    table: &Table,
    columns: &Columns,
    variable: Variable,
    gathered: &mut Gathered,
) -> Result<Option<String>, ImportError> {
    if columns.filter.iter().any(|(column, keep)| code(table, column) != keep.as_bytes()) {
        return Ok(Some("other series and breakdowns".into()));
    }
    let text = |column: &Col| String::from_utf8_lossy(code(table, column)).into_owned();
    let (reporter, counterpart) = (text(&columns.reporter), text(&columns.counterpart));
    let Some(owner) = Economy::from_iso2(&counterpart) else {
        return Ok(Some("counterparties that are no economy".into()));
    };
    let other = if ALL_REPORTERS.contains(&reporter.as_str()) {
        None
    } else {
        match Economy::from_iso2(&reporter) {
            Some(economy) => Some(economy),
            None => return Ok(Some("reporters that are no economy".into())),
        }
    };
    if other == Some(owner) {
        return Ok(Some("claims on the reporter's own residents".into()));
    }
    let usd = |column: &Col| -> Result<Option<Result<f64, String>>, ImportError> {
        if matches!(table.bytes(column), b"C" | b"c" | b"\\") {
            return Ok(Some(Err(CONFIDENTIAL.to_owned())));
        }
        Ok(table.number(column, &["NaN", "NA", "-"])?.map(|millions| Ok(millions * 1e6)))
    };
    match &columns.layout {
        Periods::Columns(quarters) => {
            for (year, column) in quarters {
                if let Some(value) = usd(column)? {
                    gathered.put((variable, owner, other, *year), value, table.place(column))?;
                }
            }
        }
        Periods::Rows { period, value, confidential } => {
            let quarter = table.text(period)?.into_owned();
            let Some(year) = leading_year(&quarter).filter(|_| quarter.ends_with("-Q4")) else {
                return Ok(Some("quarters other than the fourth".into()));
            };
            let secret = confidential.as_ref().is_some_and(|c| matches!(code(table, c), b"C" | b"N" | b"S"));
            let cell = match usd(value)? {
                None if secret => Some(Err(CONFIDENTIAL.to_owned())),
                cell => cell,
            };
            let Some(cell) = cell else { return Ok(Some("no value".into())) };
            gathered.put((variable, owner, other, year), cell, table.place(value))?;
        }
    }
    Ok(None)
}
