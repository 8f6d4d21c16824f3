//! The world as data give it: shares, tariffs, technology, elasticities, checked.

use std::collections::BTreeSet;
use std::fmt;
use suzerain_tables::Economy;

/// Shares of a column may miss one by this much and are then rescaled.
const SHARE_TOLERANCE: f64 = 1e-6;
/// A cost share may be negative by this much (a by-product booked as a negative input); it is kept and stated.
const NEGATIVE_INPUT: f64 = 0.01;

/// What a [`World`] is calibrated from. Layouts as in the module's text.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// Economies, in the order of every other field.
    pub economies: Vec<Economy>,
    /// Sector codes, in the order of every other field.
    pub sectors: Vec<String>,
    /// Sales before duty, own sales included, at least 0; any unit of money.
    pub flows: Vec<f64>,
    /// Ad valorem duty on the value before duty, above -1.
    pub tariffs: Vec<f64>,
    /// Value added per unit of output, 0 to 1, `[economy][sector]`.
    pub value_added_share: Vec<f64>,
    /// Cost share of each input, of any origin and duty included, per unit of output, 0 to 1.
    pub input_share: Vec<f64>,
    /// Trade elasticity of each sector, above 0.
    pub theta: Vec<f64>,
    /// What was assumed to fill gaps, one sentence each.
    pub assumptions: Vec<String>,
    /// What was repaired before.
    pub repairs: Vec<Repair>,
}

/// A repair made to the data, stated with its size.
#[derive(Clone, Debug, PartialEq)]
pub enum Repair {
    /// Exports exceeded gross output: gross output was raised to exports, own sales set to 0.
    OutputRaised {
        /// Economy and sector.
        cell: (Economy, String),
        /// Gross output in the data.
        output: f64,
        /// Exports in the data.
        exports: f64,
    },
    /// Intermediate use exceeded expenditure: the final share was set to 0 and the others rescaled.
    FinalDemandRaised {
        /// Economy and sector.
        cell: (Economy, String),
        /// Final demand the data imply, below 0.
        implied: f64,
    },
    /// A sector uses an input nobody sells to its economy: its share went to value added.
    InputWithoutSeller {
        /// Economy and using sector.
        cell: (Economy, String),
        /// The input.
        input: String,
        /// Its share of cost.
        share: f64,
    },
    /// A negative flow was set to 0.
    NegativeFlow {
        /// Exporter and importer.
        flow: (Economy, Economy),
        /// Sector.
        sector: String,
        /// The value in the data.
        value: f64,
    },
    /// A small negative cost share (a by-product) was kept as it is.
    NegativeInput {
        /// Economy and using sector.
        cell: (Economy, String),
        /// The input.
        input: String,
        /// Its share of cost.
        share: f64,
    },
    /// The economy has no own sales in any sector; it stays as it is.
    NoDomesticSales {
        /// The economy.
        economy: Economy,
    },
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutputRaised { cell: (e, s), output, exports } => {
                write!(f, "{e} {s}: exports {exports} exceed gross output {output}, which was raised to them")
            }
            Self::FinalDemandRaised { cell: (e, s), implied } => {
                write!(f, "{e} {s}: intermediate use exceeds expenditure by {}; final share set to 0", -implied)
            }
            Self::InputWithoutSeller { cell: (e, s), input, share } => {
                write!(f, "{e} {s}: nobody sells input {input} (share {share}) to {e}; counted as value added")
            }
            Self::NegativeFlow { flow: (a, b), sector, value } => {
                write!(f, "{a} to {b}, {sector}: negative flow {value} set to 0")
            }
            Self::NegativeInput { cell: (e, s), input, share } => {
                write!(f, "{e} {s}: negative cost share {share} of input {input}, kept")
            }
            Self::NoDomesticSales { economy } => {
                write!(f, "{economy}: no domestic sales in any sector; kept as it is, gains from trade undefined")
            }
        }
    }
}

