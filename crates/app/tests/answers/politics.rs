//! `power`, `align`, `rank` and `fit ideal-points` from outside.

use crate::{json, suzerain};
use serde_json::Value;
use std::path::Path;

#[test]
fn rank_has_the_layout_asked_for_and_known_values() {
    let ranking = json(&["rank", "cinc", "--year", "2022", "--top", "3"]);
    assert_eq!((&ranking["schema"], &ranking["measure"]), (&"suzerain.rank/1".into(), &"cinc".into()));
    assert_eq!((&ranking["year"], &ranking["unit"]), (&2022.into(), &"share".into()));
    let rows = ranking["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(
        (&rows[0]["economy"], &rows[0]["rank"], &rows[0]["status"]),
        (&"CHN".into(), &1.into(), &"observed".into())
    );
    assert!((rows[0]["value"].as_f64().unwrap() - 0.2341).abs() < 5e-5);
    let pair = json(&["rank", "ideal-point-distance", "--year", "2023", "--with", "USA"]);
    assert_eq!((&pair["with"], &pair["rows"][0]["status"]), (&"USA".into(), &"modelled".into()));
    let csv = suzerain(&["rank", "gdp_ppp_intl_usd", "--year", "2021", "--top", "1", "--format", "csv"]);
    assert!(String::from_utf8_lossy(&csv.stdout).lines().nth(1).unwrap().starts_with("1,CHN,"));
}

#[test]
fn rank_has_trends_where_one_source_has_both_years() {
    let rows = |args: &[&str]| json(args)["rows"].as_array().unwrap().clone();
    let then = rows(&["rank", "cinc", "--year", "2017"]);
    for row in rows(&["rank", "cinc", "--year", "2022"]) {
        let of_2017 = then.iter().find(|r| r["economy"] == row["economy"]).unwrap();
        assert_eq!(row["before"]["year"], 2017);
        assert_eq!((&row["before"]["value"], &row["before"]["rank"]), (&of_2017["value"], &of_2017["rank"]));
    }
    // Levels of ideal points do not compare over time, places do.
    let position = &rows(&["rank", "ideal_point", "--year", "2023", "--top", "1"])[0]["before"];
    assert!(position["value"].is_null() && position["rank"].as_u64().is_some(), "{position}");
    // Imports of 2023 and of 2018 are of different sources; nothing precedes the first session.
    for args in [
        &["rank", "import_share", "--with", "CHN", "--year", "2023", "--top", "9"][..],
        &["rank", "un_agreement", "--with", "USA", "--year", "1946", "--top", "9"],
    ] {
        assert!(rows(args).iter().all(|r| r["before"].is_null()), "{args:?}");
    }
}

