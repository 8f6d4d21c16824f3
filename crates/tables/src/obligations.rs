//! `obligations`: alliance clauses by dyad-year.
//!
//! One row per unordered pair and year with at least one clause; the pair is stored with the
//! lesser code first. Inside the coverage window of both states, an absent row means that no
//! alliance binds them; outside it the value is missing.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | calendar year |
//! | `economy_a`, `economy_b` | word | the pair, lesser code first |
//! | `defense`, `offense`, `neutrality`, `nonaggression`, `consultation` | whole number | 1 if such a clause is in force, else 0 |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use crate::trade::year_of;
use crate::{Economy, Year};
use std::collections::BTreeMap;

/// The clauses in force between two states in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Clauses {
    /// Mutual defence.
    pub defense: bool,
    /// Joint offence.
    pub offense: bool,
    /// Neutrality.
    pub neutrality: bool,
    /// Non-aggression.
    pub nonaggression: bool,
    /// Consultation.
    pub consultation: bool,
}

impl Clauses {
    /// Names of the clauses in force, strongest first.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        [
            (self.defense, "defence"),
            (self.offense, "offence"),
            (self.neutrality, "neutrality"),
            (self.nonaggression, "non-aggression"),
            (self.consultation, "consultation"),
        ]
        .into_iter()
        .filter_map(|(on, name)| on.then_some(name))
        .collect()
    }

    /// The ordinal tie: 3 defence or offence, 2 neutrality or consultation, 1 non-aggression, 0 none.
    #[must_use]
    pub const fn ordinal(self) -> u8 {
        if self.defense || self.offense {
            3
        } else if self.neutrality || self.consultation {
            2
        } else if self.nonaggression {
            1
        } else {
            0
        }
    }
}

/// One dyad-year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Calendar year.
    pub year: Year,
    /// The pair, lesser code first.
    pub pair: (Economy, Economy),
    /// Clauses in force.
    pub clauses: Clauses,
}

/// A pair in storage order.
#[must_use]
pub fn ordered(a: Economy, b: Economy) -> (Economy, Economy) {
    if a <= b { (a, b) } else { (b, a) }
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[Obligation], source: &str) -> Result<Frame, FrameError> {
    let bit = |f: fn(&Clauses) -> bool| Column::Int(rows.iter().map(|r| i32::from(f(&r.clauses))).collect());
    Frame::new(vec![
        ("year", Column::Int(rows.iter().map(|r| i32::from(r.year.0)).collect())),
        ("economy_a", Column::Label(rows.iter().map(|r| r.pair.0.code()).collect())),
        ("economy_b", Column::Label(rows.iter().map(|r| r.pair.1.code()).collect())),
        ("defense", bit(|c| c.defense)),
        ("offense", bit(|c| c.offense)),
        ("neutrality", bit(|c| c.neutrality)),
        ("nonaggression", bit(|c| c.nonaggression)),
        ("consultation", bit(|c| c.consultation)),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// The clauses between `a` and `b` by year, for the years that have any.
///
/// # Errors
/// [`StoreError`] if the file is not an obligations table.
pub fn read_pair(file: &TableFile, a: Economy, b: Economy) -> Result<BTreeMap<Year, Clauses>, StoreError> {
    let wanted = ordered(a, b);
    let mut out = BTreeMap::new();
    each(file, |o| {
        if o.pair == wanted {
            out.insert(o.year, o.clauses);
        }
    })?;
    Ok(out)
}

/// Hands over every dyad-year of the table.
///
/// # Errors
/// [`StoreError`] if the file is not an obligations table.
pub fn each(file: &TableFile, mut visit: impl FnMut(Obligation)) -> Result<(), StoreError> {
    file.for_each(&Selection::default(), |frame| {
        let (first, second) = (frame.economies("economy_a")?, frame.economies("economy_b")?);
        let years = frame.ints("year")?;
        let (defense, offense) = (frame.ints("defense")?, frame.ints("offense")?);
        let (neutrality, nonaggression) = (frame.ints("neutrality")?, frame.ints("nonaggression")?);
        let consultation = frame.ints("consultation")?;
        for row in 0..frame.rows() {
            visit(Obligation {
                year: year_of(row, years[row])?,
                pair: (first[row], second[row]),
                clauses: Clauses {
                    defense: defense[row] != 0,
                    offense: offense[row] != 0,
                    neutrality: neutrality[row] != 0,
                    nonaggression: nonaggression[row] != 0,
                    consultation: consultation[row] != 0,
                },
            });
        }
        Ok(())
    })
}
