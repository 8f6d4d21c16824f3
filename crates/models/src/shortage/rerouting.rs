//! Rerouting with capacity rationing, after Bhattathiripad and Veetil, *Political Power in
//! International Trade* (secondary: taken from the description and the program published with it,
//! sanction-simulator 0.1.4).
//!
//! A sanction cuts intermediate sales; a part leaks through, a part of the rest is lost to friction,
//! and what remains is rerouted inside each sector so that sellers and buyers come as near to their
//! old totals as friction lets them (biproportional balancing). Then production adjusts: a buyer's
//! bundle is worth less where its sellers deliver less, and nobody sells more than before.
//!
//! Final sales are not cut and not rerouted in this model.

use super::{Cut, Network, ShortageError, within};
use rayon::prelude::*;
use suzerain_solvers::certificate::{Certificate, NotConverged, Stop};
use suzerain_solvers::fixed_point;

/// What the model assumes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    /// The share of a cut flow that passes all the same, 0 to 1; the authors use 0.10.
    pub leakage: f64,
    /// The share of the rest that cannot be rerouted, 0 to 1; the authors use 0.30.
    pub friction: f64,
    /// Curvature across the sectors of a buyer's inputs, below 0; -1 is an elasticity of 0.5.
    pub inner: f64,
    /// Curvature between intermediate inputs and the rest, below 0; -1 is an elasticity of 0.5.
    pub outer: f64,
    /// Relative residual asked of both steps, above 0.
    pub tolerance: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { leakage: 0.10, friction: 0.30, inner: -1.0, outer: -1.0, tolerance: 1e-10 }
    }
}

/// The state after the cuts.
#[derive(Clone, Debug, PartialEq)]
pub struct Rerouted {
    /// Output of each node relative to before.
    pub output: Vec<f64>,
    /// Certificate of the production equilibrium; the identity `margins` is the largest relative gap
    /// of the rerouted flows from their totals.
    pub certificate: Certificate,
}

/// Largest share of intermediate inputs in output; above it the network would feed on itself.
const MOST_INPUTS: f64 = 0.98;

struct Flows {
    /// Intermediate sales, seller by buyer.
    sales: Vec<f64>,
    /// Purchases of each node.
    bought: Vec<f64>,
    /// Share of each sector in the purchases of each node, sector by node.
    sector_share: Vec<f64>,
}

fn flows(network: &Network<'_>) -> Flows {
    let (n, sectors) = (network.nodes(), network.sectors);
    let mut bought = vec![0.0; n];
    let mut of_sector = vec![0.0; sectors * n];
    for i in 0..n {
        let row = &network.intermediate[i * n..(i + 1) * n];
        for (j, value) in row.iter().enumerate() {
            bought[j] += value;
            of_sector[(i % sectors) * n + j] += value;
        }
    }
    for kj in 0..sectors * n {
        of_sector[kj] = if bought[kj % n] > 0.0 { of_sector[kj] / bought[kj % n] } else { 0.0 };
    }
    Flows { sales: network.intermediate.to_vec(), bought, sector_share: of_sector }
}

