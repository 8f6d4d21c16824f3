//! Equation 3: how a share moves.
//!
//! logit s' = logit s + b_S dSanction x westshare + kappa x installed base - b_H x hedge + e.
//!
//! The random walk is the prior: without sanctions, technology or a change of hedging only the noise is left. A drift
//! of the past does not go on: among the shares of hundreds of pairs no rule with one beats the random walk by more than two
//! per cent (`docs/evidence/paths.md`). The installed base is a stock that follows the share by a fifth a year, in
//! technology only. The hedge is what of the world is sought and can be reached beyond what was at the origin: the
//! shares of a side add to one, so a level of it could not pull all of them down.
//!
//! What a table says of a share in a year is the share and an error: y = logit s + n. Level and deviations come from the
//! pair's own history by the Kalman filter ([`filter`]).

use super::PartnershipError;
use super::power::Series;
use super::priors::{Draw, Given, Parameter, Priors};
use suzerain_solvers::logit::{logistic, logit};
use suzerain_solvers::simplex_search::{Options, minimise};
use suzerain_solvers::state_space::Model;

/// Shares are held within this distance of 0 and 1 before their logit is taken.
pub const CLIP: f64 = 0.001;
/// Part of the gap between share and installed base that closes in a year.
const RENEWAL: f64 = 0.2;

/// A share held within (0, 1), and whether it had to be.
#[must_use]
pub fn clip(share: f64) -> (f64, bool) {
    let held = share.clamp(CLIP, 1.0 - CLIP);
    (held, (held - share).abs() > 0.0)
}

/// What moves a share in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Push {
    /// Change of the part of the sanctioning states' trade that is cut off, -1 to 1.
    pub sanction: f64,
    /// Share of those states in what the dependent side trades.
    pub west: f64,
    /// Installed base, 0 where none counts.
    pub installed: f64,
    /// Reachable alternatives times how hard the side looks for them, less the same at the origin.
    pub hedge: f64,
    /// Anything else a scenario adds, in log odds.
    pub extra: f64,
}

/// The share one year on, under a standard normal number and the yearly deviation of this share.
#[must_use]
pub fn step(share: f64, push: &Push, draw: &Draw, sd: f64, noise: f64) -> f64 {
    if share.is_nan() {
        return share;
    }
    let drift = draw[Parameter::BSanction] * push.sanction * push.west + draw[Parameter::Kappa] * push.installed
        - draw[Parameter::BHedge] * push.hedge
        + push.extra;
    logistic(logit(clip(share).0) + drift + sd * noise)
}

/// The installed base one year on.
#[must_use]
pub fn installed(base: f64, share: f64) -> f64 {
    base + RENEWAL * (share - base)
}

/// Years looked back.
const MEMORY: i16 = 20;
/// Variance of the level before the first value, in log odds: that of any share at all.
const ANYWHERE: f64 = 25.0;

/// A share at the year of its last value, in log odds, given its history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filtered {
    /// Mean of the level.
    pub level: f64,
    /// Standard error of the level.
    pub error: f64,
    /// How much, in log odds, the share moves in a year and how much of that is the table's error.
    pub moves: Moves,
    /// First and last year used, and how many with a value.
    pub window: (i16, i16, usize),
}

/// Deviation of the yearly changes that a table shows: of the share itself, and of its error at both ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moves {
    /// Standard deviation d of a yearly change, at its mode.
    pub change: f64,
    /// Part of d² that the error of one value is, at its mode: 0 to below one half, since a change has two ends.
    pub noise: f64,
    /// Median of d under its prior, and the part of the prior's spread that the history leaves, 0 to 1.
    pub prior: (f64, f64),
}

impl Moves {
    /// Without any history: the priors.
    #[must_use]
    pub fn unknown(priors: &Priors) -> Self {
        let change = priors.medians()[Parameter::SdShare];
        Self { change, noise: priors.given_median(Given::NoiseShare), prior: (change, 1.0) }
    }

    /// Yearly deviation of the share itself, the table's error apart; `drawn` stands as far off the mode as it does off the
    /// prior's median, shrunk as the history shrinks it.
    #[must_use]
    pub fn of_share(&self, drawn: f64) -> f64 {
        let (median, left) = self.prior;
        self.change * (drawn / median).powf(left) * (1.0 - 2.0 * self.noise).sqrt()
    }

    /// Standard deviation of what a table says about the share in a year.
    #[must_use]
    pub fn of_table(&self) -> f64 {
        self.change * self.noise.sqrt()
    }

    /// A random walk with known pushes between the years, seen with an error: variances of the two.
    fn model(&self, first: f64) -> Model {
        let square = self.change * self.change;
        Model {
            transition: vec![1.0],
            state_noise: vec![square * (1.0 - 2.0 * self.noise)],
            loading: vec![1.0],
            intercept: vec![0.0],
            noise: vec![square * self.noise],
            start_mean: vec![first],
            start_covariance: vec![ANYWHERE],
            burn: 1,
        }
    }
}

