//! Paths of known pairs: frozen runs, rolling origins, placebos.

mod series;

pub(super) use series::POWER;

use super::{AHEAD, ORIGINS, PAIRS, economies, skill};
use crate::StudyError;
use crate::partnership::PartnershipError;
use crate::world::World;
use rayon::prelude::*;
use series::{ALIGNMENT, SHARE, Seen, Target, Which, seen};
use std::collections::BTreeMap;
use suzerain_models::partnership::alignment;
use suzerain_models::partnership::dependence_path::Moves;
use suzerain_models::partnership::paths::{self, Scored, score};
use suzerain_models::partnership::power::{Series, filter};
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::rolling::reordered;
use suzerain_models::partnership::simulate::{Ensemble, Plan, run};
use suzerain_models::partnership::stacking::log_density;
use suzerain_models::partnership::start::Start;
use suzerain_solvers::scoring::Interval;
use suzerain_solvers::streams::permutation;
use suzerain_tables::Economy;
use suzerain_tables::figure::Dyad;
use suzerain_tables::library::Library;

/// Draws of each set.
const DRAWS: usize = 800;
/// All kinds together, each score over the random walk's standard deviation.
pub const ALL: &str = "all, in units of the random walk";

/// One series of one pair at one origin.
#[derive(Clone, Debug, PartialEq)]
pub struct PathScore {
    /// The pair, the weaker first.
    pub dyad: Dyad,
    /// Which series.
    pub series: String,
    /// Kind of series, for the summary.
    pub kind: &'static str,
    /// Its source.
    pub source: String,
    /// The scores.
    pub scored: Scored,
    /// Log density of the truth under each set.
    pub by_set: Vec<f64>,
    /// Whether a frozen run ends here.
    pub closing: bool,
}

/// All scores of one kind of series at one horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Kind of series.
    pub kind: &'static str,
    /// Years ahead.
    pub years: i16,
    /// Forecasts, and pairs among them.
    pub count: (usize, usize),
    /// Mean score of the model, the random walk, the half drift.
    pub crps: [f64; 3],
    /// Share of truths in the 80 and 90 % bands.
    pub coverage: [f64; 2],
    /// 90 % interval of the skill over random walk and half drift, pairs and decades drawn at once.
    pub skill: [Option<Interval>; 2],
}

/// A placebo of one kind at one horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct PathPlacebo {
    /// Which: everything but the level from another pair of the same origin, or the pair's own years shuffled.
    pub placebo: &'static str,
    /// Kind of series.
    pub kind: &'static str,
    /// Years ahead.
    pub years: i16,
    /// Forecasts.
    pub count: usize,
    /// 90 % interval of the placebo's skill over the random walk.
    pub over_walk: Option<Interval>,
    /// 90 % interval of the model's skill over the placebo.
    pub model_over: Option<Interval>,
}

/// What every run shares.
pub(super) struct Ground<'a> {
    pub(super) sets: &'a [Priors],
    pub(super) common: &'a Priors,
    pub(super) seed: u64,
}

/// Scores the series of `of` in runs that start from `start`: at every horizon whose truth is known, and at the last year
/// to `until`, two years ahead at least.
fn scored(
    of: &Seen,
    start: &Start,
    foreign: bool,
    until: Option<i16>,
    ground: &Ground<'_>,
) -> Result<Vec<PathScore>, StudyError> {
    let foreign = foreign.then(|| Moves::unknown(ground.common));
    let mut out = Vec::new();
    let known: Vec<(&Target, f64)> = of.targets.iter().filter_map(|t| Some((t, *t.series.get(&of.origin)?))).collect();
    // Only one measure of power can be p at a time: the other series stand beside the first.
    let powers: Vec<&(&Target, f64)> = known.iter().filter(|(t, _)| t.which == Which::Power).collect();
    let longest = AHEAD.iter().copied().chain(until.map(|u| u - of.origin)).max().unwrap_or(1);
    let plan = Plan::new(usize::from(longest.unsigned_abs()), DRAWS, ground.seed);
    for round in 0..powers.len().max(1) {
        let mut start = start.clone();
        let mut told: Vec<&(&Target, f64)> = powers.get(round).copied().into_iter().collect();
        told.extend(known.iter().filter(|(t, _)| t.which != Which::Power));
        told.iter().for_each(|(t, last)| t.which.prepare(&mut start, *last, t.filtered, foreign));
        let found: Vec<Ensemble> = ground
            .sets
            .iter()
            .map(|p| run(&start, p, &plan))
            .collect::<Result<_, _>>()
            .map_err(PartnershipError::from)?;
        for (t, _) in told.into_iter().filter(|(t, _)| round == 0 || t.which == Which::Power) {
            let last = until.and_then(|u| t.series.range(of.origin + 2..=u).next_back().map(|(y, _)| *y));
            let mut ends: Vec<i16> = AHEAD.iter().map(|h| of.origin + h).chain(last).collect();
            ends.sort_unstable();
            ends.dedup();
            for end in ends {
                let ahead = usize::try_from(end - of.origin).unwrap_or(1);
                // What comes true is a table's word: the run's share and the table's error.
                let error = t.which.of_table(&start);
                let read = |e: &Ensemble| -> Vec<f64> {
                    let values = e.at(ahead).map(|y| t.which.read(y)).filter(|v| v.is_finite());
                    paths::told(values, error, (ground.seed, ahead))
                };
                let by_set: Vec<Vec<f64>> = found.iter().map(read).collect();
                if by_set.iter().any(Vec::is_empty) {
                    continue;
                }
                let draws: Vec<(f64, f64)> = by_set.iter().flatten().map(|v| (*v, 1.0)).collect();
                let Some(scored) = score(&t.series, of.origin, end, t.which.sd(), &draws) else { continue };
                out.push(PathScore {
                    dyad: of.dyad,
                    series: t.name.clone(),
                    kind: t.which.kind(),
                    source: t.source.clone(),
                    by_set: by_set.iter().map(|d| log_density(d, scored.truth)).collect(),
                    scored,
                    closing: last == Some(end),
                });
            }
        }
    }
    Ok(out)
}

