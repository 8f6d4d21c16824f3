//! Predictive distributions of a number, and their scores.
//!
//! A forecast is a mixture of normal distributions. The continuous ranked probability score (Matheson,
//! Winkler 1976; Gneiting, Raftery 2007) is E|X - y| - E|X - X'| / 2, in the unit of y, 0 best: for one
//! normal and for mixtures it has a closed form (Grimit, Gneiting, Berrocal, Johnson 2006), for draws it is
//! taken over all pairs of them.

use statrs::function::erf::erfc;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Probability that a standard normal is at most `z`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z * FRAC_1_SQRT_2)
}

/// E|N(mean, sd^2)|; |mean| where `sd` is 0.
fn absolute_mean(mean: f64, sd: f64) -> f64 {
    if sd > 0.0 {
        let z = mean / sd;
        mean * (1.0 - erfc(z * FRAC_1_SQRT_2)) + 2.0 * sd * (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
    } else {
        mean.abs()
    }
}

/// One normal distribution of a mixture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Its probability, 0 to 1.
    pub weight: f64,
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation, at least 0.
    pub sd: f64,
}

/// A mixture of normal distributions; weights add to 1.
///
/// ```
/// use suzerain_solvers::scoring::Mixture;
/// let standard = Mixture::normal(0.0, 1.0);
/// // The score of a standard normal at its mean: (sqrt 2 - 1) / sqrt pi.
/// assert!((standard.crps(0.0) - (2.0_f64.sqrt() - 1.0) / std::f64::consts::PI.sqrt()).abs() < 1e-12);
/// assert!((standard.quantile(0.95) - 1.644_853_627).abs() < 1e-8);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mixture {
    /// The parts, at least one.
    pub parts: Vec<Part>,
}

impl Mixture {
    /// A single normal distribution.
    #[must_use]
    pub fn normal(mean: f64, sd: f64) -> Self {
        Self { parts: vec![Part { weight: 1.0, mean, sd }] }
    }

    /// The linear pool of forecasts: each with its weight.
    #[must_use]
    pub fn pool<'a>(of: impl IntoIterator<Item = (f64, &'a Self)>) -> Self {
        let parts = of
            .into_iter()
            .filter(|(weight, _)| *weight > 0.0)
            .flat_map(|(weight, m)| m.parts.iter().map(move |p| Part { weight: p.weight * weight, ..*p }))
            .collect();
        Self { parts }
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.parts.iter().map(|p| p.weight * p.mean).sum()
    }

    /// Probability that the number is at most `x`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.parts
            .iter()
            .map(|p| {
                p.weight * if p.sd > 0.0 { normal_cdf((x - p.mean) / p.sd) } else { f64::from(u8::from(x >= p.mean)) }
            })
            .sum()
    }

    /// Density at `x`.
    #[must_use]
    pub fn density(&self, x: f64) -> f64 {
        let one = |p: &Part| {
            let z = (x - p.mean) / p.sd;
            p.weight * (-0.5 * z * z).exp() / (p.sd * (2.0 * PI).sqrt())
        };
        self.parts.iter().filter(|p| p.sd > 0.0).map(one).sum()
    }

    /// The number below which `probability`, inside (0, 1), lies, to 1e-12 of the widest part: Newton's steps
    /// inside a bracket, halved where a step leaves it.
    #[must_use]
    pub fn quantile(&self, probability: f64) -> f64 {
        let widest = self.parts.iter().map(|p| p.sd).fold(0.0, f64::max);
        // 40 standard deviations hold all but 1e-300.
        let low = self.parts.iter().map(|p| p.mean - 40.0 * p.sd).fold(f64::INFINITY, f64::min);
        let high = self.parts.iter().map(|p| p.mean + 40.0 * p.sd).fold(f64::NEG_INFINITY, f64::max);
        let (mut low, mut high) = (low, high);
        let tolerance = 1e-12 * (widest + low.abs().max(high.abs()) * 1e-3);
        let mut x = self.mean();
        for _ in 0..200 {
            let gap = self.cdf(x) - probability;
            if gap < 0.0 {
                low = x;
            } else {
                high = x;
            }
            let step = gap / self.density(x);
            let next =
                if step.is_finite() && x - step > low && x - step < high { x - step } else { 0.5 * (low + high) };
            if (next - x).abs() <= tolerance || high - low <= tolerance {
                return next;
            }
            x = next;
        }
        x
    }

    /// E|X - y|.
    #[must_use]
    pub fn absolute(&self, y: f64) -> f64 {
        self.parts.iter().map(|p| p.weight * absolute_mean(y - p.mean, p.sd)).sum()
    }

    /// E|X - X'| for a draw from this and one from the other forecast.
    #[must_use]
    pub fn apart(&self, other: &Self) -> f64 {
        let one = |p: &Part| -> f64 {
            other
                .parts
                .iter()
                .map(|q| q.weight * absolute_mean(p.mean - q.mean, (p.sd * p.sd + q.sd * q.sd).sqrt()))
                .sum()
        };
        self.parts.iter().map(|p| p.weight * one(p)).sum()
    }

    /// Continuous ranked probability score if `y` comes true, 0 best.
    #[must_use]
    pub fn crps(&self, y: f64) -> f64 {
        self.absolute(y) - 0.5 * self.apart(self)
    }
}

/// Continuous ranked probability score of `(value, weight)` draws, weights at or above 0, if `y` comes true; NaN without weight.
#[must_use]
pub fn crps_of_draws(draws: &[(f64, f64)], y: f64) -> f64 {
    let mut sorted = draws.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = sorted.iter().map(|(_, w)| w).sum();
    let (mut absolute, mut apart, mut below) = (0.0, 0.0, 0.0);
    for (x, w) in &sorted {
        absolute += w * (x - y).abs();
        // Each pair once: x counts up for the weight below it and down for the weight above.
        apart += w * x * (2.0 * below + w - total);
        below += w;
    }
    absolute / total - apart / (total * total)
}

/// Score of the central interval from `low` to `high` that is to hold `level` of the probability
/// (Gneiting, Raftery 2007, equation 43): its length, and 2 / (1 - level) times any miss; 0 best.
#[must_use]
pub fn interval_score(low: f64, high: f64, level: f64, y: f64) -> f64 {
    let miss = (low - y).max(0.0) + (y - high).max(0.0);
    high - low + 2.0 / (1.0 - level) * miss
}
