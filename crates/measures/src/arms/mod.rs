//! Arms transfers.

pub mod arms_transfers;
