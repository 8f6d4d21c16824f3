//! Unit values: what one buyer pays one seller for a product, beside its other suppliers.
//!
//! unit value = value free on board / quantity, in US dollars per tonne.
//! benchmark = sum of value / sum of quantity over the buyer's other suppliers that have a quantity
//! (that is, their quantity-weighted mean), with the quantity-weighted quartiles as its band.
//! ratio = unit value / benchmark; below 1 the seller is cheaper.
//!
//! A unit value is not a price: grades, contracts and freight differ. A quantity is `suspect` where
//! the ratio lies outside 1/2 to 2, or where the ratio or the unit value itself changed by more than
//! a factor of 2 against the year before, or where the unit value equals that of another supplier to
//! six digits; no discount is read from such a figure. The last two rules are needed where the
//! quantities of all suppliers are imputed or err together and the ratio stays calm: China's pipeline
//! gas of 2022, whose recorded tonnage fell while its unit value rose 3.5 times, and whose unit value
//! is the same for Russia and Turkmenistan.

use super::Question;
use crate::books::Items;
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Band, Figure, Flag, Input, Role, Unit};
use suzerain_tables::{Missing, Observation, Year};

/// Ratios outside this range, or its inverse, make a quantity suspect.
pub const SUSPECT_FACTOR: f64 = 2.0;

/// Two unit values closer than this are one: their quantities were imputed together.
const SAME_PRICE: f64 = 1e-6;

const PAGE: &str = "docs/methods/unit-values.md";
const SOURCE: &str = "unit values of BACI, free on board (Gaulier and Zignago, CEPII working paper 2010-23); thresholds of suspicion are this project's";

/// Quantity sold.
pub const QUANTITY: Definition = Definition {
    id: "quantity",
    title: "Quantity bought",
    formula: "Q(on -> dependent)",
    range: "metric tonnes, at least 0",
    direction: "the dependent side buys, the other sells",
    reading: Reading::Neither,
    edge_cases: "0 for observed zero trade; missing where the source gives a value without a quantity",
    source: SOURCE,
    page: PAGE,
};

/// Unit value.
pub const DEFINITION: Definition = Definition {
    id: "unit_value",
    title: "Exporter's FOB unit value",
    formula: "1000 X(on -> dependent) / Q(on -> dependent)",
    range: "US dollars per tonne, above 0",
    direction: "what the dependent side pays the other",
    reading: Reading::Neither,
    edge_cases: "not defined for zero trade; missing without a quantity; flagged suspect-quantity where implausible",
    source: SOURCE,
    page: PAGE,
};

/// The other suppliers' unit value.
pub const BENCHMARK: Definition = Definition {
    id: "benchmark_unit_value",
    title: "Unit value of the buyer's other suppliers",
    formula: "1000 sum X(i -> dependent) / sum Q(i -> dependent), i not in {on, dependent}, with quantity",
    range: "US dollars per tonne, above 0; band: quantity-weighted quartiles",
    direction: "what the dependent side pays everybody else",
    reading: Reading::Neither,
    edge_cases: "missing where no other supplier has a quantity",
    source: SOURCE,
    page: PAGE,
};

/// Their ratio.
pub const RATIO: Definition = Definition {
    id: "unit_value_ratio",
    title: "Unit value over that of the buyer's other suppliers",
    formula: "unit_value / benchmark_unit_value",
    range: "ratio, above 0; below 1 the seller is cheaper",
    direction: "what the dependent side pays the other, relative to everybody else",
    reading: Reading::Neither,
    edge_cases: "missing where either part is; flagged suspect-quantity outside 1/2 to 2, or after a change of ratio or unit value by more than a factor of 2 within a year, or where another supplier has the same unit value",
    source: SOURCE,
    page: PAGE,
};

/// What the seller grants.
pub const DISCOUNT: Definition = Definition {
    id: "unit_value_discount",
    title: "Discount against the buyer's other suppliers",
    formula: "1 - unit_value_ratio",
    range: "share of the other suppliers' unit value, -1 to 1/2; below 0 a premium",
    direction: "what the dependent side pays the other, relative to everybody else",
    reading: Reading::Neither,
    edge_cases: "missing where the ratio is; not defined where the quantity is suspect, since no discount is read from it",
    source: SOURCE,
    page: PAGE,
};

