//! Properties of runs.

use super::super::interventions::Kind;
use super::super::priors::Parameter;
use super::super::regime::{Event, Hazards, Regime};
use super::super::start::{Channel, example};
use super::trajectory::standard_uniform;
use super::*;
use suzerain_solvers::logit::logit;

fn medians(start: &Start, interventions: Vec<Intervention>) -> (f64, f64, f64) {
    let priors = Priors::built_in().unwrap();
    let plan = Plan { interventions, ..Plan::new(6, 600, 11) };
    let found = run(start, &priors, &plan).unwrap();
    let mean = |of: &dyn Fn(&Year) -> f64| found.at(6).map(of).sum::<f64>() / found.draws() as f64;
    (mean(&|y| y.l), mean(&|y| y.a), mean(&|y| y.rift))
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let (start, priors, plan) = (example(), Priors::built_in().unwrap(), Plan::new(8, 300, 5));
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&start, &priors, &plan).unwrap())
    };
    let (one, three) = (on(1), on(3));
    assert!((0..300).all(|k| format!("{:?}", one.path(k)) == format!("{:?}", three.path(k))));
}

#[test]
fn asymmetry_stays_within_one() {
    let mut start = example();
    start.sides[0].channels.iter_mut().for_each(|c| (c.share, c.alternatives, c.filtered) = (1.0, 0.0, None));
    start.sides[1].channels.iter_mut().for_each(|c| (c.share, c.alternatives, c.filtered) = (0.0, 1.0, None));
    let found = run(&start, &Priors::built_in().unwrap(), &Plan::new(10, 300, 3)).unwrap();
    assert!((1..=10).all(|k| found.at(k).all(|y| (-1.0..=1.0).contains(&y.l))));
    assert!(found.at(1).all(|y| y.l > 0.9));
}

#[test]
fn swapped_sides_turn_the_asymmetry_round() {
    let start = example();
    let mut swapped = start.clone();
    swapped.sides.swap(0, 1);
    let (there, back) = (medians(&start, vec![]).0, medians(&swapped, vec![]).0);
    // The same draws, but noise falls on the other side: equal in the mean.
    assert!((there + back).abs() < 0.02, "{there} {back}");
}

#[test]
fn interventions_move_what_they_say() {
    let start = example();
    let one = |kind, side| vec![Intervention { kind, side, from: 1, to: None, size: 1.0 }];
    let base = medians(&start, vec![]);
    assert!(medians(&start, one(Kind::SanctionsImposed, 0)).0 > base.0, "fewer alternatives (M2)");
    assert!(medians(&start, one(Kind::Wedge, 0)).1 < base.1, "less alignment (M6)");
    assert!(medians(&start, one(Kind::CoordinatedCrisis, 0)).1 > base.1, "more threat (M5)");
    assert!(medians(&start, one(Kind::LeaderLeaves, 0)).2 > base.2, "a reset (M12)");
    assert!(medians(&start, one(Kind::ArmsSelfSufficiency, 1)).1 < base.1, "less useful (M7)");
    let mut sanctioned = start.clone();
    sanctioned.sides[0].sanctioned = 1.0;
    let base = medians(&sanctioned, vec![]);
    assert!(medians(&sanctioned, one(Kind::WestReopens, 0)).0 < base.0, "alternatives again (F17)");
}

#[test]
fn what_is_unknown_spreads_and_is_never_zero() {
    let mut start = example();
    start.sides[0].channels = std::array::from_fn(|_| Channel::UNKNOWN);
    let found = run(&start, &Priors::built_in().unwrap(), &Plan::new(5, 50, 2)).unwrap();
    assert!(!found.has_asymmetry && !found.has_technology);
    // With losses alone leverage has no path: the bargain is unknown too.
    for year in found.at(5) {
        assert!(year.l.is_nan() && year.c.is_nan() && year.e[0][0].is_nan());
        assert!(year.rift.is_finite() && year.a.is_finite() && year.p.is_finite());
    }
    start.hazards = Hazards::constant([None; 5]);
    let found = run(&start, &Priors::built_in().unwrap(), &Plan::new(5, 50, 2)).unwrap();
    assert!(found.at(5).all(|y| y.rift.is_nan() && y.alliance.is_nan()));
    assert!(run(&start, &Priors::built_in().unwrap(), &Plan::new(0, 5, 1)).is_err());
}

#[test]
fn chances_follow_the_normal_distribution() {
    for (z, p) in [(0.0, 0.5), (-1.959_964, 0.025), (1.0, 0.841_344_746)] {
        assert!((standard_uniform(z) - p).abs() < 1e-6);
    }
}

