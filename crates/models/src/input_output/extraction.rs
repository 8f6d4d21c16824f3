//! Hypothetical extraction: output and value added without the sales of some economies to others.

use super::leontief::Leontief;
use super::table::{InputOutputError, Table};
use suzerain_solvers::certificate::Certificate;
use suzerain_solvers::dense::{Matrix, after_block_change};
use suzerain_tables::{Economy, Missing, Observation};

/// Sales that are taken out: from `seller` to `buyer`, for intermediate and final use.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// Who sells.
    pub seller: Economy,
    /// Who buys.
    pub buyer: Economy,
    /// The seller's sectors, or all of them.
    pub sectors: Option<Vec<String>>,
}

/// What an economy is to the cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It loses sales (and may lose inputs by another cut, which is not in its figure).
    Seller,
    /// It loses inputs only: what that costs it is not measured.
    Buyer,
    /// Neither: what it loses, it loses as a supplier of suppliers.
    Third,
}

/// Losses by economy, as fractions of what was before; negative is a loss.
///
/// An upper bound of what the sellers lose: nobody finds another buyer. What the buyers lose by missing
/// inputs is not in it.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// Economies, in the order of every other field.
    pub economies: Vec<Economy>,
    /// What each is to the cuts.
    pub role: Vec<Role>,
    /// Change of gross output; missing for a buyer.
    pub output: Vec<Observation>,
    /// Change of value added; missing for a buyer.
    pub value_added: Vec<Observation>,
    /// Gross output of each node after, in the unit of the table. Of a buyer's nodes it is what the sellers'
    /// loss leaves of their orders to it, nothing more.
    pub node_output: Vec<f64>,
    /// Residual of the small system; identity `income`: value added and final sales of the world.
    pub certificate: Certificate,
}

/// Takes the cuts out of the table: `x' = (I - A*)^-1 (y - y*)`, by a change of the rows cut in the inverse
/// (see [`after_block_change`]).
///
/// # Errors
/// [`InputOutputError`] if a cut names what the table does not hold or the changed system is singular.
pub fn extraction(leontief: &Leontief, cuts: &[Cut]) -> Result<Extraction, InputOutputError> {
    let table = &leontief.table;
    let (n, m) = (table.economies.len(), table.sectors.len());
    // For each node cut, the buyers it loses.
    let mut lost: Vec<(usize, usize)> = Vec::new();
    let mut role = vec![Role::Third; n];
    for cut in cuts {
        let (seller, buyer) = (table.place(cut.seller)?, table.place(cut.buyer)?);
        if seller == buyer {
            return Err(InputOutputError::OwnSales(cut.seller));
        }
        role[seller] = Role::Seller;
        if role[buyer] == Role::Third {
            role[buyer] = Role::Buyer;
        }
        for sector in sectors(table, cut)? {
            lost.push((seller * m + sector, buyer));
        }
    }
    lost.sort_unstable();
    lost.dedup();
    let mut rows: Vec<usize> = lost.iter().map(|(row, _)| *row).collect();
    rows.dedup();
    let mut buyers: Vec<usize> = lost.iter().map(|(_, buyer)| *buyer).collect();
    buyers.sort_unstable();
    buyers.dedup();
    let columns: Vec<usize> = buyers.iter().flat_map(|b| b * m..(b + 1) * m).collect();

    let mut x = table.output.clone();
    let mut block = Matrix::zeros(rows.len(), columns.len());
    let mut final_sales = 0.0;
    for (row, buyer) in &lost {
        let r = rows.partition_point(|other| other < row);
        let first = buyers.partition_point(|other| other < buyer) * m;
        for s in 0..m {
            block.column_mut(first + s)[r] = table.coefficients.at(*row, buyer * m + s);
        }
        let sales = table.finals.at(*row, *buyer);
        final_sales += sales;
        x.iter_mut().zip(leontief.inverse.column(*row)).for_each(|(x, l)| *x -= l * sales);
    }
    let (after, certificate) = after_block_change(&leontief.inverse, &rows, &columns, &block, &x)?;

    // Value added and the inputs no longer bought pay for the final sales that are left.
    let earned = |x: &[f64]| -> f64 { x.iter().zip(&leontief.value_added_share).map(|(x, v)| x * v).sum() };
    let before = earned(&table.output);
    let saved: f64 =
        columns.iter().enumerate().map(|(c, node)| block.column(c).iter().sum::<f64>() * after[*node]).sum();
    let gap = (earned(&after) + saved - (before - final_sales)).abs() / before;

    let measured = |i: usize, weight: &dyn Fn(usize) -> f64| {
        if role[i] == Role::Buyer {
            return not_measured();
        }
        let sum = |x: &[f64]| (i * m..(i + 1) * m).map(|k| weight(k) * x[k]).sum::<f64>();
        let before = sum(&table.output);
        if before > 0.0 {
            Observation::Known(sum(&after) / before - 1.0)
        } else {
            Observation::Missing(Missing::NotDefined { why: "the economy makes nothing in this table".to_owned() })
        }
    };
    let output = (0..n).map(|i| measured(i, &|_| 1.0)).collect();
    let value_added = (0..n).map(|i| measured(i, &|k| leontief.value_added_share[k])).collect();
    Ok(Extraction {
        economies: table.economies.clone(),
        role,
        output,
        value_added,
        node_output: after,
        certificate: certificate.with_identity("income", gap),
    })
}

/// The buyer's cell.
fn not_measured() -> Observation {
    let why = "not measured: extraction counts lost sales, and this economy loses inputs".to_owned();
    Observation::Missing(Missing::NotDefined { why })
}

fn sectors(table: &Table, cut: &Cut) -> Result<Vec<usize>, InputOutputError> {
    match &cut.sectors {
        None => Ok((0..table.sectors.len()).collect()),
        Some(codes) => codes
            .iter()
            .map(|code| {
                let at = table.sectors.iter().position(|s| s == code);
                at.ok_or_else(|| InputOutputError::Sector(code.clone()))
            })
            .collect(),
    }
}
