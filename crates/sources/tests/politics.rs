//! NMC, ATOP, UN votes, SIPRI and COW trade: the publishers' layouts become tidy tables, the same
//! as the rows of the prepared tables.

mod shared;

use shared::{fixture, prepared};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::input::{ByteCounter, plain};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_sources::text::{Layout, Table};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::obligations::{self, Clauses};
use suzerain_tables::store::{Absent, Selection, TableFile, TableStatus};
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange, arms};

fn run(publisher: Publisher, file: &Path) -> Result<(TableFile, ImportReport), ImportError> {
    let dir = tempfile::tempdir().unwrap();
    let report = import(publisher, &[file.to_owned()], dir.path(), &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    Ok((TableFile::open(&report.written[0].0).unwrap(), report))
}

/// Imports a text under a name.
fn run_text(publisher: Publisher, name: &str, text: &str) -> Result<(TableFile, ImportReport), ImportError> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(name);
    std::fs::write(&file, text).unwrap();
    run(publisher, &file)
}

fn refusal(publisher: Publisher, name: &str, text: &str) -> String {
    run_text(publisher, name, text).err().map_or_else(|| panic!("{name} was accepted"), |e| e.to_string())
}

/// The columns asked for, row by row, of a delimited file; read without any importer.
fn cells(path: &Path, columns: &[&str], mut each: impl FnMut(&[String])) {
    let input = plain(path);
    let mut table = Table::open(path, input.open(&ByteCounter::default()).unwrap(), Layout::default()).unwrap();
    let columns: Vec<_> = columns.iter().map(|c| table.column(&[c]).unwrap()).collect();
    while table.advance().unwrap() {
        let row: Vec<String> = columns.iter().map(|c| table.text(c).unwrap().into_owned()).collect();
        each(&row);
    }
}

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

fn state(number: &str, year: &str) -> Economy {
    Economy::from_cow(number.parse().unwrap(), year.parse().unwrap()).unwrap()
}

// National Material Capabilities ------------------------------------------------------------------

const NMC: [(&str, &str); 7] = [
    ("milex", "milex_kusd"),
    ("milper", "milper_k"),
    ("irst", "irst_kt"),
    ("pec", "pec_kt"),
    ("tpop", "tpop_k"),
    ("upop", "upop_k"),
    ("cinc", "cinc_published"),
];

type Values = BTreeSet<(i32, String, String, u64)>;

fn values(table: &TableFile) -> Values {
    let frame = table.read(&Selection::default()).unwrap();
    let (years, economies) = (frame.ints("year").unwrap(), frame.labels("economy").unwrap());
    let (variables, values) = (frame.labels("variable").unwrap(), frame.floats("value").unwrap());
    (0..frame.rows())
        .map(|i| (years[i], economies.get(i).to_owned(), variables.get(i).to_owned(), values[i].to_bits()))
        .collect()
}

#[test]
fn capabilities_come_out_in_the_units_of_their_names() {
    let (table, report) = run(Publisher::Nmc, &fixture("nmc/NMC-70-abridged.csv")).unwrap();
    assert_eq!((table.meta().source.as_str(), table.meta().vintage.as_str()), ("cow-nmc", "7.0"));
    let data = Indicators::read(&table).unwrap();
    let at = |variable: &str, code: &str, year| data.get(variable, economy(code), Year(year));
    assert_eq!(at("milex_kusd", "USA", 2022), Observation::Known(838_814_000.0));
    assert_eq!(at("cinc_published", "USA", 1816), Observation::Known(0.039_697_491));
    // Pounds sterling until 1913.
    assert_eq!(at("milper_k", "USA", 1913), Observation::Known(155.0));
    assert!(matches!(at("milex_kusd", "USA", 1913), Observation::Missing(Missing::OutsideWindow { .. })));
    assert!(at("milex_kgbp", "USA", 1913).known().is_some());
    assert_eq!(at("milex_kusd", "USA", 1914), Observation::Known(253_205.0));
    // -9 in the file, and no year before or after it.
    assert!(matches!(at("milex_kusd", "BHS", 1993), Observation::Missing(Missing::NotCovered { .. })));
    assert!(report.notes.iter().any(|n| n.ends_with("missing values of milex_kusd")), "{report}");
}

