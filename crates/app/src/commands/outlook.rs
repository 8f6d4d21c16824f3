//! `suzerain outlook`: where a pair is heading, with bands that the past has tested.

use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::progress::Steps;
use crate::world;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use suzerain_models::outlook::paths::scores::Horizon;
use suzerain_models::outlook::paths::{FARTHEST, Rule};
use suzerain_studies::outlook::{self, Ahead, FEW, LATER, LATER_YEAR, Outlook, SHOWN, forecast, grouped, histories};
use suzerain_studies::words;
use suzerain_studies::world::World;
use suzerain_tables::Economy;
use suzerain_tables::figure::{Dyad, Subject};

const AFTER_HELP: &str = "\
Examples:
  suzerain outlook RUS CHN
  suzerain outlook USA JPN --horizon 2040 --format json
  suzerain outlook RUS CHN --freeze 2013 --horizon 2023

Bands are those of the pool of four rules; docs/evidence/paths.md has its scores. With --freeze the series of
today are cut at the year: revised data, not what was known then.";

/// Forecasts each measure of a pair that has a history, with 80 and 90 % bands: trade, concentration, alternatives,
/// unit values, power ratios, votes, ties, arms.
///
/// Each series starts from its own last year, which the answer names. Nothing is forecast more than twenty
/// years ahead. With --freeze, what came true stands beside the forecast with its score.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// One state; shares and ratios are its own first
    #[arg(value_name = "A")]
    pub a: String,

    /// The other state
    #[arg(value_name = "B")]
    pub b: String,

    /// Forecast to this year
    #[arg(long, value_name = "YEAR", default_value_t = 2035, value_parser = clap::value_parser!(i16).range(1900..=2100))]
    pub horizon: i16,

    /// Use nothing after this year, and show what came true
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(1900..=2100))]
    pub freeze: Option<i16>,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    let (a, b) = world::pair(&args.a, &args.b, None, context)?;
    let (a, b) = (a.economy, b.economy);
    if let Some(freeze) = args.freeze.filter(|f| *f >= args.horizon) {
        return Err(CliError::user(format!("--freeze {freeze} is not before --horizon {}", args.horizon))
            .hint("give a later --horizon"));
    }
    let library = world::library(context)?;
    let fitted = outlook::fitted(&library, args.freeze)?;
    let world = World::new(&library, [a, b]);
    let mut steps = Steps::new(2, context);
    steps.next("series");
    let dyad = Dyad { dependent: a, on: b };
    let histories = histories(&world, dyad, false)?;
    steps.next("forecasts");
    let (mut outlooks, mut without) = (Vec::new(), outlook::lacking(&histories, dyad));
    for history in &histories {
        match forecast(history, &fitted, args.freeze, args.horizon)? {
            Some(outlook) if !outlook.ahead.is_empty() => outlooks.push(outlook),
            _ => without.push(history.label.clone()),
        }
    }
    drop(steps);
    let unforecast = outlook::without(&histories);
    let remarks = remarks(args, &world, &outlooks, &without);
    answer(args, [a, b], &outlooks, (&without, &unforecast), &remarks).give(&args.output, context)
}

