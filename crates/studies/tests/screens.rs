//! Product screens against an independent script for every importer, and under shuffled rows.

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use suzerain_measures::screens::buyer::Buyer;
use suzerain_measures::screens::rules::{Rule, geodep_over_years};
use suzerain_measures::screens::world::World;
use suzerain_studies::products::{Question, products};
use suzerain_tables::classification::Classification;
use suzerain_tables::frame::{Column, Frame};
use suzerain_tables::groups::Group;
use suzerain_tables::store::{self, TableFile, TableKind, TableMeta};
use suzerain_tables::trade::{self, FlowFilter, Flows};
use suzerain_tables::{Economy, Year, YearRange};

fn flows(first: i16, last: i16) -> Flows {
    let library = suzerain_base::library().unwrap();
    let table = library.table(TableKind::Trade, "baci-hs92-74").unwrap();
    let filter = FlowFilter { years: Some(YearRange::new(Year(first), Year(last))), ..FlowFilter::default() };
    trade::read(table, &filter).unwrap()
}

/// Products imported and, by rule, the dependent ones.
type Screened = (usize, BTreeMap<&'static str, String>);

fn of_script() -> BTreeMap<String, (usize, BTreeMap<String, String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/screens.csv");
    let mut out: BTreeMap<String, (usize, BTreeMap<String, String>)> = BTreeMap::new();
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let entry = out.entry(row[0].to_owned()).or_default();
        entry.0 = row[1].parse().unwrap();
        entry.1.insert(row[2].to_owned(), row[3].to_owned());
    }
    out
}

fn of_world(worlds: &[World; 3], economy: Economy) -> Screened {
    let mut flagged: BTreeMap<&'static str, Vec<&str>> =
        [Rule::EcAdapted, Rule::Geodep, Rule::Merics].map(|r| (r.label(), Vec::new())).into();
    let mut imported = 0;
    for (at, code) in worlds[2].products().iter().enumerate() {
        let Some(facts) = worlds[2].facts(economy, at) else { continue };
        imported += 1;
        let held = |world: &World| Some(world.facts(economy, at).is_some_and(|f| Rule::Geodep.holds(&f)));
        for (rule, dependent) in [
            (Rule::EcAdapted, Rule::EcAdapted.holds(&facts)),
            (Rule::Geodep, geodep_over_years([held(&worlds[0]), held(&worlds[1]), held(&worlds[2])]) == Some(true)),
            (Rule::Merics, Rule::Merics.holds(&facts)),
        ] {
            if dependent {
                flagged.entry(rule.label()).or_default().push(code);
            }
        }
    }
    (imported, flagged.into_iter().map(|(rule, codes)| (rule, codes.join(" "))).collect())
}

#[test]
fn flags_of_every_importer_are_those_of_the_script() {
    let flows = flows(2021, 2023);
    let worlds = [2021, 2022, 2023].map(|year| World::new(&flows, Year(year)));
    assert!(worlds.iter().all(|w| w.products() == worlds[0].products()));
    let script = of_script();
    let mut checked = BTreeSet::new();
    for economy in Economy::all() {
        let (imported, flagged) = of_world(&worlds, economy);
        if imported == 0 {
            assert!(!script.contains_key(economy.code()), "{economy}");
            continue;
        }
        let (theirs, codes) =
            script.get(economy.code()).unwrap_or_else(|| panic!("{economy} imports {imported} products"));
        assert_eq!(imported, *theirs, "{economy}");
        assert_eq!(flagged, codes.iter().map(|(r, c)| (r.as_str(), c.clone())).collect(), "{economy}");
        checked.insert(economy.code().to_owned());
    }
    // All but the bloc.
    assert_eq!(checked.len(), script.len() - 1);
    assert!(checked.len() > 200, "{}", checked.len());
}

