//! Hub dependence: how likely the chain of suppliers behind an economy passes through the other.
//!
//! A walker starts at the dependent side and goes from each buyer to one of its suppliers, chosen by import
//! share; before each stage it stops with probability .15. Hub dependence is the probability that it ever
//! comes to the other side: N_qh / N_hh with N = (I - d P)^-1, P the import shares. The first stage alone gives
//! d times the import share; what is above that is indirect.

use super::{DAMPING, figure};
use crate::definition::{Definition, Reading};
use crate::market::Market;
use std::collections::BTreeMap;
use suzerain_solvers::left_solve::{LeftSolveError, left_solve};
use suzerain_tables::figure::{Dyad, Figure, Subject, Unit};
use suzerain_tables::{Economy, Missing, Observation};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "hub_dependence",
    title: "Hub dependence",
    formula: "N_qh / N_hh, N = (I - .85 P)^-1, P_qi = X(i -> q) / imports_q; q dependent, h on",
    range: "probability, 0 to .85",
    direction: "the dependent side buys, directly or through its suppliers' suppliers",
    reading: Reading::Sensitivity,
    edge_cases: "0 where no chain of known flows leads to the other; missing where the source lacks a side or neither reported the direct flow",
    source: "Kemeny, Snell 1960, Finite Markov Chains, theorem 3.5.4 (probability of ever reaching a state); applied to import shares by this project",
    page: "docs/methods/network.md",
};

/// Hub dependence of the pair.
///
/// # Errors
/// [`LeftSolveError`] if the walk's equations cannot be solved.
pub fn hub_dependence(market: &Market, dyad: Dyad) -> Result<Figure, LeftSolveError> {
    let at: BTreeMap<Economy, usize> = market.economies().iter().enumerate().map(|(i, e)| (*e, i)).collect();
    let subject = Subject::Directed(dyad);
    let (Some(q), Some(h)) = (at.get(&dyad.dependent).copied(), at.get(&dyad.on).copied()) else {
        let lacking = if at.contains_key(&dyad.dependent) { dyad.on } else { dyad.dependent };
        let why = Missing::NotCovered { economy: lacking };
        return Ok(figure(market, &DEFINITION, subject, Unit::Share, Err(why)));
    };
    if let Observation::Missing(why) = market.flow(dyad.on, dyad.dependent) {
        return Ok(figure(market, &DEFINITION, subject, Unit::Share, Err(why)));
    }
    let n = at.len();
    let imports = market.imports();
    let mut steps = vec![0.0; n * n];
    for (a, b, value) in market.trade() {
        if let Some(all) = imports.get(&b).filter(|all| **all > 0.0) {
            steps[at[&b] * n + at[&a]] = DAMPING * value / all;
        }
    }
    let mut rows = vec![0.0; 2 * n];
    rows[q] = 1.0;
    rows[n + h] = 1.0;
    let (visits, _) = left_solve(&steps, &rows, n)?;
    Ok(figure(market, &DEFINITION, subject, Unit::Share, Ok(visits[h] / visits[n + h])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::example;
    use crate::network::betweenness::betweenness_of_all;
    use crate::network::page_rank::supplier_ranks;

    fn economy(code: &str) -> Economy {
        Economy::from_code(code).unwrap()
    }

    #[test]
    fn a_chain_of_three_worked_by_hand() {
        // DEU sells to CHN, CHN to RUS: RUS reaches DEU in two stages, each walked with probability .85.
        let market = example(2023, &[("CHN", "RUS", 5.0), ("DEU", "CHN", 7.0)]);
        let ask = |a, b| {
            hub_dependence(&market, Dyad { dependent: economy(a), on: economy(b) }).unwrap().value.known().unwrap()
        };
        assert!((ask("RUS", "CHN") - 0.85).abs() < 1e-15);
        assert!((ask("RUS", "DEU") - 0.7225).abs() < 1e-15);
        assert_eq!(ask("DEU", "RUS"), 0.0);
        // CHN stands on the one chain between two others, of the two ordered pairs there are.
        assert_eq!(betweenness_of_all(&market)[&economy("CHN")], 0.5);
        let ranks = supplier_ranks(&market).unwrap();
        assert!(ranks[&economy("DEU")] > ranks[&economy("CHN")] && ranks[&economy("CHN")] > ranks[&economy("RUS")]);
    }
}
