//! Scores against closed forms, under invariances, and on forecasts broken on purpose.

use super::*;
use crate::logit::{logistic, logit};
use crate::streams::stream;
use rand::Rng;

/// Forecasts and outcomes drawn from them: calibrated by construction.
fn calibrated(n: usize, seed: u64) -> (Vec<f64>, Vec<bool>) {
    let mut random = stream(seed, 0);
    let mut uniform = || (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    (0..n)
        .map(|_| {
            let p = logistic(4.0 * (uniform() - 0.5));
            (p, uniform() < p)
        })
        .unzip()
}

#[test]
fn closed_forms() {
    let y = [true, false, false, true];
    assert!((brier(&[0.5; 4], &y) - 0.25).abs() < 1e-15);
    assert!((log_score(&[0.5; 4], &y) - 2.0_f64.ln()).abs() < 1e-15);
    assert!(brier(&[1.0, 0.0, 0.0, 1.0], &y).abs() < 1e-15);
    // The share of events scores share (1 - share).
    let y = [true, false, false, false];
    assert!((brier(&[0.25; 4], &y) - 0.25 * 0.75).abs() < 1e-15);
    // AUC by counting pairs: event .6 beats .5 and .1, ties with .6.
    assert_eq!(auc(&[0.6, 0.5, 0.6, 0.1], &y), Some(2.5 / 3.0));
    assert_eq!(auc(&[0.3; 4], &y), Some(0.5));
    assert_eq!(auc(&[0.3; 2], &[true, true]), None);
    assert!((skill(0.15, 0.2) - 0.25).abs() < 1e-12);
    // Wilson, 2 of 10, z² = 2.705543: (.2 + z²/20 -+ sqrt(z² (.016 + z²/400))) / (1 + z²/10).
    let (low, high) = wilson(2, 10);
    assert!((low - 0.068_558).abs() < 1e-5 && (high - 0.459_207).abs() < 1e-5, "{low} {high}");
    assert_eq!(wilson(0, 5).0, 0.0);
}

#[test]
fn order_does_not_matter_and_auc_sees_ranks_only() {
    let (p, y) = calibrated(500, 1);
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by_key(|i| i * 7919 % 500);
    let (q, z): (Vec<f64>, Vec<bool>) = order.iter().map(|i| (p[*i], y[*i])).unzip();
    assert!((brier(&p, &y) - brier(&q, &z)).abs() < 1e-12);
    assert!((log_score(&p, &y) - log_score(&q, &z)).abs() < 1e-12);
    assert_eq!(auc(&p, &y), auc(&q, &z));
    let cubed: Vec<f64> = p.iter().map(|p| p.powi(3)).collect();
    assert_eq!(auc(&p, &y), auc(&cubed, &y));
    let flipped: Vec<f64> = p.iter().map(|p| 1.0 - p).collect();
    let not: Vec<bool> = y.iter().map(|y| !y).collect();
    assert!((auc(&flipped, &y).unwrap() - (1.0 - auc(&p, &y).unwrap())).abs() < 1e-12);
    assert!((auc(&flipped, &not).unwrap() - auc(&p, &y).unwrap()).abs() < 1e-12);
    assert!((brier(&flipped, &not) - brier(&p, &y)).abs() < 1e-12);
    assert!((log_score(&flipped, &not) - log_score(&p, &y)).abs() < 1e-12);
}

#[test]
fn auc_within_groups_ignores_what_differs_between_them() {
    // The group alone tells: everything pooled, nothing within.
    let y: Vec<bool> = (0..200).map(|i| if i < 100 { i % 10 == 0 } else { i % 2 == 0 }).collect();
    let groups: Vec<u32> = (0..200).map(|i| u32::from(i >= 100)).collect();
    let by_group: Vec<f64> = groups.iter().map(|g| 0.1 + 0.4 * f64::from(*g)).collect();
    assert!(auc(&by_group, &y).unwrap() > 0.6);
    assert_eq!(auc_within(&by_group, &y, &groups), Some(0.5));
    // A shift of a whole group leaves the order within it.
    let (p, y) = calibrated(200, 2);
    let shifted: Vec<f64> = p.iter().zip(&groups).map(|(p, g)| p / 2.0 + 0.4 * f64::from(*g)).collect();
    assert!((auc_within(&p, &y, &groups).unwrap() - auc_within(&shifted, &y, &groups).unwrap()).abs() < 1e-12);
    // One group: the same as pooled.
    assert_eq!(auc_within(&p, &y, &[0; 200]), auc(&p, &y));
}

#[test]
fn broken_forecasts_score_worse() {
    let (p, y) = calibrated(4000, 3);
    let sharp: Vec<f64> = p.iter().map(|p| logistic(2.0 * logit(*p))).collect();
    let shy: Vec<f64> = p.iter().map(|p| logistic(0.4 * logit(*p))).collect();
    let high: Vec<f64> = p.iter().map(|p| logistic(1.0 + logit(*p))).collect();
    let upside_down: Vec<f64> = p.iter().map(|p| 1.0 - p).collect();
    let moved: Vec<f64> = p.iter().skip(1).chain(&p[..1]).copied().collect();
    for broken in [&sharp, &shy, &high, &upside_down, &moved] {
        assert!(brier(broken, &y) > brier(&p, &y));
        assert!(log_score(broken, &y) > log_score(&p, &y));
    }
    // Each fault shows where it should: slope, intercept, discrimination.
    assert!((calibration(&p, &y).unwrap().1 - 1.0).abs() < 0.1);
    assert!((calibration(&sharp, &y).unwrap().1 - 0.5).abs() < 0.05);
    assert!((calibration(&shy, &y).unwrap().1 - 2.5).abs() < 0.25);
    assert!((calibration(&high, &y).unwrap().0 + 1.0).abs() < 0.15);
    assert!(auc(&upside_down, &y).unwrap() < 0.5 && (auc(&moved, &y).unwrap() - 0.5).abs() < 0.04);
    // A proper score punishes any bias of a constant forecast.
    let share = y.iter().filter(|y| **y).count() as f64 / y.len() as f64;
    for off in [-0.1, -0.01, 0.01, 0.1] {
        assert!(brier(&vec![share + off; y.len()], &y) > brier(&vec![share; y.len()], &y));
    }
}

#[test]
fn reliability_covers_every_forecast_once() {
    let (p, y) = calibrated(1003, 4);
    let bins = reliability(&p, &y, 10);
    assert_eq!(bins.iter().map(|b| b.count).sum::<usize>(), 1003);
    assert_eq!(bins.iter().map(|b| b.events).sum::<usize>(), y.iter().filter(|y| **y).count());
    assert!(bins.windows(2).all(|b| b[0].forecast < b[1].forecast));
    assert!(bins.iter().all(|b| b.band.0 <= b.observed && b.observed <= b.band.1));
    // Calibrated forecasts: nearly all bands hold the mean forecast.
    assert!(bins.iter().filter(|b| b.band.0 <= b.forecast && b.forecast <= b.band.1).count() >= 8);
    assert_eq!(reliability(&[0.2; 50], &[false; 50], 10).len(), 1);
}

#[test]
fn blocks_widen_the_interval_when_errors_go_together() {
    let (p, y) = calibrated(1000, 5);
    let reference: Vec<f64> = y.iter().map(|y| squared(0.5, *y)).collect();
    let loss: Vec<f64> = p.iter().zip(&y).map(|(p, y)| squared(*p, *y)).collect();
    let found = 1.0 - loss.iter().sum::<f64>() / reference.iter().sum::<f64>();
    let alone: Vec<u32> = (0..1000).collect();
    let interval = skill_interval(&loss, &reference, &alone, 1000, 2000, 1).unwrap();
    assert!(interval.low < found && found < interval.high);
    // Every row ten times over, in one block with its copies: the interval stays as wide.
    let copies = |v: &[f64]| -> Vec<f64> { v.iter().flat_map(|x| [*x; 10]).collect() };
    let together: Vec<u32> = (0..10_000).map(|i| i / 10).collect();
    let blocked = skill_interval(&copies(&loss), &copies(&reference), &together, 1000, 2000, 1).unwrap();
    assert!((blocked.low - interval.low).abs() < 1e-9 && (blocked.high - interval.high).abs() < 1e-9);
    let apart: Vec<u32> = (0..10_000).collect();
    let naive = skill_interval(&copies(&loss), &copies(&reference), &apart, 10_000, 2000, 1).unwrap();
    assert!(naive.high - naive.low < 0.5 * (interval.high - interval.low));
    assert!(skill_interval(&loss, &reference, &[0; 1000], 1, 100, 1).is_none());
}

#[test]
fn the_pool_finds_the_good_forecaster() {
    let (p, y) = calibrated(3000, 6);
    let noise: Vec<f64> = p.iter().rev().copied().collect();
    let (weights, certificate) = pool(&[&p, &noise], &y, 0.0).unwrap();
    assert!(weights[0] > 0.9, "{weights:?}");
    assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    assert!(certificate.residual < 1e-7);
    // With nothing but the prior's weight to go by, nearly equal.
    let (few, _) = pool(&[&p[..1], &noise[..1]], &y[..1], 1000.0).unwrap();
    assert!((few[0] - 0.5).abs() < 0.01);
    // The pool is no worse than its best member on what it was fitted to.
    let mixed: Vec<f64> = p.iter().zip(&noise).map(|(a, b)| weights[0] * a + weights[1] * b).collect();
    assert!(log_score(&mixed, &y) <= log_score(&p, &y) + 1e-9);
    assert!(matches!(pool(&[], &y, 0.0), Err(PoolError::Shape)));
}
