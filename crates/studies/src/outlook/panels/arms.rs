//! Panels of arms deliveries: volumes, and shares of imports.

use super::{LONG_STEP, MOST, Recipe, block, sources};
use crate::StudyError;
use crate::world::source_ref;
use std::collections::BTreeMap;
use suzerain_measures::arms::arms_transfers::{Register, SHARE_YEARS};
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::figure::Dyad;
use suzerain_tables::library::Library;
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::{Economy, Year};

fn whole(library: &Library) -> Option<&TableFile> {
    library.of_kind(TableKind::Arms).find(|t| t.meta().universe.as_deref() == Some("world"))
}

/// Volumes delivered between pairs of a register of the whole world.
pub fn arms(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = whole(library) else { return Ok(None) };
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

/// Suppliers' shares of recipients' arms imports.
pub fn shares(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = whole(library) else { return Ok(None) };
    let mut registers: BTreeMap<Economy, Register> = BTreeMap::new();
    for row in suzerain_tables::arms::read(table)? {
        let empty = || Register { meta: table.meta().clone(), rows: Vec::new() };
        registers.entry(row.recipient).or_insert_with(empty).rows.push(row);
    }
    let mut firsts: BTreeMap<(Economy, Economy), Year> = BTreeMap::new();
    for row in registers.values().flat_map(|r| &r.rows) {
        let first = firsts.entry((row.recipient, row.supplier)).or_insert(row.year);
        *first = row.year.min(*first);
    }
    let recipe = Recipe {
        id: "arms_shares",
        title: "Shares of arms imports",
        scale: Scale::Logit,
        step: LONG_STEP,
        most: MOST,
        sample: format!(
            "pairs of recipient and supplier, evenly spaced, each from its first delivery; shares of {SHARE_YEARS} years taken together, so that neighbouring years overlap; {}",
            sources(&[source_ref(table.meta())])
        ),
    };
    Ok(recipe.panel(firsts.into_iter().collect(), |((dependent, on), first)| {
        // The register of one recipient has all that its shares are taken of.
        let register = &registers[dependent];
        let dyad = Dyad { dependent: *dependent, on: *on };
        let years = register.window(*dependent, *on).into_iter().flat_map(|w| w.iter().collect::<Vec<_>>());
        let values =
            years.filter(|y| y >= first).filter_map(|y| Some((y.0, register.share_to(dyad, y).value.known()?)));
        (block(*dependent, *on), values.collect::<Vec<_>>())
    }))
}
