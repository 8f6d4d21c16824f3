//! The priors: one file, the reason of each beside it, and draws of all parameters from it.

mod entry;

pub use entry::{Distribution, Entry, Evidence};

use super::PartnershipError;
use entry::Prior;
use serde::Deserialize;
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    prior: Vec<Entry>,
    filter: Vec<Entry>,
}

/// What the filters of equations 1, 3 and 8 take as given: distributions of numbers that no trajectory draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Offset a_m of a measure of power.
    OffsetPower,
    /// Standard deviation of what a measure of power says about p, its offset apart.
    NoisePower,
    /// g at the first year.
    StartTrend,
    /// Part of the variance of a share's yearly change that the error of one value is.
    NoiseShare,
    /// Standard deviation of what votes say about A.
    NoiseVotes,
    /// The level that alignment's history points to, about the mean of the votes.
    LevelAlign,
    /// How far alliance portfolios (kappa) move with A.
    LoadingPortfolios,
    /// Standard deviation of what they say, their offset apart.
    NoisePortfolios,
    /// How far FBIC's bandwidth moves with A.
    LoadingBandwidth,
    /// Standard deviation of what it says, its offset apart.
    NoiseBandwidth,
}

impl Given {
    /// Every one, in the order of the file.
    pub const ALL: [Self; 10] = [
        Self::OffsetPower,
        Self::NoisePower,
        Self::StartTrend,
        Self::NoiseShare,
        Self::NoiseVotes,
        Self::LevelAlign,
        Self::LoadingPortfolios,
        Self::NoisePortfolios,
        Self::LoadingBandwidth,
        Self::NoiseBandwidth,
    ];

    /// The name used in the file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OffsetPower => "offset_power",
            Self::NoisePower => "noise_power",
            Self::StartTrend => "start_trend",
            Self::NoiseShare => "noise_share",
            Self::NoiseVotes => "noise_votes",
            Self::LevelAlign => "level_align",
            Self::LoadingPortfolios => "loading_portfolios",
            Self::NoisePortfolios => "noise_portfolios",
            Self::LoadingBandwidth => "loading_bandwidth",
            Self::NoiseBandwidth => "noise_bandwidth",
        }
    }
}

/// The priors of all parameters, and what the filters take as given.
#[derive(Clone, Debug)]
pub struct Priors {
    drawn: Vec<Prior>,
    given: Vec<Prior>,
}

/// The entries of `list` in the order of `names`, each there once and no other.
fn ordered(list: &[Entry], names: &[&str]) -> Result<Vec<Prior>, PartnershipError> {
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        let mut found = list.iter().filter(|e| e.name == *name);
        let (Some(entry), None) = (found.next(), found.next()) else {
            let why = "it must stand in the file exactly once".into();
            return Err(PartnershipError::Prior { name: (*name).into(), why });
        };
        out.push(Prior::new(entry.clone())?);
    }
    list.iter().find(|e| !names.contains(&e.name.as_str())).map_or(Ok(out), |entry| Err(unknown(&entry.name)))
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
        let names: Vec<&str> = Parameter::ALL.iter().map(|p| p.name()).collect();
        Ok(Self { drawn: ordered(&file.prior, &names)?, given: ordered(&file.filter, &Given::ALL.map(Given::name))? })
    }

    /// These priors with some of them replaced.
    ///
    /// # Errors
    /// [`PartnershipError::Prior`] for a name that is unknown or there twice, or a bad number.
    pub fn with(&self, overrides: &[Entry]) -> Result<Self, PartnershipError> {
        let mut priors = self.clone();
        for (at, entry) in overrides.iter().enumerate() {
            if overrides[..at].iter().any(|e| e.name == entry.name) {
                return Err(PartnershipError::Prior { name: entry.name.clone(), why: "it stands there twice".into() });
            }
            let parameter = named(&entry.name).ok_or_else(|| unknown(&entry.name))?;
            let equation = self.entry(parameter).equation;
            priors.drawn[parameter as usize] = Prior::new(Entry { equation, ..entry.clone() })?;
        }
        Ok(priors)
    }

    /// The entry of a parameter.
    #[must_use]
    pub fn entry(&self, parameter: Parameter) -> &Entry {
        &self.drawn[parameter as usize].entry
    }

    /// The entry of what a filter takes as given.
    #[must_use]
    pub fn given(&self, of: Given) -> &Entry {
        &self.given[of as usize].entry
    }

    /// The median of what a filter takes as given.
    #[must_use]
    pub fn given_median(&self, of: Given) -> f64 {
        self.given[of as usize].quantile(0.5)
    }

    /// Every parameter at its median.
    #[must_use]
    pub fn medians(&self) -> Draw {
        self.at(&[0.5; COUNT])
    }

    /// The value of every parameter at a point of the unit cube, [`COUNT`] numbers in (0, 1) in the order of
    /// [`Parameter::ALL`].
    #[must_use]
    pub fn at(&self, point: &[f64; COUNT]) -> Draw {
        Draw(std::array::from_fn(|k| self.drawn[k].quantile(point[k])))
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
        for of in Given::ALL {
            assert_eq!(priors.given(of).name, of.name());
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
        let twice = priors.with(&[entry("lambda", 0.1), entry("lambda", 0.2)]).unwrap_err().to_string();
        assert!(twice.contains("twice"), "{twice}");
        assert!(Priors::parse("[[prior]]\nname = 'phi'").is_err());
        assert!(Priors::parse(&BUILT_IN.replacen("name = \"rho\"", "name = \"rhum\"", 1)).is_err());
    }
}
