//! What the JSON of a study holds beside the records of its page: the schema `suzerain.study/1`, described in
//! `docs/schema/study-1.json`.

use crate::{claims, partnership, rupture};
use serde_json::{Map, Value, json};
use suzerain_studies::claims::Verdict;
use suzerain_studies::study::{CheckedForecast, Comparison, Evidenced, Outcome, Position, Ran, Report, Side, Study};
use suzerain_tables::Economy;

/// Name and version of the schema.
pub const SCHEMA: &str = "suzerain.study/1";
/// Name and version of the schema of a comparison.
pub const COMPARISON: &str = "suzerain.study-comparison/1";

fn head(study: &Study) -> Value {
    json!({
        "name": study.name,
        "essay": study.essay,
        "title": study.title,
        "said_by": study.said_by,
        "outlet": study.outlet,
        "date": study.date,
        "pair": study.pair.map(Economy::code),
        "picture": study.picture,
        "driver": study.driver,
        "set": study.set,
    })
}

fn position(position: &Position) -> Value {
    json!({"side": position.side.name(), "says": position.says})
}

fn scenario(ran: &Ran) -> Result<Value, serde_json::Error> {
    let mut out = json!({"name": ran.name, "title": ran.scenario.name});
    match &ran.outcome {
        Ok(Outcome::Rupture(found)) => out["rupture"] = rupture::json(found)?,
        Ok(Outcome::Partnership(found)) => out["partnership"] = partnership::json(found),
        Err(why) => out["missing"] = json!(why),
    }
    Ok(out)
}

fn forecast(checked: &CheckedForecast) -> Value {
    let f = &checked.forecast;
    json!({
        "id": f.id,
        "essays": f.essays,
        "says": f.says,
        "horizon": f.horizon,
        "scored": f.scored.as_ref().ok(),
        "cannot": f.scored.as_ref().err(),
        "scenarios": f.scenarios,
        "so_far": checked.so_far.map(Verdict::name),
        "parts": claims::parts(&checked.parts),
    })
}

/// What a study came to, for the head of its document.
///
/// # Errors
/// The serializer's, which does not occur for finite numbers.
pub fn about(report: &Report) -> Result<Map<String, Value>, serde_json::Error> {
    let mechanisms: Vec<Value> = report
        .mechanisms
        .iter()
        .map(|m| {
            let figures = claims::parts(std::slice::from_ref(&m.figures));
            json!({"id": m.mechanism.id, "says": m.mechanism.says, "held_by": m.mechanism.held_by, "figures": figures[0]["readings"]})
        })
        .collect();
    let positions: Vec<Value> = report
        .positions
        .iter()
        .map(|(question, own, others)| {
            let others: Vec<Value> = others
                .iter()
                .map(|(essay, p)| json!({"essay": essay, "side": p.side.name(), "says": p.says}))
                .collect();
            json!({"question": question.id, "asks": question.asks, "own": position(own), "others": others})
        })
        .collect();
    let mut out = Map::new();
    out.insert("study".into(), head(&report.study));
    out.insert("mechanisms".into(), mechanisms.into());
    out.insert("claims".into(), report.claims.iter().map(claims::claim).collect());
    out.insert("scenarios".into(), report.scenarios.iter().map(scenario).collect::<Result<_, _>>()?);
    out.insert(
        "partnership".into(),
        report.partnership.as_ref().map_or_else(|why| json!({"missing": why}), partnership::json),
    );
    out.insert("forecasts".into(), report.forecasts.iter().map(forecast).collect());
    out.insert("positions".into(), positions.into());
    Ok(out)
}

fn evidence(piece: &Evidenced) -> Value {
    let mut out = claims::parts(std::slice::from_ref(&piece.part))[0].take();
    out["speaks_for"] = json!(piece.speaks_for.map(Side::name));
    out
}

/// What a comparison came to, for the head of its document.
#[must_use]
pub fn compared(found: &Comparison) -> Map<String, Value> {
    let questions: Vec<Value> = found
        .questions
        .iter()
        .map(|(question, pieces)| {
            let positions: Vec<Value> = found
                .studies
                .iter()
                .filter_map(|s| {
                    let own = s.positions.iter().find(|p| p.question == question.id)?;
                    Some(json!({"essay": s.essay, "side": own.side.name(), "says": own.says}))
                })
                .collect();
            json!({
                "id": question.id,
                "asks": question.asks,
                "one": question.one,
                "other": question.other,
                "positions": positions,
                "evidence": pieces.iter().map(evidence).collect::<Vec<_>>(),
                "limit": question.limit,
            })
        })
        .collect();
    let mut out = Map::new();
    out.insert("studies".into(), found.studies.iter().map(head).collect());
    out.insert("questions".into(), questions.into());
    out.insert(
        "partnership".into(),
        found.partnership.as_ref().map_or_else(|why| json!({"missing": why}), partnership::json),
    );
    out
}
