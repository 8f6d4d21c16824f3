//! The page of the scores, their JSON and CSV.

use crate::output::{Answer, Block, Table};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use suzerain_models::partnership::paths::Scored;
use suzerain_models::partnership::rolling::AtRisk;
use suzerain_solvers::scoring::{Bin, Interval};
use suzerain_studies::partnership::answer::Beats;
use suzerain_studies::partnership::score::{EventScores, ORIGINS, PAIRS, PathPlacebo, PathScore, Scores, Summary};
use suzerain_studies::words;

fn n(value: f64) -> String {
    words::number(value, 3)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn interval(of: Option<Interval>) -> String {
    of.map_or_else(|| "-".into(), |i| format!("{:+.3} to {:+.3}", i.low, i.high))
}

fn within(years: i16) -> String {
    if years == 1 { "1 year".to_owned() } else { format!("{years} years") }
}

/// Years between origin and target.
const fn years(s: &Scored) -> i16 {
    s.target - s.origin
}

/// The scores in every form.
pub fn scores(found: &Scores) -> Answer {
    let mut page = vec![
        Block::Heading("Partnership model: how it would have done".into()),
        Block::Line(verdict(found)),
        Block::List(vec![
            "Data are today's revisions cut at the origin, not the vintages of the time.".into(),
            "Paths are scored by the continuous ranked probability score (smaller is better) beside a random walk and half of the drift of ten years; probabilities by the Brier score. Intervals of a skill hold 90 %, from 2000 draws of whole pairs and, at once, whole decades of origins.".into(),
            "Concessions and status deficits are not observed: no score can see equations 6 and 7.".into(),
            "Russia and China chose nothing but the weights of the sets. The scale of the trend in equation 1 comes from the spread of drifts among other pairs; that the pull of alignment is fitted to each pair's own votes, and no longer held at .2, was decided after a first score of the sixteen pairs below, so their scores of alignment, and those of all series together, are not wholly out of sample: before it the model did not beat the random walk on all series for sure.".into(),
        ]),
        Block::Heading("Russia and China frozen at 2013 and 2019".into()),
        Block::Line(frozen_summary(&found.frozen)),
        Block::Line("Scored 1, 3, 5 and 10 years ahead where the truth is known, and to 2018 and 2024 or the last year of the table before: the same table at both ends, since editions differ.".into()),
        Block::Table(paths(found.frozen.iter().map(|s| (s.series.clone(), s.source.clone(), &s.scored)))),
        Block::Heading("Rolling origins of sixteen other pairs".into()),
        Block::Line(format!(
            "{}; origins {} to {} as the tables allow.",
            PAIRS.map(|[a, b]| format!("{a}-{b}")).join(", "),
            ORIGINS[0],
            ORIGINS[ORIGINS.len() - 1]
        )),
        Block::Table(summaries(found)),
        Block::Heading("Placebo paths".into()),
        Block::Line("Another pair: all but the level of the series is taken from another pair of the same origin. Shuffled years: the yearly changes of the pair's own power and votes are put in another order, which leaves their sum. A placebo that does as well as the model says that the pair's own history told nothing.".into()),
        Block::Table(path_placebos(&found.placebos)),
        Block::Heading("Rifts, pairs with a major power, origins every five years from 1870".into()),
    ];
    if found.rifts.is_empty() {
        page.push(Block::Line("Not scored: it needs the lists of the field.".into()));
    } else {
        page.push(Block::Line(
            "Of the model's terms only power can be computed for all pairs and years. `Skill` is that of the partnership model over the forecaster of the row.".into(),
        ));
        page.push(Block::Table(rifts(&found.rifts)));
        page.push(Block::Line(
            "Placebos. Another pair: event model and power of another pair at risk of the same origin; it should not beat the base rate. Shuffled years: the pair's own power with its yearly changes in another order; it should not beat the event model.".into(),
        ));
        page.push(Block::Table(placebos(&found.rifts, "event model")));
    }
    page.push(Block::Heading(
        "New defence obligations, relevant pairs without one, origins every five years from 1870".into(),
    ));
    if found.defence.is_empty() {
        page.push(Block::Line("Not scored: it needs the lists of the field.".into()));
    } else {
        page.push(Block::Line(
            "The probability that an answer prints for a formal alliance. `Hazard alone` is what the model starts from: with a lesser tie the yearly rate among all pairs with one, without a tie the event model of any tie within five years times the part of new ties that hold a defence, both counted up to the origin; an answer prints the first as base rate. `Base rate` here is the share of closed windows of the same risk set. The model's terms, alignment and threat, are known from 1946 on and for pairs that vote: before, the model is its hazard alone. Pairs of history below are left out.".into(),
        ));
        page.push(Block::Table(defence(&found.defence)));
        page.push(Block::List(AtRisk::ALL.iter().filter_map(|r| defence_verdict(found, *r)).collect()));
        page.push(Block::Line(
            "Placebos. Another pair: the whole forecast of another pair at risk of the same origin. Shuffled years: the pair's own votes, portfolios and power with their yearly changes in another order; it should not beat the hazard alone.".into(),
        ));
        page.push(Block::Table(placebos(&found.defence, "hazard alone")));
    }
    page.push(Block::Heading("Forecast and frequency".into()));
    page.push(Block::Line("Forecasts of the partnership model within five and ten years in five groups of rising probability (equal ones stay together), with the share that came and its 90 % interval as if forecasts were independent.".into()));
    page.push(Block::Table(reliability(found)));
    page.push(Block::Heading("Pairs of history kept out of every fit".into()));
    if found.cases.is_empty() {
        page.push(Block::Line("Not scored: they need the lists of the field.".into()));
    } else {
        page.push(Block::Table(cases(found)));
        page.push(Block::Line("Paths of the same pairs, all origins of a pair together:".into()));
        page.push(Block::Table(case_paths(found)));
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
    let rule = "The rule: the model is the default only if it beats duration and base rate on the Brier score, of rifts and of new defence obligations, and half drift and random walk on the ranked probability score, each with a 90 % interval above zero, five and ten years ahead both.";
    let met = |of: bool| if of { "met" } else { "not met" };
    let Beats { base_rate, duration, random_walk, half_drift } = found.weights.beats;
    let brier = if found.rifts.is_empty() {
        "rifts not scored".to_owned()
    } else {
        format!(
            "of rifts over base rate {}, over duration {}; of new defence obligations over both {}",
            met(base_rate),
            met(duration),
            met(found.weights.obligations_pass())
        )
    };
    let paths = format!("over random walk {}, over half drift {}", met(random_walk), met(half_drift));
    let result = if found.weights.passes {
        "So the model is the default."
    } else {
        "So the base rate stays the default, and the model's numbers stand beside it."
    };
    format!("{rule} Brier: {brier}. Paths: {paths}. {result}")
}

/// How often each rule had the least score in the frozen runs.
fn frozen_summary(frozen: &[PathScore]) -> String {
    let mut best = [0_usize; 3];
    for s in frozen {
        let c = s.scored.crps;
        let least = (0..3).min_by(|a, b| c[*a].total_cmp(&c[*b])).unwrap_or(0);
        best[least] += 1;
    }
    let inside = |k: usize| frozen.iter().filter(|s| s.scored.within[k]).count();
    format!(
        "Of {} series and horizons the model has the least score in {}, the random walk in {}, half drift in {}; the truth lies in the model's 80 % band in {} and in its 90 % band in {}. Horizons of one series overlap: these are not {} independent trials.",
        frozen.len(),
        best[0],
        best[1],
        best[2],
        inside(0),
        inside(1),
        frozen.len()
    )
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
        "years",
        "n",
        "pairs",
        "CRPS model",
        "random walk",
        "half drift",
        "in 80 %",
        "in 90 %",
        "skill over random walk",
        "over half drift",
    ];
    let mut table = heads[1..].iter().fold(Table::new(heads), |t, h| t.right(h));
    for s in &found.rolling {
        let mut row = vec![s.kind.to_owned(), s.years.to_string(), s.count.0.to_string(), s.count.1.to_string()];
        row.extend(s.crps.map(n));
        row.extend(s.coverage.map(percent));
        row.extend(s.skill.map(interval));
        table.push(row);
    }
    table
}

fn path_placebos(found: &[PathPlacebo]) -> Table {
    let heads = ["placebo", "series", "years", "n", "placebo's skill over random walk", "model's skill over placebo"];
    let mut table = heads[2..].iter().fold(Table::new(heads), |t, h| t.right(h));
    for p in found {
        table.push([
            p.placebo.to_owned(),
            p.kind.to_owned(),
            p.years.to_string(),
            p.count.to_string(),
            interval(p.over_walk),
            interval(p.model_over),
        ]);
    }
    table
}

fn rifts(found: &[EventScores]) -> Table {
    let heads = ["within", "forecasts", "rifts", "forecaster", "Brier", "log score", "skill"];
    let mut table = ["forecasts", "rifts", "Brier", "log score"].iter().fold(Table::new(heads), |t, h| t.right(h));
    for r in found {
        for row in forecasters(r, "event model") {
            table.push(row);
        }
    }
    table
}

/// Scores of an event within some years, one row a forecaster; `third` is what the model's terms are added to.
fn forecasters(of: &EventScores, third: &'static str) -> impl Iterator<Item = [String; 7]> {
    ["base rate", "duration only", third, "partnership model"].into_iter().enumerate().map(|(k, name)| {
        [
            within(of.years),
            of.count.0.to_string(),
            of.count.1.to_string(),
            name.to_owned(),
            format!("{:.5}", of.brier[k]),
            format!("{:.5}", of.log_score[k]),
            interval(of.skill.get(k).copied().flatten()),
        ]
    })
}

/// Who was at risk.
fn at_risk(of: &EventScores) -> &'static str {
    match of.at_risk {
        None => "rift",
        Some(AtRisk::Tied) => "with a lesser tie",
        Some(AtRisk::Untied) => "without a tie",
    }
}

