//! Rankings by positions of finance, debt and people: of each state with the one held.

use super::Paired;
use crate::StudyError;
use crate::brief::positions::scale;
use crate::world::World;
use std::collections::BTreeSet;
use suzerain_measures::finance::positions::{self as measured, position_figures};
use suzerain_tables::figure::Dyad;
use suzerain_tables::positions::{self, Variable};
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Year};

/// The variable behind a measure, and its place among the two measures of the variable.
pub(super) fn measure(id: &str) -> Option<(Variable, usize)> {
    Variable::ALL.into_iter().find_map(|v| Some((v, measured::measures(v).iter().position(|m| m.id == id)?)))
}

/// Identifiers of the measures.
pub(super) fn measures() -> impl Iterator<Item = &'static str> {
    Variable::ALL.into_iter().flat_map(|v| measured::measures(v).map(|m| m.id))
}

/// The figures of every state that the first table with the variable knows in the year.
pub(super) fn held(
    world: &World<'_>,
    (variable, at): (Variable, usize),
    on: Economy,
    year: Year,
) -> Result<Paired, StudyError> {
    for table in world.library().of_kind(TableKind::Positions) {
        let mut rows = positions::read(table)?;
        rows.retain(|r| r.variable == variable && r.year == year);
        if rows.is_empty() {
            continue;
        }
        let owners: BTreeSet<Economy> = rows.iter().map(|r| r.owner).filter(|e| *e != on).collect();
        return owners
            .into_iter()
            .map(|dependent| {
                let scale = scale(world, variable, dependent, year)?;
                let both = position_figures(&rows, table.meta(), variable, Dyad { dependent, on }, year, &scale);
                Ok((dependent, both.into_iter().nth(at)))
            })
            .filter_map(|found| found.map(|(e, figure)| Some((e, figure?))).transpose())
            .collect();
    }
    Ok(Vec::new())
}
