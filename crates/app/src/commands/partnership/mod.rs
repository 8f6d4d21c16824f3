//! `suzerain partnership`: where the tie of a weaker and a stronger state is heading, and how such runs would have done.

pub mod page;
pub mod score;

use crate::commands::run::{placed, read};
use crate::context::Context;
use crate::error::CliError;
use crate::output::OutputArgs;
use crate::{progress, world};
use std::path::{Path, PathBuf};
use suzerain_models::partnership::LONGEST;
use suzerain_studies::partnership::answer::{self, DRAWS, Question, SEED};
use suzerain_studies::partnership::facts::Fact;
use suzerain_studies::partnership::sets::{self, Set};
use suzerain_studies::scenario::Scenario;
use suzerain_studies::world::World;

const AFTER_HELP: &str = "\
Examples:
  suzerain partnership RUS CHN
  suzerain partnership RUS CHN --set C --horizon 5 --format json
  suzerain partnership RUS CHN --scenario studies/scenarios/partnership/west-reopens.toml
  suzerain partnership score --format md --out partnership.md

Five rival readings run side by side; the spread between them is the answer, their mixture a summary. The
base rate stands beside every probability that has one, and is the default: docs/evidence/partnership.md.";

/// Runs the asymmetric partnership model: chances of a junior role, an alliance, a rift, a lock-in.
///
/// The weaker side is found by power; the order of the two does not matter.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    /// Another question
    #[command(subcommand)]
    pub other: Option<Command>,

    /// One state
    #[arg(value_name = "A", required = true)]
    pub a: Option<String>,

    /// The other state
    #[arg(value_name = "B", required = true)]
    pub b: Option<String>,

    /// One set of parameters alone: A to E, or a file
    #[arg(long, value_name = "SET")]
    pub set: Option<String>,

    /// A scenario with blocks of events, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,

    /// Years ahead, 1 to 50
    #[arg(long, value_name = "YEARS", default_value_t = 10)]
    pub horizon: usize,

    /// Draws of each set
    #[arg(long, value_name = "N", default_value_t = DRAWS)]
    pub draws: usize,

    /// Seed of the draws
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub seed: u64,

    /// Sobol indices of every parameter for every output, from this many points
    #[arg(long, value_name = "POINTS", num_args = 0..=1, default_missing_value = "256")]
    pub sobol: Option<usize>,

    /// Who sanctions whom, instead of the built-in list
    #[arg(long, value_name = "FILE")]
    pub sanctions: Option<PathBuf>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What else can be asked about partnerships.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Score(score::Args),
}

/// Most draws of a set and points of a sequence.
const MOST_DRAWS: usize = 1_000_000;

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    if let Some(Command::Score(score)) = &args.other {
        return score::run(score, context);
    }
    let (Some(a), Some(b)) = (&args.a, &args.b) else {
        return Err(CliError::user("two states are needed").hint("for example: suzerain partnership RUS CHN"));
    };
    within("--horizon", args.horizon, 1, LONGEST)?;
    within("--draws", args.draws, 1, MOST_DRAWS)?;
    if let Some(points) = args.sobol {
        within("--sobol", points, 16, suzerain_models::partnership::sobol::MOST_POINTS)?;
    }
    let (a, b) = world::pair(a, b, None, context)?;
    let scenario = args.scenario.as_deref().map(scenario).transpose()?;
    let set = args.set.as_deref().map(set).transpose()?;
    let library = world::with_sanctions(world::library(context)?, args.sanctions.as_deref())?;
    let world = World::new(&library, [a.economy, b.economy]);
    let question = Question { set, years: args.horizon, draws: args.draws, seed: args.seed, sobol: args.sobol };
    let bar = progress::Shares::new(context);
    let pair = [a.economy, b.economy];
    let found = answer::answer(&world, pair, scenario.as_ref(), &question, &|share| bar.set("partnership", share))?;
    drop(bar);
    let sources = found.facts.iter().filter(|f| f.value.is_some()).flat_map(Fact::source_words);
    page::answer(&found).with_sources(sources.chain(["event-models"]), library.sources()).give(&args.output, context)
}

fn within(option: &str, value: usize, low: usize, high: usize) -> Result<(), CliError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(CliError::user(format!("{option} {value} is out of range")).hint(format!("give {low} to {high}")))
}

fn scenario(path: &Path) -> Result<Scenario, CliError> {
    let (name, text) = read(path)?;
    let scenario = Scenario::parse(&text).map_err(|error| placed(&name, &text, &error))?;
    let year = suzerain_studies::rupture::NEWEST_WORLD;
    scenario.resolve(scenario.year.as_ref().map_or(year, |y| *y.get_ref())).map_err(|e| placed(&name, &text, &e))?;
    Ok(scenario)
}

/// A built-in set by its letter, or a file.
fn set(name: &str) -> Result<Set, CliError> {
    let built_in = sets::built_in().map_err(|error| CliError::bug(error.to_string()))?;
    if let Some(set) = built_in.into_iter().find(|s| s.id.eq_ignore_ascii_case(name)) {
        return Ok(set);
    }
    let path = Path::new(name);
    let text = std::fs::read_to_string(path).map_err(|error| {
        CliError::file(path, &error).hint("give a letter from A to E, or a file with a set of priors")
    })?;
    Set::parse(&text).map_err(|error| {
        let place = error.position(&text).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        CliError::user(format!("{name}{place}: {error}")).hint(error.hint)
    })
}
