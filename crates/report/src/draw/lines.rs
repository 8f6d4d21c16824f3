//! Lines with bands over years.

use super::scale::{Axis, tick, years};
use super::{Panel, WIDTH, aloud, class, label, mark, n, standing};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use suzerain_studies::page::chart::{Line, Point, Scale, Side};
use suzerain_tables::figure::{Status, Unit};

const HEIGHT: f64 = 250.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 28.0;

/// The dash of each line: lines of one side differ by it.
#[must_use]
pub fn dashes(lines: &[Line]) -> Vec<usize> {
    let mut seen: BTreeMap<Side, usize> = BTreeMap::new();
    let mut next = |side: Side| {
        let count = seen.entry(side).or_default();
        *count += 1;
        (*count - 1) % 4
    };
    lines.iter().map(|l| next(l.side)).collect()
}

/// Horizontal places of a line's points: several of one year share it out among them.
fn places(points: &[Point]) -> Vec<f64> {
    let mut of_year: BTreeMap<i16, usize> = BTreeMap::new();
    let years: Vec<i16> = points.iter().map(|p| p.year.map_or(0, |y| y.0)).collect();
    years.iter().for_each(|y| *of_year.entry(*y).or_default() += 1);
    let mut used: BTreeMap<i16, usize> = BTreeMap::new();
    let place = |y: &i16| {
        let at = used.entry(*y).or_default();
        *at += 1;
        f64::from(*y) + (*at - 1) as f64 / of_year[y] as f64
    };
    years.iter().map(place).collect()
}

/// Whether a line runs on from one year to another: not over a gap of more than twice the usual step.
fn usual_step(points: &[Point]) -> i16 {
    let mut years: Vec<i16> =
        points.iter().filter(|p| p.value.known().is_some()).filter_map(|p| p.year).map(|y| y.0).collect();
    years.dedup();
    let mut steps: Vec<i16> = years.windows(2).map(|w| w[1] - w[0]).collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(1).max(1)
}

/// A point with its place, and whether the line reaches it from the one before.
struct Placed<'a> {
    x: f64,
    point: &'a Point,
    joined: bool,
}

fn placed<'a>(line: &'a Line, px: impl Fn(f64) -> f64) -> Vec<Placed<'a>> {
    let step = usual_step(&line.points);
    let mut before: Option<i16> = None;
    places(&line.points)
        .into_iter()
        .zip(&line.points)
        .map(|(x, point)| {
            let year = point.year.filter(|_| point.value.known().is_some()).map(|y| y.0);
            let joined = before.zip(year).is_some_and(|(from, to)| to - from <= 2 * step);
            before = year;
            Placed { x: px(x), point, joined }
        })
        .collect()
}

/// The drawing.
#[must_use]
pub fn panel(lines: &[Line], scale: Scale, unit: Unit) -> Panel {
    let all = || lines.iter().flat_map(|l| &l.points);
    let seen = all().filter(|p| p.value.known().is_some()).filter_map(|p| p.year);
    let (first, last) = (seen.clone().min().map_or(0, |y| y.0), seen.max().map_or(1, |y| y.0));
    let x = Axis::exact(f64::from(first), f64::from(last), WIDTH - LEFT - RIGHT);
    let values = || all().flat_map(|p| p.value.known().into_iter().chain(p.bands.iter().flat_map(|b| [b.low, b.high])));
    let length = HEIGHT - TOP - BOTTOM;
    let y = match scale {
        Scale::Log => Axis::log(values(), length),
        Scale::Linear => None,
    };
    let y = y.unwrap_or_else(|| Axis::over(values(), length, false));
    let (px, py) = (|v: f64| LEFT + x.at(v), |v: f64| TOP + length - y.at(v));
    let mut body = String::new();
    for v in y.ticks() {
        let at = py(v);
        let class = if v == 0.0 { "axis" } else { "grid" };
        let _ = write!(body, "<path d=\"M{LEFT} {}H{}\" class=\"{class}\"/>", n(at), WIDTH - RIGHT);
        label(&mut body, LEFT - 7.0, at + 4.0, "tick", "end", &tick(v, unit));
    }
    for year in years(first, last) {
        label(&mut body, px(f64::from(year)), HEIGHT - 9.0, "tick", "middle", &year.to_string());
    }
    let dashes = dashes(lines);
    let drawn: Vec<Vec<Placed<'_>>> = lines.iter().map(|l| placed(l, px)).collect();
    for (line, points) in lines.iter().zip(&drawn) {
        bands(&mut body, class(line.side), points, py);
    }
    let mut row = 0;
    for ((line, points), dash) in lines.iter().zip(&drawn).zip(dashes) {
        path(&mut body, &format!("{} d{dash}", class(line.side)), points, py);
        let _ = write!(body, "<g role=\"group\" aria-label=\"{}\">", super::escape(&line.label));
        let radius = if points.len() > 40 { 1.7 } else { 2.6 };
        for Placed { x, point, .. } in points {
            if let (Some(value), Some(year)) = (point.value.known(), point.year) {
                let _ = write!(
                    body,
                    "<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\" class=\"mark {}{}\" {}/>",
                    n(*x),
                    n(py(value)),
                    class(line.side),
                    standing(point.status),
                    mark(row, &format!("{year}: {}", aloud(point, unit))),
                );
            }
            row += 1;
        }
        body.push_str("</g>");
    }
    Panel { caption: String::new(), height: HEIGHT, near: true, body, keys: Vec::new() }
}

