//! Poisson pseudo-maximum likelihood with two sets of fixed effects.
//!
//! Maximises the Poisson likelihood of y with mean `exp(x'b + a[g1] + c[g2])` for any y at least 0
//! (Gourieroux, Monfort, Trognon 1984), by iteratively reweighted least squares in which both sets
//! of effects are swept out by weighted alternating projections (Guimarães and Portugal 2010;
//! Correia, Guimarães, Zylkin 2020). Observations that the effects or covariates predict to be zero
//! without a finite estimate are found first and left out.

use crate::certificate::{Certificate, NotConverged, Stop};

/// Least-squares problems that one projection may take.
const MOST_SWEEPS: usize = 20_000;
/// A covariate is collinear if the effects leave less than this share of its size, or the covariates
/// before it less than this share of the squares that the effects leave.
const COLLINEAR: f64 = 1e-9;
/// Rounds of the search for separated observations.
const MOST_ROUNDS: usize = 200;

/// What is estimated.
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    /// The outcome of each observation, finite and at least 0.
    pub outcome: &'a [f64],
    /// Columns of covariates, each as long as the outcome.
    pub covariates: &'a [Vec<f64>],
    /// Group of each observation in either set of effects, numbered from 0.
    pub groups: [&'a [u32]; 2],
}

/// How standard errors allow for dependence.
#[derive(Clone, Copy, Debug)]
pub enum Errors<'a> {
    /// Heteroscedasticity only: the sandwich times N / (N - K), K with the effects.
    Robust,
    /// Within clusters, numbered from 0: the sandwich of cluster sums times
    /// G / (G - 1) (N - 1) / (N - K).
    Clustered(&'a [u32]),
}

/// An estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Coefficients in the order of the covariates; `None` for a covariate left out as collinear.
    pub coefficients: Vec<Option<f64>>,
    /// Their standard errors.
    pub errors: Vec<Option<f64>>,
    /// Fitted mean of each observation; NaN for one left out.
    pub mean: Vec<f64>,
    /// Observations left out since their group has no outcome above 0, in order.
    pub without_outcome: Vec<usize>,
    /// Observations left out as separated by covariates, in order.
    pub separated: Vec<usize>,
    /// Observations used.
    pub observations: usize,
    /// Groups used in either set of effects.
    pub groups: [usize; 2],
    /// Clusters used, where there are any.
    pub clusters: Option<usize>,
    /// Poisson deviance.
    pub deviance: f64,
    /// 1 - deviance over the deviance of a constant mean.
    pub deviance_explained: f64,
    /// The largest relative score: of each covariate, and of each group as identity `effects`.
    pub certificate: Certificate,
}

/// Why there is no estimate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PoissonError {
    /// Columns differ in length.
    #[error("a column has {found} values where the outcome has {expected}")]
    Ragged {
        /// Its length.
        found: usize,
        /// The outcome's length.
        expected: usize,
    },
    /// A value cannot be used.
    #[error("observation {at}: the {what} is {value}")]
    Value {
        /// Number of the observation, from 0.
        at: usize,
        /// `outcome` or `covariate`.
        what: &'static str,
        /// The value.
        value: f64,
    },
    /// Too little is left to estimate from.
    #[error("{observations} observations cannot carry {parameters} parameters")]
    TooFew {
        /// Observations left.
        observations: usize,
        /// Coefficients and effects.
        parameters: usize,
    },
    /// There is one cluster only.
    #[error("clustered errors need at least two clusters")]
    OneCluster,
    /// The estimate was not reached.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

