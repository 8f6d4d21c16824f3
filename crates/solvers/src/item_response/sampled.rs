//! The same model by sampling: slow, and the check of the fit.

use super::likelihood::log_probability;
use super::{FitError, Position, Response};
use crate::streams::stream;
use rand::RngExt as _;
use rand_distr::{Distribution, Exp1, StandardNormal};
use rayon::prelude::*;
use std::collections::BTreeMap;

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
    period: u32,
    answers: Vec<(usize, usize)>,
    beta: f64,
    cuts: [f64; 4],
    free: Free,
    step: f64,
    /// Latent variables, one an answer.
    latent: Vec<f64>,
}

/// Which inner cuts are free: both, one of them, or both as one.
#[derive(Clone, Copy, PartialEq)]
enum Free {
    Both,
    First,
    Second,
    Joint,
}

impl Item {
    fn new(period: u32, answers: Vec<(usize, usize)>) -> Option<Self> {
        let chose = [0, 1, 2].map(|c| answers.iter().filter(|(_, a)| *a == c).count());
        // Where positions say nothing, the shares of the categories settle the thresholds.
        #[expect(clippy::cast_precision_loss, reason = "counts of respondents")]
        let odds = |below: usize, above: usize| 0.6 * (below as f64 / above as f64).ln();
        let (first, second) = (odds(chose[0], chose[1] + chose[2]), odds(chose[0] + chose[1], chose[2]));
        let (free, inner) = match chose.map(|n| n > 0) {
            [true, true, true] => (Free::Both, [first, second]),
            [true, true, false] => (Free::First, [first, f64::INFINITY]),
            [false, true, true] => (Free::Second, [f64::NEG_INFINITY, second]),
            [true, false, true] => (Free::Joint, [first, first]),
            _ => return None,
        };
        let cuts = [f64::NEG_INFINITY, inner[0], inner[1], f64::INFINITY];
        let latent = vec![0.0; answers.len()];
        Some(Self { period, answers, beta: 0.0, cuts, free, step: 0.2, latent })
    }

    fn log_likelihood(&self, theta: &[f64], cuts: &[f64; 4]) -> f64 {
        self.answers.iter().map(|(p, c)| log_probability(self.beta * theta[*p], cuts[*c], cuts[c + 1])).sum()
    }

    /// A random-walk step for the free thresholds, the latent variables integrated out (Cowles 1996).
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

    /// Thresholds, then latent variables given these, then the discrimination given those.
    fn draw(&mut self, theta: &[f64], random: &mut Random, adapt: bool) {
        self.thresholds(theta, random, adapt);
        let (mut precision, mut weighted) = (1.0, 0.0);
        for ((p, c), z) in self.answers.iter().zip(&mut self.latent) {
            *z = truncated(random, self.beta * theta[*p], self.cuts[*c], self.cuts[c + 1]);
            precision += theta[*p] * theta[*p];
            weighted += theta[*p] * *z;
        }
        self.beta = weighted / precision + normal(random) / f64::sqrt(precision);
    }

    /// The item for positions moved to `sign` (theta - `mean`) / `sd`.
    fn rescale(&mut self, mean: f64, sd: f64, sign: f64) {
        self.cuts.iter_mut().for_each(|cut| *cut -= self.beta * mean);
        self.beta *= sign * sd;
    }
}

/// A further prior of each position, exp(-`scale` theta^2 / 2 - `level` theta): the multipliers of
/// mean 0 and variance 1.
#[derive(Clone, Copy)]
struct Hold {
    scale: f64,
    level: f64,
}

/// Where a chain begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Around how often a unit answers as the anchor does.
    Likeness,
    /// Anywhere: each position from N(0, 1) by itself.
    Scattered,
}

/// What [`sample`] returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// Means and standard deviations of the kept draws, by unit and period.
    pub positions: Vec<Position>,
    /// How often all periods from one on turned round, in the sweeps left out and in those kept.
    pub turns: [usize; 2],
}

