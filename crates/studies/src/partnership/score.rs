//! How such runs would have done: paths of known pairs from frozen origins, rifts and new defence obligations at rolling
//! origins, the pairs of history, each beside a placebo.
//!
//! The data are today's revisions cut at the origin, not what stood in the tables then. A model becomes the default only if it
//! beats duration and base rate on the Brier score of rifts and of new defence obligations, and half drift and random walk on the continuous ranked probability
//! score, each with a 90 % interval of its skill above zero, five and ten years ahead.

mod events;
mod paths;

pub use events::{EventPlacebo, EventScores, Verdict};
pub use paths::{PathPlacebo, PathScore, Summary};

use super::PartnershipError;
use super::answer::{Against, Beats, Weights};
use super::sets::{self, Set};
use crate::StudyError;
use std::collections::BTreeMap;
use suzerain_models::outlook::events::covariates::Table;
use suzerain_models::outlook::events::evaluation::{self, Risk};
use suzerain_models::outlook::events::history::{History, IdealPoints};
use suzerain_models::partnership::PartnershipError as ModelError;
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::rolling::{self, AtRisk, CaseScore};
use suzerain_models::partnership::stacking::weights;
use suzerain_solvers::scoring::{Crossed, Interval};
use suzerain_tables::Economy;
use suzerain_tables::library::Library;

/// Years ahead at which everything is scored, where the truth is known.
pub const AHEAD: [i16; 4] = [1, 3, 5, 10];
/// Horizons at which the rule that makes the model the default must hold.
const DECIDING: [i16; 2] = [5, 10];
/// The pair whose frozen runs weigh the sets, with origins and targets.
const FROZEN: ([&str; 2], [(i16, i16); 2]) = (["RUS", "CHN"], [(2013, 2018), (2019, 2024)]);
/// Pairs of the rolling paths: those the model is tried on, and ten more of a great power with a neighbour or partner. Russia
/// and China are not among them.
pub const PAIRS: [[&str; 2]; 16] = [
    ["USA", "CAN"],
    ["USA", "JPN"],
    ["IND", "RUS"],
    ["FRA", "DEU"],
    ["CHN", "PRK"],
    ["RUS", "BLR"],
    ["USA", "CHN"],
    ["USA", "MEX"],
    ["USA", "GBR"],
    ["CHN", "JPN"],
    ["CHN", "KOR"],
    ["CHN", "VNM"],
    ["RUS", "KAZ"],
    ["RUS", "TUR"],
    ["DEU", "POL"],
    ["GBR", "FRA"],
];
/// Origins of the rolling paths.
pub const ORIGINS: [i16; 7] = [1995, 2000, 2005, 2010, 2013, 2016, 2019];
/// Draws of blocks for an interval.
const BLOCK_DRAWS: u32 = 2000;
/// Years of a block of origins.
const BLOCK_YEARS: i16 = 10;

/// Everything.
#[derive(Clone, Debug)]
pub struct Scores {
    /// The frozen runs.
    pub frozen: Vec<PathScore>,
    /// Rolling origins of other pairs, by kind of series and horizon; the last kind is all of them, each score over the random
    /// walk's standard deviation.
    pub rolling: Vec<Summary>,
    /// The same under placebos.
    pub placebos: Vec<PathPlacebo>,
    /// Rifts by window; empty without the lists of the field.
    pub rifts: Vec<EventScores>,
    /// New defence obligations by risk set and window; empty without the lists.
    pub defence: Vec<EventScores>,
    /// The pairs of history; empty without the lists.
    pub cases: Vec<CaseScore>,
    /// Weights of the sets, and what the model beat.
    pub weights: Weights,
    /// Seed.
    pub seed: u64,
}

/// The lists of the field, joined.
pub struct Lists<'a> {
    /// What happened to each pair.
    pub history: &'a History<'a>,
    /// Covariates of the event models.
    pub table: &'a Table,
    /// UN ideal points.
    pub ideal: &'a IdealPoints,
}

/// 90 % interval of a skill: pairs and decades of the origin drawn at once; none where all are of one pair or decade.
fn skill(loss: &[f64], reference: &[f64], pairs: &[u32], origins: &[i16], seed: u64) -> Option<Interval> {
    let decades: Vec<u32> = origins.iter().map(|o| u32::try_from(o / BLOCK_YEARS).unwrap_or(0)).collect();
    let losses: Vec<[f64; 2]> = reference.iter().zip(loss).map(|(of, own)| [*of, *own]).collect();
    Crossed::new(&losses, pairs, &decades, BLOCK_DRAWS, seed)?.skill(0)
}

