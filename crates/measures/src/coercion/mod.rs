//! Coercive power: what a hegemon, or a coalition, can take from a target by withholding what it sells it.

pub mod influence;
pub mod power;
pub mod spending;
