//! Studies: an essay's picture of two states as a run.
//!
//! A study file names the claims an essay makes, the mechanisms its picture rests on, the scenarios that
//! belong to it, its set of parameters of the partnership model, and where it disagrees with others.
//! Mechanisms, forecasts and questions stand in one list each, since several essays share them. [`run`]
//! puts it all to the tables and models, [`compare`] puts the essays side by side on the questions they answer
//! differently. `docs/methods/studies.md` describes the files.

mod built_in;
mod compare;
mod page;
mod parse;
mod run;
mod scenarios;

pub use built_in::{NAMES, SCENARIOS, named, scenario, studies};
pub use compare::{Comparison, Evidenced, compare};
pub use page::page;
pub use run::{Answered, CheckedForecast, Report, Shown, run};
pub use scenarios::{Outcome, Ran};

use crate::claims::{By, Part};
use crate::placed::FileError;
use suzerain_tables::{Economy, Year};

/// Name and version of the format.
pub const SCHEMA: &str = "suzerain.study/1";

/// Draws of the partnership model for a set in a study.
pub const DRAWS: usize = 1000;
/// Years ahead it runs.
pub const HORIZON: usize = 10;

/// An essay as a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// Identifier, the name of its file.
    pub name: String,
    /// The essay's letter, by which forecasts name it.
    pub essay: String,
    /// Title.
    pub title: String,
    /// Who wrote it.
    pub said_by: String,
    /// Where.
    pub outlet: String,
    /// When.
    pub date: String,
    /// The two states, the one that leans first.
    pub pair: [Economy; 2],
    /// Its picture of the system, in our words.
    pub picture: String,
    /// What it takes to drive the tie.
    pub driver: String,
    /// Identifiers of built-in claims.
    pub claims: Vec<String>,
    /// Identifiers of mechanisms.
    pub mechanisms: Vec<String>,
    /// Names of built-in scenarios.
    pub scenarios: Vec<String>,
    /// Letter of its set of parameters of the partnership model.
    pub set: Option<String>,
    /// Where it stands on the questions.
    pub positions: Vec<Position>,
}

/// What an essay answers to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// Identifier of the question.
    pub question: String,
    /// `one`, `other`, or in between.
    pub side: Side,
    /// Its answer in our words.
    pub says: String,
}

/// Sides of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The first side of the list.
    One,
    /// The second.
    Other,
    /// Neither, or both in part.
    Between,
}

impl Side {
    /// The word used in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Other => "other",
            Self::Between => "between",
        }
    }
}

/// A mechanism that a model must hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Mechanism {
    /// Identifier, e.g. `M4`.
    pub id: String,
    /// What it says.
    pub says: String,
    /// Where the project holds it.
    pub held_by: String,
    /// Figures that bear on it.
    pub by: Vec<By>,
}

/// A forecast of one or several essays.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Identifier, e.g. `F9`.
    pub id: String,
    /// Letters of the essays that make it.
    pub essays: Vec<String>,
    /// What is forecast.
    pub says: String,
    /// The year by which it must have come, if it names one.
    pub horizon: Option<Year>,
    /// How it is scored, or why it cannot be.
    pub scored: Result<String, String>,
    /// Scenarios that run what it supposes.
    pub scenarios: Vec<String>,
    /// What has come so far.
    pub parts: Vec<Part>,
}

/// A question that the essays answer differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Identifier.
    pub id: String,
    /// The question.
    pub asks: String,
    /// The first side.
    pub one: String,
    /// The second side.
    pub other: String,
    /// What bears on it, with the side it speaks for where its test holds, and where it fails.
    pub evidence: Vec<(Part, [Side; 2])>,
    /// What the data cannot say.
    pub limit: String,
}

impl Study {
    /// Reads a study from the text of a file.
    ///
    /// # Errors
    /// [`FileError`] with the place in the text.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        parse::study(text)
    }
}
