//! Supplier rank: PageRank of an economy as a supplier, and as a supplier of suppliers.
//!
//! A walker goes from a buyer to one of its suppliers, chosen by import share; with probability .15 it starts
//! afresh anywhere. The rank is how often it is found at an economy; ranks sum to 1. An economy that buys
//! nothing in the data sends the walker anywhere.

use super::{DAMPING, figure};
use crate::definition::{Definition, Reading};
use crate::market::Market;
use std::collections::BTreeMap;
use suzerain_solvers::certificate::NotConverged;
use suzerain_solvers::graph::{Link, page_rank};
use suzerain_tables::figure::{Figure, Subject, Unit};
use suzerain_tables::{Economy, Missing};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "supplier_rank",
    title: "Supplier rank (PageRank)",
    formula: "r_h = (1 - d)/N + d sum_q r_q X(h -> q)/imports_q, d = .85",
    range: "share, 0 to 1; sums to 1 over the economies of the source",
    direction: "a figure of one state: how central it is as a supplier",
    reading: Reading::Neither,
    edge_cases: "an economy without known imports hands its rank to all alike; missing where the source lacks the economy",
    source: "Brin, Page 1998, Computer Networks 30; weighted by import shares",
    page: "docs/methods/network.md",
};

/// The rank of every economy of the market.
///
/// # Errors
/// [`NotConverged`] if the iteration does not settle.
pub fn supplier_ranks(market: &Market) -> Result<BTreeMap<Economy, f64>, NotConverged> {
    let at: BTreeMap<Economy, usize> = market.economies().iter().enumerate().map(|(i, e)| (*e, i)).collect();
    let links: Vec<Link> = market
        .trade()
        .map(|(a, b, weight)| Link { from: at[&b], to: at[&a], weight })
        .filter(|l| l.weight > 0.0)
        .collect();
    let (rank, _) = page_rank(at.len(), &links, DAMPING, 1e-13)?;
    Ok(market.economies().iter().copied().zip(rank).collect())
}

/// The rank of one economy.
///
/// # Errors
/// [`NotConverged`] if the iteration does not settle.
pub fn supplier_rank(market: &Market, economy: Economy) -> Result<Figure, NotConverged> {
    Ok(match supplier_ranks(market)?.get(&economy) {
        Some(rank) => figure_of(market, economy, *rank),
        None => figure(market, &DEFINITION, Subject::State(economy), Unit::Share, Err(Missing::NotCovered { economy })),
    })
}

/// The figure of a rank from [`supplier_ranks`].
#[must_use]
pub fn figure_of(market: &Market, economy: Economy, rank: f64) -> Figure {
    figure(market, &DEFINITION, Subject::State(economy), Unit::Share, Ok(rank))
}
