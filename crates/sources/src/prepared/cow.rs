//! Correlates of War capabilities and ATOP alliance obligations, from 1950 on.

use super::{Origins, Prepared, meta, open, required, year};
use crate::error::ImportError;
use crate::input::ByteCounter;
use crate::report::ImportReport;
use crate::text::{Col, Table};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::indicators::{self, Indicator};
use suzerain_tables::obligations::{self, Clauses, Obligation, ordered};
use suzerain_tables::store::{Absent, TableKind};
use suzerain_tables::{Economy, Year};

/// Source of the capabilities.
pub const NMC: &str = "cow-nmc";
/// Source of the alliance obligations.
pub const ATOP: &str = "atop";
/// First year that the base holds of both.
pub const FIRST: Year = Year(1950);
/// Last year of ATOP.
pub const ATOP_LAST: Year = Year(2018);
/// The variable name under which the obligations table registers its states.
pub const OBLIGATIONS: &str = "obligations";

const COMPONENTS: [(&str, &str); 7] = [
    ("milex", "milex_kusd"),
    ("milper", "milper_k"),
    ("irst", "irst_kt"),
    ("pec", "pec_kt"),
    ("tpop", "tpop_k"),
    ("upop", "upop_k"),
    ("cinc", "cinc_published"),
];

/// The state whose Correlates of War number stands in a cell.
fn state(table: &Table, column: &Col, year: Year) -> Result<Economy, ImportError> {
    Economy::from_cow(table.int(column)?, year.0)
        .ok_or_else(|| table.refuse(column, format!("the Correlates of War number of a state in {year}")))
}

/// Reads `cow/cow_nmc.csv` from 1950 on: six components and the published index.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged, or holds an unknown state.
pub fn nmc(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("cow/cow_nmc.csv"), counter)?;
    let mut report = ImportReport::new(NMC);
    let (code, when) = (table.column(&["ccode"])?, table.column(&["year"])?);
    let mut columns = Vec::new();
    for (theirs, ours) in COMPONENTS {
        columns.push((table.column(&[theirs])?, ours));
    }
    let mut origins = Origins::default();
    origins.start(table.path());
    let mut rows = Vec::new();
    let mut missing = 0_u64;
    while table.advance()? {
        report.rows_read += 1;
        let year = year(&table, &when)?;
        if year < FIRST {
            report.drop_row(format!("before {FIRST}"));
            continue;
        }
        let economy = state(&table, &code, year)?;
        for (column, variable) in &columns {
            match table.non_negative(column, &["-9", "NA"])? {
                Some(value) => {
                    rows.push(Indicator { year, economy, variable: (*variable).to_owned(), value });
                    origins.push(table.line());
                }
                None => missing += 1,
            }
        }
        report.rows_kept += 1;
    }
    let key = |row: usize| (&rows[row].variable, rows[row].economy, rows[row].year);
    let describe = |row: usize| format!("{} of {} in {}", rows[row].variable, rows[row].economy, rows[row].year);
    let order = origins.order(key, describe)?;
    let rows: Vec<Indicator> = order.into_iter().map(|row| rows[row].clone()).collect();
    let mut meta = meta(TableKind::Indicators, NMC);
    for row in &rows {
        meta.coverage.extend(&row.variable, row.economy, row.year);
    }
    meta.notes = vec![
        format!("Years from {FIRST}; {missing} component values are missing at the source and have no row."),
        "cinc_published is the source's own index; it skips missing components.".into(),
    ];
    report.notes.push(format!("{missing} cells are missing at the source"));
    Ok(Prepared { frame: indicators::to_frame(&rows, NMC)?, meta, report })
}

/// Reads `cow/atop_alliance.csv.gz` from 1950 on: clauses by pair and year. The source has two rows
/// a pair, one for each side's obligations; a clause is in force here if either side is bound.
///
/// # Errors
/// [`ImportError`] if the file is absent or damaged, or holds an unknown state.
pub fn atop(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let mut table = open(&from.join("cow/atop_alliance.csv.gz"), counter)?;
    let mut report = ImportReport::new(ATOP);
    let (one, other, when) = (table.column(&["ccode1"])?, table.column(&["ccode2"])?, table.column(&["year"])?);
    let mut columns = Vec::new();
    for name in ["atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"] {
        columns.push(table.column(&[name])?);
    }
    let mut origins = Origins::default();
    origins.start(table.path());
    let mut directed = Vec::new();
    while table.advance()? {
        report.rows_read += 1;
        let year = year(&table, &when)?;
        if year < FIRST {
            report.drop_row(format!("before {FIRST}"));
            continue;
        }
        let mut bits = [false; 5];
        for (bit, column) in bits.iter_mut().zip(&columns) {
            *bit = match required(&table, column)? {
                0.0 => false,
                1.0 => true,
                _ => return Err(table.refuse(column, "0 or 1")),
            };
        }
        if bits == [false; 5] {
            report.drop_row("no clause in force");
            continue;
        }
        directed.push((year, state(&table, &one, year)?, state(&table, &other, year)?, bits));
        origins.push(table.line());
    }
    origins.order(
        |row| (directed[row].0, directed[row].1, directed[row].2),
        |row| format!("the obligations of {} to {} in {}", directed[row].1, directed[row].2, directed[row].0),
    )?;
    let mut pairs: BTreeMap<(Year, (Economy, Economy)), [bool; 5]> = BTreeMap::new();
    let mut one_sided = 0_u64;
    for (year, a, b, bits) in directed {
        if let Some(merged) = pairs.get_mut(&(year, ordered(a, b))) {
            one_sided += u64::from(*merged != bits);
            for (into, bit) in merged.iter_mut().zip(bits) {
                *into |= bit;
            }
            report.aggregate_row("the other side's row of the same pair and year");
        } else {
            pairs.insert((year, ordered(a, b)), bits);
            report.rows_kept += 1;
        }
    }
    let rows: Vec<Obligation> = pairs
        .into_iter()
        .map(|((year, pair), [defense, offense, neutrality, nonaggression, consultation])| Obligation {
            year,
            pair,
            clauses: Clauses { defense, offense, neutrality, nonaggression, consultation },
        })
        .collect();
    let mut meta = meta(TableKind::Obligations, ATOP);
    meta.absent = Absent::Zero;
    for economy in Economy::all().filter(|e| e.cow().is_some()) {
        for year in (FIRST.0..=ATOP_LAST.0).filter(|y| economy.exists_in(*y)) {
            meta.coverage.extend(OBLIGATIONS, economy, Year(year));
        }
    }
    meta.notes = vec![
        format!("Years {FIRST} to {ATOP_LAST}, the end of ATOP 5: no row after it means unknown, not no alliance."),
        format!(
            "A clause is in force if it binds either side; in {one_sided} pair-years the two sides' obligations differ."
        ),
        "Windows run over each state's years of existence, whether it had an alliance or not.".into(),
    ];
    Ok(Prepared { frame: obligations::to_frame(&rows, ATOP)?, meta, report })
}
