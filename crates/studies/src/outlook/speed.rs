//! The speed of a ratio of power: the change of its logarithm over five years, so that its forecast is the ratio's as long as
//! the start of those years is known.

use super::{Ahead, History, Outlook, Truth};
use suzerain_measures::power::ratio::SPEED_YEARS;

/// The forecasts of `history`, the speed of a ratio, read from those of the ratio; none more than five years ahead, where the
/// ratio at the start is not known either.
pub fn of<'a>(history: &History, ratio: &Outlook<'a>) -> Option<Outlook<'a>> {
    let value = *history.values.get(&ratio.origin)?;
    let ahead = ratio.ahead.iter().filter(|a| a.years <= SPEED_YEARS).filter_map(|a| {
        let before = ratio.history.values.get(&(a.year - SPEED_YEARS))?.ln();
        let read = |ratio: f64| ratio.ln() - before;
        Some(Ahead {
            year: a.year,
            years: a.years,
            median: read(a.median),
            bands: a.bands.map(|(low, high)| (read(low), read(high))),
            rules: a.rules.map(read),
            // Scores are taken on the logarithm, which the start shifts.
            truth: a.truth.map(|t| Truth { value: read(t.value), ..t }),
        })
    });
    let ahead = ahead.collect();
    let Outlook { panel, fit, origin, clipped, .. } = *ratio;
    Some(Outlook { history: history.clone(), panel, fit, origin, value, clipped, ahead })
}
