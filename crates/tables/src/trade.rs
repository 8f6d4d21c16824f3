//! `trade`: flows between economies by year and item.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | calendar year |
//! | `exporter`, `importer` | word | codes of the vocabulary; equal for domestic sales |
//! | `classification` | word | classification of `item` |
//! | `item` | word | sector or product code |
//! | `value_kusd` | number | thousand current US dollars |
//! | `quantity_t` | number | metric tonnes, null where the source has none |
//! | `source` | word | short name of the source |

use crate::classification::Classification;
use crate::frame::{Column, Frame, FrameError, Labels};
use crate::reporting::Reporting;
use crate::store::{Absent, Selection, StoreError, TableFile, TableMeta};
use crate::{Economy, Missing, Observation, Year, YearRange, coverage};

/// Columns of the table in order.
pub const COLUMNS: [&str; 8] =
    ["year", "exporter", "importer", "classification", "item", "value_kusd", "quantity_t", "source"];

/// Flows of one source, column by column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flows {
    /// Calendar year of each row.
    pub year: Vec<Year>,
    /// Selling economy.
    pub exporter: Vec<Economy>,
    /// Buying economy.
    pub importer: Vec<Economy>,
    /// Index into `item_codes`.
    pub item: Vec<u16>,
    /// Distinct item codes, sorted.
    pub item_codes: Vec<String>,
    /// Thousand current US dollars.
    pub value_kusd: Vec<f64>,
    /// Metric tonnes; NaN where the source has none.
    pub quantity_t: Vec<f64>,
}

impl Flows {
    /// Rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.year.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.year.is_empty()
    }

    /// The columns as a frame, with the constant columns `classification` and `source` filled in.
    ///
    /// # Errors
    /// [`FrameError::Ragged`] if the columns differ in length.
    pub fn to_frame(&self, classification: Classification, source: &str) -> Result<Frame, FrameError> {
        let economies = |v: &[Economy]| Column::Label(v.iter().map(|e| e.code()).collect::<Labels>());
        let constant = |word: &str| Column::Label(Labels { codes: vec![0; self.len()], names: vec![word.to_owned()] });
        Frame::new(vec![
            ("year", Column::Int(self.year.iter().map(|y| i32::from(y.0)).collect())),
            ("exporter", economies(&self.exporter)),
            ("importer", economies(&self.importer)),
            ("classification", constant(classification.id())),
            ("item", Column::Label(self.item.iter().map(|i| self.item_codes[usize::from(*i)].as_str()).collect())),
            ("value_kusd", Column::Float(self.value_kusd.clone())),
            ("quantity_t", Column::Float(self.quantity_t.clone())),
            ("source", constant(source)),
        ])
    }
}

/// Which flows to decode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FlowFilter {
    /// Years, all if none.
    pub years: Option<YearRange>,
    /// Keep flows in which at least one of these takes part; all if empty.
    pub touching: Vec<Economy>,
    /// Decode quantities too (otherwise the column is NaN).
    pub quantities: bool,
}

/// Decodes the flows of a trade table that pass the filter, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not a trade table or cannot be decoded.
pub fn read(file: &TableFile, filter: &FlowFilter) -> Result<Flows, StoreError> {
    let mut flows = Flows::default();
    let mut columns = vec!["year", "exporter", "importer", "item", "value_kusd"];
    if filter.quantities {
        columns.push("quantity_t");
    }
    let selection = Selection { columns: &columns, years: filter.years };
    let mut touched = vec![filter.touching.is_empty(); Economy::count()];
    for economy in &filter.touching {
        touched[economy.index()] = true;
    }
    file.for_each(&selection, |frame| {
        let years = frame.ints("year")?;
        let (exporters, importers) = (frame.labels("exporter")?, frame.labels("importer")?);
        let (exporter_of, importer_of) = (exporters.economies()?, importers.economies()?);
        let items = frame.labels("item")?;
        let values = frame.floats("value_kusd")?;
        let quantities = if filter.quantities { Some(frame.floats("quantity_t")?) } else { None };
        let mut item_of = Vec::with_capacity(items.names.len());
        for name in &items.names {
            let at = flows.item_codes.iter().position(|c| c == name).unwrap_or_else(|| {
                flows.item_codes.push(name.clone());
                flows.item_codes.len() - 1
            });
            item_of.push(u16::try_from(at).map_err(|_| FrameError::Value {
                row: 0,
                column: "item".into(),
                why: "more than 65,535 distinct items".into(),
            })?);
        }
        for row in 0..frame.rows() {
            let exporter = exporter_of[exporters.codes[row] as usize];
            let importer = importer_of[importers.codes[row] as usize];
            if !touched[exporter.index()] && !touched[importer.index()] {
                continue;
            }
            let year = year_of(row, years[row])?;
            if filter.years.is_some_and(|range| !range.contains(year)) {
                continue;
            }
            flows.year.push(year);
            flows.exporter.push(exporter);
            flows.importer.push(importer);
            flows.item.push(item_of[items.codes[row] as usize]);
            flows.value_kusd.push(values[row]);
            flows.quantity_t.push(quantities.map_or(f64::NAN, |q| q[row]));
        }
        Ok(())
    })?;
    Ok(flows)
}

/// A year from a stored whole number.
///
/// # Errors
/// [`FrameError::Value`] if it is not a year.
pub fn year_of(row: usize, value: i32) -> Result<Year, FrameError> {
    i16::try_from(value).map(Year).map_err(|_| FrameError::Value {
        row,
        column: "year".into(),
        why: format!("{value} is not a year"),
    })
}

/// What the absence of a row for this flow means, or the reason why it is unknown.
///
/// Returns `Known(0.0)` only where the source looked and found nothing.
#[must_use]
pub fn absent_flow(
    meta: &TableMeta,
    reporting: &Reporting,
    exporter: Economy,
    importer: Economy,
    year: Year,
) -> Observation {
    for economy in [exporter, importer] {
        match meta.coverage.window(coverage::FLOWS, economy) {
            None => return Observation::Missing(Missing::NotCovered { economy }),
            Some(window) if !window.contains(year) => {
                return Observation::Missing(Missing::OutsideWindow { window });
            }
            Some(_) => {}
        }
    }
    match meta.absent {
        Absent::Zero => Observation::Known(0.0),
        Absent::Unknown => Observation::Missing(Missing::Gap),
        Absent::ZeroIfEitherReports if reporting.both_silent(&meta.source, exporter, importer, year) => {
            Observation::Missing(Missing::NeitherReports { year })
        }
        Absent::ZeroIfEitherReports => Observation::Known(0.0),
    }
}
