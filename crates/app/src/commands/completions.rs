//! `suzerain completions`: a script that lets a shell complete commands and options.

use crate::cli::Cli;
use crate::context::Context;
use crate::error::CliError;
use crate::output;
use clap::CommandFactory;
use clap_complete::Shell;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  suzerain completions bash --out ~/.local/share/bash-completion/completions/suzerain
  suzerain completions fish | source";

/// Prints a script that lets your shell complete commands and options.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Your shell
    pub shell: Shell,

    /// Write the script to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, _context: &Context) -> Result<(), CliError> {
    // Generated in memory: the generator panics on a pipe that closes.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "suzerain", &mut script);
    output::write(&String::from_utf8_lossy(&script), args.out.as_deref())
}
