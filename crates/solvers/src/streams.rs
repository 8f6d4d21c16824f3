//! Seeded random streams: one for each draw, so that a result does not depend on how many threads
//! made the draws.

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

#[cfg(test)]
mod tests {
    use super::stream;
    use rand::Rng;

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
