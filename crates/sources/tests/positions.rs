//! Finance, debt, people and chip inputs in their publishers' layouts.

mod shared;

use shared::{fixture, prepared};
use std::collections::BTreeMap;
use std::path::Path;
use suzerain_sources::ImportError;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_sources::report::{ImportReport, Silent};
use suzerain_tables::positions::{self, Variable};
use suzerain_tables::store::TableFile;
use suzerain_tables::supply;

type Found = BTreeMap<(Variable, String, String, i16), Result<f64, String>>;

fn run(publisher: Publisher, file: &Path, into: &Path) -> Result<ImportReport, ImportError> {
    let report = import(publisher, &[file.to_owned()], into, &ImportOptions::default(), &mut Silent)?;
    assert!(report.balances(), "{report}");
    Ok(report)
}

fn read(publisher: Publisher, name: &str) -> (ImportReport, Found) {
    let dir = tempfile::tempdir().unwrap();
    let report = run(publisher, &fixture(name), dir.path()).unwrap();
    let table = TableFile::open(&report.written[0].0).unwrap();
    let found = positions::read(&table)
        .unwrap()
        .into_iter()
        .map(|p| {
            let other = p.counterpart.map_or("", suzerain_tables::Economy::code).to_owned();
            ((p.variable, p.owner.code().to_owned(), other, p.year.0), p.value)
        })
        .collect();
    (report, found)
}

fn at(found: &Found, variable: Variable, owner: &str, other: &str, year: i16) -> Option<Result<f64, String>> {
    found.get(&(variable, owner.to_owned(), other.to_owned(), year)).cloned()
}

#[test]
fn portfolio_assets_keep_totals_and_mark_what_is_confidential() {
    let (report, found) = read(Publisher::Cpis, "cpis/CPIS_03-08-2023_timeSeries.csv");
    let cell = |other, year| at(&found, Variable::PortfolioAssets, "RUS", other, year);
    assert_eq!(cell("CHN", 2021), Some(Ok(35_000_000.0)));
    assert_eq!(cell("", 2020), Some(Ok(100_000_000.0)));
    assert_eq!(cell("CYP", 2020), Some(Err("confidential".into())), "C in place of a value");
    assert_eq!(cell("CYP", 2021), Some(Err("confidential".into())), "C in the row of statuses");
    assert_eq!(at(&found, Variable::PortfolioAssets, "ARM", "RUS", 2020), Some(Ok(0.0)), "a reported zero stays one");
    assert_eq!(at(&found, Variable::PortfolioAssets, "ARM", "RUS", 2021), None, "an empty cell is no zero");
    assert_eq!(report.dropped["other indicators"], 1);
    assert_eq!(report.dropped["a sector of holder or issuer"], 1);
    assert_eq!(found.len(), 7);
}

#[test]
fn direct_investment_comes_in_and_goes_out_and_can_be_negative() {
    let (_, found) = read(Publisher::Cdis, "cdis/CDIS_01-16-2023_timeSeries.csv");
    assert_eq!(at(&found, Variable::DirectInward, "RUS", "CHN", 2021), Some(Ok(-31.5)));
    assert_eq!(at(&found, Variable::DirectInward, "RUS", "", 2020), Some(Ok(446_656.0)));
    assert_eq!(at(&found, Variable::DirectOutward, "RUS", "NLD", 2020), Some(Err("confidential".into())));
    assert_eq!(found.len(), 6);
}

#[test]
fn bank_claims_read_the_same_in_both_layouts() {
    let (_, columns) = read(Publisher::BisLbs, "bis/WS_LBS_D_PUB_csv_col.csv");
    let (flat_report, flat) = read(Publisher::BisLbs, "bis/WS_LBS_D_PUB_csv_flat.csv");
    assert_eq!(columns, flat);
    assert_eq!(at(&flat, Variable::BankClaims, "RUS", "FRA", 2021), Some(Ok(5_311_500_000.0)));
    assert_eq!(at(&flat, Variable::BankClaims, "RUS", "", 2022), Some(Ok(49e9)));
    assert_eq!(at(&flat, Variable::BankClaims, "RUS", "CHE", 2021), Some(Err("confidential".into())));
    assert_eq!(flat_report.dropped["quarters other than the fourth"], 1);
    let (report, cbs) = read(Publisher::BisCbs, "bis/WS_CBS_PUB_csv_flat.csv");
    assert_eq!(at(&cbs, Variable::BankClaimsConsolidated, "RUS", "AUT", 2021), Some(Ok(17_497e6)));
    assert_eq!(report.dropped["other series and breakdowns"], 1);
}

