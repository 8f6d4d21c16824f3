//! What is done to which flow.

use super::error::OneSectorError;
use super::world::TradeWorld;
use std::collections::BTreeMap;
use suzerain_tables::Economy;

/// What a measure does to the part of a flow that it covers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instrument {
    /// No trade at all: the trade cost to the power of -theta is 0, exactly.
    Forbidden,
    /// The ad valorem tariff becomes this, 0 or above; revenue to the importer.
    Tariff(f64),
    /// An ad valorem tariff of this, above -1, on top of the one there is; revenue to the importer.
    ExtraTariff(f64),
    /// An ad valorem export tax, 0 or above; revenue to the exporter.
    ExportTax(f64),
    /// A price cap at this discount, 0 to below 1: the seller gets 1 - d of what buyers pay, the rest
    /// is the importer's revenue. The same wedge as a tariff of d / (1 - d).
    PriceCap(f64),
    /// Trade costs rise by this factor, above 0 (1: none); nobody gets revenue.
    Friction(f64),
}

/// A measure on one flow.
///
/// `coverage` is the share of the exporter's varieties sold to this importer that the measure falls
/// on; of those the share `leakage` escapes. Covered varieties bear the measure and the others do not,
/// so that a full embargo with coverage c and leakage l multiplies the importer's spending on the
/// exporter at unchanged prices by 1 - c (1 - l): the trade cost to the power of -theta is that. Several measures on
/// one flow cover its varieties independently of each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Seller of the flow.
    pub exporter: Economy,
    /// Buyer of the flow.
    pub importer: Economy,
    /// What is done.
    pub instrument: Instrument,
    /// Share of the flow's varieties that it falls on, 0 to 1.
    pub coverage: f64,
    /// Share of the covered varieties that escape, 0 to 1.
    pub leakage: f64,
}

impl Measure {
    /// A measure on the whole flow, without leakage.
    #[must_use]
    pub const fn new(exporter: Economy, importer: Economy, instrument: Instrument) -> Self {
        Self { exporter, importer, instrument, coverage: 1.0, leakage: 0.0 }
    }
}

/// Measures taken together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shock {
    /// Where two fall on one flow they are applied in this order, which matters to [`Instrument::Tariff`]
    /// only: it replaces what stood before.
    pub measures: Vec<Measure>,
    /// Factors on the productivity of economies, above 0: their varieties cost that much less.
    pub productivity: Vec<(Economy, f64)>,
}

impl Shock {
    /// Nothing at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The flow from `exporter` to `importer` stops.
    #[must_use]
    pub fn stop(exporter: Economy, importer: Economy) -> Self {
        Self { measures: vec![Measure::new(exporter, importer, Instrument::Forbidden)], productivity: Vec::new() }
    }

    /// The flows between `a` and `b` stop both ways.
    #[must_use]
    pub fn rupture(a: Economy, b: Economy) -> Self {
        Self {
            measures: vec![Measure::new(a, b, Instrument::Forbidden), Measure::new(b, a, Instrument::Forbidden)],
            productivity: Vec::new(),
        }
    }
}

/// Varieties of one flow that bear the same wedge.
#[derive(Clone, Copy, Debug)]
pub(in crate::equilibrium) struct Segment {
    share: f64,
    /// 1 + tariff of the counterfactual.
    tariff: f64,
    /// 1 + export tax.
    export_tax: f64,
    friction: f64,
}

/// A shocked flow in figures that depend on the elasticity: see [`cells`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    pub exporter: usize,
    pub importer: usize,
    /// Trade cost to the power of -theta.
    pub weight: f64,
    /// Share of the buyer's spending on the flow that the producer gets.
    pub kept: f64,
    /// Share that is the importer's revenue.
    pub duty: f64,
    /// Share that is the exporter's revenue; the three add up to 1.
    pub export_tax: f64,
}

/// The flows that a shock or a tariff of the baseline falls on, by row and column, for an elasticity.
pub(super) fn cells(world: &TradeWorld, shock: &Shock, theta: f64) -> Result<Vec<Cell>, OneSectorError> {
    let n = world.len();
    let mut segments: BTreeMap<usize, Vec<Segment>> = BTreeMap::new();
    if let Some(tariffs) = &world.tariffs {
        for (cell, tariff) in tariffs.iter().enumerate().filter(|(_, t)| **t > 0.0) {
            segments.insert(cell, vec![Segment::whole(*tariff)]);
        }
    }
    for measure in &shock.measures {
        let cell = world.place(measure.exporter)? * n + world.place(measure.importer)?;
        let covered = covered(measure)?;
        let of_flow = segments.entry(cell).or_insert_with(|| vec![Segment::whole(world.tariff(cell))]);
        Segment::split(of_flow, measure.instrument, covered);
    }
    Ok(segments
        .into_iter()
        .map(|(cell, of_flow)| {
            let Sums { weight, kept, duty, export_tax } = Segment::sums(&of_flow, world.tariff(cell), theta);
            Cell { exporter: cell / n, importer: cell % n, weight, kept, duty, export_tax }
        })
        .collect())
}

