//! One hazard: a logit on standardised covariates, shrunk toward what is expected of each slope.

use super::covariates::{CLOCK, COUNT, COVARIATES};
use super::{Candidate, Event};
use serde::{Deserialize, Serialize};
use suzerain_solvers::logit::{self, Data, Fit, LogitError, Prior, logistic};

/// Windows to learn from: covariates of the year before each, and what came.
#[derive(Clone, Debug, Default)]
pub struct Windows {
    /// Covariates.
    pub x: Vec<[f64; COUNT]>,
    /// Whether the event came.
    pub y: Vec<bool>,
    /// Number of the pair.
    pub pair: Vec<u32>,
    /// Year in which the window opens.
    pub year: Vec<i16>,
    /// Row of the panel.
    pub row: Vec<u32>,
}

impl Windows {
    /// Share of windows with the event.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.events() as f64 / self.y.len() as f64
    }

    /// Windows with the event.
    #[must_use]
    pub fn events(&self) -> usize {
        self.y.iter().filter(|y| **y).count()
    }

    /// The windows that `keep` accepts by place.
    #[must_use]
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.y.len()).filter(|i| keep(*i)).collect();
        Self {
            x: kept.iter().map(|i| self.x[*i]).collect(),
            y: kept.iter().map(|i| self.y[*i]).collect(),
            pair: kept.iter().map(|i| self.pair[*i]).collect(),
            year: kept.iter().map(|i| self.year[*i]).collect(),
            row: kept.iter().map(|i| self.row[*i]).collect(),
        }
    }
}

/// Covariates whose absence is itself a covariate: lists that begin late or skip small states.
const FLAGGED: [&str; 5] = ["speed", "democracy", "trade", "leader", "organisations"];
/// Spreads of the slopes among which the marginal likelihood chooses, per standard deviation.
const SPREADS: [f64; 5] = [0.05, 0.1, 0.2, 0.4, 0.8];
/// Prior standard deviation of the constant, and of the clock's slopes.
const FREE: (f64, f64) = (10.0, 1.0);

/// A fitted hazard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hazard {
    /// Which forecaster.
    pub candidate: Candidate,
    /// Years of the window.
    pub years: i16,
    /// Names of the terms: `constant`, covariates, and `no_NAME` for what is unknown.
    pub terms: Vec<String>,
    /// Places of the covariates among the terms after the constant.
    columns: Vec<usize>,
    /// Places of the covariates whose absence is a term.
    flags: Vec<usize>,
    /// Means of the covariates where known, in training.
    pub mean: Vec<f64>,
    /// Standard deviations of the covariates where known, in training.
    pub sd: Vec<f64>,
    /// Coefficients, a term each.
    pub coefficients: Vec<f64>,
    /// Covariance of the coefficients, clustered by pair, by rows.
    pub covariance: Vec<f64>,
    /// Spread of the slopes chosen by marginal likelihood.
    pub spread: f64,
    /// Windows learnt from.
    pub windows: usize,
    /// Those with the event.
    pub events: usize,
    /// Newton steps of the last fit.
    pub iterations: usize,
}

