//! Effective dependence: a share, less the part of it that reachable alternatives could take over.
//!
//! E = s (1 - sigma alt)
//!
//! s is the other side's share of what the dependent side buys (or sells), alt the reachable alternatives
//! ([`super::alternatives`]), sigma in [0, 1] how far they can take over. The means of sigma are a judgement,
//! and wide: goods .7, energy sales .5, technology .2, arms .3, finance .4. The band holds the 5 to 95 %
//! quantiles of a Beta distribution with that mean and the weight of four observations; it covers sigma only.
//!
//! ```
//! use suzerain_measures::substitution::effective::{Sigma, SIGMA_GOODS};
//! let (low, high) = SIGMA_GOODS.quantiles();
//! assert!(low < SIGMA_GOODS.mean && SIGMA_GOODS.mean < high);
//! assert!((Sigma { mean: 0.5 }.effective(0.4, 0.6) - 0.28).abs() < 1e-15);
//! ```

use super::alternatives::{reachable_alternatives, side_flag};
use super::{Question, Side};
use crate::definition::{Definition, Reading};
use statrs::distribution::{Beta, ContinuousCDF};
use suzerain_tables::figure::{Band, Domain, Figure, Flag, Input, Role, Rows, Status, Subject, Unit};
use suzerain_tables::{Missing, Observation, YearRange};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "effective_dependence",
    title: "Effective dependence",
    formula: "s (1 - sigma alt): s the other side's share of purchases (or sales), alt the reachable alternatives, sigma how far they can take over",
    range: "share, 0 to 1, at most s; band: 5 to 95 % quantiles of sigma",
    direction: "the dependent side buys (flag buying) or sells (flag selling)",
    reading: Reading::Vulnerability,
    edge_cases: "0 for observed zero trade; missing where the share or the alternatives are",
    source: "Hirschman 1945; Keohane and Nye 1977, vulnerability. Equation and means of sigma are this project's: a judgement, and wide",
    page: "docs/methods/alternatives.md",
};

/// How far reachable alternatives can take over, as a prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sigma {
    /// Mean, strictly between 0 and 1.
    pub mean: f64,
}

/// All goods.
pub const SIGMA_GOODS: Sigma = Sigma { mean: 0.7 };
/// Sales of energy.
pub const SIGMA_ENERGY_SALES: Sigma = Sigma { mean: 0.5 };
/// Technology bought.
pub const SIGMA_TECHNOLOGY: Sigma = Sigma { mean: 0.2 };
/// Arms bought.
pub const SIGMA_ARMS: Sigma = Sigma { mean: 0.3 };
/// Finance.
pub const SIGMA_FINANCE: Sigma = Sigma { mean: 0.4 };

/// The weight of the prior in observations.
const WEIGHT: f64 = 4.0;
/// Probability mass of the band.
const LEVEL: f64 = 0.9;

impl Sigma {
    /// The prior of a domain.
    #[must_use]
    pub const fn of(domain: Domain) -> Self {
        match domain {
            Domain::Energy => SIGMA_ENERGY_SALES,
            Domain::Technology => SIGMA_TECHNOLOGY,
            Domain::Arms => SIGMA_ARMS,
            Domain::Finance => SIGMA_FINANCE,
            _ => SIGMA_GOODS,
        }
    }

    /// The 5 and 95 % quantiles; the mean twice where it is no mean of a distribution on (0, 1).
    #[must_use]
    pub fn quantiles(self) -> (f64, f64) {
        Beta::new(self.mean * WEIGHT, (1.0 - self.mean) * WEIGHT).map_or((self.mean, self.mean), |beta| {
            let tail = (1.0 - LEVEL) / 2.0;
            (beta.inverse_cdf(tail), beta.inverse_cdf(1.0 - tail))
        })
    }

    /// The equation, at the mean.
    #[must_use]
    pub fn effective(self, share: f64, alternatives: f64) -> f64 {
        share * (1.0 - self.mean * alternatives)
    }
}

/// Effective dependence with `sigma`, over the market's trade between different economies.
#[must_use]
pub fn effective_dependence(q: &Question<'_>, sigma: Sigma) -> Figure {
    let year = q.market.year();
    let dependent = q.dyad.dependent;
    let (flow, total) = match q.side {
        Side::Buying => (q.market.flow(q.dyad.on, dependent), q.market.imports().get(&dependent).copied()),
        Side::Selling => (q.market.flow(dependent, q.dyad.on), q.market.exports().get(&dependent).copied()),
    };
    let total = total.map_or(Observation::Missing(Missing::Gap), Observation::Known);
    let share = Observation::ratio(flow, total);
    let reachable = reachable_alternatives(q);
    let mut figure = Figure::new(DEFINITION.id, q.domain, Subject::Directed(q.dyad), year, Unit::Share);
    figure.item = q.market.item();
    figure.sources = vec![q.market.source()];
    figure.denominator = Some(q.market.universe());
    figure.flag(Flag::Vulnerability);
    figure.flag(side_flag(q.side));
    figure.flag(Flag::Remark(format!("sigma-mean:{}", sigma.mean).into()));
    let (share, alternatives) = match (share, &reachable.value) {
        (Observation::Known(s), Observation::Known(alt)) => (s, *alt),
        (Observation::Missing(m), _) => return figure.with_value(Observation::Missing(m), Status::Missing),
        (_, Observation::Missing(m)) => return figure.with_value(Observation::Missing(m.clone()), Status::Missing),
    };
    let (low, high) = sigma.quantiles();
    let at = |sigma: f64| share * (1.0 - sigma * alternatives);
    figure.band = Some(Band { low: at(high), high: at(low), level: Some(LEVEL) });
    figure =
        figure.with_value(Observation::finite(sigma.effective(share, alternatives), "not finite"), Status::Modelled);
    let unknown = q.market.unknown_partners(dependent);
    if !unknown.is_empty() {
        figure.flag(Flag::Incomplete(unknown));
    }
    for flag in reachable.flags {
        if matches!(flag, Flag::EstimatedAfterReportingStopped(_)) {
            figure.flag(flag);
        }
    }
    let rows = Rows {
        source: q.market.meta().source.clone(),
        years: Some(YearRange::new(year, year)),
        items: q.market.item().map(|i| i.code).into_iter().collect(),
        ..Rows::default()
    };
    let input = |label: &str, value| Input {
        role: Role::Term,
        label: label.into(),
        value,
        unit: Unit::Share,
        rows: rows.clone(),
    };
    figure.inputs = vec![
        input("share of the other side", share),
        input("reachable alternatives", alternatives),
        input("sigma, mean of the prior", sigma.mean),
    ];
    figure
}
