//! The series of a pair.

use super::{arms, bilateral, markets, power, prices, similarity, trade, votes};
use crate::StudyError;
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_measures::alignment::similarity::{Statistic, named};
use suzerain_measures::dependence::unit_value::SUSPECT_FACTOR;
use suzerain_tables::figure::{Domain, Dyad, Figure, Item, SourceRef, Subject, Unit};

/// A measure over the years, with the panel that its forecasts are fitted to.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Short name of the panel.
    pub panel: &'static str,
    /// Identifier of the measure.
    pub measure: &'static str,
    /// What the measure is taken of, where the identifier does not say: `cinc`, `hs-27`; empty otherwise.
    pub basis: &'static str,
    /// What it is, in words.
    pub label: String,
    /// Domain.
    pub domain: Domain,
    /// Whom it is about.
    pub subject: Subject,
    /// Sector, if not all.
    pub item: Option<Item>,
    /// Unit.
    pub unit: Unit,
    /// The whole a share is taken of.
    pub denominator: Option<String>,
    /// Sources.
    pub sources: Vec<SourceRef>,
    /// Known values by year.
    pub values: BTreeMap<i16, f64>,
    /// Values of later years from another release of the source, restricted to the same economies: what came true, and
    /// nothing that a forecast starts from.
    pub later: BTreeMap<i16, f64>,
    /// The ratio whose speed it is: known but for the ratio at its end, its forecast is read from the ratio's.
    pub speed_of: Option<Box<Self>>,
}

impl History {
    /// The history that figures of one measure and source tell; none if no value is known.
    #[must_use]
    pub fn of(
        panel: &'static str,
        label: impl Into<String>,
        figures: impl IntoIterator<Item = Figure>,
    ) -> Option<Self> {
        let mut out: Option<Self> = None;
        let label = label.into();
        for figure in figures {
            let Some(value) = figure.value.known() else { continue };
            let history = out.get_or_insert_with(|| Self {
                panel,
                measure: figure.measure,
                basis: "",
                label: label.clone(),
                domain: figure.domain,
                subject: figure.subject,
                item: figure.item.clone(),
                unit: figure.unit,
                denominator: figure.denominator.clone(),
                sources: figure.sources.clone(),
                values: BTreeMap::new(),
                later: BTreeMap::new(),
                speed_of: None,
            });
            history.values.insert(figure.year.0, value);
        }
        out
    }

    /// Whether it follows from another series that is forecast, with whose misses its own go together.
    #[must_use]
    pub fn follows(&self) -> bool {
        self.speed_of.is_some() || (self.as_forecast(0.25) - 0.25).abs() > 0.0 && self.measure != "mutual_dependence"
    }

    /// The value as its panel has it: some measures are functions of the kind of series that is forecast, which rise or fall
    /// with it throughout.
    ///
    /// - Hirschman's index is a hundred times the root of the HHI,
    /// - mutual dependence twice the mean of two shares,
    /// - a discount one less the ratio of unit values,
    /// - one side's part of both sides' product times product per head is r / (1 + r), r the ratio of the two.
    #[must_use]
    pub fn as_forecast(&self, value: f64) -> f64 {
        match self.measure {
            "hirschman_import_concentration" | "hirschman_export_concentration" => (value / 100.0).powi(2),
            "mutual_dependence" => value / 2.0,
            "unit_value_discount" => 1.0 - value,
            "beckley_share" => value / (1.0 - value),
            _ => value,
        }
    }

    /// The value of the measure where that of its panel is `value`: the inverse of [`History::as_forecast`], held inside
    /// what the measure can be.
    #[must_use]
    pub fn as_measured(&self, value: f64) -> f64 {
        let value = self.held(value);
        match self.measure {
            "hirschman_import_concentration" | "hirschman_export_concentration" => 100.0 * value.sqrt(),
            "mutual_dependence" => 2.0 * value,
            "unit_value_discount" => 1.0 - value,
            "beckley_share" => value / (1.0 + value),
            _ => value,
        }
    }

