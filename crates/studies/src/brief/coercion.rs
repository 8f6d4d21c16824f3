//! Coercive power in the brief: each side over the other, and the sectors that weigh most; formal influence where an
//! index of it is loaded.

use super::Options;
use crate::StudyError;
use crate::coercion::{Power, SECTORS, STUDY};
use crate::page::{Block, PairedRow, Section};
use crate::world::World;
use suzerain_measures::coercion::influence::{ALL, influence};
use suzerain_tables::dyadic::{self, BANDWIDTH, INFLUENCE};
use suzerain_tables::figure::{Domain, Dyad, Figure};
use suzerain_tables::store::TableKind;

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("coercion", "Coercive power", Domain::Sectors);
    for d in [dyad, dyad.reversed()] {
        let power = Power { by: vec![d.on], coalition: None, target: d.dependent, rho: 1.0, study: STUDY.to_owned() };
        let mut half = crate::coercion::section(world, &power, options, SECTORS, false)?;
        // What neither direction has is said once.
        half.blocks.retain(|block| !matches!(block, Block::Text(_)) || !section.blocks.contains(block));
        section.append(half);
    }
    formal(&mut section, world, dyad, options)?;
    Ok(section)
}

/// Formal influence of either side over the other in the newest year of each; nothing where no index is loaded.
fn formal(section: &mut Section, world: &World<'_>, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let mut rows: Vec<PairedRow> =
        ALL.iter().map(|d| PairedRow { label: d.title.to_lowercase(), figures: [None, None] }).collect();
    for (side, d) in [dyad, dyad.reversed()].into_iter().enumerate() {
        let all = influences(world, d)?;
        let Some(year) = options.latest_of(all.iter().map(|f| f.year)) else { continue };
        for figure in all.into_iter().filter(|f| f.year == year) {
            if let Some(row) = ALL.iter().position(|m| m.id == figure.measure) {
                rows[row].figures[side] = Some(section.add(options.aged(figure)));
            }
        }
    }
    rows.retain(|row| row.figures != [None, None]);
    if !rows.is_empty() {
        section.blocks.push(Block::Paired { heads: super::paired_heads(dyad), rows });
        section
            .note("Formal influence counts treaties, memberships, trade, arms and aid; it cannot see informal means.");
    }
    Ok(())
}

/// Capacity, bandwidth and dependence of a direction in every year that the first loaded index has.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn influences(world: &World<'_>, dyad: Dyad) -> Result<Vec<Figure>, StudyError> {
    for table in world.library().of_kind(TableKind::Dyadic) {
        let mut rows = dyadic::read(table, INFLUENCE)?;
        rows.extend(dyadic::read(table, BANDWIDTH)?);
        rows.retain(|r| (r.from, r.to) == (dyad.on, dyad.dependent));
        let years: std::collections::BTreeSet<_> = rows.iter().map(|r| r.year).collect();
        if !years.is_empty() {
            return Ok(years.into_iter().flat_map(|year| influence(table.meta(), &rows, dyad, year)).collect());
        }
    }
    Ok(Vec::new())
}
