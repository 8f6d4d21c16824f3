//! `suzerain fit ideal-points`: positions of states from their votes in the General Assembly.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::progress::Sweeps;
use crate::world;
use serde_json::json;
use std::path::PathBuf;
use suzerain_models::ideal_points::{self, DRIFT, IdealPoints, TOLERANCE};
use suzerain_sources::import::{Description, enter_written};
use suzerain_tables::coverage::Coverage;
use suzerain_tables::indicators::{Indicator, to_frame};
use suzerain_tables::store::{self, Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::variables::{IDEAL_POINT, IDEAL_POINT_SD};
use suzerain_tables::votes::{self, session_year};

const AFTER_HELP: &str = "\
Examples:
  suzerain fit ideal-points --into my-tables
  suzerain fit ideal-points --sessions 70 78 --drift 0.1 --into trial --format json

Afterwards `--data my-tables` puts the positions to use. The result is the same for any number of threads.";

/// Short name of the source.
const SOURCE: &str = "ideal-points";
/// Name of the table.
const FILE: &str = "indicators-ideal-points.parquet";
/// Places after the point that are kept; the fit's tolerance is larger.
const PLACES: f64 = 1e5;

const DESCRIPTION: Description = Description {
    title: "Ideal points of states in the UN General Assembly, fitted to all roll calls",
    publisher: "this project, from the roll calls of Voeten, Strezhnev and Bailey",
    licence: "CC0, as the roll calls they are fitted to",
    citation: "Model: Bailey, M. A., Strezhnev, A. and Voeten, E. (2017), Estimating Dynamic State Preferences from United Nations Voting Data, Journal of Conflict Resolution 61(2), 430-456. Estimator after Imai, K., Lo, J. and Olmsted, J. (2016), Fast Estimation of Ideal Points with Massive Data, American Political Science Review 110(4), 631-656.",
    bibtex: "@article{bailey_strezhnev_voeten_2017,\n  author  = {Bailey, Michael A. and Strezhnev, Anton and Voeten, Erik},\n  title   = {Estimating Dynamic State Preferences from {United Nations} Voting Data},\n  journal = {Journal of Conflict Resolution},\n  volume  = {61},\n  number  = {2},\n  pages   = {430--456},\n  year    = {2017}\n}",
    url: "https://doi.org/10.7910/DVN/LEJUQZ",
    caveats: &[
        "Modelled, not observed. Sessions are linked by a random walk alone, since no list of resolutions that recur with the same text is at hand: movement common to all states is not identified. Read distances and ranks within a session, never changes of level.",
        "Standard deviations come from the curvature of each state's path, the roll calls' parameters held.",
    ],
};

/// Fits UN ideal points to the roll calls and writes them as a table.
///
/// The dynamic ordinal model of Bailey, Strezhnev and Voeten (2017), by expectation and maximisation.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Folder to write the table into; made if it does not exist
    #[arg(long, value_name = "DIR")]
    pub into: PathBuf,

    /// Standard deviation of a state's movement from one session to the next
    #[arg(long, value_name = "SD", default_value_t = DRIFT)]
    pub drift: f64,

    /// First and last session; without it, all
    #[arg(long, num_args = 2, value_names = ["FIRST", "LAST"])]
    pub sessions: Option<Vec<u16>>,

    /// How and where to print the report
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let library = world::library(context)?;
    let Some(table) = library.of_kind(TableKind::Votes).next() else {
        return Err(CliError::user("no roll calls are loaded").hint("suzerain import un-votes FILE --into DIR"));
    };
    let sessions = match args.sessions.as_deref() {
        Some([first, last]) if first <= last => Some((*first, *last)),
        Some(_) => {
            return Err(CliError::user("the first session comes after the last").hint("for example --sessions 70 78"));
        }
        None => None,
    };
    let ballots = votes::ballots(table, sessions)?;
    let fit = {
        let mut bar = Sweeps::new(TOLERANCE, context);
        ideal_points::ideal_points(&ballots, args.drift, |sweep, residual| bar.sweep(sweep, residual))
            .map_err(|e| CliError::user(e.to_string()).hint("try other sessions, or a --drift between 0.05 and 1"))?
    };
    let meta = meta(table.meta(), &fit, args.drift);
    let rows = rows(&fit);
    let path = args.into.join(FILE);
    let frame = to_frame(&rows, SOURCE).map_err(|e| CliError::bug(e.to_string()))?;
    store::write(&path, &frame, &meta)?;
    enter_written(&DESCRIPTION, &args.into, &[(path.clone(), rows.len() as u64)])?;
    report(&fit, args.drift, &path.display().to_string()).give(&args.output, context)
}

