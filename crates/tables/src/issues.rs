//! `issues`: what the roll calls of the UN General Assembly were about.
//!
//! A roll call may stand under several issues; one without a row stands under none. Sessions without a
//! row were not coded.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `session`, `resolution` | whole number | the roll call, numbered as in `votes` |
//! | `issue` | word | one of [`ISSUES`] |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use std::collections::{BTreeMap, BTreeSet};

/// Codes of the issues with their names.
pub const ISSUES: [(&str, &str); 6] = [
    ("co", "colonialism"),
    ("di", "arms control and disarmament"),
    ("ec", "economic development"),
    ("hr", "human rights"),
    ("me", "Palestinian conflict"),
    ("nu", "nuclear weapons and nuclear material"),
];

/// A roll call under an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tagged {
    /// Session.
    pub session: u16,
    /// The publisher's number of the roll call.
    pub resolution: i32,
    /// Code of the issue, from [`ISSUES`].
    pub issue: &'static str,
}

/// The code as it stands in [`ISSUES`].
#[must_use]
pub fn issue(code: &str) -> Option<&'static str> {
    ISSUES.iter().map(|(known, _)| *known).find(|known| *known == code)
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[Tagged], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("session", Column::Int(rows.iter().map(|r| i32::from(r.session)).collect())),
        ("resolution", Column::Int(rows.iter().map(|r| r.resolution).collect())),
        ("issue", Column::Label(rows.iter().map(|r| r.issue).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// The roll calls of each issue, as session and number.
pub type RollCalls = BTreeMap<&'static str, BTreeSet<(u16, i32)>>;

/// Issues under the very same roll calls of a session from which on the tags are a slip: some issues hold others, as
/// disarmament holds nuclear weapons, but not three each other.
const COPIES: usize = 3;

/// The roll calls of each issue. Issues that the table puts under the very same roll calls of a session, three or more
/// of them, have none in that session.
///
/// # Errors
/// [`StoreError`] if the file is not a table of issues.
pub fn read(file: &TableFile) -> Result<RollCalls, StoreError> {
    let mut out = RollCalls::new();
    file.for_each(&Selection::default(), |frame| {
        let (sessions, resolutions) = (frame.ints("session")?, frame.ints("resolution")?);
        let issues = frame.labels("issue")?;
        for row in 0..frame.rows() {
            let bad = |column: &str, why: String| FrameError::Value { row, column: column.into(), why };
            let session = u16::try_from(sessions[row]).map_err(|e| bad("session", e.to_string()))?;
            let known =
                issue(issues.get(row)).ok_or_else(|| bad("issue", format!("{} is unknown", issues.get(row))))?;
            out.entry(known).or_default().insert((session, resolutions[row]));
        }
        Ok(())
    })?;
    leave_out_copies(&mut out);
    Ok(out)
}

fn leave_out_copies(of: &mut RollCalls) {
    let mut tagged: BTreeMap<(u16, BTreeSet<i32>), Vec<&'static str>> = BTreeMap::new();
    for (issue, calls) in &*of {
        let mut by_session: BTreeMap<u16, BTreeSet<i32>> = BTreeMap::new();
        for (session, resolution) in calls {
            by_session.entry(*session).or_default().insert(*resolution);
        }
        for same in by_session {
            tagged.entry(same).or_default().push(issue);
        }
    }
    for ((session, _), issues) in tagged.iter().filter(|(_, issues)| issues.len() >= COPIES) {
        for issue in issues {
            if let Some(calls) = of.get_mut(issue) {
                calls.retain(|(of, _)| of != session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_issues_under_the_same_roll_calls_of_a_session_have_none_there() {
        let mut of = RollCalls::from([
            ("co", BTreeSet::from([(73, 1), (74, 5), (74, 6)])),
            ("di", BTreeSet::from([(73, 2), (74, 5), (74, 6)])),
            ("ec", BTreeSet::from([(73, 3), (74, 5), (74, 6)])),
            ("nu", BTreeSet::from([(73, 2), (74, 6)])),
        ]);
        leave_out_copies(&mut of);
        assert_eq!(of["co"], BTreeSet::from([(73, 1)]));
        // Two may be the same: one holds the other.
        assert_eq!(
            (of["di"].clone(), of["nu"].clone()),
            (BTreeSet::from([(73, 2)]), BTreeSet::from([(73, 2), (74, 6)]))
        );
    }
}
