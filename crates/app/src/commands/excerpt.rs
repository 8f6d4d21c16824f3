//! Some sections of the brief in full, as an answer of their own.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Format, OutputArgs};
use crate::progress::Steps;
use crate::world;
use suzerain_report::{csv, json, markdown, text};
use suzerain_studies::brief::{self, Options};
use suzerain_studies::world::World;
use suzerain_tables::Year;

/// The arguments of commands on a pair.
#[derive(Debug, clap::Args)]
pub struct PairArgs {
    /// One state
    #[arg(value_name = "A")]
    pub a: String,

    /// The other state
    #[arg(value_name = "B")]
    pub b: String,

    /// Take the latest figures up to this year; without it, the newest of each source
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// First year of the trends
    #[arg(long, value_name = "YEAR")]
    pub since: Option<i16>,
}

/// Which sections, under which name.
pub struct Excerpt {
    /// Name and version of the JSON layout.
    pub schema: &'static str,
    /// Title of the page.
    pub title: &'static str,
    /// Sections of the brief.
    pub sections: &'static [&'static str],
    /// The section whose first paragraph leads the page.
    pub led_by: &'static str,
}

impl Excerpt {
    /// Prints the sections in full.
    ///
    /// # Errors
    /// A user error for states, years or files that are refused.
    pub fn give(&self, args: &PairArgs, output: &OutputArgs, context: &Context) -> Result<(), CliError> {
        let (a, b) = world::pair(&args.a, &args.b, args.year, context)?;
        let (a, b) = (a.economy, b.economy);
        world::check_years(args.year, args.since)?;
        let library = world::library(context)?;
        let world = World::new(&library, [a, b]);
        let options = Options { year: args.year.map(Year), since: args.since.map(Year), full: true, models: false };
        let page = {
            let _step = Steps::one(self.title, context);
            brief::excerpt(&world, a, b, self.sections, self.led_by, self.title, &options)?
        };
        let sources = json::sources_used(&page, library.sources());
        let colour = output.out.is_none() && context.stdout_colour();
        let answer = match output.format {
            Format::Text => text::page(&page, &sources, text::Style { colour }),
            Format::Md => markdown::page(&page, &sources),
            Format::Json => json::excerpt(self.schema, &page, [a, b], args.year, library.sources())?,
            Format::Csv => csv::records(page.sections.iter().flat_map(|s| &s.figures))?,
        };
        output::write(&answer, output.out.as_deref())
    }
}