/// Balances the sales of one sector (rows: its sellers, in the order of economies) to the totals
/// given: rows times factors times columns' factors. The unknowns are the logarithms of the rows' factors, for which
/// the columns' factors follow; scaling by turns is their fixed-point map, and acceleration finds the same point in a
/// tenth of the passes. Returns the passes used and the largest gap relative to the largest total; where that is
/// above the tolerance the sales are left as they were.
fn balance(block: &mut [f64], sellers: &[f64], buyers: &[f64], tolerance: f64) -> (usize, f64) {
    const MOST_PASSES: usize = 20_000;
    let n = buyers.len();
    let scale = sellers.iter().chain(buyers).copied().fold(f64::MIN_POSITIVE, f64::max);
    let mut columns = vec![0.0; n];
    let column_factors = |block: &[f64], logs: &[f64], columns: &mut [f64]| {
        columns.fill(0.0);
        for (row, log) in block.chunks(n).zip(logs) {
            let factor = log.exp();
            for (column, cell) in columns.iter_mut().zip(row) {
                *column += factor * cell;
            }
        }
        // What a buyer without sellers is to get cannot be met.
        let mut unmet = 0.0_f64;
        for (column, target) in columns.iter_mut().zip(buyers) {
            if *column > 0.0 {
                *column = target / *column;
            } else {
                unmet = unmet.max(*target);
            }
        }
        unmet
    };
    let map = |logs: &[f64], image: &mut [f64]| {
        let mut gap = column_factors(block, logs, &mut columns);
        for (i, (row, target)) in block.chunks(n).zip(sellers).enumerate() {
            let sum: f64 = logs[i].exp() * row.iter().zip(&columns).map(|(cell, factor)| cell * factor).sum::<f64>();
            gap = gap.max((sum - target).abs());
            image[i] = logs[i] + if sum > 0.0 && *target > 0.0 { (target / sum).ln() } else { 0.0 };
        }
        gap / scale
    };
    let options = fixed_point::Options { tolerance, max_iterations: MOST_PASSES, ..fixed_point::Options::default() };
    let found = match fixed_point::solve(&vec![0.0; sellers.len()], &options, map) {
        Ok(found) => found,
        Err(NotConverged(certificate)) => return (certificate.iterations, certificate.residual),
    };
    column_factors(block, &found.value, &mut columns);
    for (row, log) in block.chunks_mut(n).zip(&found.value) {
        let factor = log.exp();
        for (cell, column) in row.iter_mut().zip(&columns) {
            *cell *= factor * column;
        }
    }
    (found.certificate.iterations, found.certificate.residual)
}

/// The intermediate sales after rerouting, seller by buyer, with passes and largest relative gap.
///
/// # Errors
/// [`ShortageError::NotConverged`] where the totals cannot be met, for example since a buyer has no
/// other seller and nothing leaks.
fn reroute(
    network: &Network<'_>,
    flows: &Flows,
    cuts: &[Cut],
    parameters: &Parameters,
) -> Result<(Vec<f64>, usize, f64), ShortageError> {
    let (n, sectors, economies) = (network.nodes(), network.sectors, network.economies);
    let lost = network.lost(cuts)?;
    let touched: Vec<usize> =
        (0..sectors).filter(|k| cuts.iter().any(|c| c.seller % sectors == *k && c.share > 0.0)).collect();
    let blocks: Vec<(usize, Vec<f64>, usize, f64)> = touched
        .par_iter()
        .map(|&k| {
            let mut block = Vec::with_capacity(economies * n);
            let (mut sellers, mut buyers) = (vec![0.0; economies], vec![0.0; n]);
            for (u, sold) in sellers.iter_mut().enumerate() {
                let i = u * sectors + k;
                for (j, bought) in buyers.iter_mut().enumerate() {
                    let value = flows.sales[i * n + j];
                    let severed = value * lost[i * economies + j / sectors] * (1.0 - parameters.leakage);
                    let total = value - parameters.friction * severed;
                    block.push(value - severed);
                    *sold += total;
                    *bought += total;
                }
            }
            let (passes, gap) = balance(&mut block, &sellers, &buyers, parameters.tolerance);
            (k, block, passes, gap)
        })
        .collect();
    let mut sales = flows.sales.clone();
    let (mut most, mut largest) = (0, 0.0_f64);
    for (k, block, passes, gap) in blocks {
        for (u, row) in block.chunks(n).enumerate() {
            let i = u * sectors + k;
            sales[i * n..(i + 1) * n].copy_from_slice(row);
        }
        (most, largest) = (most.max(passes), largest.max(gap));
    }
    if largest > parameters.tolerance {
        let certificate =
            Certificate { residual: largest, iterations: most, identities: Vec::new(), stop: Stop::IterationLimit };
        return Err(NotConverged(certificate).into());
    }
    Ok((sales, most, largest))
}

