//! Equation 1: the latent log power ratio p = ln(P_R / P_C) and its fading trend g.
//!
//! y_m = a_m + p + e over measures m; p' = p + phi g + u; g' = rho g + v.

use super::PartnershipError;
use super::priors::{Draw, Given, Parameter, Priors};
use super::start::PowerStart;
use std::collections::BTreeMap;
use suzerain_solvers::simplex_search::{Options, minimise};
use suzerain_solvers::state_space::Model;

/// Years over which the speed of a power shift is taken.
pub const SPEED_YEARS: usize = 5;

/// Power at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    /// Log ratio of the weaker to the stronger.
    pub p: f64,
    /// Its yearly trend.
    pub g: f64,
}

/// One year on, under two standard normal numbers.
///
/// ```
/// use suzerain_models::partnership::{power::{step, Power}, priors::{Priors, COUNT}};
/// let draw = Priors::built_in()?.at(&[0.5; COUNT]);
/// // No noise: p moves by phi g = .5 g, and g fades by rho, whose median is about .82.
/// let next = step(Power { p: -1.0, g: 0.1 }, &draw, [0.0, 0.0]);
/// assert!((next.p + 0.95).abs() < 1e-12 && (next.g - 0.082).abs() < 1e-3);
/// # Ok::<(), suzerain_models::partnership::PartnershipError>(())
/// ```
#[must_use]
pub fn step(now: Power, draw: &Draw, noise: [f64; 2]) -> Power {
    Power {
        p: now.p + draw[Parameter::Phi] * now.g + draw[Parameter::SdPower] * noise[0],
        g: draw[Parameter::Rho] * now.g + draw[Parameter::SdTrend] * noise[1],
    }
}

/// Yearly log ratios of one measure of power, by year.
pub type Series = BTreeMap<i16, f64>;

/// Years looked back.
const MEMORY: i16 = 40;
/// Years of data that a variance needs.
const ENOUGH: usize = 10;
/// p and g at the end of `year` from several measures of power, each a log ratio with its own offset a_m, none known later
/// than `year` being used: Kalman filter with the variances of u, v and e at their mode under their priors, phi and rho at
/// their medians.
///
/// # Errors
/// [`PartnershipError::Filter`] without any value, or where the search does not settle.
pub fn filter(measures: &[Series], year: i16, priors: &Priors) -> Result<PowerStart, PartnershipError> {
    let at = priors.medians();
    let of = [priors.entry(Parameter::SdPower), priors.entry(Parameter::SdTrend), priors.given(Given::NoisePower)];
    let (offset, slope) = (priors.given(Given::OffsetPower).scale(), priors.given(Given::StartTrend).scale());
    let window = || measures.iter().map(|m| m.range(year - MEMORY..=year));
    let Some(first) = window().filter_map(|mut m| m.next()).map(|(y, _)| *y).min() else {
        return Err(PartnershipError::Filter("no measure of power covers both".into()));
    };
    let kept: Vec<&Series> = measures.iter().filter(|m| m.range(first..=year).next().is_some()).collect();
    let m = kept.len();
    let values: Vec<f64> =
        (first..=year).flat_map(|y| kept.iter().map(move |s| s.get(&y).copied().unwrap_or(f64::NAN))).collect();
    let dates = usize::try_from(year - first).unwrap_or(0) + 1;
    let known: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let level = known.iter().sum::<f64>() / known.len() as f64;
    let model = |sd: [f64; 3]| {
        let n = m + 2;
        let mut transition = vec![0.0; n * n];
        let mut covariance = vec![0.0; n * n];
        for k in 0..n {
            transition[k * n + k] = 1.0;
            covariance[k * n + k] = offset * offset;
        }
        (transition[1], transition[n + 1]) = (at[Parameter::Phi], at[Parameter::Rho]);
        (covariance[0], covariance[n + 1]) = (25.0, slope * slope);
        let mut noise = vec![0.0; n * n];
        (noise[0], noise[n + 1]) = (sd[0] * sd[0], sd[1] * sd[1]);
        let loading = (0..m).flat_map(|k| (0..n).map(move |j| f64::from(j == 0 || (m > 1 && j == k + 2)))).collect();
        let mut start_mean = vec![0.0; n];
        start_mean[0] = level;
        Model {
            transition,
            state_noise: noise,
            loading,
            intercept: vec![0.0; m],
            noise: vec![sd[2] * sd[2]; m],
            start_mean,
            start_covariance: covariance,
            burn: 1,
        }
    };
    let mut sd = [at[Parameter::SdPower], at[Parameter::SdTrend], priors.given_median(Given::NoisePower)];
    let years = (first..=year).filter(|y| kept.iter().any(|s| s.contains_key(y))).count();
    let enough = years >= ENOUGH;
    if enough {
        let loss = |x: &[f64]| {
            let at: [f64; 3] = std::array::from_fn(|k| x[k].exp());
            // The mode in ln sd, where a deviation cannot collapse on 0.
            let prior: f64 = at.iter().zip(of).map(|(sd, entry)| entry.log_density(*sd) + sd.ln()).sum();
            model(at).log_likelihood(&values, None).map_or(f64::INFINITY, |l| -prior - l)
        };
        let options = Options { tolerance: 1e-7, ..Options::default() };
        let found = minimise(&sd.map(f64::ln), 0.5, &options, loss)
            .map_err(|error| PartnershipError::Filter(error.to_string()))?;
        sd = std::array::from_fn(|k| found.value[k].exp());
    }
    let seen = model(sd);
    let filtered = seen.filter(&values, None).map_err(|error| PartnershipError::Filter(error.to_string()))?;
    let smooth = seen.smooth(&filtered).map_err(|error| PartnershipError::Filter(error.to_string()))?;
    let last = filtered.last();
    let n = m + 2;
    let past = std::array::from_fn(|k| {
        let date = dates as i64 - 1 - (SPEED_YEARS - k) as i64;
        usize::try_from(date).ok().and_then(|d| smooth.mean.get(d * n)).copied().unwrap_or(f64::NAN)
    });
    Ok(PowerStart {
        mean: [last.mean[0], last.mean[1]],
        factor: cholesky(last.covariance[0], last.covariance[1], last.covariance[n + 1]),
        past,
        sd_power: enough.then_some(sd[0]),
        sd_trend: enough.then_some(sd[1]),
    })
}

