//! One-sector exact hat against numbers from outside, closed forms and its identities.

use proptest::prelude::*;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use suzerain_models::elasticity::{Elasticity, Horizon};
use suzerain_models::equilibrium::one_sector::{
    BUILT_IN, Calibrated, Change, Closure, Draws, Instrument, Measure, Mending, OneSectorError, Outcome, Parameters,
    Repair, Shock, TradeWorld, all_pairs, ensemble, gains_from_trade, over_closures, solve,
};
use suzerain_tables::{Economy, Year};

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

fn built_in(mending: Mending) -> TradeWorld {
    TradeWorld::from_library(&suzerain_base::library().unwrap(), &BUILT_IN, Year(2023), mending).unwrap()
}

fn golden(file: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(file);
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A file of the user's data beside the repository, or none with a line that says so.
fn users_file(path: &str) -> Option<PathBuf> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if !file.exists() {
        writeln!(std::io::stderr(), "skipped 1 check of the one-sector model: no {path} in the user's data").unwrap();
        return None;
    }
    Some(file)
}

fn hats(outcome: &Outcome) -> Vec<(&'static str, [f64; 4])> {
    let of = |c: &Change| [c.welfare, c.real_wage, c.output, c.price_index];
    outcome.changes.iter().map(|c| (c.economy.code(), of(c))).collect()
}

fn unchanged(outcome: &Outcome) {
    for (code, of) in hats(outcome) {
        assert!(of.iter().all(|hat| (hat - 1.0).abs() < 1e-10), "{code} {of:?}");
    }
}

/// Ten economies of different sizes with deficits: enough for what needs no real data.
fn small_world() -> TradeWorld {
    let members: Vec<Economy> = Economy::all().filter(|e| e.is_state()).take(10).collect();
    let mut rows = Vec::new();
    for (i, a) in members.iter().enumerate() {
        for (j, b) in members.iter().enumerate() {
            let size = (1.0 + i as f64) * (1.0 + j as f64);
            let odd = 1.0 + ((i * 7 + j * 3) % 5) as f64 / 5.0;
            rows.push((*a, *b, if i == j { 40.0 * size } else { size * odd }));
        }
    }
    TradeWorld::new(rows, Mending::AsItStands).unwrap()
}

fn case(name: &str) -> (Shock, Parameters) {
    let [rus, chn, usa, deu] = ["RUS", "CHN", "USA", "DEU"].map(economy);
    let rupture = Shock::rupture(rus, chn);
    let of = |measures| Shock { measures, productivity: Vec::new() };
    let tariff = of(vec![Measure::new(chn, usa, Instrument::Tariff(0.25))]);
    let base = Parameters::default();
    let under = |closure| Parameters { closure, ..base };
    match name {
        "rupture_nominal" => (rupture, base),
        "rupture_proportional" => (rupture, under(Closure::Proportional)),
        "rupture_balanced" => (rupture, under(Closure::Balanced)),
        "stop_one_way" => (Shock::stop(chn, rus), base),
        "rupture_theta_0.76" => (rupture, Parameters { theta: 0.76, ..base }),
        "rupture_supply_1" => (rupture, Parameters { supply: 1.0, ..base }),
        "embargo_partial" => {
            let embargo = Measure { coverage: 0.8, leakage: 0.25, ..Measure::new(rus, deu, Instrument::Forbidden) };
            (of(vec![embargo]), base)
        }
        "tariff_nominal" => (tariff, base),
        "tariff_proportional" => (tariff, under(Closure::Proportional)),
        "export_tax" => {
            let tax = |a, b, t| Measure::new(a, b, Instrument::ExportTax(t));
            (of(vec![tax(rus, chn, 0.3), tax(chn, rus, 0.1)]), base)
        }
        other => panic!("no case {other}"),
    }
}

