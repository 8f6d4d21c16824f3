//! Equation 5 from the tables: the common threat.

use crate::StudyError;
use crate::partnership::facts::Fact;
use crate::world::World;
use suzerain_measures::power::cinc::cinc;
use suzerain_tables::figure::Dyad;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, IDEAL_POINT};
use suzerain_tables::{Economy, Year};

/// The common threat: of all other states, the one with the largest capability times geometric mean of hostilities. Hostility is
/// the distance of UN ideal points over the largest between any two states, and 0 under a defence obligation.
pub(super) fn threat(
    world: &World<'_>,
    dyad: Dyad,
    year: Year,
    facts: &mut Vec<Fact>,
) -> Result<([f64; 3], Option<Economy>), StudyError> {
    let unknown = |facts: &mut Vec<Fact>, why: &str| {
        facts.push(Fact::unknown(5, "common threat", why));
        Ok(([f64::NAN; 3], None))
    };
    let (Some(points), Some(system)) = (world.with_variable(IDEAL_POINT)?, world.capabilities()?) else {
        return unknown(facts, "capabilities or votes are not loaded");
    };
    let latest = |first: i16| (first..=year.0).rev().map(Year);
    let Some(session) = latest(year.0 - 10)
        .find(|y| [dyad.dependent, dyad.on].iter().all(|e| points.get(IDEAL_POINT, *e, *y).known().is_some()))
    else {
        return unknown(facts, "no votes of both in the ten years before");
    };
    let Some(power_year) =
        latest(year.0 - 10).find(|y| system.cross_section(CAPABILITY_COMPONENTS[4], *y).next().is_some())
    else {
        return unknown(facts, "no capabilities in the ten years before");
    };
    let positions: Vec<(Economy, f64)> = points.cross_section(IDEAL_POINT, session).collect();
    let low = positions.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
    let high = positions.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
    let ties = world.ties()?;
    let allied = |a: Economy, b: Economy| {
        ties.as_ref().is_some_and(|ties| {
            let shared = ties.shared(a, b);
            let at = shared.map(|w| w.last.min(year));
            at.is_some_and(|y| ties.partners(a, y).any(|(e, level)| e == b && level == 3))
        })
    };
    let of = |e: Economy| positions.iter().find(|p| p.0 == e).map(|p| p.1);
    let hostility = |a: Economy, h: Economy| match (of(a), of(h)) {
        (Some(_), Some(_)) if allied(a, h) => 0.0,
        (Some(x), Some(y)) if high > low => (x - y).abs() / (high - low),
        _ => f64::NAN,
    };
    let mut best: Option<(f64, [f64; 3], Economy)> = None;
    for (h, _) in positions.iter().filter(|p| p.0 != dyad.dependent && p.0 != dyad.on) {
        let Some(capability) = cinc(&system, *h, power_year).value.known() else { continue };
        let parts = [capability, hostility(dyad.dependent, *h), hostility(dyad.on, *h)];
        let t = parts[0] * (parts[1] * parts[2]).sqrt();
        if t.is_finite() && best.as_ref().is_none_or(|b| t > b.0) {
            best = Some((t, parts, *h));
        }
    }
    let Some((t, parts, h)) = best else { return unknown(facts, "no third state with votes and capability") };
    let what = format!("common threat: {} (capability of {power_year})", h.name());
    facts.push(Fact::known(5, what, t, session, format!("{} + {}", system.meta().source, points.meta().source)));
    Ok((parts, Some(h)))
}
