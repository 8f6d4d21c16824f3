//! Where the states of a ranking stood some years before.

use super::{Place, Ranking, rank};
use crate::StudyError;
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_measures::alignment::ideal_point;
use suzerain_tables::{Economy, Year};

/// Years between a ranking and the one it is compared with.
pub const YEARS: i16 = 5;

/// A state's place [`YEARS`] before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Before {
    /// The value then; none where only places can be compared over time, which is so of ideal points.
    pub value: Option<f64>,
    /// The place among the states that had a value then.
    pub rank: usize,
}

/// Where the states of `ranking`, which is of `year`, stood [`YEARS`] before by the same sources. States without a
/// value then are left out, as are all where another source has to serve: two sources make no trend.
///
/// # Errors
/// [`StudyError`] if a table cannot be read.
pub fn before(
    world: &World<'_>,
    ranking: &Ranking,
    year: Year,
    partner: Option<Economy>,
) -> Result<BTreeMap<Economy, Before>, StudyError> {
    let then = match rank(world, ranking.measure, Year(year.0 - YEARS), partner) {
        Ok(then) => then,
        Err(StudyError::NoAnswer(_) | StudyError::NotEnough(_)) => return Ok(BTreeMap::new()),
        Err(error) => return Err(error),
    };
    let ids = |place: &Place| place.figure.sources.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    let now: BTreeMap<Economy, &Place> = ranking.rows.iter().map(|place| (place.economy, place)).collect();
    let same = |place: &Place| now.get(&place.economy).is_some_and(|p| ids(p) == ids(place));
    let levels = ranking.measure != ideal_point::DEFINITION.id;
    Ok(then
        .rows
        .iter()
        .filter(|place| same(place))
        .map(|p| (p.economy, Before { value: p.figure.value.known().filter(|_| levels), rank: p.rank }))
        .collect())
}
