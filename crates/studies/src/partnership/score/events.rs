//! Rifts and new defence obligations at rolling origins, beside base rate, duration, the hazard that the model moves, and
//! placebos.

use super::{Lists, skill};
use crate::StudyError;
use crate::partnership::PartnershipError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use suzerain_models::outlook::events::evaluation::{self, Placebo};
use suzerain_models::outlook::events::fitted::{FILE, Fitted};
use suzerain_models::outlook::events::history::History;
use suzerain_models::outlook::events::{Candidate, Event as Modelled};
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::rolling::{self, AtRisk, DefenceGround, EventForecast};
use suzerain_solvers::scoring::{Bin, Interval, brier, log_score, reliability, squared};
use suzerain_tables::library::Library;

/// Groups of forecasts in which the event's frequency is compared with what was forecast.
const GROUPS: usize = 5;

/// Events within one length of window.
#[derive(Clone, Debug, PartialEq)]
pub struct EventScores {
    /// Who was at risk of a new defence obligation; none for rifts.
    pub at_risk: Option<AtRisk>,
    /// Years of the window.
    pub years: i16,
    /// Forecasts and events among them.
    pub count: (usize, usize),
    /// Brier scores: base rate, duration only, the event model or the hazard without terms, partnership model.
    pub brier: [f64; 4],
    /// Log scores in the same order.
    pub log_score: [f64; 4],
    /// 90 % interval of the Brier skill of the partnership model over the other three, pairs and decades drawn at
    /// once.
    pub skill: [Option<Interval>; 3],
    /// Forecasts of the partnership model in groups of rising probability, with what came.
    pub reliability: Vec<Bin>,
    /// The same under placebos.
    pub placebo: EventPlacebo,
}

/// Forecasts that cannot know anything.
#[derive(Clone, Debug, PartialEq)]
pub struct EventPlacebo {
    /// Brier score and interval of the skill over the base rate, of a whole forecast made for another pair of the same origin.
    pub fake_dyads: (f64, Option<Interval>),
    /// Brier score of forecasts from the pair's own history with its years shuffled, and the interval of the skill over the
    /// forecaster that the model's terms move.
    pub shuffled_years: (f64, Option<Interval>),
}

/// How the model did beside a reference, five and ten years ahead both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The interval of its skill lies above zero at both.
    Better,
    /// It holds zero somewhere.
    Unsure,
    /// It lies below zero at one of them, and above it at none.
    Worse,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub fn over(self, reference: &str) -> String {
        match self {
            Self::Better => format!("it beat {reference}"),
            Self::Unsure => format!("no sure gain over {reference}"),
            Self::Worse => format!("{reference} beat it, five years ahead or ten"),
        }
    }
}

/// The verdict over scores of the deciding windows, for one of the three references; none without them.
pub(super) fn verdict<'a>(of: impl Iterator<Item = &'a EventScores>, reference: usize) -> Option<Verdict> {
    let skills: Vec<Interval> =
        of.filter(|s| super::DECIDING.contains(&s.years)).filter_map(|s| s.skill[reference]).collect();
    if skills.len() < super::DECIDING.len() {
        return None;
    }
    let above = skills.iter().filter(|i| i.low > 0.0).count();
    Some(match (above, skills.iter().any(|i| i.high < 0.0)) {
        (n, _) if n == skills.len() => Verdict::Better,
        (0, true) => Verdict::Worse,
        _ => Verdict::Unsure,
    })
}

/// Scores of a run of the event model of rifts; none without forecasts.
pub(super) fn rifts(
    history: &History<'_>,
    run: &evaluation::Run,
    sets: &[Priors],
    seed: u64,
) -> Result<Option<EventScores>, StudyError> {
    let of = |placebo| rolling::rifts(history, run, sets, placebo, seed).map_err(PartnershipError::from);
    let (own, fake, shuffled) = (of(None)?, of(Some(Placebo::FakeDyads))?, of(Some(Placebo::ShuffledYears))?);
    Ok(scored(None, run.years, (&own, &fake, &shuffled), seed))
}

/// Scores of new defence obligations for both risk sets and all windows, by the hazard that answers print. `rifts` are the
/// forecasts of rifts within five years.
pub(super) fn defence(
    library: &Library,
    lists: &Lists<'_>,
    rifts: &evaluation::Run,
    sets: &[Priors],
    seed: u64,
    tell: &(dyn Fn(&str, f64) + Sync),
) -> Result<Vec<EventScores>, StudyError> {
    let wrong = |why: String| StudyError::from(PartnershipError::Events(why));
    let text = library.document(FILE).ok_or_else(|| wrong(format!("{FILE} is not among the tables")))?;
    let fitted = Fitted::from_json(text).map_err(|e| wrong(e.to_string()))?;
    let of = fitted.events.iter().map(|f| &f.evaluation);
    let used = of.clone().find(|e| e.event == Modelled::AllianceFormation && e.years == rifts.years);
    let candidate = used.map_or(Candidate::BaseRate, |e| e.default);
    let (history, years) = (lists.history, rifts.years);
    let risk = evaluation::Risk::new(history, lists.table, Modelled::AllianceFormation, years, None, seed);
    let done = std::sync::atomic::AtomicUsize::new(0);
    let step = |what: &str, of: usize| {
        let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        tell(what, (done as f64 / of as f64).min(1.0));
    };
    let formation = evaluation::run(history, &risk, &|| step("event model of alliance formation", 45));
    let formation = formation.map_err(|e| wrong(e.to_string()))?;
    done.store(0, std::sync::atomic::Ordering::Relaxed);
    let ground = DefenceGround { history, ideal: lists.ideal, formation: (&formation, candidate), rifts, sets, seed };
    let made = rolling::defence(&ground, &|| step("new defence obligations", 29)).map_err(PartnershipError::from)?;
    let of = |m: &rolling::Made| scored(Some(m.at_risk), m.years, (&m.own, &m.fake_dyads, &m.shuffled_years), seed);
    Ok(made.iter().filter_map(of).collect())
}

