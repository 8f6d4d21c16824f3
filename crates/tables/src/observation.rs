//! Values that are known, or missing with a reason.

use crate::{Economy, Year, YearRange};
use serde::Serialize;
use std::fmt;

/// Why a value is missing. A missing value is never zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Missing {
    /// The year lies outside the source's coverage window for this economy and variable.
    OutsideWindow {
        /// The window the source does cover.
        window: YearRange,
    },
    /// The source does not hold this economy at all.
    NotCovered {
        /// The economy that is absent.
        economy: Economy,
    },
    /// Neither side of the flow published its trade in that year.
    NeitherReports {
        /// The year in question.
        year: Year,
    },
    /// Inside the window, but the source has no value there.
    Gap,
    /// No loaded source holds the quantity; `fill` names a dataset and the command that imports it.
    NoSource {
        /// Dataset and command that would fill it.
        fill: String,
    },
    /// The figure is not defined here (a zero denominator, one side is not a state, ...).
    NotDefined {
        /// Why.
        why: String,
    },
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutsideWindow { window } => write!(f, "outside the source's window {window}"),
            Self::NotCovered { economy } => write!(f, "{economy} is not in the source"),
            Self::NeitherReports { year } => {
                write!(f, "unknown: neither side published its trade of {year}")
            }
            Self::Gap => write!(f, "no value in the source"),
            Self::NoSource { fill } => write!(f, "no data loaded: {fill}"),
            Self::NotDefined { why } => write!(f, "not defined: {why}"),
        }
    }
}

/// A number from a source, or the reason why there is none.
///
/// There is deliberately no conversion to `f64` with a default.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// A finite number.
    Known(f64),
    /// No number.
    Missing(Missing),
}

impl Observation {
    /// The number, if known.
    #[must_use]
    pub fn known(&self) -> Option<f64> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Missing(_) => None,
        }
    }

    /// Applies `f` to a known value; a non-finite result becomes [`Missing::NotDefined`].
    #[must_use]
    pub fn map(self, f: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Known(value) => Self::finite(f(value), "the arithmetic has no finite result"),
            missing @ Self::Missing(_) => missing,
        }
    }

    /// A ratio; missing if either part is, not defined if the denominator is zero.
    #[must_use]
    pub fn ratio(numerator: Self, denominator: Self) -> Self {
        match (numerator, denominator) {
            (Self::Known(_), Self::Known(0.0)) => {
                Self::Missing(Missing::NotDefined { why: "the denominator is zero".into() })
            }
            (Self::Known(n), Self::Known(d)) => Self::finite(n / d, "the ratio is not finite"),
            (missing @ Self::Missing(_), _) | (_, missing @ Self::Missing(_)) => missing,
        }
    }

    /// `Known` for a finite value, otherwise `NotDefined` with `why`.
    #[must_use]
    pub fn finite(value: f64, why: &str) -> Self {
        if value.is_finite() { Self::Known(value) } else { Self::Missing(Missing::NotDefined { why: why.into() }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_over_zero_is_not_defined_and_never_infinite() {
        let r = Observation::ratio(Observation::Known(1.0), Observation::Known(0.0));
        assert!(matches!(r, Observation::Missing(Missing::NotDefined { .. })));
    }

    #[test]
    fn a_missing_part_makes_a_missing_ratio() {
        let r = Observation::ratio(Observation::Known(1.0), Observation::Missing(Missing::Gap));
        assert_eq!(r, Observation::Missing(Missing::Gap));
    }
}
