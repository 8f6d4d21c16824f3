//! Claims: statements that data can settle, as files, with a verdict computed from the tables.
//!
//! A claim is parts that must all hold; a part is a test of one or several expressions, each a reading
//! of the same statement by another measure. Every expression is evaluated in every source that
//! applies. A file holds no computed value: other data give another verdict. `docs/methods/claims.md`
//! describes format and rules.

mod bounds;
mod built_in;
mod evaluate;
mod evidence;
mod measure;
mod needs;
mod page;
pub(crate) mod parse;
mod place;
mod value;
mod verdict;
mod years;

pub use bounds::{BOUND_FACTOR, BOUND_YEARS};
pub use built_in::{BUILT_IN, about, built_in};
pub use evidence::Evidence;
pub(crate) use page::value_cell;
pub use page::{brief_section, page, readings_block, summary};
pub use value::Number;
pub use verdict::{Checked, CheckedPart, Outcome, Reading, Verdict, check};
pub(crate) use verdict::{check_parts, verdict_of};

use crate::placed::{FileError, Who};
use crate::words;
use std::fmt;
use suzerain_tables::figure::Unit;
use suzerain_tables::{Economy, Year};

/// Name and version of the file format.
pub const SCHEMA: &str = "suzerain.claim/1";

/// A statement with what would settle it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Identifier, the name of its file.
    pub id: String,
    /// The study it belongs to, if any.
    pub study: Option<String>,
    /// The statement in our words.
    pub statement: String,
    /// Who said it, where and when.
    pub said_by: Option<String>,
    /// Where.
    pub outlet: Option<String>,
    /// When.
    pub date: Option<String>,
    /// The pair it is about.
    pub pair: Option<[Economy; 2]>,
    /// All must hold.
    pub parts: Vec<Part>,
    /// Dataset that would settle what the loaded ones leave open.
    pub settled_by: Option<String>,
    /// What the reader must know.
    pub notes: Vec<String>,
    /// The verdict that the file's author expects.
    pub expect: Option<Verdict>,
}

/// One test.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What is tested, in words.
    pub says: String,
    /// The test, or why no measure can make one.
    pub test: Result<Test, String>,
    /// Why this value and tolerance.
    pub because: String,
    /// Relative error of measurement that every value is given, 0 for none.
    pub error: f64,
    /// Whether it is shown for context and decides nothing.
    pub context: bool,
    /// Readings of it, each by another measure; without a test they are shown only.
    pub by: Vec<By>,
}

/// An expression with the short name that tables show for it.
#[derive(Clone, Debug, PartialEq)]
pub struct By {
    /// Its short name, if it has one.
    pub label: Option<String>,
    /// The expression.
    pub expression: Expression,
}

impl Claim {
    /// Reads a claim from the text of a file.
    ///
    /// # Errors
    /// [`FileError`] with the place in the text.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        parse::claim(text)
    }

    /// Author, outlet and date in one line.
    #[must_use]
    pub fn origin(&self) -> String {
        [&self.said_by, &self.outlet, &self.date]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Values that a part accepts: everything from `low` to `high`.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What was written: the word and the numbers.
    pub wording: Wording,
    /// Room on either side that the statement leaves.
    pub tolerance: f64,
    /// Other values that the wording could as well be read as; the verdict must be the same at each.
    pub also: Vec<f64>,
}

/// How a test is worded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wording {
    /// This value, give or take.
    About(f64),
    /// From one to the other, give or take.
    Between(f64, f64),
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
    /// More than this.
    Above(f64),
    /// Less than this.
    Below(f64),
}

impl Wording {
    /// The same wording at another value; none for a span.
    #[must_use]
    pub const fn at(self, value: f64) -> Option<Self> {
        Some(match self {
            Self::About(_) => Self::About(value),
            Self::AtLeast(_) => Self::AtLeast(value),
            Self::AtMost(_) => Self::AtMost(value),
            Self::Above(_) => Self::Above(value),
            Self::Below(_) => Self::Below(value),
            Self::Between(..) => return None,
        })
    }
}

