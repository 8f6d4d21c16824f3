//! `arms`: volume of major arms transfers by pair and year.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | year of delivery |
//! | `supplier`, `recipient` | word | codes of the vocabulary |
//! | `tiv_m` | number | million SIPRI trend-indicator values |
//! | `source` | word | short name of the source |
//! | `weapon` | word | designation and description of the weapon; only in tables made from a register |
//!
//! With `weapon` there is a row for each weapon; [`read`] adds them up.

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

/// Deliveries of one weapon.
#[derive(Clone, Debug, PartialEq)]
pub struct Weapon {
    /// From whom to whom, when, how much.
    pub delivery: Delivery,
    /// Designation and description, e.g. `Su-35S (FGA aircraft)`.
    pub name: String,
}

/// The rows of a register as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame_of_weapons(rows: &[Weapon], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("year", Column::Int(rows.iter().map(|r| i32::from(r.delivery.year.0)).collect())),
        ("supplier", Column::Label(rows.iter().map(|r| r.delivery.supplier.code()).collect())),
        ("recipient", Column::Label(rows.iter().map(|r| r.delivery.recipient.code()).collect())),
        ("tiv_m", Column::Float(rows.iter().map(|r| r.delivery.tiv_m).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
        ("weapon", Column::Label(rows.iter().map(|r| r.name.as_str()).collect())),
    ])
}

/// The deliveries of each weapon, in file order; empty where the table does not tell weapons apart.
///
/// # Errors
/// [`StoreError`] if the file is not an arms table.
pub fn read_weapons(file: &TableFile) -> Result<Vec<Weapon>, StoreError> {
    let mut out = Vec::new();
    if file.schema().column_with_name("weapon").is_none() {
        return Ok(out);
    }
    file.for_each(&Selection::default(), |frame| {
        let (suppliers, recipients) = (frame.economies("supplier")?, frame.economies("recipient")?);
        let (years, values) = (frame.ints("year")?, frame.floats("tiv_m")?);
        let weapons = frame.labels("weapon")?;
        for row in 0..frame.rows() {
            let (supplier, recipient) = (suppliers[row], recipients[row]);
            let delivery = Delivery { year: year_of(row, years[row])?, supplier, recipient, tiv_m: values[row] };
            out.push(Weapon { delivery, name: weapons.get(row).to_owned() });
        }
        Ok(())
    })?;
    Ok(out)
}

/// Reads the table whole, by year, supplier and recipient; rows of one pair and year are added up, the least first, so
/// that the order of rows changes nothing.
///
/// # Errors
/// [`StoreError`] if the file is not an arms table.
pub fn read(file: &TableFile) -> Result<Vec<Delivery>, StoreError> {
    let mut rows: Vec<Delivery> = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let (suppliers, recipients) = (frame.economies("supplier")?, frame.economies("recipient")?);
        let (years, values) = (frame.ints("year")?, frame.floats("tiv_m")?);
        for row in 0..frame.rows() {
            let (supplier, recipient) = (suppliers[row], recipients[row]);
            rows.push(Delivery { year: year_of(row, years[row])?, supplier, recipient, tiv_m: values[row] });
        }
        Ok(())
    })?;
    let pair = |d: &Delivery| (d.year, d.supplier, d.recipient);
    rows.sort_by(|a, b| pair(a).cmp(&pair(b)).then(a.tiv_m.total_cmp(&b.tiv_m)));
    rows.dedup_by(|next, kept| {
        let same = pair(next) == pair(kept);
        if same {
            kept.tiv_m += next.tiv_m;
        }
        same
    });
    Ok(rows)
}
