//! What happened to each pair: outcomes, risk sets, clocks.

use super::{Event, EventError};
use std::collections::BTreeMap;
use suzerain_measures::panel::Panel;
use suzerain_tables::Year;
use suzerain_tables::dyad_years::Values;
use suzerain_tables::interstate::{State, Window};

/// Ideal points by state and year in which a session began.
pub type IdealPoints = BTreeMap<(State, i16), f64>;

/// Last year in which a fall of alignment is read off alliance portfolios; later off votes.
const PORTFOLIOS_TO: i16 = 1945;
/// Years over which a fall of alignment is taken.
const FALL_YEARS: i16 = 3;
/// A fall larger than this many standard deviations of all changes so far is part of a rift.
const FALL_SD: f64 = 2.0;

/// What happened to a pair in a year, beside what it was.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record {
    /// Ordinal alliance tie, 0 to 3.
    pub tie: Option<u8>,
    /// Whether force was used in a dispute between the two.
    pub force: Option<bool>,
    /// Whether they are strategic rivals.
    pub rivals: Option<bool>,
    /// Whether rivalry begins.
    pub rivalry_onset: bool,
    /// Contiguous, or with a major power among them.
    pub relevant: bool,
    /// Close enough to have a rift.
    pub close: bool,
    /// Agreement of alliance portfolios.
    pub kappa: f64,
    /// Change over three years: of kappa to 1945, of negative ideal-point distance later; NaN if unknown.
    pub alignment_change: f64,
}

/// Clocks of a pair at the end of a year: years since the last change and how often it happened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// Years since the last event, or since the pair entered the system.
    pub since: f64,
    /// Events so far.
    pub count: f64,
}

/// The panel as the event models see it; rows are those of the panel.
pub struct History<'a> {
    /// The panel.
    pub panel: &'a Panel<'a>,
    /// What happened, row by row.
    pub records: Vec<Record>,
    /// Number of the pair, row by row.
    pub pairs: Vec<u32>,
    clocks: [Vec<Clock>; 5],
    last: [i16; 3],
}

/// The parts of a rift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rift {
    /// Rivalry begins.
    pub rivalry: bool,
    /// Force is used.
    pub force: bool,
    /// Alignment falls.
    pub alignment: bool,
}

impl Rift {
    /// Whether any part happened.
    #[must_use]
    pub const fn any(self) -> bool {
        self.rivalry || self.force || self.alignment
    }
}

/// How steep a fall of alignment is part of a rift: (of kappa, of ideal points).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds(pub f64, pub f64);

/// Whole numbers of a column of the panel.
///
/// # Errors
/// [`EventError::Column`] if it is absent or holds something else.
pub fn whole(panel: &Panel<'_>, name: &'static str) -> Result<Vec<Option<i16>>, EventError> {
    match panel.column(name) {
        Some(Values::Whole(v)) => Ok(v),
        _ => Err(EventError::Column(name)),
    }
}

/// Numbers of a column of the panel.
///
/// # Errors
/// [`EventError::Column`] if it is absent or holds something else.
pub fn number(panel: &Panel<'_>, name: &'static str) -> Result<Vec<f64>, EventError> {
    match panel.column(name) {
        Some(Values::Number(v)) => Ok(v),
        _ => Err(EventError::Column(name)),
    }
}

