//! The pairs of history that no model is tuned to.

use super::super::alignment;
use super::super::dependence::Domain;
use super::super::dependence_path::{self, History as ShareHistory, clip};
use super::super::paths::{Scored, score, told};
use super::super::power::{self, Series};
use super::super::priors::Priors;
use super::super::simulate::Year;
use super::super::start::AlignmentStart;
use super::super::{HORIZONS, PartnershipError};
use super::{Columns, EventForecast, Ground, bare, ensembles};
use crate::outlook::events::evaluation::{self, CASES, Forecast};
use crate::outlook::events::history::History;
use suzerain_solvers::logit::{logistic, logit};
use suzerain_tables::interstate::State;

/// Draws of each set.
const DRAWS: usize = 500;
/// Prior yearly deviation of the log power ratio, the logit of a trade share, kappa.
const SD: [f64; 3] = [0.09, 0.25, 0.1];

/// A named pair at one origin.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseScore {
    /// Its name.
    pub name: &'static str,
    /// The rift forecast, where the pair was at risk.
    pub rift: Option<EventForecast>,
    /// Scores by series, at each horizon whose truth is known.
    pub paths: Vec<(&'static str, Scored)>,
}

/// The named pairs: the forecast of a rift within the run's window, and the paths of their power, trade and alliance
/// portfolios at every horizon.
///
/// # Errors
/// [`PartnershipError::Filter`] where the event models fail.
pub fn cases(
    history: &History<'_>,
    run: &evaluation::Run,
    sets: &[Priors],
    seed: u64,
) -> Result<Vec<CaseScore>, PartnershipError> {
    let ground = Ground::new(history, run, sets, seed)?;
    let mut cases = Vec::new();
    for (number, case) in CASES.iter().enumerate() {
        for origin in case.origins {
            let found = run.cases.iter().find(|(n, f)| *n == number && f.origin == *origin);
            let one = |(_, f): &(usize, Forecast)| ground.one(f, f, run.years, DRAWS, |series| series);
            let rift = found.map(one).transpose()?.flatten();
            cases.push(CaseScore { name: case.name, rift, paths: case_paths(&ground, case.pair, *origin)? });
        }
    }
    Ok(cases)
}

fn case_paths(
    ground: &Ground<'_>,
    pair: (State, State),
    origin: i16,
) -> Result<Vec<(&'static str, Scored)>, PartnershipError> {
    let (history, columns, common) = (ground.history, &ground.columns, &ground.common);
    let years = origin - 40..=origin + HORIZONS[HORIZONS.len() - 1] as i16;
    let power = columns.series(history, pair, years.clone(), Columns::power);
    let kappa = columns.series(history, pair, years.clone(), |c, row| c.kappa[row]);
    let trade = [0, 1].map(|side| {
        columns.series(history, pair, years.clone(), move |c, row| {
            let share = c.trade[side][row];
            if share.is_nan() { share } else { logit(clip(share).0) }
        })
    });
    // Portfolios are all that alignment is read off here: A is in their unit, at most 1.
    let level = alignment::filter(&kappa, &[], origin, common).ok();
    let level = level.map(|found| AlignmentStart { most: 1.0, ..found.start });
    let Some(mut start) = bare(&power, level, origin, None, common) else {
        return Ok(Vec::new());
    };
    let turned = power::filter(std::slice::from_ref(&power), origin, common).is_ok_and(|p| p.mean[0] > 0.0);
    for (side, series) in trade.iter().enumerate() {
        let at = if turned { 1 - side } else { side };
        let channel = &mut start.sides[at].channels[Domain::Goods as usize];
        let Some(last) = series.get(&origin) else { continue };
        let of_share = ShareHistory { logits: series.clone(), pushes: Series::new() };
        channel.share = logistic(*last);
        channel.filtered = dependence_path::filter(&of_share, origin, of_share.moves(origin, common)?, common)?;
    }
    // The level of one measure is known: what the filter is unsure of is only whose level it is.
    if let Some(last) = power.get(&origin) {
        start.power.mean[0] = if turned { -last } else { *last };
        start.power.factor = [0.0, 0.0, start.power.factor[1].hypot(start.power.factor[2])];
    }
    let longest = HORIZONS[HORIZONS.len() - 1];
    let found = ensembles(&start, ground.sets, longest, DRAWS, ground.seed)?;
    let sign = if turned { -1.0 } else { 1.0 };
    let goods = Domain::Goods as usize;
    let share = |y: &Year, side: usize| {
        let at = if turned { 1 - side } else { side };
        logit(clip(y.shares[at][goods]).0)
    };
    let error = |side: usize| {
        let at = if turned { 1 - side } else { side };
        start.sides[at].channels[goods].filtered.map_or(0.0, |f| f.moves.of_table())
    };
    type Read<'r> = &'r dyn Fn(&Year) -> f64;
    let series: [(&'static str, &Series, f64, f64, Read<'_>); 4] = [
        ("log power ratio (CINC)", &power, SD[0], 0.0, &|y| sign * y.p),
        ("logit trade share, first on second", &trade[0], SD[1], error(0), &|y| share(y, 0)),
        ("logit trade share, second on first", &trade[1], SD[1], error(1), &|y| share(y, 1)),
        ("alliance portfolios (kappa)", &kappa, SD[2], 0.0, &|y| y.a),
    ];
    let mut out = Vec::new();
    for (name, series, sd, error, of) in series {
        for ahead in HORIZONS {
            let values = found.iter().flat_map(|e| e.at(ahead).map(of));
            let draws: Vec<(f64, f64)> =
                told(values, error, (ground.seed, ahead)).into_iter().map(|v| (v, 1.0)).collect();
            out.extend(score(series, origin, origin + ahead as i16, sd, &draws).map(|s| (name, s)));
        }
    }
    Ok(out)
}
