//! Rankings of dependence: of each state on the one held, or of states by their place in the network.

use crate::StudyError;
use crate::brief::Options;
use crate::world::{World, source_ref};
use std::rc::Rc;
use suzerain_measures::arms::arms_transfers::Register;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::coercion::power::{Question as Withheld, coercive_power};
use suzerain_measures::coercion::spending::Spending;
use suzerain_measures::concentration;
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::energy_revenue::energy_revenue;
use suzerain_measures::dependence::export_share::export_share;
use suzerain_measures::dependence::gdp_share::{Product, gdp_ratios};
use suzerain_measures::dependence::import_share::import_share;
use suzerain_measures::dependence::trade_share::trade_share;
use suzerain_measures::exposure::inputs::{foreign_input_reliance, input_reliance};
use suzerain_measures::exposure::system::Reach;
use suzerain_measures::exposure::value_added::{value_added_origin, value_added_origin_exports, value_added_sold};
use suzerain_measures::exposure::{self, system::Traced};
use suzerain_measures::market::Market;
use suzerain_measures::network::betweenness::{self, betweenness_of_all};
use suzerain_measures::network::hub::hub_dependence;
use suzerain_measures::network::page_rank::{self, supplier_ranks};
use suzerain_measures::substitution::effective::{SIGMA_GOODS, effective_dependence};
use suzerain_measures::substitution::{Question as Alternatives, Side};
use suzerain_measures::technology::electronics::{ELECTRONICS, electronics, foreign_electronics};
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::{Domain, Dyad, Figure};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::sanctions::Sanctions;
use suzerain_tables::store::TableFile;
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Economy, Year, coverage};

type Pairs = Result<Vec<(Economy, Figure)>, StudyError>;

/// The first table of all goods with flows in the year.
fn goods<'a>(world: &World<'a>, year: Year) -> Option<&'a TableFile> {
    world.goods_tables().into_iter().find(|t| {
        t.meta().universe.as_deref() != Some("reported")
            && t.meta().coverage.span(coverage::FLOWS).is_some_and(|w| w.contains(year))
    })
}

fn market(world: &World<'_>, year: Year) -> Result<Option<Rc<Market>>, StudyError> {
    goods(world, year).map(|table| world.market(table, year, &Items::Goods)).transpose()
}

/// Every state but the held one, with it as what is depended on.
fn dyads(economies: &[Economy], on: Economy) -> impl Iterator<Item = Dyad> + '_ {
    economies.iter().filter(move |e| **e != on && !e.is_aggregate()).map(move |e| Dyad { dependent: *e, on })
}

/// A measure of goods trade of every state with the held side.
pub fn shares(world: &World<'_>, on: Economy, year: Year, measure: fn(&Question<'_>) -> Figure) -> Pairs {
    let Some(table) = goods(world, year) else { return Ok(Vec::new()) };
    let (flows, all) = (world.flows(table, year)?, world.market(table, year, &Items::Goods)?);
    Ok(dyads(all.economies(), on)
        .map(|dyad| {
            let owners = [dyad.dependent, dyad.on];
            let books = Books::new(table.meta(), world.library().reporting(), &flows, owners);
            let q = Question { books: &books, domain: Domain::Goods, dyad, year, items: &Items::Goods };
            (dyad.dependent, measure(&q))
        })
        .collect())
}

/// Who buys most of its imports from the held side.
pub fn imports(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    shares(world, on, year, import_share)
}

/// Who sells most of its exports to the held side.
pub fn exports(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    shares(world, on, year, export_share)
}

/// Who trades most with the held side.
pub fn trade(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    shares(world, on, year, trade_share)
}

/// Whose chain of suppliers passes most through the held side.
pub fn hubs(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    let Some(market) = market(world, year)? else { return Ok(Vec::new()) };
    dyads(market.economies(), on)
        .map(|dyad| {
            let figure = hub_dependence(&market, dyad).map_err(|e| StudyError::Solve(e.to_string()))?;
            Ok((dyad.dependent, figure))
        })
        .collect()
}

/// Goods trade of every state with the held side over its product; `which` takes one of the three ratios.
pub fn over_product(world: &World<'_>, on: Economy, year: Year, which: fn([Figure; 3]) -> Figure) -> Pairs {
    let (Some(table), Some(product)) = (goods(world, year), world.with_variable(GDP_CURRENT)?) else {
        return Ok(Vec::new());
    };
    let (flows, all) = (world.flows(table, year)?, world.market(table, year, &Items::Goods)?);
    Ok(dyads(all.economies(), on)
        .map(|dyad| {
            let books = Books::new(table.meta(), world.library().reporting(), &flows, [dyad.dependent, dyad.on]);
            let q = Question { books: &books, domain: Domain::Goods, dyad, year, items: &Items::Goods };
            (dyad.dependent, which(gdp_ratios(&q, &product_of(&product, dyad.dependent, year))))
        })
        .collect())
}

