//! The answers on politics and products follow the schemas of `docs/schema`.

#[path = "support/schema.rs"]
mod schema;

use schema::validator;
use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

fn json(args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_suzerain"))
        .args(args)
        .args(["--format", "json"])
        .env_remove("SUZERAIN_DATA")
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The schema refuses the answer once any one of its fields is gone, and holds as it is.
fn follows(name: &str, answer: &Value) {
    let validator = validator(&format!("{name}-1.json"));
    let errors: Vec<String> = validator.iter_errors(answer).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:?}");
    let mut less = answer.clone();
    less.as_object_mut().unwrap().remove("schema");
    assert!(!validator.is_valid(&less), "{name} does not ask for `schema`");
    let mut more = answer.clone();
    more["surplus"] = 1.into();
    assert!(!validator.is_valid(&more), "{name} allows any field");
}

fn lists() -> Option<[PathBuf; 2]> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folders = [data.join("cow"), data.join("gdp_isard")];
    if folders.iter().all(|f| f.is_dir()) {
        return Some(folders);
    }
    // Written past the test runner, which keeps what passing tests print to itself.
    let _ = writeln!(std::io::stderr(), "skipped 1 check: the Correlates of War family is not beside the repository");
    None
}

#[test]
fn rankings_follow_their_schema() {
    follows("rank", &json(&["rank", "cinc", "--year", "2022"]));
    follows("rank", &json(&["rank", "kappa", "--year", "2018", "--with", "RUS", "--top", "5"]));
    let mut ranking = json(&["rank", "ideal_point", "--year", "2020", "--top", "3"]);
    follows("rank", &ranking);
    ranking["rows"][0]["status"] = "missing".into();
    assert!(!validator("rank-1.json").is_valid(&ranking));
}

#[test]
fn power_and_alignment_follow_their_schemas() {
    for (a, b) in [("RUS", "CHN"), ("BTN", "PRY")] {
        follows("power", &json(&["power", a, b]));
        follows("align", &json(&["align", a, b, "--since", "2000"]));
    }
}

#[test]
fn events_follow_their_schema() {
    for (a, b) in [("RUS", "CHN"), ("USA", "CUB"), ("BTN", "PRY")] {
        follows("events", &json(&["events", a, b]));
    }
    // The whole evaluation takes minutes; its entries are those of the answer on a pair.
    let one = json(&["events", "USA", "CAN"]);
    let mut scores = serde_json::json!({
        "schema": "suzerain.events_scores/1", "input_year": one["input_year"], "seed": 1,
        "disputes": one["disputes"], "ideal_points": one["ideal_points"],
    });
    let evaluations: Vec<Value> = one["events"].as_array().unwrap().iter().map(|e| e["evaluation"].clone()).collect();
    scores["evaluations"] = evaluations.iter().cycle().take(14).cloned().collect();
    follows("events-scores", &scores);
}

#[test]
fn blocs_follow_their_schema() {
    follows("blocs", &json(&["blocs", "--actors", "P5", "--year", "2018"]));
    follows("blocs", &json(&["blocs", "--actors", "EU27,P5", "--year", "2015", "--starts", "50"]));
    let Some([cow, gdp]) = lists() else { return };
    let folders = ["--cow", cow.to_str().unwrap(), "--gdp", gdp.to_str().unwrap()];
    let question = ["blocs", "--actors", "GBR,FRA,RUS,DEU,ITA,TUR", "--year", "1913", "--sizes", "equal"];
    follows("blocs", &json(&[&question[..], &folders[..]].concat()));
}

#[test]
fn products_follow_their_schema() {
    follows("products", &json(&["products", "EU", "--rule", "all", "--year", "2023"]));
    follows("products", &json(&["products", "JPN", "--from", "CHN", "--year", "2023", "--full"]));
}
