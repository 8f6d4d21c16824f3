//! Where a pair is heading: bands for each measure of the brief that has a history.
//!
//! [`histories()`] takes the series of a pair from the tables, [`panels`] those of many pairs that the bands are
//! fitted to and scored on, [`forecast()`] puts a history under the fitted rules.

mod arms;
mod bilateral;
pub mod groups;
pub mod histories;
mod markets;
pub mod panels;
mod power;
mod prices;
mod similarity;
mod speed;
mod trade;
mod votes;
mod without;

pub use groups::grouped;
pub use histories::{History, histories};
use histories::{LEAST_YEARS, long_enough, several};
pub use markets::sanctioned_since;
pub use power::lacking;
pub use trade::{FEW, LATER, LATER_YEAR};
pub use without::without;

use crate::StudyError;
use suzerain_models::outlook::paths::evaluation::LEVELS;
use suzerain_models::outlook::paths::fitted::{Fitted, FittedPanel};
use suzerain_models::outlook::paths::scores::Horizon;
use suzerain_models::outlook::paths::{FARTHEST, Fit, GRID, PathError, Rule, Series, forecast};
use suzerain_tables::library::Library;

/// Name of the scores and last fits in a library.
pub const FILE: &str = "paths.json";
/// Name of the earlier fits, which only a forecast from the past needs.
pub const EARLIER: &str = "paths-earlier.json";

/// The fitted paths of a library; with the fits of earlier origins for a forecast frozen at a year.
///
/// # Errors
/// [`StudyError::NotEnough`] if they are absent or damaged.
pub fn fitted(library: &Library, freeze: Option<i16>) -> Result<Fitted, StudyError> {
    let text = |name: &str| {
        library.document(name).ok_or_else(|| StudyError::NotEnough(format!("{name} is not among the tables")))
    };
    let damaged = |error: PathError| StudyError::NotEnough(error.to_string());
    let fitted = Fitted::from_json(text(FILE)?).map_err(damaged)?;
    if freeze.is_none() {
        return Ok(fitted);
    }
    fitted.with_earlier(text(EARLIER)?).map_err(damaged)
}

/// The forecast of a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// The year.
    pub year: i16,
    /// Years after the origin.
    pub years: i16,
    /// Median of the pool, in the measure's unit.
    pub median: f64,
    /// Its bands by level: [`LEVELS`].
    pub bands: [(f64, f64); 2],
    /// Centres of the rules, in the order of [`Rule::ALL`].
    pub rules: [f64; 4],
    /// What came true, where it is known.
    pub truth: Option<Truth>,
}

/// What came true, and what the forecast was worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// The value, in the measure's unit.
    pub value: f64,
    /// Continuous ranked probability score of the pool, on the panel's scale.
    pub crps: f64,
    /// That of the random walk.
    pub random_walk: f64,
    /// Whether it lies in the bands.
    pub inside: [bool; 2],
}

/// A history with its forecasts.
#[derive(Clone, Debug)]
pub struct Outlook<'a> {
    /// The history.
    pub history: History,
    /// The panel that its bands are fitted to.
    pub panel: &'a FittedPanel,
    /// The fit used.
    pub fit: &'a Fit,
    /// The last year that was used of the history.
    pub origin: i16,
    /// Its value there.
    pub value: f64,
    /// Whether the value there was clipped off 0 or 1.
    pub clipped: bool,
    /// Forecasts by year from the year after the origin.
    pub ahead: Vec<Ahead>,
}

impl<'a> Outlook<'a> {
    /// The forecast some years after the origin.
    #[must_use]
    pub fn at(&self, years: i16) -> Option<&Ahead> {
        self.ahead.iter().find(|a| a.years == years)
    }