/// Estimates the coefficients to `tolerance`, the largest relative score left.
///
/// # Errors
/// [`PoissonError`] for values that cannot be used, too few observations, or no convergence.
///
/// ```
/// use suzerain_solvers::poisson::{Errors, Problem, fit};
///
/// // Means 2 exp(0.5 x), met exactly.
/// let x = vec![0.0, 1.0, 2.0, 0.0, 3.0, 1.0, 1.0, 0.0, 5.0];
/// let y: Vec<f64> = x.iter().map(|x| 2.0 * (0.5 * x as &f64).exp()).collect();
/// let groups = [&[0, 0, 0, 1, 1, 1, 2, 2, 2][..], &[0, 1, 2, 0, 1, 2, 0, 1, 2][..]];
/// let problem = Problem { outcome: &y, covariates: &[x], groups };
/// let found = fit(&problem, Errors::Robust, 1e-10).unwrap();
/// assert!((found.coefficients[0].unwrap() - 0.5).abs() < 1e-8);
/// ```
pub fn fit(problem: &Problem<'_>, errors: Errors<'_>, tolerance: f64) -> Result<Fit, PoissonError> {
    check(problem, errors)?;
    let (mut kept, without_outcome) = with_outcome(problem);
    let separated = separated(problem, &kept);
    for at in &separated {
        kept[*at] = false;
    }
    let rows: Vec<usize> = (0..kept.len()).filter(|i| kept[*i]).collect();
    let y: Vec<f64> = rows.iter().map(|i| problem.outcome[*i]).collect();
    let columns: Vec<Vec<f64>> = problem.covariates.iter().map(|c| rows.iter().map(|i| c[*i]).collect()).collect();
    let effects = Effects::new(&[0, 1].map(|s| rows.iter().map(|i| problem.groups[s][*i]).collect()));
    let parameters = columns.len() + effects.free();
    if rows.len() <= parameters {
        return Err(PoissonError::TooFew { observations: rows.len(), parameters });
    }
    let solved = solve(&y, &columns, &effects, tolerance)?;
    let used: Vec<usize> = (0..columns.len()).filter(|k| solved.coefficients[*k].is_some()).collect();
    let (variance, clusters) = variance(&y, &solved, &used, &effects, errors, &rows)?;
    let mut standard = vec![None; columns.len()];
    for (at, k) in used.iter().enumerate() {
        standard[*k] = Some(variance[at].sqrt());
    }
    let mut mean = vec![f64::NAN; problem.outcome.len()];
    for (at, i) in rows.iter().enumerate() {
        mean[*i] = solved.mean[at];
    }
    let average = y.iter().sum::<f64>() / y.len() as f64;
    let constant = deviance(&y, &vec![average; y.len()]);
    Ok(Fit {
        coefficients: solved.coefficients,
        errors: standard,
        mean,
        without_outcome,
        separated,
        observations: rows.len(),
        groups: [0, 1].map(|s| effects.counts[s]),
        clusters,
        deviance: solved.deviance,
        deviance_explained: 1.0 - solved.deviance / constant,
        certificate: solved.certificate,
    })
}

fn check(problem: &Problem<'_>, errors: Errors<'_>) -> Result<(), PoissonError> {
    let expected = problem.outcome.len();
    let mut lengths = vec![problem.groups[0].len(), problem.groups[1].len()];
    lengths.extend(problem.covariates.iter().map(Vec::len));
    if let Errors::Clustered(clusters) = errors {
        lengths.push(clusters.len());
    }
    if let Some(found) = lengths.into_iter().find(|l| *l != expected) {
        return Err(PoissonError::Ragged { found, expected });
    }
    for (at, value) in problem.outcome.iter().enumerate() {
        if !value.is_finite() || *value < 0.0 {
            return Err(PoissonError::Value { at, what: "outcome", value: *value });
        }
    }
    for column in problem.covariates {
        if let Some(at) = column.iter().position(|v| !v.is_finite()) {
            return Err(PoissonError::Value { at, what: "covariate", value: column[at] });
        }
    }
    Ok(())
}

/// Which observations stand in groups with some outcome above 0, and those that do not.
fn with_outcome(problem: &Problem<'_>) -> (Vec<bool>, Vec<usize>) {
    let mut kept = vec![true; problem.outcome.len()];
    loop {
        let before = kept.iter().filter(|k| **k).count();
        for groups in problem.groups {
            let mut sums = vec![0.0; groups.iter().max().map_or(0, |m| *m as usize + 1)];
            for (i, g) in groups.iter().enumerate() {
                if kept[i] {
                    sums[*g as usize] += problem.outcome[i];
                }
            }
            for (i, g) in groups.iter().enumerate() {
                kept[i] &= sums[*g as usize] > 0.0;
            }
        }
        if kept.iter().filter(|k| **k).count() == before {
            let gone = (0..kept.len()).filter(|i| !kept[*i]).collect();
            return (kept, gone);
        }
    }
}

