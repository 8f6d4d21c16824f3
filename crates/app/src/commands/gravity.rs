//! `suzerain gravity`: an equation of trade from the user's own file.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::progress;
use serde_json::json;
use std::path::{Path, PathBuf};
use suzerain_models::gravity::{Coefficient, Estimate, Flows, Labels, estimate};
use suzerain_report::rupture::certificate;
use suzerain_solvers::poisson::PoissonError;
use suzerain_sources::Progress as _;
use suzerain_studies::words;

const AFTER_HELP: &str = "\
Examples:
  suzerain gravity flows.csv --flow trade --covariates lndist,contiguity,pta
  suzerain gravity panel.csv --flow value --covariates ln_tariff,rta --effects exporter,year \\
      --effects importer,year --cluster pair --elasticity ln_tariff

Effects are two lists of columns: one effect for each combination of their values. The coefficient of
the logarithm of one plus the tariff is minus the trade elasticity (--elasticity).";

/// Estimates a gravity equation by Poisson pseudo-maximum likelihood with two sets of fixed effects.
///
/// Reads a CSV file, a row for each flow, zeros included. Rows whose exporter or importer trades
/// nothing, and zeros that the covariates predict without end (separation), are left out and listed.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The file: comma-separated, a header, a row for each flow
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Column of the flow, at least 0 in every row
    #[arg(long, value_name = "COLUMN")]
    pub flow: String,

    /// Columns of the covariates
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', required = true)]
    pub covariates: Vec<String>,

    /// Columns of a set of effects; twice, `exporter` and `importer` if left out
    #[arg(long, value_name = "COLUMNS")]
    pub effects: Vec<String>,

    /// Clusters of the standard errors: `pair` for the two economies in either order, a column, or
    /// `none` for errors that are only robust
    #[arg(long, value_name = "COLUMN", default_value = "pair")]
    pub cluster: String,

    /// The covariate that is the logarithm of one plus the tariff: minus its coefficient is shown as
    /// trade elasticity
    #[arg(long, value_name = "COLUMN")]
    pub elasticity: Option<String>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let (flows, lines) = read(args, context)?;
    let found = estimate(&flows).map_err(|error| refused(&error, args, &lines))?;
    answer(args, &found, &lines)?.give(&args.output, context)
}

fn refused(error: &PoissonError, args: &Args, lines: &[u64]) -> CliError {
    let path = args.file.display();
    match error {
        PoissonError::Value { at, what: "outcome", value } => {
            CliError::user(format!("{path}:{}: the flow is {value}; flows are at least 0", lines[*at]))
        }
        PoissonError::NotConverged(_) => CliError::user(format!("{path}: {error}"))
            .hint("covariates of very different size, or nearly collinear ones, may be the cause"),
        _ => CliError::user(format!("{path}: {error}")),
    }
}

/// Reads the file row by row; also gives the line of each row.
fn read(args: &Args, context: &Context) -> Result<(Flows, Vec<u64>), CliError> {
    let path: &Path = &args.file;
    let file = std::fs::File::open(path).map_err(|error| CliError::file(path, &error))?;
    let refused = |line: u64, why: String| CliError::user(format!("{}:{line}: {why}", path.display()));
    let mut reader = csv::Reader::from_reader(file);
    let headers = reader.headers().map_err(|e| refused(1, e.to_string()))?.clone();
    let column = |name: &str| {
        headers.iter().position(|h| h.trim() == name).ok_or_else(|| {
            let known: Vec<&str> = headers.iter().collect();
            refused(1, format!("there is no column {name:?}")).hint(format!("the columns are {}", known.join(", ")))
        })
    };
    let columns =
        |list: &str| list.split(',').map(|name| column(name.trim())).collect::<Result<Vec<usize>, CliError>>();
    let effects = match args.effects.as_slice() {
        [] => [columns("exporter")?, columns("importer")?],
        [one, other] => [columns(one)?, columns(other)?],
        other => {
            return Err(CliError::user(format!("--effects is given {} times", other.len()))
                .hint("give it twice, for example --effects exporter,year --effects importer,year"));
        }
    };
    let flow = column(&args.flow)?;
    let covariates = args.covariates.iter().map(|n| column(n)).collect::<Result<Vec<usize>, CliError>>()?;
    if let Some(name) = &args.elasticity
        && !args.covariates.contains(name)
    {
        return Err(CliError::user(format!("{name:?} is not among the covariates")).hint("name it in --covariates too"));
    }
    let cluster: Option<Vec<usize>> = match args.cluster.as_str() {
        "none" => None,
        "pair" => Some(vec![column("exporter")?, column("importer")?]),
        name => Some(vec![column(name)?]),
    };
    let mut flows = Flows {
        names: args.covariates.clone(),
        covariates: vec![Vec::new(); covariates.len()],
        cluster: cluster.as_ref().map(|_| Labels::default()),
        ..Flows::default()
    };
    let mut bar = progress::Bar::new(progress::size_on_disk(path), context);
    let mut lines = Vec::new();
    let mut row = csv::StringRecord::new();
    let mut label = String::new();
    while reader
        .read_record(&mut row)
        .map_err(|e| refused(e.position().map_or(0, csv::Position::line), e.to_string()))?
    {
        let line = row.position().map_or(0, csv::Position::line);
        let number = |at: usize| -> Result<f64, CliError> {
            row[at].trim().parse::<f64>().ok().filter(|v| v.is_finite()).ok_or_else(|| {
                refused(line, format!("column {:?} is {:?}, not a number", &headers[at], &row[at]))
                    .hint("leave out rows with missing covariates before estimating")
            })
        };
        flows.value.push(number(flow)?);
        for (values, at) in flows.covariates.iter_mut().zip(&covariates) {
            values.push(number(*at)?);
        }
        for (labels, parts) in [&mut flows.exporter, &mut flows.importer].into_iter().zip(&effects) {
            label.clear();
            for at in parts {
                label.push_str(row[*at].trim());
                label.push('\u{1f}');
            }
            labels.push(&label);
        }
        if let (Some(labels), Some(parts)) = (&mut flows.cluster, &cluster) {
            let mut parts: Vec<&str> = parts.iter().map(|at| row[*at].trim()).collect();
            parts.sort_unstable();
            labels.push(&parts.join("\u{1f}"));
        }
        lines.push(line);
        if lines.len() % 4096 == 0 {
            bar.bytes(row.position().map_or(0, csv::Position::byte));
        }
    }
    Ok((flows, lines))
}

