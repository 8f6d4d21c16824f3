//! Diplomatic missions and own values by ordered pair: what is read, and what is refused.

use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::dyadic::{self, MISSION, TROOPS};
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

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let refusal = |publisher, name: &str, text: &str| run(publisher, name, text).err().unwrap().to_string();
    let exchange = |rows: &str| refusal(Publisher::DiplomaticExchange, "diplomatic.csv", &format!("{HEAD}{rows}"));
    assert!(exchange("2,365,1985,4,3,1,1\n").contains("line 2, column `DR_at_1`"));
    assert!(exchange("2,365,1985,3,3,1,1\n365,2,1985,3,3,1,1\n").contains("line 3"));
    assert!(exchange("2,365,1985,0,0,0,1\n").contains("no missions"));
    let own = |row: &str| refusal(Publisher::Dyadic, "own.csv", &format!("year,from,to,variable,value\n{row}"));
    assert!(own("2005,USA,KOR,tanks,1\n").contains("column `variable`"));
    assert!(own("2005,USA,Narnia,troops,1\n").contains("column `to`"));
    assert!(own("2005,USA,KOR,exchange_rate_anchor,4\n").contains("at most 3"));
    assert!(own("2005,USA,KOR,troops,1\n2005,USA,KOR,troops,2\n").contains("twice"));
}
