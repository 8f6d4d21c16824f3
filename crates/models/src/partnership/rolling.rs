//! Back-tests on the panel of dyad-years: probabilities of a rift at origins every five years, and paths of the pairs of
//! history that no model is tuned to.
//!
//! Of the model's terms only those in power can be computed for all pairs and years: the event model's odds are moved by
//! the simulated change of |dp_5| and p. Windows that train the event models closed before each origin.

use super::PartnershipError;
use super::alignment;
use super::dependence::{DOMAINS, Domain};
use super::outputs::{Outcome, probability};
use super::paths::{Scored, score};
use super::power::{self, Series};
use super::priors::Priors;
use super::regime::{EVENTS, Event, Hazards, yearly};
use super::simulate::{Ensemble, Plan, run};
use super::start::{AlignmentStart, Channel, Side, Start};
use crate::outlook::events::evaluation::{self, CASES, Forecast};
use crate::outlook::events::history::{History, number, whole};
use crate::outlook::events::{Candidate, Event as Modelled};
use rayon::prelude::*;
use suzerain_solvers::logit::{logistic, logit};
use suzerain_tables::interstate::State;

/// Years of a window.
pub const WINDOW: i16 = 5;
/// Draws of each set at each forecast.
const DRAWS: usize = 40;
/// Draws of each set for the named pairs.
const CASE_DRAWS: usize = 500;
/// Years of power that a forecast looks back on; fewer than a variance of its own needs, so that priors set it.
const MEMORY: i16 = 9;
/// Prior yearly deviation of the log power ratio, the logit of a trade share, kappa.
const SD: [f64; 3] = [0.09, 0.25, 0.1];

/// A forecast of a rift with what came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RiftForecast {
    /// Number of the pair.
    pub pair: u32,
    /// Year it was made.
    pub origin: i16,
    /// Whether a rift came.
    pub event: bool,
    /// Base rate, duration only, the event model, the partnership model.
    pub p: [f64; 4],
}

