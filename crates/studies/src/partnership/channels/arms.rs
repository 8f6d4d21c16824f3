//! Arms from a whole register.

use super::{Found, West};
use crate::StudyError;
use crate::brief::Options;
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_models::partnership::start::Channel;
use suzerain_tables::figure::Dyad;
use suzerain_tables::{Economy, YearRange};

/// Years over which arms are taken together.
const ARMS_YEARS: i16 = 5;

/// Arms from a whole register: shares of five years.
///
/// # Errors
/// [`StudyError`] if a register cannot be read.
pub(super) fn arms(world: &World<'_>, d: Dyad, west: &West, options: &Options) -> Result<Option<Found>, StudyError> {
    for register in world.arms()? {
        let Some(window) = register.window(d.dependent, d.on) else { continue };
        let Some(year) = options.latest(window) else { continue };
        let Some(share) = register.share_to(d, year).value.known() else { continue };
        let years = YearRange::new(year.plus(1 - ARMS_YEARS), year);
        let mut exports: BTreeMap<Economy, f64> = BTreeMap::new();
        for row in register.rows.iter().filter(|r| years.contains(r.year) && r.supplier != d.dependent) {
            *exports.entry(row.supplier).or_insert(0.0) += row.tiv_m;
        }
        let all: f64 = exports.values().sum();
        let held = |keep: &dyn Fn(Economy) -> bool| -> f64 {
            exports.iter().filter(|(e, _)| **e != d.on && keep(**e)).map(|(_, v)| v).sum::<f64>() / all
        };
        let theirs = held(&|e| west.members.contains(&e));
        let channel = Channel {
            share,
            alternatives: held(&|_| true),
            west_of_world: theirs,
            west_of_own: f64::NAN,
            account: 0.0,
            ..Channel::UNKNOWN
        };
        let note = format!("{}, volumes of {ARMS_YEARS} years", register.meta.source);
        return Ok(Some(Found::single(channel, year, note)));
    }
    Ok(None)
}
