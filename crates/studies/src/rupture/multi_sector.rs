//! The multi-sector equilibrium's answer.

use super::answer::{Answer, Band, Measured, Row};
use super::context::{Context, NEWEST_WORLD};
use super::one_sector::measure;
use super::{Inputs, ModelError, Prepared, sectors};
use crate::scenario::{Closure, ElasticityValue, Model, Scenario};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use suzerain_models::elasticity;
use suzerain_models::equilibrium::multi_sector::{
    Baseline, Deficits, Options, Outcome, Shock, ShockError, SolveError, rebase, solve, tables,
};
use suzerain_models::equilibrium::one_sector::{Instrument, Measure};
use suzerain_tables::classification::Classification;
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Year, coverage};

/// What is drawn, in words.
const UNCERTAIN: &str =
    "sector elasticities: each times a lognormal factor common to all and one of its own, log sd .25 each";

const HELD_FIXED: &str = "what each economy can make in each sector, cost shares, tastes, sector elasticities, tariffs \
                          not named, and deficits as the closure says; labour moves between sectors and not between \
                          economies";

fn shock(context: &Context<'_>, solved: &Solved) -> Result<Shock, ModelError> {
    let mut shock = Shock::default();
    for m in &context.resolved.measures {
        if !m.products.is_empty() {
            return Err(ModelError::NotApplicable("this model has sectors, no products".into()));
        }
        let mut codes = Vec::new();
        for name in &m.sectors {
            codes.extend(sectors::of_table(solved.baseline.world().sectors(), solved.classification, name)?);
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

/// What a baseline was made of and for.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    source: Option<String>,
    year: Year,
    closure: Closure,
    scale: f64,
    set: String,
    by_sector: BTreeMap<String, f64>,
}

/// The world brought to an equilibrium.
#[derive(Debug)]
pub struct Solved {
    key: Key,
    /// The equilibrium before any shock.
    pub baseline: Baseline,
    /// Year of the flows.
    pub year: Year,
    /// Trade elasticities by sector at the scenario's horizon.
    pub theta: Vec<f64>,
    /// Those over the ones of the long run.
    pub scale: f64,
    /// Sources of the world, that of the flows first.
    pub sources: Vec<String>,
    /// Classification of the sectors, where it is known.
    pub classification: Option<Classification>,
    assumptions: Vec<String>,
}

/// The world of the scenario under its closure, with the sector elasticities of its horizon: the built-in one,
/// or that of the table it names. `prepared` keeps it for the next scenario.
pub(super) fn baseline(context: &Context<'_>, prepared: &mut Option<Arc<Solved>>) -> Result<Arc<Solved>, ModelError> {
    context.no_own_world()?;
    let elasticity = &context.scenario.elasticity;
    let deficits = match context.scenario.closure {
        Closure::Nominal => Deficits::Nominal,
        Closure::Balanced => Deficits::Balanced,
        Closure::Proportional => {
            return Err(ModelError::NotApplicable("this model knows the closures nominal and balanced only".into()));
        }
    };
    let named = context.io_table()?;
    let year = match &named {
        Some((_, year)) => *year,
        None => {
            let table = context.inputs.library.table(TableKind::Trade, tables::TRADE);
            let years = table
                .and_then(|t| t.meta().coverage.span(coverage::FLOWS))
                .ok_or_else(|| ModelError::NotApplicable(format!("the table {} is not loaded", tables::TRADE)))?;
            context.reported_year(tables::TRADE, years).ok_or_else(|| {
                ModelError::NotApplicable(format!("sales by sector run from {} to {}", years.first, years.last))
            })?
        }
    };
    let horizon = context.horizon()?.of_elasticity().unwrap_or(elasticity::Horizon::LongRun);
    let scale = horizon.trade_elasticity().central() / elasticity::Horizon::LongRun.trade_elasticity().central();
    let key = Key {
        source: named.as_ref().map(|(table, _)| table.meta().source.clone()),
        year,
        closure: context.scenario.closure,
        scale,
        set: elasticity.sectors.clone().unwrap_or_else(|| tables::DEFAULT_SET.to_owned()),
        by_sector: elasticity.by_sector.iter().map(|(s, t)| (s.clone(), *t.get_ref())).collect(),
    };
    if let Some(solved) = prepared.as_ref().filter(|s| s.key == key) {
        return Ok(solved.clone());
    }
    let library = context.inputs.library;
    let mut assumptions = Vec::new();
    let (world, sources, classification) = if let Some((table, _)) = named {
        let file = library
            .table(TableKind::Elasticities, tables::ELASTICITIES)
            .ok_or_else(|| ModelError::NotApplicable(format!("the table {} is not loaded", tables::ELASTICITIES)))?;
        let of_28 = tables::elasticities(file, &key.set)?;
        let classification = table.meta().classification;
        let tariffs = library.table(TableKind::Tariffs, tables::TARIFFS);
        let world = tables::world_of_blocks(table, year, tariffs, |sectors| {
            let (theta, assumed) = tables::elasticities_of(sectors, classification, &of_28, &key.by_sector);
            assumptions = assumed;
            theta
        })?;
        let mut sources = vec![table.meta().source.as_str(), tables::ELASTICITIES];
        sources.extend(tariffs.map(|t| t.meta().source.as_str()));
        (world, sources.into_iter().map(str::to_owned).collect(), classification)
    } else {
        let sources = [tables::TRADE, tables::COEFFICIENTS, tables::TARIFFS, tables::ELASTICITIES];
        let world = tables::world(library, year, &key.set)?;
        (world, sources.map(str::to_owned).to_vec(), Some(Classification::Icio28))
    };
    let world = world.with_elasticities(&key.by_sector)?;
    if !key.by_sector.is_empty() {
        let given: Vec<&str> = key.by_sector.keys().map(String::as_str).collect();
        assumptions.push(format!("elasticities given for {}", given.join(", ")));
    }
    let theta = world.theta().iter().map(|t| t * scale).collect();
    let baseline = rebase(&world, deficits, &Options::default())?;
    let solved = Arc::new(Solved { key, baseline, year, theta, scale, sources, classification, assumptions });
    *prepared = Some(solved.clone());
    Ok(solved)
}

/// The world of sectors of a scenario brought to an equilibrium.
///
/// # Errors
/// [`ModelError`] if the world cannot be made.
pub fn baseline_of(
    scenario: &Scenario,
    inputs: &Inputs<'_>,
    prepared: &mut Prepared,
) -> Result<Arc<Solved>, ModelError> {
    let year = scenario.year.as_ref().map_or(NEWEST_WORLD, |y| *y.get_ref());
    let resolved = scenario.resolve(year).map_err(|e| ModelError::NotApplicable(e.to_string()))?;
    let context = Context { scenario, resolved: &resolved, inputs, progress: &|_, _| () };
    baseline(&context, &mut prepared.sectors)
}

/// Runs the model.
pub(super) fn answer(context: &Context<'_>, prepared: &mut Option<Arc<Solved>>) -> Result<Answer, ModelError> {
    let horizon = context.horizon()?;
    let solved = &*baseline(context, prepared)?;
    let shock = shock(context, solved)?;
    let world = solved.baseline.world();
    let place = |e: Economy| world.economies().iter().position(|o| *o == e);
    for side in context.sides() {
        if place(side).is_none() {
            return Err(ModelError::NotApplicable(format!("{side} is not an economy of the world of sectors")));
        }
    }
    let sales = |a: Economy, b: Economy| {
        let Some((a, b)) = place(a).zip(place(b)) else { return 0.0 };
        let m = world.sectors().len();
        (0..m).map(|j| world.share(j, b, a) * world.expenditure()[b * m + j]).sum()
    };
    let unreported = context.unreported(&[&solved.sources[0]], solved.year, sales)?;
    let outcome = solve(&solved.baseline, &shock, &solved.theta, &Options::default())?;
    let (draws, failed) = drawn(context, solved, &shock)?;
    let mut assumptions = world.assumptions().to_vec();
    assumptions.extend(solved.assumptions.iter().cloned());
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
    assumptions.extend(context.fewer_draws(Model::MultiSector));
    assumptions.extend(context.silent(&solved.sources[0], solved.year));
    assumptions.extend(unreported);
    if let Some(theta) = &context.scenario.elasticity.theta
        && matches!(theta.get_ref(), ElasticityValue::Value(_))
    {
        assumptions.push("the trade elasticity given is that of one sector; sectors keep their own".into());
    }
    let mut answer = Answer {
        model: Model::MultiSector,
        horizon,
        world: solved.sources.clone(),
        year: Some(solved.year),
        parameters: vec![("sectors", world.sectors().len() as f64)],
        uncertain: vec![UNCERTAIN.to_owned()],
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
    let count = context.draws(Model::MultiSector);
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
    solved: Arc<Solved>,
    sides: [Vec<Economy>; 2],
}

impl SectorSolver {
    /// Makes the baseline of the scenario's year, closure and horizon, or takes the one prepared.
    ///
    /// # Errors
    /// [`ModelError`] if the world cannot be made or lacks a side.
    pub fn new(scenario: &Scenario, inputs: &Inputs<'_>, prepared: &mut Prepared) -> Result<Self, ModelError> {
        let year = scenario.year.as_ref().map_or(NEWEST_WORLD, |y| *y.get_ref());
        let resolved = scenario.resolve(year).map_err(|e| ModelError::NotApplicable(e.to_string()))?;
        let context = Context { scenario, resolved: &resolved, inputs, progress: &|_, _| () };
        let solved = baseline(&context, &mut prepared.sectors)?;
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
    pub fn year(&self) -> Year {
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
