//! `suzerain power`: how two states compare in power, and how fast that changes.

use super::excerpt;
use crate::context::Context;
use crate::error::CliError;
use crate::output::OutputArgs;

const AFTER_HELP: &str = "\
Examples:
  suzerain power RUS CHN
  suzerain power USA CHN --year 2010 --since 1960 --format json

The measures disagree, and all stand on the page. A year of parity carries the last five years on; it is
no forecast.";

/// Shows how two states compare in power by each measure, with trend, speed and years to parity.
///
/// Capability (CINC), product under each definition, GDP times GDP per head (Beckley), military
/// expenditure and population; the ratio, its five-year change, and the year of parity if half or all
/// of that change goes on; status deficit where diplomatic data are loaded; and the components of
/// Lake's hierarchy in both directions.
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
        schema: "suzerain.power/1",
        title: "Power",
        sections: &["power", "status", "hierarchy"],
        led_by: "power",
    };
    page.give(&args.pair, &args.output, context)
}
