//! JSON of a rupture: the schema `suzerain.rupture/1`, described in `docs/schema/rupture-1.json`.

use serde::Serialize;
use serde_json::{Map, Value, json};
use suzerain_solvers::certificate::Certificate;
use suzerain_studies::rupture::{Answer, Band, Pair, Row, Rupture, Side};

/// Name and version of the schema.
pub const SCHEMA: &str = "suzerain.rupture/1";

/// One economy, one measure, one model.
#[derive(Serialize)]
struct Record<'a> {
    model: &'a str,
    economy: &'a str,
    measure: &'a str,
    change_pct: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    change_usd: Option<f64>,
    base_usd: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    flags: Vec<String>,
}

/// The flags of a row: what kind of cost it is, and what to beware of.
#[must_use]
pub fn flags(answer: &Answer, row: &Row) -> Vec<String> {
    let mut flags = answer.label().codes();
    if row.entrepot_or_goods_only {
        flags.push("entrepot_or_goods_only".into());
    }
    flags
}

fn record<'a>(answer: &'a Answer, row: &'a Row) -> Record<'a> {
    Record {
        model: answer.model.name(),
        economy: row.economy.code(),
        measure: row.measured.name(),
        change_pct: row.change_pct.ok(),
        low: row.band.map(|b| b.low),
        high: row.band.map(|b| b.high),
        change_usd: row.change_usd(),
        base_usd: row.base_usd,
        reason: row.change_pct.err(),
        flags: flags(answer, row),
    }
}

/// A certificate as an object.
#[must_use]
pub fn certificate(certificate: &Certificate) -> Value {
    let identities: Map<String, Value> =
        certificate.identities.iter().map(|i| (i.name.to_owned(), json!(i.gap))).collect();
    json!({
        "residual": certificate.residual,
        "iterations": certificate.iterations,
        "stop": certificate.stop.name(),
        "identities": identities,
    })
}

fn put_band(object: &mut Value, name: &str, band: Option<Band>) {
    if let Some(band) = band {
        object[name] = json!({"low": band.low, "high": band.high});
    }
}

fn side(side: &Side) -> Value {
    let mut out = json!({"loss_pct": side.loss_pct, "loss_usd": side.loss_usd});
    put_band(&mut out, "band_pct", side.band);
    out
}

fn pair(answer: &Answer, pair: &Pair) -> Value {
    let mut out = json!({
        "model": answer.model.name(),
        "measure": pair.measured.name(),
        "kind": answer.label().codes()[0],
        "a": side(&pair.a),
        "b": side(&pair.b),
        "difference_pct": pair.difference,
        "ratio": pair.ratio.as_ref().ok(),
    });
    put_band(&mut out, "difference_band", pair.difference_band);
    put_band(&mut out, "ratio_band", pair.ratio_band);
    if let Err(reason) = &pair.ratio {
        out["no_ratio"] = json!(reason);
    }
    out
}

fn model(answer: &Answer) -> Value {
    let parameters: Map<String, Value> =
        answer.parameters.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let closures: Vec<Value> = answer
        .closures
        .iter()
        .map(|c| json!({"closure": c.closure, "loss_a_pct": c.losses[0], "loss_b_pct": c.losses[1]}))
        .collect();
    json!({
        "model": answer.model.name(),
        "horizon": answer.horizon.name(),
        "kind": answer.label().codes()[0],
        "leading_measure": answer.leading().name(),
        "world": answer.world,
        "year": answer.year,
        "parameters": parameters,
        "uncertain": answer.uncertain,
        "held_fixed": answer.held_fixed,
        "draws": answer.draws,
        "draws_failed": answer.draws_failed,
        "closures": closures,
    })
}

/// The rupture as a value.
///
/// # Errors
/// The serializer's, which does not occur for finite numbers.
pub fn json(rupture: &Rupture) -> Result<Value, serde_json::Error> {
    let answers = &rupture.answers;
    let records: Vec<Record<'_>> = answers.iter().flat_map(|a| a.rows.iter().map(|r| record(a, r))).collect();
    let certificates: Map<String, Value> =
        answers.iter().map(|a| (a.model.name().to_owned(), certificate(&a.certificate))).collect();
    let said = |of: fn(&Answer) -> &Vec<String>| -> Vec<Value> {
        answers.iter().flat_map(|a| of(a).iter().map(|text| json!({"model": a.model.name(), "text": text}))).collect()
    };
    let party = |p: &suzerain_studies::scenario::Party| json!({"label": p.label, "members": p.members.iter().map(|e| e.code()).collect::<Vec<_>>()});
    Ok(json!({
        "schema": SCHEMA,
        "scenario": serde_json::to_value(&rupture.scenario)?,
        "a": party(&rupture.resolved.a),
        "b": party(&rupture.resolved.b),
        "results": serde_json::to_value(records)?,
        "pairs": answers.iter().flat_map(|a| a.pairs.iter().map(|p| pair(a, p))).collect::<Vec<_>>(),
        "certificate": certificates,
        "models": answers.iter().map(model).collect::<Vec<_>>(),
        "repairs": said(|a| &a.repairs),
        "assumptions": said(|a| &a.assumptions),
        "skipped": rupture
            .skipped
            .iter()
            .map(|s| json!({"model": s.model.name(), "reason": s.reason.to_string()}))
            .collect::<Vec<_>>(),
    }))
}
