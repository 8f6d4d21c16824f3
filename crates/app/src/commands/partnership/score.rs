//! `suzerain partnership score`: back-tests of the whole model.

use crate::context::Context;
use crate::error::CliError;
use crate::output::OutputArgs;

/// Scores the partnership model on the past.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How and where to print the scores
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(_: &Args, _: &Context) -> Result<(), CliError> {
    Err(CliError::user("not yet"))
}
