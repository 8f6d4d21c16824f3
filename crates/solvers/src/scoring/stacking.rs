//! Stacking: the linear pool of forecasters that would have scored best so far.

use crate::certificate::{Certificate, NotConverged, Stop};

/// Why no pool was found.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PoolError {
    /// Forecasters differ in the number of forecasts, or there are none.
    #[error("forecasters need the same number of forecasts, at least one")]
    Shape,
    /// The weights did not settle.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

/// Weights of the forecasters, at least 0 and adding to 1, that maximise the log score of their
/// linear pool (Breiman 1996; Yao, Vehtari, Simpson, Gelman 2018), with `prior` forecasts' worth of
/// equal weights so that a short record decides little.
///
/// # Errors
/// [`PoolError`] if the forecasts do not fit together or the weights do not settle.
pub fn pool(forecasts: &[&[f64]], y: &[bool], prior: f64) -> Result<(Vec<f64>, Certificate), PoolError> {
    if forecasts.iter().any(|f| f.len() != y.len()) {
        return Err(PoolError::Shape);
    }
    let given: Vec<Vec<f64>> =
        forecasts.iter().map(|f| f.iter().zip(y).map(|(p, y)| (-super::surprise(*p, *y)).exp()).collect()).collect();
    mixture_weights(&given, &vec![1.0; y.len()], prior)
}

/// Weights of a mixture's members by maximum likelihood: `given` has, for each member, the likelihood of
/// each thing seen, `counts` how often it was seen; `prior` sightings stand for equal weights.
///
/// The log likelihood is concave in the weights; the fixed point w_k <- mean of w_k f_k / sum_j w_j f_j
/// raises it in every step (expectation-maximisation).
///
/// # Errors
/// [`PoolError`] if the lengths do not fit together or the weights do not settle.
pub fn mixture_weights(given: &[Vec<f64>], counts: &[f64], prior: f64) -> Result<(Vec<f64>, Certificate), PoolError> {
    let k = given.len();
    if k == 0 || counts.is_empty() || given.iter().any(|g| g.len() != counts.len()) {
        return Err(PoolError::Shape);
    }
    let mut weights = vec![1.0 / k as f64; k];
    let total = counts.iter().sum::<f64>() + prior;
    let mut change = f64::INFINITY;
    const ITERATIONS: usize = 20_000;
    for iteration in 0..ITERATIONS {
        let mut next = vec![prior / k as f64; k];
        for (at, count) in counts.iter().enumerate() {
            let mixed: f64 = weights.iter().zip(given).map(|(w, g)| w * g[at]).sum();
            for ((n, w), g) in next.iter_mut().zip(&weights).zip(given) {
                *n += count * w * g[at] / mixed;
            }
        }
        next.iter_mut().for_each(|n| *n /= total);
        change = next.iter().zip(&weights).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        weights = next;
        if change < 1e-7 {
            let stop = Stop::Converged;
            let certificate = Certificate { residual: change, iterations: iteration + 1, identities: Vec::new(), stop };
            return Ok((weights, certificate));
        }
    }
    let certificate =
        Certificate { residual: change, iterations: ITERATIONS, identities: Vec::new(), stop: Stop::IterationLimit };
    Err(NotConverged(certificate).into())
}
