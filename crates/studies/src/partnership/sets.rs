//! The rival sets of parameters: files that say what each of five essays holds against the common priors.

use super::PartnershipError;
use crate::placed::FileError;
use serde::Deserialize;
use suzerain_models::partnership::priors::{Entry, Priors};
use toml::Spanned;

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

/// What to do about a mistake.
const HINT: &str =
    "studies/partnership holds the built-in sets as examples; docs/methods/partnership.md lists the parameters";

/// A set of parameters.
#[derive(Clone, Debug, PartialEq)]
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
    pub priors: Vec<Entry>,
}

/// A set as it stands in a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    schema: Spanned<String>,
    id: String,
    name: String,
    source: String,
    #[serde(rename = "prior", default)]
    priors: Vec<Spanned<Entry>>,
}

impl Set {
    /// Reads a file.
    ///
    /// # Errors
    /// [`FileError`] with the place in the text: a key that no entry has, a schema of another kind, a parameter that does not
    /// exist or stands there twice, a number that makes no distribution.
    pub fn parse(text: &str) -> Result<Self, FileError> {
        let fields: Fields = toml::from_str(text).map_err(|e| FileError {
            message: e.message().trim().to_owned(),
            at: e.span(),
            hint: HINT.to_owned(),
        })?;
        if fields.schema.get_ref() != SCHEMA {
            let message = format!("the schema is {:?}; this program reads {SCHEMA:?}", fields.schema.get_ref());
            return Err(FileError::new(message, fields.schema.span(), HINT));
        }
        let common = Priors::built_in().map_err(|e| FileError::new(e.to_string(), 0..0, HINT))?;
        let mut priors: Vec<Entry> = Vec::with_capacity(fields.priors.len());
        for entry in fields.priors {
            let at = entry.span();
            priors.push(entry.into_inner());
            common.with(&priors).map_err(|e| FileError::new(e.to_string(), at, HINT))?;
        }
        let Fields { schema, id, name, source, .. } = fields;
        Ok(Self { schema: schema.into_inner(), id, name, source, priors })
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
    BUILT_IN.iter().map(|text| Set::parse(text).map_err(|e| PartnershipError::Set(e.to_string()))).collect()
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
    fn mistakes_are_named_with_their_place() {
        let good = BUILT_IN[0];
        for (from, to, said, at) in [
            ("suzerain.partnership-set/1", "other/1", "other/1", "other/1"),
            ("name = \"kappa\"", "name = \"cappa\"", "cappa", "cappa"),
            ("scale = 0.2", "scale = -0.2", "kappa", "kappa"),
            ("half-normal", "halfnormal", "halfnormal", "halfnormal"),
            ("id = \"A\"", "idd = \"A\"", "idd", "idd"),
            ("scale = 0.2", "scale = 0.2\nscael = 3", "unknown field `scael`", "scael"),
            ("scale = 0.2", "scale = 0.2\nmean = 3", "`mean` is not of a half-normal", "kappa"),
            ("name = \"lambda\"", "name = \"kappa\"", "twice", "Dependence becomes leverage"),
        ] {
            let text = good.replacen(from, to, 1);
            let error = Set::parse(&text).unwrap_err();
            assert!(error.message.contains(said), "{to}: {error}");
            assert!(!error.hint.is_empty());
            // Place: the line of the mistake, or the block that it is in.
            let (line, _) = error.position(&text).unwrap();
            let wrong = text.lines().position(|l| l.contains(at)).unwrap() + 1;
            assert!(line <= wrong && wrong - line <= 8, "{to}: line {line} for {wrong}: {error}");
        }
    }
}
