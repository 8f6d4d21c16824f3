//! The priors: one file, the reason of each beside it, and draws of all parameters from it.

use super::PartnershipError;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF, Normal};
use std::ops::{Index, IndexMut};

/// The file.
const BUILT_IN: &str = include_str!("priors.toml");

macro_rules! parameters {
    ($($variant:ident $name:literal)*) => {
        /// A parameter of the model; its prior and meaning stand in `priors.toml` under its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "each is documented in priors.toml, which a test compares")]
        pub enum Parameter { $($variant),* }

        impl Parameter {
            /// Every parameter, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name used in files and JSON.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }
    };
}

parameters! {
    Phi "phi" Rho "rho" SdPower "sd_power" SdTrend "sd_trend"
    SigmaGoods "sigma_goods" SigmaEnergySales "sigma_energy_sales" SigmaTechnology "sigma_technology"
    SigmaArms "sigma_arms" SigmaFinance "sigma_finance" WeightArms "weight_arms" WeightFinance "weight_finance"
    BSanction "b_sanction" Kappa "kappa" BHedge "b_hedge" SdShare "sd_share"
    VArms "v_arms" VEnergy "v_energy" VDiplomacy "v_diplomacy" ArmsTrend "arms_trend"
    DiplomaticValue "diplomatic_value"
    SdThreat "sd_threat"
    SBase "s_base" SThreat "s_threat" SUseful "s_useful" Lambda "lambda" UnitLoss "unit_loss"
    OutsideStronger "outside_stronger" OutsideWeaker "outside_weaker" FloorNuclear "floor_nuclear"
    FloorAutonomy "floor_autonomy" FloorDecay "floor_decay" CMax "c_max"
    Psi "psi" QConcession "q_concession" QRank "q_rank" QFade "q_fade" QStart "q_start" RankGap "rank_gap"
    RAlign "r_align" AThreat "a_threat" AStatus "a_status" ASpeed "a_speed" AUseful "a_useful"
    AAffinity "a_affinity" SdAlign "sd_align"
    HSpeed "h_speed" HPower "h_power" HThreat "h_threat" HTrade "h_trade" HAsymmetry "h_asymmetry"
    HResentment "h_resentment" HAlign "h_align" HNoBargain "h_no_bargain" HLeader "h_leader"
    HAllyAlign "h_ally_align" HAllyThreat "h_ally_threat"
}

/// Parameters.
pub const COUNT: usize = Parameter::ALL.len();

/// A value of every parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw([f64; COUNT]);

impl Index<Parameter> for Draw {
    type Output = f64;

    fn index(&self, parameter: Parameter) -> &f64 {
        &self.0[parameter as usize]
    }
}

impl IndexMut<Parameter> for Draw {
    fn index_mut(&mut self, parameter: Parameter) -> &mut f64 {
        &mut self.0[parameter as usize]
    }
}

/// A distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "distribution", rename_all = "kebab-case")]
pub enum Distribution {
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, above 0.
        sd: f64,
    },
    /// Absolute value of a normal around 0.
    HalfNormal {
        /// Standard deviation of the normal, above 0.
        scale: f64,
    },
    /// Beta.
    Beta {
        /// First shape, above 0.
        a: f64,
        /// Second shape, above 0.
        b: f64,
    },
    /// Lognormal.
    LogNormal {
        /// Median, above 0.
        median: f64,
        /// Standard deviation of the logarithm, above 0.
        log_sd: f64,
    },
    /// One value.
    Fixed {
        /// The value.
        value: f64,
    },
}

/// Where a prior comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Updated on the pair's own history where there is one.
    Data,
    /// A published estimate or expectation.
    Literature,
    /// This project's judgement; no public data identify it.
    Judgement,
}

/// An entry of the file, or of a rival set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Name of the parameter.
    pub name: String,
    /// Number of the equation it belongs to; in a rival set it may be left out.
    #[serde(default)]
    pub equation: u8,
    /// Its distribution.
    #[serde(flatten)]
    pub distribution: Distribution,
    /// Draws are held above this.
    pub low: Option<f64>,
    /// Draws are held below this.
    pub high: Option<f64>,
    /// Where it comes from.
    #[serde(default = "judgement")]
    pub evidence: Evidence,
    /// Why it is what it is.
    pub reason: String,
}

