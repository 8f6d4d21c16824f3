//! Sobol indices: which parameters an output's variance comes from, alone and with others.
//!
//! Points are the columns of two matrices A and B drawn as an Owen-scrambled Sobol sequence; AB_i is A with
//! column i from B. First-order index S_i = mean f(B) (f(AB_i) - f(A)) / V (Saltelli and others 2010); total index
//! T_i = mean (f(A) - f(AB_i))^2 / (2 V) (Jansen 1999). Standard errors by 100 resamples of the points.

use super::PartnershipError;
use super::outputs::Outcome;
use super::priors::{COUNT, Parameter, Priors};
use super::simulate::{Plan, Year, check, trajectory};
use super::start::Start;
use rayon::prelude::*;
use sobol_burley::sample;
use suzerain_solvers::streams::{permutation, stream};

/// Indices of one parameter for one output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// First order.
    pub first: f64,
    /// Standard error of it.
    pub first_error: f64,
    /// Total.
    pub total: f64,
    /// Standard error of it.
    pub total_error: f64,
}

/// An output: its moments over the points, and the indices of each input.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// Mean; NaN where the output is unknown somewhere.
    pub mean: f64,
    /// Variance; NaN as for the mean. An output without variance has no index: those of all inputs are NaN.
    pub variance: f64,
    /// An index an input.
    pub of: Vec<Index>,
}

/// Most points: the sequence is made for so many.
pub const MOST_POINTS: usize = 1 << 15;
/// Resamples for the errors.
const RESAMPLES: u64 = 100;

/// Indices of `OUT` outputs for each of `dimensions` inputs from `points` points: `points (dimensions + 2)`
/// calls of `f`, which takes numbers in (0, 1). NaN for an output that does not vary, or is not finite
/// somewhere. `tell` hears of each point done.
///
/// ```
/// use suzerain_models::partnership::sobol::indices;
/// // f = 3 x + y: variances 9/12 and 1/12, no interaction.
/// let found = indices(2, 1024, 7, |x| [3.0 * x[0] + x[1]], &|| ());
/// let of = &found[0].of;
/// assert!((of[0].first - 0.9).abs() < 0.01 && (of[1].total - 0.1).abs() < 0.01);
/// assert!((found[0].mean - 2.0).abs() < 0.01 && (found[0].variance - 10.0 / 12.0).abs() < 0.01);
/// ```
pub fn indices<const OUT: usize>(
    dimensions: usize,
    points: usize,
    seed: u32,
    f: impl Fn(&[f64]) -> [f64; OUT] + Sync,
    tell: &(impl Fn() + Sync),
) -> [Indices; OUT] {
    let points = points.clamp(2, MOST_POINTS);
    let coordinate = |row: usize, dimension: usize| {
        let (row, dimension) = (u32::try_from(row).unwrap_or(0), u32::try_from(dimension).unwrap_or(0));
        f64::from(sample(row, dimension, seed)).clamp(1e-7, 1.0 - 1e-7)
    };
    // A row: f(A), f(B), f(AB_1), ...
    let rows: Vec<Vec<[f64; OUT]>> = (0..points)
        .into_par_iter()
        .map(|row| {
            let mut a: Vec<f64> = (0..dimensions).map(|d| coordinate(row, d)).collect();
            let b: Vec<f64> = (0..dimensions).map(|d| coordinate(row, dimensions + d)).collect();
            let mut out = vec![f(&a), f(&b)];
            for d in 0..dimensions {
                let kept = std::mem::replace(&mut a[d], b[d]);
                out.push(f(&a));
                a[d] = kept;
            }
            tell();
            out
        })
        .collect();
    let resamples: Vec<Vec<usize>> = (0..RESAMPLES)
        .map(|k| {
            let mut random = stream(u64::from(seed), k);
            (0..points)
                .map(|_| ((u128::from(rand::Rng::next_u64(&mut random)) * points as u128) >> 64) as usize)
                .collect()
        })
        .collect();
    let all = permutation(points, u64::from(seed), RESAMPLES);
    std::array::from_fn(|output| {
        let of = |which: &[usize], d: usize| estimate(&rows, which, output, d);
        let (mean, variance) = moments(&rows, &all, output);
        let of = (0..dimensions)
            .map(|d| {
                let (first, total) = of(&all, d);
                let again: Vec<(f64, f64)> = resamples.iter().map(|which| of(which, d)).collect();
                let error = |pick: fn(&(f64, f64)) -> f64| {
                    // Resamples in which a rare output does not vary have no index.
                    let known: Vec<f64> = again.iter().map(pick).filter(|x| x.is_finite()).collect();
                    let mean = known.iter().sum::<f64>() / known.len() as f64;
                    (known.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (known.len() as f64 - 1.0)).sqrt()
                };
                Index { first, first_error: error(|x| x.0), total, total_error: error(|x| x.1) }
            })
            .collect();
        Indices { mean, variance, of }
    })
}