/// Observations with outcome 0 that some combination of covariates and effects predicts to be 0
/// without end: the iterative rectifier of Correia, Guimarães and Zylkin (2019), which regresses the
/// indicator of a zero on everything with the positive outcomes all but fixed at zero, keeps the
/// positive part of what it predicts, and repeats.
fn separated(problem: &Problem<'_>, kept: &[bool]) -> Vec<usize> {
    const NEAR: f64 = 1e-5;
    const FIXED: f64 = 1e6;
    let rows: Vec<usize> = (0..kept.len()).filter(|i| kept[*i]).collect();
    let zero: Vec<bool> = rows.iter().map(|i| problem.outcome[*i] == 0.0).collect();
    if !zero.contains(&true) || problem.covariates.is_empty() {
        return Vec::new();
    }
    let effects = Effects::new(&[0, 1].map(|s| rows.iter().map(|i| problem.groups[s][*i]).collect()));
    let weights: Vec<f64> = zero.iter().map(|z| if *z { 1.0 } else { FIXED }).collect();
    let sums = effects.sums(&weights);
    let mut columns: Vec<Vec<f64>> = problem.covariates.iter().map(|c| rows.iter().map(|i| c[*i]).collect()).collect();
    let sizes: Vec<f64> = columns.iter().map(|c| size(c)).collect();
    for (column, size) in columns.iter_mut().zip(&sizes) {
        effects.sweep(column, &weights, &sums, 1e-9 * size);
    }
    let gram = Gram::new(&columns, &sizes, &weights);
    let mut target: Vec<f64> = zero.iter().map(|z| f64::from(u8::from(*z))).collect();
    for _ in 0..MOST_ROUNDS {
        let mut left = target.clone();
        effects.sweep(&mut left, &weights, &sums, 1e-9 * size(&target));
        let coefficients = gram.solve(&columns, &weights, &left);
        for (column, b) in columns.iter().zip(&coefficients) {
            if let Some(b) = b {
                for (l, x) in left.iter_mut().zip(column) {
                    *l -= b * x;
                }
            }
        }
        let fitted: Vec<f64> = target.iter().zip(&left).map(|(t, l)| t - l).collect();
        if left.iter().all(|l| l.abs() < NEAR) {
            return (0..rows.len()).filter(|i| zero[*i] && fitted[*i] > NEAR).map(|i| rows[i]).collect();
        }
        for (t, (f, z)) in target.iter_mut().zip(fitted.iter().zip(&zero)) {
            *t = if *z && *f > NEAR { *f } else { 0.0 };
        }
        if target.iter().all(|t| *t == 0.0) {
            return Vec::new();
        }
    }
    Vec::new()
}

/// The largest absolute value.
fn size(column: &[f64]) -> f64 {
    column.iter().fold(0.0_f64, |m, v| m.max(v.abs()))
}

/// Two sets of effects.
struct Effects {
    groups: [Vec<u32>; 2],
    counts: [usize; 2],
    /// Sets of groups that hang together: effects can be told apart only up to one constant in each.
    parts: usize,
}

impl Effects {
    fn new(groups: &[Vec<u32>; 2]) -> Self {
        // Renumbered by first appearance: groups without observations take no place.
        let mut counts = [0; 2];
        let groups = [0, 1].map(|s| {
            let mut number = vec![u32::MAX; groups[s].iter().max().map_or(0, |m| *m as usize + 1)];
            groups[s]
                .iter()
                .map(|g| {
                    let slot = &mut number[*g as usize];
                    if *slot == u32::MAX {
                        *slot = counts[s] as u32;
                        counts[s] += 1;
                    }
                    *slot
                })
                .collect::<Vec<u32>>()
        });
        let mut parent: Vec<usize> = (0..counts[0] + counts[1]).collect();
        fn root(parent: &mut [usize], mut at: usize) -> usize {
            while parent[at] != at {
                parent[at] = parent[parent[at]];
                at = parent[at];
            }
            at
        }
        for (a, b) in groups[0].iter().zip(&groups[1]) {
            let (a, b) = (root(&mut parent, *a as usize), root(&mut parent, counts[0] + *b as usize));
            parent[a] = b;
        }
        let parts = (0..parent.len()).filter(|i| root(&mut parent, *i) == *i).count();
        Self { groups, counts, parts }
    }

