//! Paths from outside: on made-up series whose law is known.

use rand_distr::{Distribution, StandardNormal};
use suzerain_models::outlook::paths::evaluation;
use suzerain_models::outlook::paths::fitted::{self, Fitted};
use suzerain_models::outlook::paths::forecast::anchors;
use suzerain_models::outlook::paths::kinds::by_kind;
use suzerain_models::outlook::paths::{Panel, Rule, Scale, Series};
use suzerain_solvers::streams::stream;

/// Series of 60 years whose yearly change is `drift` of the series plus noise of spread .1, without some years.
fn panel(count: u64, drift: impl Fn(u64) -> f64) -> Panel {
    let series = (0..count)
        .map(|i| {
            let mut random = stream(11, i);
            let mut level = 0.0;
            let values = (1950..2010).filter_map(|year| {
                let noise: f64 = StandardNormal.sample(&mut random);
                level += drift(i) + 0.1 * noise;
                (i % 7 != 3 || year % 9 != 4).then_some((year, level))
            });
            Series::new(i.to_string(), values.collect::<Vec<_>>(), Scale::Level).expect("values")
        })
        .collect();
    Panel {
        id: "made_up",
        title: "made-up series",
        sample: String::new(),
        scale: Scale::Level,
        series,
        step: 5,
        held_out: Vec::new(),
        of_growth: true,
    }
}

#[test]
fn on_random_walks_the_walk_is_best_and_bands_cover_what_they_say() {
    let panel = panel(120, |_| 0.0);
    let made = fitted::evaluate(&panel, 1, &|| ()).unwrap();
    for h in made.scores.iter().filter(|h| h.years <= 10) {
        assert_eq!(h.check.best, Rule::RandomWalk, "{} years", h.years);
        // What is not the walk in the pool costs a little of the score, and no more.
        assert!(h.check.over_best > -0.02, "{h:?}");
        let pool = h.scores[4];
        // Origins ten years apart share nothing; 120 series and some ten origins leave a few per cent.
        assert!((pool.coverage[0] - 0.8).abs() < 0.05, "{} years: {:?}", h.years, pool.coverage);
        assert!((pool.coverage[1] - 0.9).abs() < 0.04, "{} years: {:?}", h.years, pool.coverage);
        // The score of a normal forecast with the true spread: sd (2/sqrt 2 - 1) sqrt 2 ... = sd / sqrt pi.
        let honest = 0.1 * f64::from(h.years).sqrt() / std::f64::consts::PI.sqrt();
        assert!((h.scores[0].crps / honest - 1.0).abs() < 0.08, "{} years: {} {honest}", h.years, h.scores[0].crps);
    }
    let last = made.fits.last().unwrap();
    // The damped trend holds the walk within it.
    assert!(last.stack[3][0] + last.stack[3][3] > 0.9, "{:?}", last.stack[3]);
}

#[test]
fn on_steady_trends_the_drift_is_best_and_the_pool_follows_it() {
    let panel = panel(120, |i| if i % 2 == 0 { 0.15 } else { -0.15 });
    let made = fitted::evaluate(&panel, 1, &|| ()).unwrap();
    let ten = made.scores.iter().find(|h| h.years == 10).unwrap();
    assert_eq!(ten.check.best, Rule::FullDrift);
    assert!(ten.skill > 0.3, "{}", ten.skill);
    let last = made.fits.last().unwrap();
    assert!(last.stack[5][2] > last.stack[5][0], "{:?}", last.stack[5]);
    // A deliberately broken forecast, the walk on trending series, covers less than it says at its origin's first windows or pays in width.
    assert!(ten.scores[0].interval[0] > ten.scores[2].interval[0]);
}

#[test]
fn scores_by_measure_add_up_to_those_of_the_panel() {
    let mut panel = panel(40, |_| 0.0);
    for (at, series) in panel.series.iter_mut().enumerate() {
        ["even", "odd", ""][at % 3].clone_into(&mut series.kind);
    }
    let records = evaluation::run(&panel, &|| ()).unwrap().records;
    let kinds = by_kind(&panel, &records);
    assert_eq!(kinds.len(), 6);
    for (horizon, years) in [(0, 1), (3, 5), (5, 10)] {
        // Series without a measure stand in none.
        let of: Vec<_> = records.iter().filter(|r| r.horizon == horizon && r.series % 3 != 2).collect();
        let inside = of.iter().filter(|r| (0.1..=0.9).contains(&r.below[4])).count() as f64;
        let told: Vec<_> = kinds.iter().filter(|k| k.years == years).collect();
        assert_eq!(told.iter().map(|k| k.forecasts).sum::<usize>(), of.len());
        assert!((told.iter().map(|k| k.coverage[0] * k.forecasts as f64).sum::<f64>() - inside).abs() < 1e-9);
    }
}

