//! `suzerain partnership score`: back-tests of the whole model.

use crate::commands::events::score::ideal_points;
use crate::commands::panel::Lists as Folders;
use crate::context::Context;
use crate::error::CliError;
use crate::output::{self, Answer, Block, OutputArgs, Table};
use crate::{progress, world};
use serde_json::{Value, json};
use std::path::PathBuf;
use suzerain_measures::panel::{Options, Panel};
use suzerain_models::outlook::events::covariates::Table as Covariates;
use suzerain_models::outlook::events::history::History;
use suzerain_models::partnership::paths::Scored;
use suzerain_solvers::scoring::Interval;
use suzerain_studies::partnership::answer::SEED;
use suzerain_studies::partnership::score::{Lists, PathScore, Scores, Summary, scores};
use suzerain_studies::words;

const AFTER_HELP: &str = "\
Examples:
  suzerain partnership score --format md --out docs/evidence/partnership.md --into crates/base/data/fitted
  suzerain partnership score --without-lists --format json

Paths are scored on the loaded tables; rifts and the named pairs of history need the lists of the field. The
same tables, lists and seed give the same scores, whatever the number of threads.";

/// Scores the partnership model on the past: frozen runs, rolling origins, and pairs of history.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The lists of the field
    #[command(flatten)]
    pub lists: Folders,

    /// Score paths only, without the lists of the field
    #[arg(long)]
    pub without_lists: bool,

    /// Folder to write the weights of the sets into (partnership.json)
    #[arg(long, value_name = "DIR")]
    pub into: Option<PathBuf>,

    /// Seed of runs and bootstrap
    #[arg(long, value_name = "N", default_value_t = SEED)]
    pub seed: u64,

    /// How and where to print the scores
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let library = world::library(context)?;
    let bar = progress::Shares::new(context);
    let tell = |what: &str, share: f64| bar.set(what, share);
    let found = if args.without_lists {
        scores(&library, None, args.seed, &tell)?
    } else {
        let records = args.lists.read()?;
        let ideal = ideal_points(context)?;
        let panel = Panel::new(&records, Options::default());
        let history = History::new(&panel, &ideal)?;
        let table = Covariates::new(&history)?;
        scores(&library, Some(&Lists { history: &history, table: &table }), args.seed, &tell)?
    };
    drop(bar);
    if let Some(into) = &args.into {
        let text = serde_json::to_string(&found.weights)?;
        output::write(&format!("{text}\n"), Some(&into.join("partnership.json")))?;
    }
    page(&found).give(&args.output, context)
}

fn n(value: f64) -> String {
    words::number(value, 3)
}

fn interval(of: Option<Interval>) -> String {
    of.map_or_else(|| "-".into(), |i| format!("{:+.3} to {:+.3}", i.low, i.high))
}

