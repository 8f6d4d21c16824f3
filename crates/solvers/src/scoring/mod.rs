//! Scores of probability forecasts: of events that happen or do not, and of numbers.
//!
//! Scores of numbers are in the parts [`Mixture`], [`crps_of_draws`] and [`interval_score`]. Every other score takes the
//! forecasts `p` and the outcomes `y` in the same order. Proper scores (Brier
//! 1950; Good 1952) reward the forecaster's true belief; discrimination (area under the curve) and
//! calibration (Cox 1958) say which part fails.

mod bootstrap;
mod continuous;
mod linear_pool;
mod predictive_ability;
mod stacking;

pub use bootstrap::{Interval, shared_interval, skill_interval};
pub use continuous::{Mixture, Part, crps_of_draws, interval_score, normal_cdf};
pub use linear_pool::linear_pool;
pub use predictive_ability::{Crossed, holm};
pub use stacking::{PoolError, mixture_weights, pool};

use crate::logit::{self, Data, LogitError, Prior};

/// Probabilities are held inside this distance from 0 and 1 where a logarithm is taken.
pub const CLIP: f64 = 1e-6;

/// Mean squared error of the probabilities, 0 best to 1 worst; NaN without forecasts.
#[must_use]
pub fn brier(p: &[f64], y: &[bool]) -> f64 {
    p.iter().zip(y).map(|(p, y)| squared(*p, *y)).sum::<f64>() / p.len() as f64
}

/// Squared error of one forecast.
#[must_use]
pub fn squared(p: f64, y: bool) -> f64 {
    (p - f64::from(u8::from(y))).powi(2)
}

/// Mean logarithmic score -log p(outcome), 0 best; probabilities held off 0 and 1 by [`CLIP`].
#[must_use]
pub fn log_score(p: &[f64], y: &[bool]) -> f64 {
    p.iter().zip(y).map(|(p, y)| surprise(*p, *y)).sum::<f64>() / p.len() as f64
}

/// -log of the probability given to what happened.
#[must_use]
pub fn surprise(p: f64, y: bool) -> f64 {
    let p = p.clamp(CLIP, 1.0 - CLIP);
    -(if y { p } else { 1.0 - p }).ln()
}

/// Skill against a reference score: 1 perfect, 0 no better, below 0 worse.
#[must_use]
pub fn skill(score: f64, reference: f64) -> f64 {
    1.0 - score / reference
}

/// Probability that an event got a higher forecast than a non-event, ties counted half (the area
/// under the curve; Hanley, McNeil 1982). None if all outcomes are alike.
#[must_use]
pub fn auc(p: &[f64], y: &[bool]) -> Option<f64> {
    let (won, pairs) = concordant(p, y);
    (pairs > 0.0).then(|| won / pairs)
}

/// The same among forecasts of one group only, pairs of all groups pooled: differences between
/// groups earn nothing.
#[must_use]
pub fn auc_within(p: &[f64], y: &[bool], groups: &[u32]) -> Option<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by_key(|i| groups[*i]);
    let (mut won, mut pairs) = (0.0, 0.0);
    for group in order.chunk_by(|a, b| groups[*a] == groups[*b]) {
        let p: Vec<f64> = group.iter().map(|i| p[*i]).collect();
        let y: Vec<bool> = group.iter().map(|i| y[*i]).collect();
        let (w, n) = concordant(&p, &y);
        won += w;
        pairs += n;
    }
    (pairs > 0.0).then(|| won / pairs)
}

/// Pairs of event and non-event in the right order (ties half), and all pairs.
fn concordant(p: &[f64], y: &[bool]) -> (f64, f64) {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let (mut won, mut below, mut events) = (0.0, 0.0, 0.0);
    for tied in order.chunk_by(|a, b| p[*a].total_cmp(&p[*b]).is_eq()) {
        let up = tied.iter().filter(|i| y[**i]).count() as f64;
        let down = tied.len() as f64 - up;
        won += up * (below + 0.5 * down);
        below += down;
        events += up;
    }
    (won, events * below)
}

/// Intercept and slope of the logistic regression of the outcomes on the forecasts' log odds: 0 and
/// 1 for calibrated forecasts, a slope below 1 for forecasts that are too sharp (Cox 1958).
///
/// # Errors
/// [`LogitError`] if the forecasts are all alike or separate the outcomes.
pub fn calibration(p: &[f64], y: &[bool]) -> Result<(f64, f64), LogitError> {
    let x: Vec<f64> = p.iter().flat_map(|p| [1.0, logit::logit(p.clamp(CLIP, 1.0 - CLIP))]).collect();
    let free = Prior { mean: vec![0.0, 1.0], precision: vec![0.0; 2] };
    let fit = logit::fit(&Data { x: &x, width: 2, y, weight: 1.0 }, &free, None)?;
    Ok((fit.coefficients[0], fit.coefficients[1]))
}

/// Forecasts of about the same probability, with how often the event came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Forecasts.
    pub count: usize,
    /// Events.
    pub events: usize,
    /// Mean forecast.
    pub forecast: f64,
    /// Share of events.
    pub observed: f64,
    /// Wilson's 90 % interval of the share, as if forecasts were independent.
    pub band: (f64, f64),
}

/// The forecasts in `bins` groups of about equal size by rising probability; equal forecasts stay
/// together, so there may be fewer groups.
#[must_use]
pub fn reliability(p: &[f64], y: &[bool], bins: usize) -> Vec<Bin> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut out = Vec::new();
    let mut start = 0;
    for bin in 1..=bins {
        let mut end = (p.len() * bin / bins.max(1)).max(start);
        while end > start && end < p.len() && p[order[end]].total_cmp(&p[order[end - 1]]).is_eq() {
            end += 1;
        }
        let members = &order[start..end];
        if members.is_empty() {
            continue;
        }
        let count = members.len();
        let events = members.iter().filter(|i| y[**i]).count();
        let forecast = members.iter().map(|i| p[*i]).sum::<f64>() / count as f64;
        let observed = events as f64 / count as f64;
        out.push(Bin { count, events, forecast, observed, band: wilson(events, count) });
        start = end;
    }
    out
}

/// Wilson's 90 % interval of a share (Wilson 1927).
#[must_use]
pub fn wilson(events: usize, count: usize) -> (f64, f64) {
    const Z: f64 = 1.644_853_626_951_472_6;
    let n = count as f64;
    let share = events as f64 / n;
    let centre = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let below = 1.0 + Z * Z / n;
    (((centre - half) / below).max(0.0), ((centre + half) / below).min(1.0))
}

#[cfg(test)]
mod continuous_tests;
#[cfg(test)]
mod tests;
