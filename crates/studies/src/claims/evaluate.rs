//! Evaluating expressions: one value a source, with the range it might lie in.

use super::evidence::Evidence;
use super::measure::{self, Sourced};
use super::needs::fill;
use super::place::place;
use super::value::{Number, Value, joined, less, sum};
use super::years::first_year;
use super::{ChangeIn, Expression, Leaf};
use crate::StudyError;
use std::collections::BTreeMap;
use suzerain_tables::figure::Unit;
use suzerain_tables::{Missing, Observation, Year};

/// Every value of an expression, one a source; one that says why where there is none.
pub(super) fn evaluate(
    evidence: &Evidence<'_>,
    expression: &Expression,
    year: Option<Year>,
) -> Result<Vec<Value>, StudyError> {
    let inner = |e: &Expression| evaluate(evidence, e, year);
    Ok(match expression {
        Expression::Measure(leaf) => of_leaf(evidence, leaf, year)?,
        Expression::Ratio(two) => joined(&inner(&two[0])?, &inner(&two[1])?, Unit::Ratio, true, |a, b| a / b),
        Expression::Times(two) => joined(&inner(&two[0])?, &inner(&two[1])?, Unit::Ratio, false, |a, b| a * b),
        Expression::Difference(two) => less(&inner(&two[0])?, &inner(&two[1])?),
        Expression::Sum(all) => sum(all.iter().map(inner).collect::<Result<_, _>>()?),
        Expression::Share(part, whole) => {
            let whole = sum(whole.iter().map(inner).collect::<Result<_, _>>()?);
            joined(&inner(part)?, &whole, Unit::Share, true, |a, b| a / b)
        }
        Expression::Change(of, [from, to], kind) => {
            let [then, now] = [from, to].map(|y| evaluate(evidence, of, Some(*y)));
            match kind {
                ChangeIn::Difference => less(&now?, &then?),
                ChangeIn::Relative => joined(&now?, &then?, Unit::Ratio, true, |a, b| a / b - 1.0),
                ChangeIn::Log => joined(&now?, &then?, Unit::LogRatio, true, |a, b| (a / b).ln()),
            }
        }
        Expression::Rank(leaf, vary) => vec![place(evidence, leaf, *vary, leaf.year.or(year))?],
        Expression::FirstYear { of, when, years, lasting } => first_year(evidence, of, when, *years, *lasting)?,
    })
}

fn of_leaf(evidence: &Evidence<'_>, leaf: &Leaf, around: Option<Year>) -> Result<Vec<Value>, StudyError> {
    let year = leaf.year.or(around);
    let mut sums: BTreeMap<String, Vec<Sourced>> = BTreeMap::new();
    let singles = measure::singles(leaf, year);
    for (whom, owners) in &singles {
        for (at, sourced) in measure::figures(evidence, leaf, *whom, *owners, year)?.into_iter().enumerate() {
            // Figures of one source for one question, such as several dates in a year, stay apart.
            let key = if leaf.sums() { sourced.source.clone() } else { format!("{} {at}", sourced.source) };
            sums.entry(key).or_default().push(sourced);
        }
    }
    let values: Vec<Value> = sums.into_values().map(|parts| added(leaf, parts, singles.len())).collect();
    if values.is_empty() {
        let when = year.map_or_else(String::new, |y| format!(" of {y}"));
        return Ok(vec![Value::lacking(format!(
            "no loaded table has `{}` of {}{when}; {}",
            leaf.measure,
            leaf.whom,
            fill(&leaf.measure)
        ))]);
    }
    Ok(values)
}

/// One source's figures together; one for a single, several where the leaf sums over partners.
fn added(leaf: &Leaf, parts: Vec<Sourced>, of: usize) -> Value {
    let mut value = Value {
        source: parts[0].source.clone(),
        unit: parts[0].figure.unit,
        number: Ok(Number::exact(0.0)),
        never: false,
        late: false,
        remarks: Vec::new(),
        counts: true,
        figures: Vec::new(),
    };
    // Partners that the source lacks could only add.
    let lacks_some = leaf.sums() && parts.len() < of;
    if lacks_some {
        value.remarks.push(format!("{} of {of} partners are in the source", parts.len()));
    }
    for sourced in parts {
        let range = sourced.range;
        let number = match (&sourced.figure.value, range) {
            (Observation::Known(v), None) => Ok(Number::exact(*v)),
            (Observation::Known(v), Some((low, high))) => {
                Ok(Number { value: *v, low: low.min(*v), high: high.max(*v) })
            }
            // Unknown, though between known ends.
            (Observation::Missing(Missing::NeitherReports { .. }), Some((low, high)))
                if low.is_finite() && high.is_finite() =>
            {
                Ok(Number { value: low, low, high })
            }
            (Observation::Missing(why), _) => Err(why.to_string()),
        };
        value.number = match (value.number, number) {
            (Ok(sum), Ok(n)) => {
                Ok(Number { value: sum.value + n.value, low: sum.low + n.low, high: sum.high + n.high })
            }
            (Err(why), _) | (_, Err(why)) => Err(why),
        };
        value.counts &= sourced.counts;
        for remark in sourced.remarks {
            if !value.remarks.contains(&remark) {
                value.remarks.push(remark);
            }
        }
        value.figures.push(sourced.figure);
    }
    if let (true, Ok(number)) = (lacks_some, &mut value.number) {
        number.high = f64::INFINITY;
    }
    value
}
