//! Evaluating expressions: one value a source, with the range it might lie in.

use super::measure::{self, Single, Sourced};
use super::{ChangeIn, Expression, Leaf, Test, Vary};
use crate::StudyError;
use crate::rank;
use crate::world::World;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use suzerain_measures::books::{Books, Items};
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::{Dyad, Unit};
use suzerain_tables::library::Library;
use suzerain_tables::store::{Scope, TableFile, TableKind};
use suzerain_tables::{Economy, Figure, Missing, Observation, Year, YearRange, coverage};

type Kept = BTreeMap<(String, [Economy; 2]), Rc<Vec<Figure>>>;

/// The loaded tables as claims read them, decoded when first asked for and then kept.
pub struct Evidence<'a> {
    library: &'a Library,
    home: Rc<World<'a>>,
    worlds: RefCell<BTreeMap<[Economy; 2], Rc<World<'a>>>>,
    kept: RefCell<Kept>,
}

impl<'a> Evidence<'a> {
    /// Evidence from a library, seen by a pair.
    #[must_use]
    pub fn new(library: &'a Library, pair: [Economy; 2]) -> Self {
        let home = Rc::new(World::new(library, pair));
        Self { library, worlds: RefCell::new(BTreeMap::from([(pair, home.clone())])), home, kept: RefCell::default() }
    }

    /// The tables.
    #[must_use]
    pub const fn library(&self) -> &'a Library {
        self.library
    }

    pub(super) fn home(&self) -> &World<'a> {
        &self.home
    }

    pub(super) fn world(&self, pair: [Economy; 2]) -> Rc<World<'a>> {
        let mut worlds = self.worlds.borrow_mut();
        worlds.entry(pair).or_insert_with(|| Rc::new(World::new(self.library, pair))).clone()
    }

    /// The books of two owners in a trade table, all years.
    pub(super) fn books(
        &self,
        table: &TableFile,
        owners: [Economy; 2],
        quantities: bool,
    ) -> Result<Rc<Books>, StudyError> {
        self.world(owners).books(table, quantities)
    }

    /// Figures computed once under a name for a pair.
    pub(super) fn kept(
        &self,
        name: &str,
        pair: [Economy; 2],
        compute: impl FnOnce() -> Result<Vec<Figure>, StudyError>,
    ) -> Result<Rc<Vec<Figure>>, StudyError> {
        let key = (name.to_owned(), pair);
        if let Some(known) = self.kept.borrow().get(&key) {
            return Ok(known.clone());
        }
        let figures = Rc::new(compute()?);
        self.kept.borrow_mut().insert(key, figures.clone());
        Ok(figures)
    }

    /// Trade tables that may hold an item: tables of all goods without one, else those of its kind of code.
    pub(super) fn trade_tables(&self, item: Option<&str>) -> Vec<&'a TableFile> {
        let Some(code) = item else { return self.home.goods_tables() };
        let product = code.bytes().all(|b| b.is_ascii_digit());
        let of_kind = |t: &&TableFile| {
            t.meta().classification.is_some_and(|c| {
                if product {
                    c.is_products() && (c == Classification::Hs2) == (code.len() == 2)
                } else {
                    !c.is_products() && c != Classification::Total
                }
            })
        };
        self.library.of_kind(TableKind::Trade).filter(of_kind).collect()
    }

    /// Tables that say of the same goods what `table` does.
    pub(super) fn tables_like(&self, table: &TableFile, items: &Items) -> Vec<&'a TableFile> {
        match items {
            Items::Goods if table.meta().scope == Scope::AllGoods => self.home.goods_tables(),
            _ => {
                let same = |t: &&TableFile| t.meta().classification == table.meta().classification;
                self.library.of_kind(TableKind::Trade).filter(same).collect()
            }
        }
    }
}

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
    const fn exact(value: f64) -> Self {
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
    fn with(self, other: Self, divides: bool, f: impl Fn(f64, f64) -> f64) -> Self {
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
    fn lacking(why: String) -> Self {
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

/// Money, weights and heads in one unit each, so that two figures can be set against each other.
const fn common(unit: Unit) -> (Unit, f64) {
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
fn joined(
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

fn less(left: &[Value], right: &[Value]) -> Vec<Value> {
    let unit = |v: &Value| match v.unit {
        Unit::Share => Unit::ShareDifference,
        other => other,
    };
    let of = left.iter().find(|v| v.number.is_ok()).map_or(Unit::Index, unit);
    let differing = right.iter().filter(|v| v.number.is_ok()).any(|v| unit(v) != of);
    joined(left, right, if differing { common(of).0 } else { of }, false, |a, b| a - b)
}

fn sum(mut all: Vec<Vec<Value>>) -> Vec<Value> {
    all.reverse();
    let Some(mut total) = all.pop() else { return Vec::new() };
    while let Some(next) = all.pop() {
        let unit = total.iter().chain(&next).find(|v| v.number.is_ok()).map_or(Unit::Index, |v| v.unit);
        let differing = total.iter().chain(&next).any(|v| v.number.is_ok() && v.unit != unit);
        total = joined(&total, &next, if differing { common(unit).0 } else { unit }, false, |a, b| a + b);
    }
    total
}

/// The place of a leaf's own side among all others.
fn place(evidence: &Evidence<'_>, leaf: &Leaf, vary: Vary, year: Option<Year>) -> Result<Value, StudyError> {
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

/// A year's answer in one source.
type Yearly = (Year, Value, Option<bool>);

fn first_year(
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

/// The dataset that would have the measure.
fn fill(measure: &str) -> &'static str {
    if measure.starts_with("arms_") {
        "SIPRI trade register: suzerain import sipri FILE --into DIR"
    } else if measure.starts_with("reserve_") {
        "a reserves table with --data, from the central bank's reports"
    } else if measure.starts_with("chip_input") {
        "chip supply-chain shares: suzerain import chip-inputs FILES --into DIR"
    } else if suzerain_tables::variables::variable(measure).is_some() || measure == "beckley" {
        "an indicator table that covers the year: suzerain import world-bank FILES --into DIR"
    } else if measure.starts_with("un_") || measure.contains("votes") {
        "votes of the session: suzerain import un-votes FILE --into DIR"
    } else if measure == "alliance_obligation" {
        "alliances of the year: suzerain import atop FILE --into DIR"
    } else {
        "trade of the year: suzerain import baci FILE --into DIR (suzerain import cow-trade FILE before 1995)"
    }
}
