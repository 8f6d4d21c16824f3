//! Rifts at rolling origins, beside base rate, duration, the event model, and placebos.

use super::skill;
use crate::StudyError;
use crate::partnership::PartnershipError;
use std::collections::BTreeMap;
use suzerain_models::outlook::events::evaluation::{self, Placebo};
use suzerain_models::outlook::events::history::History;
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::rolling::{self, RiftForecast};
use suzerain_solvers::scoring::{Interval, brier, log_score, squared};

/// Rifts within one length of window.
#[derive(Clone, Debug, PartialEq)]
pub struct RiftScores {
    /// Years of the window.
    pub years: i16,
    /// Forecasts and rifts among them.
    pub count: (usize, usize),
    /// Brier scores: base rate, duration only, event model, partnership model.
    pub brier: [f64; 4],
    /// Log scores in the same order.
    pub log_score: [f64; 4],
    /// 90 % interval of the Brier skill of the partnership model over the other three, the wider of blocks by pair and by
    /// decade.
    pub skill: [Option<Interval>; 3],
    /// The same under placebos.
    pub placebo: RiftPlacebo,
}

/// Forecasts that cannot know anything.
#[derive(Clone, Debug, PartialEq)]
pub struct RiftPlacebo {
    /// Brier score and interval of the skill over the base rate, of a whole forecast made for another pair of the same origin.
    pub fake_dyads: (f64, Option<Interval>),
    /// Brier score of forecasts whose power had its years shuffled, and the interval of the skill over the event model.
    pub shuffled_years: (f64, Option<Interval>),
}

/// Scores of a run of the event model; none without forecasts.
pub(super) fn scored(
    history: &History<'_>,
    run: &evaluation::Run,
    sets: &[Priors],
    seed: u64,
) -> Result<Option<RiftScores>, StudyError> {
    let of = |placebo| rolling::rifts(history, run, sets, placebo, seed).map_err(PartnershipError::from);
    let own = of(None)?;
    let (fake, shuffled) = (of(Some(Placebo::FakeDyads))?, of(Some(Placebo::ShuffledYears))?);
    if own.is_empty() {
        return Ok(None);
    }
    let y: Vec<bool> = own.iter().map(|f| f.event).collect();
    let column = |k: usize| -> Vec<f64> { own.iter().map(|f| f.p[k]).collect() };
    let losses =
        |list: &[RiftForecast], k: usize| -> Vec<f64> { list.iter().map(|f| squared(f.p[k], f.event)).collect() };
    let over = |list: &[RiftForecast], k: usize| {
        let (pairs, origins): (Vec<u32>, Vec<i16>) = list.iter().map(|f| (f.pair, f.origin)).unzip();
        skill(&losses(list, 3), &losses(list, k), &pairs, &origins, seed)
    };
    // The event model's own forecast stands in `own`; under fake dyads the column is the donor's.
    let events: BTreeMap<(u32, i16), f64> =
        own.iter().map(|f| ((f.pair, f.origin), squared(f.p[2], f.event))).collect();
    let against_events = |list: &[RiftForecast]| {
        let kept: Vec<&RiftForecast> = list.iter().filter(|f| events.contains_key(&(f.pair, f.origin))).collect();
        let loss: Vec<f64> = kept.iter().map(|f| squared(f.p[3], f.event)).collect();
        let reference: Vec<f64> = kept.iter().map(|f| events[&(f.pair, f.origin)]).collect();
        let (pairs, origins): (Vec<u32>, Vec<i16>) = kept.iter().map(|f| (f.pair, f.origin)).unzip();
        skill(&loss, &reference, &pairs, &origins, seed)
    };
    let mean = |list: &[RiftForecast]| losses(list, 3).iter().sum::<f64>() / list.len() as f64;
    Ok(Some(RiftScores {
        years: run.years,
        count: (y.len(), y.iter().filter(|y| **y).count()),
        brier: std::array::from_fn(|k| brier(&column(k), &y)),
        log_score: std::array::from_fn(|k| log_score(&column(k), &y)),
        skill: [over(&own, 0), over(&own, 1), over(&own, 2)],
        placebo: RiftPlacebo {
            fake_dyads: (mean(&fake), over(&fake, 0)),
            shuffled_years: (mean(&shuffled), against_events(&shuffled)),
        },
    }))
}