#[test]
fn sessions_carry_the_year_they_began_in() {
    let align = json(&["align", "USSR", "CHN", "--since", "1980"]);
    assert_eq!(align["schema"], "suzerain.align/1");
    let records = align["records"].as_array().unwrap();
    for measure in ["un_agreement", "ideal_point_distance", "kappa_votes", "un_agreement_human_rights"] {
        let of: Vec<&Value> = records.iter().filter(|r| r["measure"] == measure).collect();
        assert!(of.len() > 20, "{measure}: {}", of.len());
        let session = |r: &Value| r["session"].as_i64().unwrap();
        assert!(of.iter().all(|r| r["year"].as_i64().unwrap() == 1945 + session(r)), "{measure}");
    }
    let kappa = records.iter().find(|r| r["measure"] == "kappa" && r["year"] == 1985).unwrap();
    assert!(kappa["value"].as_f64().unwrap().abs() < 0.05 && kappa["session"].is_null());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema/brief-1.json");
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    schema["properties"]["schema"] = serde_json::json!({ "type": "string" });
    let validator = jsonschema::validator_for(&schema).unwrap();
    for answer in [align, json(&["power", "RUS", "CHN"])] {
        let errors: Vec<String> =
            validator.iter_errors(&answer).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn power_names_what_it_cannot_measure() {
    let power = json(&["power", "RUS", "CHN"]);
    let records = power["records"].as_array().unwrap();
    let of = |measure: &str| records.iter().filter(|r| r["measure"] == measure).collect::<Vec<_>>();
    assert!(of("beckley_share")[0]["value"].as_f64().unwrap() < 0.5);
    for (measure, word) in [("status_deficit", "diplomatic-exchange"), ("hierarchy_troops", "dyadic")] {
        let missing = of(measure);
        assert!(missing.len() == 2 && missing.iter().all(|r| r["value"].is_null()), "{measure}");
        assert!(missing[0]["missing"].as_str().unwrap().contains(word));
    }
    // Two components of four: neither mean is formed.
    assert!(of("hierarchy_security").iter().chain(&of("hierarchy_economic")).all(|r| r["value"].is_null()));
    assert!(of("hierarchy_alliances").iter().all(|r| r["value"].as_f64().unwrap() > 0.0));
}

#[test]
fn status_and_hierarchy_stand_on_data_of_the_user() {
    let dir = tempfile::tempdir().unwrap();
    let (exchange, own) = (dir.path().join("Diplomatic_Exchange_2006v1.csv"), dir.path().join("own.csv"));
    // Everybody sends to the United States, nobody to China but Russia.
    std::fs::write(&exchange, "ccode1,ccode2,year,DR_at_1,DR_at_2\n2,365,2005,3,3\n2,710,2005,3,0\n365,710,2005,0,3\n2,220,2005,3,3\n220,365,2005,3,3\n").unwrap();
    std::fs::write(&own, "year,from,to,variable,value\n2005,RUS,BLR,troops,1000\n2005,BLR,RUS,exchange_rate_anchor,1\n2005,ECU,USA,exchange_rate_anchor,3\n").unwrap();
    let into = dir.path().join("tables");
    let path = |p: &Path| p.to_str().unwrap().to_owned();
    for (publisher, file) in [("diplomatic-exchange", &exchange), ("dyadic", &own)] {
        let done = suzerain(&["import", publisher, &path(file), "--into", &path(&into)]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let ranking = json(&["rank", "status_deficit", "--year", "2005", "--data", &path(&into)]);
    assert_eq!((&ranking["rows"][0]["economy"], &ranking["states"]), (&"CHN".into(), &4.into()));
    let power = json(&["power", "BLR", "RUS", "--data", &path(&into)]);
    let value = |measure: &str| {
        let of =
            power["records"].as_array().unwrap().iter().find(|r| r["measure"] == measure && r["dependent"] == "BLR");
        of.unwrap()["value"].as_f64()
    };
    assert_eq!((value("hierarchy_troops"), value("hierarchy_exchange_rate")), (Some(1.0), Some(1.0 / 3.0)));
    let alliances = value("hierarchy_alliances").unwrap();
    assert_eq!(value("hierarchy_security"), Some(f64::midpoint(alliances, 1.0)));
}

#[test]
fn a_fit_writes_a_table_that_replaces_the_shipped_one() {
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().to_str().unwrap();
    let fit = json(&["fit", "ideal-points", "--sessions", "77", "78", "--into", into]);
    assert_eq!(
        (&fit["schema"], &fit["certificate"]["stop"]),
        (&"suzerain.fit-ideal-points/1".into(), &"converged".into())
    );
    let here = json(&["rank", "ideal_point", "--year", "2022", "--data", into]);
    assert_eq!(here["rows"][0]["economy"], "USA");
    let before = suzerain(&["rank", "ideal_point", "--year", "2000", "--data", into]);
    assert_eq!(before.status.code(), Some(2));
    let check = suzerain(&["data", "check", into]);
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
}

#[test]
fn refusals_say_what_to_do() {
    for (args, part) in [
        (&["rank", "kappa", "--year", "2018"][..], "--with"),
        (&["rank", "cinc", "--year", "2018", "--with", "RUS"], "leave --with out"),
        (&["rank", "kapa", "--year", "2018"], "no measure"),
        (&["rank", "unit_value", "--year", "2018", "--with", "RUS"], "measures of rank"),
        (&["rank", "cinc", "--year", "1900"], "no loaded table"),
        (&["align", "RUS", "Russia"], "twice"),
        (&["fit", "ideal-points", "--sessions", "78", "70", "--into", "x"], "first session"),
        (&["fit", "ideal-points", "--sessions", "300", "301", "--into", "x"], "United States"),
    ] {
        let output = suzerain(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(part), "{args:?}: {said}");
    }
}
