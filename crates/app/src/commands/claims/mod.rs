//! `suzerain claims`: statements and what the tables say of them.

mod check;
mod list;

use crate::context::Context;
use crate::error::CliError;
use suzerain_studies::claims::Claim;
use suzerain_studies::placed::FileError;

const AFTER_HELP: &str = "\
Examples:
  suzerain claims list
  suzerain claims check q03 my-claim.toml";

/// Statements that data can settle: what was claimed, and the verdict of the tables.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = AFTER_HELP)]
pub enum Command {
    Check(check::Args),
    List(list::Args),
}

/// Runs the command.
pub fn run(command: &Command, context: &Context) -> Result<(), CliError> {
    match command {
        Command::Check(args) => check::run(args, context),
        Command::List(args) => list::run(args, context),
    }
}

/// A refusal of a file's text, with its place.
pub fn placed(name: &str, text: &str, error: &FileError) -> CliError {
    let place = error.position(text).map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
    CliError::user(format!("{name}{place}: {error}")).hint(error.hint.clone())
}

/// The claims that come with the program.
fn built_in() -> Result<Vec<Claim>, CliError> {
    suzerain_studies::claims::built_in().map_err(|error| CliError::from(error).into_bug())
}
