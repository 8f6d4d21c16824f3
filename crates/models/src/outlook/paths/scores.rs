//! What the forecasts of a panel were worth.

use super::evaluation::{LEVELS, Record, Run};
use super::series::Panel;
use super::{GRID, Rule};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_solvers::scoring::skill_interval;

/// Draws of the block bootstrap.
pub const DRAWS: u32 = 2000;
/// Years that make a block of origins.
const BLOCK_YEARS: i16 = 10;

/// Scores of one forecaster.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The rule; none for the pool.
    pub rule: Option<Rule>,
    /// Mean continuous ranked probability score, on the panel's scale.
    pub crps: f64,
    /// Share of what came true inside the 80 and the 90 % band.
    pub coverage: [f64; 2],
    /// Mean interval score of either.
    pub interval: [f64; 2],
}

/// The pool beside the rule that turned out best on the same forecasts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Forecasts.
    pub forecasts: usize,
    /// First and last origin.
    pub origins: (i16, i16),
    /// The rule with the least score, known only afterwards.
    pub best: Rule,
    /// Skill of the pool over it; below 0 the pool lost.
    pub over_best: f64,
    /// Its 90 % interval: the wider of those by pairs and by decades of origins.
    pub over_best_interval: Option<(f64, f64)>,
    /// Whether the pool did not lose by more than the bootstrap's error.
    pub holds: bool,
}

/// Scores at one horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Horizon {
    /// Years ahead.
    pub years: i16,
    /// Forecasts.
    pub forecasts: usize,
    /// First and last origin.
    pub origins: (i16, i16),
    /// Scores of the rules in the order of [`Rule::ALL`], then of the pool.
    pub scores: Vec<Score>,
    /// Skill of the pool over the random walk.
    pub skill: f64,
    /// Its 90 % interval: the wider of those by pairs and by decades of origins.
    pub skill_interval: Option<(f64, f64)>,
    /// The rule with the least score, known only afterwards.
    pub best: Rule,
    /// Skill of the pool over it; below 0 the pool lost.
    pub over_best: f64,
    /// Its 90 % interval, as above.
    pub over_best_interval: Option<(f64, f64)>,
    /// Whether the pool did not lose to the best rule by more than the bootstrap's error.
    pub holds: bool,
    /// The same check on the origins up to the middle one, and on those after it; none in the file of fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early: Option<Check>,
    /// See `early`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Check>,
}

/// The scores of a panel's horizons that have forecasts.
#[must_use]
pub fn score(panel: &Panel, records: &[Record], seed: u64) -> Vec<Horizon> {
    (0..GRID.len()).filter_map(|h| horizon(panel, records, h, seed)).collect()
}

/// Scores of the values held out.
#[must_use]
pub fn held_out(panel: &Panel, run: &Run, seed: u64) -> Vec<Horizon> {
    score(panel, &run.held_out, seed)
}

fn horizon(panel: &Panel, records: &[Record], h: usize, seed: u64) -> Option<Horizon> {
    let of: Vec<&Record> = records.iter().filter(|r| r.horizon == h).collect();
    let whole = check(panel, &of, &|r| r.crps, seed)?;
    let n = of.len() as f64;
    let mean = |value: &dyn Fn(&Record) -> f64| of.iter().map(|r| value(r)).sum::<f64>() / n;
    let scores: Vec<Score> = (0..5)
        .map(|i| Score {
            rule: Rule::ALL.get(i).copied(),
            crps: mean(&|r| r.crps[i]),
            coverage: LEVELS.map(|level| {
                let side = (1.0 - level) / 2.0;
                mean(&|r| f64::from(u8::from((side..=1.0 - side).contains(&r.below[i]))))
            }),
            interval: [mean(&|r| r.interval[i][0]), mean(&|r| r.interval[i][1])],
        })
        .collect();
    let origins: BTreeSet<i16> = of.iter().map(|r| r.origin).collect();
    let middle = origins.iter().nth((origins.len() - 1) / 2).copied()?;
    let (early, late): (Vec<&Record>, Vec<&Record>) = of.iter().partition(|r| r.origin <= middle);
    Some(Horizon {
        years: GRID[h],
        forecasts: whole.forecasts,
        origins: whole.origins,
        skill: 1.0 - scores[4].crps / scores[0].crps,
        skill_interval: interval(panel, &of, &|r| r.crps, 0, seed),
        best: whole.best,
        over_best: whole.over_best,
        over_best_interval: whole.over_best_interval,
        holds: whole.holds,
        early: check(panel, &early, &|r| r.crps, seed),
        late: check(panel, &late, &|r| r.crps, seed),
        scores,
    })
}

/// The check over all horizons of a panel together, each forecast's scores over the random walk's sum at its horizon, so
/// that all horizons weigh alike.
#[must_use]
pub fn together(panel: &Panel, records: &[Record], seed: u64) -> Option<Check> {
    let walk: [f64; 8] = std::array::from_fn(|h| records.iter().filter(|r| r.horizon == h).map(|r| r.crps[0]).sum());
    check(panel, &records.iter().collect::<Vec<_>>(), &|r| r.crps.map(|c| c / walk[r.horizon]), seed)
}

/// Scores of the rules and of the pool, as they are to be weighed.
type Losses<'a> = &'a dyn Fn(&Record) -> [f64; 5];

fn check(panel: &Panel, of: &[&Record], losses: Losses<'_>, seed: u64) -> Option<Check> {
    let first = of.iter().map(|r| r.origin).min()?;
    let last = of.iter().map(|r| r.origin).max()?;
    let sums: [f64; 5] = std::array::from_fn(|i| of.iter().map(|r| losses(r)[i]).sum());
    let best = (0..4).min_by(|a, b| sums[*a].total_cmp(&sums[*b]))?;
    let over_best = 1.0 - sums[4] / sums[best];
    let over_best_interval = interval(panel, of, losses, best, seed);
    Some(Check {
        forecasts: of.len(),
        origins: (first, last),
        best: Rule::ALL[best],
        over_best,
        over_best_interval,
        // Zero inside the interval, or above all of it.
        holds: over_best >= 0.0 || over_best_interval.is_some_and(|(_, high)| high >= 0.0),
    })
}

/// 90 % interval of the pool's skill over a rule: the wider of those by pairs and by decades of origins.
fn interval(panel: &Panel, of: &[&Record], losses: Losses<'_>, rule: usize, seed: u64) -> Option<(f64, f64)> {
    let (pool, reference): (Vec<f64>, Vec<f64>) = of.iter().map(|r| (losses(r)[4], losses(r)[rule])).unzip();
    blocks(panel, of)
        .iter()
        .filter_map(|(block, count)| skill_interval(&pool, &reference, block, *count, DRAWS, seed))
        .map(|i| (i.low, i.high))
        .max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))
}

/// Blocks of the forecasts and how many there are: by pair, and by decade of the origin.
fn blocks(panel: &Panel, of: &[&Record]) -> Vec<(Vec<u32>, usize)> {
    let numbered = |names: Vec<String>| {
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        for name in &names {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            numbers.entry(name).or_insert(next);
        }
        (names.iter().map(|name| numbers[name.as_str()]).collect(), numbers.len())
    };
    vec![
        numbered(of.iter().map(|r| panel.series[r.series].block.clone()).collect()),
        numbered(of.iter().map(|r| (r.origin / BLOCK_YEARS).to_string()).collect()),
    ]
}
