//! Back-tests on the panel of dyad-years: probabilities of a rift and of a new defence obligation at origins every five
//! years, and paths of the pairs of history that no model is tuned to.
//!
//! Of the model's terms on rifts only those in power can be computed for all pairs and years: the event model's odds are
//! moved by the simulated change of |dp_5| and p. Windows that train the event models closed before each origin. Under a
//! placebo the whole forecast is that of another pair of the same origin, or the years of the pair's own history are
//! shuffled: whatever skill is left then is none.

mod cases;
mod defence;
mod placebo;

pub use cases::{CaseScore, cases};
pub use defence::{AtRisk, Ground as DefenceGround, Made, defence};
pub use placebo::reordered;

use super::PartnershipError;
use super::dependence::DOMAINS;
use super::outputs::{Outcome, probability};
use super::power::{self, Series};
use super::priors::Priors;
use super::regime::{EVENTS, Event, Hazards, yearly};
use super::simulate::{Ensemble, Plan, run};
use super::start::{AlignmentStart, Channel, Side, Start};
use crate::outlook::events::evaluation::{self, CASES, Forecast, Placebo};
use crate::outlook::events::history::{History, number, whole};
use crate::outlook::events::{Candidate, Event as Modelled};
use placebo::donors;
use rayon::prelude::*;
use std::collections::BTreeMap;
use suzerain_tables::interstate::State;

/// Draws of each set at each forecast.
const DRAWS: usize = 40;
/// Years of power that a forecast looks back on; fewer than a variance of its own needs, so that priors set it.
const MEMORY: i16 = 9;
/// A forecast of an event with what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventForecast {
    /// Number of the pair.
    pub pair: u32,
    /// Year it was made.
    pub origin: i16,
    /// Whether it came.
    pub event: bool,
    /// Base rate, duration only, the event model or the hazard without terms, the partnership model.
    pub p: [f64; 4],
    /// Years of the window.
    pub years: i16,
}

/// What the panel says of a pair.
struct Columns {
    cinc: [Vec<f64>; 2],
    trade: [Vec<f64>; 2],
    kappa: Vec<f64>,
    major: [Vec<Option<i16>>; 2],
}

impl Columns {
    fn new(history: &History<'_>) -> Result<Self, PartnershipError> {
        let panel = history.panel;
        let read = |name| number(panel, name).map_err(|e| PartnershipError::Filter(e.to_string()));
        let flag = |name| whole(panel, name).map_err(|e| PartnershipError::Filter(e.to_string()));
        Ok(Self {
            cinc: [read("cinc_1")?, read("cinc_2")?],
            trade: [read("trade_share_1")?, read("trade_share_2")?],
            kappa: history.records.iter().map(|r| r.kappa).collect(),
            major: [flag("major_1")?, flag("major_2")?],
        })
    }

    /// A series of the pair over some years; values that are unknown have no entry.
    fn series(
        &self,
        history: &History<'_>,
        (a, b): (State, State),
        years: std::ops::RangeInclusive<i16>,
        of: impl Fn(&Self, usize) -> f64,
    ) -> Series {
        years.filter_map(|y| Some((y, of(self, history.panel.row(a, b, y)?)))).filter(|(_, v)| v.is_finite()).collect()
    }

    fn power(&self, row: usize) -> f64 {
        (self.cinc[0][row] / self.cinc[1][row]).ln()
    }
}

fn blank_side() -> Side {
    Side {
        channels: std::array::from_fn::<Channel, DOMAINS, _>(|_| Channel::UNKNOWN),
        sanctioned: 0.0,
        installed: f64::NAN,
        loss: f64::NAN,
    }
}

/// A start of which only power, and alignment if given, are known.
fn bare(
    power: &Series,
    alignment: Option<AlignmentStart>,
    origin: i16,
    rift: Option<(f64, i16)>,
    priors: &Priors,
) -> Option<Start> {
    let mut power = power::filter(std::slice::from_ref(power), origin, priors).ok()?;
    if power.mean[0] > 0.0 {
        power.mean = power.mean.map(|x| -x);
        power.past = power.past.map(|x| -x);
    }
    let mut hazards = Hazards::constant([None; EVENTS]);
    if let Some((p, years)) = rift {
        hazards.set(Event::Rift, &[yearly(p, years.unsigned_abs())]);
    }
    Some(Start {
        year: origin,
        power,
        sides: [blank_side(), blank_side()],
        arms: f64::NAN,
        energy: f64::NAN,
        energy_filtered: None,
        energy_age: 0,
        threat: [f64::NAN; 3],
        nuclear: false,
        rank_gap: None,
        alignment: alignment.unwrap_or(AlignmentStart {
            mean: [f64::NAN; 2],
            factor: [0.0; 3],
            sd: None,
            rate: None,
            most: 0.0,
        }),
        hazards,
        allied: false,
        locked_years: 0,
    })
}

