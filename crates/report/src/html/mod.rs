//! A page of sections as one HTML file: style, drawings, data and script inside, nothing fetched.
//!
//! The page carries its own JSON, the answer of `--format json` without line breaks. Marks and cells name the record
//! or row they show, so that hover texts, data tables and CSV files all come from that one copy. Without its script
//! the page still shows every chart and table.

mod blocks;
mod chart;
mod glossary;
mod tiles;

use crate::draw::atlas::Atlas;
use crate::draw::{escape, flat, map, palette};
use crate::marks;
use glossary::Glossary;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use suzerain_studies::page::chart::{self as data, Kind, Part};
use suzerain_studies::page::{Page, Section};
use suzerain_studies::words;
use suzerain_tables::Economy;
use suzerain_tables::outlines::Ring;
use suzerain_tables::provenance::Source;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// What stands around a page's sections.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The two sides, whose colours they get.
    pub pair: Option<[Economy; 2]>,
    /// What kind of page it is, e.g. `Brief`.
    pub kind: &'a str,
    /// The command that makes the page again.
    pub command: &'a str,
    /// The answer as compact JSON with the records of all figures in order, and the charts of [`crate::json`].
    pub json: &'a str,
    /// Sources the page uses.
    pub sources: &'a [&'a Source],
    /// Outlines for maps; empty for no maps.
    pub rings: &'a [Ring],
}

/// What the parts of a page share while it is written.
struct Ink<'a> {
    atlas: Atlas,
    glossary: Glossary,
    pair: Option<[Economy; 2]>,
    sources: &'a [&'a Source],
}

/// The page.
#[must_use]
pub fn page(page: &Page, setting: &Setting<'_>) -> String {
    let ink = Ink {
        atlas: Atlas::new(setting.rings),
        glossary: Glossary::built_in(),
        pair: setting.pair,
        sources: setting.sources,
    };
    let charts = data::all(page, setting.pair);
    let maps = charts.iter().any(|c| matches!(c.kind, Kind::Map { .. }));
    let mut body = String::new();
    let mut first = 0;
    for section in &page.sections {
        self::section(&mut body, section, first, &ink);
        first += section.figures.len();
    }
    let contents: String = page
        .sections
        .iter()
        .map(|s| format!("<li><a href=\"#s-{}\">{}</a></li>", s.id, escape(&s.title)))
        .chain(["<li><a href=\"#s-sources\">Marks and sources</a></li>".to_owned()])
        .collect();
    let mut out = String::with_capacity(body.len() + setting.json.len() + 400_000);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"description\" content=\"{headline}\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{title}</title>\n\
         <style>{palette}{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the findings</a>\n",
        headline = escape(&page.headline),
        title = escape(&page.title),
        palette = palette::page(),
    );
    if maps {
        out.push_str(&map::outlines(&ink.atlas));
    }
    let _ = write!(
        out,
        "\n<header>\n<p class=\"kicker\">Suzerain · {kind}</p>\n<h1>{h1}</h1>\n<p class=\"lead\">{lead}</p>\n",
        kind = escape(setting.kind),
        h1 = named(&page.title, setting.pair),
        lead = ink.glossary.marked(&page.headline, &mut BTreeSet::new()),
    );
    tiles::write(&mut out, page, setting.pair);
    let _ = write!(
        out,
        "</header>\n<nav aria-label=\"Contents\"><ol>{contents}</ol></nav>\n<main id=\"main\" tabindex=\"-1\">\n{body}"
    );
    closing(&mut out, page, setting, maps);
    let _ = write!(
        out,
        "</main>\n<footer><p>Made by <code>{}</code>. Everything on this page is in the file: it opens without a network.</p></footer>\n\
         <div id=\"tip\" role=\"tooltip\" hidden></div>\n\
         <script type=\"application/json\" id=\"answer\">{}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
        escape(setting.command),
        // The only sequences that could end or change the script element.
        setting.json.replace("</", "<\\/").replace("<!--", "<\\u0021--"),
    );
    out
}

/// The title with both names in their colours.
fn named(title: &str, pair: Option<[Economy; 2]>) -> String {
    let title = escape(title);
    let Some(pair) = pair else { return title };
    pair.iter().zip(["a", "b"]).fold(title, |text, (economy, side)| {
        let name = escape(economy.name());
        text.replacen(&name, &format!("<span class=\"side-{side}\">{name}</span>"), 1)
    })
}