/// Draws positions from the posterior density of the model, and returns their means and standard
/// deviations by unit and period.
///
/// Latent variables after Albert and Chib (1993), thresholds with these integrated out (Cowles 1996), whole
/// paths at once. The first quarter of the `sweeps` settles the multipliers that hold mean and
/// variance of all positions at 0 and 1 and is left out; a fifth of it lets the items settle while positions
/// stand where they begin. Each draw after it is standardised. A period turned round with its items answers as
/// well as before, and only the walk into it and out of it tells which way it stands: no draw of one state or item
/// turns it back, so all periods from one on are turned in a step of their own, and shifted in another.
/// The result depends on the seed and not on the number of threads.
///
/// # Errors
/// [`FitError::Uninformative`]: no item divides the units, or fewer than 8 sweeps.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub fn sample(
    responses: &[Response],
    anchor: u32,
    drift: f64,
    sweeps: usize,
    start: Start,
    seed: u64,
) -> Result<Sampled, FitError> {
    let mut grouped: BTreeMap<u32, Vec<&Response>> = BTreeMap::new();
    responses.iter().for_each(|r| grouped.entry(r.item).or_default().push(r));
    grouped.retain(|_, answers| answers.iter().any(|r| r.category != answers[0].category));
    let mut places: Vec<(u32, u32)> = grouped.values().flatten().map(|r| (r.unit, r.period)).collect();
    places.sort_unstable();
    places.dedup();
    if places.len() < 2 || sweeps < 8 {
        return Err(FitError::Uninformative("no item divides the units, or fewer than 8 sweeps"));
    }
    let place = |r: &Response| places.partition_point(|p| *p < (r.unit, r.period));
    let mut items: Vec<Item> = grouped
        .values()
        .filter_map(|answers| {
            Item::new(answers[0].period, answers.iter().map(|r| (place(r), usize::from(r.category))).collect())
        })
        .collect();
    // For each place its answers, as (item, number among the item's answers).
    let mut by_place = vec![Vec::new(); places.len()];
    for (i, item) in items.iter().enumerate() {
        item.answers.iter().enumerate().for_each(|(k, (p, _))| by_place[*p].push((i, k)));
    }
    let mut ends: Vec<usize> = (0..places.len()).filter(|p| *p == 0 || places[*p].0 != places[p - 1].0).collect();
    ends.push(places.len());

    let mut random = stream(seed, 0);
    let mut theta = match start {
        Start::Likeness => beginning(&grouped, &places, anchor, &mut random),
        Start::Scattered => places.iter().map(|_| normal(&mut random)).collect(),
    };
    standardise(&mut theta);
    let burn = sweeps / 4;
    let mut hold = Hold { scale: 0.0, level: 0.0 };
    let (mut sum, mut squares) = (vec![0.0; places.len()], vec![0.0; places.len()]);
    let streams = (items.len() + ends.len() + 1) as u64;
    let mut turns = [0; 2];
    for sweep in 0..sweeps {
        let base = 1 + sweep as u64 * streams;
        items
            .par_iter_mut()
            .enumerate()
            .for_each(|(i, item)| item.draw(&theta, &mut stream(seed, base + i as u64), sweep < burn));
        if sweep < burn / 5 {
            continue;
        }
        let after = base + items.len() as u64;
        theta = ends
            .par_windows(2)
            .enumerate()
            .flat_map_iter(|(i, unit)| {
                let known: Vec<(f64, f64)> = by_place[unit[0]..unit[1]]
                    .iter()
                    .map(|answers| {
                        answers.iter().fold((0.0, 0.0), |(precision, weighted), (item, k)| {
                            let item = &items[*item];
                            (precision + item.beta * item.beta, weighted + item.beta * item.latent[*k])
                        })
                    })
                    .collect();
                path(&places[unit[0]..unit[1]], &known, hold, drift, &mut stream(seed, after + i as u64))
            })
            .collect();
        let mut own = stream(seed, base + streams - 1);
        turns[usize::from(sweep >= burn)] += turn(&places, &mut theta, &mut items, hold, drift, &mut own);
        shift(&places, &mut theta, &mut items, hold, drift, &mut own);
        let mut standard = theta.clone();
        let (mean, sd) = standardise(&mut standard);
        let side: f64 = places.iter().zip(&standard).filter(|(p, _)| p.0 == anchor).map(|(_, t)| t).sum();
        let sign = if side < 0.0 { -1.0 } else { 1.0 };
        standard.iter_mut().for_each(|t| *t *= sign);
        if sweep < burn {
            items.iter_mut().for_each(|item| item.rescale(mean, sd, sign));
            theta = standard;
            let now = multipliers(&places, &theta, &items, drift);
            let weight = (10.0 / ((sweep - burn / 5) as f64 + 1.0)).min(1.0);
            hold.scale += weight * (now.scale.max(0.0) - hold.scale);
            hold.level += weight * (now.level - hold.level);
        } else {
            for (i, t) in standard.iter().enumerate() {
                sum[i] += t;
                squares[i] += t * t;
            }
        }
    }
    let kept = (sweeps - burn) as f64;
    let positions = places
        .iter()
        .enumerate()
        .map(|(i, (unit, period))| {
            let mean = sum[i] / kept;
            Position { unit: *unit, period: *period, mean, sd: (squares[i] / kept - mean * mean).max(0.0).sqrt() }
        })
        .collect();
    Ok(Sampled { positions, turns })
}

