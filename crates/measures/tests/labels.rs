//! Labels, never positions: shuffled rows, further items and further economies leave every result identical.

use proptest::prelude::*;
use std::collections::BTreeSet;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::coercion::power::{Elasticities, Question as Power, coercive_power, power_by_sector};
use suzerain_measures::coercion::spending::Spending;
use suzerain_measures::dependence::{self, Question};
use suzerain_measures::exposure::system::{Collector, Reach, Traced};
use suzerain_measures::exposure::{self, inputs, value_added};
use suzerain_measures::market::Market;
use suzerain_measures::network::{betweenness::betweenness, hub::hub_dependence, page_rank::supplier_rank};
use suzerain_measures::substitution::{self, Side, alternatives, effective};
use suzerain_measures::technology::electronics;
use suzerain_tables::figure::{Domain, Dyad, SourceRef};
use suzerain_tables::io::{Block, CellRef};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::reporting::Reporting;
use suzerain_tables::sanctions::Sanctions;
use suzerain_tables::store::TableMeta;
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Figure, Observation, Year, YearRange, coverage};

const CODES: [&str; 6] = ["CHN", "DEU", "IND", "KAZ", "RUS", "USA"];
const SECTORS: [&str; 3] = ["B06", "C26", "D_T"];
const YEAR: Year = Year(2021);

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

/// A row of trade: exporter, importer, sector, value.
type Row = (usize, usize, usize, f64);

fn meta(kind: &str, classification: &str) -> TableMeta {
    let text = format!(
        r#"{{"kind":"{kind}","source":"s","vintage":"v","classification":"{classification}","universe":"u","status":"observed","coverage":[]}}"#
    );
    let mut meta: TableMeta = serde_json::from_str(&text).unwrap();
    for code in CODES {
        for year in YearRange::new(Year(2020), YEAR).iter() {
            meta.coverage.extend(coverage::FLOWS, economy(code), year);
        }
    }
    meta
}

/// Flows in the order given; `extra` adds another year and another sector outside the question.
fn flows(rows: &[Row], extra: bool) -> Flows {
    let mut flows = Flows::default();
    let mut push = |exporter: &str, importer: &str, sector: &str, year: Year, value: f64| {
        let item = flows.item_codes.iter().position(|c| c == sector).unwrap_or_else(|| {
            flows.item_codes.push(sector.to_owned());
            flows.item_codes.len() - 1
        });
        flows.year.push(year);
        flows.exporter.push(economy(exporter));
        flows.importer.push(economy(importer));
        flows.item.push(u16::try_from(item).unwrap());
        flows.value_kusd.push(value);
        flows.quantity_t.push(f64::NAN);
    };
    for (at, (a, b, s, value)) in rows.iter().enumerate() {
        if extra && at % 3 == 0 {
            push(CODES[*b], CODES[*a], SECTORS[*s], Year(2020), value * 7.0);
        }
        push(CODES[*a], CODES[*b], SECTORS[*s], YEAR, *value);
    }
    flows
}

/// Every figure of every measure that reads trade, for a pair.
fn trade_figures(rows: &[Row], extra: bool) -> Vec<Figure> {
    let (meta, reporting, flows) = (meta("trade", "icio28"), Reporting::default(), flows(rows, extra));
    let dyad = Dyad { dependent: economy("RUS"), on: economy("CHN") };
    let books = Books::new(&meta, &reporting, &flows, [dyad.dependent, dyad.on]);
    let mut all = Vec::new();
    let gdp = dependence::gdp_share::Product {
        economy: dyad.dependent,
        year: YEAR,
        usd: Observation::Known(1e9),
        source: SourceRef { id: SourceId("w".into()), vintage: "v".into() },
    };
    for items in [Items::Goods, Items::One("C26".into())] {
        let q = Question { books: &books, domain: Domain::Goods, dyad, year: YEAR, items: &items };
        all.extend([
            dependence::sales::sales(&q),
            dependence::import_share::import_share(&q),
            dependence::export_share::export_share(&q),
            dependence::expenditure_share::expenditure_share(&q),
            dependence::trade_share::trade_share(&q),
            dependence::hirschman_asymmetry::hirschman_asymmetry(&q),
            dependence::hirschman_asymmetry::mutual_dependence(&q),
        ]);
        all.extend(dependence::barbieri::barbieri(&q));
        all.extend(dependence::gdp_share::gdp_ratios(&q, &gdp));
        let market = Market::new(&meta, &reporting, &flows, YEAR, &items);
        let text = "[[sanction]]\nsenders = ['DEU', 'USA']\ntarget = 'RUS'\nfrom = '2021-01'\nsource = 's'";
        let sanctions = Sanctions::parse(text).unwrap();
        for side in [Side::Buying, Side::Selling] {
            let q =
                substitution::Question { market: &market, sanctions: &sanctions, domain: Domain::Goods, dyad, side };
            all.extend([
                alternatives::alternatives(&q),
                alternatives::reachable_alternatives(&q),
                effective::effective_dependence(&q, effective::SIGMA_GOODS),
                electronics::foreign_electronics(&q),
            ]);
            all.extend(electronics::electronics(&q));
        }
        all.push(hub_dependence(&market, dyad).unwrap());
        all.push(supplier_rank(&market, dyad.on).unwrap());
        all.push(betweenness(&market, dyad.on));
    }
    let spending = Spending::new(&meta, &flows, dyad.dependent, YEAR);
    let elasticities = Elasticities {
        theta: SECTORS.iter().zip([4.0, 2.5, 6.0]).map(|(s, t)| ((*s).to_owned(), t)).collect(),
        study: "test".into(),
        source: SourceRef { id: SourceId("e".into()), vintage: "v".into() },
    };
    let by = [dyad.on];
    let q = Power {
        spending: &spending,
        elasticities: &elasticities,
        reporting: &reporting,
        rho: 1.0,
        by: &by,
        coalition: None,
    };
    all.push(coercive_power(&q));
    all.extend(power_by_sector(&q).into_iter().map(|(figure, _)| figure));
    all
}

