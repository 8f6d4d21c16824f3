//! People: remittances and migrants, from the user's files.

use super::{Options, paired_heads, positions};
use crate::StudyError;
use crate::page::{Block, Section};
use crate::world::World;
use suzerain_tables::figure::{Domain, Dyad};
use suzerain_tables::positions::Variable;

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("people", "People", Domain::People);
    let rows = positions::rows(world, &mut section, dyad, options, &[Variable::Remittances, Variable::Emigrants])?;
    section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
    Ok(section)
}
