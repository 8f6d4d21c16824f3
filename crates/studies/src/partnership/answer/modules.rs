//! What each module ran on, and one sentence on how far to trust the whole.

use super::Weights;
use crate::partnership::facts::{Fact, stale};
use crate::partnership::gather::Gathered;
use crate::partnership::score::Verdict;
use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::priors::{Evidence, Parameter, Priors};
use suzerain_models::partnership::regime::Event;
use suzerain_models::partnership::simulate;
use suzerain_models::partnership::start::{Channel, Start};

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

/// Parameters that no public data identify.
pub(super) fn unidentified(priors: &Priors) -> Vec<Parameter> {
    Parameter::ALL.iter().copied().filter(|p| priors.entry(*p).evidence == Evidence::Judgement).collect()
}

fn module(equation: u8, name: &'static str, basis: &'static str, note: impl Into<String>) -> Module {
    Module { equation, name, basis, note: note.into() }
}

/// Domains known for both sides and those that are not.
fn domains(start: &Start) -> (Vec<&'static str>, Vec<&'static str>) {
    let both = simulate::known_both(start);
    let titles = |known: bool| Domain::ALL.iter().filter(|d| both[**d as usize] == known).map(|d| d.title()).collect();
    (titles(true), titles(false))
}

/// How each module ran.
pub(super) fn modules(start: &Start, facts: &[Fact]) -> Vec<Module> {
    let (known, left_out) = domains(start);
    let none = known.is_empty();
    let history = start.power.sd_power.is_some();
    let filtered = |c: &&Channel| c.filtered.is_some_and(|f| f.window.2 > 1);
    let shares = start.sides.iter().flat_map(|s| &s.channels).filter(filtered).count();
    let losses = start.sides.iter().all(|s| s.loss.is_finite());
    let rift = start.hazards.of(Event::Rift, 1).is_some();
    let parts = [("arms", start.arms), ("energy", start.energy)];
    let named = |known: bool| -> Vec<&str> {
        parts.iter().filter(|(_, v)| v.is_nan() != known).map(|(name, _)| *name).collect()
    };
    let votes = facts.iter().filter(|f| f.equation == 8 && f.value.is_some()).count();
    vec![
        module(
            1,
            "power",
            if history { "data" } else { "data and priors" },
            if history { "filtered" } else { "fewer than ten years: variances are priors" },
        ),
        module(
            2,
            "dependence",
            if none { "not run" } else { "data and priors" },
            match (none, left_out.is_empty()) {
                (true, _) => "no domain is known for both sides".to_owned(),
                (false, true) => "sigma and the weights of arms and finance are judgements".into(),
                (false, false) => {
                    format!("{}; no data of both sides, left out: {}", known.join(", "), left_out.join(", "))
                }
            },
        ),
        module(
            3,
            "dependence path",
            match (none, shares) {
                (true, _) => "not run",
                (false, 0) => "priors alone",
                _ => "data and priors",
            },
            match (none, shares) {
                (true, _) => "no domain is known for both sides".to_owned(),
                (false, 0) => "no history of any share; variances and drift are priors".into(),
                _ => format!(
                    "levels and variances of {shares} shares filtered from their history; drift from sanctions, lock-in and hedging is a prior"
                ),
            },
        ),
        module(
            4,
            "usefulness",
            if named(true).is_empty() { "priors alone" } else { "data and priors" },
            match (named(true).is_empty(), named(false).is_empty()) {
                (true, _) => "no data on arms or energy; diplomatic value alone, a judgement".to_owned(),
                (false, true) => "weights and diplomatic value are judgements".into(),
                (false, false) => format!(
                    "no data on {}: {} and diplomatic value, a judgement, carry its weight",
                    named(false).join(" or "),
                    named(true).join(" and ")
                ),
            },
        ),
        module(
            5,
            "threat",
            if start.threat[0].is_nan() { "not run" } else { "data and priors" },
            if start.threat[0].is_nan() {
                "no votes of both or no capabilities: the threat and what hangs on it are left out"
            } else {
                "its path is a prior; hostility is read off UN votes, which do not predict disputes"
            },
        ),
        module(
            6,
            "bargaining",
            if none { "not run" } else { "priors alone" },
            match (none, losses) {
                (true, _) => "neither L nor what moves the losses of a rupture is known",
                (false, true) => "not identified; outside options are the losses of a rupture, moved by E",
                (false, false) => "not identified; losses of a rupture unknown, the asymmetry L stands for them",
            },
        ),
        module(
            7,
            "status",
            "priors alone",
            match (none, start.rank_gap.is_some()) {
                (true, _) => "not identified; without a bargain it only fades",
                (false, true) => "not identified; ranks are read",
                (false, false) => "not identified; no data on ranks of recognition",
            },
        ),
        module(
            8,
            "alignment",
            match (start.alignment.mean[0].is_nan(), start.alignment.sd.is_some()) {
                (true, _) => "not run",
                (false, true) => "data and priors",
                (false, false) => "priors alone",
            },
            match (start.alignment.mean[0].is_nan(), start.alignment.sd.is_some()) {
                (true, _) => "no votes of both".to_owned(),
                (false, true) => {
                    let of = if votes > 1 { "votes and what stands beside them" } else { "votes" };
                    format!("level and variance filtered from {of}; what pulls on it is a prior")
                }
                (false, false) => "fewer than ten years of votes: the variance is a prior".into(),
            },
        ),
        module(
            9,
            "regime",
            if rift { "data and priors" } else { "priors alone" },
            if rift {
                "event models scored on two centuries; slopes are priors"
            } else {
                "no event model of rift for this pair"
            },
        ),
    ]
}

