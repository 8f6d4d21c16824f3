//! What can be forecast of a pair at an origin.

use crate::StudyError;
use crate::brief::Options;
use crate::partnership::PartnershipError;
use crate::partnership::channels;
use crate::partnership::gather::{self, gather};
use crate::world::World;
use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::dependence_path::{Filtered, Moves, clip, filter};
use suzerain_models::partnership::power::Series;
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::simulate::Year as Simulated;
use suzerain_models::partnership::start::Start;
use suzerain_solvers::logit::{logistic, logit};
use suzerain_tables::figure::Dyad;
use suzerain_tables::{Economy, Year};

/// Kind of the series of power.
pub(in super::super) const POWER: &str = "log power ratio";
pub(super) const ALIGNMENT: &str = "alignment (negative distance of ideal points)";
pub(super) const SHARE: &str = "logit trade share";
/// What a series is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Power,
    Alignment,
    Share(Domain),
    Energy,
}

impl Which {
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Power => POWER,
            Self::Alignment => ALIGNMENT,
            Self::Share(_) | Self::Energy => SHARE,
        }
    }

    /// Prior yearly deviation, for the rules to beat.
    pub(super) const fn sd(self) -> f64 {
        match self {
            Self::Power => 0.09,
            Self::Alignment => 0.15,
            Self::Share(_) | Self::Energy => 0.25,
        }
    }

    /// Deviation of what a table says of it about what the run says, where the filter gives one.
    pub(super) fn of_table(self, start: &Start) -> f64 {
        let filtered = match self {
            Self::Power | Self::Alignment => None,
            Self::Share(d) => start.sides[0].channels[d as usize].filtered,
            Self::Energy => start.energy_filtered,
        };
        filtered.map_or(0.0, |f| f.moves.of_table())
    }

    /// Its value in a year of a trajectory.
    pub(super) fn read(self, year: &Simulated) -> f64 {
        match self {
            Self::Power => year.p,
            Self::Alignment => year.a,
            Self::Share(d) => logit(clip(year.shares[0][d as usize]).0),
            Self::Energy => logit(clip(year.energy).0),
        }
    }

    /// Puts the level of the very table at the origin into the start, of a share as the filter has it. Alignment stays as
    /// filtered, unless the start is another pair's; of another pair's share the level alone is this one's, and `foreign` says
    /// how one moves of which nothing is known.
    pub(super) fn prepare(self, start: &mut Start, last: f64, filtered: Option<Filtered>, foreign: Option<Moves>) {
        let of_pair = |donor: Option<Filtered>| {
            let moves = foreign.map(|unknown| donor.map_or(unknown, |d| d.moves));
            filtered.map(|own| Filtered { moves: moves.unwrap_or(own.moves), ..own })
        };
        match self {
            Self::Power => {
                let shift = last - start.power.mean[0];
                start.power.mean[0] = last;
                start.power.past = start.power.past.map(|p| p + shift);
                let factor = &mut start.power.factor;
                *factor = [0.0, 0.0, factor[1].hypot(factor[2])];
            }
            Self::Alignment if foreign.is_some() => {
                let shift = last - start.alignment.mean[0];
                start.alignment.mean = start.alignment.mean.map(|a| a + shift);
            }
            Self::Alignment => (),
            Self::Share(d) => {
                let now = start.sides[0].sanctioned;
                let channel = &mut start.sides[0].channels[d as usize];
                (channel.share, channel.age, channel.sanctioned_then) = (logistic(last), 0, now);
                channel.filtered = of_pair(channel.filtered);
            }
            Self::Energy => {
                (start.energy, start.energy_age) = (logistic(last), 0);
                start.energy_filtered = of_pair(start.energy_filtered);
            }
        }
    }
}

/// One series that can be forecast.
pub(super) struct Target {
    pub(super) name: String,
    pub(super) source: String,
    pub(super) series: Series,
    pub(super) which: Which,
    /// A share at the origin as filtered; none of another series.
    pub(super) filtered: Option<Filtered>,
}

/// A pair at an origin: its start, the series to be forecast, and what its power and alignment were filtered from.
pub(super) struct Seen {
    pub(super) dyad: Dyad,
    pub(super) origin: i16,
    pub(super) start: Start,
    pub(super) targets: Vec<Target>,
    pub(super) measures: Vec<Series>,
    pub(super) votes: Option<Series>,
}

/// The series of a pair, over all years, seen from the first.
fn targets(world: &World<'_>, dyad: Dyad, origin: i16) -> Result<Vec<Target>, StudyError> {
    let priors = Priors::built_in().map_err(PartnershipError::from)?;
    let pair = [dyad.dependent, dyad.on];
    let mut out = Vec::new();
    for (name, source, series) in gather::power_series(world, pair, &Options::default())? {
        if matches!(name, "cinc" | "gdp_constant") {
            let name = format!("log power ratio, {name}");
            out.push(Target { name, source, series, which: Which::Power, filtered: None });
        }
    }
    if let Some((source, series)) = gather::alignment_series(world, pair, &Options::default())? {
        out.push(Target { name: "alignment".into(), source, series, which: Which::Alignment, filtered: None });
    }
    for channels::Told { domain, source, history } in channels::histories(world, dyad)? {
        let (name, which) = match domain {
            Some(domain) => (format!("logit share, {}", domain.title()), Which::Share(domain)),
            None => ("logit share, weaker in the stronger's energy imports".into(), Which::Energy),
        };
        let moves = history.moves(origin, &priors).map_err(PartnershipError::from)?;
        let filtered = filter(&history, origin, moves, &priors).map_err(PartnershipError::from)?;
        out.push(Target { name, source, series: history.logits, which, filtered });
    }
    Ok(out)
}

/// The pair at an origin; none where no measure of power covers both.
pub(super) fn seen(world: &World<'_>, pair: [Economy; 2], origin: i16) -> Result<Option<Seen>, StudyError> {
    let options = Options { year: Some(Year(origin)), ..Options::default() };
    let gathered = match gather(world, pair, &options) {
        Ok(found) => found,
        Err(StudyError::Partnership(PartnershipError::NoPower(_))) => return Ok(None),
        Err(error) => return Err(error),
    };
    let dyad = gathered.dyad;
    let ordered = [dyad.dependent, dyad.on];
    let measures = gather::power_series(world, ordered, &options)?.into_iter().map(|m| m.2).collect();
    let votes = gather::alignment_series(world, ordered, &options)?.map(|v| v.1);
    Ok(Some(Seen { dyad, origin, start: gathered.start, targets: targets(world, dyad, origin)?, measures, votes }))
}
