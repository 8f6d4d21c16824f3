//! Financial ties.

pub mod positions;
pub mod reserve_share;
