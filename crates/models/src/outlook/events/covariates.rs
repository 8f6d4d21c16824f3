//! The numbers that go into a hazard, in their own units; NaN where unknown.

use super::history::{Clock, History, number, whole};
use super::{Candidate, Event, EventError};
use rayon::prelude::*;
use std::collections::HashMap;

/// Published expectation of a slope per standard deviation: mean and standard deviation.
type Expectation = fn(Event) -> Option<(f64, f64)>;

/// A covariate.
pub struct Covariate {
    /// Its name in files.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// The smallest forecaster that uses it.
    pub set: Candidate,
    /// What the literature expects of it.
    pub expected: Expectation,
}

const fn unknown(_: Event) -> Option<(f64, f64)> {
    None
}

/// Whether an event breaks a tie rather than makes one.
const fn breaks(event: Event) -> bool {
    !matches!(event, Event::AllianceFormation)
}

const fn force(event: Event) -> bool {
    matches!(event, Event::ForceAllied | Event::ForceRelevant)
}

macro_rules! covariate {
    ($name:literal, $set:ident, $about:literal, $expected:expr) => {
        Covariate { name: $name, about: $about, set: Candidate::$set, expected: $expected }
    };
}

/// Every covariate; the first three are the clock, which differs by event.
pub const COVARIATES: [Covariate; COUNT] = [
    covariate!("ln_years", Duration, "ln(1 + years since the last change)", unknown),
    covariate!("ln_years_squared", Duration, "its square", unknown),
    covariate!("ln_count", Duration, "ln(1 + times it happened before)", unknown),
    covariate!("balance", Core, "ln(weaker/stronger) of capability, at most 0", |_| Some((0.0, 0.3))),
    covariate!("speed", Core, "absolute change of the log capability ratio over five years", |e| {
        if breaks(e) { Some((0.35, 0.15)) } else { None }
    }),
    covariate!("size", Core, "ln of the two's share of world capability", unknown),
    covariate!("one_major", Core, "1 if one of the two is a major power", unknown),
    covariate!("two_majors", Core, "1 if both are", unknown),
    covariate!("land", Core, "1 if contiguous by land or river", unknown),
    covariate!("contiguous", Core, "1 if contiguous in any way", unknown),
    covariate!("ln_distance", Core, "ln(1 + km between the capitals)", unknown),
    covariate!("rivals", History, "1 if strategic rivals", unknown),
    covariate!("ever_rivals", History, "1 if strategic rivals now or before", unknown),
    covariate!("ln_peace", History, "ln(1 + years since force was used)", unknown),
    covariate!("ln_force", History, "ln(1 + years in which force was used)", unknown),
    covariate!("tie", Full, "ordinal alliance tie, 0 to 3", unknown),
    covariate!("kappa", Full, "chance-corrected agreement of alliance portfolios", unknown),
    covariate!("threat", Full, "capability of the rivals that both have", |e| {
        if breaks(e) { Some((-0.25, 0.15)) } else { None }
    }),
    covariate!("threat_change", Full, "its change over five years", unknown),
    covariate!("democracy", Full, "the lesser of the two democracy scores", |e| match e {
        e if force(e) => Some((-0.7, 0.3)),
        Event::AllianceTermination => Some((-1.0, 0.3)),
        _ => None,
    }),
    covariate!("trade", Full, "ln(0.0001 + trade share of the less dependent side)", |e| {
        if force(e) { Some((-0.65, 0.25)) } else { None }
    }),
    covariate!("asymmetry", Full, "absolute difference of the two trade shares", |e| match e {
        Event::Rift => Some((0.0, 0.7)),
        _ => None,
    }),
    covariate!("leader", Full, "1 if a leader of either took office in the year", unknown),
    covariate!("organisations", Full, "ln(1 + joint organisations)", unknown),
];

/// Covariates.
pub const COUNT: usize = 24;
/// The first of [`COVARIATES`] that does not depend on the event.
pub const CLOCK: usize = 3;

impl Candidate {
    /// Places of the covariates that a regression uses.
    #[must_use]
    pub fn covariates(self) -> Vec<usize> {
        let largest = match self {
            Self::Informed | Self::Pool => Self::Full,
            other => other,
        };
        (0..COUNT).filter(|i| COVARIATES[*i].set <= largest).collect()
    }
}

/// Covariates of the rows that may be at risk of something.
pub struct Table {
    at: HashMap<u32, u32>,
    values: Vec<[f64; COUNT - CLOCK]>,
}

