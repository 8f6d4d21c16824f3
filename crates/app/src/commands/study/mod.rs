//! `suzerain study`: an essay's picture of two states as a run.

mod compare;
mod list;

use super::claims::placed;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, PageArgs, PageFormat};
use crate::{progress, world};
use std::path::Path;
use suzerain_report::{csv, html, json, markdown, study as report, text};
use suzerain_studies::page::Page;
use suzerain_studies::study::{self, Study};
use suzerain_tables::Economy;
use suzerain_tables::library::Library;

const AFTER_HELP: &str = "\
Examples:
  suzerain study list
  suzerain study a-vassal
  suzerain study C --format html --out alliance.html
  suzerain study compare --format md

NAME is one of `suzerain study list`, its letter, or a file. A study runs a picture, it does not endorse
it; docs/methods/studies.md describes the files.";

/// Runs an essay's picture whole: its mechanisms, claims, scenarios, parameters and forecasts.
///
/// Beside each stands what the tables say, and where the other essays see it otherwise.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    /// Another question
    #[command(subcommand)]
    pub other: Option<Command>,

    /// The study
    #[arg(value_name = "NAME", required = true)]
    pub name: Option<String>,

    /// How and where to print
    #[command(flatten)]
    pub output: PageArgs,
}

/// What else can be asked about studies.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    List(list::Args),
    Compare(compare::Args),
}

/// Steps of a run beside its claims and scenarios.
const STEPS: usize = 3;

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    match &args.other {
        Some(Command::List(args)) => return list::run(args, context),
        Some(Command::Compare(args)) => return compare::run(args, context),
        None => {}
    }
    let Some(name) = &args.name else {
        return Err(CliError::user("a study is needed").hint("`suzerain study list` names them"));
    };
    let study = named(name)?;
    let library = world::library(context)?;
    let steps = STEPS + study.claims.len() + study.scenarios.len();
    let mut bar = progress::Steps::new(steps as u64, context);
    let found = study::run(&library, &study, |step| bar.next(step))?;
    drop(bar);
    let answer = Document {
        page: &study::page(&found),
        pair: study.pair,
        schema: report::SCHEMA,
        about: report::about(&found)?,
        command: format!("suzerain study {}", study.name),
    };
    give(answer, &library, &args.output, context)
}

/// A built-in study by name or letter, or the study in a file.
fn named(name: &str) -> Result<Study, CliError> {
    if let Some(study) = study::named(name).map_err(|error| CliError::from(error).into_bug())? {
        return Ok(study);
    }
    let text = std::fs::read_to_string(name).map_err(|error| {
        CliError::file(Path::new(name), &error).hint("`suzerain study list` names the built-in studies")
    })?;
    Study::parse(&text).map_err(|error| placed(name, &text, &error))
}

/// A page with what its JSON holds beside the records.
struct Document<'a> {
    page: &'a Page,
    pair: [Economy; 2],
    schema: &'static str,
    about: serde_json::Map<String, serde_json::Value>,
    command: String,
}

fn give(document: Document<'_>, library: &Library, args: &PageArgs, context: &Context) -> Result<(), CliError> {
    let Document { page, pair, schema, about, command } = document;
    let sources = json::sources_used(page, library.sources());
    let colour = args.out.is_none() && context.stdout_colour();
    let answer = match args.format {
        PageFormat::Text => text::page(page, &sources, text::Style { colour }),
        PageFormat::Md => markdown::page(page, &sources),
        PageFormat::Json => json::page(schema, about, page, library.sources())?,
        PageFormat::Csv => csv::records(page.sections.iter().flat_map(|s| &s.figures))?,
        PageFormat::Html => html::page(
            page,
            &html::Setting {
                pair: Some(pair),
                kind: "Study",
                command: &format!("{command} --format html"),
                json: &json::page_compact(schema, about, page, library.sources())?,
                sources: &sources,
                rings: &[],
            },
        ),
        PageFormat::Figures => return output::give_figures(page, Some(pair), &[], args.out.as_deref()),
    };
    output::write(&answer, args.out.as_deref())
}
