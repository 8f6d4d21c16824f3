//! The Leontief inverse and what is read from it.

use super::table::{InputOutputError, Table};
use suzerain_solvers::certificate::Certificate;
use suzerain_solvers::dense::{Matrix, Threads, inverse};

/// A table with the inverse of its Leontief matrix.
#[derive(Clone, Debug)]
pub struct Leontief {
    pub(super) table: Table,
    pub(super) inverse: Matrix,
    pub(super) value_added_share: Vec<f64>,
    /// Residual of the inverse; identity `output`: `x = L y`.
    pub certificate: Certificate,
}

/// `L = (I - A)^-1`: output of the row's node needed, directly and through its buyers, for one unit of
/// final sales of the column's.
///
/// # Errors
/// [`InputOutputError::Dense`] if `I - A` is singular.
pub fn leontief_inverse(table: &Table, threads: Threads) -> Result<(Matrix, Certificate), InputOutputError> {
    let a = table.coefficients();
    let mut matrix = Matrix::zeros(a.rows(), a.columns());
    for j in 0..a.columns() {
        let column = matrix.column_mut(j);
        column.iter_mut().zip(a.column(j)).for_each(|(m, a)| *m = -a);
        column[j] += 1.0;
    }
    Ok(inverse(&matrix, threads)?)
}

/// Value added per unit of output of each node: one less its input coefficients; 0 where nothing is made.
#[must_use]
pub fn value_added_shares(table: &Table) -> Vec<f64> {
    let a = table.coefficients();
    (0..a.columns())
        .map(|j| if table.output()[j] > 0.0 { 1.0 - a.column(j).iter().sum::<f64>() } else { 0.0 })
        .collect()
}

impl Leontief {
    /// Inverts the table.
    ///
    /// # Errors
    /// [`InputOutputError::Dense`] if `I - A` is singular.
    pub fn new(table: Table, threads: Threads) -> Result<Self, InputOutputError> {
        let (inverse, certificate) = leontief_inverse(&table, threads)?;
        let x = table.output();
        let used = table.coefficients().times(x);
        let y: Vec<f64> = x.iter().zip(&used).map(|(x, u)| x - u).collect();
        let largest = x.iter().copied().fold(0.0, f64::max);
        let gap = inverse.times(&y).iter().zip(x).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / largest;
        let value_added_share = value_added_shares(&table);
        Ok(Self { table, inverse, value_added_share, certificate: certificate.with_identity("output", gap) })
    }

    /// The table.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// `L`.
    #[must_use]
    pub const fn inverse(&self) -> &Matrix {
        &self.inverse
    }

    /// Value added per unit of output of each node.
    #[must_use]
    pub fn value_added_share(&self) -> &[f64] {
        &self.value_added_share
    }

    /// Backward linkage of each node: column sum of `L` over the mean of all (Rasmussen 1956). Above 1: its
    /// final sales draw on others more than the average.
    #[must_use]
    pub fn backward_linkage(&self) -> Vec<f64> {
        over_mean(self.inverse.row_times(&vec![1.0; self.inverse.rows()]))
    }

    /// Forward linkage of each node: row sum of the Ghosh inverse `G = (I - B)^-1`, `B` sales over the seller's
    /// output, over the mean of all. `G = diag(x)^-1 L diag(x)`, so no second inverse is needed. An index of
    /// how much is made with a node's sales; not a quantity that would be lost (Oosterhaven 1988). 0 where
    /// nothing is made.
    #[must_use]
    pub fn forward_linkage(&self) -> Vec<f64> {
        let x = self.table.output();
        let reached = self.inverse.times(x);
        over_mean(reached.iter().zip(x).map(|(r, x)| if *x > 0.0 { r / x } else { 0.0 }).collect())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of nodes")]
fn over_mean(sums: Vec<f64>) -> Vec<f64> {
    let mean = sums.iter().sum::<f64>() / sums.len() as f64;
    sums.into_iter().map(|s| s / mean).collect()
}
