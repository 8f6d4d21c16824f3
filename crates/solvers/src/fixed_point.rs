//! Fixed points x = g(x) by Anderson acceleration with safeguards.
//!
//! Anderson (1965), in the form of Walker and Ni (SIAM J. Numer. Anal. 49(4), 2011, algorithm AA): the
//! next iterate is the combination of the last images g(x) whose residuals g(x) - x cancel best in the
//! least-squares sense. The safeguards: an iterate that is not finite is never accepted, an accelerated
//! step that lets the residual grow is replaced by a plain one, damped until it stops growing, and the
//! history is forgotten then.

use crate::certificate::{Certificate, NotConverged, Stop};

/// How to iterate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Residual at which to stop, above 0.
    pub tolerance: f64,
    /// Evaluations of the map allowed.
    pub max_iterations: usize,
    /// Differences remembered, 0 (plain iteration) to 12 or so.
    pub memory: usize,
    /// Largest change of a component in one step; infinite for no limit.
    pub largest_step: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { tolerance: 1e-12, max_iterations: 2000, memory: 6, largest_step: f64::INFINITY }
    }
}

/// A fixed point with its certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// The point.
    pub value: Vec<f64>,
    /// How it was reached.
    pub certificate: Certificate,
}

/// Growth of the residual that an accelerated step may cause: in the first steps it need not fall.
const GROWTH: f64 = 2.0;
/// Halvings of a plain step before the best of them is taken.
const HALVINGS: usize = 8;
/// Evaluations without a fall of the best residual by a tenth after which the solve has stalled.
const PATIENCE: usize = 200;

/// Finds x = g(x) from `start`.
///
/// `map(x, out)` writes g(x) to `out` and returns the residual of the equations at x, in the measure
/// that the caller wants to fall to the tolerance; a residual that is not finite says that x lies
/// outside the domain. The last evaluation before returning is the one at the point returned.
///
/// # Errors
/// [`NotConverged`] with the residual reached, if it did not fall to the tolerance.
///
/// # Example
/// ```
/// use suzerain_solvers::fixed_point::{Options, solve};
///
/// // x = cos x, the Dottie number.
/// let found = solve(&[1.0], &Options::default(), |x, out| {
///     out[0] = x[0].cos();
///     (out[0] - x[0]).abs()
/// })?;
/// assert!((found.value[0] - 0.739_085_133_215_160_6).abs() < 1e-12);
/// # Ok::<(), suzerain_solvers::certificate::NotConverged>(())
/// ```
pub fn solve(
    start: &[f64],
    options: &Options,
    map: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Result<Solution, NotConverged> {
    let mut workspace = Workspace::default();
    let certificate = workspace.solve(start, options, map)?;
    Ok(Solution { value: workspace.x, certificate })
}

/// Memory of a solve, for reuse by the next one of the same or another size.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    x: Vec<f64>,
    image: Vec<f64>,
    trial: Vec<f64>,
    trial_image: Vec<f64>,
    /// Pairs (change of x, change of g(x) - x) of accepted steps, a ring.
    history: Vec<(Vec<f64>, Vec<f64>)>,
    gram: Vec<f64>,
    weights: Vec<f64>,
}

impl Workspace {
    /// The point that the last solve stopped at.
    #[must_use]
    pub fn value(&self) -> &[f64] {
        &self.x
    }

