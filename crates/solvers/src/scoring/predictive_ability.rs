//! Is a forecaster inferior to any of its rivals, where errors go together in two ways at once?
//!
//! Losses that share a row (a pair of states) or a column (a decade) go together. Rows and columns are each drawn with
//! replacement and a forecast counts as often as its row and column came up (Owen 2007), so both kinds of dependence
//! widen the interval; drawing either alone leaves the other out.

use super::bootstrap::{Interval, of_draws, pick};
use crate::streams::stream;
use rand::Rng;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Sums of the losses of some forecasters, the judged one last, in draws of rows and columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossed<const N: usize> {
    /// The sums over the forecasts themselves.
    whole: [f64; N],
    /// Those of each draw in which a forecast came up.
    drawn: Vec<[f64; N]>,
}

impl<const N: usize> Crossed<N> {
    /// Draws rows and columns; `losses`, `rows` and `columns` have one entry a forecast. Where all share one row, or one
    /// column, nothing is known of luck that all share there: none without two rows and two columns.
    ///
    /// The answer depends on the seed, not on the number of threads.
    #[must_use]
    pub fn new(losses: &[[f64; N]], rows: &[u32], columns: &[u32], draws: u32, seed: u64) -> Option<Self> {
        let mut cells: BTreeMap<(u32, u32), [f64; N]> = BTreeMap::new();
        for ((loss, row), column) in losses.iter().zip(rows).zip(columns) {
            let cell = cells.entry((*row, *column)).or_insert([0.0; N]);
            (0..N).for_each(|i| cell[i] += loss[i]);
        }
        let (row_names, rows) = numbered(cells.keys().map(|k| k.0));
        let (column_names, columns) = numbered(cells.keys().map(|k| k.1));
        if row_names < 2 || column_names < 2 {
            return None;
        }
        let sums: Vec<[f64; N]> = cells.into_values().collect();
        let drawn = (0..draws)
            .into_par_iter()
            .filter_map(|draw| {
                let mut random = stream(seed, u64::from(draw));
                let of_rows = counts(row_names, &mut random);
                let of_columns = counts(column_names, &mut random);
                let (mut total, mut came) = ([0.0; N], 0.0);
                for ((sum, row), column) in sums.iter().zip(&rows).zip(&columns) {
                    let times = of_rows[*row] * of_columns[*column];
                    if times > 0.0 {
                        came += times;
                        (0..N).for_each(|i| total[i] += times * sum[i]);
                    }
                }
                (came > 0.0).then_some(total)
            })
            .collect();
        let mut whole = [0.0; N];
        sums.iter().for_each(|sum| (0..N).for_each(|i| whole[i] += sum[i]));
        Some(Self { whole, drawn })
    }

    /// 90 % interval of the skill 1 - loss / loss of rival `k` of the judged forecaster; none where no draw gives a number.
    #[must_use]
    pub fn skill(&self, k: usize) -> Option<Interval> {
        of_draws(self.drawn.iter().map(|t| skill(t, k)).collect())
    }

