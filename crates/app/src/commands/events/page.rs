//! The page of scores.

use crate::error::CliError;
use crate::output::{Answer, Block, Table};
use serde_json::json;
use suzerain_models::outlook::events::fitted::{Fitted, Probability, YEARS};
use suzerain_models::outlook::events::scores::{CaseForecast, DRAWS, EARLIER, Evaluation, Score};
use suzerain_models::outlook::events::{Candidate, Event};

/// A share in per cent.
pub fn percent(share: f64) -> String {
    let digits = if share < 0.095 { 1 } else { 0 };
    format!("{:.digits$} %", share * 100.0)
}

/// A skill with its sign.
pub fn signed(skill: f64) -> String {
    format!("{skill:+.3}")
}

/// The score of a forecaster.
pub fn score_of(evaluation: &Evaluation, candidate: Candidate) -> &Score {
    evaluation.scores.iter().find(|s| s.candidate == candidate).unwrap_or(&evaluation.scores[0])
}

fn interval(of: Option<(f64, f64)>) -> String {
    of.map_or_else(|| "-".to_owned(), |(low, high)| format!("{} to {}", signed(low), signed(high)))
}

fn number(of: Option<f64>, digits: usize) -> String {
    of.map_or_else(|| "-".to_owned(), |v| format!("{v:.digits$}"))
}

/// The cases of some events at the window of five years: where the best forecaster moved from the base
/// rate toward what came, and where not.
pub fn cases_of(found: &[Probability<'_>]) -> Vec<String> {
    let evaluations = found.iter().map(|p| &p.fitted.evaluation).filter(|e| e.years == YEARS[0] && !e.cases.is_empty());
    let named = |e: &Evaluation, right: bool| {
        let cases = e.cases.iter().filter(|c| c.right == right);
        let names: Vec<String> = cases
            .map(|c| {
                let states = c.case.split(',').next().unwrap_or(&c.case);
                let came = if c.event { "came" } else { "did not come" };
                format!("{states} {}-{} ({}, {came})", c.origin + 1, c.origin + e.years, percent(c.best))
            })
            .collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    evaluations
        .map(|e| {
            format!("{} ({}). Right: {}. Wrong: {}.", e.event.title(), e.best.title(), named(e, true), named(e, false))
        })
        .collect()
}

fn case_table<'a>(cases: impl Iterator<Item = (Event, i16, &'a CaseForecast)>) -> Table {
    let mut table =
        Table::new(["case", "event", "window", "best", "base rate", "duration", "came", "moved the right way"]);
    for (event, years, c) in cases {
        table.push([
            c.case.clone(),
            event.title().to_owned(),
            format!("{}-{}", c.origin + 1, c.origin + years),
            percent(c.best),
            percent(c.base_rate),
            percent(c.duration),
            if c.event { "yes" } else { "no" }.to_owned(),
            if c.right { "right" } else { "wrong" }.to_owned(),
        ]);
    }
    table
}

