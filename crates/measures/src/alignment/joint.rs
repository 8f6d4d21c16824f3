//! Two portfolios side by side, and how alike they are.
//!
//! A portfolio gives every third party (or roll call) k one of L ordered levels 0 to L-1. With d the
//! distance of two levels, absolute or squared, and w = 1:
//!
//! - S = 1 - 2 sum_k d(x_k, y_k) / (d_max n), from -1 to 1 (Signorino and Ritter 1999);
//! - A = 1 - D_o / D_e with D_o = sum_k d(x_k, y_k) / n and D_e = sum_a sum_b p_x(a) p_y(b) d(a, b): Cohen's
//!   kappa with each portfolio's own shares p, Scott's pi with the mean of the two (Häge 2011);
//! - tau-b, Kendall's rank correlation corrected for ties.
//!
//! A is 1 for equal portfolios, 0 where they are as alike as chance would have it given the shares, and
//! not defined where D_e is 0. tau-b is not defined where a portfolio has one level only.
//!
//! ```
//! use suzerain_measures::alignment::joint::{Distance, Joint, Shares};
//! // Ten third parties: (3,3) twice, (3,0) once, (0,2) once, (0,0) six times.
//! let mut joint = Joint::new(4);
//! for (x, y, times) in [(3, 3, 2), (3, 0, 1), (0, 2, 1), (0, 0, 6)] {
//!     (0..times).for_each(|_| joint.add(x, y));
//! }
//! // Squared distances: (9 + 4) / 10 = 1.3; S = 1 - 2 * 1.3 / 9.
//! assert!((joint.s(Distance::Squared).unwrap() - (1.0 - 2.6 / 9.0)).abs() < 1e-12);
//! // p_x = (.7, 0, 0, .3), p_y = (.7, 0, .1, .2): D_e = .7(.1*4 + .2*9) + .3(.7*9 + .1*1) = 3.46.
//! let kappa = joint.corrected(Distance::Squared, Shares::Own).unwrap();
//! assert!((kappa - (1.0 - 1.3 / 3.46)).abs() < 1e-12);
//! ```

/// How far apart two levels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// |a - b|.
    Absolute,
    /// (a - b)^2.
    Squared,
}

impl Distance {
    fn of(self, a: usize, b: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "levels below four")]
        let d = a.abs_diff(b) as f64;
        match self {
            Self::Absolute => d,
            Self::Squared => d * d,
        }
    }
}

/// Whose shares of the levels chance is taken to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shares {
    /// Each portfolio's own: Cohen's kappa.
    Own,
    /// The mean of the two: Scott's pi.
    Pooled,
}

/// The most levels a portfolio has.
const MOST: usize = 4;

/// How often each pair of levels occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joint {
    levels: usize,
    counts: [[u32; MOST]; MOST],
}

impl Joint {
    /// An empty table of `levels` levels, two to four.
    #[must_use]
    pub const fn new(levels: usize) -> Self {
        Self { levels, counts: [[0; MOST]; MOST] }
    }

    /// Adds one third party at levels `x` and `y`; a level above the highest counts as that.
    pub fn add(&mut self, x: u8, y: u8) {
        let at = |level: u8| usize::from(level).min(self.levels - 1);
        let (i, j) = (at(x), at(y));
        self.counts[i][j] += 1;
    }

    /// Third parties compared.
    #[must_use]
    pub fn parties(&self) -> u32 {
        self.counts.iter().flatten().sum()
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (0..self.levels).flat_map(move |a| (0..self.levels).map(move |b| (a, b, f64::from(self.counts[a][b]))))
    }

    fn marginals(&self) -> [[f64; MOST]; 2] {
        let mut shares = [[0.0; MOST]; 2];
        let n = f64::from(self.parties());
        for (a, b, count) in self.cells() {
            shares[0][a] += count / n;
            shares[1][b] += count / n;
        }
        shares
    }

    /// The mean distance observed; none without third parties.
    #[must_use]
    pub fn observed(&self, distance: Distance) -> Option<f64> {
        let n = self.parties();
        (n > 0).then(|| self.cells().map(|(a, b, c)| c * distance.of(a, b)).sum::<f64>() / f64::from(n))
    }

