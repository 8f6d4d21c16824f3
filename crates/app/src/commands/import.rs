//! `suzerain import`: publishers' files become tables in a folder.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table, thousands};
use crate::progress::{Bar, size_on_disk};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use suzerain_sources::ImportReport;
use suzerain_sources::import::{ImportOptions, Publisher, import};

const AFTER_HELP: &str = "\
Examples:
  suzerain import
  suzerain import baci BACI_HS92_V202601.zip --into my-tables --vintage V202601

Afterwards, `--data my-tables` puts the tables to use. Nothing is left half-written: a file that is
refused changes nothing in the folder.";

/// Reads a publisher's files as downloaded and writes tables that the other commands use.
///
/// Without PUBLISHER: lists the publishers whose files are read and the pages they are downloaded
/// from. Files may be plain, gzip-compressed, or inside the publisher's zip archive. The report
/// counts the rows read, kept, added up and left out, and says why.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Whose files they are
    #[arg(requires = "files", ignore_case = true, value_parser = publisher_parser())]
    pub publisher: Option<Publisher>,

    /// The downloaded files
    #[arg(requires = "into")]
    pub files: Vec<PathBuf>,

    /// Folder to write the tables into; made if it does not exist
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,

    /// Release of the data, where the files do not tell it
    #[arg(long, value_name = "VINTAGE")]
    pub vintage: Option<String>,

    /// Short name of the source in tables and citations, in place of the usual one
    #[arg(long, value_name = "ID")]
    pub source_id: Option<String>,

    /// How and where to print the report or the list
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    match (args.publisher, &args.into) {
        (Some(publisher), Some(into)) => read_files(publisher, into, args, context),
        _ => publishers().give(&args.output, context),
    }
}

fn read_files(publisher: Publisher, into: &Path, args: &Args, context: &Context) -> Result<(), CliError> {
    let options = ImportOptions { source_id: args.source_id.clone(), vintage: args.vintage.clone() };
    let report = {
        let mut bar = Bar::new(args.files.iter().map(|file| size_on_disk(file)).sum(), context);
        import(publisher, &args.files, into, &options, &mut bar)?
    };
    give(&[report], &args.output, context)?;
    context.note(&format!("`--data {}` puts these tables to use", into.display()));
    Ok(())
}

/// Prints what imports did, and makes sure that every row is accounted for: nothing may be left out
/// silently, and a report that does not add up is a defect of the reader.
pub fn give(reports: &[ImportReport], output: &OutputArgs, context: &Context) -> Result<(), CliError> {
    let mut page = Vec::new();
    let mut csv = Table::new(["publisher", "what", "count", "why"]);
    for report in reports {
        describe(report, &mut page);
        for (what, count, why) in counts(report) {
            csv.push([report.publisher.as_str(), what, &count.to_string(), &why]);
        }
    }
    let records: Vec<Value> = reports.iter().map(record).collect();
    let answer = Answer { page, json: json!({"schema": "suzerain.import/1", "imports": records}), csv };
    answer.give(output, context)?;
    match reports.iter().find(|report| !report.balances()) {
        None => Ok(()),
        Some(report) => Err(CliError::bug(format!(
            "the {} reader lost count: rows kept, added up and left out are not the rows read",
            report.publisher
        ))),
    }
}

fn describe(report: &ImportReport, page: &mut Vec<Block>) {
    page.push(Block::Heading(report.publisher.clone()));
    let mut table = Table::new(["what", "count", "why or where"]).right("count");
    for (what, count, why) in counts(report) {
        table.push([what.to_owned(), thousands(count), why]);
    }
    page.push(Block::Table(table));
    if !report.notes.is_empty() {
        page.push(Block::List(report.notes.clone()));
    }
}

/// Every count of a report: what happened to how many rows or cells, and why or into which file.
fn counts(report: &ImportReport) -> Vec<(&'static str, u64, String)> {
    let mut counts =
        vec![("rows read", report.rows_read, String::new()), ("rows kept", report.rows_kept, String::new())];
    let by_reason = [
        ("rows added up", &report.aggregated),
        ("rows left out", &report.dropped),
        ("cells repaired", &report.repaired),
    ];
    for (what, reasons) in by_reason {
        counts.extend(reasons.iter().map(|(reason, count)| (what, *count, reason.clone())));
    }
    counts.extend(report.written.iter().map(|(path, rows)| ("rows written", *rows, path.display().to_string())));
    counts
}

fn record(report: &ImportReport) -> Value {
    let written: Vec<Value> =
        report.written.iter().map(|(path, rows)| json!({"file": path.display().to_string(), "rows": rows})).collect();
    json!({
        "publisher": report.publisher,
        "rows_read": report.rows_read,
        "rows_kept": report.rows_kept,
        "aggregated": report.aggregated,
        "dropped": report.dropped,
        "repaired": report.repaired,
        "notes": report.notes,
        "written": written,
    })
}

fn publishers() -> Answer {
    let mut listed = Table::new(["publisher", "files, and the page they are downloaded from"]);
    let mut csv = Table::new(["publisher", "files", "url"]);
    let mut records = Vec::new();
    for publisher in Publisher::ALL {
        let (name, summary, url) = (publisher.name(), publisher.summary(), publisher.url());
        listed.push([name, summary]);
        listed.push(["", url]);
        csv.push([name, summary, url]);
        records.push(json!({"publisher": name, "files": summary, "url": url}));
    }
    Answer {
        page: vec![Block::Table(listed)],
        json: json!({"schema": "suzerain.publishers/1", "publishers": records}),
        csv,
    }
}

/// Publishers by name, so that help, completions and refusals list them.
fn publisher_parser() -> impl TypedValueParser<Value = Publisher> {
    let names = Publisher::ALL.map(|publisher| PossibleValue::new(publisher.name()).help(publisher.summary()));
    PossibleValuesParser::new(names).try_map(|name| {
        Publisher::from_name(&name.to_ascii_lowercase()).ok_or_else(|| format!("no reader for `{name}`"))
    })
}
