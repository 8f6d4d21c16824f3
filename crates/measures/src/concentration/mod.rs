//! How concentrated an economy's suppliers and markets are.

pub mod hhi;
pub mod hirschman;

use crate::books::{Books, Items};
use crate::definition::Definition;
use suzerain_tables::figure::{Domain, Figure, Flag, Input, Role, Subject, Unit};
use suzerain_tables::{Economy, Missing, Observation, Year};

/// Which partners are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Those the economy buys from.
    Suppliers,
    /// Those it sells to.
    Markets,
}

/// What a measure of concentration is asked for.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The books of the economy.
    pub books: &'a Books,
    /// Domain the figure will stand in.
    pub domain: Domain,
    /// Whose partners.
    pub economy: Economy,
    /// Suppliers or markets.
    pub side: Side,
    /// Year.
    pub year: Year,
    /// Items summed.
    pub items: &'a Items,
}

impl Question<'_> {
    /// A figure of the partners' flows: `of` gives none where it is not defined.
    fn figure(&self, definition: &Definition, of: impl Fn(&[f64]) -> Option<f64>) -> Figure {
        let exports = self.side == Side::Markets;
        let mut figure = Figure::new(definition.id, self.domain, Subject::State(self.economy), self.year, Unit::Ratio);
        figure.item = self.books.item(self.items);
        figure.sources = vec![self.books.source()];
        figure.denominator = Some(self.books.universe());
        definition.reading.flag().into_iter().for_each(|f| figure.flag(f));
        let total = if exports {
            self.books.exports(self.economy, self.year, self.items)
        } else {
            self.books.imports(self.economy, self.year, self.items)
        };
        let Observation::Known(whole) = total.value_kusd else {
            figure.value = total.value_kusd;
            return figure;
        };
        let partners = self.books.by_partner(self.economy, exports, self.year, self.items);
        let flows: Vec<f64> = partners.values().copied().filter(|v| *v > 0.0).collect();
        let value = of(&flows).map_or_else(
            || Observation::Missing(Missing::NotDefined { why: "too few partners".into() }),
            |v| Observation::finite(v, "no finite value"),
        );
        let (exporter, importer) = if exports { (Some(self.economy), None) } else { (None, Some(self.economy)) };
        figure.inputs = vec![Input {
            role: Role::Denominator,
            label: format!(
                "{} of {} with {} partners",
                if exports { "exports" } else { "imports" },
                self.economy.name(),
                flows.len()
            ),
            value: whole,
            unit: Unit::KiloUsd,
            rows: self.books.rows(exporter, importer, self.year, self.items),
        }];
        let (status, flags) = self.books.standing(self.economy, self.economy, self.year);
        figure = figure.with_value(value, status);
        if figure.value.known().is_some() {
            flags.into_iter().for_each(|f| figure.flag(f));
            if !total.unknown.is_empty() {
                figure.flag(Flag::Incomplete(total.unknown));
            }
        }
        figure
    }
}
