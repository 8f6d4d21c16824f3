//! Who stopped publishing trade, and when (`reporting.toml`).

use crate::{Economy, Year};
use serde::Deserialize;

/// One dated fact: `economy` did not report its trade from `from` to `to` (both included; no `to`
/// means: still not).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The economy that does not report.
    pub economy: Economy,
    /// First year without a report.
    pub from: Year,
    /// Last year without a report; `None` while it lasts.
    pub to: Option<Year>,
    /// `published` or `inferred`.
    pub basis: String,
    /// Where the fact comes from.
    pub source: String,
    /// The one table source that the fact holds for, e.g. an edition of a classification in which
    /// the economy did not report; `None` if it published nothing at all.
    pub dataset: Option<String>,
}

/// All dated facts about who reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reporting {
    silences: Vec<Silence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    silence: Vec<RawSilence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSilence {
    economy: String,
    from: i16,
    to: Option<i16>,
    basis: String,
    source: String,
    dataset: Option<String>,
}

/// Why a `reporting.toml` was refused.
#[derive(Debug, thiserror::Error)]
pub enum ReportingError {
    /// Not TOML, or an unknown field; the message carries line and column.
    #[error("reporting.toml: {0}")]
    Toml(#[from] toml::de::Error),
    /// The economy code is not in the vocabulary.
    #[error("reporting.toml: unknown economy `{0}`")]
    UnknownEconomy(String),
}

impl Reporting {
    /// Parses the text of a `reporting.toml`.
    ///
    /// # Errors
    /// [`ReportingError`] for malformed TOML or unknown economies.
    pub fn parse(text: &str) -> Result<Self, ReportingError> {
        let raw: RawFile = toml::from_str(text)?;
        let mut silences = Vec::with_capacity(raw.silence.len());
        for s in raw.silence {
            let economy =
                Economy::from_code(&s.economy).ok_or_else(|| ReportingError::UnknownEconomy(s.economy.clone()))?;
            silences.push(Silence {
                economy,
                from: Year(s.from),
                to: s.to.map(Year),
                basis: s.basis,
                source: s.source,
                dataset: s.dataset,
            });
        }
        Ok(Self { silences })
    }

    /// The fact that says the reports behind `dataset` lack `economy` in `year`, if there is one.
    #[must_use]
    pub fn silence(&self, dataset: &str, economy: Economy, year: Year) -> Option<&Silence> {
        self.silences.iter().find(|s| {
            s.economy == economy
                && s.from <= year
                && s.to.is_none_or(|to| year <= to)
                && s.dataset.as_deref().is_none_or(|d| d == dataset)
        })
    }

    /// Whether the reports behind `dataset` lack both economies in `year`.
    #[must_use]
    pub fn both_silent(&self, dataset: &str, a: Economy, b: Economy, year: Year) -> bool {
        self.silence(dataset, a, year).is_some() && self.silence(dataset, b, year).is_some()
    }

    /// Every fact in file order.
    #[must_use]
    pub fn facts(&self) -> &[Silence] {
        &self.silences
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_about_one_dataset_holds_there_only() {
        let text = "
            [[silence]]\neconomy = 'RUS'\nfrom = 2022\nbasis = 'published'\nsource = 's'
            [[silence]]\neconomy = 'KOR'\nfrom = 2023\nto = 2023\nbasis = 'inferred'\nsource = 's'\ndataset = 'd'";
        let reporting = Reporting::parse(text).unwrap();
        let [russia, korea] = ["RUS", "KOR"].map(|code| Economy::from_code(code).unwrap());
        assert!(reporting.both_silent("d", russia, korea, Year(2023)));
        assert!(!reporting.both_silent("other", russia, korea, Year(2023)));
        assert!(!reporting.both_silent("d", russia, korea, Year(2024)));
        assert!(reporting.silence("other", russia, Year(2030)).is_some());
    }
}
