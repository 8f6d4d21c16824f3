//! The essays side by side on the questions they answer differently.

use super::scenarios::{kept, question};
use super::{Question, Side, Study, built_in};
use crate::StudyError;
use crate::brief::Options;
use crate::claims::{CheckedPart, Evidence, Verdict, check_parts};
use crate::page::{Block, Cell, Page, Section};
use crate::partnership::answer::{self, Answer};
use crate::partnership::gather::gather;
use crate::world::World;
use suzerain_tables::figure::Domain;
use suzerain_tables::library::Library;

/// A piece of evidence: the checked part, and the side it speaks for, if it speaks at all.
pub struct Evidenced {
    /// The part.
    pub part: CheckedPart,
    /// The side it speaks for.
    pub speaks_for: Option<Side>,
}

/// All studies on all questions.
pub struct Comparison {
    /// The studies.
    pub studies: Vec<Study>,
    /// Each question with what bears on it.
    pub questions: Vec<(Question, Vec<Evidenced>)>,
    /// The partnership model under all rival sets, or why it did not run.
    pub partnership: Result<Answer, String>,
    /// The same as a page.
    pub page: Page,
}

/// Compares the studies that come with the program; `tell` hears what comes next.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn compare(library: &Library, mut tell: impl FnMut(&str)) -> Result<Comparison, StudyError> {
    let studies = built_in::studies()?;
    let Some(first) = studies.first() else {
        return Err(StudyError::NoAnswer("no study comes with the program".into()));
    };
    let evidence = Evidence::new(library, first.pair);
    let mut questions = Vec::new();
    for question in built_in::questions()? {
        tell(&question.asks);
        let (parts, sides): (Vec<_>, Vec<_>) = question.evidence.iter().cloned().unzip();
        let checked = check_parts(&evidence, &parts)?;
        let found = checked.into_iter().zip(sides).map(|(part, [holds, fails])| {
            let speaks_for = match part.verdict {
                Verdict::Supported => Some(holds),
                Verdict::Contradicted => Some(fails),
                Verdict::MeasureDependent => Some(Side::Between),
                Verdict::Undetermined => None,
            };
            Evidenced { part, speaks_for }
        });
        let found = found.collect();
        questions.push((question, found));
    }
    tell("Partnership");
    let world = World::new(library, first.pair);
    let partnership = match kept(gather(&world, first.pair, &Options::default()))? {
        Ok(gathered) => kept(answer::run(&world, &gathered, None, &question(None), &|_| ()))?,
        Err(why) => Err(why),
    };
    let page = page(&studies, &questions, &partnership);
    Ok(Comparison { studies, questions, partnership, page })
}

/// The words for a side of a question.
pub(super) fn side_in_words(question: &Question, side: Side) -> String {
    match side {
        Side::One => question.one.clone(),
        Side::Other => question.other.clone(),
        Side::Between => "in between".into(),
    }
}

fn page(studies: &[Study], questions: &[(Question, Vec<Evidenced>)], partnership: &Result<Answer, String>) -> Page {
    let mut positions = Section::new("positions", "Who says what", Domain::Alignment);
    let mut columns = vec!["question".to_owned()];
    columns.extend(studies.iter().map(|s| s.essay.clone()));
    columns.push("evidence".into());
    let rows = questions.iter().map(|(question, evidence)| {
        let mut row = vec![Cell::Text(question.asks.clone())];
        row.extend(studies.iter().map(|s| {
            let own = s.positions.iter().find(|p| p.question == question.id);
            own.map_or(Cell::Empty, |p| Cell::Text(p.says.clone()))
        }));
        row.push(Cell::Text(weighed(question, evidence)));
        row
    });
    positions.blocks.push(Block::Table {
        title: "Positions, and which side the data speak for".into(),
        columns,
        rows: rows.collect(),
    });
    for study in studies {
        positions.note(format!("{}: {}, {}, {}.", study.essay, study.said_by, study.outlet, study.date));
    }
    let mut evidence_section = Section::new("evidence", "What the data say", Domain::Alignment);
    for (question, evidence) in questions {
        let mut rows = Vec::new();
        for piece in evidence {
            let side = piece.speaks_for.map_or_else(|| "nothing".to_owned(), |s| side_in_words(question, s));
            for cells in super::page::reading_rows(&piece.part) {
                rows.push(cells.into_iter().chain([Cell::Text(side.clone())]).collect());
            }
            for figure in piece.part.readings.iter().flat_map(|r| &r.figures) {
                evidence_section.add_once(figure.clone());
            }
        }
        evidence_section.blocks.push(Block::Table {
            title: format!("{} {} / {}", question.asks, question.one, question.other),
            columns: ["evidence", "source", "value", "speaks for"].map(str::to_owned).to_vec(),
            rows,
        });
        evidence_section.say(question.limit.clone());
    }
    let mut sections = vec![positions, evidence_section];
    sections.push(super::page::partnership_section(partnership, None));
    Page {
        title: "Five essays side by side".into(),
        headline: headline(questions),
        sections,
        notes: vec!["The essays are rival readings; they are not averaged. Statements are paraphrased.".into()],
    }
}

/// Which sides the evidence on a question speaks for, counted.
fn weighed(question: &Question, evidence: &[Evidenced]) -> String {
    let count = |side: Option<Side>| evidence.iter().filter(|e| e.speaks_for == side).count();
    let mut parts = Vec::new();
    for side in [Side::One, Side::Other, Side::Between] {
        if count(Some(side)) > 0 {
            parts.push(format!("{} for: {}", count(Some(side)), side_in_words(question, side)));
        }
    }
    if count(None) > 0 {
        parts.push(format!("{} open", count(None)));
    }
    if parts.is_empty() { "no measure".into() } else { parts.join("; ") }
}

fn headline(questions: &[(Question, Vec<Evidenced>)]) -> String {
    let one_sided = questions
        .iter()
        .filter(|(_, e)| {
            let speaking: Vec<Side> = e.iter().filter_map(|e| e.speaks_for).collect();
            !speaking.is_empty() && speaking.iter().all(|s| *s == speaking[0] && *s != Side::Between)
        })
        .count();
    format!(
        "On {one_sided} of {} questions all evidence that speaks does so for one side; on the others it is divided or silent.",
        questions.len()
    )
}
