//! Forecasts of one series from one origin.

use super::fit::Fit;
use super::series::Series;
use super::{DRIFT_YEARS, FARTHEST, GRID, Rule};
use suzerain_solvers::scoring::{Mixture, Part};
use suzerain_solvers::state_space::{Model, StateSpaceError};

/// Standard deviations of a forecast's parts over its spread: a wide middle and heavy ends.
pub const WIDTHS: [f64; 4] = [0.4, 0.8, 1.6, 3.2];

/// How many of its panel's yearly changes a series' own spread starts from.
const PANEL_CHANGES: f64 = 5.0;
/// Yearly changes of its own that count, the latest.
const OWN_CHANGES: usize = 30;
/// The least years a drift is taken over.
const LEAST_DRIFT_YEARS: i16 = 3;

/// What is known of a series at its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// The origin: the last year with a value.
    pub year: i16,
    /// The value there, on the scale.
    pub value: f64,
    /// Standard deviation of a yearly change: its own, held toward the panel's.
    pub spread: f64,
    /// Mean yearly change over the last [`DRIFT_YEARS`], 0 where fewer than three years are known.
    pub drift: f64,
    /// Years it was taken over, 0 for none.
    pub drift_years: i16,
    /// Centres of the damped trend 1, 2, ... years ahead.
    trend_mean: Vec<f64>,
    /// Their standard deviations as the filter gives them, over [`Anchor::spread`].
    trend_sd: Vec<f64>,
}

/// Standard deviation of a series' yearly changes up to `year`, held toward its panel's.
#[must_use]
pub fn spread(series: &Series, year: i16, panel: f64) -> f64 {
    let changes: Vec<(i16, f64)> = series.changes(year).collect();
    let own = &changes[changes.len().saturating_sub(OWN_CHANGES)..];
    let sum: f64 = own.iter().map(|(years, change)| change * change / f64::from(*years)).sum();
    ((PANEL_CHANGES * panel * panel + sum) / (PANEL_CHANGES + own.len() as f64)).sqrt()
}

/// The damped trend with variances over the square of a series' spread: noise, level, slope; and its damping.
#[must_use]
pub fn trend_model(trend: &[f64; 4], first: f64) -> Model {
    Model::damped_trend(trend[0], trend[1], trend[2], trend[3], first)
}

/// The anchors of a series at the origins, in their order; none where the series has no value there.
///
/// # Errors
/// [`StateSpaceError`] if the filter fails, which values on a scale do not cause.
pub fn anchors(
    series: &Series,
    origins: &[i16],
    trend: &[f64; 4],
    panel_spread: f64,
) -> Result<Vec<Option<Anchor>>, StateSpaceError> {
    let Some(first) = series.values.iter().find(|v| !v.is_nan()) else { return Ok(vec![None; origins.len()]) };
    // The filtered state does not depend on the units of the variances, so they are taken over the spread.
    let scale = panel_spread.max(f64::MIN_POSITIVE);
    let model = trend_model(trend, first / scale);
    let scaled: Vec<f64> = series.values.iter().map(|v| v / scale).collect();
    let filtered = model.filter(&scaled, None)?;
    origins
        .iter()
        .map(|origin| {
            let value = series.at(*origin);
            if value.is_nan() {
                return Ok(None);
            }
            let at = usize::try_from(origin - series.first).unwrap_or(0);
            let ahead = model.forecast(filtered.at(at), usize::try_from(FARTHEST).unwrap_or(0), None)?;
            let then = (origin - DRIFT_YEARS..=origin - LEAST_DRIFT_YEARS).find(|y| !series.at(*y).is_nan());
            let drift_years = then.map_or(0, |y| origin - y);
            let drift = then.map_or(0.0, |y| (value - series.at(y)) / f64::from(origin - y));
            Ok(Some(Anchor {
                year: *origin,
                value,
                spread: spread(series, *origin, panel_spread),
                drift,
                drift_years,
                trend_mean: ahead.mean.iter().map(|m| m * scale).collect(),
                trend_sd: ahead.variance.iter().map(|v| v.max(0.0).sqrt()).collect(),
            }))
        })
        .collect()
}

impl Anchor {
    /// Centre of a rule's forecast, and the standard deviation it would have if yearly changes were
    /// independent, `years` (1 to [`FARTHEST`]) ahead.
    #[must_use]
    pub fn centre(&self, rule: Rule, years: i16) -> (f64, f64) {
        let years = years.clamp(1, FARTHEST);
        let h = f64::from(years);
        let drifting = |kept: f64| {
            // The drift's own variance is one over the years it was taken over.
            let estimated = if self.drift_years > 0 { kept * kept * h * h / f64::from(self.drift_years) } else { 0.0 };
            (self.value + kept * h * self.drift, self.spread * (h + estimated).sqrt())
        };
        match rule {
            Rule::RandomWalk => drifting(0.0),
            Rule::HalfDrift => drifting(0.5),
            Rule::FullDrift => drifting(1.0),
            Rule::DampedTrend => {
                let at = usize::try_from(years - 1).unwrap_or(0);
                (self.trend_mean[at], self.spread * self.trend_sd[at])
            }
        }
    }
}

/// The forecasts of one series at one horizon.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictive {
    /// Those of the rules, in the order of [`Rule::ALL`].
    pub rules: [Mixture; 4],
    /// Their pool.
    pub stack: Mixture,
}

impl Fit {
    /// The forecasts from an anchor, `years` (1 to [`FARTHEST`]) ahead.
    #[must_use]
    pub fn predict(&self, anchor: &Anchor, years: i16) -> Predictive {
        let (low, high, part) = between(years);
        let mix = |a: f64, b: f64| a + part * (b - a);
        let rules: [Mixture; 4] = std::array::from_fn(|r| {
            let (mean, base) = anchor.centre(Rule::ALL[r], years);
            let factor = mix(self.factor[r][low].ln(), self.factor[r][high].ln()).exp();
            let parts = WIDTHS
                .iter()
                .enumerate()
                .map(|(k, width)| Part {
                    weight: mix(self.shape[r][low][k], self.shape[r][high][k]),
                    mean,
                    sd: base * factor * width,
                })
                .collect();
            Mixture { parts }
        });
        let stack =
            Mixture::pool(rules.iter().enumerate().map(|(r, m)| (mix(self.stack[low][r], self.stack[high][r]), m)));
        Predictive { rules, stack }
    }
}

/// Places in [`GRID`] around a horizon, and how far it lies from the first to the second (in logarithms).
fn between(years: i16) -> (usize, usize, f64) {
    let high = GRID.iter().position(|g| *g >= years).unwrap_or(GRID.len() - 1);
    if GRID[high] <= years || high == 0 {
        return (high, high, 0.0);
    }
    let low = high - 1;
    let log = |y: i16| f64::from(y).ln();
    (low, high, (log(years) - log(GRID[low])) / (log(GRID[high]) - log(GRID[low])))
}