/// The history of a share in one table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Log odds of the share by year, from [`clip`]ped shares.
    pub logits: Series,
    /// Change of sanctions into a year, times the sanctioning states' share of the trade: what b_S moves.
    pub pushes: Series,
}

impl History {
    /// Values of each year from the first to the last within [`MEMORY`] years up to `year`, and the pushes out of each.
    fn window(&self, year: i16, b_sanction: f64) -> Option<(i16, Vec<f64>, Vec<f64>)> {
        let (last, _) = self.logits.range(..=year).next_back()?;
        let (first, _) = self.logits.range(last - MEMORY..=*last).next()?;
        let values = (*first..=*last).map(|y| self.logits.get(&y).copied().unwrap_or(f64::NAN)).collect();
        let push = |y: i16| self.pushes.get(&(y + 1)).filter(|_| y < *last).map_or(0.0, |p| b_sanction * p);
        Some((*first, values, (*first..=*last).map(push).collect()))
    }

    /// How the share moves, by the values up to `year`: deviation and error at their mode under their priors.
    ///
    /// # Errors
    /// [`PartnershipError::Filter`] where the search does not settle.
    pub fn moves(&self, year: i16, priors: &Priors) -> Result<Moves, PartnershipError> {
        let unknown = Moves::unknown(priors);
        let Some((_, values, pushes)) = self.window(year, priors.medians()[Parameter::BSanction]) else {
            return Ok(unknown);
        };
        if values.iter().filter(|v| !v.is_nan()).count() < 2 {
            return Ok(unknown);
        }
        let (change, noise) = (priors.entry(Parameter::SdShare), priors.given(Given::NoiseShare));
        // ln d and the logit of twice the part that is error: neither can leave its bounds.
        let apart = |x: &[f64]| Moves { change: x[0].exp(), noise: 0.5 * logistic(x[1]), ..unknown };
        // The mode in these two, where neither can collapse on a bound.
        let prior = |m: &Moves| {
            let inner = m.noise * (1.0 - 2.0 * m.noise);
            change.log_density(m.change) + m.change.ln() + noise.log_density(m.noise) + inner.ln()
        };
        let loss = |x: &[f64]| {
            let at = apart(x);
            let likelihood = at.model(values[0]).log_likelihood(&values, Some(&pushes));
            likelihood.map_or(f64::INFINITY, |l| -prior(&at) - l)
        };
        let from = [unknown.change.ln(), logit(2.0 * unknown.noise)];
        let found = minimise(&from, 0.3, &Options::default(), loss)
            .map_err(|error| PartnershipError::Filter(format!("a share's history: {error}")))?;
        // Laplace: the spread of ln d that is left, by the curvature with and without the history.
        let bend = |of: &dyn Fn(f64) -> f64, at: f64| {
            let step = 0.02;
            (of(at + step) - 2.0 * of(at) + of(at - step)) / (step * step)
        };
        let (at, error_part) = (found.value[0], found.value[1]);
        let with = bend(&|x| loss(&[x, error_part]), at);
        let without = bend(&|x| -prior(&apart(&[x, error_part])), from[0]);
        let left = (without / with).clamp(0.0, 1.0).sqrt();
        Ok(Moves { prior: (unknown.change, if left.is_nan() { 1.0 } else { left }), ..apart(&found.value) })
    }
}

/// The share at its last value up to `year`, moving by `moves`; none without a value. Years without a value are passed over,
/// with more doubt.
///
/// # Errors
/// [`PartnershipError::Filter`] where a value is not finite.
///
/// ```
/// use suzerain_models::partnership::{dependence_path::{History, filter}, priors::Priors};
/// let priors = Priors::built_in()?;
/// // An outlier in the last year is pulled toward the years before it.
/// let mut history = History::default();
/// history.logits.extend((2010..2020).map(|year| (year, -1.0)).chain([(2020, 0.0)]));
/// let found = filter(&history, 2020, history.moves(2020, &priors)?, &priors)?.unwrap();
/// assert!(found.level < -0.02 && found.error > 0.0);
/// # Ok::<(), suzerain_models::partnership::PartnershipError>(())
/// ```
pub fn filter(
    history: &History,
    year: i16,
    moves: Moves,
    priors: &Priors,
) -> Result<Option<Filtered>, PartnershipError> {
    let Some((first, values, pushes)) = history.window(year, priors.medians()[Parameter::BSanction]) else {
        return Ok(None);
    };
    let seen = moves.model(values[0]).filter(&values, Some(&pushes));
    let seen = seen.map_err(|error| PartnershipError::Filter(error.to_string()))?;
    let last = seen.last();
    let known = values.iter().filter(|v| !v.is_nan()).count();
    let until = first + i16::try_from(values.len()).unwrap_or(0) - 1;
    Ok(Some(Filtered {
        level: last.mean[0],
        error: last.covariance[0].max(0.0).sqrt(),
        moves,
        window: (first, until, known),
    }))
}

