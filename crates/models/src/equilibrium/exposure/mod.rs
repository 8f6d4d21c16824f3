//! Friends and enemies: first-order exposure of incomes and welfare to productivity growth elsewhere.
//!
//! Kleinman, Liu and Redding (2020, NBER working paper 27587). Entry (i, n) is the elasticity of i's
//! income (W) or welfare (U) with respect to productivity in n. It is exposure, not leverage: linear in
//! the shock, so it cannot represent an embargo. Page: `docs/methods/exposure.md`.
//!
//! ```
//! use suzerain_models::equilibrium::exposure::{Form, exposure};
//! use suzerain_models::equilibrium::one_sector::{Mending, TradeWorld};
//! use suzerain_tables::Economy;
//!
//! let [a, b] = ["RUS", "CHN"].map(|code| Economy::from_code(code).unwrap());
//! let rows = [(a, a, 3.0), (a, b, 1.0), (b, a, 1.0), (b, b, 3.0)];
//! let world = TradeWorld::new(rows, Mending::AsItStands)?;
//! let exposure = exposure(&world, 4.0, Form::Balanced)?;
//! // By hand, on the direction (1, -1): M is -.75 and I - V is .7, so W is .8 x .75 / .7 there, half of
//! // which, with the other sign, stands off the diagonal: -3/7.
//! assert!((exposure.of_income(a, b).unwrap() + 3.0 / 7.0).abs() < 1e-12);
//! // Growth everywhere alike raises everybody's welfare alike.
//! let both = exposure.of_welfare(a, a).unwrap() + exposure.of_welfare(a, b).unwrap();
//! assert!((both - 1.0).abs() < 1e-12);
//! # Ok::<(), suzerain_models::equilibrium::exposure::ExposureError>(())
//! ```

mod fit;

pub use fit::{Fit, fit};

use super::one_sector::{OneSectorError, TradeWorld};
use rayon::prelude::*;
use suzerain_solvers::certificate::{Certificate, NotConverged, Stop};
use suzerain_solvers::products::{solve, times, times_product, times_transposed};
use suzerain_tables::{Economy, Year};

/// What is assumed about trade deficits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// Deficits stay as they are, as shares of world income.
    #[default]
    NominalDeficits,
    /// The published formula, which takes every economy's trade as balanced.
    Balanced,
}

impl Form {
    /// The word used on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NominalDeficits => "nominal_deficits",
            Self::Balanced => "balanced",
        }
    }
}

/// Why there is no exposure.
#[derive(Debug, thiserror::Error)]
pub enum ExposureError {
    /// The world or the elasticity is at fault.
    #[error(transparent)]
    OneSector(#[from] OneSectorError),
    /// The equations are singular, or their solution is too far off.
    #[error(transparent)]
    NotSolved(#[from] NotConverged),
    /// Fewer than two different predictions to set beside exact ones.
    #[error("the shock moves nobody: there is nothing to compare")]
    NothingMoves,
}

/// Exposure of every economy to every other.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure {
    /// Rows and columns, in the order of codes.
    pub economies: Vec<Economy>,
    /// W: elasticity of the row's income, in units of world income, to the column's productivity.
    pub income: Vec<f64>,
    /// U: elasticity of the row's welfare to the column's productivity.
    pub welfare: Vec<f64>,
    /// What is assumed about deficits.
    pub form: Form,
    /// Trade elasticity.
    pub theta: f64,
    /// Residual of the linear equations, and the identities `uniform_growth` (rows of W add up to 0 and
    /// rows of U to 1) and `numeraire` (W leaves world income alone; held deficits only).
    pub certificate: Certificate,
}

impl Exposure {
    /// Entry (i, n) of W; none if one of the two is not of this world.
    #[must_use]
    pub fn of_income(&self, of: Economy, to: Economy) -> Option<f64> {
        self.entry(&self.income, of, to)
    }

    /// Entry (i, n) of U; none if one of the two is not of this world.
    #[must_use]
    pub fn of_welfare(&self, of: Economy, to: Economy) -> Option<f64> {
        self.entry(&self.welfare, of, to)
    }