    /// As [`solve`], in this workspace; the point found is [`Workspace::value`].
    ///
    /// # Errors
    /// As [`solve`].
    pub fn solve(
        &mut self,
        start: &[f64],
        options: &Options,
        mut map: impl FnMut(&[f64], &mut [f64]) -> f64,
    ) -> Result<Certificate, NotConverged> {
        let n = start.len();
        for v in [&mut self.x, &mut self.image, &mut self.trial, &mut self.trial_image] {
            v.clear();
            v.extend_from_slice(start);
        }
        self.history.resize_with(options.memory, Default::default);
        for (dx, df) in &mut self.history {
            dx.resize(n, 0.0);
            df.resize(n, 0.0);
        }
        let (mut held, mut next) = (0, 0);
        let mut residual = map(&self.x, &mut self.image);
        let mut used = 1;
        let stopped = |residual: f64, iterations: usize, stop: Stop| Certificate {
            residual,
            iterations,
            identities: Vec::new(),
            stop,
        };
        if !residual.is_finite() {
            return Err(NotConverged(stopped(residual, used, Stop::NotFinite)));
        }
        let (mut best, mut best_at) = (residual, used);
        loop {
            if residual <= options.tolerance {
                return Ok(stopped(residual, used, Stop::Converged));
            }
            if used >= options.max_iterations {
                return Err(NotConverged(stopped(residual, used, Stop::IterationLimit)));
            }
            if used - best_at > PATIENCE {
                return Err(NotConverged(stopped(residual, used, Stop::Stalled)));
            }
            self.accelerated(held, options.largest_step);
            let mut reached = map(&self.trial, &mut self.trial_image);
            used += 1;
            // Negated so that a residual that is not a number counts as grown.
            if !(reached <= GROWTH * residual) && held > 0 {
                (held, next) = (0, 0);
                self.plain(1.0, options.largest_step);
                reached = map(&self.trial, &mut self.trial_image);
                used += 1;
            }
            let mut damping = 1.0;
            let mut halvings = 0;
            while !(reached <= GROWTH * residual) && halvings < HALVINGS || !reached.is_finite() {
                damping /= 2.0;
                halvings += 1;
                if damping < 1e-12 || used >= options.max_iterations {
                    return Err(NotConverged(stopped(residual, used, Stop::NotFinite)));
                }
                self.plain(damping, options.largest_step);
                reached = map(&self.trial, &mut self.trial_image);
                used += 1;
            }
            if options.memory > 0 {
                // Slots fill from 0, so the differences held always stand in the first `held`.
                let (dx, df) = &mut self.history[next];
                for k in 0..n {
                    dx[k] = self.trial[k] - self.x[k];
                    df[k] = (self.trial_image[k] - self.trial[k]) - (self.image[k] - self.x[k]);
                }
                held = options.memory.min(held + 1);
                next = (next + 1) % options.memory;
            }
            std::mem::swap(&mut self.x, &mut self.trial);
            std::mem::swap(&mut self.image, &mut self.trial_image);
            residual = reached;
            if residual < 0.9 * best {
                (best, best_at) = (residual, used);
            }
        }
    }

    /// Writes the accelerated step from `x` to `trial`, with the first `held` differences.
    fn accelerated(&mut self, held: usize, largest_step: f64) {
        self.least_squares(held);
        for (k, trial) in self.trial.iter_mut().enumerate() {
            *trial = self.image[k];
        }
        for ((dx, df), weight) in self.history[..held].iter().zip(&self.weights) {
            for (k, trial) in self.trial.iter_mut().enumerate() {
                *trial -= weight * (dx[k] + df[k]);
            }
        }
        self.limit(largest_step);
    }

    /// Writes x + damping (g(x) - x) to `trial`.
    fn plain(&mut self, damping: f64, largest_step: f64) {
        for (k, trial) in self.trial.iter_mut().enumerate() {
            *trial = self.x[k] + damping * (self.image[k] - self.x[k]);
        }
        self.limit(largest_step);
    }

    /// Shortens the step from `x` to `trial` so that no component moves by more than `largest_step`.
    fn limit(&mut self, largest_step: f64) {
        let longest = self.x.iter().zip(&self.trial).map(|(x, t)| (t - x).abs()).fold(0.0, f64::max);
        if longest > largest_step {
            let share = largest_step / longest;
            for (x, trial) in self.x.iter().zip(&mut self.trial) {
                *trial = x + share * (*trial - x);
            }
        }
    }