const fn judgement() -> Evidence {
    Evidence::Judgement
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    prior: Vec<Entry>,
}

/// Steps of the table of quantiles of a beta distribution.
const STEPS: usize = 512;

#[derive(Clone, Debug)]
struct Prior {
    entry: Entry,
    /// Quantiles at 0, 1/[`STEPS`], ..., 1 of a beta distribution; others have closed forms.
    table: Vec<f64>,
}

/// The priors of all parameters.
#[derive(Clone, Debug)]
pub struct Priors(Vec<Prior>);

impl Entry {
    fn check(&self) -> Result<(), PartnershipError> {
        let (positive, finite): (&[f64], &[f64]) = match &self.distribution {
            Distribution::Normal { mean, sd } => (&[*sd], &[*mean]),
            Distribution::HalfNormal { scale } => (&[*scale], &[]),
            Distribution::Beta { a, b } => (&[*a, *b], &[]),
            Distribution::LogNormal { median, log_sd } => (&[*median, *log_sd], &[]),
            Distribution::Fixed { value } => (&[], &[*value]),
        };
        let bad = positive.iter().any(|v| !(v.is_finite() && *v > 0.0)) || finite.iter().any(|v| !v.is_finite());
        let crossed = matches!((self.low, self.high), (Some(low), Some(high)) if low > high);
        if bad || crossed || self.low.is_some_and(f64::is_nan) || self.high.is_some_and(f64::is_nan) {
            return Err(PartnershipError::Prior {
                name: self.name.clone(),
                why: "its numbers make no distribution".into(),
            });
        }
        if self.reason.trim().is_empty() {
            return Err(PartnershipError::Prior { name: self.name.clone(), why: "it has no reason".into() });
        }
        Ok(())
    }
}

impl Prior {
    fn new(entry: Entry) -> Result<Self, PartnershipError> {
        entry.check()?;
        let mut table = Vec::new();
        if let Distribution::Beta { a, b } = entry.distribution {
            let beta = Beta::new(a, b)
                .map_err(|error| PartnershipError::Prior { name: entry.name.clone(), why: error.to_string() })?;
            table = (0..=STEPS)
                .map(|k| match k {
                    0 => 0.0,
                    STEPS => 1.0,
                    k => beta.inverse_cdf(k as f64 / STEPS as f64),
                })
                .collect();
        }
        Ok(Self { entry, table })
    }

    /// The quantile at `u` in (0, 1).
    fn quantile(&self, u: f64) -> f64 {
        let value = match self.entry.distribution {
            Distribution::Normal { mean, sd } => mean + sd * standard_normal(u),
            Distribution::HalfNormal { scale } => scale * standard_normal(0.5 + 0.5 * u),
            Distribution::LogNormal { median, log_sd } => median * (log_sd * standard_normal(u)).exp(),
            Distribution::Fixed { value } => value,
            Distribution::Beta { .. } => {
                let at = u * STEPS as f64;
                let below = (at as usize).min(STEPS - 1);
                let part = at - below as f64;
                self.table[below] * (1.0 - part) + self.table[below + 1] * part
            }
        };
        value.max(self.entry.low.unwrap_or(f64::NEG_INFINITY)).min(self.entry.high.unwrap_or(f64::INFINITY))
    }
}

/// Quantile of the standard normal at `u`, held within 8 standard deviations.
fn standard_normal(u: f64) -> f64 {
    Normal::standard().inverse_cdf(u).clamp(-8.0, 8.0)
}

impl Priors {
    /// The file that ships with the program.
    ///
    /// # Errors
    /// [`PartnershipError::Prior`] if it is damaged, which a test excludes.
    pub fn built_in() -> Result<Self, PartnershipError> {
        Self::parse(BUILT_IN)
    }

    /// Reads a file that names every parameter once.
    ///
    /// # Errors
    /// [`PartnershipError::Prior`] for a name that is unknown, missing or there twice, or a bad number.
    pub fn parse(text: &str) -> Result<Self, PartnershipError> {
        let file: File = toml::from_str(text)
            .map_err(|error| PartnershipError::Prior { name: "priors".into(), why: error.to_string() })?;
        let mut priors = Vec::with_capacity(COUNT);
        for parameter in Parameter::ALL {
            let mut found = file.prior.iter().filter(|e| e.name == parameter.name());
            let (Some(entry), None) = (found.next(), found.next()) else {
                let why = "it must stand in the file exactly once".into();
                return Err(PartnershipError::Prior { name: parameter.name().into(), why });
            };
            priors.push(Prior::new(entry.clone())?);
        }
        match file.prior.iter().find(|e| named(&e.name).is_none()) {
            Some(entry) => Err(unknown(&entry.name)),
            None => Ok(Self(priors)),
        }
    }

