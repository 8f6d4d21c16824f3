//! Histories of shares of arms imports.

use super::History;
use super::histories::long_enough;
use crate::StudyError;
use crate::world::World;
use suzerain_measures::arms::arms_transfers::SHARE_YEARS;
use suzerain_tables::figure::Dyad;

/// The other side's share of major arms delivered in the five years that end in a year, both ways, where there were
/// any; from a whole register alone.
pub fn shares(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let registers = world.arms()?;
    let held = registers.iter().find_map(|r| r.is_whole().then_some((r, r.window(dyad.dependent, dyad.on)?)));
    let Some((register, window)) = held else { return Ok(Vec::new()) };
    let both = [dyad, dyad.reversed()].into_iter().filter_map(|d| {
        let label = format!("{} in {}'s arms imports, {SHARE_YEARS} years", d.on.code(), d.dependent.code());
        let figures = window.iter().skip_while(|y| *y < window.first.plus(SHARE_YEARS - 1));
        let history = History::of("arms_shares", label, figures.map(|y| register.share_to(d, y)))?;
        (long_enough(&history) && history.values.values().any(|v| *v > 0.0)).then_some(history)
    });
    Ok(both.collect())
}
