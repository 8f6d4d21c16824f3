//! Where an economy stands in the network of trade.

pub mod betweenness;
pub mod hub;
pub mod page_rank;

use crate::definition::Definition;
use crate::market::Market;
use suzerain_tables::figure::{Domain, Figure, Flag, Input, Role, Rows, Subject, Unit};
use suzerain_tables::{Economy, Missing, Observation, YearRange};

/// Damping of walks along trade links: the weight of the next stage against a fresh start.
pub const DAMPING: f64 = 0.85;

/// A figure about the market with its provenance; the value is put in by the caller.
fn figure(
    market: &Market,
    definition: &Definition,
    subject: Subject,
    unit: Unit,
    value: Result<f64, Missing>,
) -> Figure {
    let mut figure = Figure::new(definition.id, Domain::Goods, subject, market.year(), unit);
    figure.item = market.item();
    figure.sources = vec![market.source()];
    figure.denominator = Some(market.universe());
    if let Some(flag) = definition.reading.flag() {
        figure.flag(flag);
    }
    let about: Vec<Economy> = match subject {
        Subject::State(e) => vec![e],
        Subject::Directed(d) => vec![d.dependent, d.on],
        Subject::Symmetric(a, b) => vec![a, b],
    };
    let missing = about.iter().find(|e| !market.covers(**e)).map(|e| Missing::NotCovered { economy: *e });
    let value = match (missing, value) {
        (Some(why), _) | (None, Err(why)) => Observation::Missing(why),
        (None, Ok(value)) => Observation::finite(value, "not finite"),
    };
    let (status, flags) = market.standing(&about);
    figure = figure.with_value(value, status);
    if figure.value.known().is_some() {
        flags.into_iter().for_each(|f| figure.flag(f));
        let unknown = market.unknown_partners(about[0]);
        if !unknown.is_empty() {
            figure.flag(Flag::Incomplete(unknown));
        }
        let rows = Rows {
            source: market.meta().source.clone(),
            years: Some(YearRange::new(market.year(), market.year())),
            items: market.item().map(|i| i.code).into_iter().collect(),
            ..Rows::default()
        };
        let links = market.trade().count() as f64;
        figure.inputs = vec![Input {
            role: Role::Term,
            label: "known flows between two economies".into(),
            value: links,
            unit: Unit::Count,
            rows,
        }];
    }
    figure
}
