//! `suzerain brief`: how two states depend on each other.

use super::excerpt::PairArgs;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, PageArgs, PageFormat};
use crate::{progress, world};
use suzerain_report::{csv, html, json, markdown, text};
use suzerain_studies::brief::{self, Options, SECTIONS};
use suzerain_studies::claims;
use suzerain_studies::world::World;
use suzerain_tables::Year;
use suzerain_tables::figure::Dyad;

const AFTER_HELP: &str = "\
Examples:
  suzerain brief RUS CHN
  suzerain brief russia belarus --year 2021 --format json
  suzerain brief RUS CHN --format html --out page.html
  suzerain brief USA CAN --format figures --out figures

`A` and `B` are codes or names. Shares in JSON and CSV are fractions. A value that nobody reported is
unknown, never zero; `suzerain why A B MEASURE` shows where a figure comes from. The HTML page and the
figures ask all models; its data are those of `--all-models --format json`.";

/// Shows how two states depend on each other: trade, energy, technology, finance, arms, power, votes.
///
/// Both directions stand side by side, with the trend, and each figure with its source, its year and
/// what it is a share of.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The pair and the years
    #[command(flatten)]
    pub pair: PairArgs,

    /// Whole tables instead of the largest rows, and the sections that take longer
    #[arg(long)]
    pub full: bool,

    /// All models of a rupture and the sections that take longer, without whole tables; HTML and figures have them anyway
    #[arg(long)]
    pub all_models: bool,

    /// How and where to print
    #[command(flatten)]
    pub output: PageArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let (a, b) = world::pair(&args.pair.a, &args.pair.b, args.pair.year, context)?;
    let (a, b) = (a.economy, b.economy);
    world::check_years(args.pair.year, args.pair.since)?;
    let library = world::library(context)?;
    let world = World::new(&library, [a, b]);
    let format = args.output.format;
    let models = args.full || args.all_models || matches!(format, PageFormat::Html | PageFormat::Figures);
    let options = Options { year: args.pair.year.map(Year), since: args.pair.since.map(Year), full: args.full, models };
    let mut steps = progress::Steps::new(SECTIONS.len() as u64 + u64::from(format.has_charts()), context);
    let mut page = brief::brief(&world, a, b, &options, |title| steps.next(title));
    if models && let Some(section) = claims::brief_section(&library, [a, b])? {
        page.sections.push(section);
    }
    if format.has_charts() {
        steps.next("Charts");
        brief::charts::add(&mut page, &world, Dyad { dependent: a, on: b }, &options);
    }
    drop(steps);
    let sources = json::sources_used(&page, library.sources());
    let to_terminal = args.output.out.is_none() && context.stdout_colour();
    let answer = match format {
        PageFormat::Text => text::page(&page, &sources, text::Style { colour: to_terminal }),
        PageFormat::Md => markdown::page(&page, &sources),
        PageFormat::Json => json::brief(&page, [a, b], args.pair.year, library.sources())?,
        PageFormat::Csv => csv::records(page.sections.iter().flat_map(|s| &s.figures))?,
        PageFormat::Html => html::page(
            &page,
            &html::Setting {
                pair: Some([a, b]),
                kind: "Brief",
                command: &command(args, a.code(), b.code()),
                json: &json::brief_compact(&page, [a, b], args.pair.year, library.sources())?,
                sources: &sources,
                rings: &world::rings(&library)?,
            },
        ),
        PageFormat::Figures => {
            return output::give_figures(&page, Some([a, b]), &world::rings(&library)?, args.output.out.as_deref());
        }
    };
    output::write(&answer, args.output.out.as_deref())
}

/// The command that makes the page again.
fn command(args: &Args, a: &str, b: &str) -> String {
    let mut command = format!("suzerain brief {a} {b}");
    for (name, year) in [("year", args.pair.year), ("since", args.pair.since)] {
        if let Some(year) = year {
            command.push_str(&format!(" --{name} {year}"));
        }
    }
    if args.full {
        command.push_str(" --full");
    }
    command + " --format html"
}
