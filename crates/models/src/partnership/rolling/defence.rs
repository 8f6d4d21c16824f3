//! New defence obligations at origins every five years: the very hazard that an answer prints, with its terms, beside what is
//! to be beaten.
//!
//! Of the model's terms alignment (votes of the UN and likeness of portfolios) and threat can be computed from 1946 on; before,
//! and for pairs without votes, the model is its hazard without terms.

use super::super::alignment::{self, Reading};
use super::super::obligation::{DefenceRate, Tie};
use super::super::power::Series;
use super::super::priors::Priors;
use super::super::regime::Hazards;
use super::super::start::{AlignmentStart, Start};
use super::placebo::{donors, reordered};
use super::{Columns, EventForecast, MEMORY, PartnershipError, bare, ensembles, mixed, probability};
use crate::outlook::events::covariates::COUNT;
use crate::outlook::events::evaluation::{self, CASES, ORIGINS, Placebo};
use crate::outlook::events::hazard::{Hazard, Windows};
use crate::outlook::events::history::{Clock, History, IdealPoints, whole};
use crate::outlook::events::{Candidate, Event as Modelled};
use crate::partnership::outputs::Outcome;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use suzerain_tables::interstate::State;

/// Windows in years.
const WINDOWS: [i16; 4] = [1, 3, 5, 10];
/// Draws of each set at each forecast: the hazards are averaged along the runs, so few do.
const DRAWS: usize = 10;
/// Windows with the event that a regression needs.
const LEAST_EVENTS: usize = 5;
/// Years of votes and portfolios that alignment looks back on.
const LOOK_BACK: i16 = 30;
/// How old a session's votes or a year's capabilities may be.
const STALE: i16 = 10;

/// Who is at risk, all of them relevant: contiguous or with a major power among them, without a defence obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AtRisk {
    /// With a lesser tie.
    Tied,
    /// Without any tie.
    Untied,
}

impl AtRisk {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Tied, Self::Untied];

    /// The name used in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Tied => "lesser_tie",
            Self::Untied => "no_tie",
        }
    }
}

/// What the back-tests of new defence obligations rest on.
pub struct Ground<'a> {
    /// What happened to each pair.
    pub history: &'a History<'a>,
    /// Votes.
    pub ideal: &'a IdealPoints,
    /// Forecasts of any tie within five years, and the forecaster that answers use.
    pub formation: (&'a evaluation::Run, Candidate),
    /// Forecasts of a rift within five years, whose pool says how much of the slopes is kept.
    pub rifts: &'a evaluation::Run,
    /// The rival sets.
    pub sets: &'a [Priors],
    /// Seed.
    pub seed: u64,
}

/// Forecasts of a new defence obligation for one risk set and window: base rate, duration only, the hazard without terms, the
/// model.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Who was at risk.
    pub at_risk: AtRisk,
    /// Years of the window.
    pub years: i16,
    /// The model's own.
    pub own: Vec<EventForecast>,
    /// Made for another pair of the same origin.
    pub fake_dyads: Vec<EventForecast>,
    /// With the pair's own votes, portfolios and power in another order of years.
    pub shuffled_years: Vec<EventForecast>,
}

/// What the panel says, row by row and year by year.
struct Seen<'a> {
    ground: &'a Ground<'a>,
    columns: Columns,
    common: Priors,
    ties: Vec<Option<Tie>>,
    clocks: Vec<Clock>,
    positions: BTreeMap<i16, Vec<(State, f64)>>,
    capability: HashMap<(State, i16), f64>,
    /// Ties by pair, for the rate.
    by_pair: Vec<BTreeMap<i16, Tie>>,
    first: i16,
    last: i16,
}

/// A pair's clock: years since a defence obligation was last in force, since the tie of the other kind began or ended, or since
/// the pair entered; and defence obligations so far.
fn clocks(history: &History<'_>, ties: &[Option<Tie>]) -> Vec<Clock> {
    let rows = history.panel.rows();
    let mut out = vec![Clock::default(); rows.len()];
    let (mut since, mut count) = (0, 0.0);
    for at in 0..rows.len() {
        let year = rows[at].year;
        let fresh = at == 0 || history.pairs[at] != history.pairs[at - 1];
        if fresh {
            count = 0.0;
        }
        let before = if fresh { None } else { ties[at - 1] };
        let now = ties[at].unwrap_or_default();
        let changed = before.is_none_or(|b| b.defence != now.defence || (b.level > 0) != (now.level > 0));
        if fresh || rows[at - 1].year + 1 != year || changed {
            since = year;
        }
        if now.defence && !before.is_some_and(|b| b.defence) {
            count += 1.0;
        }
        out[at] = Clock { since: f64::from(year - since), count };
    }
    out
}