#[test]
fn capabilities_are_those_of_the_prepared_table() {
    let Some(path) = prepared("cow/cow_nmc.csv") else { return };
    let file = fixture("nmc/NMC-70-abridged.csv");
    let mut keys = BTreeSet::new();
    cells(&file, &["ccode", "year"], |row| {
        keys.insert((row[0].clone(), row[1].clone()));
    });
    let mut columns = vec!["ccode", "year"];
    columns.extend(NMC.map(|(name, _)| name));
    let mut expected = Values::new();
    cells(&path, &columns, |row| {
        if !keys.contains(&(row[0].clone(), row[1].clone())) {
            return;
        }
        let (economy, year) = (state(&row[0], &row[1]), row[1].parse().unwrap());
        for ((name, variable), cell) in NMC.iter().zip(&row[2..]) {
            if !cell.is_empty() {
                let bits = cell.parse::<f64>().unwrap().to_bits();
                let sterling = *name == "milex" && year < 1914;
                let variable = if sterling { "milex_kgbp" } else { *variable };
                expected.insert((year, economy.code().to_owned(), variable.to_owned(), bits));
            }
        }
    });
    assert_eq!(values(&run(Publisher::Nmc, &file).unwrap().0), expected);
    let (whole, report) = run(Publisher::Nmc, &path).unwrap();
    assert_eq!((report.rows_read, report.rows_kept), (17_121, 17_121), "{report}");
    let data = Indicators::read(&whole).unwrap();
    for (code, share) in [("CHN", 0.2341), ("USA", 0.1236), ("RUS", 0.0382)] {
        let found = data.get("cinc_published", economy(code), Year(2022)).known().unwrap();
        assert!((found - share).abs() < 5e-5, "{code}: {found}");
    }
}

#[test]
fn bad_capability_files_are_refused_with_their_place() {
    let header = "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc\n";
    let twice = format!("{header}USA,2,1950,1,1,1,1,1,1,.1\nUSA,2,1950,1,1,1,1,1,1,.1\n");
    assert!(refusal(Publisher::Nmc, "n.csv", &twice).contains("line 3, column `ccode`: USA in 1950"));
    let negative = format!("{header}USA,2,1950,-8,1,1,1,1,1,.1\n");
    assert!(refusal(Publisher::Nmc, "n.csv", &negative).contains("line 2, column `milex`: `-8` is not"));
    assert!(refusal(Publisher::Nmc, "n.csv", "a,b\n").contains("the headers are [\"a\", \"b\"]"));
    let unknown = format!("{header}XXX,999,1950,1,1,1,1,1,1,.1\nUSA,2,1950,-9,1,,1,1,1,.1\n");
    let (_, report) = run_text(Publisher::Nmc, "n.csv", &unknown).unwrap();
    assert_eq!(report.dropped["unknown state number 999"], 1);
}

// Product and population since 1816 ---------------------------------------------------------------

#[test]
fn estimates_of_product_come_out_in_dollars_and_persons_with_their_deviations() {
    let (table, report) = run(Publisher::HistoricalGdp, &fixture("historical_gdp/cw_gdppop.csv")).unwrap();
    assert_eq!((table.meta().source.as_str(), table.meta().status), ("historical-gdp", TableStatus::Estimated));
    assert_eq!((report.rows_read, report.rows_kept), (6, 6), "{report}");
    let data = Indicators::read(&table).unwrap();
    let at = |variable: &str, code: &str, year| data.get(variable, economy(code), Year(year)).known();
    assert_eq!(at("gdp_estimated", "RUS", 1955), Some(1_451_113.978_735_41 * 1e6));
    assert_eq!(at("gdp_estimated_sd", "RUS", 1955), Some(625_558.113_874_389 * 1e6));
    assert_eq!(at("gdp_per_head_estimated", "CHN", 1955), Some(1_104.884_507_789_51));
    assert_eq!(at("population_estimated", "CHN", 1955), Some(610.838_084_878_776 * 1e6));
    assert_eq!(at("gdp_estimated", "CHN", 1956), None);
}

