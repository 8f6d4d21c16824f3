//! `positions`: finance and people between economies: assets, debts, remittances, migrants.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `year` | whole number | calendar year (end of year for stocks) |
//! | `owner` | word | the economy whose position it is: it holds, hosts, owes, receives or has sent |
//! | `counterpart` | word | the other economy; empty for the publisher's total over all |
//! | `variable` | word | one of [`Variable`] |
//! | `value` | number | current US dollars, or persons; null where withheld |
//! | `withheld` | word | why there is no value (`confidential`, ...); empty where there is one |
//! | `source` | word | short name of the source |

use crate::figure::Unit;
use crate::frame::{Column, Frame, FrameError};
use crate::store::{Selection, StoreError, TableFile};
use crate::trade::year_of;
use crate::{Economy, Year};

/// What a position is. The owner is always the side whose dependence it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// Portfolio investment assets that the owner holds in the counterpart.
    PortfolioAssets,
    /// Direct investment in the owner by investors of the counterpart (inward positions).
    DirectInward,
    /// Direct investment of the owner in the counterpart (outward positions).
    DirectOutward,
    /// Claims on the owner of banks located in the counterpart.
    BankClaims,
    /// Claims on the owner of banks whose parents are of the counterpart, consolidated.
    BankClaimsConsolidated,
    /// External public and publicly guaranteed debt that the owner owes to creditors of the counterpart.
    PublicDebt,
    /// Remittances that the owner receives from the counterpart in a year.
    Remittances,
    /// Persons from the owner who live in the counterpart.
    Emigrants,
}

impl Variable {
    /// Every variable.
    pub const ALL: [Self; 8] = [
        Self::PortfolioAssets,
        Self::DirectInward,
        Self::DirectOutward,
        Self::BankClaims,
        Self::BankClaimsConsolidated,
        Self::PublicDebt,
        Self::Remittances,
        Self::Emigrants,
    ];

    /// The name used in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PortfolioAssets => "portfolio_assets",
            Self::DirectInward => "direct_inward",
            Self::DirectOutward => "direct_outward",
            Self::BankClaims => "bank_claims",
            Self::BankClaimsConsolidated => "bank_claims_consolidated",
            Self::PublicDebt => "public_debt",
            Self::Remittances => "remittances",
            Self::Emigrants => "emigrants",
        }
    }

    /// The variable with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.name() == name)
    }

    /// Unit of the values.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Emigrants => Unit::Persons,
            _ => Unit::Usd,
        }
    }
}

/// One position.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// Calendar year.
    pub year: Year,
    /// Whose position it is.
    pub owner: Economy,
    /// The other economy; none for the publisher's total.
    pub counterpart: Option<Economy>,
    /// What it is.
    pub variable: Variable,
    /// The value, or the publisher's reason for withholding it.
    pub value: Result<f64, String>,
}

/// The rows as a frame.
///
/// # Errors
/// Never for rows of this type; the result is that of [`Frame::new`].
pub fn to_frame(rows: &[Position], source: &str) -> Result<Frame, FrameError> {
    Frame::new(vec![
        ("year", Column::Int(rows.iter().map(|r| i32::from(r.year.0)).collect())),
        ("owner", Column::Label(rows.iter().map(|r| r.owner.code()).collect())),
        ("counterpart", Column::Label(rows.iter().map(|r| r.counterpart.map_or("", Economy::code)).collect())),
        ("variable", Column::Label(rows.iter().map(|r| r.variable.name()).collect())),
        ("value", Column::Float(rows.iter().map(|r| r.value.as_ref().copied().unwrap_or(f64::NAN)).collect())),
        ("withheld", Column::Label(rows.iter().map(|r| r.value.as_ref().err().map_or("", String::as_str)).collect())),
        ("source", Column::Label(rows.iter().map(|_| source).collect())),
    ])
}

/// Reads the table whole, in file order.
///
/// # Errors
/// [`StoreError`] if the file is not a table of positions.
pub fn read(file: &TableFile) -> Result<Vec<Position>, StoreError> {
    let mut out = Vec::new();
    file.for_each(&Selection::default(), |frame| {
        let owners = frame.economies("owner")?;
        let (years, values) = (frame.ints("year")?, frame.floats("value")?);
        let (others, variables, withheld) =
            (frame.labels("counterpart")?, frame.labels("variable")?, frame.labels("withheld")?);
        for row in 0..frame.rows() {
            let refused = |column: &str, why: String| FrameError::Value { row, column: column.into(), why };
            let counterpart = match others.get(row) {
                "" => None,
                code => Some(
                    Economy::from_code(code)
                        .ok_or_else(|| refused("counterpart", format!("unknown economy `{code}`")))?,
                ),
            };
            let variable = Variable::from_name(variables.get(row))
                .ok_or_else(|| refused("variable", format!("unknown variable `{}`", variables.get(row))))?;
            let value = match (values[row].is_finite(), withheld.get(row)) {
                (true, _) => Ok(values[row]),
                (false, "") => return Err(refused("value", "no value and no reason for it".into())),
                (false, why) => Err(why.to_owned()),
            };
            out.push(Position { year: year_of(row, years[row])?, owner: owners[row], counterpart, variable, value });
        }
        Ok(())
    })?;
    Ok(out)
}