#[test]
fn a_forecast_knows_nothing_after_its_origin() {
    let whole = panel(40, |_| 0.02);
    let mut cut = whole.clone();
    let until = 1994;
    for series in &mut cut.series {
        let keep = usize::try_from(until - series.first + 1).unwrap();
        series.values.truncate(keep);
    }
    // Origins every five years from 2009 and from 1994 meet in 1994, 1989, ...
    let (long, short) = (evaluation::run(&whole, &|| ()).unwrap(), evaluation::run(&cut, &|| ()).unwrap());
    let of = |run: &evaluation::Run| run.fits.iter().find(|f| f.origin == until).cloned().unwrap();
    assert_eq!(of(&long), of(&short));
}

#[test]
fn shifts_and_scales_move_forecasts_along() {
    let plain = panel(40, |_| 0.0);
    let mut moved = plain.clone();
    moved.series.iter_mut().flat_map(|s| &mut s.values).for_each(|v| *v = 3.0 * *v + 5.0);
    let made = [&plain, &moved].map(|p| fitted::evaluate(p, 1, &|| ()).unwrap());
    for (a, b) in made[0].scores.iter().zip(&made[1].scores) {
        assert!((3.0 * a.scores[4].crps / b.scores[4].crps - 1.0).abs() < 1e-3);
        assert!((a.scores[4].coverage[0] - b.scores[4].coverage[0]).abs() < 0.01);
    }
}

#[test]
fn the_random_walk_has_the_variance_of_its_years_and_the_drift_that_of_its_estimate() {
    let series = Series::new("", (2000..=2010).map(|y| (y, 0.1 * f64::from(y - 2000))), Scale::Level).unwrap();
    let anchor = anchors(&series, &[2010], &[0.1, 0.5, 0.05, 0.8], 0.1).unwrap().pop().flatten().unwrap();
    assert!((anchor.drift - 0.1).abs() < 1e-12 && anchor.drift_years == 10);
    for h in [1_i16, 4, 9, 20] {
        let years = f64::from(h);
        let (mean, sd) = anchor.centre(Rule::RandomWalk, h);
        assert!((mean - 1.0).abs() < 1e-12 && (sd - anchor.spread * years.sqrt()).abs() < 1e-12);
        let (mean, sd) = anchor.centre(Rule::HalfDrift, h);
        assert!((mean - 1.0 - 0.05 * years).abs() < 1e-12);
        assert!((sd / anchor.spread - (years + years * years / 40.0).sqrt()).abs() < 1e-12);
        let (mean, _) = anchor.centre(Rule::FullDrift, h);
        assert!((mean - 1.0 - 0.1 * years).abs() < 1e-12);
    }
    // All changes are .1, the panel's too.
    assert!((anchor.spread - 0.1).abs() < 1e-12);
}

#[test]
fn scales_are_undone_and_shares_at_the_edge_are_flagged() {
    for (scale, x) in [(Scale::Log, 0.3), (Scale::Logit, 0.3), (Scale::Level, -0.3), (Scale::LogPlusOne, 12.0)] {
        let (y, clipped) = scale.forward(x).unwrap();
        assert!((scale.back(y) - x).abs() < 1e-12 && !clipped);
    }
    let (edge, clipped) = Scale::Logit.forward(0.0).unwrap();
    assert!((Scale::Logit.back(edge) - 0.001).abs() < 1e-12 && clipped);
    assert_eq!(Scale::Logit.forward(1.2), None);
    assert_eq!(Scale::Log.forward(0.0), None);
    assert_eq!(Scale::LogPlusOne.forward(f64::NAN), None);
}

#[test]
fn the_same_seed_gives_the_same_scores_on_any_number_of_threads() {
    let panel = panel(12, |_| 0.01);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let (fitted, short) = pool.install(|| fitted::evaluate_all(std::slice::from_ref(&panel), 5, &|_| ())).unwrap();
        assert!(short.is_empty());
        fitted.to_json().unwrap()
    };
    let [now, earlier] = on(1);
    assert_eq!([now.clone(), earlier.clone()], on(3));
    let last = Fitted::from_json(&now).unwrap();
    assert_eq!(last.panels[0].fits.len(), 1);
    let back = last.with_earlier(&earlier).unwrap();
    assert!(back.panels[0].fits.is_sorted_by_key(|f| f.origin));
    assert_eq!(back.panels[0].fits.len(), fitted::evaluate(&panel, 5, &|| ()).unwrap().fits.len());
    // A panel that is too short is named, and no failure.
    let mut short = panel.clone();
    short.series.truncate(1);
    let (none, left) = fitted::evaluate_all(&[short], 5, &|_| ()).unwrap();
    assert!(none.panels.is_empty() && left.len() == 1);
    assert!(Fitted::from_json("{}").is_err());
}