#[test]
fn the_whole_file_of_estimates_is_read() {
    let Some(path) = prepared("gdp_isard/cw_gdppop.csv.gz") else { return };
    let (table, report) = run(Publisher::HistoricalGdp, &path).unwrap();
    assert_eq!(report.rows_read, 16_536, "{report}");
    let data = Indicators::read(&table).unwrap();
    // 2019: Russia 4.11, China 23.7 trillion dollars of 2017.
    for (code, trillions) in [("RUS", 4.11), ("CHN", 23.7)] {
        let found = data.get("gdp_estimated", economy(code), Year(2019)).known().unwrap() / 1e12;
        assert!((found / trillions - 1.0).abs() < 2e-3, "{code}: {found}");
    }
}

#[test]
fn bad_files_of_estimates_are_refused_with_their_place() {
    let header = "ccode,year,mrgdppc,sd_mrgdppc,pwtrgdp,sd_pwtrgdp,pwtpop,sd_pwtpop\n";
    let refused = |rows: &str| refusal(Publisher::HistoricalGdp, "cw_gdppop.csv", &format!("{header}{rows}"));
    assert!(refused("2,1950,1,1,1,1,1,1\n2,1950,1,1,1,1,1,1\n").contains("line 3, column `ccode`: USA in 1950"));
    assert!(refused("2,1950,-1,1,1,1,1,1\n").contains("line 2, column `mrgdppc`: `-1` is not"));
    assert!(refused("2,1950,NA,NA,NA,NA,NA,NA\n").contains("no values here"));
    assert!(refusal(Publisher::HistoricalGdp, "x.csv", "ccode,year\n").contains("`pwtrgdp`"));
    let numbers = "gwcode,year,mrgdppc,sd_mrgdppc,pwtrgdp,sd_pwtrgdp,pwtpop,sd_pwtpop\n999,1950,1,1,1,1,1,1\n2,1950,NA,1,1,1,1,1\n";
    let (_, report) = run_text(Publisher::HistoricalGdp, "gw_gdppop.csv", numbers).unwrap();
    assert_eq!(report.dropped["unknown state number 999"], 1);
    assert!(report.notes.iter().any(|n| n == "1 missing values of gdp_per_head_estimated"), "{report}");
}

// Alliances ---------------------------------------------------------------------------------------

type Alliances = BTreeMap<(i16, Economy, Economy), Clauses>;

fn alliances(table: &TableFile) -> Alliances {
    let mut out = Alliances::new();
    obligations::each(table, |o| {
        assert!(out.insert((o.year.0, o.pair.0, o.pair.1), o.clauses).is_none());
    })
    .unwrap();
    out
}

#[test]
fn both_alliance_files_give_the_same_table() {
    let (undirected, report) = run(Publisher::Atop, &fixture("atop/atop5_1dy.csv")).unwrap();
    assert_eq!(undirected.meta().vintage, "5.1");
    assert!(report.aggregated.is_empty(), "{report}");
    let (directed, report) = run(Publisher::Atop, &fixture("atop/atop5_1ddyr.csv")).unwrap();
    assert_eq!(report.aggregated["the other direction of a pair"], report.rows_kept);
    let rows = alliances(&undirected);
    assert_eq!(rows, alliances(&directed));
    let pair = |year| rows[&(year, economy("CHN"), economy("RUS"))];
    assert!(pair(1955).defense);
    assert_eq!(pair(2012).names(), ["non-aggression", "consultation"]);
    assert_eq!(pair(2012).ordinal(), 2);
    // A state without any alliance in the file is covered all the same, in its years.
    let window = |code| undirected.meta().coverage.window("obligations", economy(code));
    let span = YearRange::new(Year(rows.keys().next().unwrap().0), Year(2018));
    assert_eq!(window("BRA"), Some(span));
    assert_eq!(window("UKR"), Some(YearRange::new(Year(1991), Year(2018))));
    assert_eq!(window("HKG"), None);
}

