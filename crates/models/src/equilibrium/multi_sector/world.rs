//! A checked world: shares, tariffs, technology, final demand.

use super::data::{Data, Repair, SHARE_TOLERANCE, WorldError, check_shapes, check_theta, check_values};
use std::collections::BTreeMap;
use suzerain_tables::Economy;

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

    /// The same world with other trade elasticities for the sectors named.
    ///
    /// # Errors
    /// [`WorldError::Missing`] for a sector that is not of this world, [`WorldError::Elasticity`] for a value at
    /// or below 0.
    pub fn with_elasticities(mut self, given: &BTreeMap<String, f64>) -> Result<Self, WorldError> {
        for (sector, theta) in given {
            let Some(place) = self.sectors.iter().position(|s| s == sector) else {
                let known = self.sectors.join(", ");
                return Err(WorldError::Missing(format!(
                    "no sector {sector} to give an elasticity; there are {known}"
                )));
            };
            self.theta[place] = *theta;
        }
        check_theta(&self.sectors, &self.theta)?;
        Ok(self)
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

/// Refuses a world in which some economies trade with no other group.
pub(super) fn connected(economies: &[Economy], trade: impl Fn(usize, usize) -> bool) -> Result<(), WorldError> {
    let n = economies.len();
    let mut reached = vec![false; n];
    let mut queue = vec![0];
    reached[0] = true;
    while let Some(a) = queue.pop() {
        for (b, reached) in reached.iter_mut().enumerate() {
            if !*reached && (trade(a, b) || trade(b, a)) {
                *reached = true;
                queue.push(b);
            }
        }
    }
    let apart: Vec<Economy> = economies.iter().zip(&reached).filter(|(_, r)| !**r).map(|(e, _)| *e).collect();
    if apart.is_empty() { Ok(()) } else { Err(WorldError::Disconnected { first: economies[0], apart }) }
}
