//! The page of scores.

use crate::output::{Answer, Block, Table};
use serde_json::json;
use suzerain_models::outlook::paths::fitted::{Fitted, FittedPanel};
use suzerain_models::outlook::paths::scores::{Check, DRAWS, Halves, Horizon, LEVEL, Together};
use suzerain_models::outlook::paths::{GRID, Rule};
use suzerain_solvers::scoring::holm;

/// Ten-year scores of random walk, half and full drift in an earlier evaluation, with the panels here that
/// come nearest to its samples.
const EARLIER: [(&str, [f64; 3], &[&str]); 3] = [
    ("ln CINC ratio", [0.177, 0.166, 0.207], &["cinc", "cinc_long"]),
    ("ln GDP ratio", [0.171, 0.154, 0.178], &["gdp_1950", "gdp_long", "gdp"]),
    ("logit trade share", [0.551, 0.662, 0.876], &["cow_trade", "goods"]),
];

/// A score with three digits.
fn digits(value: f64) -> String {
    format!("{value:.3}")
}

/// A skill with its sign and interval.
pub fn skill(value: f64, interval: Option<(f64, f64)>) -> String {
    let band = interval.map(|(low, high)| format!(" ({low:+.3} to {high:+.3})"));
    format!("{value:+.3}{}", band.unwrap_or_default())
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// The scores of every panel.
pub fn scores(fitted: &Fitted, left_out: &[String]) -> Answer {
    let mut page = vec![Block::Heading("Paths: how well the past was foreseen".into()), Block::List(about(fitted))];
    if !left_out.is_empty() {
        page.push(Block::Line(format!("Left out: {}.", left_out.join("; "))));
    }
    page.push(Block::Heading("The check: the pool beside the best single rule".into()));
    page.extend(check(fitted));
    page.push(Block::Heading("Beside an earlier evaluation".into()));
    page.push(Block::Line("Continuous ranked probability score ten years ahead. The earlier evaluation is known by these nine numbers and the years 1816-2013; its sample of pairs, its window of drift and its spread are not, so the panels here are set beside it and not fitted to it.".into()));
    page.push(Block::Table(earlier(fitted)));
    for panel in &fitted.panels {
        page.push(Block::Heading(format!("{} ({})", panel.title, panel.id)));
        page.push(Block::Line(format!(
            "{}. {}-{}, scores on the {} scale.",
            panel.sample,
            panel.window.0,
            panel.window.1,
            panel.scale.title()
        )));
        page.push(Block::Line("Continuous ranked probability score, 0 best:".into()));
        page.push(Block::Table(crps(&panel.scores)));
        page.push(Block::Line(
            "Share of what came true inside the bands (80 / 90 %), for the pool also among forecasts made where errors so far ahead had been counted before, and interval scores of the 80 / 90 % band:".into(),
        ));
        page.push(Block::Table(bands(&panel.scores)));
        if !panel.kinds.is_empty() {
            page.push(Block::Line("The pool by measure, all with the one fit of the panel:".into()));
            page.push(Block::Table(kinds(panel)));
        }
        if !panel.held_out.is_empty() {
            page.push(Block::Line(
                "Held out from all fitting, forecast from the origins named; one year, so the misses go together:"
                    .into(),
            ));
            page.push(Block::Table(crps(&panel.held_out)));
            page.push(Block::Table(bands(&panel.held_out)));
        }
        if let Some(fit) = panel.fits.last() {
            page.push(Block::Line(format!(
                "Fit to all that is known ({}): yearly spread {}; damped trend with variances {} of noise, {} of level and {} of slope over that of a yearly change, damping {}. Weights of the pool:",
                fit.origin,
                digits(fit.spread),
                digits(fit.trend[0]),
                digits(fit.trend[1]),
                digits(fit.trend[2]),
                digits(fit.trend[3])
            )));
            page.push(Block::Table(weights(fit.tested_to(), &fit.stack)));
        }
    }
    page.push(Block::Heading("What this does not show".into()));
    page.push(Block::List(vec![
        "That a band for one pair is validated: coverage is that of all series of a panel together. Series that share a partner, and origins that share a crisis, go wrong together.".into(),
        "Forecasts made at the time: all series are today's revised data, cut at the origin. Vintages of the day were worse.".into(),
        "Anything about what moves a series: the rules know its own past alone.".into(),
        "Bands beyond the farthest horizon of each table: there the spread goes on widening as it did over the horizons tested, and nothing has tested it.".into(),
    ]));
    let (json, csv) = (to_json(fitted, left_out), to_csv(fitted));
    Answer { page, json, csv }
}

fn about(fitted: &Fitted) -> Vec<String> {
    vec![
        "Forecasts from rolling origins: each fitted to windows that had closed by its origin, so nothing later is known to it. Panels of more than forty years have an origin every fifth year, shorter ones every year.".into(),
        "Rules: random walk; half and full drift of the last ten years; a level with a slope that dies out (Kalman); and the pool of the four, weighted by the scores of windows closed before. docs/methods/paths.md has the equations.".into(),
        "Designs of the pool were compared on the early half of each panel's origins; docs/methods/paths.md lists them and says how one was chosen.".into(),
        format!(
            "Intervals are of 90 % from {DRAWS} draws of whole pairs and, at once, of whole blocks of origins, as long as the farthest forecast and a decade at least (Owen 2007), seed {}. `Best` is known only afterwards, which favours it.",
            fitted.seed
        ),
    ]
}

fn verdict(check: &Check) -> String {
    let chance = check.chance.map_or_else(String::new, |p| format!(" ({p:.3})"));
    let word = match check.holds {
        Some(true) => "holds",
        Some(false) => "FAILS",
        None => "open",
    };
    format!("{word}{chance}")
}

/// A check in cells: best rule, skill over it, verdict.
fn cells(check: &Check) -> [String; 3] {
    [check.best.title().to_owned(), skill(check.over_best, check.over_best_interval), verdict(check)]
}

/// The check on one half of the origins, in a cell.
fn half(check: Option<&Check>) -> String {
    check.map_or_else(String::new, |c| {
        let [best, skill, verdict] = cells(c);
        format!("{skill} {best}, {verdict}")
    })
}

/// How many of some checks hold, in words.
fn held(checks: &[Check]) -> String {
    let count = |of: Option<bool>| checks.iter().filter(|c| c.holds == of).count();
    let open = match count(None) {
        0 => String::new(),
        n => format!(" ({n} open)"),
    };
    format!("{} of {}{open}", count(Some(true)), checks.len())
}

/// How many fail, beside how many would by chance, and how many when all are allowed for at once.
fn failed(checks: &[Check]) -> String {
    let judged: Vec<f64> = checks.iter().filter_map(|c| c.chance).collect();
    format!(
        "{} fail, where {:.1} would by chance were the pool exactly as good everywhere, and {} with all {} allowed for at once (Holm 1979)",
        checks.iter().filter(|c| c.holds == Some(false)).count(),
        judged.len() as f64 * LEVEL,
        holm(&judged).iter().filter(|p| **p < LEVEL).count(),
        judged.len()
    )
}

fn check(fitted: &Fitted) -> Vec<Block> {
    let halves = ["early origins: skill, best, check", "late origins: skill, best, check"];
    let heads = ["best", "skill of the pool over it", "check"];
    let mut panels = Table::new(["panel"].into_iter().chain(heads).chain(halves));
    let whole: Vec<(&FittedPanel, Together)> = fitted.panels.iter().filter_map(|p| Some((p, p.together?))).collect();
    for (panel, t) in &whole {
        let [best, skill, verdict] = cells(&t.check);
        let [early, late] = [t.halves.early, t.halves.late].map(|c| half(c.as_ref()));
        panels.push([panel.id.clone(), best, skill, verdict, early, late]);
    }
    let mut table =
        Table::new(["panel", "years"].into_iter().chain(heads).chain(["skill over random walk"]).chain(halves));
    let of: Vec<(&FittedPanel, &Horizon)> =
        fitted.panels.iter().flat_map(|panel| panel.scores.iter().map(move |h| (panel, h))).collect();
    for (panel, h) in &of {
        let [best, over_best, mut verdict] = cells(&h.check);
        if h.tested.is_none() {
            verdict += ", carried";
        }
        let [early, late] = [h.halves.early, h.halves.late].map(|c| half(c.as_ref()));
        let walk = skill(h.skill, h.skill_interval);
        table.push([panel.id.clone(), h.years.to_string(), best, over_best, verdict, walk, early, late]);
    }
    let in_halves = |halves: Vec<Halves>| {
        let of = |half: fn(&Halves) -> Option<Check>| held(&halves.iter().filter_map(half).collect::<Vec<_>>());
        format!(
            "on the early half of each panel's origins, where the designs were compared, at {}, on the late half at {}",
            of(|h| h.early),
            of(|h| h.late)
        )
    };
    let by_panel: Vec<Check> = whole.iter().map(|(_, t)| t.check).collect();
    let by_horizon: Vec<Check> = of.iter().map(|(_, h)| h.check).collect();
    let learnt: Vec<Check> = of.iter().filter(|(_, h)| h.tested.is_some()).map(|(_, h)| h.check).collect();
    vec![
        Block::Line(format!(
            "The pool must not lose to the best single rule by more than the bootstrap's error. A single rule is one for all horizons, as the pool is: each forecast's score over the random walk's at its horizon, all horizons alike. In brackets the probability of a loss as large to the best of the four rules, were none of them better than the pool (Hansen 2005, the bound that rejects most); the check fails below {LEVEL}, and is open where the pool lost and all forecasts are of one block of years, so that nothing tells the error that years share. It holds at {} panels: {}; {}.",
            held(&by_panel),
            failed(&by_panel),
            in_halves(whole.iter().map(|(_, t)| t.halves).collect()),
        )),
        Block::Table(panels),
        Block::Line(format!(
            "The same beside the best rule of each horizon, a rival that may change its rule from one horizon to the next: it holds at {} panels and horizons: {}; {}. Where weights had been learnt so far ahead at some origin it holds at {}; at the others, marked `carried`, the tables are too short for any window to have closed, and the weights are those of shorter horizons. Neighbouring horizons fail together.",
            held(&by_horizon),
            failed(&by_horizon),
            in_halves(of.iter().map(|(_, h)| h.halves).collect()),
            held(&learnt),
        )),
        Block::Table(table),
    ]
}

fn earlier(fitted: &Fitted) -> Table {
    let mut table = Table::new(["measure", "sample", "origins", "random walk", "half drift", "full drift", "pool"]);
    for (title, scores, panels) in EARLIER {
        let [a, b, c] = scores.map(digits);
        table.push([title.to_owned(), "earlier".into(), String::new(), a, b, c, String::new()]);
        for panel in panels.iter().filter_map(|id| fitted.panel(id)) {
            let Some(h) = panel.scores.iter().find(|h| h.years == 10) else { continue };
            table.push([
                String::new(),
                panel.id.clone(),
                format!("{}-{}", h.check.origins.0, h.check.origins.1),
                digits(h.scores[0].crps),
                digits(h.scores[1].crps),
                digits(h.scores[2].crps),
                digits(h.scores[4].crps),
            ]);
        }
    }
    table
}

fn crps(scores: &[Horizon]) -> Table {
    let mut headers = vec!["years", "forecasts", "origins"];
    headers.extend(Rule::ALL.map(Rule::title));
    headers.push("pool");
    let mut table = Table::new(headers);
    for h in scores {
        let mut row = vec![
            h.years.to_string(),
            h.check.forecasts.to_string(),
            format!("{}-{}", h.check.origins.0, h.check.origins.1),
        ];
        row.extend(h.scores.iter().map(|s| digits(s.crps)));
        table.push(row);
    }
    table
}

fn bands(scores: &[Horizon]) -> Table {
    let mut table = Table::new([
        "years",
        "random walk",
        "half drift",
        "full drift",
        "damped trend",
        "pool",
        "pool where tested",
        "interval: random walk",
        "interval: pool",
    ]);
    let two = |pair: [f64; 2]| format!("{} / {}", digits(pair[0]), digits(pair[1]));
    for h in scores {
        let mut row = vec![h.years.to_string()];
        row.extend(h.scores.iter().map(|s| format!("{} / {}", percent(s.coverage[0]), percent(s.coverage[1]))));
        row.push(h.tested.map_or_else(
            || "never".to_owned(),
            |(n, [wide, wider])| format!("{} / {} of {n}", percent(wide), percent(wider)),
        ));
        row.extend([two(h.scores[0].interval), two(h.scores[4].interval)]);
        table.push(row);
    }
    table
}

fn kinds(panel: &FittedPanel) -> Table {
    let mut table = Table::new(["measure", "years", "forecasts", "skill over random walk", "in 80 %", "in 90 %"]);
    for k in &panel.kinds {
        let row = [k.kind.clone(), k.years.to_string(), k.forecasts.to_string(), skill(k.skill, None)];
        table.push(row.into_iter().chain(k.coverage.map(percent)));
    }
    table
}

fn weights(tested: i16, stack: &[[f64; 4]; 8]) -> Table {
    let mut headers = vec!["years"];
    headers.extend(Rule::ALL.map(Rule::title));
    let mut table = Table::new(headers);
    for (years, weights) in GRID.iter().zip(stack).filter(|(y, _)| **y <= tested) {
        let mut row = vec![years.to_string()];
        row.extend(weights.map(|w| format!("{w:.2}")));
        table.push(row);
    }
    table
}

fn to_json(fitted: &Fitted, left_out: &[String]) -> serde_json::Value {
    let panel = |p: &FittedPanel| {
        json!({
            "id": p.id, "title": p.title, "sample": p.sample, "scale": p.scale, "series": p.series,
            "first_year": p.window.0, "last_year": p.window.1, "scores": p.scores, "together": p.together,
            "kinds": p.kinds, "held_out": p.held_out, "fit": p.fits.last(),
        })
    };
    json!({
        "schema": "suzerain.paths_scores/1", "seed": fitted.seed, "status": "modelled", "grid": GRID,
        "panels": fitted.panels.iter().map(panel).collect::<Vec<_>>(), "left_out": left_out,
    })
}

fn to_csv(fitted: &Fitted) -> Table {
    let mut csv = Table::new([
        "panel",
        "held_out",
        "years",
        "rule",
        "forecasts",
        "crps",
        "coverage_80",
        "coverage_90",
        "interval_80",
        "interval_90",
    ]);
    for panel in &fitted.panels {
        for (held_out, scores) in [(false, &panel.scores), (true, &panel.held_out)] {
            for (h, s) in scores.iter().flat_map(|h| h.scores.iter().map(move |s| (h, s))) {
                csv.push([
                    panel.id.clone(),
                    held_out.to_string(),
                    h.years.to_string(),
                    s.rule.map_or("pool", Rule::id).to_owned(),
                    h.check.forecasts.to_string(),
                    s.crps.to_string(),
                    s.coverage[0].to_string(),
                    s.coverage[1].to_string(),
                    s.interval[0].to_string(),
                    s.interval[1].to_string(),
                ]);
            }
        }
    }
    csv
}