#[test]
fn agrees_with_plain_iteration_in_numpy() {
    let world = built_in(Mending::AsItStands);
    let rows = golden("one_sector.csv");
    let mut names: Vec<&str> = rows.iter().map(|r| r[0].as_str()).collect();
    names.dedup();
    assert_eq!(names.len(), 10);
    for name in names {
        let (shock, parameters) = case(name);
        let outcome = solve(&world, &shock, &parameters).unwrap_or_else(|e| panic!("{name}: {e}"));
        let expected: Vec<_> = rows.iter().filter(|r| r[0] == name).collect();
        assert_eq!((expected.len(), outcome.changes.len()), (194, 194), "{name}");
        let mut largest: f64 = 0.0;
        for row in expected {
            let change = outcome.of(economy(&row[1])).unwrap();
            let found = [change.welfare, change.real_wage, change.output, change.price_index];
            for (cell, found) in row[2..].iter().zip(found) {
                let value: f64 = cell.parse().unwrap();
                largest = largest.max((found / value - 1.0).abs());
                assert!((found / value - 1.0).abs() < 1e-9, "{name} {}: {found} for {value}", row[1]);
            }
        }
        let certificate = &outcome.certificate;
        assert!(certificate.residual <= 1e-12, "{name} {certificate:?}");
        assert!(certificate.identities.iter().all(|i| i.gap < 1e-10), "{name} {certificate:?}");
        // Quasi-Newton with the derivative at the baseline: a silent loss of speed fails here.
        assert!(certificate.iterations <= 12, "{name} {certificate:?}");
    }
}

#[test]
fn costinot_and_rodriguez_clare_column_1() {
    let (rest, scale) = (economy("ROW"), 1e12);
    for cells in golden("crc2014.csv") {
        let (who, number) = (economy(&cells[0]), |k: usize| cells[k].parse::<f64>().unwrap());
        let (own, imports) = (number(1), number(2));
        let rows = [(who, who, own), (rest, who, imports), (who, rest, imports), (rest, rest, scale)];
        let world = TradeWorld::new(rows, Mending::AsItStands).unwrap();
        let gains = gains_from_trade(&world, who, 5.0).unwrap().unwrap();
        // Published with one decimal.
        assert!((gains.balanced * 100.0 - number(3)).abs() <= 0.05, "{}: {gains:?}", cells[0]);
        assert!((gains.balanced - gains.with_deficit).abs() < 1e-12);
    }
}

#[test]
fn gegravity_sample_is_a_world() {
    let Some(file) = users_file("gegravity_sample/sample_data_set.csv") else { return };
    let rows = csv::Reader::from_path(file).unwrap().into_records().map(|r| {
        let r = r.unwrap();
        (economy(&r[0]), economy(&r[1]), r[3].parse::<f64>().unwrap())
    });
    let world = TradeWorld::new(rows, Mending::AsItStands).unwrap();
    assert_eq!(world.len(), 30);
    let (usa, chn) = (economy("USA"), economy("CHN"));
    let spread = over_closures(&world, &Shock::rupture(usa, chn), &Parameters::default()).unwrap();
    for outcome in &spread.outcomes {
        assert!(outcome.certificate.identities.iter().all(|i| i.gap < 1e-10), "{:?}", outcome.certificate);
        assert!(outcome.of(chn).unwrap().welfare < 1.0);
    }
    let (low, high) = spread.welfare(chn).unwrap();
    assert!(low < high);
}

#[test]
fn the_built_in_world_as_it_stands() {
    let world = built_in(Mending::AsItStands);
    let repairs = world.repairs();
    for code in ["GMB", "MHL"] {
        assert!(repairs.contains(&Repair::NoDomesticSales(economy(code))), "{repairs:?}");
        assert_eq!(gains_from_trade(&world, economy(code), 4.0).unwrap(), None);
    }
    let absent = repairs.iter().find_map(|r| match r {
        Repair::AbsentTakenAsZero { cells, unknown } => Some((*cells, *unknown)),
        _ => None,
    });
    let (cells, unknown) = absent.unwrap();
    assert!(cells > 12_000 && unknown >= 4, "{cells} {unknown}");
    let base = Parameters::default();
    let same = solve(&world, &Shock::none(), &base).unwrap();
    unchanged(&same);
    let flagged: Vec<&str> =
        same.changes.iter().filter(|c| c.entrepot_or_goods_only).map(|c| c.economy.code()).collect();
    assert!(["MHL", "LBR", "DJI", "KGZ", "HKG"].iter().all(|c| flagged.contains(c)), "{flagged:?}");
    // Nobody reports trade of Russia with Belarus: to stop it changes nothing here.
    unchanged(&solve(&world, &Shock::rupture(economy("RUS"), economy("BLR")), &base).unwrap());
    let mended = built_in(Mending::Repair);
    let imputed = mended.repairs().iter().filter(|r| matches!(r, Repair::DomesticSalesImputed { .. })).count();
    assert_eq!(imputed, 2, "{:?}", mended.repairs());
    assert!(gains_from_trade(&mended, economy("GMB"), 4.0).unwrap().is_some());
}