fn page(found: &Scores) -> Answer {
    let mut page = vec![
        Block::Heading("Partnership model: how it would have done".into()),
        Block::Line(verdict(found)),
        Block::List(vec![
            "Data are today's revisions cut at the origin, not the vintages of the time.".into(),
            "Paths are scored by the continuous ranked probability score (smaller is better) beside a random walk and half of the drift of ten years; probabilities by the Brier score. Intervals are 90 %, by bootstrap over pairs.".into(),
            "Concessions and status deficits are not observed: no score can see equations 6 and 7.".into(),
        ]),
        Block::Heading("Russia and China frozen at 2013 and 2019".into()),
        Block::Line("Scored to 2018 and 2024, or to the last year of the table before: the same table at both ends, since editions differ.".into()),
        Block::Table(paths(found.frozen.iter().map(|s| (s.series.clone(), s.source.clone(), &s.scored)))),
        Block::Heading("Rolling origins of seven pairs, five years ahead".into()),
        Block::Line("Russia and China, United States and Canada, United States and Japan, India and Russia, France and Germany, China and North Korea, Russia and Belarus; origins 1995 to 2016 as the tables allow.".into()),
        Block::Table(summaries(found)),
    ];
    page.push(Block::Heading(
        "Rifts within five years, pairs with a major power, origins every five years from 1870".into(),
    ));
    match &found.rifts {
        Some(r) => {
            page.push(Block::Line(format!(
                "{} forecasts, {} rifts. Of the model's terms only power can be computed for all pairs and years.",
                r.count.0, r.count.1
            )));
            let mut table = Table::new(["forecaster", "Brier", "log score", "skill of the partnership model over it"])
                .right("Brier")
                .right("log score");
            for (k, name) in ["base rate", "duration only", "event model", "partnership model"].into_iter().enumerate()
            {
                let skill = r.skill.get(k).copied().flatten();
                table.push([
                    name.to_owned(),
                    format!("{:.5}", r.brier[k]),
                    format!("{:.5}", r.log_score[k]),
                    interval(skill),
                ]);
            }
            page.push(Block::Table(table));
        }
        None => page.push(Block::Line("Not scored: it needs the lists of the field.".into())),
    }
    page.push(Block::Heading("Pairs of history kept out of every fit".into()));
    if found.cases.is_empty() {
        page.push(Block::Line("Not scored: they need the lists of the field.".into()));
    } else {
        let chance = |p: f64| format!("{:.0} %", 100.0 * p);
        let heads = ["pair", "window", "base rate", "duration", "event model", "partnership", "rift came"];
        let mut table = heads[2..6].iter().fold(Table::new(heads), |t, h| t.right(h));
        for c in &found.cases {
            let Some(r) = &c.rift else { continue };
            let mut row = vec![c.name.to_owned(), format!("{}-{}", r.origin + 1, r.origin + 5)];
            row.extend(r.p.map(chance));
            row.push(if r.event { "yes" } else { "no" }.to_owned());
            table.push(row);
        }
        page.push(Block::Table(table));
        page.push(Block::Line("Paths of the same pairs, five years ahead:".into()));
        page.push(Block::Table(paths(
            found
                .cases
                .iter()
                .flat_map(|c| c.paths.iter().map(|(s, scored)| (c.name.to_owned(), (*s).to_owned(), scored))),
        )));
    }
    page.push(Block::Heading("Weights of the rival sets".into()));
    let weights: Vec<String> = found.weights.weights.iter().map(|(id, w)| format!("{id} {w:.3}")).collect();
    page.push(Block::Line(format!(
        "{}, stacked on {} frozen shares and alignments with ten observations' worth of equal weights. Power is the same in all sets and tells nothing.",
        weights.join(", "),
        found.weights.observations
    )));
    page.push(Block::Heading("What this does not show".into()));
    page.push(Block::List(vec![
        "That a probability for one pair is validated, or that asymmetry, prestige or lock-in cause anything.".into(),
        "That the skill on rifts is wholly out of sample: windows that train the event models closed before each origin, but the prior of speed rests on published estimates over the same two centuries.".into(),
        "Anything about a junior role or a lock-in: neither has a historical coding.".into(),
    ]));
    Answer { page, json: as_json(found), csv: csv(found) }
}

fn verdict(found: &Scores) -> String {
    let rule = "The rule: the model is the default only if it beats duration and base rate on the Brier score, and half drift and random walk on the ranked probability score, each with a 90 % interval above zero.";
    let met = |i: &Option<Interval>| if i.is_some_and(|i| i.low > 0.0) { "met" } else { "not met" };
    let brier = found.rifts.as_ref().map_or_else(
        || "rifts not scored".to_owned(),
        |r| format!("over base rate {}, over duration {}", met(&r.skill[0]), met(&r.skill[1])),
    );
    let paths = format!("over random walk {}, over half drift {}", met(&found.all.skill[0]), met(&found.all.skill[1]));
    let result = if found.passes {
        "So the model is the default."
    } else {
        "So the base rate stays the default, and the model's numbers stand beside it."
    };
    format!("{rule} Brier: {brier}. Paths: {paths}. {result}")
}

fn paths<'a>(rows: impl Iterator<Item = (String, String, &'a Scored)>) -> Table {
    let heads = [
        "what",
        "series",
        "from",
        "to",
        "median",
        "truth",
        "CRPS model",
        "random walk",
        "half drift",
        "in 80 %",
        "in 90 %",
    ];
    let mut table = heads[2..].iter().fold(Table::new(heads), |t, h| t.right(h));
    for (what, series, s) in rows {
        let mut row = vec![what, series, s.origin.to_string(), s.target.to_string(), n(s.median), n(s.truth)];
        row.extend(s.crps.map(n));
        row.extend(s.within.map(|w| if w { "yes" } else { "no" }.to_owned()));
        table.push(row);
    }
    table
}

