//! Running a study's scenarios: breaks of trade through the rupture models, events through the partnership model.

use super::{DRAWS, HORIZON};
use crate::StudyError;
use crate::partnership::answer::{self, Answer, Question, SEED};
use crate::partnership::gather::Gathered;
use crate::partnership::sets::Set;
use crate::rupture::{self, Inputs, Rupture};
use crate::scenario::Scenario;
use crate::world::World;

/// A scenario that was run.
pub struct Ran {
    /// Its name among the built-in ones.
    pub name: String,
    /// The scenario.
    pub scenario: Scenario,
    /// What came of it, or why nothing did.
    pub outcome: Result<Outcome, String>,
}

/// What a scenario came to.
pub enum Outcome {
    /// Losses by model.
    Rupture(Box<Rupture>),
    /// Probabilities under the study's set.
    Partnership(Box<Answer>),
}

/// What the partnership model is asked in a study.
pub(super) const fn question(set: Option<Set>) -> Question {
    Question { set, years: HORIZON, draws: DRAWS, seed: SEED, sobol: None }
}

/// Runs one.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub(super) fn run(
    world: &World<'_>,
    name: &str,
    set: Option<&Set>,
    gathered: Option<&Gathered>,
) -> Result<Option<Ran>, StudyError> {
    let Some(scenario) = super::scenario(name)? else { return Ok(None) };
    let outcome = if scenario.measures.is_empty() {
        match gathered {
            None => Err("the partnership model has no start for the pair".to_owned()),
            Some(gathered) => {
                let asked = question(set.cloned());
                kept(answer::run(world, gathered, Some(&scenario), &asked, &|_| ()))?
                    .map(|a| Outcome::Partnership(Box::new(a)))
            }
        }
    } else {
        let inputs = Inputs { library: world.library(), own_world: None };
        kept(rupture::run(&scenario, &inputs, &|_, _| ()))?.map(|r| Outcome::Rupture(Box::new(r)))
    };
    Ok(Some(Ran { name: name.to_owned(), scenario, outcome }))
}

/// A result whose failure is said on the page, but for tables that cannot be read.
pub(super) fn kept<T>(result: Result<T, StudyError>) -> Result<Result<T, String>, StudyError> {
    match result {
        Ok(found) => Ok(Ok(found)),
        Err(error @ (StudyError::Store(_) | StudyError::Library(_))) => Err(error),
        Err(other) => Ok(Err(other.to_string())),
    }
}