#[test]
fn the_union_is_that_of_the_script() {
    let library = suzerain_base::library().unwrap();
    let question = Question {
        members: Group::resolve("EU").unwrap().members(2023),
        bloc: true,
        from: None,
        year: Some(Year(2023)),
        source: None,
        rules: vec![Rule::Ec, Rule::Geodep, Rule::Merics],
    };
    let found = products(&library, &question, |_| {}).unwrap();
    let (imported, codes) = &of_script()["EU"];
    assert_eq!((found.products.len(), found.in_data), (*imported, 71));
    for (at, rule) in question.rules.iter().enumerate() {
        let mut ours: Vec<&str> =
            found.products.iter().filter(|p| p.verdicts[at].dependent == Some(true)).map(|p| p.code.as_str()).collect();
        ours.sort_unstable();
        assert_eq!(ours.join(" "), codes[rule.label()], "{}", rule.label());
        assert_eq!(found.counts[at].dependent, ours.len());
        assert!(found.counts[at].churn.is_some());
    }
    // At the start of the data the window reaches outside it.
    let early = products(&library, &Question { year: Some(Year(1995)), ..question }, |_| {}).unwrap();
    let geodep = &early.counts[1];
    assert!(geodep.undecided > 0 && geodep.dependent == 0 && geodep.churn.is_none(), "{geodep:?}");
}

#[test]
fn one_economy_as_a_bloc_of_one_is_what_the_pass_over_all_finds() {
    let flows = flows(2023, 2023);
    let world = World::new(&flows, Year(2023));
    for code in ["RUS", "CHN", "USA", "LUX"] {
        let economy = Economy::from_code(code).unwrap();
        let buyer = Buyer::new(&flows, Year(2023), &[economy]);
        assert_eq!(buyer.products(), world.products());
        for at in 0..buyer.products().len() {
            assert_eq!(buyer.facts(at, None), world.facts(economy, at), "{code} {at}");
            let named = buyer.suppliers(at);
            let first = named.first().map(|(e, _)| *e);
            assert_eq!(buyer.facts(at, first), buyer.facts(at, None));
        }
    }
}

/// Whom the flows of one product make dependent, worked by hand.
#[test]
fn a_world_of_four_by_hand() {
    // DEU and FRA are the bloc. DEU buys 60 from CHN, 10 from USA, 30 from FRA; FRA buys 20 from CHN. The bloc
    // sells 20 to USA, CHN sells 20 to USA.
    let [chn, deu, fra, usa] = ["CHN", "DEU", "FRA", "USA"].map(|c| Economy::from_code(c).unwrap());
    let rows =
        [(chn, deu, 60.0), (usa, deu, 10.0), (fra, deu, 30.0), (chn, fra, 20.0), (deu, usa, 20.0), (chn, usa, 20.0)];
    let flows = of_rows(&rows.map(|(i, j, v)| (2023, i, j, "270900", v)));
    let bloc = Buyer::new(&flows, Year(2023), &[deu, fra]);
    let f = bloc.facts(0, None).unwrap();
    // From outside: CHN 80, USA 10. World exports with the bloc as one: CHN 100, USA 10, bloc 20.
    assert_eq!((f.imports, f.imports_total, f.exports, f.exports_total), (90.0, 120.0, 20.0, 50.0));
    assert!((f.supplier_hhi - (6400.0 + 100.0) / 8100.0).abs() < 1e-15);
    assert!((f.world_hhi - (10_000.0 + 100.0 + 400.0) / 16_900.0).abs() < 1e-15);
    assert!((f.partner_share - 80.0 / 90.0).abs() < 1e-15);
    assert_eq!(bloc.suppliers(0), [(chn, 80.0), (usa, 10.0)]);
    let criteria: Vec<Option<f64>> = Rule::Ec.criteria(&f).iter().map(|c| c.value).collect();
    assert_eq!(criteria, [Some(f.supplier_hhi), Some(0.75), Some(1.8)]);
    assert!(Rule::Ec.holds(&f) && Rule::Geodep.holds(&f) && Rule::Merics.holds(&f));
    // DEU alone: CHN 60, FRA 30, USA 10 of 100, exports 20.
    let alone = World::new(&flows, Year(2023)).facts(deu, 0).unwrap();
    assert!((alone.supplier_hhi - 0.46).abs() < 1e-15 && alone.imports == 100.0 && alone.exports == 20.0);
    assert!(World::new(&flows, Year(2022)).facts(deu, 0).is_none());
}