/// The scores of everything that was fitted.
///
/// # Errors
/// A defect if the results cannot be written as JSON.
pub fn scores(fitted: &Fitted) -> Result<Answer, CliError> {
    let all: Vec<&Evaluation> = fitted.events.iter().map(|f| &f.evaluation).collect();
    let mut page =
        vec![Block::Heading("Event models: how well the past was foreseen".into()), Block::List(about(fitted))];
    page.push(Block::Heading("Summary".into()));
    page.push(Block::Table(summary(&all)));
    page.push(Block::Heading("Beside an earlier evaluation of the same lists".into()));
    page.push(Block::Line("Windows of five years. The earlier evaluation is the bar these models were to meet; its risk sets and origins are known in outline only, so rates differ, those of formation and termination the most.".into()));
    page.push(Block::Table(beside(&all)));
    page.push(Block::Heading("Placebo: the full model when its covariates say nothing".into()));
    page.push(Block::Line("Brier skill over the base rate, windows of five years. Clocks keep their true values; shuffled years give each window the other covariates of an earlier year of the same pair, fake dyads those of another pair in the same year. Skill that fake dyads keep comes from the clock and from what all pairs of a year share, not from the pair.".into()));
    page.push(Block::Table(placebo(&all)));
    for e in &all {
        page.push(Block::Heading(format!("{}, {} years", e.event.title(), e.years)));
        page.push(Block::Line(head(e)));
        page.push(Block::Table(forecasters(e)));
        page.push(Block::Line(format!("Reliability of the best ({}):", e.best.title())));
        page.push(Block::Table(reliability(e)));
    }
    page.push(Block::Heading("Cases kept out of training and scores".into()));
    page.push(Block::Line("What the best forecaster of each event gave, fitted to windows closed before; right if it moved from the base rate toward what came.".into()));
    page.push(Block::Table(case_table(
        all.iter().filter(|e| e.years == YEARS[0]).flat_map(|e| e.cases.iter().map(move |c| (e.event, e.years, c))),
    )));
    page.push(Block::Heading("What this does not show".into()));
    page.push(Block::List(vec![
        "That asymmetry causes rift, or that any covariate causes anything: these are forecasts.".into(),
        "That a probability for one pair is validated: rivalries among the allied began 30 to 40 times in two centuries.".into(),
        "That a use of force is war: the list counts seizures of boats and shots across a border.".into(),
        "That treaties or portfolio agreement are alignment, or that trade shares are leverage.".into(),
    ]));
    let mut csv = Table::new([
        "event",
        "years",
        "forecaster",
        "forecasts",
        "events",
        "brier",
        "log_score",
        "skill",
        "skill_over_duration",
        "auc",
        "auc_within",
        "calibration_slope",
        "default",
    ]);
    let text = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    for e in &all {
        for s in &e.scores {
            csv.push([
                e.event.id().to_owned(),
                e.years.to_string(),
                s.candidate.id().to_owned(),
                e.forecasts.to_string(),
                e.events.to_string(),
                s.brier.to_string(),
                s.log_score.to_string(),
                s.skill.to_string(),
                s.skill_over_duration.to_string(),
                text(s.auc),
                text(s.auc_within),
                text(s.calibration_slope),
                (s.candidate == e.default).to_string(),
            ]);
        }
    }
    let json = json!({
        "schema": "suzerain.events_scores/1", "input_year": fitted.input_year, "seed": fitted.seed,
        "disputes": fitted.disputes, "ideal_points": fitted.ideal_points, "evaluations": all,
    });
    Ok(Answer { page, json, csv })
}

fn about(fitted: &Fitted) -> Vec<String> {
    let alignment = if fitted.ideal_points {
        "A rift's fall of alignment is read off alliance portfolios to 1945 and off UN ideal points later."
    } else {
        "UN ideal points were not loaded: a rift's fall of alignment is read off alliance portfolios to 1945 and left out later."
    };
    vec![
        "Made by `suzerain events score --format md`; definitions in docs/methods/events.md.".into(),
        "Forecasts are made every five years from 1870 to 2013 for all pairs at risk that year, as far as the window of 5 or 10 years closes within the lists. Regressions, pool weights and thresholds know only windows closed by the year of the forecast.".into(),
        format!("Disputes: {}. Intervals hold 90 %, from {DRAWS} bootstrap draws of whole pairs and of whole decades; seed {}.", fitted.disputes.to_uppercase(), fitted.seed),
        "The default is the forecaster with the best Brier score among those whose skill over the base rate (and over duration only, for richer ones) has both intervals above zero; otherwise the base rate.".into(),
        "The six named cases are in no training set and no score. A pair that leaves the system before its window closes, without the event, has no outcome.".into(),
        alignment.into(),
        "The base rate is the share of all windows so far. Where rates move (alliances ended far more often before 1950 than since), it is a poor forecast, and skill over it is easily had: read skill over duration only, and the area under the curve within origins, beside it.".into(),
        "The list of alliances does not code how a treaty ended, so no violation or abrogation is among the parts of a rift.".into(),
    ]
}

fn summary(all: &[&Evaluation]) -> Table {
    let mut table = Table::new([
        "event",
        "years",
        "forecasts",
        "events",
        "rate",
        "best",
        "AUC pooled (within)",
        "Brier skill",
        "by pair",
        "by decade",
        "slope",
        "default",
    ]);
    for e in all {
        let s = score_of(e, e.best);
        table.push([
            e.event.title().to_owned(),
            e.years.to_string(),
            e.forecasts.to_string(),
            e.events.to_string(),
            format!("{:.4}", e.events as f64 / e.forecasts as f64),
            e.best.title().to_owned(),
            format!("{} ({})", number(s.auc, 2), number(s.auc_within, 2)),
            signed(s.skill),
            interval(s.skill_by_pair),
            interval(s.skill_by_decade),
            number(s.calibration_slope, 2),
            e.default.title().to_owned(),
        ]);
    }
    table
}

