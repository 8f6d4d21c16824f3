//! Products of dense matrices and vectors, rows contiguous.
//!
//! The order of the additions of a product with a vector is fixed in the source, so its result is the
//! same on every machine.

use crate::lu;
use faer::linalg::matmul::matmul;
use faer::traits::ComplexField;
use faer::{Accum, MatMut, MatRef, Par};

/// Rows taken together.
const ROWS: usize = 4;
/// Partial sums of one dot product.
const LANES: usize = 8;

/// out_j = sum over i of a_ij x_i; `a` has `x.len()` rows of `out.len()`.
///
/// # Panics
/// If the lengths do not fit.
pub fn transposed_times(a: &[f64], x: &[f64], out: &mut [f64]) {
    let n = out.len();
    assert_eq!(a.len(), x.len() * n, "a matrix of {} by {n}", x.len());
    out.fill(0.0);
    let (blocks, rest) = a.split_at(x.len() / ROWS * ROWS * n);
    for (rows, x) in blocks.chunks_exact((ROWS * n).max(1)).zip(x.chunks_exact(ROWS)) {
        let (r0, r) = rows.split_at(n);
        let (r1, r) = r.split_at(n);
        let (r2, r3) = r.split_at(n);
        for ((((out, a), b), c), d) in out.iter_mut().zip(r0).zip(r1).zip(r2).zip(r3) {
            *out += (a * x[0] + b * x[1]) + (c * x[2] + d * x[3]);
        }
    }
    for (row, x) in rest.chunks_exact(n.max(1)).zip(&x[x.len() / ROWS * ROWS..]) {
        for (out, a) in out.iter_mut().zip(row) {
            *out += a * x;
        }
    }
}

/// out_i = sum over j of a_ij x_j; `a` has `out.len()` rows of `x.len()`.
///
/// # Panics
/// If the lengths do not fit.
pub fn times(a: &[f64], x: &[f64], out: &mut [f64]) {
    let n = x.len();
    assert_eq!(a.len(), out.len() * n, "a matrix of {} by {n}", out.len());
    for (row, out) in a.chunks_exact(n.max(1)).zip(out) {
        *out = dot(row, x);
    }
}

/// As [`times`] with a matrix in single precision: half of the memory to read, for where a few digits do.
///
/// # Panics
/// If the lengths do not fit.
pub fn times_single(a: &[f32], x: &[f64], out: &mut [f64]) {
    let n = x.len();
    assert_eq!(a.len(), out.len() * n, "a matrix of {} by {n}", out.len());
    let (x_blocks, x_rest) = x.as_chunks::<LANES>();
    for (row, out) in a.chunks_exact(n.max(1)).zip(out) {
        let mut sums = [0.0; LANES];
        let (blocks, rest) = row.as_chunks::<LANES>();
        for (a, x) in blocks.iter().zip(x_blocks) {
            for lane in 0..LANES {
                sums[lane] += f64::from(a[lane]) * x[lane];
            }
        }
        let rest: f64 = rest.iter().zip(x_rest).map(|(a, x)| f64::from(*a) * x).sum();
        *out = sums.iter().sum::<f64>() + rest;
    }
}

/// The inner product of two vectors of one length.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])) + rest
}

/// a times the transpose of b, both n x n, single or double precision, on one thread.
///
/// # Panics
/// If the lengths do not fit.
#[must_use]
pub fn times_transposed<T: ComplexField + Copy>(a: &[T], b: &[T], n: usize) -> Vec<T> {
    product(MatRef::from_row_major_slice(a, n, n), MatRef::from_row_major_slice(b, n, n).transpose())
}

/// The transpose of a times b, both n x n, on one thread.
///
/// # Panics
/// If the lengths do not fit.
#[must_use]
pub fn transposed_product<T: ComplexField + Copy>(a: &[T], b: &[T], n: usize) -> Vec<T> {
    product(MatRef::from_row_major_slice(a, n, n).transpose(), MatRef::from_row_major_slice(b, n, n))
}

/// a times b, both n x n, on one thread.
///
/// # Panics
/// If the lengths do not fit.
#[must_use]
pub fn times_product<T: ComplexField + Copy>(a: &[T], b: &[T], n: usize) -> Vec<T> {
    product(MatRef::from_row_major_slice(a, n, n), MatRef::from_row_major_slice(b, n, n))
}

fn product<T: ComplexField + Copy>(a: MatRef<T>, b: MatRef<T>) -> Vec<T> {
    let n = a.nrows();
    let mut out = vec![T::zero_impl(); n * n];
    matmul(MatMut::from_row_major_slice_mut(&mut out, n, n), Accum::Replace, a, b, T::one_impl(), Par::Seq);
    out
}

