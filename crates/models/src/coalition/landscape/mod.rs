//! Landscape theory of aggregation (Axelrod and Bennett 1993, British Journal of Political Science 23:2).
//!
//! Actor `i` has size `s_i` and propensity `p_ij` to be with `j` (symmetric, `p_ii` = 0). In a
//! configuration every actor is on one of two sides; `d_ij` is 0 on the same side and 1 on different
//! ones. Frustration of `i`: `F_i = sum_j s_j p_ij d_ij`. Energy: `E = sum_i s_i F_i`, so that each pair
//! counts twice. Mirror images are one configuration: 2^(n-1) of them.
//!
//! A configuration is a local minimum if no single actor lowers the energy by changing sides. From any
//! other one, steepest descent moves the actor that lowers the energy most, the alphabetically first of
//! equals. The basin of a minimum is the share of configurations from which descent ends there.
//!
//! ```
//! use suzerain_models::coalition::landscape::Landscape;
//! use suzerain_tables::Economy;
//! let [a, b, c] = ["CHN", "RUS", "USA"].map(|code| Economy::from_code(code).unwrap());
//! // The first two are drawn together (+1), both away from the third (-1); sizes 2, 1 and 2.
//! let world = Landscape::new(&[(a, 2.0), (b, 1.0), (c, 2.0)], &[(a, b, 1.0), (a, c, -1.0), (b, c, -1.0)]).unwrap();
//! let found = world.exact().unwrap();
//! // One minimum, CHN and RUS against USA: E = 2 (2 x 2 x -1 + 1 x 2 x -1) = -12, reached from all four.
//! assert_eq!((found.minima.len(), found.minima[0].energy, found.minima[0].reached), (1, -12.0, 4));
//! assert_eq!(found.minima[0].sides, [false, false, true]);
//! ```

mod actors;
mod exact;
mod sampled;

pub use actors::{Standing, Wedge, WedgeStep};
pub use exact::EXACT_ACTORS;

use std::collections::BTreeMap;
use suzerain_solvers::certificate::{Certificate, Stop};
use suzerain_tables::Economy;

/// An actor is torn if its frustration on either side differs by less than this share of
/// `sum_j s_j |p_ij|`.
pub const TORN: f64 = 0.05;

/// Why there is no landscape.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LandscapeError {
    /// Fewer than two actors.
    #[error("{0} actors: a landscape needs at least two")]
    TooFew(usize),
    /// More actors than can be enumerated.
    #[error("{actors} actors have 2^{} configurations: at most {EXACT_ACTORS} actors are enumerated", actors - 1)]
    TooManyForExact {
        /// Actors given.
        actors: usize,
    },
    /// An actor stands twice.
    #[error("{0} is given twice")]
    Twice(Economy),
    /// A size is not a positive number.
    #[error("the size of {0} is {1}; sizes are positive numbers")]
    Size(Economy, f64),
    /// A propensity is not a finite number.
    #[error("the propensity of {0} and {1} is {2}")]
    NotFinite(Economy, Economy, f64),
    /// A propensity names somebody who is no actor, or an actor with itself.
    #[error("a propensity of {0} and {1}, which are not two of the actors")]
    NotAPair(Economy, Economy),
    /// Pairs have no propensity.
    #[error("no propensity of {} and {}{}", .0[0].0, .0[0].1, if .0.len() > 1 { format!(", nor of {} other pairs", .0.len() - 1) } else { String::new() })]
    Unknown(Vec<(Economy, Economy)>),
    /// No pair is drawn together or apart.
    #[error("every propensity is zero: there are no blocs to find")]
    Flat,
}

/// Actors with their sizes and propensities: see the module page.
#[derive(Clone, Debug)]
pub struct Landscape {
    actors: Vec<Economy>,
    sizes: Vec<f64>,
    /// n x n, symmetric, zero diagonal.
    propensity: Vec<f64>,
    /// `s_i s_j p_ij` in units of `quantum`, rounded to whole numbers: sums of them are exact, so that
    /// a tie is a tie and no result depends on the order of summation.
    weight: Vec<f64>,
    quantum: f64,
}

/// A local minimum of the energy.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    /// The side of each actor, in the order of [`Landscape::actors`]; the first is on side `false`.
    pub sides: Vec<bool>,
    /// Energy, in units of size squared.
    pub energy: f64,
    /// Configurations (or starts) from which descent ends here.
    pub reached: u64,
    /// The same as a share of all, 0 to 1.
    pub share: f64,
}

