//! `suzerain reconcile`: one value from the two reports of a flow.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Answer, Block, OutputArgs, Table, thousands};
use crate::progress::{Bar, Steps, size_on_disk};
use crate::world;
use serde_json::json;
use std::path::PathBuf;
use suzerain_report::reconciliation as page;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_studies::reconciliation::{self, CifChoice, Study};
use suzerain_tables::store::TableFile;

const AFTER_HELP: &str = "\
Examples:
  suzerain reconcile exports.csv imports.csv --flows reconciled.csv
  suzerain reconcile comtrade-2022.csv --cif published --flows reconciled.csv --format json

The files are UN Comtrade's, of exports and imports, in either layout. The table of flows keeps both
reports of each, what freight was taken to add, the weight of the exporter's report, the gap and the
reconciled value, in thousand US dollars free on board.";

/// Reconciles what exporters and importers report of the same trade (Gaulier and Zignago 2010).
///
/// Estimates what freight and insurance add to imports, how well each economy's reports agree with its
/// partners', and averages the two reports of each flow by that.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Comtrade files, of exports and of imports
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// Write the reconciled flows to this file, as CSV
    #[arg(long, value_name = "FILE")]
    pub flows: PathBuf,

    /// How to take freight and insurance off importers' reports
    #[arg(long, value_name = "HOW", value_enum, default_value_t)]
    pub cif: Cif,

    /// How and where to print the summary
    #[command(flatten)]
    pub output: OutputArgs,
}

/// How to take freight and insurance off importers' reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Cif {
    /// Estimate the equation from the files
    #[default]
    Estimate,
    /// Use the coefficients published for BACI
    Published,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let scratch = tempfile::tempdir().map_err(|error| CliError::user(format!("no temporary folder: {error}")))?;
    let report = {
        let mut bar = Bar::new(args.files.iter().map(|file| size_on_disk(file)).sum(), context);
        import(Publisher::Comtrade, &args.files, scratch.path(), &ImportOptions::default(), &mut bar)?
    };
    let tables: Vec<TableFile> =
        report.written.iter().map(|(path, _)| TableFile::open(path)).collect::<Result<_, _>>()?;
    let library = world::library(context)?;
    let choice = match args.cif {
        Cif::Estimate => CifChoice::Estimate,
        Cif::Published => CifChoice::Published,
    };
    let study = {
        let mut steps = Steps::new(reconciliation::STEPS, context);
        reconciliation::study(&tables, &library, choice, |step| steps.next(step))?
    };
    output::write(&page::flows(&study.flows)?, Some(&args.flows))?;
    answer(&study, args).give(&args.output, context)
}

fn answer(study: &Study, args: &Args) -> Answer {
    let flows = &study.flows;
    let both = flows.iter().filter(|f| f.exporter_kusd.is_some() && f.importer_kusd.is_some()).count();
    let mut counts = Table::new(["what", "count"]).right("count");
    counts.push(["flows", &thousands(flows.len() as u64)]);
    counts.push(["reported by both sides", &thousands(both as u64)]);
    counts.push(["reported by one side (mirror)", &thousands((flows.len() - both) as u64)]);
    let mut sigmas = Table::new(["economy", "as exporter", "as importer"]).right("as exporter").right("as importer");
    let mut csv = Table::new(["economy", "sigma_exporter", "sigma_importer"]);
    let mut records = Vec::new();
    let shown = |sigma: &Option<f64>| sigma.map_or(String::new(), |s| format!("{s:.3}"));
    for (economy, [exporter, importer]) in study.reliability.economies() {
        sigmas.push([economy.code().to_owned(), shown(&exporter), shown(&importer)]);
        let exact = |sigma: Option<f64>| sigma.map_or(String::new(), |s| s.to_string());
        csv.push([economy.code().to_owned(), exact(exporter), exact(importer)]);
        records.push(json!({"economy": economy.code(), "sigma_exporter": exporter, "sigma_importer": importer}));
    }
    let cif = study.cif_words();
    let certificate = &study.reliability.certificate;
    Answer {
        page: vec![
            Block::Heading("Flows".into()),
            Block::Table(counts),
            Block::Line(format!("Written to {}.", args.flows.display())),
            Block::Heading("Freight and insurance".into()),
            Block::Line(cif.clone()),
            Block::Heading("Standard deviation of the log of reports".into()),
            Block::Line("A low one is agreement with the partners, not truth.".into()),
            Block::Table(sigmas),
        ],
        json: json!({
            "schema": "suzerain.reconcile/1",
            "flows": flows.len(),
            "both_sides": both,
            "mirror": flows.len() - both,
            "file": args.flows.display().to_string(),
            "cif": {"how": cif, "estimate": study.estimate.as_ref().map(page::estimate)},
            "reliability": {
                "observations": study.reliability.observations,
                "sweeps": certificate.iterations,
                "residual": certificate.residual,
                "economies": records,
            },
        }),
        csv,
    }
}
