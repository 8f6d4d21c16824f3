//! The equations in changes as one map: prices, expenditures and wages to the next ones.

use super::shock::{Cells, ShockError};
use super::world::World;
use crate::equilibrium::one_sector::Segment;
use rayon::prelude::*;
use suzerain_solvers::products::dot;

/// Cells of shares above which sectors and economies are spread over threads.
const PARALLEL: usize = 60_000;
/// Values of a sector kept between the two halves of a step: seller's term, price, sales, revenue.
const SCRATCH: usize = 4;

/// How the flows of one sector are held.
enum Market {
    /// Own sales only.
    Own,
    /// `[importer][exporter]`: share times the change of its trade cost to the power of -theta, and the
    /// part of that which the seller receives (the rest is duty and export tax), where they differ.
    Traded { demand: Vec<f64>, received: Option<Vec<f64>> },
}

/// An export tax on a cell: sector, importer, exporter, tax as a share of the buyer's spending.
struct ExportTax(usize, usize, usize, f64);

/// The world with a shock, elasticities and deficits: what does not change while solving.
pub(super) struct System<'a> {
    world: &'a World,
    theta: &'a [f64],
    deficit: &'a [f64],
    markets: Vec<Market>,
    export_taxes: Vec<ExportTax>,
    /// Step of each wage: 1 / (1 + elasticity of the demand for its labour).
    step: Vec<f64>,
    world_value_added: f64,
    parallel: bool,
}

/// The unknowns in one list: the log change of the wage of each economy, then the log change of each price
/// index and of each expenditure, `[economy][sector]` both.
pub(super) struct State<'a> {
    pub wage: &'a [f64],
    pub price: &'a [f64],
    pub expenditure: &'a [f64],
}

/// What one step leaves behind.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// `[sector][SCRATCH][economy]`
    sectors: Vec<f64>,
    /// Log change of unit cost `[economy][sector]`.
    pub cost: Vec<f64>,
    /// Revenue of duties and export taxes of each economy.
    pub revenue: Vec<f64>,
    /// Next wages, not yet normalised, as log changes.
    pub wage: Vec<f64>,
    /// Largest gap of each economy's equations.
    gap: Vec<f64>,
}

impl<'a> System<'a> {
    /// Prepares the markets.
    ///
    /// # Errors
    /// [`ShockError::NoSupplier`] where the cells leave nobody to sell what is bought.
    pub fn new(world: &'a World, cells: &Cells, theta: &'a [f64], deficit: &'a [f64]) -> Result<Self, ShockError> {
        let (n, m) = (world.economies.len(), world.sectors.len());
        let parallel = n * n * m > PARALLEL;
        let build = |j: usize| market(world, cells, j, theta[j]);
        let built: Vec<Result<_, ShockError>> =
            if parallel { (0..m).into_par_iter().map(build).collect() } else { (0..m).map(build).collect() };
        let mut markets = Vec::with_capacity(m);
        let mut steps = Vec::with_capacity(m);
        for sector in built {
            let (market, elasticity) = sector?;
            markets.push(market);
            steps.push(elasticity);
        }
        let step = (0..n)
            .map(|i| {
                let demand: f64 = steps.iter().map(|s: &Vec<f64>| s[i]).sum();
                1.0 / (1.0 + demand / world.value_added[i])
            })
            .collect();
        let export_taxes = cells
            .iter()
            .filter_map(|(at, of_flow)| {
                let sums = Segment::sums(of_flow, world.tariffs[*at], theta[at / (n * n)]);
                let tax = ExportTax(at / (n * n), at / n % n, at % n, sums.export_tax);
                (sums.export_tax != 0.0).then_some(tax)
            })
            .collect();
        let world_value_added = world.value_added.iter().sum();
        Ok(Self { world, theta, deficit, markets, export_taxes, step, world_value_added, parallel })
    }

    /// Whether an exporter taxes a flow.
    pub const fn taxes_exports(&self) -> bool {
        !self.export_taxes.is_empty()
    }

