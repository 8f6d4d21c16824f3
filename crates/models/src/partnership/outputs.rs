//! What is read off the trajectories: probabilities of four outcomes, quantiles, and what drives them.

use super::dependence::Domain;
use super::priors::{COUNT, Parameter};
use super::simulate::{Ensemble, Year};

/// An outcome whose probability is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// (a) R becomes a junior partner.
    Junior,
    /// (b) A new defence obligation.
    Alliance,
    /// (c) A rift.
    Rift,
    /// (d) R is locked in to C's technology.
    LockIn,
}

impl Outcome {
    /// Every outcome, in the order of pages.
    pub const ALL: [Self; 4] = [Self::Junior, Self::Alliance, Self::Rift, Self::LockIn];

    /// The name used in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Junior => "junior_partner",
            Self::Alliance => "formal_alliance",
            Self::Rift => "rift",
            Self::LockIn => "supplier_lock_in",
        }
    }

    /// The name used on pages.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Junior => "junior partner",
            Self::Alliance => "formal alliance",
            Self::Rift => "rift",
            Self::LockIn => "supplier lock-in",
        }
    }

    /// Probability given one trajectory: of alliance and rift from the hazards along it, of the others 0 or
    /// 1. NaN where unknown.
    #[must_use]
    pub fn of(self, year: &Year) -> f64 {
        match self {
            Self::Junior if year.l.is_nan() => f64::NAN,
            Self::Junior => f64::from(year.junior),
            Self::Alliance => year.alliance,
            Self::Rift => year.rift,
            Self::LockIn if year.shares[0][Domain::Technology as usize].is_nan() => f64::NAN,
            Self::LockIn => f64::from(year.locked),
        }
    }
}

/// A quantity whose quantiles are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// Log power ratio p.
    Power,
    /// Asymmetry of dependence L.
    Asymmetry,
    /// Concession c, over trajectories with a bargain.
    Concession,
    /// Alignment A.
    Alignment,
    /// Effective dependence of R (0) or C (1) in a domain.
    Dependence(usize, Domain),
}

impl Quantity {
    /// Every quantity.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Power, Self::Asymmetry, Self::Concession, Self::Alignment];
        all.extend((0..2).flat_map(|side| Domain::ALL.map(|d| Self::Dependence(side, d))));
        all
    }

    /// Its value in a year of a trajectory; NaN where unknown.
    #[must_use]
    pub fn of(self, year: &Year) -> f64 {
        match self {
            Self::Power => year.p,
            Self::Asymmetry => year.l,
            Self::Concession => year.c,
            Self::Alignment => year.a,
            Self::Dependence(side, domain) => year.e[side][domain as usize],
        }
    }
}

/// Levels of the quantiles: the median and the ends of the 80 and 90 % bands.
pub const LEVELS: [f64; 5] = [0.05, 0.1, 0.5, 0.9, 0.95];

/// Probability of an outcome by `ahead` years: the mean over the ensembles with their weights. None where it
/// is unknown, or `ahead` is beyond the run.
#[must_use]
pub fn probability(mixture: &[(f64, &Ensemble)], outcome: Outcome, ahead: usize) -> Option<f64> {
    let mean =
        |e: &Ensemble| (ahead <= e.years()).then(|| e.at(ahead).map(|y| outcome.of(y)).sum::<f64>() / e.draws() as f64);
    let sum = mixture.iter().map(|(w, e)| mean(e).map(|m| w * m)).sum::<Option<f64>>()?;
    let total: f64 = mixture.iter().map(|(w, _)| w).sum();
    Some(sum / total).filter(|p| p.is_finite())
}

/// Quantiles at [`LEVELS`] of a quantity `ahead` years ahead over the ensembles with their weights; none
/// where no trajectory has it.
#[must_use]
pub fn quantiles(mixture: &[(f64, &Ensemble)], quantity: Quantity, ahead: usize) -> Option<[f64; 5]> {
    let mut values: Vec<(f64, f64)> = Vec::new();
    for (weight, ensemble) in mixture {
        if ahead > ensemble.years() {
            return None;
        }
        let each = weight / ensemble.draws() as f64;
        values.extend(ensemble.at(ahead).map(|y| (quantity.of(y), each)).filter(|(v, _)| !v.is_nan()));
    }
    weighted_quantiles(&mut values)
}

/// Quantiles at [`LEVELS`] of values with weights.
#[must_use]
pub fn weighted_quantiles(values: &mut [(f64, f64)]) -> Option<[f64; 5]> {
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = values.iter().map(|(_, w)| w).sum();
    let last = values.last()?.0;
    let mut below = 0.0;
    let mut out = [last; 5];
    let mut next = 0;
    for (value, weight) in values.iter() {
        below += weight;
        while next < LEVELS.len() && below >= LEVELS[next] * total {
            out[next] = *value;
            next += 1;
        }
    }
    Some(out)
}

