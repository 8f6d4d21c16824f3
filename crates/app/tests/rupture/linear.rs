//! Friends and enemies, gains from trade, elastic supply.

use super::{change, json, repository, suzerain};
use serde_json::Value;

fn of<'a>(rows: &'a Value, key: &str, code: &str) -> &'a Value {
    rows.as_array().unwrap().iter().find(|r| r[key] == code).unwrap_or_else(|| panic!("no {code}"))
}

#[test]
fn exposure_comes_with_its_fit_against_exact_hat() {
    let answer = json(&["friends", "RUS", "CHN", "--year", "2023"]);
    assert_eq!(answer["schema"], "suzerain.friends/1");
    assert_eq!(answer["exposures"].as_array().unwrap().len(), 193);
    // Growth everywhere alike raises welfare alike: the row of U adds up to 1, that of W to 0.
    let sum = |what: &str| -> f64 {
        let others: f64 = answer["exposures"].as_array().unwrap().iter().map(|e| e[what].as_f64().unwrap()).sum();
        others + answer["own"][what].as_f64().unwrap()
    };
    assert!((sum("welfare") - 1.0).abs() < 1e-9 && sum("income").abs() < 1e-9);
    let from_china = of(&answer["exposures"], "origin", "CHN");
    assert_eq!(*from_china, answer["from_partner"]);
    let friends: Vec<f64> =
        answer["friends"].as_array().unwrap().iter().map(|e| e["welfare"].as_f64().unwrap()).collect();
    assert!(friends.len() == 10 && friends.windows(2).all(|w| w[0] >= w[1]) && friends[9] > 0.0);
    let checks = answer["against_exact_hat"].as_array().unwrap();
    // The page's table: growth in China by 1 % and by a factor of 2.
    let check = |factor: f64, what: &str| {
        checks.iter().find(|c| c["factor"] == factor && c["origin"] == "CHN").unwrap()[what].as_f64().unwrap()
    };
    assert!((check(1.01, "slope") - 1.001).abs() < 1e-3 && check(1.01, "r2") > 0.99999);
    assert!((check(2.0, "slope") - 1.056).abs() < 1e-3 && (check(2.0, "r2") - 0.978).abs() < 1e-3);
    assert!(answer["certificate"]["residual"].as_f64().unwrap() < 1e-9);
    let alone = json(&["friends", "RUS", "--form", "balanced", "--top", "3"]);
    assert!(alone["partner"].is_null() && alone["form"] == "balanced");
    assert_eq!(alone["against_exact_hat"][0]["origin"], "RUS");
}

#[test]
fn gains_are_the_published_formula_and_null_without_domestic_sales() {
    let answer = json(&["gains", "--theta", "4"]);
    assert_eq!(answer["schema"], "suzerain.gains/1");
    let rows = answer["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 194);
    for row in rows {
        let (share, loss) = (row["domestic_share"].as_f64(), row["loss_pct"].as_f64());
        match (share, loss) {
            (Some(share), Some(loss)) => {
                assert!((loss - 100.0 * (1.0 - share.powf(0.25))).abs() < 1e-10, "{row}");
            }
            _ => assert!(["GMB", "MHL"].contains(&row["economy"].as_str().unwrap()), "{row}"),
        }
    }
    for code in ["GMB", "MHL"] {
        let row = of(&answer["rows"], "economy", code);
        assert!(row["loss_pct"].is_null() && row["reason"].as_str().unwrap().contains("no domestic sales"), "{row}");
    }
    // Inputs are lost several times over.
    let states = of(&answer["rows"], "economy", "USA");
    let loss = |what: &str| states[what].as_f64().unwrap();
    assert!(loss("multi_sector_loss_pct") > loss("loss_pct"), "{states}");
    // Germany buys an ore of which it sells itself nothing.
    let germany = of(&answer["rows"], "economy", "DEU");
    assert!(germany["multi_sector_loss_pct"].is_null(), "{germany}");
    assert!(germany["multi_sector_reason"].as_str().unwrap().contains("no own sales"), "{germany}");
    let drawn = json(&["gains", "USA", "--draws", "40"]);
    let row = &drawn["rows"][0];
    let number = |name: &str| row[name].as_f64().unwrap();
    assert!(number("low") < number("loss_pct") && number("loss_pct") < number("high"), "{row}");
    assert!(number("multi_sector_low") < number("multi_sector_high"), "{row}");
}

#[test]
fn elastic_supply_is_that_of_the_independent_script() {
    let args = ["rupture", "RUS", "CHN", "--model", "one-sector", "--theta", "4", "--supply-elasticity", "1"];
    let answer = json(&args);
    let golden = std::fs::read_to_string(repository().join("tests/golden/one_sector.csv")).unwrap();
    let mut compared = 0;
    for row in golden.lines().map(|l| l.split(',').collect::<Vec<_>>()).filter(|r| r[0] == "rupture_supply_1") {
        let hat: f64 = row[2].parse().unwrap();
        let ours = change(&answer, "one-sector", row[1], "welfare");
        assert!((ours - (hat - 1.0) * 100.0).abs() < 1e-7, "{row:?} {ours}");
        compared += 1;
    }
    assert_eq!(compared, 194);
}

#[test]
fn what_cannot_be_asked_is_refused() {
    for (args, said) in [
        (&["friends", "RUS", "--theta", "-1"][..], "above 0"),
        (&["friends", "RUS", "RUS"], "twice"),
        (&["friends", "RUS", "TWN"], "TWN"),
        (&["friends", "RUS", "--year", "1955"], "1955"),
        (&["gains", "--theta", "0"], "above 0"),
        (&["gains", "TWN"], "TWN"),
        (&["gains", "G7"], "group"),
        (&["rupture", "RUS", "CHN", "--supply-elasticity", "-1"], "from 0 to 1000"),
    ] {
        let output = suzerain(args, "2", "");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
        assert!(error.contains(said), "{args:?}: {error}");
    }
}
