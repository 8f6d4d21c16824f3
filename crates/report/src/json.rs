//! JSON: the schema `suzerain.brief/1`, described in `docs/schema/brief-1.json`, and other answers that are a page of
//! figures.

use crate::draw::flat;
use serde::Serialize;
use serde_json::{Value, json};
use suzerain_studies::page::chart::{self, Chart};
use suzerain_studies::page::{Block, Cell, Page};
use suzerain_tables::figure::Record;
use suzerain_tables::provenance::{Source, Sources};
use suzerain_tables::{Economy, Figure};

/// Name and version of the brief's schema.
pub const BRIEF_SCHEMA: &str = "suzerain.brief/1";

#[derive(Serialize)]
struct Brief<'a> {
    schema: &'static str,
    pair: [&'static str; 2],
    year: Option<i16>,
    headline: &'a str,
    records: Vec<Record>,
    notes: Vec<&'a str>,
    repairs: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    charts: Vec<ChartEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tables: Vec<Value>,
    sources: Vec<SourceEntry<'a>>,
}

/// A chart's data as a table.
#[derive(Serialize)]
struct ChartEntry {
    id: String,
    title: String,
    unit: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(flatten)]
    data: flat::Flat,
}

/// The tables of a page with numbers that are no records: each cell a text, or a number with its unit and words, or
/// the place of a record.
fn tables(page: &Page) -> Vec<Value> {
    let mut out = Vec::new();
    let mut first = 0;
    for section in &page.sections {
        for block in &section.blocks {
            let Block::Table { title, columns, rows } = block else { continue };
            if !rows.iter().flatten().any(|cell| matches!(cell, Cell::Number(_))) {
                continue;
            }
            let cell = |cell: &Cell| match cell {
                Cell::Text(words) => json!(words),
                Cell::Empty => Value::Null,
                Cell::Number(told) => {
                    json!({"value": told.value, "unit": told.unit.symbol(), "shown": told.words, "source": told.sources})
                }
                Cell::Figure(id) | Cell::Bare(id) | Cell::Said(id, _) => json!({"record": first + id}),
            };
            let rows: Vec<Vec<Value>> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
            out.push(json!({"section": section.id, "title": title, "columns": columns, "rows": rows}));
        }
        first += section.figures.len();
    }
    out
}

/// The charts of a page, those of trends included. Where no section was given charts there are none, but for a page
/// that carries its data, which draws the trends.
fn charts(page: &Page, carried: bool) -> Vec<ChartEntry> {
    if !carried && page.sections.iter().all(|s| s.charts.is_empty()) {
        return Vec::new();
    }
    let entry = |chart: &Chart| ChartEntry {
        id: chart.id.clone(),
        title: chart.title.clone(),
        unit: chart.unit.symbol(),
        note: chart.note.clone(),
        data: flat::flat(chart),
    };
    chart::all(page, None).iter().map(|c| entry(c)).collect()
}

#[derive(Serialize)]
struct SourceEntry<'a> {
    id: &'a str,
    title: &'a str,
    publisher: &'a str,
    vintage: &'a str,
    licence: &'a str,
    citation: &'a str,
    url: &'a str,
}

impl<'a> From<&'a Source> for SourceEntry<'a> {
    fn from(s: &'a Source) -> Self {
        Self {
            id: s.id.as_str(),
            title: &s.title,
            publisher: &s.publisher,
            vintage: &s.vintage,
            licence: &s.licence,
            citation: &s.citation,
            url: &s.url,
        }
    }
}

/// The entries of the sources that the page's figures, charts and other numbers name, in the order of the list.
#[must_use]
pub fn sources_used<'a>(page: &Page, sources: &'a Sources) -> Vec<&'a Source> {
    let figures = page.sections.iter().flat_map(|s| &s.figures).flat_map(|f| &f.sources);
    let charts = page.sections.iter().flat_map(|s| &s.charts).flat_map(Chart::sources);
    let cells = page.sections.iter().flat_map(|s| &s.blocks).flat_map(|block| match block {
        Block::Table { rows, .. } => rows.iter().flatten().collect(),
        _ => Vec::new(),
    });
    let told = cells.flat_map(|cell| match cell {
        Cell::Number(told) => told.sources.split('+').collect(),
        _ => Vec::new(),
    });
    sources.named(figures.chain(charts).map(|r| r.id.as_str()).chain(told))
}

/// The entries of the sources that figures name, as values, in the order of the list.
#[must_use]
pub fn source_entries<'a>(figures: impl Iterator<Item = &'a Figure>, sources: &Sources) -> Value {
    entries(sources.named(figures.flat_map(|f| &f.sources).map(|r| r.id.as_str())))
}

