//! The place of an economy among others.

use super::evidence::Evidence;
use super::measure::{self, Single, Sourced};
use super::needs::fill;
use super::value::{Number, Value};
use super::{Leaf, Vary};
use crate::StudyError;
use crate::rank;
use std::collections::BTreeSet;
use suzerain_tables::figure::{Dyad, Unit};
use suzerain_tables::{Economy, Year, coverage};

/// The place of a leaf's own side among all others.
pub(super) fn place(evidence: &Evidence<'_>, leaf: &Leaf, vary: Vary, year: Option<Year>) -> Result<Value, StudyError> {
    let Some(year) = year else { return Ok(Value::lacking("a place needs a year".into())) };
    let singles = measure::singles(leaf, Some(year));
    let [(whom, _)] = singles.as_slice() else {
        return Ok(Value::lacking("a place is that of one economy".into()));
    };
    let mut out = match (vary, whom) {
        (Vary::On, Single::Directed(dyad)) => return among_partners(evidence, leaf, *dyad, year),
        (Vary::Economy, Single::State(e)) => ranked(evidence, leaf, *e, None, year),
        (_, Single::Directed(d)) => ranked(evidence, leaf, d.dependent, Some(d.on), year),
        (_, Single::Between(a, b)) => ranked(evidence, leaf, *a, Some(*b), year),
        _ => return Ok(Value::lacking("the measure has no such side".into())),
    }?;
    out.unit = Unit::Count;
    Ok(out)
}

fn ranked(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    of: Economy,
    with: Option<Economy>,
    year: Year,
) -> Result<Value, StudyError> {
    match rank::rank(evidence.home(), &leaf.measure, year, with) {
        Ok(ranking) => Ok(ranking.rows.iter().find(|p| p.economy == of).map_or_else(
            || Value::lacking(format!("{of} has no value of `{}` in {year}", leaf.measure)),
            |p| Value {
                source: p.figure.sources.first().map_or_else(String::new, |s| s.id.as_str().to_owned()),
                #[expect(clippy::cast_precision_loss, reason = "a few hundred places")]
                number: Ok(Number::exact(p.rank as f64)),
                remarks: vec![format!("of {}", ranking.rows.len())],
                figures: vec![p.figure.clone()],
                ..Value::lacking(String::new())
            },
        )),
        Err(error @ (StudyError::Store(_) | StudyError::Library(_))) => Err(error),
        Err(other) => Ok(Value::lacking(other.to_string())),
    }
}

/// The place of `on` among all that `dependent` could lean on, in the first source that knows its value.
fn among_partners(evidence: &Evidence<'_>, leaf: &Leaf, dyad: Dyad, year: Year) -> Result<Value, StudyError> {
    let owner = [dyad.dependent, dyad.dependent];
    let own = measure::figures(evidence, leaf, Single::Directed(dyad), owner, Some(year))?;
    let found = own.iter().find_map(|s| Some((s, s.figure.value.known()?)));
    let Some((Sourced { source, figure, counts, remarks, .. }, value)) = found else {
        let (measure, whom) = (&leaf.measure, &leaf.whom);
        return Ok(Value::lacking(format!("no loaded table has `{measure}` of {whom} in {year}; {}", fill(measure))));
    };
    let only = Leaf { source: Some(source.clone()), ..leaf.clone() };
    let mut larger = 0_u32;
    let mut others = 0_u32;
    let candidates: BTreeSet<Economy> = evidence
        .library()
        .tables()
        .iter()
        .filter(|t| t.meta().source == *source)
        .flat_map(|t| t.meta().coverage.economies(coverage::FLOWS).map(|(e, _)| e).collect::<Vec<_>>())
        .filter(|e| !e.is_aggregate() && *e != dyad.dependent && *e != dyad.on)
        .collect();
    for on in candidates {
        let other = Single::Directed(Dyad { dependent: dyad.dependent, on });
        let known = measure::figures(evidence, &only, other, owner, Some(year))?;
        if let Some(v) = known.first().and_then(|s| s.figure.value.known()) {
            others += u32::from(v != 0.0);
            larger += u32::from(v > value);
        }
    }
    Ok(Value {
        source: source.clone(),
        unit: Unit::Count,
        number: Ok(Number::exact(f64::from(larger) + 1.0)),
        remarks: std::iter::once(format!("of {} with a value other than 0", others + u32::from(value != 0.0)))
            .chain(remarks.iter().cloned())
            .collect(),
        counts: *counts,
        figures: vec![figure.clone()],
        ..Value::lacking(String::new())
    })
}