fn defence(found: &[EventScores]) -> Table {
    let heads = ["pairs", "within", "forecasts", "new", "forecaster", "Brier", "log score", "skill"];
    let mut table = ["forecasts", "new", "Brier", "log score"].iter().fold(Table::new(heads), |t, h| t.right(h));
    for r in found {
        for row in forecasters(r, "hazard alone") {
            table.push(std::iter::once(at_risk(r).to_owned()).chain(row));
        }
    }
    table
}

/// What the scores of a risk set say, five and ten years ahead both.
fn defence_verdict(found: &Scores, of: AtRisk) -> Option<String> {
    let against = found.weights.defence.get(of.id())?;
    let pairs = found.defence.iter().find(|s| s.at_risk == Some(of)).map(at_risk)?;
    let said = [
        against.base_rate.over("the base rate"),
        against.duration.over("duration alone"),
        against.hazard_alone.over("the hazard that its terms move"),
    ];
    Some(format!("The model on pairs {pairs}: {}.", said.join("; ")))
}

fn placebos(found: &[EventScores], moved: &str) -> Table {
    let defence = found.iter().any(|r| r.at_risk.is_some());
    let heads = ["within", "placebo", "Brier", "against", "skill"];
    let mut table = if defence {
        Table::new(["pairs", "within", "placebo", "Brier", "against", "skill"])
    } else {
        Table::new(heads)
    };
    table = table.right("Brier");
    for r in found {
        for (name, against, (brier, skill)) in
            [("another pair", "base rate", r.placebo.fake_dyads), ("shuffled years", moved, r.placebo.shuffled_years)]
        {
            let mut row = if defence { vec![at_risk(r).to_owned()] } else { Vec::new() };
            row.extend([within(r.years), name.into(), format!("{brier:.5}"), against.into(), interval(skill)]);
            table.push(row);
        }
    }
    table
}

