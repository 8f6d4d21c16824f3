//! Markdown: the same page with tables that any renderer shows.

use crate::marks;
use crate::spark::sparkline;
use crate::text::{cell, marked};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use suzerain_studies::page::{Block, Cell, Page, Section};
use suzerain_studies::words;
use suzerain_tables::provenance::Source;

/// A whole page.
#[must_use]
pub fn page(page: &Page, sources: &[&Source]) -> String {
    let mut out = format!("# {}\n\n{}\n", page.title, page.headline);
    let mut used = BTreeSet::new();
    for section in &page.sections {
        self::section(&mut out, section);
        used.extend(section.figures.iter().flat_map(marks::marks));
    }
    for note in &page.notes {
        let _ = write!(out, "\n> {note}\n");
    }
    out.push_str("\n## Marks and sources\n\n");
    for mark in used {
        let _ = writeln!(out, "- `{}` {}", mark.sign, mark.meaning);
    }
    for s in sources {
        let _ = writeln!(
            out,
            "- **{}**: {}, {} ({}; licence: {}). {}",
            s.id, s.publisher, s.title, s.vintage, s.licence, s.citation
        );
    }
    out
}

fn row(out: &mut String, cells: impl IntoIterator<Item = String>) {
    out.push('|');
    for cell in cells {
        let _ = write!(out, " {} |", cell.replace('|', "\\|"));
    }
    out.push('\n');
}

/// Heads; columns of words are set from the left, all others but the first from the right.
fn head(out: &mut String, columns: &[String], words: impl Fn(usize) -> bool) {
    row(out, columns.iter().cloned());
    out.push('|');
    for i in 0..columns.len() {
        out.push_str(if i == 0 || words(i) { "---|" } else { "---:|" });
    }
    out.push('\n');
}

fn section(out: &mut String, section: &Section) {
    let _ = write!(out, "\n## {}\n", section.title);
    for block in &section.blocks {
        out.push('\n');
        match block {
            Block::Text(text) => {
                let _ = writeln!(out, "{text}");
            }
            Block::Paired { heads, rows } => {
                head(out, &[String::new(), heads[0].clone(), heads[1].clone()], |_| false);
                for r in rows {
                    let cell =
                        |i: usize| r.figures[i].map_or_else(|| "no data".to_owned(), |id| marked(&section.figures[id]));
                    row(out, [r.label.clone(), cell(0), cell(1)]);
                }
            }
            Block::Table { title, columns, rows } => {
                if !title.is_empty() {
                    let _ = writeln!(out, "**{title}**\n");
                }
                let words = |at: usize| rows.iter().all(|r| !r.get(at).is_some_and(Cell::is_number));
                head(out, columns, words);
                for cells in rows {
                    row(out, cells.iter().map(|c| cell(c, section)));
                }
            }
            Block::Trends { title, lines } => {
                let _ = writeln!(out, "**{title}**\n");
                head(out, &["", "first", "trend", "last"].map(str::to_owned), |_| false);
                for line in lines {
                    let figures: Vec<_> = line.figures.iter().map(|i| &section.figures[*i]).collect();
                    let (Some(first), Some(last)) = (figures.first(), figures.last()) else { continue };
                    let values: Vec<_> = figures.iter().map(|f| f.value.known()).collect();
                    row(
                        out,
                        [
                            line.label.clone(),
                            format!("{}: {}", first.year, words::value(first)),
                            sparkline(&values),
                            format!("{}: {}", last.year, marked(last)),
                        ],
                    );
                }
            }
        }
    }
    if !section.notes.is_empty() || !section.repairs.is_empty() {
        out.push('\n');
    }
    for note in section.notes.iter().cloned().chain(section.repairs.iter().map(|text| words::rounded(text))) {
        let _ = writeln!(out, "- {note}");
    }
}
