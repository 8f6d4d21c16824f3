//! Reading studies and the lists they share, with the place of what is wrong.

use super::{Forecast, Mechanism, Position, Question, SCHEMA, Side, Study};
use crate::claims::{By, parse};
use crate::placed::{self, Fields, FileError};

const HINT: &str = "docs/methods/studies.md lists the fields; the folder studies holds examples";

fn schema(fields: &Fields<'_>) -> Result<(), FileError> {
    let (found, at) = fields.needed("schema")?;
    if found == SCHEMA {
        return Ok(());
    }
    let message = format!("the schema is {found:?}; this program reads {SCHEMA:?}");
    Err(FileError::new(message, at, format!("write schema = {SCHEMA:?} at the top")))
}

fn words(fields: &Fields<'_>, key: &'static str) -> Result<Vec<String>, FileError> {
    Ok(fields.texts(key)?.into_iter().map(|(text, _)| text).collect())
}

fn side(fields: &Fields<'_>, key: &'static str) -> Result<Side, FileError> {
    let (word, at) = fields.needed(key)?;
    let all = [Side::One, Side::Other, Side::Between];
    all.into_iter()
        .find(|s| s.name() == word)
        .ok_or_else(|| FileError::new(format!("{word:?} is no side"), at, "sides are one, other and between"))
}

/// Reads a study.
pub(super) fn study(text: &str) -> Result<Study, FileError> {
    placed::file(text, HINT, |fields| {
        schema(fields)?;
        let pair = fields.pair("pair")?.map(|(pair, _)| pair).ok_or_else(|| fields.refuse("`pair` is missing"))?;
        let positions = fields
            .tables("position")?
            .iter()
            .map(|f| {
                let position =
                    Position { question: f.needed("question")?.0, side: side(f, "side")?, says: f.needed("says")?.0 };
                f.finish()?;
                Ok(position)
            })
            .collect::<Result<_, FileError>>()?;
        let study = Study {
            name: fields.needed("name")?.0,
            essay: fields.needed("essay")?.0,
            title: fields.needed("title")?.0,
            said_by: fields.needed("said-by")?.0,
            outlet: fields.needed("outlet")?.0,
            date: fields.needed("date")?.0,
            pair,
            picture: fields.needed("picture")?.0,
            driver: fields.needed("driver")?.0,
            claims: known(fields, "claims", |id| crate::claims::BUILT_IN.iter().any(|(n, _)| *n == id))?,
            mechanisms: words(fields, "mechanisms")?,
            scenarios: known(fields, "scenarios", |id| super::SCENARIOS.iter().any(|(n, _)| *n == id))?,
            set: fields.said("set")?,
            positions,
        };
        Ok(study)
    })
}

/// A list of names that must exist.
fn known(fields: &Fields<'_>, key: &'static str, exists: impl Fn(&str) -> bool) -> Result<Vec<String>, FileError> {
    fields
        .texts(key)?
        .into_iter()
        .map(|(id, at)| {
            if exists(&id) {
                Ok(id)
            } else {
                let hint = "`suzerain claims list` and the folder studies/scenarios name what there is";
                Err(FileError::new(format!("{id:?} is not among the built-in {key}"), at, hint))
            }
        })
        .collect()
}

fn shown(fields: &Fields<'_>) -> Result<Vec<By>, FileError> {
    fields
        .tables("by")?
        .iter()
        .map(|f| Ok(By { label: f.said("label")?, expression: parse::expression(f, false, 0)? }))
        .collect()
}

/// Reads the list of mechanisms.
pub(super) fn mechanisms(text: &str) -> Result<Vec<Mechanism>, FileError> {
    placed::file(text, HINT, |fields| {
        schema(fields)?;
        fields
            .tables("mechanism")?
            .iter()
            .map(|f| {
                let mechanism = Mechanism {
                    id: f.needed("id")?.0,
                    says: f.needed("says")?.0,
                    held_by: f.needed("held-by")?.0,
                    by: shown(f)?,
                };
                f.finish()?;
                Ok(mechanism)
            })
            .collect()
    })
}

/// Reads the list of forecasts.
pub(super) fn forecasts(text: &str) -> Result<Vec<Forecast>, FileError> {
    placed::file(text, HINT, |fields| {
        schema(fields)?;
        fields
            .tables("forecast")?
            .iter()
            .map(|f| {
                let scored = match (f.said("scored")?, f.said("cannot")?) {
                    (Some(how), None) => Ok(how),
                    (None, Some(why)) => Err(why),
                    _ => return Err(f.refuse("give `scored`, how it is scored, or `cannot`, why it is not")),
                };
                let forecast = Forecast {
                    id: f.needed("id")?.0,
                    essays: words(f, "essays")?,
                    says: f.needed("says")?.0,
                    horizon: f.year("horizon")?,
                    scored,
                    scenarios: words(f, "scenarios")?,
                    parts: parse::parts(f)?,
                };
                f.finish()?;
                Ok(forecast)
            })
            .collect()
    })
}

/// Reads the list of questions.
pub(super) fn questions(text: &str) -> Result<Vec<Question>, FileError> {
    placed::file(text, HINT, |fields| {
        schema(fields)?;
        fields
            .tables("question")?
            .iter()
            .map(|f| {
                let parts = parse::parts(f)?;
                let sides = f
                    .texts("speaks")?
                    .into_iter()
                    .map(|(text, at)| {
                        let of = |word: &str| {
                            let all = [Side::One, Side::Other, Side::Between];
                            all.into_iter().find(|s| s.name() == word.trim()).ok_or_else(|| {
                                FileError::new(
                                    format!("{word:?} is no side"),
                                    at.clone(),
                                    "sides are one, other and between",
                                )
                            })
                        };
                        let (holds, fails) = text.split_once('/').unwrap_or((&text, "between"));
                        Ok([of(holds)?, of(fails)?])
                    })
                    .collect::<Result<Vec<[Side; 2]>, FileError>>()?;
                if sides.len() != parts.len() {
                    return Err(
                        f.refuse("`speaks` needs one entry for each part: the side where it holds / where it fails")
                    );
                }
                let question = Question {
                    id: f.needed("id")?.0,
                    asks: f.needed("asks")?.0,
                    one: f.needed("one")?.0,
                    other: f.needed("other")?.0,
                    evidence: parts.into_iter().zip(sides).collect(),
                    limit: f.needed("limit")?.0,
                };
                f.finish()?;
                Ok(question)
            })
            .collect()
    })
}
