//! How forecasts did, and which forecaster is the default.

use super::evaluation::{CASES, Forecast, Run};
use super::{Candidate, Event};
use serde::{Deserialize, Serialize};
use suzerain_solvers::scoring::{self, Interval};
use suzerain_tables::interstate::State;

/// Draws of the block bootstrap.
pub const DRAWS: u32 = 2000;
/// Groups of the reliability table.
const BINS: usize = 10;

/// Scores of one forecaster for one event and window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The forecaster.
    pub candidate: Candidate,
    /// Mean squared error.
    pub brier: f64,
    /// Mean logarithmic score.
    pub log_score: f64,
    /// Brier skill against the base rate.
    pub skill: f64,
    /// Its 90 % interval, pairs drawn as blocks.
    pub skill_by_pair: Option<(f64, f64)>,
    /// Its 90 % interval, decades drawn as blocks.
    pub skill_by_decade: Option<(f64, f64)>,
    /// Brier skill against duration only.
    pub skill_over_duration: f64,
    /// Its 90 % interval, pairs drawn as blocks.
    pub over_duration_by_pair: Option<(f64, f64)>,
    /// Its 90 % interval, decades drawn as blocks.
    pub over_duration_by_decade: Option<(f64, f64)>,
    /// Area under the curve over all forecasts.
    pub auc: Option<f64>,
    /// The same among forecasts of one origin.
    pub auc_within: Option<f64>,
    /// Slope of the calibration line; none for the base rate.
    pub calibration_slope: Option<f64>,
}

/// A group of the reliability table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityRow {
    /// Forecasts.
    pub count: usize,
    /// Mean probability.
    pub forecast: f64,
    /// Share of events.
    pub observed: f64,
    /// 90 % interval of the share, forecasts taken as independent.
    pub band: (f64, f64),
}

/// A forecast of a case kept out of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseForecast {
    /// The case.
    pub case: String,
    /// The two states.
    pub pair: (State, State),
    /// Year in which it was made.
    pub origin: i16,
    /// Base rate then.
    pub base_rate: f64,
    /// Duration only.
    pub duration: f64,
    /// The best regression or pool by Brier score.
    pub best: f64,
    /// Whether the event came.
    pub event: bool,
    /// Whether the best one moved from the base rate toward what came.
    pub right: bool,
}

/// Everything about one event and window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The event.
    pub event: Event,
    /// Years of the window.
    pub years: i16,
    /// Forecasts scored.
    pub forecasts: usize,
    /// Those with the event.
    pub events: usize,
    /// First and last origin.
    pub origins: (i16, i16),
    /// Origins without a forecast, since fewer than five events came before.
    pub skipped: Vec<i16>,
    /// Scores, a forecaster each.
    pub scores: Vec<Score>,
    /// The best by Brier score, base rate left out.
    pub best: Candidate,
    /// What users get.
    pub default: Candidate,
    /// Reliability of the best.
    pub reliability: Vec<ReliabilityRow>,
    /// Brier skill of the full regression under shuffled years and fake dyads.
    pub placebo: Vec<f64>,
    /// Cases kept out.
    pub cases: Vec<CaseForecast>,
    /// For rifts: the share of forecasts with an event that has a part other than a fall of alignment
    /// first, or with it.
    pub rate_without_alignment: Option<f64>,
    /// For rifts: shares of rivalry, force, and alignment among the first parts, and the share that
    /// is alignment alone.
    pub rift_parts: Option<[f64; 4]>,
}

/// What an earlier evaluation of the same lists found, windows of five years.
#[derive(Clone, Copy, Debug)]
pub struct Earlier {
    /// The event.
    pub event: Event,
    /// Share of windows with the event.
    pub rate: f64,
    /// Area under the curve.
    pub auc: f64,
    /// The same within origins, where told.
    pub auc_within: Option<f64>,
    /// Brier skill of its best model.
    pub best: f64,
    /// Brier skill of its full model, where told.
    pub full: Option<f64>,
}

const fn earlier(event: Event, rate: f64, auc: f64, within: f64, best: f64, full: f64) -> Earlier {
    Earlier { event, rate, auc, auc_within: Some(within), best, full: Some(full) }
}

/// The bar.
pub const EARLIER: [Earlier; 6] = [
    earlier(Event::AllianceFormation, 0.039, 0.63, 0.78, 0.026, 0.009),
    earlier(Event::AllianceTermination, 0.056, 0.83, 0.65, 0.116, -0.064),
    earlier(Event::RivalryAllied, 0.0024, 0.81, 0.84, 0.017, -0.086),
    earlier(Event::RivalryRelevant, 0.0042, 0.87, 0.87, 0.010, -0.005),
    earlier(Event::ForceAllied, 0.026, 0.86, 0.87, 0.115, 0.102),
    Earlier { full: None, ..earlier(Event::ForceRelevant, 0.068, 0.74, 0.78, 0.104, 0.0) },
];