/// Runs every set and weighs them alike.
fn ensembles(
    start: &Start,
    sets: &[Priors],
    years: usize,
    draws: usize,
    seed: u64,
) -> Result<Vec<Ensemble>, PartnershipError> {
    let plan = Plan::new(years, draws, seed);
    sets.iter().map(|priors| run(start, priors, &plan)).collect()
}

fn mixed(ensembles: &[Ensemble]) -> Vec<(f64, &Ensemble)> {
    ensembles.iter().map(|e| (1.0, e)).collect()
}

/// The model's probability of a rift within some years.
fn rift(
    start: &Start,
    sets: &[Priors],
    years: usize,
    draws: usize,
    seed: u64,
) -> Result<Option<f64>, PartnershipError> {
    let found = ensembles(start, sets, years, draws, seed)?;
    Ok(probability(&mixed(&found), Outcome::Rift, years))
}

/// What every forecast of a run shares.
struct Ground<'a> {
    history: &'a History<'a>,
    columns: Columns,
    sets: &'a [Priors],
    common: Priors,
    /// Part of the slopes that is kept, by origin.
    kept: BTreeMap<i16, f64>,
    seed: u64,
}

impl<'a> Ground<'a> {
    fn new(
        history: &'a History<'a>,
        run: &evaluation::Run,
        sets: &'a [Priors],
        seed: u64,
    ) -> Result<Self, PartnershipError> {
        let mut origins: Vec<i16> = run.forecasts.iter().map(|f| f.origin).collect();
        origins.extend(CASES.iter().flat_map(|c| c.origins));
        origins.sort_unstable();
        origins.dedup();
        let mut kept = BTreeMap::new();
        for origin in origins {
            let weights =
                evaluation::pool_weights(run, origin).map_err(|error| PartnershipError::Filter(error.to_string()))?;
            kept.insert(origin, 1.0 - weights[0] - weights[1]);
        }
        Ok(Self { history, columns: Columns::new(history)?, sets, common: Priors::built_in()?, kept, seed })
    }

    /// The forecast for `of`, made as if it were `donor`, from power as `seen`.
    fn one(
        &self,
        of: &Forecast,
        donor: &Forecast,
        years: i16,
        draws: usize,
        seen: impl Fn(Series) -> Series,
    ) -> Result<Option<EventForecast>, PartnershipError> {
        let pair = self.history.panel.pair(donor.row);
        let span = of.origin - MEMORY..=of.origin;
        let power = seen(self.columns.series(self.history, pair, span, Columns::power));
        let model = donor.p[Candidate::History as usize];
        let Some(mut start) = bare(&power, None, of.origin, Some((model, years)), &self.common) else {
            return Ok(None);
        };
        start.hazards.kept = self.kept.get(&of.origin).copied().unwrap_or(1.0);
        let ahead = usize::from(years.unsigned_abs());
        let p = rift(&start, self.sets, ahead, draws, self.seed ^ donor.row as u64)?;
        let p = p.map(|p| [of.p[0], of.p[1], model, p]);
        Ok(p.map(|p| EventForecast { pair: of.pair, origin: of.origin, event: of.event, p, years }))
    }

    /// Forecasts for pairs with a major power, under a placebo if one is wanted.
    fn all(&self, run: &evaluation::Run, placebo: Option<Placebo>) -> Result<Vec<EventForecast>, PartnershipError> {
        let great = |f: &&Forecast| self.columns.major.iter().any(|m| m[f.row] == Some(1));
        let chosen: Vec<&Forecast> = run.forecasts.iter().filter(great).collect();
        let donors = donors(&chosen, |f| f.origin, placebo, self.seed);
        let found: Vec<Option<EventForecast>> = chosen
            .par_iter()
            .zip(&donors)
            .map(|(f, donor)| {
                let shuffled = |series: Series| match placebo {
                    Some(Placebo::ShuffledYears) => reordered(&series, self.seed ^ f.row as u64),
                    _ => series,
                };
                self.one(f, donor, run.years, DRAWS, shuffled)
            })
            .collect::<Result<_, _>>()?;
        Ok(found.into_iter().flatten().collect())
    }
}

/// Forecasts of a rift within the run's window, among pairs with a major power: the model's own, or those of a placebo.
///
/// # Errors
/// [`PartnershipError::Filter`] where the event models fail.
pub fn rifts(
    history: &History<'_>,
    run: &evaluation::Run,
    sets: &[Priors],
    placebo: Option<Placebo>,
    seed: u64,
) -> Result<Vec<EventForecast>, PartnershipError> {
    Ground::new(history, run, sets, seed)?.all(run, placebo)
}

/// The event whose windows the back-test takes.
pub const EVENT: Modelled = Modelled::Rift;
