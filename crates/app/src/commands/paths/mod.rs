//! `suzerain paths`: the rules behind `suzerain outlook`, scored on the past.

mod page;
pub mod score;

/// What can be asked about paths.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Score(score::Args),
}
