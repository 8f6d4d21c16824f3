//! Bad data and shocks: a typed error or a stated repair.

use crate::worlds::{code, small, small_baseline};
use suzerain_models::equilibrium::multi_sector::{
    Deficits, Options, Repair, Shock, ShockError, SolveError, World, WorldError, own_sales, rebase, solve,
};
use suzerain_models::equilibrium::one_sector::{Instrument, Measure};

#[test]
fn data_that_make_no_world() {
    let with = |change: fn(&mut suzerain_models::equilibrium::multi_sector::Data)| {
        let mut data = small();
        change(&mut data);
        World::new(data).unwrap_err()
    };
    assert!(matches!(with(|d| d.flows[1] = -1.0), WorldError::Flow { value, .. } if value == -1.0));
    assert!(matches!(with(|d| d.flows[1] = f64::NAN), WorldError::Flow { .. }));
    assert!(matches!(with(|d| d.tariffs[1] = -1.0), WorldError::Tariff { .. }));
    assert!(matches!(with(|d| d.theta[0] = 0.0), WorldError::Elasticity { .. }));
    assert!(matches!(with(|d| d.theta[0] = f64::INFINITY), WorldError::Elasticity { .. }));
    assert!(matches!(with(|d| d.value_added_share[0] += 0.1), WorldError::Shares { .. }));
    assert!(matches!(with(|d| d.input_share[0] = f64::NAN), WorldError::Shares { .. }));
    assert!(matches!(with(|d| d.flows.truncate(5)), WorldError::Shape { field: "flows", .. }));
    assert!(matches!(with(|d| d.economies[1] = d.economies[0]), WorldError::Duplicate { .. }));
    assert!(matches!(with(|d| d.sectors[1] = d.sectors[0].clone()), WorldError::Duplicate { .. }));
    assert!(matches!(with(|d| d.economies.clear()), WorldError::Shape { .. }));
    let alone = with(|d| {
        for at in 0..d.flows.len() {
            let (from, to) = (at % 4, at / 4 % 4);
            if (from == 3) != (to == 3) {
                d.flows[at] = 0.0;
            }
        }
    });
    assert!(matches!(&alone, WorldError::Disconnected { apart, .. } if apart == &[code("USA")]), "{alone}");
    let idle = with(|d| {
        for at in (0..d.flows.len()).filter(|at| at % 4 == 2) {
            d.flows[at] = 0.0;
        }
    });
    assert!(matches!(idle, WorldError::NoIncome { economy } if economy == code("RUS")), "{idle}");
}

#[test]
fn repairs_are_stated() {
    let mut data = small();
    for j in 0..3 {
        data.flows[(j * 4 + 1) * 4 + 1] = 0.0;
    }
    // DEU buys no services at all now, though its sectors use them.
    let world = World::new(data).unwrap();
    assert!(world.repairs().contains(&Repair::NoDomesticSales { economy: code("DEU") }));
    let unsold = world.repairs().iter().filter(|r| matches!(r, Repair::InputWithoutSeller { .. })).count();
    assert_eq!(unsold, 2, "{:?}", world.repairs());
    let options = Options::default();
    let baseline = rebase(&world, Deficits::Nominal, &options).unwrap();
    let outcome = solve(&baseline, &Shock::rupture(code("RUS"), code("CHN")), world.theta(), &options).unwrap();
    assert!(outcome.welfare.iter().all(|w| w.is_finite()));

    let (own, repair) = own_sales((code("DEU"), "C20"), 10.0, 12.0);
    assert_eq!(own, 0.0);
    assert!(repair.unwrap().to_string().contains("exceed gross output"));
    assert_eq!(own_sales((code("DEU"), "C20"), 12.0, 10.0), (2.0, None));

    // More use than expenditure: the table does not balance.
    let mut data = small();
    let services = 4 * 2 * 4..4 * 3 * 4;
    data.flows[services].iter_mut().for_each(|v| *v /= 20.0);
    let world = World::new(data).unwrap();
    assert!(world.repairs().iter().any(|r| matches!(r, Repair::FinalDemandRaised { .. })), "{:?}", world.repairs());
    let baseline = rebase(&world, Deficits::Nominal, &options).unwrap();
    assert!(baseline.moved > 1e-3);
    assert!(baseline.certificate.identities.iter().all(|i| i.gap < 1e-10));
}

#[test]
fn shocks_that_do_not_fit() {
    let baseline = small_baseline();
    let theta = small().theta;
    let failed = |shock: &Shock, theta: &[f64]| solve(&baseline, shock, theta, &Options::default()).unwrap_err();
    let (russia, germany) = (code("RUS"), code("DEU"));
    let on = |from, to, instrument, sector| Shock::default().and(Measure::new(from, to, instrument), sector);
    let shock = |error| match error {
        SolveError::Shock(error) => error,
        other => panic!("{other}"),
    };
    let stranger = on(code("FRA"), germany, Instrument::Forbidden, None);
    assert!(matches!(shock(failed(&stranger, &theta)), ShockError::Economy(e) if e == code("FRA")));
    let nowhere = on(russia, germany, Instrument::Forbidden, Some("X"));
    assert!(matches!(shock(failed(&nowhere, &theta)), ShockError::Sector(s) if s == "X"));
    for bad in [Instrument::Tariff(-0.1), Instrument::PriceCap(1.0), Instrument::Friction(0.0)] {
        assert!(matches!(shock(failed(&on(russia, germany, bad, None), &theta)), ShockError::Measure(_)));
    }
    let home = on(russia, russia, Instrument::Forbidden, None);
    assert!(matches!(shock(failed(&home, &theta)), ShockError::Measure(_)));
    assert!(matches!(failed(&Shock::default(), &[1.0]), SolveError::World(WorldError::Shape { .. })));
    assert!(matches!(failed(&Shock::default(), &[1.0, -2.0, 1.0]), SolveError::World(WorldError::Elasticity { .. })));
    let mut cut = Shock::default();
    for other in ["CHN", "DEU", "USA"] {
        cut.measures.extend(Shock::rupture(russia, code(other)).measures);
    }
    assert!(matches!(failed(&cut, &theta), SolveError::World(WorldError::Disconnected { .. })));
    let few = Options { iterations: 3, ..Options::default() };
    let error = solve(&baseline, &Shock::rupture(russia, germany), &theta, &few).unwrap_err();
    assert!(matches!(error, SolveError::NotConverged(n) if n.0.iterations == 3));
}

#[test]
fn an_economy_left_without_a_seller() {
    let mut data = small();
    // Russia makes no C20 for itself and buys it in China only.
    for (from, value) in [(0, 50.0), (1, 0.0), (2, 0.0), (3, 0.0)] {
        data.flows[(4 + 2) * 4 + from] = value;
    }
    let theta = data.theta.clone();
    let baseline = rebase(&World::new(data).unwrap(), Deficits::Nominal, &Options::default()).unwrap();
    let shock = Shock::rupture(code("RUS"), code("CHN"));
    let error = solve(&baseline, &shock, &theta, &Options::default()).unwrap_err();
    let wanted = "RUS spends on C20 and no seller is left";
    assert_eq!(error.to_string(), wanted);
}
