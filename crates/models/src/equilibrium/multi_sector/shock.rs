//! Shocks: what changes in which flow of which sector.

use super::world::World;
use crate::equilibrium::one_sector::{self, Instrument, Measure, OneSectorError, Segment, covered};
use std::collections::BTreeMap;
use suzerain_tables::Economy;

/// A measure on the flow of one sector, or of all sectors, between two economies.
#[derive(Clone, Debug, PartialEq)]
pub struct SectorMeasure {
    /// Flow, instrument, coverage and leakage, as in the one-sector model.
    pub measure: Measure,
    /// The sector, or all of them.
    pub sector: Option<String>,
}

/// Measures taken together; where two fall on one flow they are applied in this order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shock {
    /// The measures.
    pub measures: Vec<SectorMeasure>,
}

impl Shock {
    /// The flows of all sectors from `exporter` to `importer` stop.
    #[must_use]
    pub fn stop(exporter: Economy, importer: Economy) -> Self {
        Self::default().and(Measure::new(exporter, importer, Instrument::Forbidden), None)
    }

    /// The flows of all sectors between `a` and `b` stop both ways.
    #[must_use]
    pub fn rupture(a: Economy, b: Economy) -> Self {
        Self::stop(a, b).and(Measure::new(b, a, Instrument::Forbidden), None)
    }

    /// Adds a measure on one sector, or on all.
    #[must_use]
    pub fn and(mut self, measure: Measure, sector: Option<&str>) -> Self {
        self.measures.push(SectorMeasure { measure, sector: sector.map(str::to_owned) });
        self
    }
}

/// Why a shock does not fit a world.
#[derive(Debug, thiserror::Error)]
pub enum ShockError {
    /// The world does not hold the economy.
    #[error("{0} is not an economy of this world")]
    Economy(Economy),
    /// The world does not hold the sector.
    #[error("{0} is not a sector of this world")]
    Sector(String),
    /// A measure has numbers out of range or falls on own sales.
    #[error(transparent)]
    Measure(#[from] OneSectorError),
    /// An economy that spends on a sector is left without a seller of it.
    #[error("{economy} spends on {sector} and no seller is left")]
    NoSupplier {
        /// Economy.
        economy: Economy,
        /// Sector.
        sector: String,
    },
}

/// The segments of each flow touched, by place in the layout `[sector][importer][exporter]`.
pub(super) type Cells = BTreeMap<usize, Vec<Segment>>;

impl Shock {
    /// The flows touched.
    pub(super) fn cells(&self, world: &World) -> Result<Cells, ShockError> {
        let (n, m) = (world.economies.len(), world.sectors.len());
        let mut cells = Cells::new();
        let place = |e: Economy| world.economies.iter().position(|o| *o == e).ok_or(ShockError::Economy(e));
        for SectorMeasure { measure, sector } in &self.measures {
            let (from, to) = (place(measure.exporter)?, place(measure.importer)?);
            let share = covered(measure)?;
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
                let of_flow = cells.entry(at).or_insert_with(|| vec![Segment::whole(world.tariffs[at])]);
                Segment::split(of_flow, measure.instrument, share);
            }
        }
        Ok(cells)
    }
}

impl From<&one_sector::Shock> for Shock {
    /// The same measures on every sector. Changes of productivity have no counterpart here and are left out.
    fn from(shock: &one_sector::Shock) -> Self {
        let measures = shock.measures.iter().map(|m| SectorMeasure { measure: *m, sector: None }).collect();
        Self { measures }
    }
}