fn reliability(found: &Scores) -> Table {
    let share = |x: f64| format!("{:.1} %", 100.0 * x);
    let heads = ["event", "within", "forecasts", "mean forecast", "came", "share", "90 % interval"];
    let mut table = heads[2..].iter().fold(Table::new(heads), |t, h| t.right(h));
    let all = found.rifts.iter().chain(&found.defence).filter(|r| r.years >= 5);
    for r in all {
        let event = if r.at_risk.is_some() { format!("new defence obligation, {}", at_risk(r)) } else { "rift".into() };
        for bin in &r.reliability {
            table.push([
                event.clone(),
                within(r.years),
                bin.count.to_string(),
                share(bin.forecast),
                bin.events.to_string(),
                share(bin.observed),
                format!("{} to {}", share(bin.band.0), share(bin.band.1)),
            ]);
        }
    }
    table
}

fn cases(found: &Scores) -> Table {
    let chance = |p: f64| format!("{:.0} %", 100.0 * p);
    let heads = ["pair", "window", "base rate", "duration", "event model", "partnership", "rift came"];
    let mut table = heads[2..6].iter().fold(Table::new(heads), |t, h| t.right(h));
    for c in &found.cases {
        let Some(r) = &c.rift else { continue };
        let mut row = vec![c.name.to_owned(), format!("{}-{}", r.origin + 1, r.origin + r.years)];
        row.extend(r.p.map(chance));
        row.push(if r.event { "yes" } else { "no" }.to_owned());
        table.push(row);
    }
    table
}

