//! One Newton step for an item and one for a unit's path.

use super::likelihood::answer;

/// The longest step of any one number in an iteration.
const LONGEST: f64 = 0.5;
/// The least distance between two thresholds with answers between them.
const LEAST_GAP: f64 = 1e-4;
/// Nodes of Gauss and Hermite's quadrature with three points, in standard deviations, and weights.
const NODES: [(f64, f64); 3] =
    [(0.0, 2.0 / 3.0), (1.732_050_807_568_877_2, 1.0 / 6.0), (-1.732_050_807_568_877_2, 1.0 / 6.0)];

/// Which thresholds an item has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nobody chose the middle: one threshold between 0 and 2.
    Outer,
    /// Nobody chose 2: one threshold between 0 and 1.
    LowerOnly,
    /// Nobody chose 0: one threshold between 1 and 2.
    UpperOnly,
    /// All three were chosen.
    Both,
}

impl Shape {
    /// The shape for these numbers of answers by category; none if all answers are the same.
    pub(super) const fn of(counts: [u32; 3]) -> Option<Self> {
        match (counts[0] > 0, counts[1] > 0, counts[2] > 0) {
            (true, true, true) => Some(Self::Both),
            (true, false, true) => Some(Self::Outer),
            (true, true, false) => Some(Self::LowerOnly),
            (false, true, true) => Some(Self::UpperOnly),
            _ => None,
        }
    }

    /// The thresholds around a category, given the item's one or two free thresholds; with the
    /// places of the two among them.
    fn around(self, category: u8, free: [f64; 2]) -> ([f64; 2], [Option<usize>; 2]) {
        const NONE: f64 = f64::INFINITY;
        match (self, category) {
            (Self::Both, 0) => ([-NONE, free[0]], [None, Some(0)]),
            (Self::Both, 1) => (free, [Some(0), Some(1)]),
            (Self::Both, _) => ([free[1], NONE], [Some(1), None]),
            (Self::Outer | Self::LowerOnly, 0) | (Self::UpperOnly, 1) => ([-NONE, free[0]], [None, Some(0)]),
            _ => ([free[0], NONE], [Some(0), None]),
        }
    }

    /// Lower and upper threshold from the free ones.
    pub(super) const fn bounds(self, free: [f64; 2]) -> [f64; 2] {
        match self {
            Self::Both => free,
            Self::Outer => [free[0], free[0]],
            Self::LowerOnly => [free[0], f64::INFINITY],
            Self::UpperOnly => [f64::NEG_INFINITY, free[0]],
        }
    }
}

/// An item's parameters in the making.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Working {
    pub(super) shape: Shape,
    pub(super) discrimination: f64,
    pub(super) free: [f64; 2],
}

impl Working {
    /// The thresholds around a category.
    pub(super) fn around(&self, category: u8) -> [f64; 2] {
        self.shape.around(category, self.free).0
    }

    /// The item for positions moved to (theta - `mean`) / `sd`: each answer keeps its probability.
    pub(super) fn rescale(&mut self, mean: f64, sd: f64) {
        self.free.iter_mut().for_each(|threshold| *threshold -= self.discrimination * mean);
        self.discrimination *= sd;
    }

    /// One Newton step on the expected log density of the item, given mean and variance of each
    /// respondent's position.
    pub(super) fn step(&self, answers: impl Iterator<Item = (f64, f64, u8)>) -> Self {
        // Order: discrimination, first and second free threshold. Standard normal discrimination.
        let mut gradient = [-self.discrimination, 0.0, 0.0];
        let mut curvature = [[0.0; 3]; 3];
        curvature[0][0] = 1.0;
        for (mean, variance, category) in answers {
            let (thresholds, places) = self.shape.around(category, self.free);
            let sd = variance.sqrt();
            for (node, weight) in NODES {
                let theta = mean + sd * node;
                let l = answer(self.discrimination * theta, thresholds[0], thresholds[1]);
                gradient[0] += weight * l.eta * theta;
                curvature[0][0] -= weight * l.eta_eta * theta * theta;
                for (side, place) in places.iter().enumerate() {
                    let Some(at) = place else { continue };
                    gradient[1 + at] += weight * l.threshold[side];
                    curvature[0][1 + at] -= weight * l.eta_threshold[side] * theta;
                    curvature[1 + at][1 + at] -= weight * l.threshold_threshold[2 * side];
                }
                if let [Some(i), Some(j)] = places {
                    curvature[1 + i][1 + j] -= weight * l.threshold_threshold[1];
                }
            }
        }
        if self.shape != Shape::Both {
            curvature[2][2] = 1.0;
        }
        let step = solve(curvature, gradient).map(|s| s.clamp(-LONGEST, LONGEST));
        let mut shorter = 1.0;
        let gap = self.free[1] - self.free[0];
        while self.shape == Shape::Both && gap + shorter * (step[2] - step[1]) < LEAST_GAP.min(gap) {
            shorter *= 0.5;
        }
        Self {
            shape: self.shape,
            discrimination: self.discrimination + shorter * step[0],
            free: [self.free[0] + shorter * step[1], self.free[1] + shorter * step[2]],
        }
    }
}