fn of_rows(rows: &[(i16, Economy, Economy, &str, f64)]) -> Flows {
    let mut flows = Flows::default();
    for (year, exporter, importer, item, value) in rows {
        let at = flows.item_codes.iter().position(|c| c == item).unwrap_or_else(|| {
            flows.item_codes.push((*item).to_owned());
            flows.item_codes.len() - 1
        });
        flows.year.push(Year(*year));
        flows.exporter.push(*exporter);
        flows.importer.push(*importer);
        flows.item.push(u16::try_from(at).unwrap());
        flows.value_kusd.push(*value);
        flows.quantity_t.push(f64::NAN);
    }
    flows
}

const CODES: [&str; 5] = ["CHN", "DEU", "FRA", "RUS", "USA"];
const ITEMS: [&str; 3] = ["270900", "260111", "760110"];

type Drawn = (i16, usize, usize, usize, f64);

fn rows_of(drawn: &[Drawn]) -> Flows {
    let e = |i: usize| Economy::from_code(CODES[i]).unwrap();
    of_rows(&drawn.iter().map(|(y, i, j, k, v)| (*y, e(*i), e(*j), ITEMS[*k], *v)).collect::<Vec<_>>())
}

fn facts_of(flows: &Flows) -> Vec<String> {
    let mut all = Vec::new();
    for year in [2021, 2022, 2023] {
        let world = World::new(flows, Year(year));
        for code in CODES {
            let economy = Economy::from_code(code).unwrap();
            let buyer = Buyer::new(flows, Year(year), &[economy, Economy::from_code("FRA").unwrap()]);
            for (at, item) in world.products().iter().enumerate() {
                // Debug prints every bit of a number.
                all.push(format!("{year} {code} {item} {:?} {:?}", world.facts(economy, at), buyer.facts(at, None)));
            }
        }
    }
    all.retain(|line| !line.ends_with("None None"));
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shuffled_rows_other_years_and_extra_columns_change_nothing(
        drawn in prop::collection::vec((2021_i16..=2023, 0_usize..5, 0_usize..5, 0_usize..3, 0.001_f64..1e9), 1..60),
        order in any::<u64>(),
    ) {
        let wanted = facts_of(&rows_of(&drawn));
        let mut shuffled: Vec<(u64, Drawn)> =
            drawn.iter().enumerate().map(|(at, row)| (order.wrapping_mul(2 * at as u64 + 1).rotate_left(23), *row)).collect();
        shuffled.sort_by_key(|(key, _)| *key);
        let mut shuffled: Vec<Drawn> = shuffled.into_iter().map(|(_, row)| row).collect();
        // Another economy's domestic sales and another year: rows that no result may see.
        shuffled.push((2019, 0, 1, 0, 5.0));
        shuffled.push((2022, 3, 3, 1, 7.0));
        let flows = rows_of(&shuffled);
        prop_assert_eq!(&facts_of(&flows), &wanted);

        // Through a file with a column more, in another order of columns.
        let frame = flows.to_frame(Classification::Hs92, "s").unwrap();
        let mut columns: Vec<(&str, Column)> = frame.columns().iter().rev().map(|(n, c)| (n.as_str(), c.clone())).collect();
        columns.insert(0, ("remark", Column::Int(vec![1; flows.len()])));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("trade.parquet");
        let footer = r#"{"kind": "trade", "source": "s", "vintage": "v", "status": "observed", "coverage": []}"#;
        let meta: TableMeta = serde_json::from_str(footer).unwrap();
        store::write(&path, &Frame::new(columns).unwrap(), &meta).unwrap();
        let back = trade::read(&TableFile::open(&path).unwrap(), &FlowFilter::default()).unwrap();
        prop_assert_eq!(&facts_of(&back), &wanted);
    }
}
