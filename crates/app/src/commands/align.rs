//! `suzerain align`: how alike two states vote and whom they are allied to.

use super::excerpt;
use crate::context::Context;
use crate::error::CliError;
use crate::output::OutputArgs;

const AFTER_HELP: &str = "\
Examples:
  suzerain align RUS CHN
  suzerain align USSR China --year 1985 --since 1950 --format json

The headline is `kappa`; S calls most pairs alike, since most pairs of states have no tie.";

/// Shows how alike two states are: UN votes, ideal points, alliances, by each measure and over time.
///
/// Agreement and distance of ideal points by session of the General Assembly, alliance obligations, and
/// the likeness of alliance and vote portfolios: S, kappa, pi and tau-b.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The pair, years and output
    #[command(flatten)]
    pub pair: excerpt::PairArgs,
    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let page = excerpt::Excerpt {
        schema: "suzerain.align/1",
        title: "Alignment",
        sections: &["alignment", "politics"],
        led_by: "politics",
    };
    page.give(&args.pair, &args.output, context)
}
