//! Running a study whole.

use super::scenarios::{self, Ran, kept, question};
use super::{Forecast, Mechanism, Position, Question, Study, built_in};
use crate::StudyError;
use crate::brief::Options;
use crate::claims::{self, By, Checked, CheckedPart, Evidence, Part, Verdict, check_parts, verdict_of};
use crate::partnership::answer::{self, Answer};
use crate::partnership::gather::gather;
use crate::partnership::sets::{self, Set};
use crate::world::World;
use suzerain_tables::library::Library;

/// Figures that bear on a mechanism.
pub struct Shown {
    /// The mechanism.
    pub mechanism: Mechanism,
    /// Its figures, as readings that decide nothing.
    pub figures: CheckedPart,
}

/// A forecast with what has come so far.
pub struct CheckedForecast {
    /// The forecast.
    pub forecast: Forecast,
    /// Its parts as of now.
    pub parts: Vec<CheckedPart>,
    /// What they say so far; none where nothing can be said yet.
    pub so_far: Option<Verdict>,
}

/// A question, a study's own answer, and those of the others by letter.
pub type Answered = (Question, Position, Vec<(String, Position)>);

/// A study that was run.
pub struct Report {
    /// The study.
    pub study: Study,
    /// Its mechanisms.
    pub mechanisms: Vec<Shown>,
    /// Its claims.
    pub claims: Vec<Checked>,
    /// Its scenarios.
    pub scenarios: Vec<Ran>,
    /// Its set of parameters.
    pub set: Option<Set>,
    /// The partnership model under all rival sets, or why it did not run.
    pub partnership: Result<Answer, String>,
    /// Its forecasts.
    pub forecasts: Vec<CheckedForecast>,
    /// The questions it answers, its own position, and those of the other studies by letter.
    pub positions: Vec<Answered>,
}

/// A part that only shows figures.
fn shown(evidence: &Evidence<'_>, says: &str, by: &[By]) -> Result<CheckedPart, StudyError> {
    let part = Part {
        says: says.to_owned(),
        test: Err("shown for context".into()),
        because: String::new(),
        error: 0.0,
        context: true,
        by: by.to_vec(),
    };
    let checked = check_parts(evidence, &[part])?;
    checked.into_iter().next().ok_or_else(|| StudyError::NoAnswer("a mechanism without figures".into()))
}

/// Runs a study; `tell` hears what comes next.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded. A scenario or model that gives no answer is said in the report.
pub fn run(library: &Library, study: &Study, mut tell: impl FnMut(&str)) -> Result<Report, StudyError> {
    let evidence = Evidence::new(library, study.pair);
    let mut mechanisms = Vec::new();
    tell("Mechanisms");
    for mechanism in built_in::mechanisms()?.into_iter().filter(|m| study.mechanisms.contains(&m.id)) {
        let figures = shown(&evidence, &mechanism.says, &mechanism.by)?;
        mechanisms.push(Shown { mechanism, figures });
    }
    let mut checked = Vec::new();
    for claim in claims::built_in()?.into_iter().filter(|c| study.claims.contains(&c.id)) {
        tell(&format!("Claim {}", claim.id));
        let other = claim.pair.filter(|pair| *pair != study.pair);
        checked.push(match other {
            Some(pair) => claims::check(&Evidence::new(library, pair), &claim)?,
            None => claims::check(&evidence, &claim)?,
        });
    }
    tell("Partnership");
    let world = World::new(library, study.pair);
    let set = match &study.set {
        Some(id) => sets::built_in()?.into_iter().find(|s| s.id.eq_ignore_ascii_case(id)),
        None => None,
    };
    let gathered = kept(gather(&world, study.pair, &Options::default()))?;
    let partnership = match &gathered {
        Ok(gathered) => kept(answer::run(&world, gathered, None, &question(None), &|_| ()))?,
        Err(why) => Err(why.clone()),
    };
    let mut ran = Vec::new();
    for name in &study.scenarios {
        tell(&format!("Scenario {name}"));
        ran.extend(scenarios::run(&world, name, set.as_ref(), gathered.as_ref().ok())?);
    }
    tell("Forecasts");
    let mut forecasts = Vec::new();
    for forecast in built_in::forecasts()?.into_iter().filter(|f| f.essays.contains(&study.essay)) {
        let parts = check_parts(&evidence, &forecast.parts)?;
        let decides = parts.iter().any(|p| !p.part.context);
        let so_far = decides.then(|| verdict_of(&parts));
        forecasts.push(CheckedForecast { forecast, parts, so_far });
    }
    Ok(Report {
        positions: positions(study)?,
        study: study.clone(),
        mechanisms,
        claims: checked,
        scenarios: ran,
        set,
        partnership,
        forecasts,
    })
}

/// The questions a study answers, with the answers of the others.
fn positions(study: &Study) -> Result<Vec<Answered>, StudyError> {
    let all = built_in::studies()?;
    let mut out = Vec::new();
    for question in built_in::questions()? {
        let of = |s: &Study| s.positions.iter().find(|p| p.question == question.id).cloned();
        let Some(own) = of(study) else { continue };
        let others = all.iter().filter(|s| s.name != study.name).filter_map(|s| Some((s.essay.clone(), of(s)?)));
        let others = others.collect();
        out.push((question, own, others));
    }
    Ok(out)
}