/// For each period after the first, a Metropolis step that turns it and all later ones round, positions and
/// discriminations together: every answer keeps its probability, and what changes is the density of the steps into
/// the period, and of the level. Returns the number of turns.
fn turn(
    places: &[(u32, u32)],
    theta: &mut [f64],
    items: &mut [Item],
    hold: Hold,
    drift: f64,
    random: &mut Random,
) -> usize {
    let last = places.iter().map(|p| p.1).max().unwrap_or(0);
    let mut turns = 0;
    for period in 1..=last {
        let mut gain = 0.0;
        for (i, (unit, own)) in places.iter().enumerate().filter(|(_, p)| p.1 >= period) {
            gain += 2.0 * hold.level * theta[i];
            if i > 0 && places[i - 1].0 == *unit && places[i - 1].1 < period {
                let gap = f64::from(own - places[i - 1].1);
                gain -= 2.0 * theta[i - 1] * theta[i] / (drift * drift * gap);
            }
        }
        if random.random::<f64>().ln() < gain {
            turns += 1;
            theta.iter_mut().zip(places).filter(|(_, p)| p.1 >= period).for_each(|(t, _)| *t = -*t);
            items.iter_mut().filter(|item| item.period >= period).for_each(|item| item.beta = -item.beta);
        }
    }
    turns
}

/// For each period after the first, a draw of how far it and all later ones stand from where they are, thresholds along
/// with positions: every answer keeps its probability, and the density of the shift is Gaussian. The walk alone ties
/// the levels of periods together, so draws of one state or item move them by little.
fn shift(places: &[(u32, u32)], theta: &mut [f64], items: &mut [Item], hold: Hold, drift: f64, random: &mut Random) {
    let last = places.iter().map(|p| p.1).max().unwrap_or(0);
    for period in 1..=last {
        let (mut precision, mut pull) = (0.0, 0.0);
        for (i, (unit, own)) in places.iter().enumerate().filter(|(_, p)| p.1 >= period) {
            precision += hold.scale;
            pull -= hold.scale * theta[i] + hold.level;
            if i == 0 || places[i - 1].0 != *unit {
                precision += 1.0;
                pull -= theta[i];
            } else if places[i - 1].1 < period {
                let tie = 1.0 / (drift * drift * f64::from(own - places[i - 1].1));
                precision += tie;
                pull -= tie * (theta[i] - theta[i - 1]);
            }
        }
        if precision > 0.0 {
            let by = pull / precision + normal(random) / precision.sqrt();
            theta.iter_mut().zip(places).filter(|(_, p)| p.1 >= period).for_each(|(t, _)| *t += by);
            items.iter_mut().filter(|item| item.period >= period).for_each(|item| item.rescale(-by, 1.0, 1.0));
        }
    }
}

/// Positions around how often a unit answers as the anchor does.
fn beginning(
    grouped: &BTreeMap<u32, Vec<&Response>>,
    places: &[(u32, u32)],
    anchor: u32,
    random: &mut Random,
) -> Vec<f64> {
    let mut alike = vec![(0.0, 0.0); places.len()];
    for answers in grouped.values() {
        let Some(own) = answers.iter().find(|r| r.unit == anchor) else { continue };
        for r in answers {
            let at = &mut alike[places.partition_point(|p| *p < (r.unit, r.period))];
            *at = (at.0 + f64::from(u8::from(own.category == r.category)), at.1 + 1.0);
        }
    }
    let mut share: Vec<f64> = alike.iter().map(|(same, all)| if *all > 0.0 { same / all } else { 0.5 }).collect();
    standardise(&mut share);
    share.iter().map(|s| s + 0.5 * normal(random)).collect()
}

