//! Equation 8: alignment A, the negative distance of UN ideal points.
//!
//! A' = A + rA (A* - A) + e, A* = a0 + aT T - aQ psi Q c - aV |dp_5| + aU U, with T, U and Q in standard
//! deviations. a0 is set so that A* at the origin is the level that the pair's own history points to: the
//! other terms act by their change since then. A term that is unknown is left out.
//!
//! A is in the unit of the votes; alliance portfolios and FBIC's bandwidth are further readings of it, each with its own
//! offset, loading and error variance.

use super::PartnershipError;
use super::power::{Series, cholesky};
use super::priors::{Draw, Given, Parameter, Priors};
use super::start::AlignmentStart;
use suzerain_solvers::logit::{logistic, logit};
use suzerain_solvers::simplex_search::{Options, minimise};
use suzerain_solvers::state_space::Model;

/// Standard deviations in which the terms are counted, from the spread of the quantity among pairs.
pub mod scale {
    /// Of the threat.
    pub const THREAT: f64 = 0.03;
    /// Of usefulness.
    pub const USEFUL: f64 = 0.3;
    /// Of the status deficit times concessions.
    pub const RESENTMENT: f64 = 0.2;
    /// Of the absolute five-year change of the log power ratio.
    pub const SPEED: f64 = 0.2;
}

/// What pulls on alignment, as changes since the origin in the units of [`scale`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pull {
    /// Threat.
    pub threat: f64,
    /// psi Q c.
    pub resentment: f64,
    /// |dp_5|.
    pub speed: f64,
    /// Usefulness.
    pub useful: f64,
}

/// The level that alignment moves toward; `own` is that of the pair's history.
#[must_use]
pub fn target(own: f64, pull: &Pull, draw: &Draw) -> f64 {
    let known = |x: f64| if x.is_nan() { 0.0 } else { x };
    own + draw[Parameter::AThreat] * known(pull.threat)
        - draw[Parameter::AStatus] * known(pull.resentment)
        - draw[Parameter::ASpeed] * known(pull.speed)
        + draw[Parameter::AUseful] * known(pull.useful)
        + draw[Parameter::AAffinity]
}

/// Alignment one year on, under a standard normal number.
///
/// ```
/// use suzerain_models::partnership::{alignment::{step, target, Pull}, priors::{Priors, COUNT}};
/// let draw = Priors::built_in()?.at(&[0.5; COUNT]);
/// let more = Pull { threat: 1.0, ..Pull::default() };
/// assert!(target(-0.5, &more, &draw) > target(-0.5, &Pull::default(), &draw));
/// assert!(step(-0.5, -0.2, &draw, 0.0) > -0.5);
/// # Ok::<(), suzerain_models::partnership::PartnershipError>(())
/// ```
#[must_use]
pub fn step(now: f64, target: f64, draw: &Draw, noise: f64) -> f64 {
    now + draw[Parameter::RAlign] * (target - now) + draw[Parameter::SdAlign] * noise
}

/// A held at or below the most it can be: what goes beyond turns back, as a distance does when the two pass each other.
///
/// ```
/// use suzerain_models::partnership::alignment::turned_back;
/// assert!((turned_back(0.2, 0.0) + 0.2).abs() < 1e-12 && turned_back(-0.2, 0.0) == -0.2);
/// ```
#[must_use]
pub fn turned_back(a: f64, most: f64) -> f64 {
    if a > most { 2.0 * most - a } else { a }
}

/// Years looked back.
const MEMORY: i16 = 30;
/// Years that a variance or a loading needs.
const ENOUGH: usize = 10;

/// What alignment is read off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A measure in the unit of A itself: the negative distance of UN ideal points.
    Votes,
    /// Likeness of alliance portfolios (kappa).
    Portfolios,
    /// FBIC's bandwidth, from the user's copy.
    Bandwidth,
}

impl Reading {
    /// The priors of its loading and noise; votes are A but for their noise.
    const fn given(self) -> Option<[Given; 2]> {
        match self {
            Self::Votes => None,
            Self::Portfolios => Some([Given::LoadingPortfolios, Given::NoisePortfolios]),
            Self::Bandwidth => Some([Given::LoadingBandwidth, Given::NoiseBandwidth]),
        }
    }
}

/// A further reading of A: y = a + loading A + e, with its own offset a.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loaded {
    /// What it is.
    pub reading: Reading,
    /// How far it moves with A.
    pub loading: f64,
    /// Standard deviation of e.
    pub noise: f64,
    /// First and last year used, and how many.
    pub window: (i16, i16, usize),
}

/// A at the end of a year, whose most is 0 as for a negative distance, and how the readings beside the votes were weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Filtered {
    /// A and the level its history points to.
    pub start: AlignmentStart,
    /// The readings used beside the votes; those with less than ten years in the window are not.
    pub loaded: Vec<Loaded>,
}

