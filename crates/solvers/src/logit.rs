//! Logistic regression with Gaussian priors, by iteratively reweighted least squares.
//!
//! The penalised log likelihood is concave, so Newton steps with halving find its one maximum
//! (McCullagh, Nelder 1989, chapter 4). A prior precision of zero leaves a coefficient free.

use crate::certificate::{Certificate, NotConverged, Stop};
use faer::linalg::solvers::{DenseSolveCore, Llt, Solve};
use faer::{Mat, Side};

/// Rows of covariates with what came of them.
#[derive(Clone, Copy, Debug)]
pub struct Data<'a> {
    /// Covariates by rows, n x width; the first is usually 1.
    pub x: &'a [f64],
    /// Covariates a row.
    pub width: usize,
    /// Outcomes, n.
    pub y: &'a [bool],
    /// The weight of a row in the likelihood.
    pub weight: f64,
}

/// A Gaussian prior for each coefficient.
#[derive(Clone, Debug, PartialEq)]
pub struct Prior {
    /// Means, `width` of them.
    pub mean: Vec<f64>,
    /// Precisions (one over variance), at least 0.
    pub precision: Vec<f64>,
}

/// A fitted regression.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Coefficients, `width` of them.
    pub coefficients: Vec<f64>,
    /// Inverse of the negative Hessian at the maximum, by rows, width x width.
    pub covariance: Vec<f64>,
    /// Log likelihood at the maximum, without the prior.
    pub log_likelihood: f64,
    /// Logarithm of the marginal likelihood by Laplace's approximation, up to a constant that does
    /// not depend on the priors' precisions where these are above 0.
    pub log_evidence: f64,
    /// The solve.
    pub certificate: Certificate,
}

/// Why no regression was fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LogitError {
    /// Lengths do not fit together.
    #[error("{rows} outcomes, {numbers} covariates and priors of {priors} do not make a table of width {width}")]
    Shape {
        /// Outcomes.
        rows: usize,
        /// Numbers in the table.
        numbers: usize,
        /// Coefficients that have a prior.
        priors: usize,
        /// Width asked for.
        width: usize,
    },
    /// A covariate is not finite.
    #[error("row {row} has a covariate that is not finite")]
    NotFinite {
        /// Row from 0.
        row: usize,
    },
    /// The Hessian is not positive definite: covariates are collinear or outcomes separable, and no
    /// prior holds them.
    #[error("covariates are collinear or separate the outcomes, and no prior holds them")]
    Singular,
    /// The maximum was not reached.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

/// Newton's decrement, over one plus the size of the objective, accepted as a maximum.
const TOLERANCE: f64 = 1e-12;
const ITERATIONS: usize = 100;

/// The logistic function.
#[must_use]
pub fn logistic(eta: f64) -> f64 {
    1.0 / (1.0 + (-eta).exp())
}

