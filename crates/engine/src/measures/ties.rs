//! Reserves, positions of finance and people, and arms.

use super::pairwise::{Section, figures};
use super::rows::{Rows, Stop};
use crate::EngineError;
use crate::ask::Ask;
use std::collections::{BTreeMap, BTreeSet};
use suzerain_measures::arms::arms_transfers::Register;
use suzerain_measures::finance::positions::{domain, measures, position_figures};
use suzerain_studies::brief::positions::scale;
use suzerain_studies::world::World;
use suzerain_tables::arms::Delivery;
use suzerain_tables::figure::{Domain, Dyad};
use suzerain_tables::library::Library;
use suzerain_tables::positions::{self, Position, Variable};
use suzerain_tables::reserves::{self, ReserveShare};
use suzerain_tables::store::{TableKind, TableMeta};
use suzerain_tables::{Economy, Figure, Year};

/// Shares of reserves, every holder with everybody.
pub(super) fn reserves(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    shares: fn(&[ReserveShare], &TableMeta, Dyad) -> Vec<Figure>,
) -> Result<(), Stop> {
    for table in library.of_kind(TableKind::Reserves).filter(|t| ask.wants_source(&t.meta().source)) {
        let held = reserves::read(table)?;
        for dependent in Economy::all().filter(|e| held.iter().any(|r| r.holder == *e)) {
            for on in Economy::all().filter(|p| ask.wants_pair(dependent, *p)) {
                let figures = shares(&held, table.meta(), Dyad { dependent, on });
                figures.iter().filter(|f| ask.wants_year(f.year)).try_for_each(|f| rows.push(f))?;
            }
        }
    }
    Ok(())
}

/// One of the two measures of a variable of finance and people, of every owner with everybody it has a cell of.
pub(super) fn positions(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    variable: Variable,
    place: usize,
) -> Result<(), Stop> {
    if library.of_kind(TableKind::Positions).next().is_none() {
        // The brief names the dataset to load.
        let id = if domain(variable) == Domain::People { "people" } else { "finance" };
        let section = Section { id: Some(id), kinds: &[TableKind::Positions] };
        let named = ask.economies.is_some() && ask.partners.is_some();
        return if named { figures(library, ask, rows, measures(variable)[place].id, section) } else { Ok(()) };
    }
    let Some(anybody) = Economy::all().next() else { return Ok(()) };
    let world = World::new(library, [anybody, anybody]);
    for table in library.of_kind(TableKind::Positions) {
        let mut owners: BTreeMap<(Economy, Year), Vec<Position>> = BTreeMap::new();
        for row in positions::read(table)? {
            if row.variable == variable && ask.wants_economy(row.owner) && ask.wants_year(row.year) {
                owners.entry((row.owner, row.year)).or_default().push(row);
            }
        }
        for ((dependent, year), held) in owners {
            let scale = scale(&world, variable, dependent, year).map_err(EngineError::from)?;
            let with: BTreeSet<Economy> = held.iter().filter_map(|row| row.counterpart).collect();
            for on in with.into_iter().filter(|p| ask.wants_pair(dependent, *p)) {
                let both = position_figures(&held, table.meta(), variable, Dyad { dependent, on }, year, &scale);
                if ask.wants_source(&both[place].record().source) {
                    rows.push(&both[place])?;
                }
            }
        }
    }
    Ok(())
}

/// Arms delivered, every pair with a delivery on record, in every year the register covers.
pub(super) fn arms(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    measure: fn(&Register, Dyad, Year) -> Figure,
) -> Result<(), Stop> {
    for table in library.of_kind(TableKind::Arms).filter(|t| ask.wants_source(&t.meta().source)) {
        let mut received: BTreeMap<Economy, Vec<Delivery>> = BTreeMap::new();
        for delivery in suzerain_tables::arms::read(table)? {
            if ask.wants_economy(delivery.recipient) {
                received.entry(delivery.recipient).or_default().push(delivery);
            }
        }
        for (dependent, deliveries) in received {
            let register = Register { meta: table.meta().clone(), rows: deliveries };
            let mut suppliers: Vec<Economy> = register.rows.iter().map(|d| d.supplier).collect();
            suppliers.sort_unstable();
            suppliers.dedup();
            for on in suppliers.into_iter().filter(|p| ask.wants_pair(dependent, *p)) {
                for year in register.window(dependent, on).into_iter().flat_map(suzerain_tables::YearRange::iter) {
                    if ask.wants_year(year) {
                        rows.push(&measure(&register, Dyad { dependent, on }, year))?;
                    }
                }
            }
        }
    }
    Ok(())
}
