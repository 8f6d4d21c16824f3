//! What must hold whatever the numbers.

use crate::worlds::{code, small, small_baseline};
use proptest::prelude::*;
use suzerain_models::equilibrium::multi_sector::{
    Data, Deficits, Options, Outcome, Shock, World, gains_from_trade, rebase, solve,
};
use suzerain_models::equilibrium::one_sector::{Instrument, Measure};

fn theta() -> Vec<f64> {
    small().theta
}

/// The outcome of a rupture in a world.
fn rupture(data: Data) -> Outcome {
    let options = Options::default();
    let theta = data.theta.clone();
    let baseline = rebase(&World::new(data).unwrap(), Deficits::Nominal, &options).unwrap();
    solve(&baseline, &Shock::rupture(code("RUS"), code("CHN")), &theta, &options).unwrap()
}

/// The same world with economies and sectors in another order.
fn reordered(data: &Data, economies: &[usize], sectors: &[usize]) -> Data {
    let (n, m) = (data.economies.len(), data.sectors.len());
    let mut out = data.clone();
    for (j, old_j) in sectors.iter().enumerate() {
        out.sectors[j].clone_from(&data.sectors[*old_j]);
        out.theta[j] = data.theta[*old_j];
        for (i, old_i) in economies.iter().enumerate() {
            out.economies[i] = data.economies[*old_i];
            out.value_added_share[i * m + j] = data.value_added_share[old_i * m + old_j];
            for (k, old_k) in sectors.iter().enumerate() {
                out.input_share[(i * m + j) * m + k] = data.input_share[(old_i * m + old_j) * m + old_k];
            }
            for (other, old_other) in economies.iter().enumerate() {
                let (new, old) = ((j * n + i) * n + other, (old_j * n + old_i) * n + old_other);
                out.flows[new] = data.flows[old];
                out.tariffs[new] = data.tariffs[old];
            }
        }
    }
    out
}

#[test]
fn no_shock_no_change() {
    let baseline = small_baseline();
    let outcome = solve(&baseline, &Shock::default(), &[2.0, 9.0, 4.0], &Options::default()).unwrap();
    for list in [&outcome.welfare, &outcome.real_wage, &outcome.output, &outcome.value_added, &outcome.price] {
        assert!(list.iter().all(|v| (v - 1.0).abs() < 1e-10), "{list:?}");
    }
}

#[test]
fn a_rupture_without_trade_changes_nothing() {
    let mut data = small();
    let n = 4;
    for j in 0..3 {
        // CHN and RUS are 0 and 2.
        data.flows[(j * n) * n + 2] = 0.0;
        data.flows[(j * n + 2) * n] = 0.0;
    }
    let outcome = rupture(data);
    assert!(outcome.welfare.iter().all(|v| (v - 1.0).abs() < 1e-10), "{:?}", outcome.welfare);
}

#[test]
fn identities_hold_for_every_instrument() {
    let baseline = small_baseline();
    let instruments = [
        Instrument::Forbidden,
        Instrument::Tariff(0.6),
        Instrument::ExtraTariff(0.3),
        Instrument::ExportTax(0.25),
        Instrument::PriceCap(0.2),
        Instrument::Friction(1.4),
    ];
    for instrument in instruments {
        for (coverage, leakage) in [(1.0, 0.0), (0.6, 0.25)] {
            let measure = Measure { coverage, leakage, ..Measure::new(code("RUS"), code("DEU"), instrument) };
            let shock = Shock::default().and(measure, Some("C20"));
            let outcome = solve(&baseline, &shock, &theta(), &Options::default()).unwrap();
            assert!(outcome.certificate.identities.iter().all(|i| i.gap < 1e-10), "{:?}", outcome.certificate);
            assert!(outcome.welfare.iter().any(|v| (v - 1.0).abs() > 1e-6), "{instrument:?} does something");
            let taxed = matches!(instrument, Instrument::ExportTax(_));
            assert_eq!(outcome.first_order.is_none(), taxed);
        }
    }
}

