//! Coercive power after Clayton, Maggiori and Schreger, in nested-CES form (read second-hand).
//!
//! d ln P = 1/(1 - rho) ln sum_s Omega_s (1 - omega_s)^((rho - 1)/(sigma_s - 1)); rho -> 1:
//! d ln P = - sum_s Omega_s/(sigma_s - 1) ln(1 - omega_s)
//!
//! Omega_s is the share of sector s in the target's spending, omega_s the share of it that the hegemon (or the
//! coalition) supplies, sigma_s the elasticity between suppliers within the sector, rho between sectors.
//! Power = 1 - exp(-d ln P): the part of its real spending that the target loses when all of it is withheld and
//! no supplier's price changes. It is what a threat is worth to the target, not what carrying it out costs.
//! Convex in omega: control of a sector adds more the nearer it comes to all of it. The identity is CES; the
//! authors' own nest and elasticities are not reproduced.
//!
//! ```
//! use suzerain_measures::coercion::power::{Nest, price_change};
//! // Half of one sector that takes all spending, theta = sigma - 1 = 1: prices double.
//! let half = [Nest { spending_share: 1.0, control: 0.5, theta: 1.0 }];
//! assert!((price_change(&half, 1.0).unwrap() - 2.0_f64.ln()).abs() < 1e-15);
//! ```

use super::spending::Spending;
use crate::definition::{Definition, Reading};
use rand_distr::{Distribution, StandardNormal};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_solvers::streams::stream;
use suzerain_tables::figure::{
    Band, Domain, Dyad, Figure, Flag, Input, Item, Role, Rows, SourceRef, Status, Subject, Unit,
};
use suzerain_tables::reporting::Reporting;
use suzerain_tables::{Economy, Missing, Observation, YearRange};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "coercive_power",
    title: "Coercive power over the dependent side",
    formula: "1 - exp(-dlnP), dlnP = 1/(1-rho) ln sum_s Omega_s (1-omega_s)^((rho-1)/(sigma_s-1)); rho = 1: -sum_s Omega_s/(sigma_s-1) ln(1-omega_s)",
    range: "share of real spending lost, 0 to 1; band: 5 to 95 % over elasticities",
    direction: "the dependent side is the target; the other, with its coalition, withholds what it sells",
    reading: Reading::Vulnerability,
    edge_cases: "0 where nothing is supplied; not defined where a sector has no other supplier at all; missing where the source lacks a side",
    source: "Clayton, Maggiori, Schreger 2024, A Theory of Economic Coercion and Fragmentation (NBER working paper 33309; BIS working paper 1224), CES identity (secondary)",
    page: "docs/methods/coercive-power.md",
};

/// Draws behind a band.
pub const DRAWS: u64 = 2000;
/// Seed of the draws.
pub const SEED: u64 = 1;
/// Standard deviation of the log of the factor common to all sectors, and of each sector's own (a judgement).
pub const SPREAD: f64 = 0.25;
/// Probability mass of the band.
const LEVEL: f64 = 0.9;

/// One sector of the target's spending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nest {
    /// Share of the sector in all spending.
    pub spending_share: f64,
    /// Share of the sector that the hegemon supplies.
    pub control: f64,
    /// Elasticity between suppliers less one, above 0.
    pub theta: f64,
}

/// Change of the log price index when all that the hegemon supplies is withheld; none where a sector is left
/// without any supplier.
#[must_use]
pub fn price_change(nests: &[Nest], rho: f64) -> Option<f64> {
    if nests.iter().any(|n| n.control >= 1.0 && n.spending_share > 0.0) {
        return None;
    }
    let change = if (rho - 1.0).abs() < 1e-9 {
        -nests.iter().map(|n| n.spending_share / n.theta * (-n.control).ln_1p()).sum::<f64>()
    } else {
        let mean: f64 =
            nests.iter().map(|n| n.spending_share * ((rho - 1.0) / n.theta * (-n.control).ln_1p()).exp()).sum();
        mean.ln() / (1.0 - rho)
    };
    change.is_finite().then_some(change)
}

/// The part of real spending lost when the log price index changes so.
#[must_use]
pub fn loss(change: f64) -> f64 {
    -(-change).exp_m1()
}

/// Elasticities by sector, theta = sigma - 1, with where they come from.
#[derive(Clone, Debug)]
pub struct Elasticities {
    /// By sector.
    pub theta: BTreeMap<String, f64>,
    /// Name of the study.
    pub study: String,
    /// Source of the table.
    pub source: SourceRef,
}

