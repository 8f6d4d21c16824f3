//! `suzerain events`: probabilities of political events between two states, with their scores.

pub mod page;
pub mod score;

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::world;
use serde_json::{Value, json};
use suzerain_models::outlook::events::fitted::{Fitted, Probability, YEARS};
use suzerain_models::outlook::events::{Candidate, Event};
use suzerain_studies::events::Forecasts;
use suzerain_tables::Economy;

const AFTER_HELP: &str = "\
Examples:
  suzerain events RUS CHN
  suzerain events USA TUR --format json
  suzerain events score --format md --out events.md

The probability that counts is the one of the default: the forecaster that beat the base rate and the
duration-only forecaster on the past, or else the base rate. docs/evidence/events.md has every score.";

/// Gives the probabilities of alliance, rivalry, force and rift between two states within 5 and 10
/// years, each beside its base rate and the score of its model.
///
/// The inputs are those of the last year that every list covers; the answer says which.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Args {
    /// Another question
    #[command(subcommand)]
    pub other: Option<Command>,

    /// One state
    #[arg(value_name = "A", required = true)]
    pub a: Option<String>,

    /// The other state
    #[arg(value_name = "B", required = true)]
    pub b: Option<String>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What else can be asked about events.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Score(score::Args),
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    if let Some(Command::Score(score)) = &args.other {
        return score::run(score, context);
    }
    let (Some(a), Some(b)) = (&args.a, &args.b) else {
        return Err(CliError::user("two states are needed").hint("for example: suzerain events RUS CHN"));
    };
    let (a, b) = world::pair(a, b, None, context)?;
    let (a, b) = (a.economy, b.economy);
    let library = world::library(context)?;
    let Some(forecasts) = Forecasts::read(&library, a, b)? else {
        return Err(CliError::bug("no event models are built in"));
    };
    answer(&forecasts, (a, b)).with_sources(["event-models"], library.sources()).give(&args.output, context)
}

fn answer(forecasts: &Forecasts, (a, b): (Economy, Economy)) -> Answer {
    let fitted = &forecasts.fitted;
    let year = fitted.input_year;
    let mut page = vec![Block::Heading(format!("{} and {}: events after {year}", a.name(), b.name()))];
    let found = forecasts.probabilities();
    let mut csv = Table::new([
        "event",
        "years",
        "first_year",
        "last_year",
        "probability",
        "low",
        "high",
        "forecaster",
        "forecaster_skill",
        "forecaster_auc",
        "base_rate",
        "duration_only",
        "best",
        "best_forecaster",
        "skill",
        "auc",
    ]);
    if found.is_empty() {
        page.push(Block::Line(format!(
            "No forecast: in {year} the two were neither allied nor politically relevant to each other (contiguous, or one a major power), and no model is fitted to such pairs."
        )));
    } else {
        page.push(Block::Table(table(&found)));
        page.push(Block::List(remarks(fitted, &found)));
        let cases = page::cases_of(&found);
        if !cases.is_empty() {
            page.push(Block::Heading("Cases kept out of training: the best forecaster, windows of five years".into()));
            page.push(Block::List(cases));
        }
    }
    for p in &found {
        csv.push(record(p, year).into_iter().map(|(_, value)| match value {
            Value::String(text) => text,
            Value::Null => String::new(),
            other => other.to_string(),
        }));
    }
    let events: Vec<Value> = found
        .iter()
        .map(|p| {
            let mut object: serde_json::Map<String, Value> = record(p, year).into_iter().collect();
            object.insert("evaluation".into(), json!(p.fitted.evaluation));
            Value::Object(object)
        })
        .collect();
    let json = json!({
        "schema": "suzerain.events/1", "a": a, "b": b, "input_year": year, "disputes": fitted.disputes,
        "ideal_points": fitted.ideal_points, "status": "modelled", "events": events,
    });
    Answer { page, json, csv }
}