/// Why data make no world.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WorldError {
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
    /// A flow is negative or not finite.
    #[error("the flow {exporter} to {importer} of {sector} is {value}")]
    Flow {
        /// Exporter.
        exporter: Economy,
        /// Importer.
        importer: Economy,
        /// Sector.
        sector: String,
        /// Its value.
        value: f64,
    },
    /// A tariff is not finite or not above -1.
    #[error("the tariff of {importer} on {exporter} in {sector} is {rate}")]
    Tariff {
        /// Exporter.
        exporter: Economy,
        /// Importer.
        importer: Economy,
        /// Sector.
        sector: String,
        /// Its rate.
        rate: f64,
    },
    /// An elasticity is not finite or not above 0.
    #[error("the trade elasticity of {sector} is {theta}; it must be above 0")]
    Elasticity {
        /// Sector.
        sector: String,
        /// Its value.
        theta: f64,
    },
    /// Value added and inputs of a producing sector are no shares of one.
    #[error("{economy} {sector}: value added and inputs add up to {sum}, not to 1")]
    Shares {
        /// Economy.
        economy: Economy,
        /// Producing sector.
        sector: String,
        /// Sum of the shares.
        sum: f64,
    },
    /// An economy earns no value added or spends nothing.
    #[error("{economy} has no income")]
    NoIncome {
        /// Economy.
        economy: Economy,
    },
    /// The economies fall into groups that do not trade with each other: relative wages are undefined.
    #[error("the world falls apart: {} do not trade with {first}", list(apart))]
    Disconnected {
        /// An economy of the first group.
        first: Economy,
        /// The economies not connected with it.
        apart: Vec<Economy>,
    },
    /// A table has no rows for what was asked.
    #[error("{0}")]
    Missing(String),
    /// A table cannot be decoded.
    #[error("{0}")]
    Table(String),
}

fn list(economies: &[Economy]) -> String {
    let codes: Vec<&str> = economies.iter().map(|e| e.code()).collect();
    codes.join(", ")
}

/// A checked world. Its flows need not be an equilibrium of the model: see [`super::rebase`].
#[derive(Clone, Debug)]
pub struct World {
    pub(super) economies: Vec<Economy>,
    pub(super) sectors: Vec<String>,
    /// Share of expenditure, duty included, `[sector][importer][exporter]`.
    pub(super) shares: Vec<f64>,
    pub(super) tariffs: Vec<f64>,
    pub(super) value_added_share: Vec<f64>,
    pub(super) input_share: Vec<f64>,
    /// Share of final expenditure, `[economy][sector]`, adding up to 1.
    pub(super) final_share: Vec<f64>,
    /// Expenditure, duty included, `[economy][sector]`.
    pub(super) expenditure: Vec<f64>,
    /// Value added of each economy.
    pub(super) value_added: Vec<f64>,
    /// Imports less exports, before duty.
    pub(super) deficit: Vec<f64>,
    pub(super) theta: Vec<f64>,
    pub(super) repairs: Vec<Repair>,
    pub(super) assumptions: Vec<String>,
}

impl World {
    /// Checks the data and computes shares, deficits and final demand.
    ///
    /// Final demand of a sector is expenditure less intermediate use. Where it is negative (the table
    /// does not balance) it is set to 0 and stated among the repairs; the world is then no equilibrium
    /// of the model until it is rebased.
    ///
    /// # Errors
    /// [`WorldError`] for data that no stated repair makes whole.
    pub fn new(data: Data) -> Result<Self, WorldError> {
        let (n, m) = (data.economies.len(), data.sectors.len());
        check_shapes(&data)?;
        check_values(&data)?;
        let Data { economies, sectors, flows, tariffs, value_added_share, input_share, theta, assumptions, repairs } =
            data;
        let mut expenditure = vec![0.0; n * m];
        let mut output = vec![0.0; n * m];
        let mut deficit = vec![0.0; n];
        let mut shares = vec![0.0; n * n * m];
        for j in 0..m {
            for importer in 0..n {
                let row = (j * n + importer) * n;
                for exporter in 0..n {
                    let flow = flows[row + exporter];
                    shares[row + exporter] = flow * (1.0 + tariffs[row + exporter]);
                    output[exporter * m + j] += flow;
                    deficit[importer] += flow;
                    deficit[exporter] -= flow;
                }
                let total: f64 = shares[row..row + n].iter().sum();
                expenditure[importer * m + j] = total;
                if total > 0.0 {
                    shares[row..row + n].iter_mut().for_each(|s| *s /= total);
                }
            }
        }
        connected(&economies, |a, b| (0..m).any(|j| flows[(j * n + a) * n + b] > 0.0))?;
        let mut world = Self {
            economies,
            sectors,
            shares,
            tariffs,
            value_added_share,
            input_share,
            final_share: Vec::new(),
            expenditure,
            value_added: vec![0.0; n],
            deficit,
            theta,
            repairs,
            assumptions,
        };
        world.technology(&output)?;
        world.final_demand(&output)?;
        for (i, economy) in world.economies.iter().enumerate() {
            if (0..m).all(|j| world.shares[(j * n + i) * n + i] == 0.0) {
                world.repairs.push(Repair::NoDomesticSales { economy: *economy });
            }
        }
        Ok(world)
    }

    /// Economies in the order of every result.
    #[must_use]
    pub fn economies(&self) -> &[Economy] {
        &self.economies
    }

