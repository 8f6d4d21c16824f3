//! Votes and obligations; both are symmetric, and each pair has a row in either order.

use super::rows::{Rows, Stop};
use crate::ask::Ask;
use std::collections::BTreeMap;
use suzerain_measures::alignment::obligation::obligation;
use suzerain_measures::alignment::un_agreement::un_agreement;
use suzerain_tables::library::Library;
use suzerain_tables::obligations::{self, Clauses, ordered};
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Year, coverage, votes};

/// Agreement of every pair in every session with a common vote.
pub(super) fn votes(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    for table in library.of_kind(TableKind::Votes).filter(|t| ask.wants_source(&t.meta().source)) {
        let economies: Vec<Economy> =
            Economy::all().filter(|e| ask.wants_economy(*e) || ask.wants_partner(*e)).collect();
        let mut records: BTreeMap<Economy, votes::VotingRecord> =
            economies.iter().copied().zip(votes::read(table, &economies)?).collect();
        for record in records.values_mut() {
            record.retain(|(session, _), _| ask.wants_year(votes::session_year(*session)));
        }
        records.retain(|_, record| !record.is_empty());
        for (a, theirs) in records.iter().filter(|(e, _)| ask.wants_economy(**e)) {
            for (b, others) in records.iter().filter(|(p, _)| ask.wants_pair(*a, **p)) {
                for figure in un_agreement(table.meta(), (*a, theirs), (*b, others)) {
                    rows.push(&figure)?;
                }
            }
        }
    }
    Ok(())
}

/// The obligation of every pair in every year the source covers for both.
pub(super) fn obligations(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    for table in library.of_kind(TableKind::Obligations).filter(|t| ask.wants_source(&t.meta().source)) {
        let mut known: BTreeMap<(Economy, Economy), BTreeMap<Year, Clauses>> = BTreeMap::new();
        obligations::each(table, |row| {
            if ask.wants_year(row.year) {
                known.entry(row.pair).or_default().insert(row.year, row.clauses);
            }
        })?;
        let covered: Vec<_> = table.meta().coverage.economies(coverage::OBLIGATIONS).collect();
        for (a, window) in covered.iter().filter(|(e, _)| ask.wants_economy(*e)) {
            for (b, theirs) in covered.iter().filter(|(p, _)| ask.wants_pair(*a, *p)) {
                let clauses = known.get(&ordered(*a, *b));
                for year in window.iter().filter(|y| theirs.contains(*y) && ask.wants_year(*y)) {
                    let clauses = clauses.and_then(|c| c.get(&year)).copied();
                    rows.push(&obligation(table.meta(), *a, *b, year, clauses))?;
                }
            }
        }
    }
    Ok(())
}
