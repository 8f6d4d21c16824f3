//! GeoDist: the publisher's layout becomes the geography table.

#[path = "shared/save.rs"]
mod save;
mod shared;

use save::save;
use shared::{fixture, prepared};
use std::path::PathBuf;
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::geography::{Pair, read};
use suzerain_tables::provenance::Sources;
use suzerain_tables::store::TableFile;

fn run(file: PathBuf) -> Result<(Vec<Pair>, ImportReport), ImportError> {
    let dir = tempfile::tempdir().unwrap();
    let report = import(Publisher::GeoDist, &[file], dir.path(), &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    let table = TableFile::open(&report.written[0].0).unwrap();
    let sources = Sources::parse(&std::fs::read_to_string(dir.path().join("sources.toml")).unwrap()).unwrap();
    let files = &sources.get("geodist").unwrap().files;
    assert_eq!((files[0].name.as_str(), files[0].rows), ("geography-geodist.parquet", table.rows()));
    Ok((read(&table).unwrap(), report))
}

fn written(text: &str) -> Result<(Vec<Pair>, ImportReport), ImportError> {
    let dir = tempfile::tempdir().unwrap();
    run(save(dir.path(), "dist_cepii.csv", text))
}

const HEADER: &str =
    "iso_o,iso_d,contig,comlang_off,comlang_ethno,colony,comcol,curcol,col45,smctry,dist,distcap,distw,distwces\n";

#[test]
fn the_fixture_gives_the_publishers_figures_under_todays_codes() {
    let (pairs, report) = run(fixture("geodist/dist_cepii.csv")).unwrap();
    assert_eq!(report.rows_read, 54);
    let at = |a: &str, b: &str| *pairs.iter().find(|p| p.origin.code() == a && p.destination.code() == b).unwrap();
    let pair = at("RUS", "CHN");
    assert!(pair.contiguous && !pair.common_language && !pair.colonial_tie);
    assert_eq!(format!("{} {}", pair.distance_km, pair.distance_capitals_km), "5795.045 5795.045");
    for (a, b) in [("ROU", "RUS"), ("RUS", "COD"), ("CHN", "TLS"), ("SRB", "ROU"), ("PSE", "RUS")] {
        at(a, b);
    }
    assert!(report.repaired.keys().any(|k| k == "code YUG of the publisher entered as SRB"));
}

#[test]
fn the_whole_prepared_file_holds_the_fixture() {
    let Some(file) = prepared("geodist/dist_cepii.csv.gz") else { return };
    let (all, report) = run(file).unwrap();
    assert_eq!(report.rows_read, 50_176);
    assert!(report.dropped.is_empty(), "{report}");
    let (few, _) = run(fixture("geodist/dist_cepii.csv")).unwrap();
    for pair in few {
        assert!(all.contains(&pair), "{pair:?}");
    }
}

#[test]
fn columns_are_found_in_any_order_and_a_point_is_missing() {
    let (pairs, _) = written(
        "extra,distw,distcap,dist,colony,comlang_off,contig,iso_d,iso_o\nx,.,5795.045,5795.045,0,0,1,CHN,RUS\n",
    )
    .unwrap();
    assert!(pairs[0].distance_weighted_km.is_nan() && pairs[0].contiguous);
    assert_eq!((pairs[0].origin.code(), pairs[0].destination.code()), ("RUS", "CHN"));
}

#[test]
fn bad_cells_are_refused_with_their_place() {
    let row = "RUS,CHN,1,0,0,0,0,0,0,0,5795.045,5795.045,5000,5000\n";
    let message = |text: &str| written(&format!("{HEADER}{text}")).unwrap_err().to_string();
    assert!(
        message(&format!("{row}{row}"))
            .ends_with("line 3: the pair RUS, CHN stands here a second time (first on line 2)")
    );
    assert!(message(&row.replace(",1,", ",2,")).contains("line 2, column `contig`: `2` is not 0 or 1"));
    assert!(
        message(&row.replacen("5795.045", "-5", 1)).contains("column `dist`: `-5` is not a number of at least zero")
    );
    assert!(message(&row.replacen("5795.045", "inf", 1)).contains("column `dist`: `inf` is not a finite number"));
    let unknown = written(&format!("{HEADER}{row}{}", row.replace("RUS", "QQQ"))).unwrap().1;
    assert_eq!(unknown.dropped["unknown economy `QQQ`"], 1);
    assert!(written("a,b\n1,2\n").unwrap_err().to_string().contains("the headers are [\"a\", \"b\"]"));
}
