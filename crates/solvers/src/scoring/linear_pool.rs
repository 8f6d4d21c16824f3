//! Weights of a linear pool by the continuous ranked probability score.

use crate::certificate::{Certificate, NotConverged, Stop};

/// Weights of k forecasters, at least 0 and adding to 1, whose pool has the least score
///
/// ```text
/// sum_i w_i a_i - 1/2 sum_ij w_i w_j b_ij + pull / 2 sum_i (w_i - centre_i)^2
/// ```
///
/// where a_i is the mean of E|X_i - y| over past forecasts and b_ij that of E|X_i - X_j| (`apart`, by rows):
/// without the last term, the pool's mean score itself. It is convex in w, since minus the expected distance is
/// positive semidefinite among weights that add to 1. `pull`, at least 0, draws to the weights `centre`, which add to 1.
///
/// Weight is moved between the pair of forecasters that gains most until none gains.
///
/// # Errors
/// [`NotConverged`] if that does not end, or the numbers are not finite or do not fit together.
pub fn linear_pool(
    absolute: &[f64],
    apart: &[f64],
    centre: &[f64],
    pull: f64,
) -> Result<(Vec<f64>, Certificate), NotConverged> {
    const ITERATIONS: usize = 100_000;
    const TOLERANCE: f64 = 1e-10;
    let k = absolute.len();
    let certificate = |residual, iterations, stop| Certificate { residual, iterations, identities: Vec::new(), stop };
    let numbers = absolute.iter().chain(apart).chain(centre).chain([&pull]);
    if k == 0 || apart.len() != k * k || centre.len() != k || numbers.into_iter().any(|v| !v.is_finite()) {
        return Err(NotConverged(certificate(f64::INFINITY, 0, Stop::NotFinite)));
    }
    let size = absolute.iter().map(|a| a.abs()).fold(f64::MIN_POSITIVE.max(pull), f64::max);
    let mut weights = centre.to_vec();
    let mut residual = f64::INFINITY;
    for iteration in 0..ITERATIONS {
        let slope: Vec<f64> = (0..k)
            .map(|i| {
                let pooled: f64 = weights.iter().zip(&apart[i * k..]).map(|(w, b)| w * b).sum();
                absolute[i] - pooled + pull * (weights[i] - centre[i])
            })
            .collect();
        let (mut to, mut from) = (0, None);
        for i in 0..k {
            if slope[i] < slope[to] {
                to = i;
            }
            if weights[i] > 0.0 && from.is_none_or(|f: usize| slope[i] > slope[f]) {
                from = Some(i);
            }
        }
        let from = from.unwrap_or(to);
        residual = (slope[from] - slope[to]) / size;
        if residual <= TOLERANCE {
            return Ok((weights, certificate(residual, iteration, Stop::Converged)));
        }
        let bend = 2.0 * apart[to * k + from] - apart[to * k + to] - apart[from * k + from] + 2.0 * pull;
        let step = if bend > 0.0 { (slope[from] - slope[to]) / bend } else { f64::INFINITY };
        let step = step.min(weights[from]);
        weights[to] += step;
        weights[from] = if step < weights[from] { weights[from] - step } else { 0.0 };
    }
    Err(NotConverged(certificate(residual, ITERATIONS, Stop::IterationLimit)))
}