    /// Weights of the first `held` differences that cancel the residual best, by Cholesky on their
    /// Gram matrix scaled to a unit diagonal; a difference that the others span gets weight 0.
    fn least_squares(&mut self, held: usize) {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let Self { x, image, history, gram, weights, .. } = self;
        gram.clear();
        gram.resize(held * held, 0.0);
        weights.clear();
        let norm: Vec<f64> = history[..held].iter().map(|(_, df)| dot(df, df).sqrt()).collect();
        for a in 0..held {
            let df = &history[a].1;
            let projected: f64 = (0..x.len()).map(|k| df[k] * (image[k] - x[k])).sum();
            weights.push(if norm[a] > 0.0 { projected / norm[a] } else { 0.0 });
            for b in 0..=a {
                gram[a * held + b] =
                    if norm[a] > 0.0 && norm[b] > 0.0 { dot(df, &history[b].1) / (norm[a] * norm[b]) } else { 0.0 };
            }
        }
        // Lower factor in place; a column whose pivot vanishes is left out (its row and column are zero).
        for a in 0..held {
            for b in 0..=a {
                let before: f64 = (0..b).map(|k| gram[a * held + k] * gram[b * held + k]).sum();
                let rest = gram[a * held + b] - before;
                let pivot = gram[b * held + b];
                gram[a * held + b] = if a == b {
                    if rest > 1e-13 { rest.sqrt() } else { 0.0 }
                } else if pivot > 0.0 {
                    rest / pivot
                } else {
                    0.0
                };
            }
        }
        for a in 0..held {
            let before: f64 = (0..a).map(|k| gram[a * held + k] * weights[k]).sum();
            let pivot = gram[a * held + a];
            weights[a] = if pivot > 0.0 { (weights[a] - before) / pivot } else { 0.0 };
        }
        for a in (0..held).rev() {
            let after: f64 = (a + 1..held).map(|k| gram[k * held + a] * weights[k]).sum();
            let pivot = gram[a * held + a];
            weights[a] = if pivot > 0.0 { (weights[a] - after) / pivot } else { 0.0 };
        }
        for (weight, norm) in weights.iter_mut().zip(&norm) {
            *weight = if *norm > 0.0 { *weight / norm } else { 0.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Options, solve};
    use crate::certificate::Stop;

    /// g(x) = A x + b with a spectral radius of .95: plain iteration gains little a step.
    fn linear(x: &[f64], out: &mut [f64]) -> f64 {
        let a = [[0.5, 0.3, 0.15], [0.2, 0.6, 0.15], [0.1, 0.1, 0.75]];
        for (row, (out, b)) in a.iter().zip(out.iter_mut().zip([1.0, 2.0, 3.0])) {
            *out = row.iter().zip(x).map(|(a, x)| a * x).sum::<f64>() + b;
        }
        out.iter().zip(x).map(|(o, x)| (o - x).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn three_linear_equations_need_three_differences() {
        let exact = solve(&[0.0; 3], &Options::default(), linear).unwrap();
        let mut image = [0.0; 3];
        assert!(linear(&exact.value, &mut image) < 1e-12);
        assert!(exact.certificate.iterations <= 7, "{:?}", exact.certificate);
        let plain = solve(&[0.0; 3], &Options { memory: 0, ..Options::default() }, linear).unwrap();
        assert!(plain.certificate.iterations > 300, "{:?}", plain.certificate);
        for (a, b) in exact.value.iter().zip(&plain.value) {
            assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
    }

    #[test]
    fn square_root_by_a_map_that_oscillates() {
        // x -> 2 / x never converges plainly; half a step does, and so does the safeguard.
        let root = solve(&[5.0], &Options::default(), |x, out| {
            out[0] = 2.0 / x[0];
            (x[0] * x[0] - 2.0).abs()
        })
        .unwrap();
        assert!((root.value[0] - std::f64::consts::SQRT_2).abs() < 1e-12);
        assert!(root.certificate.iterations < 20, "{:?}", root.certificate);
    }

    #[test]
    fn leaves_no_domain_and_reports_failure() {
        // The map is defined for x > 0 only; its first step from .1 would leave the domain.
        let inside = solve(&[0.1], &Options::default(), |x, out| {
            out[0] = x[0] - (x[0].ln() + 3.0 - 1.0) * 0.9;
            if x[0] > 0.0 { (x[0].ln() + 2.0).abs() } else { f64::NAN }
        })
        .unwrap();
        assert!((inside.value[0] - (-2.0_f64).exp()).abs() < 1e-12);
        let never = solve(&[1.0], &Options { max_iterations: 50, ..Options::default() }, |x, out| {
            out[0] = x[0] + 1.0;
            1.0
        })
        .unwrap_err();
        assert_eq!(never.0.stop, Stop::IterationLimit);
        let outside = solve(&[-1.0], &Options::default(), |_, _| f64::NAN).unwrap_err();
        assert_eq!(outside.0.stop, Stop::NotFinite);
        let stalled = solve(&[1.0], &Options::default(), |x, out| {
            out[0] = x[0];
            1e-3
        })
        .unwrap_err();
        assert_eq!(stalled.0.stop, Stop::Stalled);
    }
}
