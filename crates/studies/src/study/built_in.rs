//! The studies, scenarios and lists that come with the program.

use super::{Forecast, Mechanism, Question, Study, parse};
use crate::placed::FileError;
use crate::scenario::{Scenario, ScenarioError};

macro_rules! files {
    ($folder:literal, $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../studies/", $folder, $name, ".toml")))),*]
    };
}

/// Name and text of each study.
pub const NAMES: &[(&str, &str)] = files!["", "a-vassal", "b-insecurity", "c-alliance", "d-future", "e-prestige"];

/// Name and text of each scenario that studies may run.
pub const SCENARIOS: &[(&str, &str)] = files![
    "scenarios/",
    "central-asia",
    "china-stops-electronics",
    "chips",
    "rupture",
    "rupture-before-the-war",
    "russia-fails",
    "russia-stops-energy",
    "two-theatres",
    "us-china-rivalry",
    "west-cuts-off-russia",
    "partnership/arms-self-sufficiency",
    "partnership/coordinated-crisis",
    "partnership/leader-leaves",
    "partnership/sanctions-imposed",
    "partnership/sanctions-lifted",
    "partnership/us-decoupling",
    "partnership/war-lost",
    "partnership/wedge",
    "partnership/west-reopens",
];

const MECHANISMS: &str = include_str!("../../../../studies/mechanisms.toml");
const FORECASTS: &str = include_str!("../../../../studies/forecasts.toml");
const QUESTIONS: &str = include_str!("../../../../studies/questions.toml");

/// All studies, read.
///
/// # Errors
/// [`FileError`] if one is malformed, which a test rules out.
pub fn studies() -> Result<Vec<Study>, FileError> {
    NAMES.iter().map(|(_, text)| Study::parse(text)).collect()
}

/// The study of this name, or of this letter.
///
/// # Errors
/// As [`studies`].
pub fn named(name: &str) -> Result<Option<Study>, FileError> {
    Ok(studies()?.into_iter().find(|s| s.name == name || s.essay.eq_ignore_ascii_case(name)))
}

/// The scenario of this name.
///
/// # Errors
/// [`ScenarioError`] if it is malformed, which a test rules out.
pub fn scenario(name: &str) -> Result<Option<Scenario>, ScenarioError> {
    SCENARIOS.iter().find(|(known, _)| *known == name).map(|(_, text)| Scenario::parse(text)).transpose()
}

/// Every mechanism.
///
/// # Errors
/// As [`studies`].
pub(super) fn mechanisms() -> Result<Vec<Mechanism>, FileError> {
    parse::mechanisms(MECHANISMS)
}

/// Every forecast.
///
/// # Errors
/// As [`studies`].
pub(super) fn forecasts() -> Result<Vec<Forecast>, FileError> {
    parse::forecasts(FORECASTS)
}

/// Every question.
///
/// # Errors
/// As [`studies`].
pub(super) fn questions() -> Result<Vec<Question>, FileError> {
    parse::questions(QUESTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims;
    use std::collections::BTreeSet;

    #[test]
    fn every_study_is_read_and_names_things_that_exist() {
        let ids = |all: Vec<String>| all.into_iter().collect::<BTreeSet<String>>();
        let claims = ids(claims::built_in().unwrap().into_iter().map(|c| c.id).collect());
        let mechanisms = ids(mechanisms().unwrap().into_iter().map(|m| m.id).collect());
        let questions = ids(questions().unwrap().into_iter().map(|q| q.id).collect());
        let mut claimed = BTreeSet::new();
        for (name, text) in NAMES {
            let study = Study::parse(text).unwrap_or_else(|e| panic!("{name} {:?}: {e}", e.position(text)));
            assert_eq!(study.name, *name);
            assert!(study.claims.iter().all(|c| claims.contains(c)), "{name}");
            assert!(study.mechanisms.iter().all(|m| mechanisms.contains(m)), "{name}");
            assert!(study.positions.iter().all(|p| questions.contains(&p.question)), "{name}");
            for of in &study.scenarios {
                assert!(scenario(of).unwrap().is_some(), "{name}: {of}");
            }
            claimed.extend(study.claims);
        }
        assert_eq!(claimed, claims, "every claim belongs to a study");
        assert_eq!(mechanisms.len(), 18);
    }

    #[test]
    fn every_claim_stands_in_the_study_it_names() {
        for claim in claims::built_in().unwrap() {
            let study = named(claim.study.as_deref().unwrap()).unwrap().unwrap();
            assert!(study.claims.contains(&claim.id), "{}", claim.id);
        }
    }

    #[test]
    fn forecasts_say_how_they_are_scored_and_run_scenarios_that_exist() {
        let all = forecasts().unwrap();
        for forecast in &all {
            assert!(!forecast.essays.is_empty(), "{}", forecast.id);
            for of in &forecast.scenarios {
                assert!(scenario(of).unwrap().is_some(), "{}: {of}", forecast.id);
            }
        }
        let ids: Vec<&str> = all.iter().map(|f| f.id.as_str()).collect();
        for n in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 17, 18, 19] {
            assert!(ids.contains(&format!("F{n}").as_str()), "F{n}");
        }
    }

    #[test]
    fn every_scenario_resolves() {
        for (name, text) in SCENARIOS {
            let scenario = Scenario::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            let year = scenario.year.as_ref().map_or(2023, |y| *y.get_ref());
            scenario.resolve(year).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}
