//! BACI: yearly files in the publisher's layout become the trade table.

#[path = "shared/save.rs"]
mod save;
mod shared;

use save::save;
use shared::{fixture, prepared};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::provenance::Sources;
use suzerain_tables::store::{Selection, TableFile, TableKind};
use suzerain_tables::trade::{FlowFilter, Flows, read};
use suzerain_tables::{Economy, Year, coverage, labels};

type Key = (i16, String, String, String);
/// Value and quantity by key.
type Trade = BTreeMap<Key, (f64, Option<f64>)>;

fn rows(flows: &Flows) -> Trade {
    (0..flows.len())
        .map(|row| {
            let key = (
                flows.year[row].0,
                flows.exporter[row].code().to_owned(),
                flows.importer[row].code().to_owned(),
                flows.item_codes[usize::from(flows.item[row])].clone(),
            );
            (key, (flows.value_kusd[row], Some(flows.quantity_t[row]).filter(|q| !q.is_nan())))
        })
        .collect()
}

fn run(files: &[PathBuf], into: &Path) -> Result<ImportReport, ImportError> {
    let report = import(Publisher::Baci, files, into, &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    Ok(report)
}

fn trade(folder: &Path) -> (TableFile, Trade) {
    let file = TableFile::open(&folder.join("trade-baci-hs92.parquet")).unwrap();
    let flows = read(&file, &FlowFilter { quantities: true, ..FlowFilter::default() }).unwrap();
    let rows = rows(&flows);
    assert_eq!(rows.len(), flows.len(), "a key stands twice");
    (file, rows)
}

fn fixtures() -> Vec<PathBuf> {
    [
        "BACI_HS92_Y2022_V202401b.csv",
        "BACI_HS92_Y2021_V202401b.csv",
        "country_codes_V202401b.csv",
        "product_codes_HS92_V202401b.csv",
    ]
    .map(|name| fixture(&format!("baci/{name}")))
    .to_vec()
}

#[test]
fn the_fixture_gives_the_rows_of_the_prepared_table() {
    let dir = tempfile::tempdir().unwrap();
    let report = run(&fixtures(), dir.path()).unwrap();
    assert_eq!(report.rows_kept, report.rows_read);
    let (file, ours) = trade(dir.path());
    let meta = file.meta();
    assert_eq!((meta.vintage.as_str(), meta.universe.as_deref()), ("202401b", Some("world")));
    let window = meta.coverage.window(coverage::FLOWS, Economy::from_code("RUS").unwrap()).unwrap();
    assert_eq!((window.first, window.last), (Year(2021), Year(2022)));
    let crude = &ours[&(2022, "RUS".into(), "CHN".into(), "270900".into())];
    assert_eq!(*crude, (58_377_523.628, Some(86_248_060.0)));
    assert!(ours.keys().any(|k| k.1 == "CHN" && k.2 == "TWN"), "490 is Taiwan");
    let names = labels::read(&TableFile::open(&dir.path().join("labels-baci-hs92.parquet")).unwrap()).unwrap();
    assert!(names[&("hs92".into(), "270900".into())].starts_with("Oils: petroleum"));

    let Some(path) = prepared("baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz") else { return };
    let theirs = prepared_rows(&path);
    for (key, (value, quantity)) in &ours {
        assert_eq!(theirs[key], (*value, *quantity), "{key:?}");
    }
    let among = |k: &Key| {
        let few = ["RUS", "CHN", "DEU", "BEL", "TWN", "NOR"];
        (2021..=2022).contains(&k.0)
            && few.contains(&k.1.as_str())
            && few.contains(&k.2.as_str())
            && (k.3.starts_with("27") || k.3.starts_with("2825"))
    };
    assert_eq!(theirs.keys().filter(|k| among(k)).count(), ours.len());
}

fn prepared_rows(path: &Path) -> Trade {
    let text = flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap());
    let mut reader = csv::Reader::from_reader(text);
    let mut rows = BTreeMap::new();
    let code = |c: &str| Economy::from_code(c).map_or_else(|| c.to_owned(), |e| e.code().to_owned());
    for record in reader.records() {
        let r = record.unwrap();
        if &r[0] == "2021" || &r[0] == "2022" {
            let key = (r[0].parse().unwrap(), code(&r[1]), code(&r[2]), r[3].to_owned());
            rows.insert(key, (r[4].parse().unwrap(), r[5].parse().ok()));
        }
    }
    rows
}

