//! Diplomatic missions and own values by ordered pair: what is read, and what is refused.

mod shared;

use shared::{fixture, prepared};
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::dyadic::{self, BANDWIDTH, INFLUENCE, MISSION, TROOPS};
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::{Economy, Year};

fn run(publisher: Publisher, name: &str, text: &str) -> Result<(TableFile, ImportReport), ImportError> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(name);
    std::fs::write(&file, text).unwrap();
    let report = import(publisher, &[file], dir.path(), &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    Ok((TableFile::open(&report.written[0].0).unwrap(), report))
}

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

const HEAD: &str = "ccode1,ccode2,year,DR_at_1,DR_at_2,DE,version\n";

#[test]
fn a_mission_goes_from_the_sender_to_the_state_it_is_at() {
    let text = format!("{HEAD}2,365,1985,3,3,1,2006.1\n2,710,1970,0,0,0,2006.1\n365,710,1970,1,9,1,2006.1\n");
    let (table, report) = run(Publisher::DiplomaticExchange, "Diplomatic_Exchange_2006v1.csv", &text).unwrap();
    assert_eq!((table.meta().kind, table.meta().vintage.as_str()), (TableKind::Dyadic, "2006.1"));
    assert_eq!((report.rows_read, report.rows_kept), (3, 3));
    let rows = dyadic::read(&table, MISSION).unwrap();
    let found: Vec<(i16, &str, &str, f64)> =
        rows.iter().map(|r| (r.year.0, r.from.code(), r.to.code(), r.value)).collect();
    // `DR_at_1` is the mission of side 2 at side 1.
    assert_eq!(
        found,
        [(1970, "CHN", "RUS", 1.0), (1970, "RUS", "CHN", 9.0), (1985, "RUS", "USA", 3.0), (1985, "USA", "RUS", 3.0)]
    );
    // Looked at, and no mission: inside the window without a row.
    assert!(table.meta().coverage.window(MISSION, economy("USA")).unwrap().contains(Year(1970)));
}

#[test]
fn own_values_are_read_by_name_or_code() {
    let text = "year,from,to,variable,value\n2005,USA,South Korea,troops,30983\n2005,USA,JPN,troops,\n";
    let (table, report) = run(Publisher::Dyadic, "own.csv", text).unwrap();
    assert_eq!((report.rows_kept, report.rows_read), (1, 2));
    let rows = dyadic::read(&table, TROOPS).unwrap();
    assert_eq!((rows[0].from, rows[0].to, rows[0].value), (economy("USA"), economy("KOR"), 30_983.0));
}

/// Influence of a state over Russia in a year.
fn over_russia(table: &TableFile, variable: &'static str, by: &str, year: i16) -> Option<f64> {
    let rows = dyadic::read(table, variable).unwrap();
    let wanted = |r: &&dyadic::DyadValue| (r.from, r.to, r.year) == (economy(by), economy("RUS"), Year(year));
    rows.iter().find(wanted).map(|r| r.value)
}

#[test]
fn influence_is_read_from_an_extract_and_from_the_publishers_columns() {
    let text = std::fs::read_to_string(fixture("fbic/fbic_china_to_iso3.csv")).unwrap();
    let (table, report) = run(Publisher::Fbic, "fbic_china_to_iso3.csv", &text).unwrap();
    assert_eq!((report.rows_read, report.rows_kept, report.dropped["no value"]), (6, 5, 1), "{report}");
    assert_eq!(over_russia(&table, INFLUENCE, "CHN", 2021), Some(0.239_411_4));
    assert_eq!(over_russia(&table, BANDWIDTH, "CHN", 2021), Some(0.519_130_83));
    assert_eq!(over_russia(&table, INFLUENCE, "CHN", 2024), None);
    let whole = "countrya,countryb,year,iso3a,iso3b,fbic,bandwidth,dependence\nChina,Russia,2021,CHN,RUS,0.2,0.5,0.4\n\
                 Russia,China,2021,RUS,CHN,0.1,0.5,0.2\nWorld,Russia,2021,WLD,RUS,0.1,0.5,0.2\n";
    let (table, report) = run(Publisher::Fbic, "fbic.csv", whole).unwrap();
    assert_eq!((report.rows_kept, report.dropped["unknown state `WLD`"]), (2, 1), "{report}");
    assert_eq!(over_russia(&table, INFLUENCE, "CHN", 2021), Some(0.2));
}

#[test]
fn the_whole_extract_of_china_is_read() {
    let Some(path) = prepared("fbic_china/fbic_china_to_iso3_1994_2024.csv") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let (table, report) = run(Publisher::Fbic, "fbic_china_to_iso3_1994_2024.csv", &text).unwrap();
    assert_eq!(report.rows_read, 5_368, "{report}");
    for (year, capacity) in [(1994, 0.091), (2021, 0.239), (2022, 0.262), (2023, 0.291)] {
        assert!((over_russia(&table, INFLUENCE, "CHN", year).unwrap() - capacity).abs() < 5e-4, "{year}");
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let refusal = |publisher, name: &str, text: &str| run(publisher, name, text).err().unwrap().to_string();
    let exchange = |rows: &str| refusal(Publisher::DiplomaticExchange, "diplomatic.csv", &format!("{HEAD}{rows}"));
    assert!(exchange("2,365,1985,4,3,1,1\n").contains("line 2, column `DR_at_1`"));
    assert!(exchange("2,365,1985,3,3,1,1\n365,2,1985,3,3,1,1\n").contains("line 3"));
    assert!(exchange("2,365,1985,0,0,0,1\n").contains("no missions"));
    let index = |rows: &str| refusal(Publisher::Fbic, "fbic_china.csv", &format!("iso3c,year,fbic,bandwidth\n{rows}"));
    assert!(index("RUS,2021,1.2,2\n").contains("line 2, column `fbic`"));
    assert!(index("RUS,2021,0.1,2\nRUS,2021,0.1,2\n").contains("line 3, column `iso3c`: CHN over RUS in 2021"));
    assert!(index("RUS,2021,,\n").contains("no values here"));
    let unnamed = refusal(Publisher::Fbic, "index.csv", "iso3c,year,fbic,bandwidth\nRUS,2021,0.1,0.2\n");
    assert!(unnamed.contains("fbic_<influencer>_"), "{unnamed}");
    let own = |row: &str| refusal(Publisher::Dyadic, "own.csv", &format!("year,from,to,variable,value\n{row}"));
    assert!(own("2005,USA,KOR,tanks,1\n").contains("column `variable`"));
    assert!(own("2005,USA,Narnia,troops,1\n").contains("column `to`"));
    assert!(own("2005,USA,KOR,exchange_rate_anchor,4\n").contains("at most 3"));
    assert!(own("2005,USA,KOR,troops,1\n2005,USA,KOR,troops,2\n").contains("twice"));
}
