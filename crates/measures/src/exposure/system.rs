//! An inter-country input-output system with labels, and the rows of its Leontief inverse that the measures
//! of exposure read.

use std::collections::{BTreeMap, BTreeSet};
use suzerain_solvers::certificate::Certificate;
use suzerain_solvers::left_solve::{LeftSolveError, left_solve};
use suzerain_tables::io::{Block, CellRef};
use suzerain_tables::store::TableMeta;
use suzerain_tables::{Economy, Year};

/// Blocks of a table that the system is built from.
pub const BLOCKS: [Block; 6] =
    [Block::Intermediate, Block::Final, Block::Output, Block::ValueAdded, Block::ProductTaxes, Block::ToRest];

/// Why cells make no system.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SystemError {
    /// The table has no intermediate sales between economies.
    #[error("{source_id} holds no inter-country table of {year}")]
    Empty {
        /// Short name of the source.
        source_id: String,
        /// Year asked for.
        year: Year,
    },
    /// A code is not in the vocabulary.
    #[error("{source_id}: unknown economy `{code}`")]
    UnknownEconomy {
        /// Short name of the source.
        source_id: String,
        /// The code.
        code: String,
    },
    /// A cell stands twice.
    #[error("{source_id}: the cell {cell} stands twice")]
    Duplicate {
        /// Short name of the source.
        source_id: String,
        /// Labels of the cell.
        cell: String,
    },
    /// An industry spends more on inputs than it makes, or a value is not finite or negative.
    #[error("{source_id}: {what}")]
    Impossible {
        /// Short name of the source.
        source_id: String,
        /// What is impossible.
        what: String,
    },
    /// The inverse could not be had.
    #[error(transparent)]
    Solve(#[from] LeftSolveError),
}

/// Inter-country sales of a year, million US dollars, nodes sorted by economy and sector.
#[derive(Clone, Debug)]
pub struct System {
    meta: TableMeta,
    year: Year,
    economies: Vec<Economy>,
    sectors: Vec<String>,
    /// `[node][node]`
    intermediate: Vec<f64>,
    /// `[node][economy]`
    finals: Vec<f64>,
    to_rest: Vec<f64>,
    output: Vec<f64>,
    value_added: Vec<f64>,
    taxes: Vec<f64>,
}

/// Collects the cells of one year. Labels are kept once each.
#[derive(Clone, Debug, Default)]
pub struct Collector {
    names: Vec<String>,
    numbers: BTreeMap<String, u32>,
    /// Block, the numbers of seller, seller's sector, buyer, buyer's sector, and the value.
    cells: Vec<(Block, [u32; 4], f64)>,
}

impl Collector {
    /// Keeps a cell of a block in [`BLOCKS`].
    pub fn push(&mut self, cell: &CellRef<'_>) {
        let labels = [cell.seller, cell.seller_sector, cell.buyer, cell.buyer_sector];
        let before = self.cells.last().map(|(_, numbers, _)| *numbers);
        let mut numbers = [0; 4];
        for (at, label) in labels.into_iter().enumerate() {
            // Neighbouring cells share most labels.
            numbers[at] = match before.map(|b| b[at]).filter(|n| self.names[*n as usize] == label) {
                Some(same) => same,
                None => self.number(label),
            };
        }
        self.cells.push((cell.block, numbers, cell.value));
    }

    fn number(&mut self, label: &str) -> u32 {
        if let Some(number) = self.numbers.get(label) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(label.to_owned());
        self.numbers.insert(label.to_owned(), number);
        number
    }

