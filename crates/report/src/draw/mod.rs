//! Charts drawn as SVG: for a page, where style and hover come from it, and standing alone.
//!
//! No charting crate draws a page of a few megabytes that opens without a network: those with hover embed a script of
//! several or fetch it, and those that write SVG leave no mark that a keyboard or a screen reader can reach.
//! So the few forms needed are drawn here: [`lines`], [`bars`] (paired bars; dots with ranges), [`scatter`], [`map`].
//! Every mark has the number of its row in [`flat::Flat`] and a label to be read aloud.

pub mod atlas;
pub mod bars;
pub mod flat;
pub mod lines;
pub mod map;
pub mod palette;
pub mod scale;
pub mod scatter;

use atlas::Atlas;
use std::fmt::Write as _;
use suzerain_studies::page::chart::{Chart, Kind, Point, Side};
use suzerain_tables::figure::{SourceRef, Status, Unit};

/// Width of a drawing in its own units; texts are sized for it.
pub const WIDTH: f64 = 480.0;

/// One drawing of a chart; maps have one a layer.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What it shows, where a chart has several.
    pub caption: String,
    /// Height in its own units.
    pub height: f64,
    /// Whether marks lie so close that the nearest to the pointer is meant.
    pub near: bool,
    /// SVG elements.
    pub body: String,
    /// Keys of this panel alone.
    pub keys: Vec<Key>,
}

/// An entry of a legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Classes of the mark.
    pub class: String,
    /// A line rather than a patch.
    pub line: bool,
    /// What it stands for.
    pub label: String,
}

/// Whether a drawing lives on a page, which holds the outlines once, or alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// On a page.
    Page,
    /// In a file of its own.
    Alone,
}

/// The drawings of a chart; none for a table.
#[must_use]
pub fn panels(chart: &Chart, atlas: &Atlas, setting: Setting) -> Vec<Panel> {
    match &chart.kind {
        Kind::Series { lines, scale } => vec![lines::panel(lines, *scale, chart.unit)],
        Kind::Paired { rows, .. } => vec![bars::paired(rows, chart.unit)],
        Kind::Ranges { heads, rows } => vec![bars::ranges(heads, rows, chart.unit)],
        Kind::Scatter { x_title, x_unit, y_title, marks } => {
            vec![scatter::panel(marks, [x_title, y_title], [*x_unit, chart.unit])]
        }
        Kind::Map { layers } => map::panels(layers, chart.unit, atlas, setting),
        Kind::Table { .. } => Vec::new(),
    }
}

/// The legend of a chart as a whole.
#[must_use]
pub fn keys(chart: &Chart) -> Vec<Key> {
    let key = |side: Side, line: bool, label: &str| Key { class: class(side).into(), line, label: label.to_owned() };
    match &chart.kind {
        Kind::Series { lines, .. } => lines
            .iter()
            .zip(lines::dashes(lines))
            .map(|(l, dash)| Key { class: format!("{} d{dash}", class(l.side)), line: true, label: l.label.clone() })
            .collect(),
        Kind::Paired { heads, .. } => vec![key(Side::A, false, &heads[0]), key(Side::B, false, &heads[1])],
        Kind::Ranges { heads, .. } => heads
            .iter()
            .zip(bars::classes(heads))
            .map(|(h, class)| Key { class: class.into(), line: false, label: h.label.clone() })
            .collect(),
        Kind::Scatter { .. } | Kind::Map { .. } | Kind::Table { .. } => Vec::new(),
    }
}

/// The class that colours a side's marks.
#[must_use]
pub const fn class(side: Side) -> &'static str {
    match side {
        Side::A => "a",
        Side::B => "b",
        Side::Neither => "n",
    }
}

/// A class for how a value came about: drawn hollow unless observed.
const fn standing(status: Status) -> &'static str {
    match status {
        Status::Observed | Status::Mirror => "",
        Status::Estimated | Status::Modelled | Status::Missing => " hollow",
    }
}

