//! OECD ICIO: a table becomes trade at 50 and 28 sectors and the input-output blocks.

#[path = "shared/save.rs"]
mod save;
mod shared;

use save::save;
use shared::{fixture, prepared};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::io::{Block, each};
use suzerain_tables::store::TableFile;
use suzerain_tables::trade::{FlowFilter, read};

type Trade = BTreeMap<(i16, String, String, String), f64>;

fn run(files: &[PathBuf], into: &Path) -> Result<ImportReport, ImportError> {
    let report = import(Publisher::Icio, files, into, &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    Ok(report)
}

fn trade(folder: &Path, name: &str) -> Trade {
    let flows = read(&TableFile::open(&folder.join(name)).unwrap(), &FlowFilter::default()).unwrap();
    (0..flows.len())
        .map(|i| {
            let key = (
                flows.year[i].0,
                flows.exporter[i].code().to_owned(),
                flows.importer[i].code().to_owned(),
                flows.item_codes[usize::from(flows.item[i])].clone(),
            );
            (key, flows.value_kusd[i])
        })
        .collect()
}

#[test]
fn the_fixture_gives_the_flows_of_the_prepared_cube() {
    let dir = tempfile::tempdir().unwrap();
    run(&[fixture("icio/2022_SML.csv")], dir.path()).unwrap();
    let (coarse, fine) =
        (trade(dir.path(), "trade-icio-2025.parquet"), trade(dir.path(), "trade-icio-2025-50.parquet"));
    assert_eq!(coarse, fine, "goods sectors are the same in both");
    assert_eq!(coarse.len(), 26, "China sold no oil or gas to Kazakhstan");
    let Some(path) = prepared("icio_cubes/icio_trade_2022.csv.gz") else { return };
    let text = flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap());
    let mut compared = 0;
    for record in csv::Reader::from_reader(text).records() {
        let r = record.unwrap();
        let key = (2022, r[1].to_owned(), r[2].to_owned(), r[3].to_owned());
        if let Some(kusd) = coarse.get(&key) {
            let theirs: f64 = r[4].parse().unwrap();
            // The intermediate part passed through single precision in the prepared files.
            assert!((kusd / 1000.0 - theirs).abs() <= 1e-3 + 1e-6 * theirs, "{key:?}: {kusd} {theirs}");
            compared += 1;
        }
    }
    assert_eq!(compared, 26);
}

#[test]
fn the_blocks_are_those_of_the_table() {
    let dir = tempfile::tempdir().unwrap();
    run(&[fixture("icio/2022_SML.csv")], dir.path()).unwrap();
    let file = TableFile::open(&dir.path().join("io-icio-2025.parquet")).unwrap();
    let mut sums: BTreeMap<Block, f64> = BTreeMap::new();
    each(&file, &Block::ALL, |cell| *sums.entry(cell.block).or_default() += cell.value).unwrap();
    let text = std::fs::read_to_string(fixture("icio/2022_SML.csv")).unwrap();
    let cells: Vec<Vec<&str>> = text.lines().map(|l| l.split(',').collect()).collect();
    let number = |row: usize, column: usize| cells[row][column].parse::<f64>().unwrap();
    let sum = |rows: std::ops::Range<usize>, columns: std::ops::Range<usize>| -> f64 {
        rows.flat_map(|r| columns.clone().map(move |c| (r, c))).map(|(r, c)| number(r, c)).sum()
    };
    for (block, expected) in [
        (Block::Intermediate, sum(1..10, 1..151)),
        (Block::Final, sum(1..10, 151..169)),
        (Block::Output, sum(1..10, 169..170)),
        (Block::ValueAdded, sum(11..12, 1..151)),
    ] {
        assert!((sums[&block] - expected).abs() < 1e-6 * expected, "{block:?}: {} {expected}", sums[&block]);
    }
    assert!(!sums.contains_key(&Block::ProductTaxes), "all zero, so left out");
}

