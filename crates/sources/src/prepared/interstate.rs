//! The Correlates of War family: what a dyad-year panel is made from, read whole.
//!
//! Files of two folders: the Correlates of War family (`cow_states.csv`, `atop_alliance.csv.gz`, ...)
//! and estimates of output and regime (`cw_gdppop.csv.gz`, `cw_democracy.csv.gz`). Nothing is
//! imputed; a row whose state is not in the list of members is kept here and finds no place in the
//! panel.

use super::open;
use crate::error::{ImportError, Place};
use crate::input::ByteCounter;
use crate::text::{Col, Table};
use std::path::{Path, PathBuf};
use suzerain_tables::interstate::{
    COMPONENTS, Capability, Capital, Dispute, Flow, Interstate, Membership, Obliged, PairCount, PairSpell, Spell,
    StateYear, Window,
};
use suzerain_tables::{Year, YearRange};

/// Which list of militarized disputes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DisputeList {
    /// Militarized Interstate Disputes of the Correlates of War project, version 5.
    #[default]
    Mid,
    /// The list of Gibler, Miller and Little.
    Gml,
}

/// Where the files are.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The Correlates of War family.
    pub cow: PathBuf,
    /// Estimates of output and regime.
    pub output: PathBuf,
}

/// Last year that the list of interstate wars (version 4.0) covers; its last war is earlier.
const WARS_TO: i16 = 2007;
/// First year of the system of states.
const SYSTEM_FROM: i16 = 1816;

const MISSING: [&str; 3] = ["NA", "-9", "-9.0"];

/// Reads every file of the two folders, several at a time.
///
/// # Errors
/// [`ImportError`] if a file is absent or damaged.
pub fn read(folders: &Folders, disputes: DisputeList) -> Result<Interstate, ImportError> {
    let (cow, output) = (folders.cow.as_path(), folders.output.as_path());
    std::thread::scope(|scope| {
        let trade = scope.spawn(|| trade(cow));
        let organisations = scope.spawn(|| organisations(cow));
        let obligations = scope.spawn(|| obligations(cow));
        let mut all = small(cow, output, disputes)?;
        let stopped = |_| ImportError::Content { place: Place::file(cow), message: "a reader stopped".into() };
        all.obligations = obligations.join().map_err(stopped)??;
        all.trade = trade.join().map_err(stopped)??;
        all.organisations = organisations.join().map_err(stopped)??;
        set(&mut all.windows, Window::Obligations, years(all.obligations.iter().map(|r| r.year)));
        set(&mut all.windows, Window::Trade, years(all.trade.iter().map(|r| r.year)));
        set(&mut all.windows, Window::Organisations, years(all.organisations.iter().map(|r| r.year)));
        Ok(all)
    })
}

fn set(windows: &mut [Option<YearRange>], of: Window, range: Option<YearRange>) {
    windows[of as usize] = range;
}

/// The hull of the years.
fn years(all: impl Iterator<Item = i16>) -> Option<YearRange> {
    all.fold(None, |hull: Option<(i16, i16)>, y| Some(hull.map_or((y, y), |(a, b)| (a.min(y), b.max(y)))))
        .map(|(first, last)| YearRange::new(Year(first), Year(last)))
}

/// The window of a list of spells: from the start of the system to the last end in the list.
fn spells_to(last: impl Iterator<Item = i16>) -> Option<YearRange> {
    last.max().map(|last| YearRange::new(Year(SYSTEM_FROM), Year(last)))
}

