//! The panel of arms deliveries.

use super::{LONG_STEP, MOST, Recipe, block, sources};
use crate::StudyError;
use crate::world::source_ref;
use std::collections::BTreeMap;
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::Economy;
use suzerain_tables::library::Library;
use suzerain_tables::store::TableKind;

/// Volumes delivered between pairs of a register of the whole world.
pub fn arms(library: &Library) -> Result<Option<Panel>, StudyError> {
    let whole = library.of_kind(TableKind::Arms).find(|t| t.meta().universe.as_deref() == Some("world"));
    let Some(table) = whole else { return Ok(None) };
    let mut volumes: BTreeMap<(Economy, Economy), BTreeMap<i16, f64>> = BTreeMap::new();
    let mut last = i16::MIN;
    for row in suzerain_tables::arms::read(table)? {
        last = last.max(row.year.0);
        *volumes.entry((row.supplier, row.recipient)).or_default().entry(row.year.0).or_default() += row.tiv_m;
    }
    let recipe = Recipe {
        id: "arms",
        title: "Volumes of major arms delivered",
        scale: Scale::LogPlusOne,
        step: LONG_STEP,
        most: MOST,
        sample: format!(
            "pairs of supplier and recipient, evenly spaced, each from its first delivery, years without one as zeros; {}",
            sources(&[source_ref(table.meta())])
        ),
    };
    Ok(recipe.panel(volumes.into_iter().collect(), |((a, b), by_year)| {
        // The register lists every delivery known, so a year without one is a zero.
        let first = by_year.keys().next().copied().unwrap_or(last);
        (block(*a, *b), (first..=last).map(|y| (y, by_year.get(&y).copied().unwrap_or(0.0))).collect::<Vec<_>>())
    }))
}
