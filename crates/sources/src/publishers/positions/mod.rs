//! Readers of finance and people between economies, each writing one table of positions.
//!
//! A cell that the publisher withholds becomes a row without a value and with the reason; an empty cell becomes
//! no row. Neither is ever a zero.

pub mod bis;
pub mod ids;
pub mod imf;
pub mod matrix;
pub mod migrants;

use crate::error::{ImportError, Place};
use crate::import::ImportOptions;
use crate::report::ImportReport;
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::coverage::Coverage;
use suzerain_tables::positions::{Position, Variable, to_frame};
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::{Economy, Year};

/// The word for a cell that the publisher keeps secret.
const CONFIDENTIAL: &str = "confidential";

type Key = (Variable, Economy, Option<Economy>, Year);

/// Positions as they are read.
#[derive(Default)]
struct Gathered(BTreeMap<Key, (Result<f64, String>, Place)>);

impl Gathered {
    /// Takes a position.
    ///
    /// # Errors
    /// [`ImportError::Duplicate`] if it stands twice.
    fn put(&mut self, key: Key, value: Result<f64, String>, place: Place) -> Result<(), ImportError> {
        if let Some((_, first)) = self.0.get(&key) {
            let other = key.2.map_or("all", Economy::code);
            let first = first.line.unwrap_or(0);
            let key = format!("{} of {} with {other} in {}", key.0.name(), key.1, key.3);
            return Err(ImportError::Duplicate { place, key, first });
        }
        self.0.insert(key, (value, place));
        Ok(())
    }

    /// Marks a position as withheld unless it has a value.
    fn withhold(&mut self, key: Key, place: Place) {
        self.0.entry(key).or_insert((Err(CONFIDENTIAL.to_owned()), place));
    }

    /// Writes the table.
    ///
    /// # Errors
    /// [`ImportError`] if there is nothing to write, or it cannot be written.
    fn finish(
        self,
        into: &Path,
        own: &str,
        options: &ImportOptions,
        status: TableStatus,
        notes: Vec<String>,
        report: &mut ImportReport,
    ) -> Result<(), ImportError> {
        if self.0.is_empty() {
            return Err(ImportError::Content {
                place: Place::file(into),
                message: format!("none of the {} rows read is a position between two economies", report.rows_read),
            });
        }
        let source = options.source_or(own);
        let mut coverage = Coverage::default();
        let rows: Vec<Position> = self
            .0
            .into_iter()
            .map(|((variable, owner, counterpart, year), (value, _))| {
                coverage.extend(variable.name(), owner, year);
                Position { year, owner, counterpart, variable, value }
            })
            .collect();
        let withheld = rows.iter().filter(|r| r.value.is_err()).count();
        if withheld > 0 {
            report.notes.push(format!("{withheld} cells are confidential: missing, not zero"));
        }
        let meta = TableMeta {
            kind: TableKind::Positions,
            source: source.clone(),
            vintage: options.vintage_or(None),
            classification: None,
            universe: None,
            scope: Scope::AllGoods,
            status,
            absent: Absent::Unknown,
            coverage,
            notes,
        };
        std::fs::create_dir_all(into)
            .map_err(|e| ImportError::Read { place: Place::file(into), message: e.to_string() })?;
        let path = into.join(format!("positions-{source}.parquet"));
        store::write(&path, &to_frame(&rows, &source)?, &meta)?;
        report.written.push((path, rows.len() as u64));
        Ok(())
    }
}

/// Words in front of which a name carries its form of state behind a comma.
const FORMS: [&str; 12] = [
    "Rep",
    "Republic",
    "Kingdom",
    "Islamic",
    "The",
    "Union",
    "State",
    "Principality",
    "Federated",
    "República",
    "United",
    "Dem.",
];

/// Names that neither the vocabulary nor the rule of [`named`] resolves.
const NAMES: [(&str, &str); 21] = [
    ("China, P.R.: Mainland", "CHN"),
    ("China, P.R.: Hong Kong", "HKG"),
    ("China, P.R.: Macao", "MAC"),
    ("Taiwan Province of China", "TWN"),
    ("Korea, Dem. People's Rep. of", "PRK"),
    ("Korea, Democratic People's Rep. of", "PRK"),
    ("Korea, D.P.R. of", "PRK"),
    ("Korea, Dem. Rep.", "PRK"),
    ("Korea, Republic of", "KOR"),
    ("Korea, Rep. of", "KOR"),
    ("Korea, Rep.", "KOR"),
    ("Congo, Democratic Republic of", "COD"),
    ("Congo, Dem. Rep. of the", "COD"),
    ("Congo, Dem. Rep.", "COD"),
    ("Congo, Republic of", "COG"),
    ("Congo, Rep. of", "COG"),
    ("Congo, Rep.", "COG"),
    ("Lao People's Dem. Rep.", "LAO"),
    ("Kyrgyz Rep.", "KGZ"),
    ("Slovak Rep.", "SVK"),
    ("Germany, Fed. Rep. of", "DEU"),
];

/// The economy a publisher's name means: as the vocabulary spells it, as listed above, or with its form of state
/// (`Armenia, Rep. of`) taken off.
fn named(name: &str) -> Option<Economy> {
    let name = name.trim().trim_end_matches('*').trim();
    if let Some((_, code)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Economy::from_code(code);
    }
    let state = |e: &Economy| !e.is_aggregate();
    if let Ok(economy) = Economy::resolve(name, None) {
        return Some(economy).filter(state);
    }
    let (head, form) = name.split_once(", ")?;
    let form = FORMS.iter().any(|word| form.starts_with(word));
    form.then(|| Economy::resolve(head, None).ok()).flatten().filter(state)
}

/// A year between 1900 and 2100 at the beginning of a text that goes on with no further digit.
fn leading_year(text: &str) -> Option<Year> {
    let digits: String = text.trim().chars().take_while(char::is_ascii_digit).collect();
    let year: i16 = (digits.len() == 4).then(|| digits.parse().ok()).flatten()?;
    (1900..=2100).contains(&year).then_some(Year(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_funds_and_the_banks_lists_are_resolved() {
        for (name, code) in [
            ("China, P.R.: Mainland", Some("CHN")),
            ("Armenia, Rep. of", Some("ARM")),
            ("Netherlands, The", Some("NLD")),
            ("Iran, Islamic Rep. of", Some("IRN")),
            ("Russian Federation", Some("RUS")),
            ("Congo, Dem. Rep. of the", Some("COD")),
            ("Korea, Rep. of", Some("KOR")),
            ("Egypt, Arab Rep.", Some("EGY")),
            ("Euro Area", None),
            ("World Bank-IDA", None),
            ("Not Specified (including Confidential)", None),
        ] {
            assert_eq!(named(name).map(Economy::code), code, "{name}");
        }
        assert_eq!(leading_year("2022 [YR2022]"), Some(Year(2022)));
        assert_eq!(leading_year("2022S1"), Some(Year(2022)));
        assert_eq!(leading_year("20221"), None);
    }
}
