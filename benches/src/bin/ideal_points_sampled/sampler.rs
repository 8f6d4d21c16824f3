//! The sampler.

use rand::RngExt as _;
use rand_distr::{Distribution, Exp1, StandardNormal};
use std::collections::BTreeMap;
use suzerain_solvers::item_response::{Response, answer};
use suzerain_solvers::streams::stream;

type Random = rand_pcg::Pcg64Mcg;

fn normal(random: &mut Random) -> f64 {
    StandardNormal.sample(random)
}

/// A draw from N(`mean`, 1) between `below` and `above` (Robert 1995).
fn truncated(random: &mut Random, mean: f64, below: f64, above: f64) -> f64 {
    let (a, b) = (below - mean, above - mean);
    if b < 0.0 {
        return mean - tail(random, -b, -a);
    }
    mean + if a > 0.0 { tail(random, a, b) } else { straddling(random, a, b) }
}

/// A standard normal draw between 0 < `a` and `b`.
fn tail(random: &mut Random, a: f64, b: f64) -> f64 {
    let rate = f64::midpoint(a, (a * a + 4.0).sqrt());
    if b - a < 1.0 / rate {
        return uniform(random, a, b, a * a);
    }
    loop {
        let e: f64 = Exp1.sample(random);
        let x = a + e / rate;
        if x <= b && random.random::<f64>() <= (-0.5 * (x - rate).powi(2)).exp() {
            return x;
        }
    }
}

/// A standard normal draw between `a` <= 0 <= `b`.
fn straddling(random: &mut Random, a: f64, b: f64) -> f64 {
    if b - a < 2.0 {
        return uniform(random, a, b, 0.0);
    }
    loop {
        let x = normal(random);
        if (a..=b).contains(&x) {
            return x;
        }
    }
}

fn uniform(random: &mut Random, a: f64, b: f64, least: f64) -> f64 {
    loop {
        let x = a + (b - a) * random.random::<f64>();
        if random.random::<f64>() <= (0.5 * (least - x * x)).exp() {
            return x;
        }
    }
}

/// An item with its answers, as (place, category), and thresholds around the categories 0, 1, 2:
/// `cuts[c]` to `cuts[c + 1]`. A category that nobody chose has no width.
struct Item {
    answers: Vec<(usize, usize)>,
    beta: f64,
    cuts: [f64; 4],
    /// Which inner cuts are free, and cut 1 and 2 being one.
    free: Free,
    step: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Free {
    Both,
    First,
    Second,
    Joint,
}

impl Item {
    fn new(answers: Vec<(usize, usize)>) -> Option<Self> {
        let chosen = [0, 1, 2].map(|c| answers.iter().any(|(_, a)| *a == c));
        let (free, inner) = match chosen {
            [true, true, true] => (Free::Both, [-0.3, 0.3]),
            [true, true, false] => (Free::First, [0.0, f64::INFINITY]),
            [false, true, true] => (Free::Second, [f64::NEG_INFINITY, 0.0]),
            [true, false, true] => (Free::Joint, [0.0, 0.0]),
            _ => return None,
        };
        let cuts = [f64::NEG_INFINITY, inner[0], inner[1], f64::INFINITY];
        Some(Self { answers, beta: 0.0, cuts, free, step: 0.2 })
    }

    fn log_likelihood(&self, theta: &[f64], cuts: &[f64; 4]) -> f64 {
        self.answers.iter().map(|(p, c)| answer(self.beta * theta[*p], cuts[*c], cuts[c + 1]).log).sum()
    }