    fn entry(&self, matrix: &[f64], of: Economy, to: Economy) -> Option<f64> {
        let place = |e: Economy| self.economies.binary_search_by_key(&e.code(), |x| x.code()).ok();
        Some(matrix[place(of)? * self.economies.len() + place(to)?])
    }
}

/// Largest residual of the linear equations that is accepted.
const TOLERANCE: f64 = 1e-9;

/// W and U of a world.
///
/// With S the shares of the row's expenditure on the column, T the shares of the row's income from the
/// column, q shares of world income and M = TS - I:
/// held deficits, B = diag(Y/E): W = -theta [(1 + theta) I - TB - theta TS + 1q']^-1 M, U = (B - S) W + S;
/// balanced: V = (T + theta TS)/(1 + theta) - 1q', W = -theta/(1 + theta) (I - V)^-1 M, U = (I - S) W + S.
/// Tariffs of the baseline are not part of the formulas and are ignored.
///
/// # Errors
/// [`ExposureError`] for an elasticity at or below 0, or singular equations.
pub fn exposure(world: &TradeWorld, theta: f64, form: Form) -> Result<Exposure, ExposureError> {
    if !(theta.is_finite() && theta > 0.0) {
        let range = "a finite number above 0";
        return Err(OneSectorError::BadElasticity { name: "trade elasticity", range, value: theta }.into());
    }
    let n = world.len();
    let flows = world.flows();
    let income: Vec<f64> = flows.chunks_exact(n).map(|row| row.iter().sum()).collect();
    let mut expenditure = vec![0.0; n];
    for row in flows.chunks_exact(n) {
        for (sum, flow) in expenditure.iter_mut().zip(row) {
            *sum += flow;
        }
    }
    let world_income: f64 = income.iter().sum();
    let q: Vec<f64> = income.iter().map(|y| y / world_income).collect();
    // Exporters in rows: the transpose of S. Sellers in rows: T.
    let spending: Vec<f64> = (0..n * n).map(|cell| flows[cell] / expenditure[cell % n]).collect();
    let earning: Vec<f64> = (0..n * n).map(|cell| flows[cell] / income[cell / n]).collect();
    let cross = times_transposed(&earning, &spending, n);
    let (per_income, numeraire): (Vec<f64>, f64) = match form {
        Form::NominalDeficits => ((0..n).map(|k| income[k] / expenditure[k]).collect(), 1.0),
        Form::Balanced => (vec![1.0; n], 1.0 + theta),
    };
    let mut matrix = vec![0.0; n * n];
    let mut right = vec![0.0; n * n];
    for i in 0..n {
        for k in 0..n {
            let cell = i * n + k;
            let own = if i == k { 1.0 } else { 0.0 };
            matrix[cell] = (1.0 + theta) * own - earning[cell] * per_income[k] - theta * cross[cell] + numeraire * q[k];
            right[cell] = -theta * (cross[cell] - own);
        }
    }
    let failed = |residual, stop| NotConverged(Certificate { residual, iterations: 1, identities: Vec::new(), stop });
    let by_income = solve(&matrix, n, &right, n).ok_or_else(|| failed(f64::NAN, Stop::NotFinite))?;
    let residual = residual(&matrix, &by_income, &right, n);
    if !(residual <= TOLERANCE) {
        return Err(failed(residual, Stop::Stalled).into());
    }
    // U = (B - S) W + S; `spending` is the transpose of S.
    let mut welfare = times_product(&transposed(&spending, n), &by_income, n);
    for i in 0..n {
        for k in 0..n {
            let cell = i * n + k;
            welfare[cell] = per_income[i] * by_income[cell] - welfare[cell] + spending[k * n + i];
        }
    }
    let sum = |matrix: &[f64], i: usize| matrix[i * n..(i + 1) * n].iter().sum::<f64>();
    let uniform = (0..n).map(|i| sum(&by_income, i).abs().max((sum(&welfare, i) - 1.0).abs())).fold(0.0, f64::max);
    let mut certificate = Certificate { residual, iterations: 1, identities: Vec::new(), stop: Stop::Converged }
        .with_identity("uniform_growth", uniform);
    if form == Form::NominalDeficits {
        let mut drift = vec![0.0; n];
        for (row, q) in by_income.chunks_exact(n).zip(&q) {
            for (sum, w) in drift.iter_mut().zip(row) {
                *sum += q * w;
            }
        }
        certificate = certificate.with_identity("numeraire", drift.iter().fold(0.0, |m, d| m.max(d.abs())));
    }
    Ok(Exposure { economies: world.economies().to_vec(), income: by_income, welfare, form, theta, certificate })
}

/// W and U of several years, each from its own world, in the order given.
pub fn over_years(
    worlds: &[(Year, TradeWorld)],
    theta: f64,
    form: Form,
) -> Vec<(Year, Result<Exposure, ExposureError>)> {
    worlds.par_iter().map(|(year, world)| (*year, exposure(world, theta, form))).collect()
}

fn transposed(matrix: &[f64], n: usize) -> Vec<f64> {
    (0..n * n).map(|cell| matrix[cell % n * n + cell / n]).collect()
}

/// Largest residual of A X = B along one direction that no symmetry of the problem singles out, over
/// the largest right-hand side.
fn residual(a: &[f64], x: &[f64], b: &[f64], n: usize) -> f64 {
    let along: Vec<f64> = (0..n).map(|k| (k as f64 * 0.618_033_988_749_895).fract() - 0.5).collect();
    let product = |m: &[f64], v: &[f64]| {
        let mut out = vec![0.0; n];
        times(m, v, &mut out);
        out
    };
    let (left, right) = (product(a, &product(x, &along)), product(b, &along));
    let largest = |v: &mut dyn Iterator<Item = f64>| v.fold(0.0, f64::max);
    largest(&mut left.iter().zip(&right).map(|(l, r)| (l - r).abs())) / largest(&mut right.iter().map(|r| r.abs()))
}
