//! Forecasts from rolling origins: each fitted to windows that closed before it.

use super::GRID;
use super::fit::{self, Fit, PathError};
use super::forecast::{Anchor, anchors};
use super::series::Panel;
use rayon::prelude::*;
use suzerain_solvers::scoring::interval_score;

/// Levels of the bands.
pub const LEVELS: [f64; 2] = [0.8, 0.9];

/// A forecast with what came true.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Number of the series in its panel.
    pub series: usize,
    /// The origin.
    pub origin: i16,
    /// Place of the horizon in [`GRID`].
    pub horizon: usize,
    /// Whether errors so far ahead had been counted by the origin: bands and weights are carried there otherwise.
    pub tested: bool,
    /// Continuous ranked probability scores of the rules and their pool.
    pub crps: [f64; 5],
    /// Probability that each put below what came true.
    pub below: [f64; 5],
    /// Interval scores of each by level.
    pub interval: [[f64; 2]; 5],
}

/// What rolling origins gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Forecasts of the panel's own windows, by origin, horizon and series.
    pub records: Vec<Record>,
    /// Forecasts of the values held out.
    pub held_out: Vec<Record>,
    /// The fit of each origin, the last one to all that is known.
    pub fits: Vec<Fit>,
}

/// Origins of a panel: every `step` years back from its last year.
#[must_use]
pub fn origins(panel: &Panel) -> Vec<i16> {
    let Some((first, last)) = panel.window() else { return Vec::new() };
    let mut all: Vec<i16> = (first + 4..=last).rev().step_by(usize::try_from(panel.step.max(1)).unwrap_or(1)).collect();
    all.reverse();
    all
}

/// Forecasts from every origin of the panel; `tell` hears of each origin done.
///
/// # Errors
/// [`PathError`] if a fit fails, or no origin has enough closed windows behind it.
pub fn run(panel: &Panel, tell: &(impl Fn() + Sync)) -> Result<Run, PathError> {
    let mut out = Run { records: Vec::new(), held_out: Vec::new(), fits: Vec::new() };
    for origin in origins(panel) {
        if let Some(fit) = fit::fit(panel, origin, out.fits.last())? {
            out.records.extend(forecasts(panel, &fit, false)?);
            out.held_out.extend(forecasts(panel, &fit, true)?);
            out.fits.push(fit);
        }
        tell();
    }
    if out.records.is_empty() {
        return Err(PathError::TooShort { panel: panel.id.to_owned() });
    }
    Ok(out)
}

/// Forecasts from the fit's origin of what came true: within the panel, or of the values held out.
fn forecasts(panel: &Panel, fit: &Fit, held_out: bool) -> Result<Vec<Record>, PathError> {
    let wanted: Vec<(usize, Option<(i16, f64)>)> = if held_out {
        panel.held_out.iter().map(|(series, year, value)| (*series, Some((*year, *value)))).collect()
    } else {
        (0..panel.series.len()).map(|i| (i, None)).collect()
    };
    let made: Vec<Vec<Record>> = wanted
        .par_iter()
        .map(|(number, truth)| {
            let series = &panel.series[*number];
            let Some(anchor) = anchors(series, &[fit.origin], &fit.trend, fit.spread)?.pop().flatten() else {
                return Ok(Vec::new());
            };
            let records = GRID
                .into_iter()
                .enumerate()
                .filter_map(|(h, years)| {
                    let seen = match truth {
                        Some((year, value)) if fit.origin + years == *year => *value,
                        Some(_) => f64::NAN,
                        None => series.at(fit.origin + years),
                    };
                    (!seen.is_nan()).then(|| record(*number, &anchor, fit, h, seen))
                })
                .collect();
            Ok(records)
        })
        .collect::<Result<_, _>>()
        .map_err(|source| PathError::Filter { panel: panel.id.to_owned(), source })?;
    Ok(made.concat())
}

fn record(series: usize, anchor: &Anchor, fit: &Fit, horizon: usize, seen: f64) -> Record {
    let forecast = fit.predict(anchor, GRID[horizon]);
    let rules = &forecast.rules;
    let of = |i: usize| if i < 4 { &rules[i] } else { &forecast.stack };
    Record {
        series,
        origin: anchor.year,
        horizon,
        tested: fit.tested(horizon),
        crps: std::array::from_fn(|i| of(i).crps(seen)),
        below: std::array::from_fn(|i| of(i).cdf(seen)),
        interval: std::array::from_fn(|i| {
            LEVELS.map(|level| {
                let side = (1.0 - level) / 2.0;
                let low = of(i).quantile(side);
                // A rule's forecast is the same on either side of its centre.
                let high = if i < 4 { 2.0 * of(i).mean() - low } else { of(i).quantile(1.0 - side) };
                interval_score(low, high, level, seen)
            })
        }),
    }
}
