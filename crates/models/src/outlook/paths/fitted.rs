//! What is kept of an evaluation: the fits that make forecasts, and the scores they must be read beside.

use super::evaluation;
use super::fit::{Fit, PathError};
use super::kinds::{self, KindScore};
use super::scores::{self, Halves, Horizon, Together};
use super::series::{Panel, Scale};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A panel evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedPanel {
    /// Short name.
    pub id: String,
    /// What it is a panel of.
    pub title: String,
    /// Which series of which source.
    pub sample: String,
    /// The scale.
    pub scale: Scale,
    /// Series.
    pub series: usize,
    /// First and last year.
    pub window: (i16, i16),
    /// Scores by horizon.
    pub scores: Vec<Horizon>,
    /// The check of the pool over all horizons together; none in the file of fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<Together>,
    /// Scores of the values held out, by horizon.
    pub held_out: Vec<Horizon>,
    /// Scores by measure, where the panel holds several; empty in the file of fits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<KindScore>,
    /// The fit of each origin; empty where the panel serves as evidence only.
    pub fits: Vec<Fit>,
}

/// Every panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Seed of the bootstrap.
    pub seed: u64,
    /// The panels.
    pub panels: Vec<FittedPanel>,
}

/// Evaluates a panel; `tell` hears of each origin done ([`evaluation::origins`]).
///
/// # Errors
/// [`PathError`] if a fit fails.
pub fn evaluate(panel: &Panel, seed: u64, tell: &(impl Fn() + Sync)) -> Result<FittedPanel, PathError> {
    let run = evaluation::run(panel, tell)?;
    Ok(FittedPanel {
        id: panel.id.to_owned(),
        title: panel.title.to_owned(),
        sample: panel.sample.clone(),
        scale: panel.scale,
        series: panel.series.len(),
        window: panel.window().unwrap_or((0, 0)),
        scores: scores::score(panel, &run.records, seed),
        together: scores::together(panel, &run.records, seed),
        held_out: scores::held_out(panel, &run, seed),
        kinds: kinds::by_kind(panel, &run.records),
        fits: run.fits,
    })
}

/// Evaluates every panel, several at a time; `tell` hears the title of each origin done. Panels with too few closed
/// windows are returned apart.
///
/// # Errors
/// [`PathError`] if a fit fails.
pub fn evaluate_all(
    panels: &[Panel],
    seed: u64,
    tell: &(impl Fn(&str) + Sync),
) -> Result<(Fitted, Vec<PathError>), PathError> {
    let made: Vec<Result<FittedPanel, PathError>> =
        panels.par_iter().with_max_len(1).map(|panel| evaluate(panel, seed, &|| tell(panel.title))).collect();
    let (mut fitted, mut too_short) = (Fitted { seed, panels: Vec::new() }, Vec::new());
    for result in made {
        match result {
            Ok(panel) => fitted.panels.push(panel),
            Err(error @ PathError::TooShort { .. }) => too_short.push(error),
            Err(error) => return Err(error),
        }
    }
    Ok((fitted, too_short))
}

impl FittedPanel {
    /// The fit of the latest origin at or before `year`; the first one has nothing before it.
    #[must_use]
    pub fn fit_at(&self, year: i16) -> Option<&Fit> {
        self.fits.iter().filter(|f| f.origin <= year).max_by_key(|f| f.origin)
    }

    /// The scores at the horizon of the grid nearest to `years`, above it where there are any.
    #[must_use]
    pub fn scores_at(&self, years: i16) -> Option<&Horizon> {
        self.scores.iter().find(|h| h.years >= years).or(self.scores.last())
    }
}

impl Fitted {
    /// Reads the file of scores and last fits.
    ///
    /// # Errors
    /// [`PathError::Fitted`] if it is not one.
    pub fn from_json(text: &str) -> Result<Self, PathError> {
        serde_json::from_str(text).map_err(|e| PathError::Fitted(e.to_string()))
    }

    /// The texts of the two files: scores and last fits of the panels that are forecast with, and their earlier fits for
    /// forecasts frozen at a year. Numbers have six digits.
    ///
    /// # Errors
    /// [`PathError::Fitted`] if they cannot be written.
    pub fn to_json(&self) -> Result<[String; 2], PathError> {
        let bad = |e: serde_json::Error| PathError::Fitted(e.to_string());
        let (mut now, mut earlier) = (self.clone(), BTreeMap::new());
        now.panels.retain(|p| !p.fits.is_empty());
        for panel in &mut now.panels {
            panel.together = None;
            panel.kinds.clear();
            for horizon in panel.scores.iter_mut().chain(&mut panel.held_out) {
                horizon.halves = Halves::default();
            }
            let last = panel.fits.len().saturating_sub(1);
            let fits: Vec<Fit> = panel.fits.drain(..last).collect();
            earlier.insert(panel.id.clone(), fits);
        }
        let text = |value: Result<serde_json::Value, serde_json::Error>| {
            let mut value = value.map_err(bad)?;
            shorten(&mut value);
            serde_json::to_string(&value).map(|text| text + "\n").map_err(bad)
        };
        Ok([text(serde_json::to_value(&now))?, text(serde_json::to_value(&earlier))?])
    }

    /// Puts the earlier fits of the second file before the last ones.
    ///
    /// # Errors
    /// [`PathError::Fitted`] if it is not one.
    pub fn with_earlier(mut self, text: &str) -> Result<Self, PathError> {
        let mut earlier: BTreeMap<String, Vec<Fit>> =
            serde_json::from_str(text).map_err(|e| PathError::Fitted(e.to_string()))?;
        for panel in &mut self.panels {
            let mut fits = earlier.remove(&panel.id).unwrap_or_default();
            fits.append(&mut panel.fits);
            panel.fits = fits;
        }
        Ok(self)
    }

    /// The panel with this short name.
    #[must_use]
    pub fn panel(&self, id: &str) -> Option<&FittedPanel> {
        self.panels.iter().find(|p| p.id == id)
    }
}

/// Rounds every number that is not whole to six significant digits.
fn shorten(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(number) if number.is_f64() => {
            let short = number.as_f64().and_then(|x| format!("{x:.5e}").parse::<f64>().ok());
            if let Some(short) = short.and_then(serde_json::Number::from_f64) {
                *number = short;
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(shorten),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(shorten),
        _ => {}
    }
}