/// The discount that a ratio of unit values shows.
#[must_use]
pub fn discount(ratio: &Figure) -> Figure {
    let mut figure = Figure { measure: DISCOUNT.id, unit: Unit::ShareDifference, ..ratio.clone() };
    let value = if ratio.has(&Flag::SuspectQuantity) {
        Observation::Missing(Missing::NotDefined { why: "the quantity is suspect".into() })
    } else {
        ratio.value.clone().map(|r| 1.0 - r)
    };
    figure = figure.with_value(value, ratio.status);
    figure.denominator = Some("other-suppliers-unit-value".into());
    figure
}

/// Quantity, unit value, benchmark and ratio of one product.
#[derive(Clone, Debug)]
pub struct UnitValues {
    /// Tonnes.
    pub quantity: Figure,
    /// US dollars per tonne.
    pub unit_value: Figure,
    /// The other suppliers, with quartiles.
    pub benchmark: Figure,
    /// Their ratio.
    pub ratio: Figure,
}

/// What `dependent` pays `on` for one product, beside its other suppliers.
///
/// The question must name one product; for [`Items::Goods`] every figure is not defined.
#[must_use]
pub fn unit_values(q: &Question<'_>) -> UnitValues {
    let Items::One(code) = q.items else {
        let undefined = |d: &Definition, unit| {
            let why = "unit values need one product".to_owned();
            q.finish(q.figure(d, unit), Observation::Missing(Missing::NotDefined { why }), vec![], vec![])
        };
        return UnitValues {
            quantity: undefined(&QUANTITY, Unit::Tonnes),
            unit_value: undefined(&DEFINITION, Unit::UsdPerTonne),
            benchmark: undefined(&BENCHMARK, Unit::UsdPerTonne),
            ratio: undefined(&RATIO, Unit::Ratio),
        };
    };
    let (value, sold) = q.flow_input(Role::Numerator, q.dyad.on, q.dyad.dependent);
    let tonnes = q.books.quantity(q.dyad.on, q.dyad.dependent, q.year, code);
    let weight = tonnes.known().map(|value| Input {
        role: Role::Denominator,
        label: format!("quantity from {} to {}", q.dyad.on.name(), q.dyad.dependent.name()),
        value,
        unit: Unit::Tonnes,
        rows: q.books.rows(Some(q.dyad.on), Some(q.dyad.dependent), q.year, q.items),
    });
    let own = per_tonne(value, tonnes.clone());
    let mut quantity = q.finish(q.figure(&QUANTITY, Unit::Tonnes), tonnes, vec![], vec![weight.clone()]);
    let mut unit_value = q.finish(q.figure(&DEFINITION, Unit::UsdPerTonne), own.clone(), vec![], vec![sold, weight]);
    let others = others(q, q.year, code);
    let (mean, quartiles) = others.as_ref().map_or((Observation::Missing(Missing::Gap), None), |o| {
        (Observation::Known(o.mean), Some(Band { low: o.lower_quartile, high: o.upper_quartile, level: None }))
    });
    let parts = others.as_ref().map_or_else(Vec::new, |o| {
        let rows = q.books.rows(None, Some(q.dyad.dependent), q.year, q.items);
        let input =
            |role, label: &str, value, unit| Some(Input { role, label: label.into(), value, unit, rows: rows.clone() });
        vec![
            input(
                Role::Numerator,
                "bought from all other suppliers with a quantity",
                o.value_usd / 1000.0,
                Unit::KiloUsd,
            ),
            input(Role::Denominator, "tonnes from all other suppliers", o.tonnes, Unit::Tonnes),
        ]
    });
    let mut benchmark = q.finish(q.figure(&BENCHMARK, Unit::UsdPerTonne), mean.clone(), vec![], parts);
    benchmark.band = quartiles;
    if quartiles.is_some() {
        benchmark.flag(Flag::BandIsInterquartile);
    }
    let relative = Observation::ratio(own, mean);
    let now = relative.known().zip(unit_value.value.known());
    let suspect = now.is_some_and(|(ratio, unit_value)| {
        let same = |price: &f64| (price / unit_value - 1.0).abs() < SAME_PRICE;
        others.as_ref().is_some_and(|o| o.prices.iter().any(same))
            || is_suspect(Point { ratio, unit_value }, point_in(q, q.year.plus(-1), code))
    });
    let mut ratio = q.finish(q.figure(&RATIO, Unit::Ratio), relative, vec![], vec![]);
    ratio.inputs = unit_value.inputs.iter().chain(&benchmark.inputs).cloned().collect();
    if suspect {
        for figure in [&mut quantity, &mut unit_value, &mut ratio] {
            figure.flag(Flag::SuspectQuantity);
        }
    }
    UnitValues { quantity, unit_value, benchmark, ratio }
}

