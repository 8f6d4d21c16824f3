//! Equation 7: the weaker side's status deficit Q.
//!
//! Q' = Q + q1 (c - c_prev) + q2 (rank of status - rank of capability) - q3 Q, held at 0 or above.
//!
//! Rising concessions raise it, more power than recognition feeds it, and it fades. **Not identified**:
//! it runs on priors alone; only the gap of ranks can be read, where missions are loaded (Renshon 2016).

use super::priors::{Draw, Parameter};

/// The deficit one year on; an unknown change of concessions changes nothing.
///
/// ```
/// use suzerain_models::partnership::{priors::{Priors, COUNT}, status::step};
/// let draw = Priors::built_in()?.at(&[0.5; COUNT]);
/// assert!(step(0.3, 0.2, 0.0, &draw) > step(0.3, 0.0, 0.0, &draw));
/// assert!(step(0.3, f64::NAN, 0.0, &draw) < 0.3);
/// assert_eq!(step(0.0, -1.0, 0.0, &draw), 0.0);
/// # Ok::<(), suzerain_models::partnership::PartnershipError>(())
/// ```
#[must_use]
pub fn step(deficit: f64, concession_change: f64, rank_gap: f64, draw: &Draw) -> f64 {
    let change = if concession_change.is_nan() { 0.0 } else { concession_change };
    let next = deficit + draw[Parameter::QConcession] * change + draw[Parameter::QRank] * rank_gap
        - draw[Parameter::QFade] * deficit;
    next.max(0.0)
}
