//! The partnership of two states: what the tables know of it, five rival sets of parameters run side by side, their
//! mixture, and how far to trust it.
//!
//! [`gather`] reads the start off the tables, [`channels`] the domains of dependence, [`hazards`] base rates and event
//! models, [`facts`] keep the year and source of each number; [`sets`] are the rival sets; [`answer`] runs them; [`score`]
//! says how such runs would have done.

pub mod answer;
pub mod channels;
pub mod facts;
pub mod gather;
pub mod hazards;
pub mod score;
pub mod sets;

use suzerain_tables::Economy;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum PartnershipError {
    /// A set of parameters that cannot be used.
    #[error("{0}")]
    Set(String),
    /// No measure of power covers both states, so it is not known which is the weaker.
    #[error("no loaded measure of power covers both {} and {} by then", .0[0].name(), .0[1].name())]
    NoPower([Economy; 2]),
    /// A scenario without anything the model can run.
    #[error("{0}")]
    Scenario(String),
    /// The fitted event models or weights cannot be read.
    #[error("fitted results: {0}")]
    Events(String),
    /// The model.
    #[error(transparent)]
    Model(#[from] suzerain_models::partnership::PartnershipError),
}
