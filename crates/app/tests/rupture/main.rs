//! `rupture`, `run`, `leverage`, `gravity`, `friends` and `gains` from outside: schemas, equal answers, and what is
//! refused.

mod linear;
#[path = "../support/schema.rs"]
mod schema;
mod tables;

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn suzerain(args: &[&str], threads: &str, input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_suzerain"))
        .args(args)
        .env_remove("SUZERAIN_DATA")
        .env("RAYON_NUM_THREADS", threads)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads no input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = suzerain(args, "2", "");
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    let mut args = args.to_vec();
    args.extend(["--format", "json"]);
    serde_json::from_str(&stdout(&args)).unwrap()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn follows(name: &str, value: &Value) {
    let validator = schema::validator(name);
    let errors: Vec<String> = validator.iter_errors(value).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}");
    // Who answers for the figures is said, with the vintage.
    let sources = value["sources"].as_array().unwrap();
    assert!(sources.iter().all(|s| s["vintage"].is_string()), "{sources:?}");
    assert!(!sources.is_empty() || value["scenario"]["world"].is_string(), "no sources");
}

fn change(rupture: &Value, model: &str, economy: &str, measure: &str) -> f64 {
    let results = rupture["results"].as_array().unwrap();
    let found = results
        .iter()
        .find(|r| r["model"] == model && r["economy"] == economy && r["measure"] == measure)
        .unwrap_or_else(|| panic!("no {model} {economy} {measure}"));
    found["change_pct"].as_f64().unwrap_or_else(|| panic!("{found}"))
}

#[test]
fn all_models_answer_side_by_side() {
    let rupture = json(&["rupture", "RUS", "CHN"]);
    follows("rupture-1.json", &rupture);
    assert_eq!(rupture["skipped"].as_array().unwrap().len(), 0, "{}", rupture["skipped"]);
    for (model, measure, economies) in [
        ("one-sector", "welfare", 194),
        ("multi-sector", "welfare", 81),
        ("extraction", "output", 80),
        ("ces-bound", "output", 80),
        ("inventories", "output", 80),
        ("rerouting", "output", 80),
    ] {
        let rows = rupture["results"].as_array().unwrap().iter();
        let rows = rows.filter(|r| r["model"] == model && r["measure"] == measure).count();
        assert!(rows >= economies, "{model}: {rows}");
        assert!(rupture["certificate"][model]["residual"].as_f64().unwrap() < 1e-9, "{model}");
        // Russia loses a larger share than China in each of them.
        let (a, b) = (change(&rupture, model, "RUS", measure), change(&rupture, model, "CHN", measure));
        assert!(a < b && b < 0.0, "{model}: {a} {b}");
    }
    let closures = rupture["models"][0]["closures"].as_array().unwrap();
    assert_eq!(closures.len(), 3);
    assert!(!rupture["results"][0].as_object().unwrap().contains_key("low"));
}

#[test]
fn the_one_sector_world_is_used_as_it_stands() {
    let args = ["rupture", "RUS", "CHN", "--model", "one-sector", "--theta", "4", "--year", "2023"];
    let both = json(&args);
    follows("rupture-1.json", &both);
    let repairs = both["repairs"].to_string();
    assert!(repairs.contains("GMB") && repairs.contains("MHL"), "{repairs}");
    let welfare = |r: &Value, e: &str| change(r, "one-sector", e, "welfare");
    // The independent script's numbers of `tests/golden/one_sector.csv` for the same rupture.
    let golden = std::fs::read_to_string(repository().join("tests/golden/one_sector.csv")).unwrap();
    let header: Vec<&str> = golden.lines().next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|h| *h == name).unwrap_or_else(|| panic!("{header:?}"));
    let mut compared = 0;
    for row in golden.lines().skip(1).map(|l| l.split(',').collect::<Vec<_>>()) {
        if row[column("case")] == "rupture_nominal" {
            let hat: f64 = row[column("welfare")].parse().unwrap();
            let ours = welfare(&both, row[column("economy")]);
            assert!((ours - (hat - 1.0) * 100.0).abs() < 1e-7, "{row:?} {ours}");
            compared += 1;
        }
    }
    assert_eq!(compared, 194);
    let stops = |which: &str| json(&[&args[..], &["--direction", which]].concat());
    let (a, b) = (stops("a-stops"), stops("b-stops"));
    // Who is cut off from goods loses, and both losses together are near the loss from both stops.
    for economy in ["RUS", "CHN"] {
        assert!(welfare(&a, economy) < 0.0 && welfare(&b, economy) < 0.0);
        let sum = welfare(&a, economy) + welfare(&b, economy);
        assert!((sum / welfare(&both, economy) - 1.0).abs() < 0.3, "{economy} {sum}");
    }
}

