//! `suzerain friends`: whose growth raises and lowers an economy's income and welfare.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::{own_world, world};
use clap::ValueEnum;
use serde_json::{Value, json};
use std::path::PathBuf;
use suzerain_models::equilibrium::exposure::Form;
use suzerain_report::rupture::certificate;
use suzerain_studies::friends::{Check, Entry, Friends, friends};
use suzerain_studies::rupture::Inputs;
use suzerain_studies::words;
use suzerain_tables::Year;

const AFTER_HELP: &str = "\
Examples:
  suzerain friends RUS
  suzerain friends RUS CHN --year 2019
  suzerain friends DEU CHN --theta 5 --form balanced --format json

An entry is an elasticity: per cent of income (W) or welfare (U) for each per cent of productivity growth
elsewhere; below 0 for an enemy. It is exposure, not leverage: linear, so no embargo can be put into it
(`suzerain rupture` does that). R2 says whether the ranking holds, the slope whether the size does.";

/// Shows whose growth raises and whose lowers an economy's income and welfare, to first order.
///
/// Friends and enemies after Kleinman, Liu and Redding (2020), with R2 and slope of the linear prediction
/// against exact hat: for growth in B, or in A itself if no B is given.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// Whose income and welfare
    #[arg(value_name = "A")]
    pub a: String,

    /// Another economy: what growth in each does to the other
    #[arg(value_name = "B")]
    pub b: Option<String>,

    /// Year of the world; the newest up to it
    #[arg(long, value_name = "YEAR")]
    pub year: Option<i16>,

    /// Trade elasticity
    #[arg(long, value_name = "NUMBER", default_value_t = 4.0, allow_negative_numbers = true)]
    pub theta: f64,

    /// What is assumed about trade deficits
    #[arg(long, value_name = "FORM", value_enum, default_value_t)]
    pub form: FormName,

    /// Friends and enemies shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub top: usize,

    /// A world of your own: a CSV file with the columns exporter, importer, value (thousand USD)
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What is assumed about deficits, on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FormName {
    /// They stay as they are, as shares of world income
    #[default]
    NominalDeficits,
    /// The published formula, which takes trade as balanced
    Balanced,
}

