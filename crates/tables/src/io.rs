//! `io`: input-output blocks, inter-country and national, by year.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | calendar year |
//! | `block` | word | one of [`Block`] |
//! | `classification` | word | classification of the sectors |
//! | `seller`, `seller_sector` | word | origin, or `ROW` / empty where the block has none |
//! | `buyer`, `buyer_sector` | word | user, or empty where the block has none |
//! | `value` | number | million current US dollars, or a share for the `*_share` blocks |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use crate::trade::year_of;
use crate::{Year, YearRange};

/// Which part of an input-output system a row belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Intermediate sales of (seller, sector) to (buyer, sector), million USD.
    Intermediate,
    /// Final sales of (seller, sector) to buyer, all categories, million USD.
    Final,
    /// Gross output of (seller, sector), million USD.
    Output,
    /// Value added of (seller, sector), product taxes and purchases from the rest of the world
    /// included where the source does not part them, million USD.
    ValueAdded,
    /// Taxes less subsidies on the products used by (seller, sector), where the source parts them
    /// from value added, million USD.
    ProductTaxes,
    /// Sales of (seller, sector) to the rest of the world, million USD.
    ToRest,
    /// Purchases of buyer, for any use, of what `seller_sector` of the rest of the world makes,
    /// million USD. The buying sector is empty where the source does not tell it.
    FromRest,
    /// Input of `seller_sector`, of any origin, per unit of output of (buyer, sector): share.
    UseShare,
    /// Value added per unit of output of (buyer, sector): share.
    ValueAddedShare,
    /// Share of `seller_sector`, of any origin, in the final expenditure of `buyer`.
    FinalShare,
}

impl Block {
    /// Every block.
    pub const ALL: [Self; 10] = [
        Self::Intermediate,
        Self::Final,
        Self::Output,
        Self::ValueAdded,
        Self::ProductTaxes,
        Self::ToRest,
        Self::FromRest,
        Self::UseShare,
        Self::ValueAddedShare,
        Self::FinalShare,
    ];

    /// The name used in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intermediate => "intermediate",
            Self::Final => "final",
            Self::Output => "output",
            Self::ValueAdded => "value_added",
            Self::ProductTaxes => "product_taxes",
            Self::ToRest => "to_rest",
            Self::FromRest => "from_rest",
            Self::UseShare => "use_share",
            Self::ValueAddedShare => "value_added_share",
            Self::FinalShare => "final_share",
        }
    }

    /// The block with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.name() == name)
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Calendar year.
    pub year: Year,
    /// Block.
    pub block: Block,
    /// Code of the selling economy, or empty.
    pub seller: String,
    /// Selling sector, or empty.
    pub seller_sector: String,
    /// Code of the buying economy, or empty.
    pub buyer: String,
    /// Buying sector, or empty.
    pub buyer_sector: String,
    /// Million current US dollars, or a share.
    pub value: f64,
}

/// The cells as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(cells: &[Cell], classification: &str, source: &str) -> Result<Frame, FrameError> {
    let words = |f: for<'a> fn(&'a Cell) -> &'a str| Column::Label(cells.iter().map(f).collect());
    Frame::new(vec![
        ("year", Column::Int(cells.iter().map(|c| i32::from(c.year.0)).collect())),
        ("block", words(|c| c.block.name())),
        ("classification", Column::Label(cells.iter().map(|_| classification).collect())),
        ("seller", words(|c| &c.seller)),
        ("seller_sector", words(|c| &c.seller_sector)),
        ("buyer", words(|c| &c.buyer)),
        ("buyer_sector", words(|c| &c.buyer_sector)),
        ("value", Column::Float(cells.iter().map(|c| c.value).collect())),
        ("source", Column::Label(cells.iter().map(|_| source).collect())),
    ])
}

/// Hands over every cell of the blocks asked for, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not an input-output table.
pub fn each(file: &TableFile, blocks: &[Block], visit: impl FnMut(&CellRef<'_>)) -> Result<(), StoreError> {
    each_of(file, None, blocks, visit)
}

/// As [`each`], for one year.
///
/// # Errors
/// As [`each`].
pub fn each_in(
    file: &TableFile,
    year: Year,
    blocks: &[Block],
    visit: impl FnMut(&CellRef<'_>),
) -> Result<(), StoreError> {
    each_of(file, Some(year), blocks, visit)
}

/// The columns that vary.
const COLUMNS: [&str; 7] = ["year", "block", "seller", "seller_sector", "buyer", "buyer_sector", "value"];

fn each_of(
    file: &TableFile,
    wanted: Option<Year>,
    blocks: &[Block],
    mut visit: impl FnMut(&CellRef<'_>),
) -> Result<(), StoreError> {
    let selection = Selection { columns: &COLUMNS, years: wanted.map(|y| YearRange::new(y, y)) };
    file.for_each(&selection, |frame| {
        let (years, values) = (frame.ints("year")?, frame.floats("value")?);
        let names = frame.labels("block")?;
        let block_of: Vec<Option<Block>> = names.names.iter().map(|n| Block::from_name(n)).collect();
        if block_of.iter().all(|b| b.is_some_and(|b| !blocks.contains(&b))) {
            return Ok(());
        }
        let (seller, seller_sector) = (frame.labels("seller")?, frame.labels("seller_sector")?);
        let (buyer, buyer_sector) = (frame.labels("buyer")?, frame.labels("buyer_sector")?);
        for row in 0..frame.rows() {
            let Some(block) = block_of[names.codes[row] as usize] else {
                return Err(FrameError::Value {
                    row,
                    column: "block".into(),
                    why: format!("unknown block `{}`", names.get(row)),
                });
            };
            if blocks.contains(&block) && wanted.is_none_or(|y| i32::from(y.0) == years[row]) {
                visit(&CellRef {
                    year: year_of(row, years[row])?,
                    block,
                    seller: seller.get(row),
                    seller_sector: seller_sector.get(row),
                    buyer: buyer.get(row),
                    buyer_sector: buyer_sector.get(row),
                    value: values[row],
                });
            }
        }
        Ok(())
    })
}

/// A borrowed [`Cell`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(missing_docs, reason = "as in Cell")]
pub struct CellRef<'a> {
    pub year: Year,
    pub block: Block,
    pub seller: &'a str,
    pub seller_sector: &'a str,
    pub buyer: &'a str,
    pub buyer_sector: &'a str,
    pub value: f64,
}
