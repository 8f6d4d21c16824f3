//! Newton's method for n equations in n unknowns, with a line search.

use crate::certificate::{Certificate, NotConverged, Stop};
pub use crate::fixed_point::Solution;
use crate::products;

/// How to iterate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Residual at which to stop, above 0.
    pub tolerance: f64,
    /// Newton steps allowed.
    pub max_iterations: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { tolerance: 1e-12, max_iterations: 50 }
    }
}

/// Halvings of a step before the search gives up.
const HALVINGS: usize = 40;

/// Solves f(x) = 0 from `start`.
///
/// `equations(x, out)` writes f(x), n values, and returns the residual in the caller's measure, not
/// finite where x lies outside the domain; `jacobian(x, out)` writes the n x n derivatives, row i
/// those of equation i. A step is halved until the residual falls.
///
/// # Errors
/// [`NotConverged`] with the residual reached: iterations used up, no step that lets the residual
/// fall (`stalled`), or a start outside the domain (`not_finite`).
///
/// # Example
/// ```
/// use suzerain_solvers::newton::{Options, solve};
///
/// // x squared = 2.
/// let root = solve(
///     &[1.0],
///     &Options::default(),
///     |x, f| {
///         f[0] = x[0] * x[0] - 2.0;
///         f[0].abs()
///     },
///     |x, j| j[0] = 2.0 * x[0],
/// )?;
/// assert!((root.value[0] - 2.0_f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), suzerain_solvers::certificate::NotConverged>(())
/// ```
pub fn solve(
    start: &[f64],
    options: &Options,
    mut equations: impl FnMut(&[f64], &mut [f64]) -> f64,
    mut jacobian: impl FnMut(&[f64], &mut [f64]),
) -> Result<Solution, NotConverged> {
    let n = start.len();
    let (mut x, mut f) = (start.to_vec(), vec![0.0; n]);
    let (mut trial, mut trial_f) = (x.clone(), f.clone());
    let mut derivatives = vec![0.0; n * n];
    let mut residual = equations(&x, &mut f);
    let mut iterations = 0;
    let certificate = |residual, iterations, stop| Certificate { residual, iterations, identities: Vec::new(), stop };
    if !residual.is_finite() {
        return Err(NotConverged(certificate(residual, 0, Stop::NotFinite)));
    }
    while residual > options.tolerance {
        if iterations == options.max_iterations {
            return Err(NotConverged(certificate(residual, iterations, Stop::IterationLimit)));
        }
        iterations += 1;
        jacobian(&x, &mut derivatives);
        let Some(step) = products::solve(&derivatives, n, &f, 1) else {
            return Err(NotConverged(certificate(residual, iterations, Stop::Stalled)));
        };
        let mut length = 1.0;
        let mut halvings = 0;
        loop {
            for (k, trial) in trial.iter_mut().enumerate() {
                *trial = x[k] - length * step[k];
            }
            let reached = if trial.iter().all(|t| t.is_finite()) { equations(&trial, &mut trial_f) } else { f64::NAN };
            if reached < residual {
                residual = reached;
                std::mem::swap(&mut x, &mut trial);
                std::mem::swap(&mut f, &mut trial_f);
                break;
            }
            halvings += 1;
            length /= 2.0;
            if halvings > HALVINGS {
                return Err(NotConverged(certificate(residual, iterations, Stop::Stalled)));
            }
        }
    }
    Ok(Solution { value: x, certificate: certificate(residual, iterations, Stop::Converged) })
}

#[cfg(test)]
mod tests {
    use super::{Options, solve};
    use crate::certificate::Stop;

    #[test]
    fn a_circle_and_a_hyperbola_meet_in_five_steps() {
        // x2 + y2 = 5, x y = 2: the point (2, 1).
        let found = solve(
            &[3.0, 0.5],
            &Options::default(),
            |v, f| {
                f[0] = v[0] * v[0] + v[1] * v[1] - 5.0;
                f[1] = v[0] * v[1] - 2.0;
                f[0].abs().max(f[1].abs())
            },
            |v, j| j.copy_from_slice(&[2.0 * v[0], 2.0 * v[1], v[1], v[0]]),
        )
        .unwrap();
        assert!((found.value[0] - 2.0).abs() < 1e-12 && (found.value[1] - 1.0).abs() < 1e-12);
        assert!(found.certificate.iterations <= 6, "{:?}", found.certificate);
    }

    #[test]
    fn failures_are_values() {
        // x2 + 1 = 0 has no real root.
        let none = solve(
            &[0.5],
            &Options::default(),
            |x, f| {
                f[0] = x[0] * x[0] + 1.0;
                f[0].abs()
            },
            |x, j| j[0] = 2.0 * x[0],
        )
        .unwrap_err();
        assert!(matches!(none.0.stop, Stop::Stalled | Stop::IterationLimit), "{none}");
        // A singular derivative.
        let flat = solve(
            &[0.0],
            &Options::default(),
            |_, f| {
                f[0] = 1.0;
                1.0
            },
            |_, j| j[0] = 0.0,
        )
        .unwrap_err();
        assert_eq!(flat.0.stop, Stop::Stalled);
    }
}