/// Without sanctions, technology or a change of what can be reached, no share has a drift, however far off the horizon.
#[test]
fn shares_without_a_push_stay_where_they_are_in_the_middle() {
    let (start, priors) = (example(), Priors::built_in().unwrap());
    let found = run(&start, &priors, &Plan::new(20, 3000, 4)).unwrap();
    let goods = Domain::Goods as usize;
    let mut shares: Vec<f64> = found.at(20).map(|y| y.shares[0][goods]).collect();
    shares.sort_unstable_by(f64::total_cmp);
    let middle = shares[shares.len() / 2];
    assert!((middle - start.sides[0].channels[goods].share).abs() < 0.02, "{middle}");
}

/// Hedging that a scenario adds pulls the share down; alternatives that sanctions take away push it up.
#[test]
fn hedging_acts_by_its_change_since_the_origin() {
    let start = example();
    let mut priors = Priors::built_in().unwrap().medians();
    priors[Parameter::SdShare] = 1e-9;
    priors[Parameter::BSanction] = 0.0;
    let share = |interventions: Vec<Intervention>| {
        let plan = Plan { interventions, ..Plan::new(3, 1, 1) };
        let mut quiet = start.clone();
        quiet.sides.iter_mut().flat_map(|s| &mut s.channels).for_each(|c| c.filtered = None);
        let mut path = blank(3);
        trajectory(&quiet, &priors, &plan, &mut stream(1, 1), &mut path);
        path[2].shares[0][Domain::Goods as usize]
    };
    let on = |kind| vec![Intervention { kind, side: 0, from: 1, to: None, size: 1.0 }];
    let base = share(vec![]);
    assert!((base - 0.4).abs() < 1e-6, "{base}");
    assert!(share(on(Kind::WestReopens)) < base - 1e-4);
    assert!(share(on(Kind::SanctionsImposed)) > base + 1e-4);
}

/// A pair with a defence obligation is in a formal alliance until it ends, and only then is it loose.
#[test]
fn an_alliance_in_force_is_where_the_run_begins() {
    let priors = Priors::built_in().unwrap();
    let mut start = example();
    start.hazards = Hazards::constant([None, Some(0.02), None, None, None]);
    let share = |start: &Start, regime: Regime| {
        let found = run(start, &priors, &Plan::new(5, 500, 3)).unwrap();
        found.at(5).filter(|y| y.regime == regime).count() as f64 / 500.0
    };
    assert!(share(&start, Regime::Loose) == 1.0, "{:?} cannot come", Event::Alliance);
    start.allied = true;
    assert!((share(&start, Regime::Alliance) - 0.98_f64.powi(5)).abs() < 0.06);
    assert!((share(&start, Regime::Alliance) + share(&start, Regime::Loose) - 1.0).abs() < 1e-12);
}

/// A share three years old: its band at the origin is that of three years, and sanctions that came meanwhile have moved it.
#[test]
fn an_old_share_is_carried_to_the_origin() {
    let priors = Priors::built_in().unwrap();
    let goods = Domain::Goods as usize;
    let shares = |age: u16, then: f64| -> Vec<f64> {
        let mut start = example();
        start.sides[0].sanctioned = 1.0;
        let channel = &mut start.sides[0].channels[goods];
        (channel.age, channel.sanctioned_then) = (age, then);
        let found = run(&start, &priors, &Plan::new(1, 2000, 6)).unwrap();
        let mut shares: Vec<f64> = found.at(1).map(|y| y.shares[0][goods]).collect();
        shares.sort_unstable_by(f64::total_cmp);
        shares
    };
    let width = |s: &[f64]| logit(s[1800]) - logit(s[200]);
    let (fresh, old, cut) = (shares(0, 1.0), shares(3, 1.0), shares(3, 0.0));
    assert!((width(&old) / width(&fresh) - 2.0).abs() < 0.25, "four years' noise is twice one year's");
    assert!((old[1000] - fresh[1000]).abs() < 0.02 && cut[1000] > old[1000] + 0.03, "{} {}", old[1000], cut[1000]);
}

/// Two that vote nearly alike can come no closer than that: no band of a negative distance reaches above 0.
#[test]
fn a_negative_distance_stays_below_zero() {
    let mut start = example();
    start.alignment.mean = [-0.05, -0.05];
    let found = run(&start, &Priors::built_in().unwrap(), &Plan::new(10, 500, 8)).unwrap();
    assert!((1..=10).all(|k| found.at(k).all(|y| y.a <= 0.0)));
    start.alignment.most = 1.0;
    let found = run(&start, &Priors::built_in().unwrap(), &Plan::new(10, 500, 8)).unwrap();
    assert!(found.at(10).any(|y| y.a > 0.1) && found.at(10).all(|y| y.a <= 1.0));
}