    /// The unknowns where nothing changes.
    pub fn start(&self) -> Vec<f64> {
        let (n, m) = self.shape();
        vec![0.0; n + 2 * n * m]
    }

    /// The parts of a list of unknowns.
    pub fn state<'b>(&self, at: &'b [f64]) -> State<'b> {
        let (n, m) = self.shape();
        let (wage, rest) = at.split_at(n);
        let (price, expenditure) = rest.split_at(n * m);
        State { wage, price, expenditure }
    }

    pub fn scratch(&self) -> Scratch {
        let (n, m) = self.shape();
        Scratch {
            sectors: vec![0.0; n * m * SCRATCH],
            cost: vec![0.0; n * m],
            revenue: vec![0.0; n],
            wage: vec![0.0; n],
            gap: vec![0.0; n],
        }
    }

    fn shape(&self) -> (usize, usize) {
        (self.world.economies.len(), self.world.sectors.len())
    }

    /// One step of the map; returns the largest relative gap of the equations at `at`.
    ///
    /// The sums of each sector and economy are made by one thread in a fixed order, so that the result
    /// does not depend on the number of threads.
    pub fn step(&self, at: &[f64], next: &mut [f64], scratch: &mut Scratch) -> f64 {
        let (n, m) = self.shape();
        let at = &self.state(at);
        let (next_wage, rest) = next.split_at_mut(n);
        let (next_price, next_expenditure) = rest.split_at_mut(n * m);
        let costs = |(i, cost): (usize, &mut [f64])| self.costs(at, i, cost);
        if self.parallel {
            scratch.cost.par_chunks_mut(m).enumerate().for_each(costs);
        } else {
            scratch.cost.chunks_mut(m).enumerate().for_each(costs);
        }
        let cost = &scratch.cost;
        let sector = |(j, values): (usize, &mut [f64])| self.sector(at, cost, j, values);
        if self.parallel {
            scratch.sectors.par_chunks_mut(n * SCRATCH).enumerate().for_each(sector);
        } else {
            scratch.sectors.chunks_mut(n * SCRATCH).enumerate().for_each(sector);
        }
        self.revenue(at, scratch);
        let (sectors, revenue) = (&scratch.sectors, &scratch.revenue);
        let economy = |i: usize, out: (&mut [f64], &mut [f64], &mut f64, &mut f64)| {
            let (price, spent, wage, gap) = out;
            *gap = self.economy(at, sectors, revenue[i], i, price, spent, wage);
        };
        let rows = next_price.chunks_mut(m).zip(next_expenditure.chunks_mut(m));
        let ends = scratch.wage.iter_mut().zip(scratch.gap.iter_mut());
        if self.parallel {
            let mut tasks: Vec<_> = rows.zip(ends).map(|((p, x), (w, g))| (p, x, w, g)).collect();
            tasks
                .par_iter_mut()
                .enumerate()
                .for_each(|(i, (p, x, w, g))| economy(i, (&mut **p, &mut **x, &mut **w, &mut **g)));
        } else {
            rows.zip(ends).enumerate().for_each(|(i, ((p, x), (w, g)))| economy(i, (p, x, w, g)));
        }
        self.wages(next_wage, scratch);
        // `max` would pass over what is no number.
        scratch.gap.iter().fold(0.0, |a: f64, b| if b.is_nan() || *b > a { *b } else { a })
    }

    /// Unit costs of economy `i`: `ln c^j = gamma^j ln w + sum_k gamma^kj ln P^k`.
    fn costs(&self, at: &State<'_>, i: usize, cost: &mut [f64]) {
        let m = cost.len();
        let prices = &at.price[i * m..(i + 1) * m];
        for (j, cost) in cost.iter_mut().enumerate() {
            let inputs = &self.world.input_share[(i * m + j) * m..][..m];
            *cost = self.world.value_added_share[i * m + j] * at.wage[i] + dot(inputs, prices);
        }
    }

    /// One sector: sellers' terms, prices, sales and the revenue of duties.
    fn sector(&self, at: &State<'_>, cost: &[f64], j: usize, values: &mut [f64]) {
        let (n, m) = self.shape();
        let theta = self.theta[j];
        let (terms, values) = values.split_at_mut(n);
        let (prices, values) = values.split_at_mut(n);
        let (sales, revenue) = values.split_at_mut(n);
        let spent = |i: usize| at.expenditure[i * m + j].exp() * self.world.expenditure[i * m + j];
        match &self.markets[j] {
            Market::Own => {
                for i in 0..n {
                    prices[i] = cost[i * m + j];
                    sales[i] = spent(i);
                    revenue[i] = 0.0;
                }
            }
            Market::Traded { demand, received } => {
                for (i, term) in terms.iter_mut().enumerate() {
                    *term = (-theta * cost[i * m + j]).exp();
                }
                sales.fill(0.0);
                for i in 0..n {
                    let row = &demand[i * n..(i + 1) * n];
                    let sum = dot(row, terms);
                    (prices[i], revenue[i]) = (0.0, 0.0);
                    if sum > 0.0 {
                        let x = spent(i);
                        prices[i] = -sum.ln() / theta;
                        let kept = match received {
                            None => row,
                            Some(received) => {
                                let kept = &received[i * n..(i + 1) * n];
                                revenue[i] = x * (1.0 - dot(kept, terms) / sum);
                                kept
                            }
                        };
                        add_scaled(sales, kept, x / sum);
                    }
                }
                sales.iter_mut().zip(terms.iter()).for_each(|(s, t)| *s *= t);
            }
        }
    }

    /// Adds up revenue by economy and gives export taxes to the exporter.
    fn revenue(&self, at: &State<'_>, scratch: &mut Scratch) {
        let (n, m) = self.shape();
        scratch.revenue.fill(0.0);
        for j in 0..m {
            let sector = &scratch.sectors[j * n * SCRATCH..][3 * n..4 * n];
            scratch.revenue.iter_mut().zip(sector).for_each(|(r, v)| *r += v);
        }
        for ExportTax(j, importer, exporter, tax) in &self.export_taxes {
            if let Market::Traded { demand, .. } = &self.markets[*j] {
                let sector = &scratch.sectors[j * n * SCRATCH..][..2 * n];
                let (term, price) = (sector[*exporter], sector[n + importer]);
                let share = demand[importer * n + exporter] * term * (self.theta[*j] * price).exp();
                let spent = at.expenditure[importer * m + j].exp() * self.world.expenditure[importer * m + j];
                scratch.revenue[*importer] -= share * spent * tax;
                scratch.revenue[*exporter] += share * spent * tax;
            }
        }
    }

    /// Next prices, expenditures and wage of economy `i`; returns the largest relative gap.
    #[expect(clippy::too_many_arguments, reason = "the parts of one economy's row")]
    fn economy(
        &self,
        at: &State<'_>,
        sectors: &[f64],
        revenue: f64,
        i: usize,
        price: &mut [f64],
        spent: &mut [f64],
        wage: &mut f64,
    ) -> f64 {
        let (n, m) = self.shape();
        let value = |j: usize, what: usize| sectors[(j * SCRATCH + what) * n + i];
        let mut gap = 0.0_f64;
        let mut raise = |by: f64| gap = if by.is_nan() || by.abs() > gap { by.abs() } else { gap };
        let earned = at.wage[i].exp() * self.world.value_added[i];
        let income = earned + revenue + self.deficit[i];
        for k in 0..m {
            spent[k] = self.world.final_share[i * m + k] * income;
        }
        let mut labour = 0.0;
        for j in 0..m {
            let sales = value(j, 2);
            labour += self.world.value_added_share[i * m + j] * sales;
            add_scaled(spent, &self.world.input_share[(i * m + j) * m..][..m], sales);
        }
        for k in 0..m {
            let base = self.world.expenditure[i * m + k];
            (spent[k], price[k]) = if base > 0.0 { ((spent[k] / base).ln(), value(k, 1)) } else { (0.0, 0.0) };
            raise(spent[k] - at.expenditure[i * m + k]);
            raise(price[k] - at.price[i * m + k]);
        }
        let excess = (labour / earned).ln();
        raise(excess);
        *wage = at.wage[i] + self.step[i] * excess;
        gap
    }

    /// Next wages, scaled so that world value added does not change.
    fn wages(&self, next: &mut [f64], scratch: &Scratch) {
        let world: f64 = scratch.wage.iter().zip(&self.world.value_added).map(|(w, v)| w.exp() * v).sum();
        let scale = (world / self.world_value_added).ln();
        next.iter_mut().zip(&scratch.wage).for_each(|(next, w)| *next = w - scale);
    }

    /// Sales `[economy][sector]` of the last step.
    pub fn sales(&self, scratch: &Scratch) -> Vec<f64> {
        let (n, m) = self.shape();
        let mut out = vec![0.0; n * m];
        for j in 0..m {
            for i in 0..n {
                out[i * m + j] = scratch.sectors[(j * SCRATCH + 2) * n + i];
            }
        }
        out
    }

    /// Hands over each flow after the last step: sector, importer, exporter, its share of the importer's
    /// expenditure, and the share that the seller receives.
    pub fn for_each_share(&self, scratch: &Scratch, mut visit: impl FnMut(usize, usize, usize, [f64; 2])) {
        let (n, m) = self.shape();
        for j in 0..m {
            match &self.markets[j] {
                Market::Own => (0..n).for_each(|i| visit(j, i, i, [1.0; 2])),
                Market::Traded { demand, received } => {
                    let received = received.as_ref().unwrap_or(demand);
                    let (terms, prices) = scratch.sectors[j * n * SCRATCH..][..2 * n].split_at(n);
                    for importer in 0..n {
                        let sum = (-self.theta[j] * prices[importer]).exp();
                        for exporter in 0..n {
                            let (at, factor) = (importer * n + exporter, terms[exporter] / sum);
                            visit(j, importer, exporter, [demand[at] * factor, received[at] * factor]);
                        }
                    }
                }
            }
        }
    }
}

