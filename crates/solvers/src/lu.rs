//! LU factors with partial pivoting, in place: the one factorisation behind every dense solve and inverse.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::lu::partial_pivoting::{factor, inverse, solve};
use faer::perm::PermRef;
use faer::traits::ComplexField;
use faer::{MatMut, MatRef, Par};

/// Order in which the rows of a factored matrix were taken, and back.
#[derive(Clone, Debug)]
pub(crate) struct Pivots {
    forward: Vec<usize>,
    backward: Vec<usize>,
}

impl Pivots {
    fn order(&self) -> PermRef<'_, usize> {
        PermRef::new_checked(&self.forward, &self.backward, self.forward.len())
    }
}

/// Puts the factors of a square matrix in its place: the lower one has ones on its diagonal. A pivot of 0 is
/// left for the caller to see.
pub(crate) fn factor_in_place<T: ComplexField>(a: MatMut<'_, T>, par: Par) -> Pivots {
    let n = a.nrows();
    let (mut forward, mut backward) = (vec![0; n], vec![0; n]);
    let mut memory = MemBuffer::new(factor::lu_in_place_scratch::<usize, T>(n, n, par, Default::default()));
    factor::lu_in_place(a, &mut forward, &mut backward, par, MemStack::new(&mut memory), Default::default());
    Pivots { forward, backward }
}

/// Solves `A X = B` in place of `B`.
pub(crate) fn solve_in_place<T: ComplexField>(factors: MatRef<'_, T>, pivots: &Pivots, b: MatMut<'_, T>, par: Par) {
    let need = solve::solve_in_place_scratch::<usize, T>(b.nrows(), b.ncols(), par);
    solve::solve_in_place(factors, factors, pivots.order(), b, par, MemStack::new(&mut MemBuffer::new(need)));
}

/// Writes the inverse of `A` to `out`.
pub(crate) fn invert<T: ComplexField>(factors: MatRef<'_, T>, pivots: &Pivots, out: MatMut<'_, T>, par: Par) {
    let need = inverse::inverse_scratch::<usize, T>(factors.nrows(), par);
    inverse::inverse(out, factors, factors, pivots.order(), par, MemStack::new(&mut MemBuffer::new(need)));
}
