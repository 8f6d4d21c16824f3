//! Scores of numbers against closed forms, under invariances, and on forecasts broken on purpose.

use super::*;
use crate::streams::stream;
use rand_distr::{Distribution, StandardNormal};

fn alike(draws: &[f64]) -> Vec<(f64, f64)> {
    draws.iter().map(|x| (*x, 1.0)).collect()
}

fn draws(n: usize, seed: u64) -> Vec<f64> {
    let mut random = stream(seed, 0);
    (0..n).map(|_| StandardNormal.sample(&mut random)).collect()
}

/// The score as the integral of (F(x) - 1[x >= y])^2, on either side of the jump.
fn by_integral(m: &Mixture, y: f64) -> f64 {
    let over = |low: f64, high: f64, above: f64| {
        let n = 200_000;
        let step = (high - low) / f64::from(n);
        (0..n).map(|i| (m.cdf(low + (f64::from(i) + 0.5) * step) - above).powi(2) * step).sum::<f64>()
    };
    over(-60.0, y, 0.0) + over(y, 60.0, 1.0)
}

#[test]
fn the_closed_form_is_the_integral_of_its_definition() {
    let two =
        Mixture { parts: vec![Part { weight: 0.7, mean: -1.0, sd: 0.5 }, Part { weight: 0.3, mean: 2.0, sd: 3.0 }] };
    for (m, y) in [(Mixture::normal(0.0, 1.0), 0.7), (Mixture::normal(3.0, 0.2), -1.0), (two.clone(), 1.5), (two, -4.0)]
    {
        assert!((m.crps(y) - by_integral(&m, y)).abs() < 1e-6, "{} {}", m.crps(y), by_integral(&m, y));
    }
    // Gneiting, Raftery 2007: sd (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt pi).
    let z: f64 = 0.8;
    let phi = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let written = 2.0 * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * phi - 1.0 / std::f64::consts::PI.sqrt());
    assert!((Mixture::normal(1.0, 2.0).crps(2.6) - written).abs() < 1e-12);
    // Without spread it is the absolute error.
    assert!((Mixture::normal(1.0, 0.0).crps(2.5) - 1.5).abs() < 1e-12);
}

#[test]
fn draws_agree_with_their_distribution_and_with_all_pairs() {
    let few = [0.3_f64, -1.0, 2.5, 0.3];
    let y = 0.9_f64;
    let n = few.len() as f64;
    let first: f64 = few.iter().map(|x| (x - y).abs()).sum::<f64>() / n;
    let second: f64 = few.iter().flat_map(|a| few.iter().map(move |b| (a - b).abs())).sum::<f64>() / (n * n);
    assert!((crps_of_draws(&alike(&few), y) - (first - 0.5 * second)).abs() < 1e-12);
    assert!((crps_of_draws(&alike(&draws(20_000, 1)), 0.5) - Mixture::normal(0.0, 1.0).crps(0.5)).abs() < 0.01);
    let weighted = [(0.3, 2.0), (-1.0, 1.0), (2.5, 1.0)];
    assert!(
        (crps_of_draws(&weighted, y) - crps_of_draws(&alike(&few), y)).abs() < 1e-12,
        "twice the weight is two draws"
    );
    assert!((crps_of_draws(&[(3.0, 1.0)], 5.0) - 2.0).abs() < 1e-12, "one draw: the absolute error");
}

#[test]
fn quantiles_undo_the_distribution() {
    let m = Mixture { parts: vec![Part { weight: 0.5, mean: 0.0, sd: 0.1 }, Part { weight: 0.5, mean: 5.0, sd: 2.0 }] };
    for p in [0.05, 0.1, 0.5, 0.9, 0.95] {
        assert!((m.cdf(m.quantile(p)) - p).abs() < 1e-9);
    }
    assert!((Mixture::normal(2.0, 3.0).quantile(0.9) - (2.0 + 3.0 * 1.281_551_565_544_6)).abs() < 1e-8);
}