impl<'a> Seen<'a> {
    fn new(ground: &'a Ground<'a>) -> Result<Self, PartnershipError> {
        let history = ground.history;
        let flag = |name| whole(history.panel, name).map_err(|e| PartnershipError::Filter(e.to_string()));
        let defence = [flag("defense_12")?, flag("defense_21")?];
        let tie = |at: usize| {
            let level = history.records[at].tie?;
            Some(Tie { level, defence: defence.iter().any(|d| d[at] == Some(1)) })
        };
        let ties: Vec<Option<Tie>> = (0..history.records.len()).map(tie).collect();
        let columns = Columns::new(history)?;
        let mut positions: BTreeMap<i16, Vec<(State, f64)>> = BTreeMap::new();
        for ((state, year), value) in ground.ideal {
            positions.entry(*year).or_default().push((*state, *value));
        }
        let mut capability = HashMap::new();
        let mut by_pair: Vec<BTreeMap<i16, Tie>> = Vec::new();
        let (mut first, mut last) = (i16::MAX, i16::MIN);
        for (at, row) in history.panel.rows().iter().enumerate() {
            let (a, b) = history.panel.pair(at);
            for (state, values) in [(a, &columns.cinc[0]), (b, &columns.cinc[1])] {
                if values[at].is_finite() {
                    capability.insert((state, row.year), values[at]);
                }
            }
            let pair = history.pairs[at] as usize;
            by_pair.resize_with(by_pair.len().max(pair + 1), BTreeMap::new);
            if let Some(tie) = ties[at] {
                (first, last) = (first.min(row.year), last.max(row.year));
                if tie.level > 0 {
                    by_pair[pair].insert(row.year, tie);
                }
            }
        }
        let clocks = clocks(history, &ties);
        let common = Priors::built_in()?;
        Ok(Self { ground, columns, common, ties, clocks, positions, capability, by_pair, first, last })
    }

    fn at_risk(&self, row: usize) -> Option<AtRisk> {
        let tie = self.ties[row].filter(|t| !t.defence && self.ground.history.records[row].relevant)?;
        Some(if tie.level > 0 { AtRisk::Tied } else { AtRisk::Untied })
    }

    /// Whether a new defence obligation came within `years` of a row; none where the window is not closed, or the pair left the
    /// system before it closed without one.
    fn outcome(&self, row: usize, years: i16) -> Option<bool> {
        let (rows, pairs) = (self.ground.history.panel.rows(), &self.ground.history.pairs);
        let until = rows[row].year + years;
        if until > self.last {
            return None;
        }
        let mut seen = 0;
        for at in (row + 1..rows.len()).take_while(|at| pairs[*at] == pairs[row] && rows[*at].year <= until) {
            seen += 1;
            if self.ties[at].is_some_and(|t| t.defence) {
                return Some(true);
            }
        }
        (seen == years).then_some(false)
    }

    fn is_case(&self, row: usize) -> bool {
        let pair = self.ground.history.panel.pair(row);
        CASES.iter().any(|case| case.pair == pair)
    }

    /// The rate of the ties up to an origin, as an answer made then would have counted it.
    fn rate(&self, origin: i16) -> DefenceRate {
        let mut rate = DefenceRate::default();
        self.by_pair.iter().for_each(|ties| rate.count(ties, (self.first, origin.min(self.last))));
        rate
    }

    /// Negative distances of ideal points of a pair up to a year, and likeness of its portfolios.
    fn alignment(&self, (a, b): (State, State), origin: i16) -> (Series, Series) {
        let years = origin - LOOK_BACK..=origin;
        let ideal = self.ground.ideal;
        let votes = years.clone().filter_map(|y| Some((y, -(ideal.get(&(a, y))? - ideal.get(&(b, y))?).abs())));
        (votes.collect(), self.columns.series(self.ground.history, (a, b), years, |c, row| c.kappa[row]))
    }