/// The line through the known points, broken at missing ones; modelled stretches of a line that is otherwise not are
/// drawn dotted.
fn path(body: &mut String, class: &str, points: &[Placed<'_>], py: impl Fn(f64) -> f64) {
    let modelled = |p: &Point| p.status == Status::Modelled;
    let mixed = points.iter().any(|p| modelled(p.point)) && points.iter().any(|p| !modelled(p.point));
    let mut solid = String::new();
    let mut dotted = String::new();
    let mut before: Option<(f64, f64, &Point)> = None;
    let mut solid_open = false;
    for Placed { x, point, joined } in points {
        let Some(value) = point.value.known() else {
            before = None;
            solid_open = false;
            continue;
        };
        let y = py(value);
        solid_open = solid_open && *joined;
        if let Some((x0, y0, last)) = before.filter(|_| *joined) {
            if mixed && (modelled(point) || modelled(last)) {
                let _ = write!(dotted, "M{} {}L{} {}", n(x0), n(y0), n(*x), n(y));
                solid_open = false;
            } else {
                if !solid_open {
                    let _ = write!(solid, "M{} {}", n(x0), n(y0));
                }
                let _ = write!(solid, "L{} {}", n(*x), n(y));
                solid_open = true;
            }
        }
        before = Some((*x, y, point));
    }
    if !solid.is_empty() {
        let _ = write!(body, "<path d=\"{solid}\" class=\"line {class}\"/>");
    }
    if !dotted.is_empty() {
        let side = class.split(' ').next().unwrap_or_default();
        let _ = write!(body, "<path d=\"{dotted}\" class=\"line {side} d2\"/>");
    }
}

/// Bands as areas, the widest first, so that the narrower ones lie darker on them.
fn bands(body: &mut String, class: &str, points: &[Placed<'_>], py: impl Fn(f64) -> f64) {
    let most = points.iter().map(|p| p.point.bands.len()).max().unwrap_or(0);
    for at in 0..most {
        let mut runs: Vec<Vec<(f64, f64, f64)>> = vec![Vec::new()];
        for Placed { x, point, joined } in points {
            if !joined {
                runs.push(Vec::new());
            }
            let mut sorted = point.bands.clone();
            sorted.sort_by(|p, q| (q.high - q.low).total_cmp(&(p.high - p.low)));
            match (sorted.get(at), runs.last_mut()) {
                (Some(b), Some(run)) => run.push((*x, py(b.low), py(b.high))),
                _ => runs.push(Vec::new()),
            }
        }
        for run in runs.iter().filter(|r| !r.is_empty()) {
            if let [(x, low, high)] = run.as_slice() {
                let _ = write!(body, "<path d=\"M{} {}V{}\" class=\"whisker {class}\"/>", n(*x), n(*low), n(*high));
                continue;
            }
            let mut d = String::new();
            for (x, _, high) in run {
                let _ = write!(d, "{}{} {}", if d.is_empty() { 'M' } else { 'L' }, n(*x), n(*high));
            }
            for (x, low, _) in run.iter().rev() {
                let _ = write!(d, "L{} {}", n(*x), n(*low));
            }
            let _ = write!(body, "<path d=\"{d}Z\" class=\"band {class}\"/>");
        }
    }
}
