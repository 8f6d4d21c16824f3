//! `suzerain blocs`: which two sides a set of states falls into.

mod answer;

use super::panel::{Disputes, Lists};
use crate::context::Context;
use crate::error::CliError;
use crate::output::OutputArgs;
use crate::progress::Steps;
use crate::world;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suzerain_sources::coalition;
use suzerain_studies::blocs::{BlocsError, Question, Sizes, blocs};
use suzerain_tables::groups::Group;
use suzerain_tables::{Economy, Year};

const AFTER_HELP: &str = "\
Examples:
  suzerain blocs --actors P5 --year 2018
  suzerain blocs --actors G20 --year 2022 --carry 4 --weight trade=3
  suzerain blocs --actors GBR,FRA,RUS,DEU,AUT,ITA,TUR --year 1913 --cow lists/cow --gdp lists/gdp
  suzerain blocs --actors USA,CHN,RUS,IND,JPN --year 2015 --sizes equal --format json

The weights are the reader's choice and are printed with the answer. The model knows two sides and no
neutrality; docs/methods/landscape.md says what may be read from it.";

/// Finds the blocs a set of states falls into, who is torn between them, and what would move each.
///
/// Landscape theory of aggregation (Axelrod and Bennett 1993) on propensities made from alliances, UN
/// votes, trade and ties of your own; beside it the factions of structural balance, and which states
/// the alliances of the year leave open to defeat.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// A group, a list of codes or names (USA,CHN,RUS), or a CSV file with a column `economy`
    ///
    /// The file may have a column `size` too, which is then used for the sizes.
    #[arg(long, value_name = "FILE|GROUP|LIST")]
    pub actors: String,

    /// Calendar year
    #[arg(long, value_name = "YEAR")]
    pub year: i16,

    /// Where a source does not reach the year, take its values of up to this many years before
    #[arg(long, value_name = "YEARS", default_value_t = 0, value_parser = clap::value_parser!(i16).range(0..=50))]
    pub carry: i16,

    /// Weight of a component, as name=number; may be given several times. The others keep their usual weight
    #[arg(long, value_name = "NAME=NUMBER")]
    pub weight: Vec<String>,

    /// TOML file of weights: a line `name = number` for each component; --weight comes before it
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,

    /// CSV file with components of your own: columns a, b, component, value (-1 to 1), perhaps year
    #[arg(long, value_name = "FILE")]
    pub ties: Option<PathBuf>,

    /// Folder with the Correlates of War family: adds rivalries, territory, disputes and regimes, and
    /// reaches back to 1816
    #[arg(long, value_name = "DIR")]
    pub cow: Option<PathBuf>,

    /// Folder with estimates of output and regime, read with --cow
    #[arg(long, value_name = "DIR", default_value = "../shared/data/gdp_isard", requires = "cow")]
    pub gdp: PathBuf,

    /// Sizes of the actors: capability shares, or all equal
    #[arg(long, value_name = "SIZES", value_enum, default_value_t)]
    pub sizes: SizesArg,

    /// The minimum that standings and wedges are about, 1 for the lowest energy
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub minimum: u32,

    /// Random starts of the descent, with more than 24 actors
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub starts: u64,

    /// Seed of those starts
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,

    /// Advantage of defence in the model of war stability
    #[arg(long, value_name = "NUMBER", default_value_t = 1.0)]
    pub gamma: f64,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// How the actors are sized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum SizesArg {
    /// Capability share (CINC)
    #[default]
    Cinc,
    /// All the same
    Equal,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    world::check_years(Some(args.year), None)?;
    if !(args.gamma.is_finite() && args.gamma > 0.0) {
        return Err(CliError::user(format!("--gamma {} is no number above 0", args.gamma)));
    }
    let (actors, given) = actors(&args.actors, args.year, context)?;
    let mut question = Question::new(actors, Year(args.year));
    question.carry = args.carry;
    question.weights = weights(args)?;
    if let Some(path) = &args.ties {
        question.ties = coalition::ties(path, Year(args.year))?;
    }
    question.sizes = match (given, args.sizes) {
        (_, SizesArg::Equal) => Sizes::Equal,
        (Some(sizes), SizesArg::Cinc) => Sizes::Given(sizes),
        (None, SizesArg::Cinc) => Sizes::Cinc,
    };
    question.minimum = args.minimum as usize - 1;
    question.starts = args.starts;
    question.seed = args.seed;
    question.gamma = args.gamma;
    let library = world::library(context)?;
    let mut steps = Steps::new(4, context);
    steps.next("lists");
    let lists = match &args.cow {
        Some(cow) => Some(Lists { cow: cow.clone(), gdp: args.gdp.clone(), disputes: Disputes::default() }.read()?),
        None => None,
    };
    let found = blocs(&library, lists.as_ref(), &question, |step| steps.next(step))?;
    drop(steps);
    answer::answer(&args.actors, &question, &found, &library).give(&args.output, context)
}

