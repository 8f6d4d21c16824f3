//! What a panel teaches by an origin: how its series move, and how wrong each rule went.

use super::forecast::{Anchor, WIDTHS, anchors, trend_model};
use super::series::{Panel, Series};
use super::{FARTHEST, GRID, Rule};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use suzerain_solvers::certificate::NotConverged;
use suzerain_solvers::scoring::{self, PoolError};
use suzerain_solvers::simplex_search::{self, Options};
use suzerain_solvers::state_space::StateSpaceError;

/// Errors that must be known at a horizon before its spread is taken from them.
pub const LEAST_ERRORS: usize = 60;
/// Series that the trend's parameters are fitted to, at most.
const TREND_SERIES: usize = 120;
/// Years that count, the latest: of each series for the trend, and those in which windows closed for errors and weights.
const MEMORY: i16 = 40;
/// Errors taken at one horizon, about at most.
const MOST_ERRORS: usize = 12_000;
/// Errors' worth of equal shares of the widths.
const SHAPE_PRIOR: f64 = 4.0;
/// Windows that the weights of the pool are scored on at one horizon, about at most.
const STACK_WINDOWS: usize = 3000;
/// Years in which windows began that must be known before weights are learnt.
const LEAST_YEARS: usize = 3;
/// Variance of a weight before anything is known: about that of a share that may be anything.
const WEIGHT_VARIANCE: f64 = 0.1;
/// Classes of the size of an error over its spread, a tenth of a factor e wide, from e^-5 to e^3.
const CLASSES: usize = 80;

/// Why paths could not be fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PathError {
    /// No window of the panel closed before any origin.
    #[error("{panel}: too few windows closed for a forecast to be fitted")]
    TooShort {
        /// The panel.
        panel: String,
    },
    /// The filter failed.
    #[error("{panel}: {source}")]
    Filter {
        /// The panel.
        panel: String,
        /// Why.
        source: StateSpaceError,
    },
    /// The parameters of the trend were not found.
    #[error("{panel}, {origin}: the damped trend: {source}")]
    Trend {
        /// The panel.
        panel: String,
        /// The origin.
        origin: i16,
        /// Why.
        source: NotConverged,
    },
    /// The shape of the errors or the weights of the pool were not found.
    #[error("{panel}, {origin}: {source}")]
    Weights {
        /// The panel.
        panel: String,
        /// The origin.
        origin: i16,
        /// Why.
        source: PoolError,
    },
    /// The file of fitted results is not one.
    #[error("fitted paths: {0}")]
    Fitted(String),
}

/// What a panel taught by an origin; rules in the order of [`Rule::ALL`], horizons in that of [`GRID`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// The origin: nothing later was used.
    pub origin: i16,
    /// Standard deviation of the panel's yearly changes.
    pub spread: f64,
    /// The damped trend: variances of noise, level and slope over that of a yearly change, and damping.
    pub trend: [f64; 4],
    /// Spread of the errors over what independent yearly changes would give, by rule and horizon.
    pub factor: [[f64; 8]; 4],
    /// Shares of [`WIDTHS`] in the errors, by rule and horizon.
    pub shape: [[[f64; 4]; 8]; 4],
    /// Weights of the rules in the pool, by horizon.
    pub stack: [[f64; 4]; 8],
    /// Errors counted, by horizon; where they are fewer than [`LEAST_ERRORS`], shares are those of the nearest
    /// shorter horizon that has enough, factors go on as they grew over those, and nothing has tested the bands.
    pub errors: [u32; 8],
}

impl Fit {
    /// The farthest horizon whose errors were counted, in years.
    #[must_use]
    pub fn tested_to(&self) -> i16 {
        GRID.into_iter().enumerate().filter(|(h, _)| self.tested(*h)).map(|(_, years)| years).max().unwrap_or(0)
    }

    /// Whether enough errors were counted at a horizon, by its place in [`GRID`].
    #[must_use]
    pub fn tested(&self, horizon: usize) -> bool {
        self.errors[horizon] as usize >= LEAST_ERRORS
    }
}

