//! Histories of what a market of all pairs tells year by year: alternatives and what they leave of a dependence,
//! electronics by origin, the network of suppliers, coercive power.

use super::bilateral::Lead;
use super::{History, long_enough, several};
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::coercion::{STUDY, inputs, years as years_of_power};
use crate::world::World;
use std::rc::Rc;
use suzerain_measures::books::Items;
use suzerain_measures::coercion::power::{Question as Threat, coercive_power};
use suzerain_measures::coercion::spending::Spending;
use suzerain_measures::market::Market;
use suzerain_measures::network::betweenness::{betweenness_of_all, figure_of as betweenness};
use suzerain_measures::network::hub::hub_dependence;
use suzerain_measures::network::page_rank::{figure_of as supplier_rank, supplier_ranks};
use suzerain_measures::substitution::alternatives::{alternatives, reachable_alternatives};
use suzerain_measures::substitution::effective::{Sigma, effective_dependence};
use suzerain_measures::substitution::{Question, Side};
use suzerain_measures::technology::electronics::{ELECTRONICS, electronics, foreign_electronics};
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::{Domain, Dyad, Figure};
use suzerain_tables::store::TableFile;
use suzerain_tables::{Economy, Year};

/// What is bought or sold, in which domain, and on which side.
pub const MARKETS: [(&str, Domain, Side, &str); 3] = [
    ("goods", Domain::Goods, Side::Buying, "buying"),
    ("goods", Domain::Goods, Side::Selling, "selling"),
    ("electronics", Domain::Technology, Side::Buying, "buying"),
];

/// What others hold, what those hold who do not sanction, and what they leave of the dependence.
pub fn substitution(q: &Question<'_>) -> [Figure; 3] {
    [alternatives(q), reachable_alternatives(q), effective_dependence(q, Sigma::of(q.domain))]
}

/// All histories that need the flows of all pairs.
pub fn all(world: &World<'_>, lead: Option<&Lead<'_>>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let mut out = Vec::new();
    let of = |table: &TableFile, years: &[Year], items: &Items| -> Result<Vec<Rc<Market>>, StudyError> {
        years.iter().map(|y| world.market(table, *y, items)).collect()
    };
    if let Some(lead) = lead {
        let goods = of(lead.table, &lead.years, &Items::Goods)?;
        for market in &MARKETS[..2] {
            out.extend(replaced(world, &goods, market, dyad));
        }
        out.extend(network(&goods, dyad)?);
    }
    let icio =
        |t: &&TableFile| matches!(t.meta().classification, Some(Classification::Icio28 | Classification::Icio50));
    if let Some(table) = world.sector_tables().into_iter().find(icio) {
        let books = world.books(table, false)?;
        let years = usable_years(&books, world, &Options::default()).0;
        let made = of(table, &years, &Items::One(ELECTRONICS.to_owned()))?;
        out.extend(replaced(world, &made, &MARKETS[2], dyad));
        out.extend(origin(world, &made, dyad));
    }
    for d in [dyad, dyad.reversed()] {
        out.extend(power(world, d)?);
    }
    out.retain(long_enough);
    Ok(out)
}

/// Alternatives and effective dependence, both ways.
fn replaced(
    world: &World<'_>,
    markets: &[Rc<Market>],
    (what, domain, side, basis): &(&'static str, Domain, Side, &'static str),
    dyad: Dyad,
) -> Vec<History> {
    let sanctions = world.library().sanctions();
    let mut out = Vec::new();
    for d in [dyad, dyad.reversed()] {
        let (me, other) = (d.dependent.code(), d.on.code());
        let (part, verb) =
            if *side == Side::Buying { ("world supply of", "buying") } else { ("world demand for", "selling") };
        let labels = [
            format!("{part} {what}, others than {other}, for {me}"),
            format!("{part} {what}, others who do not sanction {me}"),
            format!("effective dependence of {me} on {other}, {verb} {what}"),
        ];
        let by_year = markets
            .iter()
            .map(|market| substitution(&Question { market, sanctions, domain: *domain, dyad: d, side: *side }));
        for (at, history) in several("alternatives", labels, by_year).into_iter().enumerate() {
            let panel = if at == 2 { "effective" } else { "alternatives" };
            out.extend(history.map(|h| History { panel, basis, ..h }));
        }
    }
    out
}

