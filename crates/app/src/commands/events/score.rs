//! `suzerain events score`: the whole evaluation, from the lists to the page of scores.

use super::page;
use crate::commands::panel::Lists;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, OutputArgs};
use crate::progress::Steps;
use crate::world;
use std::path::PathBuf;
use std::sync::Mutex;
use suzerain_measures::panel::{Options, Panel};
use suzerain_models::outlook::events::covariates::Table;
use suzerain_models::outlook::events::fitted;
use suzerain_models::outlook::events::history::{History, IdealPoints};
use suzerain_sources::import::{Description, enter_documents};
use suzerain_tables::indicators;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::IDEAL_POINT;

const AFTER_HELP: &str = "\
Examples:
  suzerain events score --format md --out docs/evidence/events.md --into crates/base/data/fitted
  suzerain events score --disputes gml --format json

UN ideal points are taken from the loaded tables (variable ideal_point) where there are any. The same
lists and seed give the same scores, whatever the number of threads.";

const DESCRIPTION: Description = Description {
    title: "Event models: hazards of alliance, rivalry, force and rift, with their scores",
    publisher: "this project, from the Correlates of War family",
    licence: "Apache-2.0 OR MIT; the lists they are fitted to under their own terms",
    citation: "Model: discrete-time hazards after Beck, N., Katz, J. N. and Tucker, R. (1998), Taking Time Seriously: Time-Series-Cross-Section Analysis with a Binary Dependent Variable, American Journal of Political Science 42(4), 1260-1288.",
    bibtex: "@article{beck_katz_tucker_1998,\n  author  = {Beck, Nathaniel and Katz, Jonathan N. and Tucker, Richard},\n  title   = {Taking Time Seriously: Time-Series-Cross-Section Analysis with a Binary Dependent Variable},\n  journal = {American Journal of Political Science},\n  volume  = {42},\n  number  = {4},\n  pages   = {1260--1288},\n  year    = {1998}\n}",
    url: "https://doi.org/10.2307/2991857",
    caveats: &[
        "Modelled. Validated are the probabilities of all pairs together, not that of one pair; nothing here says what causes what.",
        "Inputs are of the last year that every list covers; what happened since is not in them.",
    ],
};

/// Year of the inputs of forecasts: the last that every list covers.
const INPUT_YEAR: i16 = 2014;

/// Scores every event model on two centuries: forecasts every five years from 1870, each fitted only
/// to windows closed before it.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The lists of the field
    #[command(flatten)]
    pub lists: Lists,

    /// Folder to write the fitted models and their inputs into (events.json, events-inputs.csv)
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,

    /// Seed of bootstrap and placebo runs
    #[arg(long, value_name = "N", default_value_t = 1816)]
    pub seed: u64,

    /// How and where to print the scores
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let mut steps = Steps::new(fitted::STEPS + 2, context);
    steps.next("reading the lists");
    let records = args.lists.read()?;
    let ideal = ideal_points(context)?;
    steps.next("joining them");
    let panel = Panel::new(&records, Options::default());
    let history = History::new(&panel, &ideal)?;
    let table = Table::new(&history)?;
    let steps = Mutex::new(steps);
    let tell = |title: &str| {
        if let Ok(mut steps) = steps.lock() {
            steps.next(title);
        }
    };
    let list = args.lists.disputes.name();
    let fitted = fitted::fit_all(&history, &table, (INPUT_YEAR, args.seed, list, !ideal.is_empty()), &tell)?;
    drop(steps);
    if let Some(into) = &args.into {
        let vintage = format!("lists to {INPUT_YEAR} ({list}), seed {}", args.seed);
        let text = serde_json::to_string(&fitted)?;
        output::write(&format!("{text}\n"), Some(&into.join(fitted::FILE)))?;
        let inputs = fitted::inputs(&history, &table, INPUT_YEAR);
        output::write(&fitted::inputs_to_csv(&inputs), Some(&into.join(fitted::INPUTS_FILE)))?;
        let files = [(fitted::FILE, fitted.events.len() as u64), (fitted::INPUTS_FILE, inputs.len() as u64)];
        enter_documents(&DESCRIPTION, (fitted::SOURCE, &vintage), into, &files)?;
    }
    page::scores(&fitted)?.give(&args.output, context)
}

/// Ideal points of the loaded tables, by Correlates of War number.
pub fn ideal_points(context: &Context) -> Result<IdealPoints, CliError> {
    let library = world::library(context)?;
    let mut points = IdealPoints::new();
    for table in library.of_kind(TableKind::Indicators) {
        if !table.meta().coverage.variables().contains(&IDEAL_POINT) {
            continue;
        }
        let data = indicators::Indicators::read(table)?;
        for (economy, _) in table.meta().coverage.economies(IDEAL_POINT) {
            let (Some(series), Some(state)) = (data.series(IDEAL_POINT, economy), economy.cow()) else { continue };
            points.extend(series.iter().map(|(year, value)| ((state, year.0), *value)));
        }
    }
    Ok(points)
}
