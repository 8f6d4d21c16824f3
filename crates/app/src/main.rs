//! The `suzerain` binary: reads the command line, runs one command, and says with its exit code how
//! it went.
//!
//! [`cli`] is the one definition of every command and option; help, man pages, completions and
//! `docs/reference.md` come from it. [`commands`] has a file for each command. [`world`] opens the
//! tables and finds the economies a person means, [`output`] prints answers, [`error`] explains
//! failures.

mod cli;
mod commands;
mod context;
mod error;
mod output;
mod own_world;
mod progress;
mod world;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    error::report_panics_as_bugs();
    let cli = cli::Cli::parse();
    let context = context::Context::new(&cli.global);
    match cli.command.run(&context) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error.print(context.stderr_colour());
            error.exit_code()
        }
    }
}
