//! Histories of alignment: votes, ideal points, alliance portfolios.

use super::History;
use crate::StudyError;
use crate::world::{World, source_ref};
use std::collections::BTreeMap;
use suzerain_measures::alignment::ideal_point::distance as apart;
use suzerain_measures::alignment::similarity::{self, Ties, alliances};
use suzerain_measures::alignment::un_agreement::un_agreement;
use suzerain_measures::system::members;
use suzerain_tables::figure::{Dyad, Figure};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, IDEAL_POINT};
use suzerain_tables::{Economy, Year, YearRange, votes};

/// Members of the system of states by year.
pub type Members = BTreeMap<Year, std::collections::BTreeSet<Economy>>;

fn named(dyad: Dyad, what: &str) -> String {
    format!("{what}, {} and {}", dyad.dependent.code(), dyad.on.code())
}

/// Share of identical votes by session, under the year the session began.
pub fn agreement(world: &World<'_>, dyad: Dyad) -> Result<Option<History>, StudyError> {
    let Some(table) = world.library().of_kind(TableKind::Votes).next() else { return Ok(None) };
    let records = votes::read(table, &[dyad.dependent, dyad.on])?;
    let figures = un_agreement(table.meta(), (dyad.dependent, &records[0]), (dyad.on, &records[1]));
    Ok(History::of("un_agreement", named(dyad, "share of like UN votes"), figures))
}

/// Distances of ideal points in the years with both.
pub fn distances(data: &Indicators, a: Economy, b: Economy) -> Vec<Figure> {
    let years: Vec<Year> = data.series(IDEAL_POINT, a).map(|s| s.keys().copied().collect()).unwrap_or_default();
    years.into_iter().map(|y| apart(data, a, b, y)).collect()
}

/// Distance of UN ideal points by session.
pub fn distance(world: &World<'_>, dyad: Dyad) -> Result<Option<History>, StudyError> {
    let Some(data) = world.with_variable(IDEAL_POINT)? else { return Ok(None) };
    let label = named(dyad, "distance of UN ideal points");
    Ok(History::of("ideal_points", label, distances(&data, dyad.dependent, dyad.on)))
}

/// Members of the system in the years that both the capability table and the alliances cover.
pub fn memberships(ties: &Ties, system: &Indicators) -> Members {
    let years = system.meta().coverage.span(CAPABILITY_COMPONENTS[4]);
    let held = ties.meta().coverage.span(suzerain_tables::coverage::OBLIGATIONS);
    let (Some(a), Some(b)) = (years, held) else { return Members::new() };
    let both = YearRange::new(a.first.max(b.first), a.last.min(b.last));
    both.iter().map(|y| (y, members(system, y))).collect()
}

/// Alliance similarity corrected for chance, in the years in which both were members.
pub fn kappas(ties: &Ties, system: &Indicators, all: &Members, a: Economy, b: Economy) -> Vec<Figure> {
    let Some(kappa) = similarity::named("kappa") else { return Vec::new() };
    let Some(shared) = ties.shared(a, b) else { return Vec::new() };
    all.iter()
        .filter(|(y, members)| shared.contains(**y) && members.contains(&a) && members.contains(&b))
        .map(|(y, members)| alliances(ties, &source_ref(system.meta()), kappa, (a, b), *y, members))
        .collect()
}

/// Alliance similarity of the pair.
pub fn kappa(world: &World<'_>, dyad: Dyad) -> Result<Option<History>, StudyError> {
    let (Some(ties), Some(system)) = (world.ties()?, world.capabilities()?) else { return Ok(None) };
    let all = memberships(&ties, &system);
    let figures = kappas(&ties, &system, &all, dyad.dependent, dyad.on);
    Ok(History::of("kappa", named(dyad, "alliance similarity (kappa)"), figures))
}
