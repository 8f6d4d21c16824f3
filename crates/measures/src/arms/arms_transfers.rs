//! Arms transfers: volume of major weapons delivered, and the supplier's share.
//!
//! The volume is in SIPRI trend-indicator values (TIV): a measure of military capability moved,
//! not of money paid. Range 0 upwards; shares 0 to 1. The dependent side receives. A share cannot
//! see self-sufficiency: a recipient that stops importing keeps its old share.
//!

use crate::definition::{Definition, Reading};
use suzerain_tables::arms::{Delivery, Weapon};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Rows, SourceRef, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::TableMeta;
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange, coverage};

const PAGE: &str = "docs/methods/arms.md";

/// Volume delivered.
pub const VOLUME: Definition = Definition {
    id: "arms_transfers",
    title: "Major arms delivered to the dependent side",
    formula: "TIV(on -> dependent)",
    range: "million SIPRI trend-indicator values, at least 0",
    direction: "the dependent side receives, the other supplies",
    reading: Reading::Neither,
    edge_cases: "0 inside the window where no delivery is registered; missing outside it",
    source: "SIPRI Arms Transfers Database, sources and methods",
    page: PAGE,
};

/// The supplier's share.
pub const SHARE: Definition = Definition {
    id: "arms_import_share",
    title: "Share of the dependent side's arms imports",
    formula: "TIV(on -> dependent) / sum over i of TIV(i -> dependent)",
    range: "share, 0 to 1",
    direction: "the dependent side receives, the other supplies",
    reading: Reading::Sensitivity,
    edge_cases: "not defined in a year without imports; missing unless the whole register is loaded",
    source: "SIPRI Arms Transfers Database, sources and methods",
    page: PAGE,
};

/// Years taken together for the share, since deliveries are lumpy (the publisher's own practice).
pub const SHARE_YEARS: i16 = 5;

/// Deliveries of one source with its windows.
#[derive(Clone, Debug)]
pub struct Register {
    /// Provenance and windows.
    pub meta: TableMeta,
    /// Deliveries.
    pub rows: Vec<Delivery>,
}

impl Register {
    /// Years covered for both sides.
    #[must_use]
    pub fn window(&self, a: Economy, b: Economy) -> Option<YearRange> {
        let (a, b) = (self.meta.coverage.window(coverage::FLOWS, a)?, self.meta.coverage.window(coverage::FLOWS, b)?);
        let both = YearRange::new(a.first.max(b.first), a.last.min(b.last));
        (both.first <= both.last).then_some(both)
    }