    /// A forecast held inside what the measure can be: distances at least 0, likeness and capability shares at most 1, S and
    /// tau at least -1, a ratio of unit values inside the range beyond which its quantity is suspect. It censors the bands and
    /// leaves the scores alone, which are taken on the scale.
    #[must_use]
    pub fn held(&self, value: f64) -> f64 {
        match (self.panel, named(self.measure).map(|variant| variant.statistic)) {
            ("ideal_points", _) => value.max(0.0),
            ("cinc_states" | "coercive_power", _) | (_, Some(Statistic::Corrected(..))) => value.min(1.0),
            ("asymmetry", _) | (_, Some(Statistic::S(_) | Statistic::TauB)) => value.clamp(-1.0, 1.0),
            ("betweenness", _) => value.clamp(0.0, 1.0),
            ("unit_value_ratios", _) => value.clamp(1.0 / SUSPECT_FACTOR, SUSPECT_FACTOR),
            _ => value,
        }
    }
}

/// Years a history must have to make a series of its own.
pub const LEAST_YEARS: usize = 8;

/// Whether a history has [`LEAST_YEARS`].
#[must_use]
pub fn long_enough(history: &History) -> bool {
    history.values.len() >= LEAST_YEARS
}

/// Histories of measures that are made together, a year each.
pub fn several<const N: usize, F: Into<Option<Figure>>>(
    panel: &'static str,
    labels: [String; N],
    years: impl IntoIterator<Item = [F; N]>,
) -> [Option<History>; N] {
    let mut figures: [Vec<Figure>; N] = std::array::from_fn(|_| Vec::new());
    for year in years {
        for (list, figure) in figures.iter_mut().zip(year) {
            list.extend(figure.into());
        }
    }
    let mut made = labels.into_iter().zip(figures).map(|(label, figures)| History::of(panel, label, figures));
    std::array::from_fn(|_| made.next().flatten())
}

/// Every series of the pair that has a history and a panel: trade both ways, power, votes, ties, arms. With
/// `few`, those of the brief's short section alone.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn histories(world: &World<'_>, dyad: Dyad, few: bool) -> Result<Vec<History>, StudyError> {
    let mut all = trade::goods(world, dyad, !few)?;
    if few {
        // What each side sells the other, out of all it sells.
        all.retain(|h| h.measure == "export_share");
    } else {
        let lead = bilateral::lead(world)?;
        if let Some(lead) = &lead {
            all.extend(bilateral::ties(world, lead, dyad)?);
            all.extend(bilateral::concentrations(lead, dyad));
        }
        all.extend(trade::sectors(world, dyad)?);
        all.extend(markets::all(world, lead.as_ref(), dyad)?);
        all.extend(trade::energy(world, dyad)?);
        all.extend(prices::revenue(world, dyad)?);
        all.extend(prices::unit(world, dyad)?);
    }
    all.extend(power::ratios(world, dyad, few)?);
    if few {
        all.extend(votes::distance(world, dyad)?);
    } else {
        all.extend(power::states(world, dyad)?);
        all.extend(votes::agreement(world, dyad)?);
        all.extend(votes::distance(world, dyad)?);
        all.extend(votes::ideal_points(world, dyad)?);
        all.extend(similarity::alliances(world, dyad)?);
        all.extend(trade::arms(world, dyad)?);
        all.extend(arms::shares(world, dyad)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_tables::figure::Status;
    use suzerain_tables::{Economy, Observation, Year};

    #[test]
    fn a_measure_comes_back_from_its_panel_as_it_went() {
        for (panel, measure, value) in [
            ("concentration", "hirschman_import_concentration", 32.0),
            ("interdependence", "mutual_dependence", 1.2),
            ("unit_value_ratios", "unit_value_discount", -0.4),
            ("beckley", "beckley_share", 0.2),
            ("sales", "sales", 7.0),
        ] {
            let china = Subject::State(Economy::from_code("CHN").unwrap());
            let figure = Figure::new(measure, Domain::Goods, china, Year(2020), Unit::Ratio);
            let figure = figure.with_value(Observation::Known(value), Status::Observed);
            let history = History::of(panel, "", [figure]).unwrap();
            let back = history.as_measured(history.as_forecast(value));
            assert!((back - value).abs() < 1e-12, "{measure}: {back}");
        }
    }
}