impl Test {
    /// The same test at the other values that its wording could be read as, each with its value.
    pub fn others(&self) -> impl Iterator<Item = (f64, Self)> + '_ {
        let at = |v: f64| Some((v, Self { wording: self.wording.at(v)?, tolerance: self.tolerance, also: Vec::new() }));
        self.also.iter().filter_map(move |v| at(*v))
    }

    /// Least and greatest accepted value, and whether these ends themselves are accepted.
    #[must_use]
    pub fn accepted(&self) -> (f64, f64, bool) {
        let t = self.tolerance;
        match self.wording {
            Wording::About(v) => (v - t, v + t, true),
            Wording::Between(a, b) => (a - t, b + t, true),
            Wording::AtLeast(v) => (v - t, f64::INFINITY, true),
            Wording::AtMost(v) => (f64::NEG_INFINITY, v + t, true),
            Wording::Above(v) => (v, f64::INFINITY, false),
            Wording::Below(v) => (f64::NEG_INFINITY, v, false),
        }
    }

    /// Whether all values from `low` to `high` pass (yes), none does (no), or some do.
    #[must_use]
    pub fn passes(&self, low: f64, high: f64) -> Option<bool> {
        let (least, most, closed) = self.accepted();
        // Sums of shares in floating point may miss an end by a rounding error.
        let slack = if closed { 1e-12 * (1.0 + least.abs().min(most.abs())) } else { 0.0 };
        let inside = |v: f64| if closed { v >= least - slack && v <= most + slack } else { v > least && v < most };
        let apart = if closed { high < least - slack || low > most + slack } else { high <= least || low >= most };
        if inside(low) && inside(high) {
            Some(true)
        } else if apart {
            Some(false)
        } else {
            None
        }
    }

    /// The test in signs, values in `unit`, for a column.
    #[must_use]
    pub fn in_short(&self, unit: Unit) -> String {
        let say = |v: f64| words::quantity(v, unit);
        let base = match self.wording {
            Wording::About(v) => say(v),
            Wording::Between(a, b) => format!("{} to {}", say(a), say(b)),
            Wording::AtLeast(v) => format!("\u{2265} {}", say(v)),
            Wording::AtMost(v) => format!("\u{2264} {}", say(v)),
            Wording::Above(v) => format!("> {}", say(v)),
            Wording::Below(v) => format!("< {}", say(v)),
        };
        let room = if self.tolerance > 0.0 { format!(" \u{b1} {}", say(self.tolerance)) } else { String::new() };
        let also: String = self.also.iter().map(|v| format!(", or {}", say(*v))).collect();
        base + &room + &also
    }

    /// The test in words, values in `unit`.
    #[must_use]
    pub fn in_words(&self, unit: Option<Unit>) -> String {
        let say = |v: f64| unit.map_or_else(|| v.to_string(), |u| words::quantity(v, u));
        let base = match self.wording {
            Wording::About(v) => format!("about {}", say(v)),
            Wording::Between(a, b) => format!("from {} to {}", say(a), say(b)),
            Wording::AtLeast(v) => format!("at least {}", say(v)),
            Wording::AtMost(v) => format!("at most {}", say(v)),
            Wording::Above(v) => format!("above {}", say(v)),
            Wording::Below(v) => format!("below {}", say(v)),
        };
        let base = if self.also.is_empty() {
            base
        } else {
            let also: Vec<String> = self.also.iter().map(|v| say(*v)).collect();
            format!("{base} (also tried: {})", also.join(", "))
        };
        if self.tolerance > 0.0 { format!("{base}, give or take {}", say(self.tolerance)) } else { base }
    }
}

/// What is computed.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A measure of the catalogue, or any figure of the pages.
    Measure(Leaf),
    /// First over second.
    Ratio(Box<[Self; 2]>),
    /// First less second.
    Difference(Box<[Self; 2]>),
    /// First times second, a pure number.
    Times(Box<[Self; 2]>),
    /// All together.
    Sum(Vec<Self>),
    /// The first as a share of all of the others together.
    Share(Box<Self>, Vec<Self>),
    /// From one year to another.
    Change(Box<Self>, [Year; 2], ChangeIn),
    /// Place among others, 1 for the largest value.
    Rank(Leaf, Vary),
    /// First year from one to another in which a test passes; `lasting`: and in all years after.
    FirstYear {
        /// What is tested each year.
        of: Box<Self>,
        /// The test.
        when: Test,
        /// First and last year looked at.
        years: [Year; 2],
        /// Whether it must go on.
        lasting: bool,
    },
}