#[test]
fn a_command_and_the_file_it_prints_give_the_same_bytes() {
    for args in [
        &["rupture", "RUS", "CHN", "--model", "one-sector,ces-bound", "--draws", "40"][..],
        &[
            "rupture",
            "USA",
            "CHN",
            "--coalition",
            "JPN,G7",
            "--direction",
            "a-stops",
            "--model",
            "one-sector",
            "--draws",
            "20",
            "--theta",
            "5",
        ],
        &[
            "rupture",
            "DEU",
            "RUS",
            "--model",
            "one-sector",
            "--year",
            "2019",
            "--closure",
            "balanced",
            "--coverage",
            "0.5",
            "--leakage",
            "0.2",
        ],
    ] {
        let file = stdout(&[args, &["--print-scenario"]].concat());
        let as_command = stdout(&[args, &["--format", "json"]].concat());
        let as_file = suzerain(&["run", "-", "--format", "json"], "2", &file);
        assert_eq!(as_command, String::from_utf8(as_file.stdout).unwrap(), "{args:?}");
    }
}

#[test]
fn draws_do_not_depend_on_threads_and_are_seeded() {
    let run = |threads: &str, seed: &str| {
        let args =
            ["rupture", "RUS", "CHN", "--model", "one-sector", "--draws", "60", "--seed", seed, "--format", "json"];
        suzerain(&args, threads, "").stdout
    };
    let one = run("1", "1");
    assert_eq!(one, run("3", "1"));
    assert_ne!(one, run("1", "2"));
    let rupture: Value = serde_json::from_slice(&one).unwrap();
    follows("rupture-1.json", &rupture);
    let pair = &rupture["pairs"][0];
    let (low, high) = (pair["ratio_band"]["low"].as_f64().unwrap(), pair["ratio_band"]["high"].as_f64().unwrap());
    let ratio = pair["ratio"].as_f64().unwrap();
    assert!(low <= ratio && ratio <= high && low > 1.0, "{pair}");
}

#[test]
fn what_extraction_does_not_measure_is_null() {
    let rupture = json(&["rupture", "RUS", "CHN", "--model", "extraction,ces-bound", "--direction", "a-stops"]);
    follows("rupture-1.json", &rupture);
    let of = |model: &str, economy: &str| {
        let results = rupture["results"].as_array().unwrap().iter();
        results
            .clone()
            .find(|r| r["model"] == model && r["economy"] == economy && r["measure"] == "output")
            .unwrap()
            .clone()
    };
    // Russia stops selling: it is the seller, China the buyer.
    assert!(of("extraction", "RUS")["change_pct"].as_f64().unwrap() < 0.0);
    assert!(of("extraction", "CHN")["change_pct"].is_null());
    assert_eq!(of("extraction", "CHN")["reason"], "not_measured");
    assert!(of("ces-bound", "CHN")["change_pct"].as_f64().unwrap() < 0.0);
    assert!(of("ces-bound", "RUS")["change_pct"].is_null());
    for pair in rupture["pairs"].as_array().unwrap() {
        assert!(pair["ratio"].is_null() && pair["no_ratio"].as_str().unwrap().contains("not measured"), "{pair}");
    }
}

#[test]
fn example_scenarios_run() {
    let folder = repository().join("studies/scenarios");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // Scenarios of events stand in a folder of their own; partnership runs them.
        if path.is_dir() {
            continue;
        }
        let answer = json(&["run", path.to_str().unwrap()]);
        follows("rupture-1.json", &answer);
        assert_eq!(answer["skipped"].as_array().unwrap().len(), 0, "{}: {}", path.display(), answer["skipped"]);
        count += 1;
    }
    assert!(count >= 3);
}

#[test]
fn leverage_has_three_numbers_a_mirror_a_frontier_and_shares() {
    let answer = json(&["leverage", "USA", "CHN", "--coalition", "JPN,KOR", "--frontier", "--model", "one-sector"]);
    follows("leverage-1.json", &answer);
    let cuts = answer["cuts"].as_array().unwrap();
    assert_eq!(cuts.len(), 3);
    let loss = |cut: &Value, what: &str| cut[what]["loss_pct"].as_f64().unwrap();
    // The mirror has the sides turned round, and harm over cost is what it says.
    let ratio = cuts[1]["harm_per_cost_pct"].as_f64().unwrap();
    assert!((ratio - loss(&cuts[1], "harm") / loss(&cuts[1], "own_cost")).abs() < 1e-9);
    let coalition = &answer["coalition"];
    assert_eq!(coalition["exact"], true);
    let shares = coalition["shares"].as_array().unwrap();
    let total: f64 = shares.iter().map(|s| s["shapley_usd"].as_f64().unwrap()).sum();
    let harm = coalition["harm_usd"].as_f64().unwrap();
    assert!((total / harm - 1.0).abs() < 1e-9, "{total} {harm}");
    assert!((cuts[0]["harm"]["loss_usd"].as_f64().unwrap() / harm - 1.0).abs() < 1e-9);
    let points = answer["frontier"]["points"].as_array().unwrap();
    assert!(points.len() > 20);
    // Ranked by harm over cost; the last point cuts every sector.
    let ranks: Vec<f64> = points.iter().filter_map(|p| p["harm_per_cost_usd"].as_f64()).collect();
    assert!(ranks.windows(2).all(|w| w[0] >= w[1]), "{ranks:?}");
    let first = &points[0];
    assert_eq!(first["alone"], first["together"]);
    let last = points.last().unwrap()["together"]["harm_usd"].as_f64().unwrap();
    assert!(points.iter().all(|p| p["alone"]["harm_usd"].as_f64().unwrap() < last));
}

