//! Every reader of the prepared tables on a few true rows, and on rows that it must refuse.

use std::io::Write;
use std::path::{Path, PathBuf};
use suzerain_sources::error::ImportError;
use suzerain_sources::input::ByteCounter;
use suzerain_sources::prepared::{Prepared, baci, cow, geodist, icio, io_blocks, outlines, reserves, sipri, unga, wdi};

type Reader = fn(&Path, &ByteCounter) -> Result<Prepared, ImportError>;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/prepared")
}

fn read(reader: Reader) -> Prepared {
    let prepared = reader(&fixtures(), &ByteCounter::default()).unwrap();
    assert!(prepared.report.balances(), "{}", prepared.report);
    prepared
}

/// The rows as words, numbers in the shortest form.
fn rows(prepared: &Prepared, columns: &[&str]) -> Vec<String> {
    let frame = &prepared.frame;
    let cell = |name: &str, row: usize| {
        frame
            .labels(name)
            .map(|l| l.get(row).to_owned())
            .or_else(|_| frame.ints(name).map(|v| v[row].to_string()))
            .or_else(|_| frame.floats(name).map(|v| v[row].to_string()))
            .unwrap()
    };
    (0..frame.rows()).map(|row| columns.iter().map(|c| cell(c, row)).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn domestic_sales_and_trade_of_2023_are_parted() {
    let columns = ["year", "exporter", "importer", "item", "value_kusd"];
    let trade = rows(&read(baci::world_2023), &columns);
    assert_eq!(trade[2], "2023 CHN IRN TOTAL 10025663.7243118");
    assert_eq!((trade.len(), trade[3].as_str()), (6, "2023 CHN RUS TOTAL 110013940.899933"));
    let own = rows(&read(baci::domestic_2023), &columns);
    assert_eq!((own.len(), own[3].as_str()), (4, "2023 RUS RUS TOTAL 1698119498.21466"));
}

#[test]
fn products_are_sorted_rounded_and_checked_against_the_numbers() {
    let prepared = read(baci::products);
    let found = rows(&prepared, &["year", "exporter", "importer", "item", "value_kusd", "quantity_t"]);
    assert_eq!(found[0], "1995 CAN USA 282530 2.893 0.234");
    assert!(found.iter().any(|r| r.starts_with("2023 TWN CHN ")), "BACI's S19 is Taiwan");
    assert!(found.is_sorted_by_key(|r| r.split(' ').next().map(str::to_owned)));
    assert_eq!(prepared.report.repaired.values().sum::<u64>(), 1);
    let names = rows(&read(baci::product_names), &["item", "name"]);
    assert!(names[0].starts_with("270900 "), "{names:?}");
}

#[test]
fn inter_country_trade_tariffs_and_elasticities() {
    let trade = read(icio::trade);
    let columns = ["year", "item", "exporter", "importer", "value_kusd"];
    let services: Vec<String> = rows(&trade, &columns).into_iter().filter(|r| r.contains("2011 D_T")).collect();
    assert_eq!(services.len(), 4);
    assert!(trade.frame.floats("value_kusd").unwrap().iter().all(|v| v.fract().abs() < f64::EPSILON));
    assert!(read(icio::tariffs).frame.rows() > 0);
    assert_eq!(read(icio::elasticities).frame.rows(), 8 * 28);
}

#[test]
fn the_set_of_29_must_be_whole() {
    assert_eq!(read(baci::totals_29).meta.universe.as_deref(), Some("covered-29"));
}

#[test]
fn world_bank_series_lose_their_aggregates_by_code() {
    let all = wdi::vintages(&fixtures(), &ByteCounter::default()).unwrap();
    let sources: Vec<&str> = all.iter().map(|p| p.meta.source.as_str()).collect();
    assert_eq!(sources, ["wdi-2026-07", "wdi-2026-04", "wdi-2025-06", "wdi-2023-05"]);
    for prepared in &all {
        assert!(prepared.report.balances() && prepared.report.dropped.contains_key("aggregate WLD"));
        assert!(prepared.frame.labels("economy").unwrap().names == ["RUS"]);
    }
    let constant = read(wdi::gdp_constant);
    assert_eq!(constant.report.dropped["aggregate WLD"], 30);
    assert_eq!(constant.report.dropped["aggregate without a code"], 1);
}

#[test]
fn capabilities_and_alliances_start_with_1950() {
    let nmc = read(cow::nmc);
    assert_eq!(nmc.report.dropped["before 1950"], 1);
    let found = rows(&nmc, &["variable", "economy", "year", "value"]);
    assert!(found.contains(&"cinc_published CHN 2022 0.23409663".to_owned()), "{found:?}");
    let atop = rows(
        &read(cow::atop),
        &["year", "economy_a", "economy_b", "defense", "offense", "neutrality", "nonaggression", "consultation"],
    );
    assert_eq!(
        atop,
        ["1950 CHN RUS 1 1 0 1 0", "1955 CHN RUS 1 0 0 1 0", "2001 CHN RUS 0 0 0 1 1", "2018 CHN RUS 0 0 0 1 1"]
    );
}

#[test]
fn a_vote_that_stands_twice_is_kept_once_under_the_date_of_the_others() {
    let found = rows(&read(unga::votes), &["session", "date", "resolution", "economy", "vote"]);
    assert_eq!(found.len(), 7);
    assert_eq!(found[6], "78 20231027 78015 YEM 1");
}

#[test]
fn reserves_are_fractions_by_day() {
    let russia = rows(&read(reserves::bank_of_russia), &["breakdown", "date", "holder", "asset", "share", "basis"]);
    assert!(russia.contains(&"currency 20220101 RUS CNY 0.171 rt2022/vg.hu".to_owned()), "{russia:?}");
    assert!(russia.iter().any(|r| r.starts_with("place 20220101 RUS CHN 0.161")));
    let world = rows(&read(reserves::cofer), &["date", "holder", "asset", "share"]);
    assert!(world.contains(&"20251231 ROW CNY 0.0195".to_owned()), "{world:?}");
}

#[test]
fn arms_are_stated_for_every_year_and_for_one_pair_only() {
    let found = rows(&read(sipri::russia_china), &["year", "supplier", "recipient", "tiv_m"]);
    assert_eq!(found.len(), 60);
    for row in ["2005 RUS CHN 3066", "2024 RUS CHN 30", "2018 CHN RUS 9.6", "1995 CHN RUS 0"] {
        assert!(found.contains(&row.to_owned()), "{row}");
    }
}

#[test]
fn old_codes_of_distances_are_known() {
    let found = rows(&read(geodist::pairs), &["origin", "destination"]);
    assert_eq!(found.len(), 25);
    assert!(found.contains(&"SRB PSE".to_owned()) && found.contains(&"CHN ROU".to_owned()));
}

#[test]
fn input_output_blocks_join_on_labels_in_any_order() {
    let system = read(io_blocks::inter_country);
    let cells = rows(&system, &["block", "seller", "seller_sector", "buyer", "buyer_sector"]);
    for cell in ["intermediate CHN ELE RUS MAC", "from_rest ROW AGR RUS ", "value_added RUS ENE  "] {
        assert!(cells.contains(&cell.to_owned()), "{cell}");
    }
    let national = read(io_blocks::national);
    let (blocks, buyers) = (national.frame.labels("block").unwrap(), national.frame.labels("buyer").unwrap());
    let values = national.frame.floats("value").unwrap();
    for economy in ["CHN", "RUS"] {
        let of = (0..values.len()).filter(|r| blocks.get(*r) == "final_share" && buyers.get(*r) == economy);
        assert!((of.map(|r| values[r]).sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

/// Writes a file of a data folder and reads it.
fn refused(reader: Reader, file: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let out = std::fs::File::create(&path).unwrap();
    if file.ends_with(".gz") {
        let mut gz = flate2::write::GzEncoder::new(out, flate2::Compression::fast());
        gz.write_all(text.as_bytes()).unwrap();
        gz.finish().unwrap();
    } else {
        (&out).write_all(text.as_bytes()).unwrap();
    }
    let message = reader(folder.path(), &ByteCounter::default()).unwrap_err().to_string();
    message.replace(&folder.path().display().to_string(), "")
}

#[test]
fn wrong_rows_are_refused_with_their_place() {
    let file = "world2023_194/trade_2023_with_domestic.csv.gz";
    let header = "year,exporter,importer,value_kusd\n2023,RUS,CHN,1\n";
    for (rows, expected) in [
        (
            "2023,RUS,CHN,1\n",
            "line 3: the flow RUS to CHN of TOTAL in 2023 stands here a second time (first on line 2)",
        ),
        ("2023,RUS,KAZ,-1\n", "line 3, column `value_kusd`: `-1` is not a number of at least zero"),
        ("2023,RUS,KAZ,NaN\n", "line 3, column `value_kusd`: `NaN` is not a finite number"),
        ("2023,RUS,KAZ,\n", "line 3, column `value_kusd`"),
        ("2023,RUS,XXX,1\n", "line 3, column `importer`: `XXX` is not the code of a known economy"),
        ("23,RUS,KAZ,1\n", "line 3, column `year`: `23` is not a year"),
        ("2023,RUS,KAZ\n", "the row has 3 fields, the header 4"),
    ] {
        let message = refused(baci::world_2023, file, &format!("{header}{rows}"));
        assert!(message.contains(expected), "{message}");
    }
    let message = refused(baci::world_2023, file, "year,from,to,value_kusd\n");
    assert!(message.contains("no column for `exporter`; the headers are [\"year\", \"from\""), "{message}");
}

#[test]
fn other_files_are_refused_too() {
    let votes = "un_votes/unga_votes_sessions_1_78_ccode.csv.gz";
    let twice = "session,date,resid,ccode,vote\n78,2023-10-27,1,2,3\n78,2023-10-27,1,2,1\n";
    assert!(refused(unga::votes, votes, twice).contains("line 3: the vote of USA on roll call 1"));
    let no_day = "session,date,resid,ccode,vote\n78,2023-2147483647-27,1,2,3\n";
    assert!(refused(unga::votes, votes, no_day).contains("is not a day as yyyy-mm-dd"));
    let product = "baci_fuels_minerals/baci_hs92_74codes_1995_2024.csv.gz";
    let wrong = "year,exporter,importer,hs92_6,value_kusd,qty_tonnes,i,j\n2023,RUS,CHN,270900,1,,643,392\n";
    assert!(refused(baci::products, product, wrong).contains("column `j`: `392` is not BACI's number of CHN"));
    let share = "date,asset,share_pct,secondary_source\n2022-01-01,CNY,171,x\n";
    let file = "reserves/bank_of_russia_reserve_shares.csv";
    assert!(refused(reserves::bank_of_russia, file, share).contains("per cent from 0 to 100"));
    let day = "date,asset,share_pct,secondary_source\n2022-13-01,CNY,17.1,x\n";
    assert!(refused(reserves::bank_of_russia, file, day).contains("a day as yyyy-mm-dd"));
    let map = "map_geometry/countries-50m.json";
    assert!(refused(outlines::rings, map, "{}").contains("not a quantized TopoJSON"));
    assert!(refused(outlines::rings, map, "{").contains("EOF"));
    let workbook = refused(wdi::gdp_current, "wdi/GDP_wdi_raw.xls", "not a workbook");
    assert!(workbook.contains("cannot be read"), "{workbook}");
    let archive = refused(io_blocks::national, "icio2022_full/icio2022_Z_4000x4000_country_major.npz", "PK");
    assert!(archive.contains("cannot be read"), "{archive}");
}
