//! `suzerain base build`: makes the tables that are built into the program.

use crate::commands::import;
use crate::context::Context;
use crate::error::CliError;
use crate::output::OutputArgs;
use crate::progress::{Bar, size_on_disk};
use std::path::PathBuf;
use suzerain_sources::ImportReport;
use suzerain_sources::{base_build, downloads};

const AFTER_HELP: &str = "\
Examples:
  suzerain base build --from downloads --into crates/base/data
  suzerain base build --from downloads --into trial --quiet

The folder is checked like any other: `suzerain data check trial`, `suzerain sources --data trial`.";

/// Makes the built-in tables anew from the prepared tables, or tables from the publishers' downloads.
///
/// Downloads lie in one sub-folder a publisher, named as in `suzerain import`: `baci/`, `icio/`,
/// `world-bank/`, ... Tables made from them hold all products and years of the files; use them with
/// `--data`. Reserves, elasticities and outlines have no download that is read and stay built in.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Folder with the prepared tables or the publishers' downloads
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,

    /// Folder to write the tables into; made if it does not exist
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,

    /// How and where to print the report
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    if !args.from.is_dir() {
        return Err(CliError::user(format!("{}: no such folder", args.from.display()))
            .hint("docs/data-sources.md says what the folder holds and where each file is downloaded"));
    }
    let reports: Vec<ImportReport> = {
        let mut bar = Bar::new(size_on_disk(&args.from), context);
        if base_build::is_prepared(&args.from) {
            let built = base_build::build(&args.from, &args.into, &mut bar)?;
            built.tables.into_iter().map(|table| table.report).collect()
        } else {
            downloads::build(&args.from, &args.into, &mut bar)?
        }
    };
    import::give(&reports, &args.output, context)
}
