//! The nine equations as one value: what a run steps through, so that any one can be put in another's place.
//!
//! ```
//! use suzerain_models::partnership::{equations::Equations, priors::Priors, simulate::{run, Plan}, start::example};
//! // A world in which nobody ever concedes anything.
//! let free = Equations { bargain: |_, _| Some(0.0), ..Equations::default() };
//! let plan = Plan { equations: free, ..Plan::new(3, 10, 1) };
//! let found = run(&example(), &Priors::built_in()?, &plan)?;
//! assert!(found.at(3).all(|year| year.c == 0.0));
//! # Ok::<(), suzerain_models::partnership::PartnershipError>(())
//! ```

use super::alignment::{self, Pull};
use super::bargaining::{self, Table};
use super::power::{self, Power};
use super::priors::Draw;
use super::regime::{self, Event, Moved};
use super::{dependence, dependence_path, status, threat, usefulness};

/// The equations; [`Equations::default`] are those of this folder, one file each.
#[derive(Clone, Copy, Debug)]
pub struct Equations {
    /// 1: power one year on, under two standard normal numbers ([`power::step`]).
    pub power: fn(Power, &Draw, [f64; 2]) -> Power,
    /// 2: effective dependence from weight, share, sigma and alternatives ([`dependence::effective`]).
    pub dependence: fn(f64, f64, f64, f64) -> f64,
    /// 3: a share one year on, under its deviation and a standard normal number ([`dependence_path::step`]).
    pub share: fn(f64, &dependence_path::Push, &Draw, f64, f64) -> f64,
    /// 4: usefulness from arms, energy and diplomacy ([`usefulness::usefulness`]).
    pub usefulness: fn(f64, f64, f64, &Draw) -> f64,
    /// 5: threat from capability, two hostilities and the wedge ([`threat::threat`]).
    pub threat: fn(f64, f64, f64, f64) -> f64,
    /// 6: the concession, none without a bargain ([`bargaining::bargain`]).
    pub bargain: fn(&Table, f64) -> Option<f64>,
    /// 7: the status deficit one year on ([`status::step`]).
    pub status: fn(f64, f64, f64, &Draw) -> f64,
    /// 8: the level alignment moves toward ([`alignment::target`]) ...
    pub target: fn(f64, &Pull, &Draw) -> f64,
    /// ... and alignment one year on ([`alignment::step`]).
    pub alignment: fn(f64, f64, &Draw, f64) -> f64,
    /// 9: the probability of an event in a year ([`regime::hazard`]).
    pub hazard: fn(Event, f64, f64, &Moved, &Draw) -> f64,
}

impl Default for Equations {
    fn default() -> Self {
        Self {
            power: power::step,
            dependence: dependence::effective,
            share: dependence_path::step,
            usefulness: usefulness::usefulness,
            threat: threat::threat,
            bargain: bargaining::bargain,
            status: status::step,
            target: alignment::target,
            alignment: alignment::step,
            hazard: regime::hazard,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::priors::Priors;
    use super::super::simulate::{Plan, Year, run};
    use super::super::start::example;
    use super::*;

    /// Each put in another's place moves what it makes; no trajectory reaches past the value.
    #[test]
    fn every_equation_can_be_replaced() {
        let (start, priors) = (example(), Priors::built_in().unwrap());
        let at = |equations: Equations| -> Vec<Year> {
            let plan = Plan { equations, ..Plan::new(4, 30, 7) };
            run(&start, &priors, &plan).unwrap().at(4).copied().collect()
        };
        let own = Equations::default();
        let is = |equations: Equations, of: &dyn Fn(&Year) -> f64, value: f64| {
            let found = at(equations);
            assert!(found.iter().all(|y| (of(y) - value).abs() < 1e-9), "{:?}", found.first());
            assert!(at(own).iter().any(|y| (of(y) - value).abs() > 1e-9), "it was so anyway");
        };
        is(Equations { power: |_, _, _| Power { p: -9.0, g: 0.0 }, ..own }, &|y| y.p, -9.0);
        is(Equations { dependence: |_, _, _, _| 0.01, ..own }, &|y| y.e[0][1], 0.01);
        is(Equations { share: |_, _, _, _, _| 0.3, ..own }, &|y| y.shares[1][4], 0.3);
        is(Equations { usefulness: |_, _, _, _| 0.7, ..own }, &|y| y.u, 0.7);
        is(Equations { threat: |_, _, _, _| 0.0, ..own }, &|y| y.t, 0.0);
        is(Equations { bargain: |_, _| Some(0.4), ..own }, &|y| y.c, 0.4);
        is(Equations { status: |_, _, _, _| 2.0, ..own }, &|y| y.q, 2.0);
        is(Equations { target: |_, _, _| -1.0, alignment: |_, target, _, _| target, ..own }, &|y| y.a, -1.0);
        is(Equations { hazard: |_, _, _, _, _| 0.0, ..own }, &|y| y.rift, 0.0);
    }
}
