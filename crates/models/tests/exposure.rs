//! Exposure against exact hat and finite differences.

use suzerain_models::equilibrium::exposure::{Form, exposure, fit, over_years};
use suzerain_models::equilibrium::one_sector::{
    BUILT_IN, Calibrated, Closure, Mending, Parameters, Shock, TradeWorld, solve,
};
use suzerain_tables::store::TableKind;
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Year};

fn built_in() -> TradeWorld {
    let library = suzerain_base::library().unwrap();
    TradeWorld::from_library(&library, &BUILT_IN, Year(2023), Mending::AsItStands).unwrap()
}

#[test]
fn held_deficits_match_finite_differences_of_exact_hat() {
    let world = built_in();
    let linear = exposure(&world, 4.0, Form::NominalDeficits).unwrap();
    let calibrated = Calibrated::new(&world, &Parameters::default()).unwrap();
    let mut solver = calibrated.solver();
    let step: f64 = 1e-4;
    for code in ["CHN", "RUS", "VNM"] {
        let to = Economy::from_code(code).unwrap();
        let mut at = |growth: f64| {
            solver.solve(&Shock { productivity: vec![(to, growth.exp())], ..Shock::none() }).unwrap().changes
        };
        let (up, down) = (at(step), at(-step));
        for (u, d) in up.iter().zip(&down) {
            let slope = |up: f64, down: f64| (up.ln() - down.ln()) / (2.0 * step);
            let (income, welfare) = (slope(u.output, d.output), slope(u.welfare, d.welfare));
            let (w, v) = (linear.of_income(u.economy, to).unwrap(), linear.of_welfare(u.economy, to).unwrap());
            assert!((income - w).abs() < 1e-6, "{code} {}: {income} {w}", u.economy.code());
            assert!((welfare - v).abs() < 1e-6, "{code} {}: {welfare} {v}", u.economy.code());
        }
    }
}

#[test]
fn identities_of_both_forms() {
    let world = built_in();
    for form in [Form::NominalDeficits, Form::Balanced] {
        let exposure = exposure(&world, 4.0, form).unwrap();
        assert!(exposure.certificate.residual < 1e-12, "{:?}", exposure.certificate);
        assert!(exposure.certificate.identities.iter().all(|i| i.gap < 1e-10), "{form:?} {:?}", exposure.certificate);
    }
}

#[test]
fn a_good_fit_need_not_have_the_right_size() {
    let world = built_in();
    let china = Economy::from_code("CHN").unwrap();
    let linear = exposure(&world, 4.0, Form::NominalDeficits).unwrap();
    let small = fit(&linear, &world, &[(china, 1.01)]).unwrap();
    assert!((small.slope - 1.0).abs() < 0.01 && small.r2 > 0.9999, "{small:?}");
    let large = fit(&linear, &world, &[(china, 0.3)]).unwrap();
    assert!(large.r2 > 0.9 && large.largest_error > 20.0 * small.largest_error, "{large:?}");
    assert!(fit(&linear, &world, &[]).is_err());
}

#[test]
fn years_of_the_built_in_tables() {
    let library = suzerain_base::library().unwrap();
    let flows = trade::read(library.table(TableKind::Trade, "icio-2025").unwrap(), &FlowFilter::default()).unwrap();
    let worlds: Vec<_> = (2011..=2022)
        .map(|y| (Year(y), TradeWorld::from_flows([&flows], Year(y), Mending::AsItStands).unwrap()))
        .collect();
    let years = over_years(&worlds, 4.0, Form::Balanced);
    assert_eq!(years.len(), 12);
    let usa = Economy::from_code("USA").unwrap();
    let closed = Parameters { closure: Closure::Balanced, ..Parameters::default() };
    for ((year, found), (_, world)) in years.iter().zip(&worlds) {
        let found = found.as_ref().unwrap();
        assert_eq!(found.economies.len(), 81, "{year:?}");
        // The published formula takes the data as balanced: near the balanced world, not on it.
        let shock = Shock { productivity: vec![(usa, 1.001)], ..Shock::none() };
        let gain = solve(world, &shock, &closed).unwrap().of(usa).unwrap().welfare.ln() / 1.001_f64.ln();
        assert!((found.of_welfare(usa, usa).unwrap() - gain).abs() < 0.02, "{gain}");
    }
}
