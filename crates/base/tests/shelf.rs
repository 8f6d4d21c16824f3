//! The built-in tables open, are those that `sources.toml` describes, and hold the figures that
//! their publishers are known by.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_tables::coverage::FLOWS;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::io::{self, Block};
use suzerain_tables::library::Library;
use suzerain_tables::obligations::{self, Clauses};
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange, arms, outlines, reserves, variables, votes};

fn library() -> Library {
    suzerain_base::library().unwrap()
}

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

fn year(year: i16) -> Option<YearRange> {
    Some(YearRange::new(Year(year), Year(year)))
}

/// Sum of the flows that `keep` accepts, billion USD.
fn billions(table: &TableFile, of: i16, keep: impl Fn(Economy, Economy, &str) -> bool) -> f64 {
    let flows = trade::read(table, &FlowFilter { years: year(of), ..FlowFilter::default() }).unwrap();
    let rows = 0..flows.len();
    let kept =
        rows.filter(|r| keep(flows.exporter[*r], flows.importer[*r], &flows.item_codes[usize::from(flows.item[*r])]));
    kept.map(|r| flows.value_kusd[r]).sum::<f64>() / 1e6
}

fn close(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found}, expected {expected}");
}

#[test]
fn every_file_is_on_the_shelf_and_described_with_its_checksum() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let listed = |folder: &Path| {
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".parquet"))
            .collect();
        files.sort();
        files
    };
    let shelf: Vec<&str> = suzerain_base::SHELF.tables.iter().map(|(name, _)| *name).collect();
    assert_eq!([listed(&folder), listed(&folder.join("fitted"))].concat(), shelf);
    let library = library();
    let mut described = 0;
    for source in &library.sources().entries {
        assert!(!source.files.is_empty(), "{}", source.id);
        for file in &source.files {
            let table =
                suzerain_base::SHELF.tables.iter().find(|(name, _)| *name == file.name).map(|(_, bytes)| *bytes);
            let bytes = table.or_else(|| library.document(&file.name).map(str::as_bytes)).unwrap();
            let sum: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
            assert_eq!(sum, file.sha256, "{}", file.name);
            described += 1;
            if library.document(&file.name).is_some() {
                continue;
            }
            let table = library.tables().iter().find(|t| t.name() == Path::new(&file.name)).unwrap();
            assert_eq!(table.rows(), file.rows);
            assert_eq!(table.meta().source, source.id.as_str());
            assert_eq!(table.meta().vintage, source.vintage);
        }
    }
    assert_eq!(described, shelf.len() + suzerain_base::SHELF.documents.len());
}

#[test]
fn all_of_it_fits_25_megabytes() {
    let bytes: usize = suzerain_base::SHELF.tables.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(bytes < 25_000_000, "{bytes}");
}

#[test]
fn goods_between_russia_and_china_in_2023() {
    let library = library();
    let table = library.table(TableKind::Trade, "baci-2023-194").unwrap();
    let (russia, china) = (economy("RUS"), economy("CHN"));
    let to_russia = billions(table, 2023, |_, b, _| b == russia);
    let from_china = billions(table, 2023, |a, b, _| (a, b) == (china, russia));
    close(to_russia, 202.09, 0.005);
    close(from_china, 110.01, 0.005);
    close(from_china / to_russia, 0.544, 0.0005);
    close(billions(table, 2023, |a, b, _| (a, b) == (russia, china)), 129.0, 0.05);
    close(billions(table, 2023, |_, _, _| true), 21_750.0, 0.5);
    assert_eq!(table.meta().coverage.economies(FLOWS).count(), 194);
    let flows = trade::read(table, &FlowFilter::default()).unwrap();
    assert!((0..flows.len()).all(|r| flows.exporter[r] != flows.importer[r]));
}

#[test]
fn a_flow_that_neither_side_reported_is_unknown() {
    let library = library();
    let table = library.table(TableKind::Trade, "baci-2023-194").unwrap();
    let absent =
        |a: &str, b: &str| trade::absent_flow(table.meta(), library.reporting(), economy(a), economy(b), Year(2023));
    for partner in ["BLR", "IRN", "KOR", "POL", "VNM"] {
        assert_eq!(absent("RUS", partner), Observation::Missing(Missing::NeitherReports { year: Year(2023) }));
    }
    assert_eq!(absent("USA", "TUV"), Observation::Missing(Missing::NotCovered { economy: economy("TUV") }));
    assert_eq!(absent("RUS", "NRU"), Observation::Missing(Missing::NotCovered { economy: economy("NRU") }));
    // Nobody who is said to be silent has a recorded flow with another one.
    let flows = trade::read(table, &FlowFilter::default()).unwrap();
    for row in 0..flows.len() {
        let (a, b) = (flows.exporter[row], flows.importer[row]);
        assert!(!library.reporting().both_silent("baci-2023-194", a, b, Year(2023)), "{a} {b}");
    }
}

