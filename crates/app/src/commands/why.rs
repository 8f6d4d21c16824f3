//! `suzerain why`: where a figure of the brief comes from.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Format, OutputArgs};
use crate::progress::Steps;
use crate::world;
use suzerain_report::{csv, why as page};
use suzerain_studies::brief::Options;
use suzerain_studies::why::{self, Question};
use suzerain_studies::world::World;
use suzerain_tables::Year;

const AFTER_HELP: &str = "\
Examples:
  suzerain why RUS CHN import_share
  suzerain why RUS CHN unit_value_ratio --item 270900 --year 2023

The measures are listed in docs/methods/; JSON holds every row.";

/// Shows where a figure comes from: its formula, the rows it was computed from, source and citation.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// One state
    #[arg(value_name = "A")]
    pub a: String,

    /// The other state
    #[arg(value_name = "B")]
    pub b: String,

    /// The measure, as it is called in the brief's JSON
    #[arg(value_name = "MEASURE")]
    pub measure: String,

    /// The latest figure up to this year
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// Sector or product, for measures that have them
    #[arg(long, value_name = "CODE")]
    pub item: Option<String>,

    /// Take it from this source, if several have it
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,

    /// Rows shown for each number that went in
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub rows: usize,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let (a, b) = world::pair(&args.a, &args.b, args.year, context)?;
    let (a, b) = (a.economy, b.economy);
    world::check_years(args.year, None)?;
    let library = world::library(context)?;
    let world = World::new(&library, [a, b]);
    let question = Question { measure: args.measure.clone(), item: args.item.clone(), source: args.source.clone() };
    let options = Options { year: args.year.map(Year), since: None, full: false, models: false };
    let answers = {
        let _step = Steps::one("finding the figures", context);
        why::why(&world, a, b, &question, &options)?
    };
    let answer = match args.output.format {
        Format::Text => page::text(&answers, library.sources(), args.rows),
        Format::Md => format!("```text\n{}```\n", page::text(&answers, library.sources(), args.rows)),
        Format::Json => page::json(&answers, library.sources())?,
        Format::Csv => csv::records(answers.iter().map(|e| &e.figure))?,
    };
    output::write(&answer, args.output.out.as_deref())
}