#[test]
fn the_release_zip_reads_like_its_files_and_the_read_me_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let zip = dir.path().join("BACI_HS92_V202401b.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&zip).unwrap());
    for path in fixtures() {
        writer
            .start_file(path.file_name().unwrap().to_string_lossy(), zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(&std::fs::read(path).unwrap()).unwrap();
    }
    writer.start_file("Readme.txt", zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(b"List of variables").unwrap();
    writer.finish().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    let report = run(&[zip], &a).unwrap();
    assert!(report.notes.iter().any(|n| n.contains("Readme.txt")));
    run(&fixtures(), &b).unwrap();
    assert_eq!(trade(&a).1, trade(&b).1);
}

#[test]
fn a_later_year_joins_the_years_in_the_folder_and_a_year_again_replaces_itself() {
    let dir = tempfile::tempdir().unwrap();
    let all = fixtures();
    run(&all[..1], dir.path()).unwrap();
    let report = run(&all[1..2], dir.path()).unwrap();
    assert!(report.notes.iter().any(|n| n.contains("of other years kept")));
    let both = trade(dir.path()).1;
    run(&all[..1], dir.path()).unwrap();
    assert_eq!(trade(dir.path()).1, both);
    let whole = dir.path().join("whole");
    run(&all, &whole).unwrap();
    assert_eq!(trade(&whole).1, both);
    let sources = Sources::parse(&std::fs::read_to_string(whole.join("sources.toml")).unwrap()).unwrap();
    let entry = sources.get("baci-hs92").unwrap();
    assert_eq!(entry.files.iter().map(|f| f.rows).max(), Some(both.len() as u64));
    assert_eq!((entry.files.len(), entry.vintage.as_str()), (2, "202401b"));
    let other = save(dir.path(), "BACI_HS92_Y2023_V202501.csv", "t,i,j,k,v,q\n2023,643,156,270900,1,1\n");
    let error = run(&[other], dir.path()).unwrap_err().to_string();
    assert!(error.contains("vintages are not mixed"), "{error}");
    assert_eq!(trade(dir.path()).1, both);
}

const NAME: &str = "BACI_HS92_Y1997_V202401b.csv";

fn text(text: &str) -> Result<(ImportReport, Trade), ImportError> {
    let dir = tempfile::tempdir().unwrap();
    let file = save(dir.path(), NAME, text);
    let into = dir.path().join("out");
    let result = run(&[file], &into);
    if result.is_err() && into.is_dir() {
        assert_eq!(std::fs::read_dir(&into).unwrap().count(), 0, "something was left behind");
    }
    result.map(|report| (report, trade(&into).1))
}

#[test]
fn two_numbers_of_one_economy_are_added_up() {
    let (report, rows) = text(
        "k,t,j,i,q,v\n20110,1997,156,56,10,1.5\n20110,1997,156,58,         NA,2\n20120,1997,156,58,5,4\n20120,1997,58,156,,3\n",
    )
    .unwrap();
    assert_eq!(report.aggregated.values().sum::<u64>(), 1);
    assert_eq!(rows[&(1997, "BEL".into(), "CHN".into(), "020110".into())], (3.5, None));
    assert_eq!(rows[&(1997, "BEL".into(), "CHN".into(), "020120".into())], (4.0, Some(5.0)));
    assert_eq!(rows[&(1997, "CHN".into(), "BEL".into(), "020120".into())], (3.0, None));
}

#[test]
fn unknown_numbers_are_dropped_and_counted_by_number_and_name() {
    let dir = tempfile::tempdir().unwrap();
    let file = save(dir.path(), NAME, "t,i,j,k,v,q\n1997,643,899,270900,1,1\n1997,643,156,270900,1,1\n");
    let list = save(
        dir.path(),
        "country_codes_V202001.csv",
        "country_code,country_name_abbreviation,country_name_full,iso_2digit_alpha,iso_3digit_alpha\n899,Areas NES,\"Areas, not elsewhere specified\",N/A,N/A\n",
    );
    let report = run(&[file, list], &dir.path().join("out")).unwrap();
    assert_eq!(report.dropped["unknown economy 899 (Areas, not elsewhere specified)"], 1);
    assert_eq!(report.rows_kept, 1);
}

#[test]
fn bad_rows_are_refused_with_their_place() {
    let message = |rows: &str| text(&format!("t,i,j,k,v,q\n{rows}")).unwrap_err().to_string();
    let good = "1997,643,156,270900,1,1\n";
    for (rows, expected) in [
        ("1997,643,156,270900,-1,1\n", "line 2, column `v`: `-1` is not a number of at least zero"),
        ("1997,643,156,270900,NaN,1\n", "line 2, column `v`: `NaN` is not a finite number"),
        ("1997,643,156,270900,,1\n", "line 2, column `v`: `` is not a value"),
        ("1997,643,156,270900,1,-3\n", "line 2, column `q`: `-3` is not a number of at least zero"),
        ("1997,643,156,27090000,1,1\n", "line 2, column `k`: `27090000` is not a product code of six digits"),
        ("1998,643,156,270900,1,1\n", "line 2, column `t`: `1998` is not 1997, the year of the file name"),
        ("1997,643,156,270900,1\n", "line 2: the row has 5 fields, the header 6"),
        ("1997,RUS,156,270900,1,1\n", "line 2, column `i`: `RUS` is not a whole number in range"),
    ] {
        let found = message(rows);
        assert!(found.ends_with(expected), "{found}");
    }
    let twice = message(&format!("{good}1997,643,156,270100,1,1\n1997,156,643,9999AA,1,1\n{good}"));
    assert!(
        twice.ends_with(
            "line 5: year 1997, exporter 643, importer 156, product 270900 stands here a second time (first on line 2)"
        ),
        "{twice}"
    );
    assert!(text("a,b\n").unwrap_err().to_string().contains("the headers are [\"a\", \"b\"]"));
}

#[test]
fn the_publishers_country_list_agrees_with_the_vocabulary() {
    let Some(list) = prepared("concordance/baci_country_codes_V202501.csv") else { return };
    let dir = tempfile::tempdir().unwrap();
    let copy = save(dir.path(), "country_codes_V202501.csv", &std::fs::read_to_string(list).unwrap());
    let file = save(dir.path(), NAME, "t,i,j,k,v,q\n1997,643,156,270900,1,1\n");
    let report = run(&[file, copy], &dir.path().join("out")).unwrap();
    assert_eq!(report.notes, Vec::<String>::new());
    let table = TableFile::open(&report.written[0].0).unwrap();
    assert_eq!((table.meta().kind, table.read(&Selection::default()).unwrap().rows()), (TableKind::Trade, 1));
}
