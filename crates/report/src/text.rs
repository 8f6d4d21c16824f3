//! Terminal text of 100 columns: reads well without colour; with colour, heads stand out.

use crate::marks;
use crate::spark::sparkline;
use comfy_table::{Cell as TableCell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use std::collections::BTreeSet;
use suzerain_studies::page::{Block, Cell, Page, PairedRow, Section, Trend};
use suzerain_studies::words;
use suzerain_tables::Figure;
use suzerain_tables::provenance::Source;

/// Width of the page in columns.
pub const WIDTH: usize = 100;
/// Texts of more characters than these are sentences, set from the left.
const SENTENCE: usize = 40;
/// Characters that all sentences of a row have together at least, beside numbers.
const ROOM: u16 = 30;
/// Years of a trend at most; longer ones show their last years.
const SPARK: usize = 20;

/// How to draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Whether to emphasise with ANSI colours.
    pub colour: bool,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }

    fn head(self, text: &str) -> String {
        self.paint("1;36", text)
    }

    fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }
}

/// A whole page.
#[must_use]
pub fn page(page: &Page, sources: &[&Source], style: Style) -> String {
    let mut out = String::new();
    line(&mut out, &style.strong(&page.title.to_uppercase()));
    line(&mut out, &"=".repeat(page.title.chars().count()));
    paragraph(&mut out, &page.headline, "");
    let mut used = BTreeSet::new();
    for section in &page.sections {
        self::section(&mut out, section, style);
        used.extend(section.figures.iter().flat_map(marks::marks));
    }
    if !page.notes.is_empty() {
        line(&mut out, "");
        page.notes.iter().for_each(|n| paragraph(&mut out, n, "! "));
    }
    line(&mut out, "");
    line(&mut out, &style.head("MARKS AND SOURCES"));
    for mark in used {
        line(&mut out, &style.faint(&format!("  {}  {}", mark.sign, mark.meaning)));
    }
    for source in sources {
        paragraph(&mut out, &source_line(source), "  ");
    }
    out
}

/// A source with publisher, title, vintage and licence, in one line.
#[must_use]
pub fn source_line(source: &Source) -> String {
    format!("{}: {}, {} ({}; licence: {})", source.id, source.publisher, source.title, source.vintage, source.licence)
}

fn section(out: &mut String, section: &Section, style: Style) {
    line(out, "");
    line(out, &style.head(&section.title.to_uppercase()));
    for block in &section.blocks {
        match block {
            Block::Text(text) => paragraph(out, text, ""),
            Block::Paired { heads, rows } => paired(out, section, heads, rows, style),
            Block::Table { title, columns, rows } => table(out, section, title, columns, rows, style),
            Block::Trends { title, lines } => trends(out, section, title, lines, style),
        }
    }
    let repairs = section.repairs.iter().map(|text| words::rounded(text));
    for note in section.notes.iter().cloned().chain(repairs) {
        let mut text = String::new();
        paragraph(&mut text, &note, "  - ");
        line(out, &style.faint(text.trim_end_matches('\n')));
    }
}

/// A figure's value with its marks, or a word for why there is none.
#[must_use]
pub fn marked(figure: &Figure) -> String {
    format!("{}{}", words::value(figure), marks::suffix(figure))
}

/// A cell of a table in words.
#[must_use]
pub fn cell(cell: &Cell, section: &Section) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Figure(id) => marked(&section.figures[*id]),
        Cell::Bare(id) => {
            let figure = &section.figures[*id];
            format!("{}{}", words::bare_value(figure), marks::suffix(figure))
        }
        Cell::Said(id, words) => format!("{words}{}", marks::suffix(&section.figures[*id])),
        Cell::Number(told) => told.words.clone(),
        Cell::Empty => String::new(),
    }
}

