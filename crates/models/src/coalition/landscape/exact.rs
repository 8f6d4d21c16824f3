//! Every configuration, by Gray code: one actor changes sides from each to the next.

use super::{Found, Landscape, LandscapeError, Method, canonical};
use rayon::prelude::*;

/// Actors up to which every configuration is looked at.
pub const EXACT_ACTORS: usize = 24;

/// Places of the arrays of the inner loop: a fixed length, so that the compiler can lay out the loops.
const PLACES: usize = EXACT_ACTORS;

/// In place of an actor: nobody lowers the energy by moving.
const REST: u8 = u8::MAX;

/// Free bits that one task walks through.
const TASK_BITS: usize = 14;

impl Landscape {
    /// All local minima with their exact basins.
    ///
    /// The configurations are divided in equal parts over the machine's cores; each is walked by Gray
    /// code, and all sums are of whole numbers, so the result is the same for any number of threads.
    ///
    /// # Errors
    /// [`LandscapeError::TooManyForExact`] beyond [`EXACT_ACTORS`] actors.
    pub fn exact(&self) -> Result<Found, LandscapeError> {
        let n = self.actors.len();
        if n > EXACT_ACTORS {
            return Err(LandscapeError::TooManyForExact { actors: n });
        }
        // Bit i of a configuration is the side of actor i + 1; actor 0 stays on side `false`.
        let bits = n - 1;
        let task_bits = bits.min(TASK_BITS);
        let mut steps = vec![REST; 1 << bits];
        steps.par_chunks_mut(1 << task_bits).enumerate().for_each(|(task, steps)| self.walk(task << task_bits, steps));
        let minima: Vec<u32> = (0_u32..).zip(&steps).filter(|(_, step)| **step == REST).map(|(c, _)| c).collect();
        let reached = (0..1_u32 << bits)
            .into_par_iter()
            .with_min_len(1 << task_bits)
            .fold(
                || vec![0_u64; minima.len()],
                |mut counts, start| {
                    let end = follow(&steps, bits, start);
                    if let Ok(at) = minima.binary_search(&end) {
                        counts[at] += 1;
                    }
                    counts
                },
            )
            .reduce(
                || vec![0_u64; minima.len()],
                |mut a, b| {
                    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
                    a
                },
            );
        let reached = minima.iter().zip(reached).map(|(c, count)| (sides_of(*c, n), count)).collect();
        Ok(self.found(reached, Method::Exact { configurations: 1 << bits }, 1 << bits))
    }

    /// Fills in, for each configuration of a task, which actor steepest descent moves next.
    fn walk(&self, base: usize, steps: &mut [u8]) {
        let n = self.actors.len();
        let mut weight = [[0.0_f64; PLACES]; PLACES];
        for (copy, row) in weight.iter_mut().zip(self.weight.chunks_exact(n)) {
            copy[..n].copy_from_slice(row);
        }
        let mut spin = [1.0_f64; PLACES];
        for (i, spin) in spin.iter_mut().enumerate().take(n).skip(1) {
            if base >> (i - 1) & 1 == 1 {
                *spin = -1.0;
            }
        }
        let mut field = [0.0_f64; PLACES];
        for (field, row) in field.iter_mut().zip(&weight) {
            *field = row.iter().zip(&spin).map(|(w, s)| w * s).sum();
        }
        let mut code = 0_usize;
        for visit in 0..steps.len() {
            if visit > 0 {
                let bit = visit.trailing_zeros() as usize;
                code ^= 1 << bit;
                let k = bit + 1;
                spin[k] = -spin[k];
                let by = 2.0 * spin[k];
                for (field, w) in field.iter_mut().zip(&weight[k]) {
                    *field += by * w;
                }
            }
            steps[code] = steepest(&field, &spin);
        }
    }
}

/// The actor whose move lowers the energy most, the first of equals; [`REST`] if none lowers it.
fn steepest(field: &[f64; PLACES], spin: &[f64; PLACES]) -> u8 {
    let mut rise = [0.0_f64; PLACES];
    for i in 0..PLACES {
        rise[i] = field[i] * spin[i];
    }
    // Four running minima side by side, which the compiler keeps in vector registers.
    let mut least = [0.0_f64; 4];
    for four in rise.chunks_exact(4) {
        for (least, rise) in least.iter_mut().zip(four) {
            *least = if *rise < *least { *rise } else { *least };
        }
    }
    let least = least.into_iter().fold(0.0, |a: f64, b| if b < a { b } else { a });
    if least < 0.0 {
        #[expect(clippy::float_cmp, reason = "the least of these very numbers is looked up")]
        let at = rise.iter().position(|r| *r == least);
        at.and_then(|i| u8::try_from(i).ok()).unwrap_or(REST)
    } else {
        REST
    }
}

/// Where descent ends from a configuration.
fn follow(steps: &[u8], bits: usize, start: u32) -> u32 {
    let all = (1_u32 << bits) - 1;
    let mut at = start;
    loop {
        match steps[at as usize] {
            REST => return at,
            // The first actor changes sides: in the mirror image, all the others do.
            0 => at ^= all,
            actor => at ^= 1 << (actor - 1),
        }
    }
}

fn sides_of(configuration: u32, n: usize) -> Vec<bool> {
    canonical((0..n).map(|i| i > 0 && configuration >> (i - 1) & 1 == 1).collect())
}
