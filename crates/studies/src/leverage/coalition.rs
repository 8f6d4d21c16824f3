//! Shares of a coalition's harm: Shapley values, first in, last in, and what it costs each member.

use crate::rupture::{Inputs, MemberSolver, MemberWorld, ModelError};
use crate::scenario::Scenario;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use suzerain_solvers::streams::permutation;
use suzerain_tables::Economy;

/// Members up to which every subset is solved.
pub const EXACT_TO: usize = 12;
/// Permutations drawn beyond.
pub const PERMUTATIONS: usize = 200;

/// One member's part.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Who.
    pub member: Economy,
    /// Average of what it adds to the harm over all orders of joining, US dollars a year.
    pub shapley_usd: f64,
    /// Standard error of that, where orders were drawn.
    pub error_usd: Option<f64>,
    /// Harm when it cuts alone.
    pub first_in_usd: f64,
    /// Harm it adds to all the others.
    pub last_in_usd: f64,
    /// Its own loss when all cut, US dollars a year.
    pub own_cost_usd: f64,
    /// The same in per cent of its base.
    pub own_cost_pct: f64,
}

/// A coalition's harm, shared out.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// Loss of the target when all cut, US dollars a year.
    pub harm_usd: f64,
    /// The same in per cent of its base.
    pub harm_pct: f64,
    /// Members in code order.
    pub shares: Vec<Share>,
    /// Whether every subset was solved.
    pub exact: bool,
    /// Subsets solved.
    pub solved: usize,
}

/// Shares out the loss of side B when the members of side A stop selling to it, by the one-sector
/// model. The shares add up to the harm of all.
///
/// # Errors
/// [`ModelError`] if the world cannot be made or a subset has no equilibrium.
pub fn share_out(
    scenario: &Scenario,
    inputs: &Inputs<'_>,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Shared, ModelError> {
    let world = MemberWorld::new(scenario, inputs)?;
    let solver = world.solver()?;
    let members = solver.members().to_vec();
    let n = members.len();
    let all = solver.losses(&vec![true; n])?;
    let alone = (0..n).map(|i| harm(&solver, &[i], n)).collect::<Result<Vec<f64>, _>>()?;
    let without = (0..n)
        .map(|i| harm(&solver, &(0..n).filter(|j| *j != i).collect::<Vec<_>>(), n))
        .collect::<Result<Vec<f64>, _>>()?;
    let (values, errors, solved) = if n <= EXACT_TO {
        let (values, solved) = exact(&solver, n, progress)?;
        (values, None, solved)
    } else {
        let (values, errors, solved) = sampled(&solver, n, scenario.seed, progress)?;
        (values, Some(errors), solved)
    };
    let shares = (0..n)
        .map(|i| Share {
            member: members[i],
            shapley_usd: values[i],
            error_usd: errors.as_ref().map(|e| e[i]),
            first_in_usd: alone[i],
            last_in_usd: all.harm_usd - without[i],
            own_cost_usd: all.own_costs[i].0,
            own_cost_pct: all.own_costs[i].1,
        })
        .collect();
    Ok(Shared { harm_usd: all.harm_usd, harm_pct: all.harm_pct, shares, exact: errors.is_none(), solved })
}

fn harm(solver: &MemberSolver<'_>, members: &[usize], n: usize) -> Result<f64, ModelError> {
    let mut acts = vec![false; n];
    for member in members {
        acts[*member] = true;
    }
    Ok(solver.losses(&acts)?.harm_usd)
}

/// Every subset once; the weight of a subset of s others is s! (n - s - 1)! / n! (Shapley 1953).
fn exact(
    solver: &MemberSolver<'_>,
    n: usize,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<(Vec<f64>, usize), ModelError> {
    let count = 1_usize << n;
    let done = AtomicUsize::new(0);
    let harms = (0..count)
        .into_par_iter()
        .map(|set| {
            let acts: Vec<bool> = (0..n).map(|i| set >> i & 1 == 1).collect();
            let found = if set == 0 { Ok(0.0) } else { solver.losses(&acts).map(|l| l.harm_usd) };
            progress((done.fetch_add(1, Ordering::Relaxed) + 1) as f64 / count as f64);
            found
        })
        .collect::<Result<Vec<f64>, _>>()?;
    let mut factorial = vec![1.0_f64; n + 1];
    for i in 1..=n {
        factorial[i] = factorial[i - 1] * i as f64;
    }
    let values = (0..n)
        .map(|i| {
            (0..count)
                .filter(|set| set >> i & 1 == 0)
                .map(|set| {
                    let size = set.count_ones() as usize;
                    let weight = factorial[size] * factorial[n - size - 1] / factorial[n];
                    weight * (harms[set | 1 << i] - harms[set])
                })
                .sum()
        })
        .collect();
    Ok((values, count - 1))
}

/// Orders of joining drawn at random, each from its own stream; means and standard errors.
fn sampled(
    solver: &MemberSolver<'_>,
    n: usize,
    seed: u64,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<(Vec<f64>, Vec<f64>, usize), ModelError> {
    let done = AtomicUsize::new(0);
    let added = (0..PERMUTATIONS as u64)
        .into_par_iter()
        .map(|draw| -> Result<Vec<f64>, ModelError> {
            let mut acts = vec![false; n];
            let (mut before, mut added) = (0.0, vec![0.0; n]);
            for member in permutation(n, seed, draw) {
                acts[member] = true;
                let now = solver.losses(&acts)?.harm_usd;
                added[member] = now - before;
                before = now;
            }
            progress((done.fetch_add(1, Ordering::Relaxed) + 1) as f64 / PERMUTATIONS as f64);
            Ok(added)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let count = added.len() as f64;
    let values: Vec<f64> = (0..n).map(|i| added.iter().map(|a| a[i]).sum::<f64>() / count).collect();
    let errors = (0..n)
        .map(|i| {
            let variance = added.iter().map(|a| (a[i] - values[i]).powi(2)).sum::<f64>() / (count - 1.0);
            (variance / count).sqrt()
        })
        .collect();
    Ok((values, errors, PERMUTATIONS * n))
}
