//! The equations on slices of numbers.

use super::baseline::Baseline;
use super::error::OneSectorError;
use super::shock::Cell;
use super::world::{TradeWorld, apart};
use suzerain_solvers::certificate::{Certificate, NotConverged};
use suzerain_solvers::fixed_point::{self, Options};
use suzerain_solvers::products::{times, transposed_times};

/// Steps of the quasi-Newton iteration before the plain one takes over.
const QUASI_NEWTON_STEPS: usize = 60;
/// Longest step of a log price.
const LONGEST_STEP: f64 = 1.0;

/// What is held fixed about deficits while prices move.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deficits<'a> {
    /// These, in units of world income (thousand US dollars).
    Held(&'a [f64]),
    /// Expenditure over income, up to one factor common to all.
    Proportional,
}

/// One equilibrium to find.
#[derive(Clone, Copy, Debug)]
pub(super) struct Problem<'a> {
    pub baseline: &'a Baseline,
    pub theta: f64,
    pub psi: f64,
    pub deficits: Deficits<'a>,
    pub cells: &'a [Cell],
    /// Factors on productivity by place; empty for none.
    pub productivity: &'a [f64],
    /// [`Baseline::newton_step`] for an elasticity near this one, if there is one.
    pub newton_step: Option<&'a [f64]>,
    pub tolerance: f64,
}

/// Memory of solves on one baseline.
#[derive(Clone, Debug, Default)]
pub(super) struct Workspace {
    prices: fixed_point::Workspace,
    pub state: State,
}

/// Everything at the last prices looked at. All hats but `income` and `expenditure`.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Baseline shares times trade costs to the power of -theta; restored after a solve.
    matrix: Vec<f64>,
    /// Prices of sellers to the power of -theta.
    pub attraction: Vec<f64>,
    /// Price indices to the power of -theta.
    pub access: Vec<f64>,
    /// Price indices.
    pub index: Vec<f64>,
    /// Incomes, thousand US dollars of the numeraire.
    pub income: Vec<f64>,
    /// Expenditures, likewise.
    pub expenditure: Vec<f64>,
    /// Sales, likewise.
    pub sales: Vec<f64>,
    demand: Vec<f64>,
    excess: Vec<f64>,
    step: Vec<f64>,
    duty: Vec<f64>,
    export_tax: Vec<f64>,
    /// Who had nothing left to spend at the last prices, if anybody.
    broke: Option<usize>,
}

impl Workspace {
    /// Takes up a baseline; every solve until the next call must be on this one.
    pub fn load(&mut self, baseline: &Baseline) {
        self.state.matrix.clone_from(&baseline.shares);
        self.state.resize(baseline.n);
    }

    /// Solves a problem on the baseline taken up; the solution stands in `self.state`.
    pub fn solve(&mut self, world: &TradeWorld, problem: &Problem) -> Result<Certificate, OneSectorError> {
        let n = problem.baseline.n;
        for cell in problem.cells {
            self.state.matrix[cell.exporter * n + cell.importer] *= cell.weight;
        }
        let solved = self.state.check(world, problem).and_then(|()| self.iterate(world, problem));
        for cell in problem.cells {
            let at = cell.exporter * n + cell.importer;
            self.state.matrix[at] = problem.baseline.shares[at];
        }
        if solved.is_ok() {
            self.state.fill_index(problem.theta);
        }
        solved
    }

    fn iterate(&mut self, world: &TradeWorld, problem: &Problem) -> Result<Certificate, OneSectorError> {
        let start = vec![0.0; problem.baseline.n];
        let mut options = Options {
            tolerance: problem.tolerance,
            max_iterations: QUASI_NEWTON_STEPS,
            memory: 4,
            largest_step: LONGEST_STEP,
        };
        let state = &mut self.state;
        let mut spent = 0;
        if let Some(newton_step) = problem.newton_step {
            let found = self.prices.solve(&start, &options, |u, image| {
                let residual = state.look(problem, u);
                times(newton_step, &state.excess, &mut state.step);
                for (k, image) in image.iter_mut().enumerate() {
                    *image = u[k] - state.step[k];
                }
                residual
            });
            match found {
                Ok(certificate) => return Ok(certificate),
                Err(NotConverged(certificate)) => spent = certificate.iterations,
            }
        }
        options = Options { max_iterations: 5000, memory: 8, ..options };
        let mut found = self.prices.solve(&start, &options, |u, image| {
            let residual = state.look(problem, u);
            state.plain(problem, image);
            residual
        });
        let (Ok(certificate) | Err(NotConverged(certificate))) = &mut found;
        certificate.iterations += spent;
        found.map_err(|failure| match self.state.broke {
            Some(j) => OneSectorError::NothingToSpend(world.economies[j]),
            None => failure.into(),
        })
    }
}