/// What power is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The target's spending.
    pub spending: &'a Spending,
    /// Elasticities between suppliers.
    pub elasticities: &'a Elasticities,
    /// Who stopped reporting.
    pub reporting: &'a Reporting,
    /// Elasticity between sectors, above 0; 1 for constant spending shares.
    pub rho: f64,
    /// Who withholds. The figure is about the first of them; the target is left out.
    pub by: &'a [Economy],
    /// The coalition's name, if it has one.
    pub coalition: Option<&'a str>,
}

impl Question<'_> {
    fn suppliers(&self) -> BTreeSet<Economy> {
        self.by.iter().copied().filter(|e| *e != self.spending.target()).collect()
    }

    fn nests(&self) -> Result<Vec<(&str, Nest)>, Missing> {
        self.spending
            .controlled(&self.suppliers())
            .into_iter()
            .map(|(sector, spending_share, control)| {
                let theta = self.elasticities.theta.get(sector).copied().filter(|t| *t > 0.0).ok_or_else(|| {
                    Missing::NotDefined { why: format!("{} has no elasticity of {sector}", self.elasticities.study) }
                })?;
                Ok((sector, Nest { spending_share, control, theta }))
            })
            .collect()
    }

    /// The nests with the change of the log price index, or why there is none.
    fn change(&self, nests: Result<Vec<Nest>, Missing>) -> Result<(Vec<Nest>, f64), Missing> {
        let target = self.spending.target();
        let lacking = self.by.iter().chain([&target]).find(|e| !self.spending.covers(**e));
        let nests = lacking.map_or(nests, |e| Err(Missing::NotCovered { economy: *e }))?;
        price_change(&nests, self.rho).map(|change| (nests, change)).ok_or_else(|| Missing::NotDefined {
            why: "a sector would be left without any supplier: the loss has no bound in this model".into(),
        })
    }

    fn figure(&self, nests: Result<Vec<Nest>, Missing>) -> Figure {
        let target = self.spending.target();
        let on = self.by.first().copied().unwrap_or(target);
        let dyad = Dyad { dependent: target, on };
        let year = self.spending.year();
        let mut figure = Figure::new(DEFINITION.id, Domain::Sectors, Subject::Directed(dyad), year, Unit::Share);
        figure.sources = vec![self.spending.source(), self.elasticities.source.clone()];
        figure.denominator = Some("spending-own-supply-included".into());
        figure.flag(Flag::Vulnerability);
        figure.flag(Flag::SecondarySource);
        figure.flag(Flag::Remark(format!("elasticities:{}", self.elasticities.study).into()));
        figure.flag(Flag::Remark(format!("rho:{}", self.rho).into()));
        if let Some(name) = self.coalition {
            figure.flag(Flag::Remark(format!("coalition:{name}").into()));
        }
        match self.change(nests) {
            Err(why) => figure.with_value(Observation::Missing(why), Status::Missing),
            Ok((nests, change)) => {
                figure = figure.with_value(Observation::finite(loss(change), "not finite"), Status::Modelled);
                figure.band = Some(band(&nests, self.rho));
                for economy in self.by.iter().chain([&target]) {
                    if self.reporting.silence(&self.spending.meta().source, *economy, year).is_some() {
                        figure.flag(Flag::EstimatedAfterReportingStopped(*economy));
                    }
                }
                let controlled: f64 = nests.iter().map(|n| n.spending_share * n.control).sum();
                let rows = Rows {
                    source: self.spending.meta().source.clone(),
                    importer: Some(target),
                    years: Some(YearRange::new(year, year)),
                    ..Rows::default()
                };
                let input = |label: &str, value, unit| Input {
                    role: Role::Term,
                    label: label.into(),
                    value,
                    unit,
                    rows: rows.clone(),
                };
                figure.inputs = vec![
                    input("change of the log price index", change, Unit::LogRatio),
                    input("share of spending that is withheld", controlled, Unit::Share),
                    input("spending", self.spending.total_kusd(), Unit::KiloUsd),
                ];
                figure
            }
        }
    }

    /// Item of a sector.
    fn item(&self, sector: &str) -> Option<Item> {
        let classification = self.spending.meta().classification?;
        Some(Item { classification, code: sector.to_owned() })
    }
}

