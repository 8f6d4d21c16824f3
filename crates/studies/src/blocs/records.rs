//! Components, sizes and trade from the lists of the Correlates of War family that a user has.

use super::components::{Pacts, Pairs, Reading, Trade, mean, newest, pairs};
use super::{Capability, Question};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_tables::figure::SourceRef;
use suzerain_tables::interstate::{Interstate, PairSpell, State, Window};
use suzerain_tables::obligations::{Clauses, ordered};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::{Economy, Year, YearRange};

/// Years, the year asked for included, in which a dispute counts.
const DISPUTE_YEARS: i16 = 10;

/// The kind of a rivalry over territory.
const SPATIAL: u8 = 2;

/// V-Dem's polyarchy among the regimes of [`Interstate::regimes`].
const POLYARCHY: usize = 2;

fn source(id: &str) -> SourceRef {
    SourceRef { id: SourceId(id.to_owned()), vintage: "user's copy".to_owned() }
}

/// The newest year that a list covers, or why there is none.
fn year_of(records: &Interstate, question: &Question, list: Window, what: &str) -> Result<Year, String> {
    let window = records.window(list);
    newest(question, |y| window.is_some_and(|w| w.contains(y)))
        .ok_or_else(|| super::components::out_of_reach(what, question, &window.into_iter().collect::<Vec<YearRange>>()))
}

/// The members of the system in a year; those of the list's last day afterwards.
fn members(records: &Interstate, year: Year) -> BTreeSet<Economy> {
    records
        .members
        .iter()
        .filter(|m| m.first <= year.0 && (year.0 <= m.last || m.open))
        .filter_map(|m| Economy::from_cow(m.state, year.0))
        .collect()
}

fn pair_of((a, b): (State, State), year: Year) -> Option<(Economy, Economy)> {
    let (a, b) = (Economy::from_cow(a, year.0)?, Economy::from_cow(b, year.0)?);
    (a != b).then(|| ordered(a, b))
}

/// 0 for every pair of members, and what `of` gives for those it gives something.
fn over_members(records: &Interstate, actors: &[Economy], year: Year, of: &Pairs) -> Pairs {
    let members = members(records, year);
    let both = |(a, b): &(Economy, Economy)| members.contains(a) && members.contains(b);
    pairs(actors).filter(both).map(|pair| (pair, of.get(&pair).copied().unwrap_or(0.0))).collect()
}

/// -1 for a strategic rivalry that `counts`.
fn rivals(
    records: &Interstate,
    question: &Question,
    actors: &[Economy],
    counts: impl Fn(&PairSpell) -> bool,
) -> Reading {
    let year = year_of(records, question, Window::Rivalries, "strategic rivalries")?;
    let spells = records.rivalries.iter().filter(|s| s.first <= year.0 && year.0 <= s.last && counts(s));
    let found: Pairs = spells.filter_map(|s| Some((pair_of(s.pair, year)?, -1.0))).collect();
    Ok((over_members(records, actors, year, &found), source("strategic-rivalries"), year))
}

pub(super) fn rivalry(records: &Interstate, question: &Question, actors: &[Economy]) -> Reading {
    rivals(records, question, actors, |_| true)
}

pub(super) fn territory(records: &Interstate, question: &Question, actors: &[Economy]) -> Reading {
    rivals(records, question, actors, |spell| spell.kind == SPATIAL)
}

pub(super) fn disputes(records: &Interstate, question: &Question, actors: &[Economy]) -> Reading {
    let year = year_of(records, question, Window::Disputes, "militarized disputes")?;
    let mut found = Pairs::new();
    for dispute in records.disputes.iter().filter(|d| d.year <= year.0 && d.year > year.0 - DISPUTE_YEARS) {
        if let Some(pair) = pair_of(dispute.pair, Year(dispute.year)) {
            let worst = found.entry(pair).or_insert(0.0_f64);
            *worst = worst.min(-f64::from((dispute.hostility - 1).clamp(0, 4)) / 4.0);
        }
    }
    Ok((over_members(records, actors, year, &found), source("militarized-disputes"), year))
}

pub(super) fn regime(records: &Interstate, question: &Question, actors: &[Economy]) -> Reading {
    let year = year_of(records, question, Window::Polyarchy, "V-Dem polyarchy")?;
    let scores: BTreeMap<Economy, f64> = records
        .regimes
        .iter()
        .filter(|r| r.year == year.0)
        .filter_map(|r| Some((Economy::from_cow(r.state, year.0)?, r.values[POLYARCHY]?)))
        .collect();
    let states: Vec<Economy> = scores.keys().copied().collect();
    let distance = |(a, b): (Economy, Economy)| Some((scores.get(&a)? - scores.get(&b)?).abs());
    let distances: Vec<f64> = pairs(&states).filter_map(distance).collect();
    let Some(mean) = mean(distances.iter()).filter(|m| *m > 0.0) else {
        return Err("V-Dem polyarchy: all states alike".into());
    };
    let value = |pair| distance(pair).map(|d| (pair, (1.0 - d / mean).max(-1.0)));
    Ok((pairs(actors).filter_map(value).collect(), source("vdem-polyarchy"), year))
}

/// The clauses in force in the newest year the list covers.
pub(super) fn pacts(records: &Interstate, question: &Question) -> Option<Pacts> {
    let year = year_of(records, question, Window::Obligations, "").ok()?;
    let mut clauses: BTreeMap<(Economy, Economy), Clauses> = BTreeMap::new();
    for row in records.obligations.iter().filter(|o| o.year == year.0) {
        let Some(pair) = pair_of((row.from, row.to), year) else { continue };
        let [defense, offense, neutrality, nonaggression, consultation] = row.clauses;
        let both = clauses.entry(pair).or_default();
        both.defense |= defense;
        both.offense |= offense;
        both.neutrality |= neutrality;
        both.nonaggression |= nonaggression;
        both.consultation |= consultation;
    }
    Some(Pacts { source: source("atop"), year, clauses, covered: members(records, year) })
}

/// The published capability shares of the newest year the list covers.
pub(super) fn capability(records: &Interstate, question: &Question) -> Option<Capability> {
    let year = year_of(records, question, Window::Capabilities, "").ok()?;
    let shares = records
        .capabilities
        .iter()
        .filter(|c| c.year == year.0)
        .filter_map(|c| Some((Economy::from_cow(c.state, year.0)?, c.cinc.filter(|s| *s > 0.0)?)))
        .collect();
    Some((source("cow-nmc"), year, shares))
}

/// Trade of the newest year that both lists cover, thousand US dollars.
pub(super) fn trade(records: &Interstate, question: &Question) -> Option<Trade> {
    let windows = [records.window(Window::Trade)?, records.window(Window::TradeTotals)?];
    let year = newest(question, |y| windows.iter().all(|w| w.contains(y)))?;
    let mut sales = BTreeMap::new();
    for flow in records.trade.iter().filter(|f| f.year == year.0) {
        let (a, b) = (Economy::from_cow(flow.pair.0, year.0)?, Economy::from_cow(flow.pair.1, year.0)?);
        for (seller, buyer, imports) in [(b, a, flow.imports_12), (a, b, flow.imports_21)] {
            if let Some(million_usd) = imports {
                sales.insert((seller, buyer), million_usd * 1000.0);
            }
        }
    }
    let of_year = records.trade_totals.iter().filter(|t| t.year == year.0);
    let totals = of_year
        .filter_map(|t| Some((Economy::from_cow(t.state, year.0)?, (t.values[0]? + t.values[1]?) * 1000.0)))
        .collect();
    Some(Trade { meta: source("cow-trade"), year, sales, totals })
}
