//! Paragraphs, paired rows and tables on a page.

use super::Ink;
use super::chart::tools;
use crate::draw::escape;
use crate::text;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use suzerain_measures::definition::definition;
use suzerain_studies::page::{Block, Cell, FigureId, PairedRow, Section};
use suzerain_tables::Figure;

/// Tables of more rows are folded after these.
const OPEN_ROWS: usize = 12;

/// Writes a block. `first` is the number of the section's first figure on the page.
pub(super) fn write(
    out: &mut String,
    block: &Block,
    section: &Section,
    id: &str,
    first: usize,
    ink: &Ink<'_>,
    told: &mut BTreeSet<String>,
) {
    match block {
        Block::Text(words) => {
            let _ = writeln!(out, "<p>{}</p>", ink.glossary.marked(words, told));
        }
        Block::Paired { heads, rows } => paired(out, section, heads, rows, id, first, ink),
        Block::Table { title, columns, rows } => {
            let _ = writeln!(out, "<h3 id=\"t-{id}\">{}</h3>", escape(title));
            let numbers = |at: usize| rows.iter().any(|r| r.get(at).is_some_and(Cell::is_number));
            let named = columns.iter().any(|c| c == "source" || c == "sources");
            let sourced = !named && rows.iter().flatten().any(|cell| cell.figure().is_some() || from(cell).is_some());
            open(out, id, title, false);
            let heads: Vec<(String, bool)> =
                columns.iter().enumerate().map(|(at, c)| (ink.glossary.marked(c, told), numbers(at))).collect();
            head(out, heads.into_iter().chain(sourced.then(|| ("source".to_owned(), false))), rows.len());
            for row in rows {
                self::row(out, section, row, first, sourced);
            }
            close(out, id, title);
        }
        Block::Trends { .. } => {}
    }
}

fn open(out: &mut String, id: &str, title: &str, paired: bool) {
    let class = if paired { "sortable paired" } else { "sortable" };
    let title = escape(title);
    let _ = write!(
        out,
        "<div class=\"scroll\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\"><table id=\"b-{id}\" class=\"{class}\"><caption class=\"hidden\">{title}</caption>"
    );
}

/// Heads with whether numbers stand under them.
fn head(out: &mut String, columns: impl Iterator<Item = (String, bool)>, rows: usize) {
    out.push_str("<thead><tr>");
    for (column, numbers) in columns {
        let class = if numbers { " class=\"num\"" } else { "" };
        let column = if column.is_empty() { "<span class=\"hidden\">row</span>".into() } else { column };
        let _ = write!(out, "<th scope=\"col\"{class}>{column}</th>");
    }
    let _ = writeln!(out, "</tr></thead><tbody{}>", if rows > OPEN_ROWS { " data-fold" } else { "" });
}

fn close(out: &mut String, id: &str, title: &str) {
    out.push_str("</tbody></table></div>\n");
    tools(out, &format!("data-table=\"b-{id}\""), title, false);
}

/// A figure's value: the number in full, the record behind it, the words on the page.
fn value(out: &mut String, figure: &Figure, at: usize, words: &str) {
    let class = if figure.value.known().is_none() { " class=\"missing\"" } else { "" };
    let number = figure.value.known().map(|v| format!(" value=\"{}\"", serde_json::Value::from(v))).unwrap_or_default();
    let _ = write!(out, "<data{class}{number} data-r=\"{at}\">{}</data>", escape(words));
}

fn sources(figures: &[&Figure]) -> String {
    let mut used: Vec<String> = Vec::new();
    for figure in figures {
        let year =
            if figure.year == suzerain_tables::figure::NO_YEAR { String::new() } else { format!(" {}", figure.year) };
        let ids: Vec<&str> = figure.sources.iter().map(|s| s.id.as_str()).collect();
        let source = format!("{}{year}", ids.join("+"));
        if !ids.is_empty() && !used.contains(&source) {
            used.push(source);
        }
    }
    used.join(", ")
}

