//! The filter against closed forms and against values of an independent program.

use super::*;
use crate::simplex_search::{self, Options};
use crate::streams::stream;
use rand_distr::{Distribution, StandardNormal};

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{a} is not {b}");
}

#[test]
fn a_random_walk_without_noise_forecasts_its_last_value_with_variance_by_year() {
    let model = Model::damped_trend(0.0, 0.04, 0.0, 0.0, 1.0);
    let seen = model.filter(&[1.0, 1.1, f64::NAN, f64::NAN, 0.7], None).unwrap();
    let ahead = model.forecast(seen.last(), 10, None).unwrap();
    for h in 0..10 {
        close(ahead.mean[h], 0.7, 1e-9);
        close(ahead.variance[h], 0.04 * (h + 1) as f64, 1e-9);
    }
    // The one step of variance .04 and the three of .12.
    let density = |x: f64, v: f64| -0.5 * ((2.0 * std::f64::consts::PI * v).ln() + x * x / v);
    close(seen.log_likelihood, density(0.1, 0.04) + density(-0.4, 0.12), 1e-9);
}

#[test]
fn a_steady_level_is_the_mean_of_what_was_seen() {
    // No movement: the level is a regression on a constant; variance noise / n.
    let mut model = Model::damped_trend(0.5, 0.0, 0.0, 0.0, 0.0);
    model.start_covariance[0] = 1e4;
    let y = [1.0, 2.0, f64::NAN, 4.0];
    let seen = model.filter(&y, None).unwrap();
    close(seen.last().mean[0], 7.0 / 3.0, 1e-4);
    close(seen.last().covariance[0], 0.5 / 3.0, 1e-4);
    let smooth = model.smooth(&seen).unwrap();
    for date in 0..4 {
        close(smooth.mean[2 * date], 7.0 / 3.0, 1e-4);
        close(smooth.covariance[4 * date], 0.5 / 3.0, 1e-4);
    }
}

#[test]
fn a_damped_slope_adds_a_geometric_sum() {
    let model = Model::damped_trend(0.0, 0.0, 0.0, 0.8, 0.0);
    let from = State { mean: &[2.0, 1.0], covariance: &[0.0; 4] };
    let ahead = model.forecast(from, 20, None).unwrap();
    for h in 1..=20_i32 {
        let i = usize::try_from(h).unwrap() - 1;
        close(ahead.mean[i], 2.0 + (1.0 - 0.8_f64.powi(h)) / 0.2, 1e-12);
        close(ahead.variance[i], 0.0, 1e-12);
    }
}

#[test]
fn two_measures_of_one_state_and_inputs() {
    // Two measures with noise 1 and 3 of a level known to be N(0, 1): posterior precision 1 + 1 + 1/3.
    let model = Model {
        transition: vec![1.0],
        state_noise: vec![0.0],
        loading: vec![1.0, 2.0],
        intercept: vec![0.5, 0.0],
        noise: vec![1.0, 12.0],
        start_mean: vec![0.0],
        start_covariance: vec![1.0],
        burn: 0,
    };
    let seen = model.filter(&[1.5, 4.0], None).unwrap();
    let precision = 1.0 + 1.0 + 4.0 / 12.0;
    close(seen.last().covariance[0], 1.0 / precision, 1e-12);
    close(seen.last().mean[0], (1.0 + 2.0 * 4.0 / 12.0) / precision, 1e-12);
    let ahead = model.forecast(seen.last(), 2, Some(&[0.25, 0.25])).unwrap();
    close(ahead.state_mean[1], seen.last().mean[0] + 0.5, 1e-12);
    let pushed = model.filter(&[1.5, 4.0, f64::NAN, f64::NAN], Some(&[0.25, 0.0])).unwrap();
    close(pushed.last().mean[0], seen.last().mean[0] + 0.25, 1e-12);
}

