//! Forecasts that cannot know anything: another pair in the place of one, or years in another order.

use super::super::power::Series;
use crate::outlook::events::evaluation::Placebo;
use std::collections::BTreeMap;
use suzerain_solvers::streams::permutation;

/// Who is put in the place of each forecast: another of the same origin where dyads are fake, itself otherwise.
pub(super) fn donors<F>(chosen: &[F], origin: impl Fn(&F) -> i16, placebo: Option<Placebo>, seed: u64) -> Vec<&F> {
    let mut out: Vec<&F> = chosen.iter().collect();
    if placebo != Some(Placebo::FakeDyads) {
        return out;
    }
    let mut by_origin: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
    for (at, f) in chosen.iter().enumerate() {
        by_origin.entry(origin(f)).or_default().push(at);
    }
    for (origin, members) in by_origin {
        let order = permutation(members.len(), seed, origin.unsigned_abs().into());
        // One step along a random circle: nobody stands for itself unless alone.
        for (k, at) in order.iter().enumerate() {
            out[members[*at]] = &chosen[members[order[(k + 1) % order.len()]]];
        }
    }
    out
}

/// The series with its yearly changes in another order, ending where it ends.
#[must_use]
pub fn reordered(series: &Series, seed: u64) -> Series {
    let known: Vec<(i16, f64)> = series.iter().map(|(y, v)| (*y, *v)).collect();
    let Some((last, mut value)) = known.last().copied() else { return Series::new() };
    let changes: Vec<f64> = known.windows(2).map(|w| w[1].1 - w[0].1).collect();
    let order = permutation(changes.len(), seed, 0);
    let mut out = Series::from([(last, value)]);
    for (k, (year, _)) in known.iter().enumerate().rev().skip(1) {
        value -= changes[order[k]];
        out.insert(*year, value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outlook::events::evaluation::Forecast;

    fn forecast(row: usize, origin: i16) -> Forecast {
        Forecast { pair: u32::try_from(row).unwrap(), row, origin, event: false, p: [0.1; 7] }
    }

    #[test]
    fn fake_dyads_are_others_of_the_same_origin_each_once() {
        let all: Vec<Forecast> = (0..9).map(|k| forecast(k, if k < 6 { 1900 } else { 1905 })).collect();
        let found = donors(&all, |f| f.origin, Some(Placebo::FakeDyads), 3);
        assert!(all.iter().zip(&found).all(|(a, b)| a.row != b.row && a.origin == b.origin));
        let mut rows: Vec<usize> = found.iter().map(|f| f.row).collect();
        rows.sort_unstable();
        assert_eq!(rows, (0..9).collect::<Vec<_>>());
        assert!(donors(&all, |f| f.origin, None, 3).iter().zip(&all).all(|(a, b)| a.row == b.row));
    }

    #[test]
    fn shuffled_years_keep_the_end_and_the_changes() {
        let series: Series = [(1900, 0.0), (1901, 1.0), (1902, 1.5), (1904, 3.5), (1905, 3.25)].into();
        let found = reordered(&series, 2);
        assert_eq!(found.keys().collect::<Vec<_>>(), series.keys().collect::<Vec<_>>());
        assert!((found[&1905] - 3.25).abs() < 1e-12 && found[&1900].abs() < 1e-12, "the sum of changes stays");
        let changes = |s: &Series| {
            let v: Vec<f64> = s.values().copied().collect();
            let mut out: Vec<i64> = v.windows(2).map(|w| ((w[1] - w[0]) * 1000.0).round() as i64).collect();
            out.sort_unstable();
            out
        };
        assert_eq!(changes(&found), changes(&series));
        assert!((0..20).any(|seed| reordered(&series, seed) != series));
        assert!(reordered(&Series::new(), 1).is_empty());
    }
}