/// One sentence on how far to trust it: what was scored and how it did, which modules no data feed, and how old the inputs are.
pub(super) fn trust(modules: &[Module], facts: &[Fact], shipped: &Weights, gathered: &Gathered) -> String {
    let of = |basis: &str| -> Vec<&str> { modules.iter().filter(|m| m.basis == basis).map(|m| m.name).collect() };
    let (alone, off) = (of("priors alone"), of("not run"));
    let stale = stale(facts, gathered.start.year).count();
    let missing = facts.iter().filter(|f| f.value.is_none()).count();
    let paths = match (shipped.beats.random_walk, shipped.beats.half_drift) {
        (true, true) => "paths beat a random walk and half of the drift",
        (true, false) => "paths beat a random walk but not half of the drift",
        (false, true) => "paths beat half of the drift but not a random walk",
        (false, false) => "paths do no better than a random walk",
    };
    let mut scored = Vec::new();
    if gathered.start.hazards.of(Event::Rift, 1).is_some() {
        let verdict = if shipped.beats.base_rate { Verdict::Better } else { Verdict::Unsure };
        scored.push(("a rift", verdict));
    }
    scored.extend(shipped.defence_of(&gathered.risk).map(|found| ("a new defence obligation", found.base_rate)));
    let said: Vec<String> =
        scored.iter().map(|(what, verdict)| format!("{what} ({})", verdict.over("the base rate"))).collect();
    let first = match said.as_slice() {
        [] => "nothing here has been scored on history for pairs like this one".to_owned(),
        [one] => format!(
            "of the probabilities only that of {one} has been scored on history, over all pairs and not for this one, and {paths}"
        ),
        all => format!(
            "of the probabilities only those of {} have been scored on history, over all pairs and not for this one, and {paths}",
            all.join(" and of ")
        ),
    };
    let mut parts = vec![first];
    if !alone.is_empty() {
        parts.push(format!("on priors alone run {}", alone.join(", ")));
    }
    if !off.is_empty() {
        parts.push(format!("not run are {}", off.join(", ")));
    }
    if stale + missing > 0 {
        parts.push(format!("{stale} inputs are stale and {missing} missing"));
    }
    format!("How far to trust it: {}; read the spread across the sets, not the number.", parts.join("; "))
}
