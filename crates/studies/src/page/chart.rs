//! Charts as data: what is drawn, from which figures, without a word on how.
//!
//! A section carries charts beside its figures and blocks. Every point keeps its value in full precision with
//! unit, band, status and sources, so that a page can show the source of each mark and give the data as CSV.
//! The report draws them; [`Chart::unit`] is the unit of all values but those of a table and a scatter's
//! horizontal axis.

use super::{Block, Page, Section, Trend};
use std::borrow::Cow;
use suzerain_tables::figure::{Band, Figure, SourceRef, Status, Subject, Unit};
use suzerain_tables::{Economy, Missing, Observation, Year};

/// Which side of the pair a mark stands for: decides its colour and shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The state named first.
    A,
    /// The state named second.
    B,
    /// Both alike, or neither.
    Neither,
}

/// One value of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The value, or why there is none.
    pub value: Observation,
    /// Bands around it, any number; each states its level.
    pub bands: Vec<Band>,
    /// How it came about.
    pub status: Status,
    /// Sources, most important first.
    pub sources: Vec<SourceRef>,
    /// The year it belongs to, if one.
    pub year: Option<Year>,
    /// What the reader must know: the whole of a share, flags; empty for nothing.
    pub note: String,
}

impl Point {
    /// The point of a figure.
    #[must_use]
    pub fn of(figure: &Figure) -> Self {
        let flags = figure.flags.iter().flat_map(suzerain_tables::figure::Flag::codes);
        let said = figure.denominator.iter().map(|whole| format!("of {whole}"));
        let note: Vec<String> = said.chain(flags.filter(|f| !f.starts_with("missing-") && f != "beside")).collect();
        Self {
            value: figure.value.clone(),
            bands: figure.band.into_iter().collect(),
            status: figure.status,
            sources: figure.sources.clone(),
            year: (figure.year != suzerain_tables::figure::NO_YEAR).then_some(figure.year),
            note: note.join("; "),
        }
    }

    /// A known value that is no figure, e.g. of a model's path.
    #[must_use]
    pub fn known(value: f64, status: Status, sources: Vec<SourceRef>) -> Self {
        Self { value: Observation::Known(value), bands: Vec::new(), status, sources, year: None, note: String::new() }
    }

    /// A missing value and why.
    #[must_use]
    pub fn missing(why: Missing) -> Self {
        let value = Observation::Missing(why);
        Self { value, bands: Vec::new(), status: Status::Missing, sources: Vec::new(), year: None, note: String::new() }
    }

    /// Adds a band that holds `level` of the probability (0 to 1).
    #[must_use]
    pub fn band(mut self, low: f64, high: f64, level: f64) -> Self {
        self.bands.push(Band { low, high, level: Some(level) });
        self
    }

    /// Sets the year.
    #[must_use]
    pub fn in_year(mut self, year: Year) -> Self {
        self.year = Some(year);
        self
    }

    /// Sets the note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// A line over years.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What is measured, and by which source.
    pub label: String,
    /// Whose.
    pub side: Side,
    /// Points in time order, each with its year; modelled ones are drawn as such.
    pub points: Vec<Point>,
}

/// How values become lengths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// From the least to the largest value, with zero where it is near.
    #[default]
    Linear,
    /// By ratio; all values above zero.
    Log,
}

/// A column of marks in a chart of ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Name.
    pub label: String,
    /// Whose.
    pub side: Side,
}

/// A row of bars or ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Group the row belongs to, e.g. a domain or a kind of model; rows of one group stand together. May be empty.
    pub group: String,
    /// What is measured.
    pub label: String,
    /// One point a head, in their order; none where nothing is asked.
    pub points: Vec<Option<Point>>,
}

/// A mark of a scatter.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Name.
    pub label: String,
    /// Whose.
    pub side: Side,
    /// Horizontal value.
    pub x: Point,
    /// Vertical value.
    pub y: Point,
}

/// One map of a chart: a value by economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it shows.
    pub label: String,
    /// Whose.
    pub side: Side,
    /// Values in the order of codes; an economy that is not listed has no data.
    pub values: Vec<(Economy, Point)>,
    /// Economies set apart instead of coloured: the two sides, or the one whose partners are shown.
    pub apart: Vec<Economy>,
}

/// A cell of a data table.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Words.
    Text(String),
    /// A value in a unit.
    Value(Point, Unit),
    /// Nothing.
    Empty,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Lines with bands over years.
    Series {
        /// The lines.
        lines: Vec<Line>,
        /// How values become heights.
        scale: Scale,
    },
    /// Bars of both directions back to back; `rows` hold two points each.
    Paired {
        /// Names of the two directions.
        heads: [String; 2],
        /// The rows.
        rows: Vec<Row>,
    },
    /// A dot with its bands for each head in each row.
    Ranges {
        /// The columns of marks.
        heads: Vec<Head>,
        /// The rows.
        rows: Vec<Row>,
    },
    /// One mark a pair of values.
    Scatter {
        /// Title of the horizontal axis.
        x_title: String,
        /// Unit of the horizontal axis.
        x_unit: Unit,
        /// Title of the vertical axis.
        y_title: String,
        /// The marks.
        marks: Vec<Mark>,
    },
    /// World maps; values on both sides of zero get two hues.
    Map {
        /// The maps.
        layers: Vec<Layer>,
    },
    /// A table of data that are no figures.
    Table {
        /// Heads.
        columns: Vec<String>,
        /// Rows as long as `columns`.
        rows: Vec<Vec<Datum>>,
    },
}

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Identifier in kebab case, one of its kind on the page.
    pub id: String,
    /// Title.
    pub title: String,
    /// Unit of the values.
    pub unit: Unit,
    /// What the reader must know, e.g. how the bands came about; empty for nothing.
    pub note: String,
    /// What is drawn.
    pub kind: Kind,
}

