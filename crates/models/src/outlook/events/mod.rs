//! Discrete-time hazards of five kinds of events between two states, scored by rolling origin.
//!
//! * [`history`]: what happened to each pair, who was at risk, and what was known of a pair in a year;
//! * [`covariates`]: the numbers that go into a hazard;
//! * [`hazard`]: one regression, fitted to windows closed before an origin;
//! * [`evaluation`]: forecasts of every origin, the pool of hazards, the choice of a default;
//! * [`scores`]: how the forecasts did;
//! * [`fitted`]: what is kept of it, and the probabilities for one pair.
//!
//! A forecast made in year t for h years is the probability of the event in t+1 ... t+h. Nothing of a
//! later year enters it: regressions, the pool's weights and the thresholds of a rift come from
//! windows that closed by t.

pub mod covariates;
pub mod evaluation;
pub mod fitted;
pub mod hazard;
pub mod history;
pub mod scores;

use serde::{Deserialize, Serialize};
use suzerain_solvers::logit::LogitError;
use suzerain_solvers::scoring::PoolError;

/// An event with the pairs that are at risk of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An obligation of consultation or more, among politically relevant pairs without one.
    AllianceFormation,
    /// The end of the last obligation of consultation or more, among pairs with one.
    AllianceTermination,
    /// A strategic rivalry begins, among pairs with an obligation of any kind.
    RivalryAllied,
    /// A strategic rivalry begins, among politically relevant pairs.
    RivalryRelevant,
    /// A dispute with a use of force or war, among pairs with an obligation of any kind.
    ForceAllied,
    /// A dispute with a use of force or war, among politically relevant pairs.
    ForceRelevant,
    /// A rift: rivalry begins, force is used, or alignment falls steeply, among pairs that are close.
    Rift,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 7] = [
        Self::AllianceFormation,
        Self::AllianceTermination,
        Self::RivalryAllied,
        Self::RivalryRelevant,
        Self::ForceAllied,
        Self::ForceRelevant,
        Self::Rift,
    ];

    /// The name used in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::AllianceFormation => "alliance_formation",
            Self::AllianceTermination => "alliance_termination",
            Self::RivalryAllied => "rivalry_allied",
            Self::RivalryRelevant => "rivalry_relevant",
            Self::ForceAllied => "force_allied",
            Self::ForceRelevant => "force_relevant",
            Self::Rift => "rift",
        }
    }

    /// The name used on pages.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::AllianceFormation => "alliance formation, politically relevant pairs",
            Self::AllianceTermination => "alliance termination",
            Self::RivalryAllied => "rivalry onset among the allied",
            Self::RivalryRelevant => "rivalry onset, politically relevant pairs",
            Self::ForceAllied => "use of force, allied pairs",
            Self::ForceRelevant => "use of force, politically relevant pairs",
            Self::Rift => "rift among the close",
        }
    }
}

/// A forecaster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Candidate {
    /// The share of windows with the event so far.
    BaseRate,
    /// Time since the last change, its square, and how often it happened.
    Duration,
    /// Duration with power and geography.
    Core,
    /// Core with the history of rivalry and force.
    History,
    /// History with threat, regime, trade, alignment, leaders and organisations.
    Full,
    /// The full set under published expectations of the slopes.
    Informed,
    /// The pool of all of these that would have scored best so far.
    Pool,
}

impl Candidate {
    /// Every forecaster.
    pub const ALL: [Self; 7] =
        [Self::BaseRate, Self::Duration, Self::Core, Self::History, Self::Full, Self::Informed, Self::Pool];
    /// Those that are regressions.
    pub const REGRESSIONS: [Self; 5] = [Self::Duration, Self::Core, Self::History, Self::Full, Self::Informed];

    /// The name used in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::BaseRate => "base_rate",
            Self::Duration => "duration",
            Self::Core => "core",
            Self::History => "history",
            Self::Full => "full",
            Self::Informed => "informed",
            Self::Pool => "pool",
        }
    }

    /// The name used on pages.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::BaseRate => "base rate",
            Self::Duration => "duration only",
            Self::Core => "power and geography",
            Self::History => "with rivalry and force history",
            Self::Full => "full",
            Self::Informed => "full, published priors",
            Self::Pool => "pool",
        }
    }
}

/// Why events could not be scored or forecast.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// A column of the panel is absent or of another kind.
    #[error("the panel has no usable column `{0}`")]
    Column(&'static str),
    /// A regression failed.
    #[error("{event} at {origin}: {source}")]
    Fit {
        /// The event.
        event: &'static str,
        /// The year the forecast is made in.
        origin: i16,
        /// What is wrong.
        source: LogitError,
    },
    /// No weights were found for the pool.
    #[error("{event} at {origin}: {source}")]
    Pool {
        /// The event.
        event: &'static str,
        /// The year the forecast is made in.
        origin: i16,
        /// What is wrong.
        source: PoolError,
    },
    /// The fitted results cannot be read.
    #[error("fitted event models: {0}")]
    Fitted(String),
}
