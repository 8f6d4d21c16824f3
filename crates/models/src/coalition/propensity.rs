//! Propensities: how much each pair of actors is drawn together, from named components with weights.
//!
//! Each component gives a pair a value from -1 (drawn apart) to 1 (drawn together), or none where its
//! source does not know. The propensity is the weighted mean of the components that are known for the
//! pair: `p_ij = sum_c w_c x_c / sum_c |w_c|`, so it lies in -1 to 1 too. A component that is not known
//! for a pair is left out of both sums, never counted as zero. A negative weight turns a component
//! round.
//!
//! Axelrod and Bennett (1993) add components with equal weights; which components, and with what
//! weights, is the reader's choice and is printed with every result.
//!
//! ```
//! use suzerain_models::coalition::propensity::{Component, combine};
//! use suzerain_tables::Economy;
//! use std::collections::BTreeMap;
//! let [a, b] = ["CHN", "RUS"].map(|code| Economy::from_code(code).unwrap());
//! let pact = Component { name: "alliance".into(), weight: 1.0, values: BTreeMap::from([((a, b), 0.5)]) };
//! let votes = Component { name: "votes".into(), weight: 3.0, values: BTreeMap::from([((a, b), 0.9)]) };
//! let silent = Component { name: "trade".into(), weight: 9.0, values: BTreeMap::new() };
//! // (1 x .5 + 3 x .9) / 4; the third component knows nothing of the pair.
//! assert!((combine(&[pact, votes, silent])[0].value - 0.8).abs() < 1e-15);
//! ```

use std::collections::BTreeMap;
use suzerain_tables::Economy;

/// The range of a propensity made by [`combine`].
pub const RANGE: (f64, f64) = (-1.0, 1.0);

/// Values of one named source of attraction, by pair (lesser code first), each in -1 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its name, e.g. `alliance`.
    pub name: String,
    /// Its weight.
    pub weight: f64,
    /// Its known values.
    pub values: BTreeMap<(Economy, Economy), f64>,
}

/// What a pair's propensity is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Propensity {
    /// The pair, lesser code first.
    pub pair: (Economy, Economy),
    /// The weighted mean, -1 to 1.
    pub value: f64,
    /// The known components with their values, in the order of the components.
    pub parts: Vec<(String, f64)>,
}

/// The propensities of all pairs for which some component with a weight is known, in pair order.
#[must_use]
pub fn combine(components: &[Component]) -> Vec<Propensity> {
    let mut pairs: Vec<(Economy, Economy)> = components.iter().flat_map(|c| c.values.keys().copied()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
        .into_iter()
        .filter_map(|pair| {
            let known = components.iter().filter_map(|c| c.values.get(&pair).map(|x| (c, *x)));
            let known: Vec<(&Component, f64)> = known.filter(|(c, _)| c.weight != 0.0).collect();
            let weights: f64 = known.iter().map(|(c, _)| c.weight.abs()).sum();
            let sum: f64 = known.iter().map(|(c, x)| c.weight * x).sum();
            (weights > 0.0).then(|| Propensity {
                pair,
                value: sum / weights,
                parts: known.iter().map(|(c, x)| (c.name.clone(), *x)).collect(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_weight_turns_a_component_round_and_zero_leaves_it_out() {
        let [a, b] = ["CHN", "RUS"].map(|code| Economy::from_code(code).unwrap());
        let component = |weight| Component { name: "x".into(), weight, values: BTreeMap::from([((a, b), 0.5)]) };
        assert_eq!(combine(&[component(-2.0)])[0].value.to_bits(), (-0.5_f64).to_bits());
        assert!(combine(&[component(0.0)]).is_empty());
    }
}