/// Mean and variance of an output over both matrices.
fn moments<const OUT: usize>(rows: &[Vec<[f64; OUT]>], which: &[usize], output: usize) -> (f64, f64) {
    let n = which.len() as f64;
    let at = |row: usize, k: usize| rows[row][k][output];
    let mean = which.iter().map(|r| at(*r, 0) + at(*r, 1)).sum::<f64>() / (2.0 * n);
    let square = |row: usize, k: usize| (at(row, k) - mean).powi(2);
    (mean, which.iter().map(|r| square(*r, 0) + square(*r, 1)).sum::<f64>() / (2.0 * n))
}

/// First-order and total index of input `d` from some of the rows.
fn estimate<const OUT: usize>(rows: &[Vec<[f64; OUT]>], which: &[usize], output: usize, d: usize) -> (f64, f64) {
    let n = which.len() as f64;
    let at = |row: usize, k: usize| rows[row][k][output];
    let (mean, variance) = moments(rows, which, output);
    let mut sums = (0.0, 0.0);
    for row in which {
        let (a, b, mixed) = (at(*row, 0) - mean, at(*row, 1) - mean, at(*row, d + 2) - mean);
        sums.0 += b * (mixed - a);
        sums.1 += (a - mixed).powi(2) / 2.0;
    }
    (sums.0 / (n * variance), sums.1 / (n * variance))
}

/// An output whose indices are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// Probability of an outcome.
    Probability(Outcome),
    /// Mean of L.
    Asymmetry,
    /// Mean of c, a year without a bargain counting 0.
    Concession,
    /// Mean of A.
    Alignment,
}

impl Output {
    /// Every output.
    pub const ALL: [Self; 7] = [
        Self::Probability(Outcome::Junior),
        Self::Probability(Outcome::Alliance),
        Self::Probability(Outcome::Rift),
        Self::Probability(Outcome::LockIn),
        Self::Asymmetry,
        Self::Concession,
        Self::Alignment,
    ];

    /// The name used in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Probability(outcome) => outcome.id(),
            Self::Asymmetry => "asymmetry",
            Self::Concession => "concession",
            Self::Alignment => "alignment",
        }
    }

    /// Its value in a year of a trajectory.
    #[must_use]
    pub fn of(self, year: &Year) -> f64 {
        match self {
            Self::Probability(outcome) => outcome.of(year),
            Self::Asymmetry => year.l,
            Self::Concession if year.l.is_nan() => f64::NAN,
            Self::Concession if !year.bargain => 0.0,
            Self::Concession => year.c,
            Self::Alignment => year.a,
        }
    }
}

/// An output with the indices of every parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct OfOutput {
    /// Which.
    pub output: Output,
    /// Mean and variance over the points; NaN where it is unknown.
    pub moments: (f64, f64),
    /// Indices of the parameters; none where the output is unknown or does not vary.
    pub indices: Vec<(Parameter, Index)>,
}

impl OfOutput {
    /// What all parameters do each by itself, the rest being of several together; none without indices.
    #[must_use]
    pub fn alone(&self) -> Option<f64> {
        (!self.indices.is_empty()).then(|| self.indices.iter().map(|(_, i)| i.first).sum())
    }
}

/// Streams of noise that each point is averaged over, the same for every point.
pub const NOISES: u64 = 16;