fn product_of(table: &Indicators, economy: Economy, year: Year) -> Product {
    Product { economy, year, usd: table.get(GDP_CURRENT, economy, year), source: source_ref(table.meta()) }
}

/// Who earns most from energy sold to the held side, over its product.
pub fn energy(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    let covering = |t: &&TableFile| t.meta().coverage.span(coverage::FLOWS).is_some_and(|w| w.contains(year));
    let (Some(table), Some(product)) =
        (world.product_tables().into_iter().find(covering), world.with_variable(GDP_CURRENT)?)
    else {
        return Ok(Vec::new());
    };
    let flows = world.flows(table, year)?;
    let covered: Vec<Economy> =
        table.meta().coverage.economies(coverage::FLOWS).filter(|(_, w)| w.contains(year)).map(|(e, _)| e).collect();
    Ok(dyads(&covered, on)
        .map(|dyad| {
            let books = Books::new(table.meta(), world.library().reporting(), &flows, [dyad.dependent, dyad.on]);
            (dyad.dependent, energy_revenue(&books, dyad, year, &product_of(&product, dyad.dependent, year)))
        })
        .collect())
}

/// How concentrated the suppliers or the markets of every state are.
pub fn concentrations(
    world: &World<'_>,
    year: Year,
    side: concentration::Side,
    measure: fn(&concentration::Question<'_>) -> Figure,
) -> Result<Vec<Figure>, StudyError> {
    let Some(table) = goods(world, year) else { return Ok(Vec::new()) };
    let (flows, all) = (world.flows(table, year)?, world.market(table, year, &Items::Goods)?);
    let states = all.economies().iter().copied().filter(|e| !e.is_aggregate());
    Ok(states
        .map(|economy| {
            let books = Books::new(table.meta(), world.library().reporting(), &flows, [economy, economy]);
            let domain = Domain::Goods;
            measure(&concentration::Question { books: &books, domain, economy, side, year, items: &Items::Goods })
        })
        .collect())
}

/// A measure of alternatives for buying from the held side, of every state.
pub fn substitutes(world: &World<'_>, on: Economy, year: Year, measure: fn(&Alternatives<'_>) -> Figure) -> Pairs {
    let Some(market) = market(world, year)? else { return Ok(Vec::new()) };
    let sanctions = world.library().sanctions();
    Ok(dyads(market.economies(), on)
        .map(|dyad| {
            let q = Alternatives { market: &market, sanctions, domain: Domain::Goods, dyad, side: Side::Buying };
            (dyad.dependent, measure(&q))
        })
        .collect())
}

/// Who depends most on buying from the held side after reachable alternatives.
pub fn effective(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    substitutes(world, on, year, |q| effective_dependence(q, SIGMA_GOODS))
}

/// The market of electronics, own supply included.
fn electronics_market(world: &World<'_>, year: Year) -> Result<Option<Rc<Market>>, StudyError> {
    let table = world.sector_tables().into_iter().find(|t| {
        matches!(t.meta().classification, Some(Classification::Icio28 | Classification::Icio50))
            && t.meta().coverage.span(coverage::FLOWS).is_some_and(|w| w.contains(year))
    });
    table.map(|table| world.market(table, year, &Items::One(ELECTRONICS.to_owned()))).transpose()
}

fn electronics_question<'a>(market: &'a Market, sanctions: &'a Sanctions, dyad: Dyad) -> Alternatives<'a> {
    Alternatives { market, sanctions, domain: Domain::Technology, dyad, side: Side::Buying }
}

/// Electronics of every state from the held side; `which` takes sensitivity or vulnerability.
pub fn electronics_from(world: &World<'_>, on: Economy, year: Year, which: fn([Figure; 2]) -> Figure) -> Pairs {
    let Some(market) = electronics_market(world, year)? else { return Ok(Vec::new()) };
    let sanctions = world.library().sanctions();
    Ok(dyads(market.economies(), on)
        .map(|dyad| (dyad.dependent, which(electronics(&electronics_question(&market, sanctions, dyad)))))
        .collect())
}

/// Foreign electronics of every state.
pub fn foreign_electronics_of_all(world: &World<'_>, year: Year) -> Result<Vec<Figure>, StudyError> {
    let Some(market) = electronics_market(world, year)? else { return Ok(Vec::new()) };
    let states = market.economies().iter().copied().filter(|e| !e.is_aggregate());
    Ok(states
        .map(|e| {
            let dyad = Dyad { dependent: e, on: e };
            foreign_electronics(&electronics_question(&market, world.library().sanctions(), dyad))
        })
        .collect())
}