/// The segments of a flow added up for an elasticity: as the fields of [`Cell`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::equilibrium) struct Sums {
    pub weight: f64,
    pub kept: f64,
    pub duty: f64,
    pub export_tax: f64,
}

impl Segment {
    /// The whole flow at a tariff.
    pub(in crate::equilibrium) const fn whole(tariff: f64) -> Self {
        Self { share: 1.0, tariff: 1.0 + tariff, export_tax: 1.0, friction: 1.0 }
    }

    /// Lets an instrument fall on the share `covered` of the varieties of each segment.
    pub(in crate::equilibrium) fn split(of_flow: &mut Vec<Self>, instrument: Instrument, covered: f64) {
        let mut split = Vec::with_capacity(2 * of_flow.len());
        for segment in of_flow.drain(..) {
            if covered < 1.0 {
                split.push(Self { share: segment.share * (1.0 - covered), ..segment });
            }
            let mut hit = Self { share: segment.share * covered, ..segment };
            match instrument {
                Instrument::Forbidden => continue,
                Instrument::Tariff(t) => hit.tariff = 1.0 + t,
                Instrument::ExtraTariff(t) => hit.tariff *= 1.0 + t,
                Instrument::ExportTax(t) => hit.export_tax *= 1.0 + t,
                Instrument::PriceCap(d) => hit.tariff /= 1.0 - d,
                Instrument::Friction(f) => hit.friction *= f,
            }
            if covered > 0.0 {
                split.push(hit);
            }
        }
        *of_flow = split;
    }

    /// Adds up the segments of a flow that bore the duty `tariff` before.
    pub(in crate::equilibrium) fn sums(of_flow: &[Self], tariff: f64, theta: f64) -> Sums {
        let mut sums = Sums { weight: 0.0, kept: 0.0, duty: 0.0, export_tax: 0.0 };
        for segment in of_flow {
            let price = segment.tariff * segment.export_tax * segment.friction / (1.0 + tariff);
            let weight = if price == 1.0 { segment.share } else { segment.share * price.powf(-theta) };
            let kept = 1.0 / (segment.tariff * segment.export_tax);
            sums.weight += weight;
            sums.kept += weight * kept;
            sums.duty += weight * (1.0 - 1.0 / segment.tariff);
            sums.export_tax += weight * (1.0 - 1.0 / segment.export_tax) / segment.tariff;
        }
        if sums.weight > 0.0 {
            sums.kept /= sums.weight;
            sums.duty /= sums.weight;
            sums.export_tax /= sums.weight;
        } else {
            sums.kept = 1.0;
        }
        sums
    }
}

/// The share of a flow's varieties that bear the measure, after a look at its numbers.
pub(in crate::equilibrium) fn covered(measure: &Measure) -> Result<f64, OneSectorError> {
    let bad =
        |why: String| Err(OneSectorError::BadMeasure { exporter: measure.exporter, importer: measure.importer, why });
    if measure.exporter == measure.importer {
        return bad("a measure on domestic sales".to_owned());
    }
    for (name, share) in [("coverage", measure.coverage), ("leakage", measure.leakage)] {
        if !(0.0..=1.0).contains(&share) {
            return bad(format!("the {name} must lie between 0 and 1, not {share}"));
        }
    }
    let (ok, rule) = match measure.instrument {
        Instrument::Forbidden => (true, ""),
        Instrument::Tariff(t) => (t.is_finite() && t >= 0.0, "the tariff must be at or above 0"),
        Instrument::ExtraTariff(t) => (t.is_finite() && t > -1.0, "the extra tariff must be above -1"),
        Instrument::ExportTax(t) => (t.is_finite() && t >= 0.0, "the export tax must be at or above 0"),
        Instrument::PriceCap(d) => ((0.0..1.0).contains(&d), "the discount must lie from 0 to below 1"),
        Instrument::Friction(f) => (f.is_finite() && f > 0.0, "the factor on trade costs must be above 0"),
    };
    if ok { Ok(measure.coverage * (1.0 - measure.leakage)) } else { bad(format!("{rule}: {:?}", measure.instrument)) }
}