/// Lower Cholesky factor of a covariance of two: of the first, of the second on the first, of the second.
pub(super) fn cholesky(first: f64, both: f64, second: f64) -> [f64; 3] {
    let a = first.max(0.0).sqrt();
    let b = if a > 0.0 { both / a } else { 0.0 };
    [a, b, (second - b * b).max(0.0).sqrt()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution, StandardNormal};
    use suzerain_solvers::streams::stream;

    #[test]
    fn the_filter_finds_level_and_shocks_that_made_the_data() {
        let priors = Priors::built_in().unwrap();
        let mut random = stream(3, 1);
        let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
        let mut p = -1.0;
        let (mut one, mut two) = (Series::new(), Series::new());
        for year in 1984..=2023 {
            p += 0.06 * normal();
            one.insert(year, p + 0.3 + 0.01 * normal());
            two.insert(year, p - 0.3 + 0.01 * normal());
        }
        one.retain(|year, _| *year <= 2020);
        let found = filter(&[one.clone(), two.clone()], 2023, &priors).unwrap();
        assert!((found.mean[0] - p).abs() < 3.0 * found.factor[0], "{found:?}");
        assert!((found.sd_power.unwrap() - 0.06).abs() < 0.025, "{found:?}");
        assert!(found.past.iter().all(|p| p.is_finite()));
        // The measures disagree by .6, so the level is uncertain by about .5 / sqrt 2.
        assert!(found.factor[0] > 0.2 && found.factor[0] < 0.5);
        // What comes after the origin changes nothing.
        let cut = filter(&[one.clone(), two.clone()], 2010, &priors).unwrap();
        one.insert(2015, 9.0);
        assert_eq!(cut, filter(&[one, two], 2010, &priors).unwrap());
    }

    #[test]
    fn a_short_history_keeps_the_priors() {
        let few = Series::from([(2020, -1.0), (2021, -1.1)]);
        let priors = Priors::built_in().unwrap();
        let found = filter(&[few], 2023, &priors).unwrap();
        assert!(found.sd_power.is_none() && found.past[0].is_nan());
        assert!(filter(&[Series::new()], 2023, &priors).is_err());
    }

    /// A ratio that has fallen by .04 a year for decades: half of it and more must go on, not all of it.
    #[test]
    fn a_steady_drift_goes_on_and_fades() {
        let priors = Priors::built_in().unwrap();
        let mut random = stream(5, 1);
        let mut level = 0.0;
        let steady: Series = (1984..=2023)
            .map(|year| {
                let noise: f64 = StandardNormal.sample(&mut random);
                level += -0.04 + 0.02 * noise;
                (year, level)
            })
            .collect();
        let found = filter(&[steady], 2023, &priors).unwrap();
        let draw = priors.medians();
        let mut now = Power { p: 0.0, g: found.mean[1] };
        (0..10).for_each(|_| now = step(now, &draw, [0.0, 0.0]));
        let full = -0.4;
        assert!(now.p < 0.25 * full && now.p > full, "{} of {full}; g {}", now.p, found.mean[1]);
    }
}
