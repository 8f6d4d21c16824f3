//! `votes`: roll-call votes of the UN General Assembly.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `session` | whole number | session; session s began in the autumn of year 1945 + s |
//! | `date` | whole number | day of the vote as yyyymmdd |
//! | `resolution` | whole number | the publisher's number of the roll call |
//! | `economy` | word | code of the vocabulary |
//! | `vote` | whole number | 1 yes, 2 abstain, 3 no; absences have no row |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use crate::{Economy, Year};
use std::collections::BTreeMap;

/// How a state voted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vote {
    /// In favour.
    Yes,
    /// Abstained.
    Abstain,
    /// Against.
    No,
}

impl Vote {
    /// The vote with the publisher's code 1, 2 or 3.
    #[must_use]
    pub const fn from_code(code: i32) -> Option<Self> {
        match code {
            1 => Some(Self::Yes),
            2 => Some(Self::Abstain),
            3 => Some(Self::No),
            _ => None,
        }
    }

    /// The publisher's code.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::Yes => 1,
            Self::Abstain => 2,
            Self::No => 3,
        }
    }
}

/// One state's vote on one roll call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// Session.
    pub session: u16,
    /// Day as yyyymmdd.
    pub date: i32,
    /// The publisher's number of the roll call.
    pub resolution: i32,
    /// The state.
    pub economy: Economy,
    /// How it voted.
    pub vote: Vote,
}

/// The calendar year in which a session began.
#[must_use]
pub fn session_year(session: u16) -> Year {
    Year(i16::try_from(session).unwrap_or(i16::MAX).saturating_add(1945))
}

/// The session that began in a calendar year, if there was one.
#[must_use]
pub fn session_in(year: Year) -> Option<u16> {
    u16::try_from(year.0.checked_sub(1945)?).ok().filter(|session| *session > 0)
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[Ballot], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("session", Column::Int(rows.iter().map(|r| i32::from(r.session)).collect())),
        ("date", Column::Int(rows.iter().map(|r| r.date).collect())),
        ("resolution", Column::Int(rows.iter().map(|r| r.resolution).collect())),
        ("economy", Column::Label(rows.iter().map(|r| r.economy.code()).collect())),
        ("vote", Column::Int(rows.iter().map(|r| r.vote.code()).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// One state's votes by (session, number of the roll call).
pub type VotingRecord = BTreeMap<(u16, i32), Vote>;

/// The voting record of each of `economies`, in order.
///
/// # Errors
/// [`StoreError`] if the file is not a votes table.
pub fn read(file: &TableFile, economies: &[Economy]) -> Result<Vec<VotingRecord>, StoreError> {
    let mut slot = vec![usize::MAX; Economy::count()];
    for (i, economy) in economies.iter().enumerate() {
        slot[economy.index()] = i;
    }
    let mut out = vec![BTreeMap::new(); economies.len()];
    file.for_each(&Selection { columns: &["session", "resolution", "economy", "vote"], years: None }, |frame| {
        let labels = frame.labels("economy")?;
        let by_code: Vec<usize> = labels.economies()?.iter().map(|e| slot[e.index()]).collect();
        let (sessions, resolutions, votes) = (frame.ints("session")?, frame.ints("resolution")?, frame.ints("vote")?);
        for row in 0..frame.rows() {
            let at = by_code[labels.codes[row] as usize];
            if at == usize::MAX {
                continue;
            }
            let bad = |column: &str, why: String| FrameError::Value { row, column: column.into(), why };
            let vote =
                Vote::from_code(votes[row]).ok_or_else(|| bad("vote", format!("{} is not 1, 2 or 3", votes[row])))?;
            let session = u16::try_from(sessions[row]).map_err(|e| bad("session", e.to_string()))?;
            out[at].insert((session, resolutions[row]), vote);
        }
        Ok(())
    })?;
    Ok(out)
}

/// Every vote of the sessions asked for, none for all, in the order of the table.
///
/// # Errors
/// [`StoreError`] if the file is not a votes table.
pub fn ballots(file: &TableFile, sessions: Option<(u16, u16)>) -> Result<Vec<Ballot>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let economies = frame.economies("economy")?;
        let (sessions_of, dates) = (frame.ints("session")?, frame.ints("date")?);
        let (resolutions, votes) = (frame.ints("resolution")?, frame.ints("vote")?);
        for row in 0..frame.rows() {
            let bad = |column: &str, why: String| FrameError::Value { row, column: column.into(), why };
            let session = u16::try_from(sessions_of[row]).map_err(|e| bad("session", e.to_string()))?;
            if sessions.is_some_and(|(first, last)| session < first || session > last) {
                continue;
            }
            out.push(Ballot {
                session,
                date: dates[row],
                resolution: resolutions[row],
                economy: economies[row],
                vote: Vote::from_code(votes[row])
                    .ok_or_else(|| bad("vote", format!("{} is not 1, 2 or 3", votes[row])))?,
            });
        }
        Ok(())
    })?;
    Ok(out)
}
