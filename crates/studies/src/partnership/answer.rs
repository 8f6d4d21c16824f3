//! The answer: four probabilities with what must stand beside them, quantiles, drivers, and the ground they stand on.

mod events;
mod modules;
mod outcomes;

pub use modules::Module;

use super::PartnershipError;
use super::facts::Fact;
use super::gather::{Gathered, gather};
use super::hazards::Risk;
use super::score::Verdict;
use super::sets::{self, Set};
use crate::StudyError;
use crate::brief::Options;
use crate::scenario::Scenario;
use crate::world::World;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use suzerain_models::partnership::HORIZONS;
use suzerain_models::partnership::interventions::Kind;
use suzerain_models::partnership::obligation::Tie;
use suzerain_models::partnership::outputs::{Driver, Outcome, Quantity, quantiles};
use suzerain_models::partnership::priors::{Parameter, Priors};
use suzerain_models::partnership::regime::Regime;
use suzerain_models::partnership::rolling::AtRisk;
use suzerain_models::partnership::simulate::{self, Ensemble, Plan};
use suzerain_models::partnership::sobol::{self, OfOutput};
use suzerain_tables::Economy;
use suzerain_tables::figure::Dyad;

/// Drivers named beside an outcome.
pub const DRIVERS: usize = 3;
/// Draws of each set unless asked otherwise.
pub const DRAWS: usize = 2000;
/// Seed unless asked otherwise.
pub const SEED: u64 = 1816;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// One set alone instead of all and their mixture.
    pub set: Option<Set>,
    /// Years ahead; the reported horizons up to it.
    pub years: usize,
    /// Draws of each set.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// Points of the Sobol sequence; none for no indices.
    pub sobol: Option<usize>,
}

impl Default for Question {
    fn default() -> Self {
        Self { set: None, years: 10, draws: DRAWS, seed: SEED, sobol: None }
    }
}

/// Name of the weights of the rival sets in a library.
pub const FILE: &str = "partnership.json";

/// Weights of the rival sets as they ship, with what they rest on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    /// Weight by identifier of the set.
    pub weights: BTreeMap<String, f64>,
    /// Back-test observations they were fitted to; equal weights if 0.
    pub observations: usize,
    /// Seed of the runs.
    pub seed: u64,
    /// Whether the model met the rule that makes it the default.
    pub passes: bool,
    /// What it beat, with a 90 % interval above zero.
    #[serde(default)]
    pub beats: Beats,
    /// How its probabilities of a new defence obligation did, by risk set; empty where they were not scored.
    #[serde(default)]
    pub defence: BTreeMap<String, Against>,
}

/// How the model did beside its references by the Brier score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// The base rate.
    pub base_rate: Verdict,
    /// Duration alone.
    pub duration: Verdict,
    /// The hazard that its terms move.
    pub hazard_alone: Verdict,
}

/// What the model beat in its back-tests, five and ten years ahead both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beats {
    /// Rifts, by the Brier score: their base rate.
    pub base_rate: bool,
    /// Rifts: duration alone.
    pub duration: bool,
    /// Paths, by the continuous ranked probability score: the random walk.
    pub random_walk: bool,
    /// Paths: half of the drift.
    pub half_drift: bool,
}

impl Beats {
    /// The rule by which the model is the default.
    #[must_use]
    pub const fn all(self) -> bool {
        self.base_rate && self.duration && self.random_walk && self.half_drift
    }
}

impl Weights {
    /// Whether the model beat base rate and duration on new defence obligations, with and without a lesser tie.
    #[must_use]
    pub fn obligations_pass(&self) -> bool {
        let beaten = |a: &Against| a.base_rate == Verdict::Better && a.duration == Verdict::Better;
        AtRisk::ALL.iter().all(|r| self.defence.get(r.id()).is_some_and(beaten))
    }

    /// How the probability of a new defence obligation did among pairs like this one; none where it is not at risk or was not
    /// scored.
    #[must_use]
    pub fn defence_of(&self, risk: &Risk) -> Option<Against> {
        let at_risk = match risk.tie?.0 {
            Tie { defence: true, .. } => return None,
            Tie { level: 0, .. } => AtRisk::Untied,
            Tie { .. } => AtRisk::Tied,
        };
        self.defence.get(at_risk.id()).copied()
    }

    /// The weights that ship with the program.
    ///
    /// # Errors
    /// [`PartnershipError::Events`] if they are absent or damaged.
    pub fn of(world: &World<'_>) -> Result<Self, PartnershipError> {
        let text = world.library().document(FILE);
        let text = text.ok_or_else(|| PartnershipError::Events(format!("{FILE} is not among the tables")))?;
        serde_json::from_str(text).map_err(|error| PartnershipError::Events(error.to_string()))
    }
}