#[test]
fn worlds_of_ones_own_are_read_checked_and_mended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.csv");
    let args = ["rupture", "RUS", "CHN", "--model", "one-sector", "--theta", "4", "--world", path.to_str().unwrap()];
    let rows = |own: &str| {
        format!(
            "exporter,importer,value\nRUS,RUS,80\nRUS,CHN,10\nRUS,USA,10\nCHN,RUS,10\nCHN,CHN,80\nCHN,USA,10\n{own}"
        )
    };
    std::fs::write(&path, rows("USA,RUS,10\nUSA,CHN,10\nUSA,USA,80\n")).unwrap();
    let whole = json(&args);
    follows("rupture-1.json", &whole);
    // By symmetry both lose alike.
    let (a, b) = (change(&whole, "one-sector", "RUS", "welfare"), change(&whole, "one-sector", "CHN", "welfare"));
    assert!((a - b).abs() < 1e-9 && a < -2.0, "{a} {b}");
    for (bad, said, mended) in [
        ("USA,RUS,10\nUSA,CHN,-10\nUSA,USA,80\n", ":9: column value: \"-10\" is negative", true),
        ("USA,RUS,10\nUSA,CHN,10\nUSA,USA,80\nUSA,USA,1\n", ":11: the flow from", false),
        ("USA,RUS,ten\n", ":8: column value: \"ten\" is no number", false),
        ("Neverland,RUS,10\n", "Neverland", false),
        ("USA,RUS,10\nUSA,CHN,10\nUSA,USA,80\nBRA,ARG,1\nARG,BRA,1\nBRA,BRA,5\nARG,ARG,5\n", "falls apart", false),
        ("USA,RUS,nan\n", "finite", false),
        ("USA,RUS\n", "fields", false),
    ] {
        std::fs::write(&path, rows(bad)).unwrap();
        let out = folder.path().join("answer.json");
        let full = [&args[..], &["--out", out.to_str().unwrap()]].concat();
        let output = suzerain(&full, "2", "");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{bad:?}: {error}");
        assert!(error.contains(said), "{bad:?}: {error}");
        assert!(!out.exists() && output.stdout.is_empty(), "{bad:?}");
        let repaired = suzerain(&[&args[..], &["--repair", "--format", "json"]].concat(), "2", "");
        assert_eq!(repaired.status.success(), mended, "{bad:?}: {}", String::from_utf8_lossy(&repaired.stderr));
        if mended {
            let answer: Value = serde_json::from_slice(&repaired.stdout).unwrap();
            assert!(answer["repairs"].to_string().contains("dropped"), "{}", answer["repairs"]);
        }
    }
    // A rupture that leaves an economy without a supplier.
    std::fs::write(
        &path,
        "exporter,importer,value\nRUS,RUS,80\nRUS,CHN,10\nCHN,RUS,5\nCHN,USA,5\nUSA,RUS,5\nUSA,USA,50\nRUS,USA,1\n",
    )
    .unwrap();
    let output = suzerain(&args, "2", "");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nobody is left to sell to CHN"));
}

