//! Who sanctions whom, and since when (`sanctions.toml`): dated facts that say which suppliers a buyer can
//! still reach.

use crate::groups::{Group, UnknownGroup};
use crate::{Economy, Year};
use serde::Deserialize;
use std::collections::BTreeSet;

/// One dated fact: `senders` restrict trade with `target` from `from` to `to` (both included; no `to` means:
/// still).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanction {
    /// Economies that sanction, in code order.
    pub senders: Vec<Economy>,
    /// The sanctioned economy.
    pub target: Economy,
    /// First month, `YYYY-MM`.
    pub from: Month,
    /// Last month; `None` while it lasts.
    pub to: Option<Month>,
    /// Where the fact comes from.
    pub source: String,
}

/// A month of a year, ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Year.
    pub year: Year,
    /// Month, 1 to 12.
    pub month: u8,
}

/// All dated facts about who sanctions whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sanctions {
    facts: Vec<Sanction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    sanction: Vec<RawSanction>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSanction {
    senders: Vec<String>,
    target: String,
    from: String,
    to: Option<String>,
    source: String,
}

/// Why a list of sanctions was refused.
#[derive(Debug, thiserror::Error)]
pub enum SanctionsError {
    /// Not TOML, or an unknown field; the message carries line and column.
    #[error("not a list of sanctions: {0}")]
    Toml(#[from] toml::de::Error),
    /// The target is not in the vocabulary.
    #[error("unknown economy `{0}` in a list of sanctions")]
    UnknownEconomy(String),
    /// A sender is neither an economy nor a group.
    #[error("`{sender}` in a list of sanctions is neither an economy's code nor a group: {source}")]
    UnknownSender {
        /// The text.
        sender: String,
        /// Groups that exist.
        source: UnknownGroup,
    },
    /// A month that cannot be read.
    #[error("`{0}` in a list of sanctions is not a month written YYYY-MM")]
    Month(String),
}

fn month(text: &str) -> Result<Month, SanctionsError> {
    let refused = || SanctionsError::Month(text.to_owned());
    let (year, month) = text.split_once('-').ok_or_else(refused)?;
    let (year, month) = (year.parse().map_err(|_| refused())?, month.parse().map_err(|_| refused())?);
    if (1..=12).contains(&month) { Ok(Month { year: Year(year), month }) } else { Err(refused()) }
}

impl Sanctions {
    /// Parses the text of a `sanctions.toml`. A sender is an economy's code or a group; a group stands for
    /// its members in the year in which the sanction began.
    ///
    /// ```
    /// use suzerain_tables::{Economy, Year, sanctions::Sanctions};
    /// let text = "[[sanction]]\nsenders = ['USA']\ntarget = 'RUS'\nfrom = '2022-03'\nsource = 's'";
    /// let [usa, rus] = ["USA", "RUS"].map(|c| Economy::from_code(c).unwrap());
    /// let sanctions = Sanctions::parse(text).unwrap();
    /// assert!(sanctions.holds(usa, rus, Year(2022)) && !sanctions.holds(usa, rus, Year(2021)));
    /// ```
    ///
    /// # Errors
    /// [`SanctionsError`] for malformed TOML, unknown economies or groups, and months that cannot be read.
    pub fn parse(text: &str) -> Result<Self, SanctionsError> {
        let raw: RawFile = toml::from_str(text)?;
        let mut facts = Vec::with_capacity(raw.sanction.len());
        for s in raw.sanction {
            let target =
                Economy::from_code(&s.target).ok_or_else(|| SanctionsError::UnknownEconomy(s.target.clone()))?;
            let from = month(&s.from)?;
            let to = s.to.as_deref().map(month).transpose()?;
            let mut senders = BTreeSet::new();
            for sender in &s.senders {
                if let Some(economy) = Economy::from_code(sender) {
                    senders.insert(economy);
                } else {
                    let group = Group::resolve(sender)
                        .map_err(|source| SanctionsError::UnknownSender { sender: sender.clone(), source })?;
                    senders.extend(group.members(from.year.0));
                }
            }
            facts.push(Sanction { senders: senders.into_iter().collect(), target, from, to, source: s.source });
        }
        Ok(Self { facts })
    }

    /// Whether `sender` sanctioned `target` in more than half of the months of `year`.
    #[must_use]
    pub fn holds(&self, sender: Economy, target: Economy, year: Year) -> bool {
        let months = (1..=12)
            .filter(|month| {
                let now = Month { year, month: *month };
                self.facts.iter().any(|f| {
                    f.target == target
                        && f.senders.binary_search(&sender).is_ok()
                        && f.from <= now
                        && f.to.is_none_or(|to| now <= to)
                })
            })
            .count();
        months > 6
    }

    /// Every fact in file order.
    #[must_use]
    pub fn facts(&self) -> &[Sanction] {
        &self.facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
        [[sanction]]\nsenders = ['EU27', 'TWN']\ntarget = 'RUS'\nfrom = '2022-03'\nto = '2024-06'\nsource = 's'";

    #[test]
    fn groups_stand_for_their_members_and_a_year_counts_by_its_months() {
        let sanctions = Sanctions::parse(TEXT).unwrap();
        let economy = |code| Economy::from_code(code).unwrap();
        let holds = |sender, year| sanctions.holds(economy(sender), economy("RUS"), Year(year));
        assert!(holds("DEU", 2022) && holds("TWN", 2023));
        assert!(!holds("DEU", 2024), "six of twelve months");
        assert!(!holds("CHN", 2023) && !sanctions.holds(economy("RUS"), economy("DEU"), Year(2023)));
    }

    #[test]
    fn mistakes_are_named() {
        let refused = |from: &str, to: &str| Sanctions::parse(&TEXT.replace(from, to)).unwrap_err().to_string();
        assert!(refused("2022-03", "2022-13").contains("`2022-13`"));
        assert!(refused("'RUS'", "'XXX'").contains("`XXX`"));
        assert!(refused("EU27", "EU99").contains("EU99"));
        assert!(refused("source", "sauce").contains("sauce"));
    }
}
