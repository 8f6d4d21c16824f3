//! Calendar years and closed ranges of them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar year (Gregorian), 1 to 9999 in practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Year(pub i16);

impl Year {
    /// The year as an index-friendly integer.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }

    /// Years from `other` to `self` (negative if `other` is later).
    #[must_use]
    pub const fn since(self, other: Self) -> i16 {
        self.0.saturating_sub(other.0)
    }

    /// The year `n` years later (earlier if negative).
    #[must_use]
    pub const fn plus(self, n: i16) -> Self {
        Self(self.0.saturating_add(n))
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A closed range of years, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct YearRange {
    /// First year.
    pub first: Year,
    /// Last year.
    pub last: Year,
}

impl YearRange {
    /// A range from `first` to `last`; empty if `last < first`.
    #[must_use]
    pub const fn new(first: Year, last: Year) -> Self {
        Self { first, last }
    }

    /// Whether `year` lies in the range.
    #[must_use]
    pub fn contains(self, year: Year) -> bool {
        self.first <= year && year <= self.last
    }

    /// The smallest range holding both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self::new(self.first.min(other.first), self.last.max(other.last))
    }

    /// Every year of the range in order.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Year> {
        (self.first.0..=self.last.0).map(Year)
    }
}

impl fmt::Display for YearRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last { write!(f, "{}", self.first) } else { write!(f, "{}-{}", self.first, self.last) }
    }
}