/// A and the level its history points to at the end of `year`, from yearly readings of which the first, in the unit of A, must
/// have a value: Kalman filter of A' = A + rA (level - A) + e with the level constant, rA, the variance of e and the loading
/// and variance of each further reading at their mode under their priors.
///
/// # Errors
/// [`PartnershipError::Filter`] without votes, or where the search does not settle.
pub fn filter(
    votes: &Series,
    others: &[(Reading, &Series)],
    year: i16,
    priors: &Priors,
) -> Result<Filtered, PartnershipError> {
    let years = year - MEMORY..=year;
    let window: Vec<(i16, f64)> = votes.range(years.clone()).map(|(y, v)| (*y, *v)).collect();
    let Some((first, _)) = window.first().copied() else {
        return Err(PartnershipError::Filter("no votes of both are loaded".into()));
    };
    let mean = window.iter().map(|(_, v)| v).sum::<f64>() / window.len() as f64;
    // Before the first vote a further reading has nothing to be compared with.
    let used: Vec<(Reading, &Series, [Given; 2])> = others
        .iter()
        .filter(|(_, s)| s.range(first..=year).count() >= ENOUGH)
        .filter_map(|(reading, s)| Some((*reading, *s, reading.given()?)))
        .collect();
    let values: Vec<f64> = (first..=year)
        .flat_map(|y| [votes].into_iter().chain(used.iter().map(|u| u.1)).map(move |s| s.get(&y).copied()))
        .map(|v| v.unwrap_or(f64::NAN))
        .collect();
    let at = priors.medians();
    let noise = priors.given_median(Given::NoiseVotes);
    let level = priors.given(Given::LevelAlign).scale();
    let n = 2 + used.len();
    let centre: Vec<f64> = used
        .iter()
        .map(|(_, s, _)| s.range(first..=year).map(|(_, v)| v).sum::<f64>() / s.range(first..=year).count() as f64)
        .collect();
    let model = |sd: f64, rate: f64, loaded: &[(f64, f64)]| {
        let mut transition = vec![0.0; n * n];
        (0..n).for_each(|k| transition[k * n + k] = 1.0);
        (transition[0], transition[1]) = (1.0 - rate, rate);
        let mut state_noise = vec![0.0; n * n];
        state_noise[0] = sd * sd;
        let mut loading = vec![0.0; (1 + loaded.len()) * n];
        loading[0] = 1.0;
        let mut start_covariance = vec![0.0; n * n];
        (start_covariance[0], start_covariance[n + 1]) = (1.0, level * level);
        let mut start_mean = vec![mean, mean];
        let mut variances = vec![noise * noise];
        for (k, (slope, spread)) in loaded.iter().enumerate() {
            (loading[(k + 1) * n], loading[(k + 1) * n + 2 + k]) = (*slope, 1.0);
            start_mean.push(centre[k] - slope * mean);
            start_covariance[(2 + k) * n + 2 + k] = 1.0;
            variances.push(spread * spread);
        }
        Model {
            transition,
            state_noise,
            loading,
            intercept: vec![0.0; 1 + loaded.len()],
            noise: variances,
            start_mean,
            start_covariance,
            burn: 1 + loaded.len(),
        }
    };
    let failed = |error: String| PartnershipError::Filter(error);
    let enough = window.len() >= ENOUGH;
    let (mut sd, mut rate) = (at[Parameter::SdAlign], at[Parameter::RAlign]);
    let mut loaded: Vec<(f64, f64)> =
        used.iter().map(|(_, _, given)| (priors.given_median(given[0]), priors.given_median(given[1]))).collect();
    if enough {
        // ln of the standard deviation of e, logit of rA, then loading and ln of the noise of each further reading.
        let apart = |x: &[f64]| -> (f64, f64, Vec<(f64, f64)>) {
            (x[0].exp(), logistic(x[1]), x[2..].chunks_exact(2).map(|c| (c[0], c[1].exp())).collect())
        };
        let loss = |x: &[f64]| {
            let (sd, rate, loaded) = apart(x);
            // The mode in ln sd and logit rA, where neither can collapse on its bounds.
            let mut prior = priors.entry(Parameter::SdAlign).log_density(sd) + sd.ln();
            prior += priors.entry(Parameter::RAlign).log_density(rate) + (rate * (1.0 - rate)).ln();
            for ((slope, spread), (_, _, given)) in loaded.iter().zip(&used) {
                prior += priors.given(given[0]).log_density(*slope);
                prior += priors.given(given[1]).log_density(*spread) + spread.ln();
            }
            model(sd, rate, &loaded).log_likelihood(&values, None).map_or(f64::INFINITY, |l| -prior - l)
        };
        let mut from = vec![sd.ln(), logit(rate)];
        loaded.iter().for_each(|(slope, spread)| from.extend([*slope, spread.ln()]));
        let found = minimise(&from, 0.3, &Options::default(), loss).map_err(|error| failed(error.to_string()))?;
        (sd, rate, loaded) = apart(&found.value);
    }
    let filtered = model(sd, rate, &loaded).filter(&values, None).map_err(|error| failed(error.to_string()))?;
    let last = filtered.last();
    let of_window = |s: &Series| {
        let mut known = s.range(first..=year).map(|(y, _)| *y);
        let begins = known.next().unwrap_or(first);
        (begins, s.range(first..=year).next_back().map_or(begins, |(y, _)| *y), s.range(first..=year).count())
    };
    Ok(Filtered {
        start: AlignmentStart {
            mean: [last.mean[0], last.mean[1]],
            factor: cholesky(last.covariance[0], last.covariance[1], last.covariance[n + 1]),
            sd: enough.then_some(sd),
            rate: enough.then_some(rate),
            most: 0.0,
        },
        loaded: used
            .iter()
            .zip(&loaded)
            .map(|((reading, s, _), (loading, noise))| Loaded {
                reading: *reading,
                loading: *loading,
                noise: *noise,
                window: of_window(s),
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution as _, StandardNormal};
    use suzerain_solvers::streams::stream;

    #[test]
    fn a_steady_pair_is_where_it_was_and_a_gap_widens_the_band() {
        let priors = Priors::built_in().unwrap();
        let at = |s: &Series, year| filter(s, &[], year, &priors).map(|f| f.start);
        let steady: Series = (1994..=2023).map(|y| (y, -0.5)).collect();
        let found = at(&steady, 2023).unwrap();
        assert!((found.mean[0] + 0.5).abs() < 0.02 && (found.mean[1] + 0.5).abs() < 0.02);
        assert!(found.sd.unwrap() < 0.15);
        let later = at(&steady, 2030).unwrap();
        assert!(later.factor[0] > found.factor[0]);
        assert!(at(&Series::new(), 2023).is_err());
        assert_eq!(at(&Series::from([(2023, -0.4)]), 2023).unwrap().sd, None);
    }

    /// A history that wanders and one that returns are told apart.
    #[test]
    fn the_pull_is_that_of_the_history() {
        let priors = Priors::built_in().unwrap();
        let rate = |pull: f64| {
            let mut random = stream(11, 2);
            let mut a = -0.2;
            let series: Series = (1994..=2023)
                .map(|year| {
                    let noise: f64 = StandardNormal.sample(&mut random);
                    a += pull * (-0.8 - a) + 0.12 * noise;
                    (year, a)
                })
                .collect();
            filter(&series, &[], 2023, &priors).unwrap().start.rate.unwrap()
        };
        assert!(rate(0.6) > rate(0.0) + 0.1, "{} {}", rate(0.6), rate(0.0));
    }

    /// Votes end five years before the origin; portfolios that move with A tell where it went, those that do not tell nothing.
    #[test]
    fn a_second_reading_speaks_as_loudly_as_it_moves_with_the_first() {
        let priors = Priors::built_in().unwrap();
        let mut random = stream(9, 1);
        let mut normal = || -> f64 { StandardNormal.sample(&mut random) };
        let (mut a, mut votes, mut alike, mut apart) = (-0.5, Series::new(), Series::new(), Series::new());
        for year in 1994..=2023 {
            a += 0.15 * normal();
            votes.insert(year, a + 0.05 * normal());
            alike.insert(year, 0.3 + 0.25 * a + 0.005 * normal());
            apart.insert(year, 0.3 + 0.05 * normal());
        }
        votes.retain(|year, _| *year <= 2018);
        let with = |s: &Series| filter(&votes, &[(Reading::Portfolios, s)], 2023, &priors).unwrap();
        let alone = filter(&votes, &[], 2023, &priors).unwrap();
        let (near, far) = (with(&alike), with(&apart));
        assert!(near.loaded[0].loading > 0.1 && near.loaded[0].noise < 0.03, "{near:?}");
        assert!(near.start.factor[0] < 0.6 * alone.start.factor[0], "{near:?} {alone:?}");
        assert!((near.start.mean[0] - a).abs() < (alone.start.mean[0] - a).abs() + 0.05);
        assert!(far.start.factor[0] > 0.85 * alone.start.factor[0], "{far:?} {alone:?}");
        // Too short a reading is left out, and so is one in a year after the origin.
        let short: Series = (2016..=2023).map(|y| (y, 0.3)).collect();
        assert!(with(&short).loaded.is_empty());
        assert_eq!(with(&alike).loaded[0].window, (1994, 2023, 30));
    }
}
