//! The binary as people meet it: exit codes, messages, what goes to which stream.

mod shelf;

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn suzerain(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suzerain"));
    command.args(args).env_remove("SUZERAIN_DATA").env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> (i32, String, String) {
    told(&suzerain(args).output().expect("the binary runs"))
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a temporary path is text")
}

#[test]
fn an_unknown_economy_is_refused_with_a_suggestion() {
    let (code, out, err) = run(&["economies", "Rusia"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.starts_with("error: unknown economy \"Rusia\"\nhint: did you mean Russia (RUS)"), "{err}");
}

#[test]
fn a_state_that_ended_leads_to_what_followed() {
    let (code, _, err) = run(&["economies", "USSR", "--year", "2020"]);
    assert_eq!(code, 2);
    assert!(err.contains("only in 1922-1991, not in 2020\nhint: for 2020 use Russia (RUS)"), "{err}");
}

#[test]
fn the_same_state_twice_is_refused_under_any_name() {
    let (code, _, err) = run(&["data", "coverage", "RUS", "Russia"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: Russia (RUS) is given twice\nhint: "), "{err}");
    let (code, _, err) = run(&["data", "coverage", "RUS", "USSR"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("error: RUS and SUN are one state here: Russia (RUS)\n"), "{err}");
}

#[test]
fn members_are_those_of_the_year() {
    let (code, out, _) = run(&["economies", "--group", "nato", "--year", "1999", "--format", "csv"]);
    assert_eq!((code, out.lines().count()), (0, 1 + 19), "{out}");
    let (code, _, err) = run(&["economies", "--group", "NATOO"]);
    assert_eq!(code, 2);
    assert!(err.contains("hint: known groups: ASEAN, BRICS"), "{err}");
}

#[test]
fn colour_is_for_terminals_or_on_request() {
    let escape = '\u{1b}';
    let (_, _, err) = run(&["economies", "Rusia"]);
    assert!(!err.contains(escape), "{err:?}");
    let (_, out, _) = run(&["economies", "RUS", "--color", "always"]);
    assert!(out.starts_with(escape), "{out:?}");
    let (_, out, _) = run(&["economies", "RUS", "--color", "never"]);
    assert!(!out.contains(escape), "{out:?}");
    let (_, _, err) = told(&suzerain(&["economies", "Rusia"]).env("NO_COLOR", "1").output().unwrap());
    assert!(!err.contains(escape), "{err:?}");
}

#[test]
fn notes_go_to_standard_error_and_answers_to_standard_output() {
    let dir = tempfile::tempdir().unwrap();
    shelf::fill(dir.path());
    let args = ["data", "coverage", "USSR", "China", "--format", "json", "--data", path(dir.path())];
    let (code, out, err) = run(&args);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).expect("standard output is JSON alone");
    assert_eq!(json["schema"], "suzerain.coverage/1");
    assert!(err.starts_with("note: Soviet Union (SUN), which ended in 1991, is followed here as Russia"), "{err}");
    let (_, quiet_out, err) = run(&[&args[..], &["--quiet"]].concat());
    assert_eq!((quiet_out, err), (out, String::new()));
}

#[test]
fn coverage_tells_zero_from_unknown() {
    let dir = tempfile::tempdir().unwrap();
    shelf::fill(dir.path());
    let mut command = suzerain(&["data", "coverage", "RUS", "BLR", "--format", "csv"]);
    let (code, out, err) = told(&command.env("SUZERAIN_DATA", dir.path()).output().unwrap());
    assert_eq!(code, 0, "{err}");
    let rows: Vec<&str> = out.lines().filter(|line| line.contains(shelf::SOURCE)).collect();
    assert_eq!(
        rows,
        [
            "trade,test-flows,v1,total,flows,RUS,,2019,2022,covered",
            "trade,test-flows,v1,total,flows,BLR,,2019,2022,covered",
            "trade,test-flows,v1,total,flows,RUS,BLR,2019,2021,present",
            "trade,test-flows,v1,total,flows,RUS,BLR,2022,2022,unknown-neither-reports",
            "trade,test-flows,v1,total,flows,BLR,RUS,2019,2021,zero",
            "trade,test-flows,v1,total,flows,BLR,RUS,2022,2022,unknown-neither-reports",
        ]
    );
}

#[test]
fn every_listing_prints_in_every_format() {
    let dir = tempfile::tempdir().unwrap();
    shelf::fill(dir.path());
    let data = path(dir.path());
    let listings: [&[&str]; 6] = [
        &["economies", "RUS"],
        &["economies", "--group"],
        &["sources", "--data", data],
        &["data", "coverage", "RUS", "--data", data],
        &["data", "check", data],
        &["import"],
    ];
    for listing in listings {
        for format in ["text", "md", "csv", "json"] {
            let (code, out, err) = run(&[listing, &["--format", format]].concat());
            assert_eq!(code, 0, "{listing:?} {format}: {err}");
            assert!(out.ends_with('\n') && out.lines().count() > 1, "{listing:?} {format}: {out}");
            if format == "text" {
                // An address is longer than a line at times and cannot be broken.
                let wide: Vec<&str> =
                    out.lines().filter(|line| line.chars().count() > 100 && !line.contains("://")).collect();
                assert!(wide.is_empty(), "{listing:?}: {wide:?}");
            }
            if format == "json" {
                let json: serde_json::Value = serde_json::from_str(&out).unwrap();
                assert!(json["schema"].as_str().is_some_and(|name| name.starts_with("suzerain.")), "{out}");
            }
        }
    }
}

#[test]
fn an_answer_in_a_file_is_there_whole_and_nowhere_else() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("russia.json");
    let (code, out, _) = run(&["economies", "RUS", "--format", "json", "--out", path(&file)]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"suzerain.economies/1\""));
    let (code, _, err) = run(&["economies", "RUS", "--out", path(&dir.path().join("no/such/file"))]);
    assert_eq!(code, 2);
    assert!(err.contains("nothing was written"), "{err}");
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let mut child =
        suzerain(&["economies", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let (code, _, err) = told(&child.wait_with_output().unwrap());
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn sources_can_be_cited() {
    let dir = tempfile::tempdir().unwrap();
    shelf::fill(dir.path());
    let (code, out, _) = run(&["sources", "--bibtex", "--data", path(dir.path())]);
    assert_eq!(code, 0);
    assert!(out.starts_with("@misc{test-flows,"), "{out}");
}

#[test]
fn a_folder_of_tables_is_checked_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    shelf::fill(dir.path());
    let (code, _, err) = run(&["data", "check", path(dir.path())]);
    assert_eq!((code, err.as_str()), (0, ""));

    let described = dir.path().join("sources.toml");
    let text = std::fs::read_to_string(&described).unwrap();
    std::fs::write(&described, text.replace("rows = 5", "rows = 6")).unwrap();
    let (code, out, err) = run(&["data", "check", path(dir.path())]);
    assert_eq!(code, 1, "{err}");
    assert!(out.contains("trade.parquet: 5 rows, sources.toml states 6"), "{out}");

    let table = dir.path().join("trade.parquet");
    let bytes = std::fs::read(&table).unwrap();
    std::fs::write(&table, &bytes[..bytes.len() / 2]).unwrap();
    let (code, out, _) = run(&["data", "check", path(dir.path())]);
    assert_eq!(code, 2);
    assert!(out.contains("trade.parquet: not a readable table file"), "{out}");
    let (code, _, err) = run(&["sources", "--data", path(dir.path())]);
    assert_eq!(code, 2);
    assert!(err.contains("trade.parquet") && err.contains("\nhint: "), "{err}");
}

#[test]
fn a_folder_without_tables_is_refused_with_the_command_that_fills_it() {
    let dir = tempfile::tempdir().unwrap();
    let (code, _, err) = run(&["sources", "--data", path(dir.path())]);
    assert_eq!(code, 2);
    assert!(err.contains("no table files") && err.contains("suzerain import"), "{err}");
    let (code, _, err) = run(&["sources", "--data", path(&dir.path().join("absent"))]);
    assert_eq!(code, 2);
    assert!(err.contains("absent"), "{err}");
}

#[test]
fn completions_and_manual_pages_are_made_for_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let (code, out, _) = run(&["completions", shell]);
        assert_eq!(code, 0);
        assert!(out.contains("coverage") && out.contains("suzerain"), "{shell}");
    }
    let dir = tempfile::tempdir().unwrap();
    let (code, _, err) = run(&["man", "--into", path(dir.path())]);
    assert_eq!(code, 0, "{err}");
    let page = std::fs::read_to_string(dir.path().join("suzerain-data-coverage.1")).unwrap();
    assert!(page.contains(".TH") && page.contains("suzerain data coverage"), "{page}");
    assert!(dir.path().join("suzerain.1").exists());
    let (_, out, _) = run(&["man", "data", "coverage"]);
    assert_eq!(out, page);
    assert_eq!(run(&["man", "dta"]).0, 2);
}

#[test]
fn the_reference_page_is_that_of_the_command_line() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference.md");
    let (code, out, _) = run(&["reference"]);
    assert_eq!(code, 0);
    let written = std::fs::read_to_string(page).expect("docs/reference.md is there");
    assert!(
        written.replace("\r\n", "\n") == out,
        "docs/reference.md is out of date: run `cargo run -- reference --out docs/reference.md`"
    );
}

#[test]
fn blocs_are_told_and_bad_input_is_refused() {
    let args = ["blocs", "--actors", "USA,China,USSR,GBR,FRA", "--year", "1985"];
    let (code, out, err) = run(&[&args[..], &["--format", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(err.starts_with("note: Soviet Union (SUN)"), "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["schema"], "suzerain.blocs/1");
    assert_eq!(json["actors"], serde_json::json!(["CHN", "FRA", "GBR", "RUS", "USA"]));
    assert_eq!(json["search"], serde_json::json!({"method": "exact", "configurations": 16}));
    let basins: f64 = json["minima"].as_array().unwrap().iter().map(|m| m["basin"].as_f64().unwrap()).sum();
    assert!((basins - 1.0).abs() < 1e-12);
    for (more, wanted) in [
        (&["--weight", "trade"][..], "is not name=number"),
        (&["--weight", "love=1"], "no component of propensity is called `love`\nhint: components: alliance"),
        (&["--minimum", "99"], "minimum 99 was asked for"),
        (&["--gamma", "0"], "no number above 0"),
        (&["--ties", "no/such.csv"], "no/such.csv"),
    ] {
        let (code, _, err) = run(&[&args[..], more, &["--quiet"]].concat());
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(wanted), "{err}");
    }
    let (code, _, err) = run(&["blocs", "--actors", "Atlantis", "--year", "1985"]);
    assert!(code == 2 && err.contains("no file and no group either"), "{err}");
    let (code, _, err) = run(&["blocs", "--actors", "USA,CHN", "--year", "2024"]);
    assert!(code == 2 && err.contains("--carry"), "{err}");
}

#[test]
fn products_are_screened_for_economies_and_blocs() {
    let (code, out, err) = run(&["products", "EU", "--year", "2023", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&json["schema"], &json["products_in_data"]), (&"suzerain.products/1".into(), &71.into()));
    let labels: Vec<&str> = json["rules"].as_array().unwrap().iter().map(|r| r["rule"].as_str().unwrap()).collect();
    assert_eq!(labels, ["ec", "geodep", "merics-like"]);
    let first = &json["products"][0]["verdicts"][0]["criteria"][0];
    let distance = first["value"].as_f64().unwrap() - first["threshold"].as_f64().unwrap();
    assert_eq!(first["distance"].as_f64().unwrap().to_bits(), distance.to_bits());
    let (code, out, err) =
        run(&["products", "Japan", "--from", "China", "--rule", "ec", "--year", "2023", "--format", "csv"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.lines().count() > 2 && out.lines().skip(1).all(|l| l.contains(",ec-adapted,")), "{out}");
    for (args, wanted) in [
        (&["products", "EU", "--from", "DEU"][..], "is the buyer or belongs to it"),
        (&["products", "EU", "--year", "1990"], "loaded: baci-hs92-74 1995-2024"),
        (&["products", "EU", "--source", "nothing"], "no table by product `nothing` is loaded"),
        (&["products", "Atlantis"], "is no group either"),
    ] {
        let (code, _, err) = run(args);
        assert!(code == 2 && err.contains(wanted), "{code} {err}");
    }
}
