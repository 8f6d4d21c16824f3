//! Coercive power in the brief: each side over the other, and the sectors that weigh most.

use super::Options;
use crate::StudyError;
use crate::coercion::{Power, SECTORS, STUDY};
use crate::page::Section;
use crate::world::World;
use suzerain_tables::figure::{Domain, Dyad};

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("coercion", "Coercive power", Domain::Sectors);
    for d in [dyad, dyad.reversed()] {
        let power = Power { by: vec![d.on], coalition: None, target: d.dependent, rho: 1.0, study: STUDY.to_owned() };
        let half = crate::coercion::section(world, &power, options, SECTORS, false)?;
        section.append(half);
    }
    Ok(section)
}