impl From<FormName> for Form {
    fn from(form: FormName) -> Self {
        match form {
            FormName::NominalDeficits => Self::NominalDeficits,
            FormName::Balanced => Self::Balanced,
        }
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    world::check_years(args.year, None)?;
    let (a, b) = match &args.b {
        Some(b) => {
            let (a, b) = world::pair(&args.a, b, args.year, context)?;
            (a.economy, Some(b.economy))
        }
        None => {
            let a = world::economy(&args.a, args.year)?;
            if let Some(note) = &a.note {
                context.note(note);
            }
            (a.economy, None)
        }
    };
    let library = world::library(context)?;
    let own_world = args.world.as_deref().map(|path| own_world::read(path, false)).transpose()?;
    let inputs = Inputs { library: &library, own_world };
    let found = friends(&inputs, a, b, args.year.map(Year), args.theta, args.form.into()).map_err(|e| {
        CliError::user(e.to_string()).hint("worlds are built in for 2011 to 2023; --world FILE.csv brings your own")
    })?;
    let sources = found.world.iter().map(String::as_str);
    answer(&found, args.top).with_sources(sources, library.sources()).give(&args.output, context)
}

fn answer(found: &Friends, top: usize) -> Answer {
    let name = found.economy.name();
    let number = |v: f64| words::number(v, 5);
    let mut page = vec![
        Block::Heading(format!("Friends and enemies of {name}")),
        Block::Line(format!(
            "Elasticities of {name}'s income (W) and welfare (U) to productivity growth elsewhere; {}, {}, theta {}, {}. \
             Exposure, not leverage.",
            found.world.join(" and "),
            found.year.map_or_else(|| "year not stated".to_owned(), |y| y.to_string()),
            found.exposure.theta,
            found.exposure.form.name().replace('_', " ")
        )),
    ];
    if let Some((partner, on)) = &found.on_partner {
        let mut table = Table::new(["growth in", "effect on", "income, W", "welfare, U"]);
        table = table.right("income, W").right("welfare, U");
        if let Some(of) = found.of(*partner) {
            table.push([partner.name().to_owned(), name.to_owned(), number(of.income), number(of.welfare)]);
        }
        table.push([name.to_owned(), partner.name().to_owned(), number(on.income), number(on.welfare)]);
        page.push(Block::Table(table));
    }
    let mut lists = Table::new(["friend", "U", "W", "enemy", "U ", "W "]);
    for header in ["U", "W", "U ", "W "] {
        lists = lists.right(header);
    }
    let [friends, enemies] = ends(found, top);
    let cells = |entry: Option<&&Entry>| {
        entry.map_or_else(
            || [String::new(), String::new(), String::new()],
            |e| [e.origin.name().to_owned(), number(e.welfare), number(e.income)],
        )
    };
    for at in 0..friends.len().max(enemies.len()) {
        lists.push(cells(friends.get(at)).into_iter().chain(cells(enemies.get(at))));
    }
    page.push(Block::Table(lists));
    let mut checks = Table::new(["productivity times", "in", "slope", "R2", "largest error"]);
    for header in ["productivity times", "slope", "R2", "largest error"] {
        checks = checks.right(header);
    }
    for Check { origin, factor, fit } in &found.checks {
        checks.push([
            factor.to_string(),
            origin.name().to_owned(),
            words::number(fit.slope, 4),
            words::number(fit.r2, 6),
            words::number(fit.largest_error, 5),
        ]);
    }
    page.push(Block::Heading("The linear prediction beside exact hat, over all economies".into()));
    page.push(Block::Table(checks));
    page.push(Block::List(found.repairs.clone()));
    let mut csv = Table::new(["economy", "origin", "income", "welfare"]);
    for entry in std::iter::once(&found.own).chain(&found.others) {
        csv.push([
            found.economy.code().to_owned(),
            entry.origin.code().to_owned(),
            entry.income.to_string(),
            entry.welfare.to_string(),
        ]);
    }
    let codes = |entries: &[&Entry]| entries.iter().map(|e| record(e)).collect::<Vec<_>>();
    let json = json!({
        "schema": "suzerain.friends/1",
        "economy": found.economy.code(),
        "partner": found.on_partner.map(|(p, _)| p.code()),
        "world": found.world,
        "year": found.year,
        "theta": found.exposure.theta,
        "form": found.exposure.form.name(),
        "own": record(&found.own),
        "from_partner": found.on_partner.and_then(|(p, _)| found.of(p)).map(record),
        "on_partner": found.on_partner.map(|(_, e)| record(&e)),
        "friends": codes(&friends),
        "enemies": codes(&enemies),
        "exposures": found.others.iter().map(record).collect::<Vec<_>>(),
        "against_exact_hat": found.checks.iter().map(check).collect::<Vec<_>>(),
        "certificate": certificate(&found.exposure.certificate),
        "repairs": found.repairs,
    });
    Answer { page, json, csv }
}

/// The first and last of the list: who raises welfare most, and who lowers it most.
fn ends(found: &Friends, top: usize) -> [Vec<&Entry>; 2] {
    let friends = found.others.iter().take_while(|e| e.welfare > 0.0).take(top).collect();
    let enemies = found.others.iter().rev().take_while(|e| e.welfare < 0.0).take(top).collect();
    [friends, enemies]
}

fn record(entry: &Entry) -> Value {
    json!({"origin": entry.origin.code(), "income": entry.income, "welfare": entry.welfare})
}

fn check(check: &Check) -> Value {
    json!({
        "origin": check.origin.code(),
        "factor": check.factor,
        "slope": check.fit.slope,
        "intercept": check.fit.intercept,
        "r2": check.fit.r2,
        "largest_error": check.fit.largest_error,
    })
}
