//! Rows times a Leontief inverse, without forming the inverse: `G (I - A) = R`.
//!
//! With a few rows (one or two an economy) this costs one factorisation and as many triangular solves as
//! rows, about a third of the work of the inverse.

use crate::certificate::{Certificate, NotConverged, Stop};
use crate::lu;
use faer::{Mat, MatRef, Par};

/// Largest relative residual accepted.
pub const TOLERANCE: f64 = 1e-9;

/// Why rows could not be solved for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LeftSolveError {
    /// The lengths do not fit.
    #[error("a matrix of {matrix} numbers and rows of {rows} numbers do not fit {order} unknowns")]
    Shape {
        /// Numbers in the matrix.
        matrix: usize,
        /// Numbers in the rows.
        rows: usize,
        /// Order asked for.
        order: usize,
    },
    /// `I - A` is singular, or close to it.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

/// Solves `G (I - A) = R` for the rows of `G`.
///
/// `a` is row-major of order `n`, `rows` row-major with `n` columns; the answer has the shape of `rows`. The
/// certificate holds the largest residual relative to the largest entry of `R`.
///
/// ```
/// // (1, 0) / (I - [[0, 1/2], [0, 0]]) = (1, 1/2)
/// let (g, certificate) = suzerain_solvers::left_solve::left_solve(&[0.0, 0.5, 0.0, 0.0], &[1.0, 0.0], 2).unwrap();
/// assert_eq!(g, [1.0, 0.5]);
/// assert_eq!(certificate.residual, 0.0);
/// ```
///
/// # Errors
/// [`LeftSolveError::Shape`], or [`LeftSolveError::NotConverged`] where the residual is above [`TOLERANCE`].
pub fn left_solve(a: &[f64], rows: &[f64], n: usize) -> Result<(Vec<f64>, Certificate), LeftSolveError> {
    if n.checked_mul(n) != Some(a.len()) || n == 0 || !rows.len().is_multiple_of(n) {
        return Err(LeftSolveError::Shape { matrix: a.len(), rows: rows.len(), order: n });
    }
    let m = rows.len() / n;
    let a = MatRef::from_row_major_slice(a, n, n);
    // Transposed: (I - A)' G' = R'.
    let system = Mat::from_fn(n, n, |i, j| f64::from(u8::from(i == j)) - a[(j, i)]);
    let right = MatRef::from_row_major_slice(rows, m, n).transpose();
    let (mut factors, mut solution) = (system.clone(), right.to_owned());
    let threads = Par::rayon(0);
    let pivots = lu::factor_in_place(factors.as_mut(), threads);
    lu::solve_in_place(factors.as_ref(), &pivots, solution.as_mut(), threads);
    let gap = &system * &solution - right;
    let scale = rows.iter().fold(f64::MIN_POSITIVE, |largest, r| largest.max(r.abs()));
    // A maximum that lets nothing pass which is not finite.
    let worst = gap
        .col_iter()
        .flat_map(|column| column.iter().map(|x| x.abs()))
        .fold(0.0_f64, |worst, x| if x <= worst { worst } else { x });
    let residual = worst / scale;
    let stop = match residual {
        r if !r.is_finite() => Stop::NotFinite,
        r if r <= TOLERANCE => Stop::Converged,
        _ => Stop::Stalled,
    };
    let certificate = Certificate { residual, iterations: 1, identities: vec![], stop }.converged()?;
    let values = (0..m).flat_map(|row| (0..n).map(move |column| (column, row))).map(|at| solution[at]).collect();
    Ok((values, certificate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_three_sector_inverse_satisfy_the_equation() {
        let a = [0.1, 0.2, 0.0, 0.3, 0.0, 0.1, 0.0, 0.4, 0.2];
        let rows = [1.0, 0.0, 0.0, 0.5, 0.5, 0.5];
        let (g, certificate) = left_solve(&a, &rows, 3).unwrap();
        for row in 0..2 {
            for column in 0..3 {
                let back = g[row * 3 + column] - (0..3).map(|k| g[row * 3 + k] * a[k * 3 + column]).sum::<f64>();
                assert!((back - rows[row * 3 + column]).abs() < 1e-14);
            }
        }
        assert!(certificate.residual < 1e-14);
    }

    #[test]
    fn a_system_that_buys_all_it_makes_is_refused() {
        assert!(matches!(left_solve(&[1.0], &[1.0], 1), Err(LeftSolveError::NotConverged(_))));
        assert!(matches!(left_solve(&[0.5], &[1.0], 2), Err(LeftSolveError::Shape { .. })));
    }
}
