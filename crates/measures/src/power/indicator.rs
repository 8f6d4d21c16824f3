//! An indicator as its publisher gives it: product under each definition, population, research.
//!
//! The figure's measure is the variable's identifier; its unit is the variable's. Nothing is
//! computed. Outside the source's window the value is missing. Where the source gives a standard deviation, the
//! figure has a band of 90 %: normal for positions, log-normal with that mean and deviation for quantities, which
//! cannot fall below zero.
//!
//! ```
//! use suzerain_measures::power::indicator::band;
//! let (low, high) = band(1.0, 0.5, true);
//! assert!(0.4 < low && low < 0.45 && 1.8 < high && high < 1.95);
//! assert_eq!(band(1.0, 0.0, false), (1.0, 1.0));
//! ```

use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Band, Domain, Figure, Input, Role, Rows, SourceRef, Subject, Unit};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::variables::{self, Variable};
use suzerain_tables::{Economy, Year, YearRange};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "indicator",
    title: "An indicator as published",
    formula: "the publisher's value",
    range: "the variable's unit",
    direction: "a figure of one state",
    reading: Reading::Neither,
    edge_cases: "missing outside the source's window and in its gaps",
    source: "the publisher named with the figure",
    page: "docs/methods/indicators.md",
};

/// Probability between the ends of a band.
pub const LEVEL: f64 = 0.9;
/// Standard deviations on either side that hold it.
const REACH: f64 = 1.644_853_626_951_472_7;

/// The ends of 90 % of a normal distribution with this mean and standard deviation, or of a log-normal one.
#[must_use]
pub fn band(mean: f64, deviation: f64, log: bool) -> (f64, f64) {
    if log && mean > 0.0 {
        let variance = (deviation / mean).powi(2).ln_1p();
        let end = |by: f64| mean * (by * REACH * variance.sqrt() - variance / 2.0).exp();
        (end(-1.0), end(1.0))
    } else {
        (mean - REACH * deviation, mean + REACH * deviation)
    }
}

/// The value of a variable for an economy in a year.
#[must_use]
pub fn indicator(
    data: &Indicators,
    variable: &'static Variable,
    domain: Domain,
    economy: Economy,
    year: Year,
) -> Figure {
    let mut figure = Figure::new(variable.id, domain, Subject::State(economy), year, variable.unit);
    figure.sources = vec![SourceRef { id: SourceId(data.meta().source.clone()), vintage: data.meta().vintage.clone() }];
    let value = data.get(variable.id, economy, year);
    if let Some(known) = value.known() {
        figure.inputs.push(Input {
            role: Role::Term,
            label: variable.name.to_owned(),
            value: known,
            unit: variable.unit,
            rows: Rows {
                source: data.meta().source.clone(),
                exporter: Some(economy),
                years: Some(YearRange::new(year, year)),
                variables: vec![variable.id.to_owned()],
                ..Rows::default()
            },
        });
    }
    let deviation = variables::deviation_of(variable.id).and_then(|d| data.get(d.id, economy, year).known());
    if let (Some(mean), Some(deviation)) = (value.known(), deviation) {
        let (low, high) = band(mean, deviation, variable.unit != Unit::StandardDeviations);
        figure.band = Some(Band { low, high, level: Some(LEVEL) });
    }
    figure.with_value(value, data.meta().status.figure())
}
