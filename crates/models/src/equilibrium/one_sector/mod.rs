//! Exact hat algebra in a world of one sector.
//!
//! Dekle, Eaton and Kortum (2008, IMF Staff Papers 55(3)); in the Armington reading theta is the
//! elasticity of substitution less 1. An economy sells its variety at home and abroad; what stays
//! fixed is who can make what, preferences and the trade elasticity, and what the [`Closure`] says about
//! deficits. Page: `docs/methods/exact-hat.md`.
//!
//! ```
//! use suzerain_models::equilibrium::one_sector::{Mending, Parameters, Shock, TradeWorld, solve};
//! use suzerain_tables::Economy;
//!
//! let [a, b, c] = ["RUS", "CHN", "USA"].map(|code| Economy::from_code(code).unwrap());
//! // Everybody spends 80 at home and 10 on each of the others.
//! let rows = [a, b, c].into_iter().flat_map(|i| [a, b, c].map(|j| (i, j, if i == j { 80.0 } else { 10.0 })));
//! let world = TradeWorld::new(rows, Mending::AsItStands)?;
//! let outcome = solve(&world, &Shock::rupture(a, b), &Parameters::default())?;
//! let loss = -outcome.of(a).unwrap().welfare_pct();
//! // Gains from trade are 1 - .8^(1/4) = 5.4 %; losing one of two partners costs about half of them.
//! assert!(loss > 2.0 && loss < 3.5, "{loss}");
//! assert!(outcome.certificate.residual <= 1e-12);
//! # Ok::<(), suzerain_models::equilibrium::one_sector::OneSectorError>(())
//! ```

mod baseline;
mod ensemble;
mod error;
mod gains;
mod kernel;
mod outcome;
mod pair;
mod shock;
mod world;

pub use ensemble::{AllPairs, Draws, EconomyBands, Ensemble, EnsembleError, PairBands, all_pairs, ensemble};
pub use error::OneSectorError;
pub use gains::{ClosureSpread, Gains, gains_from_trade, over_closures};
pub use outcome::{Change, Outcome};
pub use pair::{Band, LEAST_LOSS_PCT, NoRatio, ratio};
pub use shock::{Instrument, Measure, Shock};
pub use world::{BUILT_IN, Mending, Repair, TradeWorld};

use baseline::Baseline;
use kernel::{Deficits, Problem, Workspace};
use shock::{Cell, cells};
pub(in crate::equilibrium) use shock::{Segment, covered};
use suzerain_solvers::certificate::Certificate;

/// What is held fixed about trade deficits. The numeraire is world income.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Closure {
    /// Each deficit as a share of world income.
    #[default]
    Nominal,
    /// Each deficit in proportion to income, up to one factor common to all that makes them add up.
    Proportional,
    /// None: deficits are closed first, and changes are relative to that balanced world.
    Balanced,
}

impl Closure {
    /// All three, the default first.
    pub const ALL: [Self; 3] = [Self::Nominal, Self::Proportional, Self::Balanced];

    /// The word used on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Proportional => "proportional",
            Self::Balanced => "balanced",
        }
    }
}

/// What a solve takes beside the world and the shock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// Trade elasticity, above 0.
    pub theta: f64,
    /// Supply elasticity psi of universal gravity, at or above 0; 0 is a fixed supply.
    pub supply: f64,
    /// What is held fixed about deficits.
    pub closure: Closure,
    /// Largest excess supply over income at which to stop.
    pub tolerance: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { theta: 4.0, supply: 0.0, closure: Closure::Nominal, tolerance: 1e-12 }
    }
}

impl Parameters {
    fn check(&self) -> Result<(), OneSectorError> {
        let bad = |name, range, value| Err(OneSectorError::BadElasticity { name, range, value });
        if !(self.theta.is_finite() && self.theta > 0.0) {
            return bad("trade elasticity", "a finite number above 0", self.theta);
        }
        if !(self.supply.is_finite() && self.supply >= 0.0) {
            return bad("supply elasticity", "a finite number at or above 0", self.supply);
        }
        if !(self.tolerance.is_finite() && self.tolerance > 0.0) {
            return bad("tolerance", "a finite number above 0", self.tolerance);
        }
        Ok(())
    }
}

/// Solves one shock. For several on one world and elasticity, [`Calibrated`] saves the preparation.
///
/// # Errors
/// [`OneSectorError`]: parameters or measures out of range, an economy of the shock that is not in the
/// world, a shock that leaves somebody without supplier, buyer or link to the rest, nothing left to
/// spend, or no convergence.
pub fn solve(world: &TradeWorld, shock: &Shock, parameters: &Parameters) -> Result<Outcome, OneSectorError> {
    Calibrated::new(world, parameters)?.solver().solve(shock)
}

/// A world made ready for solves under the same parameters.
#[derive(Clone, Debug)]
pub struct Calibrated<'a> {
    world: &'a TradeWorld,
    parameters: Parameters,
    baseline: Baseline,
    newton_step: Option<Vec<f64>>,
}

