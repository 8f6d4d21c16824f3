//! SIPRI Arms Transfers Database: the trade register.
//!
//! Two layouts are read. The register of deliveries (2026) has one row a deal and year of delivery
//! with its volume (`SIPRI AT Database ID`, `Supplier`, `Recipient`, ..., `Delivery year`, ...,
//! `TIV delivery values`). The register of deals (until 2025) has one row a deal with the list of
//! its years of delivery and one volume for all of them (`Recipient`, `Supplier`, `Year of order`,
//! a column without a name, ..., `Year(s) of delivery`, ..., `SIPRI TIV of delivered weapons`); it
//! does not say how much came in which year, so the volume is spread evenly over the years listed
//! and the table is marked as estimated.
//!
//! Downloads begin with lines of explanation; the header is the first line with the columns of one
//! of the layouts. The encoding is UTF-8 or Windows-1252.

use crate::error::{ImportError, Place};
use crate::import::{Description, ImportOptions};
use crate::input::{ByteCounter, Input};
use crate::report::{ImportReport, Progress};
use crate::text::{Col, Encoding, Layout, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::ops::RangeInclusive;
use std::path::Path;
use suzerain_tables::arms::{Delivery, Weapon, to_frame_of_weapons};
use suzerain_tables::coverage::{self, Coverage};
use suzerain_tables::economy::EconomyError;
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year, YearRange};

/// What `sources.toml` says of it.
pub const SOURCE: Description = Description {
    title: "SIPRI Arms Transfers Database, trade register",
    publisher: "Stockholm International Peace Research Institute (SIPRI)",
    licence: "copyright SIPRI; free for non-commercial use with attribution, a substantial part may not be passed on without permission",
    citation: "Stockholm International Peace Research Institute (SIPRI), SIPRI Arms Transfers Database, https://www.sipri.org/databases/armstransfers.",
    bibtex: "@misc{sipri_armstransfers,\n  author = {{Stockholm International Peace Research Institute}},\n  title = {{SIPRI} Arms Transfers Database},\n  howpublished = {\\url{https://www.sipri.org/databases/armstransfers}}\n}",
    url: "https://www.sipri.org/databases/armstransfers",
    caveats: &[
        "Volumes are trend-indicator values, which measure military capability and not money.",
        "Only major conventional arms are counted.",
        "The user's copy only: do not pass on the imported table.",
    ],
};

/// Spellings of the publisher that the vocabulary does not hold.
const SPELLINGS: &[(&str, &str)] =
    &[("East Germany (GDR)", "DDR"), ("Yemen Arab Republic (North Yemen)", "North Yemen"), ("Saint Vincent", "VCT")];

/// Name of the table.
const FILE: &str = "arms-sipri-register.parquet";

/// Lines among which the header must be.
const PREAMBLE_LINES: usize = 60;
/// Years that a register may speak of.
const YEARS: RangeInclusive<i16> = 1900..=2200;

/// Which of the two registers a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Register {
    Deliveries,
    Deals,
}

