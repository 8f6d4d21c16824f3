//! The command line: the global options and the list of commands.

use crate::commands::Command;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, ValueEnum};
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  suzerain brief RUS CHN
  suzerain data coverage RUS BLR

Economies are written as codes or names: RUS, ru, Russia, \"Soviet Union\", \"S. Korea\".
Exit code: 0 done, 1 a check failed, 2 the input was refused, 70 a defect of the program.";

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Measures how states depend on each other, from published data.
///
/// Shares of trade, energy, technology, reserves, arms, alliances and votes for any pair of states,
/// in both directions, each figure with its source, its year and what it is a share of. The tables
/// it needs are built in; `import` adds your own.
#[derive(Debug, Parser)]
#[command(name = "suzerain", version, after_help = AFTER_HELP, styles = STYLES, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// Folder with tables of your own, made by `suzerain import`; may be given several times
    ///
    /// Its tables come before the built-in ones, and replace those of the same kind and source. A
    /// later folder comes before an earlier one. Without this option the folders listed in the
    /// environment variable SUZERAIN_DATA are used, written like PATH.
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Vec<PathBuf>,

    /// When to use colour; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub color: ColorWhen,

    /// Print no progress and no notes on standard error, only errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Also into files and pipes
    Always,
    /// Never
    Never,
}
