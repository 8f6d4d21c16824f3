//! The asymmetric partnership model: where the tie of a weaker and a stronger state is heading.
//!
//! R is the weaker by latent power at the origin, C the stronger; the labels stay even if power crosses.
//! One file a module, each a plain function over plain numbers; [`equations`] holds them as one value, so that any can
//! be replaced:
//!
//! | file | equation | runs on |
//! |---|---|---|
//! | [`power`] | 1 latent log power ratio and its trend | data (Kalman filter) |
//! | [`dependence`] | 2 effective dependence by domain, and its asymmetry L | data and priors |
//! | [`dependence_path`] | 3 how shares move | data (Kalman filter) and priors (drift) |
//! | [`usefulness`] | 4 what the weaker is worth to the stronger | data and priors |
//! | [`threat`] | 5 the common threat | data |
//! | [`bargaining`] | 6 concessions by Nash bargaining with outside options | priors: not identified |
//! | [`status`] | 7 status deficit | priors: not identified |
//! | [`alignment`] | 8 alignment | data (Kalman filter) and priors (pull) |
//! | [`regime`] | 9 hazards of alliance and rift | event models and priors |
//!
//! [`obligation`] is the base of the hazard of a new defence obligation, which answer and score share.
//!
//! [`priors`] is the one file of priors, [`interventions`] what a scenario changes and when, [`simulate`]
//! the trajectories, [`outputs`] the probabilities and quantiles read off them, [`sobol`] which
//! parameters drive them, [`stacking`] the weights of rival sets; [`paths`] and [`rolling`] score them on the past.
//!
//! NaN stands for an unknown number inside the trajectories; it spreads to what depends on it and is a
//! missing value at the edge, never a zero.

pub mod alignment;
pub mod bargaining;
pub mod dependence;
pub mod dependence_path;
pub mod equations;
pub mod interventions;
pub mod obligation;
pub mod outputs;
pub mod paths;
pub mod power;
pub mod priors;
pub mod regime;
pub mod rolling;
pub mod simulate;
pub mod sobol;
pub mod stacking;
pub mod start;
pub mod status;
pub mod threat;
pub mod usefulness;

use suzerain_solvers::scoring::PoolError;

/// Years ahead at which outputs are reported.
pub const HORIZONS: [usize; 4] = [1, 3, 5, 10];
/// The longest horizon in years.
pub const LONGEST: usize = 50;

/// Why the model gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum PartnershipError {
    /// A prior that cannot be used.
    #[error("prior `{name}`: {why}")]
    Prior {
        /// Name of the parameter.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// A run that cannot be made.
    #[error("{0}")]
    Plan(String),
    /// A history that gives no state at the origin.
    #[error("{0}")]
    Filter(String),
    /// Weights of the rival sets were not found.
    #[error(transparent)]
    Stacking(#[from] PoolError),
}
