//! `arms`: volume of major arms transfers by pair and year.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | year of delivery |
//! | `supplier`, `recipient` | word | codes of the vocabulary |
//! | `tiv_m` | number | million SIPRI trend-indicator values |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use crate::trade::year_of;
use crate::{Economy, Year};

/// Deliveries from one supplier to one recipient in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delivery {
    /// Year of delivery.
    pub year: Year,
    /// Supplier.
    pub supplier: Economy,
    /// Recipient.
    pub recipient: Economy,
    /// Million trend-indicator values.
    pub tiv_m: f64,
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[Delivery], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("year", Column::Int(rows.iter().map(|r| i32::from(r.year.0)).collect())),
        ("supplier", Column::Label(rows.iter().map(|r| r.supplier.code()).collect())),
        ("recipient", Column::Label(rows.iter().map(|r| r.recipient.code()).collect())),
        ("tiv_m", Column::Float(rows.iter().map(|r| r.tiv_m).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// Reads the table whole, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not an arms table.
pub fn read(file: &TableFile) -> Result<Vec<Delivery>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let (suppliers, recipients) = (frame.economies("supplier")?, frame.economies("recipient")?);
        let (years, values) = (frame.ints("year")?, frame.floats("tiv_m")?);
        for row in 0..frame.rows() {
            out.push(Delivery {
                year: year_of(row, years[row])?,
                supplier: suppliers[row],
                recipient: recipients[row],
                tiv_m: values[row],
            });
        }
        Ok(())
    })?;
    Ok(out)
}
