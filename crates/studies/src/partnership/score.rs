//! How such runs would have done: paths of known pairs from frozen origins, rifts at rolling origins, the pairs of history.
//!
//! The data are today's revisions cut at the origin, not what stood in the tables then. A model becomes the default only if it
//! beats duration and base rate on the Brier score, and half drift and random walk on the continuous ranked probability
//! score, each with a 90 % interval of its skill above zero.

use super::PartnershipError;
use super::answer::Weights;
use super::channels::{self, History as ShareHistory};
use super::gather::{self, gather};
use super::sets::{self, Set};
use crate::StudyError;
use crate::brief::Options;
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_models::outlook::events::covariates::Table;
use suzerain_models::outlook::events::evaluation::{self, Risk};
use suzerain_models::outlook::events::history::History;
use suzerain_models::partnership::PartnershipError as ModelError;
use suzerain_models::partnership::dependence_path::clip;
use suzerain_models::partnership::paths::{Scored, score};
use suzerain_models::partnership::power::Series;
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::rolling::{self, CaseScore, RiftForecast};
use suzerain_models::partnership::simulate::{Ensemble, Plan, Year as Simulated, run};
use suzerain_models::partnership::stacking::{log_density, weights};
use suzerain_models::partnership::start::Start;
use suzerain_solvers::logit::{logistic, logit};
use suzerain_solvers::scoring::{Interval, brier, log_score, skill_interval, squared};
use suzerain_tables::figure::Dyad;
use suzerain_tables::library::Library;
use suzerain_tables::{Economy, Year};

/// The pair whose frozen runs weigh the sets, with origins and targets.
const FROZEN: ([&str; 2], [(i16, i16); 2]) = (["RUS", "CHN"], [(2013, 2018), (2019, 2024)]);
/// Pairs of the rolling paths.
const PAIRS: [[&str; 2]; 7] =
    [["RUS", "CHN"], ["USA", "CAN"], ["USA", "JPN"], ["IND", "RUS"], ["FRA", "DEU"], ["CHN", "PRK"], ["RUS", "BLR"]];
/// Origins of the rolling paths, five years ahead each.
const ORIGINS: [i16; 6] = [1995, 2000, 2005, 2010, 2013, 2016];
/// Years ahead of the rolling paths.
const AHEAD: i16 = 5;
/// Draws of each set.
const DRAWS: usize = 800;
/// Draws of blocks for an interval.
const BLOCK_DRAWS: u32 = 2000;

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
}

/// All scores of one kind of series.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Kind of series.
    pub kind: &'static str,
    /// Forecasts.
    pub count: usize,
    /// Mean score of the model, the random walk, the half drift.
    pub crps: [f64; 3],
    /// Share of truths in the 80 and 90 % bands.
    pub coverage: [f64; 2],
    /// 90 % interval of the skill over random walk and half drift, blocks by pair.
    pub skill: [Option<Interval>; 2],
}

