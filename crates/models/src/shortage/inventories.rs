//! Stocks run down, then production is rationed: an adaptive regional input-output model in the
//! manner of Hallegatte (2008, Risk Analysis 28(3)), in the discrete form of its later versions
//! (Hallegatte 2014; Juhel 2024).
//!
//! In each step every node makes the least of what is ordered, what its capacity allows and what its
//! scarcest stock allows; what it makes is handed out in proportion to the orders; each buyer orders
//! what it used and a part of what its stocks lack; capacity grows slowly where orders go unmet.

use super::{Network, ShortageError, within};
use rayon::prelude::*;
use suzerain_solvers::certificate::{Certificate, Stop};

/// Inputs below this share of the value of output do not limit it.
const NEGLIGIBLE_INPUT: f64 = 1e-5;

/// What the model assumes. The defaults are those usual for this family of models; none of them is
/// estimated.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// Days simulated, above 0.
    pub days: f64,
    /// Days in a step, above 0: 1 or 7.
    pub step_days: f64,
    /// Days of use held as stock of each input sector, at least one step; infinite for inputs that
    /// never run out. Empty for 90 days of everything.
    pub stock_days: Vec<f64>,
    /// The share of the wanted stock below which production is limited, 0 to 1.
    pub stock_share: f64,
    /// Days over which a gap in a stock is reordered, at least one step.
    pub restock_days: f64,
    /// The largest capacity relative to normal output, at least 1.
    pub capacity_most: f64,
    /// Days over which capacity grows to it, at least one step.
    pub capacity_days: f64,
    /// The share of cut purchases that is ordered from the other sellers of the same sector, in
    /// proportion to what they sold before, 0 to 1.
    pub redirect: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            days: 365.0,
            step_days: 1.0,
            stock_days: Vec::new(),
            stock_share: 0.8,
            restock_days: 60.0,
            capacity_most: 1.25,
            capacity_days: 365.0,
            redirect: 1.0,
        }
    }
}

/// What happened over the days simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Output of each node over the whole time, relative to normal output over the same time.
    pub output: Vec<f64>,
    /// Final demand met in each economy over the whole time, relative to normal.
    pub final_met: Vec<f64>,
    /// Output of each node in each step, relative to normal.
    pub steps: Vec<Vec<f64>>,
    /// Largest relative gaps in the accounts of deliveries and of stocks; iterations are steps.
    pub certificate: Certificate,
}

impl Parameters {
    fn check(&self, sectors: usize) -> Result<(), ShortageError> {
        let most = f64::MAX;
        within("step_days", self.step_days, f64::MIN_POSITIVE, most, "above 0")?;
        within("days", self.days, self.step_days, 40.0 * 365.0, "from one step to 40 years")?;
        within("stock_share", self.stock_share, 0.0, 1.0, "from 0 to 1")?;
        within("restock_days", self.restock_days, self.step_days, most, "at least one step")?;
        within("capacity_most", self.capacity_most, 1.0, most, "at least 1")?;
        within("capacity_days", self.capacity_days, self.step_days, most, "at least one step")?;
        within("redirect", self.redirect, 0.0, 1.0, "from 0 to 1")?;
        if !self.stock_days.is_empty() && self.stock_days.len() != sectors {
            let found = self.stock_days.len();
            return Err(ShortageError::Shape { what: "stock_days", found, expected: sectors });
        }
        for days in &self.stock_days {
            within("stock_days", *days, self.step_days, f64::INFINITY, "at least one step")?;
        }
        Ok(())
    }
}

/// Shares of orders after the cuts: what is cut is ordered elsewhere as far as `redirect` says.
///
/// `sales` is seller by buyer, `kept(seller, buyer)` what the cuts leave; both in and out are shares
/// of what the buyer buys of each sector.
fn order_shares(
    network: &Network<'_>,
    sales: &[f64],
    buyers: usize,
    kept: impl Fn(usize, usize) -> f64,
    redirect: f64,
) -> Vec<f64> {
    let (n, sectors) = (network.nodes(), network.sectors);
    let mut shares = vec![0.0; n * buyers];
    let (mut all, mut open) = (vec![0.0; sectors * buyers], vec![0.0; sectors * buyers]);
    for i in 0..n {
        let at = (i % sectors) * buyers;
        for j in 0..buyers {
            let value = sales[i * buyers + j];
            all[at + j] += value;
            open[at + j] += value * kept(i, j);
        }
    }
    for i in 0..n {
        let at = (i % sectors) * buyers;
        for j in 0..buyers {
            let (all, open) = (all[at + j], open[at + j]);
            if open > 0.0 {
                let placed = open + redirect * (all - open);
                shares[i * buyers + j] = sales[i * buyers + j] * kept(i, j) / open * (placed / all);
            }
        }
    }
    shares
}

