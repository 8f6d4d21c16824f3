//! The baseline of a solve: shares and incomes, and the derivative of its equations.

use super::world::TradeWorld;
use suzerain_solvers::products::{inverse, times_product, times_transposed, transposed_times};

/// A world in the figures that the equations take, independent of the elasticity.
#[derive(Clone, Debug)]
pub(super) struct Baseline {
    pub n: usize,
    /// Share of importer j's expenditure on exporter i at row i, column j; columns add up to 1.
    pub shares: Vec<f64>,
    /// Sales before duty, thousand US dollars.
    pub income: Vec<f64>,
    /// Purchases with duty, thousand US dollars.
    pub expenditure: Vec<f64>,
    /// Expenditure less income and tariff revenue; adds up to 0.
    pub deficit: Vec<f64>,
    /// Sum of incomes.
    pub world_income: f64,
}

impl Baseline {
    pub fn new(world: &TradeWorld) -> Self {
        Self::from_flows(&world.flows, |cell| world.tariff(cell), world.len())
    }

    /// From spending with duty, exporters in rows, and the tariff of each cell.
    pub fn from_flows(flows: &[f64], tariff: impl Fn(usize) -> f64, n: usize) -> Self {
        let mut income = vec![0.0; n];
        let mut expenditure = vec![0.0; n];
        let mut revenue = vec![0.0; n];
        for i in 0..n {
            for j in 0..n {
                let value = flows[i * n + j];
                let before_duty = value / (1.0 + tariff(i * n + j));
                income[i] += before_duty;
                expenditure[j] += value;
                revenue[j] += value - before_duty;
            }
        }
        let mut shares = flows.to_vec();
        for row in shares.chunks_exact_mut(n) {
            for (share, spent) in row.iter_mut().zip(&expenditure) {
                *share /= spent;
            }
        }
        let deficit = (0..n).map(|j| expenditure[j] - income[j] - revenue[j]).collect();
        let world_income = income.iter().sum();
        Self { n, shares, income, expenditure, deficit, world_income }
    }

    /// Inverse of the derivative of excess supply over income to log prices at the baseline, row by row:
    /// what turns a relative residual into a Newton step. None if the derivative is singular. In single
    /// precision, since the iteration corrects what the step gets wrong.
    ///
    /// With T the shares of income by buyer, S the shares of spending by seller (rows sellers) and p log
    /// prices of sellers: incomes move by (1 + psi) dp - psi S' dp, sales by -theta dp + theta S' dp and with
    /// spending, spending with income (held deficits) or in proportion to it. The equations, weighted by income, add up
    /// to zero; the change of world income is added to each, which fixes the numeraire.
    pub fn newton_step(&self, world: &TradeWorld, theta: f64, psi: f64, proportional: bool) -> Option<Vec<f32>> {
        let n = self.n;
        let mut bought = vec![0.0; n];
        let mut earning = self.shares.clone();
        for (i, row) in earning.chunks_exact_mut(n).enumerate() {
            for (j, sale) in row.iter_mut().enumerate() {
                *sale *= self.expenditure[j] / (1.0 + world.tariff(i * n + j));
                bought[j] += *sale;
                *sale /= self.income[i];
            }
        }
        let single = |matrix: &[f64]| matrix.iter().map(|v| *v as f32).collect::<Vec<f32>>();
        let mut jacobian = times_transposed(&single(&earning), &single(&self.shares), n);
        // How incomes move with prices, row by row; without elastic supply each with its own price alone.
        let mut slope = vec![0.0; n * n];
        for k in 0..n {
            if psi != 0.0 {
                for i in 0..n {
                    slope[i * n + k] = -psi * self.shares[k * n + i];
                }
            }
            slope[k * n + k] += 1.0 + psi;
        }
        // How world income, and under proportional deficits the factor common to all, move with them.
        let (mut world_income, mut common) = (vec![0.0; n], vec![0.0; n]);
        transposed_times(&slope, &self.income, &mut world_income);
        if proportional {
            let gap: Vec<f64> = self.income.iter().zip(&self.expenditure).map(|(y, e)| y - e).collect();
            transposed_times(&slope, &gap, &mut common);
        }
        let sold: Vec<f64> = earning.chunks_exact(n).map(|row| row.iter().sum()).collect();
        // Sales per unit of the log of the buyer's income.
        if !proportional {
            for row in earning.chunks_exact_mut(n) {
                for (j, sale) in row.iter_mut().enumerate() {
                    *sale *= self.income[j] / bought[j];
                }
            }
        }
        let by_spending = if psi == 0.0 { earning } else { times_product(&earning, &slope, n) };
        for (i, sold) in sold.iter().enumerate() {
            let row = i * n..(i + 1) * n;
            let cells = jacobian[row.clone()].iter_mut().zip(&slope[row.clone()]).zip(&by_spending[row]);
            for (k, ((cell, slope), spending)) in cells.enumerate() {
                let shift = (world_income[k] - sold * common[k]) / self.world_income;
                let substitution = theta * (if i == k { *sold } else { 0.0 } - f64::from(*cell));
                *cell = (slope + shift + substitution - spending) as f32;
            }
        }
        inverse(&jacobian, n)
    }
}
