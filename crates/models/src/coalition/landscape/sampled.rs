//! Descent from random configurations, for more actors than can be enumerated.

use super::{Found, Landscape, Method};
use rand::RngExt as _;
use rayon::prelude::*;
use std::collections::BTreeMap;
use suzerain_solvers::streams::stream;

impl Landscape {
    /// The minima that steepest descent reaches from `starts` random configurations, each side of each
    /// actor with probability one half, one random stream a start.
    ///
    /// Basins are shares of the starts: an estimate whose standard error is
    /// `sqrt(share (1 - share) / starts)`. Minima with small basins can be missed.
    #[must_use]
    pub fn sampled(&self, seed: u64, starts: u64) -> Found {
        let n = self.actors.len();
        let ends: Vec<(Vec<bool>, usize)> = (0..starts.max(1))
            .into_par_iter()
            .map(|draw| {
                let mut random = stream(seed, draw);
                let sides: Vec<bool> = (0..n).map(|_| random.random()).collect();
                let (end, moved) = self.descend(&sides);
                (end, moved.len())
            })
            .collect();
        let steps = ends.iter().map(|(_, moves)| moves).sum();
        let mut reached: BTreeMap<Vec<bool>, u64> = BTreeMap::new();
        for (end, _) in ends {
            *reached.entry(end).or_default() += 1;
        }
        self.found(reached.into_iter().collect(), Method::Sampled { starts: starts.max(1), seed }, steps)
    }
}
