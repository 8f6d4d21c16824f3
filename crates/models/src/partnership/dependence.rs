//! Equation 2: effective dependence by domain (Hirschman 1945; Keohane and Nye's vulnerability).
//!
//! E_d = w_d s_d (1 - sigma_d alt_d) for each side; L = sum over domains of (E of R on C - E of C on R).
//!
//! Buying domains: s is the other side's share of what is bought, alt the part of the world's exports
//! held by others who do not sanction the buyer. Selling domains: shares of sales, and the world's
//! imports. The weights of a side add to 1 over the domains that are known for both sides, so that L
//! lies in [-1, 1]; a domain that is unknown for either side is left out of L, never counted as zero.

use super::priors::{Draw, Parameter};

/// Domains.
pub const DOMAINS: usize = 6;

/// A domain of dependence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// Goods bought from the other side.
    Goods,
    /// Electronics bought.
    Technology,
    /// Arms bought.
    Arms,
    /// Finance taken from the other side: loans and investment, or the issue of what reserves are held in.
    Finance,
    /// Energy sold to the other side.
    EnergySales,
    /// Goods sold.
    GoodsSales,
}

impl Domain {
    /// Every domain.
    pub const ALL: [Self; DOMAINS] =
        [Self::Goods, Self::Technology, Self::Arms, Self::Finance, Self::EnergySales, Self::GoodsSales];

    /// The name used in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Goods => "goods_bought",
            Self::Technology => "technology",
            Self::Arms => "arms",
            Self::Finance => "finance",
            Self::EnergySales => "energy_sold",
            Self::GoodsSales => "goods_sold",
        }
    }

    /// The name used on pages.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Goods => "goods bought",
            Self::Technology => "electronics bought",
            Self::Arms => "arms bought",
            Self::Finance => "finance",
            Self::EnergySales => "energy sold",
            Self::GoodsSales => "goods sold",
        }
    }

    /// The parameter that says how far alternatives can take over.
    #[must_use]
    pub const fn sigma(self) -> Parameter {
        match self {
            Self::Goods | Self::GoodsSales => Parameter::SigmaGoods,
            Self::Technology => Parameter::SigmaTechnology,
            Self::Arms => Parameter::SigmaArms,
            Self::Finance => Parameter::SigmaFinance,
            Self::EnergySales => Parameter::SigmaEnergySales,
        }
    }
}

/// Weights of one side's domains over `known`, adding to 1; zero outside. Arms and finance take the parts
/// that the draw gives them, the others share the rest in proportion to `accounts`, shares of use or
/// product. All NaN where nothing is known or the accounts are.
#[must_use]
pub fn weights(accounts: &[f64; DOMAINS], known: &[bool; DOMAINS], draw: &Draw) -> [f64; DOMAINS] {
    let prior = |d: Domain| match d {
        Domain::Arms => Some(draw[Parameter::WeightArms]),
        Domain::Finance => Some(draw[Parameter::WeightFinance]),
        _ => None,
    };
    let of = |d: Domain| if known[d as usize] { prior(d) } else { None };
    let given: f64 = Domain::ALL.iter().filter_map(|d| of(*d)).sum();
    let counted: f64 =
        Domain::ALL.iter().filter(|d| known[**d as usize] && prior(**d).is_none()).map(|d| accounts[*d as usize]).sum();
    let mut weights = Domain::ALL.map(|d| match (known[d as usize], prior(d)) {
        (false, _) => 0.0,
        (true, Some(w)) => w,
        (true, None) if counted > 0.0 => accounts[d as usize] / counted * (1.0 - given).max(0.0),
        (true, None) => f64::NAN,
    });
    let total: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|w| *w /= total);
    weights
}

/// Effective dependence in one domain.
#[must_use]
pub fn effective(weight: f64, share: f64, sigma: f64, alternatives: f64) -> f64 {
    weight * share * (1.0 - sigma * alternatives)
}

#[cfg(test)]
mod tests {
    use super::super::priors::{COUNT, Priors};
    use super::*;

    #[test]
    fn weights_add_to_one_over_what_is_known() {
        let draw = Priors::built_in().unwrap().at(&[0.5; COUNT]);
        let accounts = [0.1, 0.02, f64::NAN, f64::NAN, 0.05, 0.13];
        let all = weights(&accounts, &[true; DOMAINS], &draw);
        assert!((all.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((all[0] / all[1] - 5.0).abs() < 1e-12, "in proportion to the accounts");
        assert!((all[2] - draw[Parameter::WeightArms]).abs() < 1e-12);
        let mut known = [true; DOMAINS];
        known[2] = false;
        let fewer = weights(&accounts, &known, &draw);
        assert!(fewer[2] == 0.0 && (fewer.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(weights(&accounts, &[false; DOMAINS], &draw).iter().all(|w| w.is_nan()));
    }

    #[test]
    fn alternatives_that_take_over_wholly_end_the_dependence() {
        assert!(effective(1.0, 0.8, 1.0, 1.0).abs() < 1e-15);
        assert!((effective(0.5, 0.8, 0.5, 0.5) - 0.3).abs() < 1e-15);
    }
}