fn answer(args: &Args, found: &Estimate, lines: &[u64]) -> Result<Answer, CliError> {
    let mut table = Table::new(["covariate", "coefficient", "std. error", "z", "5 %", "95 %"]);
    for header in ["coefficient", "std. error", "z", "5 %", "95 %"] {
        table = table.right(header);
    }
    let mut csv = Table::new(["covariate", "coefficient", "standard_error", "low", "high"]);
    let mut records = Vec::new();
    for c in &found.coefficients {
        let shown = |v: Option<f64>, decimals: usize| v.map_or_else(|| "-".to_owned(), |v| words::number(v, decimals));
        let (low, high) = (c.band().map(|b| b.0), c.band().map(|b| b.1));
        table.push([
            c.name.clone(),
            c.estimate.map_or_else(|| "collinear".to_owned(), |v| words::number(v, 7)),
            shown(c.error, 7),
            shown(c.z(), 2),
            shown(low, 4),
            shown(high, 4),
        ]);
        let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
        csv.push([c.name.clone(), number(c.estimate), number(c.error), number(low), number(high)]);
        records.push(json!({
            "covariate": c.name, "coefficient": c.estimate, "standard_error": c.error, "low": low, "high": high,
        }));
    }
    let left_out = |rows: &[usize]| rows.iter().map(|at| lines[*at]).collect::<Vec<u64>>();
    let (without_flow, separated) = (left_out(&found.without_flow), left_out(&found.separated));
    let mut facts = vec![
        format!(
            "{} of {} rows, {} and {} effects; {} of the deviance explained",
            found.observations,
            found.rows,
            found.effects[0],
            found.effects[1],
            words::number(found.deviance_explained, 4)
        ),
        found.clusters.map_or_else(
            || "standard errors robust to heteroscedasticity".to_owned(),
            |g| format!("standard errors clustered: {g} clusters ({})", args.cluster),
        ),
        format!(
            "largest relative score {:.1e} after {} iterations ({})",
            found.certificate.residual,
            found.certificate.iterations,
            found.certificate.stop.name()
        ),
    ];
    if !without_flow.is_empty() {
        facts.push(format!("{} rows left out: their effects have no flow above 0", without_flow.len()));
    }
    if !separated.is_empty() {
        let shown: Vec<String> = separated.iter().take(10).map(ToString::to_string).collect();
        facts.push(format!("{} rows left out as separated (lines {} ...)", separated.len(), shown.join(", ")));
    }
    let theta =
        args.elasticity.as_ref().and_then(|name| found.coefficients.iter().find(|c| c.name == *name)).map(elasticity);
    if let Some(theta) = &theta {
        facts.push(theta.text.clone());
    }
    let page = vec![
        Block::Heading(format!("Gravity: {} on {}", args.flow, args.covariates.join(", "))),
        Block::Table(table),
        Block::List(facts),
    ];
    let json = json!({
        "schema": "suzerain.gravity/1",
        "flow": args.flow,
        "coefficients": records,
        "rows": found.rows,
        "observations": found.observations,
        "effects": found.effects,
        "cluster": args.cluster,
        "clusters": found.clusters,
        "deviance_explained": found.deviance_explained,
        "left_out": {"without_flow": without_flow, "separated": separated},
        "elasticity": theta.map(|t| t.json),
        "certificate": certificate(&found.certificate),
    });
    Ok(Answer { page, json, csv })
}

/// The trade elasticity of a coefficient on the logarithm of one plus the tariff.
struct Elasticity {
    text: String,
    json: serde_json::Value,
}

fn elasticity(c: &Coefficient) -> Elasticity {
    let (theta, band) = (c.estimate.map(|b| -b), c.band());
    let text = match (theta, band) {
        (Some(theta), Some((low, high))) if theta > 0.0 => {
            format!(
                "trade elasticity {} ({} to {}); in a scenario: theta = {}",
                words::number(theta, 3),
                words::number(-high, 3),
                words::number(-low, 3),
                theta
            )
        }
        _ => "no trade elasticity: the coefficient is not below 0".to_owned(),
    };
    Elasticity { text, json: json!({"theta": theta, "low": band.map(|b| -b.1), "high": band.map(|b| -b.0)}) }
}