fn traced(cells: &[(Block, usize, usize, f64)], order: &[usize], further: bool) -> Traced {
    let mut collector = Collector::default();
    let mut push = |block, seller: &str, buyer: &str, value| {
        let sector = if block == Block::Intermediate { "C26" } else { "" };
        collector.push(&CellRef {
            year: YEAR,
            block,
            seller,
            seller_sector: "C26",
            buyer,
            buyer_sector: sector,
            value,
        });
    };
    for at in order {
        let (block, seller, buyer, value) = cells[*at];
        let buyer = if matches!(block, Block::Output | Block::ValueAdded) { "" } else { CODES[buyer] };
        push(block, CODES[seller], buyer, value);
    }
    if further {
        // An economy that trades with nobody: it stands in the table and changes nobody's figures.
        push(Block::Intermediate, "ZAF", "ZAF", 1.0);
        push(Block::Output, "ZAF", "", 5.0);
        push(Block::ValueAdded, "ZAF", "", 4.0);
        push(Block::Final, "ZAF", "ZAF", 4.0);
    }
    collector.finish(&meta("io", "icio16"), YEAR).unwrap().trace().unwrap()
}

fn exposure_figures(traced: &Traced) -> Vec<f64> {
    let reporting = Reporting::default();
    let dyad = Dyad { dependent: economy("RUS"), on: economy("CHN") };
    let q = exposure::Question { traced, reporting: &reporting, dyad };
    [
        value_added::value_added_origin(&q),
        value_added::value_added_origin_exports(&q),
        value_added::value_added_sold(&q),
        inputs::input_reliance(&q, Reach::FaceValue, |_| true),
        inputs::input_reliance(&q, Reach::LookThrough, |_| true),
        inputs::foreign_input_reliance(&q, |_| true),
        inputs::input_reliance_of_sector(&q, Reach::LookThrough, "C26").unwrap(),
    ]
    .into_iter()
    .map(|f| f.value.known().unwrap())
    .collect()
}

/// Trade of every pair in every sector, shuffled with what stands beside it.
fn shuffled() -> impl Strategy<Value = (Vec<Row>, Vec<Row>)> {
    let cells = CODES.len() * CODES.len() * SECTORS.len();
    prop::collection::vec(0.01..1e6_f64, cells).prop_flat_map(|values| {
        let n = CODES.len();
        let rows: Vec<Row> = values
            .iter()
            .enumerate()
            .map(|(i, v)| (i / (n * SECTORS.len()), i / SECTORS.len() % n, i % SECTORS.len(), *v))
            .collect();
        (Just(rows.clone()), Just(rows).prop_shuffle())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn trade_measures_do_not_see_the_order_of_rows_nor_what_is_outside_the_question((rows, mixed) in shuffled()) {
        let plain = trade_figures(&rows, false);
        prop_assert!(plain.iter().filter(|f| f.value.known().is_some()).count() > 40);
        prop_assert_eq!(&plain, &trade_figures(&mixed, false));
        prop_assert_eq!(&plain, &trade_figures(&mixed, true));
    }

    #[test]
    fn exposure_does_not_see_the_order_of_cells_nor_an_economy_apart(
        values in prop::collection::vec(0.1..10.0_f64, 72),
        order in Just((0..84_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let n = CODES.len();
        let mut cells: Vec<(Block, usize, usize, f64)> = Vec::new();
        for i in 0..n * n {
            cells.push((Block::Intermediate, i / n, i % n, values[i]));
            cells.push((Block::Final, i / n, i % n, values[36 + i]));
        }
        for i in 0..n {
            let sold: f64 = cells.iter().filter(|c| c.1 == i && c.3 > 0.0).map(|c| c.3).sum();
            // Output above all inputs bought, so that the system is productive.
            let bought: f64 = (0..n).map(|j| values[j * n + i]).sum();
            let output = sold.max(bought) + 1.0;
            cells.push((Block::Output, i, 0, output));
            cells.push((Block::ValueAdded, i, 0, output - bought));
        }
        let straight: Vec<usize> = (0..84).collect();
        let plain = exposure_figures(&traced(&cells, &straight, false));
        prop_assert_eq!(&plain, &exposure_figures(&traced(&cells, &order, false)));
        let further = exposure_figures(&traced(&cells, &order, true));
        for (a, b) in plain.iter().zip(&further) {
            // Another economy makes the system larger: the factorisation may differ in the last digits.
            prop_assert!((a - b).abs() <= 1e-12 * a.abs());
        }
    }
}

#[test]
fn every_measure_of_the_test_has_its_own_name() {
    let rows: Vec<Row> = (0..108).map(|i| (i / 18, i / 3 % 6, i % 3, 1.0 + i as f64)).collect();
    let names: BTreeSet<&str> = trade_figures(&rows, false).iter().map(|f| f.measure).collect();
    assert!(names.len() >= 22, "{names:?}");
}
