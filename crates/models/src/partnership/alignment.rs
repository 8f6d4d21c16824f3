//! Equation 8: alignment A, the negative distance of UN ideal points.
//!
//! A' = A + rA (A* - A) + e, A* = a0 + aT T - aQ psi Q c - aV |dp_5| + aU U, with T, U and Q in standard
//! deviations. a0 is set so that A* at the origin is the level that the pair's own history points to: the
//! other terms act by their change since then. A term that is unknown is left out.

use super::PartnershipError;
use super::power::{Series, cholesky};
use super::priors::{Draw, Parameter};
use super::start::AlignmentStart;
use suzerain_solvers::simplex_search::{Options, minimise};
use suzerain_solvers::state_space::Model;

/// Standard deviations in which the terms are counted, from the spread of the quantity among pairs.
pub mod scale {
    /// Of the threat.
    pub const THREAT: f64 = 0.03;
    /// Of usefulness.
    pub const USEFUL: f64 = 0.3;
    /// Of the status deficit times concessions.
    pub const RESENTMENT: f64 = 0.2;
    /// Of the absolute five-year change of the log power ratio.
    pub const SPEED: f64 = 0.2;
}

/// What pulls on alignment, as changes since the origin in the units of [`scale`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pull {
    /// Threat.
    pub threat: f64,
    /// psi Q c.
    pub resentment: f64,
    /// |dp_5|.
    pub speed: f64,
    /// Usefulness.
    pub useful: f64,
}

/// The level that alignment moves toward; `own` is that of the pair's history.
#[must_use]
pub fn target(own: f64, pull: &Pull, draw: &Draw) -> f64 {
    let known = |x: f64| if x.is_nan() { 0.0 } else { x };
    own + draw[Parameter::AThreat] * known(pull.threat)
        - draw[Parameter::AStatus] * known(pull.resentment)
        - draw[Parameter::ASpeed] * known(pull.speed)
        + draw[Parameter::AUseful] * known(pull.useful)
        + draw[Parameter::AAffinity]
}

/// Alignment one year on, under a standard normal number.
///
/// ```
/// use suzerain_models::partnership::{alignment::{step, target, Pull}, priors::{Priors, COUNT}};
/// let draw = Priors::built_in()?.at(&[0.5; COUNT]);
/// let more = Pull { threat: 1.0, ..Pull::default() };
/// assert!(target(-0.5, &more, &draw) > target(-0.5, &Pull::default(), &draw));
/// assert!(step(-0.5, -0.2, &draw, 0.0) > -0.5);
/// # Ok::<(), suzerain_models::partnership::PartnershipError>(())
/// ```
#[must_use]
pub fn step(now: f64, target: f64, draw: &Draw, noise: f64) -> f64 {
    now + draw[Parameter::RAlign] * (target - now) + draw[Parameter::SdAlign] * noise
}

/// rA while filtering: the mean of its prior.
const FILTER_RATE: f64 = 0.2;
/// Standard deviation of what is read off votes about A.
const READING_SD: f64 = 0.05;
/// Prior standard deviation of the level the history points to, about the mean of the last [`MEMORY`] years.
const LEVEL_SD: f64 = 0.3;
/// Years looked back.
const MEMORY: i16 = 30;
/// Sessions that a variance needs.
const ENOUGH: usize = 10;
/// Median and log standard deviation of the prior of the yearly shocks.
const SHOCK: (f64, f64) = (0.15, 0.3);

/// A and the level its history points to at the end of `year`, from yearly negative distances of ideal points: Kalman filter of
/// A' = A + rA (level - A) + e with the level constant, the variance of e at its mode under its prior.
///
/// # Errors
/// [`PartnershipError::Filter`] without any value, or where the search does not settle.
pub fn filter(series: &Series, year: i16) -> Result<AlignmentStart, PartnershipError> {
    let window: Vec<(i16, f64)> = series.range(year - MEMORY..=year).map(|(y, v)| (*y, *v)).collect();
    let Some((first, _)) = window.first().copied() else {
        return Err(PartnershipError::Filter("no votes of both are loaded".into()));
    };
    let mean = window.iter().map(|(_, v)| v).sum::<f64>() / window.len() as f64;
    let values: Vec<f64> = (first..=year).map(|y| series.get(&y).copied().unwrap_or(f64::NAN)).collect();
    let model = |sd: f64| Model {
        transition: vec![1.0 - FILTER_RATE, FILTER_RATE, 0.0, 1.0],
        state_noise: vec![sd * sd, 0.0, 0.0, 0.0],
        loading: vec![1.0, 0.0],
        intercept: vec![0.0],
        noise: vec![READING_SD * READING_SD],
        start_mean: vec![mean, mean],
        start_covariance: vec![1.0, 0.0, 0.0, LEVEL_SD * LEVEL_SD],
        burn: 1,
    };
    let failed = |error: String| PartnershipError::Filter(error);
    let enough = window.len() >= ENOUGH;
    let mut sd = SHOCK.0;
    if enough {
        let loss = |x: &[f64]| {
            let penalty = 0.5 * ((x[0] - SHOCK.0.ln()) / SHOCK.1).powi(2);
            model(x[0].exp()).log_likelihood(&values, None).map_or(f64::INFINITY, |l| penalty - l)
        };
        let found = minimise(&[sd.ln()], 0.3, &Options::default(), loss).map_err(|error| failed(error.to_string()))?;
        sd = found.value[0].exp();
    }
    let filtered = model(sd).filter(&values, None).map_err(|error| failed(error.to_string()))?;
    let last = filtered.last();
    Ok(AlignmentStart {
        mean: [last.mean[0], last.mean[1]],
        factor: cholesky(last.covariance[0], last.covariance[1], last.covariance[3]),
        sd: enough.then_some(sd),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_pair_is_where_it_was_and_a_gap_widens_the_band() {
        let steady: Series = (1994..=2023).map(|y| (y, -0.5)).collect();
        let found = filter(&steady, 2023).unwrap();
        assert!((found.mean[0] + 0.5).abs() < 0.02 && (found.mean[1] + 0.5).abs() < 0.02);
        assert!(found.sd.unwrap() < 0.15);
        let later = filter(&steady, 2030).unwrap();
        assert!(later.factor[0] > found.factor[0]);
        assert!(filter(&Series::new(), 2023).is_err());
        assert_eq!(filter(&Series::from([(2023, -0.4)]), 2023).unwrap().sd, None);
    }
}
