//! Votes and obligations.

pub mod obligation;
pub mod un_agreement;
