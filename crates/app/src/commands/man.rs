//! `suzerain man`: manual pages of the program and each of its commands.

use crate::cli::Cli;
use crate::context::Context;
use crate::error::CliError;
use crate::output;
use clap::CommandFactory;
use clap_mangen::Man;
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  suzerain man --into ~/.local/share/man/man1
  suzerain man data coverage | man -l -";

/// Prints the manual page of the program or of one command, or writes all of them into a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Command whose page to print, for example `data coverage`; none: the program's own page
    #[arg(value_name = "COMMAND", conflicts_with = "into")]
    pub command: Vec<String>,

    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let mut program = Cli::command();
    program.build();
    let Some(folder) = &args.into else {
        return output::write(&page(find(&program, &args.command)?)?, None);
    };
    std::fs::create_dir_all(folder).map_err(|error| CliError::file(folder, &error))?;
    let commands = all(&program);
    for command in &commands {
        let path = folder.join(format!("{}.1", full_name(command)));
        output::write(&page(command)?, Some(&path))?;
    }
    context.note(&format!("{} pages written into {}", commands.len(), folder.display()));
    Ok(())
}

/// The program and every command in the order of the help text, without the `help` commands.
pub fn all(command: &clap::Command) -> Vec<&clap::Command> {
    let mut found = vec![command];
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        found.extend(all(sub));
    }
    found
}

fn find<'a>(program: &'a clap::Command, words: &[String]) -> Result<&'a clap::Command, CliError> {
    words.iter().try_fold(program, |command, word| {
        command.find_subcommand(word).ok_or_else(|| {
            CliError::user(format!("no command {word:?} in `{}`", command.get_bin_name().unwrap_or_default()))
                .hint("`suzerain help` lists the commands")
        })
    })
}

/// `suzerain-data-coverage`, as the pages of subcommands are named.
fn full_name(command: &clap::Command) -> String {
    command.get_display_name().unwrap_or(command.get_name()).to_owned()
}

fn page(command: &clap::Command) -> Result<String, CliError> {
    let mut page = Vec::new();
    Man::new(command.clone())
        .title(full_name(command))
        .render(&mut page)
        .map_err(|error| CliError::bug("the manual page cannot be made").because(error))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
