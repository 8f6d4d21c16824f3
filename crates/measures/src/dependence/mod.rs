//! Who depends on whom, before anybody adjusts.

pub mod barbieri;
pub mod energy_revenue;
pub mod expenditure_share;
pub mod export_share;
pub mod gdp_share;
pub mod hirschman_asymmetry;
pub mod import_share;
pub mod sales;
pub mod trade_share;
pub mod unit_value;

use crate::books::{Books, Items, Total};
use crate::definition::Definition;
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Subject, Unit};
use suzerain_tables::{Economy, Observation, Year};

/// What a trade measure is asked for.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The books it reads.
    pub books: &'a Books,
    /// Domain the figure will stand in.
    pub domain: Domain,
    /// Who depends on whom.
    pub dyad: Dyad,
    /// Year.
    pub year: Year,
    /// Items summed.
    pub items: &'a Items,
}

impl Question<'_> {
    fn figure(&self, definition: &Definition, unit: Unit) -> Figure {
        let mut figure = Figure::new(definition.id, self.domain, Subject::Directed(self.dyad), self.year, unit);
        figure.item = self.books.item(self.items);
        figure.sources = vec![self.books.source()];
        if let Some(flag) = definition.reading.flag() {
            figure.flag(flag);
        }
        figure
    }

    /// The same question asked by the other side.
    fn reversed(&self) -> Self {
        Self { dyad: self.dyad.reversed(), ..self.clone() }
    }

    fn flow_input(&self, role: Role, exporter: Economy, importer: Economy) -> (Observation, Option<Input>) {
        let value = self.books.flow(exporter, importer, self.year, self.items);
        let input = value.known().map(|value| Input {
            role,
            label: format!("sales of {} to {}", exporter.name(), importer.name()),
            value,
            unit: Unit::KiloUsd,
            rows: self.books.rows(Some(exporter), Some(importer), self.year, self.items),
        });
        (value, input)
    }

    fn total_input(&self, role: Role, owner: Economy, exports: bool) -> (Total, Option<Input>) {
        let (total, label, exporter, importer) = if exports {
            let total = self.books.exports(owner, self.year, self.items);
            (total, format!("exports of {} to all partners", owner.name()), Some(owner), None)
        } else {
            let total = self.books.imports(owner, self.year, self.items);
            (total, format!("imports of {} from all partners", owner.name()), None, Some(owner))
        };
        let input = total.value_kusd.known().map(|value| Input {
            role,
            label: format!("{label}, own sales left out ({} rows)", total.rows),
            value,
            unit: Unit::KiloUsd,
            rows: self.books.rows(exporter, importer, self.year, self.items),
        });
        (total, input)
    }

    /// Puts value, status, denominator, standing and inputs on a share.
    fn finish(
        &self,
        mut figure: Figure,
        value: Observation,
        unknown: Vec<Economy>,
        inputs: Vec<Option<Input>>,
    ) -> Figure {
        let (status, flags) = self.books.standing(self.dyad.dependent, self.dyad.on, self.year);
        figure = figure.with_value(value, status);
        if figure.value.known().is_some() {
            flags.into_iter().for_each(|f| figure.flag(f));
            if !unknown.is_empty() {
                figure.flag(Flag::Incomplete(unknown));
            }
        }
        figure.inputs = inputs.into_iter().flatten().collect();
        figure
    }
}

fn union(mut a: Vec<Economy>, b: Vec<Economy>) -> Vec<Economy> {
    a.extend(b);
    a.sort_unstable();
    a.dedup();
    a
}

fn sum(a: &Observation, b: &Observation) -> Observation {
    match (a, b) {
        (Observation::Known(x), Observation::Known(y)) => Observation::Known(x + y),
        (Observation::Missing(m), _) | (_, Observation::Missing(m)) => Observation::Missing(m.clone()),
    }
}
