//! Histories of alignment in the United Nations: votes, votes by issue, ideal points.

use super::History;
use super::histories::long_enough;
use crate::StudyError;
use crate::world::World;
use suzerain_measures::alignment::ideal_point::{distance as apart, ideal_point};
use suzerain_measures::alignment::similarity::{self, Portfolio, VARIANTS};
use suzerain_measures::alignment::un_agreement::{BY_ISSUE, un_agreement, un_agreement_on};
use suzerain_tables::figure::{Dyad, Figure};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::IDEAL_POINT;
use suzerain_tables::{Economy, Year, issues, votes};

/// What is measured of a pair, a title in the middle of a sentence.
pub fn named(dyad: Dyad, what: &str) -> String {
    let what = what.replacen("Alliance", "alliance", 1).replacen("Vote", "vote", 1);
    format!("{what}, {} and {}", dyad.dependent.code(), dyad.on.code())
}

/// Share of identical votes by session, under the year the session began; by issue too, and the likeness of votes by
/// each statistic.
pub fn agreement(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let of = |kind| world.library().of_kind(kind).next();
    let Some(table) = of(TableKind::Votes) else { return Ok(Vec::new()) };
    let records = votes::read(table, &[dyad.dependent, dyad.on])?;
    let (a, b) = ((dyad.dependent, &records[0]), (dyad.on, &records[1]));
    let label = named(dyad, "share of like UN votes");
    let mut out: Vec<History> =
        History::of("un_agreement", label, un_agreement(table.meta(), a, b)).into_iter().collect();
    if let Some(tags) = of(TableKind::Issues) {
        let by_issue = issues::read(tags)?;
        for (code, definition) in &BY_ISSUE {
            let Some(on) = by_issue.get(code) else { continue };
            let figures = un_agreement_on((table.meta(), tags.meta()), definition, on, a, b);
            out.extend(History::of("un_issues", named(dyad, definition.title), figures));
        }
    }
    let alike = VARIANTS.iter().filter(|v| v.portfolio == Portfolio::Votes);
    for variant in alike.filter_map(|v| similarity::named(v.definition.id)) {
        let figures = similarity::votes(table.meta(), variant, a, b);
        out.extend(History::of("similarity_votes", named(dyad, variant.definition.title), figures));
    }
    out.retain(long_enough);
    Ok(out)
}

/// Years with an ideal point of a state.
fn sessions(data: &Indicators, state: Economy) -> Vec<Year> {
    data.series(IDEAL_POINT, state).map(|s| s.keys().copied().collect()).unwrap_or_default()
}

/// Distances of ideal points in the years with both.
pub fn distances(data: &Indicators, a: Economy, b: Economy) -> Vec<Figure> {
    sessions(data, a).into_iter().map(|y| apart(data, a, b, y)).collect()
}

/// Ideal points of a state.
pub fn positions(data: &Indicators, state: Economy) -> Vec<Figure> {
    sessions(data, state).into_iter().map(|y| ideal_point(data, state, y)).collect()
}

/// Distance of UN ideal points by session.
pub fn distance(world: &World<'_>, dyad: Dyad) -> Result<Option<History>, StudyError> {
    let Some(data) = world.with_variable(IDEAL_POINT)? else { return Ok(None) };
    let label = named(dyad, "distance of UN ideal points");
    Ok(History::of("ideal_points", label, distances(&data, dyad.dependent, dyad.on)))
}

/// UN ideal point of either side by session.
pub fn ideal_points(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let Some(data) = world.with_variable(IDEAL_POINT)? else { return Ok(Vec::new()) };
    let of =
        |e: Economy| History::of("ideal_point_states", format!("UN ideal point, {}", e.code()), positions(&data, e));
    Ok([dyad.dependent, dyad.on].into_iter().filter_map(of).filter(long_enough).collect())
}
