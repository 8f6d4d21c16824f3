//! Ideal points of states from their votes in the UN General Assembly.
//!
//! The model is the dynamic ordinal item response of Bailey, Strezhnev and Voeten (2017), fitted as
//! [`suzerain_solvers::item_response`] says: yes, abstain and no are the three categories, a session is a period,
//! a roll call an item. Absences are missing. Positions are in standard deviations of all
//! state-sessions (mean 0, variance 1, pooled), and the United States stand on the positive side.
//!
//! Resolutions of the same text in different sessions do not share parameters here, since no list of
//! them is at hand: sessions are linked by the random walk alone. A movement common to all states is
//! therefore not identified. Distances and ranks within a session can be read; changes of level
//! over time cannot.

use std::collections::BTreeMap;
use suzerain_solvers::certificate::Certificate;
use suzerain_solvers::item_response::{self, FitError, Response, Settings};
use suzerain_tables::Economy;
use suzerain_tables::votes::Ballot;

/// The standard deviation of a state's movement from one session to the next, unless another is
/// asked for.
pub const DRIFT: f64 = 0.2;
/// The largest change of a position in one sweep at which a fit counts as converged.
pub const TOLERANCE: f64 = 1e-4;
/// Sweeps allowed.
pub const SWEEPS: usize = 500;

/// The position of a state in a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdealPoint {
    /// The state.
    pub economy: Economy,
    /// The session; it began in the year 1945 + session.
    pub session: u16,
    /// Position, in standard deviations of all state-sessions.
    pub mean: f64,
    /// Its standard deviation, above 0.
    pub sd: f64,
}

/// A fit.
#[derive(Clone, Debug, PartialEq)]
pub struct IdealPoints {
    /// Positions by state and then session.
    pub points: Vec<IdealPoint>,
    /// Roll calls that divided the states.
    pub roll_calls: usize,
    /// Votes on them.
    pub votes: usize,
    /// Log likelihood of those votes.
    pub log_likelihood: f64,
    /// Residual and identities of the fit.
    pub certificate: Certificate,
}

/// Why there are no ideal points.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum IdealPointError {
    /// The state that settles the direction of the scale is absent.
    #[error("no vote of the United States, which settle the direction of the scale")]
    NoAnchor,
    /// The United States stand on the negative side in a session.
    #[error("the United States stand at {mean:.2} in session {session}: the direction of the scale is not settled")]
    Direction {
        /// The session.
        session: u16,
        /// Their position.
        mean: f64,
    },
    /// The fit failed.
    #[error(transparent)]
    Fit(#[from] FitError),
}

/// Votes as answers to items, and what their numbers stand for.
#[derive(Clone, Debug)]
pub struct Coded {
    /// The answers.
    pub responses: Vec<Response>,
    /// States by number.
    pub states: Vec<Economy>,
    /// Session of period 0.
    pub first_session: u16,
    /// Roll calls, as session and number, by item.
    pub roll_calls: Vec<(u16, i32)>,
    /// Number of the United States.
    pub anchor: u32,
}

/// Numbers states, sessions and roll calls.
///
/// # Errors
/// [`IdealPointError::NoAnchor`].
pub fn code(ballots: &[Ballot]) -> Result<Coded, IdealPointError> {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut states: Vec<Economy> = ballots.iter().map(|b| b.economy).collect();
    states.sort_unstable();
    states.dedup();
    let slots: BTreeMap<Economy, u32> = states.iter().enumerate().map(|(i, e)| (*e, number(i))).collect();
    let mut roll_calls: Vec<(u16, i32)> = ballots.iter().map(|b| (b.session, b.resolution)).collect();
    roll_calls.sort_unstable();
    roll_calls.dedup();
    let first_session = roll_calls.first().map_or(0, |r| r.0);
    let anchor = Economy::from_code("USA").and_then(|usa| slots.get(&usa).copied()).ok_or(IdealPointError::NoAnchor)?;
    let responses = ballots
        .iter()
        .map(|b| Response {
            unit: slots[&b.economy],
            period: u32::from(b.session - first_session),
            item: number(roll_calls.partition_point(|r| *r < (b.session, b.resolution))),
            category: u8::try_from(b.vote.code() - 1).unwrap_or(u8::MAX),
        })
        .collect();
    Ok(Coded { responses, states, first_session, roll_calls, anchor })
}

/// Fits ideal points to the votes, with `drift` as the standard deviation of a state's movement
/// from one session to the next. `progress` hears the number of each sweep and its residual.
///
/// # Errors
/// [`IdealPointError`].
pub fn ideal_points(
    ballots: &[Ballot],
    drift: f64,
    progress: impl FnMut(usize, f64),
) -> Result<IdealPoints, IdealPointError> {
    let coded = code(ballots)?;
    let settings = Settings { drift, anchor: coded.anchor, tolerance: TOLERANCE, sweeps: SWEEPS };
    let fit = item_response::fit(&coded.responses, &settings, progress)?;
    let session = |period: u32| coded.first_session + u16::try_from(period).unwrap_or(u16::MAX);
    let of_anchor = fit.positions.iter().filter(|p| p.unit == coded.anchor);
    if let Some(p) = of_anchor.filter(|p| p.mean <= 0.0).min_by(|a, b| a.mean.total_cmp(&b.mean)) {
        return Err(IdealPointError::Direction { session: session(p.period), mean: p.mean });
    }
    let divided = |r: &&Response| fit.items[r.item as usize].is_some();
    Ok(IdealPoints {
        points: fit
            .positions
            .iter()
            .map(|p| IdealPoint {
                economy: coded.states[p.unit as usize],
                session: session(p.period),
                mean: p.mean,
                sd: p.sd,
            })
            .collect(),
        roll_calls: fit.items.iter().flatten().count(),
        votes: coded.responses.iter().filter(divided).count(),
        log_likelihood: fit.log_likelihood,
        certificate: fit.certificate,
    })
}