/// The files that are read in a moment.
fn small(cow: &Path, output: &Path, disputes: DisputeList) -> Result<Interstate, ImportError> {
    let mut all = Interstate::default();
    (all.members, all.members_to) = members(cow)?;
    all.majors = rows(&cow.join("cow_majors.csv"), |t| {
        let [state, first, last] = columns(t, ["ccode", "styear", "endyear"])?;
        Ok(move |t: &Table| Ok(Some(Spell { state: t.int(&state)?, first: t.int(&first)?, last: t.int(&last)? })))
    })?;
    all.capitals = rows(&cow.join("cow_capitals.csv"), |t| {
        let [state, first, last, lat, lng] = columns(t, ["ccode", "stdate", "enddate", "lat", "lng"])?;
        Ok(move |t: &Table| {
            let spell = Spell { state: t.int(&state)?, first: year_of_day(t, &first)?, last: year_of_day(t, &last)? };
            let place = (t.number(&lat, &MISSING)?, t.number(&lng, &MISSING)?);
            Ok(match place {
                (Some(latitude), Some(longitude)) => Some(Capital { spell, latitude, longitude }),
                _ => None,
            })
        })
    })?;
    all.contiguity = rows(&cow.join("cow_contdir.csv"), |t| {
        let [a, b, kind, first, last] = columns(t, ["ccode1", "ccode2", "conttype", "stdate", "enddate"])?;
        Ok(move |t: &Table| {
            let Some(pair) = lesser_first(t, &a, &b)? else { return Ok(None) };
            let (first, last) = (year_of_day(t, &first)?, year_of_day(t, &last)?);
            Ok(Some(PairSpell { pair, first, last, kind: t.int(&kind)? }))
        })
    })?;
    all.capabilities = rows(&cow.join("cow_nmc.csv"), |t| {
        let [state, year, cinc] = columns(t, ["ccode", "year", "cinc"])?;
        let components = columns(t, COMPONENTS.map(|(name, _)| name))?;
        Ok(move |t: &Table| {
            let mut values = [None; 6];
            for (value, column) in values.iter_mut().zip(&components) {
                *value = t.non_negative(column, &MISSING)?;
            }
            let cinc = t.non_negative(&cinc, &MISSING)?;
            Ok(Some(Capability { state: t.int(&state)?, year: t.int(&year)?, components: values, cinc }))
        })
    })?;
    all.outputs = state_years(&output.join("cw_gdppop.csv.gz"), ["pwtrgdp", "mrgdppc", "pwtpop"])?;
    all.regimes = state_years(&output.join("cw_democracy.csv.gz"), ["euds", "polity2", "v2x_polyarchy"])?;
    all.trade_totals = state_years(&cow.join("cow_trade_sy.csv"), ["imports", "exports"])?;
    let leaders = rows(&cow.join("archigos.csv"), |t| {
        let [state, first, last] = columns(t, ["gwcode", "startdate", "enddate"])?;
        Ok(move |t: &Table| {
            // Leaders stand under Gleditsch and Ward numbers, the numbers of most states in both lists.
            Ok(Some((t.int(&state)?, year_of_day(t, &first)?, year_of_day(t, &last)?)))
        })
    })?;
    let leaders_to = leaders.iter().map(|l: &(u16, i16, i16)| l.2).max();
    all.leader_changes = leaders.iter().map(|l| (renumbered(l.0, l.1), l.1)).collect();
    all.disputes = self::disputes(cow, disputes)?;
    all.wars = rows(&cow.join("cow_war_inter.csv"), |t| {
        let [a, b, year] = columns(t, ["ccode1", "ccode2", "year"])?;
        Ok(move |t: &Table| {
            let year = t.int(&year)?;
            Ok(lesser_first(t, &a, &b)?.map(|pair| PairSpell { pair, first: year, last: year, kind: 1 }))
        })
    })?;
    all.rivalries = rivalries(&cow.join("tss_rivalries.csv"), ["start", "end"])?;
    all.rivalries_td = rivalries(&cow.join("td_rivalries.csv"), ["styear", "endyear"])?;

    let known =
        |values: &[StateYear<3>], at: usize| years(values.iter().filter(|r| r.values[at].is_some()).map(|r| r.year));
    let windows = &mut all.windows;
    set(windows, Window::Majors, spells_to(all.majors.iter().map(|r| r.last)));
    set(windows, Window::Capitals, spells_to(all.capitals.iter().map(|r| r.spell.last)));
    set(windows, Window::Contiguity, spells_to(all.contiguity.iter().map(|r| r.last)));
    set(windows, Window::Capabilities, years(all.capabilities.iter().map(|r| r.year)));
    set(windows, Window::Outputs, known(&all.outputs, 0));
    set(windows, Window::Democracy, known(&all.regimes, 0));
    set(windows, Window::Polity, known(&all.regimes, 1));
    set(windows, Window::Polyarchy, known(&all.regimes, 2));
    set(windows, Window::TradeTotals, years(all.trade_totals.iter().map(|r| r.year)));
    // Leaders in office when the list begins were not new that year.
    let first_change = all.leader_changes.iter().map(|l| l.1).min();
    let leader_years = first_change.zip(leaders_to).map(|(a, b)| YearRange::new(Year(a), Year(b)));
    set(windows, Window::Leaders, leader_years);
    set(windows, Window::Disputes, years(all.disputes.iter().map(|r| r.year)));
    set(windows, Window::Wars, Some(YearRange::new(Year(SYSTEM_FROM), Year(WARS_TO))));
    set(windows, Window::Rivalries, spells_to(all.rivalries.iter().map(|r| r.last)));
    set(windows, Window::RivalriesTd, spells_to(all.rivalries_td.iter().map(|r| r.last)));
    Ok(all)
}

