//! `suzerain partnership` from outside: schema, pairs of every kind, scenarios, equal answers, and what is refused.

#[path = "support/schema.rs"]
mod schema;

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
    let validator = schema::validator("partnership-1.json");
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
    // A module that did not run says so in its note, and no outcome that was not run has a driver.
    for m in answer["modules"].as_array().unwrap().iter().filter(|m| m["basis"] == "not run") {
        let note = m["note"].as_str().unwrap();
        assert!(note.contains("known") || note.contains("no "), "{m}");
    }
    assert!(outcome(&answer, "junior_partner")["drivers"].as_array().unwrap().is_empty());
    // Belarus and Russia do not publish their trade of 2023: the last year known stands with its year, as stale.
    let answer = json(&["RUS", "BLR"]);
    let inputs = answer["inputs"].as_array().unwrap();
    let goods = inputs.iter().find(|f| f["what"] == "BLR on RUS: goods bought, share").unwrap();
    assert!(goods["year"].as_i64().unwrap() <= 2021, "{goods}");
    assert!(answer["stale"].as_array().unwrap().contains(&goods["what"]), "{}", answer["stale"]);
    let page = suzerain(&["RUS", "BLR", "--draws", "50", "--format", "md"], "2");
    let text = String::from_utf8(page.stdout).unwrap();
    let line = text.lines().find(|l| l.contains("BLR on RUS: goods bought, share")).unwrap();
    assert!(line.contains("2021") && line.contains("stale"), "{line}");
}

fn input<'a>(answer: &'a Value, what: &str) -> &'a Value {
    let found = answer["inputs"].as_array().unwrap().iter().find(|f| f["what"].as_str().unwrap().starts_with(what));
    found.unwrap_or_else(|| panic!("{what}: {}", answer["inputs"]))
}

/// Each share with a history stands there as filtered too, near the observed one; what a run starts from is never newer than its
/// origin.
#[test]
fn shares_are_filtered_from_their_history() {
    let answer = json(&["RUS", "CHN"]);
    let observed = input(&answer, "RUS on CHN: energy sold, share")["value"].as_f64().unwrap();
    let filtered = input(&answer, "RUS on CHN: energy sold, share as filtered");
    assert_eq!(filtered["equation"], 3);
    let level = filtered["value"].as_f64().unwrap();
    assert!(level != observed && (level - observed).abs() < 0.1, "{filtered} {observed}");
    assert!(filtered["note"].as_str().unwrap().contains("the error of a value"), "{filtered}");
    let of = |equation: u64| answer["modules"].as_array().unwrap().iter().find(|m| m["equation"] == equation).unwrap();
    assert!(of(3)["note"].as_str().unwrap().contains("filtered from their history"), "{}", of(3));
    // Shares of one year have no history to be filtered from, and do not pretend to.
    assert!(
        !answer["inputs"].as_array().unwrap().iter().any(|f| f["what"] == "RUS on CHN: finance, share as filtered")
    );
    for pair in [["CHN", "PRK"], ["RUS", "BLR"]] {
        let answer = json(&pair);
        let origin = answer["origin"].as_i64().unwrap();
        let shares =
            answer["inputs"].as_array().unwrap().iter().filter(|f| matches!(f["equation"].as_u64(), Some(2..=4)));
        assert!(shares.clone().all(|f| f["year"].as_i64().unwrap() <= origin), "{}", answer["inputs"]);
    }
}