impl Chart {
    /// A chart without a note.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>, unit: Unit, kind: Kind) -> Self {
        Self { id: id.into(), title: title.into(), unit, note: String::new(), kind }
    }

    /// Sets the note.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// All points in the order of the chart.
    #[must_use]
    pub fn points(&self) -> Vec<&Point> {
        match &self.kind {
            Kind::Series { lines, .. } => lines.iter().flat_map(|l| &l.points).collect(),
            Kind::Paired { rows, .. } | Kind::Ranges { rows, .. } => {
                rows.iter().flat_map(|r| r.points.iter().flatten()).collect()
            }
            Kind::Scatter { marks, .. } => marks.iter().flat_map(|m| [&m.x, &m.y]).collect(),
            Kind::Map { layers } => layers.iter().flat_map(|l| l.values.iter().map(|(_, p)| p)).collect(),
            Kind::Table { rows, .. } => {
                let cells = rows.iter().flatten();
                cells
                    .filter_map(|cell| match cell {
                        Datum::Value(point, _) => Some(point),
                        Datum::Text(_) | Datum::Empty => None,
                    })
                    .collect()
            }
        }
    }

    /// The sources of its points, each once, in their order.
    #[must_use]
    pub fn sources(&self) -> Vec<&SourceRef> {
        let mut sources: Vec<&SourceRef> = Vec::new();
        for source in self.points().into_iter().flat_map(|p| &p.sources) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        sources
    }
}

/// The lines of a section's trends as charts, one for each unit among them. `pair` decides whose line is whose.
#[must_use]
pub fn of_trends(
    section: &Section,
    number: usize,
    title: &str,
    lines: &[Trend],
    pair: Option<[Economy; 2]>,
) -> Vec<Chart> {
    let figure = |id: &usize| &section.figures[*id];
    let mut units: Vec<Unit> = Vec::new();
    for unit in lines.iter().filter_map(|l| l.figures.first()).map(|id| figure(id).unit) {
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    let chart = |(at, unit): (usize, &Unit)| {
        let of_unit = lines.iter().filter(|l| l.figures.first().is_some_and(|id| figure(id).unit == *unit));
        let lines = of_unit
            .map(|l| Line {
                label: l.label.clone(),
                side: l.figures.first().map_or(Side::Neither, |id| side(figure(id), pair)),
                points: l.figures.iter().map(|id| Point::of(figure(id))).collect(),
            })
            .collect();
        let id = format!("{}-trend-{}", section.id, number + at);
        Chart::new(id, title, *unit, Kind::Series { lines, scale: Scale::Linear })
    };
    units.iter().enumerate().map(chart).collect()
}

/// Whose figure it is.
fn side(figure: &Figure, pair: Option<[Economy; 2]>) -> Side {
    let whose = match figure.subject {
        Subject::Directed(d) => d.dependent,
        Subject::State(e) => e,
        Subject::Symmetric(..) => return Side::Neither,
    };
    match pair {
        Some([a, _]) if whose == a => Side::A,
        Some([_, b]) if whose == b => Side::B,
        _ => Side::Neither,
    }
}

/// A part of a section as it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Part<'a> {
    /// A chart of the section, or one made of its trends.
    Chart(Cow<'a, Chart>),
    /// A block that is no trend.
    Block(&'a Block),
}

/// What a section shows, in order: its first paragraph, its charts, then the other blocks with trends as charts. A
/// table among the charts stands for the section's tables, which are its short form for text.
#[must_use]
pub fn parts(section: &Section, pair: Option<[Economy; 2]>) -> Vec<Part<'_>> {
    let leads = usize::from(matches!(section.blocks.first(), Some(Block::Text(_))));
    let (lead, rest) = section.blocks.split_at(leads);
    let mut parts: Vec<Part<'_>> = lead.iter().map(Part::Block).collect();
    parts.extend(section.charts.iter().map(|c| Part::Chart(Cow::Borrowed(c))));
    let tabled = section.charts.iter().any(|c| matches!(c.kind, Kind::Table { .. }));
    let mut number = 1;
    for block in rest {
        if tabled && matches!(block, Block::Table { .. }) {
            continue;
        }
        if let Block::Trends { title, lines } = block {
            let charts = of_trends(section, number, title, lines, pair);
            number += charts.len();
            parts.extend(charts.into_iter().map(|c| Part::Chart(Cow::Owned(c))));
        } else {
            parts.push(Part::Block(block));
        }
    }
    parts
}

/// The charts of a whole page in its order, those of trends included.
#[must_use]
pub fn all(page: &Page, pair: Option<[Economy; 2]>) -> Vec<Cow<'_, Chart>> {
    let part = |part| match part {
        Part::Chart(chart) => Some(chart),
        Part::Block(_) => None,
    };
    page.sections.iter().flat_map(|s| parts(s, pair)).filter_map(part).collect()
}
