//! `suzerain base`: the tables inside the program.

pub mod build;

const AFTER_HELP: &str = "\
Examples:
  suzerain base build --from downloads --into crates/base/data
  suzerain base build --from downloads --into trial --quiet";

/// Makes the tables that are built into the program.
#[derive(Debug, clap::Subcommand)]
#[command(after_help = AFTER_HELP)]
pub enum Command {
    Build(build::Args),
}
