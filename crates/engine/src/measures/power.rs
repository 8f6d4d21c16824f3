//! Capability, indicators, and ratios of two states.

use super::rows::{Rows, Stop};
use crate::ask::Ask;
use std::collections::{BTreeMap, BTreeSet};
use suzerain_measures::power::beckley::{beckley, beckley_share};
use suzerain_measures::power::cinc::cinc;
use suzerain_measures::power::indicator::indicator;
use suzerain_measures::power::ratio;
use suzerain_tables::figure::{Domain, Dyad, Subject};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::library::Library;
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::variables::{
    CAPABILITY_COMPONENTS, GDP_CONSTANT, GDP_CURRENT, GDP_PPP, POPULATION, VARIABLES, variable,
};
use suzerain_tables::{Economy, Figure, Year};

/// What two states' power is compared by, besides the capability share.
const BASES: [&str; 5] = [GDP_CURRENT, GDP_CONSTANT, GDP_PPP, "milex_kusd", POPULATION];

pub(super) fn holding<'a>(library: &'a Library, variable: &str) -> Option<&'a TableFile> {
    library.of_kind(TableKind::Indicators).find(|t| t.meta().coverage.span(variable).is_some())
}

/// Capability shares, every state and year with a component.
fn capability_shares(library: &Library, mut wanted: impl FnMut(Economy, Year) -> bool) -> Result<Vec<Figure>, Stop> {
    let Some(table) = holding(library, CAPABILITY_COMPONENTS[0]) else { return Ok(Vec::new()) };
    let data = Indicators::read(table)?;
    let mut figures = Vec::new();
    for economy in Economy::all() {
        let years: BTreeSet<Year> = CAPABILITY_COMPONENTS
            .iter()
            .filter_map(|c| data.series(c, economy))
            .flat_map(|series| series.keys().copied())
            .collect();
        figures.extend(years.into_iter().filter(|y| wanted(economy, *y)).map(|year| cinc(&data, economy, year)));
    }
    Ok(figures)
}

/// Capability shares as asked for.
pub(super) fn capability(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let figures = capability_shares(library, |economy, year| ask.wants_economy(economy) && ask.wants_year(year))?;
    figures.iter().try_for_each(|f| rows.push(f))
}

/// Every indicator as published; the variable is in the column `measure`.
pub(super) fn indicators(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    for table in library.of_kind(TableKind::Indicators).filter(|t| ask.wants_source(&t.meta().source)) {
        let data = Indicators::read(table)?;
        for variable in VARIABLES {
            for economy in Economy::all().filter(|e| ask.wants_economy(*e)) {
                for year in data.series(variable.id, economy).into_iter().flat_map(BTreeMap::keys) {
                    if ask.wants_year(*year) {
                        rows.push(&indicator(&data, variable, Domain::Power, economy, *year))?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// GDP times GDP per head, every state and year with a product.
fn strengths(library: &Library, mut wanted: impl FnMut(Economy, Year) -> bool) -> Result<Vec<Figure>, Stop> {
    let (Some(gdp), Some(people)) = (holding(library, GDP_CONSTANT), holding(library, POPULATION)) else {
        return Ok(Vec::new());
    };
    let (gdp, people) = (Indicators::read(gdp)?, Indicators::read(people)?);
    let mut figures = Vec::new();
    for economy in Economy::all().filter(|e| !e.is_aggregate()) {
        for year in gdp.series(GDP_CONSTANT, economy).into_iter().flat_map(BTreeMap::keys) {
            if wanted(economy, *year) {
                figures.push(beckley(&gdp, &people, economy, *year));
            }
        }
    }
    Ok(figures)
}

/// GDP times GDP per head as asked for.
pub(super) fn products(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let figures = strengths(library, |economy, year| ask.wants_economy(economy) && ask.wants_year(year))?;
    figures.iter().try_for_each(|f| rows.push(f))
}

/// Shares of every pair's sum of GDP times GDP per head.
pub(super) fn product_shares(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    let needed = |e: Economy, year: Year| ask.wants_year(year) && (ask.wants_economy(e) || ask.wants_partner(e));
    for now in by_year(&strengths(library, needed)?).values() {
        for (dependent, mine) in now.iter().filter(|(e, _)| ask.wants_economy(**e)) {
            for (on, theirs) in now.iter().filter(|(p, _)| ask.wants_pair(*dependent, **p)) {
                rows.push(&beckley_share(Dyad { dependent: *dependent, on: *on }, [mine, theirs]))?;
            }
        }
    }
    Ok(())
}

fn by_year(figures: &[Figure]) -> BTreeMap<Year, BTreeMap<Economy, &Figure>> {
    let mut years: BTreeMap<Year, BTreeMap<Economy, &Figure>> = BTreeMap::new();
    for figure in figures {
        if let Subject::State(economy) = figure.subject {
            years.entry(figure.year).or_default().insert(economy, figure);
        }
    }
    years
}

/// One of the figures that compare two states' power, on every basis; `flags` name the basis.
pub(super) fn ratios(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    pick: fn([Figure; 4]) -> Figure,
) -> Result<(), Stop> {
    let needed = |economy: Economy, year: Year| {
        (ask.wants_year(year) || ask.wants_year(year.plus(ratio::SPEED_YEARS)))
            && (ask.wants_economy(economy) || ask.wants_partner(economy))
    };
    let mut bases: Vec<(&'static str, Vec<Figure>)> = vec![("cinc", capability_shares(library, needed)?)];
    for id in BASES {
        let (Some(variable), Some(table)) = (variable(id), holding(library, id)) else { continue };
        let data = Indicators::read(table)?;
        let mut figures = Vec::new();
        for economy in Economy::all() {
            let years = data.series(id, economy).into_iter().flat_map(BTreeMap::keys);
            figures.extend(
                years.filter(|y| needed(economy, **y)).map(|y| indicator(&data, variable, Domain::Power, economy, *y)),
            );
        }
        bases.push((id, figures));
    }
    for (basis, figures) in bases {
        let by_year = by_year(&figures);
        for (year, now) in by_year.iter().filter(|(y, _)| ask.wants_year(**y)) {
            let before = by_year.get(&year.plus(-ratio::SPEED_YEARS));
            for (dependent, mine) in now.iter().filter(|(e, _)| ask.wants_economy(**e)) {
                for (on, theirs) in now.iter().filter(|(p, _)| ask.wants_pair(*dependent, **p)) {
                    let then = |economy: &Economy, figure: &Figure| {
                        before.and_then(|b| b.get(economy)).map_or_else(
                            || Figure { year: year.plus(-ratio::SPEED_YEARS), ..unknown(figure) },
                            |f| (*f).clone(),
                        )
                    };
                    let (mine_then, theirs_then) = (then(dependent, mine), then(on, theirs));
                    let dyad = Dyad { dependent: *dependent, on: *on };
                    rows.push(&pick(ratio::ratios(dyad, basis, [mine, theirs], [&mine_then, &theirs_then])))?;
                }
            }
        }
    }
    Ok(())
}

fn unknown(like: &Figure) -> Figure {
    Figure::new(like.measure, like.domain, like.subject, like.year, like.unit)
}