/// Rifts at rolling origins.
#[derive(Clone, Debug, PartialEq)]
pub struct RiftScores {
    /// Forecasts and rifts among them.
    pub count: (usize, usize),
    /// Brier scores: base rate, duration only, event model, partnership model.
    pub brier: [f64; 4],
    /// Log scores in the same order.
    pub log_score: [f64; 4],
    /// 90 % interval of the Brier skill of the partnership model over the other three, blocks by pair.
    pub skill: [Option<Interval>; 3],
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Scores {
    /// The frozen runs.
    pub frozen: Vec<PathScore>,
    /// Rolling origins of known pairs, by kind of series.
    pub rolling: Vec<Summary>,
    /// The same, all kinds together.
    pub all: Summary,
    /// Rifts; none without the lists of the field.
    pub rifts: Option<RiftScores>,
    /// The pairs of history; empty without the lists.
    pub cases: Vec<CaseScore>,
    /// Weights of the sets.
    pub weights: Weights,
    /// Whether the rule makes the model the default.
    pub passes: bool,
    /// Seed.
    pub seed: u64,
}

/// One series that can be forecast.
struct Target {
    name: String,
    kind: &'static str,
    source: String,
    series: Series,
    sd: f64,
    /// Its value in a year of a trajectory.
    of: Reading,
    /// What the start must be for this series: the level of the very table.
    prepare: Preparation,
}

type Reading = Box<dyn Fn(&Simulated) -> f64>;
type Preparation = Box<dyn Fn(&mut Start, f64)>;

/// The series of a pair, over all years.
fn targets(world: &World<'_>, dyad: Dyad) -> Result<Vec<Target>, StudyError> {
    let pair = [dyad.dependent, dyad.on];
    let mut out = Vec::new();
    for (name, source, series) in gather::power_series(world, pair, &Options::default())? {
        if matches!(name, "cinc" | "gdp_constant") {
            out.push(Target {
                name: format!("log power ratio, {name}"),
                kind: "log power ratio",
                source,
                series,
                sd: 0.09,
                of: Box::new(|y| y.p),
                prepare: Box::new(|start, last| {
                    start.power.mean[0] = last;
                    let factor = &mut start.power.factor;
                    *factor = [0.0, 0.0, factor[1].hypot(factor[2])];
                }),
            });
        }
    }
    if let Some((source, series)) = gather::alignment_series(world, pair, &Options::default())? {
        out.push(Target {
            name: "alignment".into(),
            kind: "alignment (negative distance of ideal points)",
            source,
            series,
            sd: 0.15,
            of: Box::new(|y| y.a),
            prepare: Box::new(|_, _| ()),
        });
    }
    for ShareHistory { domain, source, logits } in channels::histories(world, dyad)? {
        let (name, of, prepare): (String, Reading, Preparation) = match domain {
            Some(domain) => {
                let d = domain as usize;
                (
                    format!("logit share, {}", domain.title()),
                    Box::new(move |y| logit(clip(y.shares[0][d]).0)),
                    Box::new(move |start, last| start.sides[0].channels[d].share = logistic(last)),
                )
            }
            None => (
                "logit share, weaker in the stronger's energy imports".into(),
                Box::new(|y| logit(clip(y.energy).0)),
                Box::new(|start, last| start.energy = logistic(last)),
            ),
        };
        out.push(Target { name, kind: "logit trade share", source, series: logits, sd: 0.25, of, prepare });
    }
    Ok(out)
}

/// Scores every series of a pair from one origin; targets are `target` or the last year before it that the series has, two
/// years ahead at least.
fn at_origin(
    world: &World<'_>,
    pair: [Economy; 2],
    (origin, target): (i16, i16),
    sets: &[Priors],
    seed: u64,
) -> Result<Vec<PathScore>, StudyError> {
    let options = Options { year: Some(Year(origin)), ..Options::default() };
    let gathered = match gather(world, pair, &options) {
        Ok(found) => found,
        Err(StudyError::Partnership(PartnershipError::NoPower(_))) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut out = Vec::new();
    for t in targets(world, gathered.dyad)? {
        let Some(last) = t.series.get(&origin).copied() else { continue };
        let Some(until) = t.series.range(origin + 2..=target).next_back().map(|(y, _)| *y) else { continue };
        let mut start = gathered.start.clone();
        (t.prepare)(&mut start, last);
        let years = usize::try_from(until - origin).unwrap_or(1);
        let plan = Plan::new(years, DRAWS, seed);
        let found: Vec<Ensemble> =
            sets.iter().map(|p| run(&start, p, &plan)).collect::<Result<_, _>>().map_err(PartnershipError::from)?;
        let of = |e: &Ensemble| -> Vec<f64> { e.at(years).map(|y| (t.of)(y)).filter(|v| v.is_finite()).collect() };
        let by_set: Vec<Vec<f64>> = found.iter().map(of).collect();
        if by_set.iter().any(Vec::is_empty) {
            continue;
        }
        let draws: Vec<(f64, f64)> = by_set.iter().flatten().map(|v| (*v, 1.0)).collect();
        if let Some(scored) = score(&t.series, origin, until, t.sd, &draws) {
            let by_set = by_set.iter().map(|d| log_density(d, scored.truth)).collect();
            let (series, kind, source) = (t.name.clone(), t.kind, t.source.clone());
            out.push(PathScore { dyad: gathered.dyad, series, kind, source, scored, by_set });
        }
    }
    Ok(out)
}

fn summary(kind: &'static str, scores: &[&PathScore], seed: u64) -> Summary {
    let n = scores.len().max(1) as f64;
    let column = |k: usize| -> Vec<f64> { scores.iter().map(|s| s.scored.crps[k]).collect() };
    let mean = |k: usize| column(k).iter().sum::<f64>() / n;
    let within = |k: usize| scores.iter().filter(|s| s.scored.within[k]).count() as f64 / n;
    let mut pairs: Vec<(Economy, Economy)> = scores.iter().map(|s| (s.dyad.dependent, s.dyad.on)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let block = |s: &&PathScore| {
        let at = pairs.binary_search(&(s.dyad.dependent, s.dyad.on)).unwrap_or(0);
        u32::try_from(at).unwrap_or(0)
    };
    let blocks: Vec<u32> = scores.iter().map(block).collect();
    let skill = |k: usize| skill_interval(&column(0), &column(k), &blocks, pairs.len(), BLOCK_DRAWS, seed);
    Summary {
        kind,
        count: scores.len(),
        crps: [mean(0), mean(1), mean(2)],
        coverage: [within(0), within(1)],
        skill: [skill(1), skill(2)],
    }
}

/// The lists of the field, joined.
pub struct Lists<'a> {
    /// What happened to each pair.
    pub history: &'a History<'a>,
    /// Covariates of the event models.
    pub table: &'a Table,
}

/// Scores the model; `tell` hears what is worked on and the share of it that is done.
///
/// # Errors
/// [`StudyError`] if tables cannot be decoded or a fit fails.
pub fn scores(
    library: &Library,
    lists: Option<&Lists<'_>>,
    seed: u64,
    tell: &(dyn Fn(&str, f64) + Sync),
) -> Result<Scores, StudyError> {
    let common = Priors::built_in().map_err(PartnershipError::from)?;
    let sets: Vec<Set> = sets::built_in()?;
    let priors = sets.iter().map(|s| s.apply(&common)).collect::<Result<Vec<Priors>, _>>()?;
    let economies = |pair: [&str; 2]| -> Result<[Economy; 2], StudyError> {
        let found: Vec<Economy> = pair.iter().filter_map(|code| Economy::from_code(code)).collect();
        <[Economy; 2]>::try_from(found).map_err(|_| StudyError::NoAnswer(format!("{pair:?} are no economies")))
    };
    let pair = economies(FROZEN.0)?;
    let world = World::new(library, pair);
    let mut frozen = Vec::new();
    for (k, span) in FROZEN.1.into_iter().enumerate() {
        tell("frozen runs", k as f64 / FROZEN.1.len() as f64);
        frozen.extend(at_origin(&world, pair, span, &priors, seed)?);
    }
    let mut rolling_paths = Vec::new();
    for (k, pair) in PAIRS.into_iter().enumerate() {
        let pair = economies(pair)?;
        let world = World::new(library, pair);
        for (j, origin) in ORIGINS.into_iter().enumerate() {
            tell("rolling paths", (k * ORIGINS.len() + j) as f64 / (PAIRS.len() * ORIGINS.len()) as f64);
            rolling_paths.extend(at_origin(&world, pair, (origin, origin + AHEAD), &priors, seed)?);
        }
    }
    let mut kinds: BTreeMap<&'static str, Vec<&PathScore>> = BTreeMap::new();
    for s in &rolling_paths {
        kinds.entry(s.kind).or_default().push(s);
    }
    let rolling: Vec<Summary> = kinds.iter().map(|(kind, list)| summary(kind, list, seed)).collect();
    let all: Vec<&PathScore> = rolling_paths.iter().collect();
    let all = summary("all", &all, seed);
    let (mut rifts, mut cases) = (None, Vec::new());
    if let Some(lists) = lists {
        let read = |error: suzerain_models::outlook::events::EventError| {
            PartnershipError::from(ModelError::Filter(error.to_string()))
        };
        let risk = Risk::new(lists.history, lists.table, rolling::EVENT, rolling::WINDOW, None, seed);
        let done = std::sync::atomic::AtomicUsize::new(0);
        let step = || {
            let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            tell("event model of rift", done as f64 / 45.0);
        };
        let evaluated = evaluation::run(lists.history, &risk, &step).map_err(read)?;
        tell("rifts and named pairs", 0.0);
        let (forecasts, named) =
            rolling::rolling(lists.history, &evaluated, &priors, seed).map_err(PartnershipError::from)?;
        rifts = rift_scores(&forecasts, seed);
        cases = named;
    }
    let mut weights = stacked(&sets, &frozen, seed)?;
    let above = |i: &Option<Interval>| i.is_some_and(|i| i.low > 0.0);
    let passes = rifts.as_ref().is_some_and(|r: &RiftScores| above(&r.skill[0]) && above(&r.skill[1]))
        && all.skill.iter().all(above);
    weights.passes = passes;
    Ok(Scores { frozen, rolling, all, rifts, cases, weights, passes, seed })
}

/// Weights of the sets from the frozen runs of what differs between them: shares and alignment.
fn stacked(sets: &[Set], frozen: &[PathScore], seed: u64) -> Result<Weights, StudyError> {
    let told: Vec<&PathScore> = frozen.iter().filter(|s| s.kind != "log power ratio").collect();
    let by_set: Vec<Vec<f64>> = (0..sets.len()).map(|k| told.iter().map(|s| s.by_set[k]).collect()).collect();
    let found = weights(&by_set).map_err(PartnershipError::from)?;
    let weights = sets.iter().zip(found).map(|(s, w)| (s.id.clone(), w)).collect();
    Ok(Weights { weights, observations: told.len(), seed, passes: false })
}

fn rift_scores(forecasts: &[RiftForecast], seed: u64) -> Option<RiftScores> {
    if forecasts.is_empty() {
        return None;
    }
    let y: Vec<bool> = forecasts.iter().map(|f| f.event).collect();
    let column = |k: usize| -> Vec<f64> { forecasts.iter().map(|f| f.p[k]).collect() };
    let loss = |k: usize| -> Vec<f64> { forecasts.iter().map(|f| squared(f.p[k], f.event)).collect() };
    let mut pairs: Vec<u32> = forecasts.iter().map(|f| f.pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let blocks: Vec<u32> =
        forecasts.iter().map(|f| u32::try_from(pairs.binary_search(&f.pair).unwrap_or(0)).unwrap_or(0)).collect();
    let skill = |k: usize| skill_interval(&loss(3), &loss(k), &blocks, pairs.len(), BLOCK_DRAWS, seed);
    Some(RiftScores {
        count: (y.len(), y.iter().filter(|y| **y).count()),
        brier: std::array::from_fn(|k| brier(&column(k), &y)),
        log_score: std::array::from_fn(|k| log_score(&column(k), &y)),
        skill: [skill(0), skill(1), skill(2)],
    })
}