/// Fits a panel to windows that closed by `origin`; none if too few did.
/// `before` is where the search for the trend starts.
///
/// # Errors
/// [`PathError`] if a search does not end.
pub fn fit(panel: &Panel, origin: i16, before: Option<&Fit>) -> Result<Option<Fit>, PathError> {
    let Some((first, _)) = panel.window() else { return Ok(None) };
    let spread = panel_spread(&panel.series, origin);
    if spread.is_nan() || spread <= 0.0 {
        return Ok(None);
    }
    // Origins to learn from: of each series every so many years, so that the work is bounded; of all of them every year.
    let from = (first + 3).max(origin - MEMORY - FARTHEST);
    let years = usize::try_from(origin - from).unwrap_or(0);
    if years == 0 {
        return Ok(None);
    }
    let stride = (panel.series.len() * years).div_ceil(MOST_ERRORS).max(1);
    let past = |number: usize| -> Vec<i16> { (from..origin).rev().skip(number % stride).step_by(stride).collect() };
    let trend = fit_trend(panel, origin, spread, before)?;
    let filter = |source| PathError::Filter { panel: panel.id.to_owned(), source };
    let by_series: Vec<Vec<Option<Anchor>>> = panel
        .series
        .par_iter()
        .enumerate()
        .map(|(number, s)| anchors(s, &past(number), &trend, spread))
        .collect::<Result<_, _>>()
        .map_err(filter)?;
    let mut out = Fit {
        origin,
        spread,
        trend,
        factor: [[1.0; 8]; 4],
        shape: [[[1.0 / WIDTHS.len() as f64; 4]; 8]; 4],
        stack: [[0.25; 4]; 8],
        errors: [0; 8],
    };
    let weights = |source| PathError::Weights { panel: panel.id.to_owned(), origin, source };
    for (h, years) in GRID.into_iter().enumerate() {
        let mut closed: Vec<(&Anchor, f64)> = Vec::new();
        for (series, anchors) in panel.series.iter().zip(&by_series) {
            for anchor in
                anchors.iter().flatten().filter(|a| (origin - MEMORY + 1..=origin).contains(&(a.year + years)))
            {
                let seen = series.at(anchor.year + years);
                if !seen.is_nan() {
                    closed.push((anchor, seen));
                }
            }
        }
        out.errors[h] = u32::try_from(closed.len()).unwrap_or(u32::MAX);
        let enough = closed.len() >= LEAST_ERRORS;
        if !enough && h == 0 {
            return Ok(None);
        }
        for (r, rule) in Rule::ALL.into_iter().enumerate() {
            if enough {
                let size = |(anchor, seen): &(&Anchor, f64)| {
                    let (mean, base) = anchor.centre(rule, years);
                    ((seen - mean) / base).abs()
                };
                let sizes: Vec<f64> = closed.iter().map(size).collect();
                (out.factor[r][h], out.shape[r][h]) = errors(&sizes).map_err(weights)?;
            } else {
                out.factor[r][h] = out.factor[r][h - 1] * widening(&out.factor[r][..h], &out.errors);
                out.shape[r][h] = out.shape[r][h - 1];
            }
        }
        let centre = if h == 0 { centre(panel.of_growth) } else { out.stack[h - 1] };
        out.stack[h] = if enough { stack(&out, &closed, h, &centre).map_err(weights)? } else { centre };
    }
    Ok(Some(out))
}

/// How much wider a horizon that no errors tell of is taken to be than the one before, over what independent yearly
/// changes would give: as the factors grew with the horizon where errors were counted (least squares on logarithms), and
/// never narrower. `factors` are those of the horizons before.
fn widening(factors: &[f64], errors: &[u32; 8]) -> f64 {
    let known: Vec<(f64, f64)> = (factors.iter().zip(errors).zip(GRID))
        .filter(|((_, n), _)| **n as usize >= LEAST_ERRORS)
        .map(|((factor, _), years)| (f64::from(years).ln(), factor.ln()))
        .collect();
    let n = known.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| known.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(|k| k.0), mean(|k| k.1));
    let spread = known.iter().map(|k| (k.0 - x).powi(2)).sum::<f64>();
    let slope = known.iter().map(|k| (k.0 - x) * (k.1 - y)).sum::<f64>() / spread;
    // One horizon has no slope.
    if slope > 0.0 { (f64::from(GRID[factors.len()]) / f64::from(GRID[factors.len() - 1])).powf(slope) } else { 1.0 }
}

