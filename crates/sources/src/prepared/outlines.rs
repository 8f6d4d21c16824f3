//! Country outlines from Natural Earth's 1:50 million map as TopoJSON.
//!
//! A TopoJSON file keeps each stretch of border once, as an arc that the countries on both sides
//! refer to. Arcs are simplified before rings are put together, so that neighbours still share
//! their border afterwards.
//!
//! Sources: M. Bostock and C. Metcalf, The TopoJSON Format Specification (2013), sections 2.1.1
//! and 2.1.4; D. Douglas and T. Peucker, Algorithms for the reduction of the number of points
//! required to represent a digitized line or its caricature, Cartographica 10(2), 1973, 112-122.

use super::{Prepared, meta};
use crate::error::{ImportError, Place};
use crate::input::{ByteCounter, plain};
use crate::report::ImportReport;
use serde_json::Value;
use std::path::Path;
use suzerain_tables::Economy;
use suzerain_tables::outlines::{Ring, to_frame};
use suzerain_tables::store::{Absent, TableKind};

/// Source of the outlines.
pub const SOURCE: &str = "natural-earth-50m";

/// How far a simplified border may lie from the original, degrees.
const TOLERANCE_DEG: f64 = 0.08;
/// Rings of less than this area are left out, square degrees, unless they are the largest of their
/// economy.
const LEAST_AREA_DEG2: f64 = 0.02;

type Point = (f64, f64);

/// Reads `map_geometry/countries-50m.json`.
///
/// # Errors
/// [`ImportError`] if the file is absent or not the TopoJSON that is expected.
pub fn rings(from: &Path, counter: &ByteCounter) -> Result<Prepared, ImportError> {
    let path = from.join("map_geometry/countries-50m.json");
    let bytes = plain(&path).read_all(counter)?;
    let refuse = |message: String| ImportError::Content { place: Place::file(&path), message };
    let topology: Value = serde_json::from_slice(&bytes).map_err(|e| refuse(e.to_string()))?;
    let map = Map::parse(&topology).ok_or_else(|| refuse("not a quantized TopoJSON topology".into()))?;
    let geometries = topology["objects"]["countries"]["geometries"].as_array();
    let geometries = geometries.ok_or_else(|| refuse("no object `countries`".into()))?;
    let mut report = ImportReport::new(SOURCE);
    let mut all: Vec<Ring> = Vec::new();
    let mut small = 0_u64;
    for (at, geometry) in geometries.iter().enumerate() {
        report.rows_read += 1;
        let name = geometry["properties"]["name"].as_str().unwrap_or("without a name");
        let Some(economy) = economy(geometry["id"].as_str(), name) else {
            report.drop_row(format!("{name}: no economy of its own"));
            continue;
        };
        let outlines = map
            .polygons(geometry)
            .ok_or_else(|| refuse(format!("geometry {at} ({name}) refers to arcs that do not exist")))?;
        small += keep(economy, &outlines, &mut all);
        report.rows_kept += 1;
    }
    all.sort_by_key(|ring| (ring.economy, std::cmp::Reverse(doubled_area(&ring.vertices))));
    report.notes.push(format!("{small} rings of less than {LEAST_AREA_DEG2} square degrees left out"));
    let mut meta = meta(TableKind::Outlines, SOURCE);
    meta.absent = Absent::Unknown;
    meta.notes = vec![
        format!(
            "Simplified for page-size maps: borders within {TOLERANCE_DEG} degrees of the original; {small} islands and \
             holes of less than {LEAST_AREA_DEG2} square degrees left out, the largest ring of each economy kept."
        ),
        "Rings are not cut at 180 degrees: an edge may span more than half the map. Holes are rings too; fill by the \
         even-odd rule."
            .into(),
        "Somaliland is drawn with SOM and Northern Cyprus with CYP, as their statistics are; Kosovo is XKX. Antarctica, \
         the Siachen Glacier and the Indian Ocean territories of Australia are left out. Borders are those of the \
         publisher and state no view."
            .into(),
    ];
    Ok(Prepared { frame: to_frame(&all, SOURCE)?, meta, report })
}

