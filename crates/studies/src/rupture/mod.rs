//! Ruptures: what a scenario costs both sides and everybody else, by model, side by side.
//!
//! [`run`] takes a [`Scenario`], asks each of its models and returns a [`Rupture`]: for every economy
//! of every model's world the change in per cent and in dollars, with bands where elasticities were
//! drawn, what was held fixed, and the certificate of the solve. A model that cannot represent the
//! scenario, or whose world lacks an economy, is listed among the skipped with the reason.

mod answer;
mod multi_sector;
mod network;
mod one_sector;
mod sectors;

pub use answer::{Answer, Band, ClosureLosses, Measured, Pair, Row, Side, Skipped};
pub use multi_sector::{SectorLosses, SectorSolver};
pub use network::Network;
pub use one_sector::{AllPairs, MemberLosses, MemberSolver, MemberWorld, OwnFlow, all_pairs};

use crate::StudyError;
use crate::scenario::{Horizon, Model, Resolved, Scenario, ScenarioError};
use crate::world::World;
use suzerain_models::shortage::ShortageError;
use suzerain_tables::library::Library;
use suzerain_tables::{Economy, Year};

/// Year in which groups are read when a scenario names none: that of the newest built-in world.
pub const NEWEST_WORLD: i16 = 2023;

/// Hears which model runs and the share of its work that is done, 0 to 1, from any thread.
pub type Progress<'a> = &'a (dyn Fn(Model, f64) + Sync);

/// What a scenario costs, by every model asked.
#[derive(Debug)]
pub struct Rupture {
    /// The scenario as it was run.
    pub scenario: Scenario,
    /// Its economies.
    pub resolved: Resolved,
    /// One a model, in the order of pages.
    pub answers: Vec<Answer>,
    /// Models asked that gave no answer.
    pub skipped: Vec<Skipped>,
}

impl Rupture {
    /// The answer of a model.
    #[must_use]
    pub fn of(&self, model: Model) -> Option<&Answer> {
        self.answers.iter().find(|a| a.model == model)
    }
}

/// Why a model gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The model cannot represent the scenario, or no table covers it.
    #[error("{0}")]
    NotApplicable(String),
    /// The one-sector model.
    #[error(transparent)]
    OneSector(#[from] suzerain_models::equilibrium::one_sector::OneSectorError),
    /// Draws of the one-sector model.
    #[error(transparent)]
    Ensemble(#[from] suzerain_models::equilibrium::one_sector::EnsembleError),
    /// The multi-sector world.
    #[error(transparent)]
    World(#[from] suzerain_models::equilibrium::multi_sector::WorldError),
    /// The multi-sector model.
    #[error(transparent)]
    MultiSector(#[from] suzerain_models::equilibrium::multi_sector::SolveError),
    /// Input-output tables.
    #[error(transparent)]
    InputOutput(#[from] suzerain_models::input_output::InputOutputError),
    /// A shortage model.
    #[error(transparent)]
    Shortage(#[from] ShortageError),
    /// Elasticities that cannot be drawn.
    #[error(transparent)]
    Elasticity(#[from] suzerain_models::elasticity::ElasticityError),
}

/// What a scenario is run on.
pub struct Inputs<'a> {
    /// The tables.
    pub library: &'a Library,
    /// Flows of a world of the user's own, where the scenario names one.
    pub own_world: Option<Vec<OwnFlow>>,
}

/// Runs a scenario.
///
/// # Errors
/// [`StudyError::Scenario`] for a scenario that does not hold together; [`StudyError::NoModel`] where
/// no model asked gives an answer.
pub fn run(scenario: &Scenario, inputs: &Inputs<'_>, progress: Progress<'_>) -> Result<Rupture, StudyError> {
    scenario.check()?;
    if scenario.measures.is_empty() {
        let message = "this scenario has no [[measure]]; `suzerain partnership A B --scenario FILE` runs its events";
        return Err(ScenarioError::Field { message: message.to_owned(), at: None }.into());
    }
    let year = scenario.year.as_ref().map(|y| *y.get_ref());
    let resolved = scenario.resolve(year.unwrap_or(NEWEST_WORLD))?;
    let mut answers = Vec::new();
    let mut skipped = Vec::new();
    let mut network = None;
    for model in scenario.models() {
        progress(model, 0.0);
        let context = Context { scenario, resolved: &resolved, inputs, progress };
        let result = match model {
            Model::OneSector => one_sector::answer(&context),
            Model::MultiSector => multi_sector::answer(&context),
            Model::Extraction | Model::CesBound | Model::Inventories | Model::Rerouting => {
                network::answer(&context, model, &mut network)
            }
        };
        match result {
            Ok(answer) => answers.push(answer),
            Err(reason) => skipped.push(Skipped { model, reason }),
        }
    }
    if answers.is_empty() {
        return Err(StudyError::NoModel { skipped });
    }
    Ok(Rupture { scenario: scenario.clone(), resolved, answers, skipped })
}

/// What a model is given.
struct Context<'a> {
    scenario: &'a Scenario,
    resolved: &'a Resolved,
    inputs: &'a Inputs<'a>,
    progress: Progress<'a>,
}

impl Context<'_> {
    fn year(&self) -> Option<Year> {
        self.scenario.year.as_ref().map(|y| Year(*y.get_ref()))
    }

    /// Members of both sides.
    fn sides(&self) -> impl Iterator<Item = Economy> {
        self.resolved.a.members.iter().chain(&self.resolved.b.members).copied()
    }

    /// The horizon of a model that adjusts.
    fn horizon(&self) -> Result<Horizon, ModelError> {
        match self.scenario.horizon {
            Some(Horizon::Short) => {
                Err(ModelError::NotApplicable("an equilibrium has no short run; leave the horizon out".into()))
            }
            Some(horizon) => Ok(horizon),
            None => Ok(Horizon::Long),
        }
    }

    fn no_own_world(&self) -> Result<(), ModelError> {
        if self.inputs.own_world.is_none() {
            return Ok(());
        }
        Err(ModelError::NotApplicable("a world of your own has no sectors; only one-sector runs on it".into()))
    }

    /// The newest year of `window` wanted that no side fell silent in; the newest wanted otherwise.
    fn reported_year(&self, source: &str, window: suzerain_tables::YearRange) -> Option<Year> {
        let library = self.inputs.library;
        let wanted = self.year().map_or(window.last, |y| y.min(window.last));
        let candidates: Vec<Year> = window.iter().filter(|y| *y <= wanted).collect();
        let spoken = |y: &&Year| self.sides().all(|e| library.reporting().silence(source, e, **y).is_none());
        candidates.iter().rev().find(spoken).or(candidates.last()).copied()
    }
}

/// The rupture of the pair of a brief.
///
/// # Errors
/// As [`run`].
pub fn of_world(world: &World<'_>, scenario: &Scenario) -> Result<Rupture, StudyError> {
    run(scenario, &Inputs { library: world.library(), own_world: None }, &|_, _| ())
}
