//! What the forecasts of a panel were worth.

use super::evaluation::{LEVELS, Record, Run};
use super::series::Panel;
use super::{GRID, Rule};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_solvers::scoring::Crossed;

/// Draws of the block bootstrap.
pub const DRAWS: u32 = 2000;
/// Years that make a block of origins, at least.
const BLOCK_YEARS: i16 = 10;
/// The pool lost by more than the bootstrap's error where a loss as large is less likely than this.
pub const LEVEL: f64 = 0.05;

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
    /// Its 90 % interval, from draws of pairs and of the years of the origins at once.
    pub over_best_interval: Option<(f64, f64)>,
    /// Probability of a loss as large to the best of the four, were none of them better than the pool (Hansen 2005);
    /// none where all forecasts are of one block of years, so that nothing tells the error that years share.
    pub chance: Option<f64>,
    /// Whether the pool did not lose by more than the bootstrap's error ([`LEVEL`]); none where it lost and the error is unknown.
    pub holds: Option<bool>,
}

/// Scores at one horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Horizon {
    /// Years ahead.
    pub years: i16,
    /// Scores of the rules in the order of [`Rule::ALL`], then of the pool.
    pub scores: Vec<Score>,
    /// Skill of the pool over the random walk.
    pub skill: f64,
    /// Its 90 % interval, from draws of pairs and of the years of the origins at once.
    pub skill_interval: Option<(f64, f64)>,
    /// Forecasts made where errors so far ahead had been counted before, and the share of what came true inside the pool's
    /// 80 and 90 % band among them; with none, nothing had tested a band so far ahead.
    pub tested: Option<(usize, [f64; 2])>,
    /// The pool beside the best rule.
    #[serde(flatten)]
    pub check: Check,
    /// The same check on the origins up to the middle one, and on those after it; none in the file of fits.
    #[serde(flatten)]
    pub halves: Halves,
}

/// A check on the origins up to the middle one, and on those after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Halves {
    /// Up to the middle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early: Option<Check>,
    /// After it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Check>,
}

/// All horizons of a panel together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Together {
    /// The pool beside the one rule that turned out best for the panel.
    #[serde(flatten)]
    pub check: Check,
    /// The same on halves of the origins.
    #[serde(flatten)]
    pub halves: Halves,
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
    let losses = |r: &Record| r.crps;
    let drawn = draws(panel, &of, &losses, seed);
    let check = check(&of, &losses, drawn.as_ref())?;
    let n = of.len() as f64;
    let mean = |value: &dyn Fn(&Record) -> f64| of.iter().map(|r| value(r)).sum::<f64>() / n;
    let scores: Vec<Score> = (0..5)
        .map(|i| Score {
            rule: Rule::ALL.get(i).copied(),
            crps: mean(&|r| r.crps[i]),
            coverage: coverage(&of, i),
            interval: [mean(&|r| r.interval[i][0]), mean(&|r| r.interval[i][1])],
        })
        .collect();
    let tested: Vec<&Record> = of.iter().filter(|r| r.tested).copied().collect();
    Some(Horizon {
        years: GRID[h],
        skill: 1.0 - scores[4].crps / scores[0].crps,
        skill_interval: drawn.as_ref().and_then(|d| d.skill(0)).map(|i| (i.low, i.high)),
        tested: (!tested.is_empty()).then(|| (tested.len(), coverage(&tested, 4))),
        check,
        halves: halves(panel, &of, &losses, seed),
        scores,
    })
}

/// Share of what came true inside the bands of one forecaster.
fn coverage(of: &[&Record], i: usize) -> [f64; 2] {
    LEVELS.map(|level| {
        let side = (1.0 - level) / 2.0;
        let inside = of.iter().filter(|r| (side..=1.0 - side).contains(&r.below[i])).count();
        inside as f64 / of.len() as f64
    })
}

/// The check over all horizons of a panel together, each forecast's scores over the random walk's sum at its horizon, so
/// that all horizons weigh alike.
#[must_use]
pub fn together(panel: &Panel, records: &[Record], seed: u64) -> Option<Together> {
    let walk: [f64; 8] = std::array::from_fn(|h| records.iter().filter(|r| r.horizon == h).map(|r| r.crps[0]).sum());
    let of: Vec<&Record> = records.iter().collect();
    let losses = |r: &Record| r.crps.map(|c| c / walk[r.horizon]);
    let check = check(&of, &losses, draws(panel, &of, &losses, seed).as_ref())?;
    Some(Together { check, halves: halves(panel, &of, &losses, seed) })
}

/// Scores of the rules and of the pool, as they are to be weighed.
type Losses<'a> = &'a dyn Fn(&Record) -> [f64; 5];

fn halves(panel: &Panel, of: &[&Record], losses: Losses<'_>, seed: u64) -> Halves {
    let origins: BTreeSet<i16> = of.iter().map(|r| r.origin).collect();
    let Some(middle) = origins.iter().nth(origins.len().saturating_sub(1) / 2) else { return Halves::default() };
    let (early, late): (Vec<&Record>, Vec<&Record>) = of.iter().partition(|r| r.origin <= *middle);
    let half = |of: &[&Record]| check(of, losses, draws(panel, of, losses, seed).as_ref());
    Halves { early: half(&early), late: half(&late) }
}

fn check(of: &[&Record], losses: Losses<'_>, drawn: Option<&Crossed<5>>) -> Option<Check> {
    let first = of.iter().map(|r| r.origin).min()?;
    let last = of.iter().map(|r| r.origin).max()?;
    let sums: [f64; 5] = std::array::from_fn(|i| of.iter().map(|r| losses(r)[i]).sum());
    let best = (0..4).min_by(|a, b| sums[*a].total_cmp(&sums[*b]))?;
    let over_best = 1.0 - sums[4] / sums[best];
    let chance = drawn.and_then(Crossed::inferior);
    Some(Check {
        forecasts: of.len(),
        origins: (first, last),
        best: Rule::ALL[best],
        over_best,
        over_best_interval: drawn.and_then(|d| d.skill(best)).map(|i| (i.low, i.high)),
        chance,
        holds: if over_best >= 0.0 { Some(true) } else { chance.map(|p| p >= LEVEL) },
    })
}

/// Draws of the forecasts by pair and by the years they were made in at once. Blocks of years are as long as the farthest
/// forecast, or a decade: windows that overlap share what came true.
fn draws(panel: &Panel, of: &[&Record], losses: Losses<'_>, seed: u64) -> Option<Crossed<5>> {
    let mut pairs: BTreeMap<&str, u32> = BTreeMap::new();
    for record in of {
        let next = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
        pairs.entry(&panel.series[record.series].block).or_insert(next);
    }
    let rows: Vec<u32> = of.iter().map(|r| pairs[panel.series[r.series].block.as_str()]).collect();
    let years = of.iter().map(|r| GRID[r.horizon]).max()?.max(BLOCK_YEARS);
    let columns: Vec<u32> = of.iter().map(|r| u32::try_from(r.origin / years).unwrap_or(0)).collect();
    let all: Vec<[f64; 5]> = of.iter().map(|r| losses(r)).collect();
    Crossed::new(&all, &rows, &columns, DRAWS, seed)
}
