//! `suzerain study compare`: the essays side by side.

use super::{Document, give};
use crate::context::Context;
use crate::error::CliError;
use crate::output::PageArgs;
use crate::{progress, world};
use suzerain_report::study as report;
use suzerain_studies::study;

const AFTER_HELP: &str = "\
Examples:
  suzerain study compare
  suzerain study compare --format json --out compare.json";

/// Puts the five essays side by side on the questions they answer differently, with what the data say.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How and where to print
    #[command(flatten)]
    pub output: PageArgs,
}

/// Questions and the partnership model.
const STEPS: u64 = 9;

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let library = world::library(context)?;
    let mut bar = progress::Steps::new(STEPS, context);
    let found = study::compare(&library, |step| bar.next(step))?;
    drop(bar);
    let Some(pair) = found.studies.first().map(|s| s.pair) else {
        return Err(CliError::bug("no study comes with the program"));
    };
    let about = report::compared(&found);
    let command = "suzerain study compare".to_owned();
    give(
        Document { page: &found.page, pair, schema: report::COMPARISON, about, command },
        &library,
        &args.output,
        context,
    )
}
