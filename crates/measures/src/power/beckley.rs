//! Beckley's product times product per head, and a pair's share of it.
//!
//! y = GDP * GDP / population; share of A = y_A / (y_A + y_B) (Beckley 2018). Product counts resources,
//! product per head how much of them is left after the people who make them are fed. GDP in
//! constant US dollars of 2015.
//!
//! ```
//! use suzerain_measures::power::beckley::{product, share};
//! // Twice the product with four times the people: 2 * 2 / 4 = 1, so the two are equal.
//! assert_eq!((product(2.0, 4.0), product(1.0, 1.0), share(1.0, 1.0)), (Some(1.0), Some(1.0), Some(0.5)));
//! ```

use super::indicator::indicator;
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Dyad, Figure, Input, Role, Subject, Unit};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::variables::{GDP_CONSTANT, POPULATION, variable};
use suzerain_tables::{Economy, Missing, Observation, Year};

const SOURCE: &str = "Beckley 2018, The Power of Nations: Measuring What Matters";
const PAGE: &str = "docs/methods/beckley.md";

/// Product times product per head.
pub const DEFINITION: Definition = Definition {
    id: "beckley",
    title: "GDP times GDP per head",
    formula: "GDP * GDP / population",
    range: "US dollars of 2015 squared per head, above 0",
    direction: "a figure of one state",
    reading: Reading::Neither,
    edge_cases: "missing if product or population is",
    source: SOURCE,
    page: PAGE,
};

/// A state's share of the pair's sum.
pub const SHARE: Definition = Definition {
    id: "beckley_share",
    title: "Share of the pair's GDP times GDP per head",
    formula: "y(dependent) / (y(dependent) + y(on)), y = GDP * GDP / population",
    range: "share of the pair, 0 to 1",
    direction: "the dependent side's share",
    reading: Reading::Neither,
    edge_cases: "missing if either side's value is",
    source: SOURCE,
    page: PAGE,
};

/// GDP times GDP per head; none without people.
#[must_use]
pub fn product(gdp: f64, population: f64) -> Option<f64> {
    (population > 0.0).then(|| gdp * gdp / population)
}

/// The share of `a` in the sum of both; none if the sum is not above 0.
#[must_use]
pub fn share(a: f64, b: f64) -> Option<f64> {
    (a + b > 0.0).then(|| a / (a + b))
}

/// GDP times GDP per head of a state; `gdp` and `people` hold the two variables.
#[must_use]
pub fn beckley(gdp: &Indicators, people: &Indicators, economy: Economy, year: Year) -> Figure {
    let mut f = Figure::new(DEFINITION.id, Domain::Power, Subject::State(economy), year, Unit::Usd2015SquaredPerHead);
    let parts = [(gdp, GDP_CONSTANT), (people, POPULATION)]
        .map(|(data, id)| variable(id).map(|v| indicator(data, v, Domain::Power, economy, year)));
    let [Some(product_part), Some(people_part)] = parts else { return f };
    f.sources = product_part.sources.iter().chain(&people_part.sources).cloned().collect();
    f.sources.dedup();
    f.inputs = product_part.inputs.iter().chain(&people_part.inputs).cloned().collect();
    let status = product_part.status.worst(people_part.status);
    let value = match (product_part.value, people_part.value) {
        (Observation::Known(y), Observation::Known(n)) => product(y, n).map_or_else(
            || Observation::Missing(Missing::NotDefined { why: "no population".into() }),
            Observation::Known,
        ),
        (Observation::Missing(why), _) | (_, Observation::Missing(why)) => Observation::Missing(why),
    };
    f.with_value(value, status)
}

/// The dependent side's share of the pair's sum; `sides` are [`beckley`] of both.
#[must_use]
pub fn beckley_share(dyad: Dyad, sides: [&Figure; 2]) -> Figure {
    let mut f = Figure::new(SHARE.id, Domain::Power, Subject::Directed(dyad), sides[0].year, Unit::Share);
    f.denominator = Some("pair".into());
    f.sources.clone_from(&sides[0].sources);
    f.inputs = sides
        .iter()
        .filter_map(|side| {
            side.value.known().map(|value| Input {
                role: Role::Term,
                label: format!("{} of {}", DEFINITION.title, side.subject),
                value,
                unit: side.unit,
                rows: side.inputs.first().map(|i| i.rows.clone()).unwrap_or_default(),
            })
        })
        .collect();
    let value = match (sides[0].value.clone(), sides[1].value.clone()) {
        (Observation::Known(a), Observation::Known(b)) => share(a, b).map_or_else(
            || Observation::Missing(Missing::NotDefined { why: "both are zero".into() }),
            Observation::Known,
        ),
        (Observation::Missing(why), _) | (_, Observation::Missing(why)) => Observation::Missing(why),
    };
    f.with_value(value, sides[0].status.worst(sides[1].status))
}