/// The weights that the shortest horizon's are drawn to: those of a record made before on other data, in which
/// full drift lost throughout, and half drift won on ratios of power and lost on shares of trade.
const fn centre(of_growth: bool) -> [f64; 4] {
    if of_growth { [1.0 / 3.0, 1.0 / 3.0, 0.0, 1.0 / 3.0] } else { [0.5, 0.0, 0.0, 0.5] }
}

/// Weights of the pool at a horizon: least score over closed windows, drawn to `centre` as far as the years in which the
/// windows began disagree on what a change of weights would have gained.
fn stack(fit: &Fit, closed: &[(&Anchor, f64)], h: usize, centre: &[f64; 4]) -> Result<[f64; 4], PoolError> {
    let chosen: Vec<&(&Anchor, f64)> = closed.iter().step_by(closed.len().div_ceil(STACK_WINDOWS)).collect();
    let terms: Vec<([f64; 4], [f64; 16])> = chosen
        .par_iter()
        .map(|(anchor, seen)| {
            let rules = fit.predict(anchor, GRID[h]).rules;
            let mut apart = [0.0; 16];
            for i in 0..4 {
                for j in 0..=i {
                    apart[i * 4 + j] = rules[i].apart(&rules[j]);
                    apart[j * 4 + i] = apart[i * 4 + j];
                }
            }
            (std::array::from_fn(|i| rules[i].absolute(*seen)), apart)
        })
        .collect();
    let n = terms.len() as f64;
    let absolute: Vec<f64> = (0..4).map(|i| terms.iter().map(|t| t.0[i]).sum::<f64>() / n).collect();
    let apart: Vec<f64> = (0..16).map(|i| terms.iter().map(|t| t.1[i]).sum::<f64>() / n).collect();
    let mut years: BTreeMap<i16, (f64, [f64; 4])> = BTreeMap::new();
    for ((anchor, _), (sizes, _)) in chosen.iter().zip(&terms) {
        let year = years.entry(anchor.year).or_insert((0.0, [0.0; 4]));
        year.0 += 1.0;
        (0..4).for_each(|i| year.1[i] += sizes[i]);
    }
    let by_year: Vec<[f64; 4]> = years.values().map(|(count, sums)| sums.map(|s| s / count)).collect();
    let Some(doubt) = doubt(&by_year, &apart, GRID[h]) else { return Ok(*centre) };
    // The pool's score and half of (w - centre)' doubt (w - centre), written as another score of the same form.
    let drawn = |i: usize| -> f64 { (0..4).map(|j| doubt[i * 4 + j] * centre[j]).sum() };
    let absolute: Vec<f64> = absolute.iter().enumerate().map(|(i, a)| a - drawn(i)).collect();
    let apart: Vec<f64> = apart.iter().zip(doubt).map(|(b, d)| b - d).collect();
    let (weights, _) = scoring::linear_pool(&absolute, &apart, centre, 0.0)?;
    let mut out = [0.0; 4];
    out.copy_from_slice(&weights);
    Ok(out)
}

/// What draws the weights to their centre: half its quadratic form in a change of weights is the sampling variance of what
/// the change gained, over the bend of the pool's score (mean over pairs of rules) and the variance that a weight may have.
/// `by_year` has the mean distance of each rule's forecasts from what came true, by the year in which the windows began;
/// windows of h years overlap, so h years count as one. None where fewer than [`LEAST_YEARS`] are known, which tell no variance,
/// or the rules are alike.
fn doubt(by_year: &[[f64; 4]], apart: &[f64], years: i16) -> Option<[f64; 16]> {
    if by_year.len() < LEAST_YEARS {
        return None;
    }
    let n = by_year.len() as f64;
    // Over the mean of all rules in the year: only differences matter.
    let relative: Vec<[f64; 4]> =
        by_year.iter().map(|sizes| sizes.map(|s| s - sizes.iter().sum::<f64>() / 4.0)).collect();
    let mean: [f64; 4] = std::array::from_fn(|i| relative.iter().map(|r| r[i]).sum::<f64>() / n);
    let pairs = (0..4).flat_map(|i| (0..i).map(move |j| (i, j)));
    let bend = pairs.map(|(i, j)| 2.0 * apart[i * 4 + j] - apart[i * 5] - apart[j * 5]).sum::<f64>() / 6.0;
    let factor = 2.0 * f64::from(years) / (n * bend * WEIGHT_VARIANCE);
    factor.is_finite().then(|| {
        std::array::from_fn(|at| {
            let (i, j) = (at / 4, at % 4);
            let products = relative.iter().map(|r| (r[i] - mean[i]) * (r[j] - mean[j]));
            factor * products.sum::<f64>() / (n - 1.0)
        })
    })
}

