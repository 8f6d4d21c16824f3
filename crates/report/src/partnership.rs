//! JSON of a partnership: the schema `suzerain.partnership/1`, described in `docs/schema/partnership-1.json`.

use serde_json::{Map, Value, json};
use suzerain_models::partnership::outputs::{Driver, LEVELS, Outcome, Quantity};
use suzerain_models::partnership::sobol::OfOutput;
use suzerain_studies::partnership::answer::{Answer, At, OutcomeAnswer, SetAnswer};
use suzerain_studies::partnership::facts::{Fact, stale};

/// Name and version of the schema.
pub const SCHEMA: &str = "suzerain.partnership/1";

fn at(at: &At) -> Value {
    json!({
        "years": at.years,
        "probability": at.probability,
        "least_set": at.spread.map(|s| s.0),
        "most_set": at.spread.map(|s| s.1),
        "base_rate": at.base_rate,
        "base_model": at.base_model,
    })
}

fn driver(driver: &Driver) -> Value {
    json!({"parameter": driver.parameter.name(), "share_of_variance": driver.share, "correlation": driver.correlation})
}

fn outcome(of: &OutcomeAnswer, default: &str) -> Value {
    json!({
        "outcome": of.outcome.id(),
        "threshold": of.threshold,
        "remark": of.remark,
        "default": default,
        "at": of.at.iter().map(at).collect::<Vec<_>>(),
        "drivers": of.drivers.iter().map(driver).collect::<Vec<_>>(),
    })
}

fn set(set: &SetAnswer, horizons: &[usize]) -> Value {
    let by_horizon = |values: &[Option<f64>]| -> Value {
        horizons.iter().zip(values).map(|(h, v)| json!({"years": h, "probability": v})).collect()
    };
    let probabilities: Map<String, Value> =
        Outcome::ALL.iter().zip(&set.probabilities).map(|(o, p)| (o.id().to_owned(), by_horizon(p))).collect();
    let medians: Vec<Value> = horizons
        .iter()
        .zip(&set.medians)
        .map(|(h, [l, c, a])| json!({"years": h, "asymmetry": l, "concession": c, "alignment": a}))
        .collect();
    json!({
        "id": set.id, "name": set.name, "source": set.source, "weight": set.weight,
        "probabilities": probabilities, "medians": medians,
    })
}

/// The name of a quantity, with the side where it has one.
#[must_use]
pub fn quantity(of: Quantity) -> (&'static str, Option<&'static str>) {
    match of {
        Quantity::Power => ("log_power_ratio", None),
        Quantity::Asymmetry => ("asymmetry", None),
        Quantity::Concession => ("concession", None),
        Quantity::Alignment => ("alignment", None),
        Quantity::Dependence(0, domain) => (domain.id(), Some("weaker_on_stronger")),
        Quantity::Dependence(_, domain) => (domain.id(), Some("stronger_on_weaker")),
    }
}

fn fact(fact: &Fact) -> Value {
    json!({"equation": fact.equation, "what": fact.what, "value": fact.value, "year": fact.year, "note": fact.note})
}

/// The answer as a value.
#[must_use]
pub fn json(answer: &Answer) -> Value {
    let levels: Vec<String> = LEVELS.iter().map(|l| format!("q{:02}", (l * 100.0).round())).collect();
    let quantiles: Vec<Value> = answer
        .quantiles
        .iter()
        .flat_map(|(of, values)| {
            let (name, side) = quantity(*of);
            let levels = &levels;
            values.iter().filter_map(move |(years, found)| {
                let found = (*found)?;
                let mut out = json!({"quantity": name, "side": side, "years": years});
                for (level, value) in levels.iter().zip(found) {
                    out[level] = json!(value);
                }
                Some(out)
            })
        })
        .collect();
    let regimes: Vec<Value> = answer
        .horizons
        .iter()
        .zip(&answer.regimes)
        .zip(&answer.no_bargain)
        .map(|((years, [loose, alliance, rift]), none)| {
            json!({"years": years, "loose": loose, "formal_alliance": alliance, "rift": rift, "no_bargain": none})
        })
        .collect();
    let default = if answer.is_default { "partnership" } else { "base_rate" };
    let mut out = json!({
        "schema": SCHEMA,
        "status": "modelled",
        "weaker": answer.dyad.dependent.code(),
        "stronger": answer.dyad.on.code(),
        "origin": answer.origin,
        "common_threat": answer.rival.map(suzerain_tables::Economy::code),
        "scenario": answer.scenario,
        "interventions": answer.interventions,
        "tail_scenario": answer.tail,
        "draws": answer.draws.0,
        "seed": answer.draws.1,
        "outcomes": answer.outcomes.iter().map(|o| outcome(o, default)).collect::<Vec<_>>(),
        "sets": answer.sets.iter().map(|s| set(s, &answer.horizons)).collect::<Vec<_>>(),
        "weights": answer.weights,
        "quantiles": quantiles,
        "regimes": regimes,
        "modules": answer.modules.iter().map(|m| json!({
            "equation": m.equation, "name": m.name, "basis": m.basis, "note": m.note,
        })).collect::<Vec<_>>(),
        "unidentified": answer.unidentified.iter().map(|p| p.name()).collect::<Vec<_>>(),
        "inputs": answer.facts.iter().filter(|f| f.value.is_some()).map(fact).collect::<Vec<_>>(),
        "stale": stale(&answer.facts, answer.origin).map(|f| f.what.clone()).collect::<Vec<_>>(),
        "missing": answer.facts.iter().filter(|f| f.value.is_none()).map(fact).collect::<Vec<_>>(),
        "trust": answer.trust,
    });
    if let Some(sobol) = &answer.sobol {
        let one = |of: &OfOutput| {
            let known = |x: f64| x.is_finite().then_some(x);
            let indices: Vec<Value> = of
                .indices
                .iter()
                .map(|(p, i)| {
                    json!({"parameter": p.name(), "first": i.first, "first_error": i.first_error, "total": i.total, "total_error": i.total_error})
                })
                .collect();
            json!({
                "output": of.output.id(), "mean": known(of.moments.0), "variance": known(of.moments.1), "indices": indices,
            })
        };
        out["sobol"] = sobol.iter().map(one).collect();
    }
    out
}