impl<'a> History<'a> {
    /// Reads what happened off a panel; without `ideal` points a rift has no fall of alignment after
    /// 1945.
    ///
    /// # Errors
    /// [`EventError::Column`] if the panel lacks a column.
    pub fn new(panel: &'a Panel<'a>, ideal: &IdealPoints) -> Result<Self, EventError> {
        let (tie, hostility) = (whole(panel, "tie")?, whole(panel, "hostility")?);
        let (rivalry, kappa) = (whole(panel, "rivalry")?, number(panel, "kappa")?);
        let rows = panel.rows();
        let mut records: Vec<Record> = (0..rows.len())
            .map(|at| Record {
                tie: tie[at].and_then(|t| u8::try_from(t).ok()),
                force: hostility[at].map(|h| h >= 4),
                rivals: rivalry[at].map(|r| r == 1),
                relevant: panel.relevant(at),
                kappa: kappa[at],
                alignment_change: f64::NAN,
                ..Record::default()
            })
            .collect();
        let mut pairs = Vec::with_capacity(rows.len());
        let mut pair = 0_u32;
        for at in 0..rows.len() {
            if at > 0 && panel.pair(at) != panel.pair(at - 1) {
                pair += 1;
            }
            pairs.push(pair);
        }
        let quartile = upper_quartiles(panel, &records);
        let distance = |at: usize| {
            let (a, b) = panel.pair(at);
            let year = rows[at].year;
            Some(-(ideal.get(&(a, year))? - ideal.get(&(b, year))?).abs())
        };
        let mut start = 0;
        for at in 0..rows.len() {
            if pairs[at] != pairs[start] {
                start = at;
            }
            let year = rows[at].year;
            let before = |years: i16| {
                (start..at).rev().find(|i| rows[*i].year <= year - years).filter(|i| rows[*i].year == year - years)
            };
            let record = records[at];
            let was_rival = before(1).and_then(|i| records[i].rivals);
            // A pair that enters the system as rivals has no onset that could have been foreseen.
            records[at].rivalry_onset = record.rivals == Some(true) && was_rival == Some(false);
            let threshold = quartile.get(&year).copied().unwrap_or(f64::NAN);
            records[at].close = record.tie.is_some_and(|t| t >= 2) || record.relevant && record.kappa >= threshold;
            if let Some(then) = before(FALL_YEARS) {
                records[at].alignment_change = if year <= PORTFOLIOS_TO {
                    record.kappa - records[then].kappa
                } else if year - FALL_YEARS > PORTFOLIOS_TO {
                    distance(at).zip(distance(then)).map_or(f64::NAN, |(now, before)| now - before)
                } else {
                    f64::NAN
                };
            }
        }
        let end = |w: Window| panel.records().window(w).map_or(i16::MIN, |w| w.last.0).min(panel.options().to);
        let last = [end(Window::Obligations), end(Window::Rivalries), end(Window::Disputes)];
        let clocks = std::array::from_fn(|kind| clocks(panel, &records, &pairs, kind));
        Ok(Self { panel, records, pairs, clocks, last })
    }

    /// Last year in which the lists behind an event looked.
    #[must_use]
    pub fn last_year(&self, event: Event) -> i16 {
        let [ties, rivalries, disputes] = self.last;
        match event {
            Event::AllianceFormation | Event::AllianceTermination => ties,
            Event::RivalryAllied => ties.min(rivalries),
            Event::RivalryRelevant => rivalries,
            Event::ForceAllied | Event::ForceRelevant => disputes,
            Event::Rift => disputes.min(rivalries),
        }
    }

    /// Whether the pair of a row could have the event after that year.
    #[must_use]
    pub fn at_risk(&self, event: Event, row: usize) -> bool {
        let r = &self.records[row];
        let allied = r.tie.is_some_and(|t| t > 0);
        match event {
            Event::AllianceFormation => r.relevant && r.tie.is_some_and(|t| t < 2),
            Event::AllianceTermination => r.tie.is_some_and(|t| t >= 2),
            Event::RivalryAllied => allied && r.rivals == Some(false),
            Event::RivalryRelevant => r.relevant && r.rivals == Some(false),
            Event::ForceAllied => allied && r.force.is_some(),
            Event::ForceRelevant => r.relevant && r.force.is_some(),
            Event::Rift => r.close,
        }
    }

    /// The parts of a rift that happened in the year of a row.
    #[must_use]
    pub fn rift(&self, row: usize, steep: Thresholds) -> Rift {
        let r = &self.records[row];
        let year = self.panel.rows()[row].year;
        let steep = if year <= PORTFOLIOS_TO { steep.0 } else { steep.1 };
        Rift { rivalry: r.rivalry_onset, force: r.force == Some(true), alignment: r.alignment_change < -steep }
    }

    /// How steep a fall counts, from all three-year changes of pairs at risk up to a year.
    #[must_use]
    pub fn thresholds(&self, to: i16) -> Thresholds {
        let sd = |early: bool| {
            let (mut n, mut sum, mut square) = (0.0, 0.0, 0.0);
            for (record, row) in self.records.iter().zip(self.panel.rows()) {
                let counts = row.year <= to && (row.year <= PORTFOLIOS_TO) == early;
                if counts && (record.relevant || record.tie.is_some_and(|t| t > 0)) && !record.alignment_change.is_nan()
                {
                    n += 1.0;
                    sum += record.alignment_change;
                    square += record.alignment_change.powi(2);
                }
            }
            if n < 100.0 { f64::INFINITY } else { FALL_SD * (square / n - (sum / n).powi(2)).max(0.0).sqrt() }
        };
        Thresholds(sd(true), sd(false))
    }

