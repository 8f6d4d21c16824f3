//! `suzerain panel` and `suzerain events` as people meet them.

use crate::run;
#[test]
fn a_panel_without_its_lists_is_refused_with_a_hint() {
    let (code, out, err) = run(&["panel", "--cow", "no/such/folder", "--out", "panel.parquet"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("error: no/such/folder: no such folder\nhint: give the folder with --cow"), "{err}");
    let (code, _, err) = run(&["events", "score", "--cow", "no/such/folder"]);
    assert_eq!(code, 2, "{err}");
    let (code, _, err) = run(&["panel", "--out", "panel.xlsx"]);
    assert!(code == 2 && err.contains("neither .parquet nor .csv"), "{err}");
    let (code, _, err) = run(&["panel", "--from", "1950", "--to", "1940", "--out", "panel.csv"]);
    assert!(code == 2 && err.contains("1950, after 1940"), "{err}");
}

#[test]
fn each_probability_stands_beside_its_base_rate_and_score() {
    let (code, out, err) = run(&["events", "RUS", "CHN", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let answer: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&answer["schema"], &answer["status"]), (&"suzerain.events/1".into(), &"modelled".into()));
    let year = answer["input_year"].as_i64().expect("a year");
    let events = answer["events"].as_array().expect("events");
    // Bound to consult and not to attack, neighbours, a major power each, no longer rivals.
    for (event, years) in [("alliance_termination", 5), ("rivalry_allied", 10), ("force_relevant", 5), ("rift", 10)] {
        let found = events.iter().find(|e| e["event"] == event && e["years"] == years).expect(event);
        let number = |name: &str| found[name].as_f64().unwrap_or_else(|| panic!("{event}: no {name}"));
        for name in ["probability", "base_rate", "duration_only", "best"] {
            assert!((0.0..=1.0).contains(&number(name)), "{event} {name}");
        }
        assert_eq!(number("first_year") as i64, year + 1);
        assert_eq!(number("last_year") as i64, year + years);
        assert_eq!(found["evaluation"]["scores"].as_array().map(Vec::len), Some(7));
        if found["forecaster"] == "base_rate" {
            assert_eq!(found["probability"], found["base_rate"]);
        }
    }
    // The order of the two does not matter.
    let (_, turned, _) = run(&["events", "CHN", "RUS", "--format", "csv"]);
    let (_, straight, _) = run(&["events", "RUS", "CHN", "--format", "csv"]);
    assert_eq!(turned, straight);
}

#[test]
fn pairs_at_risk_of_nothing_are_told_so() {
    let (code, out, _) = run(&["events", "Bhutan", "Paraguay"]);
    assert_eq!(code, 0);
    assert!(out.contains("No forecast"), "{out}");
    let (code, _, err) = run(&["events", "RUS"]);
    assert_eq!(code, 2, "{err}");
}
