//! JSON and CSV of checked claims: the schema `suzerain.claims/1`, described in `docs/schema/claims-1.json`.

use crate::json::source_entries;
use serde_json::{Map, Value, json};
use suzerain_studies::claims::{Checked, CheckedPart, Claim, Outcome, Reading, Test, Verdict, Wording};
use suzerain_tables::provenance::Sources;
use suzerain_tables::{Economy, Figure};

/// Name and version of the schema.
pub const SCHEMA: &str = "suzerain.claims/1";

fn test(test: &Test) -> Value {
    let mut out = match test.wording {
        Wording::About(v) => json!({"about": v}),
        Wording::Between(a, b) => json!({"between": [a, b]}),
        Wording::AtLeast(v) => json!({"at_least": v}),
        Wording::AtMost(v) => json!({"at_most": v}),
        Wording::Above(v) => json!({"above": v}),
        Wording::Below(v) => json!({"below": v}),
    };
    out["tolerance"] = json!(test.tolerance);
    if !test.also.is_empty() {
        out["thresholds"] = json!(test.also);
    }
    out
}

/// An end of a range; null where it is not bounded.
fn end(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn reading(reading: &Reading) -> Value {
    let number = reading.number.as_ref().ok();
    let mut out = json!({
        "label": reading.label,
        "expression": reading.expression,
        "source": reading.source,
        "unit": number.map(|_| reading.unit.symbol()),
        "value": number.map(|n| n.value),
        "low": number.and_then(|n| end(n.low)),
        "high": number.and_then(|n| end(n.high)),
        "says": reading.outcome.name(),
        "counts": reading.counts,
        "remarks": reading.remarks,
        "records": reading.figures.iter().map(Figure::record).collect::<Vec<_>>(),
    });
    if !reading.at.is_empty() {
        let at = |(threshold, says): &(f64, Outcome)| json!({"threshold": threshold, "says": says.name()});
        out["at"] = reading.at.iter().map(at).collect();
    }
    if let Err(why) = &reading.number {
        out["missing"] = json!(why);
    }
    out
}

/// The parts of a claim, forecast or question with their readings.
#[must_use]
pub fn parts(parts: &[CheckedPart]) -> Value {
    parts
        .iter()
        .map(|part| {
            let mut out = json!({
                "says": part.part.says,
                "verdict": part.verdict.name(),
                "context": part.part.context,
                "readings": part.readings.iter().map(reading).collect::<Vec<_>>(),
            });
            match &part.part.test {
                Ok(t) => {
                    out["test"] = test(t);
                    out["because"] = json!(part.part.because);
                    out["error"] = json!(part.part.error);
                }
                Err(why) => out["no_measure"] = json!(why),
            }
            out
        })
        .collect()
}

fn head(claim: &Claim) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("id".into(), json!(claim.id));
    out.insert("study".into(), json!(claim.study));
    out.insert("statement".into(), json!(claim.statement));
    out.insert("said_by".into(), json!(claim.said_by));
    out.insert("outlet".into(), json!(claim.outlet));
    out.insert("date".into(), json!(claim.date));
    out.insert("pair".into(), json!(claim.pair.map(|pair| pair.map(Economy::code))));
    out
}

/// One checked claim.
#[must_use]
pub fn claim(checked: &Checked) -> Value {
    let mut out = head(&checked.claim);
    out.insert("verdict".into(), json!(checked.verdict.name()));
    out.insert("expect".into(), json!(checked.claim.expect.map(Verdict::name)));
    out.insert("parts".into(), parts(&checked.parts));
    out.insert("settled_by".into(), json!(checked.claim.settled_by));
    out.insert("notes".into(), json!(checked.claim.notes));
    Value::Object(out)
}

/// Checked claims as a document.
///
/// # Errors
/// The serializer's, which does not occur for finite numbers.
pub fn json(checked: &[Checked], sources: &Sources) -> Result<String, serde_json::Error> {
    let count = |v: Verdict| checked.iter().filter(|c| c.verdict == v).count();
    let verdicts: Map<String, Value> =
        Verdict::ALL.into_iter().map(|v| (v.name().to_owned(), json!(count(v)))).collect();
    let figures: Vec<Figure> = checked.iter().flat_map(Checked::figures).collect();
    let document = json!({
        "schema": SCHEMA,
        "verdicts": verdicts,
        "claims": checked.iter().map(claim).collect::<Vec<_>>(),
        "sources": source_entries(figures.iter(), sources),
    });
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

/// Claims that were not checked, as a document.
///
/// # Errors
/// As [`json()`].
pub fn list(claims: &[Claim]) -> Value {
    let entries: Vec<Value> = claims
        .iter()
        .map(|c| {
            let mut out = head(c);
            let measures: Vec<String> =
                c.parts.iter().flat_map(|p| &p.by).map(|by| by.expression.to_string()).collect();
            out.insert("settled_by".into(), json!(c.settled_by));
            out.insert("measures".into(), json!(measures));
            Value::Object(out)
        })
        .collect();
    json!({"schema": "suzerain.claims-list/1", "claims": entries})
}

/// Head of the CSV: one row a reading.
pub const COLUMNS: [&str; 14] = [
    "claim",
    "study",
    "verdict",
    "part",
    "part_verdict",
    "expression",
    "source",
    "value",
    "low",
    "high",
    "unit",
    "says",
    "counts",
    "missing",
];

/// Rows of the CSV.
#[must_use]
pub fn rows(checked: &[Checked]) -> Vec<[String; 14]> {
    let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    let mut out = Vec::new();
    for c in checked {
        for part in &c.parts {
            let row = |r: Option<&Reading>| {
                let n = r.and_then(|r| r.number.as_ref().ok());
                [
                    c.claim.id.clone(),
                    c.claim.study.clone().unwrap_or_default(),
                    c.verdict.name().to_owned(),
                    part.part.says.clone(),
                    part.verdict.name().to_owned(),
                    r.map(|r| r.expression.clone()).unwrap_or_default(),
                    r.map(|r| r.source.clone()).unwrap_or_default(),
                    number(n.map(|n| n.value)),
                    number(n.and_then(|n| end(n.low))),
                    number(n.and_then(|n| end(n.high))),
                    n.and(r).map(|r| r.unit.symbol().to_owned()).unwrap_or_default(),
                    r.map(|r| r.outcome.name().to_owned()).unwrap_or_default(),
                    r.map(|r| r.counts.to_string()).unwrap_or_default(),
                    r.and_then(|r| r.number.as_ref().err().cloned())
                        .or_else(|| part.part.test.as_ref().err().cloned())
                        .unwrap_or_default(),
                ]
            };
            if part.readings.is_empty() {
                out.push(row(None));
            }
            out.extend(part.readings.iter().map(|r| row(Some(r))));
        }
    }
    out
}
