//! What a model says: rows, sides, pairs of losses.

use super::ModelError;
use crate::scenario::{Horizon, Model, Party};
use suzerain_models::elasticity::{Elasticity, quantile};
use suzerain_models::equilibrium::one_sector::LEAST_LOSS_PCT;
use suzerain_solvers::certificate::Certificate;
use suzerain_tables::figure::Flag;
use suzerain_tables::{Economy, Year};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measured {
    /// Real expenditure or income: what can be consumed.
    Welfare,
    /// Wage over the price of consumption.
    RealWage,
    /// Gross output.
    Output,
    /// Value added.
    ValueAdded,
}

impl Measured {
    /// The word used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Welfare => "welfare",
            Self::RealWage => "real_wage",
            Self::Output => "output",
            Self::ValueAdded => "value_added",
        }
    }
}

/// From the 5 % to the 95 % quantile of the draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// 5 % quantile.
    pub low: f64,
    /// 95 % quantile.
    pub high: f64,
}

impl Band {
    /// The band of values; none without values.
    #[must_use]
    pub fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = values.collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Some(Self { low: quantile(&sorted, 0.05)?, high: quantile(&sorted, 0.95)? })
    }

    fn holds_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}

/// The change of one measure in one economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Whose.
    pub economy: Economy,
    /// Of what.
    pub measured: Measured,
    /// Per cent, negative for a loss; or why it is not measured.
    pub change_pct: Result<f64, &'static str>,
    /// Band in per cent, where elasticities were drawn.
    pub band: Option<Band>,
    /// What the per cent are of, US dollars a year.
    pub base_usd: f64,
    /// The economy's deficit exceeds its income: an entrepot, or services pay for its goods.
    pub entrepot_or_goods_only: bool,
}

impl Row {
    /// The change in US dollars a year; none where it is not measured.
    #[must_use]
    pub fn change_usd(&self) -> Option<f64> {
        self.change_pct.ok().map(|pct| pct / 100.0 * self.base_usd)
    }
}

/// The loss of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// Per cent of the side's own base, positive for a loss; none where it is not measured.
    pub loss_pct: Option<f64>,
    /// US dollars a year.
    pub loss_usd: Option<f64>,
    /// Band of the per cent.
    pub band: Option<Band>,
}

/// The losses of both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Of what.
    pub measured: Measured,
    /// One side.
    pub a: Side,
    /// The other side.
    pub b: Side,
    /// Loss of `a` less loss of `b`, percentage points.
    pub difference: Option<f64>,
    /// Its band, from the same draws.
    pub difference_band: Option<Band>,
    /// Loss of `a` over loss of `b` in per cent each, or why there is none.
    pub ratio: Result<f64, String>,
    /// Its band, from the same draws.
    pub ratio_band: Option<Band>,
}

/// Losses of both sides under one closure of deficits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClosureLosses {
    /// The closure.
    pub closure: &'static str,
    /// Losses in per cent; none where the closure has no equilibrium.
    pub losses: [Option<f64>; 2],
}

/// What a model says.
#[derive(Debug)]
pub struct Answer {
    /// The model.
    pub model: Model,
    /// Its horizon.
    pub horizon: Horizon,
    /// Sources of its world.
    pub world: Vec<String>,
    /// Year of its world; none for a world of the user's own.
    pub year: Option<Year>,
    /// Numbers it was run with.
    pub parameters: Vec<(&'static str, f64)>,
    /// What is drawn for the bands: name and distribution; empty for a model without uncertain parameter.
    pub uncertain: Vec<String>,
    /// What is held fixed.
    pub held_fixed: &'static str,
    /// What was assumed beyond.
    pub assumptions: Vec<String>,
    /// What is odd about the data and what was done about it.
    pub repairs: Vec<String>,
    /// How the solve ended.
    pub certificate: Certificate,
    /// Draws the bands stand on.
    pub draws: usize,
    /// Draws without a solution, not part of the bands.
    pub draws_failed: usize,
    /// Every economy, in code order, measure by measure; the first measure leads.
    pub rows: Vec<Row>,
    /// Losses of both sides, measure by measure.
    pub pairs: Vec<Pair>,
    /// Losses under each closure, where the model has them.
    pub closures: Vec<ClosureLosses>,
}

impl Answer {
    /// The measure that leads.
    #[must_use]
    pub fn leading(&self) -> Measured {
        if self.model.adjusts() { Measured::Welfare } else { Measured::Output }
    }

    /// The losses of both sides in the leading measure.
    #[must_use]
    pub fn pair(&self) -> Option<&Pair> {
        self.pairs.iter().find(|p| p.measured == self.leading())
    }

    /// Whether its losses are after or before adjustment.
    #[must_use]
    pub const fn label(&self) -> Flag {
        if self.model.adjusts() { Flag::Vulnerability } else { Flag::Sensitivity }
    }

    /// The row of an economy.
    #[must_use]
    pub fn row(&self, economy: Economy, measured: Measured) -> Option<&Row> {
        self.rows.iter().find(|r| r.economy == economy && r.measured == measured)
    }

