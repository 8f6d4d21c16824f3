//! What the forecasts of a panel were worth for each of the measures it holds together.

use super::GRID;
use super::evaluation::{LEVELS, Record};
use super::series::Panel;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Horizons shown, as places in [`GRID`]: 1, 5 and 10 years.
const SHOWN: [usize; 3] = [0, 3, 5];

/// The pool on the series of one measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KindScore {
    /// The measure.
    pub kind: String,
    /// Years ahead.
    pub years: i16,
    /// Forecasts.
    pub forecasts: usize,
    /// Skill over the random walk.
    pub skill: f64,
    /// Share of what came true inside the 80 and the 90 % band.
    pub coverage: [f64; 2],
}

/// The pool's scores by measure; none where the panel holds one measure.
#[must_use]
pub fn by_kind(panel: &Panel, records: &[Record]) -> Vec<KindScore> {
    let mut groups: BTreeMap<(&str, usize), Vec<&Record>> = BTreeMap::new();
    for record in records.iter().filter(|r| SHOWN.contains(&r.horizon)) {
        let kind = panel.series[record.series].kind.as_str();
        if !kind.is_empty() {
            groups.entry((kind, record.horizon)).or_default().push(record);
        }
    }
    let score = |((kind, horizon), of): ((&str, usize), Vec<&Record>)| {
        let sum = |at: usize| of.iter().map(|r| r.crps[at]).sum::<f64>();
        let inside = |level: f64| {
            let side = (1.0 - level) / 2.0;
            of.iter().filter(|r| (side..=1.0 - side).contains(&r.below[4])).count() as f64 / of.len() as f64
        };
        KindScore {
            kind: kind.to_owned(),
            years: GRID[horizon],
            forecasts: of.len(),
            skill: 1.0 - sum(4) / sum(0),
            coverage: LEVELS.map(inside),
        }
    };
    groups.into_iter().map(score).collect()
}
