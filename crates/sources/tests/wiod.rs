//! WIOD: workbooks and CSV exports of both releases become trade and input-output tables.

mod shared;

use shared::{fixture, prepared};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::io::{self, Block};
use suzerain_tables::store::{Absent, TableFile, TableStatus};
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Year};

/// Block, year, seller, its sector, buyer, its sector.
type Key = (Block, i16, String, String, String, String);
/// Year, exporter, importer, sector.
type Sale = (i16, String, String, String);

struct Tables {
    cells: BTreeMap<Key, f64>,
    sales: BTreeMap<Sale, f64>,
    trade: TableFile,
    report: ImportReport,
}

fn run(files: &[PathBuf], into: &Path) -> Result<Tables, ImportError> {
    let report = import(Publisher::Wiod, files, into, &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    let [(trade, _), (io, _)] = report.written.as_slice() else { panic!("two tables: {report}") };
    let (trade, io) = (TableFile::open(trade).unwrap(), TableFile::open(io).unwrap());
    let mut cells = BTreeMap::new();
    io::each(&io, &Block::ALL, |c| {
        let word = str::to_owned;
        let key = (c.block, c.year.0, word(c.seller), word(c.seller_sector), word(c.buyer), word(c.buyer_sector));
        assert!(cells.insert(key, c.value).is_none());
    })
    .unwrap();
    let flows = trade::read(&trade, &FlowFilter::default()).unwrap();
    let sales = (0..flows.len())
        .map(|i| {
            let item = flows.item_codes[usize::from(flows.item[i])].clone();
            let (from, to) = (flows.exporter[i].code().to_owned(), flows.importer[i].code().to_owned());
            ((flows.year[i].0, from, to, item), flows.value_kusd[i])
        })
        .collect();
    Ok(Tables { cells, sales, trade, report })
}

fn one(file: PathBuf) -> Result<Tables, ImportError> {
    run(&[file], tempfile::tempdir().unwrap().path())
}

fn key(block: Block, year: i16, seller: (&str, &str), buyer: (&str, &str)) -> Key {
    (block, year, seller.0.into(), seller.1.into(), buyer.0.into(), buyer.1.into())
}

#[test]
fn the_workbook_of_2013_is_read_by_its_labels() {
    let tables = one(fixture("wiod/wiot11_row_sep12.xlsx")).unwrap();
    let meta = tables.trade.meta();
    assert_eq!((meta.source.as_str(), meta.vintage.as_str()), ("wiod-2013", "release 2013"));
    assert_eq!((meta.status, meta.absent), (TableStatus::Estimated, Absent::Zero));
    assert_eq!(meta.coverage.window("flows", Economy::from_code("ROW").unwrap()).unwrap().first, Year(2011));
    let at = |block, seller, buyer| tables.cells.get(&key(block, 2011, seller, buyer)).copied();
    // Million USD, from the table of 2011.
    assert_eq!(at(Block::Output, ("RUS", "c2"), ("", "")), Some(263_447.0));
    assert_eq!(at(Block::Intermediate, ("RUS", "c2"), ("CHN", "c2")), Some(887.0));
    assert_eq!(at(Block::Final, ("CHN", "c14"), ("RUS", "")), Some(4_945.0));
    assert!(at(Block::ValueAdded, ("CHN", "c14"), ("", "")).is_some());
    // The trade table sums what the blocks hold.
    let sold: f64 = tables
        .cells
        .iter()
        .filter(|(k, _)| {
            matches!(k.0, Block::Intermediate | Block::Final) && k.2 == "CHN" && k.3 == "c14" && k.4 == "RUS"
        })
        .map(|(_, v)| v)
        .sum();
    let sale = (2011, "CHN".to_owned(), "RUS".to_owned(), "c14".to_owned());
    assert_eq!(tables.sales[&sale], sold * 1000.0);
    assert_eq!((tables.report.rows_read, tables.report.rows_kept), (12, 10));
    assert_eq!(tables.report.dropped["not used: Output at basic prices"], 1);
}

/// An array of whole numbers out of an `.npz`, row after row, with its shape.
fn array(path: &Path, name: &str) -> (Vec<usize>, Vec<i32>) {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(&format!("{name}.npy")).unwrap().read_to_end(&mut bytes).unwrap();
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[10..10 + length]).into_owned();
    assert!(header.contains("'<i4'") && header.contains("'fortran_order': False"), "{header}");
    let shape = header.split(['(', ')']).nth(1).unwrap();
    let shape = shape.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    let values = bytes[10 + length..].chunks_exact(4).map(|b| i32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    (shape, values)
}

/// Countries of the release in its order.
const COUNTRIES: [&str; 41] = [
    "AUS", "AUT", "BEL", "BGR", "BRA", "CAN", "CHN", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR",
    "GRC", "HUN", "IDN", "IND", "IRL", "ITA", "JPN", "KOR", "LTU", "LUX", "LVA", "MEX", "MLT", "NLD", "POL", "PRT",
    "ROU", "RUS", "SVK", "SVN", "SWE", "TUR", "TWN", "USA", "ROW",
];

#[test]
fn the_workbook_gives_the_cells_of_the_prepared_table() {
    let Some(path) = prepared("wiod2013_full/wiod2013_2011.npz") else { return };
    let (shape, z) = array(&path, "Z");
    assert_eq!(shape, [1435, 1435]);
    let ((_, f), (_, output)) = (array(&path, "F"), array(&path, "output"));
    let node = |country: &str, sector: &str| {
        let number: usize = sector[1..].parse().unwrap();
        COUNTRIES.iter().position(|c| *c == country).unwrap() * 35 + number - 1
    };
    let mut expected: BTreeMap<Key, f64> = BTreeMap::new();
    for seller in ["CHN", "RUS", "ROW"] {
        for sector in ["c2", "c14", "c19"] {
            let row = node(seller, sector);
            let from = (seller, sector);
            expected.insert(key(Block::Output, 2011, from, ("", "")), f64::from(output[row]));
            let used: i32 = (0..1435).map(|s| z[s * 1435 + row]).sum();
            expected.insert(key(Block::ValueAdded, 2011, from, ("", "")), f64::from(output[row] - used));
            for buyer in ["CHN", "RUS", "ROW"] {
                let first = node(buyer, "c1") / 35 * 5;
                let finals: i32 = f[row * 205 + first..row * 205 + first + 5].iter().sum();
                expected.insert(key(Block::Final, 2011, from, (buyer, "")), f64::from(finals));
                for used_in in ["c2", "c14", "c19"] {
                    let value = f64::from(z[row * 1435 + node(buyer, used_in)]);
                    expected.insert(key(Block::Intermediate, 2011, from, (buyer, used_in)), value);
                }
            }
        }
    }
    expected.retain(|_, value| *value != 0.0);
    assert_eq!(one(fixture("wiod/wiot11_row_sep12.xlsx")).unwrap().cells, expected);
}

/// A table in the layout of the release of 2016, with figures made up: two countries, two
/// industries, two final uses.
fn export(year: i16, inventories: i32) -> String {
    let mut text = String::from(
        "\"IndustryCode\",\"IndustryDescription\",\"Country\",\"RNr\",\"Year\",\
         AUS1,AUS4,RUS1,RUS4,AUS57,AUS61,RUS57,RUS61,TOT\n",
    );
    let rows = ["A01,Crops,AUS,1", "B,Mining,AUS,4", "A01,Crops,RUS,1", "B,Mining,RUS,4"];
    for (i, row) in rows.iter().enumerate() {
        let _ = writeln!(text, "{row},{year},{i}.5,1,2,3,4,5,6,{inventories},30");
    }
    text + &format!("II_fob,Total,TOT,65,{year},1,1,1,1,1,1,1,1,8\nVA,Value added,TOT,70,{year},7,-8,9,10,0,0,0,0,0\n")
}

#[test]
fn the_export_of_2016_is_read_by_its_labels() {
    let dir = tempfile::tempdir().unwrap();
    let file = |year: i16| dir.path().join(format!("WIOT{year}_Nov16_ROW.csv"));
    std::fs::write(file(2013), export(2013, 0)).unwrap();
    std::fs::write(file(2014), export(2014, -20)).unwrap();
    let into = dir.path().join("tables");
    run(&[file(2013)], &into).unwrap();
    // A second import adds its year to the first.
    let tables = run(&[file(2014)], &into).unwrap();
    let at = |block, year, seller, buyer| tables.cells.get(&key(block, year, seller, buyer)).copied();
    assert_eq!(at(Block::Intermediate, 2013, ("RUS", "B"), ("AUS", "A01")), Some(3.5));
    assert_eq!(at(Block::Intermediate, 2014, ("RUS", "B"), ("RUS", "B")), Some(3.0));
    assert_eq!(at(Block::Final, 2014, ("AUS", "B"), ("AUS", "")), Some(9.0));
    assert_eq!(at(Block::Final, 2014, ("AUS", "B"), ("RUS", "")), Some(-14.0));
    assert_eq!(at(Block::ValueAdded, 2014, ("AUS", "B"), ("", "")), Some(-8.0));
    let sale = |year, from: &str, to: &str| tables.sales.get(&(year, from.to_owned(), to.to_owned(), "B".to_owned()));
    assert_eq!(sale(2013, "AUS", "RUS"), Some(&11_000.0));
    // 2 + 3 + 6 - 20 is below zero.
    assert_eq!(sale(2014, "AUS", "RUS"), None);
    assert_eq!(tables.report.repaired.values().sum::<u64>(), 4);
    let window = tables.trade.meta().coverage.window("flows", Economy::from_code("RUS").unwrap()).unwrap();
    assert_eq!((window.first, window.last), (Year(2013), Year(2014)));
}

#[test]
fn bad_tables_are_refused_with_their_place() {
    let refusal = |text: String| {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("WIOT2014.csv");
        std::fs::write(&file, text).unwrap();
        let message = one(file).err().map_or_else(|| panic!("accepted"), |e| e.to_string());
        assert!(!dir.path().join("trade-wiod-2016.parquet").exists());
        message
    };
    let good = export(2014, 0);
    assert!(refusal(good.replace("3.5,1", "-3.5,1")).contains("line 5, column `AUS 1`: `-3.5` is not"));
    assert!(
        refusal(good.replace("A01,Crops,RUS,1", "B,Crops,RUS,1")).contains("industry 1 is `B` here and `A01` above")
    );
    assert!(refusal(good.replace("B,Mining,RUS,4", "A01,Crops,RUS,1")).contains("stands here a second time"));
    assert!(refusal(good.replace(",TOT\n", ",ABC\n")).contains("exactly one column of total output"));
    assert!(refusal(good.replace("VA,Value added", "X,Y")).contains("no row of value added"));
    assert!(refusal("a,b\n".into()).contains("[\"a\", \"b\"]"));
}
