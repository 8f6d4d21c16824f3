//! Forecasts of every origin, each from windows closed before it.

use super::covariates::{self, Table};
use super::hazard::{Hazard, Windows};
use super::history::{History, Rift, Thresholds};
use super::{Candidate, Event, EventError};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use suzerain_solvers::scoring;
use suzerain_solvers::streams::stream;
use suzerain_tables::interstate::State;

/// First and last origin, and years between origins.
pub const ORIGINS: (i16, i16, usize) = (1870, 2013, 5);
/// Windows with the event that a regression needs.
const LEAST_EVENTS: usize = 5;
/// Equal weights count as this many forecasts when the pool is weighted.
const POOL_PRIOR: f64 = 200.0;

/// A pair of history that no model is tuned to: left out of training and of every score.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is called.
    pub name: &'static str,
    /// The two states, lesser number first.
    pub pair: (State, State),
    /// Years in which forecasts are made.
    pub origins: &'static [i16],
}

/// The cases kept out.
pub const CASES: [Case; 6] = [
    Case { name: "Soviet Union and China, 1950-60", pair: (365, 710), origins: &[1950, 1955] },
    Case { name: "Soviet Union and Yugoslavia, 1948", pair: (345, 365), origins: &[1947] },
    Case { name: "Germany and Russia, 1885-90", pair: (255, 365), origins: &[1885, 1890] },
    Case { name: "United Kingdom and Japan, 1902-23", pair: (200, 740), origins: &[1902, 1907, 1912, 1917, 1922] },
    Case { name: "United States and France, 1958-66", pair: (2, 220), origins: &[1958, 1963] },
    Case { name: "France and Italy, 1860-82", pair: (220, 325), origins: &[1860, 1865, 1870, 1875, 1880] },
];

/// Covariates that say nothing on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placebo {
    /// Each window has the covariates of another year of the same pair.
    ShuffledYears,
    /// Each window has the covariates of another pair in the same year.
    FakeDyads,
}

/// One forecast with what came of it.
#[derive(Clone, Debug)]
pub struct Forecast {
    /// Number of the pair.
    pub pair: u32,
    /// Row of the panel in which it was made.
    pub row: usize,
    /// Year in which it was made.
    pub origin: i16,
    /// Whether the event came.
    pub event: bool,
    /// Probabilities in the order of [`Candidate::ALL`].
    pub p: [f64; 7],
}

/// Forecasts of one event over windows of one length.
#[derive(Clone, Debug)]
pub struct Run {
    /// The event.
    pub event: Event,
    /// Years of the window.
    pub years: i16,
    /// Forecasts that are scored, by origin and row.
    pub forecasts: Vec<Forecast>,
    /// Forecasts of the cases, with their number in [`CASES`].
    pub cases: Vec<(usize, Forecast)>,
    /// Origins with too few events before them, whose pairs have no forecast.
    pub skipped: Vec<i16>,
    /// First parts of the rifts among the forecasts: rivalry, force, alignment alone.
    pub rift_parts: Vec<Rift>,
}

/// All windows of an event, closed or not, with the covariates of a placebo if one is wanted.
pub struct Risk {
    event: Event,
    years: i16,
    windows: Windows,
    closed: Vec<Option<bool>>,
}

impl Risk {
    /// Finds the rows at risk.
    #[must_use]
    pub fn new(
        history: &History<'_>,
        table: &Table,
        event: Event,
        years: i16,
        placebo: Option<Placebo>,
        seed: u64,
    ) -> Self {
        let rows: Vec<usize> = (0..history.records.len()).filter(|r| history.at_risk(event, *r)).collect();
        let from = swapped(history, &rows, placebo, seed);
        let mut windows = Windows::default();
        for (row, from) in rows.iter().zip(&from) {
            let Some(x) = covariates::covariates(history, table, event, *row, *from) else { continue };
            windows.x.push(x);
            windows.y.push(false);
            windows.pair.push(history.pairs[*row]);
            windows.year.push(history.panel.rows()[*row].year);
            windows.row.push(u32::try_from(*row).unwrap_or(u32::MAX));
        }
        let mut risk = Self { event, years, windows, closed: Vec::new() };
        // Only a rift's outcome depends on the origin, through its thresholds.
        risk.closed = risk.outcomes(history, Thresholds(f64::INFINITY, f64::INFINITY));
        risk
    }

