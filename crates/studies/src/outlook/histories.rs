//! The series of a pair.

use super::derived::Reading;
use super::{arms, power, similarity, trade, votes};
use crate::StudyError;
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_measures::alignment::similarity::{Statistic, named};
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
    /// Where it follows exactly from another series: how, and that series, whose forecast it is read from.
    pub read_from: Option<(Reading, Box<Self>)>,
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
                read_from: None,
            });
            history.values.insert(figure.year.0, value);
        }
        out
    }

    /// A forecast held inside what the measure can be: distances at least 0, likeness and capability shares at most 1, and
    /// S and tau at least -1. It censors the bands and leaves the scores alone, which are taken on the scale.
    #[must_use]
    pub fn held(&self, value: f64) -> f64 {
        if self.panel == "ideal_points" {
            return value.max(0.0);
        }
        if self.panel == "cinc_states" {
            return value.min(1.0);
        }
        match named(self.measure).map(|variant| variant.statistic) {
            Some(Statistic::Corrected(..)) => value.min(1.0),
            Some(Statistic::S(_) | Statistic::TauB) => value.clamp(-1.0, 1.0),
            None => value,
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
        all.extend(trade::sectors(world, dyad)?);
        all.extend(trade::energy(world, dyad)?);
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