/// Correlates of War numbers of states that Gleditsch and Ward number otherwise.
fn renumbered(gw: u16, year: i16) -> u16 {
    match gw {
        260 if year >= 1990 => 255,
        340 => 345,
        678 if year >= 1990 => 679,
        970 => 946,
        971 => 970,
        972 => 955,
        973 => 947,
        same => same,
    }
}

fn members(cow: &Path) -> Result<(Vec<Membership>, i16), ImportError> {
    type Row = (Membership, (i16, i16, i16));
    let read: Vec<Row> = rows(&cow.join("cow_states.csv"), |t| {
        let [name, state, first] = columns(t, ["stateabb", "ccode", "styear"])?;
        let [year, month, day] = columns(t, ["endyear", "endmonth", "endday"])?;
        Ok(move |t: &Table| {
            let end = (t.int(&year)?, t.int(&month)?, t.int(&day)?);
            let abbreviation = t.text(&name)?.into_owned();
            let first = t.int(&first)?;
            Ok(Some((Membership { state: t.int(&state)?, abbreviation, first, last: end.0, open: false }, end)))
        })
    })?;
    let newest = read.iter().map(|(_, end)| *end).max().unwrap_or_default();
    let members = read.into_iter().map(|(member, end)| Membership { open: end == newest, ..member }).collect();
    Ok((members, newest.0))
}

fn rivalries(path: &Path, [first, last]: [&str; 2]) -> Result<Vec<PairSpell>, ImportError> {
    rows(path, |t| {
        let [a, b, first, last] = columns(t, ["ccode1", "ccode2", first, last])?;
        let spatial = t.optional(&["spatial"]);
        Ok(move |t: &Table| {
            let (x, y): (u16, u16) = (t.int(&a)?, t.int(&b)?);
            let pair = (x.min(y), x.max(y));
            let kind = if spatial.as_ref().is_some_and(|c| t.bytes(c) == b"1") { 2 } else { 1 };
            Ok(Some(PairSpell { pair, first: t.int(&first)?, last: t.int(&last)?, kind }))
        })
    })
}

fn disputes(cow: &Path, list: DisputeList) -> Result<Vec<Dispute>, ImportError> {
    let (file, onset) = match list {
        DisputeList::Mid => ("cow_mid_ddydisps.csv", "cowmidonset"),
        DisputeList::Gml => ("gml_mid_ddydisps.csv", "gmlmidonset"),
    };
    rows(&cow.join(file), |t| {
        let [a, b, year, onset] = columns(t, ["ccode1", "ccode2", "year", onset])?;
        let [one, two, both] = columns(t, ["hostlev1", "hostlev2", "hostlev"])?;
        Ok(move |t: &Table| {
            let Some(pair) = lesser_first(t, &a, &b)? else { return Ok(None) };
            Ok(Some(Dispute {
                pair,
                year: t.int(&year)?,
                onset: t.int::<u8>(&onset)? == 1,
                hostility_1: t.int(&one)?,
                hostility_2: t.int(&two)?,
                hostility: t.int(&both)?,
            }))
        })
    })
}

