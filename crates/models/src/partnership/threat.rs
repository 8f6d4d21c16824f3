//! Equation 5: the common threat.
//!
//! T = CINC_h sqrt(hostility_Rh hostility_Ch) (1 - wedge): the capability of the state h that threatens
//! both, times the geometric mean of its hostility to either, less what a wedge takes away.

/// The threat. Capability and hostilities from 0 to 1, the wedge from 0 to 1.
///
/// ```
/// use suzerain_models::partnership::threat::threat;
/// assert!((threat(0.12, 0.9, 0.4, 0.0) - 0.12 * 0.6).abs() < 1e-12);
/// // It takes the hostility of both; a whole wedge leaves nothing.
/// assert!(threat(0.12, 0.9, 0.0, 0.0) == 0.0 && threat(0.12, 0.9, 0.4, 1.0) == 0.0);
/// ```
#[must_use]
pub fn threat(capability: f64, hostility_weaker: f64, hostility_stronger: f64, wedge: f64) -> f64 {
    capability * (hostility_weaker * hostility_stronger).sqrt() * (1.0 - wedge)
}
