//! Weighted least squares: a few regressors with diagnostics, and additive effects of several factors.

use crate::certificate::{Certificate, NotConverged, Stop};
use faer::linalg::solvers::Solve;
use faer::{Mat, Side};

/// Why a regression has no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RegressionError {
    /// Fewer observations than unknowns, or columns of different lengths.
    #[error("{observations} observations do not determine {unknowns} unknowns")]
    Shape {
        /// Observations.
        observations: usize,
        /// Unknowns.
        unknowns: usize,
    },
    /// Columns depend on each other, or hold values that are not finite.
    #[error("the regressors depend on each other, or hold values that are not finite")]
    Singular,
    /// The normal equations are not satisfied.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

/// A fitted regression; `p` coefficients, `n` observations.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// Coefficients in the order of the columns.
    pub coefficients: Vec<f64>,
    /// Standard errors, from the residual variance.
    pub standard_errors: Vec<f64>,
    /// Observed less fitted.
    pub residuals: Vec<f64>,
    /// Diagonal of the weighted hat matrix, 0 to 1.
    pub leverage: Vec<f64>,
    /// Internally studentised residuals.
    pub studentised: Vec<f64>,
    /// Cook's distances.
    pub cook: Vec<f64>,
    /// Weighted coefficient of determination, about the weighted mean.
    pub r_squared: f64,
    /// Residual of the normal equations.
    pub certificate: Certificate,
}

/// Largest relative residual of the normal equations accepted.
const TOLERANCE: f64 = 1e-8;

/// Regresses `y` on `columns` with `weights` (Cook 1977 for the distances).
///
/// ```
/// use suzerain_solvers::least_squares::regress;
/// let line = regress(&[vec![1.0; 3], vec![0.0, 1.0, 2.0]], &[1.0, 3.0, 5.0], &[1.0; 3]).unwrap();
/// assert!((line.coefficients[0] - 1.0).abs() < 1e-12 && (line.coefficients[1] - 2.0).abs() < 1e-12);
/// ```
///
/// # Errors
/// [`RegressionError`] for too few observations or dependent columns.
pub fn regress(columns: &[Vec<f64>], y: &[f64], weights: &[f64]) -> Result<Regression, RegressionError> {
    let (n, p) = (y.len(), columns.len());
    if p == 0 || n <= p || weights.len() != n || columns.iter().any(|c| c.len() != n) {
        return Err(RegressionError::Shape { observations: n, unknowns: p });
    }
    // Columns of length one each, so that powers of a distance do not swamp an intercept.
    let scale: Vec<f64> =
        columns.iter().map(|c| c.iter().zip(weights).map(|(x, w)| w * x * x).sum::<f64>().sqrt()).collect();
    if scale.iter().any(|s| !(s.is_finite() && *s > 0.0)) || y.iter().any(|v| !v.is_finite()) {
        return Err(RegressionError::Singular);
    }
    let inner = |a: &[f64], b: &[f64]| a.iter().zip(b).zip(weights).map(|((x, z), w)| w * x * z).sum::<f64>();
    let gram = Mat::from_fn(p, p, |i, j| inner(&columns[i], &columns[j]) / (scale[i] * scale[j]));
    let factor = gram.llt(Side::Lower).map_err(|_| RegressionError::Singular)?;
    let right = Mat::from_fn(p, 1, |i, _| inner(&columns[i], y) / scale[i]);
    let mut beta = factor.solve(&right);
    // One step of refinement: the normal equations square the condition of the columns.
    let correction = factor.solve(&right - &gram * &beta);
    beta += correction;
    let gap = &right - &gram * &beta;
    let size = (0..p).map(|i| right[(i, 0)].abs()).fold(f64::MIN_POSITIVE, f64::max);
    let residual = (0..p).map(|i| gap[(i, 0)].abs()).fold(0.0, |a: f64, b| if b <= a { a } else { b }) / size;
    let stop = if residual <= TOLERANCE { Stop::Converged } else { Stop::Stalled };
    let certificate = Certificate { residual, iterations: 2, identities: vec![], stop }.converged()?;
    let coefficients: Vec<f64> = (0..p).map(|i| beta[(i, 0)] / scale[i]).collect();
    let inverse = factor.solve(Mat::<f64>::identity(p, p));
    let residuals: Vec<f64> =
        (0..n).map(|row| y[row] - columns.iter().zip(&coefficients).map(|(c, b)| c[row] * b).sum::<f64>()).collect();
    let leverage: Vec<f64> = (0..n)
        .map(|row| {
            let x = |i: usize| columns[i][row] / scale[i];
            let form: f64 = (0..p).map(|i| (0..p).map(|j| x(i) * inverse[(i, j)] * x(j)).sum::<f64>()).sum();
            weights[row] * form
        })
        .collect();
    let sum_of_squares: f64 = residuals.iter().zip(weights).map(|(e, w)| w * e * e).sum();
    let variance = sum_of_squares / (n - p) as f64;
    let studentised: Vec<f64> = (0..n)
        .map(|row| {
            weights[row].sqrt() * residuals[row] / (variance * (1.0 - leverage[row])).max(f64::MIN_POSITIVE).sqrt()
        })
        .collect();
    let cook = studentised
        .iter()
        .zip(&leverage)
        .map(|(t, h)| t * t * h / ((1.0 - h).max(f64::MIN_POSITIVE) * p as f64))
        .collect();
    let mean = y.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / weights.iter().sum::<f64>();
    let total: f64 = y.iter().zip(weights).map(|(v, w)| w * (v - mean).powi(2)).sum();
    Ok(Regression {
        standard_errors: (0..p).map(|i| (variance * inverse[(i, i)]).max(0.0).sqrt() / scale[i]).collect(),
        coefficients,
        residuals,
        leverage,
        studentised,
        cook,
        r_squared: if total > 0.0 { 1.0 - sum_of_squares / total } else { 0.0 },
        certificate,
    })
}