    /// Sector codes.
    #[must_use]
    pub fn sectors(&self) -> &[String] {
        &self.sectors
    }

    /// Trade elasticity of each sector.
    #[must_use]
    pub fn theta(&self) -> &[f64] {
        &self.theta
    }

    /// Value added of each economy, in the unit of the flows.
    #[must_use]
    pub fn value_added(&self) -> &[f64] {
        &self.value_added
    }

    /// Imports less exports of each economy before duty, in the unit of the flows.
    #[must_use]
    pub fn deficit(&self) -> &[f64] {
        &self.deficit
    }

    /// Share of `exporter` in what `importer` spends on sector `sector` (places in the lists), duty included.
    ///
    /// # Panics
    /// If a place is out of range.
    #[must_use]
    pub fn share(&self, sector: usize, importer: usize, exporter: usize) -> f64 {
        self.shares[(sector * self.economies.len() + importer) * self.economies.len() + exporter]
    }

    /// Expenditure of each economy on each sector, duty included, `[economy][sector]`.
    #[must_use]
    pub fn expenditure(&self) -> &[f64] {
        &self.expenditure
    }

    /// What was repaired.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// What was assumed.
    #[must_use]
    pub fn assumptions(&self) -> &[String] {
        &self.assumptions
    }

    /// Gross output `[economy][sector]` at the present shares and expenditures.
    pub(super) fn output(&self) -> Vec<f64> {
        let (n, m) = (self.economies.len(), self.sectors.len());
        let mut output = vec![0.0; n * m];
        for j in 0..m {
            for importer in 0..n {
                let row = (j * n + importer) * n;
                for exporter in 0..n {
                    output[exporter * m + j] += self.shares[row + exporter] / (1.0 + self.tariffs[row + exporter])
                        * self.expenditure[importer * m + j];
                }
            }
        }
        output
    }

    /// Rescales cost shares to one and moves inputs without a seller to value added.
    fn technology(&mut self, output: &[f64]) -> Result<(), WorldError> {
        let (n, m) = (self.economies.len(), self.sectors.len());
        for i in 0..n {
            for j in 0..m {
                let inputs = &mut self.input_share[(i * m + j) * m..][..m];
                let sum = self.value_added_share[i * m + j] + inputs.iter().sum::<f64>();
                let producing = output[i * m + j] > 0.0;
                if producing && (sum - 1.0).abs() > SHARE_TOLERANCE {
                    let (economy, sector) = (self.economies[i], self.sectors[j].clone());
                    return Err(WorldError::Shares { economy, sector, sum });
                }
                for (k, share) in inputs.iter_mut().enumerate() {
                    if *share < 0.0 && producing {
                        self.repairs.push(Repair::NegativeInput {
                            cell: (self.economies[i], self.sectors[j].clone()),
                            input: self.sectors[k].clone(),
                            share: *share,
                        });
                    }
                    if *share != 0.0 && self.expenditure[i * m + k] == 0.0 {
                        if producing {
                            self.repairs.push(Repair::InputWithoutSeller {
                                cell: (self.economies[i], self.sectors[j].clone()),
                                input: self.sectors[k].clone(),
                                share: *share,
                            });
                        }
                        *share = 0.0;
                    }
                }
                if sum > 0.0 {
                    inputs.iter_mut().for_each(|share| *share /= sum);
                }
                self.value_added_share[i * m + j] = 1.0 - inputs.iter().sum::<f64>();
            }
        }
        Ok(())
    }

    fn final_demand(&mut self, output: &[f64]) -> Result<(), WorldError> {
        let (n, m) = (self.economies.len(), self.sectors.len());
        self.final_share = self.expenditure.clone();
        for i in 0..n {
            let rest = &mut self.final_share[i * m..(i + 1) * m];
            let spent: f64 = rest.iter().sum();
            for j in 0..m {
                let made = output[i * m + j];
                self.value_added[i] += self.value_added_share[i * m + j] * made;
                let inputs = &self.input_share[(i * m + j) * m..][..m];
                rest.iter_mut().zip(inputs).for_each(|(r, share)| *r -= share * made);
            }
            for (j, r) in rest.iter_mut().enumerate() {
                if *r < 0.0 {
                    // What rounding leaves is no repair.
                    if *r < -1e-9 * spent {
                        let cell = (self.economies[i], self.sectors[j].clone());
                        self.repairs.push(Repair::FinalDemandRaised { cell, implied: *r });
                    }
                    *r = 0.0;
                }
            }
            let sum: f64 = rest.iter().sum();
            if !(sum > 0.0 && self.value_added[i] > 0.0) {
                return Err(WorldError::NoIncome { economy: self.economies[i] });
            }
            rest.iter_mut().for_each(|r| *r /= sum);
        }
        Ok(())
    }
}

