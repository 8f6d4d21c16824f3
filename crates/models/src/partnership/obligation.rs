//! The base of equation 9 for outcome (b): how often pairs without a defence obligation take one on.
//!
//! Pairs with a lesser tie (consultation, neutrality, non-aggression, offence alone) have the rate of all such pairs, a year. Pairs
//! without any have the event model of any tie, times the part of new ties that hold a defence from the start. Answer and
//! score call the same functions.

use super::regime::yearly;
use std::collections::BTreeMap;

/// The tie of a pair in a year of a list of obligations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tie {
    /// 3 defence or offence, 2 neutrality or consultation, 1 non-aggression, 0 none.
    pub level: u8,
    /// Whether it holds a defence obligation, of either to the other.
    pub defence: bool,
}

/// How often pairs that had no defence obligation took one on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DefenceRate {
    /// Pair-years with a lesser tie that the list follows into the next year.
    pub years: usize,
    /// New defence obligations in the year after.
    pub events: usize,
    /// Ties that began, of any kind.
    pub begun: usize,
    /// Those of them with a defence obligation from the start.
    pub begun_with_defence: usize,
}

impl DefenceRate {
    /// Adds a pair's ties by year, as far as the list looked: from `first` to `last`. Years without a tie may be left out.
    pub fn count(&mut self, ties: &BTreeMap<i16, Tie>, (first, last): (i16, i16)) {
        if first > last {
            return;
        }
        for (year, tie) in ties.range(first..=last).filter(|(_, t)| t.level > 0) {
            let tied = ties.get(&(year - 1)).is_some_and(|t| t.level > 0);
            if *year > first && !tied {
                self.begun += 1;
                self.begun_with_defence += usize::from(tie.defence);
            }
            if *year < last && !tie.defence {
                self.years += 1;
                self.events += usize::from(ties.get(&(year + 1)).is_some_and(|t| t.defence));
            }
        }
    }

    /// Probability a year with a lesser tie.
    #[must_use]
    pub fn yearly(self) -> Option<f64> {
        (self.years > 0).then(|| self.events as f64 / self.years as f64)
    }

    /// Part of the ties that began which held a defence obligation from the start.
    #[must_use]
    pub fn defence_part(self) -> Option<f64> {
        (self.begun > 0).then(|| self.begun_with_defence as f64 / self.begun as f64)
    }

    /// Probability a year of a new defence obligation for a pair with this tie, without the terms of the model; `formation` is
    /// the probability of any tie of consultation or more within five years. None under a defence obligation, or where nothing is
    /// known.
    #[must_use]
    pub fn hazard(self, tie: Tie, formation: impl FnOnce() -> Option<f64>) -> Option<f64> {
        match tie {
            Tie { defence: true, .. } => None,
            Tie { level: 0, .. } => Some(yearly(formation()?, 5) * self.defence_part()?),
            Tie { .. } => self.yearly(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ties(of: &[(i16, u8, bool)]) -> BTreeMap<i16, Tie> {
        of.iter().map(|(year, level, defence)| (*year, Tie { level: *level, defence: *defence })).collect()
    }

    /// Worked by hand: a lesser tie of three years that becomes a defence, and one that ends.
    #[test]
    fn pair_years_at_risk_and_what_came() {
        let mut rate = DefenceRate::default();
        rate.count(&ties(&[(1952, 2, false), (1953, 2, false), (1954, 1, false), (1955, 3, true)]), (1950, 1960));
        rate.count(&ties(&[(1950, 2, false), (1951, 2, false)]), (1950, 1960));
        rate.count(&ties(&[(1958, 3, true), (1960, 2, false)]), (1950, 1960));
        // Five years at risk are followed; of 1960 nothing is known. Ties of the first year began before the list.
        assert_eq!(rate, DefenceRate { years: 5, events: 1, begun: 3, begun_with_defence: 1 });
        assert_eq!((rate.yearly(), rate.defence_part()), (Some(0.2), Some(1.0 / 3.0)));
        let mut early = DefenceRate::default();
        early.count(&ties(&[(1952, 2, false), (1953, 2, false), (1955, 3, true)]), (1950, 1953));
        assert_eq!((early.years, early.events), (1, 0), "nothing later is seen");
    }

    #[test]
    fn a_pair_has_the_rate_of_its_like() {
        let rate = DefenceRate { years: 100, events: 2, begun: 10, begun_with_defence: 4 };
        let of = |level, defence| rate.hazard(Tie { level, defence }, || Some(0.2));
        assert_eq!((of(3, true), of(2, false)), (None, Some(0.02)));
        assert!((of(0, false).unwrap() - 0.4 * (1.0 - 0.8_f64.powf(0.2))).abs() < 1e-12);
        assert_eq!(rate.hazard(Tie::default(), || None), None);
        assert_eq!(DefenceRate::default().hazard(Tie { level: 1, defence: false }, || None), None);
    }
}
