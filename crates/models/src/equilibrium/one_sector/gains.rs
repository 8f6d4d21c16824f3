//! Gains from trade: what a return to autarky would cost.

use super::world::TradeWorld;
use super::{Closure, OneSectorError, Outcome, Parameters, Shock, solve};
use suzerain_tables::Economy;

/// The cost of autarky to one economy, as fractions of its real expenditure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gains {
    /// Whose.
    pub economy: Economy,
    /// Share of expenditure on own varieties, 0 to 1.
    pub domestic_share: f64,
    /// 1 - lambda^(1/theta): with balanced trade.
    pub balanced: f64,
    /// 1 - (Y/E) lambda^(1/theta): the deficit, or surplus, ends too.
    pub with_deficit: f64,
}

/// Gains from trade by the domestic share alone (Arkolakis, Costinot and Rodriguez-Clare 2012, American
/// Economic Review 102(1), equation 1); one sector, no tariff revenue. None for an economy without
/// domestic sales: its gains are not defined.
///
/// # Errors
/// [`OneSectorError::BadElasticity`] for an elasticity at or below 0;
/// [`OneSectorError::NotInWorld`].
pub fn gains_from_trade(world: &TradeWorld, economy: Economy, theta: f64) -> Result<Option<Gains>, OneSectorError> {
    Parameters { theta, ..Parameters::default() }.check()?;
    let k = world.place(economy)?;
    let n = world.len();
    let expenditure: f64 = (0..n).map(|i| world.flow(i, k)).sum();
    let income: f64 = (0..n).map(|j| world.flow(k, j)).sum();
    let domestic_share = world.flow(k, k) / expenditure;
    let kept = domestic_share.powf(1.0 / theta);
    Ok((domestic_share > 0.0).then_some(Gains {
        economy,
        domestic_share,
        balanced: 1.0 - kept,
        with_deficit: 1.0 - income / expenditure * kept,
    }))
}

/// One shock under all closures.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosureSpread {
    /// In the order of [`Closure::ALL`].
    pub outcomes: Vec<Outcome>,
}

impl ClosureSpread {
    /// Least and largest welfare hat of an economy over the closures.
    #[must_use]
    pub fn welfare(&self, economy: Economy) -> Option<(f64, f64)> {
        let mut hats = self.outcomes.iter().map(|o| o.of(economy).map(|c| c.welfare));
        let first = hats.next()??;
        hats.try_fold((first, first), |(low, high), hat| Some((low.min(hat?), high.max(hat?))))
    }
}

/// Solves a shock under all three closures; what is assumed about deficits can move a result much.
///
/// # Errors
/// [`OneSectorError`] of the first closure that has no equilibrium.
pub fn over_closures(
    world: &TradeWorld,
    shock: &Shock,
    parameters: &Parameters,
) -> Result<ClosureSpread, OneSectorError> {
    let under = |closure| solve(world, shock, &Parameters { closure, ..*parameters });
    Ok(ClosureSpread { outcomes: Closure::ALL.into_iter().map(under).collect::<Result<_, _>>()? })
}