impl State {
    fn resize(&mut self, n: usize) {
        for v in [
            &mut self.attraction,
            &mut self.access,
            &mut self.index,
            &mut self.income,
            &mut self.expenditure,
            &mut self.sales,
            &mut self.demand,
            &mut self.excess,
            &mut self.step,
            &mut self.duty,
            &mut self.export_tax,
        ] {
            v.resize(n, 0.0);
        }
    }

    /// Whether everybody still has a supplier and a buyer and prices still link everybody.
    fn check(&self, world: &TradeWorld, problem: &Problem) -> Result<(), OneSectorError> {
        let n = problem.baseline.n;
        let open = |i: usize, j: usize| self.matrix[i * n + j] > 0.0;
        let mut cut = problem.cells.iter().filter(|c| c.weight == 0.0).peekable();
        if cut.peek().is_none() {
            return Ok(());
        }
        let mut bridged = true;
        for cell in cut {
            if !(0..n).any(|i| open(i, cell.importer)) {
                return Err(OneSectorError::NoSupplier(world.economies[cell.importer]));
            }
            if !(0..n).any(|j| open(cell.exporter, j)) {
                return Err(OneSectorError::NoBuyer(world.economies[cell.exporter]));
            }
            // A third economy that trades with both keeps the two linked.
            let links = |a: usize, b: usize| open(a, b) || open(b, a);
            bridged &= (0..n).any(|k| {
                k != cell.exporter && k != cell.importer && links(k, cell.exporter) && links(k, cell.importer)
            });
        }
        let apart = if bridged { Vec::new() } else { apart(n, open) };
        if apart.is_empty() {
            Ok(())
        } else {
            Err(OneSectorError::Disconnected(apart.iter().map(|k| world.economies[*k]).collect()))
        }
    }

    /// Fills the state at log prices `u` and returns the largest relative excess supply; not a number
    /// where somebody has nothing to spend.
    fn look(&mut self, problem: &Problem, u: &[f64]) -> f64 {
        let Problem { baseline, theta, psi, .. } = *problem;
        for (attraction, u) in self.attraction.iter_mut().zip(u) {
            *attraction = (-theta * u).exp();
        }
        transposed_times(&self.matrix, &self.attraction, &mut self.access);
        if psi != 0.0 {
            self.fill_index(theta);
        }
        for k in 0..baseline.n {
            let mut hat = ((1.0 + psi) * u[k]).exp();
            if psi != 0.0 {
                hat *= self.index[k].powf(-psi);
            }
            if let Some(factor) = problem.productivity.get(k) {
                hat *= factor;
            }
            self.income[k] = baseline.income[k] * hat;
        }
        self.spend(problem);
        self.broke = self.expenditure.iter().position(|e| !(*e > 0.0));
        for k in 0..baseline.n {
            self.demand[k] = self.expenditure[k] / self.access[k];
        }
        times(&self.matrix, &self.demand, &mut self.sales);
        for cell in problem.cells.iter().filter(|c| c.kept != 1.0) {
            let spent = self.matrix[cell.exporter * baseline.n + cell.importer] * self.demand[cell.importer];
            self.sales[cell.exporter] -= spent * (1.0 - cell.kept);
        }
        let above = self.income.iter().sum::<f64>() / baseline.world_income - 1.0;
        let mut largest: f64 = 0.0;
        for k in 0..baseline.n {
            self.sales[k] *= self.attraction[k];
            self.excess[k] = self.income[k] - self.sales[k] + baseline.income[k] * above;
            let relative = self.excess[k].abs() / self.income[k];
            if !relative.is_finite() {
                return f64::NAN;
            }
            largest = largest.max(relative);
        }
        if self.broke.is_some() { f64::NAN } else { largest }
    }

