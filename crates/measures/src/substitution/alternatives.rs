//! Alternatives: the part of the world's supply (or demand) that is neither the other side's nor the dependent
//! side's own, and the part of it that is reachable since its owners do not sanction the dependent side.
//!
//! buying: alternatives = sum over i not in {dependent, on} of exports_i / (world exports - exports of dependent)
//! selling: the same with imports
//! reachable: the sum leaves out every i that sanctions the dependent side in that year
//!
//! The part the sanctioning economies hold is the difference of the two. Capacity that exists today is
//! counted whether or not it is free; what it would cost to turn to it is not in the measure.
//!
//! ```
//! use suzerain_measures::market::example;
//! use suzerain_measures::substitution::{Question, Side, alternatives::{alternatives, reachable_alternatives}};
//! use suzerain_tables::{Economy, figure::{Domain, Dyad}, sanctions::Sanctions};
//! let market = example(2023, &[("CHN", "RUS", 50.0), ("DEU", "CHN", 30.0), ("IND", "CHN", 20.0), ("RUS", "CHN", 99.0)]);
//! let [rus, chn] = ["RUS", "CHN"].map(|c| Economy::from_code(c).unwrap());
//! let text = "[[sanction]]\nsenders = ['DEU']\ntarget = 'RUS'\nfrom = '2022-03'\nsource = 's'";
//! let sanctions = Sanctions::parse(text).unwrap();
//! let dyad = Dyad { dependent: rus, on: chn };
//! let q = Question { market: &market, sanctions: &sanctions, domain: Domain::Goods, dyad, side: Side::Buying };
//! assert_eq!(alternatives(&q).value.known(), Some(0.5)); // DEU and IND hold 50 of 100
//! assert_eq!(reachable_alternatives(&q).value.known(), Some(0.2)); // of whom only IND would sell
//! ```

use super::{Question, Side};
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Figure, Flag, Input, Role, Rows, Subject, Unit};
use suzerain_tables::{Economy, Missing, Observation, YearRange};

const PAGE: &str = "docs/methods/alternatives.md";
const SOURCE: &str = "Hirschman 1945, chapter II: power over n is the difficulty n has in replacing the other's trade; Keohane and Nye 1977: vulnerability. Equation of this project";

/// All alternatives.
pub const ALL: Definition = Definition {
    id: "alternatives",
    title: "World supply (or demand) held by others",
    formula: "sum over i not in {dependent, on} of exports_i / (world exports - exports of dependent); selling: imports",
    range: "share, 0 to 1",
    direction: "the dependent side looks for another supplier (flag buying) or buyer (flag selling)",
    reading: Reading::Vulnerability,
    edge_cases: "missing where the source lacks either side; not defined where nobody else trades the item",
    source: SOURCE,
    page: PAGE,
};

/// Reachable alternatives.
pub const REACHABLE: Definition = Definition {
    id: "reachable_alternatives",
    title: "World supply (or demand) held by others who do not sanction",
    formula: "alternatives, without every i that sanctions dependent in the year",
    range: "share, 0 to 1, at most alternatives",
    direction: "the dependent side looks for another supplier (flag buying) or buyer (flag selling)",
    reading: Reading::Vulnerability,
    edge_cases: "as alternatives; sanctions are dated facts (sanctions.toml), a year counts where they held in more than six of its months",
    source: SOURCE,
    page: PAGE,
};

struct Parts {
    others: f64,
    whole: f64,
}

fn parts(q: &Question<'_>, keep: impl Fn(Economy) -> bool) -> Result<Parts, Missing> {
    for economy in [q.dyad.dependent, q.dyad.on] {
        if !q.market.covers(economy) {
            return Err(Missing::NotCovered { economy });
        }
    }
    let totals = match q.side {
        Side::Buying => q.market.exports(),
        Side::Selling => q.market.imports(),
    };
    let not_own = || totals.iter().filter(|(e, _)| **e != q.dyad.dependent);
    let whole: f64 = not_own().map(|(_, v)| v).sum();
    let others = not_own().filter(|(e, _)| **e != q.dyad.on && keep(**e)).map(|(_, v)| v).sum();
    if whole > 0.0 {
        Ok(Parts { others, whole })
    } else {
        Err(Missing::NotDefined { why: "nobody else trades it".into() })
    }
}

fn figure(q: &Question<'_>, definition: &Definition, keep: impl Fn(Economy) -> bool) -> Figure {
    let year = q.market.year();
    let mut figure = Figure::new(definition.id, q.domain, Subject::Directed(q.dyad), year, Unit::Share);
    figure.item = q.market.item();
    figure.sources = vec![q.market.source()];
    figure.denominator = Some(q.market.universe());
    if let Some(flag) = definition.reading.flag() {
        figure.flag(flag);
    }
    figure.flag(side_flag(q.side));
    match parts(q, keep) {
        Err(missing) => figure.with_value(Observation::Missing(missing), suzerain_tables::figure::Status::Missing),
        Ok(Parts { others, whole }) => {
            // The world's totals rest on many reporters: those who are silent are known from their partners.
            let (status, flags) = q.market.standing(&[q.dyad.dependent, q.dyad.on]);
            figure =
                figure.with_value(Observation::ratio(Observation::Known(others), Observation::Known(whole)), status);
            flags.into_iter().for_each(|f| figure.flag(f));
            let rows = Rows {
                source: q.market.meta().source.clone(),
                years: Some(YearRange::new(year, year)),
                items: q.market.item().map(|i| i.code).into_iter().collect(),
                ..Rows::default()
            };
            let what = if q.side == Side::Buying { "exports" } else { "imports" };
            let input =
                |role, label: String, value| Input { role, label, value, unit: Unit::KiloUsd, rows: rows.clone() };
            figure.inputs = vec![
                input(Role::Numerator, format!("{what} of the others that count"), others),
                input(Role::Denominator, format!("{what} of all but {}", q.dyad.dependent.name()), whole),
            ];
            figure
        }
    }
}

/// The remark that says whether the dependent side buys or sells.
#[must_use]
pub const fn side_flag(side: Side) -> Flag {
    Flag::Remark(std::borrow::Cow::Borrowed(match side {
        Side::Buying => "buying",
        Side::Selling => "selling",
    }))
}

/// What others hold.
#[must_use]
pub fn alternatives(q: &Question<'_>) -> Figure {
    figure(q, &ALL, |_| true)
}

/// What others hold who do not sanction the dependent side.
#[must_use]
pub fn reachable_alternatives(q: &Question<'_>) -> Figure {
    let year = q.market.year();
    figure(q, &REACHABLE, |other| !q.sanctions.holds(other, q.dyad.dependent, year))
}
