//! What a solve gives.

use super::Closure;
use super::baseline::Baseline;
use super::kernel::{Problem, State};
use super::world::{Repair, TradeWorld};
use suzerain_solvers::certificate::Certificate;
use suzerain_tables::Economy;

/// Changes of one economy. Hats are ratios, new over old: 1 is no change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Whose.
    pub economy: Economy,
    /// Real expenditure, E' / (E P): welfare in the additive form.
    pub welfare: f64,
    /// Real income of production, Y' / (Y P): the real wage.
    pub real_wage: f64,
    /// Income of production in units of world income.
    pub output: f64,
    /// Price index in the same units.
    pub price_index: f64,
    /// Expenditure in the same units.
    pub expenditure: f64,
    /// Share of expenditure on own varieties; none where there is none in the baseline.
    pub domestic_share: Option<f64>,
    /// Baseline expenditure, thousand US dollars.
    pub expenditure_kusd: f64,
    /// Baseline income of production, thousand US dollars.
    pub income_kusd: f64,
    /// The trade deficit or surplus exceeds income: an entrepot, or an economy whose services pay for
    /// its goods. Results of a goods-only world say little about it.
    pub entrepot_or_goods_only: bool,
}

impl Change {
    /// Change of welfare in per cent; negative for a loss.
    #[must_use]
    pub fn welfare_pct(&self) -> f64 {
        (self.welfare - 1.0) * 100.0
    }

    /// What the change of welfare is worth at baseline prices, thousand US dollars a year: negative for
    /// a loss (equivalent variation).
    #[must_use]
    pub fn equivalent_variation_kusd(&self) -> f64 {
        (self.welfare - 1.0) * self.expenditure_kusd
    }
}

/// The world after a shock.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Trade elasticity.
    pub theta: f64,
    /// Supply elasticity.
    pub supply: f64,
    /// What was held fixed about deficits.
    pub closure: Closure,
    /// One an economy, in the order of codes.
    pub changes: Vec<Change>,
    /// Residual, iterations and identities: `budget`, `walras`, `numeraire`, `acr`.
    pub certificate: Certificate,
    /// What was odd about the world and what was done about it.
    pub repairs: Vec<Repair>,
}

impl Outcome {
    /// The change of one economy.
    #[must_use]
    pub fn of(&self, economy: Economy) -> Option<&Change> {
        self.changes.binary_search_by_key(&economy.code(), |c| c.economy.code()).ok().map(|at| &self.changes[at])
    }
}

/// Changes of all economies at a solution.
pub(super) fn changes(world: &TradeWorld, baseline: &Baseline, state: &State, flows: &[f64]) -> Vec<Change> {
    let n = baseline.n;
    (0..n)
        .map(|k| {
            let (before, after) = (baseline.shares[k * n + k], flows[k * n + k] / state.expenditure[k]);
            Change {
                economy: world.economies[k],
                welfare: state.welfare(baseline, k),
                real_wage: state.real_wage(baseline, k),
                output: state.income[k] / baseline.income[k],
                price_index: state.index[k],
                expenditure: state.expenditure[k] / baseline.expenditure[k],
                domestic_share: (before > 0.0).then(|| after / before),
                expenditure_kusd: baseline.expenditure[k],
                income_kusd: baseline.income[k],
                entrepot_or_goods_only: baseline.deficit[k].abs() > baseline.income[k],
            }
        })
        .collect()
}

impl State {
    /// E' / (E P).
    pub fn welfare(&self, baseline: &Baseline, k: usize) -> f64 {
        self.expenditure[k] / (baseline.expenditure[k] * self.index[k])
    }

    /// Y' / (Y P).
    pub fn real_wage(&self, baseline: &Baseline, k: usize) -> f64 {
        self.income[k] / (baseline.income[k] * self.index[k])
    }
}

/// Adds the identities, each computed from the flows at the solution and not from the quantities
/// that the iteration carried.
pub(super) fn certify(
    certificate: Certificate,
    problem: &Problem,
    changes: &[Change],
    state: &State,
    flows: &[f64],
) -> Certificate {
    let n = problem.baseline.n;
    let mut bought = vec![0.0; n];
    let mut sold = vec![0.0; n];
    for (at, flow) in flows.iter().enumerate() {
        bought[at % n] += flow;
        sold[at / n] += flow;
    }
    let largest = |gaps: &mut dyn Iterator<Item = f64>| gaps.fold(0.0, f64::max);
    let budget = largest(&mut (0..n).map(|j| (bought[j] / state.expenditure[j] - 1.0).abs()));
    for cell in problem.cells {
        sold[cell.exporter] -= flows[cell.exporter * n + cell.importer] * (1.0 - cell.kept);
    }
    let world = problem.baseline.world_income;
    let walras = largest(&mut (0..n).map(|i| (sold[i] - state.income[i]).abs() / world));
    let numeraire = (state.income.iter().sum::<f64>() / world - 1.0).abs();
    // Arkolakis, Costinot, Rodriguez-Clare (2012): real income from the domestic share alone.
    let acr = largest(&mut changes.iter().enumerate().filter_map(|(k, change)| {
        let z = problem.productivity.get(k).copied().unwrap_or(1.0);
        let by_share = change.domestic_share?.powf(-(1.0 + problem.psi) / problem.theta) * z;
        Some((change.welfare / (by_share * change.expenditure / change.output) - 1.0).abs())
    }));
    certificate
        .with_identity("budget", budget)
        .with_identity("walras", walras)
        .with_identity("numeraire", numeraire)
        .with_identity("acr", acr)
}
