//! What can be wrong with a world, a shock or a solve.

use suzerain_solvers::certificate::NotConverged;
use suzerain_tables::library::LibraryError;
use suzerain_tables::store::StoreError;
use suzerain_tables::{Economy, Year};

/// Why there is no world, or no equilibrium.
#[derive(Debug, thiserror::Error)]
pub enum OneSectorError {
    /// A flow below zero.
    #[error("the flow from {} to {} is negative: {value}", exporter.code(), importer.code())]
    NegativeFlow {
        /// Seller.
        exporter: Economy,
        /// Buyer.
        importer: Economy,
        /// As given.
        value: f64,
    },
    /// A flow that is no finite number.
    #[error("the flow from {} to {} is not a finite number", exporter.code(), importer.code())]
    NotFinite {
        /// Seller.
        exporter: Economy,
        /// Buyer.
        importer: Economy,
    },
    /// Two rows for one flow.
    #[error("the flow from {} to {} stands twice", exporter.code(), importer.code())]
    Duplicate {
        /// Seller.
        exporter: Economy,
        /// Buyer.
        importer: Economy,
    },
    /// A tariff of the baseline that is no number at or above zero.
    #[error("the tariff on the flow from {} to {} is {value}, not a number at or above 0", exporter.code(), importer.code())]
    BadTariff {
        /// Seller.
        exporter: Economy,
        /// Buyer.
        importer: Economy,
        /// As given.
        value: f64,
    },
    /// Fewer than two economies.
    #[error("a world needs two economies at least; this one has {0}")]
    TooSmall(usize),
    /// An economy that buys nothing, not even from itself.
    #[error("{} buys nothing: it has no expenditure", .0.code())]
    NoExpenditure(Economy),
    /// An economy that sells nothing, not even to itself.
    #[error("{} sells nothing: it has no income", .0.code())]
    NoIncome(Economy),
    /// Economies that trade with each other only, so that no price links them to the rest.
    #[error("the world falls apart: no trade links {} to the rest", codes(.0))]
    Disconnected(Vec<Economy>),
    /// The table has no flows of this year.
    #[error("no flows of {year} in {table}")]
    NoFlows {
        /// Year asked for.
        year: Year,
        /// Source of the table.
        table: String,
    },
    /// The library lacks a table.
    #[error("no trade table from `{0}` is loaded")]
    NoTable(String),
    /// A table could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The tables could not be opened.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The economy has no place in this world.
    #[error("{} is not among the economies of this world", .0.code())]
    NotInWorld(Economy),
    /// A measure that cannot be.
    #[error("the measure on the flow from {} to {}: {why}", exporter.code(), importer.code())]
    BadMeasure {
        /// Seller.
        exporter: Economy,
        /// Buyer.
        importer: Economy,
        /// What is wrong.
        why: String,
    },
    /// An elasticity out of range.
    #[error("the {name} must be {range}, not {value}")]
    BadElasticity {
        /// Which.
        name: &'static str,
        /// What it may be.
        range: &'static str,
        /// As given.
        value: f64,
    },
    /// The shock leaves an economy without anybody to buy from, itself included.
    #[error("nobody is left to sell to {}", .0.code())]
    NoSupplier(Economy),
    /// The shock leaves an economy without anybody to sell to, itself included.
    #[error("nobody is left to buy from {}", .0.code())]
    NoBuyer(Economy),
    /// Nothing is left to spend: the deficit held fixed is a surplus above income.
    #[error("{} has nothing left to spend: its trade surplus, held fixed, exceeds its income", .0.code())]
    NothingToSpend(Economy),
    /// The solve did not converge.
    #[error(transparent)]
    NotConverged(#[from] NotConverged),
}

fn codes(economies: &[Economy]) -> String {
    const SHOWN: usize = 8;
    let mut list = economies.iter().take(SHOWN).map(|e| e.code()).collect::<Vec<_>>().join(", ");
    if economies.len() > SHOWN {
        list += &format!(" and {} more", economies.len() - SHOWN);
    }
    list
}