/// Means over the origins of a pair, by series and horizon.
fn case_paths(found: &Scores) -> Table {
    let mut groups: BTreeMap<(&str, &str, i16), Vec<&Scored>> = BTreeMap::new();
    for c in &found.cases {
        for (series, scored) in &c.paths {
            groups.entry((c.name, *series, years(scored))).or_default().push(scored);
        }
    }
    let heads = ["pair", "series", "years", "origins", "CRPS model", "random walk", "half drift", "in 80 %", "in 90 %"];
    let mut table = heads[2..].iter().fold(Table::new(heads), |t, h| t.right(h));
    for ((pair, series, years), list) in groups {
        let mean = |k: usize| list.iter().map(|s| s.crps[k]).sum::<f64>() / list.len() as f64;
        let inside = |k: usize| format!("{} of {}", list.iter().filter(|s| s.within[k]).count(), list.len());
        let mut row = vec![pair.to_owned(), series.to_owned(), years.to_string(), list.len().to_string()];
        row.extend([0, 1, 2].map(|k| n(mean(k))));
        row.extend([inside(0), inside(1)]);
        table.push(row);
    }
    table
}

fn scored(s: &Scored) -> Value {
    json!({
        "origin": s.origin, "target": s.target, "median": s.median, "truth": s.truth, "crps": s.crps[0],
        "crps_random_walk": s.crps[1], "crps_half_drift": s.crps[2], "scale": s.scale, "within_80": s.within[0],
        "within_90": s.within[1],
    })
}

fn ends(of: Option<Interval>) -> Value {
    of.map_or(Value::Null, |i| json!([i.low, i.high]))
}

fn summary(s: &Summary) -> Value {
    json!({
        "kind": s.kind, "years": s.years, "count": s.count.0, "pairs": s.count.1, "crps": s.crps[0],
        "crps_random_walk": s.crps[1], "crps_half_drift": s.crps[2], "coverage_80": s.coverage[0],
        "coverage_90": s.coverage[1], "skill_over_random_walk": ends(s.skill[0]),
        "skill_over_half_drift": ends(s.skill[1]),
    })
}

/// Scores of an event; `moved` names the forecaster that the model's terms move.
fn event(r: &EventScores, moved: &str) -> Value {
    let four = |x: &[f64; 4]| json!({"base_rate": x[0], "duration": x[1], moved: x[2], "partnership": x[3]});
    let bin = |b: &Bin| {
        json!({
            "count": b.count, "events": b.events, "forecast": b.forecast, "observed": b.observed,
            "low": b.band.0, "high": b.band.1,
        })
    };
    let count = if r.at_risk.is_some() { "new_obligations" } else { "rifts" };
    let mut out = json!({
        "years": r.years, "forecasts": r.count.0, count: r.count.1,
        "brier": four(&r.brier), "log_score": four(&r.log_score),
        "skill": {"base_rate": ends(r.skill[0]), "duration": ends(r.skill[1]), moved: ends(r.skill[2])},
        "reliability": r.reliability.iter().map(bin).collect::<Vec<_>>(),
        "placebo": {
            "another_pair": {"brier": r.placebo.fake_dyads.0, "skill_over_base_rate": ends(r.placebo.fake_dyads.1)},
            "shuffled_years": {
                "brier": r.placebo.shuffled_years.0, format!("skill_over_{moved}"): ends(r.placebo.shuffled_years.1),
            },
        },
    });
    if let Some(of) = r.at_risk {
        out["at_risk"] = json!(of.id());
    }
    out
}

fn as_json(found: &Scores) -> Value {
    let path = |s: &PathScore| {
        json!({
            "weaker": s.dyad.dependent.code(), "stronger": s.dyad.on.code(), "series": s.series, "source": s.source,
            "scored": scored(&s.scored), "log_density_by_set": s.by_set, "weighs_the_sets": s.closing,
        })
    };
    let placebo = |p: &PathPlacebo| {
        json!({
            "placebo": p.placebo, "kind": p.kind, "years": p.years, "count": p.count,
            "skill_over_random_walk": ends(p.over_walk), "model_over_placebo": ends(p.model_over),
        })
    };
    json!({
        "schema": "suzerain.partnership_scores/1",
        "seed": found.seed,
        "default": if found.weights.passes { "partnership" } else { "base_rate" },
        "frozen": found.frozen.iter().map(path).collect::<Vec<_>>(),
        "rolling": found.rolling.iter().map(summary).collect::<Vec<_>>(),
        "placebo_paths": found.placebos.iter().map(placebo).collect::<Vec<_>>(),
        "rifts": found.rifts.iter().map(|r| event(r, "event_model")).collect::<Vec<_>>(),
        "new_defence_obligations": found.defence.iter().map(|r| event(r, "hazard_alone")).collect::<Vec<_>>(),
        "cases": found.cases.iter().map(|c| json!({
            "case": c.name,
            "rift": c.rift.map(|r| json!({
                "origin": r.origin, "years": r.years, "event": r.event, "base_rate": r.p[0], "duration": r.p[1],
                "event_model": r.p[2], "partnership": r.p[3],
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
