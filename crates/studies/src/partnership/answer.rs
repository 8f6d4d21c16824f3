//! The answer: four probabilities with what must stand beside them, quantiles, drivers, and the ground they stand on.

use super::PartnershipError;
use super::gather::{Fact, Gathered, STALE_AFTER_YEARS, gather};
use super::sets::{self, Set};
use crate::StudyError;
use crate::brief::Options;
use crate::scenario::Scenario;
use crate::world::World;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use suzerain_models::partnership::HORIZONS;
use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::interventions::{Intervention, Kind};
use suzerain_models::partnership::outputs::{self, Driver, Outcome, Quantity, probability, quantiles};
use suzerain_models::partnership::priors::{Evidence, Parameter, Priors};
use suzerain_models::partnership::regime::{Event, Regime};
use suzerain_models::partnership::simulate::{self, Ensemble, Plan, Thresholds};
use suzerain_models::partnership::sobol::{self, OfOutput};
use suzerain_models::partnership::start::Start;
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
}

impl Weights {
    /// The weights that ship with the program.
    ///
    /// # Errors
    /// [`PartnershipError::Events`] if they are absent or damaged.
    pub fn of(world: &World<'_>) -> Result<Self, PartnershipError> {
        let text = world.library().fitted("partnership.json");
        let text = text.ok_or_else(|| PartnershipError::Events("partnership.json is not built in".into()))?;
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

/// How a module ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its equation.
    pub equation: u8,
    /// Its name.
    pub name: &'static str,
    /// `data`, `data and priors`, `priors alone`, or `not run`.
    pub basis: &'static str,
    /// What is not identified or missing.
    pub note: String,
}

/// A quantity's quantiles: the years ahead, and the values at [`outputs::LEVELS`].
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
        Some(scenario) => interventions(scenario, gathered, question.years)?,
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
        .map(|outcome| outcome_answer(outcome, gathered, &plan.thresholds, &mixture, &horizons, last))
        .collect();
    let sets = list
        .iter()
        .zip(&ensembles)
        .map(|((weight, set), (_, ensemble))| {
            let one = [(1.0, ensemble)];
            let of = |outcome: Outcome| horizons.iter().map(|h| defined(outcome, &plan, &one, *h)).collect();
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
    let modules = modules(start);
    let trust = trust(&modules, &gathered.facts, start.year, gathered);
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
        unidentified: unidentified(&common),
        facts: gathered.facts.clone(),
        sobol,
        draws: (question.draws, question.seed),
        trust,
    })
}

/// The probability, where the outcome can have come by then.
fn defined(outcome: Outcome, plan: &Plan, mixture: &[(f64, &Ensemble)], years: usize) -> Option<f64> {
    if outcome == Outcome::Junior && years < plan.thresholds.years {
        return None;
    }
    probability(mixture, outcome, years)
}

fn outcome_answer(
    outcome: Outcome,
    gathered: &Gathered,
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
        Outcome::Junior => "no base rate: it has no historical coding".to_owned(),
        Outcome::Alliance if risk.defence => {
            let year = risk.tie.map_or(String::new(), |(_, y)| format!(" in {y}, the last year of the list"));
            format!("not at risk: a defence obligation is in force{year}")
        }
        Outcome::Alliance if unknown => "not run: no list of obligations, or no model for pairs like this one".into(),
        Outcome::Rift if unknown => {
            "not run: no event model for this pair at this origin; the missing inputs say why".into()
        }
        Outcome::LockIn if unknown => "not run: the trade in electronics is unknown".into(),
        Outcome::LockIn => "no base rate: technology shares have no long history".into(),
        Outcome::Alliance | Outcome::Rift => String::new(),
    };
    let mut drivers = Vec::new();
    if !unknown {
        drivers = outputs::drivers(mixture, |y| outcome.of(y), last);
        drivers.truncate(DRIVERS);
    }
    OutcomeAnswer { outcome, threshold, at, remark, drivers }
}