fn section(out: &mut String, section: &Section, first: usize, ink: &Ink<'_>) {
    let _ = write!(
        out,
        "<section id=\"s-{id}\" aria-labelledby=\"h-{id}\">\n<h2 id=\"h-{id}\">{}</h2>\n",
        escape(&section.title),
        id = section.id,
    );
    let mut told = BTreeSet::new();
    let mut grid = false;
    let mut number = 0;
    for part in data::parts(section, ink.pair) {
        let drawn = matches!(part, Part::Chart(_));
        if drawn != grid {
            out.push_str(if drawn { "<div class=\"charts\">\n" } else { "</div>\n" });
            grid = drawn;
        }
        match part {
            Part::Chart(chart) => chart::write(out, &chart, ink),
            Part::Block(block) => {
                number += 1;
                blocks::write(out, block, section, &format!("{}-{number}", section.id), first, ink, &mut told);
            }
        }
    }
    if grid {
        out.push_str("</div>\n");
    }
    let mut list = |out: &mut String, notes: &[String]| {
        out.push_str("<ul class=\"notes\">");
        for note in notes {
            let _ = write!(out, "<li>{}</li>", ink.glossary.marked(note, &mut told));
        }
        out.push_str("</ul>\n");
    };
    if !section.notes.is_empty() {
        list(out, &section.notes);
    }
    if !section.repairs.is_empty() {
        let _ = write!(
            out,
            "<details class=\"repairs\"><summary>{} oddities of the data, and what the models did about them</summary>",
            section.repairs.len()
        );
        let rounded: Vec<String> = section.repairs.iter().map(|text| words::rounded(text)).collect();
        list(out, &rounded);
        out.push_str("</details>\n");
    }
    out.push_str("</section>\n");
}

/// Marks, notes on the page, sources.
fn closing(out: &mut String, page: &Page, setting: &Setting<'_>, maps: bool) {
    out.push_str(
        "<section id=\"s-sources\" aria-labelledby=\"h-sources\">\n<h2 id=\"h-sources\">Marks and sources</h2>\n",
    );
    let used: BTreeSet<_> = page.sections.iter().flat_map(|s| &s.figures).flat_map(marks::marks).collect();
    if !used.is_empty() {
        out.push_str("<h3>Marks behind a value</h3><dl class=\"marks\">");
        for mark in used {
            let _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", mark.sign, escape(mark.meaning));
        }
        out.push_str("</dl>");
    }
    out.push_str("<p class=\"notes\">In charts a hollow mark is estimated or modelled, a filled one observed or known from the partner. A missing value is missing, never zero.</p>");
    for note in &page.notes {
        let _ = write!(out, "<p class=\"notes\">{}</p>", escape(note));
    }
    if maps {
        out.push_str("<p class=\"notes\">Boundaries on maps are those of the publisher, Natural Earth, and imply no position of ours on any of them.</p>");
    }
    out.push_str("<h3>Sources</h3><ul class=\"sources\">");
    for s in setting.sources {
        let _ = write!(
            out,
            "<li id=\"src-{id}\"><b>{id}</b> {publisher}, <cite>{title}</cite>. Vintage: {vintage}. Licence: {licence}. {citation} \
             <a href=\"{url}\" rel=\"noreferrer\">Publisher's page</a></li>",
            id = escape(s.id.as_str()),
            publisher = escape(&s.publisher),
            title = escape(&s.title),
            vintage = escape(&s.vintage),
            licence = escape(&s.licence),
            citation = escape(&s.citation),
            url = escape(&s.url),
        );
    }
    out.push_str("</ul>\n</section>\n");
}

/// A drawing of a page as files.
#[derive(Clone, Debug)]
pub struct Files {
    /// Name without ending: the chart's identifier.
    pub name: String,
    /// The drawing; none for a table.
    pub svg: Option<String>,
    /// Its data.
    pub csv: String,
}

/// Every chart of a page as SVG and CSV.
///
/// # Errors
/// The CSV writer's, which does not occur in memory.
pub fn files(page: &Page, pair: Option<[Economy; 2]>, rings: &[Ring]) -> Result<Vec<Files>, ::csv::Error> {
    let atlas = Atlas::new(rings);
    data::all(page, pair)
        .iter()
        .map(|chart| {
            let csv = flat::csv(&flat::flat(chart))?;
            Ok(Files { name: chart.id.clone(), svg: crate::draw::alone(chart, &atlas), csv })
        })
        .collect()
}