/// Text as it may stand in SVG and HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// Attributes that make a mark answer to pointer, keyboard and screen reader.
fn mark(row: usize, label: &str) -> String {
    format!("data-i=\"{row}\" role=\"img\" aria-label=\"{}\"", escape(label))
}

/// A point read aloud: value, band, and how it came about.
fn aloud(point: &Point, unit: Unit) -> String {
    let mut text = flat::shown(point, unit);
    if let Some(band) = point.bands.first() {
        let [low, high] = [band.low, band.high].map(|v| suzerain_studies::words::quantity(v, unit));
        let _ = write!(text, " ({low} to {high})");
    }
    if !matches!(point.status, Status::Observed | Status::Missing) {
        let _ = write!(text, ", {}", point.status.name());
    }
    text
}

/// A number of the drawing with one decimal at most.
fn n(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 { "0".into() } else { rounded.to_string() }
}

/// A text element.
fn label(out: &mut String, x: f64, y: f64, class: &str, anchor: &str, text: &str) {
    let anchor = if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
    let _ = write!(out, "<text x=\"{}\" y=\"{}\" class=\"{class}\"{anchor}>{}</text>", n(x), n(y), escape(text));
}

/// A text cut to a number of characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// A chart as a file of its own, with title, legend, note and sources; none for a table.
#[must_use]
pub fn alone(chart: &Chart, atlas: &Atlas) -> Option<String> {
    let panels = panels(chart, atlas, Setting::Alone);
    if panels.is_empty() {
        return None;
    }
    let mut y = 24.0;
    let mut body = String::new();
    let write = |body: &mut String, y: &mut f64, class: &str, text: &str, width: usize, line: f64| {
        for part in broken(text, width) {
            label(body, 8.0, *y, class, "start", &part);
            *y += line;
        }
    };
    write(&mut body, &mut y, "title", &chart.title, 52, 20.0);
    write(&mut body, &mut y, "small", scale::unit_name(chart.unit), 90, 16.0);
    legend(&mut body, &mut y, &keys(chart));
    for panel in &panels {
        if !panel.caption.is_empty() {
            write(&mut body, &mut y, "strong", &panel.caption, 70, 16.0);
        }
        let _ = write!(body, "<g transform=\"translate(8 {})\">{}</g>", n(y - 8.0), panel.body);
        y += panel.height + 8.0;
        legend(&mut body, &mut y, &panel.keys);
    }
    write(&mut body, &mut y, "small", &chart.note, 88, 14.0);
    let told =
        |s: &&SourceRef| if s.vintage.is_empty() { s.id.to_string() } else { format!("{} ({})", s.id, s.vintage) };
    let sources: Vec<String> = chart.sources().iter().map(told).collect();
    if !sources.is_empty() {
        write(&mut body, &mut y, "small", &format!("Sources: {}.", sources.join(", ")), 88, 14.0);
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {w} {h}\" width=\"{w2}\" height=\"{h2}\" role=\"img\" \
         aria-label=\"{title}\"><style>{style}</style><rect width=\"{w}\" height=\"{h}\" class=\"paper\"/>{body}</svg>\n",
        w = n(WIDTH + 16.0),
        h = n(y),
        w2 = n((WIDTH + 16.0) * 1.5),
        h2 = n(y * 1.5),
        title = escape(&chart.title),
        style = palette::alone(),
    ))
}

fn legend(body: &mut String, y: &mut f64, keys: &[Key]) {
    for key in keys {
        let at = *y - 4.0;
        let _ = if key.line {
            write!(body, "<path d=\"M8 {y}h22\" class=\"line {c}\"/>", y = n(at), c = key.class)
        } else {
            write!(body, "<rect x=\"8\" y=\"{}\" width=\"22\" height=\"9\" class=\"{}\"/>", n(at - 5.0), key.class)
        };
        label(body, 36.0, *y, "small", "start", &key.label);
        *y += 15.0;
    }
    if !keys.is_empty() {
        *y += 6.0;
    }
}

/// A text in lines of at most `width` characters.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
