//! The figures of a measure, one for each source that applies.

mod pairs;
mod sections;
mod states;
mod trade;

use super::evidence::Evidence;
use super::{Leaf, Whom};
use crate::StudyError;
use suzerain_tables::figure::{Dyad, Figure, Flag, Status};
use suzerain_tables::{Economy, Missing, Observation, Year};

/// A figure with what is known of how far its value might be off.
#[derive(Clone, Debug)]
pub(super) struct Sourced {
    /// Short name of its source.
    pub source: String,
    /// The figure.
    pub figure: Figure,
    /// Least and greatest value, where it is known to be uncertain.
    pub range: Option<(f64, f64)>,
    /// Where the range comes from.
    pub remarks: Vec<String>,
    /// Whether it counts for the verdict.
    pub counts: bool,
}

impl Sourced {
    /// A figure whose band, if it is one of probability, is its range.
    pub fn new(figure: Figure) -> Self {
        let source = figure.sources.first().map_or_else(String::new, |s| s.id.as_str().to_owned());
        let band = figure.band.filter(|b| b.level.is_some());
        let mut remarks = Vec::new();
        if figure.status == Status::Modelled {
            remarks.push("modelled, not observed".to_owned());
        }
        if let Some(level) = band.and_then(|b| b.level) {
            remarks.push(format!("{:.0} % band", level * 100.0));
        }
        let estimate = figure.flags.iter().find_map(|f| match f {
            Flag::EstimatedAfterReportingStopped(e) => Some(*e),
            _ => None,
        });
        if let Some(silent) = estimate {
            remarks.push(format!("estimated after {silent} stopped reporting: shown, not counted"));
        }
        if figure.has(&Flag::SuspectQuantity) {
            remarks.push("the quantity is suspect: shown, not counted".to_owned());
        }
        let counts = estimate.is_none() && !figure.has(&Flag::SuspectQuantity);
        Self { source, range: band.map(|b| (b.low, b.high)), figure, remarks, counts }
    }
}

/// Whom one figure is about: the leaf's own, its lists taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Single {
    State(Economy),
    Directed(Dyad),
    Between(Economy, Economy),
}

/// The figures of a measure about `whom` in a year, one a source. `owners` are those whose whole trade must
/// be known. Sources without the economy or year are left out.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded or a solve fails.
pub(super) fn figures(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    whom: Single,
    owners: [Economy; 2],
    year: Option<Year>,
) -> Result<Vec<Sourced>, StudyError> {
    let direct = match (whom, year) {
        (Single::Directed(dyad), Some(year)) => pairs::directed(evidence, leaf, dyad, owners, year)?,
        (Single::State(economy), Some(year)) => states::of_state(evidence, leaf, economy, year)?,
        (Single::Between(a, b), Some(year)) => pairs::symmetric(evidence, leaf, a, b, year)?,
        (_, None) => None,
    };
    let mut found = match direct {
        Some(found) => found,
        None => sections::on_the_page(evidence, leaf, whom, year)?,
    };
    found.retain(|s| {
        let here = leaf
            .source
            .as_ref()
            .is_none_or(|wanted| s.figure.sources.iter().any(|r| r.id.as_str() == wanted) || s.source == *wanted);
        let applies = !matches!(
            s.figure.value,
            Observation::Missing(Missing::NotCovered { .. } | Missing::OutsideWindow { .. } | Missing::Gap)
        );
        here && applies && leaf.remark.as_ref().is_none_or(|remark| carries(&s.figure, remark))
    });
    match &leaf.input {
        Some(label) => Ok(found.into_iter().filter_map(|s| input_of(s, label)).collect()),
        None => Ok(found),
    }
}

/// The named number that went into a figure, in the figure's place.
fn input_of(mut sourced: Sourced, label: &str) -> Option<Sourced> {
    let input = sourced.figure.inputs.iter().find(|i| i.label.eq_ignore_ascii_case(label))?;
    sourced.figure.value = Observation::Known(input.value);
    sourced.figure.unit = input.unit;
    sourced.figure.band = None;
    sourced.range = None;
    sourced.remarks.insert(0, format!("the {label} behind it"));
    Some(sourced)
}

fn carries(figure: &Figure, remark: &str) -> bool {
    figure.flags.iter().any(|f| matches!(f, Flag::Remark(text) if text == remark))
}

/// The singles of a leaf in a year, and the owners of the books they are read from.
pub(super) fn singles(leaf: &Leaf, year: Option<Year>) -> Vec<(Single, [Economy; 2])> {
    match &leaf.whom {
        Whom::State(e) => vec![(Single::State(*e), [*e, *e])],
        Whom::Between(a, b) => vec![(Single::Between(*a, *b), [*a, *b])],
        Whom::Directed(dependent, on) => {
            let at = year.unwrap_or(Year(2024));
            match (dependent.economy(), on.economy()) {
                (Some(a), Some(b)) => vec![(Single::Directed(Dyad { dependent: a, on: b }), [a, b])],
                (Some(a), None) => on
                    .members(at)
                    .into_iter()
                    .filter(|e| *e != a)
                    .map(|b| (Single::Directed(Dyad { dependent: a, on: b }), [a, a]))
                    .collect(),
                (None, Some(b)) => dependent
                    .members(at)
                    .into_iter()
                    .filter(|e| *e != b)
                    .map(|a| (Single::Directed(Dyad { dependent: a, on: b }), [b, b]))
                    .collect(),
                (None, None) => Vec::new(),
            }
        }
    }
}

impl Leaf {
    /// Whether it sums over several economies.
    pub(super) fn sums(&self) -> bool {
        matches!(&self.whom, Whom::Directed(a, b) if !a.single || !b.single)
    }
}
