//! Seeded random streams: one for each draw, so that a result does not depend on how many threads
//! made the draws.

use rand::Rng;
use rand_pcg::Pcg64Mcg;

/// The random stream of draw number `draw` under `seed`.
///
/// Two different draws have unrelated streams; the same draw has the same stream on every machine and
/// for any number of threads.
#[must_use]
pub fn stream(seed: u64, draw: u64) -> Pcg64Mcg {
    // SplitMix64 (Steele, Lea, Flood 2014) on seed and draw: neighbours must not give neighbouring states.
    let mut state = seed ^ draw.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17);
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u128::from(z ^ (z >> 31))
    };
    let (low, high) = (next(), next());
    Pcg64Mcg::new(high << 64 | low)
}

/// A random order of 0 to `n - 1` (Fisher and Yates), the same for the same seed and draw.
#[must_use]
pub fn permutation(n: usize, seed: u64, draw: u64) -> Vec<usize> {
    let mut random = stream(seed, draw);
    let mut order: Vec<usize> = (0..n).collect();
    for i in (1..n).rev() {
        // A product's upper half: even to within 2^-64 of the number of places.
        let at = (u128::from(random.next_u64()) * (i as u128 + 1)) >> 64;
        order.swap(i, at as usize);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::{permutation, stream};
    use rand::Rng;

    #[test]
    fn permutations_hold_everything_once_and_differ() {
        let mut seen = std::collections::BTreeSet::new();
        for draw in 0..2000 {
            let mut order = permutation(4, 1, draw);
            assert_eq!(order, permutation(4, 1, draw));
            seen.insert(order.clone());
            order.sort_unstable();
            assert_eq!(order, [0, 1, 2, 3]);
        }
        assert_eq!(seen.len(), 24);
    }

    #[test]
    fn draws_are_repeatable_and_differ() {
        let first = |seed, draw| stream(seed, draw).next_u64();
        assert_eq!(first(1, 7), first(1, 7));
        let mut seen: Vec<u64> = (0..1000).map(|d| first(1, d)).chain((0..1000).map(|d| first(2, d))).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 2000);
    }
}