fn table(found: &[Probability<'_>]) -> Table {
    let headers = ["event", "years", "probability", "base rate", "duration only", "given by", "skill", "best model"];
    let mut table = Table::new(headers);
    for name in headers.iter().filter(|name| !["event", "given by"].contains(name)) {
        table = table.right(name);
    }
    for p in found {
        let e = &p.fitted.evaluation;
        let band = p.band.map(|(low, high)| format!(" ({} to {})", page::percent(low), page::percent(high)));
        table.push([
            e.event.title().to_owned(),
            e.years.to_string(),
            format!("{}{}", page::percent(p.default), band.unwrap_or_default()),
            page::percent(p.fitted.base_rate),
            page::percent(p.duration),
            e.default.title().to_owned(),
            page::signed(page::score_of(e, e.default).skill),
            if e.best == e.default {
                "the same".to_owned()
            } else {
                format!("{} ({})", page::percent(p.best), page::signed(page::score_of(e, e.best).skill))
            },
        ]);
    }
    table
}

fn remarks(fitted: &Fitted, found: &[Probability<'_>]) -> Vec<String> {
    let year = fitted.input_year;
    let mut out = vec![
        format!(
            "Inputs are of {year}, the last year that every list covers; windows are {}-{} and {}-{}. What happened since is not in them.",
            year + 1, year + 5, year + 1, year + 10
        ),
        "Probability is what the default gives, the forecaster in `given by`; in brackets 90 % for the coefficients alone. Skill is its Brier skill over the base rate in the past, 0 for none; beside it the model that scored best, with its skill.".into(),
        "Where skill is near 0 a model ranks pairs and does no more: trust the order of pairs, not a sharp number.".into(),
        "Validated are the probabilities of all pairs together, not that of one pair; nothing here says what causes what.".into(),
    ];
    if found
        .iter()
        .any(|p| matches!(p.fitted.evaluation.event, Event::ForceAllied | Event::ForceRelevant | Event::Rift))
    {
        out.push("A use of force is one in the list of disputes, which counts seizures of boats and shots across a border; few are war.".into());
    }
    let falling: Vec<&str> = found
        .iter()
        .filter(|p| p.fitted.evaluation.years == YEARS[0])
        .filter(|p| {
            let longer = |q: &&Probability<'_>| {
                q.fitted.evaluation.event == p.fitted.evaluation.event && q.fitted.evaluation.years > YEARS[0]
            };
            found.iter().find(longer).is_some_and(|q| q.default < p.default)
        })
        .map(|p| p.fitted.evaluation.event.title())
        .collect();
    if !falling.is_empty() {
        out.push(format!(
            "The two windows are fitted apart and may have different defaults; for {} ten years come out below five, which cannot be: take neither number for sharp.",
            falling.join(", ")
        ));
    }
    let plain: Vec<String> = found
        .iter()
        .filter(|p| p.fitted.evaluation.default == Candidate::BaseRate)
        .map(|p| format!("{}, {} years", p.fitted.evaluation.event.title(), p.fitted.evaluation.years))
        .collect();
    if !plain.is_empty() {
        out.push(format!(
            "No model beat the base rate for certain, so the base rate is given for: {}.",
            plain.join("; ")
        ));
    }
    if !fitted.ideal_points {
        out.push(
            "Rifts after 1945 have no fall of alignment: UN ideal points were not loaded when the models were fitted."
                .into(),
        );
    }
    out
}

fn record(p: &Probability<'_>, year: i16) -> Vec<(String, Value)> {
    let e = &p.fitted.evaluation;
    let (given, best) = (page::score_of(e, e.default), page::score_of(e, e.best));
    [
        ("event", json!(e.event.id())),
        ("years", json!(e.years)),
        ("first_year", json!(year + 1)),
        ("last_year", json!(year + e.years)),
        ("probability", json!(p.default)),
        ("low", json!(p.band.map(|b| b.0))),
        ("high", json!(p.band.map(|b| b.1))),
        ("forecaster", json!(e.default)),
        ("forecaster_skill", json!(given.skill)),
        ("forecaster_auc", json!(given.auc)),
        ("base_rate", json!(p.fitted.base_rate)),
        ("duration_only", json!(p.duration)),
        ("best", json!(p.best)),
        ("best_forecaster", json!(e.best)),
        ("skill", json!(best.skill)),
        ("auc", json!(best.auc)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