#[test]
fn refusals_name_the_matter_and_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scenario.toml");
    let path = file.to_str().unwrap();
    let good = std::fs::read_to_string(repository().join("studies/scenarios/chips.toml")).unwrap();
    for (from, to, place, said) in [
        ("leakage = 0.1", "leakage = 2", ":18:11", "from 0 to 1"),
        ("sectors =", "sector =", ":17:1", "unknown field"),
        ("\"export-ban\"", "\"ban\"", ":13:14", "unknown variant"),
        ("b = \"CHN\"", "b = \"CHNA\"", ":6:5", "CHNA"),
        ("\"TWN\"]", "\"TWN\"", "", ""),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        std::fs::write(&file, text).unwrap();
        let output = suzerain(&["run", path], "2", "");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{to}: {error}");
        assert!(error.contains(&format!("scenario.toml{place}")) && error.contains(said), "{to}: {error}");
        assert!(error.contains("hint:"), "{error}");
    }
    for (args, said) in [
        (&["rupture", "RUS", "RUS"][..], "both sides"),
        (&["rupture", "RUS", "Chna"], "China"),
        (&["rupture", "RUS"], "B"),
        (&["rupture", "RUS", "CHN", "--theta", "-1", "--model", "one-sector"], "above 0"),
        (&["rupture", "RUS", "CHN", "--theta", "0"], "above 0"),
        (&["rupture", "RUS", "CHN", "--coverage", "1.5"], "from 0 to 1"),
        (&["rupture", "RUS", "BLR", "--model", "one-sector"], "unknown, not zero"),
        (&["rupture", "RUS", "TWN", "--model", "one-sector"], "TWN"),
        (&["rupture", "RUS", "CHN", "--model", "one-sector", "--year", "1955"], "1955"),
        (&["rupture", "RUS", "CHN", "--model", "one-sector", "--sector", "C26"], "no sector"),
        (&["rupture", "RUS", "CHN", "--model", "multi-sector", "--sector", "C99"], "C99"),
        (&["rupture", "RUS", "CHN", "--world", "no-such-file.csv"], "no-such-file.csv"),
        (&["run", "no-such-file.toml"], "no-such-file.toml"),
        (&["leverage", "CHN", "CHN"], "both sides"),
        (&["gravity", "no-such-file.csv", "--flow", "x", "--covariates", "y"], "no-such-file.csv"),
    ] {
        let output = suzerain(args, "2", "");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
        assert!(error.contains(said), "{args:?}: {error}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn the_matrix_of_all_pairs_agrees_with_single_ruptures() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.csv");
    let mut rows = String::from("exporter,importer,value\n");
    let codes = ["RUS", "CHN", "USA", "DEU", "IND"];
    for (i, a) in codes.iter().enumerate() {
        for (j, b) in codes.iter().enumerate() {
            let value = if i == j { 60.0 + 9.0 * i as f64 } else { 2.0 + ((3 * i + 5 * j) % 7) as f64 };
            rows.push_str(&format!("{a},{b},{value}\n"));
        }
    }
    std::fs::write(&path, rows).unwrap();
    let world = path.to_str().unwrap();
    let matrix = json(&["rupture", "--all-pairs", "--world", world, "--theta", "5"]);
    assert_eq!(matrix["schema"], "suzerain.rupture-matrix/1");
    let order: Vec<&str> = matrix["economies"].as_array().unwrap().iter().map(|e| e.as_str().unwrap()).collect();
    let place = |code: &str| order.iter().position(|o| *o == code).unwrap();
    let single = json(&["rupture", "RUS", "IND", "--model", "one-sector", "--world", world, "--theta", "5"]);
    for (of, with) in [("RUS", "IND"), ("IND", "RUS")] {
        let cell = matrix["change_pct"][place(of)][place(with)].as_f64().unwrap();
        assert!((cell - change(&single, "one-sector", of, "welfare")).abs() < 1e-8, "{of} {cell}");
        assert!(matrix["change_pct"][place(of)][place(of)].is_null());
    }
}

#[test]
fn gravity_reads_strictly_and_names_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flows.csv");
    let file = path.to_str().unwrap();
    let mut rows = String::from("exporter,importer,trade,dist\n");
    for (i, a) in ["RUS", "CHN", "USA", "DEU"].iter().enumerate() {
        for (j, b) in ["RUS", "CHN", "USA", "DEU"].iter().enumerate() {
            let dist = 1.0 + ((i * 5 + j * 3) % 7) as f64;
            rows.push_str(&format!("{a},{b},{},{dist}\n", (2.0 + 0.1 * i as f64 - 0.5 * dist).exp()));
        }
    }
    std::fs::write(&path, &rows).unwrap();
    let args = ["gravity", file, "--flow", "trade", "--covariates", "dist", "--elasticity", "dist"];
    let answer = json(&args);
    assert_eq!(answer["schema"], "suzerain.gravity/1");
    assert!((answer["coefficients"][0]["coefficient"].as_f64().unwrap() + 0.5).abs() < 1e-8, "{answer}");
    assert!((answer["elasticity"]["theta"].as_f64().unwrap() - 0.5).abs() < 1e-8);
    for (bad, said) in [
        (rows.replacen("RUS,CHN,", "RUS,CHN,-", 1), ":3: the flow is -"),
        (rows.replacen("RUS,CHN,", "RUS,CHN,x", 1), ":3: column \"trade\""),
        (rows.replacen("dist\n", "distance\n", 1), "no column \"dist\""),
        (rows.lines().take(4).collect::<Vec<_>>().join("\n"), "cannot carry"),
    ] {
        std::fs::write(&path, bad).unwrap();
        let output = suzerain(&args, "2", "");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}: {error}");
        assert!(error.contains(said), "{said}: {error}");
    }
}