#[test]
fn alliances_are_those_of_the_prepared_table() {
    let Some(path) = prepared("cow/atop_alliance.csv.gz") else { return };
    let mut expected = Alliances::new();
    let columns =
        ["ccode1", "ccode2", "year", "atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"];
    let mut text = String::from("stateA,stateB,year,defense,offense,neutral,nonagg,consul\n");
    cells(&path, &columns, |row| {
        text.push_str(&row.join(","));
        text.push('\n');
        let pair = obligations::ordered(state(&row[0], &row[2]), state(&row[1], &row[2]));
        let on = |i: usize| row[i] == "1";
        if row[3..].iter().any(|c| c == "1") {
            let e = expected.entry((row[2].parse().unwrap(), pair.0, pair.1)).or_default();
            e.defense |= on(3);
            e.offense |= on(4);
            e.neutrality |= on(5);
            e.nonaggression |= on(6);
            e.consultation |= on(7);
        }
    });
    let fixed = alliances(&run(Publisher::Atop, &fixture("atop/atop5_1dy.csv")).unwrap().0);
    for (key, clauses) in &fixed {
        assert_eq!(expected[key], *clauses, "{key:?}");
    }
    let (whole, report) = run_text(Publisher::Atop, "atop5_1ddyr.csv", &text).unwrap();
    // 136,625 and 23 pairs and years without a clause are the 136,648 rows of the undirected file.
    assert_eq!((report.rows_read, report.rows_kept), (273_296, 136_625), "{report}");
    assert_eq!(alliances(&whole), expected);
}

#[test]
fn bad_alliance_files_are_refused_with_their_place() {
    let header = "dyad,mem1,mem2,year,atopally,defense,offense,neutral,nonagg,consul\n";
    let twice = format!("{header}2020,2,20,1950,1,1,0,0,0,0\n2020,20,2,1950,1,1,0,0,0,0\n");
    assert!(refusal(Publisher::Atop, "atop5_1dy.csv", &twice).contains("line 3: the pair of states 2 and 20 in 1950"));
    let flag = format!("{header}2020,2,20,1950,1,1,0,0,7,0\n");
    assert!(refusal(Publisher::Atop, "atop5_1dy.csv", &flag).contains("column `nonagg`: `7` is not 0 or 1"));
    assert!(refusal(Publisher::Atop, "a.csv", "atopid,member\n").contains("`mem1`"));
}

// Votes -------------------------------------------------------------------------------------------

type Votes = BTreeSet<(i32, i32, String, i32)>;

fn votes(table: &TableFile) -> Votes {
    let frame = table.read(&Selection::default()).unwrap();
    let int = |name| frame.ints(name).unwrap();
    let economies = frame.labels("economy").unwrap();
    (0..frame.rows())
        .map(|i| (int("session")[i], int("resolution")[i], economies.get(i).to_owned(), int("vote")[i]))
        .collect()
}

#[test]
fn votes_are_kept_and_absences_counted() {
    let (table, report) = run(Publisher::UnVotes, &fixture("un_votes/UNVotes.csv")).unwrap();
    assert_eq!(report.dropped["not a member (9)"], 2);
    let rows = votes(&table);
    assert!(rows.contains(&(1, 1001, "USA".into(), 1)) && rows.contains(&(1, 1001, "CAN".into(), 3)));
    assert_eq!(table.meta().vintage, "sessions 1-78");
    let window = table.meta().coverage.window("votes", economy("RUS")).unwrap();
    assert_eq!(window, YearRange::new(Year(1946), Year(2023)));
    let header = "rcid,ccode,member,vote,Country,Countryname,year,session,date\n";
    let old = format!("{header}3,2,1,1,USA,United States,1946,1,1/1/1946\n3,365,1,8,RUS,Russia,1946,1,1/1/1946\n");
    let (table, report) = run_text(Publisher::UnVotes, "UNVotes.csv", &old).unwrap();
    assert_eq!(votes(&table), Votes::from([(1, 3, "USA".into(), 1)]));
    assert_eq!(report.dropped["absent (8)"], 1);
}

