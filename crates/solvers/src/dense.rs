//! Dense linear algebra: factor and solve, inverse, and blocks changed after the inverse is known.
//!
//! Every answer carries a certificate. Its residual is relative to what the numbers allow: the largest
//! component of `A x - b` over `|A| |x| + |b|` in the maximum norm (Rigal and Gaches 1967); of an inverse,
//! that of a few probing vectors.

use crate::certificate::{Certificate, NotConverged, Stop};
use crate::lu;
use crate::products::dot;
use faer::{Accum, MatMut, MatRef, Par};
use rayon::prelude::*;

/// Largest residual an answer may have.
const TOLERANCE: f64 = 1e-10;
/// Vectors that probe an inverse.
const PROBES: usize = 3;
/// Elements from which a loop is spread over threads.
const PARALLEL: usize = 1 << 20;

/// A matrix, columns contiguous.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DenseError {
    /// The shapes do not fit each other.
    #[error("{what}: {found} values, expected {wanted}")]
    Shape {
        /// What has the wrong shape.
        what: &'static str,
        /// Its size.
        found: usize,
        /// The size wanted.
        wanted: usize,
    },
    /// A value is not finite.
    #[error("a value of the matrix is not finite")]
    NotFinite,
    /// A pivot is zero: the matrix has no inverse.
    #[error("the matrix is singular: pivot {pivot} of {of} is zero")]
    Singular {
        /// Place of the pivot, from 0.
        pivot: usize,
        /// Pivots there are.
        of: usize,
    },
    /// The residual is too large to trust the answer.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

/// Threads to use; the answer may differ between them in the last digits of a residual, not beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// The calling thread.
    One,
    /// This many tasks in the pool of the calling thread.
    Many(usize),
}

impl Threads {
    fn par(self) -> Par {
        match self {
            Self::One => Par::Seq,
            Self::Many(threads) => Par::rayon(threads),
        }
    }
}

impl Matrix {
    /// A matrix of zeros.
    #[must_use]
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, values: vec![0.0; rows * columns] }
    }

    /// A matrix from its columns one after another.
    ///
    /// # Errors
    /// [`DenseError::Shape`] if there are not `rows * columns` values.
    pub fn from_columns(rows: usize, columns: usize, values: Vec<f64>) -> Result<Self, DenseError> {
        if values.len() == rows * columns {
            Ok(Self { rows, columns, values })
        } else {
            Err(DenseError::Shape { what: "matrix", found: values.len(), wanted: rows * columns })
        }
    }

    /// Rows.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Columns.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// All values, column after column.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// One column.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn column(&self, column: usize) -> &[f64] {
        &self.values[column * self.rows..(column + 1) * self.rows]
    }

    /// One column, to write.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn column_mut(&mut self, column: usize) -> &mut [f64] {
        &mut self.values[column * self.rows..(column + 1) * self.rows]
    }

    /// One value.
    ///
    /// # Panics
    /// If there is no such place.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.values[column * self.rows + row]
    }

    /// `A x`, the columns added up in order.
    ///
    /// # Panics
    /// If `x` has not as many values as there are columns.
    #[must_use]
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        assert_eq!(x.len(), self.columns, "one value a column");
        let mut out = vec![0.0; self.rows];
        for (column, x) in self.values.chunks_exact(self.rows.max(1)).zip(x) {
            out.iter_mut().zip(column).for_each(|(o, a)| *o += a * x);
        }
        out
    }

    /// `x A` for a row `x`.
    ///
    /// # Panics
    /// If `x` has not as many values as there are rows.
    #[must_use]
    pub fn row_times(&self, x: &[f64]) -> Vec<f64> {
        assert_eq!(x.len(), self.rows, "one value a row");
        self.values.chunks_exact(self.rows.max(1)).map(|column| dot(column, x)).collect()
    }

    fn view(&self) -> MatRef<'_, f64> {
        MatRef::from_column_major_slice(&self.values, self.rows, self.columns)
    }

    fn view_mut(&mut self) -> MatMut<'_, f64> {
        MatMut::from_column_major_slice_mut(&mut self.values, self.rows, self.columns)
    }

    /// Largest sum of absolute values of a row.
    fn norm(&self) -> f64 {
        let mut sums = vec![0.0; self.rows];
        for column in self.values.chunks_exact(self.rows.max(1)) {
            sums.iter_mut().zip(column).for_each(|(s, a)| *s += a.abs());
        }
        largest(&sums)
    }
}

