//! Chance-corrected agreement of alliance portfolios for all pairs of a year at once.

use rayon::prelude::*;

/// The tie of a state with itself.
#[must_use]
pub const fn self_tie() -> u8 {
    3
}

/// Cohen's kappa of the portfolios of every pair of states: squared distance, each state's own
/// marginals, unweighted, both states among the partners.
///
/// `ties` is an n x n symmetric matrix by rows of ordinal ties 0-3 with [`self_tie`] on the diagonal.
/// The answer is the n x n matrix; NaN where chance agreement leaves nothing to correct (D_e = 0).
///
/// With squared distance `D_e = E[x²] + E[y²] - 2 E[x] E[y]`, so kappa needs three sums of whole
/// numbers a pair: kappa = 2 (n Σxy - Σx Σy) / (n (Σx² + Σy²) - 2 Σx Σy), exact up to the one division
/// (Cohen 1960; Häge 2011 for portfolios).
///
/// ```
/// use suzerain_measures::panel::year_kappas;
/// // Two allies and an outsider: the allies' portfolios are the same.
/// let kappa = year_kappas(&[3, 3, 0, 3, 3, 0, 0, 0, 3], 3);
/// assert_eq!(kappa[1], 1.0);
/// // x = (3,3,0), y = (0,0,3): 2 (0 - 18) / (3 * 27 - 36) = -0.8.
/// assert!((kappa[2] + 0.8).abs() < 1e-15);
/// ```
#[must_use]
pub fn year_kappas(ties: &[u8], n: usize) -> Vec<f64> {
    if n == 0 {
        return Vec::new();
    }
    let sums: Vec<(i64, i64)> = ties
        .chunks_exact(n)
        .map(|x| x.iter().fold((0, 0), |(s, q), t| (s + i64::from(*t), q + i64::from(*t) * i64::from(*t))))
        .collect();
    let mut out = vec![f64::NAN; n * n];
    let count = i64::try_from(n).unwrap_or(i64::MAX);
    out.par_chunks_mut(n).enumerate().for_each(|(a, line)| {
        let x = &ties[a * n..(a + 1) * n];
        for (b, kappa) in line.iter_mut().enumerate() {
            let y = &ties[b * n..(b + 1) * n];
            let product: u32 = x.iter().zip(y).map(|(x, y)| u32::from(x * y)).sum();
            let marginal = sums[a].0 * sums[b].0;
            let above = 2 * (count * i64::from(product) - marginal);
            let below = count * (sums[a].1 + sums[b].1) - 2 * marginal;
            if below != 0 {
                *kappa = above as f64 / below as f64;
            }
        }
    });
    out
}
