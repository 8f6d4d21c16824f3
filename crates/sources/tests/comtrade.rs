//! UN Comtrade: both layouts become one trade table a side and level.

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
use suzerain_tables::provenance::Sources;
use suzerain_tables::store::TableFile;
use suzerain_tables::trade::{FlowFilter, read};

type Trade = BTreeMap<(i16, String, String, String), (f64, Option<f64>)>;

fn run(files: &[PathBuf], into: &Path) -> Result<ImportReport, ImportError> {
    let report = import(Publisher::Comtrade, files, into, &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    Ok(report)
}

fn trade(folder: &Path, name: &str) -> Trade {
    let file = TableFile::open(&folder.join(format!("trade-comtrade-{name}.parquet"))).unwrap();
    let flows = read(&file, &FlowFilter { quantities: true, ..FlowFilter::default() }).unwrap();
    (0..flows.len())
        .map(|i| {
            let key = (
                flows.year[i].0,
                flows.exporter[i].code().to_owned(),
                flows.importer[i].code().to_owned(),
                flows.item_codes[usize::from(flows.item[i])].clone(),
            );
            (key, (flows.value_kusd[i], Some(flows.quantity_t[i]).filter(|q| !q.is_nan())))
        })
        .collect()
}

#[test]
fn both_layouts_give_the_same_rows_and_those_of_the_prepared_table() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    run(&[fixture("comtrade/classic.csv")], &a).unwrap();
    let report = run(&[fixture("comtrade/current.csv")], &b).unwrap();
    assert_eq!(report.repaired["net weight of zero read as unknown"], 8);
    let mut all = Trade::new();
    for side in ["exports-hs2", "imports-hs2"] {
        assert_eq!(trade(&a, side), trade(&b, side));
        all.extend(trade(&a, side));
    }
    assert_eq!(all.len(), 8);
    let sources = Sources::parse(&std::fs::read_to_string(a.join("sources.toml")).unwrap()).unwrap();
    assert!(sources.get("comtrade-exports").is_some() && sources.get("comtrade-imports").is_some());
    let Some(path) = prepared("russia_hs2/russia_trade_by_partner_hs2_2000_2020.csv.gz") else { return };
    let text = flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap());
    let mut compared = 0;
    for record in csv::Reader::from_reader(text).records() {
        let r = record.unwrap();
        let (russia, partner) = ("RUS".to_owned(), r[6].to_owned());
        let (from, to) = if &r[1] == "Export" { (russia, partner) } else { (partner, russia) };
        if let Some((kusd, _)) = all.get(&(r[2].parse().unwrap(), from, to, r[3].to_owned())) {
            assert_eq!(*kusd, r[4].parse::<f64>().unwrap() / 1000.0);
            compared += 1;
        }
    }
    assert_eq!(compared, 8);
}

const HEAD: &str = "typeCode\tfreqCode\tperiod\treporterCode\tflowCode\tpartnerCode\tpartnerDesc\tpartner2Code\tclassificationCode\tcmdCode\tcustomsCode\tmotCode\tnetWgt\tprimaryValue\n";
const ROW: &str = "C\tA\t2019\t643\tX\t156\tChina\t0\tH5\t270900\tC00\t0\t2000\t5000\n";

fn text(rows: &str) -> Result<(ImportReport, Option<Trade>), ImportError> {
    let dir = tempfile::tempdir().unwrap();
    let file = save(dir.path(), "bulk.txt", &format!("{HEAD}{rows}"));
    let into = dir.path().join("out");
    let result = run(&[file], &into);
    if result.is_err() && into.is_dir() {
        assert_eq!(std::fs::read_dir(&into).unwrap().count(), 0, "something was left behind");
    }
    let report = result?;
    let six = into.join("trade-comtrade-exports-hs17.parquet").is_file();
    Ok((report, six.then(|| trade(&into, "exports-hs17"))))
}

#[test]
fn parts_months_aggregates_and_other_levels_are_left_out_and_counted() {
    let rows = [
        ROW.to_owned(),
        ROW.replace("\tC00\t0\t", "\tC00\t2100\t"),
        ROW.replace("C00", "C01"),
        ROW.replace("\t0\tH5", "\t276\tH5"),
        ROW.replace("\tX\t", "\tRX\t"),
        ROW.replace("\tA\t2019", "\tM\t201901"),
        ROW.replace("156\tChina", "0\tWorld"),
        ROW.replace("156\tChina", "899\tAreas, nes"),
        ROW.replace("156\tChina", "643\tRussian Federation"),
        ROW.replace("270900", "2709"),
        ROW.replace("H5", "S3"),
        ROW.replace("C\tA", "S\tA"),
        ROW.replace("270900", "TOTAL"),
        ROW.replace("270900", "27"),
    ]
    .concat();
    let (report, six) = text(&rows).unwrap();
    assert_eq!((report.rows_read, report.rows_kept, report.written.len()), (14, 3, 3));
    assert_eq!(report.dropped["partner 0 (World): a group"], 1);
    assert_eq!(report.dropped.values().sum::<u64>(), 11);
    let row = six.unwrap()[&(2019, "RUS".into(), "CHN".into(), "270900".into())];
    assert_eq!(row, (5.0, Some(2.0)), "thousand dollars and tonnes");
}

#[test]
fn imports_are_flows_from_the_partner_and_reporters_join_those_in_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let into = dir.path().join("out");
    let one = save(dir.path(), "a.txt", &format!("{HEAD}{}", ROW.replace("\tX\t", "\tM\t")));
    let two = save(dir.path(), "b.txt", &format!("{HEAD}{}", ROW.replace("\t643\tX\t156", "\t842\tM\t841")));
    assert!(run(&[two], &into).is_err(), "both numbers are the United States");
    let two = save(dir.path(), "b.txt", &format!("{HEAD}{}", ROW.replace("\t643\tX", "\t842\tM")));
    run(&[one], &into).unwrap();
    run(&[two], &into).unwrap();
    let keys: Vec<_> = trade(&into, "imports-hs17").into_keys().map(|k| format!("{} {}", k.1, k.2)).collect();
    assert_eq!(keys, ["CHN RUS", "CHN USA"]);
}

#[test]
fn bad_rows_are_refused_with_their_place() {
    let message = |rows: &str| text(rows).map(|_| ()).unwrap_err().to_string();
    let has = |found: String, expected: &str| assert!(found.contains(expected), "{found}");
    has(message(&ROW.replace("5000", "-5")), "line 2, column `primaryValue`: `-5` is not a number of at least zero");
    has(message(&ROW.replace("2000", "inf")), "line 2, column `netWgt`: `inf` is not a finite number");
    has(message("C\tA\t2019\n"), "line 2: the row has 3 fields, the header 14");
    let twice = message(&format!("{ROW}{ROW}"));
    has(
        twice,
        "line 3: year 2019, reporter 643, partner 156, exports of hs17 270900 stands here a second time (first on line 2)",
    );
    has(message(&ROW.replace("643", "x")), "line 2, column `reporterCode`: `x` is not a whole number");
    has(message(&ROW.replace("\tX\t", "\tRX\t")), "none of the 1 rows read");
}