fn answer(
    args: &Args,
    pair: [Economy; 2],
    outlooks: &[Outlook<'_>],
    (without, unforecast): (&[String], &[(&str, Vec<&str>)]),
    remarks: &[String],
) -> Answer {
    let title = match args.freeze {
        Some(freeze) => {
            format!("{} and {}: outlook to {}, frozen at {freeze}", pair[0].name(), pair[1].name(), args.horizon)
        }
        None => format!("{} and {}: outlook to {}", pair[0].name(), pair[1].name(), args.horizon),
    };
    let mut page = vec![Block::Heading(title)];
    if outlooks.is_empty() {
        page.push(Block::Line("No forecast: no loaded series of the pair reaches this far back and forward.".into()));
    } else {
        page.push(Block::Table(table(args, outlooks)));
        page.push(Block::List(remarks.to_owned()));
        page.push(Block::Heading("How such bands did".into()));
        page.push(Block::Line("Of all series of a panel together, not of this pair. Skill is that of the pool over the random walk, 0 for none; `in 80 %` how much of what came true lay in the 80 % band; the best rule is known only afterwards, and `behind` says that the pool lost to one by more than chance explains.".into()));
        page.push(Block::Table(record(outlooks)));
        if args.freeze.is_some() {
            page.push(Block::Heading("What came true".into()));
            page.extend(truths(outlooks));
        }
        page.push(Block::Heading("Measures of the brief without a forecast".into()));
        page.push(Block::List(unforecast.iter().map(|(why, ids)| format!("{why}: {}.", ids.join(", "))).collect()));
    }
    let mut csv = Table::new([
        "panel",
        "measure",
        "basis",
        "label",
        "dependent",
        "on",
        "sector",
        "unit",
        "source",
        "origin_year",
        "origin_value",
        "year",
        "years_ahead",
        "median",
        "low_80",
        "high_80",
        "low_90",
        "high_90",
        "random_walk",
        "half_drift",
        "full_drift",
        "damped_trend",
        "tested",
        "truth",
        "crps",
        "crps_random_walk",
        "inside_80",
        "inside_90",
    ]);
    for o in outlooks {
        for a in &o.ahead {
            csv.push(cells(o, a));
        }
    }
    let reasons =
        unforecast.iter().flat_map(|(why, ids)| ids.iter().map(move |id| json!({"measure": id, "reason": why})));
    let json = json!({
        "schema": "suzerain.outlook/1", "a": pair[0], "b": pair[1], "horizon": args.horizon, "freeze": args.freeze,
        "status": "modelled", "series": outlooks.iter().map(series).collect::<Vec<_>>(), "without_forecast": without,
        "measures_without_forecast": reasons.collect::<Vec<_>>(), "remarks": remarks,
    });
    Answer { page, json, csv }
}

/// A band in words: `31 % (22 to 42)`, the unit said once where both ends share it with the median.
fn banded(o: &Outlook<'_>, a: &Ahead, level: usize) -> String {
    let say = |v: f64| words::quantity(v, o.history.unit);
    let (median, low, high) = (say(a.median), say(a.bands[level].0), say(a.bands[level].1));
    let unit = |text: &str| text.split_once(' ').map(|(_, unit)| unit.to_owned());
    let alike = unit(&median).is_some() && [&low, &high].into_iter().all(|end| unit(end) == unit(&median));
    let bare = |end: &str| if alike { end.split(' ').next().unwrap_or(end).to_owned() } else { end.to_owned() };
    let mark = if o.tested(a.years) { "" } else { " †" };
    format!("{median} ({} to {}){mark}", bare(&low), bare(&high))
}

fn table(args: &Args, outlooks: &[Outlook<'_>]) -> Table {
    let mut table = Table::new([
        "series".to_owned(),
        "last known".into(),
        format!("+{} years, 80 %", SHOWN[0]),
        format!("+{} years, 80 %", SHOWN[1]),
        format!("{}, 90 %", args.horizon),
    ]);
    for (title, group) in grouped(outlooks, |o| &o.history) {
        table.push(std::iter::once(title.to_uppercase()).chain(std::iter::repeat_n(String::new(), 4)));
        for o in group {
            let clip = if o.clipped { " ‡" } else { "" };
            let end = |a: &Ahead| {
                let short = if a.year < args.horizon { format!("{}: ", a.year) } else { String::new() };
                format!("{short}{}", banded(o, a, 1))
            };
            table.push([
                o.history.label.clone(),
                format!("{}{clip} ({})", words::quantity(o.value, o.history.unit), o.origin),
                o.at(SHOWN[0]).map(|a| banded(o, a, 0)).unwrap_or_default(),
                o.at(SHOWN[1]).map(|a| banded(o, a, 0)).unwrap_or_default(),
                o.ahead.last().map(end).unwrap_or_default(),
            ]);
        }
    }
    table
}

/// How bands and pool did in the past, one row a panel of like series.
fn record(outlooks: &[Outlook<'_>]) -> Table {
    let mut table = Table::new([
        "fitted to".to_owned(),
        format!("skill +{}", SHOWN[0]),
        format!("in 80 % +{}", SHOWN[0]),
        format!("in 80 % +{}", SHOWN[1]),
        format!("over the best rule +{}", SHOWN[0]),
    ]);
    let mut told = BTreeSet::new();
    for o in outlooks.iter().filter(|o| told.insert(o.panel.id.as_str())) {
        let at = |years: i16| o.panel.scores.iter().find(|h| h.years == years);
        let inside = |h: &Horizon| format!("{:.0} %", h.scores[4].coverage[0] * 100.0);
        let best = |h: &Horizon| {
            let behind = if h.check.holds == Some(false) { ", behind" } else { "" };
            format!("{:+.3} ({}){behind}", h.check.over_best, h.check.best.title())
        };
        let none = || "too short".to_owned();
        table.push([
            o.panel.title.clone(),
            at(SHOWN[0]).map_or_else(none, |h| format!("{:+.2}", h.skill)),
            at(SHOWN[0]).map_or_else(none, inside),
            at(SHOWN[1]).map_or_else(none, inside),
            at(SHOWN[0]).map_or_else(none, best),
        ]);
    }
    table
}

/// What has begun since the last year of series that count sanctions.
fn sanctioned(world: &World<'_>, outlooks: &[Outlook<'_>]) -> BTreeSet<String> {
    let since = |o: &Outlook<'_>| {
        let (target, senders) = outlook::sanctioned_since(world, &o.history, o.origin)?;
        Some(format!(
            "Reachable alternatives, effective dependence and vulnerability of {} start from {} and know nothing of the {} economies that have begun to sanction it since: what is reachable is less than they say, and dependence more.",
            target.name(),
            o.origin,
            senders.len()
        ))
    };
    outlooks.iter().filter_map(since).collect()
}

fn remarks(args: &Args, world: &World<'_>, outlooks: &[Outlook<'_>], without: &[String]) -> Vec<String> {
    let mut out = vec![
        "Modelled: median and band of the pool of random walk, half drift, full drift and damped trend, fitted to a panel of like series; how those did stands below.".to_owned(),
    ];
    if let Some(freeze) = args.freeze {
        out.push(format!("Frozen at {freeze}: series of today cut there, and rules fitted to what had closed by then. These are revised data, not the vintages of {freeze}."));
    }
    if args.freeze.is_some() && outlooks.iter().any(|o| !o.history.later.is_empty()) {
        out.push(format!(
            "What came true of goods in {LATER_YEAR} is from {LATER}, restricted to the economies of {FEW}; nothing was fitted to it."
        ));
    }
    if outlooks.iter().any(|o| o.ahead.iter().any(|a| !o.tested(a.years))) {
        out.push(
            "† farther ahead than the panel's history could test; the spread goes on from the last horizon tested, widening as it did before."
                .into(),
        );
    }
    if outlooks.iter().any(|o| o.clipped) {
        out.push("‡ a share within 0.1 % of 0 or 1, held at 0.1 or 99.9 % for its logarithm: its bands say that it is thereabouts, no more.".into());
    }
    let source = |panel: &str| {
        let of_panel = outlooks.iter().find(|o| o.history.panel == panel)?;
        Some((of_panel.history.sources.first()?.id.as_str(), of_panel.history.denominator.clone()?))
    };
    if let (Some((shares, among)), Some((tilt, whole))) = (source("goods"), source("asymmetry"))
        && shares != tilt
    {
        out.push(format!(
            "Shares of goods are from {shares} ({among}), which has more years of the pair; size and tilt, concentration, alternatives and network from {tilt} ({whole}), which the brief of the same year leads with. The two do not add up to each other."
        ));
    }
    if args.freeze.is_none() {
        out.extend(sanctioned(world, outlooks));
    }
    if outlooks.iter().any(|o| i32::from(args.horizon) - i32::from(o.origin) > i32::from(FARTHEST)) {
        out.push(format!("No series is forecast more than {FARTHEST} years beyond its last year."));
    }
    let mut sources: Vec<String> =
        outlooks.iter().flat_map(|o| &o.history.sources).map(|s| format!("{} ({})", s.id, s.vintage)).collect();
    sources.sort();
    sources.dedup();
    out.push(format!("Series from {}.", sources.join(", ")));
    if !without.is_empty() {
        out.push(format!(
            "Without forecast, since too little was known by then, or the last value is zero and has no logarithm: {}.",
            without.join("; ")
        ));
    }
    out
}

