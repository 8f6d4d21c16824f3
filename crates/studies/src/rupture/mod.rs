//! Ruptures: what a scenario costs both sides and everybody else, by model, side by side.
//!
//! [`run`] takes a [`Scenario`], asks each of its models and returns a [`Rupture`]: for every economy
//! of every model's world the change in per cent and in dollars, with bands where elasticities were
//! drawn, what was held fixed, and the certificate of the solve. A model that cannot represent the
//! scenario, or whose world lacks an economy, is listed among the skipped with the reason.

mod answer;
mod context;
mod multi_sector;
mod network;
mod one_sector;
mod sectors;

pub use answer::{Answer, Band, ClosureLosses, Measured, Pair, Row, Side, Skipped};
pub use context::{NEWEST_WORLD, most_draws};
pub use multi_sector::{SectorLosses, SectorSolver, Solved, baseline_of};
pub use one_sector::{AllPairs, MemberLosses, MemberSolver, MemberWorld, OwnFlow, all_pairs, world};

use crate::StudyError;
use crate::scenario::{Model, Resolved, Scenario, ScenarioError};
use crate::world::World;
use context::Context;
use std::sync::Arc;
use suzerain_models::shortage::ShortageError;
use suzerain_tables::library::Library;

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
    /// Friends and enemies.
    #[error(transparent)]
    Exposure(#[from] suzerain_models::equilibrium::exposure::ExposureError),
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

/// Worlds made for one scenario and used again by the next that asks for the same.
#[derive(Default)]
pub struct Prepared {
    sectors: Option<Arc<Solved>>,
    network: Option<network::Network>,
}

/// Runs a scenario.
///
/// # Errors
/// [`StudyError::Scenario`] for a scenario that does not hold together; [`StudyError::NoModel`] where
/// no model asked gives an answer.
pub fn run(scenario: &Scenario, inputs: &Inputs<'_>, progress: Progress<'_>) -> Result<Rupture, StudyError> {
    run_prepared(scenario, inputs, &mut Prepared::default(), progress)
}

/// As [`run`], with worlds that earlier scenarios made.
///
/// # Errors
/// As [`run`].
pub fn run_prepared(
    scenario: &Scenario,
    inputs: &Inputs<'_>,
    prepared: &mut Prepared,
    progress: Progress<'_>,
) -> Result<Rupture, StudyError> {
    scenario.check()?;
    if scenario.measures.is_empty() {
        let message = "this scenario has no [[measure]]; `suzerain partnership A B --scenario FILE` runs its events";
        return Err(ScenarioError::Field { message: message.to_owned(), at: None }.into());
    }
    let year = scenario.year.as_ref().map(|y| *y.get_ref());
    let resolved = scenario.resolve(year.unwrap_or(NEWEST_WORLD))?;
    let mut answers = Vec::new();
    let mut skipped = Vec::new();
    for model in scenario.models() {
        progress(model, 0.0);
        let context = Context { scenario, resolved: &resolved, inputs, progress };
        let result = match model {
            Model::OneSector => one_sector::answer(&context),
            Model::MultiSector => multi_sector::answer(&context, &mut prepared.sectors),
            Model::Extraction | Model::CesBound | Model::Inventories | Model::Rerouting => {
                network::answer(&context, model, &mut prepared.network)
            }
        };
        match result {
            Ok(mut answer) => {
                if scenario.draws > 0 && answer.uncertain.is_empty() {
                    answer.assumptions.push("no uncertain parameter: nothing is drawn, so there is no band".into());
                }
                answers.push(answer);
            }
            Err(reason) => skipped.push(Skipped { model, reason }),
        }
    }
    if answers.is_empty() {
        return Err(StudyError::NoModel { skipped });
    }
    Ok(Rupture { scenario: scenario.clone(), resolved, answers, skipped })
}

/// The rupture of the pair of a brief, with worlds that earlier scenarios made.
///
/// # Errors
/// As [`run`].
pub fn of_world(world: &World<'_>, scenario: &Scenario, prepared: &mut Prepared) -> Result<Rupture, StudyError> {
    run_prepared(scenario, &Inputs { library: world.library(), own_world: None }, prepared, &|_, _| ())
}