/// The solution x of a x = b, `a` n x n, b and x n x `columns`, by LU with partial pivoting; none if
/// `a` is singular.
///
/// # Panics
/// If the lengths do not fit.
#[must_use]
pub fn solve(a: &[f64], n: usize, b: &[f64], columns: usize) -> Option<Vec<f64>> {
    let mut x = MatRef::from_row_major_slice(b, n, columns).to_owned();
    let mut factors = MatRef::from_row_major_slice(a, n, n).to_owned();
    // On one thread, so that a result does not depend on how many there are.
    let pivots = lu::factor_in_place(factors.as_mut(), Par::Seq);
    lu::solve_in_place(factors.as_ref(), &pivots, x.as_mut(), Par::Seq);
    let mut out = vec![0.0; n * columns];
    MatMut::from_row_major_slice_mut(&mut out, n, columns).copy_from(&x);
    out.iter().all(|v| v.is_finite()).then_some(out)
}

/// The inverse of an n x n matrix in single or double precision, by LU with partial pivoting on one
/// thread; none if it is singular.
///
/// # Panics
/// If the length does not fit.
#[must_use]
pub fn inverse<T: ComplexField + Copy>(a: &[T], n: usize) -> Option<Vec<T>> {
    // Rows read as columns: the factors are those of the transpose, and so is the inverse.
    let mut out = vec![T::zero_impl(); n * n];
    let mut factors = MatRef::from_column_major_slice(a, n, n).to_owned();
    let pivots = lu::factor_in_place(factors.as_mut(), Par::Seq);
    lu::invert(factors.as_ref(), &pivots, MatMut::from_column_major_slice_mut(&mut out, n, n), Par::Seq);
    out.iter().all(T::is_finite_impl).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::{
        inverse, solve, times, times_product, times_single, times_transposed, transposed_product, transposed_times,
    };

    #[test]
    fn a_matrix_times_its_inverse() {
        let a = [2.0, 1.0, 0.0, 0.0, 3.0, 1.0, 1.0, 0.0, 4.0];
        let identity = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
        let near_to = |x: &[f64], y: &[f64], by: f64| x.iter().zip(y).all(|(x, y)| (x - y).abs() < by);
        let near = |x: &[f64], y: &[f64]| near_to(x, y, 1e-15);
        assert!(near(&times_product(&a, &inverse(&a, 3).unwrap(), 3), &identity));
        assert!(near(&solve(&a, 3, &a, 3).unwrap(), &identity));
        // Rows against rows: the first entry is 4 + 1.
        let gram = times_transposed(&a, &a, 3);
        assert_eq!((gram[0], gram[1], gram[2]), (5.0, 3.0, 2.0));
        let other_gram = transposed_product(&a, &a, 3);
        assert_eq!((other_gram[0], other_gram[1], other_gram[2]), (5.0, 2.0, 4.0));
        assert!(inverse(&[1.0, 2.0, 2.0, 4.0], 2).is_none());
        let single = a.map(|v| v as f32);
        let rough = inverse(&single, 3).unwrap();
        let mut out = [0.0; 3];
        times_single(&rough, &[2.0, 0.0, 1.0], &mut out);
        assert!(near_to(&out, &[1.0, 0.0, 0.0], 1e-6));
    }

    #[test]
    fn products_of_odd_sizes_agree_with_the_sums_written_out() {
        for (rows, cols) in [(1, 1), (3, 5), (4, 8), (9, 17), (21, 10)] {
            let a: Vec<f64> = (0..rows * cols).map(|k| ((k * 7919) % 101) as f64 - 50.0).collect();
            let x: Vec<f64> = (0..cols).map(|k| (k % 5) as f64 - 2.0).collect();
            let y: Vec<f64> = (0..rows).map(|k| (k % 7) as f64 - 3.0).collect();
            let (mut ax, mut aty) = (vec![0.0; rows], vec![0.0; cols]);
            times(&a, &x, &mut ax);
            transposed_times(&a, &y, &mut aty);
            // Whole numbers: every order of summation gives the same.
            for i in 0..rows {
                assert_eq!(ax[i], (0..cols).map(|j| a[i * cols + j] * x[j]).sum::<f64>());
            }
            for j in 0..cols {
                assert_eq!(aty[j], (0..rows).map(|i| a[i * cols + j] * y[i]).sum::<f64>());
            }
        }
    }
}
