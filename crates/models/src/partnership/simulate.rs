//! Trajectories: every module once a year, from a draw of the parameters and a stream of noise.
//!
//! Draw k of a run uses the random stream of its seed and k alone: results do not depend on the number of
//! threads, and two runs of one seed differ only by what differs between them.

mod ensemble;
#[cfg(test)]
mod tests;
mod trajectory;

pub use ensemble::{Ensemble, Year, blank};
pub use trajectory::trajectory;

use super::dependence::{DOMAINS, Domain};
use super::equations::Equations;
use super::interventions::Intervention;
use super::priors::{COUNT, Priors};
use super::start::Start;
use super::{LONGEST, PartnershipError};
use rand::Rng;
use rayon::prelude::*;
use suzerain_solvers::streams::stream;

/// When an outcome counts. All of them are conventions, stated beside every probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Junior partner: L above this ...
    pub asymmetry: f64,
    /// ... and the concession above this, for `years` running.
    pub concession: f64,
    /// Lock-in: the other side's share of electronics above this ...
    pub share: f64,
    /// ... and reachable alternatives below this, for `years` running.
    pub alternatives: f64,
    /// Years running.
    pub years: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { asymmetry: 0.2, concession: 0.6, share: 0.7, alternatives: 0.1, years: 3 }
    }
}

/// A run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Years ahead, 1 to [`LONGEST`].
    pub years: usize,
    /// Draws.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// What a scenario changes.
    pub interventions: Vec<Intervention>,
    /// When an outcome counts.
    pub thresholds: Thresholds,
    /// The equations that a run steps through.
    pub equations: Equations,
}

impl Plan {
    /// A run without a scenario.
    #[must_use]
    pub fn new(years: usize, draws: usize, seed: u64) -> Self {
        Self {
            years,
            draws,
            seed,
            interventions: Vec::new(),
            thresholds: Thresholds::default(),
            equations: Equations::default(),
        }
    }
}

/// A number in (0, 1).
fn uniform(random: &mut impl Rng) -> f64 {
    ((random.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// Runs all trajectories.
///
/// # Errors
/// [`PartnershipError::Plan`] for a run without draws or a horizon out of range.
pub fn run(start: &Start, priors: &Priors, plan: &Plan) -> Result<Ensemble, PartnershipError> {
    check(plan)?;
    let mut paths = blank(plan.draws * plan.years);
    let points: Vec<[f64; COUNT]> = paths
        .par_chunks_mut(plan.years)
        .enumerate()
        .map(|(k, path)| {
            let mut random = stream(plan.seed, k as u64);
            let point: [f64; COUNT] = std::array::from_fn(|_| uniform(&mut random));
            trajectory(start, &priors.at(&point), plan, &mut random, path);
            point
        })
        .collect();
    let known = known_both(start);
    let technology = start.sides[0].channels[Domain::Technology as usize].known();
    Ok(Ensemble::new(plan.years, paths, points, known.contains(&true), technology))
}

/// Checks a plan.
///
/// # Errors
/// [`PartnershipError::Plan`] for a run without draws or a horizon out of range.
pub fn check(plan: &Plan) -> Result<(), PartnershipError> {
    if plan.draws == 0 {
        return Err(PartnershipError::Plan("a run needs at least one draw".into()));
    }
    if !(1..=LONGEST).contains(&plan.years) {
        return Err(PartnershipError::Plan(format!("{} years ahead: a run has 1 to {LONGEST}", plan.years)));
    }
    Ok(())
}

/// Domains known for both sides.
#[must_use]
pub fn known_both(start: &Start) -> [bool; DOMAINS] {
    std::array::from_fn(|d| start.sides.iter().all(|side| side.channels[d].known()))
}