fn paired(out: &mut String, section: &Section, heads: &[String; 2], rows: &[PairedRow], style: Style) {
    let length = |text: &str| text.chars().count();
    let label_width = 2 + rows.iter().map(|r| length(&r.label)).max().unwrap_or(0).clamp(30, 54);
    let column = ((WIDTH - label_width) / 2 - 2).min(30);
    line(out, &style.strong(&format!("{:label_width$}{:>column$}  {:>column$}", "", heads[0], heads[1])));
    for row in rows {
        let cells = row.figures.map(|id| id.map_or_else(|| "no data".to_owned(), |i| marked(&section.figures[i])));
        line(out, &format!("  {:<w$}{:>column$}  {:>column$}", row.label, cells[0], cells[1], w = label_width - 2));
    }
}

fn table(out: &mut String, section: &Section, title: &str, columns: &[String], rows: &[Vec<Cell>], style: Style) {
    line(out, &style.strong(title));
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(WIDTH).unwrap_or(100));
    let longest = |at: usize| {
        let texts = rows.iter().filter_map(|row| match row.get(at) {
            Some(Cell::Text(text)) => Some(text.chars().count()),
            _ => None,
        });
        texts.max().unwrap_or(0)
    };
    let sentences: Vec<bool> = (0..columns.len()).map(|at| longest(at) > SENTENCE).collect();
    let side = |at: usize| if at == 0 || sentences[at] { CellAlignment::Left } else { CellAlignment::Right };
    table.set_header(columns.iter().enumerate().map(|(i, c)| TableCell::new(c).set_alignment(side(i))));
    for row in rows {
        table.add_row(row.iter().enumerate().map(|(i, cell)| {
            let words = matches!(cell, Cell::Text(_)) && (i == 0 || sentences[i]);
            let alignment = if words { CellAlignment::Left } else { CellAlignment::Right };
            TableCell::new(self::cell(cell, section)).set_alignment(alignment)
        }));
    }
    // Words stay whole and sentences keep room to be read, where both fit on the page.
    let word = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| self::cell(cell, section));
        let texts: Vec<String> = cells.chain([columns[at].clone()]).collect();
        texts.iter().flat_map(|t| t.split_whitespace()).map(|w| w.chars().count()).max().unwrap_or(0)
    };
    let told = u16::try_from(sentences.iter().filter(|s| **s).count()).unwrap_or(1).max(1);
    let least: Vec<u16> = (0..columns.len())
        .map(|at| if sentences[at] { ROOM / told } else { u16::try_from(word(at) + 2).unwrap_or(u16::MAX) })
        .collect();
    if least.iter().map(|w| usize::from(*w)).sum::<usize>() <= WIDTH {
        for (at, width) in least.into_iter().enumerate() {
            if let Some(column) = table.column_mut(at) {
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
            }
        }
    }
    for text in table.lines() {
        line(out, text.trim_end());
    }
}

fn trends(out: &mut String, section: &Section, title: &str, lines: &[Trend], style: Style) {
    line(out, &style.strong(title));
    for trend in lines {
        let from = trend.figures.len().saturating_sub(SPARK);
        let figures: Vec<&Figure> = trend.figures[from..].iter().map(|i| &section.figures[*i]).collect();
        let (Some(first), Some(last)) = (figures.first(), figures.last()) else { continue };
        let values: Vec<Option<f64>> = figures.iter().map(|f| f.value.known()).collect();
        let (label, bars) = (&trend.label, sparkline(&values));
        let (start, end) = (words::value(first), marked(last));
        line(out, &format!("  {label:<42} {} {start:>9} {bars} {} {end}", first.year, last.year));
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// A paragraph with `lead` before the first line and as many blanks before the others.
fn paragraph(out: &mut String, text: &str, lead: &str) {
    wrap(out, text, lead, &" ".repeat(lead.chars().count()));
}

/// Breaks a paragraph between words to the page's width, with `lead` before the first line and
/// `follow` before the others. A word longer than the page stands on a line of its own.
pub fn wrap(out: &mut String, text: &str, lead: &str, follow: &str) {
    let mut current = lead.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && current.chars().count() + 1 + word.chars().count() > WIDTH {
            line(out, &current);
            follow.clone_into(&mut current);
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    line(out, &current);
}