fn beside(all: &[&Evaluation]) -> Table {
    let mut table = Table::new([
        "event",
        "rate, here",
        "rate, earlier",
        "AUC here, best (within)",
        "AUC earlier (within)",
        "skill here, best / full",
        "skill earlier, best / full",
    ]);
    for earlier in &EARLIER {
        let Some(e) = all.iter().find(|e| e.event == earlier.event && e.years == YEARS[0]) else { continue };
        let (best, full) = (score_of(e, e.best), score_of(e, Candidate::Full));
        let within = |v: Option<f64>| v.map_or_else(String::new, |v| format!(" ({v:.2})"));
        table.push([
            e.event.title().to_owned(),
            format!("{:.4}", e.events as f64 / e.forecasts as f64),
            format!("{}", earlier.rate),
            format!("{}{}", number(best.auc, 2), within(best.auc_within)),
            format!("{:.2}{}", earlier.auc, within(earlier.auc_within)),
            format!("{} / {}", signed(best.skill), signed(full.skill)),
            format!("{} / {}", signed(earlier.best), earlier.full.map_or_else(|| "-".to_owned(), signed)),
        ]);
    }
    table
}

fn placebo(all: &[&Evaluation]) -> Table {
    let mut table = Table::new(["event", "full", "duration only", "full, shuffled years", "full, fake dyads"]);
    for e in all {
        if let [years, dyads] = e.placebo[..] {
            let skill = |c| signed(score_of(e, c).skill);
            table.push([
                e.event.title().to_owned(),
                skill(Candidate::Full),
                skill(Candidate::Duration),
                signed(years),
                signed(dyads),
            ]);
        }
    }
    table
}

fn head(e: &Evaluation) -> String {
    let mut text = format!(
        "{} forecasts from {} to {}, {} events ({}). Default: {}.",
        e.forecasts,
        e.origins.0,
        e.origins.1,
        e.events,
        percent(e.events as f64 / e.forecasts as f64),
        e.default.title()
    );
    if !e.skipped.is_empty() {
        let years: Vec<String> = e.skipped.iter().map(ToString::to_string).collect();
        text.push_str(&format!(" No forecast in {}: fewer than five events before.", years.join(", ")));
    }
    if let Some([rivalry, force, alignment, alone]) = e.rift_parts {
        text.push_str(&format!(
            " First parts of the rifts: rivalry {}, force {}, fall of alignment {}, the last alone {}; without it the rate is {}.",
            percent(rivalry),
            percent(force),
            percent(alignment),
            percent(alone),
            percent(e.rate_without_alignment.unwrap_or(f64::NAN)),
        ));
    }
    text
}

fn forecasters(e: &Evaluation) -> Table {
    let mut table = Table::new([
        "forecaster",
        "Brier",
        "log score",
        "skill",
        "by pair",
        "by decade",
        "over duration",
        "by pair ",
        "by decade ",
        "AUC",
        "within",
        "slope",
    ]);
    for s in &e.scores {
        table.push([
            s.candidate.title().to_owned(),
            format!("{:.5}", s.brier),
            format!("{:.4}", s.log_score),
            signed(s.skill),
            interval(s.skill_by_pair),
            interval(s.skill_by_decade),
            signed(s.skill_over_duration),
            interval(s.over_duration_by_pair),
            interval(s.over_duration_by_decade),
            number(s.auc, 3),
            number(s.auc_within, 3),
            number(s.calibration_slope, 2),
        ]);
    }
    table
}

fn reliability(e: &Evaluation) -> Table {
    let mut table = Table::new(["forecasts", "mean probability", "came", "90 % band"]);
    for r in &e.reliability {
        table.push([
            r.count.to_string(),
            percent(r.forecast),
            percent(r.observed),
            format!("{} to {}", percent(r.band.0), percent(r.band.1)),
        ]);
    }
    table
}