#[test]
fn scores_move_with_the_scale_and_not_with_the_place() {
    let m = Mixture { parts: vec![Part { weight: 0.4, mean: 0.0, sd: 1.0 }, Part { weight: 0.6, mean: 1.0, sd: 2.0 }] };
    let moved = |by: f64, times: f64| Mixture {
        parts: m.parts.iter().map(|p| Part { weight: p.weight, mean: by + times * p.mean, sd: times * p.sd }).collect(),
    };
    assert!((moved(7.0, 1.0).crps(7.4) - m.crps(0.4)).abs() < 1e-12);
    assert!((moved(0.0, 3.0).crps(1.2) - 3.0 * m.crps(0.4)).abs() < 1e-12);
    assert!((interval_score(7.0, 9.0, 0.8, 10.0) - interval_score(0.0, 2.0, 0.8, 3.0)).abs() < 1e-12);
    assert!((interval_score(0.0, 6.0, 0.8, 9.0) - 3.0 * interval_score(0.0, 2.0, 0.8, 3.0)).abs() < 1e-12);
    assert!((interval_score(0.0, 2.0, 0.8, 3.0) - (2.0 + 10.0)).abs() < 1e-12);
    let mirrored = Mixture { parts: m.parts.iter().map(|p| Part { mean: -p.mean, ..*p }).collect() };
    assert!((mirrored.crps(-0.4) - m.crps(0.4)).abs() < 1e-12);
}

#[test]
fn forecasts_broken_on_purpose_score_worse() {
    let y = draws(4000, 2);
    let mean = |m: &Mixture| y.iter().map(|y| m.crps(*y)).sum::<f64>() / y.len() as f64;
    let intervals = |m: &Mixture| {
        let (low, high) = (m.quantile(0.1), m.quantile(0.9));
        y.iter().map(|y| interval_score(low, high, 0.8, *y)).sum::<f64>() / y.len() as f64
    };
    let honest = Mixture::normal(0.0, 1.0);
    for broken in [Mixture::normal(0.5, 1.0), Mixture::normal(0.0, 0.4), Mixture::normal(0.0, 2.5)] {
        assert!(mean(&broken) > mean(&honest) + 0.02);
        assert!(intervals(&broken) > intervals(&honest) + 0.02);
    }
}

#[test]
fn the_pool_has_the_least_score_on_the_simplex() {
    let y = draws(800, 3);
    // Two forecasters that are each wrong on one side, and a hopeless one.
    let forecasters = [Mixture::normal(-0.8, 0.7), Mixture::normal(0.8, 0.7), Mixture::normal(6.0, 1.0)];
    let n = y.len() as f64;
    let absolute: Vec<f64> = forecasters.iter().map(|f| y.iter().map(|y| f.absolute(*y)).sum::<f64>() / n).collect();
    let apart: Vec<f64> = forecasters.iter().flat_map(|f| forecasters.iter().map(move |g| f.apart(g))).collect();
    let score = |w: &[f64]| {
        let pool = Mixture::pool(w.iter().copied().zip(&forecasters));
        y.iter().map(|y| pool.crps(*y)).sum::<f64>() / n
    };
    let (weights, certificate) = linear_pool(&absolute, &apart, &[1.0 / 3.0; 3], 0.0).unwrap();
    assert!(certificate.residual <= 1e-10);
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12 && weights[2] < 1e-9, "{weights:?}");
    // The expansion is the pool's score, and no point of a grid is better.
    let expansion: f64 = (0..3)
        .map(|i| {
            weights[i] * absolute[i] - 0.5 * (0..3).map(|j| weights[i] * weights[j] * apart[i * 3 + j]).sum::<f64>()
        })
        .sum();
    assert!((expansion - score(&weights)).abs() < 1e-12);
    for a in 0..=20 {
        for b in 0..=20 - a {
            let w = [f64::from(a) / 20.0, f64::from(b) / 20.0, f64::from(20 - a - b) / 20.0];
            assert!(score(&w) >= score(&weights) - 1e-12, "{w:?}");
        }
    }
    // Pulled hard enough, the weights are the centre's.
    let (held, _) = linear_pool(&absolute, &apart, &[0.5, 0.2, 0.3], 1e9).unwrap();
    assert!(held.iter().zip([0.5, 0.2, 0.3]).all(|(w, c)| (w - c).abs() < 1e-6));
    assert!(linear_pool(&absolute, &apart[1..], &[1.0 / 3.0; 3], 0.0).is_err());
}
