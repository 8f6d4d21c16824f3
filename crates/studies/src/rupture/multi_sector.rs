//! The multi-sector equilibrium's answer.

use super::answer::{Answer, Band, Measured, Row};
use super::one_sector::measure;
use super::{Context, Inputs, ModelError, NEWEST_WORLD, sectors};
use crate::scenario::{Closure, ElasticityValue, Model, Scenario};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use suzerain_models::elasticity;
use suzerain_models::equilibrium::multi_sector::{
    Baseline, Deficits, Options, Outcome, Shock, ShockError, SolveError, rebase, solve, tables,
};
use suzerain_models::equilibrium::one_sector::{Instrument, Measure};
use suzerain_tables::{Economy, Year, YearRange};

/// Draws this model runs at most: each is a solve of a world of sectors.
pub const MOST_DRAWS: usize = 200;

/// Years of the built-in sales by sector.
const YEARS: YearRange = YearRange { first: Year(2011), last: Year(2022) };

const HELD_FIXED: &str = "what each economy can make in each sector, cost shares, tastes, sector elasticities, tariffs \
                          not named, and deficits as the closure says; labour moves between sectors and not between \
                          economies";

fn shock(context: &Context<'_>) -> Result<Shock, ModelError> {
    let mut shock = Shock::default();
    for m in &context.resolved.measures {
        if !m.products.is_empty() {
            return Err(ModelError::NotApplicable("this model has sectors, no products".into()));
        }
        let mut codes = Vec::new();
        for name in &m.sectors {
            codes.extend(sectors::of_28(name)?);
        }
        codes.sort_unstable();
        codes.dedup();
        for flow in m.flows() {
            let one: Measure = measure(m, flow, m.coverage);
            if codes.is_empty() {
                shock = shock.and(one, None);
            }
            for code in &codes {
                shock = shock.and(one, Some(code));
            }
        }
    }
    Ok(shock)
}

/// The world brought to an equilibrium.
pub(super) struct Solved {
    pub baseline: Baseline,
    pub year: Year,
    pub theta: Vec<f64>,
    pub scale: f64,
}

/// The built-in world under the scenario's closure, with the sector elasticities of its horizon.
pub(super) fn baseline(context: &Context<'_>) -> Result<Solved, ModelError> {
    context.no_own_world()?;
    let deficits = match context.scenario.closure {
        Closure::Nominal => Deficits::Nominal,
        Closure::Balanced => Deficits::Balanced,
        Closure::Proportional => {
            return Err(ModelError::NotApplicable("this model knows the closures nominal and balanced only".into()));
        }
    };
    let year = context.reported_year(tables::TRADE, YEARS).ok_or_else(|| {
        ModelError::NotApplicable(format!("sales by sector run from {} to {}", YEARS.first, YEARS.last))
    })?;
    let set = context.scenario.elasticity.sectors.as_deref().unwrap_or(tables::DEFAULT_SET);
    let world = tables::world(context.inputs.library, year, set)?;
    let horizon = context.horizon()?.of_elasticity().unwrap_or(elasticity::Horizon::LongRun);
    let scale = horizon.trade_elasticity().central() / elasticity::Horizon::LongRun.trade_elasticity().central();
    let theta = world.theta().iter().map(|t| t * scale).collect();
    let baseline = rebase(&world, deficits, &Options::default())?;
    Ok(Solved { baseline, year, theta, scale })
}