/// Sources as values.
#[must_use]
pub fn entries<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Value {
    sources.into_iter().map(|s| serde_json::to_value(SourceEntry::from(s)).unwrap_or_default()).collect()
}

/// The brief as JSON text. `year` is the year asked for, or else the newest of the goods section.
///
/// # Errors
/// The serializer's, which does not occur for finite figures.
pub fn brief(
    page: &Page,
    pair: [Economy; 2],
    asked: Option<i16>,
    sources: &Sources,
) -> Result<String, serde_json::Error> {
    document(BRIEF_SCHEMA, page, pair, asked.or_else(|| newest_goods(page)), sources, false)
}

/// The same without line breaks, for a page to carry.
///
/// # Errors
/// The serializer's, which does not occur for finite figures.
pub fn brief_compact(
    page: &Page,
    pair: [Economy; 2],
    asked: Option<i16>,
    sources: &Sources,
) -> Result<String, serde_json::Error> {
    document(BRIEF_SCHEMA, page, pair, asked.or_else(|| newest_goods(page)), sources, true)
}

fn newest_goods(page: &Page) -> Option<i16> {
    newest(page.sections.iter().filter(|s| s.id == "goods").flat_map(|s| &s.figures))
}

/// Some sections of the brief as JSON text, in the brief's layout under a schema of their own. `year` is
/// the year asked for, or else the newest of all.
///
/// # Errors
/// The serializer's, which does not occur for finite figures.
pub fn excerpt(
    schema: &'static str,
    page: &Page,
    pair: [Economy; 2],
    asked: Option<i16>,
    sources: &Sources,
) -> Result<String, serde_json::Error> {
    let all = page.sections.iter().flat_map(|s| &s.figures);
    document(schema, page, pair, asked.or_else(|| newest(all)), sources, false)
}

fn newest<'a>(figures: impl Iterator<Item = &'a Figure>) -> Option<i16> {
    figures.filter(|f| f.value.known().is_some()).map(|f| f.year.0).max()
}

fn document(
    schema: &'static str,
    page: &Page,
    pair: [Economy; 2],
    year: Option<i16>,
    sources: &Sources,
    compact: bool,
) -> Result<String, serde_json::Error> {
    let brief = Brief {
        schema,
        pair: pair.map(Economy::code),
        year,
        headline: &page.headline,
        records: page.sections.iter().flat_map(|s| &s.figures).map(Figure::record).collect(),
        notes: page.notes.iter().chain(page.sections.iter().flat_map(|s| &s.notes)).map(String::as_str).collect(),
        repairs: page.sections.iter().flat_map(|s| &s.repairs).map(String::as_str).collect(),
        charts: charts(page, compact),
        tables: tables(page),
        sources: sources_used(page, sources).into_iter().map(SourceEntry::from).collect(),
    };
    if compact { serde_json::to_string(&brief) } else { serde_json::to_string_pretty(&brief).map(|text| text + "\n") }
}

/// A page of figures as JSON text: `schema`, then `about` (what was asked), then records, notes and sources as in the
/// brief.
///
/// # Errors
/// The serializer's, which does not occur for finite figures.
pub fn page(
    schema: &str,
    about: serde_json::Map<String, Value>,
    page: &Page,
    sources: &Sources,
) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&whole(schema, about, page, sources, false)?).map(|text| text + "\n")
}

/// The same without line breaks, for a page to carry.
///
/// # Errors
/// The serializer's, which does not occur for finite figures.
pub fn page_compact(
    schema: &str,
    about: serde_json::Map<String, Value>,
    page: &Page,
    sources: &Sources,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&whole(schema, about, page, sources, true)?)
}

fn whole(
    schema: &str,
    about: serde_json::Map<String, Value>,
    page: &Page,
    sources: &Sources,
    carried: bool,
) -> Result<serde_json::Map<String, Value>, serde_json::Error> {
    let mut whole = serde_json::Map::new();
    whole.insert("schema".into(), schema.into());
    whole.extend(about);
    let records: Vec<Record> = page.sections.iter().flat_map(|s| &s.figures).map(Figure::record).collect();
    whole.insert("records".into(), serde_json::to_value(records)?);
    let notes: Vec<&String> = page.notes.iter().chain(page.sections.iter().flat_map(|s| &s.notes)).collect();
    whole.insert("notes".into(), serde_json::to_value(notes)?);
    let drawn = charts(page, carried);
    if !drawn.is_empty() {
        whole.insert("charts".into(), serde_json::to_value(drawn)?);
    }
    let told = tables(page);
    if !told.is_empty() {
        whole.insert("tables".into(), Value::Array(told));
    }
    let used: Vec<SourceEntry<'_>> = sources_used(page, sources).into_iter().map(SourceEntry::from).collect();
    whole.insert("sources".into(), serde_json::to_value(used)?);
    Ok(whole)
}