    /// Builds the system; the order of the cells does not matter.
    ///
    /// # Errors
    /// [`SystemError`] if there are no cells, a label is unknown or a cell stands twice.
    pub fn finish(self, meta: &TableMeta, year: Year) -> Result<System, SystemError> {
        let source_id = meta.source.clone();
        // An industry that neither sells nor buys inputs, such as households as employers, is known by its output.
        let used = |[seller, buyer]: [usize; 2]| -> BTreeSet<u32> {
            let of_cell = |(block, numbers, value): &(Block, [u32; 4], f64)| match block {
                Block::Intermediate => [Some(numbers[seller]), Some(numbers[buyer])],
                Block::Output if *value > 0.0 => [Some(numbers[seller]), None],
                _ => [None, None],
            };
            self.cells.iter().flat_map(of_cell).flatten().collect()
        };
        let mut economies: BTreeMap<Economy, u32> = BTreeMap::new();
        for number in used([0, 2]) {
            let code = &self.names[number as usize];
            let economy = Economy::from_code(code)
                .ok_or_else(|| SystemError::UnknownEconomy { source_id: source_id.clone(), code: code.clone() })?;
            economies.insert(economy, number);
        }
        if economies.is_empty() {
            return Err(SystemError::Empty { source_id, year });
        }
        let sectors: BTreeMap<&str, u32> =
            used([1, 3]).into_iter().map(|number| (self.names[number as usize].as_str(), number)).collect();
        let (n, s) = (economies.len(), sectors.len());
        let nodes = n * s;
        let places = |numbers: Vec<u32>| {
            let mut places = vec![None; self.names.len()];
            numbers.into_iter().enumerate().for_each(|(at, number)| places[number as usize] = Some(at));
            places
        };
        let economy_at: Vec<Option<usize>> = places(economies.values().copied().collect());
        let sector_at: Vec<Option<usize>> = places(sectors.values().copied().collect());
        let mut system = System {
            meta: meta.clone(),
            year,
            economies: economies.into_keys().collect(),
            sectors: sectors.into_keys().map(str::to_owned).collect(),
            intermediate: vec![f64::NAN; nodes * nodes],
            finals: vec![f64::NAN; nodes * n],
            to_rest: vec![f64::NAN; nodes],
            output: vec![f64::NAN; nodes],
            value_added: vec![f64::NAN; nodes],
            taxes: vec![f64::NAN; nodes],
        };
        // Final sales to an economy without industries leave the system: they are sales to the rest of the world.
        let mut beyond: Vec<(usize, f64)> = Vec::new();
        for (block, numbers, value) in &self.cells {
            let economy = |at: usize| economy_at[numbers[at] as usize];
            let node = |at: usize| Some(economy(at)? * s + sector_at[numbers[at + 1] as usize]?);
            let place = match block {
                Block::Intermediate => node(0).zip(node(2)).map(|(i, j)| &mut system.intermediate[i * nodes + j]),
                Block::Final => node(0).zip(economy(2)).map(|(i, j)| &mut system.finals[i * n + j]),
                Block::Output => node(0).map(|i| &mut system.output[i]),
                Block::ValueAdded => node(0).map(|i| &mut system.value_added[i]),
                Block::ProductTaxes => node(0).map(|i| &mut system.taxes[i]),
                Block::ToRest => node(0).map(|i| &mut system.to_rest[i]),
                _ => None,
            };
            // A cell of an economy or sector without inputs and output belongs to no node.
            let Some(place) = place else {
                if let (Block::Final, Some(i)) = (block, node(0)) {
                    beyond.push((i, *value));
                }
                continue;
            };
            let labels = || numbers.map(|number| self.names[number as usize].as_str()).join(" ");
            if !place.is_nan() {
                return Err(SystemError::Duplicate { source_id, cell: format!("{} {}", block.name(), labels()) });
            }
            if !value.is_finite() || (*block == Block::Intermediate && *value < 0.0) {
                let what = format!("{} {} is {value}", block.name(), labels());
                return Err(SystemError::Impossible { source_id, what });
            }
            *place = *value;
        }
        // Input-output tables are complete: a cell without a row is zero there.
        for values in [
            &mut system.intermediate,
            &mut system.finals,
            &mut system.to_rest,
            &mut system.output,
            &mut system.value_added,
            &mut system.taxes,
        ] {
            values.iter_mut().filter(|v| v.is_nan()).for_each(|v| *v = 0.0);
        }
        beyond.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        beyond.into_iter().filter(|(_, value)| value.is_finite()).for_each(|(i, value)| system.to_rest[i] += value);
        Ok(system)
    }
}