/// The last truth known of each series, and how the bands did over all of them.
fn truths(outlooks: &[Outlook<'_>]) -> Vec<Block> {
    let mut table =
        Table::new(["series", "year", "forecast, 80 %", "came true", "in 80 %", "in 90 %", "score", "random walk"]);
    let yes = |inside: bool| if inside { "yes" } else { "no" }.to_owned();
    let mut sums = (0.0, 0.0, 0_usize, 0_usize);
    for o in outlooks {
        // What follows from another series has its misses too.
        for t in o.ahead.iter().filter_map(|a| a.truth).filter(|_| !o.history.follows()) {
            sums = (sums.0 + t.crps, sums.1 + t.random_walk, sums.2 + usize::from(t.inside[0]), sums.3 + 1);
        }
        let Some((a, t)) = o.ahead.iter().rev().find_map(|a| Some((a, a.truth?))) else { continue };
        table.push([
            o.history.label.clone(),
            a.year.to_string(),
            banded(o, a, 0),
            words::quantity(t.value, o.history.unit),
            yes(t.inside[0]),
            yes(t.inside[1]),
            format!("{:.3}", t.crps),
            format!("{:.3}", t.random_walk),
        ]);
    }
    if table.is_empty() {
        return vec![Block::Line("Nothing is known yet after the freeze.".into())];
    }
    vec![
        Block::Table(table),
        Block::Line(format!(
            "Over all years and series with a truth ({}): {:.0} % inside the 80 % band; skill of the pool over the random walk {:+.2}. One pair: its misses go together, and prove little either way. Scores are on each panel's scale, 0 best.",
            sums.3,
            100.0 * sums.2 as f64 / sums.3 as f64,
            1.0 - sums.0 / sums.1
        )),
    ]
}

fn codes(subject: Subject) -> (Option<&'static str>, Option<&'static str>) {
    match subject {
        Subject::Directed(d) => (Some(d.dependent.code()), Some(d.on.code())),
        Subject::State(e) => (Some(e.code()), None),
        Subject::Symmetric(..) => (None, None),
    }
}

fn series(o: &Outlook<'_>) -> Value {
    let h = &o.history;
    let (dependent, on) = codes(h.subject);
    let points: Vec<Value> = o
        .ahead
        .iter()
        .map(|a| {
            let rules: serde_json::Map<String, Value> =
                Rule::ALL.iter().zip(a.rules).map(|(r, v)| (r.id().to_owned(), json!(v))).collect();
            let truth = a.truth.map(|t| {
                json!({
                    "value": t.value, "crps": t.crps, "crps_random_walk": t.random_walk,
                    "inside_80": t.inside[0], "inside_90": t.inside[1],
                })
            });
            json!({
                "year": a.year, "years_ahead": a.years, "median": a.median,
                "low_80": a.bands[0].0, "high_80": a.bands[0].1, "low_90": a.bands[1].0, "high_90": a.bands[1].1,
                "rules": rules, "tested": o.tested(a.years), "truth": truth,
            })
        })
        .collect();
    let scores: Vec<Value> = o
        .panel
        .scores
        .iter()
        .map(|s| {
            let (low, high) = s.skill_interval.unzip();
            json!({
                "years_ahead": s.years, "forecasts": s.check.forecasts, "crps": s.scores[4].crps, "skill": s.skill,
                "skill_low": low, "skill_high": high, "coverage_80": s.scores[4].coverage[0],
                "coverage_90": s.scores[4].coverage[1], "best_rule": s.check.best,
            })
        })
        .collect();
    let history: Vec<Value> =
        h.values.iter().filter(|(y, _)| **y <= o.origin).map(|(y, v)| json!({"year": y, "value": v})).collect();
    json!({
        "panel": h.panel, "measure": h.measure, "basis": (!h.basis.is_empty()).then_some(h.basis), "label": h.label,
        "domain": h.domain, "dependent": dependent, "on": on, "sector": h.item.as_ref().map(|i| &i.code),
        "unit": h.unit.symbol(), "denominator": h.denominator, "scale": o.panel.scale,
        "sources": h.sources.iter().map(|s| json!({"id": s.id.as_str(), "vintage": s.vintage})).collect::<Vec<_>>(),
        "origin_year": o.origin, "origin_value": o.value, "clipped": o.clipped, "fitted_to": o.fit.origin,
        "tested_to": o.fit.tested_to(), "history": history, "forecasts": points, "panel_scores": scores,
    })
}

fn cells(o: &Outlook<'_>, a: &Ahead) -> Vec<String> {
    let h = &o.history;
    let (dependent, on) = codes(h.subject);
    let mut out = vec![
        h.panel.to_owned(),
        h.measure.to_owned(),
        h.basis.to_owned(),
        h.label.clone(),
        dependent.unwrap_or_default().to_owned(),
        on.unwrap_or_default().to_owned(),
        h.item.as_ref().map(|i| i.code.clone()).unwrap_or_default(),
        h.unit.symbol().to_owned(),
        h.sources.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join("+"),
        o.origin.to_string(),
        o.value.to_string(),
        a.year.to_string(),
        a.years.to_string(),
    ];
    let [eighty, ninety] = a.bands;
    out.extend([a.median, eighty.0, eighty.1, ninety.0, ninety.1].map(|v| v.to_string()));
    out.extend(a.rules.map(|v| v.to_string()));
    out.push(o.tested(a.years).to_string());
    match a.truth {
        Some(t) => {
            out.extend([t.value, t.crps, t.random_walk].map(|v| v.to_string()));
            out.extend(t.inside.map(|v| v.to_string()));
        }
        None => out.extend(std::iter::repeat_n(String::new(), 5)),
    }
    out
}