fn scored(
    at_risk: Option<AtRisk>,
    years: i16,
    (own, fake, shuffled): (&[EventForecast], &[EventForecast], &[EventForecast]),
    seed: u64,
) -> Option<EventScores> {
    if own.is_empty() {
        return None;
    }
    let y: Vec<bool> = own.iter().map(|f| f.event).collect();
    let column = |k: usize| -> Vec<f64> { own.iter().map(|f| f.p[k]).collect() };
    let losses =
        |list: &[EventForecast], k: usize| -> Vec<f64> { list.iter().map(|f| squared(f.p[k], f.event)).collect() };
    let over = |list: &[EventForecast], k: usize| {
        let (pairs, origins): (Vec<u32>, Vec<i16>) = list.iter().map(|f| (f.pair, f.origin)).unzip();
        skill(&losses(list, 3), &losses(list, k), &pairs, &origins, seed)
    };
    // The forecaster's own stands in `own`; under fake dyads the column may be the donor's.
    let moved: BTreeMap<(u32, i16), f64> = own.iter().map(|f| ((f.pair, f.origin), squared(f.p[2], f.event))).collect();
    let against_moved = |list: &[EventForecast]| {
        let kept: Vec<&EventForecast> = list.iter().filter(|f| moved.contains_key(&(f.pair, f.origin))).collect();
        let loss: Vec<f64> = kept.iter().map(|f| squared(f.p[3], f.event)).collect();
        let reference: Vec<f64> = kept.iter().map(|f| moved[&(f.pair, f.origin)]).collect();
        let (pairs, origins): (Vec<u32>, Vec<i16>) = kept.iter().map(|f| (f.pair, f.origin)).unzip();
        skill(&loss, &reference, &pairs, &origins, seed)
    };
    let mean = |list: &[EventForecast]| losses(list, 3).iter().sum::<f64>() / list.len() as f64;
    Some(EventScores {
        at_risk,
        years,
        count: (y.len(), y.iter().filter(|y| **y).count()),
        brier: std::array::from_fn(|k| brier(&column(k), &y)),
        log_score: std::array::from_fn(|k| log_score(&column(k), &y)),
        skill: [over(own, 0), over(own, 1), over(own, 2)],
        reliability: reliability(&column(3), &y, GROUPS),
        placebo: EventPlacebo {
            fake_dyads: (mean(fake), over(fake, 0)),
            shuffled_years: (mean(shuffled), against_moved(shuffled)),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(years: i16, low: f64, high: f64) -> EventScores {
        let interval = Some(Interval { low, high });
        EventScores {
            at_risk: None,
            years,
            count: (1, 0),
            brier: [0.0; 4],
            log_score: [0.0; 4],
            skill: [interval; 3],
            reliability: Vec::new(),
            placebo: EventPlacebo { fake_dyads: (0.0, None), shuffled_years: (0.0, None) },
        }
    }

    /// Better only if sure at both windows; worse only if sure of the loss at one and of a gain at none.
    #[test]
    fn a_verdict_needs_both_windows() {
        let of = |five: (f64, f64), ten: (f64, f64)| {
            // One year ahead decides nothing.
            let all = [with(1, -2.0, -1.0), with(5, five.0, five.1), with(10, ten.0, ten.1)];
            verdict(all.iter(), 0)
        };
        let (gain, open, loss) = ((0.1, 0.2), (-0.1, 0.1), (-0.2, -0.1));
        assert_eq!(of(gain, gain), Some(Verdict::Better));
        assert_eq!(
            (of(gain, open), of(gain, loss), of(open, open)),
            (Some(Verdict::Unsure), Some(Verdict::Unsure), Some(Verdict::Unsure))
        );
        assert_eq!((of(loss, open), of(loss, loss)), (Some(Verdict::Worse), Some(Verdict::Worse)));
        assert_eq!(verdict([with(5, 0.1, 0.2)].iter(), 0), None);
    }

    /// Two events in four forecasts of a half: Brier .25, and a forecaster that knew has all the skill.
    #[test]
    fn scores_of_forecasts_made_by_hand() {
        let one = |pair: u32, origin: i16, event: bool| EventForecast {
            pair,
            origin,
            event,
            p: [0.5, 0.5, 0.5, f64::from(u8::from(event))],
            years: 5,
        };
        let own = [one(0, 1900, true), one(1, 1900, false), one(2, 1910, true), one(3, 1910, false)];
        let turned: Vec<EventForecast> =
            own.iter().map(|f| EventForecast { p: [0.5, 0.5, 0.5, 1.0 - f.p[3]], ..*f }).collect();
        let found = scored(None, 5, (&own, &turned, &own), 1).unwrap();
        assert_eq!((found.count, found.brier), ((4, 2), [0.25, 0.25, 0.25, 0.0]));
        assert!(found.skill[0].is_some_and(|i| i.low > 0.99));
        assert!(found.placebo.fake_dyads.0 > 0.99 && found.placebo.fake_dyads.1.is_some_and(|i| i.high < 0.0));
        assert_eq!(found.reliability.iter().map(|b| b.events).sum::<usize>(), 2);
        assert_eq!(scored(None, 5, (&[], &[], &[]), 1), None);
    }
}