    /// Effects that can be told apart.
    fn free(&self) -> usize {
        self.counts[0] + self.counts[1] - self.parts
    }

    fn sums(&self, values: &[f64]) -> [Vec<f64>; 2] {
        [0, 1].map(|s| {
            let mut sums = vec![0.0; self.counts[s]];
            for (g, v) in self.groups[s].iter().zip(values) {
                sums[*g as usize] += v;
            }
            sums
        })
    }

    /// One pass of weighted demeaning by both sets; returns the largest mean taken off.
    fn pass(&self, column: &mut [f64], weights: &[f64], totals: &[Vec<f64>; 2]) -> f64 {
        let mut largest = 0.0_f64;
        for s in [0, 1] {
            let mut means = vec![0.0; self.counts[s]];
            for ((g, v), w) in self.groups[s].iter().zip(column.iter()).zip(weights) {
                means[*g as usize] += w * v;
            }
            for (mean, total) in means.iter_mut().zip(&totals[s]) {
                *mean = if *total > 0.0 { *mean / total } else { 0.0 };
                largest = largest.max(mean.abs());
            }
            for (g, v) in self.groups[s].iter().zip(column.iter_mut()) {
                *v -= means[*g as usize];
            }
        }
        largest
    }

    /// Sweeps both sets of effects out of a column until no mean is above `near`. The passes are
    /// extrapolated in the direction they go (Gearhart and Koshy 1989).
    fn sweep(&self, column: &mut [f64], weights: &[f64], totals: &[Vec<f64>; 2], near: f64) {
        for round in 0..MOST_SWEEPS {
            let before = column.to_vec();
            let largest = self.pass(column, weights, totals);
            if largest <= near {
                return;
            }
            // Near the end the direction is rounding: plain passes finish.
            if round % 3 == 2 && largest > 1e4 * near {
                let (mut up, mut down) = (0.0, 0.0);
                for ((b, c), w) in before.iter().zip(column.iter()).zip(weights) {
                    up += w * b * (b - c);
                    down += w * (b - c) * (b - c);
                }
                if down > 0.0 {
                    let reach = (up / down).clamp(1.0, 100.0);
                    for (c, b) in column.iter_mut().zip(&before) {
                        *c = b - reach * (b - *c);
                    }
                }
            }
        }
    }
}

/// Weighted cross products of swept columns, factored; collinear columns are left out.
struct Gram {
    used: Vec<usize>,
    /// Lower Cholesky factor over the used columns.
    factor: Vec<Vec<f64>>,
}

impl Gram {
    /// `sizes` are the largest values of the columns before they were swept.
    fn new(columns: &[Vec<f64>], sizes: &[f64], weights: &[f64]) -> Self {
        let total: f64 = weights.iter().sum();
        let product = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).zip(weights).map(|((a, b), w)| a * b * w).sum() };
        let mut gram = Self { used: Vec::new(), factor: Vec::new() };
        for (k, column) in columns.iter().enumerate() {
            let mut row = Vec::with_capacity(gram.used.len() + 1);
            for (at, other) in gram.used.iter().enumerate() {
                let done: f64 = row.iter().zip(&gram.factor[at]).map(|(a, b): (&f64, &f64)| a * b).sum();
                row.push((product(column, &columns[*other]) - done) / gram.factor[at][at]);
            }
            let own = product(column, column);
            let left = own - row.iter().map(|v| v * v).sum::<f64>();
            if left > COLLINEAR * own && own > COLLINEAR * COLLINEAR * sizes[k] * sizes[k] * total {
                row.push(left.sqrt());
                gram.used.push(k);
                gram.factor.push(row);
            }
        }
        gram
    }

    /// Coefficients of a weighted regression of `left` on the columns.
    fn solve(&self, columns: &[Vec<f64>], weights: &[f64], left: &[f64]) -> Vec<Option<f64>> {
        let right: Vec<f64> = self
            .used
            .iter()
            .map(|k| columns[*k].iter().zip(left).zip(weights).map(|((x, l), w)| x * l * w).sum())
            .collect();
        let solution = self.apply_inverse(&right);
        let mut out = vec![None; columns.len()];
        for (k, b) in self.used.iter().zip(solution) {
            out[*k] = Some(b);
        }
        out
    }

    fn apply_inverse(&self, right: &[f64]) -> Vec<f64> {
        let n = self.used.len();
        let mut v = right.to_vec();
        for i in 0..n {
            for j in 0..i {
                v[i] -= self.factor[i][j] * v[j];
            }
            v[i] /= self.factor[i][i];
        }
        for i in (0..n).rev() {
            for j in i + 1..n {
                v[i] -= self.factor[j][i] * v[j];
            }
            v[i] /= self.factor[i][i];
        }
        v
    }
}

