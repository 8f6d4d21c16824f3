//! An inter-country input-output table, checked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use suzerain_solvers::dense::{DenseError, Matrix};
use suzerain_tables::io::{self, Block};
use suzerain_tables::store::TableFile;
use suzerain_tables::{Economy, Year};

/// Rows that do not add up by more than this share of output are noted.
const UNBALANCED: f64 = 1e-3;

/// What a [`Table`] is made from: one unit of money, nodes in the order `[economy][sector]`.
#[derive(Clone, Debug)]
pub struct Flows {
    /// Economies.
    pub economies: Vec<Economy>,
    /// Sector codes, the same in each economy.
    pub sectors: Vec<String>,
    /// Sales of node (row) to node (column), at least 0.
    pub intermediate: Matrix,
    /// Final sales of node (row) to economy (column); changes in stocks may make them negative.
    pub finals: Matrix,
    /// Gross output of each node, at least 0.
    pub output: Vec<f64>,
}

/// What a reader of a table must know.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// Output exceeds (or falls short of) the sales named in the table by more than a thousandth: the
    /// difference counts as final sales to nobody in particular.
    Unbalanced {
        /// Nodes of which this holds.
        nodes: usize,
        /// The largest difference as a share of output.
        largest: f64,
    },
    /// A node's inputs exceed its output: its value added is negative, and stays so.
    NegativeValueAdded {
        /// Economy and sector.
        node: (Economy, String),
        /// Value added as a share of output.
        share: f64,
    },
    /// Final sales below 0 (changes in stocks), kept.
    NegativeFinal {
        /// Cells of which this holds.
        cells: usize,
        /// The lowest, in the unit of the table.
        lowest: f64,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unbalanced { nodes, largest } => write!(
                f,
                "{nodes} rows do not add up to output (by at most {:.2} %): the difference counts as final sales to \
                 others",
                100.0 * largest
            ),
            Self::NegativeValueAdded { node: (e, s), share } => {
                write!(f, "{e} {s}: inputs exceed output, value added is {:.2} % of it", 100.0 * share)
            }
            Self::NegativeFinal { cells, lowest } => {
                write!(f, "{cells} final sales are negative (lowest {lowest}), kept as they are")
            }
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum InputOutputError {
    /// A field has another length than the labels ask for.
    #[error("{field} has {found} values, expected {wanted}")]
    Shape {
        /// The field.
        field: &'static str,
        /// Its length.
        found: usize,
        /// The length wanted.
        wanted: usize,
    },
    /// A label stands twice.
    #[error("{label} stands twice")]
    Duplicate {
        /// Economy or sector.
        label: String,
    },
    /// A value is negative where it may not be, or not finite.
    #[error("{what} of {economy} {sector} is {value}")]
    Value {
        /// Which block.
        what: &'static str,
        /// The seller or maker.
        economy: Economy,
        /// Its sector.
        sector: String,
        /// The value.
        value: f64,
    },
    /// A node without output uses inputs.
    #[error("{economy} {sector} makes nothing but uses inputs")]
    NoOutput {
        /// Economy.
        economy: Economy,
        /// Sector.
        sector: String,
    },
    /// The table does not hold the economy.
    #[error("{0} is not an economy of this table")]
    Economy(Economy),
    /// The table does not hold the sector.
    #[error("{0} is not a sector of this table")]
    Sector(String),
    /// A cut of an economy from itself.
    #[error("{0} from itself: sales at home cannot be extracted as a flow between economies")]
    OwnSales(Economy),
    /// The file has no rows for what was asked, or cannot be decoded.
    #[error("{0}")]
    Missing(String),
    /// The linear system has no trustworthy answer.
    #[error(transparent)]
    Dense(#[from] DenseError),
}

/// A checked table.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) economies: Vec<Economy>,
    pub(super) sectors: Vec<String>,
    /// Input coefficients: purchases from node (row) per unit of output of node (column).
    pub(super) coefficients: Matrix,
    pub(super) finals: Matrix,
    pub(super) output: Vec<f64>,
    notes: Vec<Note>,
}

impl Table {
    /// Checks the flows and divides inputs by output.
    ///
    /// # Errors
    /// [`InputOutputError`] for shapes, labels or values that make no table.
    pub fn new(flows: Flows) -> Result<Self, InputOutputError> {
        let Flows { economies, sectors, intermediate, finals, output } = flows;
        let (n, m) = (economies.len(), sectors.len());
        let shapes = [
            ("rows of intermediate", intermediate.rows(), n * m),
            ("columns of intermediate", intermediate.columns(), n * m),
            ("rows of finals", finals.rows(), n * m),
            ("columns of finals", finals.columns(), n),
            ("output", output.len(), n * m),
        ];
        for (field, found, wanted) in shapes {
            if found != wanted {
                return Err(InputOutputError::Shape { field, found, wanted });
            }
        }
        if n * m == 0 {
            return Err(InputOutputError::Shape { field: "economies or sectors", found: 0, wanted: 1 });
        }
        let codes: Vec<&str> = economies.iter().map(|e| e.code()).collect();
        let names: Vec<&str> = sectors.iter().map(String::as_str).collect();
        if let Some(label) = twice(&codes).or_else(|| twice(&names)) {
            return Err(InputOutputError::Duplicate { label: label.to_owned() });
        }
        let value = |what, node: usize, value| InputOutputError::Value {
            what,
            economy: economies[node / m],
            sector: sectors[node % m].clone(),
            value,
        };
        let not_below_zero = |v: &f64| v.is_finite() && *v >= 0.0;
        if let Some(at) = intermediate.values().iter().position(|v| !not_below_zero(v)) {
            return Err(value("an intermediate sale", at % (n * m), intermediate.values()[at]));
        }
        if let Some(at) = finals.values().iter().position(|v| !v.is_finite()) {
            return Err(value("a final sale", at % (n * m), finals.values()[at]));
        }
        if let Some(at) = output.iter().position(|v| !not_below_zero(v)) {
            return Err(value("output", at, output[at]));
        }
        let mut notes = balance(&intermediate, &finals, &output);
        let mut coefficients = intermediate;
        for node in 0..n * m {
            let column = coefficients.column_mut(node);
            let used: f64 = column.iter().sum();
            if output[node] > 0.0 {
                column.iter_mut().for_each(|v| *v /= output[node]);
            } else if used > 0.0 {
                return Err(InputOutputError::NoOutput {
                    economy: economies[node / m],
                    sector: sectors[node % m].clone(),
                });
            }
            let share = 1.0 - used / output[node];
            if share < 0.0 {
                let node = (economies[node / m], sectors[node % m].clone());
                notes.push(Note::NegativeValueAdded { node, share });
            }
        }
        Ok(Self { economies, sectors, coefficients, finals, output, notes })
    }

    /// Reads one year of a table of blocks (`intermediate`, `final`, `output`), such as the built-in
    /// `icio-2025-16` or an imported ICIO or WIOD table. Million US dollars. Sales to a rest of the world
    /// that is no economy of the table stay in output and go to nobody in particular.
    ///
    /// # Errors
    /// [`InputOutputError::Missing`] if the file has no such blocks, or any other [`InputOutputError`].
    pub fn read(file: &TableFile, year: Year) -> Result<Self, InputOutputError> {
        let failed = |e: suzerain_tables::store::StoreError| InputOutputError::Missing(e.to_string());
        let mut output: BTreeMap<(Economy, String), f64> = BTreeMap::new();
        let mut stranger = None;
        io::each_in(file, year, &[Block::Output], |cell| match Economy::from_code(cell.seller) {
            Some(economy) => {
                output.insert((economy, cell.seller_sector.to_owned()), cell.value);
            }
            None => stranger = Some(cell.seller.to_owned()),
        })
        .map_err(failed)?;
        let source = &file.meta().source;
        if let Some(code) = stranger {
            return Err(InputOutputError::Missing(format!("{source}: unknown economy {code}")));
        }
        if output.is_empty() {
            return Err(InputOutputError::Missing(format!("{source} has no output of {year}")));
        }
        let economies: Vec<Economy> = output.keys().map(|(e, _)| *e).collect::<BTreeSet<_>>().into_iter().collect();
        let sectors: Vec<String> = output.keys().map(|(_, s)| s.clone()).collect::<BTreeSet<_>>().into_iter().collect();
        let (n, m) = (economies.len(), sectors.len());
        let places: HashMap<&str, usize> = economies.iter().enumerate().map(|(i, e)| (e.code(), i)).collect();
        let sector_places: HashMap<&str, usize> = sectors.iter().enumerate().map(|(j, s)| (s.as_str(), j)).collect();
        let economy = |code: &str| places.get(code).copied();
        let sector = |code: &str| sector_places.get(code).copied();
        let mut intermediate = Matrix::zeros(n * m, n * m);
        let mut finals = Matrix::zeros(n * m, n);
        io::each_in(file, year, &[Block::Intermediate, Block::Final], |cell| {
            if let (Some(i), Some(s), Some(d)) = (economy(cell.seller), sector(cell.seller_sector), economy(cell.buyer))
            {
                match (cell.block, sector(cell.buyer_sector)) {
                    (Block::Intermediate, Some(h)) => intermediate.column_mut(d * m + h)[i * m + s] += cell.value,
                    (Block::Final, _) => finals.column_mut(d)[i * m + s] += cell.value,
                    _ => {}
                }
            }
        })
        .map_err(failed)?;
        let mut x = vec![0.0; n * m];
        for ((e, s), value) in &output {
            if let (Some(i), Some(j)) = (economy(e.code()), sector(s)) {
                x[i * m + j] = *value;
            }
        }
        Self::new(Flows { economies, sectors, intermediate, finals, output: x })
    }

    /// Economies, in the order of the nodes.
    #[must_use]
    pub fn economies(&self) -> &[Economy] {
        &self.economies
    }

    /// Sector codes, in the order of the nodes of each economy.
    #[must_use]
    pub fn sectors(&self) -> &[String] {
        &self.sectors
    }

    /// Input coefficients `A`: purchases from the row's node per unit of output of the column's.
    #[must_use]
    pub const fn coefficients(&self) -> &Matrix {
        &self.coefficients
    }

    /// Final sales of each node (row) to each economy (column).
    #[must_use]
    pub const fn finals(&self) -> &Matrix {
        &self.finals
    }

    /// Gross output of each node.
    #[must_use]
    pub fn output(&self) -> &[f64] {
        &self.output
    }

    /// What a reader must know.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The place of an economy.
    ///
    /// # Errors
    /// [`InputOutputError::Economy`] if the table does not hold it.
    pub fn place(&self, economy: Economy) -> Result<usize, InputOutputError> {
        self.economies.iter().position(|e| *e == economy).ok_or(InputOutputError::Economy(economy))
    }
}

/// The first label that stands twice.
fn twice<'a>(labels: &[&'a str]) -> Option<&'a str> {
    let mut seen = BTreeSet::new();
    labels.iter().find(|label| !seen.insert(**label)).copied()
}

fn balance(intermediate: &Matrix, finals: &Matrix, output: &[f64]) -> Vec<Note> {
    let mut rest = output.to_vec();
    for matrix in [intermediate, finals] {
        for column in 0..matrix.columns() {
            rest.iter_mut().zip(matrix.column(column)).for_each(|(r, v)| *r -= v);
        }
    }
    let shares = rest.iter().zip(output).filter(|(_, x)| **x > 0.0).map(|(r, x)| (r / x).abs());
    let off: Vec<f64> = shares.filter(|s| *s > UNBALANCED).collect();
    let mut notes = Vec::new();
    if !off.is_empty() {
        notes.push(Note::Unbalanced { nodes: off.len(), largest: off.iter().copied().fold(0.0, f64::max) });
    }
    let negative: Vec<f64> = finals.values().iter().copied().filter(|v| *v < 0.0).collect();
    if !negative.is_empty() {
        let lowest = negative.iter().copied().fold(0.0, f64::min);
        notes.push(Note::NegativeFinal { cells: negative.len(), lowest });
    }
    notes
}