/// The economy that a country of the map belongs to. Three have no number at the source.
fn economy(id: Option<&str>, name: &str) -> Option<Economy> {
    match (id, name) {
        (Some("010"), _) => None,
        (Some(id), _) => Economy::from_m49(id.parse().ok()?),
        (None, "Kosovo") => Economy::from_code("XKX"),
        (None, "Somaliland") => Economy::from_code("SOM"),
        (None, "N. Cyprus") => Economy::from_code("CYP"),
        (None, _) => None,
    }
}

/// Adds the rings worth drawing; returns how many were left out.
fn keep(economy: Economy, outlines: &[Outline], all: &mut Vec<Ring>) -> u64 {
    let largest = outlines.iter().map(|o| o.area_deg2).fold(0.0, f64::max);
    let mut left_out = 0;
    for outline in outlines {
        if outline.area_deg2 < LEAST_AREA_DEG2 && outline.area_deg2 < largest {
            left_out += 1;
            continue;
        }
        let mut vertices = rounded(&outline.simple);
        if vertices.len() < 4 {
            vertices = rounded(&outline.full);
        }
        if vertices.len() < 4 {
            vertices = triangle(&outline.full);
        }
        all.push(Ring { economy, vertices });
    }
    left_out
}

/// A ring as given and simplified.
struct Outline {
    full: Vec<Point>,
    simple: Vec<Point>,
    area_deg2: f64,
}

/// The arcs of a map in degrees, as given and simplified.
struct Map {
    full: Vec<Vec<Point>>,
    simple: Vec<Vec<Point>>,
}

impl Map {
    fn parse(topology: &Value) -> Option<Self> {
        let pair = |value: &Value| Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?));
        let scale = pair(&topology["transform"]["scale"])?;
        let translate = pair(&topology["transform"]["translate"])?;
        let mut full = Vec::new();
        for arc in topology["arcs"].as_array()? {
            let (mut x, mut y) = (0.0, 0.0);
            let mut points = Vec::new();
            for step in arc.as_array()? {
                // Positions are steps from the one before, in units of the scale.
                let (dx, dy) = pair(step)?;
                x += dx;
                y += dy;
                points.push((x * scale.0 + translate.0, y * scale.1 + translate.1));
            }
            full.push(points);
        }
        let simple = full.iter().map(|arc| simplified(arc)).collect();
        Some(Self { full, simple })
    }

    /// The rings of a geometry, holes among them.
    fn polygons(&self, geometry: &Value) -> Option<Vec<Outline>> {
        let arcs = geometry["arcs"].as_array()?;
        let rings: Vec<&Value> = match geometry["type"].as_str()? {
            "Polygon" => arcs.iter().collect(),
            "MultiPolygon" => {
                arcs.iter().map(Value::as_array).collect::<Option<Vec<_>>>()?.into_iter().flatten().collect()
            }
            _ => return None,
        };
        let mut out = Vec::with_capacity(rings.len());
        for ring in rings {
            let (mut full, mut simple) = (Vec::new(), Vec::new());
            for index in ring.as_array()? {
                let index = index.as_i64()?;
                // A negative index i is arc !i walked backwards.
                let at = usize::try_from(if index < 0 { !index } else { index }).ok()?;
                join(&mut full, self.full.get(at)?, index < 0);
                join(&mut simple, self.simple.get(at)?, index < 0);
            }
            let area_deg2 = area(&full);
            out.push(Outline { full, simple, area_deg2 });
        }
        Some(out)
    }
}

/// Appends an arc to a ring; its first point repeats the ring's last.
fn join(ring: &mut Vec<Point>, arc: &[Point], backwards: bool) {
    let skip = usize::from(!ring.is_empty());
    if backwards {
        ring.extend(arc.iter().rev().skip(skip));
    } else {
        ring.extend(arc.iter().skip(skip));
    }
}

