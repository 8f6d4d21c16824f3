//! Hidden exposure in the brief: the page of [`crate::exposure`], kept short.

use super::Options;
use crate::StudyError;
use crate::page::Section;
use crate::world::World;
use suzerain_tables::figure::Dyad;

/// The section.
///
/// # Errors
/// [`StudyError`] if the table cannot be decoded or solved.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    crate::exposure::section(world, dyad, options, crate::exposure::SECTORS)
}