fn summaries(found: &Scores) -> Table {
    let heads = [
        "series",
        "n",
        "CRPS model",
        "random walk",
        "half drift",
        "in 80 %",
        "in 90 %",
        "skill over random walk",
        "over half drift",
    ];
    let mut table = heads[1..].iter().fold(Table::new(heads), |t, h| t.right(h));
    for s in found.rolling.iter().chain([&found.all]) {
        let mut row = vec![s.kind.to_owned(), s.count.to_string()];
        row.extend(s.crps.map(n));
        row.extend(s.coverage.map(|c| format!("{:.0} %", 100.0 * c)));
        row.extend(s.skill.map(interval));
        table.push(row);
    }
    table
}

fn scored(s: &Scored) -> Value {
    json!({
        "origin": s.origin, "target": s.target, "median": s.median, "truth": s.truth, "crps": s.crps[0],
        "crps_random_walk": s.crps[1], "crps_half_drift": s.crps[2], "within_80": s.within[0], "within_90": s.within[1],
    })
}

fn summary(s: &Summary) -> Value {
    let skill = |i: Option<Interval>| i.map(|i| json!([i.low, i.high]));
    json!({
        "kind": s.kind, "count": s.count, "crps": s.crps[0], "crps_random_walk": s.crps[1], "crps_half_drift": s.crps[2],
        "coverage_80": s.coverage[0], "coverage_90": s.coverage[1],
        "skill_over_random_walk": skill(s.skill[0]), "skill_over_half_drift": skill(s.skill[1]),
    })
}

fn as_json(found: &Scores) -> Value {
    let skill = |i: Option<Interval>| i.map(|i| json!([i.low, i.high]));
    let path = |s: &PathScore| {
        json!({
            "weaker": s.dyad.dependent.code(), "stronger": s.dyad.on.code(), "series": s.series, "source": s.source,
            "scored": scored(&s.scored), "log_density_by_set": s.by_set,
        })
    };
    json!({
        "schema": "suzerain.partnership_scores/1",
        "seed": found.seed,
        "default": if found.passes { "partnership" } else { "base_rate" },
        "frozen": found.frozen.iter().map(path).collect::<Vec<_>>(),
        "rolling": found.rolling.iter().chain([&found.all]).map(summary).collect::<Vec<_>>(),
        "rifts": found.rifts.as_ref().map(|r| json!({
            "forecasts": r.count.0, "rifts": r.count.1,
            "brier": {"base_rate": r.brier[0], "duration": r.brier[1], "event_model": r.brier[2], "partnership": r.brier[3]},
            "skill": {"base_rate": skill(r.skill[0]), "duration": skill(r.skill[1]), "event_model": skill(r.skill[2])},
        })),
        "cases": found.cases.iter().map(|c| json!({
            "case": c.name,
            "rift": c.rift.map(|r| json!({
                "origin": r.origin, "event": r.event, "base_rate": r.p[0], "duration": r.p[1], "event_model": r.p[2],
                "partnership": r.p[3],
            })),
            "paths": c.paths.iter().map(|(name, s)| json!({"series": name, "scored": scored(s)})).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "weights": found.weights,
    })
}

fn csv(found: &Scores) -> Table {
    let mut table = Table::new([
        "part",
        "what",
        "series",
        "origin",
        "target",
        "median",
        "truth",
        "crps",
        "crps_random_walk",
        "crps_half_drift",
    ]);
    let mut push = |part: &str, what: String, series: &str, s: &Scored| {
        let mut row = vec![part.to_owned(), what, series.to_owned(), s.origin.to_string(), s.target.to_string()];
        row.extend([s.median, s.truth, s.crps[0], s.crps[1], s.crps[2]].map(|v| v.to_string()));
        table.push(row);
    };
    for s in &found.frozen {
        push("frozen", format!("{} and {}", s.dyad.dependent, s.dyad.on), &s.series, &s.scored);
    }
    for c in &found.cases {
        for (series, s) in &c.paths {
            push("case", c.name.to_owned(), series, s);
        }
    }
    table
}
