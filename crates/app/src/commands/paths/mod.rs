//! `suzerain paths`: the rules behind `suzerain outlook`, scored on the past.

mod page;
pub mod score;

const AFTER_HELP: &str = "\
Examples:
  suzerain paths score
  suzerain paths score --format md --out docs/evidence/paths.md --into crates/base/data/fitted";

/// Scores the rules of extrapolation behind `suzerain outlook` on the past
#[derive(Debug, clap::Subcommand)]
#[command(after_help = AFTER_HELP)]
pub enum Command {
    Score(score::Args),
}