#[cfg(test)]
mod tests {
    use super::super::priors::COUNT;
    use super::*;
    use rand_distr::{Distribution as _, StandardNormal};
    use suzerain_solvers::streams::stream;

    #[test]
    fn without_a_push_only_noise_moves_a_share() {
        let draw = Priors::built_in().unwrap().at(&[0.5; COUNT]);
        assert!((step(0.3, &Push::default(), &draw, 0.25, 0.0) - 0.3).abs() < 1e-12);
        let up = step(0.3, &Push::default(), &draw, 0.25, 2.0);
        assert!((logit(up) - logit(0.3) - 0.5).abs() < 1e-12);
        assert!(step(f64::NAN, &Push::default(), &draw, 0.25, 0.0).is_nan());
    }

    #[test]
    fn sanctions_turn_trade_to_the_other_side_and_lifting_turns_it_back() {
        let draw = Priors::built_in().unwrap().at(&[0.5; COUNT]);
        let cut = Push { sanction: 1.0, west: 0.5, ..Push::default() };
        let after = step(0.2, &cut, &draw, 0.25, 0.0);
        assert!(after > 0.2);
        let back = step(after, &Push { sanction: -1.0, ..cut }, &draw, 0.25, 0.0);
        assert!((back - 0.2).abs() < 1e-12);
    }

    fn random_walk(years: i16, sd: f64, noise: f64, seed: u64) -> History {
        let mut random = stream(seed, 1);
        let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
        let mut level = -1.0;
        let logits = (2025 - years..2025).map(|year| {
            level += sd * normal();
            (year, level + noise * normal())
        });
        History { logits: logits.collect(), pushes: Series::new() }
    }

    fn of(history: &History, year: i16) -> Filtered {
        let priors = Priors::built_in().unwrap();
        filter(history, year, history.moves(year, &priors).unwrap(), &priors).unwrap().unwrap()
    }

    /// Without error in the table the level is the last value for certain, and d that of the yearly changes: the answer of a
    /// plain random walk, with the prior counting as about as many changes as its spread says (1 / 2 .3² = 5.6).
    #[test]
    fn without_error_the_level_is_the_last_value() {
        let priors = Priors::built_in().unwrap();
        let history = random_walk(20, 0.1, 0.0, 4);
        let exact = Moves { noise: 0.0, ..Moves::unknown(&priors) };
        let found = filter(&history, 2024, exact, &priors).unwrap().unwrap();
        assert!((found.level - history.logits[&2024]).abs() < 1e-9 && found.error < 1e-9);
        assert!((found.moves.of_share(0.25) - 0.25).abs() < 1e-12);
        let values: Vec<f64> = history.logits.values().copied().collect();
        let squares: f64 = values.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum();
        let plain = ((5.6 * 0.25_f64.powi(2) + squares) / (5.6 + 19.0)).sqrt();
        let moves = history.moves(2024, &priors).unwrap();
        assert!((moves.change / plain).ln().abs() < 0.15, "{moves:?} {plain}");
        // Of the spread of .3 nineteen changes leave about sqrt(5.6 / 24.6).
        assert!((moves.prior.1 - (5.6_f64 / 24.6).sqrt()).abs() < 0.12, "{moves:?}");
        assert_eq!(History::default().moves(2024, &priors).unwrap(), Moves::unknown(&priors));
        assert!(filter(&History::default(), 2024, exact, &priors).unwrap().is_none());
    }