/// Indices of every [`Output`] in the last year of the plan, for every parameter, from `points` points: `points (parameters
/// + 2)` times [`NOISES`] trajectories.
///
/// # Errors
/// [`PartnershipError::Plan`] for a horizon out of range.
pub fn of_model(
    start: &Start,
    priors: &Priors,
    plan: &Plan,
    points: usize,
    tell: &(impl Fn() + Sync),
) -> Result<Vec<OfOutput>, PartnershipError> {
    check(plan)?;
    let f = |x: &[f64]| {
        let mut point = [0.5; COUNT];
        point.copy_from_slice(x);
        let draw = priors.at(&point);
        let mut path = super::simulate::blank(plan.years);
        let mut sums = [0.0; Output::ALL.len()];
        for noise in 0..NOISES {
            trajectory(start, &draw, plan, &mut stream(plan.seed, noise), &mut path);
            if let Some(last) = path.last() {
                sums.iter_mut().zip(Output::ALL).for_each(|(s, o)| *s += o.of(last) / NOISES as f64);
            }
        }
        sums
    };
    let seed = u32::try_from(plan.seed & u64::from(u32::MAX)).unwrap_or(0);
    let found = indices(COUNT, points, seed, f, tell);
    let named = |(output, found): (Output, Indices)| {
        let varies = found.variance > 1e-24;
        let indices = if varies { Parameter::ALL.iter().copied().zip(found.of).collect() } else { Vec::new() };
        OfOutput { output, moments: (found.mean, found.variance), indices }
    };
    Ok(Output::ALL.into_iter().zip(found).map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// Ishigami and Homma 1990 with a = 7, b = .1: V = a²/8 + b π⁴/5 + b² π⁸/18 + 1/2, V_1 = (1 + b π⁴/5)²/2,
    /// V_2 = a²/8, V_13 = 8 b² π⁸/225; indices .3139, .4424, 0 and totals .5576, .4424, .2437.
    #[test]
    fn the_indices_of_the_ishigami_function() {
        let f = |x: &[f64]| {
            let x: Vec<f64> = x.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
            [x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()]
        };
        let [found] = indices(3, 8192, 1, f, &|| ());
        for (index, (first, total)) in found.of.iter().zip([(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)]) {
            assert!((index.first - first).abs() < 0.01, "{index:?}, {first}");
            assert!((index.total - total).abs() < 0.01, "{index:?}, {total}");
            assert!(index.first_error < 0.05 && index.total_error < 0.05);
        }
    }

    #[test]
    fn an_input_without_effect_has_none() {
        let [found] = indices(3, 256, 3, |x| [x[0]], &|| ());
        let of = &found.of;
        assert!((of[0].first - 1.0).abs() < 0.02 && (of[0].total - 1.0).abs() < 0.02);
        assert!(of[1].total.abs() < 1e-12 && of[2].first.abs() < 1e-12);
        // What does not vary has a mean and no index; what is unknown somewhere has neither.
        let [still, unknown] = indices(2, 64, 3, |x| [0.25, if x[0] < 0.5 { f64::NAN } else { 1.0 }], &|| ());
        assert!(still.mean == 0.25 && still.variance == 0.0 && still.of[0].total.is_nan());
        assert!(unknown.mean.is_nan() && unknown.variance.is_nan());
    }

    #[test]
    fn of_the_model() {
        let start = super::super::start::example();
        let plan = Plan::new(3, 1, 1);
        let found = of_model(&start, &Priors::built_in().unwrap(), &plan, 64, &|| ()).unwrap();
        let of = |output: Output, parameter: Parameter| {
            let found = found.iter().find(|o| o.output == output).unwrap();
            found.indices.iter().find(|(p, _)| *p == parameter).unwrap().1
        };
        // The slope of asymmetry on rift cannot move the asymmetry; sigma can.
        assert!(of(Output::Asymmetry, Parameter::HAsymmetry).total.abs() < 1e-12);
        assert!(of(Output::Asymmetry, Parameter::SigmaGoods).total > 0.01);
        assert!(of(Output::Concession, Parameter::CMax).total.abs() < 1e-12, "fixed");
        let asymmetry = found.iter().find(|o| o.output == Output::Asymmetry).unwrap();
        let sum: f64 = asymmetry.indices.iter().map(|(_, i)| i.first).sum();
        assert!(asymmetry.alone() == Some(sum) && asymmetry.moments.1 > 0.0);
    }
}
