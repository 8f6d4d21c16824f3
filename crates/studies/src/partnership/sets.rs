//! The rival sets of parameters: files that say what each of five essays holds against the common priors.

use super::PartnershipError;
use serde::Deserialize;
use suzerain_models::partnership::priors::{Entry, Priors};

/// Name and version of the format.
pub const SCHEMA: &str = "suzerain.partnership-set/1";

/// The files that ship with the program, in the order of pages.
const BUILT_IN: [&str; 5] = [
    include_str!("../../../../studies/partnership/a-vassal.toml"),
    include_str!("../../../../studies/partnership/b-insecurity.toml"),
    include_str!("../../../../studies/partnership/c-alliance.toml"),
    include_str!("../../../../studies/partnership/d-future.toml"),
    include_str!("../../../../studies/partnership/e-prestige.toml"),
];

/// A set of parameters.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    /// [`SCHEMA`].
    pub schema: String,
    /// Short identifier.
    pub id: String,
    /// Title.
    pub name: String,
    /// Whose picture it is.
    pub source: String,
    /// Priors that differ from the common ones.
    #[serde(rename = "prior", default)]
    pub priors: Vec<Entry>,
}

impl Set {
    /// Reads a file.
    ///
    /// # Errors
    /// [`PartnershipError::Set`] with line and column where the text is at fault.
    pub fn parse(text: &str) -> Result<Self, PartnershipError> {
        let set: Self = toml::from_str(text).map_err(|e| PartnershipError::Set(e.to_string().trim().to_owned()))?;
        if set.schema != SCHEMA {
            return Err(PartnershipError::Set(format!(
                "the schema is {:?}; this program reads {SCHEMA:?}",
                set.schema
            )));
        }
        set.apply(&Priors::built_in()?)?;
        Ok(set)
    }

    /// The common priors with this set's in their place.
    ///
    /// # Errors
    /// [`PartnershipError::Model`] for a parameter that does not exist or a number that makes no distribution.
    pub fn apply(&self, common: &Priors) -> Result<Priors, PartnershipError> {
        Ok(common.with(&self.priors)?)
    }
}

/// The five sets that ship with the program.
///
/// # Errors
/// [`PartnershipError::Set`] if one is damaged, which a test excludes.
pub fn built_in() -> Result<Vec<Set>, PartnershipError> {
    BUILT_IN.iter().map(|text| Set::parse(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_models::partnership::priors::{COUNT, Parameter};

    #[test]
    fn the_sets_say_what_their_essays_hold() {
        let sets = built_in().unwrap();
        let ids: Vec<&str> = sets.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, ["A", "B", "C", "D", "E"]);
        let common = Priors::built_in().unwrap();
        let of = |id: &str, parameter| {
            let set = sets.iter().find(|s| s.id == id).unwrap();
            set.apply(&common).unwrap().at(&[0.5; COUNT])[parameter] / common.at(&[0.5; COUNT])[parameter]
        };
        assert!(of("A", Parameter::Kappa) > 2.0 && of("A", Parameter::FloorDecay) > 2.0);
        assert!(of("B", Parameter::Lambda) < 0.5);
        assert!(of("C", Parameter::FloorNuclear) > 2.0 && of("C", Parameter::AThreat) > 2.0);
        assert!(of("D", Parameter::Psi) < 0.2);
        assert!(of("E", Parameter::Psi) > 2.0 && of("E", Parameter::ArmsTrend) > 2.0, "usefulness falls");
    }

    #[test]
    fn mistakes_are_named() {
        let good = BUILT_IN[0];
        for (from, to, said) in [
            ("suzerain.partnership-set/1", "other/1", "other/1"),
            ("kappa", "cappa", "cappa"),
            ("scale = 0.2", "scale = -0.2", "kappa"),
            ("half-normal", "halfnormal", "halfnormal"),
            ("id = \"A\"", "idd = \"A\"", "idd"),
        ] {
            let error = Set::parse(&good.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(said), "{to}: {error}");
        }
    }
}