impl System {
    /// The source.
    #[must_use]
    pub const fn meta(&self) -> &TableMeta {
        &self.meta
    }

    /// Calendar year.
    #[must_use]
    pub const fn year(&self) -> Year {
        self.year
    }

    /// Economies in code order.
    #[must_use]
    pub fn economies(&self) -> &[Economy] {
        &self.economies
    }

    /// Sectors in code order.
    #[must_use]
    pub fn sectors(&self) -> &[String] {
        &self.sectors
    }

    /// The number of an economy, if the system has it.
    #[must_use]
    pub fn position(&self, economy: Economy) -> Option<usize> {
        self.economies.binary_search(&economy).ok()
    }

    /// Industries of all economies.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.output.len()
    }

    /// Input coefficients, `[node][node]`: sales of the row to the column over the column's output.
    ///
    /// # Errors
    /// [`SystemError::Impossible`] if an industry buys inputs and makes nothing.
    pub fn coefficients(&self) -> Result<Vec<f64>, SystemError> {
        let nodes = self.nodes();
        let mut a = self.intermediate.clone();
        for j in 0..nodes {
            let makes = self.output[j] > 0.0;
            if !makes && (0..nodes).any(|i| a[i * nodes + j] != 0.0) {
                let what = format!("{} buys inputs and makes nothing", self.label(j));
                return Err(SystemError::Impossible { source_id: self.meta.source.clone(), what });
            }
        }
        for row in a.chunks_exact_mut(nodes) {
            for (cell, x) in row.iter_mut().zip(&self.output) {
                if *x > 0.0 {
                    *cell /= x;
                }
            }
        }
        Ok(a)
    }

    fn label(&self, node: usize) -> String {
        let s = self.sectors.len();
        format!("{} {}", self.economies[node / s].code(), self.sectors[node % s])
    }

    /// Solves for the rows of the inverse that the measures read: see [`Traced`].
    ///
    /// # Errors
    /// [`SystemError`] if an industry buys inputs and makes nothing, or the system is singular.
    pub fn trace(self) -> Result<Traced, SystemError> {
        let (n, s, nodes) = (self.economies.len(), self.sectors.len(), self.nodes());
        let a = self.coefficients()?;
        let mut direct = vec![0.0; n * nodes];
        for i in 0..nodes {
            let row = &a[i * nodes..][..nodes];
            direct[i / s * nodes..][..nodes].iter_mut().zip(row).for_each(|(d, x)| *d += x);
        }
        let over_output =
            |values: &[f64], i: usize| if self.output[i] > 0.0 { values[i] / self.output[i] } else { 0.0 };
        let mut rows = vec![0.0; (2 * n + 1) * nodes];
        for i in 0..nodes {
            rows[i / s * nodes + i] = over_output(&self.value_added, i);
            rows[(n + i / s) * nodes + i] = 1.0;
            rows[2 * n * nodes + i] = over_output(&self.taxes, i);
        }
        let (mut solved, certificate) = left_solve(&a, &rows, nodes)?;
        let tax_content = solved.split_off(2 * n * nodes);
        let mut gross = solved.split_off(n * nodes);
        for i in 0..nodes {
            gross[i / s * nodes + i] -= 1.0;
        }
        Ok(Traced { system: self, direct, gross, value_added: solved, tax_content, certificate })
    }
}

/// A system with what stands behind a unit of each industry's output. Every array is `[economy][node]`.
#[derive(Clone, Debug)]
pub struct Traced {
    system: System,
    direct: Vec<f64>,
    gross: Vec<f64>,
    value_added: Vec<f64>,
    tax_content: Vec<f64>,
    certificate: Certificate,
}

/// The size of one origin among all, and the sum over all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// From the origin, million US dollars or per unit of output.
    pub from: f64,
    /// From everywhere, in the same unit.
    pub all: f64,
}

impl Part {
    /// The origin's share; none where nothing is used.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.all > 0.0).then(|| self.from / self.all)
    }
}

