//! Numerics without politics: nothing here knows a country, a sector or a year.
//!
//! Every solve returns a [`certificate::Certificate`]; one that did not converge is an error value
//! that carries its certificate, never a result.

pub mod certificate;
pub mod dense;
pub mod fixed_point;
pub mod graph;
pub mod item_response;
pub mod least_squares;
pub mod left_solve;
pub mod logit;
pub mod newton;
pub mod poisson;
pub mod products;
pub mod scoring;
pub mod simplex_search;
pub mod state_space;
pub mod streams;
pub mod symmetric;
