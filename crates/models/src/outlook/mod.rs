//! What may come: probabilities of political events, scored on the past.

pub mod events;
pub mod paths;