/// A named pair at one origin.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseScore {
    /// Its name.
    pub name: &'static str,
    /// The rift forecast, where the pair was at risk.
    pub rift: Option<RiftForecast>,
    /// Scores by series.
    pub paths: Vec<(&'static str, Scored)>,
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
fn bare(power: &Series, alignment: Option<AlignmentStart>, origin: i16, rift: Option<f64>) -> Option<Start> {
    let mut power = power::filter(std::slice::from_ref(power), origin).ok()?;
    if power.mean[0] > 0.0 {
        power.mean = power.mean.map(|x| -x);
        power.past = power.past.map(|x| -x);
    }
    let mut hazards = Hazards::constant([None; EVENTS]);
    if let Some(p) = rift {
        hazards.set(Event::Rift, &[yearly(p, 5)]);
    }
    Some(Start {
        year: origin,
        power,
        sides: [blank_side(), blank_side()],
        arms: f64::NAN,
        energy: f64::NAN,
        energy_changes: Vec::new(),
        threat: [f64::NAN; 3],
        nuclear: false,
        rank_gap: None,
        alignment: alignment.unwrap_or(AlignmentStart { mean: [f64::NAN; 2], factor: [0.0; 3], sd: None }),
        hazards,
        locked_years: 0,
    })
}

/// Runs every set and weighs them alike.
fn ensembles(start: &Start, sets: &[Priors], draws: usize, seed: u64) -> Result<Vec<Ensemble>, PartnershipError> {
    let plan = Plan::new(WINDOW as usize, draws, seed);
    sets.iter().map(|priors| run(start, priors, &plan)).collect()
}

fn mixed(ensembles: &[Ensemble]) -> Vec<(f64, &Ensemble)> {
    ensembles.iter().map(|e| (1.0, e)).collect()
}

/// The model's probability of a rift within five years.
fn rift(start: &Start, sets: &[Priors], draws: usize, seed: u64) -> Result<Option<f64>, PartnershipError> {
    let found = ensembles(start, sets, draws, seed)?;
    Ok(probability(&mixed(&found), Outcome::Rift, WINDOW as usize))
}

/// Rolling-origin forecasts of a rift within five years, among pairs with a major power, and the named pairs with the paths
/// of their power, trade and alliance portfolios; `tell` hears of each step of the evaluation.
///
/// # Errors
/// [`PartnershipError::Filter`] where the event models fail.
pub fn rolling(
    history: &History<'_>,
    run: &evaluation::Run,
    sets: &[Priors],
    seed: u64,
) -> Result<(Vec<RiftForecast>, Vec<CaseScore>), PartnershipError> {
    let columns = Columns::new(history)?;
    let failed = |error: crate::outlook::events::EventError| PartnershipError::Filter(error.to_string());
    let mut origins: Vec<i16> = run.forecasts.iter().map(|f| f.origin).collect();
    origins.extend(CASES.iter().flat_map(|c| c.origins));
    origins.sort_unstable();
    origins.dedup();
    let mut kept = std::collections::BTreeMap::new();
    for origin in origins {
        let weights = evaluation::pool_weights(run, origin).map_err(failed)?;
        kept.insert(origin, 1.0 - weights[0] - weights[1]);
    }
    let one = |f: &Forecast, draws: usize| -> Result<Option<RiftForecast>, PartnershipError> {
        let pair = history.panel.pair(f.row);
        let power = columns.series(history, pair, f.origin - MEMORY..=f.origin, Columns::power);
        let model = f.p[Candidate::History as usize];
        let Some(mut start) = bare(&power, None, f.origin, Some(model)) else { return Ok(None) };
        start.hazards.kept = kept.get(&f.origin).copied().unwrap_or(1.0);
        let p = rift(&start, sets, draws, seed ^ f.row as u64)?;
        Ok(p.map(|p| RiftForecast { pair: f.pair, origin: f.origin, event: f.event, p: [f.p[0], f.p[1], model, p] }))
    };
    let great = |f: &&Forecast| columns.major.iter().any(|m| m[f.row] == Some(1));
    let forecasts: Vec<RiftForecast> = run
        .forecasts
        .par_iter()
        .filter(great)
        .map(|f| one(f, DRAWS))
        .collect::<Result<Vec<Option<RiftForecast>>, _>>()?
        .into_iter()
        .flatten()
        .collect();
    let mut cases = Vec::new();
    for (number, case) in CASES.iter().enumerate() {
        for origin in case.origins {
            let found = run.cases.iter().find(|(n, f)| *n == number && f.origin == *origin);
            let rift = found.map(|(_, f)| one(f, CASE_DRAWS)).transpose()?.flatten();
            let paths = case_paths(history, &columns, case.pair, *origin, sets, seed)?;
            cases.push(CaseScore { name: case.name, rift, paths });
        }
    }
    Ok((forecasts, cases))
}

fn case_paths(
    history: &History<'_>,
    columns: &Columns,
    pair: (State, State),
    origin: i16,
    sets: &[Priors],
    seed: u64,
) -> Result<Vec<(&'static str, Scored)>, PartnershipError> {
    let years = origin - 40..=origin + WINDOW;
    let target = origin + WINDOW;
    let power = columns.series(history, pair, years.clone(), Columns::power);
    let kappa = columns.series(history, pair, years.clone(), |c, row| c.kappa[row]);
    let trade = [0, 1].map(|side| {
        columns.series(history, pair, years.clone(), move |c, row| {
            let share = c.trade[side][row];
            if share.is_nan() { share } else { logit(super::dependence_path::clip(share).0) }
        })
    });
    let Some(mut start) = bare(&power, alignment::filter(&kappa, origin).ok(), origin, None) else {
        return Ok(Vec::new());
    };
    let turned = power::filter(std::slice::from_ref(&power), origin).is_ok_and(|p| p.mean[0] > 0.0);
    for (side, series) in trade.iter().enumerate() {
        let until: Vec<(i16, f64)> = series.range(..=origin).map(|(y, v)| (*y, *v)).collect();
        let at = if turned { 1 - side } else { side };
        let channel = &mut start.sides[at].channels[Domain::Goods as usize];
        channel.share = until.last().filter(|(y, _)| *y == origin).map_or(f64::NAN, |(_, v)| logistic(*v));
        channel.changes = until.windows(2).filter(|w| w[1].0 - w[0].0 == 1).map(|w| w[1].1 - w[0].1).collect();
    }
    // The level of one measure is known: what the filter is unsure of is only whose level it is.
    if let Some(last) = power.get(&origin) {
        start.power.mean[0] = if turned { -last } else { *last };
        start.power.factor = [0.0, 0.0, start.power.factor[1].hypot(start.power.factor[2])];
    }
    let found = ensembles(&start, sets, CASE_DRAWS, seed)?;
    let sign = if turned { -1.0 } else { 1.0 };
    let draws = |of: &dyn Fn(&super::simulate::Year) -> f64| -> Vec<(f64, f64)> {
        found.iter().flat_map(|e| e.at(WINDOW as usize).map(|y| (of(y), 1.0)).collect::<Vec<_>>()).collect()
    };
    let goods = Domain::Goods as usize;
    let share = |side: usize| {
        let at = if turned { 1 - side } else { side };
        draws(&|y| logit(super::dependence_path::clip(y.shares[at][goods]).0))
    };
    let mut out = Vec::new();
    let mut add = |name, series: &Series, sd, draws: Vec<(f64, f64)>| {
        out.extend(score(series, origin, target, sd, &draws).map(|s| (name, s)));
    };
    add("log power ratio (CINC)", &power, SD[0], draws(&|y| sign * y.p));
    add("logit trade share, first on second", &trade[0], SD[1], share(0));
    add("logit trade share, second on first", &trade[1], SD[1], share(1));
    add("alliance portfolios (kappa)", &kappa, SD[2], draws(&|y| y.a));
    Ok(out)
}

/// The event whose windows the back-test takes.
pub const EVENT: Modelled = Modelled::Rift;
