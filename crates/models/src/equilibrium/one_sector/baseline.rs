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
        Self::from_flows(&world.flows, world.tariffs.as_deref(), world.len())
    }

    /// From spending with duty, exporters in rows, and tariffs, if there are any.
    pub fn from_flows(flows: &[f64], tariffs: Option<&[f64]>, n: usize) -> Self {
        let mut expenditure = vec![0.0; n];
        for row in flows.chunks_exact(n) {
            for (sum, value) in expenditure.iter_mut().zip(row) {
                *sum += value;
            }
        }
        let mut income: Vec<f64> = flows.chunks_exact(n).map(|row| row.iter().sum()).collect();
        let mut revenue = vec![0.0; n];
        if let Some(tariffs) = tariffs {
            for (at, (value, tariff)) in flows.iter().zip(tariffs).enumerate() {
                let duty = value * tariff / (1.0 + tariff);
                income[at / n] -= duty;
                revenue[at % n] += duty;
            }
        }
        let per_expenditure: Vec<f64> = expenditure.iter().map(|e| 1.0 / e).collect();
        let mut shares = flows.to_vec();
        for row in shares.chunks_exact_mut(n) {
            for (share, per) in row.iter_mut().zip(&per_expenditure) {
                *share *= per;
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
        // Sales before duty over the seller's income.
        let mut earning = self.shares.clone();
        for (row, income) in earning.chunks_exact_mut(n).zip(&self.income) {
            let per_income = 1.0 / income;
            for (sale, spent) in row.iter_mut().zip(&self.expenditure) {
                *sale *= spent * per_income;
            }
        }
        if let Some(tariffs) = &world.tariffs {
            for (sale, tariff) in earning.iter_mut().zip(tariffs) {
                *sale /= 1.0 + tariff;
            }
        }
        let single = |matrix: &[f64]| matrix.iter().map(|v| *v as f32).collect::<Vec<f32>>();
        let mut jacobian = times_transposed(&single(&earning), &single(&self.shares), n);
        // How incomes move with prices: 1 + psi with the own price; with elastic supply with all others too.
        let slope = (psi != 0.0).then(|| {
            let mut slope: Vec<f64> = (0..n * n).map(|at| -psi * self.shares[at % n * n + at / n]).collect();
            (0..n).for_each(|k| slope[k * n + k] += 1.0 + psi);
            slope
        });
        let moves = |weights: Vec<f64>| match &slope {
            None => weights,
            Some(slope) => {
                let mut out = vec![0.0; n];
                transposed_times(slope, &weights, &mut out);
                out
            }
        };
        // How world income, and under proportional deficits the factor common to all, move with prices.
        let gap = |(y, e): (&f64, &f64)| if proportional { (y - e) / self.world_income } else { 0.0 };
        let numeraire = moves(self.income.iter().map(|y| y / self.world_income).collect());
        let common = moves(self.income.iter().zip(&self.expenditure).map(gap).collect());
        let sold: Vec<f64> = earning.chunks_exact(n).map(|row| row.iter().sum()).collect();
        // Sales per unit of the log of the buyer's income.
        if !proportional {
            let mut bought = vec![0.0; n];
            transposed_times(&earning, &self.income, &mut bought);
            let per_income: Vec<f64> = self.income.iter().zip(&bought).map(|(y, b)| y / b).collect();
            for row in earning.chunks_exact_mut(n) {
                for (sale, per_income) in row.iter_mut().zip(&per_income) {
                    *sale *= per_income;
                }
            }
        }
        let by_spending = match &slope {
            None => earning,
            Some(slope) => times_product(&earning, slope, n),
        };
        for (i, (row, spending)) in jacobian.chunks_exact_mut(n).zip(by_spending.chunks_exact(n)).enumerate() {
            for (((cell, spending), numeraire), common) in row.iter_mut().zip(spending).zip(&numeraire).zip(&common) {
                *cell = (numeraire - sold[i] * common - theta * f64::from(*cell) - spending) as f32;
            }
            match &slope {
                None => row[i] += 1.0,
                Some(slope) => row.iter_mut().zip(&slope[i * n..]).for_each(|(cell, slope)| *cell += *slope as f32),
            }
            row[i] += (theta * sold[i]) as f32;
        }
        inverse(&jacobian, n)
    }
}