/// The market of sector `j` and, for each economy, the elasticity of the demand for its labour that
/// comes from this sector, times its value added.
fn market(world: &World, cells: &Cells, j: usize, theta: f64) -> Result<(Market, Vec<f64>), ShockError> {
    let (n, m) = (world.economies.len(), world.sectors.len());
    let block = j * n * n..(j + 1) * n * n;
    let shares = &world.shares[block.clone()];
    let tariffs = &world.tariffs[block.clone()];
    let mut elasticity = vec![0.0; n];
    if (0..n).all(|i| (0..n).all(|k| i == k || shares[i * n + k] == 0.0)) {
        return Ok((Market::Own, elasticity));
    }
    for importer in 0..n {
        for exporter in 0..n {
            let share = shares[importer * n + exporter];
            let sales = share * world.expenditure[importer * m + j] / (1.0 + tariffs[importer * n + exporter]);
            let labour = world.value_added_share[exporter * m + j];
            elasticity[exporter] += labour * labour * theta * (1.0 - share) * sales;
        }
    }
    let mut demand = shares.to_vec();
    let mut received = demand.clone();
    received.iter_mut().zip(tariffs).for_each(|(r, t)| *r /= 1.0 + t);
    for (at, of_flow) in cells.range(block.clone()) {
        let sums = Segment::sums(of_flow, world.tariffs[*at], theta);
        let at = at - block.start;
        demand[at] *= sums.weight;
        received[at] = demand[at] * sums.kept;
    }
    for importer in 0..n {
        if world.expenditure[importer * m + j] > 0.0
            && demand[importer * n..(importer + 1) * n].iter().all(|d| *d == 0.0)
        {
            return Err(ShockError::NoSupplier {
                economy: world.economies[importer],
                sector: world.sectors[j].clone(),
            });
        }
    }
    let received = (demand != received).then_some(received);
    Ok((Market::Traded { demand, received }, elasticity))
}

fn add_scaled(into: &mut [f64], from: &[f64], by: f64) {
    into.iter_mut().zip(from).for_each(|(x, y)| *x += by * y);
}
