//! `suzerain paths score`: every panel, from the tables to the page of scores.

use super::page;
use crate::commands::panel::Lists;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, OutputArgs};
use crate::progress::Steps;
use crate::world;
use std::path::PathBuf;
use std::sync::Mutex;
use suzerain_models::outlook::paths::evaluation;
use suzerain_models::outlook::paths::fitted;
use suzerain_sources::import::{Description, enter_documents};
use suzerain_studies::outlook::{self, panels};

const AFTER_HELP: &str = "\
Examples:
  suzerain paths score --format md --out docs/evidence/paths.md --into crates/base/data/fitted
  suzerain --data arms paths score --cow lists/cow --gdp lists/gdp --format json

Panels whose lists are not at hand are left out and named. The same tables and seed give the same scores,
whatever the number of threads.";

/// Identifier of the fitted paths among the sources.
const SOURCE: &str = "paths";
const DESCRIPTION: Description = Description {
    title: "Paths: rules of extrapolation fitted to panels of series, with their scores",
    publisher: "this project, from the built-in tables and lists of the user",
    licence: "Apache-2.0 OR MIT; the tables they are fitted to under their own terms",
    citation: "Scores: Gneiting, T. and Raftery, A. E. (2007), Strictly Proper Scoring Rules, Prediction, and Estimation, Journal of the American Statistical Association 102(477), 359-378.",
    bibtex: "@article{gneiting_raftery_2007,\n  author  = {Gneiting, Tilmann and Raftery, Adrian E.},\n  title   = {Strictly Proper Scoring Rules, Prediction, and Estimation},\n  journal = {Journal of the American Statistical Association},\n  volume  = {102},\n  number  = {477},\n  pages   = {359--378},\n  year    = {2007}\n}",
    url: "https://doi.org/10.1198/016214506000001437",
    caveats: &[
        "Modelled. Scored are the bands of all series of a panel together, on today's revised data cut at each origin.",
    ],
};

/// Scores random walk, half drift, full drift, damped trend and their pool on the past: from rolling
/// origins, each fitted only to windows closed before it.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The lists of the field
    #[command(flatten)]
    pub lists: Lists,

    /// Folder to write the fits and scores into (paths.json, paths-earlier.json)
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,

    /// Only these panels, by their short names
    #[arg(long, value_name = "PANEL", value_delimiter = ',')]
    pub only: Vec<String>,

    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 1870)]
    pub seed: u64,

    /// How and where to print the scores
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Panels that serve as evidence only: nothing is forecast with their fits.
const EVIDENCE: [&str; 4] = ["cow_trade", "cinc_long", "gdp_long", "gdp_1950"];

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let library = world::library(context)?;
    let lists = if args.lists.cow.is_dir() && args.lists.gdp.is_dir() {
        Some(args.lists.read()?)
    } else {
        context.note("no folder with the lists of the field: their panels are left out");
        None
    };
    let mut panels = {
        let mut steps = Steps::new(12, context);
        panels::panels(&library, lists.as_ref(), |name| steps.next(name))?
    };
    if !args.only.is_empty() {
        panels.panels.retain(|p| args.only.iter().any(|name| name == p.id));
        if panels.panels.is_empty() {
            return Err(CliError::user("none of the panels named is at hand")
                .hint("leave out --only to see which there are and which lack their lists"));
        }
    }
    let work = panels.panels.iter().map(|p| evaluation::origins(p).len() as u64).sum();
    let steps = Mutex::new(Steps::new(work, context));
    let tell = |title: &str| {
        if let Ok(mut steps) = steps.lock() {
            steps.next(title);
        }
    };
    let (mut fitted, too_short) =
        fitted::evaluate_all(&panels.panels, args.seed, &tell).map_err(|error| CliError::bug(error.to_string()))?;
    drop(steps);
    panels.left_out.extend(too_short.iter().map(ToString::to_string));
    let answer = page::scores(&fitted, &panels.left_out);
    for panel in &mut fitted.panels {
        if EVIDENCE.contains(&panel.id.as_str()) {
            panel.fits.clear();
        }
    }
    if let Some(into) = &args.into {
        let texts = fitted.to_json().map_err(|error| CliError::bug(error.to_string()))?;
        let rows = fitted.panels.iter().filter(|p| !p.fits.is_empty()).count() as u64;
        let files = [outlook::FILE, outlook::EARLIER].map(|name| (name, rows));
        for (text, (name, _)) in texts.iter().zip(files) {
            output::write(text, Some(&into.join(name)))?;
        }
        let vintage = format!("seed {}", args.seed);
        enter_documents(&DESCRIPTION, (SOURCE, &vintage), into, &files)?;
    }
    answer.give(&args.output, context)
}
