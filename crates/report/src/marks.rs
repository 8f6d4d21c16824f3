//! The short marks that stand behind a value, and what they mean.

use suzerain_tables::Figure;
use suzerain_tables::figure::{Flag, Status};

/// A mark with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// One character.
    pub sign: char,
    /// What it means.
    pub meaning: &'static str,
}

const MIRROR: Mark = Mark { sign: '°', meaning: "mirror: known from the partner's report only" };
const ESTIMATED: Mark = Mark { sign: '~', meaning: "estimated by the publisher" };
const MODELLED: Mark = Mark { sign: '^', meaning: "modelled here" };
const INCOMPLETE: Mark = Mark { sign: '*', meaning: "incomplete: the whole lacks flows nobody reported" };
const STALE: Mark = Mark { sign: '!', meaning: "stale: more than three years older than the year asked for" };
const SUSPECT: Mark = Mark { sign: '?', meaning: "suspect quantity: implausible unit value" };
const SECONDARY: Mark = Mark { sign: '†', meaning: "read second-hand" };
const COMPONENTS: Mark = Mark { sign: '‡', meaning: "components missing at the source are left out" };

/// The marks of a figure, in a fixed order.
#[must_use]
pub fn marks(figure: &Figure) -> Vec<Mark> {
    let mut marks = Vec::new();
    match figure.status {
        Status::Mirror => marks.push(MIRROR),
        Status::Estimated => marks.push(ESTIMATED),
        Status::Modelled => marks.push(MODELLED),
        Status::Observed | Status::Missing => {}
    }
    for flag in &figure.flags {
        match flag {
            Flag::Incomplete(_) => marks.push(INCOMPLETE),
            Flag::Stale => marks.push(STALE),
            Flag::SuspectQuantity => marks.push(SUSPECT),
            Flag::SecondarySource => marks.push(SECONDARY),
            Flag::MissingComponents(_) => marks.push(COMPONENTS),
            _ => {}
        }
    }
    marks
}

/// The marks as they stand behind a value: `°*`, or nothing.
#[must_use]
pub fn suffix(figure: &Figure) -> String {
    marks(figure).iter().map(|m| m.sign).collect()
}
