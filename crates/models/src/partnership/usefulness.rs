//! Equation 4: what the weaker side is worth to the stronger.
//!
//! U = v_a arms + v_e energy + v_d diplomacy: arms delivered over their peak, the weaker side's share of
//! the stronger one's imports of energy, and diplomatic value, each from 0 to 1. A part that is unknown is
//! left out and the others carry its weight.

use super::priors::{Draw, Parameter};

/// Usefulness; NaN where nothing is known.
///
/// ```
/// use suzerain_models::partnership::{priors::{Priors, COUNT}, usefulness::usefulness};
/// let draw = Priors::built_in()?.at(&[0.5; COUNT]);
/// // Weights .4, .4 and .2.
/// assert!((usefulness(0.5, 0.25, 0.5, &draw) - 0.4).abs() < 1e-12);
/// // Arms unknown: energy and diplomacy alone, scaled to the same total.
/// assert!((usefulness(f64::NAN, 0.25, 0.5, &draw) - (0.1 + 0.1) / 0.6).abs() < 1e-12);
/// # Ok::<(), suzerain_models::partnership::PartnershipError>(())
/// ```
#[must_use]
pub fn usefulness(arms: f64, energy: f64, diplomacy: f64, draw: &Draw) -> f64 {
    let parts = [(Parameter::VArms, arms), (Parameter::VEnergy, energy), (Parameter::VDiplomacy, diplomacy)];
    let total: f64 = parts.iter().map(|(v, _)| draw[*v]).sum();
    let known = parts.iter().filter(|(_, x)| !x.is_nan());
    let (sum, weight) = known.fold((0.0, 0.0), |(s, w), (v, x)| (s + draw[*v] * x, w + draw[*v]));
    sum * total / weight
}
