//! `suzerain brief`: how two states depend on each other.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Format, OutputArgs};
use crate::{progress, world};
use suzerain_report::{csv, json, markdown, text};
use suzerain_studies::brief::{self, Options, SECTIONS};
use suzerain_studies::world::World;
use suzerain_tables::Year;

const AFTER_HELP: &str = "\
Examples:
  suzerain brief RUS CHN
  suzerain brief russia belarus --year 2021 --format json

`A` and `B` are codes or names. Shares in JSON and CSV are fractions. A value that nobody reported is
unknown, never zero; `suzerain why A B MEASURE` shows where a figure comes from.";

/// Shows how two states depend on each other: trade, energy, technology, finance, arms, power, votes.
///
/// Both directions stand side by side, with the trend, and each figure with its source, its year and
/// what it is a share of.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// One state
    #[arg(value_name = "A")]
    pub a: String,

    /// The other state
    #[arg(value_name = "B")]
    pub b: String,

    /// Take the latest figures up to this year; without it, the newest of each source
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// First year of the trends
    #[arg(long, value_name = "YEAR")]
    pub since: Option<i16>,

    /// Whole tables instead of the largest rows, and the sections that take longer
    #[arg(long)]
    pub full: bool,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let (a, b) = world::pair(&args.a, &args.b, args.year, context)?;
    let (a, b) = (a.economy, b.economy);
    world::check_years(args.year, args.since)?;
    let library = world::library(context)?;
    let world = World::new(&library, [a, b]);
    let options =
        Options { year: args.year.map(Year), since: args.since.map(Year), full: args.full, models: args.full };
    let mut steps = progress::Steps::new(SECTIONS.len() as u64, context);
    let page = brief::brief(&world, a, b, &options, |title| steps.next(title));
    drop(steps);
    let sources = json::sources_used(&page, library.sources());
    let to_terminal = args.output.out.is_none() && context.stdout_colour();
    let answer = match args.output.format {
        Format::Text => text::page(&page, &sources, text::Style { colour: to_terminal }),
        Format::Md => markdown::page(&page, &sources),
        Format::Json => json::brief(&page, [a, b], args.year, library.sources())?,
        Format::Csv => csv::records(page.sections.iter().flat_map(|s| &s.figures))?,
    };
    output::write(&answer, args.output.out.as_deref())
}
