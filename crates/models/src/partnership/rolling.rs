//! Back-tests on the panel of dyad-years: probabilities of a rift at origins every five years, and paths of the pairs of
//! history that no model is tuned to.
//!
//! Of the model's terms only those in power can be computed for all pairs and years: the event model's odds are moved by
//! the simulated change of |dp_5| and p. Windows that train the event models closed before each origin. Under a placebo the
//! whole forecast is that of another pair of the same origin, or the years of the pair's own power are shuffled: whatever
//! skill is left then is none.

use super::alignment;
use super::dependence::{DOMAINS, Domain};
use super::outputs::{Outcome, probability};
use super::paths::{Scored, score};
use super::power::{self, Series};
use super::priors::Priors;
use super::regime::{EVENTS, Event, Hazards, yearly};
use super::simulate::{Ensemble, Plan, Year, run};
use super::start::{AlignmentStart, Channel, Side, Start};
use super::{HORIZONS, PartnershipError};
use crate::outlook::events::evaluation::{self, CASES, Forecast, Placebo};
use crate::outlook::events::history::{History, number, whole};
use crate::outlook::events::{Candidate, Event as Modelled};
use rayon::prelude::*;
use std::collections::BTreeMap;
use suzerain_solvers::logit::{logistic, logit};
use suzerain_solvers::streams::permutation;
use suzerain_tables::interstate::State;

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
    /// Years of the window.
    pub years: i16,
}

/// A named pair at one origin.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseScore {
    /// Its name.
    pub name: &'static str,
    /// The rift forecast, where the pair was at risk.
    pub rift: Option<RiftForecast>,
    /// Scores by series, at each horizon whose truth is known.
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
        energy_changes: Vec::new(),
        energy_age: 0,
        threat: [f64::NAN; 3],
        nuclear: false,
        rank_gap: None,
        alignment: alignment.unwrap_or(AlignmentStart { mean: [f64::NAN; 2], factor: [0.0; 3], sd: None }),
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
    ) -> Result<Option<RiftForecast>, PartnershipError> {
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
        Ok(p.map(|p| RiftForecast { pair: of.pair, origin: of.origin, event: of.event, p, years }))
    }

    /// Forecasts for pairs with a major power, under a placebo if one is wanted.
    fn all(&self, run: &evaluation::Run, placebo: Option<Placebo>) -> Result<Vec<RiftForecast>, PartnershipError> {
        let great = |f: &&Forecast| self.columns.major.iter().any(|m| m[f.row] == Some(1));
        let chosen: Vec<&Forecast> = run.forecasts.iter().filter(great).collect();
        let donors = donors(&chosen, placebo, self.seed);
        let found: Vec<Option<RiftForecast>> = chosen
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

/// Who is put in the place of each forecast: another of the same origin where dyads are fake, itself otherwise.
fn donors<'a>(chosen: &[&'a Forecast], placebo: Option<Placebo>, seed: u64) -> Vec<&'a Forecast> {
    let mut out = chosen.to_vec();
    if placebo != Some(Placebo::FakeDyads) {
        return out;
    }
    let mut by_origin: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
    for (at, f) in chosen.iter().enumerate() {
        by_origin.entry(f.origin).or_default().push(at);
    }
    for (origin, members) in by_origin {
        let order = permutation(members.len(), seed, origin.unsigned_abs().into());
        // One step along a random circle: nobody stands for itself unless alone.
        for (k, at) in order.iter().enumerate() {
            out[members[*at]] = chosen[members[order[(k + 1) % order.len()]]];
        }
    }
    out
}

/// The series with its yearly changes in another order, ending where it ends.
#[must_use]
pub fn reordered(series: &Series, seed: u64) -> Series {
    let known: Vec<(i16, f64)> = series.iter().map(|(y, v)| (*y, *v)).collect();
    let Some((last, mut value)) = known.last().copied() else { return Series::new() };
    let changes: Vec<f64> = known.windows(2).map(|w| w[1].1 - w[0].1).collect();
    let order = permutation(changes.len(), seed, 0);
    let mut out = Series::from([(last, value)]);
    for (k, (year, _)) in known.iter().enumerate().rev().skip(1) {
        value -= changes[order[k]];
        out.insert(*year, value);
    }
    out
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
) -> Result<Vec<RiftForecast>, PartnershipError> {
    Ground::new(history, run, sets, seed)?.all(run, placebo)
}

/// The named pairs: the forecast of a rift within the run's window, and the paths of their power, trade and alliance
/// portfolios at every horizon.
///
/// # Errors
/// [`PartnershipError::Filter`] where the event models fail.
pub fn cases(
    history: &History<'_>,
    run: &evaluation::Run,
    sets: &[Priors],
    seed: u64,
) -> Result<Vec<CaseScore>, PartnershipError> {
    let ground = Ground::new(history, run, sets, seed)?;
    let mut cases = Vec::new();
    for (number, case) in CASES.iter().enumerate() {
        for origin in case.origins {
            let found = run.cases.iter().find(|(n, f)| *n == number && f.origin == *origin);
            let one = |(_, f): &(usize, Forecast)| ground.one(f, f, run.years, CASE_DRAWS, |series| series);
            let rift = found.map(one).transpose()?.flatten();
            cases.push(CaseScore { name: case.name, rift, paths: case_paths(&ground, case.pair, *origin)? });
        }
    }
    Ok(cases)
}

