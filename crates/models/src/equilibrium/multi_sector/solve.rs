//! Baseline and counterfactual.

use super::outcome::{FirstOrder, Outcome};
use super::shock::{Shock, ShockError};
use super::system::{Scratch, State, System};
use super::world::{World, WorldError, check_theta, connected};
use std::collections::BTreeMap;
use suzerain_solvers::certificate::{Certificate, NotConverged, Stop};
use suzerain_tables::Economy;

/// What becomes of trade deficits when the baseline is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deficits {
    /// They stay as they are, in units of world value added.
    Nominal,
    /// The baseline is the world without them.
    Balanced,
}

/// How far to solve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Largest relative residual of any equation.
    pub tolerance: f64,
    /// Iterations allowed.
    pub iterations: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { tolerance: 1e-12, iterations: 3000 }
    }
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SolveError {
    /// Elasticities or connections do not make a world.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The shock does not fit the world.
    #[error(transparent)]
    Shock(#[from] ShockError),
    /// The iteration did not converge.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
    /// An economy would spend a negative income: its surplus exceeds what it earns.
    #[error("{economy} would have an income of {income:e} at the solution")]
    Income {
        /// The economy.
        economy: Economy,
        /// Income in the unit of the flows.
        income: f64,
    },
}

/// A world that is an equilibrium of the model.
#[derive(Clone, Debug)]
pub struct Baseline {
    pub(super) world: World,
    /// How the equilibrium was reached from the data.
    pub certificate: Certificate,
    /// Largest relative change of a wage on the way: 0 if the data were an equilibrium.
    pub moved: f64,
}

impl Baseline {
    /// The world at the equilibrium.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Income of each economy, in the unit of the flows: value added, revenue and deficit.
    #[must_use]
    pub fn income(&self) -> Vec<f64> {
        let world = &self.world;
        let (n, m) = (world.economies.len(), world.sectors.len());
        let output = world.output();
        (0..n)
            .map(|i| {
                // Final demand: what is spent less what is used.
                let spent: f64 = world.expenditure[i * m..(i + 1) * m].iter().sum();
                let used: f64 =
                    (0..m).map(|j| (1.0 - world.value_added_share[i * m + j]) * output[i * m + j]).sum();
                spent - used
            })
            .collect()
    }
}

/// Brings the world to an equilibrium of the model: at the tariffs of the data, with the deficits asked
/// for, and with the world's own elasticities.
///
/// # Errors
/// [`SolveError`] where the iteration does not converge or an income is not above 0.
pub fn rebase(world: World, deficits: Deficits, options: &Options) -> Result<Baseline, SolveError> {
    let (n, m) = (world.economies.len(), world.sectors.len());
    let deficit = match deficits {
        Deficits::Nominal => world.deficit.clone(),
        Deficits::Balanced => vec![0.0; n],
    };
    let theta = world.theta.clone();
    let none = BTreeMap::new();
    let system = System::new(&world, &none, &theta, &deficit)?;
    let (state, scratch, certificate) = iterate(&world, &system, &deficit, options)?;
    let mut shares = vec![0.0; n * n * m];
    system.for_each_share(&scratch, |j, importer, exporter, share| {
        if world.expenditure[importer * m + j] > 0.0 {
            shares[(j * n + importer) * n + exporter] = share;
        }
    });
    let mut world = world;
    world.shares = shares;
    world.deficit = deficit;
    world.expenditure.iter_mut().zip(&state.expenditure).for_each(|(x, change)| *x *= change);
    world.value_added.iter_mut().zip(&state.wage).for_each(|(v, w)| *v *= w.exp());
    let moved = state.wage.iter().fold(0.0, |a: f64, w| a.max(w.exp_m1().abs()));
    Ok(Baseline { world, certificate, moved })
}

/// The counterfactual: what the shock changes, at the elasticities `theta` (one a sector).
///
/// # Errors
/// [`SolveError`] for elasticities that are not above 0, a shock that does not fit the world, leaves an
/// economy without a seller or cuts the world into pieces, and where the iteration does not converge.
pub fn solve(baseline: &Baseline, shock: &Shock, theta: &[f64], options: &Options) -> Result<Outcome, SolveError> {
    let world = &baseline.world;
    check_theta(&world.sectors, theta)?;
    let (n, m) = (world.economies.len(), world.sectors.len());
    let cells = shock.cells(world)?;
    connected(&world.economies, |a, b| {
        (0..m).any(|j| {
            let at = (j * n + a) * n + b;
            world.shares[at] > 0.0 && cells.get(&at).is_none_or(|c| c.open > 0.0)
        })
    })?;
    let system = System::new(world, &cells, theta, &world.deficit)?;
    let (state, scratch, certificate) = iterate(world, &system, &world.deficit, options)?;
    let taxed = cells.values().any(|c| c.export_tax != 0.0);
    let duty = |at: usize| cells.get(&at).map_or(world.tariffs[at], |c| c.tariff);
    let first_order = (!taxed).then(|| FirstOrder::new(baseline, &system, &state, &scratch, duty));
    Ok(Outcome::new(baseline, &system, &state, &scratch, certificate, first_order))
}

/// Runs the map to its fixed point and checks the identities there.
fn iterate(
    world: &World,
    system: &System<'_>,
    deficit: &[f64],
    options: &Options,
) -> Result<(State, Scratch, Certificate), SolveError> {
    let (mut at, mut scratch) = (system.start(), system.scratch());
    let mut next = at.clone();
    let mut certificate =
        Certificate { residual: f64::INFINITY, iterations: 0, identities: Vec::new(), stop: Stop::IterationLimit };
    loop {
        certificate.residual = system.step(&at, &mut next, &mut scratch);
        if std::env::var_os("TRACE").is_some() { eprintln!("{} {:e}", certificate.iterations, certificate.residual); }
        if !certificate.residual.is_finite() {
            certificate.stop = Stop::NotFinite;
            break;
        }
        if certificate.residual <= options.tolerance {
            certificate.stop = Stop::Converged;
            break;
        }
        if certificate.iterations == options.iterations {
            break;
        }
        certificate.iterations += 1;
        std::mem::swap(&mut at, &mut next);
    }
    let certificate = identities(world, system, deficit, &at, &scratch, certificate.converged()?)?;
    Ok((at, scratch, certificate))
}

/// Budgets, trade balances and the numeraire at the solution.
fn identities(
    world: &World,
    system: &System<'_>,
    deficit: &[f64],
    at: &State,
    scratch: &Scratch,
    certificate: Certificate,
) -> Result<Certificate, SolveError> {
    let (n, m) = (world.economies.len(), world.sectors.len());
    let sales = system.sales(scratch);
    let (mut budget, mut walras, mut earned, mut before) = (0.0_f64, 0.0_f64, 0.0, 0.0);
    for i in 0..n {
        let wages = at.wage[i].exp() * world.value_added[i];
        let income = wages + scratch.revenue[i] + deficit[i];
        if income <= 0.0 {
            return Err(SolveError::Income { economy: world.economies[i], income });
        }
        let (mut spent, mut sold, mut used) = (0.0, 0.0, 0.0);
        for k in i * m..(i + 1) * m {
            spent += at.expenditure[k] * world.expenditure[k];
            sold += sales[k];
            used += (1.0 - world.value_added_share[k]) * sales[k];
        }
        budget = budget.max((spent - used - income).abs() / spent);
        walras = walras.max((sold + scratch.revenue[i] + deficit[i] - spent).abs() / spent);
        earned += wages;
        before += world.value_added[i];
    }
    Ok(certificate
        .with_identity("budget", budget)
        .with_identity("walras", walras)
        .with_identity("numeraire", (earned / before - 1.0).abs()))
}