#[test]
fn debt_keeps_the_total_over_all_creditors() {
    let (report, found) = read(Publisher::Ids, "ids/IDS_ALLCountries_Data.csv");
    assert_eq!(at(&found, Variable::PublicDebt, "KGZ", "CHN", 2020), Some(Ok(1_791_000_000.4)));
    assert_eq!(at(&found, Variable::PublicDebt, "KGZ", "CHN", 2022), None);
    assert_eq!(at(&found, Variable::PublicDebt, "KGZ", "", 2022), Some(Ok(4.4e9)));
    assert_eq!(at(&found, Variable::PublicDebt, "KGZ", "DEU", 2021), Some(Ok(3e8)));
    assert_eq!(report.dropped["groups of debtors"], 1);
    assert_eq!(report.dropped.values().sum::<u64>(), 3);
}

#[test]
fn remittances_belong_to_who_receives_them() {
    let (report, found) = read(Publisher::Remittances, "remittances/bilateral_remittance_matrix_2021.csv");
    assert_eq!(at(&found, Variable::Remittances, "ARM", "RUS", 2021), Some(Ok(900.5e6)));
    assert_eq!(at(&found, Variable::Remittances, "TJK", "KAZ", 2021), None, "an empty corridor is no zero");
    assert_eq!(at(&found, Variable::Remittances, "KGZ", "", 2021), Some(Ok(2790e6)));
    assert_eq!(report.dropped["Other North is no economy"], 1);
}

#[test]
fn emigrants_belong_to_where_they_come_from() {
    let (report, found) = read(Publisher::Migrants, "migrants/undesa_pd_2020_ims_stock.csv");
    assert_eq!(at(&found, Variable::Emigrants, "RUS", "KAZ", 2020), Some(Ok(2_476_512.0)), "both sexes, not men");
    assert_eq!(at(&found, Variable::Emigrants, "RUS", "", 2015), Some(Ok(10_577_000.0)));
    assert_eq!(at(&found, Variable::Emigrants, "RUS", "TKM", 2020), None);
    assert_eq!(found.len(), 4);
    assert_eq!(report.dropped["destinations that are no economy (regions, groups)"], 1);
}

#[test]
fn chip_inputs_keep_countries_with_a_share() {
    let dir = tempfile::tempdir().unwrap();
    let report = run(Publisher::ChipInputs, &fixture("chips/provision.csv"), dir.path()).unwrap();
    let rows = supply::read(&TableFile::open(&report.written[0].0).unwrap()).unwrap();
    let shares: Vec<(i16, &str, f64)> = rows.iter().map(|r| (r.year.0, r.provider.code(), r.share)).collect();
    assert_eq!(shares, [(2019, "NLD", 0.81), (2025, "JPN", 0.184), (2025, "NLD", 0.794)]);
    assert_eq!(report.dropped["providers named without a share"], 1);
    let Some(file) = prepared("eto_chip_supply_chain/provision.csv") else { return };
    let dir = tempfile::tempdir().unwrap();
    let report = run(Publisher::ChipInputs, &file, dir.path()).unwrap();
    let rows = supply::read(&TableFile::open(&report.written[0].0).unwrap()).unwrap();
    // Counted beforehand in the publisher's file: 580 rows of countries; the rest are firms.
    assert_eq!(report.rows_read, 1300);
    assert!(rows.len() > 430 && rows.iter().all(|r| (0.0..=1.0).contains(&r.share)));
}

#[test]
fn mistakes_are_refused_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |publisher, name: &str, text: &str| {
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        run(publisher, &file, &dir.path().join("out")).unwrap_err().to_string()
    };
    let text = std::fs::read_to_string(fixture("ids/IDS_ALLCountries_Data.csv")).unwrap();
    let twice = format!("{text}{}\n", text.lines().nth(1).unwrap());
    assert!(
        refused(Publisher::Ids, "IDS_ALLCountries_Data.csv", &twice).contains("public_debt of KGZ with CHN in 2020")
    );
    let other = text.replace("Series Code", "Code of the series");
    assert!(refused(Publisher::Ids, "IDS_ALLCountries_Data.csv", &other).contains("`Series Code`"));
    let text = std::fs::read_to_string(fixture("remittances/bilateral_remittance_matrix_2021.csv")).unwrap();
    assert!(refused(Publisher::Remittances, "matrix.csv", &text).contains("names a year"));
    let negative = text.replace("2600", "-2600");
    assert!(refused(Publisher::Remittances, "m2021.csv", &negative).contains("`-2600`"));
    let text = std::fs::read_to_string(fixture("chips/provision.csv")).unwrap();
    assert!(refused(Publisher::ChipInputs, "provision.csv", &text.replace("79.4", "794")).contains("at most 100"));
    assert!(!dir.path().join("out").exists());
}
