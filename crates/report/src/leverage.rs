//! JSON of leverage: the schema `suzerain.leverage/1`, described in `docs/schema/leverage-1.json`.

use crate::rupture::certificate;
use serde_json::{Value, json};
use suzerain_studies::leverage::coalition::Shared;
use suzerain_studies::leverage::frontier::Point;
use suzerain_studies::leverage::{Leverage, Line};
use suzerain_studies::rupture::{SectorLosses, Side};

/// Name and version of the schema.
pub const SCHEMA: &str = "suzerain.leverage/1";

fn side(side: &Side) -> Value {
    let mut out = json!({"loss_pct": side.loss_pct, "loss_usd": side.loss_usd});
    if let Some(band) = side.band {
        out["low"] = json!(band.low);
        out["high"] = json!(band.high);
    }
    out
}

fn line(line: &Line) -> Value {
    let mut out = json!({
        "cut": line.cut.name(),
        "model": line.model.name(),
        "measure": line.measured.name(),
        "kind": line.kind.codes()[0],
        "harm": side(&line.harm),
        "own_cost": side(&line.own_cost),
        "harm_per_cost_pct": line.per_cost_pct.as_ref().ok(),
        "harm_per_cost_usd": line.per_cost_usd,
    });
    if let Some(band) = line.per_cost_band {
        out["harm_per_cost_low"] = json!(band.low);
        out["harm_per_cost_high"] = json!(band.high);
    }
    if let Err(reason) = &line.per_cost_pct {
        out["no_ratio"] = json!(reason);
    }
    out
}

fn losses(of: &SectorLosses) -> Value {
    json!({
        "harm_usd": of.harm_usd,
        "harm_pct": of.harm_pct,
        "own_cost_usd": of.own_cost_usd,
        "own_cost_pct": of.own_cost_pct,
    })
}

/// Leverage as a value; frontier and coalition where they were asked.
#[must_use]
pub fn json(leverage: &Leverage, frontier: Option<&[Point]>, coalition: Option<&Shared>) -> Value {
    let party = |p: &suzerain_studies::scenario::Party| json!({"label": p.label, "members": p.members.iter().map(|e| e.code()).collect::<Vec<_>>()});
    let mut out = json!({
        "schema": SCHEMA,
        "a": party(&leverage.a),
        "b": party(&leverage.b),
        "cuts": leverage.lines.iter().map(line).collect::<Vec<_>>(),
        "certificates": leverage
            .answers
            .iter()
            .map(|(cut, a)| {
                json!({
                    "cut": cut.name(),
                    "model": a.model.name(),
                    "year": a.year,
                    "certificate": certificate(&a.certificate),
                })
            })
            .collect::<Vec<_>>(),
        "skipped": leverage
            .skipped
            .iter()
            .map(|(cut, s)| json!({"cut": cut.name(), "model": s.model.name(), "reason": s.reason.to_string()}))
            .collect::<Vec<_>>(),
    });
    if let Some(points) = frontier {
        let points: Vec<Value> = points
            .iter()
            .map(|p| {
                json!({
                    "sector": p.sector,
                    "alone": losses(&p.alone),
                    "harm_per_cost_usd": p.per_cost,
                    "together": losses(&p.together),
                })
            })
            .collect();
        out["frontier"] = json!({"model": "multi-sector", "measure": "welfare", "points": points});
    }
    if let Some(shared) = coalition {
        let shares: Vec<Value> = shared
            .shares
            .iter()
            .map(|s| {
                json!({
                    "member": s.member.code(),
                    "shapley_usd": s.shapley_usd,
                    "standard_error_usd": s.error_usd,
                    "first_in_usd": s.first_in_usd,
                    "last_in_usd": s.last_in_usd,
                    "own_cost_usd": s.own_cost_usd,
                    "own_cost_pct": s.own_cost_pct,
                })
            })
            .collect();
        out["coalition"] = json!({
            "model": "one-sector",
            "measure": "welfare",
            "harm_usd": shared.harm_usd,
            "harm_pct": shared.harm_pct,
            "exact": shared.exact,
            "subsets_solved": shared.solved,
            "shares": shares,
        });
    }
    out
}
