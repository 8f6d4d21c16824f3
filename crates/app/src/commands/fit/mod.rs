//! `suzerain fit`: estimates that the project computes itself.

pub mod ideal_points;

const AFTER_HELP: &str = "\
Examples:
  suzerain fit ideal-points --into my-tables
  suzerain fit ideal-points --drift 0.4 --into trial --quiet";

/// Fits the project's own models anew, from the loaded tables.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = AFTER_HELP)]
pub enum Command {
    IdealPoints(ideal_points::Args),
}