/// Probabilities of one outcome at one horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct At {
    /// Years ahead.
    pub years: usize,
    /// Of the mixture; none where unknown or not defined.
    pub probability: Option<f64>,
    /// The least and the largest among the sets.
    pub spread: Option<(f64, f64)>,
    /// Share of comparable pairs; none where there is no base rate.
    pub base_rate: Option<f64>,
    /// From the scored event model.
    pub base_model: Option<f64>,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeAnswer {
    /// Which.
    pub outcome: Outcome,
    /// When it counts.
    pub threshold: String,
    /// By horizon.
    pub at: Vec<At>,
    /// Why there is no base rate or no probability; empty if both stand.
    pub remark: String,
    /// What drives it at the longest horizon, largest first.
    pub drivers: Vec<Driver>,
}

/// Results of one set.
#[derive(Clone, Debug, PartialEq)]
pub struct SetAnswer {
    /// Identifier.
    pub id: String,
    /// Title.
    pub name: String,
    /// Whose picture it is.
    pub source: String,
    /// Weight in the mixture.
    pub weight: f64,
    /// Probabilities by outcome, then horizon.
    pub probabilities: Vec<Vec<Option<f64>>>,
    /// Medians of L, c and A by horizon.
    pub medians: Vec<[Option<f64>; 3]>,
}

/// A quantity's quantiles: the years ahead, and the values at [`suzerain_models::partnership::outputs::LEVELS`].
pub type Quantiles = (Quantity, Vec<(usize, Option<[f64; 5]>)>);

/// Everything.
#[derive(Debug)]
pub struct Answer {
    /// The weaker and the stronger.
    pub dyad: Dyad,
    /// Year of the origin.
    pub origin: i16,
    /// The scenario's title, if one was run.
    pub scenario: Option<String>,
    /// What it changes and when, in words.
    pub interventions: Vec<String>,
    /// Whether the scenario is a tail that is never scored as likely.
    pub tail: bool,
    /// The common threat.
    pub rival: Option<Economy>,
    /// Reported horizons.
    pub horizons: Vec<usize>,
    /// The four outcomes.
    pub outcomes: Vec<OutcomeAnswer>,
    /// Each set.
    pub sets: Vec<SetAnswer>,
    /// Where the weights come from.
    pub weights: String,
    /// Whether the model, and not the base rate, is the default.
    pub is_default: bool,
    /// Quantiles of the mixture.
    pub quantiles: Vec<Quantiles>,
    /// Share of trajectories by horizon: loose, alliance, rift.
    pub regimes: Vec<[f64; 3]>,
    /// Share of trajectories without a bargain, by horizon; none where the bargain is unknown.
    pub no_bargain: Vec<Option<f64>>,
    /// How each module ran.
    pub modules: Vec<Module>,
    /// Parameters that no public data identify: judgements.
    pub unidentified: Vec<Parameter>,
    /// What went in.
    pub facts: Vec<Fact>,
    /// Sobol indices at the longest horizon, if asked.
    pub sobol: Option<Vec<OfOutput>>,
    /// Draws of each set, and the seed.
    pub draws: (usize, u64),
    /// One sentence on how far to trust it.
    pub trust: String,
}

/// Runs the model for a pair, with a scenario if there is one; `tell` hears the share done.
///
/// # Errors
/// [`StudyError`] if tables cannot be decoded, no measure of power covers both, or the scenario has no event for the pair.
pub fn answer(
    world: &World<'_>,
    pair: [Economy; 2],
    scenario: Option<&Scenario>,
    question: &Question,
    tell: &(impl Fn(f64) + Sync),
) -> Result<Answer, StudyError> {
    let gathered = gather(world, pair, &Options::default())?;
    run(world, &gathered, scenario, question, tell)
}

