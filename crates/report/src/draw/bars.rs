//! Paired bars and dots with ranges: one row a measure, its name above its marks.

use super::scale::{Axis, tick};
use super::{Panel, WIDTH, aloud, class, cut, flat, label, mark, n, standing};
use std::fmt::Write as _;
use suzerain_studies::page::chart::{Head, Point, Row, Side};
use suzerain_tables::figure::Unit;

const LEFT: f64 = 4.0;
/// Room for a value behind the longest bar.
const VALUES: f64 = 92.0;
/// Longest name of a row, in characters.
const NAME: usize = 58;
const BAR: f64 = 10.5;
/// From one bar or range of a row to the next.
const PITCH: f64 = 14.0;

/// Heads a new group, and says how far down the next row begins.
fn group<'a>(body: &mut String, y: &mut f64, row: &'a Row, last: &mut &'a str) {
    if row.group != *last && !row.group.is_empty() {
        *y += if last.is_empty() { 14.0 } else { 24.0 };
        label(body, LEFT, *y, "group", "start", &cut(&row.group, NAME));
        let _ = write!(body, "<path d=\"M{LEFT} {}H{}\" class=\"grid\"/>", n(*y + 5.0), WIDTH - LEFT);
        *y += 6.0;
        *last = &row.group;
    }
}

fn known(rows: &[Row]) -> impl Iterator<Item = f64> + '_ {
    let ends = |p: &Point| p.value.known().into_iter().chain(p.bands.iter().flat_map(|b| [b.low, b.high])).collect();
    rows.iter().flat_map(|r| r.points.iter().flatten()).flat_map(move |p| -> Vec<f64> { ends(p) })
}

/// Two bars a row from one zero, so that their lengths compare.
#[must_use]
pub fn paired(rows: &[Row], unit: Unit) -> Panel {
    let values = rows.iter().flat_map(|r| r.points.iter().flatten()).filter_map(|p| p.value.known());
    let axis = Axis::over(values, WIDTH - 2.0 * LEFT - VALUES, true);
    let zero = LEFT + axis.at(0.0);
    let mut body = String::new();
    let (mut y, mut last, mut index) = (4.0, "", 0);
    for row in rows {
        group(&mut body, &mut y, row, &mut last);
        y += 17.0;
        label(&mut body, LEFT, y, "name", "start", &cut(&row.label, NAME));
        let _ = write!(body, "<g role=\"group\" aria-label=\"{}\">", super::escape(&row.label));
        y += 5.0;
        let _ = write!(body, "<path d=\"M{} {}v{}\" class=\"axis\"/>", n(zero), n(y - 1.0), BAR + PITCH + 2.0);
        for (point, side) in row.points.iter().zip([Side::A, Side::B]) {
            if let Some(point) = point {
                let attributes = mark(
                    index,
                    &format!("{}: {}", if side == Side::A { "first" } else { "second" }, aloud(point, unit)),
                );
                bar(
                    &mut body,
                    point,
                    unit,
                    (zero, LEFT + point.value.known().map_or(0.0, |v| axis.at(v))),
                    y,
                    side,
                    &attributes,
                );
                index += 1;
            } else {
                label(&mut body, zero + 4.0, y + BAR - 0.5, "small", "start", "not measured");
            }
            y += PITCH;
        }
        body.push_str("</g>");
        y += 3.0;
    }
    Panel { caption: String::new(), height: y + 6.0, near: false, body, keys: Vec::new() }
}

fn bar(out: &mut String, point: &Point, unit: Unit, (zero, end): (f64, f64), y: f64, side: Side, attributes: &str) {
    let shown = flat::shown(point, unit);
    if point.value.known().is_none() {
        let _ = write!(out, "<g class=\"mark\" {attributes}>");
        label(out, zero + 4.0, y + BAR - 0.5, "small", "start", &shown);
        out.push_str("</g>");
        return;
    }
    let (from, width) = (zero.min(end), (end - zero).abs().max(1.0));
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{BAR}\" class=\"mark {}{}\" {attributes}/>",
        n(from),
        n(y),
        n(width),
        class(side),
        standing(point.status),
    );
    label(out, from + width + 5.0, y + BAR - 0.5, "value", "start", &shown);
}

/// The class of each head's marks: heads of neither side get one each.
#[must_use]
pub fn classes(heads: &[Head]) -> Vec<&'static str> {
    let mut neutral = ["n", "m"].into_iter().cycle();
    heads.iter().map(|h| if h.side == Side::Neither { neutral.next().unwrap_or("n") } else { class(h.side) }).collect()
}

/// A dot with its bands for each head, on one line a head.
#[must_use]
pub fn ranges(heads: &[Head], rows: &[Row], unit: Unit) -> Panel {
    let axis = Axis::over(known(rows), WIDTH - 2.0 * LEFT - VALUES, true);
    let at = |v: f64| LEFT + 6.0 + axis.at(v);
    let classes = classes(heads);
    let mut marks = String::new();
    let (mut y, mut last, mut index) = (4.0, "", 0);
    for row in rows {
        group(&mut marks, &mut y, row, &mut last);
        y += 17.0;
        label(&mut marks, LEFT, y, "name", "start", &cut(&row.label, NAME));
        let _ = write!(marks, "<g role=\"group\" aria-label=\"{}\">", super::escape(&row.label));
        y += 11.0;
        for ((head, side), point) in heads.iter().zip(&classes).zip(&row.points) {
            let Some(point) = point else { continue };
            let attributes = mark(index, &format!("{}: {}", head.label, aloud(point, unit)));
            index += 1;
            if let Some(value) = point.value.known() {
                for band in &point.bands {
                    let (low, high) = (n(at(band.low)), n(at(band.high)));
                    let _ = write!(marks, "<path d=\"M{low} {}H{high}\" class=\"whisker {side}\"/>", n(y));
                }
                let _ = write!(
                    marks,
                    "<circle cx=\"{}\" cy=\"{}\" r=\"4.5\" class=\"mark {side}{}\" {attributes}/>",
                    n(at(value)),
                    n(y),
                    if point.bands.is_empty() { standing(point.status) } else { "" },
                );
                let end = point.bands.iter().map(|b| b.high).fold(value, f64::max);
                label(&mut marks, at(end) + 9.0, y + 4.0, "value", "start", &flat::shown(point, unit));
            } else {
                let _ = write!(marks, "<g class=\"mark\" {attributes}>");
                label(&mut marks, at(0.0) + 5.0, y + 4.0, "small", "start", &flat::shown(point, unit));
                marks.push_str("</g>");
            }
            y += PITCH + 1.0;
        }
        marks.push_str("</g>");
    }
    y += 6.0;
    let mut body = String::new();
    for v in axis.ticks() {
        let class = if v == 0.0 { "axis" } else { "grid" };
        let _ = write!(body, "<path d=\"M{x} 8V{}\" class=\"{class}\"/>", n(y), x = n(at(v)));
        label(&mut body, at(v), y + 13.0, "tick", if v == 0.0 { "start" } else { "middle" }, &tick(v, unit));
    }
    body.push_str(&marks);
    Panel { caption: String::new(), height: y + 20.0, near: false, body, keys: Vec::new() }
}
