//! From values to a verdict.
//!
//! A reading *holds* if every value it may have passes the test, *fails* if none does, and is *open* if the
//! verdict turns within its range: at the bounds of unreported trade, or within a band; a figure read second-hand
//! that would fail leaves it open too. Where the file names several thresholds for a word, a reading that holds at one
//! and fails at another *turns*. Readings that are
//! shown but not counted (estimates after a side stopped reporting, suspect quantities) decide nothing.
//!
//! A part is supported or contradicted if all readings that have a value agree; *measure-dependent* if
//! some hold and some fail, if one turns, or if some decide and others are open; *undetermined* if none decides, or if one of
//! the measures the claim names has no value in any loaded table. A claim is
//! contradicted if one of its parts is, supported if all are, measure-dependent if one part is, and
//! otherwise undetermined.

use super::evaluate::evaluate;
use super::evidence::Evidence;
use super::value::{Number, Value};
use super::{Claim, Part, Test, Wording};
use crate::StudyError;
use suzerain_tables::Figure;
use suzerain_tables::figure::{Flag, Unit};

/// What the tables say of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Every reading that decides says yes.
    Supported,
    /// Every reading that decides says no.
    Contradicted,
    /// It depends on the measure or the source.
    MeasureDependent,
    /// The data decide nothing.
    Undetermined,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::Supported, Self::Contradicted, Self::MeasureDependent, Self::Undetermined];

    /// The word used in files and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::MeasureDependent => "measure-dependent",
            Self::Undetermined => "undetermined",
        }
    }

    /// The verdict of this name.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.name() == word)
    }
}

/// What one reading says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every value it may have passes.
    Holds,
    /// No value it may have passes.
    Fails,
    /// It turns within its range.
    Open,
    /// It turns between the thresholds that the wording could be read as.
    Turns,
    /// It has no value.
    Unknown,
}

impl Outcome {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Open => "open",
            Self::Turns => "turns",
            Self::Unknown => "unknown",
        }
    }
}

/// An expression in one source.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The short name of the expression, if the file gives one.
    pub label: Option<String>,
    /// The expression in words.
    pub expression: String,
    /// Sources, joined by `+`; empty where no table has it.
    pub source: String,
    /// Unit of the value.
    pub unit: Unit,
    /// The value with its range, or why there is none.
    pub number: Result<Number, String>,
    /// What it says.
    pub outcome: Outcome,
    /// What it says at each threshold, where the part has several.
    pub at: Vec<(f64, Outcome)>,
    /// Whether it counts for the verdict.
    pub counts: bool,
    /// Where the range comes from, and what else is to be known.
    pub remarks: Vec<String>,
    /// The figures behind it.
    pub figures: Vec<Figure>,
}

/// A part with its readings.
#[derive(Clone, Debug)]
pub struct CheckedPart {
    /// The part.
    pub part: Part,
    /// Its verdict.
    pub verdict: Verdict,
    /// Its readings.
    pub readings: Vec<Reading>,
}

/// A claim with its verdict.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The claim.
    pub claim: Claim,
    /// Its verdict.
    pub verdict: Verdict,
    /// Its parts.
    pub parts: Vec<CheckedPart>,
}

impl Checked {
    /// Whether the file expects another verdict.
    #[must_use]
    pub fn surprises(&self) -> bool {
        self.claim.expect.is_some_and(|expected| expected != self.verdict)
    }

    /// Every figure behind it, each once.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        let mut out: Vec<Figure> = Vec::new();
        for figure in self.parts.iter().flat_map(|p| &p.readings).flat_map(|r| &r.figures) {
            if !out.contains(figure) {
                out.push(figure.clone());
            }
        }
        out
    }
}

/// Checks a claim against the loaded tables.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded or a solve fails.
pub fn check(evidence: &Evidence<'_>, claim: &Claim) -> Result<Checked, StudyError> {
    let parts = check_parts(evidence, &claim.parts)?;
    Ok(Checked { claim: claim.clone(), verdict: verdict_of(&parts), parts })
}

/// Checks parts one by one.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_parts(evidence: &Evidence<'_>, parts: &[Part]) -> Result<Vec<CheckedPart>, StudyError> {
    parts.iter().map(|part| check_part(evidence, part)).collect()
}

fn check_part(evidence: &Evidence<'_>, part: &Part) -> Result<CheckedPart, StudyError> {
    let mut readings = Vec::new();
    // A measure without a value anywhere leaves open what the claim's author meant to be asked.
    let mut unasked = false;
    for by in &part.by {
        let values = evaluate(evidence, &by.expression, None)?;
        unasked |= values.iter().all(|v| v.number.is_err() && !v.never);
        for Value { source, unit, number, never, late, remarks, counts, figures } in values {
            let number = number.map(|n| n.with_error(if measured(unit) { part.error } else { 0.0 }));
            let mut remarks = remarks;
            let (mut outcome, at) = match (&number, &part.test) {
                (Ok(n), Ok(test)) => at_thresholds(test, n),
                (Err(_), Ok(_)) if never => (Outcome::Fails, Vec::new()),
                _ => (Outcome::Unknown, Vec::new()),
            };
            if outcome == Outcome::Fails && figures.iter().any(|f| f.has(&Flag::SecondarySource)) {
                outcome = Outcome::Open;
                remarks.push("read second-hand: it may support a statement but not contradict it".into());
            }
            // A source that begins after the fact cannot tell when it came about.
            let counts = counts && !(late && outcome == Outcome::Open);
            let (label, expression) = (by.label.clone(), by.expression.to_string());
            readings.push(Reading { label, expression, source, unit, number, outcome, at, counts, remarks, figures });
        }
    }
    let found = of_readings(readings.iter().filter(|r| r.counts).map(|r| r.outcome));
    let verdict = match found {
        Verdict::Supported | Verdict::Contradicted if unasked => Verdict::Undetermined,
        other => other,
    };
    Ok(CheckedPart { part: part.clone(), verdict, readings })
}