struct Solved {
    coefficients: Vec<Option<f64>>,
    mean: Vec<f64>,
    deviance: f64,
    /// Swept columns and factored cross products at the solution.
    columns: Vec<Vec<f64>>,
    gram: Gram,
    certificate: Certificate,
}

fn deviance(y: &[f64], mean: &[f64]) -> f64 {
    2.0 * y.iter().zip(mean).map(|(y, m)| if *y > 0.0 { y * (y / m).ln() - (y - m) } else { *m }).sum::<f64>()
}

/// The largest relative score of the covariates used, and of the groups.
fn scores(y: &[f64], mean: &[f64], columns: &[Vec<f64>], used: &[usize], effects: &Effects) -> (f64, f64) {
    let gap: Vec<f64> = y.iter().zip(mean).map(|(y, m)| y - m).collect();
    let of_columns = used.iter().map(|k| &columns[*k]).fold(0.0_f64, |worst, column| {
        let score: f64 = column.iter().zip(&gap).map(|(x, g)| x * g).sum();
        let size: f64 = column.iter().zip(mean).map(|(x, m)| x.abs() * m).sum();
        worst.max(if size > 0.0 { score.abs() / size } else { 0.0 })
    });
    let (gaps, sizes) = (effects.sums(&gap), effects.sums(mean));
    let of_groups = gaps.iter().flatten().zip(sizes.iter().flatten()).fold(0.0_f64, |w, (g, s)| w.max(g.abs() / s));
    (of_columns, of_groups)
}