    /// Scores of the panel at the horizon of the grid that a forecast is nearest to.
    #[must_use]
    pub fn scores(&self, years: i16) -> Option<&'a Horizon> {
        self.panel.scores_at(years)
    }

    /// Whether errors were ever counted so far ahead.
    #[must_use]
    pub fn tested(&self, years: i16) -> bool {
        years <= self.fit.tested_to()
    }
}

/// Forecasts of a history to the year `until`, at most [`FARTHEST`] years ahead; from `freeze` at the latest, with
/// what was known of the panel by then. None if the panel was not fitted by then, no value is known, or the last one has
/// no place on the panel's scale, as a zero has no logarithm.
///
/// # Errors
/// [`StudyError::Solve`] if the filter fails.
pub fn forecast<'a>(
    history: &History,
    fitted: &'a Fitted,
    freeze: Option<i16>,
    until: i16,
) -> Result<Option<Outlook<'a>>, StudyError> {
    if let Some(ratio) = &history.speed_of {
        let ratio = forecast(ratio, fitted, freeze, until)?;
        return Ok(ratio.and_then(|ratio| speed::of(history, &ratio)));
    }
    let Some(panel) = fitted.panel(history.panel) else { return Ok(None) };
    let values = history.values.iter().map(|(year, value)| (*year, history.as_forecast(*value)));
    let Some(whole) = Series::new("", values, panel.scale) else { return Ok(None) };
    let Some(origin) = whole.last_known(freeze.unwrap_or(i16::MAX)) else { return Ok(None) };
    let last = history.values.range(..=freeze.unwrap_or(i16::MAX)).next_back();
    if last.is_none_or(|(year, _)| *year != origin) {
        return Ok(None);
    }
    // Nothing that was learnt after the freeze, or after the origin where the panel goes on.
    let Some(fit) = panel.fit_at(freeze.unwrap_or(i16::MAX)) else { return Ok(None) };
    let cut = usize::try_from(origin - whole.first + 1).unwrap_or(0);
    let seen = Series { values: whole.values[..cut].to_vec(), ..whole.clone() };
    let anchor = forecast::anchors(&seen, &[origin], &fit.trend, fit.spread)
        .map_err(|e| StudyError::Solve(e.to_string()))?
        .pop()
        .flatten();
    let Some(anchor) = anchor else { return Ok(None) };
    let back = |y: f64| history.as_measured(panel.scale.back(y));
    let ahead = (1..=(until - origin).min(FARTHEST))
        .map(|years| {
            let predictive = fit.predict(&anchor, years);
            let pool = &predictive.stack;
            let year = origin + years;
            let came = history.values.get(&year).or_else(|| history.later.get(&year)).copied();
            let truth = came.and_then(|value| Some((value, panel.scale.forward(history.as_forecast(value))?.0)));
            let truth = truth.map(|(value, seen)| {
                let below = pool.cdf(seen);
                Truth {
                    value,
                    crps: pool.crps(seen),
                    random_walk: predictive.rules[0].crps(seen),
                    inside: LEVELS.map(|level| (below - 0.5).abs() <= level / 2.0),
                }
            });
            Ahead {
                year: origin + years,
                years,
                median: back(pool.quantile(0.5)),
                bands: LEVELS.map(|level| {
                    let side = (1.0 - level) / 2.0;
                    let ends = [pool.quantile(side), pool.quantile(1.0 - side)].map(back);
                    // A measure may fall where its panel rises.
                    (ends[0].min(ends[1]), ends[0].max(ends[1]))
                }),
                rules: Rule::ALL.map(|r| back(anchor.centre(r, years).0)),
                truth,
            }
        })
        .collect();
    Ok(Some(Outlook {
        value: history.values.get(&origin).copied().unwrap_or_else(|| back(anchor.value)),
        history: history.clone(),
        panel,
        fit,
        origin,
        clipped: whole.clipped.contains(&origin),
        ahead,
    }))
}

/// Horizons shown on the page, in years.
pub const SHOWN: [i16; 2] = [GRID[3], GRID[5]];
