//! `suzerain reference`: the help of every command as one Markdown page, `docs/reference.md`.

use super::man;
use crate::cli::Cli;
use crate::context::Context;
use crate::error::CliError;
use crate::output;
use clap::CommandFactory;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Columns of the help text on the page, whatever the terminal.
const WIDTH: usize = 100;

const AFTER_HELP: &str = "\
Examples:
  suzerain reference | less
  suzerain reference --out docs/reference.md";

/// Prints the help of every command as one Markdown page.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Write the page to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, _context: &Context) -> Result<(), CliError> {
    output::write(&page(), args.out.as_deref())
}

fn page() -> String {
    let mut program = Cli::command().term_width(WIDTH);
    program.build();
    let mut page = String::from(
        "# Reference\n\nThe help of every command, printed by `suzerain reference`. Do not edit: change the help \
         texts in `crates/app/src` and run `cargo run -- reference --out docs/reference.md`.\n",
    );
    for command in man::all(&program) {
        let name = command.get_bin_name().unwrap_or(command.get_name());
        let help = command.clone().term_width(WIDTH).render_long_help().to_string();
        let _ = write!(page, "\n## {name}\n\n```text\n");
        for line in help.trim_end().lines() {
            let _ = writeln!(page, "{}", line.trim_end());
        }
        page.push_str("```\n");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_its_purpose_first_and_two_examples() {
        let mut program = Cli::command();
        program.build();
        for command in man::all(&program) {
            let name = command.get_bin_name().unwrap_or_default();
            assert!(command.get_about().is_some(), "{name} does not say what it does");
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let examples = after.lines().filter(|line| line.starts_with("  suzerain ")).count();
            assert!(after.starts_with("Examples:\n") && examples >= 2, "{name}: {after}");
        }
    }
}
