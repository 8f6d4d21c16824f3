//! `suzerain panel`: the table of dyad-years from the Correlates of War family.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, Format, OutputArgs, Table, thousands};
use crate::progress::Steps;
use serde_json::json;
use std::path::{Path, PathBuf};
use suzerain_measures::panel::{Options, Panel};
use suzerain_sources::prepared::interstate::{self, DisputeList, Folders};
use suzerain_tables::dyad_years;
use suzerain_tables::interstate::Interstate;

const AFTER_HELP: &str = "\
Examples:
  suzerain panel --out panel.parquet
  suzerain panel --from 1946 --to 2010 --relevant --disputes gml --out relevant.csv
  suzerain panel --cow lists/cow --gdp lists/gdp --out panel.parquet --format json

A value outside the window of its column is null, never 0. The windows are printed, and stand in the
footer of the Parquet file. docs/methods/panel.md says what each column is.";

/// The folders with the lists of the field.
#[derive(Debug, clap::Args)]
pub struct Lists {
    /// Folder with the Correlates of War family (cow_states.csv, atop_alliance.csv.gz, ...)
    #[arg(long, value_name = "DIR", default_value = "../shared/data/cow")]
    pub cow: PathBuf,

    /// Folder with estimates of output and regime (cw_gdppop.csv.gz, cw_democracy.csv.gz)
    #[arg(long, value_name = "DIR", default_value = "../shared/data/gdp_isard")]
    pub gdp: PathBuf,

    /// List of militarized disputes
    #[arg(long, value_name = "LIST", value_enum, default_value_t)]
    pub disputes: Disputes,
}

/// Lists of militarized disputes.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub enum Disputes {
    /// Militarized Interstate Disputes, version 5 (to 2014)
    #[default]
    Mid,
    /// Gibler, Miller and Little (to 2010)
    Gml,
}

impl Disputes {
    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mid => "mid",
            Self::Gml => "gml",
        }
    }
}

impl Lists {
    /// Reads the lists.
    ///
    /// # Errors
    /// A user error if a folder is absent or a file of it is damaged.
    pub fn read(&self) -> Result<Interstate, CliError> {
        for (folder, option) in [(&self.cow, "--cow"), (&self.gdp, "--gdp")] {
            if !folder.is_dir() {
                return Err(CliError::user(format!("{}: no such folder", folder.display())).hint(format!(
                    "give the folder with {option}; docs/data-sources.md lists the files and where they are published"
                )));
            }
        }
        let folders = Folders { cow: self.cow.clone(), output: self.gdp.clone() };
        let list = match self.disputes {
            Disputes::Mid => DisputeList::Mid,
            Disputes::Gml => DisputeList::Gml,
        };
        Ok(interstate::read(&folders, list)?)
    }
}

/// Builds one row for every pair of states and year: power, output, regime, trade, obligations,
/// organisations, disputes, rivalries, contiguity and distance.
///
/// Pairs are unordered (ccode1 < ccode2); `_12` is the first state's to the second, `_1` the first
/// state's own. States of the last day of the list of members are carried to --to, and those rows
/// flagged in `extended`.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// First year
    #[arg(long, value_name = "YEAR", default_value_t = 1816, value_parser = clap::value_parser!(i16).range(1816..=2100))]
    pub from: i16,

    /// Last year
    #[arg(long, value_name = "YEAR", default_value_t = 2018, value_parser = clap::value_parser!(i16).range(1816..=2100))]
    pub to: i16,

    /// Only politically relevant pairs: contiguous, or with a major power among them
    #[arg(long)]
    pub relevant: bool,

    #[command(flatten)]
    pub lists: Lists,

    /// Table to write: FILE.parquet or FILE.csv
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,

    /// How to print what was written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: Format,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    if args.from > args.to {
        return Err(CliError::user(format!("the panel would start in {}, after {}", args.from, args.to))
            .hint("give a --from that is not later than --to"));
    }
    let parquet = is_parquet(&args.out)?;
    let mut steps = Steps::new(3, context);
    steps.next("reading the lists");
    let records = args.lists.read()?;
    steps.next("joining them");
    let panel = Panel::new(&records, Options { from: args.from, to: args.to, relevant: args.relevant });
    let columns = panel.columns();
    let rows = panel.rows().len();
    steps.next("writing the table");
    let fill = |column, range| panel.values(column, range);
    if parquet {
        dyad_years::write_parquet(&args.out, &columns, rows, fill, |_| ())?;
    } else {
        dyad_years::write_csv(&args.out, &columns, rows, fill, |_| ())?;
    }
    drop(steps);

    let extended = panel.rows().iter().filter(|row| row.year > records.members_to).count();
    let mut table = Table::new(["column", "window", "source", "unit", "meaning"]);
    for c in &columns {
        let window = c.window.map_or_else(|| "every row".to_owned(), |w| w.to_string());
        table.push([&c.name, &window, c.source, c.unit, c.about]);
    }
    let name = args.out.display();
    let mut page = vec![
        Block::Heading(format!("{} dyad-years, {} columns in {name}", thousands(rows as u64), columns.len())),
        Block::Table(table.clone()),
    ];
    if extended > 0 {
        page.push(Block::Line(format!(
            "The list of members ends in {}: {} rows of later years carry its last day on (`extended` is 1).",
            records.members_to,
            thousands(extended as u64)
        )));
    }
    let json = json!({
        "schema": "suzerain.panel/1", "file": name.to_string(), "rows": rows, "extended_rows": extended,
        "from": args.from, "to": args.to, "relevant": args.relevant, "columns": columns,
    });
    Answer { page, json, csv: table }.give(&OutputArgs { format: args.format, out: None }, context)
}

fn is_parquet(path: &Path) -> Result<bool, CliError> {
    match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("parquet") => Ok(true),
        Some("csv") => Ok(false),
        _ => Err(CliError::user(format!("{}: neither .parquet nor .csv", path.display()))
            .hint("name the file to write panel.parquet or panel.csv")),
    }
}
