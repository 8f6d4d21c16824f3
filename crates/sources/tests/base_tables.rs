//! The built-in tables are what the build makes of the prepared files, byte for byte, and hold the
//! inputs' numbers exactly. Skipped with a line where the prepared files are absent.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use suzerain_sources::base_build;
use suzerain_sources::report::Silent;
use suzerain_tables::store::TableFile;
use suzerain_tables::trade::{self, FlowFilter, Flows};

fn shared() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if data.join("INVENTORY.md").is_file() {
        return Some(data);
    }
    // Written past the test runner, which keeps what passing tests print to itself.
    let _ = writeln!(std::io::stderr(), "skipped 1 check: the prepared files are not beside the repository");
    None
}

fn base() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../base/data")
}

#[test]
fn the_base_is_rebuilt_byte_for_byte() {
    let Some(data) = shared() else { return };
    let into = tempfile::tempdir().unwrap();
    let report = base_build::build(&data, into.path(), &mut Silent).unwrap();
    for table in &report.tables {
        assert!(table.report.balances(), "{}", table.report);
        let (new, old) = (std::fs::read(into.path().join(&table.file)), std::fs::read(base().join(&table.file)));
        assert!(new.unwrap() == old.unwrap(), "{} differs", table.file);
    }
    let text = |folder: &Path| std::fs::read_to_string(folder.join("sources.toml")).unwrap();
    assert_eq!(text(into.path()), text(&base()));
    let repaired: u64 = report.tables.iter().flat_map(|t| t.report.repaired.values()).sum();
    assert_eq!(repaired, 13);
}

/// Year, exporter, importer, item.
type Key = (i16, String, String, String);

/// Every flow of a table.
fn by_key(flows: &Flows) -> HashMap<Key, (f64, f64)> {
    let key = |r: usize| {
        let item = flows.item_codes[usize::from(flows.item[r])].clone();
        (flows.year[r].0, flows.exporter[r].code().to_owned(), flows.importer[r].code().to_owned(), item)
    };
    (0..flows.len()).map(|r| (key(r), (flows.value_kusd[r], flows.quantity_t[r]))).collect()
}

fn key(record: &csv::StringRecord, item: &str) -> Key {
    // S19 is BACI's own code of Taiwan.
    let code = |c: &str| if c == "S19" { "TWN".to_owned() } else { c.to_owned() };
    (record[0].parse().unwrap(), code(&record[1]), code(&record[2]), item.to_owned())
}

/// The records of a file, read without any of the code under test.
fn records(path: &Path) -> Vec<csv::StringRecord> {
    let file = std::fs::File::open(path).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    reader.records().map(Result::unwrap).collect()
}

fn flows(file: &str) -> Flows {
    let table = TableFile::open(&base().join(file)).unwrap();
    trade::read(&table, &FlowFilter { quantities: true, ..FlowFilter::default() }).unwrap()
}

#[test]
fn the_194_economies_of_2023_are_the_input_bit_for_bit() {
    let Some(data) = shared() else { return };
    let mut table = by_key(&flows("trade-baci-2023-194.parquet"));
    table.extend(by_key(&flows("trade-domestic-sales-2023.parquet")));
    let records = records(&data.join("world2023_194/trade_2023_with_domestic.csv.gz"));
    assert_eq!(records.len(), table.len());
    for r in records {
        let (value, _) = table[&key(&r, "TOTAL")];
        assert_eq!(value.to_bits(), r[3].parse::<f64>().unwrap().to_bits());
    }
}

#[test]
fn the_29_economies_are_the_input_bit_for_bit() {
    let Some(data) = shared() else { return };
    let table = by_key(&flows("trade-baci-29.parquet"));
    let records = records(&data.join("baci_totals/baci_totals_29c_2005_2021.csv.gz"));
    assert_eq!(records.len(), table.len());
    for r in records {
        let (value, _) = table[&key(&r, "TOTAL")];
        assert_eq!(value.to_bits(), r[3].parse::<f64>().unwrap().to_bits());
    }
}

#[test]
fn the_74_products_are_the_input_but_for_the_noise_of_13_cells() {
    let Some(data) = shared() else { return };
    let table = by_key(&flows("trade-baci-hs92-74.parquet"));
    let records = records(&data.join("baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz"));
    assert_eq!(records.len(), table.len());
    let mut noisy = 0;
    for r in &records {
        let (value, quantity) = table[&key(r, &r[3])];
        for (found, text) in [(value, &r[4]), (quantity, &r[5])] {
            if text.is_empty() {
                assert!(found.is_nan());
                continue;
            }
            let given: f64 = text.parse().unwrap();
            noisy += u32::from(found.to_bits() != given.to_bits());
            assert!((found - given).abs() < 1e-9, "{r:?}");
        }
    }
    assert_eq!(noisy, 13);
}

#[test]
fn the_inter_country_trade_is_the_input_in_whole_thousands() {
    let Some(data) = shared() else { return };
    let table = by_key(&flows("trade-icio-2025.parquet"));
    let mut rows = 0;
    for year in [2011, 2022] {
        for r in records(&data.join(format!("icio_cubes/icio_trade_{year}.csv.gz"))) {
            let item = if &r[3] == "Services (aggregate)" { "D_T" } else { &r[3] };
            let (value, _) = table[&key(&r, item)];
            // The text has three decimals: without the point it is the number of thousands.
            let (whole, part) = r[4].split_once('.').unwrap_or((&r[4], ""));
            let thousands: f64 = format!("{whole}{part:0<3}").parse().unwrap();
            assert_eq!(value.to_bits(), thousands.to_bits(), "{r:?}");
            rows += 1;
        }
    }
    assert_eq!(rows, 155_076 + 156_467);
}
