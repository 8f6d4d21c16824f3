//! Financial ties.

pub mod reserve_share;
