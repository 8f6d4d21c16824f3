//! `suzerain exposure`: what stands behind the direct supplier.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, OutputArgs};
use crate::progress::Steps;
use crate::world;
use serde_json::json;
use suzerain_studies::brief::Options;
use suzerain_studies::exposure;
use suzerain_studies::page::Page;
use suzerain_studies::world::World;
use suzerain_tables::Year;
use suzerain_tables::figure::Dyad;

/// Name and version of the JSON layout.
const SCHEMA: &str = "suzerain.exposure/1";

const AFTER_HELP: &str = "\
Examples:
  suzerain exposure DEU CHN
  suzerain exposure RUS CHN --sectors 16 --format csv

The built-in table is of 2022, 80 economies by 16 sectors; a table of 50 sectors imported with
`suzerain import icio` and named with --data takes its place.";

/// Shows how much of what a state makes, uses and sells abroad rests on another, through all suppliers.
///
/// Face value counts direct purchases; look-through follows suppliers' suppliers (gross, counting an input at
/// every stage); value added counts each origin once. Both directions stand side by side.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// One state
    #[arg(value_name = "A")]
    pub a: String,

    /// The other state
    #[arg(value_name = "B")]
    pub b: String,

    /// Take the latest table up to this year
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// Industries shown for each direction, those that rest most on the other first
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub sectors: usize,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let (a, b) = world::pair(&args.a, &args.b, args.year, context)?;
    world::check_years(args.year, None)?;
    let dyad = Dyad { dependent: a.economy, on: b.economy };
    let library = world::library(context)?;
    let world = World::new(&library, [dyad.dependent, dyad.on]);
    let options = Options { year: args.year.map(Year), since: None, full: true, models: false };
    let section = {
        let _step = Steps::one("tracing what stands behind the suppliers", context);
        exposure::section(&world, dyad, &options, args.sectors)?
    };
    let page = Page {
        title: format!("{} and {}: exposure behind the direct supplier", dyad.dependent.name(), dyad.on.name()),
        headline: exposure::headline(&section, dyad),
        sections: vec![section],
        notes: vec![],
    };
    let about = json!({"pair": [dyad.dependent.code(), dyad.on.code()], "year": args.year});
    let about = about.as_object().cloned().unwrap_or_default();
    output::give_page(&page, library.sources(), SCHEMA, about, &args.output, context)
}