#[test]
fn votes_are_those_of_the_prepared_table() {
    let Some(path) = prepared("un_votes/unga_votes_sessions_1_78_ccode.csv.gz") else { return };
    let mut expected = Votes::new();
    cells(&path, &["session", "date", "resid", "ccode", "vote"], |row| {
        if ["1001", "1002", "78001"].contains(&row[2].as_str()) {
            let code = state(&row[3], &row[1][..4]).code().to_owned();
            expected.insert((row[0].parse().unwrap(), row[2].parse().unwrap(), code, row[4].parse().unwrap()));
        }
    });
    assert_eq!(votes(&run(Publisher::UnVotes, &fixture("un_votes/UNVotes.csv")).unwrap().0), expected);
    let (_, report) = run(Publisher::UnVotes, &path).unwrap();
    assert_eq!((report.rows_read, report.rows_kept), (855_890, 855_887));
    assert_eq!(report.dropped["the same vote of the same state a second time"], 3);
}

#[test]
fn bad_vote_files_are_refused_with_their_place() {
    let header = "resid,ccode,vote,session,date\n";
    let two = format!("{header}1001,2,1,1,1946-01-01\n1001,2,3,1,1946-01-01\n");
    assert!(refusal(Publisher::UnVotes, "v.csv", &two).contains("line 3: another vote of USA on roll call 1001"));
    let vote = format!("{header}1001,2,4,1,1946-01-01\n");
    assert!(refusal(Publisher::UnVotes, "v.csv", &vote).contains("line 2, column `vote`: `4` is not a vote"));
    let day = format!("{header}1001,2,1,1,01.01.1946\n");
    assert!(refusal(Publisher::UnVotes, "v.csv", &day).contains("column `date`"));
}

// Arms --------------------------------------------------------------------------------------------

type Arms = BTreeMap<(i16, Economy, Economy), f64>;

fn deliveries(table: &TableFile) -> Arms {
    arms::read(table).unwrap().into_iter().map(|d| ((d.year.0, d.supplier, d.recipient), d.tiv_m)).collect()
}

#[test]
fn both_registers_are_read() {
    let (table, report) = run(Publisher::Sipri, &fixture("sipri/deliveries.csv")).unwrap();
    assert_eq!(table.meta().status, TableStatus::Observed);
    let (rus, chn) = (economy("RUS"), economy("CHN"));
    assert_eq!(deliveries(&table), Arms::from([((2024, rus, chn), 30.0)]));
    assert_eq!(report.dropped["international organisation: OSCE**"], 2);
    // The register names the weapons; their volumes add up to those of the pair.
    let weapons = arms::read_weapons(&table).unwrap();
    assert!(weapons.iter().all(|w| w.name != "not named") && !weapons.is_empty(), "{weapons:?}");
    assert_eq!(weapons.iter().map(|w| w.delivery.tiv_m).sum::<f64>(), 30.0);

    let (table, report) = run(Publisher::Sipri, &fixture("sipri/trade-register.csv")).unwrap();
    assert_eq!(table.meta().status, TableStatus::Estimated);
    let rows = deliveries(&table);
    // 165 over 2009-2012 and 650 over 2006-2011; 243 over 1962, 1964 and 1965, by the Soviet Union.
    assert!((rows[&(2010, rus, chn)] - (165.0 / 4.0 + 650.0 / 6.0)).abs() < 1e-9);
    assert!((rows[&(1964, rus, chn)] - 81.0).abs() < 1e-9);
    assert!(report.repaired.keys().any(|k| k == "Soviet Union entered under RUS"), "{report}");
    let total: f64 = rows.values().sum();
    assert!((total - (165.0 + 175.5 + 650.0 + 325.0 + 243.0 + 12.8)).abs() < 1e-9);
    let span = YearRange::new(Year(1957), Year(2020));
    assert_eq!(table.meta().coverage.window("flows", chn), Some(span));
}