/// Reads one register.
///
/// # Errors
/// [`ImportError`] with the place of what is wrong; nothing is written then.
pub fn import(
    inputs: &[Input],
    into: &Path,
    options: &ImportOptions,
    progress: &mut dyn Progress,
) -> Result<ImportReport, ImportError> {
    let mut report = ImportReport::new("sipri");
    let [input] = inputs else {
        return Err(ImportError::Content {
            place: Place::file(inputs.first().map_or(into, |i| i.path.as_path())),
            message: "give one register at a time: a deal that stands in two files would count twice".into(),
        });
    };
    let counter = ByteCounter::default();
    let (table, register) = open(input, &counter)?;
    let mut cells = Cells::default();
    match register {
        Register::Deliveries => read_deliveries(table, &mut cells, &mut report)?,
        Register::Deals => read_deals(table, &mut cells, &mut report)?,
    }
    progress.bytes(counter.get());
    let left_out = format!(
        "{:.1} million TIV from or to armed groups, organisations and unknown parties are left out.",
        cells.left_out_tiv_m
    );
    report.notes.push(left_out.clone());
    let rows: Vec<Weapon> = cells
        .tiv_m
        .into_iter()
        .map(|((year, supplier, recipient, name), tiv_m)| {
            let delivery = Delivery { year: Year(year), supplier, recipient, tiv_m };
            Weapon { delivery, name }
        })
        .collect();
    let (Some(first), Some(last)) = (rows.first().map(|r| r.delivery), rows.last().map(|r| r.delivery)) else {
        return Err(ImportError::Content { place: Place::file(&input.name()), message: "no deliveries here".into() });
    };
    let span = YearRange::new(first.year, last.year);
    let source = options.source_or("sipri-register");
    let (status, note) = match register {
        Register::Deliveries => (TableStatus::Observed, "Volumes by year of delivery as the register states them."),
        Register::Deals => (
            TableStatus::Estimated,
            "The register of deals gives one volume for all years of delivery of a deal; it is spread evenly over them.",
        ),
    };
    let meta = TableMeta {
        kind: TableKind::Arms,
        source: source.clone(),
        vintage: options.vintage_or(Some(&format!("register {span}"))),
        classification: None,
        universe: Some("world".into()),
        scope: Scope::AllGoods,
        status,
        absent: Absent::Zero,
        coverage: windows(&rows, span),
        notes: vec![note.into(), left_out],
    };
    let path = into.join(FILE);
    store::write(&path, &to_frame_of_weapons(&rows, &source)?, &meta)?;
    report.written.push((path, rows.len() as u64));
    Ok(report)
}

/// Finds the header behind the lines of explanation.
fn open(input: &Input, counter: &ByteCounter) -> Result<(Table, Register), ImportError> {
    let bytes = input.read_all(counter)?;
    let mut found = None;
    for (number, line) in bytes.split(|b| *b == b'\n').take(PREAMBLE_LINES).enumerate() {
        let line = String::from_utf8_lossy(line).to_ascii_lowercase();
        let cells: Vec<&str> = line.split(',').map(|c| c.trim().trim_matches('"')).collect();
        let has = |names: &[&str]| cells.iter().any(|c| names.contains(c));
        let register = match (has(&["supplier"]), has(&["recipient"])) {
            (true, true) if has(&["delivery year"]) => Some(Register::Deliveries),
            (true, true) if has(&["year(s) of delivery", "year(s) of deliveries"]) => Some(Register::Deals),
            _ => None,
        };
        if let Some(register) = register {
            found = Some((number, register));
            break;
        }
    }
    let Some((preamble_lines, register)) = found else {
        let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        return Err(ImportError::Layout {
            place: Place::file(&input.name()),
            missing: "`Supplier`, `Recipient` and `Delivery year` or `Year(s) of delivery`".into(),
            headers: String::from_utf8_lossy(first).trim().split(',').map(str::to_owned).collect(),
        });
    };
    let layout = Layout { encoding: Encoding::Utf8OrWindows1252, preamble_lines, ragged: true, ..Layout::default() };
    Ok((Table::open(&input.name(), Box::new(Cursor::new(bytes)), layout)?, register))
}

/// Volumes by year, supplier, recipient and weapon.
#[derive(Default)]
struct Cells {
    tiv_m: BTreeMap<(i16, Economy, Economy, String), f64>,
    /// Volume of the rows left out because an end is no economy.
    left_out_tiv_m: f64,
    resolved: BTreeMap<(String, i16), Resolved>,
}

/// What a name stands for in a year.
struct Resolved {
    economy: Result<Economy, String>,
    /// Whether it is entered under another economy than the one it names.
    renamed: bool,
}