/// The area of a closed ring on the plate carree, square degrees.
fn area(ring: &[Point]) -> f64 {
    let doubled: f64 = ring.windows(2).map(|e| e[0].0 * e[1].1 - e[1].0 * e[0].1).sum();
    doubled.abs() / 2.0
}

fn doubled_area(ring: &[(i32, i32)]) -> i64 {
    let cross = |e: &[(i32, i32)]| i64::from(e[0].0) * i64::from(e[1].1) - i64::from(e[1].0) * i64::from(e[0].1);
    ring.windows(2).map(cross).sum::<i64>().abs()
}

/// Douglas and Peucker's line: every point left out lies within the tolerance of the line kept.
fn simplified(arc: &[Point]) -> Vec<Point> {
    let Some(last) = arc.len().checked_sub(1) else { return Vec::new() };
    let mut kept = vec![false; arc.len()];
    kept[0] = true;
    kept[last] = true;
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let mut farthest = (from, TOLERANCE_DEG);
        for (at, point) in arc.iter().enumerate().take(to).skip(from + 1) {
            let distance = distance(*point, arc[from], arc[to]);
            if distance > farthest.1 {
                farthest = (at, distance);
            }
        }
        if farthest.0 > from {
            kept[farthest.0] = true;
            open.push((from, farthest.0));
            open.push((farthest.0, to));
        }
    }
    arc.iter().zip(kept).filter_map(|(point, kept)| kept.then_some(*point)).collect()
}

/// The distance of a point from a segment, which may be a point.
fn distance(p: Point, a: Point, b: Point) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (p.0 - a.0 - along * dx).hypot(p.1 - a.1 - along * dy)
}

/// A degree in hundredths, to the nearest.
fn centidegrees(degrees: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the globe")]
    let rounded = (degrees * 100.0).round().clamp(-36_000.0, 36_000.0) as i32;
    rounded
}

/// The ring in hundredths of a degree, without repeated vertices, closed.
fn rounded(ring: &[Point]) -> Vec<(i32, i32)> {
    let mut out: Vec<(i32, i32)> = ring.iter().map(|(x, y)| (centidegrees(*x), centidegrees(*y))).collect();
    out.dedup();
    if out.len() > 1 && out.first() != out.last() {
        out.extend(out.first().copied());
    }
    out
}

/// A triangle about a ring too small for its vertices to differ by a hundredth of a degree.
fn triangle(ring: &[Point]) -> Vec<(i32, i32)> {
    let (x, y) = ring.first().map_or((0, 0), |(x, y)| (centidegrees(*x), centidegrees(*y)));
    vec![(x - 1, y - 1), (x + 1, y - 1), (x, y + 1), (x - 1, y - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_arc_keeps_its_ends_and_a_corner_stays() {
        let arc = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (2.0, 1.0), (2.01, 2.0)];
        assert_eq!(simplified(&arc), [(0.0, 0.0), (2.0, 0.0), (2.01, 2.0)]);
    }

    #[test]
    fn arcs_are_decoded_and_walked_both_ways() {
        let topology = serde_json::json!({
            "transform": { "scale": [1.0, 1.0], "translate": [10.0, 20.0] },
            "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
        });
        let map = Map::parse(&topology).unwrap();
        let square = serde_json::json!({ "type": "Polygon", "arcs": [[0, -2]] });
        let outlines = map.polygons(&square).unwrap();
        let corners = [(10.0, 20.0), (12.0, 20.0), (12.0, 22.0), (10.0, 22.0), (10.0, 20.0)];
        assert_eq!(outlines[0].full, corners);
        assert!((outlines[0].area_deg2 - 4.0).abs() < 1e-12);
        assert!(map.polygons(&serde_json::json!({ "type": "Polygon", "arcs": [[7]] })).is_none());
    }
}
