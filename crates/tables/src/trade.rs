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
use crate::store::{Absent, StoreError, TableFile, TableMeta};
use crate::{Economy, Missing, Observation, Year, YearRange, coverage};
use std::collections::HashMap;
use std::path::Path;

/// Columns of the table in order.
pub const COLUMNS: [&str; 8] =
    ["year", "exporter", "importer", "classification", "item", "value_kusd", "quantity_t", "source"];

/// Rows that room is made for at most before they are read.
const MOST_RESERVED: usize = 1 << 25;

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
    /// Distinct item codes.
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

impl Flows {
    /// Makes room for rows a footer promises; a footer can lie, so room that is not there is no error.
    fn reserve(&mut self, rows: usize) {
        let rows = rows.min(MOST_RESERVED);
        let _ = self.year.try_reserve(rows);
        let _ = self.exporter.try_reserve(rows);
        let _ = self.importer.try_reserve(rows);
        let _ = self.item.try_reserve(rows);
        let _ = self.value_kusd.try_reserve(rows);
        let _ = self.quantity_t.try_reserve(rows);
    }

    /// Appends the rows of `other`, whose items are joined by their codes.
    fn append(&mut self, other: Self, name: &Path) -> Result<(), StoreError> {
        if self.is_empty() {
            *self = other;
            return Ok(());
        }
        let mut known = Items::of(&self.item_codes);
        let places: Result<Vec<u16>, FrameError> =
            other.item_codes.iter().map(|code| known.place(&mut self.item_codes, code)).collect();
        let places = places.map_err(|source| StoreError::Frame { path: name.to_owned(), source })?;
        self.year.extend(other.year);
        self.exporter.extend(other.exporter);
        self.importer.extend(other.importer);
        self.item.extend(other.item.into_iter().map(|item| places[usize::from(item)]));
        self.value_kusd.extend(other.value_kusd);
        self.quantity_t.extend(other.quantity_t);
        Ok(())
    }
}

/// Places of item codes in a list that grows.
#[derive(Default)]
struct Items(HashMap<String, u16>);

impl Items {
    fn of(codes: &[String]) -> Self {
        Self((0_u16..).zip(codes).map(|(at, code)| (code.clone(), at)).collect())
    }

    fn place(&mut self, codes: &mut Vec<String>, code: &str) -> Result<u16, FrameError> {
        if let Some(at) = self.0.get(code) {
            return Ok(*at);
        }
        let at = u16::try_from(codes.len()).map_err(|_| FrameError::Value {
            row: 0,
            column: "item".into(),
            why: "more than 65,535 distinct items".into(),
        })?;
        self.0.insert(code.to_owned(), at);
        codes.push(code.to_owned());
        Ok(at)
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

/// Decodes the flows of a trade table that pass the filter, in file order; large tables on several
/// threads.
///
/// # Errors
/// [`StoreError`] if the file is not a trade table or cannot be decoded.
pub fn read(file: &TableFile, filter: &FlowFilter) -> Result<Flows, StoreError> {
    let groups = file.row_groups(filter.years);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, groups.len().max(1));
    let share = groups.len().div_ceil(threads).max(1);
    let parts: Vec<Result<Flows, StoreError>> = std::thread::scope(|scope| {
        let others: Vec<_> = groups
            .chunks(share)
            .skip(1)
            .map(|part| scope.spawn(move || read_groups(file, filter, part, file.rows_in(part))))
            .collect();
        // The first part takes in the others.
        let first = groups.get(..share.min(groups.len())).unwrap_or_default();
        let first = read_groups(file, filter, first, file.rows_in(&groups));
        let joined =
            others.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(first).chain(joined).collect()
    });
    let mut flows = Flows::default();
    for part in parts {
        flows.append(part?, file.name())?;
    }
    Ok(flows)
}

/// Decodes some groups of rows, with room for `rows` of them where all are wanted.
fn read_groups(file: &TableFile, filter: &FlowFilter, groups: &[usize], rows: usize) -> Result<Flows, StoreError> {
    let mut flows = Flows::default();
    if filter.touching.is_empty() {
        flows.reserve(rows);
    }
    let mut known = Items::default();
    let mut columns = vec!["year", "exporter", "importer", "item", "value_kusd"];
    if filter.quantities {
        columns.push("quantity_t");
    }
    let mut touched = vec![filter.touching.is_empty(); Economy::count()];
    for economy in &filter.touching {
        touched[economy.index()] = true;
    }
    file.for_each_in(&columns, groups, |frame| {
        let years = frame.ints("year")?;
        let (exporters, importers) = (frame.labels("exporter")?, frame.labels("importer")?);
        let (exporter_of, importer_of) = (exporters.economies()?, importers.economies()?);
        let items = frame.labels("item")?;
        let values = frame.floats("value_kusd")?;
        let quantities = if filter.quantities { Some(frame.floats("quantity_t")?) } else { None };
        let mut item_of = Vec::with_capacity(items.names.len());
        for name in &items.names {
            item_of.push(known.place(&mut flows.item_codes, name)?);
        }
        let wanted = |year: &i32| i16::try_from(*year).is_ok_and(|y| filter.years.is_none_or(|r| r.contains(Year(y))));
        if filter.touching.is_empty() && years.iter().all(wanted) {
            flows.year.extend(years.iter().map(|year| Year(i16::try_from(*year).unwrap_or(i16::MAX))));
            flows.exporter.extend(exporters.codes.iter().map(|code| exporter_of[*code as usize]));
            flows.importer.extend(importers.codes.iter().map(|code| importer_of[*code as usize]));
            flows.item.extend(items.codes.iter().map(|code| item_of[*code as usize]));
            flows.value_kusd.extend_from_slice(values);
            match quantities {
                Some(quantities) => flows.quantity_t.extend_from_slice(quantities),
                None => flows.quantity_t.resize(flows.year.len(), f64::NAN),
            }
            return Ok(());
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
