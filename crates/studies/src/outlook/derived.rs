//! Series that follow from another one exactly, so that its forecast is theirs.

use super::{Ahead, History, Outlook, Truth};
use suzerain_measures::power::beckley;
use suzerain_measures::power::ratio::SPEED_YEARS;

/// How a value is read from a ratio; both ways keep the order of values, so quantiles stay quantiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The change of the ratio's logarithm over five years: known but for the ratio at its end as long as that lies
    /// at most five years ahead, and not told beyond.
    Change,
    /// A's share of A and B, from A over B.
    Share,
}

/// The forecasts of `history`, read from those of the series it follows from.
pub fn read<'a>(history: &History, reading: Reading, base: &Outlook<'a>) -> Option<Outlook<'a>> {
    let value = *history.values.get(&base.origin)?;
    let known = |year: i16| base.history.values.get(&year).filter(|_| year <= base.origin);
    let of = |a: &Ahead| {
        let read: Box<dyn Fn(f64) -> f64> = match reading {
            Reading::Change => {
                let before = known(a.year - SPEED_YEARS)?.ln();
                Box::new(move |ratio| ratio.ln() - before)
            }
            Reading::Share => Box::new(|ratio| beckley::share(ratio, 1.0).unwrap_or(f64::NAN)),
        };
        Some(Ahead {
            year: a.year,
            years: a.years,
            median: read(a.median),
            bands: a.bands.map(|(low, high)| (read(low), read(high))),
            rules: a.rules.map(&read),
            // Scores are taken on the logarithm, which the reading shifts or leaves as it is.
            truth: a.truth.map(|t| Truth { value: read(t.value), ..t }),
        })
    };
    let ahead = base.ahead.iter().filter_map(of).collect();
    let Outlook { panel, fit, origin, clipped, .. } = *base;
    Some(Outlook { history: history.clone(), panel, fit, origin, value, clipped, ahead })
}
