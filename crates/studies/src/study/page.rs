//! A study's report as a page.

use super::run::Report;
use super::scenarios::{Outcome, Ran};
use super::{CheckedForecast, HORIZON, compare};
use crate::claims::{self, CheckedPart, Verdict, value_cell};
use crate::page::chart::{Chart, Head, Kind, Point, Row, Side};
use crate::page::{Block, Cell, Page, Section, Told};
use crate::partnership::answer::{Answer, SetAnswer};
use crate::rupture::{Band, Rupture};
use crate::words;
use suzerain_tables::figure::{self, Domain, SourceRef, Status, Unit};
use suzerain_tables::provenance::SourceId;

/// Cells of a part's readings: what, source, value.
pub(super) fn reading_rows(part: &CheckedPart) -> Vec<[Cell; 3]> {
    if part.readings.is_empty() {
        let why = part.part.test.as_ref().err().cloned().unwrap_or_default();
        return vec![[part.part.says.clone(), String::new(), why].map(Cell::Text)];
    }
    part.readings
        .iter()
        .map(|r| {
            let what = r.label.as_ref().map_or_else(|| part.part.says.clone(), |l| format!("{}: {l}", part.part.says));
            [Cell::Text(what), Cell::Text(r.source.clone()), value_cell(r)]
        })
        .collect()
}

fn table(title: impl Into<String>, columns: &[&str], rows: Vec<Vec<Cell>>) -> Block {
    Block::Table { title: title.into(), columns: columns.iter().map(|c| (*c).to_owned()).collect(), rows }
}