    /// The damped map of Alvarez and Lucas in logs: prices at which sales would meet income if demand
    /// stayed as it is, shifted to the numeraire.
    fn plain(&mut self, problem: &Problem, image: &mut [f64]) {
        let Problem { baseline, theta, psi, .. } = *problem;
        let shift = (self.income.iter().sum::<f64>() / baseline.world_income).ln() / (1.0 + psi);
        for (k, image) in image.iter_mut().enumerate() {
            // Income over attraction is what sales at unit attraction must be.
            let pull = (self.sales[k] / self.income[k]).ln() / (1.0 + theta + psi);
            let now = -self.attraction[k].ln() / theta;
            *image = now + pull - shift;
        }
    }

    /// Expenditures from incomes: the closure, tariff revenue and export taxes.
    fn spend(&mut self, problem: &Problem) {
        let baseline = problem.baseline;
        let n = baseline.n;
        let spent_on = |state: &Self, cell: &Cell| {
            state.matrix[cell.exporter * n + cell.importer] * state.attraction[cell.exporter]
                / state.access[cell.importer]
        };
        self.duty.fill(0.0);
        let (mut duties, mut taxes) = (false, false);
        for cell in problem.cells {
            duties |= cell.duty != 0.0;
            taxes |= cell.export_tax != 0.0;
            if cell.duty != 0.0 {
                self.duty[cell.importer] += spent_on(self, cell) * cell.duty;
            }
        }
        self.export_tax.fill(0.0);
        self.spend_of_income(problem, duties);
        if !taxes {
            return;
        }
        // The exporter's revenue is spent, on taxed goods too: each round adds a share of a share.
        for _ in 0..500 {
            self.export_tax.fill(0.0);
            for cell in problem.cells.iter().filter(|c| c.export_tax != 0.0) {
                let revenue = spent_on(self, cell) * self.expenditure[cell.importer] * cell.export_tax;
                self.export_tax[cell.exporter] += revenue;
            }
            self.step.copy_from_slice(&self.expenditure);
            self.spend_of_income(problem, duties);
            let still = self.step.iter().zip(&self.expenditure).all(|(a, b)| (a - b).abs() <= 1e-15 * b.abs());
            if still {
                return;
            }
        }
    }

    /// Expenditures given the shares of duty in them and revenue from export taxes.
    fn spend_of_income(&mut self, problem: &Problem, duties: bool) {
        let baseline = problem.baseline;
        let n = baseline.n;
        match problem.deficits {
            Deficits::Held(deficits) => {
                for j in 0..n {
                    self.expenditure[j] = (self.income[j] + deficits[j] + self.export_tax[j]) / (1.0 - self.duty[j]);
                }
            }
            Deficits::Proportional => {
                let ratio = |j: usize| baseline.expenditure[j] / (baseline.expenditure[j] - baseline.deficit[j]);
                let own = |state: &Self, j: usize| state.income[j] + state.export_tax[j];
                let total: f64 = (0..n).map(|j| own(self, j)).sum();
                let weighted: f64 = (0..n).map(|j| ratio(j) * own(self, j)).sum();
                let mut common = total / weighted;
                // With duties the factor common to all solves a scalar equation, by Newton.
                for _ in 0..if duties { 60 } else { 0 } {
                    let (mut gap, mut slope) = (-total, 0.0);
                    for j in 0..n {
                        let (a, k, rho) = (own(self, j), ratio(j), self.duty[j]);
                        let net = 1.0 - common * k * rho;
                        gap += common * k * a * (1.0 - rho) / net;
                        slope += k * a * (1.0 - rho) / (net * net);
                    }
                    common -= gap / slope;
                    if (gap / slope).abs() <= 1e-16 * common.abs() {
                        break;
                    }
                }
                for j in 0..n {
                    self.expenditure[j] = common * ratio(j) * own(self, j) / (1.0 - common * ratio(j) * self.duty[j]);
                }
            }
        }
    }

    /// Price indices from access.
    pub fn fill_index(&mut self, theta: f64) {
        for (index, access) in self.index.iter_mut().zip(&self.access) {
            *index = access.powf(-1.0 / theta);
        }
    }

    /// Spending of importer j on exporter i at the solution, thousand US dollars with duty, n x n.
    pub fn flows(&self, problem: &Problem) -> Vec<f64> {
        let n = problem.baseline.n;
        let mut weights = problem.baseline.shares.clone();
        for cell in problem.cells {
            weights[cell.exporter * n + cell.importer] *= cell.weight;
        }
        for (at, flow) in weights.iter_mut().enumerate() {
            *flow *= self.attraction[at / n] * (self.expenditure[at % n] / self.access[at % n]);
        }
        weights
    }
}