/// Two economies alike, home share .8.
fn twins() -> (Economy, Economy, TradeWorld) {
    let (a, b) = (economy("RUS"), economy("CHN"));
    let rows = [(a, a, 80.0), (a, b, 20.0), (b, a, 20.0), (b, b, 80.0)];
    (a, b, TradeWorld::new(rows, Mending::AsItStands).unwrap())
}

fn both_ways(a: Economy, b: Economy, instrument: Instrument) -> Shock {
    Shock { measures: vec![Measure::new(a, b, instrument), Measure::new(b, a, instrument)], productivity: Vec::new() }
}

#[test]
fn closed_forms_of_two_economies_alike() {
    let (a, b, world) = twins();
    let (theta, psi) = (4.0_f64, 0.7);
    let index = |wedge: f64| (0.8 + 0.2 * wedge.powf(-theta)).powf(-1.0 / theta);
    let welfare = |shock: &Shock, parameters: &Parameters| solve(&world, shock, parameters).unwrap().changes[0].welfare;
    let base = Parameters::default();
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    near(welfare(&both_ways(a, b, Instrument::Friction(1.3)), &base), 1.0 / index(1.3));
    // Elastic supply: real income falls by the price index to the power of 1 + psi.
    let elastic = Parameters { supply: psi, ..base };
    near(welfare(&both_ways(a, b, Instrument::Friction(1.3)), &elastic), index(1.3).powf(-1.0 - psi));
    // A wedge with revenue t / (1 + t) of the spending on imports.
    let t = 0.3;
    let imports = 0.2 * 1.3_f64.powf(-theta) * index(1.3).powf(theta);
    let taxed = 1.0 / (1.0 - imports * t / (1.0 + t)) / index(1.3);
    for instrument in [
        Instrument::Tariff(t),
        Instrument::ExtraTariff(t),
        Instrument::ExportTax(t),
        Instrument::PriceCap(t / (1.0 + t)),
    ] {
        for closure in Closure::ALL {
            near(welfare(&both_ways(a, b, instrument), &Parameters { closure, ..base }), taxed);
        }
    }
    // The same tariff there from the start, and abolished.
    let (own, bought) = (100.0 * (1.0 - imports), 100.0 * imports);
    let rows = [(a, a, own), (a, b, bought), (b, a, bought), (b, b, own)];
    let duties = [(a, b, t), (b, a, t)];
    let taxed_world = TradeWorld::new(rows, Mending::AsItStands).unwrap().with_tariffs(duties).unwrap();
    for closure in Closure::ALL {
        let freed = both_ways(a, b, Instrument::Tariff(0.0));
        let freed = solve(&taxed_world, &freed, &Parameters { closure, ..base }).unwrap();
        near(freed.changes[0].welfare, 1.0 / taxed);
        let same = solve(&taxed_world, &Shock::none(), &Parameters { closure, ..base }).unwrap();
        near(same.changes[0].welfare, 1.0);
    }
    // A rupture that leaves .4 of the varieties.
    let partial = Measure { coverage: 0.75, leakage: 0.2, ..Measure::new(a, b, Instrument::Forbidden) };
    let mirror = Measure { exporter: b, importer: a, ..partial };
    let shock = Shock { measures: vec![partial, mirror], productivity: Vec::new() };
    near(welfare(&shock, &base), (0.8 + 0.2 * 0.4_f64).powf(1.0 / theta));
    // Productivity of both: everybody gains it in full.
    let shock = Shock { productivity: vec![(a, 1.5), (b, 1.5)], ..Shock::none() };
    near(welfare(&shock, &base), 1.5);
}

#[test]
fn elastic_supply_vanishes_with_its_elasticity() {
    let world = small_world();
    let shock = Shock::rupture(world.economies()[2], world.economies()[7]);
    let fixed = hats(&solve(&world, &shock, &Parameters::default()).unwrap());
    let nearly = hats(&solve(&world, &shock, &Parameters { supply: 1e-9, ..Parameters::default() }).unwrap());
    for ((code, a), (_, b)) in fixed.iter().zip(&nearly) {
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-8), "{code} {a:?} {b:?}");
    }
}

