//! `suzerain sql`: questions in SQL to every table and measure.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Block, Failure, Table};
use crate::world;
use std::path::PathBuf;
use std::sync::Arc;
use suzerain_engine::session::{Answer, Runtime, Shelf};
use suzerain_engine::{Engine, EngineError, Limits, output as engine_output};

const AFTER_HELP: &str = "\
Examples:
  suzerain sql \"show tables\"
  suzerain sql \"select year, sum(value_kusd) from trade where source = 'baci-29' group by year order by year\"
  suzerain sql \"select economy, value from measure.cinc where year = 2012 order by value desc limit 5\"
  suzerain sql \"select * from trade where importer = 'RUS'\" --format parquet --out russia.parquet

Tables: trade, indicators, votes, obligations, reserves, arms, io, geography, tariffs, elasticities,
outlines, labels, economies, members, every measure as measure.<id>, and each other Parquet file of a
--data folder under its name. docs/sql.md lists columns and functions.";

/// Answers a question in SQL over every table and measure.
///
/// Reads only the columns, years and economies the question needs; tables larger than memory are
/// streamed. Nothing is changed: the only statements are questions.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The question, or - to read it from standard input
    #[arg(value_name = "SQL")]
    pub query: String,

    /// How to print the answer
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: Format,

    /// Write the answer to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Threads to use instead of one a processor
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,

    /// Megabytes of memory for sorts, joins and groups; what does not fit goes to temporary files
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(16..))]
    pub memory: Option<u32>,

    /// Run on the cluster with its scheduler at this address
    #[cfg(feature = "cluster")]
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = ["threads", "memory"])]
    pub cluster: Option<String>,
}

/// How to print an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table for reading
    #[default]
    #[value(alias = "table")]
    Text,
    /// Comma-separated values with a header
    Csv,
    /// JSON with a versioned schema
    Json,
    /// Parquet, into a file
    Parquet,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    if args.format == Format::Parquet && args.out.is_none() {
        return Err(CliError::user("Parquet is not text").hint("name a file with --out FILE"));
    }
    let query = match args.query.as_str() {
        "-" => std::io::read_to_string(std::io::stdin())
            .map_err(|error| CliError::user(format!("standard input: {error}")))?,
        query => query.to_owned(),
    };
    let shelf = shelf(context)?;
    let runtime = Runtime::start(args.threads)?;
    let found = runtime.wait(async { open(args, shelf).await?.query(&query).await })?;
    answer(args, found, &runtime)
}

/// The loaded tables, with the folders they came from.
pub fn shelf(context: &Context) -> Result<Arc<Shelf>, CliError> {
    let folders = context
        .data()
        .iter()
        .map(|folder| std::path::absolute(folder).map_err(|error| CliError::file(folder, &error)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(Shelf { library: world::library(context)?, folders }))
}

async fn open(args: &Args, shelf: Arc<Shelf>) -> Result<Engine, EngineError> {
    #[cfg(feature = "cluster")]
    if let Some(address) = &args.cluster {
        return suzerain_engine::cluster::connect(address, shelf, super::cluster::opener()).await;
    }
    let memory_bytes = args.memory.map(|megabytes| megabytes as usize * 1_000_000);
    Engine::open(shelf, Limits { threads: args.threads, memory_bytes }).await
}

fn answer(args: &Args, answer: Answer, runtime: &Runtime) -> Result<(), CliError> {
    let out = args.out.as_deref();
    let format = match args.format {
        Format::Text => {
            let page = runtime.wait(answer.page())?;
            let mut table = Table::new(page.columns.iter().map(|(name, _)| name.clone()));
            for (name, _) in page.columns.iter().filter(|(_, is_number)| *is_number) {
                table = table.right(name);
            }
            page.rows.into_iter().for_each(|row| table.push(row));
            return output::write(&output::text(&[Block::Table(table)], false), out);
        }
        Format::Csv => engine_output::Format::Csv,
        Format::Json => engine_output::Format::Json,
        Format::Parquet => engine_output::Format::Parquet,
    };
    output::stream(out, |into| runtime.wait(answer.write(format, into)).map(|_| ()))
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Write(error) => Self::Io(error),
            other => Self::Other(Box::new(other.into())),
        }
    }
}