#[test]
fn the_smoother_is_the_joint_normal_conditioned_on_all_values() {
    // Three dates of a random walk seen with noise: covariance min(i, j) + 1 of the values, worked by
    // hand for the first date. Level 1 ~ N(0, 1), steps 1, noise 1; y = (1, 0, 2).
    let model = Model {
        transition: vec![1.0],
        state_noise: vec![1.0],
        loading: vec![1.0],
        intercept: vec![0.0],
        noise: vec![1.0],
        start_mean: vec![0.0],
        start_covariance: vec![1.0],
        burn: 0,
    };
    let seen = model.filter(&[1.0, 0.0, 2.0], None).unwrap();
    let smooth = model.smooth(&seen).unwrap();
    // V = [2 1 1; 1 3 2; 1 2 4], det 13, cov(level 1, y) = (1, 1, 1); V^-1 (1, 0, 2)' = (6, -8, 9) / 13.
    close(smooth.mean[0], 7.0 / 13.0, 1e-12);
    // (1, 1, 1) V^-1 (1, 1, 1)' = (5 + 2 + 1) / 13.
    close(smooth.covariance[0], 1.0 - 8.0 / 13.0, 1e-12);
    close(smooth.mean[2], seen.last().mean[0], 1e-12);
}

#[test]
fn values_of_an_independent_program() {
    let text = include_str!("../../../../tests/golden/state_space.csv");
    let mut checked = 0;
    let mut series: Vec<f64> = Vec::new();
    let mut model = Model::damped_trend(1.0, 1.0, 0.0, 0.0, 0.0);
    for line in text.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |i: usize| cells[i].parse::<f64>().unwrap_or(f64::NAN);
        match cells[0] {
            "parameters" => {
                model = Model::damped_trend(number(1), number(2), number(3), number(4), 0.0);
                model.start_mean = vec![number(5), 0.0];
                model.start_covariance = vec![number(6), 0.0, 0.0, number(7)];
                model.burn = 0;
                series.clear();
            }
            "value" => series.push(number(1)),
            "log_likelihood" => {
                close(model.log_likelihood(&series, None).unwrap(), number(1), 1e-9);
                checked += 1;
            }
            "filtered" | "smoothed" => {
                let seen = model.filter(&series, None).unwrap();
                let at = number(1) as usize;
                let (mean, covariance) = if cells[0] == "filtered" {
                    (seen.mean.clone(), seen.covariance.clone())
                } else {
                    let s = model.smooth(&seen).unwrap();
                    (s.mean, s.covariance)
                };
                close(mean[2 * at], number(2), 1e-8);
                close(mean[2 * at + 1], number(3), 1e-8);
                close(covariance[4 * at], number(4), 1e-8);
                close(covariance[4 * at + 3], number(5), 1e-8);
                checked += 1;
            }
            "ahead" => {
                let seen = model.filter(&series, None).unwrap();
                let at = number(1) as usize;
                let ahead = model.forecast(seen.last(), at, None).unwrap();
                close(ahead.mean[at - 1], number(2), 1e-8);
                close(ahead.variance[at - 1], number(3), 1e-8);
                checked += 1;
            }
            other => panic!("unknown row {other}"),
        }
    }
    assert!(checked >= 20, "{checked}");
}

#[test]
fn maximum_likelihood_finds_the_variances_that_made_the_data() {
    let mut random = stream(7, 0);
    let mut draw = |sd: f64| {
        let z: f64 = StandardNormal.sample(&mut random);
        z * sd
    };
    let mut level = 0.0;
    let y: Vec<f64> = (0..4000)
        .map(|_| {
            level += draw(0.3);
            level + draw(0.5)
        })
        .collect();
    let fall = |x: &[f64]| {
        let model = Model::damped_trend(x[0].exp(), x[1].exp(), 0.0, 0.0, y[0]);
        model.log_likelihood(&y, None).map_or(f64::INFINITY, |l| -l)
    };
    let found = simplex_search::minimise(&[0.0, 0.0], 0.5, &Options::default(), fall).unwrap();
    close((found.value[0] / 2.0).exp(), 0.5, 0.05);
    close((found.value[1] / 2.0).exp(), 0.3, 0.05);
}

#[test]
fn misfits_are_errors() {
    let model = Model::damped_trend(1.0, 1.0, 0.1, 0.5, 0.0);
    assert!(matches!(model.filter(&[1.0], Some(&[0.0])), Err(StateSpaceError::Shape { part: "inputs", .. })));
    assert!(matches!(model.filter(&[f64::INFINITY], None), Err(StateSpaceError::NotFinite { date: 0 })));
    let mut bad = model.clone();
    bad.transition.pop();
    assert!(matches!(bad.filter(&[1.0], None), Err(StateSpaceError::Shape { part: "transition", .. })));
    let mut negative = model;
    negative.noise[0] = -1e9;
    assert!(negative.filter(&[1.0], None).is_err());
}