    /// These priors with some of them replaced.
    ///
    /// # Errors
    /// [`PartnershipError::Prior`] for an unknown name or a bad number.
    pub fn with(&self, overrides: &[Entry]) -> Result<Self, PartnershipError> {
        let mut priors = self.clone();
        for entry in overrides {
            let parameter = named(&entry.name).ok_or_else(|| unknown(&entry.name))?;
            let equation = self.0[parameter as usize].entry.equation;
            priors.0[parameter as usize] = Prior::new(Entry { equation, ..entry.clone() })?;
        }
        Ok(priors)
    }

    /// The entry of a parameter.
    #[must_use]
    pub fn entry(&self, parameter: Parameter) -> &Entry {
        &self.0[parameter as usize].entry
    }

    /// The value of every parameter at a point of the unit cube, [`COUNT`] numbers in (0, 1) in the order of
    /// [`Parameter::ALL`].
    #[must_use]
    pub fn at(&self, point: &[f64; COUNT]) -> Draw {
        Draw(std::array::from_fn(|k| self.0[k].quantile(point[k])))
    }
}

/// The parameter of a name.
#[must_use]
pub fn named(name: &str) -> Option<Parameter> {
    Parameter::ALL.iter().copied().find(|p| p.name() == name)
}

fn unknown(name: &str) -> PartnershipError {
    PartnershipError::Prior { name: name.to_owned(), why: "no parameter has this name".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_every_parameter_with_its_reason() {
        let priors = Priors::built_in().unwrap();
        for parameter in Parameter::ALL {
            let entry = priors.entry(*parameter);
            assert_eq!(entry.name, parameter.name());
            assert!((1..=9).contains(&entry.equation), "{}", entry.name);
        }
    }

    #[test]
    fn quantiles_are_those_of_the_distributions() {
        let priors = Priors::built_in().unwrap();
        let median = priors.at(&[0.5; COUNT]);
        assert!((median[Parameter::Phi] - 0.5).abs() < 1e-12);
        // The median of |N(0, 1)| is .6745; of a lognormal its median; of Beta(2, 2) one half.
        assert!((median[Parameter::Psi] - 0.674_489_750_196).abs() < 1e-9);
        assert!((median[Parameter::UnitLoss] - 0.1).abs() < 1e-12);
        assert!((median[Parameter::SigmaEnergySales] - 0.5).abs() < 1e-9);
        // Beta(2, 4) has the distribution function 1 - (1 - x)^5 - 5 x (1 - x)^4.
        for u in [0.1, 0.35, 0.9] {
            let x: f64 = priors.at(&[u; COUNT])[Parameter::Lambda];
            let f = 1.0 - (1.0 - x).powi(5) - 5.0 * x * (1.0 - x).powi(4);
            assert!((f - u).abs() < 1e-4, "{u}: {f}");
        }
    }

    #[test]
    fn overrides_replace_and_mistakes_are_named() {
        let priors = Priors::built_in().unwrap();
        let entry = |name: &str, sd: f64| Entry {
            name: name.into(),
            equation: 0,
            distribution: Distribution::Normal { mean: 3.0, sd },
            low: None,
            high: None,
            evidence: Evidence::Judgement,
            reason: "test".into(),
        };
        let changed = priors.with(&[entry("lambda", 0.1)]).unwrap();
        assert!((changed.at(&[0.5; COUNT])[Parameter::Lambda] - 3.0).abs() < 1e-12);
        assert_eq!(changed.entry(Parameter::Lambda).equation, 6);
        assert!(priors.with(&[entry("lambada", 0.1)]).unwrap_err().to_string().contains("lambada"));
        assert!(priors.with(&[entry("lambda", -0.1)]).is_err());
        assert!(Priors::parse("[[prior]]\nname = 'phi'").is_err());
        assert!(Priors::parse(&BUILT_IN.replacen("name = \"rho\"", "name = \"rhum\"", 1)).is_err());
    }
}
