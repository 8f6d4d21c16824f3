//! Checked claims as sections of a page.

use super::evidence::Evidence;
use super::value::Number;
use super::verdict::{Checked, CheckedPart, Outcome, Reading, Verdict, check};
use super::{Claim, about};
use crate::StudyError;
use crate::page::{Block, Cell, Page, Section, Told};
use crate::words;
use suzerain_tables::figure::{Domain, Unit};
use suzerain_tables::library::Library;
use suzerain_tables::{Economy, Figure};

/// A number with its range, in words; no range that rounds to the number.
#[must_use]
fn number_in_words(number: &Result<Number, String>, unit: Unit) -> String {
    let Ok(n) = number else { return "no value".to_owned() };
    let end = |v: f64| if v.is_finite() { words::quantity(v, unit) } else { "?".to_owned() };
    let (value, low, high) = (words::quantity(n.value, unit), end(n.low), end(n.high));
    if low == value && high == value { value } else { format!("{value} ({low} to {high})") }
}

/// A reading's value as a cell: the number with its range, and the base rate of a modelled probability beside it.
pub(crate) fn value_cell(reading: &Reading) -> Cell {
    let Ok(n) = &reading.number else { return Cell::Text("no value".into()) };
    let mut words = number_in_words(&reading.number, reading.unit);
    let base = |f: &Figure| f.inputs.iter().find(|i| i.label == "base rate").map(|i| i.value);
    if let [one] = reading.figures.as_slice()
        && one.value.known() == Some(n.value)
        && let Some(rate) = base(one)
    {
        words += &format!("; base rate {}", words::quantity(rate, Unit::Share));
    }
    Cell::Number(Told { value: n.value, unit: reading.unit, words, sources: reading.source.clone() })
}

/// The reading that stands for a claim in a short table: the first that decides as the claim does, else the first
/// with a value.
fn leading(checked: &Checked) -> Option<(&CheckedPart, &Reading)> {
    let decides = |p: &&CheckedPart| !p.part.context && p.verdict == checked.verdict;
    let part = checked.parts.iter().find(decides).or_else(|| checked.parts.iter().find(|p| !p.part.context));
    let part = part.or_else(|| checked.parts.first())?;
    let wanted = match part.verdict {
        Verdict::Supported => Outcome::Holds,
        Verdict::Contradicted => Outcome::Fails,
        Verdict::MeasureDependent | Verdict::Undetermined => Outcome::Open,
    };
    let known = |r: &&Reading| r.number.is_ok();
    let all = || part.readings.iter();
    let found = all().filter(known).find(|r| r.counts && r.outcome == wanted);
    let found = found.or_else(|| all().filter(known).find(|r| r.counts)).or_else(|| all().find(known));
    found.or_else(|| all().next()).map(|reading| (part, reading))
}

