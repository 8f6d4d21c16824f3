//! Inter-country tables by name, bands of the short-run models, and pairs that nobody reports.

use super::{change, follows, json, suzerain};
use serde_json::Value;

fn said<'a>(answer: &'a Value, list: &str, model: &str) -> Vec<&'a str> {
    let of = |remark: &'a Value| (remark["model"] == model).then(|| remark["text"].as_str().unwrap());
    answer[list].as_array().unwrap().iter().filter_map(of).collect()
}

fn model<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer["models"].as_array().unwrap().iter().find(|m| m["model"] == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn a_named_table_closes_its_world() {
    let args = ["rupture", "RUS", "CHN", "--model", "multi-sector", "--io-source", "icio-2025-16"];
    let answer = json(&args);
    follows("rupture-1.json", &answer);
    assert_eq!(model(&answer, "multi-sector")["world"][0], "icio-2025-16");
    let economies = answer["results"].as_array().unwrap().iter().filter(|r| r["measure"] == "welfare").count();
    assert_eq!(economies, 81);
    let assumptions = said(&answer, "assumptions", "multi-sector").join("\n");
    for words in [
        "ROW: median cost shares",
        "ROW: the table has its trade only",
        "MET (C24A, C24B, C25)",
        "duties are those of 2021",
    ] {
        assert!(assumptions.contains(words), "{words}: {assumptions}");
    }
    assert!(answer["certificate"]["multi-sector"]["residual"].as_f64().unwrap() <= 1e-12);
    // Elasticities given by sector stand in place of the set's; the higher they are, the less is lost.
    let file = super::stdout(&[&args[..], &["--print-scenario"]].concat());
    let given = "[elasticity.by_sector]\nENE = 40.0\nMAC = 40.0\nELE = 40.0\n\n[[measure]]";
    let high = file.replacen("[[measure]]", given, 1);
    let output = suzerain(&["run", "-", "--format", "json"], "2", &high);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let elastic: Value = serde_json::from_slice(&output.stdout).unwrap();
    let loss = |answer: &Value| -change(answer, "multi-sector", "RUS", "welfare");
    assert!(loss(&elastic) < loss(&answer), "{} {}", loss(&elastic), loss(&answer));
    assert!(said(&elastic, "assumptions", "multi-sector").join("\n").contains("elasticities given for ELE, ENE, MAC"));
    for (from, to, words) in [
        ("ENE = 40.0", "ENE = -1.0", "above 0"),
        ("ENE = 40.0", "C99 = 4.0", "no sector C99"),
        ("icio-2025-16", "nowhere", "there are icio-2025-16"),
    ] {
        let output = suzerain(&["run", "-"], "2", &high.replacen(from, to, 1));
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{to}: {error}");
        assert!(error.contains(words), "{to}: {error}");
    }
}

#[test]
fn bands_stand_on_what_a_model_draws() {
    let models = "extraction,inventories,rerouting";
    let answer = json(&["rupture", "RUS", "CHN", "--model", models, "--draws", "4"]);
    follows("rupture-1.json", &answer);
    for name in ["inventories", "rerouting"] {
        let about = model(&answer, name);
        assert_eq!((about["draws"].as_u64(), about["uncertain"].as_array().unwrap().len()), (Some(4), 2), "{about}");
        let row = answer["results"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["model"] == name && r["economy"] == "RUS" && r["measure"] == "output")
            .unwrap();
        let number = |what: &str| row[what].as_f64().unwrap();
        assert!(number("low") < number("high") && number("high") < 0.0, "{row}");
    }
    assert_eq!(model(&answer, "extraction")["uncertain"].as_array().unwrap().len(), 0);
    assert!(said(&answer, "assumptions", "extraction").iter().any(|t| t.contains("no uncertain parameter")));
    // What the file fixes is not drawn.
    let file = super::stdout(&["rupture", "RUS", "CHN", "--model", "rerouting", "--draws", "4", "--print-scenario"]);
    let fixed = file.replacen("[[measure]]", "[shortage]\nfriction = 0.3\nleakage = 0\n\n[[measure]]", 1);
    let output = suzerain(&["run", "-", "--format", "json"], "2", &fixed);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let fixed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(said(&fixed, "assumptions", "rerouting").iter().any(|t| t.contains("no uncertain parameter")));
    assert!(!fixed["results"][0].as_object().unwrap().contains_key("low"));
}

#[test]
fn all_draws_asked_for_are_made_where_the_model_is_named() {
    let table = ["--io-source", "icio-2025-16", "--sector", "ELE"];
    let named = ["rupture", "RUS", "CHN", "--model", "multi-sector", "--draws", "201"];
    let answer = json(&[&named[..], &table].concat());
    assert_eq!(model(&answer, "multi-sector")["draws"], 201);
}

#[test]
fn a_pair_that_nobody_reports_is_said_to_be_unknown_by_every_model() {
    let answer = json(&["rupture", "RUS", "BLR"]);
    let skipped = &answer["skipped"];
    assert!(skipped.as_array().unwrap().iter().any(|s| s["model"] == "one-sector"), "{skipped}");
    assert!(skipped.to_string().contains("unknown, not zero"));
    for name in ["multi-sector", "extraction", "ces-bound", "inventories", "rerouting"] {
        let said = said(&answer, "assumptions", name).join("\n");
        assert!(said.contains("neither side published its trade") && said.contains("BLR and RUS"), "{name}: {said}");
    }
}
