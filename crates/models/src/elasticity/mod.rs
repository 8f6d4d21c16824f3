//! Elasticities as values or distributions, and their seeded draws.
//!
//! The medians of the default distributions are published estimates; their spreads are judgement. A
//! band made from them covers the elasticity only, not the choice of model.

use rand_distr::{Distribution as _, StandardNormal, Uniform};
use suzerain_solvers::streams::stream;

/// Seed of every command that draws, unless another is asked for.
pub const DEFAULT_SEED: u64 = 1;

/// An elasticity that is known, or known to lie somewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Elasticity {
    /// This value, above 0.
    Fixed(f64),
    /// Its logarithm is normal around ln `median`; values outside `low` to `high` are drawn again.
    Lognormal {
        /// Median before the bounds.
        median: f64,
        /// Standard deviation of the logarithm.
        log_sd: f64,
        /// Least value.
        low: f64,
        /// Largest value; may be infinite.
        high: f64,
    },
    /// Any value from `low` to `high` alike.
    Uniform {
        /// Least value.
        low: f64,
        /// Largest value.
        high: f64,
    },
}

/// Why an elasticity cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ElasticityError {
    /// A value at or below 0, or not finite.
    #[error("an elasticity must be a finite number above 0, not {0}")]
    NotPositive(f64),
    /// A spread below 0, or not finite.
    #[error("the standard deviation of the logarithm must be a finite number at or above 0, not {0}")]
    BadSpread(f64),
    /// Bounds the wrong way round, or that leave out nearly everything.
    #[error("the bounds {low} to {high} hold too little of the distribution")]
    BadBounds {
        /// Least value.
        low: f64,
        /// Largest value.
        high: f64,
    },
}

/// How much time everybody has had to adjust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Horizon {
    /// One year.
    OneYear,
    /// Seven to ten years.
    SevenToTenYears,
    /// The long run.
    LongRun,
}

impl Horizon {
    /// The trade elasticity at this horizon: for the long run a median of 4 (Simonovska and Waugh 2014,
    /// Journal of International Economics 92(1)) with a log standard deviation of .35 within 1.5 to 12; for
    /// one year .76 and for seven to ten years 2 (Boehm, Levchenko and Pandalai-Nayar 2023, American Economic
    /// Review 113(4)) with .3. The spreads are judgement.
    #[must_use]
    pub const fn trade_elasticity(self) -> Elasticity {
        match self {
            Self::OneYear => Elasticity::Lognormal { median: 0.76, log_sd: 0.3, low: 0.0, high: f64::INFINITY },
            Self::SevenToTenYears => Elasticity::Lognormal { median: 2.0, log_sd: 0.3, low: 0.0, high: f64::INFINITY },
            Self::LongRun => Elasticity::Lognormal { median: 4.0, log_sd: 0.35, low: 1.5, high: 12.0 },
        }
    }
}

/// Redraws after which bounds are said to hold too little; at a share of one in ten they are missed
/// that often with a probability below 1e-45.
const REDRAWS: usize = 1000;

impl Elasticity {
    /// Looks at the numbers.
    ///
    /// # Errors
    /// [`ElasticityError`].
    pub fn check(&self) -> Result<(), ElasticityError> {
        let positive = |v: f64| if v.is_finite() && v > 0.0 { Ok(()) } else { Err(ElasticityError::NotPositive(v)) };
        match *self {
            Self::Fixed(value) => positive(value),
            Self::Lognormal { median, log_sd, low, high } => {
                positive(median)?;
                if !(log_sd.is_finite() && log_sd >= 0.0) {
                    return Err(ElasticityError::BadSpread(log_sd));
                }
                // The median inside the bounds: every second draw or so is kept, wherever they stand.
                if low >= 0.0 && low <= median && median <= high && low < high {
                    Ok(())
                } else {
                    Err(ElasticityError::BadBounds { low, high })
                }
            }
            Self::Uniform { low, high } => {
                positive(low)?;
                positive(high)?;
                if low <= high { Ok(()) } else { Err(ElasticityError::BadBounds { low, high }) }
            }
        }
    }

    /// The value that stands for it where one is enough: the median of the distribution before bounds.
    #[must_use]
    pub fn central(&self) -> f64 {
        match *self {
            Self::Fixed(value) => value,
            Self::Lognormal { median, .. } => median,
            Self::Uniform { low, high } => f64::midpoint(low, high),
        }
    }

    /// Draw number `draw` under `seed`.
    ///
    /// # Errors
    /// As [`Elasticity::check`].
    pub fn draw(&self, seed: u64, draw: u64) -> Result<f64, ElasticityError> {
        self.check()?;
        self.draw_number(seed, draw)
    }