impl Table {
    /// Computes them for rows that are relevant, tied, or close.
    ///
    /// # Errors
    /// [`EventError::Column`] if the panel lacks a column.
    pub fn new(history: &History<'_>) -> Result<Self, EventError> {
        let panel = history.panel;
        let rows = panel.rows();
        let sides = |name1, name2| Ok::<_, EventError>([number(panel, name1)?, number(panel, name2)?]);
        let flags = |name1, name2| Ok::<_, EventError>([whole(panel, name1)?, whole(panel, name2)?]);
        let cinc = sides("cinc_1", "cinc_2")?;
        let democracy = sides("democracy_1", "democracy_2")?;
        let trade = sides("trade_share_1", "trade_share_2")?;
        let leaders = flags("leader_change_1", "leader_change_2")?;
        let distance = number(panel, "distance_km")?;
        let organisations = whole(panel, "organisations")?;
        let contiguity = whole(panel, "contiguity")?;
        let majors = flags("major_1", "major_2")?;
        let threat = Threat::new(history, &cinc);
        let wanted: Vec<u32> = (0..rows.len())
            .filter(|at| {
                let r = &history.records[*at];
                r.relevant || r.close || r.tie.is_some_and(|t| t > 0)
            })
            .map(|at| u32::try_from(at).unwrap_or(u32::MAX))
            .collect();
        let pair_state = |at: usize| (rows[at].one, rows[at].two, rows[at].year);
        let before = |at: usize| {
            let year = rows[at].year - 5;
            (0..=at)
                .rev()
                .take_while(|i| history.pairs[*i] == history.pairs[at] && rows[*i].year >= year)
                .find(|i| rows[*i].year == year)
        };
        let values = wanted
            .par_iter()
            .map(|at| {
                let at = *at as usize;
                let record = &history.records[at];
                let ratio = |i: usize| (cinc[0][i] / cinc[1][i]).ln();
                let finite = |v: f64| if v.is_finite() { v } else { f64::NAN };
                let then = before(at);
                let majors = majors[0][at].zip(majors[1][at]).map(|(a, b)| a + b);
                let flag = |on: Option<bool>| on.map_or(f64::NAN, |on| f64::from(u8::from(on)));
                let peace = history.force_clock(at);
                let (one, two, year) = pair_state(at);
                let now = threat.of(one, two, year);
                let shares = (trade[0][at], trade[1][at]);
                [
                    finite(-ratio(at).abs()),
                    then.map_or(f64::NAN, |then| finite((ratio(at) - ratio(then)).abs())),
                    finite((cinc[0][at] + cinc[1][at]).ln()),
                    flag(majors.map(|n| n == 1)),
                    flag(majors.map(|n| n == 2)),
                    flag(contiguity[at].map(|k| k == 1)),
                    flag(contiguity[at].map(|k| k > 0)),
                    distance[at].ln_1p(),
                    flag(record.rivals),
                    flag(Some(history.ever_rivals(at))),
                    if record.force.is_some() { peace.since.ln_1p() } else { f64::NAN },
                    if record.force.is_some() { peace.count.ln_1p() } else { f64::NAN },
                    record.tie.map_or(f64::NAN, f64::from),
                    record.kappa,
                    now,
                    then.map_or(f64::NAN, |_| now - threat.of(one, two, year - 5)),
                    if democracy[0][at].is_nan() || democracy[1][at].is_nan() {
                        f64::NAN
                    } else {
                        democracy[0][at].min(democracy[1][at])
                    },
                    if shares.0.is_nan() || shares.1.is_nan() {
                        f64::NAN
                    } else {
                        (1e-4 + shares.0.min(shares.1)).ln()
                    },
                    (shares.0 - shares.1).abs(),
                    flag(leaders[0][at].zip(leaders[1][at]).map(|(a, b)| a + b > 0)),
                    organisations[at].map_or(f64::NAN, |n| f64::from(n).ln_1p()),
                ]
            })
            .collect();
        let at = wanted.iter().enumerate().map(|(i, row)| (*row, u32::try_from(i).unwrap_or(u32::MAX))).collect();
        Ok(Self { at, values })
    }

    /// The covariates of a row that do not depend on the event.
    #[must_use]
    pub fn of(&self, row: usize) -> Option<&[f64; COUNT - CLOCK]> {
        let at = self.at.get(&u32::try_from(row).ok()?)?;
        self.values.get(*at as usize)
    }
}

/// All covariates of a row for an event; `from` is the row whose covariates other than the clock are
/// taken, the row itself except in placebo runs.
#[must_use]
pub fn covariates(history: &History<'_>, table: &Table, event: Event, row: usize, from: usize) -> Option<[f64; COUNT]> {
    Some(with_clock(history.clock(event, row), table.of(from)?))
}

/// A clock and the other covariates as one row.
#[must_use]
pub fn with_clock(clock: Clock, values: &[f64; COUNT - CLOCK]) -> [f64; COUNT] {
    let years = clock.since.ln_1p();
    let mut out = [f64::NAN; COUNT];
    out[..CLOCK].copy_from_slice(&[years, years * years, clock.count.ln_1p()]);
    out[CLOCK..].copy_from_slice(values);
    out
}

/// Capability of the rivals that two states share.
struct Threat {
    rivals: HashMap<(u16, i16), Vec<u16>>,
    cinc: HashMap<(u16, i16), f64>,
}

impl Threat {
    fn new(history: &History<'_>, cinc: &[Vec<f64>; 2]) -> Self {
        let mut all = Self { rivals: HashMap::new(), cinc: HashMap::new() };
        for (at, row) in history.panel.rows().iter().enumerate() {
            if history.records[at].rivals == Some(true) {
                all.rivals.entry((row.one, row.year)).or_default().push(row.two);
                all.rivals.entry((row.two, row.year)).or_default().push(row.one);
                all.cinc.insert((row.one, row.year), cinc[0][at]);
                all.cinc.insert((row.two, row.year), cinc[1][at]);
            }
        }
        all
    }

    fn of(&self, one: u16, two: u16, year: i16) -> f64 {
        let (Some(a), Some(b)) = (self.rivals.get(&(one, year)), self.rivals.get(&(two, year))) else { return 0.0 };
        let shared = a.iter().filter(|h| b.contains(h));
        shared.map(|h| self.cinc.get(&(*h, year)).copied().filter(|c| !c.is_nan()).unwrap_or(0.0)).sum()
    }
}