fn solve(y: &[f64], columns: &[Vec<f64>], effects: &Effects, tolerance: f64) -> Result<Solved, PoissonError> {
    const MOST_ITERATIONS: usize = 200;
    let average = y.iter().sum::<f64>() / y.len() as f64;
    let mut mean: Vec<f64> = y.iter().map(|y| 0.5 * (y + average)).collect();
    let mut index: Vec<f64> = mean.iter().map(|m| m.ln()).collect();
    let mut swept: Vec<Vec<f64>> = columns.to_vec();
    let sizes: Vec<f64> = columns.iter().map(|c| size(c)).collect();
    let mut last = f64::INFINITY;
    let mut residual = f64::INFINITY;
    for iteration in 1..=MOST_ITERATIONS {
        let totals = effects.sums(&mean);
        let mut left: Vec<f64> = y.iter().zip(&mean).zip(&index).map(|((y, m), e)| e + (y - m) / m).collect();
        let working = left.clone();
        // Early steps need no sharp projection; what is swept already is swept again from there.
        let near = if iteration < 4 { 1e-6 } else { 1e-13 };
        effects.sweep(&mut left, &mean, &totals, near * size(&working));
        for (column, size) in swept.iter_mut().zip(&sizes) {
            effects.sweep(column, &mean, &totals, near * size);
        }
        let gram = Gram::new(&swept, &sizes, &mean);
        let coefficients = gram.solve(&swept, &mean, &left);
        for (column, b) in swept.iter().zip(&coefficients) {
            if let Some(b) = b {
                for (l, x) in left.iter_mut().zip(column) {
                    *l -= b * x;
                }
            }
        }
        let next: Vec<f64> = working.iter().zip(&left).map(|(z, e)| z - e).collect();
        // Halve the step while the likelihood falls, as far as rounding can tell.
        let mut step = 1.0;
        let (mut tried, mut value);
        loop {
            tried = index.iter().zip(&next).map(|(a, b)| a + step * (b - a)).collect::<Vec<f64>>();
            let means: Vec<f64> = tried.iter().map(|e| e.exp()).collect();
            value = deviance(y, &means);
            if (value.is_finite() && (value <= last * (1.0 + 1e-9) || iteration < 3)) || step < 1e-4 {
                mean = means;
                break;
            }
            step /= 2.0;
        }
        index = tried;
        last = value;
        if !value.is_finite() {
            let certificate =
                Certificate { residual, iterations: iteration, identities: Vec::new(), stop: Stop::NotFinite };
            return Err(NotConverged(certificate).into());
        }
        let (of_columns, of_groups) = scores(y, &mean, &swept, &gram.used, effects);
        residual = of_columns.max(of_groups);
        if residual <= tolerance && iteration >= 4 {
            // Weights of the last step are those of the solution to the tolerance; sweep once more.
            let totals = effects.sums(&mean);
            for (column, size) in swept.iter_mut().zip(&sizes) {
                effects.sweep(column, &mean, &totals, 1e-13 * size);
            }
            let gram = Gram::new(&swept, &sizes, &mean);
            let certificate =
                Certificate { residual, iterations: iteration, identities: Vec::new(), stop: Stop::Converged }
                    .with_identity("scores", of_columns)
                    .with_identity("effects", of_groups);
            return Ok(Solved { coefficients, mean, deviance: value, columns: swept, gram, certificate });
        }
    }
    let certificate =
        Certificate { residual, iterations: MOST_ITERATIONS, identities: Vec::new(), stop: Stop::IterationLimit };
    Err(NotConverged(certificate).into())
}

