//! `suzerain claims check`: the verdict of the loaded tables on each claim.

use super::{built_in, placed};
use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Answer, Format, OutputArgs, Table};
use crate::{progress, world};
use std::io::Read;
use std::path::Path;
use suzerain_report::claims as report;
use suzerain_studies::claims::{self, Checked, Claim, Evidence};
use suzerain_tables::Economy;
use suzerain_tables::library::Library;

const AFTER_HELP: &str = "\
Examples:
  suzerain claims check
  suzerain claims check q01 q02 --format json
  suzerain claims check my-claim.toml
  suzerain claims check --data imported/ q16 q28

Without a name: every claim that comes with the program. `-` reads standard input. The exit code is 1
where a file expects another verdict. docs/methods/claims.md describes format and rules.";

/// Checks statements against the loaded tables: supported, contradicted, measure-dependent or undetermined.
///
/// Each claim is evaluated in every source and by every measure that applies, unreported trade put in at its
/// bounds; what would settle an open one is said.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Claims: names of built-in ones or files, all built-in ones if left out
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let claims = if args.files.is_empty() {
        built_in()?
    } else {
        args.files.iter().map(|name| named(name)).collect::<Result<_, _>>()?
    };
    let library = world::library(context)?;
    let checked = check_all(&claims, &library, context)?;
    give(&checked, &library, args, context)?;
    let surprises: Vec<String> = checked
        .iter()
        .filter(|c| c.surprises())
        .filter_map(|c| Some(format!("{}: {}, not {}", c.claim.id, c.verdict.name(), c.claim.expect?.name())))
        .collect();
    if surprises.is_empty() {
        return Ok(());
    }
    Err(CliError::check(format!("another verdict than expected: {}", surprises.join("; "))))
}

/// A built-in claim by its name, or the claim in a file.
fn named(name: &str) -> Result<Claim, CliError> {
    let built_in = claims::BUILT_IN.iter().find(|(known, _)| *known == name && !Path::new(name).exists());
    let (shown, text) = match built_in {
        Some((_, text)) => (name.to_owned(), (*text).to_owned()),
        None if name == "-" => {
            let mut text = String::new();
            let read = std::io::stdin().read_to_string(&mut text);
            read.map_err(|error| CliError::user(format!("standard input: {error}")))?;
            ("standard input".to_owned(), text)
        }
        None => {
            let text = std::fs::read_to_string(name).map_err(|error| {
                CliError::file(Path::new(name), &error).hint("`suzerain claims list` names the built-in claims")
            })?;
            (name.to_owned(), text)
        }
    };
    Claim::parse(&text).map_err(|error| placed(&shown, &text, &error))
}

/// Checks claims with a bar, tables shared between claims on the same pair.
pub fn check_all(claims: &[Claim], library: &Library, context: &Context) -> Result<Vec<Checked>, CliError> {
    let mut steps = progress::Steps::new(claims.len() as u64, context);
    let any = world::economy("RUS", None)?.economy;
    let other = world::economy("CHN", None)?.economy;
    let mut evidence: Option<([Economy; 2], Evidence<'_>)> = None;
    let mut checked = Vec::with_capacity(claims.len());
    for claim in claims {
        steps.next(&claim.id);
        let pair = claim.pair.unwrap_or([any, other]);
        let seen = match &evidence {
            Some((known, _)) if *known == pair => &evidence,
            _ => {
                evidence = Some((pair, Evidence::new(library, pair)));
                &evidence
            }
        };
        if let Some((_, seen)) = seen {
            checked.push(claims::check(seen, claim)?);
        }
    }
    Ok(checked)
}

fn give(checked: &[Checked], library: &Library, args: &Args, context: &Context) -> Result<(), CliError> {
    match args.output.format {
        Format::Json => output::write(&report::json(checked, library.sources())?, args.output.out.as_deref()),
        Format::Csv => {
            let mut csv = Table::new(report::COLUMNS);
            report::rows(checked).into_iter().for_each(|row| csv.push(row));
            Answer { page: vec![], json: serde_json::Value::Null, csv }.give(&args.output, context)
        }
        _ => {
            let about = serde_json::Map::new();
            let page = claims::page(checked);
            output::give_page(&page, library.sources(), report::SCHEMA, about, &args.output, context)
        }
    }
}