/// A parameter with the part of an output's variance that goes with it alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Driver {
    /// The parameter.
    pub parameter: Parameter,
    /// Squared correlation of the parameter's rank and the output, less what chance would give, 0 to 1.
    pub share: f64,
    /// The correlation: its sign says which way.
    pub correlation: f64,
}

/// What moves an output, largest first, from the trajectories themselves: the squared correlation of each parameter's rank
/// with the output. It sees what rises or falls throughout; [`super::sobol`] sees the rest. Parameters that chance alone could
/// have put here (correlation within two standard errors of 0) are left out.
#[must_use]
pub fn drivers(mixture: &[(f64, &Ensemble)], output: impl Fn(&Year) -> f64, ahead: usize) -> Vec<Driver> {
    let total: f64 = mixture.iter().map(|(w, _)| w).sum();
    let mut correlations = vec![0.0; COUNT];
    let mut error = 0.0;
    for (weight, ensemble) in mixture {
        if ahead > ensemble.years() {
            return Vec::new();
        }
        let rows: Vec<(&[f64; COUNT], f64)> =
            ensemble.points().iter().zip(ensemble.at(ahead).map(&output)).filter(|(_, y)| y.is_finite()).collect();
        let n = rows.len() as f64;
        let mean = rows.iter().map(|(_, y)| y).sum::<f64>() / n;
        let variance = rows.iter().map(|(_, y)| (y - mean).powi(2)).sum::<f64>() / n;
        let varies = variance > 1e-30;
        let part = weight / total;
        error += part * part / n.max(1.0);
        if !varies {
            continue;
        }
        for (at, sum) in correlations.iter_mut().enumerate() {
            let covariance = rows.iter().map(|(point, y)| (point[at] - 0.5) * (y - mean)).sum::<f64>() / n;
            *sum += part * covariance / (variance / 12.0).sqrt();
        }
    }
    let mut found: Vec<Driver> = Parameter::ALL
        .iter()
        .zip(correlations)
        .filter(|(_, r)| r * r > 4.0 * error)
        .map(|(parameter, r)| Driver { parameter: *parameter, share: (r * r - error).min(1.0), correlation: r })
        .collect();
    found.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.parameter.cmp(&b.parameter)));
    found
}

#[cfg(test)]
mod tests {
    use super::super::priors::Priors;
    use super::super::simulate::{Plan, run};
    use super::super::start::example;
    use super::*;

    #[test]
    fn quantiles_of_weighted_values() {
        let mut even: Vec<(f64, f64)> = (1..=100).map(|k| (f64::from(k), 0.5)).collect();
        assert_eq!(weighted_quantiles(&mut even), Some([5.0, 10.0, 50.0, 90.0, 95.0]));
        // Nearly all the weight on one value.
        let mut one = vec![(1.0, 0.01), (2.0, 0.98), (3.0, 0.01)];
        assert_eq!(weighted_quantiles(&mut one), Some([2.0; 5]));
        assert_eq!(weighted_quantiles(&mut []), None);
    }

    #[test]
    fn probabilities_grow_with_the_horizon_and_mix_linearly() {
        let (start, priors) = (example(), Priors::built_in().unwrap());
        let one = run(&start, &priors, &Plan::new(10, 400, 1)).unwrap();
        let two = run(&start, &priors, &Plan::new(10, 400, 2)).unwrap();
        for outcome in Outcome::ALL {
            let at = |k| probability(&[(1.0, &one)], outcome, k).unwrap();
            assert!(at(1) <= at(3) && at(3) <= at(5) && at(5) <= at(10), "{outcome:?}");
            let mixed = probability(&[(3.0, &one), (1.0, &two)], outcome, 5).unwrap();
            let other = probability(&[(1.0, &two)], outcome, 5).unwrap();
            assert!((mixed - 0.75 * at(5) - 0.25 * other).abs() < 1e-12);
            assert_eq!(probability(&[(1.0, &one)], outcome, 11), None);
        }
        assert_eq!(probability(&[(1.0, &one)], Outcome::Junior, 1), Some(0.0), "three years running");
    }

    #[test]
    fn the_parameter_that_an_output_is_made_of_drives_it() {
        let (start, priors) = (example(), Priors::built_in().unwrap());
        let found = run(&start, &priors, &Plan::new(2, 4000, 1)).unwrap();
        let first = |of: &dyn Fn(&Year) -> f64| drivers(&[(1.0, &found)], of, 2)[0];
        // Usefulness is mostly what it is weighted by; the deficit begins with its start.
        assert_eq!(first(&|y| y.q).parameter, Parameter::QStart);
        assert!(first(&|y| y.q).correlation > 0.5);
        assert!(drivers(&[(1.0, &found)], |_| 1.0, 2).is_empty());
        let total: f64 = drivers(&[(1.0, &found)], |y| y.q, 2).iter().map(|d| d.share).sum();
        assert!(total < 1.2, "{total}");
    }
}