#[test]
fn homogeneity_and_order_of_rows() {
    let world = built_in(Mending::AsItStands);
    let n = world.len();
    let rows: Vec<_> = (0..n * n)
        .filter(|c| world.flows()[*c] > 0.0)
        .map(|c| (world.economies()[c / n], world.economies()[c % n], world.flows()[c]))
        .collect();
    let shock = Shock::rupture(economy("RUS"), economy("CHN"));
    let expected = hats(&solve(&world, &shock, &Parameters::default()).unwrap());
    // Every seventh row first, the others behind: the same bits.
    let shuffled = (0..7).flat_map(|first| rows.iter().skip(first).step_by(7).rev().copied());
    let again = TradeWorld::new(shuffled, Mending::AsItStands).unwrap();
    assert_eq!(hats(&solve(&again, &shock, &Parameters::default()).unwrap()), expected);
    // In another currency: the same to rounding.
    let scaled = TradeWorld::new(rows.into_iter().map(|(i, j, v)| (i, j, v * 90.3)), Mending::AsItStands).unwrap();
    for ((code, a), (_, b)) in hats(&solve(&scaled, &shock, &Parameters::default()).unwrap()).iter().zip(&expected) {
        assert!(a.iter().zip(b).all(|(a, b)| (a / b - 1.0).abs() < 1e-10), "{code} {a:?} {b:?}");
    }
}

#[test]
fn draws_do_not_depend_on_the_number_of_threads() {
    let world = small_world();
    let (a, b) = (world.economies()[2], world.economies()[7]);
    let draws = Draws { theta: Horizon::LongRun.trade_elasticity(), count: 200, seed: 1 };
    for closure in Closure::ALL {
        let parameters = Parameters { closure, ..Parameters::default() };
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (ensemble, pairs) = pool.install(|| {
                let shock = Shock::rupture(a, b);
                let ensemble = ensemble(&world, &shock, &parameters, &draws, Some((a, b)), || ()).unwrap();
                (ensemble, all_pairs(&world, &parameters, || ()).unwrap())
            });
            assert!(ensemble.failed.is_empty() && pairs.failed.is_empty());
            assert!(ensemble.certificate.residual <= 1e-12 && pairs.certificate.residual <= 1e-12);
            (ensemble.bands, ensemble.pair, pairs.welfare)
        };
        let one = run(1);
        assert_eq!(run(2), one);
        assert_eq!(run(5), one);
        let pair = one.1.unwrap();
        let ratio = pair.ratio.unwrap();
        assert!(pair.loss_a.low > 0.0 && pair.loss_a.low < pair.loss_a.high && ratio.low < ratio.high);
    }
}

#[test]
fn a_draw_is_the_solve_at_its_elasticity() {
    let world = small_world();
    let (a, b) = (world.economies()[2], world.economies()[7]);
    let shock = Shock::rupture(a, b);
    let draws = Draws { theta: Elasticity::Fixed(3.3), count: 3, seed: 1 };
    for closure in Closure::ALL {
        let parameters = Parameters { theta: 3.3, closure, ..Parameters::default() };
        let drawn = ensemble(&world, &shock, &parameters, &draws, None, || ()).unwrap();
        let single = Calibrated::new(&world, &parameters).unwrap().solver().solve(&shock).unwrap();
        for (bands, change) in drawn.bands.iter().zip(&single.changes) {
            assert!((bands.welfare.low - change.welfare).abs() < 1e-11, "{closure:?} {bands:?} {change:?}");
            assert_eq!(bands.welfare.low, bands.welfare.high);
        }
        let pairs = all_pairs(&world, &parameters, || ()).unwrap();
        let loss = -single.of(a).unwrap().welfare_pct();
        assert!((pairs.loss_pct(a, b).unwrap() - loss).abs() < 1e-9);
    }
}