#[test]
fn inter_country_trade_by_sector() {
    let library = library();
    let table = library.table(TableKind::Trade, "icio-2025").unwrap();
    let (russia, china) = (economy("RUS"), economy("CHN"));
    close(billions(table, 2022, |a, _, _| a == china), 45_090.0, 5.0);
    close(billions(table, 2022, |_, _, _| true), 199_691.3, 0.1);
    let goods = |a, b| move |x, y, item: &str| (x, y) == (a, b) && item != "D_T";
    close(billions(table, 2019, goods(russia, china)), 35.0, 0.05);
    close(billions(table, 2019, goods(china, russia)), 50.3, 0.05);
    assert_eq!(table.meta().coverage.economies(FLOWS).count(), 81);
}

#[test]
fn energy_and_minerals_with_quantities() {
    let library = library();
    let table = library.table(TableKind::Trade, "baci-hs92-74").unwrap();
    let (russia, china) = (economy("RUS"), economy("CHN"));
    let crude = |a, b, item: &str| (a, b) == (russia, china) && item == "270900";
    close(billions(table, 2024, crude), 62.6, 0.05);
    close(billions(table, 2023, |a, b, _| (a, b) == (russia, china)), 96.0, 0.05);
    close(billions(table, 2022, |_, _, _| true), 3_560.0, 5.0);
    let all = trade::read(table, &FlowFilter { quantities: true, ..FlowFilter::default() }).unwrap();
    assert_eq!(all.quantity_t.iter().filter(|q| q.is_nan()).count(), 61_682);
    let names = suzerain_tables::labels::read(library.table(TableKind::Labels, "baci-hs92-74").unwrap()).unwrap();
    assert_eq!(names.len(), 74);
    assert!(all.item_codes.iter().all(|code| names.contains_key(&("hs92".to_owned(), code.clone()))));
}

#[test]
fn totals_among_29() {
    let library = library();
    let table = library.table(TableKind::Trade, "baci-29").unwrap();
    let (russia, china) = (economy("RUS"), economy("CHN"));
    close(billions(table, 2021, |a, b, _| (a, b) == (russia, china)), 72.9, 0.05);
    close(billions(table, 2014, |a, b, _| (a, b) == (china, russia)), 52.8, 0.05);
    // Turkey only imports in this set, so an absent flow from it is not zero.
    let absent = trade::absent_flow(table.meta(), library.reporting(), economy("TUR"), russia, Year(2020));
    assert_eq!(absent, Observation::Missing(Missing::Gap));
}

#[test]
fn indicators_have_known_units_and_windows_of_their_own() {
    let library = library();
    let china = economy("CHN");
    let mut seen = Vec::new();
    for table in library.of_kind(TableKind::Indicators) {
        let indicators = Indicators::read(table).unwrap();
        for variable in indicators.meta().coverage.variables() {
            assert!(variables::variable(variable).is_some(), "{variable}");
            assert!(!seen.contains(&variable.to_owned()), "{variable} stands in two tables");
            seen.push(variable.to_owned());
        }
    }
    // All but military expenditure before 1914 (the built-in years begin in 1950) and the long estimates of product
    // and population, which are the user's to import.
    for variable in variables::VARIABLES {
        let imported = variable.id.contains("_estimated");
        let built_in = variable.id != variables::MILEX_STERLING && !imported;
        assert_eq!(seen.contains(&variable.id.to_owned()), built_in, "{}", variable.id);
    }
    let read = |source: &str| Indicators::read(library.table(TableKind::Indicators, source).unwrap()).unwrap();
    let nmc = read("cow-nmc");
    for (code, cinc) in [("CHN", 0.2341), ("USA", 0.1236), ("RUS", 0.0382)] {
        close(nmc.get("cinc_published", economy(code), Year(2022)).known().unwrap(), cinc, 5e-5);
    }
    let ppp = read("wdi-2023-05");
    assert!(matches!(
        ppp.get(variables::GDP_PPP, china, Year(2024)),
        Observation::Missing(Missing::OutsideWindow { .. })
    ));
    let current = read("wdi-gdp-current");
    close(current.get(variables::GDP_CURRENT, china, Year(2023)).known().unwrap() / 1e12, 17.8, 0.1);
}

