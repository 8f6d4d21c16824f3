//! An indicator as its publisher gives it: product under each definition, population, research.
//!
//! The figure's measure is the variable's identifier; its unit is the variable's. Nothing is
//! computed. Outside the source's window the value is missing.

use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Figure, Input, Role, Rows, SourceRef, Subject};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::variables::Variable;
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
    figure.with_value(value, data.meta().status.figure())
}