/// The frozen runs of one pair, each to its last year and at every horizon between and beyond.
pub(super) fn frozen(
    library: &Library,
    pair: [Economy; 2],
    spans: &[(i16, i16)],
    ground: &Ground<'_>,
) -> Result<Vec<PathScore>, StudyError> {
    let world = World::new(library, pair);
    let mut out = Vec::new();
    for (origin, until) in spans {
        if let Some(seen) = seen(&world, pair, *origin)? {
            out.extend(scored(&seen, &seen.start, false, Some(*until), ground)?);
        }
    }
    Ok(out)
}

/// Rolling origins of the other pairs, with their placebos.
pub(super) fn rolling(
    library: &Library,
    ground: &Ground<'_>,
    tell: &(impl Fn(f64) + Sync),
) -> Result<(Vec<Summary>, Vec<PathPlacebo>), StudyError> {
    let done = std::sync::atomic::AtomicUsize::new(0);
    let found: Vec<Vec<Seen>> = PAIRS
        .par_iter()
        .map(|pair| {
            let pair = economies(*pair)?;
            let world = World::new(library, pair);
            let mut out = Vec::new();
            for origin in ORIGINS {
                out.extend(seen(&world, pair, origin)?);
                let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                tell(done as f64 / (2 * PAIRS.len() * ORIGINS.len()) as f64);
            }
            Ok(out)
        })
        .collect::<Result<_, StudyError>>()?;
    let all: Vec<Seen> = found.into_iter().flatten().collect();
    let donors = donors(&all, ground.seed);
    let runs: Vec<[Vec<PathScore>; 3]> = all
        .iter()
        .zip(&donors)
        .enumerate()
        .map(|(k, (of, donor))| {
            tell(0.5 + 0.5 * k as f64 / all.len() as f64);
            let shuffled = shuffled(of, ground)?;
            Ok([
                scored(of, &of.start, false, None, ground)?,
                scored(of, &all[*donor].start, true, None, ground)?,
                scored(of, &shuffled, false, None, ground)?,
            ])
        })
        .collect::<Result<_, StudyError>>()?;
    let mut by_run: [Vec<PathScore>; 3] = std::array::from_fn(|_| Vec::new());
    for run in runs {
        by_run.iter_mut().zip(run).for_each(|(all, one)| all.extend(one));
    }
    let [own, fake, reordered] = by_run;
    let mut summaries = Vec::new();
    for kind in [ALIGNMENT, POWER, SHARE, ALL] {
        summaries.extend(AHEAD.iter().filter_map(|years| summary(&own, kind, *years, ground.seed)));
    }
    let mut placebos = Vec::new();
    for (name, runs) in [("another pair", &fake), ("shuffled years", &reordered)] {
        for kind in [ALIGNMENT, POWER, SHARE, ALL] {
            // Shuffling moves neither shares nor their variance.
            if name == "shuffled years" && matches!(kind, SHARE | ALL) {
                continue;
            }
            placebos.extend(AHEAD.iter().filter_map(|years| placebo(name, &own, runs, kind, *years, ground.seed)));
        }
    }
    Ok((summaries, placebos))
}