    fn outcomes(&self, history: &History<'_>, steep: Thresholds) -> Vec<Option<bool>> {
        self.windows.row.par_iter().map(|row| history.outcome(self.event, *row as usize, self.years, steep)).collect()
    }

    fn outcomes_at(&self, history: &History<'_>, origin: i16) -> Vec<Option<bool>> {
        if self.event == Event::Rift { self.outcomes(history, history.thresholds(origin)) } else { self.closed.clone() }
    }

    /// The windows that closed by `origin` and do not overlap, the last closing in that year; cases are
    /// left out.
    #[must_use]
    pub fn training(&self, history: &History<'_>, origin: i16) -> Windows {
        self.closed_by(history, &self.outcomes_at(history, origin), origin)
    }

    fn closed_by(&self, history: &History<'_>, outcomes: &[Option<bool>], origin: i16) -> Windows {
        let out: Vec<bool> = self.windows.row.iter().map(|row| case_of(history, *row as usize).is_some()).collect();
        let keep = |i: usize| {
            let before = origin - self.years - self.windows.year[i];
            before >= 0 && before % self.years == 0 && outcomes[i].is_some() && !out[i]
        };
        let mut windows = self.windows.only(keep);
        windows.y = (0..outcomes.len()).filter(|i| keep(*i)).filter_map(|i| outcomes[i]).collect();
        windows
    }
}

fn case_of(history: &History<'_>, row: usize) -> Option<usize> {
    CASES.iter().position(|case| case.pair == history.panel.pair(row))
}

/// For each row the row whose covariates it gets.
fn swapped(history: &History<'_>, rows: &[usize], placebo: Option<Placebo>, seed: u64) -> Vec<usize> {
    let Some(placebo) = placebo else { return rows.to_vec() };
    let group = |row: usize| match placebo {
        Placebo::ShuffledYears => i64::from(history.pairs[row]),
        Placebo::FakeDyads => i64::from(history.panel.rows()[row].year),
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|i| (group(rows[*i]), *i));
    let mut out = rows.to_vec();
    for (number, members) in order.chunk_by(|a, b| group(rows[*a]) == group(rows[*b])).enumerate() {
        use rand::RngExt;
        let mut random = stream(seed, number as u64);
        let mut donors: Vec<usize> = members.iter().map(|i| rows[*i]).collect();
        for at in (1..donors.len()).rev() {
            donors.swap(at, random.random_range(0..=at));
        }
        for (i, donor) in members.iter().zip(donors) {
            out[*i] = donor;
        }
    }
    out
}

/// Makes the forecasts of every origin and case; `tell` hears of each origin done.
///
/// # Errors
/// [`EventError`] if a regression or the pool fails.
pub fn run(history: &History<'_>, risk: &Risk, tell: &(impl Fn() + Sync)) -> Result<Run, EventError> {
    let (event, years) = (risk.event, risk.years);
    let mut origins: Vec<i16> = (ORIGINS.0..=ORIGINS.1).step_by(ORIGINS.2).collect();
    let grid = origins.clone();
    origins.extend(CASES.iter().flat_map(|c| c.origins));
    origins.sort_unstable();
    origins.dedup();
    origins.retain(|o| o + years <= history.last_year(event));
    let made: Vec<(i16, Option<Vec<Forecast>>)> = origins
        .par_iter()
        .map(|origin| {
            let found = at_origin(history, risk, *origin, grid.contains(origin));
            tell();
            Ok((*origin, found?))
        })
        .collect::<Result<_, EventError>>()?;
    let mut run =
        Run { event, years, forecasts: Vec::new(), cases: Vec::new(), skipped: Vec::new(), rift_parts: Vec::new() };
    for (origin, forecasts) in made {
        let Some(mut forecasts) = forecasts else {
            run.skipped.push(origin);
            continue;
        };
        let weights = pool_weights(&run, origin)?;
        for f in &mut forecasts {
            f.p[6] = f.p[..6].iter().zip(&weights).map(|(p, w)| p * w).sum();
        }
        let steep = history.thresholds(origin);
        for f in forecasts {
            if let Some(case) = case_of(history, f.row) {
                if CASES[case].origins.contains(&origin) {
                    run.cases.push((case, f));
                }
            } else if grid.contains(&origin) {
                if event == Event::Rift && f.event {
                    run.rift_parts.push(history.first_rift(f.row, years, steep));
                }
                run.forecasts.push(f);
            }
        }
    }
    Ok(run)
}

