//! How well the linear prediction does against exact hat.

use super::{Exposure, ExposureError, Form};
use crate::equilibrium::one_sector::{Closure, Parameters, Shock, TradeWorld, solve};
use suzerain_tables::Economy;

/// Exact changes of welfare regressed on linear predictions, over economies, in logs.
///
/// An R2 near 1 with a slope away from 1 is common for large shocks: the ranking is right and the size
/// is not. One is not to be quoted without the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Slope of exact on predicted; 1 where the prediction has the right size.
    pub slope: f64,
    /// Intercept.
    pub intercept: f64,
    /// Share of the variance of exact changes that the line explains.
    pub r2: f64,
    /// Largest distance of a prediction from the exact change, in logs.
    pub largest_error: f64,
}

/// Sets the linear prediction for factors on productivity beside exact hat.
///
/// # Errors
/// [`ExposureError`] if the shock is at fault, has no equilibrium, or moves nobody.
pub fn fit(exposure: &Exposure, world: &TradeWorld, productivity: &[(Economy, f64)]) -> Result<Fit, ExposureError> {
    let n = world.len();
    let mut growth = vec![0.0; n];
    for (economy, factor) in productivity {
        growth[world.place(*economy)?] += factor.ln();
    }
    let predicted: Vec<f64> =
        exposure.welfare.chunks_exact(n).map(|row| row.iter().zip(&growth).map(|(u, z)| u * z).sum()).collect();
    let closure = match exposure.form {
        Form::NominalDeficits => Closure::Nominal,
        Form::Balanced => Closure::Balanced,
    };
    let shock = Shock { productivity: productivity.to_vec(), ..Shock::none() };
    let parameters = Parameters { theta: exposure.theta, closure, ..Parameters::default() };
    let exact: Vec<f64> = solve(world, &shock, &parameters)?.changes.iter().map(|c| c.welfare.ln()).collect();
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n as f64;
    let (mean_x, mean_y) = (mean(&predicted), mean(&exact));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in predicted.iter().zip(&exact) {
        xx += (x - mean_x) * (x - mean_x);
        xy += (x - mean_x) * (y - mean_y);
        yy += (y - mean_y) * (y - mean_y);
    }
    if !(xx > 0.0 && yy > 0.0) {
        return Err(ExposureError::NothingMoves);
    }
    Ok(Fit {
        slope: xy / xx,
        intercept: mean_y - xy / xx * mean_x,
        r2: xy * xy / (xx * yy),
        largest_error: predicted.iter().zip(&exact).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max),
    })
}