/// Thousand US dollars over tonnes as US dollars per tonne.
///
/// ```
/// use suzerain_measures::dependence::unit_value::per_tonne;
/// use suzerain_tables::Observation::Known;
/// assert_eq!(per_tonne(Known(3.0), Known(6.0)), Known(500.0));
/// assert_eq!(per_tonne(Known(3.0), Known(0.0)).known(), None);
/// ```
#[must_use]
pub fn per_tonne(value_kusd: Observation, tonnes: Observation) -> Observation {
    Observation::ratio(value_kusd.map(|kusd| kusd * 1000.0), tonnes)
}

/// A product's ratio and unit value in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Unit value over that of the other suppliers.
    pub ratio: f64,
    /// US dollars per tonne.
    pub unit_value: f64,
}

/// Whether a year's point, with that of the year before, makes the quantity suspect.
///
/// ```
/// use suzerain_measures::dependence::unit_value::{Point, is_suspect};
/// let before = Point { ratio: 1.0, unit_value: 384.0 };
/// assert!(is_suspect(Point { ratio: 1.0, unit_value: 1349.0 }, Some(before)));
/// assert!(!is_suspect(Point { ratio: 0.9, unit_value: 500.0 }, Some(before)));
/// assert!(is_suspect(Point { ratio: 0.4, unit_value: 500.0 }, None));
/// ```
#[must_use]
pub fn is_suspect(now: Point, year_before: Option<Point>) -> bool {
    let outside = |x: f64| !(1.0 / SUSPECT_FACTOR..=SUSPECT_FACTOR).contains(&x);
    outside(now.ratio)
        || year_before.is_some_and(|b| outside(now.ratio / b.ratio) || outside(now.unit_value / b.unit_value))
}

struct Others {
    prices: Vec<f64>,
    value_usd: f64,
    tonnes: f64,
    mean: f64,
    lower_quartile: f64,
    upper_quartile: f64,
}

fn others(q: &Question<'_>, year: Year, code: &str) -> Option<Others> {
    let mut priced: Vec<(f64, f64)> = q
        .books
        .imports_by_supplier(q.dyad.dependent, year, code)
        .iter()
        .filter(|e| e.partner != q.dyad.on && e.partner != q.dyad.dependent && e.quantity_t > 0.0)
        .map(|e| (e.value_kusd * 1000.0 / e.quantity_t, e.quantity_t))
        .collect();
    priced.sort_by(|a, b| a.0.total_cmp(&b.0));
    let tonnes: f64 = priced.iter().map(|(_, t)| t).sum();
    if priced.is_empty() || tonnes <= 0.0 {
        return None;
    }
    let quantile = |level: f64| {
        let mut below = 0.0;
        for (price, t) in &priced {
            below += t;
            if below >= level * tonnes {
                return *price;
            }
        }
        priced[priced.len() - 1].0
    };
    let value_usd: f64 = priced.iter().map(|(p, t)| p * t).sum();
    Some(Others {
        prices: priced.iter().map(|(p, _)| *p).collect(),
        value_usd,
        tonnes,
        mean: value_usd / tonnes,
        lower_quartile: quantile(0.25),
        upper_quartile: quantile(0.75),
    })
}

fn point_in(q: &Question<'_>, year: Year, code: &str) -> Option<Point> {
    let value = q.books.flow(q.dyad.on, q.dyad.dependent, year, q.items).known()?;
    let tonnes = q.books.quantity(q.dyad.on, q.dyad.dependent, year, code).known()?;
    let unit_value = value * 1000.0 / tonnes;
    let ratio = unit_value / others(q, year, code)?.mean;
    ratio.is_finite().then_some(Point { ratio, unit_value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suspicion_starts_beyond_a_factor_of_two_in_level_or_within_a_year() {
        let point = |ratio| Point { ratio, unit_value: 100.0 };
        assert!(!is_suspect(point(0.5), None) && !is_suspect(point(2.0), Some(point(1.0))));
        assert!(is_suspect(point(0.49), None) && is_suspect(point(2.01), None));
        assert!(is_suspect(point(1.5), Some(point(0.7))));
        assert!(is_suspect(point(1.0), Some(Point { ratio: 1.0, unit_value: 49.0 })));
    }
}