/// The band over elasticities: one common lognormal factor and one for each sector, a stream for each draw.
fn band(nests: &[Nest], rho: f64) -> Band {
    let mut losses: Vec<f64> = (0..DRAWS)
        .filter_map(|draw| {
            let mut random = stream(SEED, draw);
            let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
            let common = normal();
            let drawn: Vec<Nest> =
                nests.iter().map(|n| Nest { theta: n.theta * (SPREAD * (common + normal())).exp(), ..*n }).collect();
            price_change(&drawn, rho).map(loss)
        })
        .collect();
    losses.sort_by(f64::total_cmp);
    let last = losses.len().saturating_sub(1) as f64;
    let at = |level: f64| losses.get((level * last).round() as usize).copied().unwrap_or(f64::NAN);
    Band { low: at((1.0 - LEVEL) / 2.0), high: at((1.0 + LEVEL) / 2.0), level: Some(LEVEL) }
}

fn all_nests(q: &Question<'_>) -> Result<Vec<Nest>, Missing> {
    q.nests().map(|nests| nests.into_iter().map(|(_, nest)| nest).collect())
}

/// Power over the target when everything is withheld at once.
#[must_use]
pub fn coercive_power(q: &Question<'_>) -> Figure {
    q.figure(all_nests(q))
}

/// The value of [`coercive_power`] alone, without its band, for many pairs and years.
#[must_use]
pub fn coercive_power_value(q: &Question<'_>) -> Observation {
    match q.change(all_nests(q)) {
        Ok((_, change)) => Observation::finite(loss(change), "not finite"),
        Err(why) => Observation::Missing(why),
    }
}

/// Power of each sector withheld alone, largest first, ties by sector; with the share of spending on the sector
/// and the part of it that is supplied.
#[must_use]
pub fn power_by_sector(q: &Question<'_>) -> Vec<(Figure, Nest)> {
    let Ok(nests) = q.nests() else { return Vec::new() };
    let mut alone: Vec<(Figure, Nest)> = nests
        .iter()
        .enumerate()
        .map(|(at, (sector, nest))| {
            let cut = nests
                .iter()
                .enumerate()
                .map(|(other, (_, n))| Nest { control: if other == at { n.control } else { 0.0 }, ..*n })
                .collect();
            let mut figure = q.figure(Ok(cut));
            figure.item = q.item(sector);
            (figure, *nest)
        })
        .collect();
    let size = |f: &Figure| f.value.known().unwrap_or(f64::INFINITY);
    alone.sort_by(|a, b| size(&b.0).total_cmp(&size(&a.0)).then_with(|| a.0.item.cmp(&b.0.item)));
    alone
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTS: [Nest; 2] = [
        Nest { spending_share: 0.3, control: 0.5, theta: 4.0 },
        Nest { spending_share: 0.7, control: 0.1, theta: 2.0 },
    ];

    #[test]
    fn the_limit_is_the_limit_and_the_identity_holds() {
        let near = price_change(&NESTS, 1.0 + 1e-6).unwrap();
        let limit = price_change(&NESTS, 1.0).unwrap();
        assert!((near - limit).abs() < 1e-6);
        let by_hand = 0.3 / 4.0 * 2.0_f64.ln() + 0.7 / 2.0 * (1.0_f64 / 0.9).ln();
        assert!((limit - by_hand).abs() < 1e-15);
        // rho = 3: P^(-2) = .3 (1/2)^(2/4) + .7 (.9)^(2/2).
        let by_hand = -0.5 * (0.3 * 0.5_f64.sqrt() + 0.7 * 0.9).ln();
        assert!((price_change(&NESTS, 3.0).unwrap() - by_hand).abs() < 1e-15);
    }

    #[test]
    fn control_adds_more_the_nearer_it_comes_to_all() {
        let at = |control| price_change(&[Nest { spending_share: 1.0, control, theta: 4.0 }], 1.0).unwrap();
        assert!(at(0.9) - at(0.8) > 2.0 * (at(0.2) - at(0.1)));
        assert_eq!(price_change(&[Nest { spending_share: 1.0, control: 1.0, theta: 4.0 }], 1.0), None);
        assert_eq!(at(0.0), 0.0);
    }

    #[test]
    fn the_band_holds_the_value_and_repeats() {
        let (a, b) = (band(&NESTS, 1.0), band(&NESTS, 1.0));
        assert_eq!(a, b);
        let value = loss(price_change(&NESTS, 1.0).unwrap());
        assert!(a.low < value && value < a.high);
    }
}