#[test]
fn a_price_cap_is_a_tariff_and_an_export_tax_shifts_the_revenue() {
    let baseline = small_baseline();
    let on = |instrument| {
        let shock = Shock::default().and(Measure::new(code("RUS"), code("DEU"), instrument), None);
        solve(&baseline, &shock, &theta(), &Options::default()).unwrap()
    };
    let (cap, duty) = (on(Instrument::PriceCap(0.2)), on(Instrument::ExtraTariff(0.25)));
    for (a, b) in cap.welfare.iter().zip(&duty.welfare) {
        assert!((a - b).abs() < 1e-11);
    }
    let tax = on(Instrument::ExportTax(0.25));
    // DEU and RUS are 1 and 2.
    assert!(tax.welfare[2] > duty.welfare[2] && tax.welfare[1] < duty.welfare[1]);
}

#[test]
fn a_small_tariff_change_is_read_by_the_first_order() {
    let baseline = small_baseline();
    let measure = Measure::new(code("RUS"), code("DEU"), Instrument::ExtraTariff(1e-5));
    let outcome = solve(&baseline, &Shock::default().and(measure, None), &theta(), &Options::default()).unwrap();
    let first = outcome.first_order.unwrap();
    for (exact, first) in outcome.welfare.iter().zip(&first.welfare) {
        let exact = exact - 1.0;
        assert!((exact - first).abs() < 2e-3 * exact.abs().max(1e-7), "{exact:e} {first:e}");
    }
}

#[test]
fn gains_from_trade_are_the_loss_of_stopping_it_all() {
    // Balanced trade without duties; nearly every foreign flow forbidden but a trace.
    let mut data = small();
    data.tariffs.fill(0.0);
    let options = Options::default();
    let baseline = rebase(&World::new(data).unwrap(), Deficits::Balanced, &options).unwrap();
    let theta = theta();
    let mut shock = Shock::default();
    let economies = baseline.world().economies().to_vec();
    for a in &economies {
        for b in economies.iter().filter(|b| *b != a) {
            shock = shock.and(Measure { leakage: 1e-12, ..Measure::new(*a, *b, Instrument::Forbidden) }, None);
        }
    }
    let outcome = solve(&baseline, &shock, &theta, &options).unwrap();
    for ((economy, gain), welfare) in gains_from_trade(&baseline, &theta).into_iter().zip(&outcome.welfare) {
        let loss = 1.0 - welfare;
        assert!((gain.unwrap() - loss).abs() < 1e-9, "{economy}: {gain:?} and {loss}");
    }
}

#[test]
fn the_number_of_threads_changes_no_digit() {
    let library = suzerain_base::library().unwrap();
    let world = crate::icio::world(&library);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let options = Options { tolerance: 1e-8, ..Options::default() };
            let baseline = rebase(&world, Deficits::Nominal, &options).unwrap();
            let shock = Shock::rupture(code("USA"), code("CHN"));
            solve(&baseline, &shock, world.theta(), &options).unwrap()
        })
    };
    let one = run(1);
    for threads in [2, 5] {
        let many = run(threads);
        assert_eq!(one.welfare, many.welfare);
        assert_eq!(one.sector_output, many.sector_output);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_unit_of_money_and_the_order_of_rows_do_not_matter(
        unit in 1e-3_f64..1e3,
        economies in Just([0, 1, 2, 3]).prop_shuffle(),
        sectors in Just([0, 1, 2]).prop_shuffle(),
    ) {
        let plain = rupture(small());
        let mut data = reordered(&small(), &economies, &sectors);
        data.flows.iter_mut().for_each(|v| *v *= unit);
        let other = rupture(data);
        for (i, old) in economies.iter().enumerate() {
            prop_assert_eq!(other.economies[i], plain.economies[*old]);
            prop_assert!((other.welfare[i] - plain.welfare[*old]).abs() < 1e-11);
            prop_assert!((other.output[i] - plain.output[*old]).abs() < 1e-11);
        }
    }
}
