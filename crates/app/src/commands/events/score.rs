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
use suzerain_tables::indicators;
use suzerain_tables::store::TableKind;

const AFTER_HELP: &str = "\
Examples:
  suzerain events score --format md --out docs/evidence/events.md --into crates/base/data/fitted
  suzerain events score --disputes gml --format json

UN ideal points are taken from the loaded tables (variable ideal_point) where there are any. The same
lists and seed give the same scores, whatever the number of threads.";

/// The variable of UN ideal points.
const IDEAL_POINT: &str = "ideal_point";
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
        let text = serde_json::to_string(&fitted)?;
        output::write(&format!("{text}\n"), Some(&into.join("events.json")))?;
        let inputs = fitted::inputs(&history, &table, INPUT_YEAR);
        output::write(&fitted::inputs_to_csv(&inputs), Some(&into.join("events-inputs.csv")))?;
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
