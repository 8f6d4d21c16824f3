//! IMF Coordinated Portfolio and Direct Investment Surveys, the bulk CSV of the data portal
//! (`CPIS_..._timeSeries.csv`, `CDIS_..._timeSeries.csv`): one row a series and attribute, one column a period.
//!
//! Rows with the attribute `Value` hold US dollars, rows with `Status` mark cells as confidential (`C`); older
//! files write `C` or `c` in place of the value. Half-years are left out.

use super::{Gathered, Key, leading_year, named};
use crate::error::ImportError;
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::path::Path;
use suzerain_tables::Year;
use suzerain_tables::positions::Variable;
use suzerain_tables::store::TableStatus;

/// What `sources.toml` says of the portfolio survey.
pub const CPIS: Description = Description {
    title: "Coordinated Portfolio Investment Survey",
    publisher: "International Monetary Fund",
    licence: "IMF terms of use: free with attribution, see the publisher's page",
    citation: "International Monetary Fund, Coordinated Portfolio Investment Survey.",
    bibtex: "@misc{imf_cpis,\n  author = {{International Monetary Fund}},\n  title = {Coordinated Portfolio Investment Survey},\n  howpublished = {\\url{https://data.imf.org}}\n}",
    url: "https://data.imf.org",
    caveats: &[
        "Holdings by residence: what funds in financial centres hold counts as theirs.",
        "Cells marked confidential are missing, not zero.",
    ],
};

/// What `sources.toml` says of the direct-investment survey.
pub const CDIS: Description = Description {
    title: "Coordinated Direct Investment Survey",
    publisher: "International Monetary Fund",
    licence: "IMF terms of use: free with attribution, see the publisher's page",
    citation: "International Monetary Fund, Coordinated Direct Investment Survey.",
    bibtex: "@misc{imf_cdis,\n  author = {{International Monetary Fund}},\n  title = {Coordinated Direct Investment Survey},\n  howpublished = {\\url{https://data.imf.org}}\n}",
    url: "https://data.imf.org",
    caveats: &[
        "Positions by immediate investor: chains through holding economies are not looked through.",
        "Cells marked confidential are missing, not zero; positions can be negative.",
    ],
};

/// Reads the portfolio survey: assets, total investment.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn cpis(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    survey("cpis", inputs, into, options, progress, |code, name| {
        (code == "I_A_T_T_T_BP6_USD" || name.eq_ignore_ascii_case("Assets, Total Investment, BPM6, US Dollars"))
            .then_some(Variable::PortfolioAssets)
    })
}

/// Reads the direct-investment survey: inward and outward positions.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn cdis(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    survey("cdis", inputs, into, options, progress, |_, name| {
        if name.eq_ignore_ascii_case("Inward Direct Investment Positions, US Dollars") {
            Some(Variable::DirectInward)
        } else if name.eq_ignore_ascii_case("Outward Direct Investment Positions, US Dollars") {
            Some(Variable::DirectOutward)
        } else {
            None
        }
    })
}

struct Columns {
    reporter: Col,
    counterpart: Col,
    indicator: Col,
    indicator_name: Col,
    attribute: Col,
    /// Sectors of holder and issuer, where the file breaks down by them; `T` is the total.
    sectors: Vec<Col>,
    years: Vec<(Year, Col)>,
}

impl Columns {
    fn find(table: &Table) -> Result<Self, ImportError> {
        let years: Vec<(Year, Col)> = table
            .headers()
            .iter()
            .filter(|h| h.len() == 4)
            .filter_map(|h| Some((leading_year(h)?, table.optional(&[h])?)))
            .collect();
        if years.is_empty() {
            table.column(&["2020"])?;
        }
        Ok(Self {
            reporter: table.column(&["Country Name"])?,
            counterpart: table.column(&["Counterpart Country Name"])?,
            indicator: table.column(&["Indicator Code"])?,
            indicator_name: table.column(&["Indicator Name"])?,
            attribute: table.column(&["Attribute"])?,
            sectors: [&["Sector Code"][..], &["Counterpart Sector Code"]]
                .into_iter()
                .filter_map(|names| table.optional(names))
                .collect(),
            years,
        })
    }
}

fn survey(
    name: &str,
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
    variable_of: impl Fn(&str, &str) -> Option<Variable>,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new(name);
    let counter = ByteCounter::default();
    let mut gathered = Gathered::default();
    let mut secret: Vec<(Key, crate::error::Place)> = Vec::new();
    for input in inputs {
        if !input.file_name().to_ascii_lowercase().ends_with(".csv") {
            report.notes.push(format!("{} holds no values and was passed over", input.name().display()));
            continue;
        }
        // Rows end with a comma that the header may lack.
        let layout = Layout { encoding: Encoding::Utf8OrWindows1252, ragged: true, ..Layout::default() };
        let mut table = Table::open(&input.name(), input.open(&counter)?, layout)?;
        let columns = Columns::find(&table)?;
        while table.advance()? {
            report.rows_read += 1;
            progress.bytes(counter.get());
            if let Some(reason) = row(&table, &columns, &variable_of, &mut gathered, &mut secret)? {
                report.drop_row(reason);
            } else {
                report.rows_kept += 1;
            }
        }
    }
    for (key, place) in secret {
        gathered.withhold(key, place);
    }
    let notes = vec!["US dollars; end of year".to_owned()];
    gathered.finish(into, &format!("imf-{name}"), options, TableStatus::Observed, notes, &mut report)?;
    Ok(report)
}

/// Takes one row; returns why it is left out, if it is.
fn row(
    table: &Table,
    columns: &Columns,
    variable_of: &impl Fn(&str, &str) -> Option<Variable>,
    gathered: &mut Gathered,
    secret: &mut Vec<(Key, crate::error::Place)>,
) -> Result<Option<String>, ImportError> {
    let indicator = table.text(&columns.indicator)?;
    let Some(variable) = variable_of(&indicator, &table.text(&columns.indicator_name)?) else {
        return Ok(Some("other indicators".into()));
    };
    if columns.sectors.iter().any(|c| !matches!(table.bytes(c), b"T" | b"")) {
        return Ok(Some("a sector of holder or issuer".into()));
    }
    let status = match table.bytes(&columns.attribute) {
        b"Value" => false,
        b"Status" => true,
        _ => return Ok(Some(format!("attribute `{}`", table.text(&columns.attribute)?))),
    };
    let reporter = table.text(&columns.reporter)?;
    let Some(owner) = named(&reporter) else { return Ok(Some(format!("reporter {reporter} is no economy"))) };
    let name = table.text(&columns.counterpart)?;
    let counterpart = match &*name {
        "World" => None,
        _ => match named(&name) {
            Some(economy) => Some(economy),
            None => return Ok(Some(format!("counterpart {name} is no economy"))),
        },
    };
    if counterpart == Some(owner) {
        return Ok(Some("a reporter as its own counterpart".into()));
    }
    for (year, column) in &columns.years {
        let key = (variable, owner, counterpart, *year);
        let is_secret = matches!(table.bytes(column), b"C" | b"c");
        if is_secret {
            secret.push((key, table.place(column)));
        } else if !status && let Some(value) = table.number(column, &["NA", "n.a.", "...", "-"])? {
            gathered.put(key, Ok(value), table.place(column))?;
        }
    }
    Ok(None)
}