/// Root mean square of the yearly changes of all series up to a year.
fn panel_spread(series: &[Series], year: i16) -> f64 {
    let (sum, n) = series
        .iter()
        .flat_map(|s| s.changes(year).map(|(years, change)| change * change / f64::from(years)).collect::<Vec<_>>())
        .fold((0.0, 0.0), |(sum, n), c| (sum + c, n + 1.0));
    if n > 0.0 { f64::sqrt(sum / n) } else { 0.0 }
}

/// Spread of errors given by their sizes, and the shares of the widths that make them most likely.
fn errors(sizes: &[f64]) -> Result<(f64, [f64; 4]), PoolError> {
    let mut sorted = sizes.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |q: f64| sorted[((sorted.len() - 1) as f64 * q).round() as usize];
    // The spread: of the middle two thirds, or of all where more than half the errors are nil.
    let middle = at(0.683);
    let all = (sorted.iter().map(|s| s * s).sum::<f64>() / sorted.len() as f64).sqrt();
    let factor = middle.max(0.25 * all).max(1e-6);
    let mut counts = vec![0.0; CLASSES];
    for size in &sorted {
        let class = ((size / factor).max(1e-9).ln() * 10.0 + 50.0).floor().clamp(0.0, (CLASSES - 1) as f64);
        counts[class as usize] += 1.0;
    }
    let given: Vec<Vec<f64>> = WIDTHS
        .iter()
        .map(|width| {
            (0..CLASSES)
                .map(|class| {
                    let z = ((class as f64 + 0.5 - 50.0) / 10.0).exp() / width;
                    // A floor, so that an error beyond all widths is unlikely and not impossible.
                    (-0.5 * z * z).exp() / width + 1e-12
                })
                .collect()
        })
        .collect();
    let (weights, _) = scoring::mixture_weights(&given, &counts, SHAPE_PRIOR)?;
    let mut shape = [0.0; 4];
    shape.copy_from_slice(&weights);
    Ok((factor, shape))
}

/// Logarithms of the variances of noise, level and slope over that of a yearly change, and the logit of the
/// damping over .98: where the search starts, and the centre of the weak normal prior (spread 3) that keeps a
/// flat likelihood from running away.
const TREND_START: [f64; 4] = [-1.5, -0.5, -2.5, 1.0];

fn trend_of(x: &[f64]) -> [f64; 4] {
    [x[0].exp(), x[1].exp(), x[2].exp(), 0.98 / (1.0 + (-x[3]).exp())]
}

