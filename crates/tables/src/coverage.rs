//! Coverage windows: for which economy, variable and years a source can be trusted to have looked.

use crate::{Economy, Year, YearRange};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Windows per economy and variable. Inside a window an absent row means what the table's schema
/// says it means; outside, the value is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    windows: BTreeMap<(String, Economy), YearRange>,
}

/// The variable name under which tables of flows register their economies.
pub const FLOWS: &str = "flows";
/// The variable name under which alliance tables register their states.
pub const OBLIGATIONS: &str = "obligations";
/// The variable name under which vote tables register their states (calendar year of the session).
pub const VOTES: &str = "votes";
/// The variable name under which reserve tables register their holders.
pub const RESERVES: &str = "reserves";

impl Coverage {
    /// Widens the window of `economy` and `variable` so that it holds `year`.
    pub fn extend(&mut self, variable: &str, economy: Economy, year: Year) {
        let seen = YearRange::new(year, year);
        if let Some(window) = self.windows.get_mut(&(variable.to_owned(), economy)) {
            *window = window.hull(seen);
        } else {
            self.windows.insert((variable.to_owned(), economy), seen);
        }
    }

    /// The window of `economy` for `variable`, if the source has any value there.
    #[must_use]
    pub fn window(&self, variable: &str, economy: Economy) -> Option<YearRange> {
        self.windows.get(&(variable.to_owned(), economy)).copied()
    }

    /// Every economy with a window for `variable`, in code order.
    pub fn economies<'a>(&'a self, variable: &'a str) -> impl Iterator<Item = (Economy, YearRange)> + 'a {
        self.windows
            .iter()
            .filter(move |((name, _), _)| name == variable)
            .map(|((_, economy), window)| (*economy, *window))
    }

    /// Every variable with at least one window, sorted.
    #[must_use]
    pub fn variables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.windows.keys().map(|(name, _)| name.as_str()).collect();
        names.dedup();
        names
    }

    /// The hull of all windows of `variable`.
    #[must_use]
    pub fn span(&self, variable: &str) -> Option<YearRange> {
        self.economies(variable).map(|(_, w)| w).reduce(YearRange::hull)
    }

    /// Adds every window of `other`.
    pub fn merge(&mut self, other: &Self) {
        for ((variable, economy), window) in &other.windows {
            self.extend(variable, *economy, window.first);
            self.extend(variable, *economy, window.last);
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Row(String, String, i16, i16);

impl Serialize for Coverage {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.windows.iter().map(|((v, e), w)| Row(v.clone(), e.code().to_owned(), w.first.0, w.last.0)))
    }
}

impl<'de> Deserialize<'de> for Coverage {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let rows = Vec::<Row>::deserialize(d)?;
        let mut windows = BTreeMap::new();
        for Row(variable, code, first, last) in rows {
            let economy = Economy::from_code(&code)
                .ok_or_else(|| serde::de::Error::custom(format!("unknown economy `{code}`")))?;
            windows.insert((variable, economy), YearRange::new(Year(first), Year(last)));
        }
        Ok(Self { windows })
    }
}
