//! What a run leaves behind: each year of each trajectory.

use super::super::dependence::DOMAINS;
use super::super::priors::COUNT;
use super::super::regime::Regime;

/// One year of one trajectory. NaN where unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Year {
    /// Log power ratio.
    pub p: f64,
    /// Asymmetry of dependence.
    pub l: f64,
    /// Concession; NaN in a year without a bargain.
    pub c: f64,
    /// Alignment.
    pub a: f64,
    /// Status deficit.
    pub q: f64,
    /// Threat.
    pub t: f64,
    /// Usefulness.
    pub u: f64,
    /// Effective dependence of R on C and of C on R by domain.
    pub e: [[f64; DOMAINS]; 2],
    /// Shares of the other side, R's then C's.
    pub shares: [[f64; DOMAINS]; 2],
    /// R's share of C's imports of energy.
    pub energy: f64,
    /// Probability of a new defence obligation by now, given the trajectory; NaN where not at risk.
    pub alliance: f64,
    /// Probability of a rift by now, given the trajectory.
    pub rift: f64,
    /// Whether there was a bargain; false where it is unknown too.
    pub bargain: bool,
    /// Whether R has become a junior partner by now.
    pub junior: bool,
    /// Whether lock-in has been reached by now.
    pub locked: bool,
    /// State of the tie in this trajectory.
    pub regime: Regime,
}

const BLANK: Year = Year {
    p: 0.0,
    l: 0.0,
    c: 0.0,
    a: 0.0,
    q: 0.0,
    t: 0.0,
    u: 0.0,
    e: [[0.0; DOMAINS]; 2],
    shares: [[0.0; DOMAINS]; 2],
    energy: 0.0,
    alliance: 0.0,
    rift: 0.0,
    bargain: false,
    junior: false,
    locked: false,
    regime: Regime::Loose,
};

/// Room for a trajectory.
#[must_use]
pub fn blank(years: usize) -> Vec<Year> {
    vec![BLANK; years]
}

/// All trajectories of a run.
#[derive(Clone, Debug)]
pub struct Ensemble {
    years: usize,
    paths: Vec<Year>,
    /// Point of the unit cube that each draw's parameters came from.
    points: Vec<[f64; COUNT]>,
    /// The pair is known well enough for L.
    pub has_asymmetry: bool,
    /// Electronics and their alternatives are known for R.
    pub has_technology: bool,
}

impl Ensemble {
    pub(super) const fn new(
        years: usize,
        paths: Vec<Year>,
        points: Vec<[f64; COUNT]>,
        has_asymmetry: bool,
        has_technology: bool,
    ) -> Self {
        Self { years, paths, points, has_asymmetry, has_technology }
    }

    /// Years of each trajectory.
    #[must_use]
    pub const fn years(&self) -> usize {
        self.years
    }

    /// Trajectories.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.points.len()
    }

    /// The year `ahead` of all trajectories, from 1, in the order of the draws.
    pub fn at(&self, ahead: usize) -> impl ExactSizeIterator<Item = &Year> + Clone {
        self.paths.iter().skip(ahead - 1).step_by(self.years)
    }

    /// One trajectory.
    #[must_use]
    pub fn path(&self, draw: usize) -> &[Year] {
        &self.paths[draw * self.years..(draw + 1) * self.years]
    }

    /// The points of the unit cube that the draws' parameters came from.
    #[must_use]
    pub fn points(&self) -> &[[f64; COUNT]] {
        &self.points
    }
}