#[test]
fn another_year_joins_and_the_same_year_replaces() {
    let dir = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(fixture("icio/2022_SML.csv")).unwrap();
    let older = save(dir.path(), "2021_SML.csv", &text);
    let into = dir.path().join("out");
    for _ in 0..2 {
        run(&[fixture("icio/2022_SML.csv")], &into).unwrap();
        run(std::slice::from_ref(&older), &into).unwrap();
    }
    let joined = trade(&into, "trade-icio-2025.parquet");
    assert_eq!(joined.len(), 52);
    let io = TableFile::open(&into.join("io-icio-2025.parquet")).unwrap();
    let whole = dir.path().join("whole");
    run(&[older, fixture("icio/2022_SML.csv")], &whole).unwrap();
    assert_eq!(trade(&whole, "trade-icio-2025.parquet"), joined);
    assert_eq!(TableFile::open(&whole.join("io-icio-2025.parquet")).unwrap().rows(), io.rows());
}

#[test]
fn parts_of_an_economy_are_added_up() {
    let dir = tempfile::tempdir().unwrap();
    let file = save(
        dir.path(),
        "2020.csv",
        "V1,RUS_B06,CN1_C26,CN2_C26,CHN_HFCE,CHN_INVNT,RUS_HFCE,OUT\nRUS_B06,1,2,4,8,-3,0,12\nCN1_C26,1,1,1,1,0,1,5\nCN2_C26,2,0,0,0,0,0,2\nTLS,1,2,3,0,0,0,0\nVA,7,5,6,0,0,0,0\nOUT,12,5,2,0,0,0,0\n",
    );
    let into = dir.path().join("out");
    let report = run(&[file], &into).unwrap();
    assert_eq!(report.aggregated["parts of CHN"], 1);
    let trade = trade(&into, "trade-icio-2025.parquet");
    let at = |a: &str, b: &str, s: &str| trade[&(2020, a.into(), b.into(), s.into())];
    assert_eq!(at("RUS", "CHN", "B06"), 11_000.0);
    assert_eq!(at("CHN", "RUS", "C26"), 4_000.0);
    assert_eq!(at("CHN", "CHN", "C26"), 3_000.0);
    let mut taxes = BTreeMap::new();
    each(&TableFile::open(&into.join("io-icio-2025.parquet")).unwrap(), &[Block::ProductTaxes], |cell| {
        taxes.insert(cell.seller.to_owned(), cell.value);
    })
    .unwrap();
    assert_eq!(taxes, BTreeMap::from([("CHN".to_owned(), 5.0), ("RUS".to_owned(), 1.0)]));
}

#[test]
fn bad_tables_are_refused_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let message = |name: &str, text: &str| {
        let file = save(dir.path(), name, text);
        let into = dir.path().join("out");
        let message = run(&[file], &into).unwrap_err().to_string();
        assert!(!into.is_dir() || std::fs::read_dir(&into).unwrap().count() == 0, "something was left behind");
        message
    };
    let has = |found: String, expected: &str| assert!(found.contains(expected), "{found}");
    let head = "V1,RUS_B06,RUS_HFCE,OUT\n";
    has(
        message("2020_SML.csv", &format!("{head}RUS_B06,-1,1,1\n")),
        "line 2, column `RUS_B06`: `-1` is not an intermediate sale",
    );
    has(
        message("2020_SML.csv", &format!("{head}RUS_B06,1,NaN,1\n")),
        "line 2, column `RUS_HFCE`: `NaN` is not a finite number",
    );
    has(
        message("2020_SML.csv", &format!("{head}RUS_B06,1,1,1\nRUS_B06,1,1,1\n")),
        "line 3: the row RUS_B06 stands here a second time (first on line 2)",
    );
    has(message("2020_SML.csv", &format!("{head}QQQ_B06,1,1,1\n")), "line 2, column `V1`: `QQQ_B06` is not");
    has(message("2020_SML.csv", "V1,RUS_A01_02,OUT\nRUS_A01_02,1,1\n"), "not read); these are of neither: A01_02");
    has(message("2020_SML.csv", "a,b\n1,2\n"), "the headers are [\"a\", \"b\"]");
    has(message("icio.csv", head), "the year cannot be told from the file name");
    has(message("2020_SML.csv", head), "no row of an industry");
}