#[test]
fn bad_worlds_and_shocks_are_typed_errors() {
    let [a, b, c, d] = ["RUS", "CHN", "USA", "DEU"].map(economy);
    let world = |rows: &[(Economy, Economy, f64)]| TradeWorld::new(rows.iter().copied(), Mending::AsItStands);
    assert!(matches!(world(&[(a, b, -1.0)]), Err(OneSectorError::NegativeFlow { .. })));
    assert!(matches!(world(&[(a, b, f64::NAN)]), Err(OneSectorError::NotFinite { .. })));
    assert!(matches!(world(&[(a, b, 1.0), (a, b, 1.0)]), Err(OneSectorError::Duplicate { .. })));
    assert!(matches!(world(&[]), Err(OneSectorError::TooSmall(0))));
    assert!(matches!(world(&[(a, a, 1.0), (a, b, 1.0)]), Err(OneSectorError::NoIncome(e)) if e == b));
    assert!(matches!(world(&[(a, a, 1.0), (b, a, 1.0)]), Err(OneSectorError::NoExpenditure(e)) if e == b));
    let islands = [(a, b, 1.0), (b, a, 1.0), (c, d, 1.0), (d, c, 1.0)];
    assert!(matches!(world(&islands), Err(OneSectorError::Disconnected(_))));
    let one_sided = [(a, a, 9.0), (a, b, 1.0), (b, a, 1.0), (b, b, -9.0), (a, c, 1.0)];
    let mended = TradeWorld::new(one_sided, Mending::Repair).unwrap();
    assert_eq!(mended.len(), 2, "{:?}", mended.repairs());

    let (_, _, twins) = twins();
    let base = Parameters::default();
    assert!(matches!(solve(&twins, &Shock::rupture(a, c), &base), Err(OneSectorError::NotInWorld(e)) if e == c));
    assert!(matches!(solve(&twins, &Shock::rupture(a, b), &base), Err(OneSectorError::Disconnected(_))));
    for theta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let parameters = Parameters { theta, ..base };
        assert!(matches!(solve(&twins, &Shock::none(), &parameters), Err(OneSectorError::BadElasticity { .. })));
    }
    for instrument in [Instrument::Tariff(-0.1), Instrument::PriceCap(1.0), Instrument::Friction(0.0)] {
        let shock = both_ways(a, b, instrument);
        assert!(matches!(solve(&twins, &shock, &base), Err(OneSectorError::BadMeasure { .. })));
    }
    // c buys from b alone, sells to a alone and has nothing of its own.
    let leaning = [(a, a, 9.0), (a, b, 1.0), (b, a, 1.0), (b, b, 9.0), (b, c, 1.0), (c, a, 1.0)];
    let leaning = world(&leaning).unwrap();
    assert!(matches!(solve(&leaning, &Shock::stop(b, c), &base), Err(OneSectorError::NoSupplier(e)) if e == c));
    assert!(matches!(solve(&leaning, &Shock::stop(c, a), &base), Err(OneSectorError::NoBuyer(e)) if e == c));
    // b saves most of what it earns from a: without a its surplus exceeds what is left.
    let saver = world(&[
        (a, a, 100.0),
        (b, a, 50.0),
        (b, b, 1.0),
        (a, b, 0.1),
        (c, b, 0.1),
        (b, c, 0.1),
        (c, c, 9.0),
        (c, a, 1.0),
        (a, c, 1.0),
    ])
    .unwrap();
    let broke = solve(&saver, &Shock::stop(b, a), &base);
    assert!(matches!(broke, Err(OneSectorError::NothingToSpend(e)) if e == b), "{broke:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn identities_hold_in_any_world(
        flows in prop::collection::vec(0.01_f64..10.0, 36),
        theta in 0.8_f64..9.0,
        cut in (0_usize..6, 1_usize..6),
        closure in 0_usize..3,
    ) {
        let members: Vec<Economy> = Economy::all().filter(|e| e.is_state()).take(6).collect();
        let rows: Vec<_> = (0..36)
            .map(|c| (members[c / 6], members[c % 6], flows[c] * if c / 6 == c % 6 { 60.0 } else { 1.0 }))
            .collect();
        let world = TradeWorld::new(rows.iter().rev().copied(), Mending::AsItStands).unwrap();
        let shock = Shock::stop(members[cut.0], members[(cut.0 + cut.1) % 6]);
        let parameters = Parameters { theta, closure: Closure::ALL[closure], ..Parameters::default() };
        let outcome = match solve(&world, &shock, &parameters) {
            // A surplus held fixed above what is left to earn has no equilibrium: rightly so.
            Err(OneSectorError::NothingToSpend(_)) => return Ok(()),
            other => other.unwrap(),
        };
        prop_assert!(outcome.certificate.residual <= 1e-12);
        for identity in &outcome.certificate.identities {
            prop_assert!(identity.gap < 1e-10, "{:?}", identity);
        }
        let forward = TradeWorld::new(rows, Mending::AsItStands).unwrap();
        prop_assert_eq!(hats(&solve(&forward, &shock, &parameters).unwrap()), hats(&outcome));
    }
}