/// Scores a run; `placebo` holds the skills of placebo runs.
#[must_use]
pub fn score(run: &Run, placebo: Vec<f64>, seed: u64) -> Evaluation {
    let f = &run.forecasts;
    let y: Vec<bool> = f.iter().map(|f| f.event).collect();
    let losses: Vec<Vec<f64>> = (0..7).map(|c| f.iter().map(|f| scoring::squared(f.p[c], f.event)).collect()).collect();
    let scores: Vec<Score> = Candidate::ALL.iter().map(|c| one(f, &y, &losses, *c, seed)).collect();
    let best =
        scores[1..].iter().min_by(|a, b| a.brier.total_cmp(&b.brier)).map_or(Candidate::BaseRate, |s| s.candidate);
    let at = best as usize;
    let p: Vec<f64> = f.iter().map(|f| f.p[at]).collect();
    let reliability = scoring::reliability(&p, &y, BINS)
        .into_iter()
        .map(|b| ReliabilityRow { count: b.count, forecast: b.forecast, observed: b.observed, band: b.band })
        .collect();
    let cases = run
        .cases
        .iter()
        .map(|(case, f)| CaseForecast {
            case: CASES[*case].name.to_owned(),
            pair: CASES[*case].pair,
            origin: f.origin,
            base_rate: f.p[0],
            duration: f.p[1],
            best: f.p[at],
            event: f.event,
            right: (f.p[at] > f.p[0]) == f.event,
        })
        .collect();
    let parts = &run.rift_parts;
    let share =
        |of: fn(&super::history::Rift) -> bool| parts.iter().filter(|p| of(p)).count() as f64 / parts.len() as f64;
    let rift_parts = (run.event == Event::Rift && !parts.is_empty()).then(|| {
        [
            share(|p| p.rivalry),
            share(|p| p.force),
            share(|p| p.alignment),
            share(|p| p.alignment && !p.rivalry && !p.force),
        ]
    });
    let rate_without_alignment =
        rift_parts.map(|_| parts.iter().filter(|p| p.rivalry || p.force).count() as f64 / f.len() as f64);
    Evaluation {
        event: run.event,
        years: run.years,
        forecasts: f.len(),
        events: y.iter().filter(|y| **y).count(),
        origins: (f.first().map_or(0, |f| f.origin), f.last().map_or(0, |f| f.origin)),
        skipped: run.skipped.clone(),
        default: default_of(&scores),
        scores,
        best,
        reliability,
        placebo,
        cases,
        rate_without_alignment,
        rift_parts,
    }
}

/// Brier skill over the base rate of placebo forecasts: base rate, forecast, outcome.
#[must_use]
pub fn placebo_skill(forecasts: &[(f64, f64, bool)]) -> f64 {
    let sum = |of: fn(&(f64, f64, bool)) -> f64| forecasts.iter().map(of).sum::<f64>();
    scoring::skill(sum(|f| scoring::squared(f.1, f.2)), sum(|f| scoring::squared(f.0, f.2)))
}

/// The forecaster users get: the best by Brier score among those whose skill over the base rate, and
/// over duration only for richer ones, has 90 % intervals above zero under both kinds of blocks;
/// otherwise the base rate.
#[must_use]
pub fn default_of(scores: &[Score]) -> Candidate {
    let above = |interval: Option<(f64, f64)>| interval.is_some_and(|(low, _)| low > 0.0);
    let wins = |s: &&Score| {
        let beats_rate = above(s.skill_by_pair) && above(s.skill_by_decade);
        let beats_duration = above(s.over_duration_by_pair) && above(s.over_duration_by_decade);
        s.candidate != Candidate::BaseRate && beats_rate && (s.candidate == Candidate::Duration || beats_duration)
    };
    scores.iter().filter(wins).min_by(|a, b| a.brier.total_cmp(&b.brier)).map_or(Candidate::BaseRate, |s| s.candidate)
}

fn one(f: &[Forecast], y: &[bool], losses: &[Vec<f64>], candidate: Candidate, seed: u64) -> Score {
    let at = candidate as usize;
    let p: Vec<f64> = f.iter().map(|f| f.p[at]).collect();
    let pairs: Vec<u32> = f.iter().map(|f| f.pair).collect();
    let decades: Vec<u32> = f.iter().map(|f| u32::try_from(f.origin / 10).unwrap_or(0)).collect();
    let origins: Vec<u32> = f.iter().map(|f| u32::try_from(f.origin).unwrap_or(0)).collect();
    let count = |blocks: &[u32]| blocks.iter().copied().max().map_or(0, |b| b as usize + 1);
    let interval = |reference: usize, blocks: &[u32]| {
        if reference == at {
            return None;
        }
        let found = scoring::skill_interval(&losses[at], &losses[reference], blocks, count(blocks), DRAWS, seed);
        found.map(|Interval { low, high }| (low, high))
    };
    let skill = |reference: usize| scoring::skill(losses[at].iter().sum(), losses[reference].iter().sum());
    let (rate, duration) = (Candidate::BaseRate as usize, Candidate::Duration as usize);
    Score {
        candidate,
        brier: scoring::brier(&p, y),
        log_score: scoring::log_score(&p, y),
        skill: skill(rate),
        skill_by_pair: interval(rate, &pairs),
        skill_by_decade: interval(rate, &decades),
        skill_over_duration: skill(duration),
        over_duration_by_pair: interval(duration, &pairs),
        over_duration_by_decade: interval(duration, &decades),
        auc: scoring::auc(&p, y),
        auc_within: scoring::auc_within(&p, y, &origins),
        calibration_slope: (at != rate).then(|| scoring::calibration(&p, y).ok().map(|c| c.1)).flatten(),
    }
}