impl Hazard {
    /// Fits a hazard to windows of so many `years`; they should not overlap, since each counts in full.
    /// Of the spreads of the slopes the one with the largest marginal likelihood is kept.
    ///
    /// # Errors
    /// [`LogitError`] if the regression cannot be fitted.
    pub fn fit(candidate: Candidate, event: Event, windows: &Windows, years: i16) -> Result<Self, LogitError> {
        let columns = candidate.covariates();
        let (mean, sd): (Vec<f64>, Vec<f64>) = columns.iter().map(|c| moments(windows, *c)).unzip();
        let absent = |c: usize| windows.x.iter().filter(|x| x[c].is_nan()).count() as f64 / windows.x.len() as f64;
        let flagged = |c: &usize| FLAGGED.contains(&COVARIATES[*c].name) && (0.005..0.995).contains(&absent(*c));
        let flags: Vec<usize> = columns.iter().copied().filter(flagged).collect();
        let terms = std::iter::once("constant".to_owned())
            .chain(columns.iter().map(|c| COVARIATES[*c].name.to_owned()))
            .chain(flags.iter().map(|c| format!("no_{}", COVARIATES[*c].name)))
            .collect();
        let mut hazard = Self {
            candidate,
            years,
            terms,
            columns,
            flags,
            mean,
            sd,
            coefficients: Vec::new(),
            covariance: Vec::new(),
            spread: f64::NAN,
            windows: windows.y.len(),
            events: windows.events(),
            iterations: 0,
        };
        let design = hazard.design(windows);
        let data = Data { x: &design, width: hazard.terms.len(), y: &windows.y, weight: 1.0 };
        let spreads = if candidate == Candidate::Duration { &[FREE.1][..] } else { &SPREADS };
        let mut best: Option<(f64, Fit)> = None;
        for spread in spreads {
            let start = best.as_ref().map(|(_, fit)| fit.coefficients.as_slice());
            let fit = logit::fit(&data, &hazard.prior(event, *spread), start)?;
            if best.as_ref().is_none_or(|(_, before)| fit.log_evidence > before.log_evidence) {
                best = Some((*spread, fit));
            }
        }
        let Some((spread, fit)) = best else { return Err(LogitError::Singular) };
        hazard.spread = spread;
        let pairs = windows.pair.iter().copied().max().map_or(0, |p| p as usize + 1);
        hazard.covariance = fit.clustered(&data, &windows.pair, pairs);
        hazard.iterations = fit.certificate.iterations;
        hazard.coefficients = fit.coefficients;
        Ok(hazard)
    }

    fn prior(&self, event: Event, spread: f64) -> Prior {
        let precision = |sd: f64| 1.0 / (sd * sd);
        let mut prior = Prior { mean: vec![0.0], precision: vec![precision(FREE.0)] };
        for column in &self.columns {
            let expected = (COVARIATES[*column].expected)(event).filter(|_| self.candidate == Candidate::Informed);
            let (mean, sd) = expected.unwrap_or((0.0, if *column < CLOCK { FREE.1 } else { spread }));
            prior.mean.push(mean);
            prior.precision.push(precision(sd));
        }
        prior.mean.extend(self.flags.iter().map(|_| 0.0));
        prior.precision.extend(self.flags.iter().map(|_| precision(spread)));
        prior
    }

    /// The terms of one window.
    fn terms_of(&self, x: &[f64; COUNT], out: &mut Vec<f64>) {
        out.push(1.0);
        for ((column, mean), sd) in self.columns.iter().zip(&self.mean).zip(&self.sd) {
            // What is unknown, or never varied, stands at the mean.
            out.push(if x[*column].is_nan() || *sd == 0.0 { 0.0 } else { (x[*column] - mean) / sd });
        }
        out.extend(self.flags.iter().map(|c| f64::from(u8::from(x[*c].is_nan()))));
    }

    fn design(&self, windows: &Windows) -> Vec<f64> {
        let mut out = Vec::with_capacity(windows.x.len() * self.terms.len());
        windows.x.iter().for_each(|x| self.terms_of(x, &mut out));
        out
    }

    /// Probability of the event in the window after a year with these covariates.
    #[must_use]
    pub fn probability(&self, x: &[f64; COUNT]) -> f64 {
        logistic(self.predictor(x).0)
    }

    /// Log odds of the event and their standard error, which leaves out that the model may be wrong.
    #[must_use]
    pub fn predictor(&self, x: &[f64; COUNT]) -> (f64, f64) {
        let mut terms = Vec::with_capacity(self.terms.len());
        self.terms_of(x, &mut terms);
        let eta = terms.iter().zip(&self.coefficients).map(|(x, b)| x * b).sum();
        (eta, logit::standard_error(&terms, &self.covariance))
    }
}

/// Mean and standard deviation of a covariate where it is known; 0 and 0 where it never is.
fn moments(windows: &Windows, column: usize) -> (f64, f64) {
    let known = || windows.x.iter().map(|x| x[column]).filter(|v| !v.is_nan());
    let n = known().count() as f64;
    if n == 0.0 {
        return (0.0, 0.0);
    }
    let mean = known().sum::<f64>() / n;
    let variance = known().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    (mean, if variance > 1e-18 * mean * mean { variance.sqrt() } else { 0.0 })
}
