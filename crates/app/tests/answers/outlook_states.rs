//! `suzerain outlook` of power, alignment and states: its histories are what the pages on them tell.

use crate::json;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Domains of politics and of states.
const APART: [&str; 3] = ["power", "alignment", "technology"];

/// A measure, what it is taken of, and whom it is about.
type Key = (String, String, String);

/// Known records of the pages on power, alignment and technology, by key and year.
fn told(pair: [&str; 2]) -> BTreeMap<Key, BTreeMap<i64, f64>> {
    let mut out: BTreeMap<Key, BTreeMap<i64, f64>> = BTreeMap::new();
    for page in ["power", "align", "brief"] {
        let page = json(&[page, pair[0], pair[1]]);
        for record in page["records"].as_array().unwrap() {
            let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
            let apart = APART.contains(&record["domain"].as_str().unwrap());
            let (Some(value), Some(year), true) = (record["value"].as_f64(), record["year"].as_i64(), apart) else {
                continue;
            };
            let basis = record["flags"].as_array().unwrap().iter().filter_map(Value::as_str);
            let basis = basis.filter_map(|f| f.strip_prefix("basis:")).collect::<String>();
            let published =
                suzerain_tables::variables::variable(&text("measure")).is_some_and(|v| v.id != "ideal_point");
            let (measure, basis) =
                if published { ("indicator".to_owned(), text("measure")) } else { (text("measure"), basis) };
            let about = if record["kind"] == "state" { text("economy") } else { text("dependent") + &text("on") };
            out.entry((measure, basis, about)).or_default().insert(year, value);
        }
    }
    out
}

#[test]
fn series_of_politics_and_states_are_those_of_the_brief() {
    for pair in [["RUS", "CHN"], ["USA", "CAN"]] {
        let told = told(pair);
        let outlook = json(&["outlook", pair[0], pair[1]]);
        let mut seen = BTreeSet::new();
        for series in outlook["series"].as_array().unwrap() {
            let text = |name: &str| series[name].as_str().unwrap_or_default().to_owned();
            let key = (text("measure"), text("basis"), text("dependent") + &text("on"));
            let Some(records) = told.get(&key).filter(|_| APART.contains(&text("domain").as_str())) else { continue };
            let history: BTreeMap<i64, f64> = series["history"]
                .as_array()
                .unwrap()
                .iter()
                .map(|p| (p["year"].as_i64().unwrap(), p["value"].as_f64().unwrap()))
                .collect();
            for (year, value) in records {
                let known = history.get(year).unwrap_or_else(|| panic!("{key:?} has no {year}"));
                assert!((known - value).abs() <= 1e-12 * value.abs().max(1.0), "{key:?} {year}: {known} {value}");
            }
            assert_eq!(history.last_key_value().unwrap().1, &series["origin_value"].as_f64().unwrap(), "{key:?}");
            seen.insert(key);
        }
        // Measures with a path, each for the pair or for either side.
        let of: BTreeSet<(&str, &str)> = seen.iter().map(|k| (k.0.as_str(), k.1.as_str())).collect();
        let bases = [
            "cinc",
            "beckley",
            "gdp_constant_2015_usd",
            "gdp_current_usd",
            "gdp_ppp_intl_usd",
            "milex_kusd",
            "population",
        ];
        let mut wanted: Vec<(&str, &str)> =
            bases.iter().flat_map(|b| [("power_ratio", *b), ("power_ratio_speed", *b)]).collect();
        wanted.extend(
            bases[2..].iter().chain(&["rd_expenditure_gdp", "researchers_per_million"]).map(|b| ("indicator", *b)),
        );
        wanted.extend(["cinc", "beckley", "beckley_share", "ideal_point", "ideal_point_distance"].map(|m| (m, "")));
        wanted.extend(
            ["un_agreement", "un_agreement_colonialism", "un_agreement_disarmament", "un_agreement_development"]
                .map(|m| (m, "")),
        );
        wanted.extend(["un_agreement_human_rights", "un_agreement_palestine", "un_agreement_nuclear"].map(|m| (m, "")));
        wanted.extend(
            ["kappa", "kappa_abs", "kappa_binary", "kappa_votes", "pi", "pi_abs", "pi_binary", "pi_votes"]
                .map(|m| (m, "")),
        );
        wanted.extend(
            ["s_score", "s_squared", "s_binary", "s_votes", "tau_b", "tau_b_binary", "tau_b_votes"].map(|m| (m, "")),
        );
        let lacking: Vec<_> = wanted.into_iter().filter(|w| !of.contains(w)).collect();
        assert!(lacking.is_empty(), "{pair:?}: {lacking:?}");
    }
}

