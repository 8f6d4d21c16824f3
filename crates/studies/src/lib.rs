//! Questions put to the tables.
//!
//! [`world::World`] is what a question sees: the loaded tables, decoded when first asked for.
//! [`brief`] answers how two states stand, section by section; [`why`] answers where a figure comes
//! from; [`rank`] puts all states in the order of a measure; [`blocs`] says which sides a set of states falls
//! into; [`outlook`] where a pair is heading; [`scenario`] is what a break is described in and [`rupture`] what it costs. [`page`] is the shape in which answers travel
//! from; [`blocs`] which sides a set of states falls into;
//! [`claims`] checks statements against the tables and [`study`] runs an essay's picture whole, both read with [`placed`];
//! [`products`] which products a buyer depends on others for. [`page`] is the shape in which answers travel
//! to the report; [`words`] says a figure's value in words.

pub mod blocs;
pub mod brief;
pub mod claims;
pub mod coercion;
pub mod depend;
pub mod events;
pub mod exposure;
pub mod friends;
pub mod gains;
pub mod leverage;
pub mod outlook;
pub mod page;
pub mod partnership;
pub mod placed;
pub mod products;
pub mod rank;
pub mod reconciliation;
pub mod rupture;
pub mod scenario;
pub mod study;
pub mod why;
pub mod words;
pub mod world;

use suzerain_tables::library::LibraryError;
use suzerain_tables::store::StoreError;

/// Why a question could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// A table cannot be decoded.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The library cannot be opened.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// Cells make no inter-country system.
    #[error(transparent)]
    System(#[from] suzerain_measures::exposure::system::SystemError),
    /// A solve failed.
    #[error("{0}")]
    Solve(String),
    /// The data do not determine what is asked.
    #[error("{0}")]
    NotEnough(String),
    /// The measure is not in the catalogue.
    #[error("no measure is called `{name}`")]
    UnknownMeasure {
        /// What was asked for.
        name: String,
        /// Measures with similar names.
        suggestions: Vec<&'static str>,
    },
    /// A file of claims or a study does not hold together.
    #[error(transparent)]
    File(#[from] placed::FileError),
    /// A scenario does not hold together.
    #[error(transparent)]
    Scenario(#[from] scenario::ScenarioError),
    /// No model asked gives an answer.
    #[error("{}", no_model(skipped))]
    NoModel {
        /// The models with their reasons.
        skipped: Vec<rupture::Skipped>,
    },
    /// A measure of pairs was asked for without the other side.
    #[error("`{0}` is a measure of pairs: it needs the state to rank the others with")]
    NeedsPartner(String),
    /// A measure of single states was asked for with another side.
    #[error("`{0}` is a measure of single states: it has no other side")]
    NoPartner(String),
    /// The measure is known, but states cannot be ranked by it.
    #[error("states cannot be ranked by `{measure}`")]
    NotRankable {
        /// What was asked for.
        measure: String,
        /// Measures that states can be ranked by.
        rankable: Vec<&'static str>,
    },
    /// The partnership model gave no answer.
    #[error(transparent)]
    Partnership(#[from] partnership::PartnershipError),
    /// The tables hold nothing that answers.
    #[error("{0}")]
    NoAnswer(String),
}

fn no_model(skipped: &[rupture::Skipped]) -> String {
    let reasons: Vec<String> = skipped.iter().map(|s| format!("{}: {}", s.model.name(), s.reason)).collect();
    reasons.join("; ")
}
