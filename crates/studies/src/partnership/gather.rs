//! What the tables know of a pair, as the start of a run: with the year and source of each number, and what is missing.

mod alignment;
mod outside;
mod power;
mod threat;

pub use alignment::{Beside, alignment_series, beside};
pub use power::power_series;

use super::PartnershipError;
use super::channels::{self, West};
use super::facts::Fact;
use super::hazards::{self, Risk};
use crate::StudyError;
use crate::brief::Options;
use crate::world::World;
use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::power::{Series, filter};
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::simulate::Thresholds;
use suzerain_models::partnership::start::{PowerStart, Side, Start};
use suzerain_tables::figure::Dyad;
use suzerain_tables::{Economy, Year};

/// The start of a run with where it comes from.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The weaker and the stronger.
    pub dyad: Dyad,
    /// The start.
    pub start: Start,
    /// Every number of it, and what is missing.
    pub facts: Vec<Fact>,
    /// Base rates and event models.
    pub risk: Risk,
    /// The common threat, if one is found.
    pub rival: Option<Economy>,
}

/// What the tables know of `pair`, at the year of the options or at the newest.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded; [`PartnershipError::NoPower`] if no measure of power covers both.
pub fn gather(world: &World<'_>, pair: [Economy; 2], options: &Options) -> Result<Gathered, StudyError> {
    // One order for both ways of asking, so that not even rounding differs.
    let mut pair = pair;
    pair.sort_unstable_by_key(|e| e.code());
    let measures = power_series(world, pair, options)?;
    let votes = alignment_series(world, pair, options)?;
    let beside = beside(world, pair, options)?;
    let priors = Priors::built_in().map_err(PartnershipError::from)?;
    let newest = |s: &Series| s.keys().next_back().copied();
    let year = options.year.map_or_else(|| measures.iter().filter_map(|m| newest(&m.2)).max().unwrap_or(0), |y| y.0);
    let list: Vec<Series> = measures.iter().map(|m| m.2.clone()).collect();
    let mut start_power = match filter(&list, year, &priors) {
        Ok(found) => found,
        Err(suzerain_models::partnership::PartnershipError::Filter(_)) if list.is_empty() => {
            return Err(PartnershipError::NoPower(pair).into());
        }
        Err(error) => return Err(PartnershipError::from(error).into()),
    };
    let mut dyad = Dyad { dependent: pair[0], on: pair[1] };
    if start_power.mean[0] > 0.0 {
        dyad = dyad.reversed();
        start_power = turned(&start_power);
    }
    let sign = if dyad.dependent == pair[0] { 1.0 } else { -1.0 };
    let mut facts = Vec::new();
    for (name, source, series) in &measures {
        if let Some((y, value)) = series.range(..=year).next_back() {
            facts.push(Fact::known(1, format!("log power ratio, {name}"), sign * value, Year(*y), source));
        }
    }
    let west = West::new(world);
    let both = [dyad, dyad.reversed()];
    let losses = outside::losses(world, dyad, options, &mut facts)?;
    // Where nothing newer is known of power, what is newer of the rest is not yet known either.
    let options = &Options { year: Some(Year(year)), ..*options };
    let [weaker, stronger] = channels::finance(world, dyad, &west, options)?;
    let mut side = |d: Dyad, finance, loss: f64| -> Result<Side, StudyError> {
        let at = (&west, Year(year), &priors);
        let channels = channels::channels(world, d, at, finance, options, &mut facts)?;
        let installed = channels[Domain::Technology as usize].level();
        let sanctioned = west.against(world.library().sanctions(), d.dependent, Year(year));
        if !west.is_empty() {
            let what = format!("part of the sanctioning states that sanction {}", d.dependent);
            let named = world.library().sanctions().facts().iter().any(|f| f.target == d.dependent);
            let note = if named { "list of sanctions" } else { "list of sanctions, which has none on it" };
            facts.push(Fact::known(2, what, sanctioned, Year(year), note));
        }
        Ok(Side { channels, sanctioned, installed, loss })
    };
    let sides = [side(both[0], weaker, losses[0])?, side(both[1], stronger, losses[1])?];
    let arms = outside::arms(world, dyad, options, &mut facts)?;
    let energy = channels::energy_bought(world, dyad.reversed(), &priors, options)?;
    let what = format!("share of {} in the energy that {} imports", dyad.dependent, dyad.on);
    match &energy {
        Some(e) => {
            let filtered = Fact::filtered(&what, e.share, e.filtered, &e.source, None);
            facts.push(Fact::known(4, what, e.share, e.year, &e.source));
            facts.extend(filtered);
        }
        None => facts.push(Fact::unknown(4, what, "no table by product tells")),
    }
    let (threat, rival) = threat::threat(world, dyad, Year(year), &mut facts)?;
    let nuclear = outside::nuclear(dyad.dependent, year);
    let rank_gap = outside::rank_gap(world, dyad, Year(year), &mut facts)?;
    let alignment = alignment::start(votes.as_ref(), &beside, year, &priors, &mut facts)?;
    let thresholds = Thresholds::default();
    let locked_years = channels::locked_years(world, dyad, (thresholds.share, thresholds.alternatives), options)?;
    let risk = hazards::risk(world, dyad, year)?;
    facts.extend(risk.facts());
    let hazards = risk.hazards();
    let allied = risk.defence();
    let energy_age = energy.as_ref().map_or(0, |e| u16::try_from(year - e.year.0).unwrap_or(0));
    let (energy, energy_filtered) = energy.map_or((f64::NAN, None), |e| (e.share, e.filtered));
    let start = Start {
        year,
        power: start_power,
        sides,
        arms,
        energy,
        energy_filtered,
        energy_age,
        threat,
        nuclear,
        rank_gap,
        alignment,
        hazards,
        allied,
        locked_years,
    };
    Ok(Gathered { dyad, start, facts, risk, rival })
}

/// Power seen from the other side.
fn turned(power: &PowerStart) -> PowerStart {
    PowerStart { mean: power.mean.map(|x| -x), past: power.past.map(|x| -x), ..power.clone() }
}