fn words_of(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// A probability, or a word where there is none.
fn chance(of: Option<f64>, none: &str) -> Cell {
    let Some(value) = of else { return words_of(none) };
    let words = words::quantity(value, Unit::Share);
    Cell::Number(Told { value, unit: Unit::Share, words, sources: String::new() })
}

/// The page of a study.
#[must_use]
pub fn page(report: &Report) -> Page {
    let study = &report.study;
    let mut picture = Section::new("picture", "The picture", Domain::Alignment);
    picture.say(study.picture.clone());
    picture.say(format!("Main driver: {}.", study.driver));
    picture.note(format!("Paraphrased from {}, {}, {}.", study.said_by, study.outlet, study.date));
    let sections = vec![
        picture,
        mechanisms(report),
        claims_section(report),
        scenarios(report),
        partnership_section(&report.partnership, report.set.as_ref().map(|s| s.id.as_str())),
        forecasts(&report.forecasts),
        disagreements(report),
    ];
    Page {
        title: study.title.clone(),
        headline: headline(report),
        sections,
        notes: vec![
            "A study runs an essay's picture; it does not endorse it. What the data cannot see stands as such.".into(),
        ],
    }
}

fn headline(report: &Report) -> String {
    let count = |v: Verdict| report.claims.iter().filter(|c| c.verdict == v).count();
    let parts: Vec<String> =
        Verdict::ALL.into_iter().filter(|v| count(*v) > 0).map(|v| format!("{} {}", count(v), v.name())).collect();
    let [a, b] = report.study.pair;
    format!(
        "Of {} statements on {} and {} that data can settle, {}.",
        report.claims.len(),
        words::in_sentence(a),
        words::in_sentence(b),
        if parts.is_empty() { "none was made".to_owned() } else { parts.join(", ") }
    )
}

fn mechanisms(report: &Report) -> Section {
    let mut section = Section::new("mechanisms", "Mechanisms and what bears on them", Domain::Alignment);
    let mut rows = Vec::new();
    for shown in &report.mechanisms {
        let m = &shown.mechanism;
        if shown.figures.readings.is_empty() {
            let [what, none, held] =
                [format!("{} {}", m.id, m.says), "no figure".into(), m.held_by.clone()].map(Cell::Text);
            rows.push(vec![what, none, Cell::Empty, Cell::Empty, held]);
        }
        for (at, reading) in shown.figures.readings.iter().enumerate() {
            let first = at == 0;
            rows.push(vec![
                words_of(if first { format!("{} {}", m.id, m.says) } else { m.id.clone() }),
                words_of(reading.label.clone().unwrap_or_else(|| reading.expression.clone())),
                words_of(reading.source.clone()),
                value_cell(reading),
                if first { words_of(m.held_by.clone()) } else { Cell::Empty },
            ]);
        }
        for figure in shown.figures.readings.iter().flat_map(|r| &r.figures) {
            section.add_once(figure.clone());
        }
    }
    section.blocks.push(table("", &["mechanism", "figure", "source", "value", "held by"], rows));
    section
}

fn claims_section(report: &Report) -> Section {
    let mut section = Section::new("claims", "Statements that data can settle", Domain::Alignment);
    if report.claims.is_empty() {
        section.say("None.");
        return section;
    }
    section.blocks.push(claims::summary(&report.claims));
    for checked in &report.claims {
        let title = format!("{}: {}", checked.claim.id, checked.verdict.name());
        section.blocks.push(claims::readings_block(title, &checked.parts));
        for figure in checked.figures() {
            section.add_once(figure);
        }
    }
    section.note("`suzerain claims check ID` shows tolerances, bounds and what would settle an open one.");
    section
}

fn scenarios(report: &Report) -> Section {
    let mut section = Section::new("scenarios", "Scenarios", Domain::Rupture);
    let ruptures: Vec<(&Ran, &Rupture)> = report
        .scenarios
        .iter()
        .filter_map(|r| match &r.outcome {
            Ok(Outcome::Rupture(found)) => Some((r, found.as_ref())),
            _ => None,
        })
        .collect();
    if !ruptures.is_empty() {
        let mut rows = Vec::new();
        for (ran, found) in &ruptures {
            for answer in &found.answers {
                let Some(pair) = answer.pair() else { continue };
                let year = answer.year.map_or_else(String::new, |y| format!(", {y}"));
                rows.push(vec![
                    words_of(ran.scenario.name.clone()),
                    words_of(format!("{}{year}", answer.model.name())),
                    words_of(answer.label().codes().concat()),
                    words_of(found.resolved.a.label.clone()),
                    loss(pair.a.loss_pct, pair.a.band, answer),
                    words_of(found.resolved.b.label.clone()),
                    loss(pair.b.loss_pct, pair.b.band, answer),
                ]);
            }
        }
        let heads = ["scenario", "model, year", "kind", "one side", "its loss", "other side", "its loss"];
        section.blocks.push(table("Breaks of trade, losses in per cent of each side's own base", &heads, rows));
        section.charts.push(chart(&ruptures));
    }
    let events: Vec<(&Ran, &Answer)> = report
        .scenarios
        .iter()
        .filter_map(|r| match &r.outcome {
            Ok(Outcome::Partnership(found)) => Some((r, found.as_ref())),
            _ => None,
        })
        .collect();
    if !events.is_empty() {
        let mut rows = Vec::new();
        for (ran, found) in &events {
            for outcome in &found.outcomes {
                let Some(last) = outcome.at.last() else { continue };
                let without =
                    report.partnership.as_ref().ok().and_then(|all| own_probability(all, report, outcome.outcome.id()));
                let name = if found.tail {
                    format!("{} (a tail, never scored as likely)", ran.scenario.name)
                } else {
                    ran.scenario.name.clone()
                };
                rows.push(vec![
                    words_of(name),
                    words_of(outcome.outcome.title()),
                    words_of(format!("{} years", last.years)),
                    chance(last.base_rate, "none"),
                    chance(last.probability, "-"),
                    chance(without, "-"),
                ]);
            }
        }
        let heads = ["event", "outcome", "within", "base rate", "with it", "without it"];
        section.blocks.push(table("Events, probabilities under this study's set of parameters", &heads, rows));
        section.note(
            "Probabilities follow from assumptions that are not identified from data: read differences, not levels.",
        );
    }
    for ran in &report.scenarios {
        if let Err(why) = &ran.outcome {
            section.note(format!("{}: no answer: {why}.", ran.scenario.name));
        }
    }
    section
}

/// The probability of an outcome at the longest horizon under the study's own set.
fn own_probability(all: &Answer, report: &Report, outcome: &str) -> Option<f64> {
    let own = report.set.as_ref()?;
    let of = all.sets.iter().find(|s| s.id == own.id)?;
    let at = all.outcomes.iter().position(|o| o.outcome.id() == outcome)?;
    of.probabilities.get(at)?.last().copied().flatten()
}

fn loss(value: Option<f64>, band: Option<Band>, answer: &crate::rupture::Answer) -> Cell {
    let Some(value) = value else { return words_of("not measured") };
    let band = band.map(|b| format!(" ({} to {})", words::number(b.low, 2), words::number(b.high, 2)));
    let words = format!("{} %{}", words::number(value, 2), band.unwrap_or_default());
    Cell::Number(Told { value, unit: Unit::Percent, words, sources: answer.world.join("+") })
}

fn chart(ruptures: &[(&Ran, &Rupture)]) -> Chart {
    let mut rows = Vec::new();
    for (ran, found) in ruptures {
        for answer in &found.answers {
            let Some(pair) = answer.pair() else { continue };
            let sources: Vec<SourceRef> =
                answer.world.iter().map(|id| SourceRef { id: SourceId(id.clone()), vintage: String::new() }).collect();
            let points = [&pair.a, &pair.b].map(|side| {
                side.loss_pct.map(|pct| {
                    let point = Point::known(pct / 100.0, Status::Modelled, sources.clone());
                    match side.band {
                        Some(b) => point.band(b.low / 100.0, b.high / 100.0, 0.9),
                        None => point,
                    }
                })
            });
            let label = format!("{}: {} / {}", answer.model.name(), found.resolved.a.label, found.resolved.b.label);
            rows.push(Row { group: ran.scenario.name.clone(), label, points: points.to_vec() });
        }
    }
    let heads = vec![
        Head { label: "loss of the first side".into(), side: Side::A },
        Head { label: "loss of the second side".into(), side: Side::B },
    ];
    Chart::new("scenario-losses", "What the scenarios cost either side", Unit::Share, Kind::Ranges { heads, rows })
        .with_note("Bands cover elasticities only: the choice of model moves the answer more.")
}

/// The four probabilities beside base rates, under every rival set.
pub(super) fn partnership_section(found: &Result<Answer, String>, own: Option<&str>) -> Section {
    let mut section =
        Section::new("partnership", "The partnership under the rival sets of parameters", Domain::Alignment);
    let answer = match found {
        Ok(answer) => answer,
        Err(why) => {
            section.say(format!("No answer: {why}."));
            return section;
        }
    };
    let last = answer.horizons.len().saturating_sub(1);
    let mut columns = vec!["outcome".to_owned(), "base rate".into()];
    columns.extend(
        answer
            .sets
            .iter()
            .map(|s| if Some(s.id.as_str()) == own { format!("{} (this study)", s.id) } else { s.id.clone() }),
    );
    let rows = answer
        .outcomes
        .iter()
        .enumerate()
        .map(|(at, outcome)| {
            let base = outcome.at.get(last).and_then(|a| a.base_rate);
            let mut row = vec![words_of(outcome.outcome.title()), chance(base, "no base rate")];
            row.extend(
                answer
                    .sets
                    .iter()
                    .map(|s| chance(s.probabilities.get(at).and_then(|p| p.get(last)).copied().flatten(), "-")),
            );
            row
        })
        .collect();
    let years = answer.horizons.get(last).copied().unwrap_or(HORIZON);
    section.charts.push(probabilities(answer, last, years, own));
    section.blocks.push(Block::Table { title: format!("Within {years} years of {}", answer.origin), columns, rows });
    section.say(answer.trust.clone());
    section.note("A base rate is the default wherever there is one; the sets show what each picture would imply.");
    section
}

/// The probabilities at a horizon with the spread of the sets, each beside its base rate.
fn probabilities(answer: &Answer, at: usize, years: usize, own: Option<&str>) -> Chart {
    let of = |id: &str| answer.sets.iter().find(|s| s.id == id);
    let source = |id: &str| vec![SourceRef { id: SourceId(id.to_owned()), vintage: String::new() }];
    let rows = answer.outcomes.iter().enumerate().map(|(place, outcome)| {
        let probability = |set: &SetAnswer| set.probabilities.get(place).and_then(|p| p.get(at)).copied().flatten();
        let all: Vec<f64> = answer.sets.iter().filter_map(probability).collect();
        let own = own.and_then(of).map_or_else(|| outcome.at.get(at).and_then(|a| a.probability), probability);
        let point = own.map(|value| {
            let mut point = Point::known(value, Status::Modelled, source("cow-nmc"));
            let (low, high) = all.iter().fold((value, value), |(low, high), v| (low.min(*v), high.max(*v)));
            point.bands.push(figure::Band { low, high, level: None });
            point
        });
        let base = outcome.at.get(at).and_then(|a| a.base_rate);
        let base = base.map(|value| Point::known(value, Status::Observed, source("event-models")));
        Row { group: String::new(), label: outcome.outcome.title().to_owned(), points: vec![base, point] }
    });
    let model = own.map_or_else(|| "all sets together".to_owned(), |id| format!("set {id}"));
    let heads = vec![
        Head { label: "base rate".into(), side: Side::Neither },
        Head { label: format!("{model}, bar: spread of the five sets"), side: Side::A },
    ];
    Chart::new(
        "set-probabilities",
        format!("Four outcomes within {years} years: the model beside base rates"),
        Unit::Share,
        Kind::Ranges { heads, rows: rows.collect() },
    )
    .with_note("Where there is a base rate it is the default; an outcome without one has no history to be scored on.")
}

fn forecasts(all: &[CheckedForecast]) -> Section {
    let mut section = Section::new("forecasts", "Forecasts", Domain::Alignment);
    let mut rows = Vec::new();
    for checked in all {
        let f = &checked.forecast;
        let values = |context: bool| -> Vec<String> {
            let parts = checked.parts.iter().filter(|p| p.part.context == context);
            let known = parts.flat_map(|p| &p.readings).filter(|r| r.number.is_ok() && r.counts);
            known
                .map(|r| match (value_cell(r), &r.label) {
                    (Cell::Number(told), Some(label)) if context => format!("{label} {}", told.words),
                    (Cell::Number(told), _) => told.words,
                    _ => String::new(),
                })
                .collect()
        };
        let so_far = match checked.so_far {
            Some(verdict) => {
                let came = values(false);
                let came = if came.is_empty() { "no value".into() } else { came.join("; ") };
                format!("{} so far ({came})", verdict.name())
            }
            None => "open".to_owned(),
        };
        let so_far = [vec![so_far], values(true)].concat().join("; ");
        let scored = match &f.scored {
            Ok(how) => how.clone(),
            Err(why) => format!("cannot be scored: {why}"),
        };
        let horizon = f.horizon.map_or_else(|| "none".to_owned(), |y| y.to_string());
        rows.push([f.id.clone(), f.says.clone(), horizon, so_far, scored].map(Cell::Text).to_vec());
        for figure in checked.parts.iter().flat_map(|p| &p.readings).flat_map(|r| &r.figures) {
            section.add_once(figure.clone());
        }
    }
    let heads = ["", "forecast", "by", "what has come", "how it is scored"];
    section.blocks.push(table("", &heads, rows));
    section
        .note("A verdict so far is on what has come by now; it does not settle a forecast whose year is still ahead.");
    section
}

fn disagreements(report: &Report) -> Section {
    let mut section = Section::new("disagreements", "Where it disagrees with the others", Domain::Alignment);
    let mut rows = Vec::new();
    for (question, own, others) in &report.positions {
        let against: Vec<String> = others
            .iter()
            .filter(|(_, p)| p.side != own.side)
            .map(|(letter, p)| format!("{letter}: {}", p.says))
            .collect();
        let against = if against.is_empty() { "nobody".to_owned() } else { against.join("; ") };
        let own = format!("{} ({})", own.says, compare::side_in_words(question, own.side));
        rows.push([question.asks.clone(), own, against].map(Cell::Text).to_vec());
    }
    section.blocks.push(table("", &["question", "this essay", "others who see it otherwise"], rows));
    section.note("`suzerain study compare` sets all five side by side with what the data say.");
    section
}
