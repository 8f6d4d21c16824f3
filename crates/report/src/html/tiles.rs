//! A few figures of both sides in large type under the headline.

use crate::draw::escape;
use crate::marks;
use std::fmt::Write as _;
use suzerain_studies::page::Page;
use suzerain_studies::words;
use suzerain_tables::figure::{Dyad, Flag, Subject};
use suzerain_tables::{Economy, Figure};

/// Measures in order, with what a tile calls them.
const TILES: [(&str, &str); 5] = [
    ("trade_share", "of its goods trade is with the other"),
    ("import_share", "of its goods imports come from the other"),
    ("value_added_origin", "of what it consumes and invests is value added in the other"),
    ("rupture_loss", "lost if the two stop trading"),
    ("cinc", "of world capability"),
];
/// Tiles at most.
const MOST: usize = 4;

/// Writes the tiles whose figures are known of both sides.
pub(super) fn write(out: &mut String, page: &Page, pair: Option<[Economy; 2]>) {
    let Some([a, b]) = pair else { return };
    let all = || page.sections.iter().flat_map(|s| &s.figures).enumerate();
    let of = |measure: &str, state: Economy, other: Economy| {
        all().find(|(_, f)| {
            let whose = match f.subject {
                Subject::Directed(d) => d == Dyad { dependent: state, on: other },
                Subject::State(e) => e == state,
                Subject::Symmetric(..) => false,
            };
            f.measure == measure && whose && f.item.is_none() && f.value.known().is_some() && !f.has(&Flag::Beside)
        })
    };
    let mut tiles = String::new();
    let mut count = 0;
    for (measure, label) in TILES {
        let (Some(one), Some(two)) = (of(measure, a, b), of(measure, b, a)) else { continue };
        if count == MOST {
            break;
        }
        count += 1;
        tiles.push_str("<div class=\"tile\"><dt>");
        let detail = detail(one.1);
        let _ = write!(tiles, "{}<small>{}</small>", escape(label), escape(&detail));
        let bands: Vec<String> =
            [(a, one.1), (b, two.1)].into_iter().filter_map(|(state, figure)| band(state, figure)).collect();
        if !bands.is_empty() {
            let _ = write!(tiles, "<small>bands: {}</small>", escape(&bands.join("; ")));
        }
        tiles.push_str("</dt>");
        for ((at, figure), (state, side)) in [one, two].into_iter().zip([(a, "a"), (b, "b")]) {
            let value = figure.value.known().map(serde_json::Value::from).unwrap_or_default();
            let _ = write!(
                tiles,
                "<dd class=\"side-{side}\"><span>{}</span> <data value=\"{value}\" data-r=\"{at}\" tabindex=\"0\">{}<sup>{}</sup></data></dd>",
                escape(state.name()),
                escape(&words::value(figure)),
                escape(&marks::suffix(figure)),
            );
        }
        tiles.push_str("</div>");
    }
    if !tiles.is_empty() {
        let _ = writeln!(out, "<dl class=\"tiles\">{tiles}</dl>");
    }
}

/// The band of a state's figure, where it has one.
fn band(state: Economy, figure: &Figure) -> Option<String> {
    let band = figure.band?;
    let [low, high] = [band.low, band.high].map(|end| words::quantity(end, figure.unit));
    Some(format!("{} {low} to {high}", state.name()))
}

/// Year and source, and the model where one stands behind it.
fn detail(figure: &Figure) -> String {
    let sources: Vec<&str> = figure.sources.iter().map(|s| s.id.as_str()).collect();
    let whole = figure.denominator.as_deref().filter(|d| d.starts_with("own-")).map(|d| format!(", {}", &d[4..]));
    format!("{}, {}{}", figure.year, sources.join("+"), whole.unwrap_or_default())
}