/// A table of claims with verdicts, one row a claim: the reading that stands for it, its source, and how many there
/// are.
#[must_use]
pub fn summary(checked: &[Checked]) -> Block {
    let rows = checked.iter().map(|c| {
        let count: usize = c.parts.iter().map(|p| p.readings.len()).sum();
        let mut row = vec![
            Cell::Text(c.claim.id.clone()),
            Cell::Text(c.claim.statement.clone()),
            Cell::Text(c.verdict.name().to_owned()),
        ];
        match leading(c) {
            Some((part, reading)) => {
                let test = part.part.test.as_ref().map(|t| t.in_short(reading.unit));
                row.push(test.map_or(Cell::Empty, Cell::Text));
                row.push(match (&reading.number, reading.outcome) {
                    (Err(_), Outcome::Fails) => Cell::Text("never".into()),
                    _ => value_cell(reading),
                });
                row.push(Cell::Text(reading.source.clone()));
            }
            None => row.extend([Cell::Empty, Cell::Text("no measure".into()), Cell::Empty]),
        }
        #[expect(clippy::cast_precision_loss, reason = "a few readings")]
        let value = count as f64;
        row.push(Cell::Number(Told { value, unit: Unit::Count, words: count.to_string(), sources: String::new() }));
        row
    });
    Block::Table {
        title: "Verdicts".into(),
        columns: ["claim", "statement", "verdict", "claimed", "figure", "source", "readings"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    }
}

/// The readings of parts as a table; one row a reading.
#[must_use]
pub fn readings_block(title: String, parts: &[CheckedPart]) -> Block {
    let mut rows = Vec::new();
    for part in parts {
        if let Err(why) = &part.part.test {
            let what = if part.part.context { "context" } else { "no measure" };
            let cells = [part.part.says.clone(), String::new(), what.into(), why.clone()];
            rows.push(cells.map(Cell::Text).to_vec());
        }
        for r in &part.readings {
            let what = match &r.label {
                Some(label) => format!("{}: {label}", part.part.says),
                None if part.part.by.len() > 1 => format!("{}: {}", part.part.says, r.expression),
                None => part.part.says.clone(),
            };
            let says = match (&r.number, r.counts) {
                (Err(why), _) => why.clone(),
                (Ok(_), false) => "not counted".into(),
                (Ok(_), true) if part.part.test.is_err() => "shown".into(),
                (Ok(_), true) => r.outcome.name().to_owned(),
            };
            rows.push(vec![Cell::Text(what), Cell::Text(r.source.clone()), value_cell(r), Cell::Text(says)]);
        }
    }
    Block::Table { title, columns: ["reading", "source", "value", "claim"].map(str::to_owned).to_vec(), rows }
}

/// What is said of a claim below its readings.
fn remarks(checked: &Checked) -> Vec<String> {
    let mut out = Vec::new();
    let mut said: Vec<&String> = Vec::new();
    for part in &checked.parts {
        if let Ok(test) = &part.part.test {
            let unit = part.readings.iter().find(|r| r.number.is_ok()).map(|r| r.unit);
            out.push(format!(
                "{}: claimed {} ({}): {}.",
                part.part.says,
                test.in_words(unit),
                part.part.because,
                part.verdict.name()
            ));
        }
        for reading in part.readings.iter().filter(|r| !r.at.is_empty()) {
            let told: Vec<String> = reading
                .at
                .iter()
                .map(|(v, o)| format!("{} at {}", o.name(), words::quantity(*v, reading.unit)))
                .collect();
            let what = reading.label.as_ref().unwrap_or(&reading.source);
            out.push(format!("{}: {what}: {}.", part.part.says, told.join(", ")));
        }
        for remark in part.readings.iter().flat_map(|r| &r.remarks) {
            if !said.contains(&remark) {
                said.push(remark);
                out.push(format!("{}: {remark}.", part.part.says));
            }
        }
    }
    out.extend(checked.claim.notes.iter().cloned());
    let open = matches!(checked.verdict, Verdict::Undetermined | Verdict::MeasureDependent);
    if let Some(settled) = checked.claim.settled_by.as_ref().filter(|_| open) {
        out.push(format!("What would settle it: {settled}"));
    }
    if let Some(expected) = checked.claim.expect.filter(|_| checked.surprises()) {
        out.push(format!("The file expects {}, not {}.", expected.name(), checked.verdict.name()));
    }
    out
}

/// Claims in full: the table of verdicts, then every reading of each.
#[must_use]
pub fn page(checked: &[Checked]) -> Page {
    let mut verdicts = Section::new("claims", "Claims", Domain::Alignment);
    verdicts.blocks.push(summary(checked));
    let mut readings = Section::new("readings", "Every reading", Domain::Alignment);
    for one in checked {
        let origin = one.claim.origin();
        let said = if origin.is_empty() { String::new() } else { format!(" ({origin})") };
        readings.say(format!("{}: {}{said}", one.claim.id, one.claim.statement));
        readings.blocks.push(readings_block(format!("{}: {}", one.claim.id, one.verdict.name()), &one.parts));
        remarks(one).into_iter().for_each(|text| readings.say(text));
        for figure in one.figures() {
            readings.add_once(figure);
        }
    }
    let count = |v: Verdict| checked.iter().filter(|c| c.verdict == v).count();
    let counted: Vec<String> =
        Verdict::ALL.into_iter().filter(|v| count(*v) > 0).map(|v| format!("{} {}", count(v), v.name())).collect();
    Page {
        title: "Claims and what the tables say".into(),
        headline: format!("{} checked: {}.", plural(checked.len()), counted.join(", ")),
        sections: vec![verdicts, readings],
        notes: vec![
            "A reading holds or fails only if it does so for every value it may have: unreported trade at its bounds, \
             bands at their ends. Statements are paraphrased."
                .into(),
        ],
    }
}

fn plural(n: usize) -> String {
    if n == 1 { "1 claim".to_owned() } else { format!("{n} claims") }
}

/// The short section of the brief: verdicts on the statements about the pair; none where none is built in.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn brief_section(library: &Library, pair: [Economy; 2]) -> Result<Option<Section>, StudyError> {
    let claims: Vec<Claim> = about(pair)?;
    if claims.is_empty() {
        return Ok(None);
    }
    let evidence = Evidence::new(library, pair);
    let checked = claims.iter().map(|c| check(&evidence, c)).collect::<Result<Vec<_>, _>>()?;
    let mut section = Section::new("claims", "What was claimed of the two", Domain::Alignment);
    section.blocks.push(summary(&checked));
    section.note("`suzerain claims check ID` shows every reading of a claim, its tolerance and what would settle it.");
    Ok(Some(section))
}