/// The scenario's events as the model runs them, and in words.
fn interventions(
    scenario: &Scenario,
    gathered: &Gathered,
    years: usize,
) -> Result<(Vec<Intervention>, Vec<String>), StudyError> {
    let resolved = scenario.resolve(gathered.start.year)?;
    if resolved.events.is_empty() {
        let why = "the scenario has no [[event]]; `suzerain run` computes its measures".to_owned();
        return Err(PartnershipError::Scenario(why).into());
    }
    let pair = [gathered.dyad.dependent, gathered.dyad.on];
    let names: Vec<Economy> = resolved.a.members.iter().chain(&resolved.b.members).copied().collect();
    if let Some(missing) = pair.iter().find(|e| !names.contains(e)) {
        let why = format!("the scenario is about {} and {}, not {missing}", resolved.a.label, resolved.b.label);
        return Err(PartnershipError::Scenario(why).into());
    }
    let origin = gathered.start.year;
    let mut out = Vec::new();
    let mut words = Vec::new();
    for event in &resolved.events {
        let ahead = |year: i16| usize::try_from(year - origin).unwrap_or(0);
        let from = ahead(event.start).max(1);
        let sides: Vec<usize> = if event.targets.is_empty() {
            vec![1]
        } else {
            (0..2).filter(|s| event.targets.contains(&pair[*s])).collect()
        };
        if sides.is_empty() {
            let why = "an event befalls neither of the two".to_owned();
            return Err(PartnershipError::Scenario(why).into());
        }
        let whom: Vec<&str> = event.targets.iter().map(|e| e.code()).collect();
        let whom = if whom.is_empty() { String::new() } else { format!(" ({})", whom.join(", ")) };
        let kind =
            serde_json::to_value(event.kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        let until = event.end.map_or(String::new(), |end| format!(" to {end}"));
        let late = if from > years { "; after the last year of the run" } else { "" };
        words.push(format!("{kind}{whom} from {}{until}, size {}{late}", event.start.max(origin + 1), event.size));
        if event.end.is_some_and(|end| end <= origin) {
            continue;
        }
        out.extend(sides.into_iter().map(|side| Intervention {
            kind: event.kind,
            side,
            from,
            to: event.end.map(ahead),
            size: event.size,
        }));
    }
    Ok((out, words))
}

/// Parameters that no public data identify.
fn unidentified(priors: &Priors) -> Vec<Parameter> {
    Parameter::ALL.iter().copied().filter(|p| priors.entry(*p).evidence == Evidence::Judgement).collect()
}

/// How each module ran.
fn modules(start: &Start) -> Vec<Module> {
    let both = simulate::known_both(start);
    let known: Vec<&str> = Domain::ALL.iter().filter(|d| both[**d as usize]).map(|d| d.title()).collect();
    let left_out: Vec<&str> = Domain::ALL.iter().filter(|d| !both[**d as usize]).map(|d| d.title()).collect();
    let none = known.is_empty();
    let module = |equation, name, basis, note: String| Module { equation, name, basis, note };
    let history = start.power.sd_power.is_some();
    let changes = start.sides.iter().flat_map(|s| &s.channels).any(|c| !c.changes.is_empty());
    let losses = start.sides.iter().all(|s| s.loss.is_finite());
    vec![
        module(
            1,
            "power",
            if history { "data" } else { "data and priors" },
            if history { "filtered".into() } else { "fewer than ten years: variances are priors".into() },
        ),
        module(
            2,
            "dependence",
            if none { "not run" } else { "data and priors" },
            match (none, left_out.is_empty()) {
                (true, _) => "no domain is known for both sides".into(),
                (false, true) => "sigma and the weights of arms and finance are judgements".into(),
                (false, false) => {
                    format!("{}; left out as unknown for either side: {}", known.join(", "), left_out.join(", "))
                }
            },
        ),
        module(
            3,
            "dependence path",
            match (none, changes) {
                (true, _) => "not run",
                (false, true) => "data and priors",
                (false, false) => "priors alone",
            },
            "variance from the pair's changes; drift from sanctions, lock-in and hedging is a prior".into(),
        ),
        module(
            4,
            "usefulness",
            if start.arms.is_nan() && start.energy.is_nan() { "priors alone" } else { "data and priors" },
            "weights and diplomatic value are judgements".into(),
        ),
        module(
            5,
            "threat",
            if start.threat[0].is_nan() { "not run" } else { "data" },
            "hostility is read off UN votes, which do not predict disputes".into(),
        ),
        module(
            6,
            "bargaining",
            if none { "not run" } else { "priors alone" },
            if losses {
                "not identified; outside options are the losses of a rupture".into()
            } else {
                "not identified; losses of a rupture unknown, the asymmetry L stands for them".into()
            },
        ),
        module(
            7,
            "status",
            "priors alone",
            if start.rank_gap.is_some() { "not identified; ranks are read" } else { "not identified" }.into(),
        ),
        module(
            8,
            "alignment",
            match (start.alignment.mean[0].is_nan(), start.alignment.sd.is_some()) {
                (true, _) => "not run",
                (false, true) => "data and priors",
                (false, false) => "priors alone",
            },
            "level and variance filtered; what pulls on it is a prior".into(),
        ),
        module(
            9,
            "regime",
            if start.hazards.of(Event::Rift, 1).is_some() { "data and priors" } else { "priors alone" },
            if start.hazards.of(Event::Rift, 1).is_some() {
                "event models scored on two centuries; slopes are priors".into()
            } else {
                "no event model of rift for this pair".into()
            },
        ),
    ]
}

fn trust(modules: &[Module], facts: &[Fact], origin: i16, gathered: &Gathered) -> String {
    let alone = modules.iter().filter(|m| m.basis == "priors alone").count();
    let off = modules.iter().filter(|m| m.basis == "not run").count();
    let stale = stale(facts, origin).count();
    let missing = facts.iter().filter(|f| f.value.is_none()).count();
    let rift = if gathered.start.hazards.of(Event::Rift, 1).is_some() {
        "of the probabilities only that of a rift has been scored on history, over all pairs and not for this one, and paths do no better than a random walk"
    } else {
        "nothing here has been scored on history for pairs like this one"
    };
    let mut parts = vec![format!("{rift}; {alone} of {} modules run on priors alone", modules.len())];
    if off > 0 {
        parts.push(format!("{off} not at all"));
    }
    if stale + missing > 0 {
        parts.push(format!("{stale} inputs are stale and {missing} missing"));
    }
    format!("How far to trust it: {}; read the spread across the sets, not the number.", parts.join(", "))
}

/// Facts older than the origin by more than [`STALE_AFTER_YEARS`].
pub fn stale(facts: &[Fact], origin: i16) -> impl Iterator<Item = &Fact> {
    facts.iter().filter(move |f| f.value.is_some() && f.year.is_some_and(|y| origin - y > STALE_AFTER_YEARS))
}
