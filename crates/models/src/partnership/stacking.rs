//! Weights of the rival sets: the mixture that would have foretold best what the data identify.
//!
//! Each set gives a density to every observed outcome; the weights maximise the log score of their mixture, with
//! so many observations' worth of equal weights beside (Yao, Vehtari, Simpson, Gelman 2018).

use super::PartnershipError;
use suzerain_solvers::scoring::pool;

/// Observations' worth of equal weights.
pub const PRIOR: f64 = 10.0;

/// Weights from log densities, one list a set, all of the same observations. Equal without observations.
///
/// # Errors
/// [`PartnershipError::Stacking`] if the lists differ in length or the weights do not settle.
///
/// ```
/// use suzerain_models::partnership::stacking::weights;
/// let equal = weights(&[vec![-1.0; 4], vec![-1.0; 4]])?;
/// assert!((equal[0] - 0.5).abs() < 1e-9);
/// let better = weights(&[vec![-1.0; 400], vec![-3.0; 400]])?;
/// assert!(better[0] > 0.9);
/// # Ok::<(), suzerain_models::partnership::PartnershipError>(())
/// ```
pub fn weights(log_densities: &[Vec<f64>]) -> Result<Vec<f64>, PartnershipError> {
    let sets = log_densities.len();
    let observations = log_densities.first().map_or(0, Vec::len);
    if observations == 0 {
        return Ok(vec![1.0 / sets as f64; sets]);
    }
    // Weights do not change where one outcome's densities are all scaled alike: the best becomes 1.
    let best: Vec<f64> = (0..observations)
        .map(|k| log_densities.iter().filter_map(|d| d.get(k)).copied().fold(f64::NEG_INFINITY, f64::max))
        .collect();
    let scaled: Vec<Vec<f64>> =
        log_densities.iter().map(|d| d.iter().zip(&best).map(|(x, m)| (x - m).exp()).collect()).collect();
    let lists: Vec<&[f64]> = scaled.iter().map(Vec::as_slice).collect();
    Ok(pool(&lists, &vec![true; observations], PRIOR)?.0)
}

/// Log density of `x` under the sample, by a normal kernel of Silverman's width; floored so that one surprise does
/// not decide everything.
#[must_use]
pub fn log_density(sample: &[f64], x: f64) -> f64 {
    const FLOOR: f64 = -10.0;
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let sd = (sample.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let width = 1.06 * sd * n.powf(-0.2);
    let kernel = |s: &f64| (-0.5 * ((x - s) / width).powi(2)).exp();
    let density = sample.iter().map(kernel).sum::<f64>() / (n * width * std::f64::consts::TAU.sqrt());
    density.ln().max(FLOOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_density_of_a_normal_sample() {
        use rand_distr::{Distribution, StandardNormal};
        let mut random = suzerain_solvers::streams::stream(1, 1);
        let sample: Vec<f64> = (0..20_000).map(|_| StandardNormal.sample(&mut random)).collect();
        for x in [-1.5, 0.0, 1.0] {
            let truth = -0.5 * x * x - 0.5 * std::f64::consts::TAU.ln();
            assert!((log_density(&sample, x) - truth).abs() < 0.05, "{x}");
        }
        assert_eq!(log_density(&sample, 50.0), -10.0);
    }
}