impl Cells {
    fn add(&mut self, year: i16, (supplier, recipient): (Economy, Economy), weapon: &str, tiv_m: f64) {
        *self.tiv_m.entry((year, supplier, recipient, weapon.to_owned())).or_default() += tiv_m;
    }

    /// The economy a name stands for in a year, or why the row is left out.
    fn economy(&mut self, name: &str, year: i16, report: &mut ImportReport) -> Result<Economy, String> {
        let known = self.resolved.entry((name.to_owned(), year)).or_insert_with(|| {
            let economy = resolve(name, year);
            let named = Economy::resolve(spelling(name), None);
            Resolved { renamed: matches!((&economy, named), (Ok(one), Ok(other)) if *one != other), economy }
        });
        if let (Ok(economy), true) = (&known.economy, known.renamed) {
            report.repair(format!("{name} entered under {economy}"));
        }
        known.economy.clone()
    }
}

fn spelling(name: &str) -> &str {
    SPELLINGS.iter().find(|(theirs, _)| *theirs == name).map_or(name, |(_, ours)| ours)
}

/// Rebels carry one star, international organisations two; both are no economies. States that
/// ended go to the state that continues them, as in the tables by state number.
fn resolve(name: &str, year: i16) -> Result<Economy, String> {
    if name.ends_with("**") {
        return Err(format!("international organisation: {name}"));
    }
    if name.ends_with('*') {
        return Err(format!("armed group: {name}"));
    }
    let text = spelling(name);
    match Economy::resolve(text, Some(year)).or_else(|e| match e {
        EconomyError::NotInYear { .. } => Economy::resolve(text, None),
        other => Err(other),
    }) {
        Ok(economy) => Ok(economy.continuer().unwrap_or(economy)),
        Err(_) => Err(format!("not an economy: {}", if name.is_empty() { "(empty)" } else { name })),
    }
}

/// The two ends of a transfer in a year, or the reason to leave it out.
fn ends(
    cells: &mut Cells,
    names: (&str, &str),
    year: i16,
    report: &mut ImportReport,
) -> Result<(Economy, Economy), String> {
    let supplier = cells.economy(names.0, year, report)?;
    Ok((supplier, cells.economy(names.1, year, report)?))
}

/// The columns that name the weapon, where there are such.
fn weapon_columns(table: &Table) -> [Option<Col>; 2] {
    [table.optional(&["Designation", "Weapon designation"]), table.optional(&["Description", "Weapon description"])]
}

/// The weapon of a row: its designation, and in brackets what it is.
fn weapon(table: &Table, named: &[Option<Col>; 2]) -> Result<String, ImportError> {
    let text = |column: &Option<Col>| {
        column.as_ref().map_or(Ok(String::new()), |c| table.text(c).map(|t| t.trim().to_owned()))
    };
    let [designation, description] = [text(&named[0])?, text(&named[1])?];
    Ok(match (designation.is_empty(), description.is_empty()) {
        (true, true) => "not named".to_owned(),
        (false, true) => designation,
        (true, false) => description,
        (false, false) => format!("{designation} ({description})"),
    })
}