#[test]
fn the_register_of_deliveries_sums_to_the_prepared_dyad_years() {
    let register = "sipri_arms/sipri_trade_register_1995_2025_gen2026-02-12.csv.gz";
    let (Some(path), Some(dyads)) =
        (prepared(register), prepared("sipri_arms/sipri_tiv_dyad_year_1995_2025_from_register.csv.gz"))
    else {
        return;
    };
    let (table, report) = run(Publisher::Sipri, &path).unwrap();
    let rows = deliveries(&table);
    let (rus, chn, usa) = (economy("RUS"), economy("CHN"), economy("USA"));
    for (year, tiv) in [(2005, 3066.0), (2018, 1656.0), (2021, 467.0), (2023, 327.0), (2024, 30.0)] {
        let found = rows[&(year, rus, chn)];
        assert!((found - tiv).abs() < 0.5, "{year}: {found}");
    }
    let (mut theirs, mut dropped, mut dropped_us_2024) = (0.0, 0.0, 0.0);
    let mut by_cell = Arms::new();
    cells(&dyads, &["supplier", "recipient", "year", "tiv_m"], |row| {
        let (year, tiv): (i16, f64) = (row[2].parse().unwrap(), row[3].parse().unwrap());
        theirs += tiv;
        let named = |name: &str| Economy::resolve(name, Some(year)).map(|e| e.continuer().unwrap_or(e));
        let starred = row[0].ends_with('*') || row[1].ends_with('*');
        match (named(&row[0]), named(&row[1])) {
            (Ok(a), Ok(b)) if !starred => *by_cell.entry((year, a, b)).or_default() += tiv,
            _ => {
                dropped += tiv;
                dropped_us_2024 += if (row[0].as_str(), year) == ("United States", 2024) { tiv } else { 0.0 };
            }
        }
    });
    for (key, tiv) in &by_cell {
        assert!((rows[key] - tiv).abs() < 0.01, "{key:?}: {} {tiv}", rows[key]);
    }
    // The publisher's table of exporters has 13,512 for the United States, deliveries to
    // organisations included.
    let us_2024: f64 = rows.iter().filter(|(k, _)| k.0 == 2024 && k.1 == usa).map(|(_, v)| v).sum();
    assert!((us_2024 + dropped_us_2024 - 13_512.0).abs() < 1.0, "{us_2024} {dropped_us_2024}");
    let ours: f64 = rows.values().sum();
    assert!((theirs - ours - dropped).abs() < 0.1 && dropped / theirs < 0.01, "{theirs} {ours} {dropped}");
    assert!(report.notes.iter().any(|n| n.starts_with("3660.8 million TIV")), "{report}");
}

#[test]
fn the_register_of_deals_is_read_whole() {
    let Some(path) = prepared("sipri_arms/sipri_trade_register_1950_2024_gen2025-03-29.csv.gz") else { return };
    let (table, report) = run(Publisher::Sipri, &path).unwrap();
    assert_eq!(report.rows_read, 28_349);
    let mut stated = 0.0;
    cells(&path, &["SIPRI TIV of delivered weapons"], |row| stated += row[0].parse::<f64>().unwrap_or(0.0));
    let ours: f64 = deliveries(&table).values().sum();
    assert!((stated - ours - 11_172.6).abs() < 0.1, "{stated} {ours} {report}");
}

#[test]
fn bad_registers_are_refused_with_their_place() {
    let header = "Supplier,Recipient,SIPRI AT Database ID,Delivery year,TIV delivery values\n";
    let twice = format!("Explanation\n{header}Russia,China,1,2020,5\nRussia,China,1,2020,5\n");
    assert!(refusal(Publisher::Sipri, "r.csv", &twice).contains("line 4, column `SIPRI AT Database ID`"));
    let negative = format!("{header}Russia,China,1,2020,-5\n");
    assert!(refusal(Publisher::Sipri, "r.csv", &negative).contains("`-5` is not"));
    assert!(refusal(Publisher::Sipri, "r.csv", "a,b\n1,2\n").contains("[\"a\", \"b\"]"));
}

// Trade -------------------------------------------------------------------------------------------

type Trade = BTreeMap<(i16, Economy, Economy), f64>;

fn flows(table: &TableFile) -> Trade {
    let flows = trade::read(table, &FlowFilter::default()).unwrap();
    (0..flows.len()).map(|i| ((flows.year[i].0, flows.exporter[i], flows.importer[i]), flows.value_kusd[i])).collect()
}