/// How minima were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Every configuration was looked at: all minima, exact basins.
    Exact {
        /// Their number, 2^(n-1).
        configurations: u64,
    },
    /// Descent from random configurations: some minima, basins by sampling.
    Sampled {
        /// Configurations started from.
        starts: u64,
        /// Seed of their streams.
        seed: u64,
    },
}

/// The minima found, lowest energy first.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Local minima; of equal energy, first the one with the alphabetically first actors together.
    pub minima: Vec<Minimum>,
    /// How they were found.
    pub method: Method,
    /// Residual: the largest gain any single switch would bring in a minimum, relative to the sum of all
    /// |weights| (0 unless rounding to `quantum` hides one).
    pub certificate: Certificate,
}

/// Sums of the whole-number weights stay below this, far inside what `f64` holds exactly.
const WHOLE: f64 = 1_125_899_906_842_624.0; // 2^50

impl Landscape {
    /// A landscape of `actors` with sizes, and propensities of pairs. A pair may be given in both orders
    /// (or several times): its propensity is the mean.
    ///
    /// # Errors
    /// [`LandscapeError`] for fewer than two actors, impossible numbers, and pairs without a value.
    pub fn new(actors: &[(Economy, f64)], propensities: &[(Economy, Economy, f64)]) -> Result<Self, LandscapeError> {
        let mut sized: Vec<(Economy, f64)> = actors.to_vec();
        sized.sort_by(|a, b| a.0.code().cmp(b.0.code()));
        if let Some(twice) = sized.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(LandscapeError::Twice(twice[0].0));
        }
        if let Some((who, size)) = sized.iter().find(|(_, s)| !(s.is_finite() && *s > 0.0)) {
            return Err(LandscapeError::Size(*who, *size));
        }
        let n = sized.len();
        if n < 2 {
            return Err(LandscapeError::TooFew(n));
        }
        let place: BTreeMap<Economy, usize> = sized.iter().enumerate().map(|(i, (who, _))| (*who, i)).collect();
        let mut given: BTreeMap<(usize, usize), Vec<f64>> = BTreeMap::new();
        for (a, b, p) in propensities {
            let (Some(i), Some(j)) = (place.get(a), place.get(b)) else {
                return Err(LandscapeError::NotAPair(*a, *b));
            };
            if i == j {
                return Err(LandscapeError::NotAPair(*a, *b));
            }
            if !p.is_finite() {
                return Err(LandscapeError::NotFinite(*a, *b, *p));
            }
            given.entry((*i.min(j), *i.max(j))).or_default().push(*p);
        }
        let (names, sizes): (Vec<Economy>, Vec<f64>) = sized.into_iter().unzip();
        let mut propensity = vec![0.0; n * n];
        let mut unknown = Vec::new();
        for i in 0..n {
            for j in i + 1..n {
                let Some(values) = given.get_mut(&(i, j)) else {
                    unknown.push((names[i], names[j]));
                    continue;
                };
                // Sorted, so that the order in which they were given does not change the sum.
                values.sort_by(f64::total_cmp);
                #[expect(clippy::cast_precision_loss, reason = "a handful of values")]
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                propensity[i * n + j] = mean;
                propensity[j * n + i] = mean;
            }
        }
        if !unknown.is_empty() {
            return Err(LandscapeError::Unknown(unknown));
        }
        Self::of_parts(names, sizes, propensity)
    }

    fn of_parts(actors: Vec<Economy>, sizes: Vec<f64>, propensity: Vec<f64>) -> Result<Self, LandscapeError> {
        let n = actors.len();
        let exact: Vec<f64> = (0..n * n).map(|at| sizes[at / n] * sizes[at % n] * propensity[at]).collect();
        let total: f64 = exact.iter().map(|w| w.abs()).sum();
        if total == 0.0 {
            return Err(LandscapeError::Flat);
        }
        let quantum = total / WHOLE;
        let weight = exact.iter().map(|w| (w / quantum).round()).collect();
        Ok(Self { actors, sizes, propensity, weight, quantum })
    }

    /// The actors in alphabetical order of their codes.
    #[must_use]
    pub fn actors(&self) -> &[Economy] {
        &self.actors
    }

    /// Sizes in the order of the actors.
    #[must_use]
    pub fn sizes(&self) -> &[f64] {
        &self.sizes
    }

    /// The propensity of the actors at these places.
    #[must_use]
    pub fn propensity(&self, i: usize, j: usize) -> f64 {
        self.propensity[i * self.actors.len() + j]
    }

    /// The largest absolute energy there could be, `sum_ij s_i s_j |p_ij|`: what energies are shares of.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.quantum * WHOLE
    }

    /// Energy of a configuration by its definition, in units of size squared.
    #[must_use]
    pub fn energy(&self, sides: &[bool]) -> f64 {
        (0..self.actors.len()).map(|i| self.sizes[i] * self.frustration(i, sides, sides[i])).sum()
    }

    /// Frustration of actor `i` if it stood on `side`, the others as they are.
    #[must_use]
    pub fn frustration(&self, i: usize, sides: &[bool], side: bool) -> f64 {
        let n = self.actors.len();
        (0..n).filter(|j| *j != i && sides[*j] != side).map(|j| self.sizes[j] * self.propensity[i * n + j]).sum()
    }

    /// The minimum that steepest descent reaches from `sides`, and the actors it moved, in order.
    #[must_use]
    pub fn descend(&self, sides: &[bool]) -> (Vec<bool>, Vec<usize>) {
        let n = self.actors.len();
        let mut sides = sides.to_vec();
        let mut moved = Vec::new();
        let mut field: Vec<f64> = (0..n)
            .map(|i| (0..n).map(|j| if sides[j] { -self.weight[i * n + j] } else { self.weight[i * n + j] }).sum())
            .collect();
        loop {
            let mut best = (0.0, n);
            for i in 0..n {
                // Half of what the energy would rise by, in quanta.
                let rise: f64 = if sides[i] { -field[i] } else { field[i] };
                if rise < best.0 {
                    best = (rise, i);
                }
            }
            let (_, k) = best;
            if k == n {
                return (canonical(sides), moved);
            }
            sides[k] = !sides[k];
            moved.push(k);
            let to = if sides[k] { -2.0 } else { 2.0 };
            for (field, row) in field.iter_mut().zip(self.weight.chunks_exact(n)) {
                *field += to * row[k];
            }
        }
    }

    /// Half of what the energy would rise by if actor `i` changed sides, in quanta.
    fn rise_in_quanta(&self, i: usize, sides: &[bool]) -> f64 {
        let n = self.actors.len();
        (0..n).map(|j| if sides[i] == sides[j] { self.weight[i * n + j] } else { -self.weight[i * n + j] }).sum()
    }

    /// Energy in quanta: exact, so that equal energies are equal.
    fn energy_in_quanta(&self, sides: &[bool]) -> f64 {
        let n = self.actors.len();
        let apart = |i: usize| (0..n).filter(move |j| sides[i] != sides[*j]).map(move |j| self.weight[i * n + j]);
        (0..n).flat_map(apart).sum()
    }

    /// Sorts minima and checks them against the definitions.
    fn found(&self, reached: Vec<(Vec<bool>, u64)>, method: Method, iterations: usize) -> Found {
        let all: u64 = reached.iter().map(|(_, count)| count).sum();
        let mut keyed: Vec<(f64, Vec<bool>, u64)> =
            reached.into_iter().map(|(sides, count)| (self.energy_in_quanta(&sides), sides, count)).collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
        let total = self.scale();
        let (mut residual, mut gap) = (0.0_f64, 0.0_f64);
        let minima: Vec<Minimum> = keyed
            .into_iter()
            .map(|(quanta, sides, reached)| {
                let energy = self.energy(&sides);
                gap = gap.max((energy - quanta * self.quantum).abs() / total);
                for i in 0..sides.len() {
                    let gain = self.frustration(i, &sides, sides[i]) - self.frustration(i, &sides, !sides[i]);
                    residual = residual.max(2.0 * self.sizes[i] * gain / total);
                }
                #[expect(clippy::cast_precision_loss, reason = "at most 2^23 configurations or starts in practice")]
                let share = reached as f64 / all as f64;
                Minimum { sides, energy, reached, share }
            })
            .collect();
        let certificate = Certificate { residual, iterations, identities: Vec::new(), stop: Stop::Converged }
            .with_identity("energy_in_quanta", gap)
            .with_identity("basins_add_up", (minima.iter().map(|m| m.share).sum::<f64>() - 1.0).abs());
        Found { minima, method, certificate }
    }
}

/// The one of two mirror images in which the first actor is on side `false`.
fn canonical(mut sides: Vec<bool>) -> Vec<bool> {
    if sides.first() == Some(&true) {
        for side in &mut sides {
            *side = !*side;
        }
    }
    sides
}

#[cfg(test)]
mod tests;
