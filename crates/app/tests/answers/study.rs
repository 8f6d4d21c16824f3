//! `study` from outside: a study and the comparison run whole, and their JSON.

use crate::{json, suzerain, validator};

#[test]
fn a_study_runs_whole_and_follows_its_schema() {
    let validator = validator("study-1.json");
    let study = json(&["study", "B"]);
    let errors: Vec<String> = validator.iter_errors(&study).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(study["study"]["name"], "b-insecurity");
    let list = |key: &str| study[key].as_array().unwrap().clone();
    assert!(list("scenarios").iter().all(|s| s["missing"].is_null()), "{:?}", list("scenarios"));
    let losses = |name: &str| {
        let ran = list("scenarios").into_iter().find(|s| s["name"] == name).unwrap();
        ran["rupture"]["pairs"][0]["a"]["loss_pct"].as_f64().unwrap()
    };
    // Turmoil costs Russia more than turning away from its neighbours alone does.
    assert!(losses("russia-fails") > losses("central-asia") && losses("central-asia") > 0.0);
    for forecast in list("forecasts") {
        assert!(forecast["scored"].is_null() != forecast["cannot"].is_null(), "{forecast}");
    }
    // What happens makes a difference under the study's own set.
    let lost = list("scenarios").into_iter().find(|s| s["name"] == "partnership/war-lost").unwrap();
    assert_eq!(lost["partnership"]["sets"].as_array().unwrap().len(), 1);
    assert_eq!(study["partnership"]["sets"].as_array().unwrap().len(), 5);
}

#[test]
fn the_comparison_names_the_side_that_evidence_speaks_for() {
    let found = json(&["study", "compare"]);
    assert_eq!(found["schema"], "suzerain.study-comparison/1");
    let questions = found["questions"].as_array().unwrap();
    assert_eq!((questions.len(), found["studies"].as_array().unwrap().len()), (8, 5));
    for question in questions {
        assert!(question["positions"].as_array().unwrap().len() >= 2, "{question}");
        assert!(!question["evidence"].as_array().unwrap().is_empty(), "{question}");
    }
}

#[test]
fn a_study_of_ones_own_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let text = include_str!("../../../../studies/b-insecurity.toml");
    std::fs::write(&path, text.replace("\"q09\"", "\"q90\"")).unwrap();
    let output = suzerain(&["study", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().position(|l| l.starts_with("claims = ")).unwrap() + 1;
    assert!(said.contains(&format!("mine.toml:{line}:11")), "{said}");
}
