//! `supply`: who supplies what part of an input, as shares of the world's supply.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | calendar year |
//! | `provider` | word | code of the vocabulary |
//! | `input` | word | the publisher's identifier of the input |
//! | `name` | word | name of the input |
//! | `share` | number | fraction of the world's supply |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use crate::trade::year_of;
use crate::{Economy, Year};

/// One provider's share of an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// Calendar year.
    pub year: Year,
    /// Provider.
    pub provider: Economy,
    /// Identifier of the input.
    pub input: String,
    /// Name of the input.
    pub name: String,
    /// Fraction of the world's supply.
    pub share: f64,
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[Supply], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("year", Column::Int(rows.iter().map(|r| i32::from(r.year.0)).collect())),
        ("provider", Column::Label(rows.iter().map(|r| r.provider.code()).collect())),
        ("input", Column::Label(rows.iter().map(|r| r.input.as_str()).collect())),
        ("name", Column::Label(rows.iter().map(|r| r.name.as_str()).collect())),
        ("share", Column::Float(rows.iter().map(|r| r.share).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// Reads the table whole, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not a table of supply shares.
pub fn read(file: &TableFile) -> Result<Vec<Supply>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let providers = frame.economies("provider")?;
        let (years, shares) = (frame.ints("year")?, frame.floats("share")?);
        let (inputs, names) = (frame.labels("input")?, frame.labels("name")?);
        for row in 0..frame.rows() {
            out.push(Supply {
                year: year_of(row, years[row])?,
                provider: providers[row],
                input: inputs.get(row).to_owned(),
                name: names.get(row).to_owned(),
                share: shares[row],
            });
        }
        Ok(())
    })?;
    Ok(out)
}