/// For each pair and origin another of the same origin, one step along a random circle; itself where it is alone.
fn donors(all: &[Seen], seed: u64) -> Vec<usize> {
    let mut by_origin: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
    for (at, of) in all.iter().enumerate() {
        by_origin.entry(of.origin).or_default().push(at);
    }
    let mut out: Vec<usize> = (0..all.len()).collect();
    for (origin, members) in by_origin {
        let order = permutation(members.len(), seed, origin.unsigned_abs().into());
        for (k, at) in order.iter().enumerate() {
            out[members[*at]] = members[order[(k + 1) % order.len()]];
        }
    }
    out
}

/// The start with power and alignment filtered from histories whose years are shuffled.
fn shuffled(of: &Seen, ground: &Ground<'_>) -> Result<Start, StudyError> {
    let mut start = of.start.clone();
    let seed = ground.seed ^ u64::from(of.origin.unsigned_abs());
    let measures: Vec<Series> = of.measures.iter().map(|s| reordered(s, seed)).collect();
    start.power = filter(&measures, of.origin, ground.common).map_err(PartnershipError::from)?;
    if let Some(votes) = &of.votes {
        let votes = reordered(votes, seed);
        if let Ok(found) = alignment::filter(&votes, &[], of.origin, ground.common) {
            start.alignment = found.start;
        }
    }
    Ok(start)
}

/// Scores of one kind and horizon with what they are divided by.
fn chosen<'a>(scores: &'a [PathScore], kind: &'static str, years: i16) -> Vec<(&'a PathScore, f64)> {
    let here = |s: &&PathScore| s.scored.target - s.scored.origin == years && (kind == ALL || s.kind == kind);
    scores.iter().filter(here).map(|s| (s, if kind == ALL { s.scored.scale } else { 1.0 })).collect()
}

/// Numbers of the pairs, and origins.
fn labels(list: &[(&PathScore, f64)]) -> (Vec<u32>, Vec<i16>, usize) {
    let mut pairs: BTreeMap<[&str; 2], u32> = BTreeMap::new();
    let mut out = Vec::with_capacity(list.len());
    for (s, _) in list {
        let mut key = [s.dyad.dependent.code(), s.dyad.on.code()];
        key.sort_unstable();
        let next = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
        out.push(*pairs.entry(key).or_insert(next));
    }
    (out, list.iter().map(|(s, _)| s.scored.origin).collect(), pairs.len())
}

fn losses(list: &[(&PathScore, f64)], k: usize) -> Vec<f64> {
    list.iter().map(|(s, scale)| s.scored.crps[k] / scale).collect()
}

fn summary(scores: &[PathScore], kind: &'static str, years: i16, seed: u64) -> Option<Summary> {
    let list = chosen(scores, kind, years);
    if list.is_empty() {
        return None;
    }
    let n = list.len() as f64;
    let (pairs, origins, blocks) = labels(&list);
    let own = losses(&list, 0);
    Some(Summary {
        kind,
        years,
        count: (list.len(), blocks),
        crps: [0, 1, 2].map(|k| losses(&list, k).iter().sum::<f64>() / n),
        coverage: [0, 1].map(|k| list.iter().filter(|(s, _)| s.scored.within[k]).count() as f64 / n),
        skill: [1, 2].map(|k| skill(&own, &losses(&list, k), &pairs, &origins, seed)),
    })
}

fn placebo(
    name: &'static str,
    own: &[PathScore],
    runs: &[PathScore],
    kind: &'static str,
    years: i16,
    seed: u64,
) -> Option<PathPlacebo> {
    let list = chosen(runs, kind, years);
    // A donor of whom less is known gives fewer forecasts: the model is compared on those alone.
    let key = |s: &PathScore| (s.dyad, s.series.clone(), s.scored.origin, s.scored.target);
    let model: BTreeMap<_, f64> = own.iter().map(|s| (key(s), s.scored.crps[0])).collect();
    let list: Vec<(&PathScore, f64)> = list.into_iter().filter(|(s, _)| model.contains_key(&key(s))).collect();
    if list.is_empty() {
        return None;
    }
    let (pairs, origins, _) = labels(&list);
    let fake = losses(&list, 0);
    let of_model: Vec<f64> = list.iter().map(|(s, scale)| model[&key(s)] / scale).collect();
    Some(PathPlacebo {
        placebo: name,
        kind,
        years,
        count: list.len(),
        over_walk: skill(&fake, &losses(&list, 1), &pairs, &origins, seed),
        model_over: skill(&of_model, &fake, &pairs, &origins, seed),
    })
}