/// Reroutes the cuts and finds the output of every node afterwards.
///
/// # Errors
/// [`ShortageError`] for parameters out of range, a network that does not hold together, or
/// equations that were not solved.
pub fn solve(network: &Network<'_>, cuts: &[Cut], parameters: &Parameters) -> Result<Rerouted, ShortageError> {
    network.check()?;
    within("leakage", parameters.leakage, 0.0, 1.0, "from 0 to 1")?;
    within("friction", parameters.friction, 0.0, 1.0, "from 0 to 1")?;
    within("inner", parameters.inner, -1e3, -f64::MIN_POSITIVE, "below 0")?;
    within("outer", parameters.outer, -1e3, -f64::MIN_POSITIVE, "below 0")?;
    within("tolerance", parameters.tolerance, 1e-15, 1e-2, "from 1e-15 to 1e-2")?;
    let (n, sectors) = (network.nodes(), network.sectors);
    let flows = flows(network);
    let (sales, passes, gap) = reroute(network, &flows, cuts, parameters)?;

    let output = network.output();
    let sold: Vec<f64> = (0..n).map(|i| flows.sales[i * n..(i + 1) * n].iter().sum()).collect();
    let finals: Vec<f64> = output.iter().zip(&sold).map(|(x, d)| (x - d).max(0.0)).collect();
    let inputs: Vec<f64> =
        flows.bought.iter().zip(&output).map(|(b, x)| if *x > 0.0 { (b / x).min(MOST_INPUTS) } else { 0.0 }).collect();
    // Rerouted purchases as shares of what the buyer bought before.
    let mut share = sales;
    for row in share.chunks_mut(n) {
        for (cell, bought) in row.iter_mut().zip(&flows.bought) {
            *cell = if *bought > 0.0 { *cell / bought } else { 0.0 };
        }
    }
    // Unknowns: output relative to before, then the share of the old deliveries that is fulfilled.
    let map = |point: &[f64], image: &mut [f64]| -> f64 {
        let (level, filled) = point.split_at(n);
        let spending: Vec<f64> = (0..n).map(|j| inputs[j] * level[j].max(0.0) * output[j]).collect();
        let demand: Vec<f64> =
            share.par_chunks(n).map(|row| row.iter().zip(&spending).map(|(a, b)| a * b).sum()).collect();
        let delivered: Vec<Vec<f64>> = (0..sectors)
            .into_par_iter()
            .map(|k| {
                let mut got = vec![0.0; n];
                for i in (k..n).step_by(sectors) {
                    let h = filled[i].clamp(0.0, 1.0);
                    for (g, a) in got.iter_mut().zip(&share[i * n..(i + 1) * n]) {
                        *g += a * h;
                    }
                }
                got
            })
            .collect();
        let mut residual = 0.0_f64;
        for i in 0..n {
            let (mut total, mut weight) = (0.0, 0.0);
            for (k, got) in delivered.iter().enumerate() {
                let alpha = flows.sector_share[k * n + i];
                if alpha > 0.0 {
                    let retained = (got[i] / alpha).clamp(1e-300, 1.0);
                    total += alpha * retained.powf(parameters.inner);
                    weight += alpha;
                }
            }
            let bundle = if weight > 0.0 { (total / weight).powf(1.0 / parameters.inner) } else { 1.0 };
            let worth = outer(bundle, inputs[i], parameters.outer);
            let ration = if demand[i] > sold[i] { sold[i] / demand[i] } else { 1.0 };
            let filled_now = worth * ration;
            let level_now =
                if output[i] > 0.0 { (worth * finals[i] + filled_now * demand[i]) / output[i] } else { 1.0 };
            residual = residual.max((level_now - level[i]).abs()).max((filled_now - filled[i]).abs());
            image[i] = level_now;
            image[n + i] = filled_now;
        }
        residual
    };
    let options = fixed_point::Options { tolerance: parameters.tolerance, ..fixed_point::Options::default() };
    let solution = fixed_point::solve(&vec![1.0; 2 * n], &options, map).map_err(ShortageError::NotConverged)?;
    let mut certificate = solution.certificate.with_identity("margins", gap);
    certificate.iterations += passes;
    let mut output = solution.value;
    output.truncate(n);
    Ok(Rerouted { output, certificate })
}