/// Own sales of a sector that makes `output` and exports `exports`; where exports exceed output they are
/// 0 and the repair is stated (gross output is raised to exports).
#[must_use]
pub fn own_sales(cell: (Economy, &str), output: f64, exports: f64) -> (f64, Option<Repair>) {
    if exports > output {
        (0.0, Some(Repair::OutputRaised { cell: (cell.0, cell.1.to_owned()), output, exports }))
    } else {
        (output - exports, None)
    }
}

fn check_shapes(data: &Data) -> Result<(), WorldError> {
    let (n, m) = (data.economies.len(), data.sectors.len());
    let lengths = [
        ("flows", data.flows.len(), n * n * m),
        ("tariffs", data.tariffs.len(), n * n * m),
        ("value_added_share", data.value_added_share.len(), n * m),
        ("input_share", data.input_share.len(), n * m * m),
        ("theta", data.theta.len(), m),
    ];
    for (field, found, wanted) in lengths {
        if found != wanted {
            return Err(WorldError::Shape { field, found, wanted });
        }
    }
    if n == 0 || m == 0 {
        return Err(WorldError::Shape { field: "economies or sectors", found: 0, wanted: 1 });
    }
    let mut seen = BTreeSet::new();
    if let Some(label) = data.economies.iter().find(|e| !seen.insert(**e)) {
        return Err(WorldError::Duplicate { label: label.code().to_owned() });
    }
    let mut seen = BTreeSet::new();
    match data.sectors.iter().find(|s| !seen.insert(s.as_str())) {
        Some(label) => Err(WorldError::Duplicate { label: label.clone() }),
        None => Ok(()),
    }
}

fn check_values(data: &Data) -> Result<(), WorldError> {
    let (n, m) = (data.economies.len(), data.sectors.len());
    let place = |at: usize| (data.economies[at % n], data.economies[at / n % n], data.sectors[at / (n * n)].clone());
    if let Some(at) = data.flows.iter().position(|v| !(v.is_finite() && *v >= 0.0)) {
        let (exporter, importer, sector) = place(at);
        return Err(WorldError::Flow { exporter, importer, sector, value: data.flows[at] });
    }
    if let Some(at) = data.tariffs.iter().position(|v| !(v.is_finite() && *v > -1.0)) {
        let (exporter, importer, sector) = place(at);
        return Err(WorldError::Tariff { exporter, importer, sector, rate: data.tariffs[at] });
    }
    check_theta(&data.sectors, &data.theta)?;
    for at in 0..n * m {
        let inputs = &data.input_share[at * m..(at + 1) * m];
        let within = |v: f64, least: f64| v >= -least && v <= 1.0 + SHARE_TOLERANCE;
        let inputs_fit = inputs.iter().all(|v| within(*v, NEGATIVE_INPUT));
        if !(inputs_fit && within(data.value_added_share[at], SHARE_TOLERANCE)) {
            let sum = data.value_added_share[at] + inputs.iter().sum::<f64>();
            return Err(WorldError::Shares {
                economy: data.economies[at / m],
                sector: data.sectors[at % m].clone(),
                sum,
            });
        }
    }
    Ok(())
}

/// Refuses a vector of elasticities that is not one above 0 for each sector.
pub(super) fn check_theta(sectors: &[String], theta: &[f64]) -> Result<(), WorldError> {
    if theta.len() != sectors.len() {
        return Err(WorldError::Shape { field: "theta", found: theta.len(), wanted: sectors.len() });
    }
    match theta.iter().position(|t| !(t.is_finite() && *t > 0.0)) {
        Some(at) => Err(WorldError::Elasticity { sector: sectors[at].clone(), theta: theta[at] }),
        None => Ok(()),
    }
}

/// Refuses a world in which some economies trade with no other group.
pub(super) fn connected(economies: &[Economy], trade: impl Fn(usize, usize) -> bool) -> Result<(), WorldError> {
    let n = economies.len();
    let mut reached = vec![false; n];
    let mut queue = vec![0];
    reached[0] = true;
    while let Some(a) = queue.pop() {
        for b in 0..n {
            if !reached[b] && (trade(a, b) || trade(b, a)) {
                reached[b] = true;
                queue.push(b);
            }
        }
    }
    let apart: Vec<Economy> = economies.iter().zip(&reached).filter(|(_, r)| !**r).map(|(e, _)| *e).collect();
    if apart.is_empty() { Ok(()) } else { Err(WorldError::Disconnected { first: economies[0], apart }) }
}
