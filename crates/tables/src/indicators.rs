//! `indicators`: one value per variable, economy and year.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | calendar year |
//! | `economy` | word | code of the vocabulary |
//! | `variable` | word | identifier from [`crate::variables`] |
//! | `value` | number | in the variable's unit, never null: a missing value has no row |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile, TableMeta};
use crate::trade::year_of;
use crate::{Economy, Missing, Observation, Year, YearRange};
use std::collections::BTreeMap;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Calendar year.
    pub year: Year,
    /// Economy.
    pub economy: Economy,
    /// Identifier from [`crate::variables`].
    pub variable: String,
    /// Value in the variable's unit.
    pub value: f64,
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[Indicator], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("year", Column::Int(rows.iter().map(|r| i32::from(r.year.0)).collect())),
        ("economy", Column::Label(rows.iter().map(|r| r.economy.code()).collect())),
        ("variable", Column::Label(rows.iter().map(|r| r.variable.as_str()).collect())),
        ("value", Column::Float(rows.iter().map(|r| r.value).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// The values of one source, with its windows.
#[derive(Clone, Debug)]
pub struct Indicators {
    meta: TableMeta,
    series: BTreeMap<(String, Economy), BTreeMap<Year, f64>>,
}

impl Indicators {
    /// Reads the table whole.
    ///
    /// # Errors
    /// [`StoreError`] if the file is not an indicators table.
    pub fn read(file: &TableFile) -> Result<Self, StoreError> {
        let mut series: BTreeMap<(String, Economy), BTreeMap<Year, f64>> = BTreeMap::new();
        file.for_each(&Selection { columns: &["year", "economy", "variable", "value"], years: None }, |frame| {
            let economies = frame.economies("economy")?;
            let (years, variables, values) = (frame.ints("year")?, frame.labels("variable")?, frame.floats("value")?);
            for row in 0..frame.rows() {
                series
                    .entry((variables.get(row).to_owned(), economies[row]))
                    .or_default()
                    .insert(year_of(row, years[row])?, values[row]);
            }
            Ok(())
        })?;
        Ok(Self { meta: file.meta().clone(), series })
    }

    /// The table's provenance and windows.
    #[must_use]
    pub const fn meta(&self) -> &TableMeta {
        &self.meta
    }

    /// The value of `variable` for `economy` in `year`, or why there is none.
    #[must_use]
    pub fn get(&self, variable: &str, economy: Economy, year: Year) -> Observation {
        if let Some(value) = self.series(variable, economy).and_then(|s| s.get(&year)) {
            return Observation::Known(*value);
        }
        Observation::Missing(match self.meta.coverage.window(variable, economy) {
            None => Missing::NotCovered { economy },
            Some(window) if !window.contains(year) => Missing::OutsideWindow { window },
            Some(_) => Missing::Gap,
        })
    }

    /// All known values of `variable` for `economy` by year.
    #[must_use]
    pub fn series(&self, variable: &str, economy: Economy) -> Option<&BTreeMap<Year, f64>> {
        self.series.get(&(variable.to_owned(), economy))
    }

    /// The known values of `variable` in `year`, in economy order.
    pub fn cross_section<'a>(&'a self, variable: &'a str, year: Year) -> impl Iterator<Item = (Economy, f64)> + 'a {
        self.series
            .iter()
            .filter(move |((name, _), _)| name == variable)
            .filter_map(move |((_, economy), values)| values.get(&year).map(|v| (*economy, *v)))
    }

    /// The window of `variable` for `economy`.
    #[must_use]
    pub fn window(&self, variable: &str, economy: Economy) -> Option<YearRange> {
        self.meta.coverage.window(variable, economy)
    }
}