/// Standardises to mean 0 and variance 1; returns what mean and standard deviation were.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn standardise(theta: &mut [f64]) -> (f64, f64) {
    let n = theta.len() as f64;
    let mean = theta.iter().sum::<f64>() / n;
    let sd = (theta.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / n).sqrt();
    let sd = if sd > 0.0 { sd } else { 1.0 };
    theta.iter_mut().for_each(|t| *t = (*t - mean) / sd);
    (mean, sd)
}

/// The multipliers at which the density of one draw is stationary when all its positions are shifted or
/// stretched and its items follow: n positions shrink as m discriminations grow.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn multipliers(places: &[(u32, u32)], theta: &[f64], items: &[Item], drift: f64) -> Hold {
    let (mut prior, mut first) = (0.0, 0.0);
    for (i, (unit, period)) in places.iter().enumerate() {
        if i > 0 && places[i - 1].0 == *unit {
            let gap = f64::from(period - places[i - 1].1);
            prior += (theta[i] - theta[i - 1]).powi(2) / (drift * drift * gap);
        } else {
            prior += theta[i] * theta[i];
            first += theta[i];
        }
    }
    let n = places.len() as f64;
    let discriminations: f64 = items.iter().map(|item| item.beta * item.beta).sum();
    Hold { scale: (n - items.len() as f64 + discriminations - prior) / n, level: -first / n }
}

/// Draws a unit's path from its Gaussian density, which has a tridiagonal precision. `known` holds
/// precision and weighted sum of what the answers say of each position.
fn path(places: &[(u32, u32)], known: &[(f64, f64)], hold: Hold, drift: f64, random: &mut Random) -> Vec<f64> {
    let n = places.len();
    let mut diagonal: Vec<f64> = known.iter().map(|k| k.0 + hold.scale).collect();
    let mut b: Vec<f64> = known.iter().map(|k| k.1 - hold.level).collect();
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
    let mut theta = vec![0.0; n];
    for t in (0..n).rev() {
        let next = if t + 1 < n { off[t + 1] * theta[t + 1] } else { 0.0 };
        theta[t] = (b[t] - next) / diagonal[t] + normal(random) / f64::sqrt(diagonal[t]);
    }
    theta
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Periods 2 and 3 of six stand turned round with their items: two turns put them right, no answer's probability
    /// changes, and none follows.
    #[test]
    fn periods_turned_round_are_turned_back() {
        let mut random = stream(1, 0);
        let places: Vec<(u32, u32)> = (0..20).flat_map(|unit| (0..6).map(move |period| (unit, period))).collect();
        let mut right: Vec<f64> = Vec::new();
        for (at, (_, period)) in places.iter().enumerate() {
            let before = if *period == 0 { 0.0 } else { right[at - 1] };
            right.push(before + normal(&mut random) * if *period == 0 { 1.0 } else { 0.2 });
        }
        let mut items: Vec<Item> =
            (0..6).filter_map(|p| Item::new(p, vec![(p as usize, 0), (6 + p as usize, 2)])).collect();
        items.iter_mut().for_each(|item| item.beta = 1.0);
        let mut theta = right.clone();
        theta.iter_mut().zip(&places).filter(|(_, p)| [2, 3].contains(&p.1)).for_each(|(t, _)| *t = -*t);
        items[2..4].iter_mut().for_each(|item| item.beta = -1.0);
        let hold = Hold { scale: 0.5, level: 0.01 };
        assert_eq!(turn(&places, &mut theta, &mut items, hold, 0.2, &mut random), 2);
        assert_eq!(theta, right);
        assert!(items.iter().all(|item| (item.beta - 1.0).abs() < 1e-15));
        assert_eq!(turn(&places, &mut theta, &mut items, hold, 0.2, &mut random), 0);
    }
}
