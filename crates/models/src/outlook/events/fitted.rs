//! What is kept of an evaluation: regressions, scores, and the newest covariates of every pair; and
//! the probabilities they give for one pair.

use super::covariates::{self, CLOCK, COUNT, COVARIATES, Table};
use super::evaluation::{self, Placebo, Risk};
use super::hazard::Hazard;
use super::history::{Clock, History};
use super::scores::{self, Evaluation};
use super::{Candidate, Event, EventError};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use suzerain_solvers::logit::logistic;
use suzerain_tables::interstate::State;

/// Name of the file of fitted events.
pub const FILE: &str = "events.json";
/// Name of the file of the newest covariates.
pub const INPUTS_FILE: &str = "events-inputs.csv";
/// Identifier of both in a list of sources.
pub const SOURCE: &str = "event-models";

/// Lengths of the windows in years.
pub const YEARS: [i16; 2] = [5, 10];

/// One event and window, fitted to every window that closed by the year of the inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedEvent {
    /// How its forecasters did.
    pub evaluation: Evaluation,
    /// Share of windows with the event.
    pub base_rate: f64,
    /// The regressions, in the order of [`Candidate::REGRESSIONS`].
    pub hazards: Vec<Hazard>,
    /// Weights of base rate and regressions in the pool.
    pub weights: Vec<f64>,
}

/// Every event and window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Year of the inputs; windows begin the year after.
    pub input_year: i16,
    /// Seed of bootstrap and placebo runs.
    pub seed: u64,
    /// The list of disputes.
    pub disputes: String,
    /// Whether falls of alignment after 1945 were read off UN ideal points, or left out.
    pub ideal_points: bool,
    /// The events.
    pub events: Vec<FittedEvent>,
}

/// What was known of a pair in the year of the inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The two states, lesser number first.
    pub pair: (State, State),
    /// At risk of each of [`Event::ALL`].
    pub risk: [bool; 7],
    /// The clock of each of [`Event::ALL`].
    pub clocks: [(f64, f64); 7],
    /// Covariates other than the clock; NaN where unknown.
    pub values: [f64; COUNT - CLOCK],
}

/// Work to do: origins of all events and windows, for a progress bar.
pub const STEPS: u64 = 7 * 2 * 42;

/// Evaluates and fits every event and window; `tell` hears of each origin done, [`STEPS`] at most.
///
/// # Errors
/// [`EventError`] if a regression or pool fails.
pub fn fit_all(
    history: &History<'_>,
    table: &Table,
    about: (i16, u64, &str, bool),
    tell: &(impl Fn(&str) + Sync),
) -> Result<Fitted, EventError> {
    let (input_year, seed, disputes, ideal_points) = about;
    let mut events = Vec::new();
    for event in Event::ALL {
        for years in YEARS {
            let title = format!("{}, {years} years", event.title());
            events.push(fit_one(history, table, event, years, (input_year, seed), &|| tell(&title))?);
        }
    }
    Ok(Fitted { input_year, seed, disputes: disputes.to_owned(), ideal_points, events })
}

/// Evaluates and fits one event and window.
///
/// # Errors
/// [`EventError`] if a regression or pool fails.
pub fn fit_one(
    history: &History<'_>,
    table: &Table,
    event: Event,
    years: i16,
    (input_year, seed): (i16, u64),
    tell: &(impl Fn() + Sync),
) -> Result<FittedEvent, EventError> {
    let risk = Risk::new(history, table, event, years, None, seed);
    let run = evaluation::run(history, &risk, tell)?;
    let mut placebo = Vec::new();
    if years == YEARS[0] {
        for kind in [Placebo::ShuffledYears, Placebo::FakeDyads] {
            let risk = Risk::new(history, table, event, years, Some(kind), seed);
            let forecasts = evaluation::placebo(history, &risk, Candidate::Full)?;
            placebo.push(scores::placebo_skill(&forecasts));
        }
    }
    let evaluation = scores::score(&run, placebo, seed);
    let training = risk.training(history, input_year);
    let hazards = Candidate::REGRESSIONS
        .iter()
        .map(|c| evaluation::fit(*c, &risk, &training, input_year))
        .collect::<Result<Vec<Hazard>, EventError>>()?;
    let weights = evaluation::pool_weights(&run, input_year)?;
    Ok(FittedEvent { evaluation, base_rate: training.rate(), hazards, weights })
}

/// The newest covariates of every pair that is at risk of something.
#[must_use]
pub fn inputs(history: &History<'_>, table: &Table, year: i16) -> Vec<Input> {
    let rows = history.panel.rows();
    (0..rows.len())
        .filter(|row| rows[*row].year == year)
        .filter_map(|row| {
            let risk = Event::ALL.map(|e| history.at_risk(e, row));
            let values = *table.of(row).filter(|_| risk.contains(&true))?;
            let clocks = Event::ALL.map(|e| {
                let Clock { since, count } = history.clock(e, row);
                (since, count)
            });
            Some(Input { pair: history.panel.pair(row), risk, clocks, values })
        })
        .collect()
}

impl Input {
    /// All covariates for an event.
    #[must_use]
    pub fn covariates(&self, event: Event) -> [f64; COUNT] {
        let (since, count) = self.clocks[event as usize];
        covariates::with_clock(Clock { since, count }, &self.values)
    }
}

