//! `suzerain data check`: whether a folder of tables is sound.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use suzerain_tables::frame::Frame;
use suzerain_tables::provenance::Sources;
use suzerain_tables::reporting::Reporting;
use suzerain_tables::store::{Selection, TableFile, TableKind};

const AFTER_HELP: &str = "\
Examples:
  suzerain data check my-tables
  suzerain data check my-tables --format json

Exit code: 0 sound, 1 readable but not as its sources.toml describes it, 2 damaged.";

/// Reads a folder of tables to its end and reports tables, rows and problems.
///
/// Every row of every table is decoded and every economy looked up; `sources.toml` and
/// `reporting.toml` are read, and the checksums they state compared.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Folder with tables (*.parquet), made by `suzerain import`
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let findings = Findings::of(&args.folder)?;
    findings.answer().give(&args.output, context)?;
    findings.verdict(&args.folder)
}

/// A table that could be opened.
struct Found {
    file: String,
    kind: TableKind,
    source: String,
    vintage: String,
    rows: u64,
}

#[derive(Default)]
struct Findings {
    tables: Vec<Found>,
    /// What cannot be read.
    damage: Vec<String>,
    /// What can be read, but is not what the folder says it is.
    mismatches: Vec<String>,
}

impl Findings {
    fn of(folder: &Path) -> Result<Self, CliError> {
        let paths = table_paths(folder)?;
        let mut findings = Self::default();
        if paths.is_empty() {
            findings.damage.push("no table files (*.parquet) here".into());
        }
        for path in &paths {
            match read_to_end(path) {
                Ok(found) => findings.tables.push(found),
                Err(problem) => findings.damage.push(problem),
            }
        }
        findings.compare(folder, "reporting.toml", |text| Reporting::parse(text).map_err(|error| error.to_string()));
        let sources = findings.compare(folder, "sources.toml", |text| {
            Sources::parse(text).map_err(|error| format!("sources.toml: {error}"))
        });
        findings.compare_with(folder, &sources.unwrap_or_default());
        Ok(findings)
    }

    /// Reads a description, if the folder has it.
    fn compare<T>(&mut self, folder: &Path, name: &str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let text = match std::fs::read_to_string(folder.join(name)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => {
                self.damage.push(format!("{name}: {error}"));
                return None;
            }
        };
        parse(&text).map_err(|problem| self.damage.push(problem.trim_end().to_owned())).ok()
    }

    /// Compares the tables with what `sources.toml` states about them.
    fn compare_with(&mut self, folder: &Path, sources: &Sources) {
        for found in &self.tables {
            if sources.get(&found.source).is_none() {
                self.mismatches.push(format!("{}: no sources.toml here describes `{}`", found.file, found.source));
            }
        }
        for stated in sources.entries.iter().flat_map(|source| &source.files) {
            let name = &stated.name;
            let Some(found) = self.tables.iter().find(|found| found.file == *name) else {
                // A file that is there and damaged has been told already.
                if !folder.join(name).exists() {
                    self.mismatches.push(format!("{name}: named in sources.toml, but not here"));
                }
                continue;
            };
            if found.rows != stated.rows {
                self.mismatches.push(format!("{name}: {} rows, sources.toml states {}", found.rows, stated.rows));
            }
            match checksum(&folder.join(name)) {
                Ok(sum) if sum == stated.sha256 => {}
                Ok(_) => self.mismatches.push(format!("{name}: not the file whose checksum sources.toml states")),
                Err(error) => self.damage.push(format!("{name}: {error}")),
            }
        }
    }

    fn answer(&self) -> Answer {
        let mut table = Table::new(["file", "table", "source", "vintage", "rows"]).right("rows");
        for found in &self.tables {
            table.push([&found.file, found.kind.name(), &found.source, &found.vintage, &found.rows.to_string()]);
        }
        let mut page = Vec::new();
        if !table.is_empty() {
            page.push(Block::Table(table.clone()));
        }
        for (heading, problems) in [("Damaged", &self.damage), ("Not as described", &self.mismatches)] {
            if !problems.is_empty() {
                page.push(Block::Heading(heading.into()));
                page.push(Block::List(problems.clone()));
            }
        }
        let records: Vec<Value> = self
            .tables
            .iter()
            .map(|found| {
                json!({
                    "file": found.file,
                    "table": found.kind,
                    "source": found.source,
                    "vintage": found.vintage,
                    "rows": found.rows,
                })
            })
            .collect();
        Answer {
            page,
            json: json!({
                "schema": "suzerain.check/1",
                "tables": records,
                "damage": self.damage,
                "mismatches": self.mismatches,
            }),
            csv: table,
        }
    }

    fn verdict(&self, folder: &Path) -> Result<(), CliError> {
        let folder = folder.display();
        match (self.damage.len(), self.mismatches.len()) {
            (0, 0) => Ok(()),
            (0, n) => Err(CliError::check(format!("{folder}: readable, but not as described in {n} respects"))
                .hint("import the tables again, or correct sources.toml")),
            (n, _) => Err(CliError::user(format!("{folder}: {n} problems make it unreadable"))
                .hint("import the damaged tables again with `suzerain import PUBLISHER FILES... --into DIR`")),
        }
    }
}

fn table_paths(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let refused = |error| CliError::file(folder, &error).hint("give a folder made by `suzerain import`");
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if path.extension().is_some_and(|extension| extension == "parquet") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read_to_end(path: &Path) -> Result<Found, String> {
    let table = TableFile::open(path).map_err(|error| error.to_string())?;
    let meta = table.meta();
    table
        .for_each(&Selection::default(), |frame| known_economies(meta.kind, &frame))
        .map_err(|error| error.to_string())?;
    Ok(Found {
        file: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        kind: meta.kind,
        source: meta.source.clone(),
        vintage: meta.vintage.clone(),
        rows: table.rows(),
    })
}

/// Looks every economy of a table up.
fn known_economies(kind: TableKind, frame: &Frame) -> Result<(), suzerain_tables::frame::FrameError> {
    let columns: &[&str] = match kind {
        TableKind::Trade | TableKind::Tariffs => &["exporter", "importer"],
        TableKind::Indicators | TableKind::Votes => &["economy"],
        TableKind::Obligations => &["economy_a", "economy_b"],
        TableKind::Reserves => &["holder"],
        TableKind::Arms => &["supplier", "recipient"],
        TableKind::Dyadic => &["from", "to"],
        TableKind::Geography => &["origin", "destination"],
        TableKind::Io | TableKind::Elasticities | TableKind::Outlines | TableKind::Labels | TableKind::Issues => &[],
    };
    columns.iter().try_for_each(|column| frame.labels(column)?.economies().map(|_| ()))
}

fn checksum(path: &Path) -> std::io::Result<String> {
    let digest = Sha256::digest(std::fs::read(path)?);
    Ok(digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
