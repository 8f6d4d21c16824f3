//! `reserves`: composition of foreign-exchange reserves by currency, gold or place.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `date` | whole number | end of the period as yyyymmdd |
//! | `holder` | word | economy that holds the reserves, or `ROW` for world totals |
//! | `breakdown` | word | `currency` (assets `CNY`, `USD`, `GOLD`, ...) or `place` (codes of the vocabulary) |
//! | `asset` | word | currency, gold or place |
//! | `share` | number | fraction of the holder's reserves |
//! | `basis` | word | the account the figure was read from |
//! | `source` | word | short name of the source |

use crate::Economy;
use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};

/// One share of a holder's reserves on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct ReserveShare {
    /// Day as yyyymmdd.
    pub date: i32,
    /// Holder.
    pub holder: Economy,
    /// `currency` or `place`.
    pub breakdown: String,
    /// Currency, gold or place.
    pub asset: String,
    /// Fraction of the holder's reserves.
    pub share: f64,
    /// The account the figure was read from.
    pub basis: String,
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[ReserveShare], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("date", Column::Int(rows.iter().map(|r| r.date).collect())),
        ("holder", Column::Label(rows.iter().map(|r| r.holder.code()).collect())),
        ("breakdown", Column::Label(rows.iter().map(|r| r.breakdown.as_str()).collect())),
        ("asset", Column::Label(rows.iter().map(|r| r.asset.as_str()).collect())),
        ("share", Column::Float(rows.iter().map(|r| r.share).collect())),
        ("basis", Column::Label(rows.iter().map(|r| r.basis.as_str()).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// Reads the table whole, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not a reserves table.
pub fn read(file: &TableFile) -> Result<Vec<ReserveShare>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let holders = frame.economies("holder")?;
        let (dates, shares) = (frame.ints("date")?, frame.floats("share")?);
        let (breakdowns, assets, bases) = (frame.labels("breakdown")?, frame.labels("asset")?, frame.labels("basis")?);
        for row in 0..frame.rows() {
            out.push(ReserveShare {
                date: dates[row],
                holder: holders[row],
                breakdown: breakdowns.get(row).to_owned(),
                asset: assets.get(row).to_owned(),
                share: shares[row],
                basis: bases.get(row).to_owned(),
            });
        }
        Ok(())
    })?;
    Ok(out)
}
