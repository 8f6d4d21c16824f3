//! The baseline of a solve: shares and incomes, and the derivative of its equations.

use super::world::TradeWorld;
use suzerain_solvers::products::{inverse, times_transposed};

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
        let shares = (0..n * n).map(|cell| flows[cell] / expenditure[cell % n]).collect();
        let deficit = (0..n).map(|j| expenditure[j] - income[j] - revenue[j]).collect();
        let world_income = income.iter().sum();
        Self { n, shares, income, expenditure, deficit, world_income }
    }

    /// Inverse of the derivative of excess supply to log prices at the baseline, row by row: what turns
    /// a residual into a Newton step. None if the derivative is singular.
    ///
    /// With X the sales before duty, S the shares and p the log prices of sellers: incomes move by
    /// (1 + psi) dp - psi S' dp, sales by -theta dp + theta S' dp + spending, spending by income (held
    /// deficits) or in proportion to it. The equations add up to zero; world income is added to each in
    /// proportion to its baseline income, which fixes the numeraire.
    pub fn newton_step(&self, world: &TradeWorld, theta: f64, psi: f64, proportional: bool) -> Option<Vec<f64>> {
        let n = self.n;
        let sales: Vec<f64> = (0..n * n)
            .map(|cell| self.shares[cell] * self.expenditure[cell % n] / (1.0 + world.tariff(cell)))
            .collect();
        // Derivative of the log of spending to the log of income: income over expenditure net of duty.
        let per_income: Vec<f64> = (0..n)
            .map(|j| {
                let net: f64 = (0..n).map(|i| sales[i * n + j]).sum();
                if proportional { 1.0 } else { self.income[j] / net }
            })
            .collect();
        let mut jacobian = times_transposed(&sales, &self.shares, n);
        // Income of economy i moves with its own price and, with elastic supply, with its price index.
        let income_slope = |i: usize, k: usize| {
            (if i == k { 1.0 + psi } else { 0.0 }) - if psi == 0.0 { 0.0 } else { psi * self.shares[k * n + i] }
        };
        let numeraire: Vec<f64> = (0..n)
            .map(|k| (0..n).map(|i| self.income[i] * income_slope(i, k)).sum::<f64>() / self.world_income)
            .collect();
        // Proportional deficits: the common factor on spending.
        let common: Vec<f64> = (0..n)
            .map(|k| {
                if !proportional {
                    return 0.0;
                }
                let moves = |i: usize| (self.income[i] - self.expenditure[i]) * income_slope(i, k);
                (0..n).map(moves).sum::<f64>() / self.world_income
            })
            .collect();
        for i in 0..n {
            let row = &sales[i * n..(i + 1) * n];
            let sold: f64 = row.iter().sum();
            for k in 0..n {
                let by_spending = if psi == 0.0 {
                    row[k] * per_income[k]
                } else {
                    (0..n).map(|j| row[j] * per_income[j] * income_slope(j, k)).sum()
                };
                let cell = &mut jacobian[i * n + k];
                *cell = self.income[i] * (income_slope(i, k) + numeraire[k])
                    - theta * *cell
                    - by_spending
                    - sold * common[k];
                if i == k {
                    *cell += theta * sold;
                }
            }
        }
        inverse(&jacobian, n)
    }
}
