//! Status: how much lower each of the two ranks in recognition than in capability.

use super::{Options, unfilled};
use crate::StudyError;
use crate::page::{Block, PairedRow, Section};
use crate::world::{World, source_ref};
use std::collections::BTreeSet;
use suzerain_measures::power::cinc::cinc;
use suzerain_measures::status::deficit::{COMMUNITY, Standing, WORLD, deficits};
use suzerain_measures::system::members;
use suzerain_tables::dyadic::{self, MISSION};
use suzerain_tables::figure::{Domain, Dyad, Figure, Subject, Unit};
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Year};

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("status", "Status", Domain::Status);
    let pair = [dyad.dependent, dyad.on];
    let Some(year) = options.latest_of(years(world)?) else {
        let fill = "COW Diplomatic Exchange: suzerain import diplomatic-exchange FILE --into DIR";
        for economy in pair {
            section.add(unfilled(WORLD.id, Domain::Status, Subject::State(economy), Unit::Count, options, fill));
        }
        section.say(format!("Status deficit: no data loaded; {fill}."));
        return Ok(section);
    };
    let all = in_year(world, year)?;
    let of = |e: Economy| all.iter().find(|f| f[0].subject == Subject::State(e));
    let mut rows = Vec::new();
    for (at, definition) in [&WORLD, &COMMUNITY].into_iter().enumerate() {
        let figures = pair.map(|e| of(e).map(|f| section.add(options.aged(f[at].clone()))));
        rows.push(PairedRow { label: format!("{}, {year}", definition.title), figures });
    }
    section.blocks.push(Block::Paired { heads: pair.map(|e| e.name().to_owned()), rows });
    section.note("Rank of recognition less rank of capability: above 0 a state is less recognised than it is strong.");
    Ok(section)
}

/// Years with missions and capabilities.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
fn years(world: &World<'_>) -> Result<BTreeSet<Year>, StudyError> {
    let mut years = BTreeSet::new();
    for table in world.library().of_kind(TableKind::Dyadic) {
        years.extend(dyadic::read(table, MISSION)?.into_iter().map(|row| row.year));
    }
    let Some(data) = world.capabilities()? else { return Ok(BTreeSet::new()) };
    years.retain(|year| !members(&data, *year).is_empty());
    Ok(years)
}

/// Both deficits of every state in a year; none without data.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn in_year(world: &World<'_>, year: Year) -> Result<Vec<[Figure; 2]>, StudyError> {
    let Some(data) = world.capabilities()? else { return Ok(Vec::new()) };
    for table in world.library().of_kind(TableKind::Dyadic) {
        let rows = dyadic::read(table, MISSION)?.into_iter().filter(|row| row.year == year && row.value > 0.0);
        let missions: Vec<(Economy, Economy)> = rows.map(|row| (row.from, row.to)).collect();
        if missions.is_empty() {
            continue;
        }
        let standings: Vec<Standing> = members(&data, year)
            .into_iter()
            .filter_map(|economy| {
                cinc(&data, economy, year).value.known().map(|capability| Standing { economy, capability })
            })
            .collect();
        let sources = [source_ref(table.meta()), source_ref(data.meta())];
        return deficits(year, &standings, &missions, &sources).map_err(|e| StudyError::NoAnswer(e.to_string()));
    }
    Ok(Vec::new())
}
