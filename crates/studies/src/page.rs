//! The shape in which answers travel to the report: figures, blocks that place them, and charts.

pub mod chart;

use chart::Chart;
use suzerain_tables::Figure;
use suzerain_tables::figure::{Domain, Unit};

/// Number of a figure within its section.
pub type FigureId = usize;

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A figure's value with unit and marks.
    Figure(FigureId),
    /// A figure's value with marks, under a head that names the unit.
    Bare(FigureId),
    /// A figure's value in the section's own words, such as one with its band.
    Said(FigureId, String),
    /// A number that is no figure of its own.
    Number(Told),
    /// Nothing.
    Empty,
}

impl Cell {
    /// The figure it shows, if it shows one.
    #[must_use]
    pub const fn figure(&self) -> Option<FigureId> {
        match self {
            Self::Figure(id) | Self::Bare(id) | Self::Said(id, _) => Some(*id),
            Self::Text(_) | Self::Number(_) | Self::Empty => None,
        }
    }

    /// Whether a number stands in it.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_) | Self::Empty)
    }
}

/// A number made of several figures, or of a model's run, as a table tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// The same in words, with its range where it has one.
    pub words: String,
    /// Sources, joined by `+`; empty where the table says it otherwise.
    pub sources: String,
}

/// One line of paired directions.
#[derive(Clone, Debug, PartialEq)]
pub struct PairedRow {
    /// What is measured.
    pub label: String,
    /// The figure of either direction, if there is one.
    pub figures: [Option<FigureId>; 2],
}

/// One line of a trend.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// What is measured, and by which source.
    pub label: String,
    /// Figures in time order, all of one source, unit and partner set.
    pub figures: Vec<FigureId>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Both directions side by side.
    Paired {
        /// Heads of the two columns.
        heads: [String; 2],
        /// Lines.
        rows: Vec<PairedRow>,
    },
    /// A table.
    Table {
        /// Title.
        title: String,
        /// Heads.
        columns: Vec<String>,
        /// Rows as long as `columns`.
        rows: Vec<Vec<Cell>>,
    },
    /// Lines over time.
    Trends {
        /// Title.
        title: String,
        /// Lines.
        lines: Vec<Trend>,
    },
}

/// One section of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Identifier, e.g. `goods`.
    pub id: &'static str,
    /// Title.
    pub title: String,
    /// Domain of its figures.
    pub domain: Domain,
    /// Figures, referred to by number.
    pub figures: Vec<Figure>,
    /// Parts in order.
    pub blocks: Vec<Block>,
    /// Charts in order: drawn where the page can, before the blocks.
    pub charts: Vec<Chart>,
    /// What the reader must know.
    pub notes: Vec<String>,
    /// Values that a model had to put in.
    pub repairs: Vec<String>,
}

impl Section {
    /// An empty section.
    #[must_use]
    pub fn new(id: &'static str, title: impl Into<String>, domain: Domain) -> Self {
        Self {
            id,
            title: title.into(),
            domain,
            figures: Vec::new(),
            blocks: Vec::new(),
            charts: Vec::new(),
            notes: Vec::new(),
            repairs: Vec::new(),
        }
    }

    /// Adds a figure and returns its number.
    pub fn add(&mut self, figure: Figure) -> FigureId {
        self.figures.push(figure);
        self.figures.len() - 1
    }

    /// Adds a figure unless the section holds it already, and returns its number.
    pub fn add_once(&mut self, figure: Figure) -> FigureId {
        let same = |f: &Figure| {
            f.measure == figure.measure
                && f.subject == figure.subject
                && f.year == figure.year
                && f.item == figure.item
                && f.sources == figure.sources
        };
        self.figures.iter().position(same).unwrap_or_else(|| self.add(figure))
    }

    /// Adds figures, blocks, charts and notes of another section behind its own; its figures are numbered on.
    pub fn append(&mut self, other: Self) {
        let first = self.figures.len();
        let moved = |mut block: Block| {
            match &mut block {
                Block::Text(_) => {}
                Block::Paired { rows, .. } => {
                    rows.iter_mut().flat_map(|r| r.figures.iter_mut().flatten()).for_each(|id| *id += first);
                }
                Block::Table { rows, .. } => {
                    for cell in rows.iter_mut().flatten() {
                        if let Cell::Figure(id) | Cell::Bare(id) | Cell::Said(id, _) = cell {
                            *id += first;
                        }
                    }
                }
                Block::Trends { lines, .. } => {
                    lines.iter_mut().flat_map(|l| l.figures.iter_mut()).for_each(|id| *id += first);
                }
            }
            block
        };
        self.figures.extend(other.figures);
        self.blocks.extend(other.blocks.into_iter().map(moved));
        self.charts.extend(other.charts);
        other.notes.into_iter().for_each(|note| self.note(note));
        self.repairs.extend(other.repairs);
    }

    /// Adds a note unless it is there already.
    pub fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// Adds a paragraph.
    pub fn say(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Title.
    pub title: String,
    /// One sentence built from the figures.
    pub headline: String,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// Notes on the page as a whole.
    pub notes: Vec<String>,
}