fn trade(cow: &Path) -> Result<Vec<Flow>, ImportError> {
    rows(&cow.join("cow_trade_dyadic_v4.csv.gz"), |t| {
        let [a, b, year, one, two] = columns(t, ["ccode1", "ccode2", "year", "flow1", "flow2"])?;
        Ok(move |t: &Table| {
            let Some(pair) = lesser_first(t, &a, &b)? else { return Ok(None) };
            let (imports_12, imports_21) = (t.non_negative(&one, &MISSING)?, t.non_negative(&two, &MISSING)?);
            Ok(Some(Flow { pair, year: t.int(&year)?, imports_12, imports_21 }))
        })
    })
}

fn organisations(cow: &Path) -> Result<Vec<PairCount>, ImportError> {
    rows(&cow.join("cow_igo_ndy.csv.gz"), |t| {
        let [a, b, year, count] = columns(t, ["ccode1", "ccode2", "year", "dyadigos"])?;
        Ok(move |t: &Table| {
            let Some(pair) = lesser_first(t, &a, &b)? else { return Ok(None) };
            Ok(Some(PairCount { pair, year: t.int(&year)?, count: t.int(&count)? }))
        })
    })
}

fn obligations(cow: &Path) -> Result<Vec<Obliged>, ImportError> {
    rows(&cow.join("atop_alliance.csv.gz"), |t| {
        let [from, to, year] = columns(t, ["ccode1", "ccode2", "year"])?;
        let bits = columns(t, ["atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"])?;
        Ok(move |t: &Table| {
            let mut clauses = [false; 5];
            for (clause, column) in clauses.iter_mut().zip(&bits) {
                *clause = match t.bytes(column) {
                    b"0" => false,
                    b"1" => true,
                    _ => return Err(t.refuse(column, "0 or 1")),
                };
            }
            Ok(Some(Obliged { from: t.int(&from)?, to: t.int(&to)?, year: t.int(&year)?, clauses }))
        })
    })
}

fn state_years<const N: usize>(path: &Path, names: [&str; N]) -> Result<Vec<StateYear<N>>, ImportError> {
    rows(path, |t| {
        let [state, year] = columns(t, ["ccode", "year"])?;
        let wanted = columns(t, names)?;
        Ok(move |t: &Table| {
            let mut values = [None; N];
            for (value, column) in values.iter_mut().zip(&wanted) {
                // Democracy scores are centred on zero, so -9 is a number here.
                *value = t.number(column, &["NA"])?;
            }
            Ok(Some(StateYear { state: t.int(&state)?, year: t.int(&year)?, values }))
        })
    })
}

/// The rows of a file; `prepare` finds the columns and returns what reads a row.
fn rows<T, R>(path: &Path, prepare: impl FnOnce(&Table) -> Result<R, ImportError>) -> Result<Vec<T>, ImportError>
where
    R: Fn(&Table) -> Result<Option<T>, ImportError>,
{
    let mut table = open(path, &ByteCounter::default())?;
    let read = prepare(&table)?;
    let mut out = Vec::new();
    while table.advance()? {
        out.extend(read(&table)?);
    }
    Ok(out)
}

fn columns<const N: usize>(table: &Table, names: [&str; N]) -> Result<[Col; N], ImportError> {
    let found = names.iter().map(|name| table.column(&[name])).collect::<Result<Vec<Col>, _>>()?;
    found.try_into().map_err(|_| ImportError::Content {
        place: Place::file(table.path()),
        message: "columns found in another number than asked for".into(),
    })
}

/// The pair of a row that has the lesser number first; the other direction says the same again.
fn lesser_first(table: &Table, a: &Col, b: &Col) -> Result<Option<(u16, u16)>, ImportError> {
    let pair = (table.int(a)?, table.int(b)?);
    Ok((pair.0 < pair.1).then_some(pair))
}

/// The year of a day written `yyyy-mm-dd`.
fn year_of_day(table: &Table, column: &Col) -> Result<i16, ImportError> {
    let year = std::str::from_utf8(table.bytes(column)).ok().and_then(|day| day.split('-').next()?.parse().ok());
    year.ok_or_else(|| table.refuse(column, "a day as yyyy-mm-dd"))
}
