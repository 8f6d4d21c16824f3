//! A chart's data as one table: what JSON, CSV and the page's tables and hover texts show.
//!
//! Rows stand in the order in which the marks are drawn, so that a mark names its row by number.

use serde::Serialize;
use serde_json::Value;
use suzerain_studies::page::chart::{Chart, Datum, Kind, Point};
use suzerain_studies::words;
use suzerain_tables::Observation;
use suzerain_tables::figure::Unit;

/// Columns and rows; a column that is empty in every row is left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flat {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows as long as `columns`; null for nothing.
    pub rows: Vec<Vec<Value>>,
}

/// Columns before those of the bands.
const HEAD: [&str; 8] = ["group", "series", "label", "name", "year", "value", "unit", "shown"];
/// Columns behind those of the bands.
const TAIL: [&str; 4] = ["status", "missing", "source", "note"];

/// Where a point stands in its chart.
#[derive(Clone, Copy, Default)]
struct Place<'a> {
    group: &'a str,
    series: &'a str,
    label: &'a str,
    name: &'a str,
}

/// The sources of a point with their vintages.
#[must_use]
pub fn sources(point: &Point) -> String {
    point.sources.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join("+")
}

/// The value in words, or a word for why there is none.
#[must_use]
pub fn shown(point: &Point, unit: Unit) -> String {
    match &point.value {
        // Two decimals would print these as nothing or one digit.
        Observation::Known(v) if unit == Unit::Share && v.abs() < 5e-4 && v.abs() > 5e-6 => super::scale::share(*v),
        Observation::Known(v) => words::quantity(*v, unit),
        Observation::Missing(why) => words::absence(why).to_owned(),
    }
}

/// The data of a chart.
#[must_use]
pub fn flat(chart: &Chart) -> Flat {
    match &chart.kind {
        Kind::Table { columns, rows } => table(columns, rows),
        Kind::Scatter { x_title, x_unit, y_title, marks } => {
            let columns =
                ["label", x_title, y_title, "x unit", "y unit", "status", "source"].map(str::to_owned).to_vec();
            let row = |m: &suzerain_studies::page::chart::Mark| {
                vec![
                    text(&m.label),
                    number(m.x.value.known()),
                    number(m.y.value.known()),
                    text(x_unit.symbol()),
                    text(chart.unit.symbol()),
                    text(m.x.status.worst(m.y.status).name()),
                    text(&[sources(&m.x), sources(&m.y)].join("; ")),
                ]
            };
            Flat { columns, rows: marks.iter().map(row).collect() }
        }
        _ => points(chart),
    }
}

fn points(chart: &Chart) -> Flat {
    let mut found: Vec<(Place<'_>, &Point)> = Vec::new();
    match &chart.kind {
        Kind::Series { lines, .. } => {
            for line in lines {
                let place = Place { series: &line.label, ..Place::default() };
                found.extend(line.points.iter().map(|p| (place, p)));
            }
        }
        Kind::Paired { heads, rows } => {
            for row in rows {
                for (head, point) in heads.iter().zip(&row.points) {
                    let place = Place { group: &row.group, series: head, label: &row.label, name: "" };
                    found.extend(point.iter().map(|p| (place, p)));
                }
            }
        }
        Kind::Ranges { heads, rows } => {
            for row in rows {
                for (head, point) in heads.iter().zip(&row.points) {
                    let place = Place { group: &row.group, series: &head.label, label: &row.label, name: "" };
                    found.extend(point.iter().map(|p| (place, p)));
                }
            }
        }
        Kind::Map { layers } => {
            for layer in layers {
                for (economy, point) in &layer.values {
                    let place = Place { series: &layer.label, label: economy.code(), name: economy.name(), group: "" };
                    found.push((place, point));
                }
            }
        }
        Kind::Scatter { .. } | Kind::Table { .. } => {}
    }
    let bands = found.iter().map(|(_, p)| p.bands.len()).max().unwrap_or(0);
    let mut columns: Vec<String> = HEAD.map(str::to_owned).to_vec();
    for at in 1..=bands {
        let number = if at > 1 { format!("_{at}") } else { String::new() };
        columns.extend(["low", "high", "level"].map(|name| format!("{name}{number}")));
    }
    columns.extend(TAIL.map(str::to_owned));
    let rows = found.iter().map(|(place, point)| row(place, point, chart.unit, bands)).collect();
    without_empty(Flat { columns, rows })
}

fn row(place: &Place<'_>, point: &Point, unit: Unit, bands: usize) -> Vec<Value> {
    let mut cells = vec![
        text(place.group),
        text(place.series),
        text(place.label),
        text(place.name),
        point.year.map_or(Value::Null, |y| Value::from(y.0)),
        number(point.value.known()),
        text(unit.symbol()),
        text(&shown(point, unit)),
    ];
    for at in 0..bands {
        let band = point.bands.get(at);
        cells.extend([band.map(|b| b.low), band.map(|b| b.high), band.and_then(|b| b.level)].map(number));
    }
    let missing = match &point.value {
        Observation::Missing(why) => why.to_string(),
        Observation::Known(_) => String::new(),
    };
    cells.extend([text(point.status.name()), text(&missing), text(&sources(point)), text(&point.note)]);
    cells
}

fn table(columns: &[String], rows: &[Vec<Datum>]) -> Flat {
    let of = |cells: &Vec<Datum>| {
        let mut used: Vec<String> = Vec::new();
        let mut row: Vec<Value> = cells
            .iter()
            .map(|cell| match cell {
                Datum::Text(words) => text(words),
                Datum::Value(point, _) => {
                    let source = sources(point);
                    if !used.contains(&source) {
                        used.push(source);
                    }
                    number(point.value.known())
                }
                Datum::Empty => Value::Null,
            })
            .collect();
        row.push(text(&used.join("; ")));
        row
    };
    let columns = columns.iter().cloned().chain(["source".to_owned()]).collect();
    Flat { columns, rows: rows.iter().map(of).collect() }
}

fn text(words: &str) -> Value {
    if words.is_empty() { Value::Null } else { Value::from(words) }
}

/// A number as JSON has it; null where there is none.
fn number(value: Option<f64>) -> Value {
    value.map_or(Value::Null, Value::from)
}

fn without_empty(flat: Flat) -> Flat {
    let used: Vec<usize> = (0..flat.columns.len())
        .filter(|at| flat.columns[*at] == "value" || flat.rows.iter().any(|r| !r[*at].is_null()))
        .collect();
    Flat {
        columns: used.iter().map(|at| flat.columns[*at].clone()).collect(),
        rows: flat.rows.into_iter().map(|row| used.iter().map(|at| row[*at].clone()).collect()).collect(),
    }
}

/// The data as CSV.
///
/// # Errors
/// The writer's, which does not occur in memory.
pub fn csv(flat: &Flat) -> Result<String, ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(&flat.columns)?;
    for row in &flat.rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Value::Null => String::new(),
            Value::String(words) => words.clone(),
            other => other.to_string(),
        }))?;
    }
    let bytes = writer.into_inner().map_err(|e| ::csv::Error::from(e.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
