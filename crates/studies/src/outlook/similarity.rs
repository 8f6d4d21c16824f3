//! Histories of the likeness of alliance portfolios.

use super::History;
use super::histories::long_enough;
use super::votes::named;
use crate::StudyError;
use crate::world::{World, source_ref};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_measures::alignment::similarity::{self, Portfolio, Ties, VARIANTS, Variant};
use suzerain_measures::system::members;
use suzerain_tables::figure::{Dyad, Figure};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::variables::CAPABILITY_COMPONENTS;
use suzerain_tables::{Economy, Year, YearRange, coverage};

/// Members of the system of states by year.
pub type Members = BTreeMap<Year, BTreeSet<Economy>>;

/// Members of the system in the years that both the capability table and the alliances cover.
pub fn memberships(ties: &Ties, system: &Indicators) -> Members {
    let years = system.meta().coverage.span(CAPABILITY_COMPONENTS[4]);
    let held = ties.meta().coverage.span(coverage::OBLIGATIONS);
    let (Some(a), Some(b)) = (years, held) else { return Members::new() };
    let both = YearRange::new(a.first.max(b.first), a.last.min(b.last));
    both.iter().map(|y| (y, members(system, y))).collect()
}

/// The measures of alliance portfolios, the headline first.
pub fn variants() -> impl Iterator<Item = &'static Variant> {
    let ids = VARIANTS.iter().filter(|v| v.portfolio != Portfolio::Votes).map(|v| v.definition.id);
    ids.filter_map(similarity::named)
}

/// The panel of a measure.
pub fn panel(variant: &Variant) -> &'static str {
    match variant.statistic {
        similarity::Statistic::S(_) => "similarity_s",
        _ if variant.definition.id == "kappa" => "kappa",
        _ => "similarity",
    }
}

/// Likeness by one measure, in the years in which both were members.
pub fn alike(
    ties: &Ties,
    system: &Indicators,
    all: &Members,
    variant: &'static Variant,
    (a, b): (Economy, Economy),
) -> Vec<Figure> {
    let Some(shared) = ties.shared(a, b) else { return Vec::new() };
    all.iter()
        .filter(|(y, members)| shared.contains(**y) && members.contains(&a) && members.contains(&b))
        .map(|(y, members)| similarity::alliances(ties, &source_ref(system.meta()), variant, (a, b), *y, members))
        .collect()
}

/// Likeness of the pair's alliances by each measure.
pub fn alliances(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let (Some(ties), Some(system)) = (world.ties()?, world.capabilities()?) else { return Ok(Vec::new()) };
    let all = memberships(&ties, &system);
    let of = |variant: &'static Variant| {
        let figures = alike(&ties, &system, &all, variant, (dyad.dependent, dyad.on));
        History::of(panel(variant), named(dyad, variant.definition.title), figures)
    };
    Ok(variants().filter_map(of).filter(long_enough).collect())
}