/// What a bundle of inputs at `bundle` of its old worth leaves of output, when inputs were `share` of
/// its value: [1 - share + share bundle^r]^(1/r), written so that nothing overflows for r below 0.
fn outer(bundle: f64, share: f64, r: f64) -> f64 {
    if bundle <= 0.0 {
        return if share > 0.0 { 0.0 } else { 1.0 };
    }
    bundle * (share + (1.0 - share) * bundle.powf(-r)).powf(1.0 / r)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two economies of one sector, each node buying 40 of its own and 10 of the other's output.
    const TWO: Network<'_> = Network {
        economies: 2,
        sectors: 1,
        intermediate: &[40.0, 10.0, 10.0, 40.0],
        final_sales: &[40.0, 10.0, 10.0, 40.0],
        other_sales: &[],
    };
    const BOTH: [Cut; 2] = [Cut { seller: 0, buyer: 1, share: 1.0 }, Cut { seller: 1, buyer: 0, share: 1.0 }];

    #[test]
    fn no_cut_full_leakage_or_nothing_to_cut_change_nothing() {
        let all = Parameters { leakage: 1.0, ..Parameters::default() };
        for (cuts, parameters) in [(&BOTH[..0], Parameters::default()), (&BOTH[..], all)] {
            let after = solve(&TWO, cuts, &parameters).unwrap();
            assert!(after.output.iter().all(|x| (x - 1.0).abs() < 1e-10), "{after:?}");
        }
    }

    #[test]
    fn without_friction_two_like_economies_return_to_their_totals() {
        // Everything cut is rerouted to the own sales, totals are met, and so is output.
        let after = solve(&TWO, &BOTH, &Parameters { friction: 0.0, ..Parameters::default() }).unwrap();
        assert!(after.output.iter().all(|x| (x - 1.0).abs() < 1e-9), "{after:?}");
    }

    #[test]
    fn two_like_economies_can_be_worked_by_hand() {
        // By symmetry both nodes stand at the same h. Severed: 9 of 10 on each side; lost for good:
        // 0.3 of it, so purchases are 1 - 2.7/50 = 0.946 of before. Retention is 0.946 h; the outer
        // nest gives h = 1/(1/2 + 1/(2*0.946 h)) while demand is below capacity, that is
        // h/2 + 1/(2*0.946) = 1 and h = 2 - 1/0.946.
        let after = solve(&TWO, &BOTH, &Parameters::default()).unwrap();
        let h = 2.0 - 1.0 / 0.946;
        // Output: 50 final at h, and h times demand 0.946 * (x/2).
        let x = 0.5 * h / (1.0 - 0.5 * 0.946 * h);
        assert!(after.output.iter().all(|o| (o - x).abs() < 1e-8), "{after:?} {x}");
    }

    #[test]
    fn a_buyer_without_another_seller_is_not_solved_silently() {
        let one_seller = Network {
            economies: 2,
            sectors: 1,
            intermediate: &[40.0, 10.0, 0.0, 0.0],
            final_sales: &[40.0, 0.0, 0.0, 40.0],
            other_sales: &[],
        };
        let cut = [Cut { seller: 0, buyer: 1, share: 1.0 }];
        let none = Parameters { leakage: 0.0, ..Parameters::default() };
        assert!(matches!(solve(&one_seller, &cut, &none), Err(ShortageError::NotConverged(_))));
    }

    #[test]
    fn parameters_out_of_range_are_refused() {
        for parameters in [
            Parameters { leakage: -0.1, ..Parameters::default() },
            Parameters { friction: 1.1, ..Parameters::default() },
            Parameters { inner: 0.5, ..Parameters::default() },
            Parameters { outer: f64::NAN, ..Parameters::default() },
        ] {
            assert!(solve(&TWO, &BOTH, &parameters).is_err(), "{parameters:?}");
        }
    }
}
