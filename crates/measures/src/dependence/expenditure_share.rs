//! Expenditure share: how much of all one side spends on a sector goes to the other, own sales
//! included in the whole.
//!
//! expenditure share of `dependent` on `on` = X(on, dependent) / sum over all i of X(i, dependent)
//!
//! Range 0 to 1. The dependent side is the buyer. This is the share pi of the gravity models; it is
//! smaller than the import share wherever the buyer supplies itself. Only for sources that hold
//! domestic sales; otherwise missing.

use super::Question;
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Figure, Role, Unit};
use suzerain_tables::{Missing, Observation};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "expenditure_share",
    title: "Expenditure share",
    formula: "X(on -> dependent) / sum over all i, dependent itself included, of X(i -> dependent)",
    range: "share, 0 to 1",
    direction: "the dependent side is the buyer",
    reading: Reading::Sensitivity,
    edge_cases: "0 for observed zero trade; missing where the source has no domestic sales",
    source: "Dekle, Eaton and Kortum 2008, IMF Staff Papers 55(3): expenditure share pi",
    page: "docs/methods/trade-shares.md",
};

/// Share of the dependent side's expenditure, own sales included, that goes to the other side.
#[must_use]
pub fn expenditure_share(q: &Question<'_>) -> Figure {
    let (flow, numerator) = q.flow_input(Role::Numerator, q.dyad.on, q.dyad.dependent);
    let (abroad, imports) = q.total_input(Role::Denominator, q.dyad.dependent, false);
    let (home, own) = q.flow_input(Role::Denominator, q.dyad.dependent, q.dyad.dependent);
    let mut figure = q.figure(&DEFINITION, Unit::Share);
    figure.denominator = Some(format!("expenditure-{}", q.books.universe()));
    let home = match home {
        Observation::Known(0.0) => Observation::Missing(Missing::NoSource {
            fill: "domestic sales are needed: suzerain import icio FILE --into DIR".into(),
        }),
        other => other,
    };
    let value = Observation::ratio(flow, super::sum(&abroad.value_kusd, &home));
    q.finish(figure, value, abroad.unknown, vec![numerator, imports, own])
}
