//! Reserves and arms.

use super::rows::{Rows, Stop};
use crate::ask::Ask;
use std::collections::BTreeMap;
use suzerain_measures::arms::arms_transfers::Register;
use suzerain_tables::arms::Delivery;
use suzerain_tables::figure::Dyad;
use suzerain_tables::library::Library;
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