/// Which inputs of a user are followed, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Direct purchases only.
    FaceValue,
    /// Suppliers' suppliers too, gross.
    LookThrough,
}

impl Traced {
    /// The system.
    #[must_use]
    pub const fn system(&self) -> &System {
        &self.system
    }

    /// Residual of the solve.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn part(&self, table: &[f64], from: usize, weights: &[(usize, f64)]) -> Part {
        let nodes = self.system.nodes();
        let dot = |e: usize| weights.iter().map(|(node, w)| table[e * nodes + node] * w).sum::<f64>();
        Part { from: dot(from), all: (0..self.system.economies.len()).map(dot).sum() }
    }

    const fn reach(&self, reach: Reach) -> &Vec<f64> {
        match reach {
            Reach::FaceValue => &self.direct,
            Reach::LookThrough => &self.gross,
        }
    }

    /// Inputs of one industry (`buyer`, `sector`, by position) that come from `from`, per unit of its output.
    #[must_use]
    pub fn inputs_of_sector(&self, reach: Reach, from: usize, buyer: usize, sector: usize) -> Part {
        let node = buyer * self.system.sectors.len() + sector;
        self.part(self.reach(reach), from, &[(node, 1.0)])
    }

    /// Inputs of all industries of `buyer` for which `keep` holds that come from `from`, million US dollars,
    /// weighted by output. With [`Reach::LookThrough`] gross: chains are counted at every stage, by design.
    #[must_use]
    pub fn inputs(&self, reach: Reach, from: usize, buyer: usize, keep: impl Fn(&str) -> bool) -> Part {
        let s = self.system.sectors.len();
        let weights: Vec<(usize, f64)> = (0..s)
            .filter(|k| keep(&self.system.sectors[*k]))
            .map(|k| (buyer * s + k, self.system.output[buyer * s + k]))
            .collect();
        self.part(self.reach(reach), from, &weights)
    }

    /// Value added of `from` in the final demand of `user`, million US dollars.
    #[must_use]
    pub fn in_final_demand(&self, from: usize, user: usize) -> Part {
        let n = self.system.economies.len();
        let finals = &self.system.finals;
        let weights: Vec<(usize, f64)> = (0..self.system.nodes()).map(|node| (node, finals[node * n + user])).collect();
        self.part(&self.value_added, from, &weights)
    }

    /// Value added of `from` in the exports of `seller` to everybody else, million US dollars.
    #[must_use]
    pub fn in_exports(&self, from: usize, seller: usize) -> Part {
        let s = self.system.sectors.len();
        let weights: Vec<(usize, f64)> = (seller * s..(seller + 1) * s).map(|i| (i, self.exports_of_node(i))).collect();
        self.part(&self.value_added, from, &weights)
    }

    fn exports_of_node(&self, node: usize) -> f64 {
        let (n, s, nodes) = (self.system.economies.len(), self.system.sectors.len(), self.system.nodes());
        let own = node / s;
        let inputs = &self.system.intermediate[node * nodes..][..nodes];
        let abroad = |sum: f64, at_home: &[f64]| sum - at_home.iter().sum::<f64>();
        let finals = &self.system.finals[node * n..][..n];
        abroad(inputs.iter().sum(), &inputs[own * s..][..s])
            + abroad(finals.iter().sum(), &finals[own..=own])
            + self.system.to_rest[node]
    }

    /// Value added of an economy, million US dollars, over all industries.
    #[must_use]
    pub fn value_added_of(&self, economy: usize) -> f64 {
        let s = self.system.sectors.len();
        self.system.value_added[economy * s..][..s].iter().sum()
    }

    /// Final demand of `user`, million US dollars, for what industries of the system make; and how much of it
    /// is taxes on products along the chains, where the source parts them from value added.
    #[must_use]
    pub fn final_demand(&self, user: usize) -> (f64, f64) {
        let n = self.system.economies.len();
        let finals = |node: usize| self.system.finals[node * n + user];
        let nodes = 0..self.system.nodes();
        (nodes.clone().map(finals).sum(), nodes.map(|node| self.tax_content[node] * finals(node)).sum())
    }
}
