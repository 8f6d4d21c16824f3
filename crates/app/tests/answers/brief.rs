//! `brief` and `why` from outside: the schema, the page, and what is refused.

use crate::{json, stdout, suzerain, validator};
use serde_json::Value;

fn brief_json(pair: [&str; 2], more: &[&str]) -> Value {
    json(&[&["brief", pair[0], pair[1]], more].concat())
}

#[test]
fn briefs_of_all_kinds_of_pairs_follow_the_schema() {
    let validator = validator("brief-1.json");
    for (pair, more) in [
        (["RUS", "CHN"], &["--full"][..]),
        (["RUS", "BLR"], &[]),
        (["USA", "TWN"], &[]),
        (["PRK", "CUB"], &[]),
        (["USSR", "CHN"], &["--year", "1955"]),
        (["DEU", "FRA"], &["--year", "2010", "--since", "2005"]),
    ] {
        let brief = brief_json(pair, more);
        let errors: Vec<String> =
            validator.iter_errors(&brief).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{pair:?}: {errors:?}");
        for domain in ["goods", "energy", "technology", "finance", "arms", "power", "alignment", "people"] {
            let has = |r: &Value| r["domain"] == domain;
            let records = brief["records"].as_array().unwrap();
            assert!(records.iter().any(has) || pair == ["USSR", "CHN"], "{pair:?} has no record of {domain}");
        }
    }
}

#[test]
fn the_share_of_2023_is_exact_in_the_json_and_said_once() {
    let brief = brief_json(["russia", "china"], &[]);
    assert_eq!(brief["schema"], "suzerain.brief/1");
    assert_eq!(brief["pair"], serde_json::json!(["RUS", "CHN"]));
    let records = brief["records"].as_array().unwrap();
    let found: Vec<&Value> = records
        .iter()
        .filter(|r| {
            r["domain"] == "goods" && r["measure"] == "import_share" && r["dependent"] == "RUS" && r["year"] == 2023
        })
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!((found[0]["value"].as_f64().unwrap() - 0.544_389_317_298_991_9).abs() < 1e-12);
    assert_eq!(found[0]["denominator"], "covered-194");
    assert!(found[0]["flags"].as_array().unwrap().contains(&"incomplete".into()));
    let mut keys: Vec<String> = records
        .iter()
        .map(|r| {
            let key = [
                "domain",
                "measure",
                "kind",
                "dependent",
                "on",
                "economy",
                "year",
                "session",
                "sector",
                "product",
                "source",
                "denominator",
            ];
            let rest = if r["measure"].as_str().unwrap().starts_with("reserve")
                || r["measure"].as_str().unwrap().contains("ratio")
                || r["measure"].as_str().unwrap().starts_with("parity")
                // Buying and selling.
                || r["measure"].as_str().unwrap().ends_with("alternatives")
                || r["measure"] == "effective_dependence"
            {
                r["flags"].to_string()
            } else {
                String::new()
            };
            key.iter().map(|k| r[*k].to_string()).collect::<String>() + &rest
        })
        .collect();
    keys.sort();
    let all = keys.len();
    keys.dedup();
    assert_eq!(keys.len(), all, "a figure stands twice");
}

#[test]
fn what_nobody_reported_is_null_and_the_page_says_so() {
    let brief = brief_json(["RUS", "BLR"], &["--year", "2023"]);
    let records = brief["records"].as_array().unwrap();
    let shares =
        records.iter().filter(|r| r["domain"] == "goods" && r["measure"] == "import_share" && r["year"] == 2023);
    let mut seen = 0;
    for share in shares {
        assert!(share["value"].is_null() && share["status"] == "missing", "{share}");
        seen += 1;
    }
    assert_eq!(seen, 2);
    assert!(records.iter().any(|r| r["flags"].as_array().unwrap().contains(&"last-observed".into())));
    assert!(stdout(&["brief", "RUS", "BLR"]).contains("unknown"));
}