/// What a number says of a test, in all and at each of its thresholds.
fn at_thresholds(test: &Test, n: &Number) -> (Outcome, Vec<(f64, Outcome)>) {
    let says = |test: &Test| match test.passes(n.low, n.high) {
        Some(true) => Outcome::Holds,
        Some(false) => Outcome::Fails,
        None => Outcome::Open,
    };
    let main = says(test);
    let mut at: Vec<(f64, Outcome)> = test.others().map(|(v, other)| (v, says(&other))).collect();
    if at.is_empty() {
        return (main, at);
    }
    if let Wording::About(v) | Wording::AtLeast(v) | Wording::AtMost(v) | Wording::Above(v) | Wording::Below(v) =
        test.wording
    {
        at.push((v, main));
    }
    at.sort_by(|a, b| a.0.total_cmp(&b.0));
    let has = |outcome: Outcome| at.iter().any(|(_, o)| *o == outcome);
    let all = if has(Outcome::Holds) && has(Outcome::Fails) {
        Outcome::Turns
    } else if has(Outcome::Open) {
        Outcome::Open
    } else {
        main
    };
    (all, at)
}

/// Whether values in a unit carry an error of measurement; places and years do not.
const fn measured(unit: Unit) -> bool {
    !matches!(unit, Unit::Count | Unit::CalendarYear)
}

fn of_readings(outcomes: impl Iterator<Item = Outcome>) -> Verdict {
    let (mut holds, mut fails, mut open) = (false, false, false);
    for outcome in outcomes {
        match outcome {
            Outcome::Holds => holds = true,
            Outcome::Fails => fails = true,
            Outcome::Open => open = true,
            // Both readings of the word are fair.
            Outcome::Turns => (holds, fails) = (true, true),
            Outcome::Unknown => {}
        }
    }
    match (holds, fails, open) {
        (true, false, false) => Verdict::Supported,
        (false, true, false) => Verdict::Contradicted,
        (false, false, _) => Verdict::Undetermined,
        _ => Verdict::MeasureDependent,
    }
}

/// The verdict on checked parts, those shown for context left out.
pub(crate) fn verdict_of(parts: &[CheckedPart]) -> Verdict {
    of_parts(parts.iter().filter(|p| !p.part.context).map(|p| p.verdict))
}

/// The verdict on parts that must all hold.
fn of_parts(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let verdicts: Vec<Verdict> = verdicts.collect();
    let has = |v: Verdict| verdicts.contains(&v);
    if has(Verdict::Contradicted) {
        Verdict::Contradicted
    } else if has(Verdict::MeasureDependent) {
        Verdict::MeasureDependent
    } else if has(Verdict::Undetermined) || verdicts.is_empty() {
        Verdict::Undetermined
    } else {
        Verdict::Supported
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_that_disagree_or_turn_never_contradict() {
        use Outcome::{Fails, Holds, Open, Unknown};
        for (outcomes, verdict) in [
            (vec![Holds, Holds, Unknown], Verdict::Supported),
            (vec![Fails, Unknown], Verdict::Contradicted),
            (vec![Holds, Fails], Verdict::MeasureDependent),
            (vec![Fails, Open], Verdict::MeasureDependent),
            (vec![Open], Verdict::Undetermined),
            (vec![Outcome::Turns, Holds], Verdict::MeasureDependent),
            (vec![Unknown], Verdict::Undetermined),
            (vec![], Verdict::Undetermined),
        ] {
            assert_eq!(of_readings(outcomes.iter().copied()), verdict, "{outcomes:?}");
        }
    }

    #[test]
    fn all_parts_must_hold() {
        use Verdict::{Contradicted, MeasureDependent, Supported, Undetermined};
        assert_eq!(of_parts([Supported, Supported].into_iter()), Supported);
        assert_eq!(of_parts([Supported, Undetermined].into_iter()), Undetermined);
        assert_eq!(of_parts([MeasureDependent, Undetermined].into_iter()), MeasureDependent);
        assert_eq!(of_parts([Supported, Contradicted].into_iter()), Contradicted);
    }

    #[test]
    fn a_verdict_that_turns_between_thresholds_is_not_one() {
        let test = |also: Vec<f64>| Test { wording: Wording::AtLeast(1.5), tolerance: 0.0, also };
        let says = |also, low, high| at_thresholds(&test(also), &Number { value: low, low, high }).0;
        assert_eq!(says(vec![], 1.7, 1.8), Outcome::Holds);
        assert_eq!(says(vec![1.25, 1.6], 1.7, 1.8), Outcome::Holds);
        assert_eq!(says(vec![1.25, 2.0], 1.7, 1.8), Outcome::Turns);
        assert_eq!(says(vec![1.25, 1.75], 1.7, 1.8), Outcome::Open);
        assert_eq!(says(vec![2.0], 1.0, 1.1), Outcome::Fails);
        let (_, at) = at_thresholds(&test(vec![2.0, 1.25]), &Number { value: 1.7, low: 1.7, high: 1.7 });
        assert_eq!(at, [(1.25, Outcome::Holds), (1.5, Outcome::Holds), (2.0, Outcome::Fails)]);
    }
}