/// A square matrix as the product of triangular ones.
#[derive(Clone, Debug)]
pub struct Factored {
    /// Both factors in one matrix: the lower has ones on its diagonal.
    factors: Matrix,
    pivots: lu::Pivots,
    threads: Threads,
}

impl Factored {
    /// Factors a square matrix in place, with partial pivoting.
    ///
    /// # Errors
    /// [`DenseError`] if it is not square, not finite or singular.
    pub fn new(matrix: Matrix, threads: Threads) -> Result<Self, DenseError> {
        let n = matrix.rows;
        if matrix.columns != n {
            return Err(DenseError::Shape { what: "columns of a square matrix", found: matrix.columns, wanted: n });
        }
        if !all_finite(&matrix.values) {
            return Err(DenseError::NotFinite);
        }
        let mut factors = matrix;
        let pivots = lu::factor_in_place(factors.view_mut(), threads.par());
        match (0..n).find(|i| factors.at(*i, *i) == 0.0 || !factors.at(*i, *i).is_finite()) {
            Some(pivot) => Err(DenseError::Singular { pivot, of: n }),
            None => Ok(Self { factors, pivots, threads }),
        }
    }

    /// Solves `A X = B` in place, without a certificate.
    fn solve_in_place(&self, b: &mut Matrix) {
        lu::solve_in_place(self.factors.view(), &self.pivots, b.view_mut(), self.threads.par());
    }
}

/// Solves `A X = B`, without an inverse.
///
/// # Errors
/// [`DenseError`] if shapes do not fit, `A` is singular or not finite, or the residual exceeds 1e-10.
///
/// ```
/// use suzerain_solvers::dense::{Matrix, Threads, solve};
/// // 2 x + y = 4, x + 3 y = 7
/// let a = Matrix::from_columns(2, 2, vec![2.0, 1.0, 1.0, 3.0])?;
/// let (x, certificate) = solve(&a, &Matrix::from_columns(2, 1, vec![4.0, 7.0])?, Threads::One)?;
/// assert!((x.at(0, 0) - 1.0).abs() < 1e-15 && (x.at(1, 0) - 2.0).abs() < 1e-15);
/// assert!(certificate.residual < 1e-15);
/// # Ok::<(), suzerain_solvers::dense::DenseError>(())
/// ```
pub fn solve(a: &Matrix, b: &Matrix, threads: Threads) -> Result<(Matrix, Certificate), DenseError> {
    if b.rows != a.rows {
        return Err(DenseError::Shape { what: "rows of the right-hand side", found: b.rows, wanted: a.rows });
    }
    let factored = Factored::new(a.clone(), threads)?;
    let mut x = b.clone();
    factored.solve_in_place(&mut x);
    let norm = a.norm();
    let columns = (0..b.columns).map(|j| relative(&a.times(x.column(j)), b.column(j), norm, x.column(j)));
    let certificate = certificate(columns.fold(0.0, worse))?;
    Ok((x, certificate))
}