fn read_deliveries(mut table: Table, cells: &mut Cells, report: &mut ImportReport) -> Result<(), ImportError> {
    let (supplier, recipient) = (table.column(&["Supplier"])?, table.column(&["Recipient"])?);
    let deal = table.column(&["SIPRI AT Database ID"])?;
    let year_column = table.column(&["Delivery year"])?;
    let tiv = table.column(&["TIV delivery values", "TIV delivery value"])?;
    let named = weapon_columns(&table);
    let mut seen: BTreeMap<(String, i16), u64> = BTreeMap::new();
    while table.advance()? {
        report.rows_read += 1;
        if table.bytes(&supplier).is_empty() && table.bytes(&year_column).is_empty() {
            report.drop_row("a line without supplier and year");
            continue;
        }
        let year: i16 = table.int(&year_column)?;
        if !YEARS.contains(&year) {
            return Err(table.refuse(&year_column, "a year"));
        }
        let id = table.text(&deal)?.into_owned();
        if let Some(first) = seen.insert((id.clone(), year), table.line()) {
            let key = format!("the deliveries of deal {id} in {year}");
            return Err(ImportError::Duplicate { place: table.place(&deal), key, first });
        }
        let Some(tiv_m) = table.non_negative(&tiv, &[])? else {
            report.drop_row("no volume stated");
            continue;
        };
        let names = (table.text(&supplier)?, table.text(&recipient)?);
        match ends(cells, (&names.0, &names.1), year, report) {
            Ok(pair) => {
                cells.add(year, pair, &weapon(&table, &named)?, tiv_m);
                report.aggregate_row("deliveries summed by supplier, recipient, year and weapon");
            }
            Err(reason) => {
                cells.left_out_tiv_m += tiv_m;
                report.drop_row(reason);
            }
        }
    }
    Ok(())
}

fn read_deals(mut table: Table, cells: &mut Cells, report: &mut ImportReport) -> Result<(), ImportError> {
    let (supplier, recipient) = (table.column(&["Supplier"])?, table.column(&["Recipient"])?);
    let years_column = table.column(&["Year(s) of delivery", "Year(s) of deliveries"])?;
    let tiv = table.column(&["SIPRI TIV of delivered weapons"])?;
    let named = weapon_columns(&table);
    while table.advance()? {
        report.rows_read += 1;
        if table.bytes(&supplier).is_empty() && table.bytes(&years_column).is_empty() {
            report.drop_row("a line without supplier and year");
            continue;
        }
        let Some(tiv_m) = table.non_negative(&tiv, &[])? else {
            report.drop_row("no deliveries identified");
            continue;
        };
        let years = years_of(&table, &years_column)?;
        if years.is_empty() {
            report.drop_row("no year of delivery");
            continue;
        }
        let names = (table.text(&supplier)?, table.text(&recipient)?);
        let mut parts = Vec::with_capacity(years.len());
        let mut refused = None;
        for year in years {
            match ends(cells, (&names.0, &names.1), year, report) {
                Ok(pair) => parts.push((year, pair)),
                Err(reason) => refused = Some(reason),
            }
        }
        if let Some(reason) = refused {
            cells.left_out_tiv_m += tiv_m;
            report.drop_row(reason);
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "a deal has a few dozen years at most")]
        let share = tiv_m / parts.len() as f64;
        let weapon = weapon(&table, &named)?;
        for (year, pair) in parts {
            cells.add(year, pair, &weapon, share);
        }
        report.aggregate_row("deals spread evenly over their years of delivery and summed");
    }
    Ok(())
}

/// `2010; 2012; 2013`; a mark of doubt or a decimal point of a spreadsheet does no harm.
fn years_of(table: &Table, column: &Col) -> Result<Vec<i16>, ImportError> {
    let text = table.text(column)?;
    let mut years = BTreeSet::new();
    for part in text.split([';', ',']).map(str::trim).filter(|p| !p.is_empty()) {
        let part = part.trim_end_matches('?').trim();
        let part = part.strip_suffix(".0").unwrap_or(part);
        match part.parse::<i16>() {
            Ok(year) if YEARS.contains(&year) => years.insert(year),
            _ => return Err(table.refuse(column, "a list of years")),
        };
    }
    Ok(years.into_iter().collect())
}

/// The register lists every transfer identified, so that each economy in it is covered in all its
/// years.
fn windows(rows: &[Weapon], span: YearRange) -> Coverage {
    let mut coverage = Coverage::default();
    for Weapon { delivery, .. } in rows {
        for economy in [delivery.supplier, delivery.recipient] {
            coverage.extend(coverage::FLOWS, economy, span.first);
            coverage.extend(coverage::FLOWS, economy, span.last);
        }
    }
    coverage
}