/// Electronics that reachable others do not make, and those that are foreign.
fn origin(world: &World<'_>, markets: &[Rc<Market>], dyad: Dyad) -> Vec<History> {
    let mut out = Vec::new();
    for d in [dyad, dyad.reversed()] {
        let ask = |market| Question {
            market,
            sanctions: world.library().sanctions(),
            domain: Domain::Technology,
            dyad: d,
            side: Side::Buying,
        };
        let (me, other) = (d.dependent.code(), d.on.code());
        let label = format!("vulnerability of {me} to {other}, electronics");
        let figures = markets.iter().map(|m| {
            let [_, vulnerability] = electronics(&ask(m));
            vulnerability
        });
        out.extend(History::of("effective", label, figures));
        let label = format!("electronics of {me} that are foreign");
        out.extend(History::of("foreign_electronics", label, markets.iter().map(|m| foreign_electronics(&ask(m)))));
    }
    out
}

/// Hub dependence both ways, rank and betweenness of either side.
fn network(markets: &[Rc<Market>], dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let solve = |error: &dyn std::error::Error| StudyError::Solve(error.to_string());
    let mut out = Vec::new();
    for d in [dyad, dyad.reversed()] {
        let figures: Vec<Figure> =
            markets.iter().map(|m| hub_dependence(m, d).map_err(|e| solve(&e))).collect::<Result<_, _>>()?;
        out.extend(History::of("hub", format!("hub dependence of {} on {}", d.dependent.code(), d.on.code()), figures));
    }
    let ranks = markets.iter().map(|m| supplier_ranks(m).map_err(|e| solve(&e))).collect::<Result<Vec<_>, _>>()?;
    let between: Vec<_> = markets.iter().map(|m| betweenness_of_all(m)).collect();
    for e in [dyad.dependent, dyad.on] {
        let figures = markets.iter().zip(&ranks).filter_map(|(m, rank)| Some(supplier_rank(m, e, *rank.get(&e)?)));
        out.extend(History::of("supplier_rank", format!("supplier rank of {}", e.code()), figures));
        let figures = markets.iter().zip(&between).filter_map(|(m, b)| Some(betweenness(m, e, *b.get(&e)?)));
        out.extend(History::of("betweenness", format!("betweenness of {} among main suppliers", e.code()), figures));
    }
    Ok(out)
}

/// Coercive power of the other side, with the brief's elasticities.
fn power(world: &World<'_>, dyad: Dyad) -> Result<Option<History>, StudyError> {
    let Some((table, _, elasticities)) = inputs(world, dyad.dependent, STUDY, &Options::default())? else {
        return Ok(None);
    };
    let mut figures = Vec::new();
    for year in years_of_power(world, table, dyad.dependent) {
        let spending = Spending::new(table.meta(), &*world.flows(table, year)?, dyad.dependent, year);
        figures.push(coercive_power(&Threat {
            spending: &spending,
            elasticities: &elasticities,
            reporting: world.library().reporting(),
            rho: 1.0,
            by: &[dyad.on],
            coalition: None,
        }));
    }
    let label = format!("coercive power of {} over {}", dyad.on.code(), dyad.dependent.code());
    Ok(History::of("coercive_power", label, figures))
}

/// Economies that have begun to sanction the dependent side of a history of reachable alternatives after its origin.
#[must_use]
pub fn sanctioned_since(world: &World<'_>, history: &History, origin: i16) -> Option<(Economy, Vec<Economy>)> {
    let suzerain_tables::figure::Subject::Directed(d) = history.subject else { return None };
    let reads = ["reachable_alternatives", "effective_dependence", "electronics_vulnerability"];
    let sanctions = world.library().sanctions();
    let later = |e: &Economy| (origin + 1..=origin + 20).any(|y| sanctions.holds(*e, d.dependent, Year(y)));
    let new = |e: &Economy| later(e) && !sanctions.holds(*e, d.dependent, Year(origin));
    let senders: Vec<Economy> = Economy::all().filter(new).collect();
    (reads.contains(&history.measure) && !senders.is_empty()).then_some((d.dependent, senders))
}