/// The sources of a number that is no figure.
fn from(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Number(told) if !told.sources.is_empty() => Some(&told.sources),
        _ => None,
    }
}

fn row(out: &mut String, section: &Section, cells: &[Cell], first: usize, sourced: bool) {
    out.push_str("<tr>");
    for (at, cell) in cells.iter().enumerate() {
        match cell {
            Cell::Text(words) if at == 0 => {
                let _ = write!(out, "<th scope=\"row\">{}</th>", escape(words));
            }
            Cell::Text(words) => {
                let _ = write!(out, "<td>{}</td>", escape(words));
            }
            Cell::Figure(id) | Cell::Bare(id) | Cell::Said(id, _) => {
                out.push_str("<td class=\"num\">");
                value(out, &section.figures[*id], first + id, &text::cell(cell, section));
                out.push_str("</td>");
            }
            Cell::Number(told) => {
                let hint = if told.sources.is_empty() {
                    String::new()
                } else {
                    format!(" data-d=\"{}\"", escape(&format!("{}. Source: {}", told.words, told.sources)))
                };
                let number = serde_json::Value::from(told.value);
                let words = escape(&told.words);
                let _ = write!(out, "<td class=\"num\"><data value=\"{number}\"{hint}>{words}</data></td>");
            }
            Cell::Empty => out.push_str("<td></td>"),
        }
    }
    if sourced {
        let figures: Vec<&Figure> = cells.iter().filter_map(Cell::figure).map(|id| &section.figures[id]).collect();
        let mut named: Vec<String> = vec![sources(&figures)];
        for source in cells.iter().filter_map(from) {
            if !named.iter().any(|told| told.starts_with(source)) {
                named.push(source.to_owned());
            }
        }
        named.retain(|s| !s.is_empty());
        let _ = write!(out, "<td class=\"src\">{}</td>", escape(&named.join(", ")));
    }
    out.push_str("</tr>\n");
}

fn paired(
    out: &mut String,
    section: &Section,
    heads: &[String; 2],
    rows: &[PairedRow],
    id: &str,
    first: usize,
    ink: &Ink<'_>,
) {
    let title = format!("{}: {} beside {}", section.title, heads[0], heads[1]);
    open(out, id, &title, true);
    let sides = heads.iter().zip(["a", "b"]);
    let sides = sides.map(|(h, side)| {
        if ink.pair.is_some() { format!("<span class=\"side-{side}\">{}</span>", escape(h)) } else { escape(h) }
    });
    let measure = ("<span class=\"hidden\">measure</span>".to_owned(), false);
    let columns = [measure].into_iter().chain(sides.map(|side| (side, true))).chain([("source".to_owned(), false)]);
    head(out, columns, rows.len());
    for row in rows {
        let figures = row.figures.map(|id| id.map(|id: FigureId| (id, &section.figures[id])));
        let known: Vec<&Figure> = figures.iter().flatten().map(|(_, f)| *f).collect();
        let name = known.first().map_or_else(|| escape(&row.label), |f| term(&row.label, f.measure));
        let _ = write!(out, "<tr><th scope=\"row\">{name}</th>");
        for figure in figures {
            out.push_str("<td class=\"num\">");
            match figure {
                Some((at, figure)) => value(out, figure, first + at, &text::marked(figure)),
                None => out.push_str("<span class=\"missing\">no data</span>"),
            }
            out.push_str("</td>");
        }
        let _ = writeln!(out, "<td class=\"src\">{}</td></tr>", escape(&sources(&known)));
    }
    close(out, id, &title);
}

/// A label that tells its measure's definition.
fn term(label: &str, measure: &str) -> String {
    match definition(measure) {
        Some(d) => {
            let told = format!("{}: {}. {}. Source: {}", d.title, d.formula, d.direction, d.source);
            format!("<span class=\"term\" tabindex=\"0\" data-d=\"{}\">{}</span>", escape(&told), escape(label))
        }
        None => escape(label),
    }
}
