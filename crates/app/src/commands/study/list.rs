//! `suzerain study list`: the studies that come with the program.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use serde_json::json;
use suzerain_studies::study;
use suzerain_tables::Economy;

const AFTER_HELP: &str = "\
Examples:
  suzerain study list
  suzerain study list --format json";

/// Lists the studies that come with the program: whose picture, and what drives the tie in it.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let studies = study::studies().map_err(|error| CliError::from(error).into_bug())?;
    let mut shown = Table::new(["study", "title", "by", "main driver"]);
    let mut csv = Table::new(["study", "essay", "title", "said_by", "outlet", "date", "driver", "claims", "scenarios"]);
    let mut entries = Vec::new();
    for s in &studies {
        let by = format!("{}, {}, {}", s.said_by, s.outlet, s.date);
        shown.push([s.name.as_str(), s.title.as_str(), by.as_str(), s.driver.as_str()]);
        csv.push([
            s.name.clone(),
            s.essay.clone(),
            s.title.clone(),
            s.said_by.clone(),
            s.outlet.clone(),
            s.date.clone(),
            s.driver.clone(),
            s.claims.join(" "),
            s.scenarios.join(" "),
        ]);
        entries.push(json!({
            "name": s.name,
            "essay": s.essay,
            "title": s.title,
            "said_by": s.said_by,
            "outlet": s.outlet,
            "date": s.date,
            "driver": s.driver,
            "pair": s.pair.map(Economy::code),
            "claims": s.claims,
            "mechanisms": s.mechanisms,
            "scenarios": s.scenarios,
        }));
    }
    let page = vec![Block::Heading("Studies that come with the program".into()), Block::Table(shown)];
    let json = json!({"schema": "suzerain.study-list/1", "studies": entries});
    Answer { page, json, csv }.give(&args.output, context)
}