    /// `tests/golden/share_filter.py`: the same model by statsmodels, with gaps and pushes.
    #[test]
    fn values_of_an_independent_program() {
        let text = include_str!("../../../../tests/golden/share_filter.csv");
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-8 * (1.0 + b.abs()), "{a} is not {b}");
        let prior = (0.25, 1.0);
        let mut moves = Moves { change: 0.0, noise: 0.0, prior };
        let (mut values, mut pushes, mut checked) = (Vec::new(), Vec::new(), 0);
        for line in text.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let number = |i: usize| cells[i].parse::<f64>().unwrap_or(f64::NAN);
            match cells[0] {
                "moves" => {
                    moves = Moves { change: number(1), noise: number(2), prior };
                    (values, pushes) = (Vec::new(), Vec::new());
                }
                "value" => {
                    values.push(number(1));
                    pushes.push(number(2));
                }
                "filtered" => {
                    let priors = Priors::built_in().unwrap();
                    let per_push = priors.medians()[Parameter::BSanction];
                    let year = |k: usize| 2001 + i16::try_from(k).unwrap();
                    let known = values.iter().enumerate().filter(|(_, v)| !v.is_nan());
                    let history = History {
                        logits: known.map(|(k, v)| (year(k), *v)).collect(),
                        pushes: pushes.iter().enumerate().map(|(k, p)| (year(k), p / per_push)).collect(),
                    };
                    let found = filter(&history, 2100, moves, &priors).unwrap().unwrap();
                    close(found.level, number(1));
                    close(found.error * found.error, number(2));
                    checked += 1;
                }
                _ => {
                    let mut out: Vec<f64> = pushes[1..].to_vec();
                    out.push(0.0);
                    close(moves.model(values[0]).log_likelihood(&values, Some(&out)).unwrap(), number(1));
                    checked += 1;
                }
            }
        }
        assert_eq!(checked, 8);
    }

    /// Many series of twenty years: what made them is found again, and the level lies within its own error as often as it says
    /// where the tables err as much as the prior holds. Where they err more, more is found, though the prior holds it back.
    #[test]
    fn the_filter_finds_what_made_the_data() {
        let priors = Priors::built_in().unwrap();
        let n = 60;
        // Mean d, mean part, and how often the level lay in its band of 90 %.
        let found = |sd: f64, noise: f64| {
            let (mut change, mut part, mut inside) = (0.0, 0.0, 0);
            for seed in 0..n {
                let mut random = stream(seed, 1);
                let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
                let (mut level, mut logits) = (-1.0, Series::new());
                for year in 2004..2025 {
                    level += sd * normal();
                    logits.insert(year, level + noise * normal());
                }
                let history = History { logits, pushes: Series::new() };
                let moves = history.moves(2024, &priors).unwrap();
                let found = filter(&history, 2024, moves, &priors).unwrap().unwrap();
                change += moves.change / n as f64;
                part += moves.noise / n as f64;
                inside += usize::from((found.level - level).abs() < 1.645 * found.error);
            }
            (change, part, inside)
        };
        // d = .25 and part .12 as in the priors.
        let (change, part, inside) = found(0.25 * 0.76_f64.sqrt(), 0.25 * 0.12_f64.sqrt());
        assert!((change - 0.25).abs() < 0.03 && (part - 0.12).abs() < 0.06, "{change} {part}");
        assert!((46..=60).contains(&inside), "{inside} of 60");
        // d² = .2² + 2 .15² = .085.
        assert!((found(0.2, 0.15).0 - 0.085_f64.sqrt()).abs() < 0.03);
        // d² = .05² + 2 .2² = .0825, of which the error of one value is .48: scipy's search finds .19 on the average.
        let (_, more, _) = found(0.05, 0.2);
        assert!(more > part + 0.04, "{more} {part}");
    }

    /// A level that jumps in its last year is pulled back, all the more the more error its history shows; and a jump that
    /// sanctions explain is not.
    #[test]
    fn an_outlier_is_pulled_and_a_known_push_is_not() {
        let calm: Series = (2005..2024).map(|y| (y, -1.0 + 0.02 * f64::from(y % 3))).chain([(2024, -0.2)]).collect();
        let found = of(&History { logits: calm.clone(), pushes: Series::new() }, 2024);
        assert!(found.level < -0.25 && found.level > -1.0, "{found:?}");
        let zigzag: Series = (2005..2024).map(|y| (y, -1.0 + 0.3 * f64::from(y % 2))).chain([(2024, -0.2)]).collect();
        let loose = of(&History { logits: zigzag, pushes: Series::new() }, 2024);
        assert!(loose.moves.noise > found.moves.noise && loose.error > found.error, "{loose:?} {found:?}");
        let pushed = of(&History { logits: calm, pushes: [(2024, 0.8)].into() }, 2024);
        assert!(pushed.level > found.level + 0.02, "{pushed:?} {found:?}");
        assert!(pushed.moves.change < found.moves.change);
    }

    /// A gap before the last value leaves that value to speak for itself; what comes after the year asked for says nothing.
    #[test]
    fn missing_years_are_passed_over() {
        let mut history = random_walk(20, 0.2, 0.1, 7);
        let whole = of(&history, 2024);
        history.logits.retain(|y, _| *y < 2014 || *y == 2024);
        let gaps = of(&history, 2024);
        assert_eq!((gaps.window, whole.window.2), ((2005, 2024, 10), 20));
        assert!((gaps.level - history.logits[&2024]).abs() < 0.05, "{gaps:?}");
        let before = of(&history, 2020);
        assert_eq!(before.window.1, 2013);
        history.logits.insert(2024, 3.0);
        assert_eq!(of(&history, 2020), before);
    }
}