    /// Whether the event came in the `h` years after a row; `None` if the window is not closed, or
    /// the pair left the system before it closed without the event.
    #[must_use]
    pub fn outcome(&self, event: Event, row: usize, h: i16, steep: Thresholds) -> Option<bool> {
        let years = self.panel.rows();
        let year = years[row].year;
        if year + h > self.last_year(event) {
            return None;
        }
        let window = (row + 1..self.records.len())
            .take_while(|at| self.pairs[*at] == self.pairs[row] && years[*at].year <= year + h);
        let mut seen = 0;
        for at in window {
            let r = &self.records[at];
            seen += 1;
            let happened = match event {
                Event::AllianceFormation => r.tie.is_some_and(|t| t >= 2),
                Event::AllianceTermination => r.tie.is_some_and(|t| t < 2),
                Event::RivalryAllied | Event::RivalryRelevant => r.rivals == Some(true),
                Event::ForceAllied | Event::ForceRelevant => r.force == Some(true),
                Event::Rift => self.rift(at, steep).any(),
            };
            if happened {
                return Some(true);
            }
        }
        (seen == h).then_some(false)
    }

    /// The parts of the first rift in the `h` years after a row.
    #[must_use]
    pub fn first_rift(&self, row: usize, h: i16, steep: Thresholds) -> Rift {
        let years = self.panel.rows();
        (row + 1..self.records.len())
            .take_while(|at| self.pairs[*at] == self.pairs[row] && years[*at].year <= years[row].year + h)
            .map(|at| self.rift(at, steep))
            .find(|rift| rift.any())
            .unwrap_or_default()
    }

    /// The clock of an event: since the tie last changed, rivalry last ended or force was last used.
    #[must_use]
    pub fn clock(&self, event: Event, row: usize) -> Clock {
        let kind = match event {
            Event::AllianceFormation => 0,
            Event::AllianceTermination => 1,
            Event::RivalryAllied | Event::RivalryRelevant => 2,
            Event::ForceAllied | Event::ForceRelevant => 3,
            Event::Rift => 4,
        };
        self.clocks[kind][row]
    }

    /// Years since force was last used (or since the pair entered), and years of force so far.
    #[must_use]
    pub fn force_clock(&self, row: usize) -> Clock {
        self.clocks[3][row]
    }

    /// Whether the two were rivals in the year or before.
    #[must_use]
    pub fn ever_rivals(&self, row: usize) -> bool {
        self.clocks[2][row].count > 0.0
    }
}

/// Clock of kind 0 tie absent, 1 tie present, 2 rivals, 3 force, 4 rivalry onset or force.
fn clocks(panel: &Panel<'_>, records: &[Record], pairs: &[u32], kind: usize) -> Vec<Clock> {
    let rows = panel.rows();
    let mut out = vec![Clock::default(); rows.len()];
    let mut entered = 0;
    let mut last = 0;
    let mut count = 0.0;
    for at in 0..rows.len() {
        let year = rows[at].year;
        let fresh = at == 0 || pairs[at] != pairs[at - 1];
        if fresh || rows[at - 1].year + 1 != year {
            entered = year;
            last = year;
            if fresh {
                count = 0.0;
            }
        }
        let r = &records[at];
        let before = (!fresh).then(|| &records[at - 1]);
        let tied = |r: &Record| r.tie.is_some_and(|t| t >= 2);
        match kind {
            // Years without a tie since the last one; past ties counted when they end.
            0 if tied(r) => last = year,
            0 => count += f64::from(u8::from(before.is_some_and(tied))),
            // Age of the tie; earlier ties counted when a new one begins.
            1 if !tied(r) => last = year,
            1 => count += f64::from(u8::from(before.is_some_and(|b| !tied(b)))),
            2 if r.rivals == Some(true) => {
                last = year;
                count += f64::from(u8::from(before.is_none_or(|b| b.rivals != Some(true))));
            }
            3 if r.force == Some(true) => {
                last = year;
                count += 1.0;
            }
            4 if r.force == Some(true) || r.rivalry_onset => {
                last = year;
                count += 1.0;
            }
            _ => {}
        }
        out[at] = Clock { since: f64::from(year - last.max(entered)), count };
    }
    out
}

/// The 75 % quantile of kappa over politically relevant pairs, by year.
fn upper_quartiles(panel: &Panel<'_>, records: &[Record]) -> BTreeMap<i16, f64> {
    let mut by_year: BTreeMap<i16, Vec<f64>> = BTreeMap::new();
    for (row, record) in panel.rows().iter().zip(records) {
        if record.relevant && !record.kappa.is_nan() {
            by_year.entry(row.year).or_default().push(record.kappa);
        }
    }
    let quantile = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[((values.len() - 1) as f64 * 0.75).round() as usize]
    };
    by_year.into_iter().map(|(year, values)| (year, quantile(values))).collect()
}

/// Whether a list looked at a year.
#[must_use]
pub fn looked(panel: &Panel<'_>, window: Window, year: i16) -> bool {
    panel.records().window(window).is_some_and(|w| w.contains(Year(year)))
}