    /// The mean distance that chance would give.
    #[must_use]
    pub fn expected(&self, distance: Distance, shares: Shares) -> Option<f64> {
        let [x, y] = (self.parties() > 0).then(|| self.marginals())?;
        let pooled = |a: usize| (x[a] + y[a]) / 2.0;
        Some(
            self.cells()
                .map(|(a, b, _)| {
                    let p = match shares {
                        Shares::Own => x[a] * y[b],
                        Shares::Pooled => pooled(a) * pooled(b),
                    };
                    p * distance.of(a, b)
                })
                .sum(),
        )
    }

    /// Signorino and Ritter's S.
    #[must_use]
    pub fn s(&self, distance: Distance) -> Option<f64> {
        Some(1.0 - 2.0 * self.observed(distance)? / distance.of(0, self.levels - 1))
    }

    /// Agreement corrected for chance: kappa or pi.
    #[must_use]
    pub fn corrected(&self, distance: Distance, shares: Shares) -> Option<f64> {
        let expected = self.expected(distance, shares)?;
        (expected > 0.0).then_some(1.0 - self.observed(distance)? / expected)
    }

    /// Kendall's tau-b.
    #[must_use]
    pub fn tau_b(&self) -> Option<f64> {
        let (mut concordant, mut discordant) = (0.0, 0.0);
        for (a, b, n) in self.cells() {
            for (c, d, m) in self.cells() {
                if c > a && d > b {
                    concordant += n * m;
                } else if c > a && d < b {
                    discordant += n * m;
                }
            }
        }
        let n = f64::from(self.parties());
        let untied = |shares: [f64; MOST]| n * n * (1.0 - shares.iter().map(|p| p * p).sum::<f64>()) / 2.0;
        let [x, y] = (n > 0.0).then(|| self.marginals())?;
        let scale = (untied(x) * untied(y)).sqrt();
        (scale > 1e-9).then(|| (concordant - discordant) / scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(u8, u8)], levels: usize) -> Joint {
        let mut joint = Joint::new(levels);
        pairs.iter().for_each(|(x, y)| joint.add(*x, *y));
        joint
    }

    #[test]
    fn equal_portfolios_agree_and_opposite_ones_do_not() {
        let equal = of(&[(0, 0), (1, 1), (2, 2), (3, 3)], 4);
        let opposite = of(&[(0, 3), (3, 0)], 4);
        for d in [Distance::Absolute, Distance::Squared] {
            assert_eq!(equal.s(d), Some(1.0));
            assert_eq!(equal.corrected(d, Shares::Own), Some(1.0));
            assert_eq!(opposite.s(d), Some(-1.0));
            assert_eq!(opposite.corrected(d, Shares::Pooled), Some(-1.0));
        }
        assert!((equal.tau_b().unwrap() - 1.0).abs() < 1e-12 && (opposite.tau_b().unwrap() + 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_chance_cannot_tell_is_not_defined() {
        let flat = of(&[(0, 0), (0, 0)], 4);
        assert_eq!(flat.s(Distance::Absolute), Some(1.0));
        assert_eq!(flat.corrected(Distance::Squared, Shares::Own), None);
        assert_eq!((flat.tau_b(), Joint::new(4).s(Distance::Squared)), (None, None));
    }

    #[test]
    fn independent_portfolios_are_at_zero_and_order_of_the_two_does_not_matter() {
        let crossed: Vec<(u8, u8)> = (0..4).flat_map(|a| (0..4).map(move |b| (a, b))).collect();
        let joint = of(&crossed, 4);
        assert!(joint.corrected(Distance::Squared, Shares::Own).unwrap().abs() < 1e-12);
        assert!(joint.tau_b().unwrap().abs() < 1e-12);
        let (one, other) = (of(&[(3, 1), (0, 2), (2, 2), (1, 0)], 4), of(&[(1, 3), (2, 0), (2, 2), (0, 1)], 4));
        assert_eq!(one.s(Distance::Absolute), other.s(Distance::Absolute));
        assert_eq!(one.corrected(Distance::Squared, Shares::Own), other.corrected(Distance::Squared, Shares::Own));
        assert_eq!(one.tau_b(), other.tau_b());
    }
}
