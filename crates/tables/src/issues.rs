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

/// The roll calls of each issue.
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
    Ok(out)
}