    /// As [`Elasticity::draw`], for a number that is no elasticity and may be 0 or below.
    ///
    /// # Errors
    /// [`ElasticityError::BadBounds`] where the bounds leave out nearly everything.
    pub fn draw_number(&self, seed: u64, draw: u64) -> Result<f64, ElasticityError> {
        let mut random = stream(seed, draw);
        match *self {
            Self::Fixed(value) => Ok(value),
            Self::Lognormal { median, log_sd, low, high } => {
                for _ in 0..REDRAWS {
                    let z: f64 = StandardNormal.sample(&mut random);
                    let value = median * (log_sd * z).exp();
                    if value > 0.0 && value.is_finite() && (low..=high).contains(&value) {
                        return Ok(value);
                    }
                }
                Err(ElasticityError::BadBounds { low, high })
            }
            Self::Uniform { low, high } => {
                let uniform =
                    Uniform::new_inclusive(low, high).map_err(|_| ElasticityError::BadBounds { low, high })?;
                Ok(uniform.sample(&mut random))
            }
        }
    }
}

/// Spread of the factor common to all sectors, and of each sector's own.
const SECTOR_LOG_SD: f64 = 0.25;

/// Sector elasticities of draw number `draw`: each estimate times one lognormal factor common to all
/// times a lognormal factor of its own, each with a log standard deviation of .25.
///
/// The factor of a sector depends on its place in `estimates`: keep them in the order of the sectors' codes.
///
/// # Errors
/// [`ElasticityError::NotPositive`] for an estimate at or below 0 or not finite.
pub fn sectors(estimates: &[f64], seed: u64, draw: u64) -> Result<Vec<f64>, ElasticityError> {
    if let Some(bad) = estimates.iter().find(|e| !(e.is_finite() && **e > 0.0)) {
        return Err(ElasticityError::NotPositive(*bad));
    }
    let mut random = stream(seed, draw);
    let mut factor = || {
        let z: f64 = StandardNormal.sample(&mut random);
        (SECTOR_LOG_SD * z).exp()
    };
    let common = factor();
    Ok(estimates.iter().map(|estimate| estimate * common * factor()).collect())
}

/// The value below which the share `p` of the sorted values lies, linear between neighbours (type 7 of
/// Hyndman and Fan 1996); none without values.
///
/// ```
/// use suzerain_models::elasticity::quantile;
///
/// assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
/// ```
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = p.clamp(0.0, 1.0) * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (at - below as f64) * (sorted[above] - sorted[below]))
}

#[cfg(test)]
mod tests {
    use super::{Elasticity, ElasticityError, Horizon, quantile, sectors};

    fn sorted(elasticity: Elasticity) -> Vec<f64> {
        let mut values: Vec<f64> = (0..20_000).map(|d| elasticity.draw(1, d).unwrap()).collect();
        values.sort_by(f64::total_cmp);
        values
    }

    #[test]
    fn quantiles_of_draws_are_those_of_the_distribution() {
        // 5 % of a standard normal lies below -1.6448536.
        for (horizon, median, sd) in [(Horizon::OneYear, 0.76, 0.3), (Horizon::SevenToTenYears, 2.0, 0.3)] {
            let values = sorted(horizon.trade_elasticity());
            for (p, z) in [(0.05, -1.644_853_6_f64), (0.5, 0.0), (0.95, 1.644_853_6)] {
                let expected = median * (sd * z).exp();
                let found = quantile(&values, p).unwrap();
                assert!((found / expected - 1.0).abs() < 0.02, "{p}: {found} {expected}");
            }
        }
        let long = sorted(Horizon::LongRun.trade_elasticity());
        assert!(long[0] >= 1.5 && *long.last().unwrap() <= 12.0);
        assert!((quantile(&long, 0.5).unwrap() - 4.0).abs() < 0.05);
        let uniform = sorted(Elasticity::Uniform { low: 2.0, high: 6.0 });
        assert!((quantile(&uniform, 0.25).unwrap() - 3.0).abs() < 0.05);
    }

    #[test]
    fn sectors_share_a_factor() {
        let draws: Vec<Vec<f64>> = (0..20_000).map(|d| sectors(&[4.0, 8.0], 1, d).unwrap()).collect();
        let logs: Vec<(f64, f64)> = draws.iter().map(|d| ((d[0] / 4.0).ln(), (d[1] / 8.0).ln())).collect();
        let n = logs.len() as f64;
        let variance = logs.iter().map(|l| l.0 * l.0).sum::<f64>() / n;
        let covariance = logs.iter().map(|l| l.0 * l.1).sum::<f64>() / n;
        assert!((variance - 0.125).abs() < 0.004, "{variance}");
        assert!((covariance - 0.0625).abs() < 0.004, "{covariance}");
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error() {
        assert_eq!(Elasticity::Fixed(0.0).draw(1, 0), Err(ElasticityError::NotPositive(0.0)));
        let upside_down = Elasticity::Uniform { low: 3.0, high: 2.0 };
        assert_eq!(upside_down.draw(1, 0), Err(ElasticityError::BadBounds { low: 3.0, high: 2.0 }));
        let far = Elasticity::Lognormal { median: 4.0, log_sd: 0.1, low: 50.0, high: 60.0 };
        assert!(far.draw(1, 0).is_err());
        assert!(sectors(&[4.0, -1.0], 1, 0).is_err());
        assert!(Elasticity::Fixed(f64::NAN).check().is_err());
    }
}
