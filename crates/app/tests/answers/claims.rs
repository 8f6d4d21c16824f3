//! `claims` from outside: the schema, verdicts that are expected or not, refusals with their place, and the claims that
//! need the user's tables.

use crate::{json, repository, suzerain, validator};
use serde_json::Value;
use std::io::Write as _;

fn claim<'a>(document: &'a Value, id: &str) -> &'a Value {
    document["claims"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap()
}

#[test]
fn every_built_in_claim_gets_a_verdict_and_the_json_follows_its_schema() {
    let validator = validator("claims-1.json");
    let document = json(&["claims", "check"]);
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(document["claims"].as_array().unwrap().len(), 21);
    // No clause of defence in ATOP, a treaty in 2001 that obliges to consult: a fact of the table.
    assert_eq!(claim(&document, "q19")["verdict"], "supported");
    // Where a dataset is not loaded, the claim says which would settle it.
    for id in ["q05", "q16", "q28"] {
        assert_ne!(claim(&document, id)["verdict"], "supported", "{id}");
        assert!(claim(&document, id)["settled_by"].as_str().unwrap().contains("suzerain import"), "{id}");
    }
    // A figure stands under each source that has it.
    let readings = claim(&document, "q17")["parts"][0]["readings"].as_array().unwrap();
    let sources: Vec<&str> = readings.iter().filter_map(|r| r["source"].as_str()).collect();
    assert_eq!(sources, ["baci-29", "icio-2025"]);
}

#[test]
fn an_unexpected_verdict_is_exit_code_1_and_a_bad_file_2_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(repository().join("studies/claims/example-usa-can.toml")).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let right = write("right.toml", &text);
    let output = suzerain(&["claims", "check", &right]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let wrong = write("wrong.toml", &text.replace("expect = \"supported\"", "expect = \"contradicted\""));
    let output = suzerain(&["claims", "check", &wrong, "--format", "csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("claim,study,verdict"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("supported, not contradicted"));
    let broken = write("broken.toml", &text.replacen("on = \"USA\"", "on = \"UAS\"", 1));
    let output = suzerain(&["claims", "check", &broken]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().position(|l| l.starts_with("on = \"USA\"")).unwrap() + 1;
    assert!(said.contains(&format!("broken.toml:{line}:6")) && said.contains("hint:"), "{said}");
    let output = suzerain(&["claims", "check", "q99"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn claims_that_need_the_users_tables_run_when_these_are_given() {
    let data = repository().join("../shared/data");
    let needed = [
        ("cow-trade", "cow/cow_trade_dyadic_v4.csv.gz"),
        ("sipri", "sipri_arms/sipri_trade_register_1995_2025_gen2026-02-12.csv.gz"),
        ("chip-inputs", "eto_chip_supply_chain/provision.csv"),
        ("historical-gdp", "gdp_isard/cw_gdppop.csv.gz"),
        ("fbic", "fbic_china/fbic_china_to_iso3_1994_2024.csv"),
    ];
    if !needed.iter().all(|(_, file)| data.join(file).exists()) {
        let why = "skipped 1 check: the user's tables of trade, arms and chips are not beside the repository";
        let _ = writeln!(std::io::stderr(), "{why}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().to_str().unwrap();
    for (publisher, file) in needed {
        let done = suzerain(&["import", publisher, data.join(file).to_str().unwrap(), "--into", into]);
        assert!(done.status.success(), "{publisher}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let document = json(&["claims", "check", "--data", into, "q05", "q16", "q21", "q25", "q26", "q28"]);
    let readings = |id: &str, part: usize| claim(&document, id)["parts"][part]["readings"].as_array().unwrap().clone();
    // China sent almost half of its trade of 1955 to the Soviet Union, which sent it about a fifth.
    let tie = readings("q28", 0);
    let of = |measure: &str| {
        tie.iter().find(|r| r["expression"].as_str().unwrap().contains(measure)).unwrap()["value"].as_f64().unwrap()
    };
    assert!((1.5..3.0).contains(&of("trade_share")), "{tie:?}");
    // Near parity by capability, lopsided by product times product per head: the verdict depends on the measure.
    assert!(of("cinc") < 2.0 && of("gdp_estimated") > 5.0, "{tie:?}");
    assert_eq!(claim(&document, "q28")["verdict"], "measure-dependent");
    // Influence as published: .239 of a bandwidth of .519 in 2021.
    let own = "schema = \"suzerain.claim/1\"\nid = \"x\"\nstatement = \"x\"\n[[part]]\nsays = \"x\"\nabout = 0.4612\n\
               tolerance = 0.0001\nbecause = \"x\"\n[[part.by]]\nmeasure = \"influence_dependence\"\ndependent = \"RUS\"\n\
               on = \"CHN\"\nyear = 2021\n";
    let file = folder.path().join("own.toml");
    std::fs::write(&file, own).unwrap();
    let index = json(&["claims", "check", "--data", into, file.to_str().unwrap()]);
    assert_eq!(index["claims"][0]["verdict"], "supported", "{index}");
    let share = &readings("q16", 0)[0];
    assert!(share["value"].as_f64().is_some(), "{share}");
    assert_eq!(claim(&document, "q25")["verdict"], "supported");
    // The register names the weapons: 24 Su-35 and the S-400 came, a frigate went nowhere.
    assert_eq!(claim(&document, "q21")["verdict"], "supported");
    assert_eq!(claim(&document, "q26")["verdict"], "contradicted");
    assert!(readings("q05", 2).iter().all(|r| r["value"].as_f64().is_some()));
}