/// The inverse of a square matrix. Where only products with it are wanted, [`solve()`] takes a third of the
/// work.
///
/// The certificate's residual is that of `A (X v) = v` for three fixed vectors `v` of plus and minus ones.
///
/// # Errors
/// As [`solve()`].
pub fn inverse(a: &Matrix, threads: Threads) -> Result<(Matrix, Certificate), DenseError> {
    let n = a.rows;
    let factored = Factored::new(a.clone(), threads)?;
    let mut out = Matrix::zeros(n, n);
    lu::invert(factored.factors.view(), &factored.pivots, out.view_mut(), threads.par());
    let norm = a.norm();
    let probes = (0..PROBES).map(|probe| {
        let signs: Vec<f64> =
            (0..n).map(|i| if (i * (2 * probe + 1) / (probe + 1)) % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let x = out.times(&signs);
        relative(&a.times(&x), &signs, norm, &x)
    });
    let certificate = certificate(probes.fold(0.0, worse))?;
    Ok((out, certificate))
}

/// Solves `(M + E_R B E_C') x' = M x` from the inverse of `M`: the rows `R` of `M` change by the block `B`
/// in the columns `C` (Sherman, Morrison, Woodbury): `x' = x - M^-1[:,R] (I + B M^-1[C,R])^-1 B x[C]`.
///
/// The work is that of the product with the columns `R` of the inverse.
///
/// # Errors
/// [`DenseError`] if shapes do not fit, the changed matrix is singular, or the residual exceeds 1e-10.
pub fn after_block_change(
    inverse: &Matrix,
    rows: &[usize],
    columns: &[usize],
    block: &Matrix,
    x: &[f64],
) -> Result<(Vec<f64>, Certificate), DenseError> {
    let shapes = [
        ("rows of the block", block.rows, rows.len()),
        ("columns of the block", block.columns, columns.len()),
        ("the vector", x.len(), inverse.rows),
    ];
    for (what, found, wanted) in shapes {
        if found != wanted {
            return Err(DenseError::Shape { what, found, wanted });
        }
    }
    let n = inverse.rows;
    if let Some(place) = rows.iter().chain(columns).find(|p| **p >= n) {
        return Err(DenseError::Shape { what: "place of a changed row or column", found: *place, wanted: n });
    }
    let part: Vec<f64> = rows.iter().flat_map(|r| columns.iter().map(|c| inverse.at(*c, *r))).collect();
    let part = Matrix::from_columns(columns.len(), rows.len(), part)?;
    let mut core = Matrix::zeros(rows.len(), rows.len());
    faer::linalg::matmul::matmul(core.view_mut(), Accum::Replace, block.view(), part.view(), 1.0, Par::Seq);
    for r in 0..rows.len() {
        core.column_mut(r)[r] += 1.0;
    }
    let right = block.times(&columns.iter().map(|c| x[*c]).collect::<Vec<_>>());
    let (weights, certificate) = solve(&core, &Matrix::from_columns(rows.len(), 1, right)?, Threads::One)?;
    let mut out = x.to_vec();
    for (row, weight) in rows.iter().zip(weights.values()) {
        if *weight != 0.0 {
            out.iter_mut().zip(inverse.column(*row)).for_each(|(o, l)| *o -= weight * l);
        }
    }
    Ok((out, certificate))
}

fn certificate(residual: f64) -> Result<Certificate, NotConverged> {
    let stop = match residual {
        r if r <= TOLERANCE => Stop::Converged,
        r if r.is_finite() => Stop::Stalled,
        _ => Stop::NotFinite,
    };
    Certificate { residual, iterations: 1, identities: Vec::new(), stop }.converged()
}

/// The largest of `|found - wanted|` over `norm |x| + |wanted|`.
fn relative(found: &[f64], wanted: &[f64], norm: f64, x: &[f64]) -> f64 {
    let gap = found.iter().zip(wanted).map(|(f, w)| (f - w).abs()).fold(0.0, worse);
    let scale = norm * largest(x) + largest(wanted);
    if gap == 0.0 { 0.0 } else { gap / scale }
}

fn largest(values: &[f64]) -> f64 {
    values.iter().map(|v| v.abs()).fold(0.0, worse)
}

/// The larger of two; what is no number wins.
fn worse(a: f64, b: f64) -> f64 {
    if b.is_nan() || b > a { b } else { a }
}

fn all_finite(values: &[f64]) -> bool {
    if values.len() < PARALLEL {
        values.iter().all(|v| v.is_finite())
    } else {
        values.par_chunks(PARALLEL).all(|part| part.iter().all(|v| v.is_finite()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streams::stream;
    use rand::RngExt;

    fn random(n: usize, seed: u64) -> Matrix {
        let mut stream = stream(seed, 0);
        let mut a = Matrix::zeros(n, n);
        for j in 0..n {
            for i in 0..n {
                a.column_mut(j)[i] = stream.random::<f64>() - 0.5 + if i == j { 2.0 } else { 0.0 };
            }
        }
        a
    }

    #[test]
    fn inverse_of_a_known_matrix() {
        // The Hilbert matrix of order 3 and its inverse in whole numbers.
        let hilbert: Vec<f64> = (0..9).map(|k| 1.0 / f64::from(k % 3 + k / 3 + 1)).collect();
        let (inverse, certificate) = inverse(&Matrix::from_columns(3, 3, hilbert).unwrap(), Threads::One).unwrap();
        let known = [9.0, -36.0, 30.0, -36.0, 192.0, -180.0, 30.0, -180.0, 180.0];
        for (found, known) in inverse.values().iter().zip(known) {
            assert!((found - known).abs() < 1e-11, "{found} {known}");
        }
        assert!(certificate.residual < 1e-15);
    }

    #[test]
    fn inverse_times_matrix_is_one_whatever_the_threads() {
        for (n, threads) in [(1, Threads::One), (7, Threads::Many(2)), (150, Threads::One), (150, Threads::Many(2))] {
            let a = random(n, 3);
            let (x, _) = inverse(&a, threads).unwrap();
            for j in 0..n {
                for (i, v) in a.times(x.column(j)).iter().enumerate() {
                    assert!((v - f64::from(u8::from(i == j))).abs() < 1e-12, "{n} {i} {j} {v}");
                }
            }
        }
    }

    #[test]
    fn a_changed_block_equals_solving_anew() {
        let n = 40;
        let a = random(n, 5);
        let (rows, columns) = ([3, 17, 4], [0, 4, 21, 30]);
        let block = Matrix::from_columns(3, 4, (0..12).map(|k| f64::from(k) / 7.0 - 0.6).collect()).unwrap();
        let x: Vec<f64> = (0..n).map(|i| 1.0 + i as f64 / 9.0).collect();
        let mut changed = a.clone();
        for (c, column) in columns.iter().enumerate() {
            for (r, row) in rows.iter().enumerate() {
                changed.column_mut(*column)[*row] += block.at(r, c);
            }
        }
        let right = Matrix::from_columns(n, 1, a.times(&x)).unwrap();
        let (anew, _) = solve(&changed, &right, Threads::One).unwrap();
        let (inverse, _) = inverse(&a, Threads::One).unwrap();
        let (updated, certificate) = after_block_change(&inverse, &rows, &columns, &block, &x).unwrap();
        assert!(certificate.residual < 1e-14);
        for (u, v) in updated.iter().zip(anew.values()) {
            assert!((u - v).abs() < 1e-12, "{u} {v}");
        }
    }

    #[test]
    fn what_has_no_answer_is_an_error() {
        let singular = Matrix::from_columns(2, 2, vec![1.0, 2.0, 2.0, 4.0]).unwrap();
        assert_eq!(inverse(&singular, Threads::One).unwrap_err(), DenseError::Singular { pivot: 1, of: 2 });
        let wide = Matrix::zeros(2, 3);
        assert!(matches!(inverse(&wide, Threads::One), Err(DenseError::Shape { .. })));
        let broken = Matrix::from_columns(1, 1, vec![f64::NAN]).unwrap();
        assert_eq!(inverse(&broken, Threads::One).unwrap_err(), DenseError::NotFinite);
        assert!(Matrix::from_columns(2, 2, vec![0.0; 3]).is_err());
    }
}