fn rows(fit: &IdealPoints) -> Vec<Indicator> {
    let mut rows = Vec::with_capacity(2 * fit.points.len());
    for (variable, value) in [(IDEAL_POINT, 0), (IDEAL_POINT_SD, 1)] {
        rows.extend(fit.points.iter().map(|p| Indicator {
            year: session_year(p.session),
            economy: p.economy,
            variable: variable.to_owned(),
            value: ([p.mean, p.sd][value] * PLACES).round() / PLACES,
        }));
    }
    rows
}

fn meta(votes: &TableMeta, fit: &IdealPoints, drift: f64) -> TableMeta {
    let mut coverage = Coverage::default();
    for p in &fit.points {
        for variable in [IDEAL_POINT, IDEAL_POINT_SD] {
            coverage.extend(variable, p.economy, session_year(p.session));
        }
    }
    TableMeta {
        kind: TableKind::Indicators,
        source: SOURCE.into(),
        vintage: format!("fitted to {} ({})", votes.source, votes.vintage),
        classification: None,
        universe: None,
        scope: Scope::AllGoods,
        status: TableStatus::Modelled,
        absent: Absent::Unknown,
        coverage,
        notes: vec![
            "Years are those in which the sessions began: 1945 + session.".into(),
            format!(
                "{} votes on {} roll calls that divided the states; drift {drift}; log likelihood {:.0}; largest change in the last of {} sweeps {:.1e}.",
                fit.votes, fit.roll_calls, fit.log_likelihood, fit.certificate.iterations, fit.certificate.residual
            ),
        ],
    }
}

fn report(fit: &IdealPoints, drift: f64, file: &str) -> Answer {
    let certificate = &fit.certificate;
    let mut table = Table::new(["what", "value"]);
    table.push(["file".to_owned(), file.to_owned()]);
    table.push(["positions".to_owned(), fit.points.len().to_string()]);
    table.push(["roll calls that divided".to_owned(), fit.roll_calls.to_string()]);
    table.push(["votes on them".to_owned(), fit.votes.to_string()]);
    table.push(["drift".to_owned(), drift.to_string()]);
    table.push(["log likelihood".to_owned(), format!("{:.1}", fit.log_likelihood)]);
    table.push(["sweeps".to_owned(), certificate.iterations.to_string()]);
    table.push(["largest change in the last".to_owned(), format!("{:.1e}", certificate.residual)]);
    let identities: serde_json::Map<String, serde_json::Value> =
        certificate.identities.iter().map(|i| (i.name.to_owned(), json!(i.gap))).collect();
    Answer {
        page: vec![Block::Table(table.clone())],
        json: json!({
            "schema": "suzerain.fit-ideal-points/1",
            "file": file,
            "positions": fit.points.len(),
            "roll_calls": fit.roll_calls,
            "votes": fit.votes,
            "drift": drift,
            "log_likelihood": fit.log_likelihood,
            "certificate": {
                "residual": certificate.residual,
                "iterations": certificate.iterations,
                "stop": certificate.stop.name(),
                "identities": identities,
            },
        }),
        csv: table,
    }
}