/// The probability of a formal alliance says how it did where it can come, and nothing is said where it cannot.
#[test]
fn an_alliance_says_how_its_forecasts_did() {
    let remark = |a: &str, b: &str| outcome(&json(&[a, b]), "formal_alliance")["remark"].as_str().unwrap().to_owned();
    for (a, b, kind) in [("RUS", "CHN", "lesser tie"), ("DEU", "CHN", "no tie between the two")] {
        let said = remark(a, b);
        assert!(said.contains(kind) && said.contains("scored on pairs like these since 1870"), "{said}");
        assert!(said.contains("the hazard without the model's terms"), "{said}");
    }
    assert!(!remark("USA", "CAN").contains("scored"), "not at risk");
    let trust = |a: &str, b: &str| json(&[a, b])["trust"].as_str().unwrap().to_owned();
    assert!(
        trust("RUS", "CHN").contains("of a rift (") && trust("RUS", "CHN").contains("of a new defence obligation (")
    );
    assert!(trust("USA", "CAN").contains("only that of a rift"), "{}", trust("USA", "CAN"));
}

#[test]
fn a_tie_in_force_is_where_the_runs_begin() {
    let at = |answer: &Value, years: u64, state: &str| {
        let of = answer["regimes"].as_array().unwrap().iter().find(|r| r["years"] == years).unwrap();
        of[state].as_f64().unwrap()
    };
    let allied = json(&["USA", "CAN"]);
    assert!(at(&allied, 1, "formal_alliance") > 0.8, "{}", allied["regimes"]);
    let free = json(&["RUS", "CHN"]);
    assert!(at(&free, 1, "formal_alliance") < 0.1 && at(&free, 1, "loose") > 0.7, "{}", free["regimes"]);
}

#[test]
fn alliance_portfolios_stand_beside_the_votes_in_their_window() {
    let answer = json(&["RUS", "CHN"]);
    let kappa = input(&answer, "alignment: likeness of alliance portfolios");
    assert_eq!(kappa["year"], 2018, "the list ends there");
    assert!(kappa["note"].as_str().unwrap().contains("to 2018 used"), "{kappa}");
    assert!(answer["stale"].as_array().unwrap().contains(&kappa["what"]));
    assert_eq!(input(&answer, "alignment: negative distance")["equation"], 8);
    // Reserves in yuan are known, those in roubles are not: shown, and left out of what needs both.
    let yuan = input(&answer, "RUS on CHN: finance, share");
    assert!(yuan["note"].as_str().unwrap().contains("reserves in CNY"), "{yuan}");
    let dependence = answer["modules"].as_array().unwrap().iter().find(|m| m["equation"] == 2).unwrap();
    assert!(dependence["note"].as_str().unwrap().contains("left out: arms bought, finance"), "{dependence}");
}

