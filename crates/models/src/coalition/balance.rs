//! Structural balance in closed form (Marvel, Kleinberg, Kleinberg and Strogatz 2011, PNAS 108:5).
//!
//! Attitudes `X` between actors (symmetric) follow `dX/dt = X^2`: each pair is drawn together by what it
//! thinks alike of the others. Then `X(t) = X0 (I - X0 t)^-1`, which blows up at `t* = 1 / lambda_1`, and
//! the signs in which it does are those of the products of the leading eigenvector's entries: two
//! factions, friendly inside and hostile between, or one that holds everybody.
//!
//! Conditions: `X0` symmetric; `lambda_1 > 0` and simple; no entry of the leading eigenvector zero.
//! Where one fails no factions are reported, and [`Outcome`] says which.
//!
//! A triad is balanced if the product of its three signs is positive. Pairs whose value is zero or
//! unknown have no sign, and triads that hold such a pair are not counted.
//!
//! ```
//! use suzerain_models::coalition::balance::triads;
//! // Two friends with a common enemy: balanced. One friend of two enemies: not.
//! assert_eq!(triads(3, |i, j| Some(if (i, j) == (0, 1) { 1.0 } else { -1.0 })).share(), Some(1.0));
//! assert_eq!(triads(3, |i, j| Some(if (i, j) == (0, 1) { -1.0 } else { 1.0 })).share(), Some(0.0));
//! ```

use suzerain_solvers::certificate::{Certificate, NotConverged};
use suzerain_solvers::symmetric::{self, SymmetricError};

/// Two eigenvalues closer than this share of the largest absolute one count as equal, and entries of a
/// unit eigenvector below it as zero.
pub const SAME: f64 = 1e-9;

/// Triads with three signs, by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Triads {
    /// With a positive product.
    pub balanced: u64,
    /// With a negative product.
    pub unbalanced: u64,
}

impl Triads {
    /// Balanced triads over all with three signs; none where there is none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of triads of a few hundred actors")]
    pub fn share(self) -> Option<f64> {
        let all = self.balanced + self.unbalanced;
        (all > 0).then(|| self.balanced as f64 / all as f64)
    }
}

/// Counts the triads of `n` actors; `attitude(i, j)` with `i < j` is none where it is unknown.
pub fn triads(n: usize, attitude: impl Fn(usize, usize) -> Option<f64>) -> Triads {
    let mut positive = vec![None; n * n];
    for i in 0..n {
        for j in i + 1..n {
            positive[i * n + j] = attitude(i, j).filter(|x| *x != 0.0).map(|x| x > 0.0);
        }
    }
    let mut count = Triads::default();
    for i in 0..n {
        for j in i + 1..n {
            let Some(ij) = positive[i * n + j] else { continue };
            for k in j + 1..n {
                let (Some(ik), Some(jk)) = (positive[i * n + k], positive[j * n + k]) else { continue };
                // Balanced with an even number of enmities.
                if ij ^ ik ^ jk {
                    count.balanced += 1;
                } else {
                    count.unbalanced += 1;
                }
            }
        }
    }
    count
}

/// Where the attitudes go.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// They blow up into factions.
    Factions {
        /// The faction of each actor; the first actor's is `false`.
        side: Vec<bool>,
        /// The leading eigenvector, of length one, the first actor's entry positive: how firmly each
        /// actor stands in its faction.
        leading: Vec<f64>,
        /// `1 / lambda_1`, in the time unit of the model, which is no calendar time.
        blow_up: f64,
    },
    /// `lambda_1` is not positive: attitudes fade.
    Fades,
    /// `lambda_1` is not simple: the factions depend on what the model does not know.
    NotSimple,
    /// Entries of the leading eigenvector are zero: these actors (places) belong to no faction.
    Undecided(Vec<usize>),
}

/// The factions of a network of attitudes.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// Eigenvalues, largest first.
    pub eigenvalues: Vec<f64>,
    /// Where the attitudes go.
    pub outcome: Outcome,
    /// Of the eigenvalue problem.
    pub certificate: Certificate,
}

