//! `suzerain outlook` and `suzerain paths` as people meet them.

use crate::{json, run, validator};
use std::collections::BTreeSet;

#[test]
fn outlooks_of_all_kinds_of_pairs_follow_the_schema() {
    let validator = validator("outlook-1.json");
    for args in [
        ["RUS", "CHN", "--horizon", "2035"],
        ["USA", "CAN", "--horizon", "2030"],
        ["PRK", "CHN", "--horizon", "2035"],
        ["RUS", "CHN", "--freeze", "2013"],
    ] {
        let all: Vec<&str> = ["outlook"].into_iter().chain(args).collect();
        let json = json(&all);
        let errors: Vec<String> = validator.iter_errors(&json).map(|e| format!("{args:?}: {e}")).collect();
        assert!(errors.is_empty(), "{errors:?}");
        for series in json["series"].as_array().unwrap() {
            let mut widths = Vec::new();
            for point in series["forecasts"].as_array().unwrap() {
                let at = |name: &str| point[name].as_f64().unwrap();
                assert!(at("low_90") <= at("low_80") && at("low_80") <= at("median"), "{point}");
                assert!(at("median") <= at("high_80") && at("high_80") <= at("high_90"), "{point}");
                widths.push(at("high_80") - at("low_80"));
            }
            assert!(widths[0] <= *widths.last().unwrap() || series["scale"] != "level", "{}", series["label"]);
        }
    }
}

#[test]
fn a_frozen_outlook_knows_nothing_later_and_shows_what_came_true() {
    let json = json(&["outlook", "RUS", "CHN", "--freeze", "2013", "--horizon", "2023"]);
    let series = json["series"].as_array().unwrap();
    assert!(series.len() >= 6, "{}", series.len());
    let mut truths = 0;
    for s in series {
        assert!(
            s["origin_year"].as_i64().unwrap() <= 2013 && s["fitted_to"].as_i64().unwrap() <= 2013,
            "{}",
            s["label"]
        );
        assert!(s["history"].as_array().unwrap().iter().all(|p| p["year"].as_i64().unwrap() <= 2013));
        truths += s["forecasts"].as_array().unwrap().iter().filter(|p| !p["truth"].is_null()).count();
    }
    assert!(truths > 20, "{truths}");
    // Goods have one later year, of another release restricted to the same economies.
    let came = came_true(&json, "goods");
    assert!(came.contains(&2023) && !came.contains(&2022), "{came:?}");
    let (_, text, _) = run(&["outlook", "RUS", "CHN", "--freeze", "2013", "--horizon", "2023"]);
    assert!(text.contains("What came true") && text.contains("revised data"), "{text}");
}

/// Years of which the truth stands beside a panel's forecasts.
fn came_true(outlook: &serde_json::Value, panel: &str) -> BTreeSet<i64> {
    let series = outlook["series"].as_array().unwrap().iter().filter(|s| s["panel"] == panel);
    let points = series.flat_map(|s| s["forecasts"].as_array().unwrap()).filter(|p| !p["truth"].is_null());
    points.map(|p| p["year"].as_i64().unwrap()).collect()
}

#[test]
fn sectors_are_scored_to_their_end_which_for_russia_is_2021() {
    for (pair, last) in [(["RUS", "CHN"], 2021), (["DEU", "CHN"], 2022)] {
        let json = json(&["outlook", pair[0], pair[1], "--freeze", "2016", "--horizon", "2023"]);
        assert_eq!(came_true(&json, "sectors").last(), Some(&last), "{pair:?}");
    }
}

#[test]
fn every_measure_of_the_brief_has_a_forecast_or_a_reason() {
    let outlook = json(&["outlook", "RUS", "CHN"]);
    let told = |list: &str| -> BTreeSet<String> {
        outlook[list].as_array().unwrap().iter().map(|m| m["measure"].as_str().unwrap().to_owned()).collect()
    };
    let (forecast, reasons) = (told("series"), told("measures_without_forecast"));
    let not_here: Vec<&serde_json::Value> = outlook["measures_without_forecast"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|m| m["reason"].as_str().unwrap().contains("for this pair"))
        .collect();
    assert!(not_here.is_empty(), "this pair has all histories: {not_here:?}");
    let brief = json(&["brief", "RUS", "CHN"]);
    for record in brief["records"].as_array().unwrap() {
        let measure = record["measure"].as_str().unwrap();
        // What models say is no history; states' own indicators stand in the catalogue as one measure.
        let known = record["status"] == "modelled" || suzerain_tables::variables::variable(measure).is_some();
        assert!(known || forecast.contains(measure) || reasons.contains(measure), "{measure}");
    }
}

#[test]
fn the_order_of_a_pair_turns_ratios_round() {
    let ratio = |a: &str, b: &str| {
        let json = json(&["outlook", a, b]);
        let all = json["series"].as_array().unwrap().clone();
        let cinc = all.into_iter().find(|s| s["basis"] == "cinc").unwrap();
        let point = cinc["forecasts"][4].clone();
        ["low_80", "median", "high_80"].map(|name| point[name].as_f64().unwrap())
    };
    let (one, other) = (ratio("RUS", "CHN"), ratio("CHN", "RUS"));
    for (a, b) in one.iter().zip(other.iter().rev()) {
        assert!((a * b - 1.0).abs() < 1e-6, "{a} {b}");
    }
}

#[test]
fn questions_without_an_answer_are_refused_with_a_hint() {
    let (code, out, err) = run(&["outlook", "RUS", "CHN", "--freeze", "2040"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("hint: give a later --horizon"), "{err}");
    let (code, _, err) = run(&["outlook", "RUS", "Nowhere"]);
    assert_eq!(code, 2, "{err}");
    let (code, _, err) = run(&["paths", "score", "--cow", "no/such", "--only", "nothing"]);
    assert!(code == 2 && err.contains("none of the panels"), "{err}");
}