    /// The common threat as equation 5 has it: capability and both hostilities of the third state with the largest.
    fn threat(&self, (a, b): (State, State), origin: i16) -> [f64; 3] {
        let unknown = [f64::NAN; 3];
        let sessions = self.positions.range(origin - STALE..=origin).rev();
        let of = |list: &[(State, f64)], state: State| list.iter().find(|p| p.0 == state).map(|p| p.1);
        let found = sessions.map(|s| s.1).find_map(|list| Some((list, of(list, a)?, of(list, b)?)));
        let Some((list, at_a, at_b)) = found else { return unknown };
        let low = list.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
        let high = list.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
        let panel = self.ground.history.panel;
        let allied = |x: State, h: State| {
            panel.row(x.min(h), x.max(h), origin).and_then(|row| self.ties[row]).is_some_and(|t| t.level == 3)
        };
        let mut best = (f64::NEG_INFINITY, unknown);
        for (h, at_h) in list.iter().filter(|p| p.0 != a && p.0 != b) {
            let capability = (origin - STALE..=origin).rev().find_map(|y| self.capability.get(&(*h, y)));
            let (Some(capability), true) = (capability, high > low) else { continue };
            let hostility = |x: State, at: f64| if allied(x, *h) { 0.0 } else { (at - at_h).abs() / (high - low) };
            let parts = [*capability, hostility(a, at_a), hostility(b, at_b)];
            let t = parts[0] * (parts[1] * parts[2]).sqrt();
            if t > best.0 {
                best = (t, parts);
            }
        }
        best.1
    }

    /// The start of a run at an origin; none where power is unknown. `in_order` may put the years of a history in another order.
    fn start(&self, row: usize, hazard: f64, kept: f64, in_order: &dyn Fn(Series) -> Series) -> Option<Start> {
        let history = self.ground.history;
        let (pair, origin) = (history.panel.pair(row), history.panel.rows()[row].year);
        let power = in_order(self.columns.series(history, pair, origin - MEMORY..=origin, Columns::power));
        let (votes, kappa) = self.alignment(pair, origin);
        let (votes, kappa) = (in_order(votes), in_order(kappa));
        let level = alignment::filter(&votes, &[(Reading::Portfolios, &kappa)], origin, &self.common);
        let level = level.ok().map(|found| AlignmentStart { most: 0.0, ..found.start });
        let mut start = bare(&power, level, origin, None, &self.common)?;
        let [capability, a, b] = self.threat(pair, origin);
        start.threat = [capability, a, b];
        start.hazards = Hazards::constant([Some(hazard), None, None, None, None]);
        start.hazards.kept = kept;
        Some(start)
    }

    /// The model's probabilities within [`WINDOWS`]; those of the hazard alone where no term is known.
    fn model(
        &self,
        row: usize,
        hazard: f64,
        kept: f64,
        in_order: &dyn Fn(Series) -> Series,
    ) -> Result<[f64; 4], PartnershipError> {
        let alone = WINDOWS.map(|years| 1.0 - (1.0 - hazard).powi(years.into()));
        let Some(start) = self.start(row, hazard, kept, in_order) else { return Ok(alone) };
        if start.alignment.mean[0].is_nan() && start.threat[0].is_nan() {
            return Ok(alone);
        }
        let longest = usize::from(WINDOWS[3].unsigned_abs());
        let found = ensembles(&start, self.ground.sets, longest, DRAWS, self.ground.seed ^ row as u64)?;
        let all = mixed(&found);
        let within = |years: i16| probability(&all, Outcome::Alliance, usize::from(years.unsigned_abs()));
        Ok(std::array::from_fn(|k| within(WINDOWS[k]).unwrap_or(alone[k])))
    }

    fn windows(&self, rows: &[usize], keep: impl Fn(usize) -> Option<bool>) -> Windows {
        let mut out = Windows::default();
        for row in rows {
            let Some(y) = keep(*row) else { continue };
            out.x.push(self.x(*row));
            out.y.push(y);
            out.pair.push(self.ground.history.pairs[*row]);
            out.year.push(self.ground.history.panel.rows()[*row].year);
            out.row.push(u32::try_from(*row).unwrap_or(u32::MAX));
        }
        out
    }

    /// The clock alone: duration needs no more.
    fn x(&self, row: usize) -> [f64; COUNT] {
        let clock = self.clocks[row];
        let mut x = [f64::NAN; COUNT];
        let years = clock.since.ln_1p();
        x[..3].copy_from_slice(&[years, years * years, clock.count.ln_1p()]);
        x
    }
}

