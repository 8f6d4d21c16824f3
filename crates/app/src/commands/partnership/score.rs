//! `suzerain partnership score`: back-tests of the whole model.

mod page;

use crate::commands::events::score::ideal_points;
use crate::commands::panel::Lists as Folders;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, OutputArgs};
use crate::{progress, world};
use std::path::PathBuf;
use suzerain_measures::panel::{Options, Panel};
use suzerain_models::outlook::events::covariates::Table as Covariates;
use suzerain_models::outlook::events::history::History;
use suzerain_sources::import::{Description, enter_documents};
use suzerain_studies::partnership::answer::{FILE, SEED};
use suzerain_studies::partnership::score::{Lists, scores};

const AFTER_HELP: &str = "\
Examples:
  suzerain partnership score --format md --out docs/evidence/partnership.md --into crates/base/data/fitted
  suzerain partnership score --without-lists --format json

Paths are scored on the loaded tables; rifts, new defence obligations and the named pairs of history need the
lists of the field. The
same tables, lists and seed give the same scores, whatever the number of threads.";

/// Identifier of the weights among the sources.
const SOURCE: &str = "partnership-sets";
const DESCRIPTION: Description = Description {
    title: "Weights of the rival sets of the partnership model",
    publisher: "this project, from runs on the built-in tables",
    licence: "Apache-2.0 OR MIT",
    citation: "Stacking: Yao, Y., Vehtari, A., Simpson, D. and Gelman, A. (2018), Using Stacking to Average Bayesian Predictive Distributions, Bayesian Analysis 13(3), 917-1007.",
    bibtex: "@article{yao_etal_2018,\n  author  = {Yao, Yuling and Vehtari, Aki and Simpson, Daniel and Gelman, Andrew},\n  title   = {Using Stacking to Average {Bayesian} Predictive Distributions},\n  journal = {Bayesian Analysis},\n  volume  = {13},\n  number  = {3},\n  pages   = {917--1007},\n  year    = {2018}\n}",
    url: "https://doi.org/10.1214/17-BA1091",
    caveats: &["Modelled. Concessions and status deficits are not observed: no weight can rest on them."],
};

/// Scores the partnership model on the past: frozen runs, rolling origins, and pairs of history.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The lists of the field
    #[command(flatten)]
    pub lists: Folders,

    /// Score paths only, without the lists of the field
    #[arg(long)]
    pub without_lists: bool,

    /// Folder to write the weights of the sets into (partnership.json)
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,

    /// Seed of runs and bootstrap
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub seed: u64,

    /// How and where to print the scores
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let library = world::library(context)?;
    let bar = progress::Shares::new(context);
    let tell = |what: &str, share: f64| bar.set(what, share);
    let found = if args.without_lists {
        scores(&library, None, args.seed, &tell)?
    } else {
        let records = args.lists.read()?;
        let ideal = ideal_points(context)?;
        let panel = Panel::new(&records, Options::default());
        let history = History::new(&panel, &ideal)?;
        let table = Covariates::new(&history)?;
        scores(&library, Some(&Lists { history: &history, table: &table, ideal: &ideal }), args.seed, &tell)?
    };
    drop(bar);
    if let Some(into) = &args.into {
        let text = serde_json::to_string(&found.weights)?;
        output::write(&format!("{text}\n"), Some(&into.join(FILE)))?;
        let vintage = format!("frozen at 2013 and 2019, seed {}", args.seed);
        enter_documents(&DESCRIPTION, (SOURCE, &vintage), into, &[(FILE, found.weights.weights.len() as u64)])?;
    }
    page::scores(&found).give(&args.output, context)
}
