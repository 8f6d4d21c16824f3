//! Dynamic ordinal item response: positions of units that move over periods, from their answers to
//! items of three ordered categories.
//!
//! z = beta_v theta_it + e with e ~ N(0, 1); the answer is 0 where z < lower_v, 1 between, 2 where
//! z > upper_v. theta_i,first ~ N(0, 1), theta_it ~ N(theta_i,t-1, s^2) for each period that passes,
//! beta_v ~ N(0, 1), thresholds flat (Bailey, Strezhnev and Voeten 2017).
//!
//! [`fit()`] is an EM algorithm in the sense of Imai, Lo and Olmsted (2016): the E step holds the items and
//! takes the Gaussian approximation of each unit's path at its mode (a Newton step with a tridiagonal
//! curvature); the M step holds the paths' distributions and takes a Newton step for each item on
//! its expected log density (quadrature of three nodes). Every sum is taken in a fixed order, so the
//! result does not depend on the number of threads.
//!
//! Positions have mean 0 and variance 1, pooled over units and periods; s is meant on that scale. Both
//! are conditions on the prior, kept by Lagrange multipliers that act as a further Gaussian prior of
//! each position. What a step leaves is removed by theta -> (theta - mu)/sigma, beta -> beta sigma,
//! threshold -> threshold - beta mu, under which every answer keeps its probability: positions
//! standardised without their items would move away from the answers in every sweep.
//!
//! [`sample`] draws from the posterior density of the same model, and is the check of the fit.
//!
//! A category that nobody chose has no threshold of its own: without a middle answer the two
//! thresholds are one, without an outer answer its threshold lies at infinity. An item on which all
//! answers are the same says nothing about positions and is left out.

mod fit;
mod likelihood;
mod newton;
mod sampled;

pub use fit::fit;
pub use likelihood::{Answer, answer};
pub use sampled::{Sampled, Start, sample};

use crate::certificate::{Certificate, NotConverged};

/// One answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response {
    /// Number of the unit, from 0.
    pub unit: u32,
    /// Number of the period, from 0.
    pub period: u32,
    /// Number of the item, from 0; an item belongs to one period.
    pub item: u32,
    /// The category chosen: 0, 1 or 2.
    pub category: u8,
}

/// How to fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Standard deviation of a position's change from one period to the next, above 0.
    pub drift: f64,
    /// The unit whose position is positive: it settles the direction of the scale.
    pub anchor: u32,
    /// Largest change of a position in one sweep at which the fit counts as converged, above 0.
    pub tolerance: f64,
    /// Sweeps allowed.
    pub sweeps: usize,
}

/// The position of a unit in a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// The unit.
    pub unit: u32,
    /// The period.
    pub period: u32,
    /// Mode, or mean of the draws, in standard deviations of all positions.
    pub mean: f64,
    /// Standard deviation from the curvature at the mode, the items held, or of the draws: above 0.
    pub sd: f64,
}

/// An item's parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// How strongly the item separates positions, and in which direction.
    pub discrimination: f64,
    /// Threshold between categories 0 and 1; minus infinity if nobody chose 0.
    pub lower: f64,
    /// Threshold between categories 1 and 2; infinity if nobody chose 2.
    pub upper: f64,
}

/// What a fit returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Positions by unit and then period, for every unit and period with an informative answer.
    pub positions: Vec<Position>,
    /// Items by number; none where all answers are the same or there are none.
    pub items: Vec<Option<Item>>,
    /// Log likelihood of the informative answers at the modes.
    pub log_likelihood: f64,
    /// Residual: the largest change of a position in the last sweep. Identities: `mean_zero` and
    /// `variance_one` of the pooled positions.
    pub certificate: Certificate,
}

/// Why there is no fit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitError {
    /// A setting is out of range.
    #[error("{0}")]
    Settings(&'static str),
    /// A category other than 0, 1 and 2, or an item in two periods.
    #[error("answer {at}: {why}")]
    Response {
        /// Number of the answer.
        at: usize,
        /// What is wrong with it.
        why: &'static str,
    },
    /// No item divides the units, or the anchor never answered one that does.
    #[error("{0}")]
    Uninformative(&'static str),
    /// The sweeps did not converge.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

#[cfg(test)]
mod tests;
