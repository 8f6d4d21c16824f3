//! The pages of `suzerain why`.

use crate::text::marked;
use serde::Serialize;
use std::fmt::Write as _;
use suzerain_studies::why::Explanation;
use suzerain_studies::words;
use suzerain_tables::figure::{NO_YEAR, Record, Role, Subject};
use suzerain_tables::provenance::Sources;

/// Name and version of the schema.
pub const SCHEMA: &str = "suzerain.why/1";

fn role(role: Role) -> &'static str {
    match role {
        Role::Numerator => "numerator",
        Role::Denominator => "denominator",
        Role::Term => "term",
    }
}

/// As terminal text; at most `rows` rows an input.
#[must_use]
pub fn text(answers: &[Explanation], sources: &Sources, rows: usize) -> String {
    let mut out = String::new();
    for (i, e) in answers.iter().enumerate() {
        let d = e.definition;
        if i == 0 {
            let _ = writeln!(out, "{} ({})", d.title.to_uppercase(), d.id);
            for (label, value) in [
                ("formula", d.formula),
                ("range", d.range),
                ("direction", d.direction),
                ("edge cases", d.edge_cases),
                ("definition", d.source),
                ("page", d.page),
            ] {
                let _ = writeln!(out, "  {label:<12}{value}");
            }
        }
        let f = &e.figure;
        let who = match f.subject {
            Subject::Directed(d) => format!("{} on {}", d.dependent.name(), d.on.name()),
            Subject::State(s) => s.name().to_owned(),
            Subject::Symmetric(a, b) => format!("{} and {}", a.name(), b.name()),
        };
        let session = f.session.map(|s| format!(" (session {s})")).unwrap_or_default();
        let when = if f.year == NO_YEAR { String::new() } else { format!(", {}", f.year) };
        let _ = writeln!(out, "\n{who}{when}{session}: {}", marked(f));
        if let suzerain_tables::Observation::Missing(why) = &f.value {
            let _ = writeln!(out, "  {why}");
        }
        let r = f.record();
        let _ = writeln!(
            out,
            "  status {}; denominator {}; source {}, vintage {}",
            r.status,
            r.denominator.as_deref().unwrap_or("none"),
            r.source,
            r.vintage
        );
        if !r.flags.is_empty() {
            let _ = writeln!(out, "  flags: {}", r.flags.join(" "));
        }
        for input in &e.inputs {
            let _ = writeln!(
                out,
                "  {}: {} = {}",
                role(input.input.role),
                input.input.label,
                words::quantity(input.input.value, input.input.unit)
            );
            for row in input.rows.iter().take(rows) {
                let _ = writeln!(out, "      {}  {}", row.cells.join("  "), row.value);
            }
            if input.rows.len() > rows {
                let rest: f64 = input.rows[rows..].iter().map(|r| r.value).sum();
                let _ = writeln!(
                    out,
                    "      ... {} more rows, together {}",
                    input.rows.len() - rows,
                    words::number(rest, 1)
                );
            }
        }
        for source in &f.sources {
            if let Some(s) = sources.get(source.id.as_str()) {
                let _ = writeln!(out, "  cite: {}", s.citation);
            }
        }
    }
    out
}

#[derive(Serialize)]
struct Answer<'a> {
    measure: &'static str,
    title: &'static str,
    formula: &'static str,
    range: &'static str,
    direction: &'static str,
    edge_cases: &'static str,
    definition_source: &'static str,
    record: Record,
    inputs: Vec<InputEntry<'a>>,
    citations: Vec<&'a str>,
}

#[derive(Serialize)]
struct InputEntry<'a> {
    role: &'static str,
    label: &'a str,
    value: f64,
    unit: &'static str,
    columns: &'a [&'static str],
    rows: Vec<RowEntry<'a>>,
}

#[derive(Serialize)]
struct RowEntry<'a> {
    cells: &'a [String],
    value: f64,
}

#[derive(Serialize)]
struct Whole<'a> {
    schema: &'static str,
    answers: Vec<Answer<'a>>,
}

/// As JSON with every row.
///
/// # Errors
/// The serializer's, which does not occur for finite figures.
pub fn json(answers: &[Explanation], sources: &Sources) -> Result<String, serde_json::Error> {
    let answers = answers
        .iter()
        .map(|e| Answer {
            measure: e.figure.measure,
            title: e.definition.title,
            formula: e.definition.formula,
            range: e.definition.range,
            direction: e.definition.direction,
            edge_cases: e.definition.edge_cases,
            definition_source: e.definition.source,
            record: e.figure.record(),
            inputs: e
                .inputs
                .iter()
                .map(|i| InputEntry {
                    role: role(i.input.role),
                    label: &i.input.label,
                    value: i.input.value,
                    unit: i.input.unit.symbol(),
                    columns: &i.columns,
                    rows: i.rows.iter().map(|r| RowEntry { cells: &r.cells, value: r.value }).collect(),
                })
                .collect(),
            citations: e
                .figure
                .sources
                .iter()
                .filter_map(|s| sources.get(s.id.as_str()))
                .map(|s| s.citation.as_str())
                .collect(),
        })
        .collect();
    serde_json::to_string_pretty(&Whole { schema: SCHEMA, answers }).map(|t| t + "\n")
}