    /// Probability of a lead as large as the best rival's, were no rival better than the judged forecaster: the test for
    /// superior predictive ability (Hansen 2005), studentised, with rivals that score worse left as they are (his lower
    /// bound, the one that rejects most). 1 where no rival leads. Choosing the best afterwards is thereby allowed for.
    #[must_use]
    pub fn inferior(&self) -> Option<f64> {
        let rivals = N.checked_sub(1).filter(|n| *n > 0)?;
        let lead: Vec<f64> = (0..rivals).map(|k| -skill(&self.whole, k)).collect();
        let leads = |total: &[f64; N]| -> Vec<f64> { (0..rivals).map(|k| -skill(total, k)).collect() };
        let drawn: Vec<Vec<f64>> = self.drawn.iter().map(leads).filter(|l| l.iter().all(|v| v.is_finite())).collect();
        if drawn.len() < 2 {
            return None;
        }
        let n = drawn.len() as f64;
        let spread: Vec<f64> = (0..rivals)
            .map(|k| {
                let mean = drawn.iter().map(|d| d[k]).sum::<f64>() / n;
                (drawn.iter().map(|d| (d[k] - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
            })
            .collect();
        // A rival whose lead never varies differs for certain, or not at all.
        let studentised = |lead: f64, k: usize| if lead == 0.0 { 0.0 } else { lead / spread[k] };
        let largest = |of: &dyn Fn(usize) -> f64| (0..rivals).map(of).fold(0.0, f64::max);
        let seen = largest(&|k| studentised(lead[k], k));
        if seen <= 0.0 {
            return Some(1.0);
        }
        let as_large = drawn.iter().filter(|d| largest(&|k| studentised(d[k] - lead[k].max(0.0), k)) >= seen).count();
        Some(as_large as f64 / n)
    }
}

/// Skill of the last forecaster over another.
fn skill<const N: usize>(total: &[f64; N], k: usize) -> f64 {
    1.0 - total[N - 1] / total[k]
}

/// How many names there are, and the number of each entry's.
fn numbered(names: impl Iterator<Item = u32> + Clone) -> (usize, Vec<usize>) {
    let mut known: Vec<u32> = names.clone().collect();
    known.sort_unstable();
    known.dedup();
    let numbers = names.map(|name| known.binary_search(&name).unwrap_or(0)).collect();
    (known.len(), numbers)
}

/// How often each of `n` comes up in `n` draws with replacement.
fn counts(n: usize, random: &mut impl Rng) -> Vec<f64> {
    let mut out = vec![0.0; n];
    for _ in 0..n {
        out[pick(n, random)] += 1.0;
    }
    out
}

/// Probabilities of several tests at once: each as small as the level at which it would still be rejected if no more than
/// that share of such families may hold a wrong rejection (Holm 1979).
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut out = vec![1.0; p.len()];
    let mut least = 0.0_f64;
    for (rank, at) in order.into_iter().enumerate() {
        least = least.max((p.len() - rank) as f64 * p[at]).min(1.0);
        out[at] = least;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::skill_interval;
    use super::*;

    /// Standard normal numbers, from twelve uniform ones each.
    fn normal(seed: u64, draw: u64) -> f64 {
        let mut random = stream(seed, draw);
        (0..12).map(|_| random.next_u64() as f64 / u64::MAX as f64).sum::<f64>() - 6.0
    }

    /// Forty rows and six columns; the judged forecaster loses by `lead` to the first rival, with an effect of the
    /// row, one of the column and noise, and beats the second by far.
    fn losses(lead: f64, seed: u64) -> (Vec<[f64; 3]>, Vec<u32>, Vec<u32>) {
        let at = |r: u32, c: u32| {
            let effect = 0.05 * normal(seed, u64::from(r)) + 0.05 * normal(seed, 1000 + u64::from(c));
            let noise = 0.05 * normal(seed, 10_000 + u64::from(r * 6 + c));
            [1.0, 1.5, 1.0 + lead + effect + noise]
        };
        let places: Vec<(u32, u32)> = (0..40).flat_map(|r| (0..6).map(move |c| (r, c))).collect();
        (
            places.iter().map(|(r, c)| at(*r, *c)).collect(),
            places.iter().map(|p| p.0).collect(),
            places.iter().map(|p| p.1).collect(),
        )
    }

    #[test]
    fn rows_and_columns_together_are_wider_than_either() {
        let (losses, rows, columns) = losses(0.0, 1);
        let crossed = Crossed::new(&losses, &rows, &columns, 2000, 7).unwrap();
        let both = crossed.skill(0).unwrap();
        let (judged, rival): (Vec<f64>, Vec<f64>) = losses.iter().map(|l| (l[2], l[0])).unzip();
        for (blocks, count) in [(&rows, 40), (&columns, 6)] {
            let one = skill_interval(&judged, &rival, blocks, count, 2000, 7).unwrap();
            assert!(both.high - both.low > one.high - one.low, "{both:?} {one:?}");
        }
        assert!(Crossed::new(&losses, &[0; 240], &columns, 100, 7).is_none());
        assert!(Crossed::new(&losses, &rows, &[0; 240], 100, 7).is_none());
    }

    #[test]
    fn a_forecaster_as_good_is_called_inferior_as_often_as_the_level_says() {
        let p = |lead: f64, seed: u64| {
            let (losses, rows, columns) = losses(lead, seed);
            Crossed::new(&losses, &rows, &columns, 400, 7).unwrap().inferior().unwrap()
        };
        let called = (0..200).filter(|seed| p(0.0, *seed) < 0.1).count();
        // A tenth at most but for what six columns tell badly and for chance.
        assert!((4..=40).contains(&called), "{called} of 200");
        assert!((0..20).all(|seed| p(0.3, seed) < 0.1), "a large lead is seen");
        assert!((0..20).all(|seed| p(-0.3, seed) > 0.999), "nobody leads");
    }

    #[test]
    fn a_lead_that_never_varies_is_certain() {
        let losses = vec![[1.0, 1.0]; 12];
        let rows: Vec<u32> = (0..12).collect();
        assert_eq!(Crossed::new(&losses, &rows, &rows, 50, 1).unwrap().inferior(), Some(1.0), "alike");
        let losses = vec![[1.0, 1.1]; 12];
        assert_eq!(Crossed::new(&losses, &rows, &rows, 50, 1).unwrap().inferior(), Some(0.0), "always worse");
    }

    /// Against p.adjust of R (method "holm").
    #[test]
    fn several_tests_at_once_are_allowed_for() {
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005, 0.9]);
        for (found, expected) in adjusted.iter().zip([0.04, 0.09, 0.09, 0.025, 0.9]) {
            assert!((found - expected).abs() < 1e-12, "{adjusted:?}");
        }
        assert!(holm(&[]).is_empty());
    }
}