    /// A random-walk step for the free thresholds, the latent variables integrated out.
    fn thresholds(&mut self, theta: &[f64], random: &mut Random, adapt: bool) {
        let mut cuts = self.cuts;
        let moves = [normal(random) * self.step, normal(random) * self.step];
        match self.free {
            Free::Both => (cuts[1], cuts[2]) = (cuts[1] + moves[0], cuts[2] + moves[1]),
            Free::First => cuts[1] += moves[0],
            Free::Second => cuts[2] += moves[1],
            Free::Joint => (cuts[1], cuts[2]) = (cuts[1] + moves[0], cuts[2] + moves[0]),
        }
        let accepted = cuts[1] <= cuts[2] && {
            let gain = self.log_likelihood(theta, &cuts) - self.log_likelihood(theta, &self.cuts);
            random.random::<f64>().ln() < gain
        };
        if accepted {
            self.cuts = cuts;
        }
        if adapt {
            self.step *= if accepted { 1.03 } else { 0.985 };
        }
    }
}

/// Means and standard deviations of the positions: (unit, period, mean, sd), sorted.
pub fn sample(responses: &[Response], anchor: u32, drift: f64, sweeps: usize, seed: u64) -> Vec<(u32, u32, f64, f64)> {
    let mut random = stream(seed, 0);
    let mut grouped: BTreeMap<u32, Vec<&Response>> = BTreeMap::new();
    responses.iter().for_each(|r| grouped.entry(r.item).or_default().push(r));
    grouped.retain(|_, answers| answers.iter().any(|r| r.category != answers[0].category));
    let mut places: Vec<(u32, u32)> = grouped.values().flatten().map(|r| (r.unit, r.period)).collect();
    places.sort_unstable();
    places.dedup();
    let place = |r: &Response| places.partition_point(|p| *p < (r.unit, r.period));
    let mut items: Vec<Item> = grouped
        .values()
        .filter_map(|answers| Item::new(answers.iter().map(|r| (place(r), usize::from(r.category))).collect()))
        .collect();
    // Each chain begins elsewhere; the anchor's side settles the direction.
    let mut theta: Vec<f64> = places.iter().map(|p| if p.0 == anchor { 2.0 } else { normal(&mut random) }).collect();
    let burn = sweeps / 4;
    let (mut sum, mut squares) = (vec![0.0; places.len()], vec![0.0; places.len()]);
    for sweep in 0..sweeps {
        let (mut precision, mut weighted) = (vec![0.0; places.len()], vec![0.0; places.len()]);
        for item in &mut items {
            item.thresholds(&theta, &mut random, sweep < burn);
            let (mut xx, mut xz) = (1.0, 0.0);
            let latent: Vec<f64> = item
                .answers
                .iter()
                .map(|(p, c)| truncated(&mut random, item.beta * theta[*p], item.cuts[*c], item.cuts[c + 1]))
                .collect();
            for ((p, _), z) in item.answers.iter().zip(&latent) {
                xx += theta[*p] * theta[*p];
                xz += theta[*p] * z;
            }
            item.beta = xz / xx + normal(&mut random) / xx.sqrt();
            for ((p, _), z) in item.answers.iter().zip(&latent) {
                precision[*p] += item.beta * item.beta;
                weighted[*p] += item.beta * z;
            }
        }
        let mut start = 0;
        while start < places.len() {
            let end = start + places[start..].iter().take_while(|p| p.0 == places[start].0).count();
            path(
                &places[start..end],
                &mut precision[start..end],
                &mut weighted[start..end],
                drift,
                &mut random,
                &mut theta[start..end],
            );
            start = end;
        }
        let n = theta.len() as f64;
        let mean = theta.iter().sum::<f64>() / n;
        let sd = (theta.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / n).sqrt();
        let side: f64 = places.iter().zip(&theta).filter(|(p, _)| p.0 == anchor).map(|(_, t)| t - mean).sum();
        let sign = side.signum();
        theta.iter_mut().for_each(|t| *t = sign * (*t - mean) / sd);
        if sign < 0.0 {
            items.iter_mut().for_each(|item| item.beta = -item.beta);
        }
        if sweep >= burn {
            for (i, t) in theta.iter().enumerate() {
                sum[i] += t;
                squares[i] += t * t;
            }
        }
    }
    let kept = (sweeps - burn) as f64;
    places
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let mean = sum[i] / kept;
            (p.0, p.1, mean, (squares[i] / kept - mean * mean).max(0.0).sqrt())
        })
        .collect()
}

/// Draws a unit's path from its Gaussian density, which has a tridiagonal precision.
fn path(
    places: &[(u32, u32)],
    diagonal: &mut [f64],
    b: &mut [f64],
    drift: f64,
    random: &mut Random,
    theta: &mut [f64],
) {
    let n = places.len();
    let mut off = vec![0.0; n];
    diagonal[0] += 1.0;
    for t in 1..n {
        let p = 1.0 / (drift * drift * f64::from(places[t].1 - places[t - 1].1));
        diagonal[t] += p;
        diagonal[t - 1] += p;
        off[t] = -p;
    }
    for t in 1..n {
        let f = off[t] / diagonal[t - 1];
        diagonal[t] -= f * off[t];
        b[t] -= f * b[t - 1];
    }
    for t in (0..n).rev() {
        let next = if t + 1 < n { off[t + 1] * theta[t + 1] } else { 0.0 };
        theta[t] = (b[t] - next) / diagonal[t] + normal(random) / diagonal[t].sqrt();
    }
}
