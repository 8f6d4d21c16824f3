//! `suzerain outlook` and `suzerain paths` as people meet them.

use crate::{json, run, validator};
use serde_json::Value;
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
fn came_true(outlook: &Value, panel: &str) -> BTreeSet<i64> {
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
    let not_here: Vec<&Value> = outlook["measures_without_forecast"]
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

/// Panels of the measures of trade beside the shares.
const TRADE: [&str; 17] = [
    "sales",
    "trade_gdp",
    "asymmetry",
    "interdependence",
    "symmetry",
    "concentration",
    "alternatives",
    "effective",
    "foreign_electronics",
    "coercive_power",
    "hub",
    "supplier_rank",
    "betweenness",
    "energy_gdp",
    "quantities",
    "unit_values",
    "unit_value_ratios",
];

/// The figure of a brief that a series of an outlook is the history of.
fn figure(brief: &Value, series: &Value) -> Option<f64> {
    let subject = |r: &Value| match r["kind"].as_str() {
        Some("state") => r["economy"] == series["dependent"] && series["on"].is_null(),
        Some("directed") => r["dependent"] == series["dependent"] && r["on"] == series["on"],
        _ => series["dependent"].is_null() && series["on"].is_null(),
    };
    let flagged = |r: &Value, flag: &Value| r["flags"].as_array().unwrap().contains(flag);
    let item =
        |r: &Value| [&r["sector"], &r["product"]].into_iter().find(|i| !i.is_null()).cloned().unwrap_or_default();
    let same = |r: &&Value| {
        r["measure"] == series["measure"]
            && r["year"] == series["origin_year"]
            && subject(r)
            && item(r) == series["sector"]
            && (series["basis"].is_null() || flagged(r, &series["basis"]))
            && !flagged(r, &"beside".into())
    };
    brief["records"].as_array().unwrap().iter().find(same)?["value"].as_f64()
}

#[test]
fn the_last_value_of_a_measure_of_trade_is_that_of_the_brief_of_its_year() {
    for (a, b) in [("RUS", "CHN"), ("USA", "CAN")] {
        let outlook = json(&["outlook", a, b]);
        let series = outlook["series"].as_array().unwrap();
        let wanted: Vec<_> = series.iter().filter(|s| TRADE.contains(&s["panel"].as_str().unwrap())).collect();
        let origin = |s: &Value| s["origin_year"].as_i64().unwrap();
        let years: BTreeSet<i64> = wanted.iter().map(|s| origin(s)).collect();
        let mut measures = BTreeSet::new();
        for year in years {
            let brief = json(&["brief", a, b, "--year", &year.to_string()]);
            for s in wanted.iter().filter(|s| origin(s) == year) {
                let (told, value) = (figure(&brief, s), s["origin_value"].as_f64().unwrap());
                // The short brief has the six largest products of its own year.
                let listed = |r: &Value| r["product"] == s["sector"] && r["dependent"] == s["dependent"];
                if told.is_none() && !brief["records"].as_array().unwrap().iter().any(listed) {
                    continue;
                }
                let near = told.is_some_and(|v| (v - value).abs() <= 1e-12 * v.abs().max(1e-12));
                assert!(near, "{}: {told:?} in the brief of {year}, {value} here", s["label"]);
                measures.insert(s["measure"].as_str().unwrap().to_owned());
            }
        }
        // Every measure named in the page on paths, for a pair that trades in everything.
        assert_eq!(measures.len(), 30, "{a}-{b}: {measures:?}");
    }
}

#[test]
fn carried_measures_move_with_what_they_are_carried_from() {
    let outlook = json(&["outlook", "RUS", "CHN"]);
    let all = outlook["series"].as_array().unwrap();
    let of = |measure: &str, on: &str, item: &str| {
        let own = |s: &&Value| {
            s["measure"] == measure
                && (on.is_empty() || s["dependent"] == on)
                && (item.is_empty() || s["sector"] == item)
        };
        all.iter().find(own).unwrap_or_else(|| panic!("{measure}"))["forecasts"][4].clone()
    };
    let at = |point: &Value, name: &str| point[name].as_f64().unwrap();
    let (hhi, hirschman) = (of("supplier_hhi", "RUS", ""), of("hirschman_import_concentration", "RUS", ""));
    for name in ["low_90", "low_80", "median", "high_80", "high_90"] {
        assert!((at(&hirschman, name) - 100.0 * at(&hhi, name).sqrt()).abs() < 1e-9, "{name}");
    }
    // A discount falls where the ratio rises, so its ends change places.
    let (ratio, discount) = (of("unit_value_ratio", "CHN", "270900"), of("unit_value_discount", "CHN", "270900"));
    for (one, other) in [("low_90", "high_90"), ("low_80", "high_80"), ("median", "median")] {
        assert!((at(&discount, one) - (1.0 - at(&ratio, other))).abs() < 1e-12, "{one}");
    }
}

#[test]
fn what_sanctions_have_changed_since_the_last_year_is_said() {
    let remarks = |a: &str, b: &str| json(&["outlook", a, b])["remarks"].to_string();
    assert!(remarks("RUS", "CHN").contains("have begun to sanction it since"));
    assert!(!remarks("USA", "CAN").contains("have begun to sanction"));
}

#[test]
fn a_flow_that_has_stopped_has_no_logarithm_and_is_named() {
    let outlook = json(&["outlook", "RUS", "CHN"]);
    let without = outlook["without_forecast"].to_string();
    assert!(without.contains("energy sold to RUS over CHN's GDP"), "{without}");
}