/// Variances of the used coefficients, and the number of clusters.
fn variance(
    y: &[f64],
    solved: &Solved,
    used: &[usize],
    effects: &Effects,
    errors: Errors<'_>,
    rows: &[usize],
) -> Result<(Vec<f64>, Option<usize>), PoissonError> {
    let n = y.len() as f64;
    let parameters = (used.len() + effects.free()) as f64;
    let score =
        |i: usize| -> Vec<f64> { used.iter().map(|k| solved.columns[*k][i] * (y[i] - solved.mean[i])).collect() };
    let mut sums: Vec<Vec<f64>> = Vec::new();
    let (factor, clusters) = match errors {
        Errors::Robust => {
            sums.extend((0..y.len()).map(score));
            (n / (n - parameters), None)
        }
        Errors::Clustered(clusters) => {
            let mut number = vec![usize::MAX; clusters.iter().max().map_or(0, |m| *m as usize + 1)];
            for (at, i) in rows.iter().enumerate() {
                let slot = &mut number[clusters[*i] as usize];
                if *slot == usize::MAX {
                    *slot = sums.len();
                    sums.push(vec![0.0; used.len()]);
                }
                for (total, s) in sums[*slot].iter_mut().zip(score(at)) {
                    *total += s;
                }
            }
            if sums.len() < 2 {
                return Err(PoissonError::OneCluster);
            }
            let g = sums.len() as f64;
            (g / (g - 1.0) * (n - 1.0) / (n - parameters), Some(sums.len()))
        }
    };
    let mut variance = vec![0.0; used.len()];
    for sum in &sums {
        for (v, w) in variance.iter_mut().zip(solved.gram.apply_inverse(sum)) {
            *v += w * w;
        }
    }
    Ok((variance.into_iter().map(|v| v * factor).collect(), clusters))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five by five observations with two covariates, some outcomes zero.
    fn data() -> (Vec<f64>, Vec<Vec<f64>>, Vec<u32>, Vec<u32>) {
        let (mut y, mut a, mut b) = (Vec::new(), Vec::new(), Vec::new());
        let (mut g, mut h) = (Vec::new(), Vec::new());
        for i in 0..5_u32 {
            for j in 0..5_u32 {
                let (s, t) = (f64::from(i), f64::from(j));
                a.push((1.3 * s + 0.7 * t).sin());
                b.push((0.4 * s * t).cos());
                let mean = (1.0 + 0.2 * s - 0.1 * t + 0.6 * a[a.len() - 1] - 0.3 * b[b.len() - 1]).exp();
                y.push((mean + (2.1 * s - 1.1 * t).cos()).round().max(0.0));
                g.push(i);
                h.push(j);
            }
        }
        (y, vec![a, b], g, h)
    }

    #[test]
    fn scores_vanish_and_totals_are_met() {
        let (y, x, g, h) = data();
        let problem = Problem { outcome: &y, covariates: &x, groups: [&g, &h] };
        let found = fit(&problem, Errors::Robust, 1e-11).unwrap();
        assert!(found.certificate.residual < 1e-11);
        // First-order conditions against the columns as given, not as swept.
        for column in &x {
            let score: f64 = column.iter().zip(&y).zip(&found.mean).map(|((x, y), m)| x * (y - m)).sum();
            assert!(score.abs() < 1e-8, "{score:e}");
        }
        assert_eq!((found.observations, found.groups, found.clusters), (25, [5, 5], None));
    }

    #[test]
    fn collinear_covariates_are_left_out() {
        let (y, mut x, g, h) = data();
        x.insert(1, g.iter().zip(&h).map(|(g, h)| f64::from(*g) - 2.0 * f64::from(*h)).collect());
        x.push(x[0].iter().zip(&x[2]).map(|(a, b)| a + b).collect());
        let found = fit(&Problem { outcome: &y, covariates: &x, groups: [&g, &h] }, Errors::Robust, 1e-10).unwrap();
        let there: Vec<bool> = found.coefficients.iter().map(Option::is_some).collect();
        assert_eq!(there, [true, false, true, false]);
    }

    #[test]
    fn a_group_without_outcome_is_left_out() {
        let (mut y, x, g, h) = data();
        y[10..15].fill(0.0);
        let found = fit(&Problem { outcome: &y, covariates: &x, groups: [&g, &h] }, Errors::Robust, 1e-10).unwrap();
        assert_eq!(found.without_outcome, (10..15).collect::<Vec<_>>());
        assert_eq!(found.groups, [4, 5]);
        assert!(found.mean[10].is_nan());
    }

    #[test]
    fn separated_observations_are_found_and_left_out() {
        // A covariate that is above 0 only where the outcome is 0 has no finite estimate.
        let (mut y, mut x, g, h) = data();
        let marked = [3, 7, 21];
        let mut column = vec![0.0; y.len()];
        for at in marked {
            y[at] = 0.0;
            column[at] = 1.0;
        }
        x.push(column);
        let found = fit(&Problem { outcome: &y, covariates: &x, groups: [&g, &h] }, Errors::Robust, 1e-10).unwrap();
        assert_eq!(found.separated, marked);
        assert_eq!(found.coefficients[2], None);
    }

    #[test]
    fn what_cannot_be_used_is_refused() {
        let (mut y, x, g, h) = data();
        let clusters = vec![0; y.len()];
        let problem = Problem { outcome: &y, covariates: &x, groups: [&g, &h] };
        assert_eq!(fit(&problem, Errors::Clustered(&clusters), 1e-9), Err(PoissonError::OneCluster));
        assert!(matches!(
            fit(&Problem { groups: [&g[1..], &h], ..problem }, Errors::Robust, 1e-9),
            Err(PoissonError::Ragged { .. })
        ));
        y[4] = -1.0;
        let problem = Problem { outcome: &y, covariates: &x, groups: [&g, &h] };
        assert!(matches!(fit(&problem, Errors::Robust, 1e-9), Err(PoissonError::Value { at: 4, .. })));
        let few = Problem { outcome: &y[..3], covariates: &[x[0][..3].to_vec()], groups: [&g[..3], &h[..3]] };
        assert!(matches!(fit(&few, Errors::Robust, 1e-9), Err(PoissonError::TooFew { .. })));
    }
}