#[test]
fn obligations_votes_arms_and_reserves() {
    let library = library();
    let (russia, china) = (economy("RUS"), economy("CHN"));
    let atop = library.table(TableKind::Obligations, "atop").unwrap();
    let clauses = obligations::read_pair(atop, china, russia).unwrap();
    assert!(clauses[&Year(1955)].defense);
    let entente = Clauses { nonaggression: true, consultation: true, ..Clauses::default() };
    assert_eq!((clauses[&Year(2001)], clauses[&Year(2012)]), (entente, entente));
    assert_eq!(atop.meta().coverage.window("obligations", russia), year_range(1950, 2018));

    let table = library.table(TableKind::Votes, "unga-votes").unwrap();
    assert_eq!(table.rows(), 855_887);
    let both = votes::read(table, &[russia, china]).unwrap();
    assert!(both[0].keys().any(|(session, _)| *session == 78));

    let facts = arms::read(library.table(TableKind::Arms, "sipri-russia-china-facts").unwrap()).unwrap();
    assert_eq!(facts.len(), 60);
    let tiv = |a, b, y| facts.iter().find(|d| (d.supplier, d.recipient, d.year) == (a, b, Year(y))).unwrap().tiv_m;
    assert_eq!([2005, 2021, 2024].map(|y| tiv(russia, china, y)), [3066.0, 466.75, 30.0]);
    assert_eq!([1995, 2018, 2024].map(|y| tiv(china, russia, y)), [0.0, 9.6, 0.0]);

    let shares = reserves::read(library.table(TableKind::Reserves, "bank-of-russia").unwrap()).unwrap();
    let yuan = shares.iter().find(|s| (s.date, s.asset.as_str()) == (20_220_101, "CNY")).unwrap();
    close(yuan.share, 0.171, 1e-12);
}

fn year_range(first: i16, last: i16) -> Option<YearRange> {
    Some(YearRange::new(Year(first), Year(last)))
}

/// Sums of the cells by (seller, seller sector) or (buyer, buyer sector).
type Sums = BTreeMap<(String, String), f64>;

fn add(sums: &mut Sums, economy: &str, sector: &str, value: f64) {
    *sums.entry((economy.to_owned(), sector.to_owned())).or_default() += value;
}

#[test]
fn national_shares_sum_to_one() {
    let library = library();
    let table = library.table(TableKind::Io, "icio-2025-national-28").unwrap();
    let (mut columns, mut final_use) = (Sums::new(), Sums::new());
    io::each(table, &[Block::UseShare, Block::ValueAddedShare], |c| {
        add(&mut columns, c.buyer, c.buyer_sector, c.value);
    })
    .unwrap();
    io::each(table, &[Block::FinalShare], |c| add(&mut final_use, c.buyer, "", c.value)).unwrap();
    assert_eq!((columns.len(), final_use.len()), (80 * 28 - 41, 80));
    for (key, sum) in columns.iter().chain(&final_use) {
        assert!((sum - 1.0).abs() < 1e-12, "{key:?} {sum}");
    }
}

#[test]
fn the_inter_country_system_adds_up_by_row_and_by_column() {
    let library = library();
    let table = library.table(TableKind::Io, "icio-2025-16").unwrap();
    let (mut rows, mut columns, mut output) = (Sums::new(), Sums::new(), Sums::new());
    io::each(table, &Block::ALL, |c| match c.block {
        Block::Intermediate => {
            add(&mut rows, c.seller, c.seller_sector, c.value);
            add(&mut columns, c.buyer, c.buyer_sector, c.value);
        }
        Block::Final | Block::ToRest => add(&mut rows, c.seller, c.seller_sector, c.value),
        Block::ValueAdded => add(&mut columns, c.seller, c.seller_sector, c.value),
        Block::Output => add(&mut output, c.seller, c.seller_sector, c.value),
        _ => {}
    })
    .unwrap();
    for (key, made) in &output {
        // Two columns of the source had their intermediate share capped, which leaves 246 million.
        assert!((rows[key] - made).abs() < 250.0, "{key:?}");
        assert!((columns[key] - made).abs() <= 1e-6 * made + 1e-3, "{key:?}");
    }
    let of = |sums: &Sums, code: &str| sums.iter().filter(|(k, _)| k.0 == code).map(|(_, v)| v).sum::<f64>() / 1e6;
    close(of(&output, "RUS"), 4.095, 5e-4);
    close(of(&output, "CHN"), 45.09, 5e-3);
    let mut value_added = Sums::new();
    io::each(table, &[Block::ValueAdded], |c| add(&mut value_added, c.seller, c.seller_sector, c.value)).unwrap();
    close(of(&value_added, "RUS"), 2.08, 5e-3);
    close(of(&value_added, "CHN"), 17.4, 5e-2);
    assert!(value_added.values().all(|v| *v > 0.0));
}

#[test]
fn outlines_are_closed_rings_on_the_globe() {
    let library = library();
    let table = library.table(TableKind::Outlines, "natural-earth-50m").unwrap();
    let rings = outlines::read(table).unwrap();
    for ring in &rings {
        assert!(ring.vertices.len() >= 4 && ring.vertices.first() == ring.vertices.last(), "{}", ring.economy);
        assert!(ring.vertices.iter().all(|(x, y)| x.abs() <= 18_000 && y.abs() <= 9_000), "{}", ring.economy);
    }
    for code in ["RUS", "CHN", "XKX", "MLT", "VAT", "NRU"] {
        assert!(rings.iter().any(|r| r.economy == economy(code)), "{code}");
    }
    assert!(!rings.iter().any(|r| r.economy.code() == "ATA"));
}