/// A measure of arms received from the held side, of every state in the first register that covers the year.
pub fn arms(world: &World<'_>, on: Economy, year: Year, measure: fn(&Register, Dyad, Year) -> Figure) -> Pairs {
    for register in world.arms()? {
        let covered: Vec<Economy> = register
            .meta
            .coverage
            .economies(coverage::FLOWS)
            .filter(|(_, w)| w.contains(year))
            .map(|(e, _)| e)
            .collect();
        if covered.contains(&on) {
            return Ok(dyads(&covered, on).map(|dyad| (dyad.dependent, measure(&register, dyad, year))).collect());
        }
    }
    Ok(Vec::new())
}

fn traced(world: &World<'_>, year: Year) -> Result<Option<Rc<Traced>>, StudyError> {
    let table = world
        .inter_country_tables()
        .into_iter()
        .find(|t| t.meta().coverage.span(coverage::FLOWS).is_some_and(|w| w.contains(year)));
    table.map(|table| world.traced(table, year)).transpose()
}

fn exposures(world: &World<'_>, on: Economy, year: Year, measure: fn(&exposure::Question<'_>) -> Figure) -> Pairs {
    let Some(traced) = traced(world, year)? else { return Ok(Vec::new()) };
    let reporting = world.library().reporting();
    Ok(dyads(traced.system().economies(), on)
        .map(|dyad| (dyad.dependent, measure(&exposure::Question { traced: &traced, reporting, dyad })))
        .collect())
}

/// In whose final demand the held side's value added weighs most.
pub fn origins(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    exposures(world, on, year, value_added_origin)
}

/// In whose exports the held side's value added weighs most.
pub fn origins_of_exports(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    exposures(world, on, year, value_added_origin_exports)
}

/// Who earns most from the held side's final demand.
pub fn sold(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    exposures(world, on, year, value_added_sold)
}

/// Whose industries buy most inputs from the held side.
pub fn face_value(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    exposures(world, on, year, |q| input_reliance(q, Reach::FaceValue, |_| true))
}

/// Whose industries rest most on the held side through all suppliers.
pub fn look_through(world: &World<'_>, on: Economy, year: Year) -> Pairs {
    exposures(world, on, year, |q| input_reliance(q, Reach::LookThrough, |_| true))
}

/// From whom the held side could take most by withholding.
pub fn power(world: &World<'_>, by: Economy, year: Year) -> Pairs {
    let options = Options { year: Some(year), ..Options::default() };
    let Some((table, found, elasticities)) = crate::coercion::inputs(world, by, crate::coercion::STUDY, &options)?
    else {
        return Ok(Vec::new());
    };
    if found != year {
        return Ok(Vec::new());
    }
    let (flows, market) = (world.flows(table, year)?, world.market(table, year, &Items::Goods)?);
    Ok(dyads(market.economies(), by)
        .map(|dyad| {
            let spending = Spending::new(table.meta(), &flows, dyad.dependent, year);
            let by = [dyad.on];
            let q = Withheld {
                spending: &spending,
                elasticities: &elasticities,
                reporting: world.library().reporting(),
                rho: 1.0,
                by: &by,
                coalition: None,
            };
            (dyad.dependent, coercive_power(&q))
        })
        .collect())
}

/// Supplier rank of every economy.
pub fn supplier_rank(world: &World<'_>, year: Year) -> Result<Vec<Figure>, StudyError> {
    let Some(market) = market(world, year)? else { return Ok(Vec::new()) };
    let ranks = supplier_ranks(&market).map_err(|e| StudyError::Solve(e.to_string()))?;
    Ok(ranks.into_iter().map(|(economy, value)| page_rank::figure_of(&market, economy, value)).collect())
}

/// Betweenness of every economy.
pub fn between(world: &World<'_>, year: Year) -> Result<Vec<Figure>, StudyError> {
    let Some(market) = market(world, year)? else { return Ok(Vec::new()) };
    let all = betweenness_of_all(&market);
    Ok(all.into_iter().map(|(economy, value)| betweenness::figure_of(&market, economy, value)).collect())
}

/// Foreign input reliance of every economy.
pub fn foreign_inputs(world: &World<'_>, year: Year) -> Result<Vec<Figure>, StudyError> {
    let Some(traced) = traced(world, year)? else { return Ok(Vec::new()) };
    let reporting = world.library().reporting();
    let economies = traced.system().economies().iter().filter(|e| !e.is_aggregate());
    Ok(economies
        .map(|e| {
            let dyad = Dyad { dependent: *e, on: *e };
            foreign_input_reliance(&exposure::Question { traced: &traced, reporting, dyad }, |_| true)
        })
        .collect())
}