#[test]
fn flow_1_is_what_state_1_imports() {
    let (table, report) = run(Publisher::CowTrade, &fixture("cow_trade/Dyadic_COW_4.0.csv")).unwrap();
    let meta = table.meta();
    assert_eq!((meta.source.as_str(), meta.vintage.as_str(), meta.absent), ("cow-trade", "4.0", Absent::Unknown));
    let rows = flows(&table);
    let at = |year, exporter, importer| rows.get(&(year, economy(exporter), economy(importer))).copied();
    assert_eq!(at(2014, "CHN", "RUS"), Some(51_135_000.0));
    assert_eq!(at(2014, "RUS", "CHN"), Some(42_807_000.0));
    // -9 in the file.
    assert_eq!((at(1930, "CAN", "USA"), at(1930, "USA", "CAN")), (None, Some(578_000.0)));
    assert!(report.notes.iter().any(|n| n == "2 rows have one of the two flows only"), "{report}");
}

#[test]
fn trade_is_that_of_the_prepared_table() {
    let Some(path) = prepared("cow/cow_trade_dyadic_v4.csv.gz") else { return };
    let columns = ["ccode1", "ccode2", "year", "flow1", "flow2"];
    let mut keys = BTreeSet::new();
    cells(&fixture("cow_trade/Dyadic_COW_4.0.csv"), &columns, |row| {
        keys.insert(row[..3].to_vec());
    });
    let mut expected = Trade::new();
    cells(&path, &columns, |row| {
        if !keys.contains(&row[..3]) {
            return;
        }
        let (one, two) = (state(&row[0], &row[2]), state(&row[1], &row[2]));
        for (exporter, importer, cell) in [(two, one, &row[3]), (one, two, &row[4])] {
            if !cell.is_empty() {
                let kusd = cell.parse::<f64>().unwrap() * 1000.0;
                expected.insert((row[2].parse().unwrap(), exporter, importer), kusd);
            }
        }
    });
    assert_eq!(flows(&run(Publisher::CowTrade, &fixture("cow_trade/Dyadic_COW_4.0.csv")).unwrap().0), expected);
    let (_, report) = run(Publisher::CowTrade, &path).unwrap();
    assert_eq!(report.rows_read, 673_654);
    assert!(!report.dropped.keys().any(|k| k.starts_with("unknown")), "{report}");
}

#[test]
fn the_dyadic_file_is_chosen_from_an_archive() {
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("COW_Trade_4.0.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&archive).unwrap());
    let mut text = Vec::new();
    std::fs::File::open(fixture("cow_trade/Dyadic_COW_4.0.csv")).unwrap().read_to_end(&mut text).unwrap();
    for (name, bytes) in [
        ("COW_Trade_4.0/National_COW_4.0.csv", b"ccode,year\n".as_slice()),
        ("COW_Trade_4.0/Dyadic_COW_4.0.csv", &text),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    }
    zip.finish().unwrap();
    let (table, report) = run(Publisher::CowTrade, &archive).unwrap();
    assert_eq!(flows(&table), flows(&run(Publisher::CowTrade, &fixture("cow_trade/Dyadic_COW_4.0.csv")).unwrap().0));
    assert!(report.notes.iter().any(|n| n.ends_with("National_COW_4.0.csv")), "{report}");
}

#[test]
fn bad_trade_files_are_refused_with_their_place() {
    let header = "ccode1,ccode2,year,flow1,flow2\n";
    let twice = format!("{header}2,20,1950,1,1\n20,2,1950,1,1\n");
    assert!(refusal(Publisher::CowTrade, "d.csv", &twice).contains("line 3: the pair of states 2 and 20 in 1950"));
    let negative = format!("{header}2,20,1950,-1,1\n");
    assert!(refusal(Publisher::CowTrade, "d.csv", &negative).contains("line 2, column `flow1`: `-1` is not"));
    let files: Vec<PathBuf> = ["a.csv", "b.csv"].iter().map(PathBuf::from).collect();
    assert!(import(Publisher::CowTrade, &files, Path::new("x"), &ImportOptions::default(), &mut Silent).is_err());
}