    /// The `count` most hurt and most helped economies outside both sides, by per cent of the leading
    /// measure; entrepots only if asked.
    #[must_use]
    pub fn third_parties(&self, sides: [&Party; 2], count: usize, entrepots: bool) -> [Vec<&Row>; 2] {
        let outside = |r: &&Row| {
            r.measured == self.leading()
                && !sides.iter().any(|s| s.members.contains(&r.economy))
                && (entrepots || !r.entrepot_or_goods_only)
        };
        let mut rows: Vec<(&Row, f64)> =
            self.rows.iter().filter(outside).filter_map(|r| Some((r, r.change_pct.ok()?))).collect();
        rows.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.economy.code().cmp(b.0.economy.code())));
        let hurt = rows.iter().take_while(|(_, pct)| *pct < 0.0).take(count).map(|(r, _)| *r).collect();
        let helped = rows.iter().rev().take_while(|(_, pct)| *pct > 0.0).take(count).map(|(r, _)| *r).collect();
        [hurt, helped]
    }

    /// Fills in the losses of both sides from the rows. `draws` gives the change in per cent of an
    /// economy in each draw.
    pub(super) fn weigh(
        &mut self,
        sides: [&Party; 2],
        measures: &[Measured],
        draws: impl Fn(Economy, Measured) -> Option<Vec<f64>>,
    ) {
        for measured in measures {
            let [a, b] = sides.map(|side| self.side(side, *measured));
            let drawn = sides.map(|side| self.side_draws(side, *measured, &draws));
            self.pairs.push(pair(*measured, sides, [a, b], &drawn));
        }
    }

    /// A side loses what its members lose, in dollars; per cent are of the sum of their bases.
    fn side(&self, side: &Party, measured: Measured) -> Option<(f64, f64)> {
        let rows: Option<Vec<&Row>> = side.members.iter().map(|e| self.row(*e, measured)).collect();
        let rows = rows?;
        let base: f64 = rows.iter().map(|r| r.base_usd).sum();
        let change: Option<f64> = rows.iter().map(|r| r.change_usd()).sum();
        (base > 0.0).then_some(())?;
        Some((-100.0 * change? / base, -change?))
    }

    fn side_draws(
        &self,
        side: &Party,
        measured: Measured,
        draws: &impl Fn(Economy, Measured) -> Option<Vec<f64>>,
    ) -> Option<Vec<f64>> {
        let mut sum: Option<Vec<f64>> = None;
        let mut base = 0.0;
        for member in &side.members {
            let row = self.row(*member, measured)?;
            let changes = draws(*member, measured)?;
            base += row.base_usd;
            let weighted = changes.iter().map(|pct| -pct * row.base_usd);
            sum = Some(match sum {
                None => weighted.collect(),
                Some(sum) => sum.iter().zip(weighted).map(|(s, w)| s + w).collect(),
            });
        }
        sum.map(|s| s.into_iter().map(|v| v / base).collect())
    }
}

/// Difference and ratio of two losses: the ratio only where both exceed .01 % and no band holds 0.
fn pair(measured: Measured, names: [&Party; 2], sides: [Option<(f64, f64)>; 2], draws: &[Option<Vec<f64>>; 2]) -> Pair {
    let [a, b] = [0, 1].map(|i| Side {
        loss_pct: sides[i].map(|s| s.0),
        loss_usd: sides[i].map(|s| s.1),
        band: draws[i].as_ref().and_then(|d| Band::of(d.iter().copied())),
    });
    let both = a.loss_pct.zip(b.loss_pct);
    let joint = || draws[0].iter().flatten().zip(draws[1].iter().flatten());
    let stands = |side: &Side, name: &Party| -> Result<f64, String> {
        let loss = side.loss_pct.ok_or_else(|| format!("the loss of {} is not measured", name.label))?;
        if loss.is_nan() || loss <= LEAST_LOSS_PCT {
            return Err(format!("{} loses {loss:.4} %, not more than {LEAST_LOSS_PCT} %", name.label));
        }
        match side.band {
            Some(band) if band.holds_zero() => {
                Err(format!("the band of {}'s loss, {:.4} to {:.4} %, includes 0", name.label, band.low, band.high))
            }
            _ => Ok(loss),
        }
    };
    let ratio = stands(&a, names[0]).and_then(|x| stands(&b, names[1]).map(|y| x / y));
    Pair {
        measured,
        a,
        b,
        difference: both.map(|(x, y)| x - y),
        difference_band: both.and_then(|_| Band::of(joint().map(|(x, y)| x - y))),
        ratio_band: ratio.as_ref().ok().and_then(|_| Band::of(joint().map(|(x, y)| x / y))),
        ratio,
    }
}

/// A parameter and the distribution it is drawn from, in words; none for one that is fixed.
pub(super) fn uncertain(name: &str, of: Elasticity) -> Option<String> {
    let to = |low: f64, high: f64| {
        if high.is_finite() { format!(", within {low} to {high}") } else { String::new() }
    };
    match of {
        Elasticity::Fixed(_) => None,
        Elasticity::Lognormal { log_sd: 0.0, .. } => None,
        Elasticity::Lognormal { median, log_sd, low, high } => {
            Some(format!("{name}: lognormal, median {median}, log sd {log_sd}{}", to(low, high)))
        }
        Elasticity::Uniform { low, high } => Some(format!("{name}: uniform, {low} to {high}")),
    }
}

/// A model asked that gave no answer.
#[derive(Debug)]
pub struct Skipped {
    /// The model.
    pub model: Model,
    /// Why.
    pub reason: ModelError,
}
