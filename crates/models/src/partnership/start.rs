//! What is known of a pair at the origin of a run.
//!
//! Unknown numbers are NaN. The first side is R, the weaker; the second C, the stronger.

use super::dependence::DOMAINS;
use super::dependence_path::{Filtered, Moves};
use super::power::SPEED_YEARS;
use super::regime::Hazards;
use suzerain_solvers::logit::{logistic, logit};

/// One side's dependence in one domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// The other side's share of what is bought or sold, 0 to 1.
    pub share: f64,
    /// Part of the world's supply or demand that others hold, sanctions apart, 0 to 1.
    pub alternatives: f64,
    /// The part of it held by the states that sanction, or would, 0 to `alternatives`.
    pub west_of_world: f64,
    /// Share of those states in what this side trades, before any sanctions, 0 to 1.
    pub west_of_own: f64,
    /// Size of the domain in the side's accounts, for the weights; NaN where accounts do not tell.
    pub account: f64,
    /// The share given its history; none where it is unknown.
    pub filtered: Option<Filtered>,
    /// Years from the share's to the origin: it is carried over them by equation 3.
    pub age: u16,
    /// How far the side was sanctioned in the share's year, 0 to 1.
    pub sanctioned_then: f64,
}

impl Channel {
    /// A domain of which nothing is known.
    pub const UNKNOWN: Self = Self {
        share: f64::NAN,
        alternatives: f64::NAN,
        west_of_world: f64::NAN,
        west_of_own: f64::NAN,
        account: f64::NAN,
        filtered: None,
        age: 0,
        sanctioned_then: 0.0,
    };

    /// The share as filtered where it is, as observed otherwise.
    #[must_use]
    pub fn level(&self) -> f64 {
        self.filtered.map_or(self.share, |f| logistic(f.level))
    }

    /// Whether share and alternatives are known.
    #[must_use]
    pub fn known(&self) -> bool {
        !self.share.is_nan() && !self.alternatives.is_nan()
    }
}

/// One side.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Its dependence on the other, in the order of [`super::dependence::Domain::ALL`].
    pub channels: [Channel; DOMAINS],
    /// How far the sanctioning states sanction it at the origin, 0 to 1.
    pub sanctioned: f64,
    /// Installed base of the other side's technology, 0 to 1.
    pub installed: f64,
    /// Loss from a rupture with the other, as a share of real expenditure.
    pub loss: f64,
}

/// Power at the origin.
#[derive(Clone, Debug, PartialEq)]
pub struct PowerStart {
    /// Mean of p and g.
    pub mean: [f64; 2],
    /// Lower Cholesky factor of their covariance: of p, of g on p, of g.
    pub factor: [f64; 3],
    /// p in the years before the origin, oldest first, ending the year before.
    pub past: [f64; SPEED_YEARS],
    /// Standard deviation of yearly shocks to p, if the history gave it.
    pub sd_power: Option<f64>,
    /// And to g.
    pub sd_trend: Option<f64>,
}

/// Alignment at the origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlignmentStart {
    /// Mean of A and of the level its history points to.
    pub mean: [f64; 2],
    /// Lower Cholesky factor of their covariance.
    pub factor: [f64; 3],
    /// Standard deviation of yearly shocks, if the history gave it.
    pub sd: Option<f64>,
    /// Part of the gap to that level that closes in a year, if the history gave it.
    pub rate: Option<f64>,
    /// The most that A can be: 0 for a negative distance, 1 for a likeness. A path that meets it turns back.
    pub most: f64,
}

/// See the module page.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Year of the origin; the first year of a run is the next.
    pub year: i16,
    /// Power.
    pub power: PowerStart,
    /// R, then C.
    pub sides: [Side; 2],
    /// Arms that R delivers to C over their peak, 0 to 1.
    pub arms: f64,
    /// R's share of C's imports of energy, 0 to 1.
    pub energy: f64,
    /// That share given its history; none where it is unknown.
    pub energy_filtered: Option<Filtered>,
    /// Years from that share's to the origin.
    pub energy_age: u16,
    /// Capability of the common threat and its hostility to R and C, each 0 to 1.
    pub threat: [f64; 3],
    /// Whether R has nuclear arms.
    pub nuclear: bool,
    /// R's rank of recognition less its rank of capability, over the number of states.
    pub rank_gap: Option<f64>,
    /// Alignment.
    pub alignment: AlignmentStart,
    /// Hazards without the terms of the model.
    pub hazards: Hazards,
    /// Whether a defence obligation is in force at the origin.
    pub allied: bool,
    /// Years in a row up to the origin in which the conditions of supplier lock-in held.
    pub locked_years: usize,
}

/// A start for tests and timings: a pair much like any with a lopsided tie, all of it known.
#[must_use]
pub fn example() -> Start {
    let moves = Moves { change: 0.22, noise: 0.12, prior: (0.25, 0.8) };
    let filtered = |share: f64| Some(Filtered { level: logit(share), error: 0.05, moves, window: (2020, 2023, 4) });
    let channel = |share: f64, account: f64| Channel {
        share,
        alternatives: 0.8,
        west_of_world: 0.4,
        west_of_own: 0.3,
        account,
        filtered: filtered(share),
        age: 0,
        sanctioned_then: 0.0,
    };
    let side = |scale: f64, loss: f64| Side {
        channels: [0.4, 0.5, 0.2, 0.1, 0.3, 0.35].map(|share| channel(share * scale, 0.1)),
        sanctioned: 0.0,
        installed: 0.4 * scale,
        loss,
    };
    Start {
        year: 2023,
        power: PowerStart {
            mean: [-1.5, -0.03],
            factor: [0.05, 0.0, 0.01],
            past: [-1.35, -1.38, -1.41, -1.44, -1.47],
            sd_power: None,
            sd_trend: None,
        },
        sides: [side(1.0, 0.03), side(0.2, 0.005)],
        arms: 0.4,
        energy: 0.2,
        energy_filtered: filtered(0.2),
        energy_age: 0,
        threat: [0.12, 0.8, 0.7],
        nuclear: true,
        rank_gap: None,
        alignment: AlignmentStart { mean: [-0.5, -0.5], factor: [0.1, 0.0, 0.1], sd: None, rate: None, most: 0.0 },
        hazards: Hazards::constant([Some(0.01), None, Some(0.002), Some(0.005), Some(0.03)]),
        allied: false,
        locked_years: 0,
    }
}
