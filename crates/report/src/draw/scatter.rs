//! One mark a pair of values.

use super::scale::{Axis, tick};
use super::{Panel, WIDTH, aloud, class, cut, label, mark, n, standing};
use std::fmt::Write as _;
use suzerain_studies::page::chart::{Mark, Point};
use suzerain_tables::figure::Unit;

const HEIGHT: f64 = 320.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 46.0;
/// Names beside marks are drawn up to so many of them.
const NAMED: usize = 24;

/// The drawing; titles and units of the horizontal and the vertical axis.
#[must_use]
pub fn panel(marks: &[Mark], titles: [&str; 2], units: [Unit; 2]) -> Panel {
    let values = |f: fn(&Mark) -> &Point| marks.iter().filter_map(move |m| f(m).value.known());
    let x = Axis::over(values(|m| &m.x), WIDTH - LEFT - RIGHT, false);
    let y = Axis::over(values(|m| &m.y), HEIGHT - TOP - BOTTOM, false);
    let (px, py) = (|v: f64| LEFT + x.at(v), |v: f64| HEIGHT - BOTTOM - y.at(v));
    let mut body = String::new();
    for v in y.ticks() {
        let _ = write!(body, "<path d=\"M{LEFT} {}H{}\" class=\"grid\"/>", n(py(v)), WIDTH - RIGHT);
        label(&mut body, LEFT - 7.0, py(v) + 4.0, "tick", "end", &tick(v, units[1]));
    }
    for v in x.ticks() {
        let _ = write!(body, "<path d=\"M{} {TOP}V{}\" class=\"grid\"/>", n(px(v)), HEIGHT - BOTTOM);
        label(&mut body, px(v), HEIGHT - BOTTOM + 16.0, "tick", "middle", &tick(v, units[0]));
    }
    label(&mut body, LEFT, 14.0, "small", "start", &cut(titles[1], 70));
    label(&mut body, WIDTH - RIGHT, HEIGHT - 8.0, "small", "end", &cut(titles[0], 70));
    for (row, m) in marks.iter().enumerate() {
        let (Some(at_x), Some(at_y)) = (m.x.value.known(), m.y.value.known()) else { continue };
        let told = format!("{}: {}, {}", m.label, aloud(&m.x, units[0]), aloud(&m.y, units[1]));
        let _ = write!(
            body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"4\" class=\"mark {}{}\" {}/>",
            n(px(at_x)),
            n(py(at_y)),
            class(m.side),
            standing(m.x.status.worst(m.y.status)),
            mark(row, &told),
        );
        if marks.len() <= NAMED {
            label(&mut body, px(at_x) + 6.0, py(at_y) - 5.0, "small", "start", &cut(&m.label, 24));
        }
    }
    Panel { caption: String::new(), height: HEIGHT, near: true, body, keys: Vec::new() }
}
