//! The page of scores.

use crate::output::{Answer, Block, Table};
use serde_json::json;
use suzerain_models::outlook::paths::fitted::{Fitted, FittedPanel};
use suzerain_models::outlook::paths::scores::{Check, DRAWS, Horizon};
use suzerain_models::outlook::paths::{GRID, Rule};

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
            "Share of what came true inside the bands (80 / 90 %), and interval scores of the 80 / 90 % band:".into(),
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
        "Bands beyond the farthest horizon of each table: there the spread of the last horizon tested is carried on, and nothing has tested it.".into(),
    ]));
    let (json, csv) = (to_json(fitted, left_out), to_csv(fitted));
    Answer { page, json, csv }
}

fn about(fitted: &Fitted) -> Vec<String> {
    vec![
        "Forecasts from rolling origins: each fitted to windows that had closed by its origin, so nothing later is known to it. Panels of more than forty years have an origin every fifth year, shorter ones every year.".into(),
        "Rules: random walk; half and full drift of the last ten years; a level with a slope that dies out (Kalman); and the pool of the four, weighted by the scores of windows closed before. docs/methods/paths.md has the equations.".into(),
        "Seventeen designs of the pool were compared on the early half of each panel's origins; docs/methods/paths.md lists them and says how one was chosen.".into(),
        format!(
            "Intervals are of 90 % from {DRAWS} draws of whole blocks, seed {}: by pair and by decade of the origin, the wider of the two. `Best` is known only afterwards, which favours it.",
            fitted.seed
        ),
    ]
}

fn verdict(holds: bool) -> &'static str {
    if holds { "holds" } else { "FAILS" }
}

/// The check on one half of the origins, in a cell.
fn half(check: Option<&Check>) -> String {
    check.map_or_else(String::new, |c| {
        format!("{} {}, {}", skill(c.over_best, c.over_best_interval), c.best.title(), verdict(c.holds))
    })
}

fn check(fitted: &Fitted) -> Vec<Block> {
    let mut table = Table::new([
        "panel",
        "years",
        "best",
        "skill of the pool over it",
        "skill over random walk",
        "check",
        "early origins: skill, best, check",
        "late origins: skill, best, check",
    ]);
    let of = || fitted.panels.iter().flat_map(|panel| panel.scores.iter().map(move |h| (panel, h)));
    for (panel, h) in of() {
        table.push([
            panel.id.clone(),
            h.years.to_string(),
            h.best.title().to_owned(),
            skill(h.over_best, h.over_best_interval),
            skill(h.skill, h.skill_interval),
            verdict(h.holds).to_owned(),
            half(h.early.as_ref()),
            half(h.late.as_ref()),
        ]);
    }
    let all = of().count();
    let held = of().filter(|(_, h)| h.holds).count();
    let halves = [|h: &Horizon| h.early, |h: &Horizon| h.late].map(|of_half| {
        let checks: Vec<Check> = of().filter_map(|(_, h)| of_half(h)).collect();
        format!("{} of {}", checks.iter().filter(|c| c.holds).count(), checks.len())
    });
    let chance = (all as f64 * 0.05).round();
    let whole: Vec<(&FittedPanel, Check)> = fitted.panels.iter().filter_map(|p| Some((p, p.together?))).collect();
    let mut panels = Table::new(["panel", "best of all its horizons", "skill of the pool over it", "check"]);
    for (panel, c) in &whole {
        panels.push([
            panel.id.clone(),
            c.best.title().to_owned(),
            skill(c.over_best, c.over_best_interval),
            verdict(c.holds).to_owned(),
        ]);
    }
    vec![
        Block::Line(format!(
            "The pool must not lose to the best single rule by more than the bootstrap's error: it holds where the pool's skill over that rule is at least 0, or the upper end of its interval is. It holds at {held} of {all} panels and horizons, and fails at {}. Were the pool exactly as good as that rule everywhere, one interval in twenty would still lie below 0: about {chance:.0} of {all}, in runs, since neighbouring horizons fail together. On the early half of each panel's origins, where the designs were compared, it holds at {}; on the late half at {}.",
            all - held,
            halves[0],
            halves[1]
        )),
        Block::Table(table),
        Block::Line(format!(
            "All horizons of a panel together, each forecast over the random walk's score at its horizon, beside the one rule that turned out best for the panel: it holds at {} of {} panels.",
            whole.iter().filter(|(_, c)| c.holds).count(),
            whole.len()
        )),
        Block::Table(panels),
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
                format!("{}-{}", h.origins.0, h.origins.1),
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
        let mut row = vec![h.years.to_string(), h.forecasts.to_string(), format!("{}-{}", h.origins.0, h.origins.1)];
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
        "interval: random walk",
        "interval: pool",
    ]);
    let two = |pair: [f64; 2]| format!("{} / {}", digits(pair[0]), digits(pair[1]));
    for h in scores {
        let mut row = vec![h.years.to_string()];
        row.extend(h.scores.iter().map(|s| format!("{} / {}", percent(s.coverage[0]), percent(s.coverage[1]))));
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
                    h.forecasts.to_string(),
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
