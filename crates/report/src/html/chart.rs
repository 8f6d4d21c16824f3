//! A chart on a page: title, legend, drawing, note with sources, its data.

use super::Ink;
use crate::draw::{Key, Panel, Setting, escape, flat, keys, map, panels, scale};
use std::fmt::Write as _;
use suzerain_studies::page::chart::{Chart, Datum, Kind};

/// Writes the chart.
pub(super) fn write(out: &mut String, chart: &Chart, ink: &Ink<'_>) {
    let id = escape(&chart.id);
    let class = match &chart.kind {
        Kind::Table { .. } => "chart wide",
        // Two maps stand one above the other beside another chart.
        Kind::Map { layers } if layers.len() != 2 => "chart wide",
        _ => "chart",
    };
    let _ = write!(
        out,
        "<figure class=\"{class}\" id=\"c-{id}\" data-chart=\"{id}\" aria-labelledby=\"t-{id}\">\n<figcaption><h3 id=\"t-{id}\">{}</h3>",
        escape(&chart.title)
    );
    let tabular = matches!(chart.kind, Kind::Table { .. });
    if !tabular {
        let _ = write!(out, "<p class=\"unit\">{}</p>", scale::unit_name(chart.unit));
    }
    out.push_str("</figcaption>\n");
    if let Kind::Table { columns, rows } = &chart.kind {
        table(out, chart, columns, rows);
    }
    legend(out, &keys(chart));
    let drawn = panels(chart, &ink.atlas, Setting::Page);
    let (many, shared) = (drawn.len() > 1, drawn.iter().filter(|p| !p.keys.is_empty()).count() == 1);
    if many {
        out.push_str("<div class=\"panels\">");
    }
    for panel in &drawn {
        out.push_str("<div>");
        drawing(out, chart, panel);
        if !(many && shared) {
            legend(out, &panel.keys);
        }
        out.push_str("</div>");
    }
    if many {
        out.push_str("</div>");
        drawn.iter().filter(|_| shared).for_each(|p| legend(out, &p.keys));
    }
    let mut note = chart.note.clone();
    if let Kind::Map { layers } = &chart.kind {
        let absent = map::not_drawn(layers, &ink.atlas);
        if !absent.is_empty() {
            let _ = write!(note, " Not on the map, but in the data: {}.", absent.join(", "));
        }
        note.push_str(" Boundaries are the publisher's and imply no position.");
    }
    let _ = writeln!(out, "<p class=\"note\">{} {}</p>", escape(note.trim()), sources(chart, ink));
    tools(out, &format!("data-csv=\"{id}\""), &chart.title, !tabular);
    out.push_str("</figure>\n");
}

/// Links to the sources of a chart.
fn sources(chart: &Chart, ink: &Ink<'_>) -> String {
    let links: Vec<String> = chart
        .sources()
        .into_iter()
        .map(|s| {
            let id = escape(s.id.as_str());
            let known = ink.sources.iter().find(|k| k.id == s.id);
            let name = if known.is_some() { format!("<a href=\"#src-{id}\">{id}</a>") } else { id };
            let vintage = if s.vintage.is_empty() { known.map_or("", |k| &k.vintage) } else { &s.vintage };
            if vintage.is_empty() { name } else { format!("{name} ({})", escape(vintage)) }
        })
        .collect();
    if links.is_empty() { String::new() } else { format!("Source: {}.", links.join(", ")) }
}

/// Buttons under a chart or table.
pub(super) fn tools(out: &mut String, target: &str, title: &str, data: bool) {
    let title = escape(title);
    out.push_str("<div class=\"tools\">");
    if data {
        let _ =
            write!(out, "<details class=\"data\"><summary aria-label=\"Data of: {title}\">Data</summary></details>");
    }
    let _ = writeln!(
        out,
        "<button type=\"button\" {target} aria-label=\"Download as CSV: {title}\" hidden>CSV</button></div>"
    );
}

fn legend(out: &mut String, keys: &[Key]) {
    if keys.is_empty() {
        return;
    }
    out.push_str("<ul class=\"legend\">");
    for key in keys {
        let shape = if key.line {
            format!("<path d=\"M1 6h26\" class=\"line {}\"/>", key.class)
        } else {
            format!("<rect x=\"1\" y=\"1\" width=\"16\" height=\"10\" class=\"{}\"/>", key.class)
        };
        let width = if key.line { 28 } else { 18 };
        let _ = write!(
            out,
            "<li><svg width=\"{width}\" height=\"12\" aria-hidden=\"true\" focusable=\"false\">{shape}</svg>{}</li>",
            escape(&key.label)
        );
    }
    out.push_str("</ul>\n");
}

fn drawing(out: &mut String, chart: &Chart, panel: &Panel) {
    if !panel.caption.is_empty() {
        let _ = write!(out, "<p class=\"panel\">{}</p>", escape(&panel.caption));
    }
    let about =
        if panel.caption.is_empty() { chart.title.clone() } else { format!("{}: {}", chart.title, panel.caption) };
    let near = if panel.near { " data-near" } else { "" };
    let _ = writeln!(
        out,
        "<svg class=\"drawing\" viewBox=\"0 0 {} {:.0}\" role=\"group\" aria-roledescription=\"chart\" \
         aria-label=\"{}. Arrow keys move among the marks.\"{near}>{}</svg>",
        crate::draw::WIDTH,
        panel.height,
        escape(&about),
        panel.body
    );
}

/// A table of data that are no figures.
fn table(out: &mut String, chart: &Chart, columns: &[String], rows: &[Vec<Datum>]) {
    let title = escape(&chart.title);
    let _ = write!(
        out,
        "<div class=\"scroll\" role=\"region\" aria-label=\"{title}\" tabindex=\"0\"><table class=\"sortable\"><caption class=\"hidden\">{title}</caption><thead><tr>"
    );
    for (at, column) in columns.iter().enumerate() {
        let numbers = rows.iter().any(|r| matches!(r.get(at), Some(Datum::Value(..))));
        let class = if numbers { " class=\"num\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", escape(column));
    }
    out.push_str("<th scope=\"col\">source</th></tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        let mut used: Vec<String> = Vec::new();
        for (at, cell) in row.iter().enumerate() {
            let _ = match cell {
                Datum::Text(words) if at == 0 => write!(out, "<th scope=\"row\">{}</th>", escape(words)),
                Datum::Text(words) => write!(out, "<td>{}</td>", escape(words)),
                Datum::Value(point, unit) => {
                    let source = flat::sources(point);
                    let year = point.year.map(|y| format!(", {y}")).unwrap_or_default();
                    let told =
                        format!("{}{year}, {}. Source: {source}", flat::shown(point, *unit), point.status.name());
                    if !used.contains(&source) {
                        used.push(source);
                    }
                    let value = point.value.known().map(|v| format!(" value=\"{}\"", serde_json::Value::from(v)));
                    write!(
                        out,
                        "<td class=\"num\"><data{} data-d=\"{}\">{}</data></td>",
                        value.unwrap_or_default(),
                        escape(&told),
                        escape(&flat::shown(point, *unit))
                    )
                }
                Datum::Empty => write!(out, "<td></td>"),
            };
        }
        let _ = writeln!(out, "<td class=\"src\">{}</td></tr>", escape(&used.join(", ")));
    }
    out.push_str("</tbody></table></div>\n");
}
