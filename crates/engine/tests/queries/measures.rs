//! The measures in SQL are the measures of the library.

use crate::common::{ask, rows, shelf};
use suzerain_engine::Limits;
use suzerain_engine::measures::all;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::dependence::hirschman_asymmetry::hirschman_asymmetry;
use suzerain_measures::dependence::import_share::import_share;
use suzerain_measures::dependence::{Question, sales};
use suzerain_measures::power::cinc::cinc;
use suzerain_tables::figure::{Domain, Dyad};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::store::TableKind;
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Figure, Year};

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

fn words(figure: &Figure) -> String {
    let record = figure.record();
    let value = record.value.map(|v| format!("{v:?}")).unwrap_or_default();
    format!("{value} {} {} {}", record.status, record.missing.unwrap_or_default(), record.flags.join(" "))
}

/// A measure of the catalogue as a function.
type Kernel = fn(&Question<'_>) -> Figure;

#[test]
fn trade_measures_equal_those_of_a_pairs_own_books() {
    let shelf = shelf(&[]);
    let table = shelf.library.table(TableKind::Trade, "baci-29").unwrap();
    let measures: [(&str, Kernel); 3] =
        [("sales", sales::sales), ("import_share", import_share), ("hirschman_asymmetry", hirschman_asymmetry)];
    for (a, b, year) in [("RUS", "CHN", 2019), ("DEU", "USA", 2005), ("CHN", "IND", 2021)] {
        let dyad = Dyad { dependent: economy(a), on: economy(b) };
        let owners = [dyad.dependent, dyad.on];
        let filter = FlowFilter { years: None, touching: owners.to_vec(), quantities: false };
        let flows = trade::read(table, &filter).unwrap();
        let books = Books::new(table.meta(), shelf.library.reporting(), &flows, owners);
        let items = Items::Goods;
        let question = Question { books: &books, domain: Domain::Goods, dyad, year: Year(year), items: &items };
        for (name, measure) in measures {
            let sql = format!(
                "select value, status, missing, flags from measure.{name} where economy = '{a}' and partner = '{b}'
                 and year = {year} and source = 'baci-29' and item is null"
            );
            assert_eq!(rows(&shelf, &sql), [words(&measure(&question))], "{name} {a} {b} {year}");
        }
    }
}

#[test]
fn capability_shares_equal_the_measure_and_sum_to_one_year_by_year() {
    let shelf = shelf(&[]);
    let table = shelf.library.table(TableKind::Indicators, "cow-nmc").unwrap();
    let data = Indicators::read(table).unwrap();
    let found =
        rows(&shelf, "select value, status, missing, flags from measure.cinc where economy = 'CHN' and year = 2012");
    assert_eq!(found, [words(&cinc(&data, economy("CHN"), Year(2012)))]);
    let sums = rows(
        &shelf,
        "select sum(value) from measure.cinc where flags not like '%missing%' group by year having sum(value) > 1.0000001",
    );
    assert!(sums.is_empty(), "{sums:?}");
}

#[test]
fn every_measure_answers_for_a_pair_and_names_itself() {
    let shelf = shelf(&[]);
    for measure in all() {
        let id = measure.definition.id;
        let of_state = measure.definition.is_of_one();
        let partner = if of_state { "" } else { "and partner in ('CHN', 'USA')" };
        let sql = format!(
            "select measure, count(*), count(value) from measure.{id}
             where economy = 'RUS' {partner} and year between 2018 and 2022
             group by measure order by 1"
        );
        let found = rows(&shelf, &sql);
        // Indicators go by the variable's name.
        let named = found.len() == 1 && found[0].starts_with(id);
        let silent = found.is_empty()
            && (id.starts_with("chip_") || id.starts_with("influence_") || id == "status_deficit_community");
        assert!(named || silent || id == "indicator", "{id}: {found:?}");
        let known = found.iter().any(|row| !row.ends_with(" 0"));
        assert_eq!(known, !FROM_USERS.iter().any(|start| id.starts_with(start)), "{id}: {found:?}");
    }
}

/// Measures of datasets that users bring: without them a pair has no value.
const FROM_USERS: [&str; 15] = [
    "portfolio_investment",
    "direct_investment",
    "bank_claims",
    "public_debt",
    "remittances",
    "emigrants",
    "migrants",
    "chip_input",
    "influence",
    "arms_import_share",
    "status_deficit",
    "hierarchy_troops",
    "hierarchy_exchange_rate",
    "hierarchy_security",
    "hierarchy_economic",
];

#[test]
fn filters_and_threads_change_no_row() {
    let shelf = shelf(&[]);
    let all = "select * from measure.un_agreement where year = 2020";
    let one = Limits { threads: Some(1), memory_bytes: None };
    let three = Limits { threads: Some(3), memory_bytes: None };
    let sorted = |limits, sql: &str| {
        let mut rows = ask(&shelf, limits, sql).unwrap().rows;
        rows.sort();
        rows
    };
    let whole = sorted(one, all);
    assert!(whole.len() > 30_000, "{}", whole.len());
    assert_eq!(whole, sorted(three, all));
    // A filter the computation cannot see gives the same rows as one it can.
    let narrow = sorted(three, &format!("{all} and economy = 'RUS'"));
    let late = sorted(three, &format!("select * from ({all}) where economy || '' = 'RUS'"));
    assert_eq!(narrow, late);
    assert!(!narrow.is_empty());
}

#[test]
fn functions_are_the_kernels() {
    let shelf = shelf(&[]);
    for (sql, wanted) in [
        ("share(1, 4)", "0.25"),
        ("share(1, 0)", ""),
        ("share(null, 4)", ""),
        ("hirschman_asymmetry(0.5, 0.125)", "0.375"),
        ("mutual_dependence(0.5, 0.125)", "0.625"),
        ("unit_value(3, 6)", "500.0"),
        ("suspect_quantity(0.9, 500, 1.0, 384)", "0"),
        ("suspect_quantity(1.0, 1349, 1.0, 384)", "1"),
        ("years_to_parity(ln(0.25), ln(2), 0.5)", "20.0"),
        ("years_to_parity(ln(0.25), -ln(2), 0.5)", ""),
        ("beckley(100, 4)", "2500.0"),
        ("beckley_share(3, 1)", "0.75"),
        ("(select hhi(x) from (values (50), (25), (25)) t(x))", "0.375"),
        ("(select hhi_normalised(x) from (values (5), (5), (null)) t(x))", "0.0"),
        ("(select hirschman_concentration(x) from (values (1), (1), (1), (1)) t(x))", "50.0"),
        ("session_year(78)", "2023"),
        ("session_year(78.5)", ""),
        ("year_of_date(20180630)", "2018"),
        ("(select mean_of_known(x) from (values (0.2), (null), (0.4)) t(x))", "0.30000000000000004"),
        ("(select mean_of_known(x) from (values (0.2)) t(x) where x > 1)", ""),
        // Half of the only sector, sigma = 2: prices double, half of real spending is lost.
        ("(select coercive_power(1.0, 0.5, 2.0, r) from (values (1.0)) t(r))", "0.5"),
        ("(select coercive_power(1.0, w, 2.0, 1.0) from (values (1.0)) t(w))", ""),
    ] {
        assert_eq!(rows(&shelf, &format!("select {sql}")), [wanted], "{sql}");
    }
    // On columns: the share of the largest suppliers from the table equals the measure.
    let by_hand = rows(
        &shelf,
        "with f as (select exporter, importer, sum(value_kusd) v from trade
                    where source = 'baci-29' and year = 2019 and exporter <> importer group by 1, 2),
              t as (select importer, sum(v) whole from f group by 1)
         select count(*) from f join t using (importer)
           join measure.import_share m on m.economy = f.importer and m.partner = f.exporter
         where m.source = 'baci-29' and m.year = 2019 and m.item is null
           and abs(share(f.v, t.whole) - m.value) > 1e-12",
    );
    assert_eq!(by_hand, ["0"]);
}