fn economies(pair: [&str; 2]) -> Result<[Economy; 2], StudyError> {
    let found: Vec<Economy> = pair.iter().filter_map(|code| Economy::from_code(code)).collect();
    <[Economy; 2]>::try_from(found).map_err(|_| StudyError::NoAnswer(format!("{pair:?} are no economies")))
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
    let ground = paths::Ground { sets: &priors, common: &common, seed };
    tell("frozen runs", 0.0);
    let frozen = paths::frozen(library, economies(FROZEN.0)?, &FROZEN.1, &ground)?;
    let (rolling, placebos) = paths::rolling(library, &ground, &|share| tell("rolling paths", share))?;
    let (mut by_window, mut defence, mut cases) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(lists) = lists {
        let read = |error: suzerain_models::outlook::events::EventError| {
            PartnershipError::from(ModelError::Filter(error.to_string()))
        };
        for years in AHEAD {
            let risk = Risk::new(lists.history, lists.table, rolling::EVENT, years, None, seed);
            let done = std::sync::atomic::AtomicUsize::new(0);
            let step = || {
                let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                tell(&format!("event model of rift, {years} years"), done as f64 / 45.0);
            };
            let evaluated = evaluation::run(lists.history, &risk, &step).map_err(read)?;
            tell("rifts and named pairs", 0.0);
            by_window.extend(events::rifts(lists.history, &evaluated, &priors, seed)?);
            if years == DECIDING[0] {
                defence = events::defence(library, lists, &evaluated, &priors, seed, tell)?;
                cases = rolling::cases(lists.history, &evaluated, &priors, seed).map_err(PartnershipError::from)?;
            }
        }
    }
    let mut weights = stacked(&sets, &frozen, seed)?;
    let above = |i: &Option<Interval>| i.is_some_and(|i| i.low > 0.0);
    let path = |k: usize| {
        let at = |years| rolling.iter().find(|s| s.kind == paths::ALL && s.years == years);
        DECIDING.iter().all(|years| at(*years).is_some_and(|s| above(&s.skill[k])))
    };
    let rift = |k: usize| events::verdict(by_window.iter(), k) == Some(Verdict::Better);
    weights.beats = Beats { base_rate: rift(0), duration: rift(1), random_walk: path(0), half_drift: path(1) };
    let of = |at_risk| defence.iter().filter(move |s: &&EventScores| s.at_risk == Some(at_risk));
    for at_risk in AtRisk::ALL {
        let verdicts = [0, 1, 2].map(|k| events::verdict(of(at_risk), k));
        if let [Some(base_rate), Some(duration), Some(hazard_alone)] = verdicts {
            weights.defence.insert(at_risk.id().to_owned(), Against { base_rate, duration, hazard_alone });
        }
    }
    weights.passes = weights.beats.all() && weights.obligations_pass();
    Ok(Scores { frozen, rolling, placebos, rifts: by_window, defence, cases, weights, seed })
}

/// Weights of the sets from the frozen runs of what differs between them: shares and alignment, at the last year of each.
fn stacked(sets: &[Set], frozen: &[PathScore], seed: u64) -> Result<Weights, StudyError> {
    let told: Vec<&PathScore> = frozen.iter().filter(|s| s.closing && s.kind != paths::POWER).collect();
    let by_set: Vec<Vec<f64>> = (0..sets.len()).map(|k| told.iter().map(|s| s.by_set[k]).collect()).collect();
    let found = weights(&by_set).map_err(PartnershipError::from)?;
    let weights: BTreeMap<String, f64> = sets.iter().zip(found).map(|(s, w)| (s.id.clone(), w)).collect();
    let (observations, beats, defence) = (told.len(), Beats::default(), BTreeMap::new());
    Ok(Weights { weights, observations, seed, passes: false, beats, defence })
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_solvers::scoring::skill_interval;

    /// Losses that differ by decade and not by pair: the interval holds what a decade may bring.
    #[test]
    fn decades_widen_an_interval_as_pairs_do() {
        let n = 60;
        let origins: Vec<i16> = (0..n).map(|k| 1990 + 10 * (k % 3)).collect();
        let pairs: Vec<u32> = (0..60).map(|k| k / 3).collect();
        let reference = vec![1.0; 60];
        let loss: Vec<f64> = origins.iter().map(|o| if *o == 1990 { 0.2 } else { 1.1 }).collect();
        let found = skill(&loss, &reference, &pairs, &origins, 1).unwrap();
        let by_pair = skill_interval(&loss, &reference, &pairs, 20, BLOCK_DRAWS, 1).unwrap();
        assert!(by_pair.low > 0.0, "every pair gains by as much");
        assert!(found.low < 0.0 && found.high - found.low > by_pair.high - by_pair.low, "{found:?} {by_pair:?}");
        assert_eq!(skill(&loss, &reference, &[0; 60], &origins, 1), None);
    }
}
