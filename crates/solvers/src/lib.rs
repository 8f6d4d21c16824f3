//! Numerics without politics: nothing here knows a country, a sector or a year.
//!
//! Every solve returns a [`certificate::Certificate`]; one that did not converge is an error value
//! that carries its certificate, never a result.

pub mod certificate;
pub mod graph;
pub mod item_response;
pub mod logit;
pub mod scoring;
pub mod streams;
pub mod symmetric;
