//! Gains from trade: what an economy would lose without any.

use super::solve::Baseline;
use suzerain_tables::Economy;

/// Loss of real income without trade, by economy: `1 - prod_k prod_g lambda_g^(l_gk beta_k / theta_g)`,
/// with `lambda_g` the domestic share of expenditure on g, `beta` final shares and `l = (I - A)^-1` of the
/// economy's cost shares (Costinot and Rodriguez-Clare 2014, section 3.4). Exact for balanced trade without
/// tariff revenue. None where a sector the economy needs has no own sales (lambda 0) or its cost shares
/// have no inverse.
#[must_use]
pub fn gains_from_trade(baseline: &Baseline, theta: &[f64]) -> Vec<(Economy, Option<f64>)> {
    let found = gains_at(baseline, std::slice::from_ref(&theta));
    found.into_iter().map(|(economy, gains)| (economy, gains.first().copied().flatten())).collect()
}

/// As [`gains_from_trade`], at several vectors of elasticities.
#[must_use]
pub fn gains_at<T: AsRef<[f64]>>(baseline: &Baseline, thetas: &[T]) -> Vec<(Economy, Vec<Option<f64>>)> {
    let world = baseline.world();
    let m = world.sectors.len();
    let gains = |i: usize| {
        let inputs = &world.input_share[i * m * m..(i + 1) * m * m];
        let weights = total_weights(inputs, &world.final_share[i * m..(i + 1) * m]);
        let own: Vec<f64> = (0..m).map(|j| world.share(j, i, i)).collect();
        thetas.iter().map(|theta| gains_of_sectors(&own, weights.as_ref()?, theta.as_ref())).collect()
    };
    world.economies.iter().enumerate().map(|(i, e)| (*e, gains(i))).collect()
}

/// `1 - prod_s lambda_s^(weight_s / theta_s)`: with final-consumption shares as weights this is column 2 of
/// Costinot and Rodriguez-Clare (2014), Table 4.1. Sectors of weight 0 do not count.
///
/// None if a sector with a weight has no own sales, or the lists differ in length.
///
/// ```
/// use suzerain_models::equilibrium::multi_sector::gains_of_sectors;
/// let loss = gains_of_sectors(&[0.5, 1.0], &[0.5, 0.5], &[1.0, 4.0]).unwrap();
/// assert!((loss - (1.0 - 0.5_f64.sqrt())).abs() < 1e-15);
/// ```
#[must_use]
pub fn gains_of_sectors(own: &[f64], weights: &[f64], theta: &[f64]) -> Option<f64> {
    if own.len() != weights.len() || own.len() != theta.len() {
        return None;
    }
    let mut log = 0.0;
    for ((own, weight), theta) in own.iter().zip(weights).zip(theta) {
        if *weight > 0.0 {
            if *own <= 0.0 {
                return None;
            }
            log += weight / theta * own.ln();
        }
    }
    Some(-log.exp_m1())
}

/// `sum_k l_gk beta_k`: direct and indirect use of each input g by final demand; solves
/// `t = beta + A t` by its series, which converges as long as value added is above 0 somewhere in each loop.
fn total_weights(inputs: &[f64], beta: &[f64]) -> Option<Vec<f64>> {
    let m = beta.len();
    let mut total = beta.to_vec();
    for _ in 0..10_000 {
        let mut next = beta.to_vec();
        for k in 0..m {
            for g in 0..m {
                next[g] += inputs[k * m + g] * total[k];
            }
        }
        let moved = next.iter().zip(&total).fold(0.0_f64, |a, (x, y)| a.max((x - y).abs()));
        total = next;
        if moved <= 1e-15 {
            return Some(total);
        }
    }
    None
}