#[test]
fn what_follows_from_a_ratio_has_the_forecast_of_the_ratio() {
    let outlook = json(&["outlook", "RUS", "CHN", "--freeze", "2014", "--horizon", "2022"]);
    let all = outlook["series"].as_array().unwrap();
    let find =
        |measure: &str, basis: &str| all.iter().find(|s| s["measure"] == measure && s["basis"] == *basis).unwrap();
    let known = |s: &Value| -> BTreeMap<i64, f64> {
        let points = s["history"].as_array().unwrap().iter();
        points.map(|p| (p["year"].as_i64().unwrap(), p["value"].as_f64().unwrap())).collect()
    };
    for basis in ["cinc", "gdp_constant_2015_usd", "milex_kusd"] {
        let (ratio, speed) = (find("power_ratio", basis), find("power_ratio_speed", basis));
        let before = known(ratio);
        // Known at its start as long as that is not ahead too.
        assert_eq!(speed["forecasts"].as_array().unwrap().len(), 5, "{basis}");
        let both = ratio["forecasts"].as_array().unwrap().iter().zip(speed["forecasts"].as_array().unwrap());
        for (r, s) in both {
            let start = before[&(s["year"].as_i64().unwrap() - 5)];
            for end in ["low_90", "low_80", "median", "high_80", "high_90"] {
                let change = (r[end].as_f64().unwrap() / start).ln();
                assert!((s[end].as_f64().unwrap() - change).abs() < 1e-9, "{basis}");
            }
            assert_eq!(r["truth"]["inside_80"], s["truth"]["inside_80"]);
        }
    }
    let share = all.iter().find(|s| s["measure"] == "beckley_share").unwrap();
    let ratio = find("power_ratio", "beckley");
    for (r, s) in ratio["forecasts"].as_array().unwrap().iter().zip(share["forecasts"].as_array().unwrap()) {
        let ratio = r["median"].as_f64().unwrap();
        assert!((s["median"].as_f64().unwrap() - ratio / (1.0 + ratio)).abs() < 1e-12);
    }
}

#[test]
fn what_is_not_known_of_a_state_is_named() {
    let outlook = json(&["outlook", "PRK", "CHN"]);
    let without: Vec<&str> = outlook["without_forecast"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(without.contains(&"GDP in constant dollars, PRK"), "{without:?}");
    assert!(!without.contains(&"GDP in constant dollars, CHN") && !without.contains(&"population, PRK"), "{without:?}");
}

#[test]
fn forecasts_of_likeness_stay_inside_what_it_can_be() {
    let outlook = json(&["outlook", "USA", "CAN", "--horizon", "2038"]);
    let mut seen = 0;
    for series in outlook["series"].as_array().unwrap() {
        let measure = series["measure"].as_str().unwrap();
        let Some(variant) = suzerain_measures::alignment::similarity::named(measure) else { continue };
        let least = if variant.definition.range.starts_with("index, -1") { -1.0 } else { f64::NEG_INFINITY };
        for point in series["forecasts"].as_array().unwrap() {
            let (low, high) = (point["low_90"].as_f64().unwrap(), point["high_90"].as_f64().unwrap());
            assert!(least <= low && high <= 1.0, "{measure}: {point}");
        }
        seen += 1;
    }
    assert_eq!(seen, 15);
}