/// Solves a positive definite system of three, given its upper triangle; a pivot that is not
/// positive, which happens only where nothing is known, moves nothing.
fn solve([[a, b, c], [_, d, e], [_, _, f]]: [[f64; 3]; 3], [r0, r1, r2]: [f64; 3]) -> [f64; 3] {
    const LEAST_PIVOT: f64 = 1e-12;
    let (l1, l2) = (b / a, c / a);
    let (d, e, f) = (d - l1 * b, e - l1 * c, f - l2 * c);
    let l3 = e / d;
    let f = f - l3 * e;
    if !(a > LEAST_PIVOT && d > LEAST_PIVOT && f > LEAST_PIVOT) {
        return [0.0; 3];
    }
    let r1 = r1 - l1 * r0;
    let r2 = r2 - l2 * r0 - l3 * r1;
    let x2 = r2 / f;
    let x1 = (r1 - e * x2) / d;
    [(r0 - (b * x1 + c * x2)) / a, x1, x2]
}

/// The log density of a unit's path around where it stands: its gradient and the tridiagonal
/// matrix of its negative curvature.
pub(super) struct Bend {
    pub(super) gradient: Vec<f64>,
    diagonal: Vec<f64>,
    off: Vec<f64>,
}

impl Bend {
    /// `path` holds period and position; `likelihood` returns gradient and negative curvature of the
    /// log likelihood at a position of the path. The prior is N(0, 1) for the first and a random walk
    /// with variance `drift2` a period after it.
    pub(super) fn of(path: &[(u32, f64)], drift2: f64, likelihood: impl Fn(usize, f64) -> (f64, f64)) -> Self {
        let n = path.len();
        let (mut diagonal, mut gradient, mut off) = (vec![0.0; n], vec![0.0; n], vec![0.0; n.saturating_sub(1)]);
        for (t, (_, theta)) in path.iter().enumerate() {
            let (g, h) = likelihood(t, *theta);
            gradient[t] += g;
            diagonal[t] += h;
            if t == 0 {
                gradient[0] -= theta;
                diagonal[0] += 1.0;
            } else {
                let precision = 1.0 / (drift2 * f64::from(path[t].0 - path[t - 1].0));
                let change = theta - path[t - 1].1;
                gradient[t] -= precision * change;
                gradient[t - 1] += precision * change;
                diagonal[t] += precision;
                diagonal[t - 1] += precision;
                off[t - 1] = -precision;
            }
        }
        Self { gradient, diagonal, off }
    }

    /// One Newton step, and the variances of the Gaussian approximation there, under `hold`.
    pub(super) fn step(&self, path: &[(u32, f64)], hold: Hold) -> Vec<(f64, f64)> {
        let (n, off) = (path.len(), &self.off);
        let diagonal: Vec<f64> = self.diagonal.iter().map(|d| d + hold.scale.max(0.0)).collect();
        let mut gradient: Vec<f64> =
            self.gradient.iter().zip(path).map(|(g, (_, theta))| g - hold.scale * theta - hold.level).collect();
        // Elimination from either end; the diagonal of the inverse comes from both.
        let mut down = diagonal.clone();
        for t in 1..n {
            down[t] -= off[t - 1] * off[t - 1] / down[t - 1];
            gradient[t] -= gradient[t - 1] * off[t - 1] / down[t - 1];
        }
        let mut up = diagonal.clone();
        for t in (0..n.saturating_sub(1)).rev() {
            up[t] -= off[t] * off[t] / up[t + 1];
        }
        let mut step = vec![0.0; n];
        for t in (0..n).rev() {
            let next = if t + 1 < n { off[t] * step[t + 1] } else { 0.0 };
            step[t] = (gradient[t] - next) / down[t];
        }
        (0..n).map(|t| (path[t].1 + step[t].clamp(-LONGEST, LONGEST), 1.0 / (down[t] + up[t] - diagonal[t]))).collect()
    }
}

/// Multipliers of the two conditions on all positions together, mean 0 and variance 1: they act as
/// a further prior, exp(-`scale` theta^2 / 2 - `level` theta) for each position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hold {
    pub(super) scale: f64,
    pub(super) level: f64,
}
