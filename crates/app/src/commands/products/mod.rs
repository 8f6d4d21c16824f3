//! `suzerain products`: on which products a buyer depends by published screens.

mod answer;

use crate::context::Context;
use crate::error::CliError;
use crate::output::OutputArgs;
use crate::progress::Steps;
use crate::world;
use suzerain_measures::screens::rules::Rule;
use suzerain_studies::products::{Question, STEPS, products};
use suzerain_tables::groups::Group;
use suzerain_tables::{Economy, Year};

const AFTER_HELP: &str = "\
Examples:
  suzerain products EU --rule all
  suzerain products JPN --from CHN --year 2023
  suzerain products USA --rule geodep --data baci --format csv

A bloc (EU, ASEAN, ...) is one buyer: trade among its members is left out. A threshold says less than the
distance to it, which stands beside each flag. docs/methods/product-screens.md holds the rules.";

/// Finds the products a buyer depends on few suppliers for, by published rules with their thresholds.
///
/// The rules are those of the European Commission (2021), of CEPII GeoDep, and one like that of MERICS.
/// Each criterion is shown with its value, its threshold and the distance between them, and how many
/// products changed sides since the year before.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The buyer: an economy or a group
    #[arg(value_name = "A")]
    pub a: String,

    /// Only products bought from this economy, with its share in place of the largest supplier's
    #[arg(long, value_name = "B")]
    pub from: Option<String>,

    /// The rule
    #[arg(long, value_name = "RULE", value_enum, default_value_t)]
    pub rule: RuleArg,

    /// The year; without it, the newest of the table
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// Take this table, if several are by product
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,

    /// Every product imported, not only the dependent ones
    #[arg(long)]
    pub full: bool,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Which rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum RuleArg {
    /// European Commission 2021 (for one economy without the criterion that needs a bloc)
    Ec,
    /// CEPII GeoDep
    Geodep,
    /// Like MERICS
    Merics,
    /// All of them
    #[default]
    All,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    world::check_years(args.year, None)?;
    let (name, members, bloc) = buyer(&args.a, args.year, context)?;
    let from = match &args.from {
        Some(text) => {
            let found = world::economy(text, args.year)?;
            found.note.iter().for_each(|note| context.note(note));
            Some(found.economy)
        }
        None => None,
    };
    if let Some(from) = from.filter(|f| members.contains(f)) {
        return Err(CliError::user(format!("{} ({from}) is the buyer or belongs to it", from.name()))
            .hint("name a supplier outside with --from"));
    }
    let ec = if bloc { Rule::Ec } else { Rule::EcAdapted };
    let rules = match args.rule {
        RuleArg::Ec => vec![ec],
        RuleArg::Geodep => vec![Rule::Geodep],
        RuleArg::Merics => vec![Rule::Merics],
        RuleArg::All => vec![ec, Rule::Geodep, Rule::Merics],
    };
    let question = Question { members, bloc, from, year: args.year.map(Year), source: args.source.clone(), rules };
    let library = world::library(context)?;
    let found = {
        let mut steps = Steps::new(STEPS, context);
        products(&library, &question, |step| steps.next(step))?
    };
    answer::answer(&name, &question, &found, args.full, &library)
        .with_sources([found.source.id.as_str()], library.sources())
        .give(&args.output, context)
}

/// Name, members, and whether it is a bloc. The name of an economy comes before that of a group.
fn buyer(text: &str, year: Option<i16>, context: &Context) -> Result<(String, Vec<Economy>, bool), CliError> {
    /// A year after every dated membership: the newest one holds.
    const NEWEST: i16 = 9999;
    match (Economy::resolve(text, year), Group::resolve(text)) {
        (Ok(_), _) => {
            let found = world::economy(text, year)?;
            found.note.iter().for_each(|note| context.note(note));
            Ok((format!("{} ({})", found.economy.name(), found.economy), vec![found.economy], false))
        }
        (Err(_), Ok(group)) => {
            let members = group.members(year.unwrap_or(NEWEST));
            if members.is_empty() {
                return Err(CliError::user(format!("{} ({group}) had no members in that year", group.name())));
            }
            Ok((format!("{} ({group})", group.name()), members, true))
        }
        (Err(error), Err(_)) => Err(CliError::from(error)
            .hint(format!("{text:?} is no group either; `suzerain economies --group` lists the groups"))),
    }
}
