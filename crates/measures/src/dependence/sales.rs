//! Sales of one economy to another, and the gap between two sources on the same flow.

use super::Question;
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Figure, Role, Subject, Unit};
use suzerain_tables::{Missing, Observation};

/// Sales of `on` to `dependent`.
pub const DEFINITION: Definition = Definition {
    id: "sales",
    title: "Sales to the dependent side",
    formula: "X(on -> dependent)",
    range: "thousand current US dollars, at least 0",
    direction: "the dependent side buys, the other sells",
    reading: Reading::Neither,
    edge_cases: "0 where the source looked and found nothing; missing where neither side reported or the source does not cover one of them",
    source: "definition of the source: BACI free on board (Gaulier and Zignago, CEPII working paper 2010-23), ICIO basic prices",
    page: "docs/methods/trade-shares.md",
};

/// How far another source lies from the headline source on the same flow and year.
pub const GAP: Definition = Definition {
    id: "source_gap",
    title: "Gap between two sources",
    formula: "(X of the other source - X of the headline source) / X of the headline source",
    range: "ratio, at least -1",
    direction: "the dependent side buys, the other sells",
    reading: Reading::Neither,
    edge_cases: "not defined where the headline value is 0; missing where either is",
    source: "own definition",
    page: "docs/methods/trade-shares.md",
};

/// Sales of `on` to `dependent` in thousand current US dollars.
#[must_use]
pub fn sales(q: &Question<'_>) -> Figure {
    let (value, input) = q.flow_input(Role::Numerator, q.dyad.on, q.dyad.dependent);
    q.finish(q.figure(&DEFINITION, Unit::KiloUsd), value, vec![], vec![input])
}

/// The gap between two figures of the same flow, year and items; `headline` is the base.
#[must_use]
pub fn gap(headline: &Figure, other: &Figure) -> Figure {
    let mut figure = Figure::new(GAP.id, headline.domain, headline.subject, headline.year, Unit::Ratio);
    figure.item.clone_from(&headline.item);
    let value = match (headline.value.known(), other.value.known()) {
        (Some(base), Some(x)) if base != 0.0 => Observation::finite((x - base) / base, "the gap is not finite"),
        (Some(_), Some(_)) => Observation::Missing(Missing::NotDefined { why: "the headline value is zero".into() }),
        _ => Observation::Missing(Missing::Gap),
    };
    figure = figure.with_value(value, headline.status.worst(other.status));
    figure.sources = other.sources.iter().chain(&headline.sources).cloned().collect();
    figure.inputs = headline.inputs.iter().chain(&other.inputs).cloned().collect();
    debug_assert!(matches!(figure.subject, Subject::Directed(_)));
    figure
}
