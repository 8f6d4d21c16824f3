//! Where a measured series may go: four rules and their stacked pool, with bands that the past has tested.
//!
//! A series is a log ratio, a logit share or a level by year. From an origin t the rules are
//!
//! - random walk: y(t),
//! - half drift: y(t) + h d / 2 and full drift: y(t) + h d, d the mean yearly change of the last ten years,
//! - damped trend: the Kalman forecast of a level with a slope that dies out.
//!
//! How wide a rule's forecast is, comes from how far it went wrong: the errors of the same rule on all series
//! of its panel, in windows that closed by the origin, each over the series' own yearly spread
//! ([`fit::Fit`]). So bands hold what parameters cost. The default is the linear pool of the four, with
//! weights that would have scored best on closed windows (`docs/methods/paths.md`).

pub mod evaluation;
pub mod fit;
pub mod fitted;
pub mod forecast;
pub mod kinds;
pub mod scores;
pub mod series;

pub use fit::{Fit, PathError};
pub use forecast::{Anchor, Predictive};
pub use series::{Panel, Scale, Series};

use serde::{Deserialize, Serialize};

/// Years ahead at which errors are counted; between them forecasts are interpolated.
pub const GRID: [i16; 8] = [1, 2, 3, 5, 7, 10, 15, 20];

/// The farthest forecast, in years.
pub const FARTHEST: i16 = 20;

/// Years over which the drift is taken.
pub const DRIFT_YEARS: i16 = 10;

/// A rule for the centre of a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It stays where it is.
    RandomWalk,
    /// Half of its drift goes on.
    HalfDrift,
    /// All of its drift goes on.
    FullDrift,
    /// A level and a slope that dies out, filtered.
    DampedTrend,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 4] = [Self::RandomWalk, Self::HalfDrift, Self::FullDrift, Self::DampedTrend];

    /// Short name, as in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::RandomWalk => "random_walk",
            Self::HalfDrift => "half_drift",
            Self::FullDrift => "full_drift",
            Self::DampedTrend => "damped_trend",
        }
    }

    /// Name in sentences.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::RandomWalk => "random walk",
            Self::HalfDrift => "half drift",
            Self::FullDrift => "full drift",
            Self::DampedTrend => "damped trend",
        }
    }
}
