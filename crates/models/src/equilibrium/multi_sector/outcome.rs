//! What a solved shock says about each economy.

use super::solve::Baseline;
use super::system::{Scratch, State, System};
use suzerain_solvers::certificate::Certificate;
use suzerain_tables::Economy;

/// Changes by economy, as ratios to the rebased baseline (1 = no change). World value added is the
/// numeraire.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Economies, in the order of every other field.
    pub economies: Vec<Economy>,
    /// Real income: income (value added, revenue, deficit) over the price index of final demand.
    pub welfare: Vec<f64>,
    /// Wage over the price index of final demand.
    pub real_wage: Vec<f64>,
    /// Volume of gross output at baseline prices.
    pub output: Vec<f64>,
    /// Volume of gross output `[economy][sector]`; 1 where there was none.
    pub sector_output: Vec<f64>,
    /// Value added in units of the numeraire. Its volume is fixed: labour does not leave an economy.
    pub value_added: Vec<f64>,
    /// Income in units of the numeraire.
    pub income: Vec<f64>,
    /// Price index of final demand.
    pub price: Vec<f64>,
    /// The first-order reading of welfare; none where a shock taxes exports, for which it is not defined.
    pub first_order: Option<FirstOrder>,
    /// Residual, iterations, identities.
    pub certificate: Certificate,
}

/// First-order change of welfare at baseline weights (Caliendo and Parro 2015, section 3), as fractions
/// of baseline income.
#[derive(Clone, Debug)]
pub struct FirstOrder {
    /// Terms of trade plus volume of trade.
    pub welfare: Vec<f64>,
    /// `(1/I) sum (E dc_own - M dc_other)`.
    pub terms_of_trade: Vec<f64>,
    /// `(1/I) sum tau M (dM - dc_other)`.
    pub volume_of_trade: Vec<f64>,
}

impl Outcome {
    pub(super) fn new(
        baseline: &Baseline,
        system: &System<'_>,
        state: &State<'_>,
        scratch: &Scratch,
        certificate: Certificate,
        first_order: Option<FirstOrder>,
    ) -> Self {
        let world = &baseline.world;
        let (n, m) = (world.economies.len(), world.sectors.len());
        let base_income = baseline.income();
        let base_output = world.output();
        let sales = system.sales(scratch);
        let mut out = Self {
            economies: world.economies.clone(),
            welfare: vec![0.0; n],
            real_wage: vec![0.0; n],
            output: vec![0.0; n],
            sector_output: vec![1.0; n * m],
            value_added: state.wage.iter().map(|w| w.exp()).collect(),
            income: vec![0.0; n],
            price: vec![0.0; n],
            first_order,
            certificate,
        };
        for i in 0..n {
            let prices: f64 = (0..m).map(|j| world.final_share[i * m + j] * state.price[i * m + j]).sum();
            let income = out.value_added[i] * world.value_added[i] + scratch.revenue[i] + world.deficit[i];
            out.price[i] = prices.exp();
            out.income[i] = income / base_income[i];
            out.welfare[i] = out.income[i] / out.price[i];
            out.real_wage[i] = (state.wage[i] - prices).exp();
            let (mut volume, mut base) = (0.0, 0.0);
            for at in i * m..(i + 1) * m {
                if base_output[at] > 0.0 {
                    out.sector_output[at] = sales[at] / base_output[at] / scratch.cost[at].exp();
                    volume += out.sector_output[at] * base_output[at];
                    base += base_output[at];
                }
            }
            out.output[i] = volume / base;
        }
        out
    }
}

impl FirstOrder {
    /// Sums over the flows with partners that are above 0 in the baseline; changes read as ratio less one.
    pub(super) fn new(baseline: &Baseline, system: &System<'_>, state: &State<'_>, scratch: &Scratch) -> Self {
        let world = &baseline.world;
        let (n, m) = (world.economies.len(), world.sectors.len());
        let income = baseline.income();
        let cost: Vec<f64> = scratch.cost.iter().map(|c| c.exp_m1()).collect();
        let (mut terms, mut volume) = (vec![0.0; n], vec![0.0; n]);
        system.for_each_share(scratch, |j, importer, exporter, [_, received]| {
            let at = (j * n + importer) * n + exporter;
            if importer == exporter || world.shares[at] == 0.0 {
                return;
            }
            let spent = world.expenditure[importer * m + j];
            let before = world.shares[at] * spent / (1.0 + world.tariffs[at]);
            let after = received * spent * state.expenditure[importer * m + j].exp();
            let dearer = cost[exporter * m + j];
            terms[exporter] += before * dearer / income[exporter];
            terms[importer] -= before * dearer / income[importer];
            volume[importer] += world.tariffs[at] * before * (after / before - 1.0 - dearer) / income[importer];
        });
        let welfare = terms.iter().zip(&volume).map(|(t, v)| t + v).collect();
        Self { welfare, terms_of_trade: terms, volume_of_trade: volume }
    }
}