/// Weights of the forecasters (all but the pool) from forecasts whose windows closed by `origin`.
///
/// # Errors
/// [`EventError::Pool`] if the weights do not settle.
pub fn pool_weights(run: &Run, origin: i16) -> Result<Vec<f64>, EventError> {
    let past: Vec<&Forecast> = run.forecasts.iter().filter(|f| f.origin + run.years <= origin).collect();
    if past.is_empty() {
        return Ok(vec![1.0 / 6.0; 6]);
    }
    let y: Vec<bool> = past.iter().map(|f| f.event).collect();
    let columns: Vec<Vec<f64>> = (0..6).map(|c| past.iter().map(|f| f.p[c]).collect()).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    scoring::pool(&columns, &y, POOL_PRIOR).map(|(weights, _)| weights).map_err(|source| EventError::Pool {
        event: run.event.id(),
        origin,
        source,
    })
}

fn at_origin(
    history: &History<'_>,
    risk: &Risk,
    origin: i16,
    everybody: bool,
) -> Result<Option<Vec<Forecast>>, EventError> {
    let outcomes = risk.outcomes_at(history, origin);
    // The rows that get a forecast: everybody at risk, or the cases alone.
    let wanted: Vec<usize> = (0..outcomes.len())
        .filter(|i| risk.windows.year[*i] == origin && outcomes[*i].is_some())
        .filter(|i| everybody || case_of(history, risk.windows.row[*i] as usize).is_some())
        .collect();
    if wanted.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let training = risk.closed_by(history, &outcomes, origin);
    if training.events() < LEAST_EVENTS {
        return Ok(None);
    }
    let hazards = Candidate::REGRESSIONS
        .iter()
        .map(|c| fit(*c, risk, &training, origin))
        .collect::<Result<Vec<Hazard>, EventError>>()?;
    let base = training.rate();
    let mut forecasts = Vec::new();
    for i in wanted {
        let (row, event) = (risk.windows.row[i] as usize, outcomes[i] == Some(true));
        let mut p = [base; 7];
        for (p, hazard) in p[1..].iter_mut().zip(&hazards) {
            *p = hazard.probability(&risk.windows.x[i]);
        }
        forecasts.push(Forecast { pair: risk.windows.pair[i], row, origin, event, p });
    }
    Ok(Some(forecasts))
}

/// Fits one forecaster.
///
/// # Errors
/// [`EventError::Fit`] if the regression fails.
pub fn fit(candidate: Candidate, risk: &Risk, training: &Windows, origin: i16) -> Result<Hazard, EventError> {
    Hazard::fit(candidate, risk.event, training, risk.years).map_err(|source| EventError::Fit {
        event: risk.event.id(),
        origin,
        source,
    })
}

/// Forecasts of one forecaster under placebo covariates: base rate, forecaster, outcome, pair, origin.
///
/// # Errors
/// [`EventError`] if a regression fails.
pub fn placebo(history: &History<'_>, risk: &Risk, candidate: Candidate) -> Result<Vec<(f64, f64, bool)>, EventError> {
    let origins: Vec<i16> = (ORIGINS.0..=ORIGINS.1).step_by(ORIGINS.2).collect();
    let made: Vec<Vec<(f64, f64, bool)>> = origins
        .par_iter()
        .filter(|o| **o + risk.years <= history.last_year(risk.event))
        .map(|origin| {
            let outcomes = risk.outcomes_at(history, *origin);
            let training = risk.closed_by(history, &outcomes, *origin);
            if training.events() < LEAST_EVENTS {
                return Ok(Vec::new());
            }
            let hazard = fit(candidate, risk, &training, *origin)?;
            let base = training.rate();
            Ok(outcomes
                .iter()
                .enumerate()
                .filter(|(i, _)| {
                    risk.windows.year[*i] == *origin && case_of(history, risk.windows.row[*i] as usize).is_none()
                })
                .filter_map(|(i, y)| y.map(|y| (base, hazard.probability(&risk.windows.x[i]), y)))
                .collect())
        })
        .collect::<Result<_, EventError>>()?;
    Ok(made.concat())
}
