//! Betweenness: how often an economy lies on the shortest chains of main suppliers between two others.
//!
//! The graph has a link from a supplier to a buyer where the supplier gives at least 1 % of the buyer's
//! imports. Betweenness is the mean share of shortest directed chains between two other economies that pass
//! through the economy (Freeman 1977), over all ordered pairs. Chains count links, not values: the threshold
//! is where values enter.

use super::figure;
use crate::definition::{Definition, Reading};
use crate::market::Market;
use rustworkx_core::centrality::betweenness_centrality;
use rustworkx_core::petgraph::graph::DiGraph;
use std::collections::BTreeMap;
use suzerain_tables::figure::{Figure, Subject, Unit};
use suzerain_tables::{Economy, Missing};

/// Least share of the buyer's imports that makes a link.
pub const LINK: f64 = 0.01;

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "betweenness",
    title: "Betweenness among main suppliers",
    formula: "sum over s != h != t of (shortest chains s -> t through h) / (shortest chains s -> t) / [(N-1)(N-2)]",
    range: "share, 0 to 1",
    direction: "a figure of one state: how often it stands between two others",
    reading: Reading::Neither,
    edge_cases: "0 for an economy on no shortest chain; missing where the source lacks it",
    source: "Freeman 1977, Sociometry 40(1); links are suppliers of at least 1 % of a buyer's imports (threshold of this project)",
    page: "docs/methods/network.md",
};

/// The betweenness of every economy of the market.
#[must_use]
pub fn betweenness_of_all(market: &Market) -> BTreeMap<Economy, f64> {
    let mut graph = DiGraph::<Economy, ()>::new();
    let nodes: BTreeMap<Economy, _> = market.economies().iter().map(|e| (*e, graph.add_node(*e))).collect();
    let imports = market.imports();
    for (a, b, value) in market.trade() {
        if imports.get(&b).is_some_and(|all| value > 0.0 && value >= LINK * all) {
            graph.add_edge(nodes[&a], nodes[&b], ());
        }
    }
    // In one thread: with several, the order of the sums would depend on their pace.
    let values = betweenness_centrality(&graph, false, true, usize::MAX);
    graph.node_indices().zip(values).filter_map(|(node, value)| Some((graph[node], value?))).collect()
}

/// The betweenness of one economy.
#[must_use]
pub fn betweenness(market: &Market, economy: Economy) -> Figure {
    let value = betweenness_of_all(market).get(&economy).copied().ok_or(Missing::NotCovered { economy });
    figure(market, &DEFINITION, Subject::State(economy), Unit::Share, value)
}
