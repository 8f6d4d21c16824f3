//! Panels of alignment: votes, ideal points, alliance portfolios.

use super::{LONG_STEP, MOST, Recipe, WITH_MAJORS, block, major_pairs, sources};
use crate::StudyError;
use crate::outlook::votes;
use crate::world::source_ref;
use std::collections::BTreeMap;
use suzerain_measures::alignment::similarity::Ties;
use suzerain_measures::alignment::un_agreement::agreement;
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::figure::Figure;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::library::Library;
use suzerain_tables::store::{TableKind, TableMeta};
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, IDEAL_POINT};
use suzerain_tables::{Economy, obligations};

fn recipe(id: &'static str, title: &'static str, scale: Scale, most: usize, meta: &TableMeta, more: &str) -> Recipe {
    let sample = format!("{WITH_MAJORS}; {}{more}", sources(&[source_ref(meta)]));
    Recipe { id, title, scale, step: LONG_STEP, most, sample }
}

fn known(figures: &[Figure]) -> Vec<(i16, f64)> {
    figures.iter().filter_map(|f| Some((f.year.0, f.value.known()?))).collect()
}

/// Shares of like votes.
pub fn un_votes(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.of_kind(TableKind::Votes).next() else { return Ok(None) };
    let states: Vec<Economy> = Economy::all().filter(|e| e.is_state()).collect();
    let records = suzerain_tables::votes::read(table, &states)?;
    let by_state: BTreeMap<Economy, _> = states.into_iter().zip(&records).filter(|(_, r)| !r.is_empty()).collect();
    let title = "Shares of like votes in the UN General Assembly";
    let recipe = recipe("un_agreement", title, Scale::Logit, MOST / 2, table.meta(), "");
    Ok(recipe.panel(major_pairs(&by_state), |(a, b)| {
        let values = agreement(by_state[a], by_state[b]).into_iter().map(|(session, (alike, common))| {
            (suzerain_tables::votes::session_year(session).0, f64::from(alike) / f64::from(common))
        });
        (block(*a, *b), values.collect::<Vec<_>>())
    }))
}

/// Distances of ideal points.
pub fn ideal_points(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.of_kind(TableKind::Indicators).find(|t| t.meta().coverage.span(IDEAL_POINT).is_some())
    else {
        return Ok(None);
    };
    let data = Indicators::read(table)?;
    let states: BTreeMap<Economy, ()> = table.meta().coverage.economies(IDEAL_POINT).map(|(e, _)| (e, ())).collect();
    let more = "; the positions are smoothed over all sessions, later ones included, which flatters every rule";
    let recipe = recipe("ideal_points", "Distances of UN ideal points", Scale::Level, MOST, table.meta(), more);
    Ok(recipe.panel(major_pairs(&states), |(a, b)| (block(*a, *b), known(&votes::distances(&data, *a, *b)))))
}

/// Alliance similarity.
pub fn kappa(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.of_kind(TableKind::Obligations).next() else { return Ok(None) };
    let system =
        library.of_kind(TableKind::Indicators).find(|t| t.meta().coverage.span(CAPABILITY_COMPONENTS[4]).is_some());
    let Some(system) = system else { return Ok(None) };
    let system = Indicators::read(system)?;
    let mut rows = Vec::new();
    obligations::each(table, |row| rows.push(row))?;
    let ties = Ties::new(table.meta(), rows);
    let members = votes::memberships(&ties, &system);
    let states: BTreeMap<Economy, ()> = members.values().flatten().map(|e| (*e, ())).collect();
    let recipe = recipe("kappa", "Alliance similarity (kappa)", Scale::Level, MOST / 2, table.meta(), "");
    Ok(recipe
        .panel(major_pairs(&states), |(a, b)| (block(*a, *b), known(&votes::kappas(&ties, &system, &members, *a, *b)))))
}