/// Runs the model.
pub(super) fn answer(context: &Context<'_>) -> Result<Answer, ModelError> {
    let horizon = context.horizon()?;
    let shock = shock(context)?;
    let solved = baseline(context)?;
    let world = solved.baseline.world();
    for side in context.sides() {
        if !world.economies().contains(&side) {
            return Err(ModelError::NotApplicable(format!("{side} is not an economy of the world of sectors")));
        }
    }
    let outcome = solve(&solved.baseline, &shock, &solved.theta, &Options::default())?;
    let (draws, failed) = drawn(context, &solved, &shock)?;
    let mut assumptions = world.assumptions().to_vec();
    assumptions.push(format!(
        "the baseline is the data brought to an equilibrium of the model; wages moved by at most {:.2} % on the way",
        100.0 * solved.baseline.moved
    ));
    if solved.scale != 1.0 {
        assumptions.push(format!(
            "sector elasticities of the long run times {:.2}, the trade elasticity of the horizon over that of the long run",
            solved.scale
        ));
    }
    if context.scenario.draws > MOST_DRAWS {
        assumptions.push(format!("bands stand on {MOST_DRAWS} draws of the {} asked for", context.scenario.draws));
    }
    assumptions.extend(silent(context, solved.year));
    if let Some(theta) = &context.scenario.elasticity.theta
        && matches!(theta.get_ref(), ElasticityValue::Value(_))
    {
        assumptions.push("the trade elasticity given is that of one sector; sectors keep their own".into());
    }
    let mut answer = Answer {
        model: Model::MultiSector,
        horizon,
        world: [tables::TRADE, tables::COEFFICIENTS, tables::TARIFFS, tables::ELASTICITIES].map(str::to_owned).to_vec(),
        year: Some(solved.year),
        parameters: vec![("sectors", world.sectors().len() as f64)],
        held_fixed: HELD_FIXED,
        assumptions,
        repairs: world.repairs().iter().map(ToString::to_string).collect(),
        certificate: outcome.certificate.clone(),
        draws: draws.len(),
        draws_failed: failed,
        rows: rows(&solved.baseline, &outcome, &draws),
        pairs: Vec::new(),
        closures: Vec::new(),
    };
    let sides = [&context.resolved.a, &context.resolved.b];
    answer.weigh(sides, &[Measured::Welfare, Measured::RealWage], |economy, measured| {
        let at = world.economies().iter().position(|e| *e == economy)?;
        (!draws.is_empty()).then(|| draws.iter().map(|d| pct(pick(d, measured)[at])).collect())
    });
    Ok(answer)
}

/// A remark where a side published nothing in the year used.
pub(super) fn silent(context: &Context<'_>, year: Year) -> Vec<String> {
    let reporting = context.inputs.library.reporting();
    context
        .sides()
        .filter(|e| reporting.silence(tables::TRADE, *e, year).is_some())
        .map(|e| format!("{e} published no trade in {year}: its flows are the publisher's estimates"))
        .collect()
}

/// Hats of one draw.
struct Draw {
    welfare: Vec<f64>,
    real_wage: Vec<f64>,
}

fn pick(draw: &Draw, measured: Measured) -> &[f64] {
    if measured == Measured::RealWage { &draw.real_wage } else { &draw.welfare }
}

fn pct(hat: f64) -> f64 {
    (hat - 1.0) * 100.0
}

/// Draws that were solved, and how many were not.
fn drawn(context: &Context<'_>, solved: &Solved, shock: &Shock) -> Result<(Vec<Draw>, usize), ModelError> {
    let count = context.scenario.draws.min(MOST_DRAWS);
    let thetas = (0..count as u64)
        .map(|d| elasticity::sectors(&solved.theta, context.scenario.seed, d))
        .collect::<Result<Vec<_>, _>>()?;
    let done = AtomicUsize::new(0);
    let results: Vec<Option<Draw>> = thetas
        .par_iter()
        .map(|theta| {
            let outcome = solve(&solved.baseline, shock, theta, &Options::default()).ok();
            let share = (done.fetch_add(1, Ordering::Relaxed) + 1) as f64 / count as f64;
            (context.progress)(Model::MultiSector, share);
            outcome.map(|o| Draw { welfare: o.welfare, real_wage: o.real_wage })
        })
        .collect();
    let draws: Vec<Draw> = results.into_iter().flatten().collect();
    let failed = count - draws.len();
    Ok((draws, failed))
}

fn rows(baseline: &Baseline, outcome: &Outcome, draws: &[Draw]) -> Vec<Row> {
    let world = baseline.world();
    let income = baseline.income();
    let made: Vec<f64> = output(baseline);
    let of = |measured: Measured, hats: &[f64], base: &[f64], banded: bool| -> Vec<Row> {
        let place = |k: usize| Row {
            economy: outcome.economies[k],
            measured,
            change_pct: Ok(pct(hats[k])),
            band: if banded { Band::of(draws.iter().map(|d| pct(pick(d, measured)[k]))) } else { None },
            base_usd: base[k] * 1e3,
            entrepot_or_goods_only: false,
        };
        let mut rows: Vec<Row> = (0..outcome.economies.len()).map(place).collect();
        rows.sort_by_key(|r| r.economy.code());
        rows
    };
    let mut rows = of(Measured::Welfare, &outcome.welfare, &income, true);
    rows.extend(of(Measured::RealWage, &outcome.real_wage, world.value_added(), true));
    rows.extend(of(Measured::Output, &outcome.output, &made, false));
    rows
}