/// Its inverse, for probabilities inside (0, 1).
#[must_use]
pub fn logit(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// log(1 + exp(eta)) without overflow.
fn softplus(eta: f64) -> f64 {
    eta.max(0.0) + (-eta.abs()).exp().ln_1p()
}

/// Fits the coefficients that maximise the log likelihood plus the log prior.
///
/// ```
/// use suzerain_solvers::logit::{Data, Prior, fit, logit};
/// // With a constant alone the fitted probability is the share of events.
/// let y = [true, false, false, false];
/// let free = Prior { mean: vec![0.0], precision: vec![0.0] };
/// let found = fit(&Data { x: &[1.0; 4], width: 1, y: &y, weight: 1.0 }, &free, None).unwrap();
/// assert!((found.coefficients[0] - logit(0.25)).abs() < 1e-9);
/// ```
///
/// # Errors
/// [`LogitError`] if the shapes do not fit, a covariate is not finite, or there is no maximum.
pub fn fit(data: &Data<'_>, prior: &Prior, start: Option<&[f64]>) -> Result<Fit, LogitError> {
    let width = data.width;
    let fits = data.x.len() == data.y.len() * width && prior.mean.len() == width && prior.precision.len() == width;
    if !fits || width == 0 || data.y.is_empty() {
        let (rows, numbers, priors) = (data.y.len(), data.x.len(), prior.mean.len().min(prior.precision.len()));
        return Err(LogitError::Shape { rows, numbers, priors, width });
    }
    if let Some(at) = data.x.iter().position(|v| !v.is_finite()) {
        return Err(LogitError::NotFinite { row: at / width });
    }
    let mut beta = start.filter(|s| s.len() == width).map_or_else(|| prior.mean.clone(), <[f64]>::to_vec);
    let mut state = evaluate(data, prior, &beta);
    for iteration in 0..ITERATIONS {
        let hessian = Llt::new(state.hessian.as_ref(), Side::Lower).map_err(|_| LogitError::Singular)?;
        // A pivot lost to rounding against its diagonal means a covariate that the others make up.
        let held = |i: usize| hessian.L()[(i, i)].powi(2) > 1e-12 * state.hessian[(i, i)];
        if !(0..width).all(held) {
            return Err(LogitError::Singular);
        }
        let step = hessian.solve(Mat::from_fn(width, 1, |i, _| state.gradient[i]).as_ref());
        // Newton's decrement is the gap to the maximum in units of the log posterior.
        let decrement: f64 = (0..width).map(|i| state.gradient[i] * step[(i, 0)]).sum();
        if !decrement.is_finite() {
            return Err(NotConverged(certificate(decrement, iteration, Stop::NotFinite)).into());
        }
        let residual = decrement.max(0.0) / (1.0 + state.objective.abs());
        if residual < TOLERANCE {
            // The step at hand is the last; it leaves an error of the order of the square.
            beta.iter_mut().enumerate().for_each(|(i, b)| *b += step[(i, 0)]);
            let state = evaluate(data, prior, &beta);
            let hessian = Llt::new(state.hessian.as_ref(), Side::Lower).map_err(|_| LogitError::Singular)?;
            return Ok(finish(&state, &hessian, prior, beta, certificate(residual, iteration, Stop::Converged)));
        }
        let mut length = 1.0;
        let next = loop {
            let trial: Vec<f64> = beta.iter().enumerate().map(|(i, b)| b + length * step[(i, 0)]).collect();
            let found = evaluate(data, prior, &trial);
            if found.objective >= state.objective - 1e-12 * state.objective.abs() {
                break Some((trial, found));
            }
            length /= 2.0;
            if length < 1e-8 {
                break None;
            }
        };
        let Some((trial, found)) = next else {
            return Err(NotConverged(certificate(residual, iteration, Stop::Stalled)).into());
        };
        (beta, state) = (trial, found);
    }
    Err(NotConverged(certificate(f64::NAN, ITERATIONS, Stop::IterationLimit)).into())
}

fn certificate(residual: f64, iterations: usize, stop: Stop) -> Certificate {
    Certificate { residual, iterations, identities: Vec::new(), stop }
}

struct State {
    objective: f64,
    log_likelihood: f64,
    gradient: Vec<f64>,
    hessian: Mat<f64>,
}

fn evaluate(data: &Data<'_>, prior: &Prior, beta: &[f64]) -> State {
    let width = data.width;
    let mut gradient = vec![0.0; width];
    let mut hessian = vec![0.0; width * width];
    let mut log_likelihood = 0.0;
    for (x, y) in data.x.chunks_exact(width).zip(data.y) {
        let eta: f64 = x.iter().zip(beta).map(|(x, b)| x * b).sum();
        let p = logistic(eta);
        let outcome = f64::from(u8::from(*y));
        log_likelihood += outcome * eta - softplus(eta);
        let (slope, curve) = (outcome - p, p * (1.0 - p));
        for (i, xi) in x.iter().enumerate() {
            gradient[i] += slope * xi;
            let scaled = curve * xi;
            // The lower triangle only.
            for (h, xj) in hessian[i * width..=i * width + i].iter_mut().zip(x) {
                *h += scaled * xj;
            }
        }
    }
    log_likelihood *= data.weight;
    let mut objective = log_likelihood;
    for i in 0..width {
        let off = beta[i] - prior.mean[i];
        gradient[i] = gradient[i] * data.weight - prior.precision[i] * off;
        objective -= 0.5 * prior.precision[i] * off * off;
    }
    let hessian = Mat::from_fn(width, width, |i, j| {
        let (low, high) = (i.min(j), i.max(j));
        let ridge = if i == j { prior.precision[i] } else { 0.0 };
        hessian[high * width + low] * data.weight + ridge
    });
    State { objective, log_likelihood, gradient, hessian }
}

fn finish(state: &State, hessian: &Llt<f64>, prior: &Prior, beta: Vec<f64>, certificate: Certificate) -> Fit {
    let width = beta.len();
    let inverse = hessian.inverse();
    let log_determinant: f64 = (0..width).map(|i| 2.0 * hessian.L()[(i, i)].ln()).sum();
    let scale: f64 = prior.precision.iter().filter(|p| **p > 0.0).map(|p| p.ln()).sum();
    Fit {
        covariance: (0..width * width).map(|at| inverse[(at / width, at % width)]).collect(),
        coefficients: beta,
        log_likelihood: state.log_likelihood,
        log_evidence: state.objective + 0.5 * (scale - log_determinant),
        certificate,
    }
}

impl Fit {
    /// The linear predictor of a row.
    #[must_use]
    pub fn eta(&self, x: &[f64]) -> f64 {
        x.iter().zip(&self.coefficients).map(|(x, b)| x * b).sum()
    }

    /// Covariance that allows for any dependence within clusters (Liang, Zeger 1986), by rows, width
    /// x width, with the usual factor G/(G-1): H^-1 (sum over clusters of s s') H^-1, with s the sum
    /// of a cluster's weighted scores.
    ///
    /// `clusters` has a number for each row, below `count`.
    #[must_use]
    pub fn clustered(&self, data: &Data<'_>, clusters: &[u32], count: usize) -> Vec<f64> {
        let width = data.width;
        let mut scores = vec![0.0; count * width];
        for ((x, y), cluster) in data.x.chunks_exact(width).zip(data.y).zip(clusters) {
            let slope = (f64::from(u8::from(*y)) - logistic(self.eta(x))) * data.weight;
            let at = *cluster as usize * width;
            for (s, x) in scores[at..at + width].iter_mut().zip(x) {
                *s += slope * x;
            }
        }
        let mut seen: Vec<u32> = clusters.to_vec();
        seen.sort_unstable();
        seen.dedup();
        let g = seen.len() as f64;
        let meat = Mat::from_fn(width, width, |i, j| {
            scores.chunks_exact(width).map(|s| s[i] * s[j]).sum::<f64>() * if g > 1.0 { g / (g - 1.0) } else { 1.0 }
        });
        let bread = Mat::from_fn(width, width, |i, j| self.covariance[i * width + j]);
        let product = &bread * &meat * &bread;
        (0..width * width).map(|at| product[(at / width, at % width)]).collect()
    }
}

/// The standard error of a linear predictor under a covariance by rows.
#[must_use]
pub fn standard_error(x: &[f64], covariance: &[f64]) -> f64 {
    let width = x.len();
    let form: f64 = (0..width).map(|i| x[i] * (0..width).map(|j| covariance[i * width + j] * x[j]).sum::<f64>()).sum();
    form.max(0.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(width: usize) -> Prior {
        Prior { mean: vec![0.0; width], precision: vec![0.0; width] }
    }

    #[test]
    fn two_groups_give_their_log_odds() {
        // 1 of 4 without the covariate, 3 of 4 with it: slope log 9.
        let x: Vec<f64> = (0..8).flat_map(|i| [1.0, if i < 4 { 0.0 } else { 1.0 }]).collect();
        let y = [true, false, false, false, true, true, true, false];
        let data = Data { x: &x, width: 2, y: &y, weight: 1.0 };
        let found = fit(&data, &flat(2), None).unwrap();
        assert!((found.coefficients[1] - 9.0_f64.ln()).abs() < 1e-8);
        // Variance of a log odds ratio: the sum of one over each cell.
        assert!((found.covariance[3] - (1.0 + 1.0 / 3.0) * 2.0).abs() < 1e-6);
        assert_eq!(found.certificate.stop, Stop::Converged);
        // Twice the weight halves the covariance and leaves the coefficients.
        let heavy = fit(&Data { weight: 2.0, ..data }, &flat(2), None).unwrap();
        assert!((heavy.covariance[3] * 2.0 - found.covariance[3]).abs() < 1e-6);
        // Each row its own cluster: the sandwich of independent rows, here p(1-p) summed in each group.
        let alone: Vec<u32> = (0..8).collect();
        let robust = found.clustered(&data, &alone, 8);
        assert!((robust[3] - found.covariance[3] * 8.0 / 7.0).abs() < 1e-6, "{robust:?}");
        // Rows doubled within their clusters say nothing new.
        let (x2, y2): (Vec<f64>, Vec<bool>) = (x.repeat(2), y.repeat(2));
        let twice = Data { x: &x2, width: 2, y: &y2, weight: 1.0 };
        let again = fit(&twice, &flat(2), None).unwrap();
        let same: Vec<u32> = (0..16).map(|i| i % 8).collect();
        assert!((again.clustered(&twice, &same, 8)[3] - robust[3]).abs() < 1e-6);
    }

    #[test]
    fn a_strong_prior_wins_and_a_weak_one_holds_separable_data() {
        let x: Vec<f64> = (0..10).flat_map(|i| [1.0, f64::from(i) - 4.5]).collect();
        let y: Vec<bool> = (0..10).map(|i| i >= 5).collect();
        let data = Data { x: &x, width: 2, y: &y, weight: 1.0 };
        let free = fit(&data, &flat(2), None);
        // Separable: either refused or driven to a slope without bound.
        assert!(free.map_or(true, |f| f.coefficients[1] > 10.0));
        let held = Prior { mean: vec![0.0, 0.5], precision: vec![0.01, 1e9] };
        assert!((fit(&data, &held, None).unwrap().coefficients[1] - 0.5).abs() < 1e-6);
        let weak = Prior { mean: vec![0.0; 2], precision: vec![0.01, 1.0] };
        let found = fit(&data, &weak, None).unwrap();
        assert!(found.coefficients[1] > 0.3 && found.coefficients[1] < 5.0);
        // At the maximum the score equals the pull of the prior.
        let score: f64 =
            x.chunks_exact(2).zip(&y).map(|(x, y)| (f64::from(u8::from(*y)) - logistic(found.eta(x))) * x[1]).sum();
        assert!((score - found.coefficients[1]).abs() < 1e-6);
    }

    #[test]
    fn evidence_prefers_the_prior_that_made_the_data() {
        use rand::Rng;
        let mut random = crate::streams::stream(3, 0);
        let mut uniform = || (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for _ in 0..600 {
            let row = [1.0, uniform() - 0.5, uniform() - 0.5, uniform() - 0.5];
            y.push(uniform() < logistic(-1.0));
            x.extend(row);
        }
        let data = Data { x: &x, width: 4, y: &y, weight: 1.0 };
        let evidence = |sd: f64| {
            let precision = 1.0 / (sd * sd);
            let prior = Prior { mean: vec![0.0; 4], precision: vec![0.01, precision, precision, precision] };
            fit(&data, &prior, None).unwrap().log_evidence
        };
        // The slopes are zero: a narrow prior explains them better than a wide one.
        assert!(evidence(0.05) > evidence(5.0) + 2.0);
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let y = [true, false];
        let bad = Data { x: &[1.0, f64::NAN], width: 1, y: &y, weight: 1.0 };
        assert_eq!(fit(&bad, &flat(1), None).unwrap_err(), LogitError::NotFinite { row: 1 });
        let short = Data { x: &[1.0], width: 1, y: &y, weight: 1.0 };
        assert!(matches!(fit(&short, &flat(1), None), Err(LogitError::Shape { .. })));
        let twins = Data { x: &[1.0, 1.0, 1.0, 1.0], width: 2, y: &y, weight: 1.0 };
        assert!(matches!(fit(&twins, &flat(2), None), Err(LogitError::Singular)));
    }
}
