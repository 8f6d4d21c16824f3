//! `suzerain claims list`: the claims that come with the program.

use super::built_in;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use suzerain_report::claims as report;
use suzerain_tables::Economy;

const AFTER_HELP: &str = "\
Examples:
  suzerain claims list
  suzerain claims list --format json

`suzerain claims check NAME` checks one of them.";

/// Lists the claims that come with the program: who said what, and when.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let claims = built_in()?;
    let mut shown = Table::new(["claim", "study", "statement", "said by"]);
    let mut csv = Table::new(["claim", "study", "statement", "said_by", "outlet", "date", "pair", "settled_by"]);
    for claim in &claims {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let pair = claim.pair.map(|pair| pair.map(Economy::code).join(" ")).unwrap_or_default();
        shown.push([claim.id.clone(), text(&claim.study), claim.statement.clone(), claim.origin()]);
        csv.push([
            claim.id.clone(),
            text(&claim.study),
            claim.statement.clone(),
            text(&claim.said_by),
            text(&claim.outlet),
            text(&claim.date),
            pair,
            text(&claim.settled_by),
        ]);
    }
    let page = vec![Block::Heading("Claims that come with the program, paraphrased".into()), Block::Table(shown)];
    Answer { page, json: report::list(&claims), csv }.give(&args.output, context)
}
