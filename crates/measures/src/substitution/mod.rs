//! Alternatives to the other side: who else could supply, or buy, and who of them would.

pub mod alternatives;
pub mod effective;

use crate::market::Market;
use suzerain_tables::figure::{Domain, Dyad};
use suzerain_tables::sanctions::Sanctions;

/// Whether the dependent side buys from the other or sells to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// It buys: alternatives are other suppliers.
    Buying,
    /// It sells: alternatives are other buyers.
    Selling,
}

/// What a measure of alternatives is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The market, all pairs.
    pub market: &'a Market,
    /// Who sanctions whom.
    pub sanctions: &'a Sanctions,
    /// Domain the figure will stand in.
    pub domain: Domain,
    /// Who depends on whom.
    pub dyad: Dyad,
    /// Buying or selling.
    pub side: Side,
}
