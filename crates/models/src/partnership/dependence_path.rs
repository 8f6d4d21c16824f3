//! Equation 3: how a share moves.
//!
//! logit s' = logit s + b_S dSanction x westshare + kappa x installed base - b_H x hedge + e.
//!
//! The random walk is the prior: without sanctions, technology or a change of hedging only the noise is left. A drift
//! of the past does not go on: among the shares of hundreds of pairs no rule with one beats the random walk by more than two
//! per cent (`docs/evidence/paths.md`). The installed base is a stock that follows the share by a fifth a year, in
//! technology only. The hedge is what of the world is sought and can be reached beyond what was at the origin: the
//! shares of a side add to one, so a level of it could not pull all of them down.

use super::priors::{Draw, Parameter};
use suzerain_solvers::logit::{logistic, logit};

/// Shares are held within this distance of 0 and 1 before their logit is taken.
pub const CLIP: f64 = 0.001;
/// Part of the gap between share and installed base that closes in a year.
const RENEWAL: f64 = 0.2;

/// A share held within (0, 1), and whether it had to be.
#[must_use]
pub fn clip(share: f64) -> (f64, bool) {
    let held = share.clamp(CLIP, 1.0 - CLIP);
    (held, (held - share).abs() > 0.0)
}

/// What moves a share in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Push {
    /// Change of the part of the sanctioning states' trade that is cut off, -1 to 1.
    pub sanction: f64,
    /// Share of those states in what the dependent side trades.
    pub west: f64,
    /// Installed base, 0 where none counts.
    pub installed: f64,
    /// Reachable alternatives times how hard the side looks for them, less the same at the origin.
    pub hedge: f64,
    /// Anything else a scenario adds, in log odds.
    pub extra: f64,
}

/// The share one year on, under a standard normal number and the yearly deviation of this share.
#[must_use]
pub fn step(share: f64, push: &Push, draw: &Draw, sd: f64, noise: f64) -> f64 {
    if share.is_nan() {
        return share;
    }
    let drift = draw[Parameter::BSanction] * push.sanction * push.west + draw[Parameter::Kappa] * push.installed
        - draw[Parameter::BHedge] * push.hedge
        + push.extra;
    logistic(logit(clip(share).0) + drift + sd * noise)
}

/// The installed base one year on.
#[must_use]
pub fn installed(base: f64, share: f64) -> f64 {
    base + RENEWAL * (share - base)
}

/// Yearly deviation of a share: `drawn` updated on the pair's own changes, which count as many as they
/// are against `drawn` for five of them.
#[must_use]
pub fn deviation(drawn: f64, changes: &[f64]) -> f64 {
    const PRIOR_CHANGES: f64 = 5.0;
    let squares: f64 = changes.iter().map(|c| c * c).sum();
    ((PRIOR_CHANGES * drawn * drawn + squares) / (PRIOR_CHANGES + changes.len() as f64)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::priors::{COUNT, Priors};
    use super::*;

    #[test]
    fn without_a_push_only_noise_moves_a_share() {
        let draw = Priors::built_in().unwrap().at(&[0.5; COUNT]);
        assert!((step(0.3, &Push::default(), &draw, 0.25, 0.0) - 0.3).abs() < 1e-12);
        let up = step(0.3, &Push::default(), &draw, 0.25, 2.0);
        assert!((logit(up) - logit(0.3) - 0.5).abs() < 1e-12);
        assert!(step(f64::NAN, &Push::default(), &draw, 0.25, 0.0).is_nan());
    }

    #[test]
    fn sanctions_turn_trade_to_the_other_side_and_lifting_turns_it_back() {
        let draw = Priors::built_in().unwrap().at(&[0.5; COUNT]);
        let cut = Push { sanction: 1.0, west: 0.5, ..Push::default() };
        let after = step(0.2, &cut, &draw, 0.25, 0.0);
        assert!(after > 0.2);
        let back = step(after, &Push { sanction: -1.0, ..cut }, &draw, 0.25, 0.0);
        assert!((back - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_deviation_follows_the_data_as_they_grow() {
        assert!((deviation(0.25, &[]) - 0.25).abs() < 1e-15);
        let few = deviation(0.25, &[0.1; 3]);
        let many = deviation(0.25, &[0.1; 300]);
        assert!(few < 0.25 && many < few && (many - 0.1).abs() < 0.01);
    }
}
