//! `suzerain partnership` from outside: schema, pairs of every kind, scenarios, equal answers, and what is refused.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn suzerain(args: &[&str], threads: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_suzerain"))
        .arg("partnership")
        .args(args)
        .env_remove("SUZERAIN_DATA")
        .env("RAYON_NUM_THREADS", threads)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn json(args: &[&str]) -> Value {
    let mut args = args.to_vec();
    args.extend(["--format", "json", "--draws", "120"]);
    let output = suzerain(&args, "2");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let path = repository().join("docs/schema/partnership-1.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&value).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{args:?}: {errors:?}");
    value
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn outcome<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer["outcomes"].as_array().unwrap().iter().find(|o| o["outcome"] == name).unwrap()
}

fn module<'a>(answer: &'a Value, name: &str) -> &'a str {
    let found = answer["modules"].as_array().unwrap().iter().find(|m| m["name"] == name).unwrap();
    found["basis"].as_str().unwrap()
}

#[test]
fn four_probabilities_stand_beside_base_rates_and_five_sets() {
    let answer = json(&["RUS", "CHN"]);
    assert_eq!((&answer["weaker"], &answer["stronger"]), (&"RUS".into(), &"CHN".into()));
    assert_eq!(answer["common_threat"], "USA");
    assert_eq!(answer["sets"].as_array().unwrap().len(), 5);
    for name in ["formal_alliance", "rift"] {
        for at in outcome(&answer, name)["at"].as_array().unwrap() {
            for key in ["probability", "least_set", "most_set", "base_rate", "base_model"] {
                assert!(at[key].is_f64(), "{name} {key}: {at}");
            }
        }
    }
    // No base rate where there is no coding, and the page says so.
    for name in ["junior_partner", "supplier_lock_in"] {
        let found = outcome(&answer, name);
        assert!(found["at"].as_array().unwrap().iter().all(|a| a["base_rate"].is_null()));
        assert!(found["remark"].as_str().unwrap().contains("no base rate"));
    }
    // Three years running cannot have passed after one.
    assert!(outcome(&answer, "junior_partner")["at"][0]["probability"].is_null());
    for name in ["bargaining", "status"] {
        assert_eq!(module(&answer, name), "priors alone");
    }
    let l = answer["quantiles"].as_array().unwrap().iter().filter(|q| q["quantity"] == "asymmetry");
    assert!(l.clone().count() == 4 && l.clone().all(|q| q["q05"].as_f64().unwrap() < q["q95"].as_f64().unwrap()));
    // The order of the two does not matter, nor do threads.
    let turned = suzerain(&["CHN", "RUS", "--draws", "50", "--format", "csv"], "1");
    let straight = suzerain(&["RUS", "CHN", "--draws", "50", "--format", "csv"], "3");
    assert!(turned.status.success() && turned.stdout == straight.stdout);
}

#[test]
fn it_works_for_other_pairs_and_says_what_is_missing() {
    for (a, b, weaker, allied) in [
        ("USA", "CAN", "CAN", true),
        ("USA", "JPN", "JPN", true),
        ("IND", "RUS", "RUS", false),
        ("FRA", "DEU", "FRA", true),
    ] {
        let answer = json(&[a, b]);
        assert_eq!(answer["weaker"], weaker, "{a} {b}");
        assert_eq!(module(&answer, "dependence"), "data and priors", "{a} {b}");
        let alliance = outcome(&answer, "formal_alliance");
        assert_eq!(alliance["remark"].as_str().unwrap().contains("in force"), allied, "{a} {b}: {alliance}");
    }
    // North Korea publishes no trade or product: dependence is missing, not zero, and nothing is said of a junior role.
    let answer = json(&["CHN", "PRK"]);
    assert_eq!((module(&answer, "dependence"), module(&answer, "bargaining")), ("not run", "not run"));
    for name in ["junior_partner", "supplier_lock_in"] {
        let found = outcome(&answer, name);
        assert!(found["at"].as_array().unwrap().iter().all(|a| a["probability"].is_null()), "{found}");
        assert!(found["remark"].as_str().unwrap().starts_with("not run"));
    }
    assert!(answer["quantiles"].as_array().unwrap().iter().all(|q| q["quantity"] != "asymmetry"));
    assert!(answer["missing"].as_array().unwrap().len() > 5);
    // Belarus and Russia do not publish their trade of 2023: the last year known stands with its year.
    let answer = json(&["RUS", "BLR"]);
    let inputs = answer["inputs"].as_array().unwrap();
    let goods = inputs.iter().find(|f| f["what"] == "BLR on RUS: goods bought, share").unwrap();
    assert!(goods["year"].as_i64().unwrap() <= 2021, "{goods}");
}

#[test]
fn every_example_scenario_and_set_runs() {
    let mut count = 0;
    for entry in std::fs::read_dir(repository().join("studies/scenarios/partnership")).unwrap() {
        let path = entry.unwrap().path();
        let answer = json(&["RUS", "CHN", "--scenario", path.to_str().unwrap(), "--horizon", "5"]);
        assert!(!answer["interventions"].as_array().unwrap().is_empty(), "{}", path.display());
        let tail = path.file_stem().unwrap() == "coordinated-crisis";
        assert_eq!(answer["tail_scenario"], tail, "{}", path.display());
        count += 1;
    }
    assert!(count >= 8);
    for set in ["A", "e", repository().join("studies/partnership/c-alliance.toml").to_str().unwrap()] {
        assert_eq!(json(&["RUS", "CHN", "--set", set])["sets"].as_array().unwrap().len(), 1, "{set}");
    }
    let answer = json(&["RUS", "CHN", "--sobol", "16", "--horizon", "3"]);
    assert_eq!(answer["sobol"].as_array().unwrap().len(), 7);
}

#[test]
fn what_cannot_be_run_is_refused() {
    let folder = repository().join("studies");
    let measures = folder.join("scenarios/chips.toml");
    let wedge = folder.join("scenarios/partnership/wedge.toml");
    for (args, said) in [
        (vec!["RUS", "CHN", "--horizon", "0"], "--horizon 0 is out of range"),
        (vec!["RUS", "CHN", "--draws", "0"], "--draws 0 is out of range"),
        (vec!["RUS", "RUS"], "given twice"),
        (vec!["RUS"], "required arguments were not provided"),
        (vec!["RUS", "CHN", "--set", "no-such-set"], "no-such-set"),
        (vec!["USA", "CHN", "--scenario", measures.to_str().unwrap()], "no [[event]]"),
        (vec!["USA", "CHN", "--scenario", wedge.to_str().unwrap()], "not USA"),
        (vec!["score", "--cow", "no/such/folder"], "no such folder"),
    ] {
        let output = suzerain(&args, "1");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {err}");
        assert!(err.contains(said), "{args:?}: {err}");
    }
}
