//! Losses of two sides: difference, and ratio where it says something.

use suzerain_tables::Economy;

/// Loss in per cent that both sides must exceed for a ratio to be stated.
pub const LEAST_LOSS_PCT: f64 = 0.01;

/// From the 5 % to the 95 % quantile of the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// 5 % quantile.
    pub low: f64,
    /// 95 % quantile.
    pub high: f64,
}

/// Why no ratio of two losses is stated.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum NoRatio {
    /// A loss of at most [`LEAST_LOSS_PCT`], or a gain.
    #[error("{} loses {loss_pct:.4} %, not more than {LEAST_LOSS_PCT} %", economy.code())]
    TooSmall {
        /// Whose.
        economy: Economy,
        /// Per cent; negative for a gain.
        loss_pct: f64,
    },
    /// The band of a loss holds 0.
    #[error("the band of {}'s loss, {low:.4} to {high:.4} %, includes 0", economy.code())]
    BandIncludesZero {
        /// Whose.
        economy: Economy,
        /// 5 % quantile of the loss, per cent.
        low: f64,
        /// 95 % quantile.
        high: f64,
    },
}

/// The loss of `a` over that of `b`, in per cent of their own expenditure each, where both exceed
/// [`LEAST_LOSS_PCT`] and their bands, if given, exclude 0.
///
/// # Errors
/// [`NoRatio`] with the side that stands in the way.
pub fn ratio(a: (Economy, f64, Option<Band>), b: (Economy, f64, Option<Band>)) -> Result<f64, NoRatio> {
    for (economy, loss_pct, band) in [a, b] {
        // Negated so that a loss that is not a number has no ratio either.
        if !(loss_pct > LEAST_LOSS_PCT) {
            return Err(NoRatio::TooSmall { economy, loss_pct });
        }
        if let Some(Band { low, high }) = band
            && low <= 0.0
            && high >= 0.0
        {
            return Err(NoRatio::BandIncludesZero { economy, low, high });
        }
    }
    Ok(a.1 / b.1)
}
