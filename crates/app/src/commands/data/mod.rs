//! `suzerain data`: what the loaded tables hold, and whether a folder of tables is sound.

pub mod check;
pub mod coverage;

const AFTER_HELP: &str = "\
Examples:
  suzerain data coverage RUS CHN
  suzerain data check my-tables";

/// Looks into the tables: which years they cover, and whether a folder of them is sound.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = AFTER_HELP)]
pub enum Command {
    Coverage(coverage::Args),
    Check(check::Args),
}