/// Gross output of each economy at the baseline: what everybody spends on it.
fn output(baseline: &Baseline) -> Vec<f64> {
    let world = baseline.world();
    let (n, m) = (world.economies().len(), world.sectors().len());
    let spent = world.expenditure();
    (0..n)
        .map(|exporter| {
            (0..m)
                .flat_map(|j| (0..n).map(move |importer| (j, importer)))
                .map(|(j, importer)| world.share(j, importer, exporter) * spent[importer * m + j])
                .sum()
        })
        .collect()
}

/// What cutting some sectors does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SectorLosses {
    /// Loss of side B, US dollars a year.
    pub harm_usd: f64,
    /// The same in per cent of its income.
    pub harm_pct: f64,
    /// Loss of side A, US dollars a year; negative for a gain.
    pub own_cost_usd: f64,
    /// The same in per cent of its income.
    pub own_cost_pct: f64,
}

/// Solves stops of sales of side A to side B, sector by sector, on one baseline.
pub struct SectorSolver {
    solved: Solved,
    sides: [Vec<Economy>; 2],
}

impl SectorSolver {
    /// Makes the baseline of the scenario's year, closure and horizon.
    ///
    /// # Errors
    /// [`ModelError`] if the world cannot be made or lacks a side.
    pub fn new(scenario: &Scenario, inputs: &Inputs<'_>) -> Result<Self, ModelError> {
        let year = scenario.year.as_ref().map_or(NEWEST_WORLD, |y| *y.get_ref());
        let resolved = scenario.resolve(year).map_err(|e| ModelError::NotApplicable(e.to_string()))?;
        let context = Context { scenario, resolved: &resolved, inputs, progress: &|_, _| () };
        let solved = baseline(&context)?;
        for side in context.sides() {
            if !solved.baseline.world().economies().contains(&side) {
                return Err(ModelError::NotApplicable(format!("{side} is not an economy of the world of sectors")));
            }
        }
        let sides = [resolved.a.members.clone(), resolved.b.members.clone()];
        Ok(Self { solved, sides })
    }

    /// Year of the world.
    #[must_use]
    pub const fn year(&self) -> Year {
        self.solved.year
    }

    /// Codes of the sectors that side A sells to side B.
    #[must_use]
    pub fn sectors(&self) -> Vec<String> {
        let world = self.solved.baseline.world();
        let place = |e: &Economy| world.economies().iter().position(|o| o == e);
        let sells = |j: usize| {
            self.sides[0].iter().any(|a| {
                self.sides[1].iter().any(|b| place(a).zip(place(b)).is_some_and(|(a, b)| world.share(j, b, a) > 0.0))
            })
        };
        (0..world.sectors().len()).filter(|j| sells(*j)).map(|j| world.sectors()[j].clone()).collect()
    }

    /// Losses when the sales of these sectors stop; none where that leaves somebody without a seller.
    ///
    /// # Errors
    /// [`ModelError`] if the equations are not solved.
    pub fn losses(&self, sectors: &[String]) -> Result<Option<SectorLosses>, ModelError> {
        let mut shock = Shock::default();
        for (a, b) in self.sides[0].iter().flat_map(|a| self.sides[1].iter().map(move |b| (*a, *b))) {
            for sector in sectors {
                shock = shock.and(Measure::new(a, b, Instrument::Forbidden), Some(sector));
            }
        }
        let outcome = match solve(&self.solved.baseline, &shock, &self.solved.theta, &Options::default()) {
            Ok(outcome) => outcome,
            Err(SolveError::Shock(ShockError::NoSupplier { .. })) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let income = self.solved.baseline.income();
        let world = self.solved.baseline.world();
        let [(own_cost_usd, own_cost_pct), (harm_usd, harm_pct)] = [0, 1].map(|side| {
            let members = &self.sides[side];
            let places = members.iter().filter_map(|e| world.economies().iter().position(|o| o == e));
            let (mut loss, mut base) = (0.0, 0.0);
            for k in places {
                loss -= (outcome.welfare[k] - 1.0) * income[k];
                base += income[k];
            }
            (loss * 1e3, 100.0 * loss / base)
        });
        Ok(Some(SectorLosses { harm_usd, harm_pct, own_cost_usd, own_cost_pct }))
    }
}