/// Additive effects of factors: `y = mean + sum over factors of effect[factor][level]`, the effects of each
/// factor summing to zero over its levels.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// Least-squares mean over equally weighted levels.
    pub mean: f64,
    /// By factor and level; NaN for a level without observations.
    pub effects: Vec<Vec<f64>>,
    /// Largest last change of an effect.
    pub certificate: Certificate,
}

/// Sweeps allowed.
const SWEEPS: usize = 10_000;

/// Fits additive effects by weighted least squares, sweeping over the factors until no effect moves by more than
/// `tolerance` (the Gauss-Seidel form of the normal equations, whose sums of squares fall at every step).
///
/// `levels[f][row]` is the level of factor `f` in a row, below `sizes[f]`.
///
/// ```
/// use suzerain_solvers::least_squares::additive_effects;
/// // Two factors of two levels: y = 10 + (-1, 1) + (-2, 2).
/// let levels = [vec![0, 0, 1, 1], vec![0, 1, 0, 1]];
/// let fit = additive_effects(&levels, &[2, 2], &[7.0, 11.0, 9.0, 13.0], &[1.0; 4], 1e-12).unwrap();
/// assert!((fit.mean - 10.0).abs() < 1e-10 && (fit.effects[1][1] - 2.0).abs() < 1e-10);
/// ```
///
/// # Errors
/// [`RegressionError`] for rows that do not fit, or if the sweeps do not settle.
pub fn additive_effects(
    levels: &[Vec<usize>],
    sizes: &[usize],
    y: &[f64],
    weights: &[f64],
    tolerance: f64,
) -> Result<Effects, RegressionError> {
    let n = y.len();
    let fits = levels.len() == sizes.len()
        && weights.len() == n
        && levels.iter().zip(sizes).all(|(l, size)| l.len() == n && l.iter().all(|at| at < size));
    if n == 0 || !fits {
        return Err(RegressionError::Shape { observations: n, unknowns: sizes.iter().sum() });
    }
    let mut effects: Vec<Vec<f64>> = sizes.iter().map(|size| vec![0.0; *size]).collect();
    let weight_of: Vec<Vec<f64>> = levels
        .iter()
        .zip(sizes)
        .map(|(l, size)| {
            let mut sums = vec![0.0; *size];
            l.iter().zip(weights).for_each(|(at, w)| sums[*at] += w);
            sums
        })
        .collect();
    let mut left = y.to_vec();
    let mut certificate =
        Certificate { residual: f64::NAN, iterations: 0, identities: vec![], stop: Stop::IterationLimit };
    while certificate.iterations < SWEEPS {
        certificate.iterations += 1;
        let mut moved = 0.0_f64;
        for (factor, l) in levels.iter().enumerate() {
            let mut step = vec![0.0; sizes[factor]];
            for row in 0..n {
                step[l[row]] += weights[row] * left[row];
            }
            for (at, s) in step.iter_mut().enumerate() {
                *s = if weight_of[factor][at] > 0.0 { *s / weight_of[factor][at] } else { 0.0 };
                effects[factor][at] += *s;
                // A step that is no number must not look like none.
                moved = if s.abs() <= moved { moved } else { s.abs() };
            }
            for row in 0..n {
                left[row] -= step[l[row]];
            }
        }
        certificate.residual = moved;
        if !moved.is_finite() {
            certificate.stop = Stop::NotFinite;
            break;
        }
        if moved <= tolerance {
            certificate.stop = Stop::Converged;
            break;
        }
    }
    let certificate = certificate.converged()?;
    let mut mean = 0.0;
    for (effects, weight_of) in effects.iter_mut().zip(&weight_of) {
        let seen = weight_of.iter().filter(|w| **w > 0.0).count() as f64;
        let average = effects.iter().zip(weight_of).filter(|(_, w)| **w > 0.0).map(|(e, _)| e).sum::<f64>() / seen;
        mean += average;
        for (effect, weight) in effects.iter_mut().zip(weight_of) {
            *effect = if *weight > 0.0 { *effect - average } else { f64::NAN };
        }
    }
    Ok(Effects { mean, effects, certificate })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnostics_of_a_small_regression_worked_by_hand() {
        // Mean of (1, 2, 6): residuals -2, -1, 3, variance 7, leverage 1/3 each.
        let fit = regress(&[vec![1.0; 3]], &[1.0, 2.0, 6.0], &[1.0; 3]).unwrap();
        assert!((fit.coefficients[0] - 3.0).abs() < 1e-14);
        assert!(fit.leverage.iter().all(|h| (h - 1.0 / 3.0).abs() < 1e-14));
        let t = 3.0 / (7.0_f64 * 2.0 / 3.0).sqrt();
        assert!((fit.studentised[2] - t).abs() < 1e-14);
        assert!((fit.cook[2] - t * t / 2.0).abs() < 1e-13);
        assert!((fit.standard_errors[0] - (7.0_f64 / 3.0).sqrt()).abs() < 1e-13);
    }

    #[test]
    fn weights_count_as_copies_do() {
        let x = |v: &[f64]| vec![vec![1.0; v.len()], v.to_vec()];
        let weighted = regress(&x(&[0.0, 1.0, 2.0]), &[0.0, 2.0, 1.0], &[1.0, 2.0, 1.0]).unwrap();
        let copied = regress(&x(&[0.0, 1.0, 1.0, 2.0]), &[0.0, 2.0, 2.0, 1.0], &[1.0; 4]).unwrap();
        for (a, b) in weighted.coefficients.iter().zip(&copied.coefficients) {
            assert!((a - b).abs() < 1e-13);
        }
    }

    #[test]
    fn dependent_columns_and_bad_shapes_are_refused() {
        let x = vec![1.0, 2.0, 3.0, 4.0];
        let twice: Vec<f64> = x.iter().map(|v| 2.0 * v).collect();
        assert!(regress(&[x.clone(), twice], &x, &[1.0; 4]).is_err());
        assert!(matches!(regress(std::slice::from_ref(&x), &[1.0], &[1.0]), Err(RegressionError::Shape { .. })));
        assert!(additive_effects(&[vec![3]], &[2], &[1.0], &[1.0], 1e-9).is_err());
        assert!(additive_effects(&[vec![0]], &[1], &[f64::NAN], &[1.0], 1e-9).is_err());
    }

    #[test]
    fn unbalanced_effects_are_recovered() {
        let (levels, sizes) = ([vec![0, 0, 1, 1, 2, 2, 2], vec![0, 1, 1, 2, 0, 1, 2]], [4, 3]);
        let (a, b) = ([-1.0, 0.5, 0.5], [0.25, -0.5, 0.25]);
        let y: Vec<f64> = (0..7).map(|r| 3.0 + a[levels[0][r]] + b[levels[1][r]]).collect();
        let fit = additive_effects(&levels, &sizes, &y, &[1.0, 2.0, 1.0, 3.0, 1.0, 1.0, 2.0], 1e-14).unwrap();
        assert!((fit.mean - 3.0).abs() < 1e-12);
        assert!(a.iter().zip(&fit.effects[0]).all(|(x, y)| (x - y).abs() < 1e-12));
        assert!(fit.effects[0][3].is_nan());
    }
}