fn case_paths(
    ground: &Ground<'_>,
    pair: (State, State),
    origin: i16,
) -> Result<Vec<(&'static str, Scored)>, PartnershipError> {
    let (history, columns, common) = (ground.history, &ground.columns, &ground.common);
    let years = origin - 40..=origin + HORIZONS[HORIZONS.len() - 1] as i16;
    let power = columns.series(history, pair, years.clone(), Columns::power);
    let kappa = columns.series(history, pair, years.clone(), |c, row| c.kappa[row]);
    let trade = [0, 1].map(|side| {
        columns.series(history, pair, years.clone(), move |c, row| {
            let share = c.trade[side][row];
            if share.is_nan() { share } else { logit(super::dependence_path::clip(share).0) }
        })
    });
    // Portfolios are all that alignment is read off here: A is in their unit.
    let level = alignment::filter(&kappa, &[], origin, common).ok().map(|found| found.start);
    let Some(mut start) = bare(&power, level, origin, None, common) else {
        return Ok(Vec::new());
    };
    let turned = power::filter(std::slice::from_ref(&power), origin, common).is_ok_and(|p| p.mean[0] > 0.0);
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
    let longest = HORIZONS[HORIZONS.len() - 1];
    let found = ensembles(&start, ground.sets, longest, CASE_DRAWS, ground.seed)?;
    let sign = if turned { -1.0 } else { 1.0 };
    let goods = Domain::Goods as usize;
    let share = |y: &Year, side: usize| {
        let at = if turned { 1 - side } else { side };
        logit(super::dependence_path::clip(y.shares[at][goods]).0)
    };
    type Read<'r> = &'r dyn Fn(&Year) -> f64;
    let series: [(&'static str, &Series, f64, Read<'_>); 4] = [
        ("log power ratio (CINC)", &power, SD[0], &|y| sign * y.p),
        ("logit trade share, first on second", &trade[0], SD[1], &|y| share(y, 0)),
        ("logit trade share, second on first", &trade[1], SD[1], &|y| share(y, 1)),
        ("alliance portfolios (kappa)", &kappa, SD[2], &|y| y.a),
    ];
    let mut out = Vec::new();
    for (name, series, sd, of) in series {
        for ahead in HORIZONS {
            let draws: Vec<(f64, f64)> =
                found.iter().flat_map(|e| e.at(ahead).map(|y| (of(y), 1.0)).collect::<Vec<_>>()).collect();
            out.extend(score(series, origin, origin + ahead as i16, sd, &draws).map(|s| (name, s)));
        }
    }
    Ok(out)
}

/// The event whose windows the back-test takes.
pub const EVENT: Modelled = Modelled::Rift;

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(row: usize, origin: i16) -> Forecast {
        Forecast { pair: u32::try_from(row).unwrap(), row, origin, event: false, p: [0.1; 7] }
    }

    #[test]
    fn fake_dyads_are_others_of_the_same_origin_each_once() {
        let all: Vec<Forecast> = (0..9).map(|k| forecast(k, if k < 6 { 1900 } else { 1905 })).collect();
        let chosen: Vec<&Forecast> = all.iter().collect();
        let found = donors(&chosen, Some(Placebo::FakeDyads), 3);
        assert!(chosen.iter().zip(&found).all(|(a, b)| a.row != b.row && a.origin == b.origin));
        let mut rows: Vec<usize> = found.iter().map(|f| f.row).collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..9).collect::<Vec<_>>());
        assert!(donors(&chosen, None, 3).iter().zip(&chosen).all(|(a, b)| a.row == b.row));
    }

    #[test]
    fn shuffled_years_keep_the_end_and_the_changes() {
        let series: Series = [(1900, 0.0), (1901, 1.0), (1902, 1.5), (1904, 3.5), (1905, 3.25)].into();
        let found = reordered(&series, 2);
        assert_eq!(found.keys().collect::<Vec<_>>(), series.keys().collect::<Vec<_>>());
        assert!((found[&1905] - 3.25).abs() < 1e-12 && found[&1900].abs() < 1e-12, "the sum of changes stays");
        let changes = |s: &Series| {
            let v: Vec<f64> = s.values().copied().collect();
            let mut out: Vec<i64> = v.windows(2).map(|w| ((w[1] - w[0]) * 1000.0).round() as i64).collect();
            out.sort_unstable();
            out
        };
        assert_eq!(changes(&found), changes(&series));
        assert!((0..20).any(|seed| reordered(&series, seed) != series));
        assert!(reordered(&Series::new(), 1).is_empty());
    }
}
