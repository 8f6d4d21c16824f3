//! How the model's paths would have done: one series of one pair forecast at one origin, beside the rules to beat.
//!
//! The random walk stays where it is, the half drift adds half of the mean yearly change of the ten years before; both
//! spread by the deviation of the yearly changes, with a prior of five changes. All are scored by the continuous
//! ranked probability score, smaller is better.

use super::outputs::weighted_quantiles;
use super::power::Series;
use rand_distr::{Distribution as _, StandardNormal};
use suzerain_solvers::scoring::{Mixture, crps_of_draws};
use suzerain_solvers::streams::stream;

/// Years of changes that a drift is taken over.
const DRIFT_YEARS: i16 = 10;

/// A score of one forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Year of the forecast.
    pub origin: i16,
    /// Year of the truth.
    pub target: i16,
    /// Median of the model.
    pub median: f64,
    /// What came.
    pub truth: f64,
    /// Score of the model, the random walk, the half drift.
    pub crps: [f64; 3],
    /// Standard deviation that the random walk gives the target: scores over it can be added up across series.
    pub scale: f64,
    /// Whether truth lay in the model's 80 and 90 % bands.
    pub within: [bool; 2],
}

/// Yearly deviation of a series: `prior` counted as five of its changes.
fn deviation(prior: f64, changes: &[f64]) -> f64 {
    const PRIOR_CHANGES: f64 = 5.0;
    let squares: f64 = changes.iter().map(|c| c * c).sum();
    ((PRIOR_CHANGES * prior * prior + squares) / (PRIOR_CHANGES + changes.len() as f64)).sqrt()
}

/// What a table would say of values of a run `ahead` years ahead: with its error, of standard deviation `error`.
#[must_use]
pub fn told(values: impl Iterator<Item = f64>, error: f64, (seed, ahead): (u64, usize)) -> Vec<f64> {
    let mut random = stream(seed, ahead as u64);
    let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
    values.map(|v| if error > 0.0 { v + error * normal() } else { v }).collect()
}

/// Scores draws with weights for `target` against the rules fitted to `series` up to `origin`; `sd` is the prior yearly
/// deviation. None if the series has no value in either year, or no draws.
#[must_use]
pub fn score(series: &Series, origin: i16, target: i16, sd: f64, draws: &[(f64, f64)]) -> Option<Scored> {
    let (last, truth) = (*series.get(&origin)?, *series.get(&target)?);
    let years = f64::from(target - origin);
    let window: Vec<(i16, f64)> = series.range(origin - DRIFT_YEARS..=origin).map(|(y, v)| (*y, *v)).collect();
    let changes: Vec<f64> = window.windows(2).filter(|w| w[1].0 - w[0].0 == 1).map(|w| w[1].1 - w[0].1).collect();
    let drift = if changes.is_empty() { 0.0 } else { changes.iter().sum::<f64>() / changes.len() as f64 };
    let spread = deviation(sd, &changes) * years.sqrt();
    let mut known: Vec<(f64, f64)> = draws.iter().copied().filter(|(v, _)| v.is_finite()).collect();
    let q = weighted_quantiles(&mut known)?;
    Some(Scored {
        origin,
        target,
        median: q[2],
        truth,
        crps: [
            crps_of_draws(&known, truth),
            Mixture::normal(last, spread).crps(truth),
            Mixture::normal(last + 0.5 * drift * years, spread).crps(truth),
        ],
        scale: spread,
        within: [q[1] <= truth && truth <= q[3], q[0] <= truth && truth <= q[4]],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_follows_the_data_as_they_grow() {
        assert!((deviation(0.25, &[]) - 0.25).abs() < 1e-15);
        let few = deviation(0.25, &[0.1; 3]);
        let many = deviation(0.25, &[0.1; 300]);
        assert!(few < 0.25 && many < few && (many - 0.1).abs() < 0.01);
    }

    #[test]
    fn a_broken_forecast_scores_worse_and_a_drifting_series_prefers_drift() {
        let series: Series = (2000..=2020).map(|y| (y, 0.1 * f64::from(y - 2000))).collect();
        let good: Vec<(f64, f64)> = (0..101).map(|k| (1.5 + 0.01 * f64::from(k - 50), 1.0)).collect();
        let found = score(&series, 2010, 2015, 0.1, &good).unwrap();
        assert!((found.median - 1.5).abs() < 0.02 && found.within == [true, true]);
        assert!(found.crps[2] < found.crps[1], "half the drift is better than none");
        let shifted: Vec<(f64, f64)> = good.iter().map(|(v, w)| (v + 1.0, *w)).collect();
        let worse = score(&series, 2010, 2015, 0.1, &shifted).unwrap();
        assert!(worse.crps[0] > found.crps[0] && worse.within == [false, false]);
        assert_eq!(worse.crps[1], found.crps[1]);
        assert!(score(&series, 2010, 2030, 0.1, &good).is_none());
    }
}