/// The inputs as CSV: six digits, unknown values empty.
#[must_use]
pub fn inputs_to_csv(inputs: &[Input]) -> String {
    let mut out = String::from("ccode1,ccode2,risk");
    for event in Event::ALL {
        let _ = write!(out, ",years_{0},count_{0}", event.id());
    }
    COVARIATES[CLOCK..].iter().for_each(|c| {
        let _ = write!(out, ",{}", c.name);
    });
    out.push('\n');
    for input in inputs {
        let risk: u32 = input.risk.iter().enumerate().map(|(i, on)| u32::from(*on) << i).sum();
        let _ = write!(out, "{},{},{risk}", input.pair.0, input.pair.1);
        for (since, count) in input.clocks {
            let _ = write!(out, ",{since},{count}");
        }
        for value in input.values {
            out.push(',');
            if !value.is_nan() {
                out.push_str(&digits(value));
            }
        }
        out.push('\n');
    }
    out
}

/// Six significant digits without an exponent.
fn digits(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let places = (5 - value.abs().log10().floor() as i32).clamp(0, 12);
    let text = format!("{value:.*}", usize::try_from(places).unwrap_or(0));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Reads what [`inputs_to_csv`] wrote.
///
/// # Errors
/// [`EventError::Fitted`] if a column is absent or a cell is not a number.
pub fn inputs_from_csv(text: &str) -> Result<Vec<Input>, EventError> {
    let bad = |why: String| EventError::Fitted(format!("inputs: {why}"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|e| bad(e.to_string()))?.clone();
    let column = |name: &str| headers.iter().position(|h| h == name).ok_or_else(|| bad(format!("no column {name}")));
    let (one, two, risk) = (column("ccode1")?, column("ccode2")?, column("risk")?);
    let mut clocks = Vec::new();
    for event in Event::ALL {
        clocks.push((column(&format!("years_{}", event.id()))?, column(&format!("count_{}", event.id()))?));
    }
    let values = COVARIATES[CLOCK..].iter().map(|c| column(c.name)).collect::<Result<Vec<_>, _>>()?;
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| bad(e.to_string()))?;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let number = |at: usize| cell(at).parse::<f64>().map_err(|_| bad(format!("`{}` is no number", cell(at))));
        let state = |at: usize| cell(at).parse::<State>().map_err(|_| bad(format!("`{}` is no state", cell(at))));
        let mask: u32 = cell(risk).parse().map_err(|_| bad(format!("`{}` is no risk set", cell(risk))))?;
        let mut input = Input {
            pair: (state(one)?, state(two)?),
            risk: std::array::from_fn(|i| mask >> i & 1 == 1),
            clocks: [(0.0, 0.0); 7],
            values: [f64::NAN; COUNT - CLOCK],
        };
        for (clock, (since, count)) in input.clocks.iter_mut().zip(&clocks) {
            *clock = (number(*since)?, number(*count)?);
        }
        for (value, at) in input.values.iter_mut().zip(&values) {
            if !cell(*at).is_empty() {
                *value = number(*at)?;
            }
        }
        out.push(input);
    }
    Ok(out)
}

/// The probability of an event for a pair, with what it must be read beside.
#[derive(Clone, Debug, PartialEq)]
pub struct Probability<'a> {
    /// The event and window with its scores.
    pub fitted: &'a FittedEvent,
    /// From the default forecaster: what users get.
    pub default: f64,
    /// 90 % interval from the covariance of the coefficients, clustered by pair; none for the base
    /// rate. It leaves out that the model may be wrong.
    pub band: Option<(f64, f64)>,
    /// Duration only.
    pub duration: f64,
    /// From the forecaster with the best Brier score, whether it is the default or not.
    pub best: f64,
}

impl Fitted {
    /// Reads the file of fitted results.
    ///
    /// # Errors
    /// [`EventError::Fitted`] if it is not one.
    pub fn from_json(text: &str) -> Result<Self, EventError> {
        serde_json::from_str(text).map_err(|e| EventError::Fitted(e.to_string()))
    }

    /// The probabilities of every event that the pair is at risk of.
    #[must_use]
    pub fn probabilities(&self, input: &Input) -> Vec<Probability<'_>> {
        self.events
            .iter()
            .filter(|f| input.risk[f.evaluation.event as usize])
            .map(|f| {
                let x = input.covariates(f.evaluation.event);
                let (default, band) = f.probability(f.evaluation.default, &x);
                let of = |candidate| f.probability(candidate, &x).0;
                Probability { fitted: f, default, band, duration: of(Candidate::Duration), best: of(f.evaluation.best) }
            })
            .collect()
    }
}

impl FittedEvent {
    /// Probability from a forecaster and its 90 % interval.
    #[must_use]
    pub fn probability(&self, candidate: Candidate, x: &[f64; COUNT]) -> (f64, Option<(f64, f64)>) {
        const Z: f64 = 1.644_853_626_951_472_6;
        let one = |hazard: &Hazard| {
            let (eta, se) = hazard.predictor(x);
            [eta, eta - Z * se, eta + Z * se].map(logistic)
        };
        match candidate {
            Candidate::BaseRate => (self.base_rate, None),
            // Errors of the members taken to go together, which is the widest they can be.
            Candidate::Pool => {
                let mut sum = [self.weights[0] * self.base_rate; 3];
                for (hazard, weight) in self.hazards.iter().zip(&self.weights[1..]) {
                    sum.iter_mut().zip(one(hazard)).for_each(|(s, p)| *s += weight * p);
                }
                (sum[0], Some((sum[1], sum[2])))
            }
            regression => match self.hazards.iter().find(|h| h.candidate == regression) {
                Some(hazard) => {
                    let [p, low, high] = one(hazard);
                    (p, Some((low, high)))
                }
                None => (self.base_rate, None),
            },
        }
    }
}
