//! Capability and product, how fast their ratio moves, and who is subordinate to whom.

pub mod beckley;
pub mod cinc;
pub mod hierarchy;
pub mod indicator;
pub mod ratio;
