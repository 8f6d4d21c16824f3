//! Block bootstrap: whole blocks of forecasts are drawn, so dependence within a block is kept.

use crate::streams::stream;
use rand::Rng;
use rayon::prelude::*;

/// A 90 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The 5 % quantile of the draws.
    pub low: f64,
    /// The 95 % quantile.
    pub high: f64,
}

/// 90 % interval of the skill 1 - sum(loss) / sum(reference) when blocks are drawn with replacement
/// (Efron 1979; Künsch 1989): `blocks` has the block of each forecast, below `count`. None if there
/// are fewer than two blocks with forecasts.
///
/// The answer depends on the seed, not on the number of threads.
#[must_use]
pub fn skill_interval(
    loss: &[f64],
    reference: &[f64],
    blocks: &[u32],
    count: usize,
    draws: u32,
    seed: u64,
) -> Option<Interval> {
    let mut sums = vec![(0.0, 0.0, 0_u32); count];
    for ((loss, reference), block) in loss.iter().zip(reference).zip(blocks) {
        let sum = &mut sums[*block as usize];
        sum.0 += loss;
        sum.1 += reference;
        sum.2 += 1;
    }
    let sums: Vec<(f64, f64)> = sums.into_iter().filter(|s| s.2 > 0).map(|s| (s.0, s.1)).collect();
    interval(&sums, draws, seed, |(loss, reference)| 1.0 - loss / reference)
}

/// 90 % interval of sum(part) / sum(whole) under the same draws.
#[must_use]
pub fn shared_interval(parts: &[(f64, f64)], draws: u32, seed: u64) -> Option<Interval> {
    interval(parts, draws, seed, |(part, whole)| part / whole)
}

fn interval(sums: &[(f64, f64)], draws: u32, seed: u64, of: fn((f64, f64)) -> f64) -> Option<Interval> {
    if sums.len() < 2 {
        return None;
    }
    let values: Vec<f64> = (0..draws)
        .into_par_iter()
        .map(|draw| {
            let mut random = stream(seed, u64::from(draw));
            let mut total = (0.0, 0.0);
            for _ in 0..sums.len() {
                let (a, b) = sums[pick(sums.len(), &mut random)];
                total = (total.0 + a, total.1 + b);
            }
            of(total)
        })
        .collect();
    of_draws(values)
}

/// One of `n` blocks, by multiply and shift: unbiased to one in 2^64 over their number.
pub(super) fn pick(n: usize, random: &mut impl Rng) -> usize {
    usize::try_from((u128::from(random.next_u64()) * n as u128) >> 64).unwrap_or(0)
}

/// The interval that draws give; none without a number among them.
pub(super) fn of_draws(mut values: Vec<f64>) -> Option<Interval> {
    values.retain(|v| v.is_finite());
    if values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let quantile = |q: f64| values[((values.len() - 1) as f64 * q).round() as usize];
    Some(Interval { low: quantile(0.05), high: quantile(0.95) })
}