fn fit_trend(panel: &Panel, origin: i16, spread: f64, before: Option<&Fit>) -> Result<[f64; 4], PathError> {
    let scaled: Vec<Vec<f64>> = panel
        .series
        .iter()
        .step_by(panel.series.len().div_ceil(TREND_SERIES).max(1))
        .filter_map(|s| {
            let own = super::forecast::spread(s, origin, spread);
            let end = usize::try_from(origin - s.first + 1).ok()?.min(s.values.len());
            let from = end.saturating_sub(usize::try_from(MEMORY).unwrap_or(0));
            let mut values: Vec<f64> = s.values[from..end].iter().map(|v| v / own).collect();
            let known = values.iter().position(|v| !v.is_nan())?;
            values.drain(..known);
            (values.len() > 3).then_some(values)
        })
        .collect();
    let n = scaled.iter().map(Vec::len).sum::<usize>().max(1) as f64;
    let less = |x: &[f64]| {
        if x.iter().any(|v| v.abs() > 12.0) {
            return f64::INFINITY;
        }
        let trend = trend_of(x);
        let likelihood: Vec<f64> = scaled
            .par_iter()
            .map(|values| trend_model(&trend, values[0]).log_likelihood(values, None).unwrap_or(f64::NEG_INFINITY))
            .collect();
        let prior: f64 = x.iter().zip(TREND_START).map(|(x, start)| ((x - start) / 3.0).powi(2) / 2.0).sum();
        (prior - likelihood.iter().sum::<f64>()) / n
    };
    let start = before.map_or(TREND_START, |fit| {
        let t = fit.trend;
        [t[0].ln(), t[1].ln(), t[2].ln(), (t[3] / (0.98 - t[3])).ln()]
    });
    let options = Options { tolerance: 1e-7, max_evaluations: 1500 };
    simplex_search::minimise(&start, 0.5, &options, less)
        .map(|found| trend_of(&found.value))
        .map_err(|source| PathError::Trend { panel: panel.id.to_owned(), origin, source })
}

#[cfg(test)]
mod tests {
    use super::{doubt, widening};

    #[test]
    fn weights_are_held_where_years_disagree_and_free_where_they_do_not() {
        // Distances between draws of two rules 1 apart, and of one rule 1/2: each pair bends by 1.
        let apart: Vec<f64> = (0..16).map(|at| if at % 5 == 0 { 0.5 } else { 1.0 }).collect();
        let years = |noise: f64| -> Vec<[f64; 4]> {
            (0..20)
                .map(|y| {
                    let sign = if y % 2 == 0 { 1.0 } else { -1.0 };
                    // What all rules share in a year says nothing.
                    [1.0, 1.1 + sign * noise, 1.2, 1.3].map(|v| v + f64::from(y % 3))
                })
                .collect()
        };
        let form = |d: &[f64; 16], w: [f64; 4]| -> f64 { (0..16).map(|at| w[at / 4] * d[at] * w[at % 4]).sum() };
        let noisy = doubt(&years(0.1), &apart, 1).unwrap();
        // From the first rule to the last, every year says the same; to the second, gains differ by ±.1: variance
        // .01 * 20 / 19, over 20 years, a bend of 1 and .1.
        assert!(form(&noisy, [-1.0, 0.0, 0.0, 1.0]).abs() < 1e-12);
        let held = form(&noisy, [-1.0, 1.0, 0.0, 0.0]);
        assert!((held / 2.0 - 0.01 / 19.0 / 0.1).abs() < 1e-12, "{held}");
        // Windows of ten years that overlap say a tenth of what as many apart would.
        let long = doubt(&years(0.1), &apart, 10).unwrap();
        assert!((form(&long, [-1.0, 1.0, 0.0, 0.0]) / held - 10.0).abs() < 1e-9);
        assert_eq!(doubt(&years(0.1)[..2], &apart, 1), None);
        assert_eq!(doubt(&years(0.1), &[1.0; 16], 1), None, "rules that are alike");
    }

    #[test]
    fn bands_that_nothing_tested_go_on_widening_and_never_narrow() {
        let errors = [100, 100, 100, 10, 0, 0, 0, 0];
        // Factors that grow with the square root of the horizon.
        let grown: Vec<f64> = [1.0_f64, 2.0, 3.0].iter().map(|h| 1.2 * h.sqrt()).collect();
        assert!((widening(&grown, &errors) - (5.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        // What was carried before is no evidence of its own.
        let carried: Vec<f64> = grown.iter().copied().chain([99.0]).collect();
        assert!((widening(&carried, &errors) - (7.0_f64 / 5.0).sqrt()).abs() < 1e-12);
        assert!((widening(&[1.2, 1.1, 1.0], &errors) - 1.0).abs() < 1e-12);
        assert!((widening(&[1.2], &[100, 10, 0, 0, 0, 0, 0, 0]) - 1.0).abs() < 1e-12, "one horizon has no slope");
    }
}
