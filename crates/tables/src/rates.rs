//! `tariffs` and `elasticities`: rates that models need, by sector.
//!
//! | `tariffs` column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | calendar year |
//! | `exporter`, `importer` | word | codes of the vocabulary |
//! | `classification`, `item` | word | sector |
//! | `rate` | number | ad valorem, fraction of the value before duty |
//! | `source` | word | short name of the source |
//!
//! | `elasticities` column | type | meaning |
//! |---|---|---|
//! | `classification`, `item` | word | sector |
//! | `estimate` | word | which study the estimate comes from |
//! | `elasticity` | number | trade elasticity theta = sigma - 1, positive |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use crate::trade::year_of;
use crate::{Economy, Year};

/// A tariff on one sector of one ordered pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Tariff {
    /// Calendar year.
    pub year: Year,
    /// Exporter.
    pub exporter: Economy,
    /// Importer, who levies it.
    pub importer: Economy,
    /// Sector code.
    pub item: String,
    /// Fraction of the value before duty.
    pub rate: f64,
}

/// The tariffs as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn tariffs_to_frame(rows: &[Tariff], classification: &str, source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("year", Column::Int(rows.iter().map(|r| i32::from(r.year.0)).collect())),
        ("exporter", Column::Label(rows.iter().map(|r| r.exporter.code()).collect())),
        ("importer", Column::Label(rows.iter().map(|r| r.importer.code()).collect())),
        ("classification", Column::Label(rows.iter().map(|_| classification).collect())),
        ("item", Column::Label(rows.iter().map(|r| r.item.as_str()).collect())),
        ("rate", Column::Float(rows.iter().map(|r| r.rate).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// Reads the tariffs whole, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not a tariff table.
pub fn read_tariffs(file: &TableFile) -> Result<Vec<Tariff>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let (exporters, importers) = (frame.economies("exporter")?, frame.economies("importer")?);
        let (years, items, rates) = (frame.ints("year")?, frame.labels("item")?, frame.floats("rate")?);
        for row in 0..frame.rows() {
            out.push(Tariff {
                year: year_of(row, years[row])?,
                exporter: exporters[row],
                importer: importers[row],
                item: items.get(row).to_owned(),
                rate: rates[row],
            });
        }
        Ok(())
    })?;
    Ok(out)
}

/// An estimate of a sector's trade elasticity.
#[derive(Clone, Debug, PartialEq)]
pub struct Elasticity {
    /// Sector code.
    pub item: String,
    /// The study it comes from.
    pub estimate: String,
    /// Theta = sigma - 1, positive.
    pub elasticity: f64,
}

/// The elasticities as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn elasticities_to_frame(rows: &[Elasticity], classification: &str, source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("classification", Column::Label(rows.iter().map(|_| classification).collect())),
        ("item", Column::Label(rows.iter().map(|r| r.item.as_str()).collect())),
        ("estimate", Column::Label(rows.iter().map(|r| r.estimate.as_str()).collect())),
        ("elasticity", Column::Float(rows.iter().map(|r| r.elasticity).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// Reads the elasticities whole, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not an elasticities table.
pub fn read_elasticities(file: &TableFile) -> Result<Vec<Elasticity>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let (items, estimates, values) =
            (frame.labels("item")?, frame.labels("estimate")?, frame.floats("elasticity")?);
        out.extend(values.iter().enumerate().map(|(row, elasticity)| Elasticity {
            item: items.get(row).to_owned(),
            estimate: estimates.get(row).to_owned(),
            elasticity: *elasticity,
        }));
        Ok(())
    })?;
    Ok(out)
}
