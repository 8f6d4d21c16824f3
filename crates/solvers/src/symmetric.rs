//! Eigenvalues and eigenvectors of symmetric matrices, with their certificate.

use crate::certificate::{Certificate, Stop};
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::evd::{ComputeEigenvectors, self_adjoint_evd, self_adjoint_evd_scratch};
use faer::{Mat, Par};

/// The relative residual up to which a decomposition counts as solved.
const TOLERANCE: f64 = 1e-10;

/// The decomposition of a symmetric matrix of size n.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// The n eigenvalues, largest first.
    pub values: Vec<f64>,
    /// n x n, row by row: one eigenvector of length one a row, in the order of the values; its sign is
    /// arbitrary.
    pub vectors: Vec<f64>,
    /// Residual: the largest `|A v - lambda v|` over the largest absolute eigenvalue; the identity
    /// `orthonormal` is the largest entry of `V V' - I`.
    pub certificate: Certificate,
}

/// Why a matrix has no such decomposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SymmetricError {
    /// The slice is not n x n.
    #[error("{found} numbers are no matrix of size {n}")]
    Shape {
        /// Size asked for.
        n: usize,
        /// Numbers given.
        found: usize,
    },
    /// An entry is not finite.
    #[error("entry ({0}, {1}) is not finite")]
    NotFinite(usize, usize),
    /// Two mirrored entries differ.
    #[error("entries ({0}, {1}) and ({1}, {0}) differ")]
    NotSymmetric(usize, usize),
}

/// Decomposes `a` (n x n, row by row), on one thread.
///
/// # Errors
/// [`SymmetricError`] if `a` is not a symmetric matrix of finite numbers.
pub fn eigen(n: usize, a: &[f64]) -> Result<Eigen, SymmetricError> {
    if a.len() != n * n {
        return Err(SymmetricError::Shape { n, found: a.len() });
    }
    for i in 0..n {
        for j in 0..n {
            if !a[i * n + j].is_finite() {
                return Err(SymmetricError::NotFinite(i, j));
            }
            #[expect(clippy::float_cmp, reason = "asks whether two given numbers are the same")]
            if a[i * n + j] != a[j * n + i] {
                return Err(SymmetricError::NotSymmetric(i, j));
            }
        }
    }
    if n == 0 {
        let certificate = Certificate { residual: 0.0, iterations: 0, identities: Vec::new(), stop: Stop::Converged };
        return Ok(Eigen { values: Vec::new(), vectors: Vec::new(), certificate });
    }
    let matrix = Mat::from_fn(n, n, |i, j| a[i * n + j]);
    let (mut values, mut vectors) = (Diag::<f64>::zeros(n), Mat::<f64>::zeros(n, n));
    let scratch = self_adjoint_evd_scratch::<f64>(n, ComputeEigenvectors::Yes, Par::Seq, faer::prelude::default());
    let mut memory = MemBuffer::new(scratch);
    let solved = self_adjoint_evd(
        matrix.as_ref(),
        values.as_mut(),
        Some(vectors.as_mut()),
        Par::Seq,
        MemStack::new(&mut memory),
        faer::prelude::default(),
    );
    // The library gives them in rising order.
    let values: Vec<f64> = (0..n).rev().map(|k| values.column_vector()[k]).collect();
    let vectors: Vec<f64> = (0..n).rev().flat_map(|k| (0..n).map(move |i| (i, k))).map(|at| vectors[at]).collect();
    let largest = values.iter().fold(f64::MIN_POSITIVE, |m, v| m.max(v.abs()));
    let mut residual = 0.0_f64;
    for (value, vector) in values.iter().zip(vectors.chunks_exact(n)) {
        for row in a.chunks_exact(n).zip(vector) {
            let product: f64 = row.0.iter().zip(vector).map(|(a, v)| a * v).sum();
            residual = residual.max((product - value * row.1).abs() / largest);
        }
    }
    let mut orthonormal = 0.0_f64;
    for i in 0..n {
        for j in 0..n {
            let product: f64 = (0..n).map(|k| vectors[i * n + k] * vectors[j * n + k]).sum();
            orthonormal = orthonormal.max((product - f64::from(u8::from(i == j))).abs());
        }
    }
    let stop = match solved {
        Ok(()) if residual <= TOLERANCE && orthonormal <= TOLERANCE => Stop::Converged,
        Ok(()) if residual.is_finite() => Stop::Stalled,
        Ok(()) => Stop::NotFinite,
        Err(_) => Stop::IterationLimit,
    };
    let certificate = Certificate { residual, iterations: 1, identities: Vec::new(), stop };
    Ok(Eigen { values, vectors, certificate: certificate.with_identity("orthonormal", orthonormal) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two_by_hand() {
        // [[2, 1], [1, 2]]: 3 with (1, 1), 1 with (1, -1).
        let found = eigen(2, &[2.0, 1.0, 1.0, 2.0]).unwrap();
        assert!((found.values[0] - 3.0).abs() < 1e-15 && (found.values[1] - 1.0).abs() < 1e-15);
        assert!((found.vectors[0] - found.vectors[1]).abs() < 1e-15);
        assert!(found.certificate.converged().unwrap().residual < 1e-15);
    }

    #[test]
    fn second_difference_matrix_has_its_known_eigenvalues() {
        // 2 on the diagonal, -1 beside it: 2 - 2 cos(k pi / (n + 1)).
        let n = 120_usize;
        let a: Vec<f64> = (0..n * n).map(|at| [2.0, -1.0, 0.0][(at / n).abs_diff(at % n).min(2)]).collect();
        let found = eigen(n, &a).unwrap();
        for (k, value) in (1_u16..=120).rev().zip(&found.values) {
            let wanted = 2.0 - 2.0 * (f64::from(k) * std::f64::consts::PI / 121.0).cos();
            assert!((value - wanted).abs() < 1e-12, "{k}: {value} {wanted}");
        }
        assert!(found.certificate.converged().is_ok());
    }

    #[test]
    fn what_is_no_symmetric_matrix_is_refused() {
        assert_eq!(eigen(2, &[1.0]).unwrap_err(), SymmetricError::Shape { n: 2, found: 1 });
        assert_eq!(eigen(2, &[1.0, 2.0, 3.0, 4.0]).unwrap_err(), SymmetricError::NotSymmetric(0, 1));
        assert!(eigen(0, &[]).unwrap().values.is_empty());
    }
}