/// Finance runs once tables of the user's cover both sides, and a copy of FBIC is read beside the votes.
#[test]
fn finance_and_bandwidth_come_from_the_users_tables() {
    let dir = tempfile::tempdir().unwrap();
    let heads = "\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"Counterpart Country Name\",\"Counterpart Country Code\",\"Attribute\",\"2021\",\"2022\",\"2023\",\n";
    let row = |of: (&str, &str), from: (&str, &str), values: [f64; 3]| {
        let [a, b, c] = values;
        format!(
            "\"{}\",\"{}\",\"Inward Direct Investment Positions, US Dollars\",\"IIW_BP6_USD\",\"{}\",\"{}\",\"Value\",\"{a}\",\"{b}\",\"{c}\",\n",
            of.0, of.1, from.0, from.1
        )
    };
    let (rus, chn) = (("Russian Federation", "922"), ("China, P.R.: Mainland", "924"));
    let (world, deu) = (("World", "001"), ("Germany", "134"));
    let text = [
        heads.to_owned(),
        row(rus, chn, [20.0, 30.0, 40.0]),
        row(rus, deu, [60.0, 50.0, 40.0]),
        row(rus, world, [100.0, 100.0, 100.0]),
        row(chn, rus, [1.0, 1.0, 2.0]),
        row(chn, deu, [50.0, 50.0, 50.0]),
        row(chn, world, [200.0, 200.0, 200.0]),
    ]
    .concat();
    let (survey, own) = (dir.path().join("CDIS_01-16-2024_timeSeries.csv"), dir.path().join("own.csv"));
    std::fs::write(&survey, text).unwrap();
    let mut values = "year,from,to,variable,value\n".to_owned();
    for year in 2005..=2022 {
        values.push_str(&format!("{year},CHN,RUS,influence_bandwidth,0.{}\n", year - 1990));
    }
    std::fs::write(&own, values).unwrap();
    let into = dir.path().join("tables");
    let path = |p: &Path| p.to_str().unwrap().to_owned();
    for (publisher, file) in [("cdis", &survey), ("dyadic", &own)] {
        let done = Command::new(env!("CARGO_BIN_EXE_suzerain"))
            .args(["import", publisher, &path(file), "--into", &path(&into)])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let answer = json(&["RUS", "CHN", "--data", &path(&into)]);
    let finance = input(&answer, "RUS on CHN: finance, share");
    assert_eq!((&finance["value"], &finance["year"]), (&0.4.into(), &2023.into()));
    assert!(finance["note"].as_str().unwrap().contains("inward direct investment"), "{finance}");
    assert_eq!(input(&answer, "CHN on RUS: finance, share")["value"], 0.01);
    let e = answer["quantiles"].as_array().unwrap().iter().find(|q| q["quantity"] == "finance").unwrap();
    assert!(e["q50"].as_f64().unwrap() > 0.0, "{e}");
    let bandwidth = input(&answer, "alignment: bandwidth (FBIC)");
    assert!(bandwidth["note"].as_str().unwrap().contains("2005 to 2022 used"), "{bandwidth}");
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
    let sobol = answer["sobol"].as_array().unwrap();
    assert_eq!(sobol.len(), 7);
    let of = |name: &str| sobol.iter().find(|o| o["output"] == name).unwrap();
    // Nobody is locked in after three years: an output without variance has a mean and no index, on the page too.
    let still = of("supplier_lock_in");
    assert_eq!(
        (&still["mean"], &still["variance"], &still["indices"]),
        (&0.0.into(), &0.0.into(), &serde_json::json!([]))
    );
    assert!(of("asymmetry")["variance"].as_f64().unwrap() > 0.0);
    assert!(of("asymmetry")["indices"].as_array().unwrap().len() > 50);
    let page = suzerain(&["CHN", "PRK", "--sobol", "16", "--horizon", "3", "--draws", "50", "--format", "md"], "2");
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("asymmetry: not known for this pair") && page.contains("rift: mean"), "{page}");
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

/// A key that means nothing would be passed over in silence: the reading would run as if it had not been written.
#[test]
fn a_set_with_a_mistake_is_refused_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(repository().join("studies/partnership/a-vassal.toml")).unwrap();
    for (from, to, said, column) in [
        ("scale = 0.2", "scale = 0.2\nscael = 0.3", "unknown field `scael`", ":1: "),
        ("scale = 0.2", "scale = 0.2\nmean = 0.3", "`mean` is not of a half-normal distribution", ":"),
        ("name = \"kappa\"", "name = \"cappa\"", "prior `cappa`: no parameter has this name", ":"),
        ("name = \"lambda\"", "name = \"kappa\"", "it stands there twice", ":"),
        ("id = \"A\"", "id = \"A\"\ncolour = \"red\"", "unknown field `colour`", ":1: "),
    ] {
        let file = dir.path().join("own.toml");
        std::fs::write(&file, good.replacen(from, to, 1)).unwrap();
        let output = suzerain(&["RUS", "CHN", "--set", file.to_str().unwrap()], "1");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{to}: {err}");
        assert!(err.contains(said) && err.contains("hint:"), "{to}: {err}");
        let place = err.split("own.toml:").nth(1).unwrap_or_else(|| panic!("no place: {err}"));
        let line: usize = place.split(':').next().unwrap().parse().unwrap();
        assert!((5..30).contains(&line) && place.contains(column), "{to}: {err}");
    }
}
