//! Outlines on paper: Equal Earth projection, rings cut at 180 degrees, small economies as dots.

use super::WIDTH;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use suzerain_tables::Economy;
use suzerain_tables::outlines::Ring;

/// Units of a path for one unit of the drawing: paths are written in whole tenths.
pub const FINE: f64 = 10.0;
/// Economies that span less than this, in units of the drawing, are drawn as dots.
const DOT: f64 = 3.2;
/// Latitudes shown, in degrees.
const SOUTH: f64 = -57.0;
const NORTH: f64 = 84.0;

/// Coefficients of the Equal Earth projection (Šavrič, Patterson and Jenny 2018, equation 9).
const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];

/// Longitude and latitude in degrees on the plane, in radii of the globe; north is up.
#[must_use]
pub fn equal_earth(lon: f64, lat: f64) -> (f64, f64) {
    let root = 3f64.sqrt();
    let t = (root / 2.0 * lat.to_radians().sin()).asin();
    let (t2, t6, t8) = (t.powi(2), t.powi(6), t.powi(8));
    let slope = A[0] + 3.0 * A[1] * t2 + 7.0 * A[2] * t6 + 9.0 * A[3] * t8;
    let x = 2.0 * root * lon.to_radians() * t.cos() / (3.0 * slope);
    (x, t * (A[0] + A[1] * t2 + A[2] * t6 + A[3] * t8))
}

/// How an economy is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A path in tenths of the drawing's units.
    Path(String),
    /// A dot's centre in tenths of the drawing's units.
    Dot(f64, f64),
}

/// Every economy's shape.
#[derive(Clone, Debug, Default)]
pub struct Atlas {
    shapes: BTreeMap<Economy, Shape>,
}

impl Atlas {
    /// Draws the rings of an outlines table.
    #[must_use]
    pub fn new(rings: &[Ring]) -> Self {
        let mut of: BTreeMap<Economy, Vec<Vec<(f64, f64)>>> = BTreeMap::new();
        for ring in rings {
            of.entry(ring.economy).or_default().extend(pieces(&ring.vertices));
        }
        let shape = |rings: Vec<Vec<(f64, f64)>>| {
            let rings: Vec<Vec<(f64, f64)>> =
                rings.into_iter().map(|ring| ring.into_iter().map(|(lon, lat)| place(lon, lat)).collect()).collect();
            shape(&rings)
        };
        Self { shapes: of.into_iter().map(|(economy, rings)| (economy, shape(rings))).collect() }
    }

    /// Economies with their shapes in the order of the vocabulary.
    pub fn shapes(&self) -> impl Iterator<Item = (Economy, &Shape)> {
        self.shapes.iter().map(|(e, s)| (*e, s))
    }

    /// The shape of an economy.
    #[must_use]
    pub fn of(&self, economy: Economy) -> Option<&Shape> {
        self.shapes.get(&economy)
    }

    /// Height of a world map in units of the drawing.
    #[must_use]
    pub fn height() -> f64 {
        (equal_earth(0.0, NORTH).1 - equal_earth(0.0, SOUTH).1) * scale()
    }

    /// The outline of the map itself, in tenths of the drawing's units.
    #[must_use]
    pub fn frame() -> String {
        let steps = || (0..=24).map(|k| SOUTH + (NORTH - SOUTH) * f64::from(k) / 24.0);
        let edge = steps().map(|lat| (180.0, lat)).chain(steps().map(|lat| (-180.0, SOUTH + NORTH - lat)));
        path(&[edge.map(|(lon, lat)| place(lon, lat)).collect()])
    }
}

/// Units of the drawing for a radius of the globe.
fn scale() -> f64 {
    WIDTH / (2.0 * equal_earth(180.0, 0.0).0)
}

/// A place on the drawing in its units.
fn place(lon: f64, lat: f64) -> (f64, f64) {
    let (x, y) = equal_earth(lon, lat);
    (WIDTH / 2.0 + x * scale(), (equal_earth(0.0, NORTH).1 - y) * scale())
}

/// A ring cut at 180 degrees: its vertices followed without jumps, then clipped to one turn of the globe, with what
/// lies beyond brought round from the other side.
fn pieces(vertices: &[(i32, i32)]) -> Vec<Vec<(f64, f64)>> {
    let mut ring: Vec<(f64, f64)> = Vec::with_capacity(vertices.len());
    for (lon, lat) in vertices {
        let (mut lon, lat) = (f64::from(*lon) / 100.0, f64::from(*lat) / 100.0);
        if let Some((before, _)) = ring.last() {
            lon += 360.0 * ((before - lon) / 360.0).round();
        }
        ring.push((lon, lat));
    }
    [-360.0, 0.0, 360.0]
        .into_iter()
        .map(|shift| {
            let shifted: Vec<(f64, f64)> = ring.iter().map(|(lon, lat)| (lon + shift, *lat)).collect();
            clipped(&clipped(&shifted, -180.0, 1.0), 180.0, -1.0)
        })
        .filter(|piece| piece.len() > 2)
        .collect()
}

