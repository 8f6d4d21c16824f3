//! Votes, obligations, and how alike two states' portfolios of them are.

pub mod ideal_point;
pub mod joint;
pub mod obligation;
pub mod similarity;
pub mod un_agreement;