/// As [`answer`], from a start already gathered.
///
/// # Errors
/// As [`answer`].
pub fn run(
    world: &World<'_>,
    gathered: &Gathered,
    scenario: Option<&Scenario>,
    question: &Question,
    tell: &(impl Fn(f64) + Sync),
) -> Result<Answer, StudyError> {
    let start = &gathered.start;
    let (interventions, words) = match scenario {
        Some(scenario) => events::interventions(scenario, gathered, question.years)?,
        None => (Vec::new(), Vec::new()),
    };
    let tail = interventions.iter().any(|i| i.kind == Kind::CoordinatedCrisis);
    let plan = Plan { interventions, ..Plan::new(question.years, question.draws, question.seed) };
    let common = Priors::built_in().map_err(PartnershipError::from)?;
    let shipped = Weights::of(world)?;
    let (list, weights_from) = match &question.set {
        Some(set) => (vec![(1.0, set.clone())], format!("set {} alone", set.id)),
        None => {
            let sets = sets::built_in()?;
            let equal = 1.0 / sets.len() as f64;
            let weight = |s: &Set| shipped.weights.get(&s.id).copied().unwrap_or(equal);
            let from = if shipped.observations == 0 {
                "equal: no back-test distinguishes the sets".to_owned()
            } else {
                format!("stacked on {} back-tested values, shrunk toward equal", shipped.observations)
            };
            (sets.into_iter().map(|s| (weight(&s), s)).collect(), from)
        }
    };
    let mut ensembles: Vec<(f64, Ensemble)> = Vec::with_capacity(list.len());
    let parts = list.len() as f64 + if question.sobol.is_some() { 10.0 } else { 0.0 };
    for (k, (weight, set)) in list.iter().enumerate() {
        tell(k as f64 / parts);
        let priors = set.apply(&common)?;
        ensembles.push((*weight, simulate::run(start, &priors, &plan).map_err(PartnershipError::from)?));
    }
    let mixture: Vec<(f64, &Ensemble)> = ensembles.iter().map(|(w, e)| (*w, e)).collect();
    let mut horizons: Vec<usize> = HORIZONS.into_iter().filter(|h| *h <= question.years).collect();
    if horizons.last() != Some(&question.years) {
        horizons.push(question.years);
    }
    let last = question.years;
    let outcomes: Vec<OutcomeAnswer> = Outcome::ALL
        .into_iter()
        .map(|outcome| {
            outcomes::outcome_answer(outcome, (gathered, &shipped), &plan.thresholds, &mixture, &horizons, last)
        })
        .collect();
    let sets = list
        .iter()
        .zip(&ensembles)
        .map(|((weight, set), (_, ensemble))| {
            let one = [(1.0, ensemble)];
            let of = |outcome: Outcome| horizons.iter().map(|h| outcomes::defined(outcome, &plan, &one, *h)).collect();
            let median = |q: Quantity, h: usize| quantiles(&one, q, h).map(|x| x[2]);
            let three = [Quantity::Asymmetry, Quantity::Concession, Quantity::Alignment];
            SetAnswer {
                id: set.id.clone(),
                name: set.name.clone(),
                source: set.source.clone(),
                weight: *weight,
                probabilities: Outcome::ALL.into_iter().map(of).collect(),
                medians: horizons.iter().map(|h| three.map(|q| median(q, *h))).collect(),
            }
        })
        .collect();
    let total: f64 = mixture.iter().map(|(w, _)| w).sum();
    let share = |h: usize, of: &dyn Fn(&simulate::Year) -> bool| {
        let part = |e: &Ensemble| e.at(h).filter(|y| of(y)).count() as f64 / e.draws() as f64;
        mixture.iter().map(|(w, e)| w / total * part(e)).sum::<f64>()
    };
    let regimes = horizons
        .iter()
        .map(|h| [Regime::Loose, Regime::Alliance, Regime::Rift].map(|r| share(*h, &|y| y.regime == r)))
        .collect();
    let bargains = ensembles.iter().all(|(_, e)| e.has_asymmetry);
    let no_bargain = horizons.iter().map(|h| bargains.then(|| share(*h, &|y| !y.bargain))).collect();
    let sobol = match question.sobol {
        Some(points) => {
            let priors = match &question.set {
                Some(set) => set.apply(&common)?,
                None => common.clone(),
            };
            let done = std::sync::atomic::AtomicUsize::new(0);
            let base = list.len() as f64;
            let step = || {
                let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                tell((base + 10.0 * done as f64 / points as f64) / parts);
            };
            Some(sobol::of_model(start, &priors, &plan, points, &step).map_err(PartnershipError::from)?)
        }
        None => None,
    };
    let modules = modules::modules(start, &gathered.facts);
    let trust = modules::trust(&modules, &gathered.facts, &shipped, gathered);
    Ok(Answer {
        dyad: gathered.dyad,
        origin: start.year,
        scenario: scenario.map(|s| s.name.clone()),
        interventions: words,
        tail,
        rival: gathered.rival,
        quantiles: Quantity::all()
            .into_iter()
            .map(|q| (q, horizons.iter().map(|h| (*h, quantiles(&mixture, q, *h))).collect()))
            .collect(),
        horizons,
        outcomes,
        sets,
        weights: weights_from,
        is_default: shipped.passes,
        regimes,
        no_bargain,
        modules,
        unidentified: modules::unidentified(&common),
        facts: gathered.facts.clone(),
        sobol,
        draws: (question.draws, question.seed),
        trust,
    })
}
