//! `suzerain depend`: all measures of dependence by domain.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, OutputArgs};
use crate::{progress, world};
use serde_json::json;
use std::path::PathBuf;
use suzerain_studies::brief::{Options, SECTIONS};
use suzerain_studies::depend;
use suzerain_studies::world::World;
use suzerain_tables::Year;
use suzerain_tables::figure::Dyad;

/// Name and version of the JSON layout.
const SCHEMA: &str = "suzerain.depend/1";

const AFTER_HELP: &str = "\
Examples:
  suzerain depend RUS on CHN
  suzerain depend Kazakhstan --top 5
  suzerain depend DEU CHN --full --format csv

Without a second state: against the largest partners in goods trade. Sensitivity is a share or cost
before anybody adjusts, vulnerability one that counts what others could and would supply.";

/// Shows what one state depends on another for, by domain, in both directions.
///
/// Every measure of dependence the loaded tables allow: shares, value added, electronics, energy, finance,
/// arms, people, and what is left of them after reachable alternatives.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The state whose dependence is asked about
    #[arg(value_name = "A")]
    pub a: String,

    /// The other state, with or without the word `on` before it
    #[arg(value_name = "on B", num_args = 0..=2)]
    pub on: Vec<String>,

    /// Partners to show where no second state is given
    #[arg(long, value_name = "N", default_value_t = depend::PARTNERS)]
    pub top: usize,

    /// Take the latest figures up to this year; without it, the newest of each source
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// Every row, the value-added measures too, and the names of datasets that are not loaded
    #[arg(long)]
    pub full: bool,

    /// List of who sanctions whom, in place of the built-in one
    #[arg(long, value_name = "FILE")]
    pub sanctions: Option<PathBuf>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    world::check_years(args.year, None)?;
    let partner = match args.on.as_slice() {
        [] => None,
        [b] if !b.eq_ignore_ascii_case("on") => Some(b),
        [on, b] if on.eq_ignore_ascii_case("on") => Some(b),
        _ => {
            return Err(CliError::user("the second state is missing, or there is one too many")
                .hint("write `suzerain depend RUS on CHN`, or `suzerain depend RUS` for its largest partners"));
        }
    };
    let options = Options { year: args.year.map(Year), since: None, full: args.full, models: false };
    let library = world::with_sanctions(world::library(context)?, args.sanctions.as_deref())?;
    if let Some(b) = partner {
        let (a, b) = world::pair(&args.a, b, args.year, context)?;
        let dyad = Dyad { dependent: a.economy, on: b.economy };
        let world = World::new(&library, [dyad.dependent, dyad.on]);
        let mut steps = progress::Steps::new(SECTIONS.len() as u64, context);
        let page = depend::on_another(&world, dyad, &options, |section| steps.next(section));
        drop(steps);
        let about = json!({"dependent": dyad.dependent.code(), "on": [dyad.on.code()], "year": args.year});
        return give(&page, &library, &about, args, context);
    }
    let economy = world::economy(&args.a, args.year)?.economy;
    let partners = depend::partners(&World::new(&library, [economy, economy]), economy, &options, args.top)?;
    if partners.is_empty() {
        return Err(CliError::user(format!("no loaded table of goods trade covers {}", economy.name()))
            .hint("`suzerain data coverage A B` lists what the loaded tables hold"));
    }
    let mut steps = progress::Steps::new(partners.len() as u64, context);
    let page = depend::on_partners(&library, economy, &partners, &options, |name| steps.next(name));
    drop(steps);
    let codes: Vec<&str> = partners.iter().map(|p| p.code()).collect();
    let about = json!({"dependent": economy.code(), "on": codes, "year": args.year});
    give(&page, &library, &about, args, context)
}

fn give(
    page: &suzerain_studies::page::Page,
    library: &suzerain_tables::library::Library,
    about: &serde_json::Value,
    args: &Args,
    context: &Context,
) -> Result<(), CliError> {
    let about = about.as_object().cloned().unwrap_or_default();
    output::give_page(page, library.sources(), SCHEMA, about, &args.output, context)
}
