//! The first year in which something is so, or the one since when.

use super::evaluate::evaluate;
use super::evidence::Evidence;
use super::value::{Number, Value};
use super::{Expression, Test};
use crate::StudyError;
use std::collections::BTreeMap;
use suzerain_tables::figure::Unit;
use suzerain_tables::{Year, YearRange};

/// A year's answer in one source.
type Yearly = (Year, Value, Option<bool>);

pub(super) fn first_year(
    evidence: &Evidence<'_>,
    of: &Expression,
    when: &Test,
    [from, to]: [Year; 2],
    lasting: bool,
) -> Result<Vec<Value>, StudyError> {
    let mut by_source: BTreeMap<String, Vec<Yearly>> = BTreeMap::new();
    let mut lacking = None;
    for year in YearRange::new(from, to).iter() {
        for value in evaluate(evidence, of, Some(year))? {
            match &value.number {
                Ok(n) if value.counts => {
                    let holds = when.passes(n.low, n.high);
                    by_source.entry(value.source.clone()).or_default().push((year, value, holds));
                }
                Ok(_) => {}
                Err(why) => lacking = Some(why.clone()),
            }
        }
    }
    if by_source.is_empty() {
        let why = lacking.unwrap_or_else(|| "no year has a value".to_owned());
        return Ok(vec![Value::lacking(why)]);
    }
    Ok(by_source.into_iter().map(|(source, years)| turning(source, &years, when, lasting)).collect())
}

/// The first year, or the one since when, in which a test passes, with the years it may be instead.
fn turning(source: String, years: &[Yearly], when: &Test, lasting: bool) -> Value {
    let passes =
        |(_, value, _): &Yearly| value.number.as_ref().is_ok_and(|n| when.passes(n.value, n.value) == Some(true));
    let start = if lasting {
        match years.iter().rposition(|y| !passes(y)) {
            Some(last) if last + 1 == years.len() => None,
            Some(last) => Some(last + 1),
            None => Some(0),
        }
    } else {
        years.iter().position(passes)
    };
    let (first, last) = (years[0].0, years[years.len() - 1].0);
    let mut value = Value { source, unit: Unit::CalendarYear, ..Value::lacking(String::new()) };
    let Some(at) = start else {
        let open = years.iter().any(|(_, _, holds)| holds.is_none());
        value.never = !open;
        value.number =
            Err(if lasting { format!("not so in {last}") } else { format!("in no year from {first} to {last}") });
        return value;
    };
    let year = years[at].0;
    // Before it, the last year that surely failed; whatever lies between may have passed.
    let surely_not = years[..at].iter().rev().find(|(_, _, holds)| *holds == Some(false)).map(|(y, ..)| *y);
    let low = surely_not.map_or(f64::NEG_INFINITY, |y| f64::from(y.0) + 1.0);
    let surely = years[at..].iter().find(|(_, _, holds)| *holds == Some(true)).map(|(y, ..)| *y);
    let high = surely.map_or(f64::INFINITY, |y| f64::from(y.0));
    if surely_not.is_none() {
        value.late = true;
        value.remarks.push(format!("already so in {first}, the first year the source knows"));
    } else if low < f64::from(year.0) {
        value.remarks.push(format!("unknown or open from {low} to {}", year.0 - 1));
    }
    for (_, v, _) in &years[at.saturating_sub(1)..=at] {
        value.figures.extend(v.figures.iter().cloned());
        value.remarks.extend(v.remarks.iter().filter(|r| !value.remarks.contains(r)).cloned().collect::<Vec<_>>());
    }
    value.number = Ok(Number { value: f64::from(year.0), low, high });
    value
}