#[test]
fn events_stand_in_the_brief_as_the_command_gives_them() {
    let brief = brief_json(["RUS", "CHN"], &[]);
    let records = brief["records"].as_array().unwrap();
    let events = json(&["events", "CHN", "RUS"]);
    let events = events["events"].as_array().unwrap();
    let mut seen = 0;
    for (event, years) in [("alliance_termination", 5), ("rivalry_allied", 10), ("force_allied", 5), ("rift", 10)] {
        let given = events.iter().find(|e| e["event"] == event && e["years"] == years).unwrap();
        for (suffix, field) in [("", "probability"), ("_base_rate", "base_rate"), ("_duration", "duration_only")] {
            let measure = format!("{event}_within_{years}{suffix}");
            let record =
                records.iter().find(|r| r["measure"] == measure.as_str()).unwrap_or_else(|| panic!("{measure}"));
            assert_eq!((&record["value"], &record["status"]), (&given[field], &"modelled".into()), "{measure}");
            assert_eq!((&record["source"], &record["year"]), (&"event-models".into(), &2014.into()));
            seen += 1;
        }
    }
    assert_eq!(seen, 12);
    // Of two risk sets the narrower: the two are allied.
    assert!(!records.iter().any(|r| r["measure"] == "force_relevant_within_5"));
    let page = stdout(&["brief", "RUS", "CHN"]);
    assert!(page.contains("Inputs of 2014") && page.contains("say nothing of causes"));
    let far = stdout(&["brief", "BTN", "PRY"]);
    assert!(far.contains("No forecast: in 2014"), "{far}");
    let early = stdout(&["brief", "USSR", "CHN", "--year", "1955"]);
    assert!(early.split_whitespace().collect::<Vec<_>>().join(" ").contains("would know what came"), "{early}");
    let why = stdout(&["why", "RUS", "CHN", "rift_within_5"]);
    assert!(why.contains("docs/methods/events.md"), "{why}");
}

#[test]
fn the_page_fits_the_terminal_and_has_no_colour() {
    for pair in [["RUS", "CHN"], ["PRK", "CUB"]] {
        let text = stdout(&["brief", pair[0], pair[1]]);
        assert!(!text.contains('\u{1b}'));
        for line in text.lines() {
            assert!(line.chars().count() <= 100, "{} columns: {line}", line.chars().count());
        }
    }
    assert!(stdout(&["brief", "RUS", "CHN", "--format", "md"]).starts_with("# Russia and China\n"));
}

#[test]
fn a_figure_much_older_than_the_year_asked_for_is_stale() {
    let brief = brief_json(["RUS", "CHN"], &["--year", "2024"]);
    let stale = |measure: &str| {
        brief["records"]
            .as_array()
            .unwrap()
            .iter()
            .any(|r| r["measure"] == measure && r["flags"].as_array().unwrap().contains(&"stale".into()))
    };
    assert!(stale("alliance_obligation"));
    assert!(!stale("unit_value"));
}

#[test]
fn why_shows_formula_rows_and_citation() {
    let text = stdout(&["why", "RUS", "CHN", "import_share", "--year", "2023", "--rows", "3"]);
    for part in ["X(on -> dependent)", "2023  CHN  RUS  TOTAL  baci-2023-194  110013940.899933", "cite:", "more rows"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    let json: Value = json(&["why", "RUS", "CHN", "un_agreement"]);
    let inputs = json["answers"][0]["inputs"].as_array().unwrap();
    assert_eq!(inputs[1]["rows"].as_array().unwrap().len() as f64, inputs[1]["value"].as_f64().unwrap());
}

#[test]
fn refusals_name_the_matter_and_exit_with_two() {
    for (args, part) in [
        (&["brief", "RUS", "RUS"][..], "twice"),
        (&["brief", "RUS", "Chna"], "China"),
        (&["brief", "USSR", "CHN", "--year", "2020"], "1991"),
        (&["brief", "RUS", "CHN", "--year", "3000"], "3000"),
        (&["brief", "RUS", "CHN", "--year", "2010", "--since", "2015"], "2015"),
        (&["brief", "RUS", "CHN", "--data", "no-such-folder"], "no-such-folder"),
        (&["why", "RUS", "CHN", "import_sahre"], "import_share"),
        (&["why", "RUS", "CHN", "unit_value"], "--item"),
    ] {
        let output = suzerain(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(part), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}