/// How a change is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeIn {
    /// Later less earlier, in the unit of the value.
    Difference,
    /// Later over earlier less one, as a fraction.
    Relative,
    /// Natural logarithm of later over earlier.
    Log,
}

/// The side of a measure that is exchanged for all others to rank it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vary {
    /// The state itself.
    Economy,
    /// Who depends.
    Dependent,
    /// On whom.
    On,
}

/// A measure with whom, what and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Identifier of the measure or variable.
    pub measure: String,
    /// Whom it is about.
    pub whom: Whom,
    /// Its year; without one, that of the expression around it.
    pub year: Option<Year>,
    /// Sector or product.
    pub item: Option<String>,
    /// The one source wanted; all that apply without one.
    pub source: Option<String>,
    /// A remark its figure must carry, e.g. `basis:cinc` or `date:2018-06-30`.
    pub remark: Option<String>,
    /// The input of the figure that is wanted instead of its value, e.g. `base rate`.
    pub input: Option<String>,
}

/// Whom a measure is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Whom {
    /// One state.
    State(Economy),
    /// One side's dependence on the other.
    Directed(Who, Who),
    /// Both alike.
    Between(Economy, Economy),
}

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(e) => write!(f, "{e}"),
            Self::Directed(a, b) => write!(f, "{a} on {b}"),
            Self::Between(a, b) => write!(f, "{a} and {b}"),
        }
    }
}

impl fmt::Display for Leaf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(input) = &self.input {
            write!(f, "{input} behind ")?;
        }
        write!(f, "{} of {}", self.measure, self.whom)?;
        for more in [&self.item, &self.source, &self.remark].into_iter().flatten() {
            write!(f, ", {more}")?;
        }
        self.year.map_or(Ok(()), |year| write!(f, ", {year}"))
    }
}

fn listed(all: &[Expression]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measure(leaf) => write!(f, "{leaf}"),
            Self::Ratio(two) => write!(f, "ratio of ({}) to ({})", two[0], two[1]),
            Self::Difference(two) => write!(f, "({}) less ({})", two[0], two[1]),
            Self::Times(two) => write!(f, "({}) times ({})", two[0], two[1]),
            Self::Sum(all) => write!(f, "sum of ({})", listed(all)),
            Self::Share(part, whole) => write!(f, "share of ({part}) in ({})", listed(whole)),
            Self::Change(of, [from, to], kind) => {
                let kind = match kind {
                    ChangeIn::Difference => "change",
                    ChangeIn::Relative => "relative change",
                    ChangeIn::Log => "log change",
                };
                write!(f, "{kind} of ({of}) from {from} to {to}")
            }
            Self::Rank(leaf, vary) => {
                let among = match vary {
                    Vary::Economy => "all states",
                    Vary::Dependent => "all who depend",
                    Vary::On => "all it could depend on",
                };
                write!(f, "place of ({leaf}) among {among}")
            }
            Self::FirstYear { of, when, years: [from, to], lasting } => {
                let what = if *lasting { "year since which" } else { "first year in which" };
                write!(f, "{what} ({of}) is {}, {from} to {to}", when.in_words(None))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_passes_fails_or_turns() {
        let test = Test { wording: Wording::About(0.31), tolerance: 0.02, also: vec![] };
        assert_eq!(test.passes(0.30, 0.32), Some(true));
        assert_eq!(test.passes(0.34, 0.40), Some(false));
        assert_eq!(test.passes(0.32, 0.34), None);
        // Both ends outside, the claimed value between them.
        assert_eq!(test.passes(0.2, 0.4), None);
        let above = Test { wording: Wording::Above(2.0), tolerance: 0.0, also: vec![] };
        assert_eq!((above.passes(2.0, 2.0), above.passes(2.1, 2.1)), (Some(false), Some(true)));
        assert_eq!(above.passes(f64::NEG_INFINITY, 3.0), None);
    }
}