/// Runs the network under `lost` (made by [`Network::lost`]) and `capacity_lost`, the share of each
/// node's capacity that is gone for the whole time (empty for none).
///
/// `progress` hears the share of the steps done.
///
/// # Errors
/// [`ShortageError`] for parameters out of range or a network that does not hold together.
pub fn simulate(
    network: &Network<'_>,
    lost: &[f64],
    capacity_lost: &[f64],
    parameters: &Parameters,
    mut progress: impl FnMut(f64),
) -> Result<Path, ShortageError> {
    network.check()?;
    parameters.check(network.sectors)?;
    let (n, sectors, economies) = (network.nodes(), network.sectors, network.economies);
    if lost.len() != n * economies {
        return Err(ShortageError::Shape { what: "the table of cuts", found: lost.len(), expected: n * economies });
    }
    if !capacity_lost.is_empty() && capacity_lost.len() != n {
        return Err(ShortageError::Shape { what: "the capacity lost", found: capacity_lost.len(), expected: n });
    }
    for share in capacity_lost {
        within("a share of capacity lost", *share, 0.0, 1.0, "from 0 to 1")?;
    }
    let capacity_left = |i: usize| 1.0 - capacity_lost.get(i).copied().unwrap_or(0.0);

    let step = parameters.step_days / 365.0;
    let normal: Vec<f64> = network.output().iter().map(|x| x * step).collect();
    // Input of each sector per unit of output, input sector by node; and where it can limit.
    let mut use_of = vec![0.0; sectors * n];
    for i in 0..n {
        let row = &network.intermediate[i * n..(i + 1) * n];
        for (total, value) in use_of[(i % sectors) * n..][..n].iter_mut().zip(row) {
            *total += value * step;
        }
    }
    for k in 0..sectors {
        for (a, x) in use_of[k * n..(k + 1) * n].iter_mut().zip(&normal) {
            *a = if *x > 0.0 { *a / x } else { 0.0 };
        }
    }
    let stock_steps: Vec<f64> =
        (0..sectors).map(|k| parameters.stock_days.get(k).copied().unwrap_or(90.0) / parameters.step_days).collect();
    let mut stock: Vec<f64> =
        (0..sectors * n).map(|kj| use_of[kj] * normal[kj % n] * finite(stock_steps[kj / n])).collect();

    let kept = |i: usize, q: usize| 1.0 - lost[i * economies + q];
    let shares = order_shares(network, network.intermediate, n, |i, j| kept(i, j / sectors), parameters.redirect);
    let final_shares = order_shares(network, network.final_sales, economies, kept, parameters.redirect);
    let mut final_bought = vec![0.0; sectors * economies];
    for i in 0..n {
        for q in 0..economies {
            final_bought[(i % sectors) * economies + q] += network.final_sales[i * economies + q] * step;
        }
    }
    let final_orders: Vec<f64> = (0..n * economies)
        .map(|iq| {
            let (i, q) = (iq / economies, iq % economies);
            final_shares[iq] * final_bought[(i % sectors) * economies + q]
        })
        .collect();
    let other = |i: usize| network.other_sales.get(i).copied().unwrap_or(0.0) * step;
    let final_asked: Vec<f64> =
        (0..n).map(|i| final_orders[i * economies..(i + 1) * economies].iter().sum::<f64>() + other(i)).collect();

    // What each node wants of each input sector in this step.
    let mut wanted: Vec<f64> = (0..sectors * n).map(|kj| use_of[kj] * normal[kj % n]).collect();
    let mut capacity = vec![1.0; n];
    let mut made = normal.clone();
    let (mut made_in_all, mut met_in_all) = (vec![0.0; n], vec![0.0; economies]);
    let (mut delivery_gap, mut stock_gap) = (0.0_f64, 0.0_f64);
    let count = (parameters.days / parameters.step_days).round() as usize;
    let mut steps = Vec::with_capacity(count);
    let orders = |wanted: &[f64]| -> Vec<f64> {
        (0..n)
            .into_par_iter()
            .map(|i| {
                let row = &shares[i * n..(i + 1) * n];
                let want = &wanted[(i % sectors) * n..][..n];
                row.iter().zip(want).map(|(s, w)| s * w).sum::<f64>() + final_asked[i]
            })
            .collect()
    };
    let mut ordered = orders(&wanted);
    for at in 0..count {
        if at > 0 {
            for i in 0..n {
                let scarcity = if ordered[i] > 0.0 { ((ordered[i] - made[i]) / ordered[i]).max(0.0) } else { 0.0 };
                let towards = if scarcity > 0.0 {
                    (parameters.capacity_most - capacity[i]) * scarcity
                } else {
                    1.0 - capacity[i]
                };
                capacity[i] = (capacity[i] + towards * parameters.step_days / parameters.capacity_days).max(1.0);
            }
        }
        let best: Vec<f64> = (0..n).map(|i| ordered[i].min(capacity[i] * capacity_left(i) * normal[i])).collect();
        for j in 0..n {
            let mut ratio = 1.0_f64;
            for (k, steps) in stock_steps.iter().enumerate().filter(|(_, steps)| steps.is_finite()) {
                let kj = k * n + j;
                let needed = use_of[kj] * best[j] * steps * parameters.stock_share;
                if use_of[kj] > NEGLIGIBLE_INPUT && needed > 0.0 {
                    ratio = ratio.min(stock[kj] / needed);
                }
            }
            made[j] = best[j] * ratio.clamp(0.0, 1.0);
        }
        let rate: Vec<f64> = (0..n).map(|i| if ordered[i] > 0.0 { made[i] / ordered[i] } else { 0.0 }).collect();
        // What each node gets of each input sector.
        let got: Vec<Vec<f64>> = (0..sectors)
            .into_par_iter()
            .map(|k| {
                let mut got = vec![0.0; n];
                for u in 0..economies {
                    let i = u * sectors + k;
                    if rate[i] > 0.0 {
                        for (g, s) in got.iter_mut().zip(&shares[i * n..(i + 1) * n]) {
                            *g += s * rate[i];
                        }
                    }
                }
                for (g, w) in got.iter_mut().zip(&wanted[k * n..(k + 1) * n]) {
                    *g *= w;
                }
                got
            })
            .collect();
        let mut met = vec![0.0; economies];
        for i in 0..n {
            for q in 0..economies {
                met[q] += final_orders[i * economies + q] * rate[i];
            }
        }
        let outside: f64 = (0..n).map(|i| other(i) * rate[i]).sum();
        let delivered: f64 = got.iter().flatten().sum::<f64>() + met.iter().sum::<f64>() + outside;
        let all: f64 = (0..n).filter(|i| ordered[*i] > 0.0).map(|i| made[i]).sum();
        delivery_gap = delivery_gap.max((delivered - all).abs() / all.max(f64::MIN_POSITIVE));
        for k in 0..sectors {
            for j in 0..n {
                let kj = k * n + j;
                let used = use_of[kj] * made[j];
                if stock_steps[k].is_finite() {
                    stock[kj] += got[k][j] - used;
                    if stock[kj] < 0.0 {
                        stock_gap = stock_gap.max(-stock[kj] / (use_of[kj] * normal[j]).max(f64::MIN_POSITIVE));
                        stock[kj] = 0.0;
                    }
                    let goal = use_of[kj] * best[j] * stock_steps[k];
                    let lacking = (goal - stock[kj]).max(0.0);
                    wanted[kj] = used + lacking * parameters.step_days / parameters.restock_days;
                } else {
                    wanted[kj] = used;
                }
            }
        }
        for (total, value) in made_in_all.iter_mut().zip(&made) {
            *total += value;
        }
        for (total, value) in met_in_all.iter_mut().zip(&met) {
            *total += value;
        }
        steps.push(made.iter().zip(&normal).map(|(m, x)| relative(*m, *x)).collect());
        ordered = orders(&wanted);
        progress((at + 1) as f64 / count as f64);
    }
    let finals: Vec<f64> =
        (0..economies).map(|q| (0..sectors).map(|k| final_bought[k * economies + q]).sum()).collect();
    let times = count as f64;
    let certificate = Certificate {
        residual: delivery_gap.max(stock_gap),
        iterations: count,
        identities: Vec::new(),
        stop: if delivery_gap.is_finite() && stock_gap.is_finite() { Stop::Converged } else { Stop::NotFinite },
    }
    .with_identity("deliveries", delivery_gap)
    .with_identity("stocks", stock_gap)
    .converged()?;
    Ok(Path {
        output: made_in_all.iter().zip(&normal).map(|(m, x)| relative(*m, x * times)).collect(),
        final_met: met_in_all.iter().zip(&finals).map(|(m, f)| relative(*m, f * times)).collect(),
        steps,
        certificate,
    })
}

