//! `dyadic`: one value per variable, ordered pair and year.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | calendar year |
//! | `from`, `to` | word | the ordered pair, codes of the vocabulary |
//! | `variable` | word | one of [`VARIABLES`] |
//! | `value` | number | in the variable's unit, never null: a missing value has no row |
//! | `source` | word | short name of the source |

use crate::frame::{Column, Frame, FrameError};
use crate::store::{StoreError, TableFile};
use crate::trade::year_of;
use crate::{Economy, Year};

/// Level of the diplomatic mission that `from` keeps at `to`: 1 chargé d'affaires, 2 minister, 3
/// ambassador, 9 other. No row where there is none.
pub const MISSION: &str = "mission";
/// Persons in the armed forces of `from` stationed in `to`.
pub const TROOPS: &str = "troops";
/// How far the exchange rate of `from` is tied to the currency of `to`: 0 not, 1 managed, 2 pegged, 3 the
/// same currency or a currency board.
pub const ANCHOR: &str = "exchange_rate_anchor";

/// Formal bilateral influence capacity of `from` over `to`, 0 to 1.
pub const INFLUENCE: &str = "influence_capacity";
/// The bandwidth of ties that the capacity of influence rests on, 0 or above.
pub const BANDWIDTH: &str = "influence_bandwidth";

/// Every variable, with what it is.
pub const VARIABLES: [(&str, &str); 5] = [
    (MISSION, "level of the diplomatic mission of `from` at `to`: 1, 2, 3 or 9"),
    (TROOPS, "persons in the armed forces of `from` stationed in `to`"),
    (ANCHOR, "exchange-rate regime of `from` anchored on the currency of `to`: 0, 1, 2 or 3"),
    (INFLUENCE, "formal bilateral influence capacity of `from` over `to`, 0 to 1"),
    (BANDWIDTH, "bandwidth of the ties behind it, 0 or above"),
];

/// One value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DyadValue {
    /// Calendar year.
    pub year: Year,
    /// First of the ordered pair.
    pub from: Economy,
    /// Second of the ordered pair.
    pub to: Economy,
    /// Identifier from [`VARIABLES`].
    pub variable: &'static str,
    /// Value in the variable's unit.
    pub value: f64,
}

/// The variable with this identifier, as it stands in [`VARIABLES`].
#[must_use]
pub fn variable(id: &str) -> Option<&'static str> {
    VARIABLES.iter().map(|(name, _)| *name).find(|name| *name == id)
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[DyadValue], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("year", Column::Int(rows.iter().map(|r| i32::from(r.year.0)).collect())),
        ("from", Column::Label(rows.iter().map(|r| r.from.code()).collect())),
        ("to", Column::Label(rows.iter().map(|r| r.to.code()).collect())),
        ("variable", Column::Label(rows.iter().map(|r| r.variable).collect())),
        ("value", Column::Float(rows.iter().map(|r| r.value).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// The values of one variable.
///
/// # Errors
/// [`StoreError`] if the file is not a dyadic table.
pub fn read(file: &TableFile, wanted: &'static str) -> Result<Vec<DyadValue>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&crate::store::Selection::default(), |frame| {
        let (from, to) = (frame.economies("from")?, frame.economies("to")?);
        let (years, variables, values) = (frame.ints("year")?, frame.labels("variable")?, frame.floats("value")?);
        for row in (0..frame.rows()).filter(|row| variables.get(*row) == wanted) {
            let (year, value) = (year_of(row, years[row])?, values[row]);
            out.push(DyadValue { year, from: from[row], to: to[row], variable: wanted, value });
        }
        Ok(())
    })?;
    Ok(out)
}