/// What the model says of a row under its own history and under one with shuffled years, and the hazard behind both.
#[derive(Clone, Copy)]
struct Modelling {
    hazard: f64,
    own: [f64; 4],
    shuffled: [f64; 4],
}

/// Forecasts of a new defence obligation at every origin, for both risk sets and all windows; `tell` hears of each origin done.
///
/// # Errors
/// [`PartnershipError::Filter`] where a regression or a run fails.
pub fn defence(ground: &Ground<'_>, tell: &(impl Fn() + Sync)) -> Result<Vec<Made>, PartnershipError> {
    let seen = Seen::new(ground)?;
    let history = ground.history;
    let rows = history.panel.rows();
    let grid: Vec<i16> = (ORIGINS.0..=ORIGINS.1).step_by(ORIGINS.2).collect();
    let failed = |error: &dyn std::fmt::Display| PartnershipError::Filter(error.to_string());
    let chosen = Candidate::ALL.iter().position(|c| *c == ground.formation.1).unwrap_or(0);
    let formation: HashMap<usize, f64> = ground.formation.0.forecasts.iter().map(|f| (f.row, f.p[chosen])).collect();
    let mut by_risk: BTreeMap<AtRisk, Vec<usize>> = BTreeMap::new();
    for row in (0..rows.len()).filter(|r| !seen.is_case(*r)) {
        if let Some(class) = seen.at_risk(row) {
            by_risk.entry(class).or_default().push(row);
        }
    }
    let mut modelled: HashMap<usize, Modelling> = HashMap::new();
    for origin in &grid {
        let rate = seen.rate(*origin);
        let weights = evaluation::pool_weights(ground.rifts, *origin).map_err(|e| failed(&e))?;
        let kept = 1.0 - weights[0] - weights[1];
        let here: Vec<usize> = by_risk.values().flatten().copied().filter(|r| rows[*r].year == *origin).collect();
        let found: Vec<Option<(usize, Modelling)>> = here
            .par_iter()
            .map(|row| {
                let tie = seen.ties[*row].unwrap_or_default();
                let Some(hazard) = rate.hazard(tie, || formation.get(row).copied()) else { return Ok(None) };
                let own = seen.model(*row, hazard, kept, &|series| series)?;
                let mixed_up = |series: Series| reordered(&series, ground.seed ^ *row as u64);
                let shuffled = seen.model(*row, hazard, kept, &mixed_up)?;
                Ok(Some((*row, Modelling { hazard, own, shuffled })))
            })
            .collect::<Result<_, PartnershipError>>()?;
        modelled.extend(found.into_iter().flatten());
        tell();
    }
    let mut out = Vec::new();
    for (class, rows_at_risk) in &by_risk {
        for (k, years) in WINDOWS.into_iter().enumerate() {
            let outcomes: HashMap<usize, bool> =
                rows_at_risk.par_iter().filter_map(|r| Some((*r, seen.outcome(*r, years)?))).collect();
            let made: Vec<Vec<(usize, EventForecast, f64)>> = grid
                .par_iter()
                .map(|origin| {
                    let closed = |row: usize| {
                        let before = origin - years - rows[row].year;
                        outcomes.get(&row).copied().filter(|_| before >= 0 && before % years == 0)
                    };
                    let training = seen.windows(rows_at_risk, closed);
                    if training.events() < LEAST_EVENTS {
                        return Ok(Vec::new());
                    }
                    let duration = Hazard::fit(Candidate::Duration, Modelled::AllianceFormation, &training, years)
                        .map_err(|e| failed(&e))?;
                    let base = training.rate();
                    let one = |row: &usize| {
                        let (event, model) = (*outcomes.get(row)?, modelled.get(row)?);
                        let alone = 1.0 - (1.0 - model.hazard).powi(years.into());
                        let p = [base, duration.probability(&seen.x(*row)), alone, model.own[k]];
                        let forecast = EventForecast { pair: history.pairs[*row], origin: *origin, event, p, years };
                        Some((*row, forecast, model.shuffled[k]))
                    };
                    Ok(rows_at_risk.iter().filter(|r| rows[**r].year == *origin).filter_map(one).collect())
                })
                .collect::<Result<_, PartnershipError>>()?;
            let made = made.concat();
            let own: Vec<EventForecast> = made.iter().map(|m| m.1).collect();
            let with = |p: f64, f: &EventForecast| EventForecast { p: [f.p[0], f.p[1], f.p[2], p], ..*f };
            let shuffled_years = made.iter().map(|m| with(m.2, &m.1)).collect();
            let fakes = donors(&own, |f| f.origin, Some(Placebo::FakeDyads), ground.seed);
            let fake_dyads = own.iter().zip(fakes).map(|(f, donor)| with(donor.p[3], f)).collect();
            out.push(Made { at_risk: *class, years, own, fake_dyads, shuffled_years });
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_measures::panel::{Options, Panel};
    use suzerain_tables::interstate::{Capability, Interstate, Membership, Obliged, PairSpell, Window};
    use suzerain_tables::{Year, YearRange};

    /// Two neighbours: consultation 1900-04, defence 1905-09, nothing later; one leaves the system in 1920.
    fn neighbours() -> Interstate {
        let member =
            |state: u16, last, open| Membership { state, abbreviation: format!("S{state}"), first: 1900, last, open };
        let obliged =
            |year| Obliged { from: 2, to: 20, year, clauses: [year >= 1905, false, false, false, year < 1905] };
        let capable = |(state, cinc): (State, f64)| {
            (1900..=1920).map(move |year| Capability { state, year, components: [Some(cinc); 6], cinc: Some(cinc) })
        };
        let mut all = Interstate {
            members: vec![member(2, 1930, true), member(20, 1920, false)],
            members_to: 1930,
            contiguity: vec![PairSpell { pair: (2, 20), first: 1900, last: 1930, kind: 1 }],
            obligations: (1900..=1909).map(obliged).collect(),
            capabilities: [(2, 0.1), (20, 0.05)].into_iter().flat_map(capable).collect(),
            ..Interstate::default()
        };
        for window in [Window::Obligations, Window::Contiguity, Window::Majors, Window::Capabilities] {
            all.windows[window as usize] = Some(YearRange::new(Year(1816), Year(1930)));
        }
        all
    }

    #[test]
    fn risk_outcome_rate_and_clock_of_a_history_made_by_hand() {
        let records = neighbours();
        let panel = Panel::new(&records, Options { from: 1900, to: 1930, relevant: false });
        // Votes of both and of a third state from 1906 on: terms are known then.
        let ideal: IdealPoints = (1906..=1915)
            .flat_map(|y| [((2, y), 0.5), ((20, y), -0.5 + 0.1 * f64::from(y - 1906)), ((30, y), 2.0)])
            .collect();
        let history = History::new(&panel, &ideal).unwrap();
        let none = evaluation::Run {
            event: Modelled::AllianceFormation,
            years: 5,
            forecasts: Vec::new(),
            cases: Vec::new(),
            skipped: Vec::new(),
            rift_parts: Vec::new(),
        };
        let sets = [Priors::built_in().unwrap()];
        let formation = (&none, Candidate::BaseRate);
        let ground = Ground { history: &history, ideal: &ideal, formation, rifts: &none, sets: &sets, seed: 1 };
        let seen = Seen::new(&ground).unwrap();
        let row = |year| panel.row(2, 20, year).unwrap();
        let risk = [1902, 1906, 1912].map(|y| seen.at_risk(row(y)));
        assert_eq!(risk, [Some(AtRisk::Tied), None, Some(AtRisk::Untied)]);
        let came = |year, h| seen.outcome(row(year), h);
        assert_eq!((came(1901, 3), came(1902, 3)), (Some(false), Some(true)));
        assert_eq!((came(1912, 5), came(1916, 5)), (Some(false), None), "the pair leaves before the window closes");
        let rate = |year| (seen.rate(year).years, seen.rate(year).events);
        assert_eq!((rate(1904), rate(1905), rate(1930)), ((4, 0), (5, 1), (5, 1)));
        let clock = |year| (seen.clocks[row(year)].since, seen.clocks[row(year)].count);
        assert_eq!((clock(1902), clock(1907), clock(1912)), ((2.0, 0.0), (2.0, 1.0), (2.0, 1.0)));
        // Without a term the model is its hazard; with terms that are not kept too; with those that are it is another.
        let within = |h: f64| WINDOWS.map(|years| 1.0 - (1.0 - h).powi(years.into()));
        let model = |year, kept| seen.model(row(year), 0.02, kept, &|series| series).unwrap();
        assert_eq!(model(1902, 1.0), within(0.02));
        assert!(model(1914, 0.0).iter().zip(within(0.02)).all(|(p, q)| (p - q).abs() < 1e-12));
        assert!((model(1914, 1.0)[3] - within(0.02)[3]).abs() > 1e-5);
    }
}
