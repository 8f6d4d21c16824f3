//! Leverage: what one side can inflict, what that costs itself, and what the other can do back.
//!
//! Three numbers, never one: harm inflicted, own cost, harm per unit of own cost (a high ratio with a
//! small harm is no leverage). The cut is that a side stops selling; the other side's own stop of sales
//! is the mirror. [`frontier`] cuts sector by sector, [`coalition`] shares the harm out over members.

pub mod coalition;
pub mod frontier;

use crate::StudyError;
use crate::rupture::{self, Answer, Inputs, Measured, Prepared, Progress, Side, Skipped};
use crate::scenario::{Direction, Model, Names, Party, Scenario};

/// Which side acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The first side stops selling to the second.
    AStopsSelling,
    /// The mirror: the second side stops selling to the first.
    BStopsSelling,
    /// Both stop.
    Both,
}

impl Cut {
    /// Every cut, the sender's first.
    pub const ALL: [Self; 3] = [Self::AStopsSelling, Self::BStopsSelling, Self::Both];

    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AStopsSelling => "a_stops_selling",
            Self::BStopsSelling => "b_stops_selling",
            Self::Both => "both_stop",
        }
    }

    const fn direction(self) -> Direction {
        match self {
            Self::AStopsSelling => Direction::AStops,
            Self::BStopsSelling => Direction::BStops,
            Self::Both => Direction::Both,
        }
    }
}

/// What a cut does by one model, as its author sees it: of a cut by both, the first side.
#[derive(Debug)]
pub struct Line {
    /// The cut.
    pub cut: Cut,
    /// The model.
    pub model: Model,
    /// What is measured.
    pub measured: Measured,
    /// Loss of the other side.
    pub harm: Side,
    /// Loss of the side that cuts.
    pub own_cost: Side,
    /// Harm over own cost, per cent over per cent, or why there is none.
    pub per_cost_pct: Result<f64, String>,
    /// Its band from the same draws.
    pub per_cost_band: Option<rupture::Band>,
    /// Harm over own cost, dollar over dollar, where the other ratio stands.
    pub per_cost_usd: Option<f64>,
    /// Whether it is a cost before or after adjustment.
    pub kind: suzerain_tables::figure::Flag,
}

/// An answer about leverage.
#[derive(Debug)]
pub struct Leverage {
    /// The side whose leverage is asked.
    pub a: Party,
    /// The other side.
    pub b: Party,
    /// Cuts by model.
    pub lines: Vec<Line>,
    /// Models that gave no answer, by cut.
    pub skipped: Vec<(Cut, Skipped)>,
    /// The answers behind the lines.
    pub answers: Vec<(Cut, Answer)>,
}

fn line(cut: Cut, answer: &Answer) -> Option<Line> {
    let pair = answer.pair()?;
    // The pair gives a over b; its author's harm over cost is b over a, unless b is the author.
    let turned = cut != Cut::BStopsSelling;
    let (harm, own_cost) = if turned { (pair.b, pair.a) } else { (pair.a, pair.b) };
    let invert = |v: f64| if turned { 1.0 / v } else { v };
    let per_cost_pct = pair.ratio.clone().map(invert);
    let per_cost_band = pair.ratio_band.map(|b| {
        let ends = [invert(b.low), invert(b.high)];
        rupture::Band { low: ends[0].min(ends[1]), high: ends[0].max(ends[1]) }
    });
    let per_cost_usd = per_cost_pct.as_ref().ok().and_then(|_| Some(harm.loss_usd? / own_cost.loss_usd?));
    let (model, measured, kind) = (answer.model, pair.measured, answer.label());
    Some(Line { cut, model, measured, harm, own_cost, per_cost_pct, per_cost_band, per_cost_usd, kind })
}

/// Solves the cuts of `a` and `b`, on worlds made once; `with` sets year, models, draws and the like on each scenario.
///
/// # Errors
/// As [`rupture::run`], where no cut has an answer.
pub fn leverage(
    a: &Names,
    b: &Names,
    inputs: &Inputs<'_>,
    prepared: &mut Prepared,
    with: impl Fn(&mut Scenario),
    progress: Progress<'_>,
) -> Result<Leverage, StudyError> {
    let (mut lines, mut skipped, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    let mut parties = None;
    let mut failure = None;
    for cut in Cut::ALL {
        let mut scenario = Scenario::rupture(a.clone(), b.clone(), cut.direction());
        with(&mut scenario);
        match rupture::run_prepared(&scenario, inputs, prepared, progress) {
            Ok(found) => {
                parties = Some((found.resolved.a, found.resolved.b));
                skipped.extend(found.skipped.into_iter().map(|s| (cut, s)));
                for answer in found.answers {
                    lines.extend(line(cut, &answer));
                    answers.push((cut, answer));
                }
            }
            Err(StudyError::NoModel { skipped: none }) => {
                failure = Some(StudyError::NoModel { skipped: Vec::new() });
                skipped.extend(none.into_iter().map(|s| (cut, s)));
            }
            Err(error) => return Err(error),
        }
    }
    match (parties, failure) {
        (Some((a, b)), _) => Ok(Leverage { a, b, lines, skipped, answers }),
        (None, Some(_)) => Err(StudyError::NoModel { skipped: skipped.into_iter().map(|(_, s)| s).collect() }),
        (None, None) => Err(StudyError::NoAnswer("no cut was asked".into())),
    }
}