    /// Whether it holds all suppliers of everybody, so that shares have a whole.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.meta.universe.as_deref() == Some("world")
    }

    fn sum(&self, supplier: Option<Economy>, recipient: Economy, year: Year) -> f64 {
        self.rows
            .iter()
            .filter(|r| r.year == year && r.recipient == recipient && supplier.is_none_or(|s| s == r.supplier))
            .map(|r| r.tiv_m)
            // A sum of nothing is -0.
            .fold(0.0, |sum, tiv| sum + tiv)
    }

    fn figure(&self, definition: &Definition, dyad: Dyad, year: Year, unit: Unit) -> Figure {
        let mut f = Figure::new(definition.id, Domain::Arms, Subject::Directed(dyad), year, unit);
        f.sources = vec![SourceRef { id: SourceId(self.meta.source.clone()), vintage: self.meta.vintage.clone() }];
        if let Some(flag) = definition.reading.flag() {
            f.flag(flag);
        }
        f
    }

    fn volume_in(&self, dyad: Dyad, year: Year) -> Observation {
        match self.window(dyad.dependent, dyad.on) {
            None => Observation::Missing(Missing::NotCovered {
                economy: if self.meta.coverage.window(coverage::FLOWS, dyad.on).is_none() {
                    dyad.on
                } else {
                    dyad.dependent
                },
            }),
            Some(window) if !window.contains(year) => Observation::Missing(Missing::OutsideWindow { window }),
            Some(_) => Observation::Known(self.sum(Some(dyad.on), dyad.dependent, year)),
        }
    }

    fn input(
        &self,
        role: Role,
        label: String,
        value: f64,
        supplier: Option<Economy>,
        recipient: Economy,
        year: Year,
    ) -> Input {
        Input {
            role,
            label,
            value,
            unit: Unit::MillionTiv,
            rows: Rows {
                source: self.meta.source.clone(),
                exporter: supplier,
                importer: Some(recipient),
                years: Some(YearRange::new(year, year)),
                ..Rows::default()
            },
        }
    }

    /// Volume delivered by `on` to `dependent` in `year`.
    #[must_use]
    pub fn volume(&self, dyad: Dyad, year: Year) -> Figure {
        let value = self.volume_in(dyad, year);
        let mut f = self.figure(&VOLUME, dyad, year, Unit::MillionTiv).with_value(value, self.meta.status.figure());
        if let Some(v) = f.value.known() {
            let label = format!("deliveries from {} to {}", dyad.on.name(), dyad.dependent.name());
            f.inputs = vec![self.input(Role::Numerator, label, v, Some(dyad.on), dyad.dependent, year)];
        }
        f
    }

    /// Volume of the weapons whose name contains `name`, letter case aside, delivered by `on` to `dependent` in
    /// `year`; `weapons` are the rows of this register by weapon.
    #[must_use]
    pub fn volume_of(&self, weapons: &[Weapon], dyad: Dyad, year: Year, name: &str) -> Figure {
        let wanted = name.to_lowercase();
        let sum: f64 = weapons
            .iter()
            .filter(|w| (w.delivery.supplier, w.delivery.recipient, w.delivery.year) == (dyad.on, dyad.dependent, year))
            .filter(|w| w.name.to_lowercase().contains(&wanted))
            .map(|w| w.delivery.tiv_m)
            .sum();
        let mut f = self.volume(dyad, year);
        f.flag(Flag::Remark(format!("weapon:{name}").into()));
        if f.value.known().is_some() {
            f.value = Observation::Known(sum);
            f.inputs.iter_mut().for_each(|i| (i.value, i.label) = (sum, format!("{}: {name}", i.label)));
        }
        f
    }

    /// The other side's share over the [`SHARE_YEARS`] years that end in `year`.
    #[must_use]
    pub fn share_to(&self, dyad: Dyad, year: Year) -> Figure {
        self.share(dyad, YearRange::new(year.plus(1 - SHARE_YEARS), year))
    }

    /// The other side's share of the dependent side's arms imports over `years`, taken together,
    /// since deliveries are lumpy. The figure's year is the last.
    #[must_use]
    pub fn share(&self, dyad: Dyad, years: YearRange) -> Figure {
        let mut f = self.figure(&SHARE, dyad, years.last, Unit::Share);
        f.denominator = Some("all-suppliers".into());
        if !self.is_whole() {
            f.value = Observation::Missing(Missing::NoSource {
                fill: "SIPRI Arms Transfers Database, trade register: suzerain import sipri FILE --into DIR".into(),
            });
            return f;
        }
        let volumes: Option<f64> = years.iter().map(|y| self.volume_in(dyad, y).known()).sum();
        let Some(volume) = volumes else {
            f.value = Observation::Missing(match self.window(dyad.dependent, dyad.on) {
                Some(window) => Missing::OutsideWindow { window },
                None => Missing::Gap,
            });
            return f;
        };
        let all: f64 = years.iter().map(|y| self.sum(None, dyad.dependent, y)).sum();
        f = f.with_value(
            Observation::ratio(Observation::Known(volume), Observation::Known(all)),
            self.meta.status.figure(),
        );
        f.flag(Flag::Remark(format!("years-taken-together:{years}").into()));
        f.inputs = vec![
            self.input(
                Role::Numerator,
                format!("deliveries from {}, {years}", dyad.on.name()),
                volume,
                Some(dyad.on),
                dyad.dependent,
                years.last,
            ),
            self.input(
                Role::Denominator,
                format!("deliveries from everybody, {years}"),
                all,
                None,
                dyad.dependent,
                years.last,
            ),
        ];
        f
    }
}