impl<'a> Calibrated<'a> {
    /// Computes shares and incomes, closes deficits where the closure asks for it, and factorises the
    /// derivative at the baseline.
    ///
    /// # Errors
    /// [`OneSectorError`] for parameters out of range, or if the balanced world cannot be found.
    pub fn new(world: &'a TradeWorld, parameters: &Parameters) -> Result<Self, OneSectorError> {
        parameters.check()?;
        let (theta, psi) = (parameters.theta, parameters.supply);
        let mut baseline = Baseline::new(world);
        if parameters.closure == Closure::Balanced {
            baseline = balanced(world, &baseline, parameters)?;
        }
        let newton_step = baseline.newton_step(world, theta, psi, parameters.closure == Closure::Proportional);
        Ok(Self { world, parameters: *parameters, baseline, newton_step })
    }

    /// Something to solve shocks with; one for each thread.
    #[must_use]
    pub fn solver(&self) -> Solver<'_> {
        let mut workspace = Workspace::default();
        workspace.load(&self.baseline);
        Solver { calibrated: self, workspace }
    }

    fn problem<'b>(&'b self, cells: &'b [Cell], productivity: &'b [f64]) -> Problem<'b> {
        Problem {
            baseline: &self.baseline,
            theta: self.parameters.theta,
            psi: self.parameters.supply,
            deficits: deficits(self.parameters.closure, &self.baseline),
            cells,
            productivity,
            newton_step: self.newton_step.as_deref(),
            tolerance: self.parameters.tolerance,
        }
    }
}

/// Solves shocks one after the other in the same memory.
#[derive(Clone, Debug)]
pub struct Solver<'a> {
    calibrated: &'a Calibrated<'a>,
    workspace: Workspace,
}

impl Solver<'_> {
    /// Solves one shock.
    ///
    /// # Errors
    /// As [`solve`].
    pub fn solve(&mut self, shock: &Shock) -> Result<Outcome, OneSectorError> {
        let Calibrated { world, parameters, baseline, .. } = self.calibrated;
        let cells = cells(world, shock, parameters.theta)?;
        let productivity = productivity(world, shock)?;
        let problem = self.calibrated.problem(&cells, &productivity);
        let certificate = self.workspace.solve(world, &problem)?;
        let state = &self.workspace.state;
        let flows = state.flows(&problem);
        let changes = outcome::changes(world, baseline, state, &flows);
        let certificate = outcome::certify(certificate, &problem, &changes, state, &flows);
        Ok(Outcome {
            theta: parameters.theta,
            supply: parameters.supply,
            closure: parameters.closure,
            changes,
            certificate,
            repairs: world.repairs.clone(),
        })
    }

    /// Welfare hats of two economies by place when their trade with each other stops.
    fn pair(&mut self, i: usize, j: usize) -> Result<(f64, f64, Certificate), OneSectorError> {
        let Calibrated { world, parameters, baseline, .. } = self.calibrated;
        let cells = cells(world, &Shock::rupture(world.economies[i], world.economies[j]), parameters.theta)?;
        let certificate = self.workspace.solve(world, &self.calibrated.problem(&cells, &[]))?;
        let state = &self.workspace.state;
        Ok((state.welfare(baseline, i), state.welfare(baseline, j), certificate))
    }
}

fn deficits(closure: Closure, baseline: &Baseline) -> Deficits<'_> {
    match closure {
        Closure::Nominal | Closure::Balanced => Deficits::Held(&baseline.deficit),
        Closure::Proportional => Deficits::Proportional,
    }
}

/// The world with all deficits closed, at these elasticities.
fn balanced(world: &TradeWorld, raw: &Baseline, parameters: &Parameters) -> Result<Baseline, OneSectorError> {
    let none = vec![0.0; raw.n];
    let cells = cells(world, &Shock::none(), parameters.theta)?;
    let problem = Problem {
        baseline: raw,
        theta: parameters.theta,
        psi: parameters.supply,
        deficits: Deficits::Held(&none),
        cells: &cells,
        productivity: &[],
        newton_step: None,
        tolerance: parameters.tolerance.min(1e-13),
    };
    let mut workspace = Workspace::default();
    workspace.load(raw);
    workspace.solve(world, &problem)?;
    let flows = workspace.state.flows(&problem);
    let mut baseline = Baseline::from_flows(&flows, |cell| world.tariff(cell), raw.n);
    baseline.deficit = none;
    Ok(baseline)
}

fn productivity(world: &TradeWorld, shock: &Shock) -> Result<Vec<f64>, OneSectorError> {
    if shock.productivity.is_empty() {
        return Ok(Vec::new());
    }
    let mut factors = vec![1.0; world.len()];
    for (economy, factor) in &shock.productivity {
        let range = "a finite number above 0";
        if !(factor.is_finite() && *factor > 0.0) {
            return Err(OneSectorError::BadElasticity { name: "factor on productivity", range, value: *factor });
        }
        factors[world.place(*economy)?] *= factor;
    }
    Ok(factors)
}
