//! Coalitions: which blocs a set of states forms, and how firmly each state sits in its own.
//!
//! | model | question |
//! |---|---|
//! | [`landscape`] | two blocs as the minima of an energy, with their basins (Axelrod and Bennett 1993) |
//! | [`balance`] | factions of a signed network in closed form, shares of balanced triads (Marvel and others 2011) |
//! | [`war_stability`] | who can be defeated by whom under an alliance graph, with and without trade (Jackson and Nei 2015) |
//!
//! [`propensity`] builds what the first two read: how much each pair is drawn together, from named
//! components with weights. What the models hold fixed is said on their pages in `docs/methods`.

pub mod balance;
pub mod landscape;
pub mod propensity;
pub mod war_stability;