/// The part of a ring on one side of a meridian (Sutherland and Hodgman 1974): east of it for a `sign` of 1.
fn clipped(ring: &[(f64, f64)], meridian: f64, sign: f64) -> Vec<(f64, f64)> {
    let inside = |p: (f64, f64)| (p.0 - meridian) * sign >= 0.0;
    let mut out = Vec::with_capacity(ring.len());
    for (at, p) in ring.iter().enumerate() {
        let before = ring[(at + ring.len() - 1) % ring.len()];
        if inside(*p) != inside(before) {
            let part = (meridian - before.0) / (p.0 - before.0);
            out.push((meridian, before.1 + part * (p.1 - before.1)));
        }
        if inside(*p) {
            out.push(*p);
        }
    }
    out
}

fn shape(rings: &[Vec<(f64, f64)>]) -> Shape {
    let all = || rings.iter().flatten();
    let ends = |f: fn(&(f64, f64)) -> f64| {
        all().map(f).fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
    };
    let (x, y) = (ends(|p| p.0), ends(|p| p.1));
    // The largest ring decides: atolls spread over an ocean are still small.
    let span = |ring: &Vec<(f64, f64)>| {
        let ends = |f: fn(&(f64, f64)) -> f64| {
            let (low, high) =
                ring.iter().map(f).fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
            high - low
        };
        ends(|p| p.0).max(ends(|p| p.1))
    };
    let largest = rings.iter().max_by(|p, q| span(p).total_cmp(&span(q)));
    match largest {
        Some(ring) if span(ring) < DOT => {
            let count = ring.len() as f64;
            let sum = ring.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
            Shape::Dot(sum.0 / count * FINE, sum.1 / count * FINE)
        }
        Some(_) => Shape::Path(path(rings)),
        None => Shape::Dot((x.0 + x.1) / 2.0 * FINE, (y.0 + y.1) / 2.0 * FINE),
    }
}

/// Closed rings as steps between whole tenths; steps of nothing are left out.
fn path(rings: &[Vec<(f64, f64)>]) -> String {
    let mut d = String::new();
    for ring in rings {
        let points: Vec<(i64, i64)> =
            ring.iter().map(|p| ((p.0 * FINE).round() as i64, (p.1 * FINE).round() as i64)).collect();
        let Some((mut x, mut y)) = points.first().copied() else { continue };
        let mut steps = String::new();
        let mut count = 0;
        for (next_x, next_y) in &points[1..] {
            let (dx, dy) = (next_x - x, next_y - y);
            if (dx, dy) != (0, 0) {
                let gap = if dx < 0 || steps.is_empty() { "" } else { " " };
                let _ = write!(steps, "{gap}{dx}{}{dy}", if dy < 0 { "" } else { " " });
                (x, y) = (*next_x, *next_y);
                count += 1;
            }
        }
        if count > 2 {
            let _ = write!(d, "M{} {}l{steps}z", points[0].0, points[0].1);
        }
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the projection's authors: the width over the height is 2.05458, and the poles lie at 1.3173.
    #[test]
    fn the_projection_has_the_published_proportions() {
        let (x, _) = equal_earth(180.0, 0.0);
        let (_, y) = equal_earth(0.0, 90.0);
        assert!((x / y - 2.054_58).abs() < 1e-4, "{}", x / y);
        assert!((y - 1.317_36).abs() < 1e-4, "{y}");
        let (x, y) = equal_earth(0.0, 0.0);
        assert!(x.abs() < 1e-12 && y.abs() < 1e-12);
    }

    /// Equal areas: a cell of ten by ten degrees has its share of the globe anywhere.
    #[test]
    fn areas_are_kept() {
        for lat in [0.0, 30.0, 60.0, 75.0] {
            let steps = 200;
            let mut area = 0.0;
            for k in 0..steps {
                let (south, north) =
                    (lat + 10.0 * f64::from(k) / f64::from(steps), lat + 10.0 * f64::from(k + 1) / f64::from(steps));
                let (x, y) =
                    (equal_earth(10.0, (south + north) / 2.0).0, equal_earth(0.0, north).1 - equal_earth(0.0, south).1);
                area += x * y;
            }
            let globe = 10f64.to_radians() * ((lat + 10.0).to_radians().sin() - lat.to_radians().sin());
            assert!((area / globe - 1.0).abs() < 1e-3, "{lat}: {area} {globe}");
        }
    }

    #[test]
    fn a_ring_over_the_date_line_is_cut_in_two() {
        // From 170 E to 170 W: its edges jump.
        let ring = [(17000, 6000), (-17000, 6000), (-17000, 7000), (17000, 7000), (17000, 6000)];
        let pieces = pieces(&ring);
        assert_eq!(pieces.len(), 2, "{pieces:?}");
        for piece in &pieces {
            let (low, high) = piece.iter().fold((f64::MAX, f64::MIN), |(l, h), p| (l.min(p.0), h.max(p.0)));
            assert!((high - low - 10.0).abs() < 1e-9, "{piece:?}");
        }
    }
}
