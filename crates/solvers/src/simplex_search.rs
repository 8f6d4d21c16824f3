//! Minimum of a function of a few variables without derivatives (Nelder, Mead 1965).

use crate::certificate::{Certificate, NotConverged, Stop};
use crate::fixed_point::Solution;

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Spread of the function over the simplex at which to stop, relative to one plus its size.
    pub tolerance: f64,
    /// Evaluations allowed.
    pub max_evaluations: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { tolerance: 1e-9, max_evaluations: 2000 }
    }
}

/// Minimises `f` from a simplex with one corner at `start` and edges of length `step` along the axes.
/// Values that are not finite count as infinitely high. The residual of the certificate is the relative
/// spread of the function over the last simplex; the minimum may be a local one.
///
/// ```
/// use suzerain_solvers::simplex_search::{Options, minimise};
/// let bowl = |x: &[f64]| (x[0] - 1.0).powi(2) + 10.0 * (x[1] - x[0] * x[0]).powi(2);
/// let found = minimise(&[-1.0, 2.0], 0.5, &Options::default(), bowl).unwrap();
/// assert!((found.value[0] - 1.0).abs() < 1e-3 && (found.value[1] - 1.0).abs() < 1e-3);
/// ```
///
/// # Errors
/// [`NotConverged`] if the evaluations are used up, or no corner has a finite value.
pub fn minimise(
    start: &[f64],
    step: f64,
    options: &Options,
    mut f: impl FnMut(&[f64]) -> f64,
) -> Result<Solution, NotConverged> {
    let n = start.len();
    let mut value = |x: &[f64]| {
        let y = f(x);
        if y.is_finite() { y } else { f64::INFINITY }
    };
    let mut corners: Vec<(f64, Vec<f64>)> = (0..=n)
        .map(|i| {
            let mut x = start.to_vec();
            if i > 0 {
                x[i - 1] += step;
            }
            (value(&x), x)
        })
        .collect();
    let mut used = n + 1;
    let mut spread = f64::INFINITY;
    while used < options.max_evaluations {
        corners.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (corners[0].0, corners[n].0);
        if !best.is_finite() {
            break;
        }
        spread = (worst - best) / (1.0 + best.abs());
        if spread <= options.tolerance {
            let certificate =
                Certificate { residual: spread, iterations: used, identities: Vec::new(), stop: Stop::Converged };
            return Ok(Solution { value: corners.swap_remove(0).1, certificate });
        }
        let centre: Vec<f64> = (0..n).map(|k| corners[..n].iter().map(|c| c.1[k]).sum::<f64>() / n as f64).collect();
        let mut along = |by: f64, from: &[f64]| {
            let x: Vec<f64> = centre.iter().zip(from).map(|(c, w)| c + by * (w - c)).collect();
            (value(&x), x)
        };
        let from = corners[n].1.clone();
        let reflected = along(-1.0, &from);
        used += 1;
        let second_worst = corners[n.saturating_sub(1)].0;
        if reflected.0 < best {
            let expanded = along(-2.0, &from);
            used += 1;
            corners[n] = if expanded.0 < reflected.0 { expanded } else { reflected };
        } else if reflected.0 < second_worst {
            corners[n] = reflected;
        } else {
            let contracted = along(if reflected.0 < worst { -0.5 } else { 0.5 }, &from);
            used += 1;
            if contracted.0 < worst.min(reflected.0) {
                corners[n] = contracted;
            } else {
                let keep = corners[0].1.clone();
                for corner in &mut corners[1..] {
                    let x: Vec<f64> = corner.1.iter().zip(&keep).map(|(x, k)| k + 0.5 * (x - k)).collect();
                    *corner = (value(&x), x);
                    used += 1;
                }
            }
        }
    }
    let stop = if corners[0].0.is_finite() { Stop::IterationLimit } else { Stop::NotFinite };
    Err(NotConverged(Certificate { residual: spread, iterations: used, identities: Vec::new(), stop }))
}
