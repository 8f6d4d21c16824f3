//! Short-run bounds: what a shortage costs before anybody has adjusted.
//!
//! * [`ces_bound`]: loss of a buyer whose input bundle shrinks (Bachmann et al. 2022);
//! * [`inventories`]: stocks run down, then production is rationed (ARIO, Hallegatte 2008);
//! * [`rerouting`]: cut flows are rerouted with friction, then capacity is rationed (Bhattathiripad
//!   and Veetil).
//!
//! All three give *sensitivity* in the words of Keohane and Nye: the cost before prices, wages and
//! the choice of suppliers have moved. They work on a [`Network`] of sellers and buyers.

pub mod ces_bound;
pub mod inventories;
pub mod rerouting;

use suzerain_solvers::certificate::NotConverged;

/// Sales of every (economy, sector) to every user. Node `i` is sector `i % sectors` of economy
/// `i / sectors`; all values are flows per year in one currency.
#[derive(Clone, Copy, Debug)]
pub struct Network<'a> {
    /// Number of economies.
    pub economies: usize,
    /// Number of sectors.
    pub sectors: usize,
    /// Intermediate sales, node by node, seller by seller: `intermediate[i * nodes + j]`, at least 0.
    pub intermediate: &'a [f64],
    /// Final sales, `final_sales[i * economies + q]`, at least 0.
    pub final_sales: &'a [f64],
    /// Sales of each node to buyers outside the network, at least 0, never cut; empty for none.
    pub other_sales: &'a [f64],
}

/// A cut of the flow from a node to an economy: intermediate and final sales alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// The selling node.
    pub seller: usize,
    /// The buying economy.
    pub buyer: usize,
    /// The share of the flow that is lost, 0 to 1.
    pub share: f64,
}

/// Why a shortage model gave no result.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ShortageError {
    /// A parameter is outside its range.
    #[error("{name} is {value}, but must be {range}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The range allowed.
        range: &'static str,
    },
    /// The arrays of a network do not fit together.
    #[error("{what} has {found} values where {expected} are needed")]
    Shape {
        /// Which array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length needed.
        expected: usize,
    },
    /// A flow is negative or not a number.
    #[error("{what} number {at} is {value}; flows are finite and not negative")]
    Flow {
        /// Which array.
        what: &'static str,
        /// Where in it.
        at: usize,
        /// The value.
        value: f64,
    },
    /// The equations were not solved.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

/// Refuses a parameter outside `low..=high`.
fn within(name: &'static str, value: f64, low: f64, high: f64, range: &'static str) -> Result<(), ShortageError> {
    if value >= low && value <= high { Ok(()) } else { Err(ShortageError::Parameter { name, value, range }) }
}

impl Network<'_> {
    /// Number of nodes: economies times sectors.
    #[must_use]
    pub const fn nodes(&self) -> usize {
        self.economies * self.sectors
    }

    /// Checks shapes and signs.
    ///
    /// # Errors
    /// [`ShortageError::Shape`] or [`ShortageError::Flow`].
    pub fn check(&self) -> Result<(), ShortageError> {
        let n = self.nodes();
        for (what, values, expected) in [
            ("the table of intermediate sales", self.intermediate, n * n),
            ("the table of final sales", self.final_sales, n * self.economies),
            ("the list of other sales", self.other_sales, if self.other_sales.is_empty() { 0 } else { n }),
        ] {
            if values.len() != expected {
                return Err(ShortageError::Shape { what, found: values.len(), expected });
            }
            if let Some(at) = values.iter().position(|v| !v.is_finite() || *v < 0.0) {
                return Err(ShortageError::Flow { what, at, value: values[at] });
            }
        }
        Ok(())
    }

    /// Sales of every node to all users.
    #[must_use]
    pub fn output(&self) -> Vec<f64> {
        let n = self.nodes();
        (0..n)
            .map(|i| {
                let between: f64 = self.intermediate[i * n..(i + 1) * n].iter().sum();
                let finals: f64 = self.final_sales[i * self.economies..(i + 1) * self.economies].iter().sum();
                between + finals + self.other_sales.get(i).copied().unwrap_or(0.0)
            })
            .collect()
    }

    /// The share of each flow that is lost: node by economy. Cuts of one flow combine as shares of
    /// what the others leave.
    ///
    /// # Errors
    /// [`ShortageError::Parameter`] for a share outside 0 to 1, [`ShortageError::Shape`] for a node
    /// or economy that is not there.
    pub fn lost(&self, cuts: &[Cut]) -> Result<Vec<f64>, ShortageError> {
        let mut kept = vec![1.0; self.nodes() * self.economies];
        for cut in cuts {
            within("the share cut", cut.share, 0.0, 1.0, "from 0 to 1")?;
            if cut.seller >= self.nodes() || cut.buyer >= self.economies {
                let found = cut.seller.max(cut.buyer);
                return Err(ShortageError::Shape { what: "the list of cuts", found, expected: self.nodes() });
            }
            kept[cut.seller * self.economies + cut.buyer] *= 1.0 - cut.share;
        }
        Ok(kept.into_iter().map(|k| 1.0 - k).collect())
    }

    /// Sums of a node-by-node vector over the sectors of each economy.
    #[must_use]
    pub fn by_economy(&self, nodes: &[f64]) -> Vec<f64> {
        nodes.chunks(self.sectors).map(|c| c.iter().sum()).collect()
    }
}
