//! Shocks: what changes in which flow.

use super::world::World;
use std::collections::BTreeMap;
use suzerain_tables::Economy;

/// What happens to a flow. Several wedges on one flow add up to one another's effect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wedge {
    /// The flow stops, exactly: its trade cost to the power of -theta is 0.
    Forbidden,
    /// A share (0 to 1) of the exporter's varieties is forbidden: the flow's share is multiplied by
    /// one less it at unchanged prices.
    Covered {
        /// Share forbidden.
        share: f64,
    },
    /// The importer's duty becomes this rate (above -1) of the value before duty.
    Tariff {
        /// The new rate.
        rate: f64,
    },
    /// The importer's duty rises by this much (a fraction of the value before duty).
    AddedTariff {
        /// What is added to the rate.
        rate: f64,
    },
    /// The exporter taxes the flow at this rate (above -1) of the producer's price and keeps the revenue.
    ExportTax {
        /// The rate.
        rate: f64,
    },
    /// Moving the good takes this factor (above 0) more of it; no revenue.
    Friction {
        /// The factor: 1 changes nothing.
        factor: f64,
    },
    /// The buyer pays this much (0 to below 1) less than the price at which it is used, and keeps the
    /// difference: a tariff of `discount / (1 - discount)` on top of duties.
    PriceCap {
        /// The discount.
        discount: f64,
    },
}

/// A wedge on one flow.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowWedge {
    /// Who sells.
    pub exporter: Economy,
    /// Who buys.
    pub importer: Economy,
    /// The sector, or all of them.
    pub sector: Option<String>,
    /// What happens.
    pub wedge: Wedge,
}

/// A list of wedges.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shock {
    /// The wedges; their order does not matter, except that a [`Wedge::Tariff`] replaces the one before.
    pub wedges: Vec<FlowWedge>,
}

impl Shock {
    /// Forbids every flow from `exporter` to `importer`.
    #[must_use]
    pub fn forbid(exporter: Economy, importer: Economy) -> Self {
        Self::default().and(exporter, importer, None, Wedge::Forbidden)
    }

    /// Forbids every flow between `a` and `b`.
    #[must_use]
    pub fn rupture(a: Economy, b: Economy) -> Self {
        Self::forbid(a, b).and(b, a, None, Wedge::Forbidden)
    }

    /// Adds a wedge.
    #[must_use]
    pub fn and(mut self, exporter: Economy, importer: Economy, sector: Option<&str>, wedge: Wedge) -> Self {
        self.wedges.push(FlowWedge { exporter, importer, sector: sector.map(str::to_owned), wedge });
        self
    }
}

/// Why a shock does not fit a world.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ShockError {
    /// The world does not hold the economy.
    #[error("{0} is not an economy of this world")]
    Economy(Economy),
    /// The world does not hold the sector.
    #[error("{0} is not a sector of this world")]
    Sector(String),
    /// A wedge on own sales.
    #[error("{0} to itself: own sales bear no wedge")]
    OwnSales(Economy),
    /// A value out of its range.
    #[error("{exporter} to {importer}: {wedge:?} is out of range")]
    Range {
        /// Exporter.
        exporter: Economy,
        /// Importer.
        importer: Economy,
        /// The wedge.
        wedge: Wedge,
    },
    /// An economy that spends on a sector is left without a seller of it.
    #[error("{economy} spends on {sector} and no seller is left")]
    NoSupplier {
        /// Economy.
        economy: Economy,
        /// Sector.
        sector: String,
    },
}

/// The wedges of one cell, added up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Share of varieties still sold.
    pub open: f64,
    /// Duty after the shock, price cap included.
    pub tariff: f64,
    /// Export tax after the shock.
    pub export_tax: f64,
    /// Iceberg factor.
    pub friction: f64,
}

impl Shock {
    /// The cells touched, by place in the layout `[sector][importer][exporter]`.
    pub(super) fn cells(&self, world: &World) -> Result<BTreeMap<usize, Cell>, ShockError> {
        let (n, m) = (world.economies.len(), world.sectors.len());
        let mut cells = BTreeMap::new();
        let place = |e: Economy| world.economies.iter().position(|o| *o == e).ok_or(ShockError::Economy(e));
        for FlowWedge { exporter, importer, sector, wedge } in &self.wedges {
            let (from, to) = (place(*exporter)?, place(*importer)?);
            if from == to {
                return Err(ShockError::OwnSales(*exporter));
            }
            let sectors = match sector {
                None => 0..m,
                Some(code) => {
                    let at = world.sectors.iter().position(|s| s == code);
                    let at = at.ok_or_else(|| ShockError::Sector(code.clone()))?;
                    at..at + 1
                }
            };
            for j in sectors {
                let at = (j * n + to) * n + from;
                let blank = Cell { open: 1.0, tariff: world.tariffs[at], export_tax: 0.0, friction: 1.0 };
                let cell = cells.entry(at).or_insert(blank);
                let out = || ShockError::Range { exporter: *exporter, importer: *importer, wedge: *wedge };
                cell.apply(*wedge).ok_or_else(out)?;
            }
        }
        Ok(cells)
    }
}

impl Cell {
    fn apply(&mut self, wedge: Wedge) -> Option<()> {
        match wedge {
            Wedge::Forbidden => self.open = 0.0,
            Wedge::Covered { share } if (0.0..=1.0).contains(&share) => self.open *= 1.0 - share,
            Wedge::Tariff { rate } => self.tariff = rate,
            Wedge::AddedTariff { rate } => self.tariff += rate,
            Wedge::ExportTax { rate } => self.export_tax = (1.0 + self.export_tax) * (1.0 + rate) - 1.0,
            Wedge::Friction { factor } if factor > 0.0 && factor.is_finite() => self.friction *= factor,
            Wedge::PriceCap { discount } if (0.0..1.0).contains(&discount) => {
                self.tariff = (1.0 + self.tariff) / (1.0 - discount) - 1.0;
            }
            _ => return None,
        }
        let valid = |rate: f64| rate.is_finite() && rate > -1.0;
        (valid(self.tariff) && valid(self.export_tax)).then_some(())
    }
}
