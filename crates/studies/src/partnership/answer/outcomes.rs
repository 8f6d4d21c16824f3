//! The four outcomes: probabilities beside their base rates, what must be said of each, and what drives it.

use super::{At, DRIVERS, OutcomeAnswer, Weights};
use crate::partnership::gather::Gathered;
use suzerain_models::partnership::outputs::{self, Outcome, probability};
use suzerain_models::partnership::regime::Event;
use suzerain_models::partnership::simulate::{Ensemble, Plan, Thresholds};

/// Part of the variance below which a driver is not worth its name.
const LEAST: f64 = 0.001;

/// The probability, where the outcome can have come by then.
pub(super) fn defined(outcome: Outcome, plan: &Plan, mixture: &[(f64, &Ensemble)], years: usize) -> Option<f64> {
    if outcome == Outcome::Junior && years < plan.thresholds.years {
        return None;
    }
    probability(mixture, outcome, years)
}

pub(super) fn outcome_answer(
    outcome: Outcome,
    (gathered, shipped): (&Gathered, &Weights),
    thresholds: &Thresholds,
    mixture: &[(f64, &Ensemble)],
    horizons: &[usize],
    last: usize,
) -> OutcomeAnswer {
    let risk = &gathered.risk;
    let plan = Plan { thresholds: *thresholds, ..Plan::new(last, 1, 0) };
    let event = match outcome {
        Outcome::Alliance => Some(Event::Alliance),
        Outcome::Rift => Some(Event::Rift),
        Outcome::Junior | Outcome::LockIn => None,
    };
    let at: Vec<At> = horizons
        .iter()
        .map(|years| {
            let each: Vec<f64> = mixture.iter().filter_map(|m| defined(outcome, &plan, &[*m], *years)).collect();
            let least = each.iter().copied().fold(f64::INFINITY, f64::min);
            let most = each.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let window = u16::try_from(*years).unwrap_or(u16::MAX);
            At {
                years: *years,
                probability: defined(outcome, &plan, mixture, *years),
                spread: (!each.is_empty()).then_some((least, most)),
                base_rate: event.and_then(|e| risk.base_rate(e, window)),
                base_model: event.and_then(|e| risk.base_model(e, *years)),
            }
        })
        .collect();
    let threshold = match outcome {
        Outcome::Junior => format!(
            "L above {} and concession above {}, {} years running",
            thresholds.asymmetry, thresholds.concession, thresholds.years
        ),
        Outcome::Alliance => "a new defence obligation".to_owned(),
        Outcome::Rift => {
            "rivalry begins, force is used, or alignment falls by more than two standard deviations in three years"
                .into()
        }
        Outcome::LockIn => format!(
            "share of electronics above {} and reachable alternatives below {}, {} years running",
            thresholds.share, thresholds.alternatives, thresholds.years
        ),
    };
    let unknown = at.iter().all(|a| a.probability.is_none());
    let remark = match outcome {
        Outcome::Junior if unknown => "not run: no domain of dependence is known for both sides".to_owned(),
        Outcome::Junior => {
            "no base rate: it has no historical coding; the bargain behind it runs on priors alone".to_owned()
        }
        Outcome::Alliance if risk.defence() => {
            let year = risk.tie.map_or(String::new(), |(_, y)| format!(" in {y}, the last year of the list"));
            format!("not at risk: a defence obligation is in force{year}")
        }
        Outcome::Alliance if unknown => "not run: no list of obligations, or no model for pairs like this one".into(),
        Outcome::Rift if unknown => {
            "not run: no event model for this pair at this origin; the missing inputs say why".into()
        }
        Outcome::LockIn if unknown => "not run: the trade in electronics is unknown".into(),
        Outcome::LockIn => "no base rate: technology shares have no long history".into(),
        Outcome::Alliance => {
            let column = if risk.tied() {
                "no event model knows pairs with a lesser tie: the base rate stands in its column"
            } else {
                "no tie between the two: the event model of any tie, times the part of new ties that hold a defence"
            };
            let scored = shipped.defence_of(risk).map_or("not scored on history".to_owned(), |found| {
                let [rate, hazard] = [found.base_rate, found.hazard_alone];
                let (rate, hazard) = (rate.over("the base rate"), hazard.over("the hazard without the model's terms"));
                format!("scored on pairs like these since 1870: {rate}; {hazard}")
            });
            format!("{column}; {scored}")
        }
        Outcome::Rift => risk.rift_parts().map_or_else(String::new, |parts| {
            let of = |x: f64| format!("{:.0} %", 100.0 * x);
            format!(
                "of the rifts behind the base rate {} were a fall of alignment alone; without such falls the base rate of five years is {}",
                of(parts.alignment_alone),
                of(parts.rate_without),
            )
        }),
    };
    let mut drivers = Vec::new();
    let certain = at.last().and_then(|a| a.probability).is_none_or(|p| p <= 0.0 || p >= 1.0);
    if !unknown && !certain {
        drivers = outputs::drivers(mixture, |y| outcome.of(y), last);
        drivers.retain(|d| d.share >= LEAST);
        drivers.truncate(DRIVERS);
    }
    OutcomeAnswer { outcome, threshold, at, remark, drivers }
}