/// Why there are no eigenvalues.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BalanceError {
    /// The attitudes are not a symmetric table of finite numbers.
    #[error(transparent)]
    Input(#[from] SymmetricError),
    /// The eigenvalue problem was not solved.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

/// The factions into which the attitudes `x` (n x n, symmetric, row by row) blow up.
///
/// # Errors
/// [`BalanceError`] if `x` is not symmetric and finite, or the eigenvalue problem was not solved.
pub fn balance(n: usize, x: &[f64]) -> Result<Balance, BalanceError> {
    let eigen = symmetric::eigen(n, x)?;
    let certificate = eigen.certificate.converged()?;
    let largest = eigen.values.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
    let first = eigen.values.first().copied().unwrap_or(0.0);
    let outcome = if first <= SAME * largest {
        Outcome::Fades
    } else if eigen.values.get(1).is_some_and(|second| first - second <= SAME * largest) {
        Outcome::NotSimple
    } else {
        let mut leading = eigen.vectors[..n].to_vec();
        let zero: Vec<usize> = (0..n).filter(|i| leading[*i].abs() <= SAME).collect();
        if zero.is_empty() {
            if leading[0] < 0.0 {
                leading.iter_mut().for_each(|v| *v = -*v);
            }
            Outcome::Factions { side: leading.iter().map(|v| *v < 0.0).collect(), leading, blow_up: first.recip() }
        } else {
            Outcome::Undecided(zero)
        }
    };
    Ok(Balance { eigenvalues: eigen.values, outcome, certificate })
}

/// The attitudes at time `t` before the blow-up, `X0 (I - X0 t)^-1`, by the eigenvalues of `X0`.
///
/// # Errors
/// [`BalanceError`] as [`balance`].
pub fn attitudes_at(n: usize, x: &[f64], t: f64) -> Result<Vec<f64>, BalanceError> {
    let eigen = symmetric::eigen(n, x)?;
    eigen.certificate.converged()?;
    let mut out = vec![0.0; n * n];
    for (value, vector) in eigen.values.iter().zip(eigen.vectors.chunks_exact(n)) {
        let grown = value / (1.0 - value * t);
        for i in 0..n {
            for j in 0..n {
                out[i * n + j] += grown * vector[i] * vector[j];
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt as _;
    use suzerain_solvers::streams::stream;

    fn random_symmetric(n: usize, seed: u64) -> Vec<f64> {
        let mut random = stream(seed, 0);
        let mut x = vec![0.0; n * n];
        for i in 0..n {
            for j in i..n {
                let v: f64 = random.random::<f64>() * 2.0 - 1.0;
                x[i * n + j] = v;
                x[j * n + i] = v;
            }
        }
        x
    }

    #[test]
    fn two_pairs_of_friends_who_are_enemies_are_two_factions() {
        // Eigenvalues of this matrix by hand: (1,1,-1,-1)/2 has 1 + 2 = 3; (1,-1,0,0) and (0,0,1,-1) have -1;
        // (1,1,1,1)/2 has 1 - 2 = -1.
        let x = [0., 1., -1., -1., 1., 0., -1., -1., -1., -1., 0., 1., -1., -1., 1., 0.];
        let found = balance(4, &x).unwrap();
        assert!((found.eigenvalues[0] - 3.0).abs() < 1e-14 && (found.eigenvalues[3] + 1.0).abs() < 1e-14);
        let Outcome::Factions { side, leading, blow_up } = found.outcome else { panic!("{:?}", found.outcome) };
        assert_eq!(side, [false, false, true, true]);
        assert!(leading.iter().all(|v| (v.abs() - 0.5).abs() < 1e-14));
        assert!((blow_up - 1.0 / 3.0).abs() < 1e-14);
    }

    #[test]
    fn conditions_that_fail_are_named() {
        // Everybody hostile: eigenvalues 1 (twice) and -2.
        let hostile = [0., -1., -1., -1., 0., -1., -1., -1., 0.];
        assert_eq!(balance(3, &hostile).unwrap().outcome, Outcome::NotSimple);
        assert_eq!(balance(2, &[-1., 0., 0., -2.]).unwrap().outcome, Outcome::Fades);
        // The third actor has no ties.
        let loner = [0., 1., 0., 1., 0., 0., 0., 0., 0.];
        assert_eq!(balance(3, &loner).unwrap().outcome, Outcome::Undecided(vec![2]));
        assert!(balance(2, &[0., 1., 2., 0.]).is_err());
        assert!(balance(2, &[0., f64::NAN, f64::NAN, 0.]).is_err());
    }

    #[test]
    fn the_closed_form_solves_the_differential_equation() {
        let n = 7;
        let x0 = random_symmetric(n, 3);
        let square = |x: &[f64]| -> Vec<f64> {
            (0..n * n).map(|at| (0..n).map(|k| x[at / n * n + k] * x[k * n + at % n]).sum()).collect()
        };
        let end = 0.3 / balance(n, &x0).unwrap().eigenvalues[0];
        let steps = 400;
        let h = end / f64::from(steps);
        let mut x = x0.clone();
        let plus = |x: &[f64], k: &[f64], by: f64| -> Vec<f64> { x.iter().zip(k).map(|(x, k)| x + by * k).collect() };
        for _ in 0..steps {
            let k1 = square(&x);
            let k2 = square(&plus(&x, &k1, h / 2.0));
            let k3 = square(&plus(&x, &k2, h / 2.0));
            let k4 = square(&plus(&x, &k3, h));
            for at in 0..n * n {
                x[at] += h / 6.0 * (k1[at] + 2.0 * k2[at] + 2.0 * k3[at] + k4[at]);
            }
        }
        let closed = attitudes_at(n, &x0, end).unwrap();
        for (a, b) in x.iter().zip(&closed) {
            assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
    }

    #[test]
    fn just_before_the_blow_up_every_triad_is_balanced_and_signs_are_the_factions() {
        for seed in 1..=20 {
            let n = 9;
            let x0 = random_symmetric(n, seed);
            let found = balance(n, &x0).unwrap();
            let Outcome::Factions { side, blow_up, .. } = found.outcome else { continue };
            let late = attitudes_at(n, &x0, blow_up * (1.0 - 1e-7)).unwrap();
            for i in 0..n {
                for j in 0..n {
                    assert_eq!(late[i * n + j] > 0.0, side[i] == side[j], "seed {seed}");
                }
            }
            assert_eq!(triads(n, |i, j| Some(late[i * n + j])).share(), Some(1.0));
        }
    }
}