/// Stocks that never run out are not kept in the books.
const fn finite(steps: f64) -> f64 {
    if steps.is_finite() { steps } else { 0.0 }
}

/// `now / normal`; what was never made has not changed.
fn relative(now: f64, normal: f64) -> f64 {
    if normal > 0.0 { now / normal } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shortage::Cut;

    /// Two economies of two sectors; the first economy's first sector sells to everybody.
    const INTERMEDIATE: [f64; 16] = [
        10.0, 20.0, 5.0, 15.0, //
        8.0, 12.0, 2.0, 4.0, //
        3.0, 2.0, 9.0, 11.0, //
        1.0, 6.0, 7.0, 10.0,
    ];
    const FINALS: [f64; 8] = [30.0, 10.0, 50.0, 8.0, 4.0, 25.0, 9.0, 40.0];
    const NETWORK: Network<'_> =
        Network { economies: 2, sectors: 2, intermediate: &INTERMEDIATE, final_sales: &FINALS, other_sales: &[] };

    fn run(cuts: &[Cut], capacity_lost: &[f64], parameters: &Parameters) -> Path {
        let lost = NETWORK.lost(cuts).unwrap();
        simulate(&NETWORK, &lost, capacity_lost, parameters, |_| ()).unwrap()
    }

    #[test]
    fn without_a_shock_nothing_moves() {
        for step_days in [1.0, 7.0] {
            let path = run(&[], &[], &Parameters { step_days, ..Parameters::default() });
            assert!(path.output.iter().chain(&path.final_met).all(|x| (x - 1.0).abs() < 1e-12), "{path:?}");
            assert!(path.certificate.residual < 1e-12);
        }
    }

    #[test]
    fn lost_capacity_is_lost_output_while_stocks_last() {
        // No spare capacity may be built, and stocks cover the few days: output of the node is its
        // capacity, every day.
        let parameters = Parameters { days: 5.0, capacity_most: 1.0, ..Parameters::default() };
        let path = run(&[], &[0.3, 0.0, 0.0, 0.0], &parameters);
        assert!((path.output[0] - 0.7).abs() < 1e-12);
        assert!(path.steps[0][1..].iter().all(|x| (x - 1.0).abs() < 1e-12));
    }

    #[test]
    fn with_stocks_of_one_step_the_scarcest_input_rules() {
        // Nothing is redirected, nothing can grow, stocks cover the step and nothing beyond: from the
        // second step on each buyer makes what the scarcest input allows (Leontief).
        let parameters = Parameters {
            days: 2.0,
            stock_days: vec![1.0; 2],
            stock_share: 1.0,
            capacity_most: 1.0,
            redirect: 0.0,
            ..Parameters::default()
        };
        let path = run(&[Cut { seller: 0, buyer: 1, share: 1.0 }], &[], &parameters);
        // Inputs of sector 0 into the second economy's nodes: 5 and 15 of 14 and 26 come from node 0.
        assert!((path.steps[0][2] - 1.0).abs() < 1e-12 && (path.steps[0][3] - 1.0).abs() < 1e-12);
        assert!((path.steps[1][2] - 9.0 / 14.0).abs() < 1e-12, "{:?}", path.steps);
        assert!((path.steps[1][3] - 11.0 / 26.0).abs() < 1e-12, "{:?}", path.steps);
    }

    #[test]
    fn redirected_orders_soften_the_blow() {
        let cut = [Cut { seller: 0, buyer: 1, share: 1.0 }];
        let loss = |redirect| 1.0 - run(&cut, &[], &Parameters { redirect, ..Parameters::default() }).final_met[1];
        assert!(loss(1.0) < loss(0.5) && loss(0.5) < loss(0.0), "{} {} {}", loss(1.0), loss(0.5), loss(0.0));
        assert!(loss(0.0) > 0.0);
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        let lost = NETWORK.lost(&[]).unwrap();
        for parameters in [
            Parameters { step_days: 0.0, ..Parameters::default() },
            Parameters { days: -1.0, ..Parameters::default() },
            Parameters { stock_share: 1.5, ..Parameters::default() },
            Parameters { capacity_most: 0.5, ..Parameters::default() },
            Parameters { stock_days: vec![90.0], ..Parameters::default() },
            Parameters { redirect: f64::NAN, ..Parameters::default() },
        ] {
            assert!(simulate(&NETWORK, &lost, &[], &parameters, |_| ()).is_err(), "{parameters:?}");
        }
        assert!(NETWORK.lost(&[Cut { seller: 9, buyer: 0, share: 1.0 }]).is_err());
        assert!(NETWORK.lost(&[Cut { seller: 0, buyer: 0, share: 2.0 }]).is_err());
    }
}
