//! Baseline and counterfactual.

use super::outcome::{FirstOrder, Outcome};
use super::shock::{Cells, Shock, ShockError};
use super::system::{Scratch, State, System};
use super::world::{World, WorldError, check_theta, connected};
use suzerain_solvers::certificate::{Certificate, NotConverged};
use suzerain_solvers::fixed_point;
use suzerain_tables::Economy;

/// Differences remembered by the accelerated iteration.
const MEMORY: usize = 10;
/// Largest change of a log price, wage or expenditure in one step.
const LARGEST_STEP: f64 = 2.0;

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
#[derive(Debug, thiserror::Error)]
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
                let used: f64 = (0..m).map(|j| (1.0 - world.value_added_share[i * m + j]) * output[i * m + j]).sum();
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
pub fn rebase(world: &World, deficits: Deficits, options: &Options) -> Result<Baseline, SolveError> {
    let (n, m) = (world.economies.len(), world.sectors.len());
    let deficit = match deficits {
        Deficits::Nominal => world.deficit.clone(),
        Deficits::Balanced => vec![0.0; n],
    };
    let none = Cells::new();
    let system = System::new(world, &none, &world.theta, &deficit)?;
    let (found, scratch, certificate) = iterate(world, &system, &deficit, options)?;
    let state = system.state(&found);
    let mut shares = vec![0.0; n * n * m];
    system.for_each_share(&scratch, |j, importer, exporter, [share, _]| {
        if world.expenditure[importer * m + j] > 0.0 {
            shares[(j * n + importer) * n + exporter] = share;
        }
    });
    let moved = state.wage.iter().fold(0.0, |a: f64, w| a.max(w.exp_m1().abs()));
    let expenditure = world.expenditure.iter().zip(state.expenditure).map(|(x, change)| x * change.exp()).collect();
    let value_added = world.value_added.iter().zip(state.wage).map(|(v, w)| v * w.exp()).collect();
    let world = World { shares, deficit, expenditure, value_added, ..world.clone() };
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
            world.shares[at] > 0.0 && cells.get(&at).is_none_or(|of_flow| !of_flow.is_empty())
        })
    })?;
    let system = System::new(world, &cells, theta, &world.deficit)?;
    let (found, scratch, certificate) = iterate(world, &system, &world.deficit, options)?;
    let state = system.state(&found);
    let first_order = (!system.taxes_exports()).then(|| FirstOrder::new(baseline, &system, &state, &scratch));
    Ok(Outcome::new(baseline, &system, &state, &scratch, certificate, first_order))
}

/// Runs the map to its fixed point and checks the identities there.
fn iterate(
    world: &World,
    system: &System<'_>,
    deficit: &[f64],
    options: &Options,
) -> Result<(Vec<f64>, Scratch, Certificate), SolveError> {
    let mut scratch = system.scratch();
    let how = fixed_point::Options {
        tolerance: options.tolerance,
        max_iterations: options.iterations,
        memory: MEMORY,
        largest_step: LARGEST_STEP,
    };
    let found = fixed_point::solve(&system.start(), &how, |at, next| system.step(at, next, &mut scratch))?;
    let certificate = identities(world, system, deficit, &system.state(&found.value), &scratch, found.certificate)?;
    Ok((found.value, scratch, certificate))
}

/// Budgets, trade balances and the numeraire at the solution.
fn identities(
    world: &World,
    system: &System<'_>,
    deficit: &[f64],
    at: &State<'_>,
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
            spent += at.expenditure[k].exp() * world.expenditure[k];
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
