//! Log likelihood of one answer of an ordered probit, with its derivatives.

use statrs::function::erf::erfc;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Arguments of the normal distribution are held within these many standard deviations, beyond
/// which its tail is smaller than the smallest number.
const FAR: f64 = 36.0;
/// The least probability of an answer.
const LEAST: f64 = 1e-300;

/// Log probability of an answer with its derivatives in the linear predictor and the two thresholds
/// around it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Answer {
    /// ln P.
    pub log: f64,
    /// d ln P / d eta.
    pub eta: f64,
    /// d2 ln P / d eta2, below 0.
    pub eta_eta: f64,
    /// d ln P / d (threshold below), d ln P / d (threshold above).
    pub threshold: [f64; 2],
    /// Second derivatives in the thresholds: below twice, below and above, above twice.
    pub threshold_threshold: [f64; 3],
    /// Mixed second derivatives of eta with the threshold below and above.
    pub eta_threshold: [f64; 2],
}

fn cdf(x: f64) -> f64 {
    0.5 * erfc(-x * FRAC_1_SQRT_2)
}

fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// The probability that a standard normal variable falls between `a` and `b`. In the upper tail the difference of
/// two numbers near one is taken as that of two near zero.
fn between(a: f64, b: f64) -> f64 {
    if a > 0.0 { cdf(-a) - cdf(-b) } else { cdf(b) - cdf(a) }.max(LEAST)
}

/// ln P alone, for an answer as [`answer`] takes it.
pub(super) fn log_probability(eta: f64, below: f64, above: f64) -> f64 {
    if below == f64::NEG_INFINITY {
        cdf((above - eta).max(-FAR)).max(LEAST).ln()
    } else if above == f64::INFINITY {
        cdf((eta - below).max(-FAR)).max(LEAST).ln()
    } else {
        between((below - eta).clamp(-FAR, FAR), (above - eta).clamp(-FAR, FAR)).ln()
    }
}

/// The answer that falls between `below` and `above` where the latent variable is N(`eta`, 1);
/// either threshold may be infinite.
#[must_use]
pub fn answer(eta: f64, below: f64, above: f64) -> Answer {
    let (a, b) = ((below - eta).clamp(-FAR, FAR), (above - eta).clamp(-FAR, FAR));
    let p = between(a, b);
    let (fa, fb) = (
        if below == f64::NEG_INFINITY { 0.0 } else { density(a) / p },
        if above == f64::INFINITY { 0.0 } else { density(b) / p },
    );
    let eta1 = fa - fb;
    Answer {
        log: p.ln(),
        eta: eta1,
        eta_eta: a * fa - b * fb - eta1 * eta1,
        threshold: [-fa, fb],
        threshold_threshold: [a * fa - fa * fa, fa * fb, -b * fb - fb * fb],
        eta_threshold: [-a * fa + eta1 * fa, b * fb - eta1 * fb],
    }
}