/// Actors, with their sizes where the user gave them.
type Given = (Vec<Economy>, Option<BTreeMap<Economy, f64>>);

fn actors(text: &str, year: i16, context: &Context) -> Result<Given, CliError> {
    let path = Path::new(text);
    if path.is_file() {
        let read = coalition::actors(path, Year(year))?;
        let sizes: Option<BTreeMap<Economy, f64>> = read.iter().map(|(e, size)| size.map(|s| (*e, s))).collect();
        let actors = read.into_iter().map(|(e, _)| e).collect();
        return Ok((actors, sizes.filter(|s| !s.is_empty())));
    }
    let mut actors = Vec::new();
    for word in text.split(',').map(str::trim).filter(|w| !w.is_empty()) {
        // The name of an economy comes before that of a group.
        match (Economy::resolve(word, Some(year)), Group::resolve(word)) {
            (Ok(_), _) => {
                let found = world::economy(word, Some(year))?;
                found.note.iter().for_each(|note| context.note(note));
                actors.push(found.economy);
            }
            (Err(_), Ok(group)) => {
                let members = group.members(year);
                if members.is_empty() {
                    return Err(CliError::user(format!("{} ({group}) had no members in {year}", group.name())));
                }
                actors.extend(members);
            }
            (Err(error), Err(_)) => {
                return Err(CliError::from(error).hint(format!(
                    "{word:?} is no file and no group either; `suzerain economies --group` lists the groups"
                )));
            }
        }
    }
    Ok((actors, None))
}

fn weights(args: &Args) -> Result<BTreeMap<String, f64>, CliError> {
    let mut weights: BTreeMap<String, f64> = BTreeMap::new();
    if let Some(path) = &args.weights {
        let text = std::fs::read_to_string(path).map_err(|error| CliError::file(path, &error))?;
        weights = toml::from_str(&text).map_err(|error| {
            CliError::user(format!("{}: not a list of weights", path.display()))
                .because(error)
                .hint("write one line a component, such as `alliance = 2.0`")
        })?;
    }
    for given in &args.weight {
        let parsed = given.split_once('=').and_then(|(name, x)| Some((name.trim(), x.trim().parse().ok()?)));
        let Some((name, weight)) = parsed else {
            return Err(CliError::user(format!("--weight {given} is not name=number"))
                .hint("write for example --weight trade=2"));
        };
        weights.insert(name.to_owned(), weight);
    }
    Ok(weights)
}

impl From<BlocsError> for CliError {
    fn from(error: BlocsError) -> Self {
        match error {
            BlocsError::Study(error) => error.into(),
            BlocsError::Balance(_) => Self::bug(error.to_string()).because(error),
            BlocsError::UnknownComponent { ref known, .. } => {
                let hint = format!("components: {}", known.join(", "));
                Self::user(error.to_string()).hint(hint)
            }
            BlocsError::NoSize(_) => Self::user(error.to_string()).hint(
                "take capability shares of earlier years with --carry, give sizes in a file of actors, \
                 set them equal with --sizes equal, or leave these actors out",
            ),
            BlocsError::Landscape(ref refused) => {
                use suzerain_models::coalition::landscape::LandscapeError as E;
                let hint = match refused {
                    E::Unknown(_) => Some(
                        "no component is known for them: take earlier years with --carry, give --ties, or leave actors out",
                    ),
                    E::Flat => Some("look at the weights, or give --ties"),
                    _ => None,
                };
                let refused = Self::user(error.to_string());
                match hint {
                    Some(hint) => refused.hint(hint),
                    None => refused,
                }
            }
            _ => Self::user(error.to_string()),
        }
    }
}
