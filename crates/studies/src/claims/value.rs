//! Numbers with the range they may lie in, and arithmetic on them.

use std::collections::BTreeSet;
use suzerain_tables::Figure;
use suzerain_tables::figure::Unit;

/// A number and the range it may lie in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// The value.
    pub value: f64,
    /// Least possible value.
    pub low: f64,
    /// Greatest possible value.
    pub high: f64,
}

impl Number {
    /// A number that is certain.
    pub(super) const fn exact(value: f64) -> Self {
        Self { value, low: value, high: value }
    }

    /// The same with a relative error of measurement on either side.
    #[must_use]
    pub(super) fn with_error(self, error: f64) -> Self {
        let wider = |end: f64| if end.is_finite() { error * end.abs() } else { 0.0 };
        Self { low: self.low - wider(self.low), high: self.high + wider(self.high), ..self }
    }

    /// Whether it may lie elsewhere.
    #[must_use]
    pub fn is_uncertain(self) -> bool {
        self.low < self.high
    }

    /// A function of two numbers, over all ends of both; a divisor whose ends lie on either side of zero bounds
    /// nothing.
    pub(super) fn with(self, other: Self, divides: bool, f: impl Fn(f64, f64) -> f64) -> Self {
        let value = f(self.value, other.value);
        let ends = [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)]
            .map(|(x, y)| f(x, y));
        if ends.iter().any(|v| v.is_nan()) || divides && other.low < 0.0 && other.high > 0.0 {
            return Self { value, low: f64::NEG_INFINITY, high: f64::INFINITY };
        }
        let low = ends.iter().copied().fold(value, f64::min);
        let high = ends.iter().copied().fold(value, f64::max);
        Self { value, low, high }
    }
}

/// What an expression comes to in one source.
#[derive(Clone, Debug)]
pub struct Value {
    /// Sources, joined by `+`.
    pub source: String,
    /// Unit of the number.
    pub unit: Unit,
    /// The number, or why there is none.
    pub number: Result<Number, String>,
    /// A search over years that ended without one: the statement fails.
    pub never: bool,
    /// A search over years that passes in the first year the source knows.
    pub late: bool,
    /// Where the range comes from, and what else is to be known.
    pub remarks: Vec<String>,
    /// Whether it counts for the verdict.
    pub counts: bool,
    /// The figures behind it.
    pub figures: Vec<Figure>,
}

impl Value {
    /// No value, and why.
    pub(super) fn lacking(why: String) -> Self {
        Self {
            source: String::new(),
            unit: Unit::Index,
            number: Err(why),
            never: false,
            late: false,
            remarks: Vec::new(),
            counts: true,
            figures: Vec::new(),
        }
    }
}

/// Money, weights and heads in one unit each, so that two figures can be set against each other.
pub(super) const fn common(unit: Unit) -> (Unit, f64) {
    match unit {
        Unit::KiloUsd => (Unit::Usd, 1e3),
        Unit::MillionUsd => (Unit::Usd, 1e6),
        Unit::KiloTonnes => (Unit::Tonnes, 1e3),
        Unit::ThousandPersons => (Unit::Persons, 1e3),
        other => (other, 1.0),
    }
}

fn rescaled(mut value: Value, unit: Unit, factor: f64) -> Value {
    value.unit = unit;
    value.number = value.number.map(|n| Number { value: n.value * factor, low: n.low * factor, high: n.high * factor });
    value
}

/// Sets values against each other that come from the same source, or all against all where no source has both.
pub(super) fn joined(
    left: &[Value],
    right: &[Value],
    unit: Unit,
    divides: bool,
    f: impl Fn(f64, f64) -> f64 + Copy,
) -> Vec<Value> {
    let sources = |all: &[Value]| all.iter().map(|v| v.source.clone()).collect::<BTreeSet<_>>();
    let shared = !sources(left).is_disjoint(&sources(right));
    let mut out = Vec::new();
    for a in left {
        for b in right.iter().filter(|b| !shared || b.source == a.source) {
            out.push(pair(a.clone(), b.clone(), unit, divides, f));
        }
    }
    out
}

fn pair(mut a: Value, mut b: Value, unit: Unit, divides: bool, f: impl Fn(f64, f64) -> f64) -> Value {
    let mut problem = None;
    if a.unit != b.unit && a.number.is_ok() && b.number.is_ok() {
        let ((one, by), (two, with)) = (common(a.unit), common(b.unit));
        a = rescaled(a, one, by);
        b = rescaled(b, two, with);
        // Only a plain ratio may set unlike units against each other.
        if one != two && unit != Unit::Ratio {
            problem = Some(format!("{} and {} cannot be set against each other", one.symbol(), two.symbol()));
        }
    }
    let source = if a.source == b.source || b.source.is_empty() {
        a.source.clone()
    } else if a.source.is_empty() {
        b.source.clone()
    } else {
        format!("{}+{}", a.source, b.source)
    };
    let number = match (a.number, b.number, problem) {
        (_, _, Some(why)) => Err(why),
        (Ok(x), Ok(y), None) => {
            let number = x.with(y, divides, f);
            if number.value.is_finite() {
                Ok(number)
            } else {
                Err("not defined: the arithmetic has no finite result".into())
            }
        }
        (Err(why), _, None) | (_, Err(why), None) => Err(why),
    };
    let mut remarks = a.remarks;
    b.remarks.into_iter().for_each(|r| {
        if !remarks.contains(&r) {
            remarks.push(r);
        }
    });
    a.figures.extend(b.figures);
    Value { source, unit, number, never: false, late: false, remarks, counts: a.counts && b.counts, figures: a.figures }
}

/// The first less the second.
pub(super) fn less(left: &[Value], right: &[Value]) -> Vec<Value> {
    let unit = |v: &Value| match v.unit {
        Unit::Share => Unit::ShareDifference,
        other => other,
    };
    let of = left.iter().find(|v| v.number.is_ok()).map_or(Unit::Index, unit);
    let differing = right.iter().filter(|v| v.number.is_ok()).any(|v| unit(v) != of);
    joined(left, right, if differing { common(of).0 } else { of }, false, |a, b| a - b)
}

/// All values of each source together.
pub(super) fn sum(mut all: Vec<Vec<Value>>) -> Vec<Value> {
    all.reverse();
    let Some(mut total) = all.pop() else { return Vec::new() };
    while let Some(next) = all.pop() {
        let unit = total.iter().chain(&next).find(|v| v.number.is_ok()).map_or(Unit::Index, |v| v.unit);
        let differing = total.iter().chain(&next).any(|v| v.number.is_ok() && v.unit != unit);
        total = joined(&total, &next, if differing { common(unit).0 } else { unit }, false, |a, b| a + b);
    }
    total
}
