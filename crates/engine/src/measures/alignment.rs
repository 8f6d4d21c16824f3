//! Votes and obligations; both are symmetric, and each pair has a row in either order.

use super::power::holding;
use super::rows::{Rows, Stop};
use crate::ask::Ask;
use std::collections::{BTreeMap, BTreeSet};
use suzerain_measures::alignment::ideal_point::{distance, ideal_point};
use suzerain_measures::alignment::obligation::obligation;
use suzerain_measures::alignment::similarity::{self, Portfolio, Ties, Variant};
use suzerain_measures::alignment::un_agreement::un_agreement_on;
use suzerain_measures::definition::Definition;
use suzerain_measures::system::members;
use suzerain_tables::figure::SourceRef;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::library::Library;
use suzerain_tables::obligations::{self, Clauses, ordered};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::{TableKind, TableMeta};
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, IDEAL_POINT};
use suzerain_tables::{Economy, Figure, Year, coverage, issues, votes};

type Voter<'a> = (Economy, &'a votes::VotingRecord);

/// What a measure says of the votes of every pair, session by session.
pub(super) fn votes(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    figures: impl Fn(&TableMeta, Voter<'_>, Voter<'_>) -> Vec<Figure>,
) -> Result<(), Stop> {
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
                for figure in figures(table.meta(), (*a, theirs), (*b, others)) {
                    rows.push(&figure)?;
                }
            }
        }
    }
    Ok(())
}

/// Agreement of every pair on the roll calls of one issue, in the sessions that are coded.
pub(super) fn on_issue(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    issue: &'static str,
    definition: &'static Definition,
) -> Result<(), Stop> {
    let Some(tags) = library.of_kind(TableKind::Issues).next() else { return Ok(()) };
    let issues = issues::read(tags)?;
    let Some(on) = issues.get(issue) else { return Ok(()) };
    // A figure names both sources.
    let free = Ask { sources: None, ..ask.clone() };
    votes(library, &free, rows, |meta, a, b| {
        let mut found = un_agreement_on((meta, tags.meta()), definition, on, a, b);
        found.retain(|f| ask.wants_source(&f.record().source));
        found
    })
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

/// Positions in the General Assembly as fitted.
pub(super) fn ideal_points(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let Some(table) = holding(library, IDEAL_POINT) else { return Ok(()) };
    let data = Indicators::read(table)?;
    for economy in Economy::all().filter(|e| ask.wants_economy(*e)) {
        for year in data.series(IDEAL_POINT, economy).into_iter().flat_map(BTreeMap::keys) {
            if ask.wants_year(*year) {
                rows.push(&ideal_point(&data, economy, *year))?;
            }
        }
    }
    Ok(())
}

/// Distances of positions, every pair in every session both took part in.
pub(super) fn distances(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let Some(table) = holding(library, IDEAL_POINT) else { return Ok(()) };
    let data = Indicators::read(table)?;
    for a in Economy::all().filter(|e| ask.wants_economy(*e)) {
        let Some(own) = data.series(IDEAL_POINT, a) else { continue };
        for b in Economy::all().filter(|p| ask.wants_pair(a, *p)) {
            let Some(others) = data.series(IDEAL_POINT, b) else { continue };
            for year in own.keys().filter(|y| others.contains_key(y) && ask.wants_year(**y)) {
                rows.push(&distance(&data, a, b, *year))?;
            }
        }
    }
    Ok(())
}

/// The similarity of every pair's portfolios: of votes by session, of alliances by year.
pub(super) fn similarities(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    variant: &'static Variant,
) -> Result<(), Stop> {
    if variant.portfolio == Portfolio::Votes {
        return votes(library, ask, rows, |meta, a, b| similarity::votes(meta, variant, a, b));
    }
    let ties = library.of_kind(TableKind::Obligations).next();
    let (Some(table), Some(system)) = (ties, holding(library, CAPABILITY_COMPONENTS[0])) else { return Ok(()) };
    let data = Indicators::read(system)?;
    let reference = SourceRef { id: SourceId(data.meta().source.clone()), vintage: data.meta().vintage.clone() };
    let mut known = Vec::new();
    obligations::each(table, |row| {
        if ask.wants_year(row.year) {
            known.push(row);
        }
    })?;
    let ties = Ties::new(table.meta(), known);
    let Some(span) = table.meta().coverage.span(coverage::OBLIGATIONS) else { return Ok(()) };
    for year in span.iter().filter(|y| ask.wants_year(*y)) {
        let system: BTreeSet<Economy> = members(&data, year);
        for a in system.iter().filter(|e| ask.wants_economy(**e)) {
            for b in system.iter().filter(|p| ask.wants_pair(*a, **p)) {
                if ties.shared(*a, *b).is_some_and(|window| window.contains(year)) {
                    rows.push(&similarity::alliances(&ties, &reference, variant, (*a, *b), year, &system))?;
                }
            }
        }
    }
    Ok(())
}
