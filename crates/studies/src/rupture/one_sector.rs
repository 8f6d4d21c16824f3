//! The one-sector equilibrium's answer.

use super::answer::{Answer, Band, ClosureLosses, Measured, Row, uncertain};
use super::context::{Context, NEWEST_WORLD};
use super::{Inputs, ModelError, sectors};
use crate::scenario::{self, Model, ResolvedMeasure, Scenario};
use std::sync::atomic::{AtomicUsize, Ordering};
use suzerain_models::elasticity::Elasticity;
use suzerain_models::equilibrium::one_sector::{
    self, BUILT_IN, Calibrated, Closure, Draws, Instrument, Measure, Mending, Outcome, Parameters, Shock, TradeWorld,
    ensemble,
};
use suzerain_tables::{Economy, Year};

/// A flow of a world of the user's own: seller, buyer, thousand US dollars a year.
pub type OwnFlow = (Economy, Economy, f64);

/// Sales by sector that make the one-sector world of years before the newest.
const SUMMED: &str = "icio-2025";
/// First and last year of those.
const SUMMED_YEARS: (i16, i16) = (2011, 2022);

const HELD_FIXED: &str = "what each economy can make, tastes, the trade elasticity, and deficits as the closure says; \
                          wages and prices clear every market";

/// The world of a year, with its sources and year.
///
/// # Errors
/// [`ModelError`] if there is none, or it cannot be made.
pub fn world(
    inputs: &Inputs<'_>,
    year: Option<Year>,
    repair: bool,
) -> Result<(TradeWorld, Vec<String>, Option<Year>), ModelError> {
    let mending = if repair { Mending::Repair } else { Mending::AsItStands };
    if let Some(rows) = &inputs.own_world {
        return Ok((TradeWorld::new(rows.iter().copied(), mending)?, vec!["own".into()], None));
    }
    let (sources, year): (&[&str], Year) = match year {
        None => (&BUILT_IN, Year(NEWEST_WORLD)),
        Some(y) if y.0 >= NEWEST_WORLD => (&BUILT_IN, Year(NEWEST_WORLD)),
        Some(y) if (SUMMED_YEARS.0..=SUMMED_YEARS.1).contains(&y.0) => (&[SUMMED], y),
        Some(y) => {
            let (first, last) = (SUMMED_YEARS.0, NEWEST_WORLD);
            return Err(ModelError::NotApplicable(format!(
                "no world of {y} is built in; they run from {first} to {last}"
            )));
        }
    };
    let world = TradeWorld::from_library(inputs.library, sources, year, mending)?;
    Ok((world, sources.iter().map(|s| (*s).to_owned()).collect(), Some(year)))
}

/// A scenario's measure on one flow.
pub(super) fn measure(measure: &ResolvedMeasure, flow: (Economy, Economy), coverage: f64) -> Measure {
    let instrument = match measure.instrument {
        scenario::Instrument::Embargo | scenario::Instrument::ExportBan => Instrument::Forbidden,
        scenario::Instrument::Tariff => Instrument::ExtraTariff(measure.rate),
        scenario::Instrument::ExportTax => Instrument::ExportTax(measure.rate),
        scenario::Instrument::PriceCap => Instrument::PriceCap(measure.rate),
        scenario::Instrument::Friction => Instrument::Friction(1.0 + measure.rate),
    };
    Measure { coverage, leakage: measure.leakage, ..Measure::new(flow.0, flow.1, instrument) }
}

fn shock(
    context: &Context<'_>,
    world: &TradeWorld,
    year: Option<Year>,
    assumptions: &mut Vec<String>,
) -> Result<Shock, ModelError> {
    let mut shock = Shock::none();
    for m in &context.resolved.measures {
        if let Some(sector) = m.sectors.first() {
            let why = format!("a world of one sector has no sector {sector}");
            return Err(ModelError::NotApplicable(why));
        }
        for flow in m.flows() {
            let mut coverage = m.coverage;
            if !m.products.is_empty() {
                let year =
                    year.ok_or_else(|| ModelError::NotApplicable("a world of your own has no products".into()))?;
                let total = world.flows()[world.place(flow.0)? * world.len() + world.place(flow.1)?];
                let share = sectors::of_products(context, &m.products, flow, year, total)?;
                coverage *= share;
                assumptions.push(format!(
                    "products {} make up {:.1} % of the sales of {} to {} (sales of {year} by product over the total of \
                     another edition): that share of the flow is covered",
                    m.products.join(", "),
                    100.0 * share,
                    flow.0,
                    flow.1
                ));
            }
            shock.measures.push(measure(m, flow, coverage));
        }
    }
    Ok(shock)
}

/// The elasticity asked for.
fn theta(context: &Context<'_>) -> Result<Elasticity, ModelError> {
    if let Some(theta) = &context.scenario.elasticity.theta {
        return Ok((*theta.get_ref()).into());
    }
    let horizon = context.horizon()?.of_elasticity();
    horizon
        .map(suzerain_models::elasticity::Horizon::trade_elasticity)
        .ok_or_else(|| ModelError::NotApplicable("an equilibrium has no short run".into()))
}

/// Elasticities and closure of a scenario, at the centre of the elasticity's distribution.
fn parameters(scenario: &Scenario, theta: Elasticity) -> Parameters {
    Parameters {
        theta: theta.central(),
        supply: scenario.elasticity.supply.as_ref().map_or(0.0, |s| *s.get_ref()),
        closure: scenario.closure.into(),
        ..Parameters::default()
    }
}

/// Changes in per cent, economy by economy, in each draw: welfare and real wage.
struct Drawn {
    welfare: Vec<Vec<f64>>,
    real_wage: Vec<Vec<f64>>,
    failed: usize,
}

fn draws(
    context: &Context<'_>,
    world: &TradeWorld,
    shock: &Shock,
    at: &Parameters,
    theta: Elasticity,
) -> Result<Drawn, ModelError> {
    let count = context.scenario.draws;
    let done = AtomicUsize::new(0);
    let found = ensemble(world, shock, at, &Draws { theta, count, seed: context.scenario.seed }, None, || {
        let share = (done.fetch_add(1, Ordering::Relaxed) + 1) as f64 / count as f64;
        (context.progress)(Model::OneSector, share);
    })?;
    let by_economy = |draws: &[Vec<f64>]| -> Vec<Vec<f64>> {
        (0..world.len()).map(|k| draws.iter().map(|d| (d[k] - 1.0) * 100.0).collect()).collect()
    };
    Ok(Drawn {
        welfare: by_economy(&found.welfare),
        real_wage: by_economy(&found.real_wage),
        failed: found.failed.len(),
    })
}

/// Runs the model.
pub(super) fn answer(context: &Context<'_>) -> Result<Answer, ModelError> {
    let scenario = context.scenario;
    let horizon = context.horizon()?;
    let (world, sources, year) = world(context.inputs, context.year(), scenario.repair)?;
    let mut assumptions = Vec::new();
    let shock = shock(context, &world, year, &mut assumptions)?;
    for side in context.sides() {
        world.place(side)?;
    }
    if let Some(year) = year {
        let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
        let sales = |a, b| match (world.place(a), world.place(b)) {
            (Ok(a), Ok(b)) => world.flows()[a * world.len() + b],
            _ => 0.0,
        };
        for flow in context.resolved.measures.iter().flat_map(ResolvedMeasure::flows) {
            world.place(flow.0)?;
            world.place(flow.1)?;
        }
        assumptions.extend(context.unreported(&sources, year, sales)?);
    }
    let theta = theta(context)?;
    let parameters = parameters(scenario, theta);
    let uncertain = uncertain("theta", theta);
    let outcome = one_sector::solve(&world, &shock, &parameters)?;
    let drawn = if scenario.draws > 0 && uncertain.is_some() {
        Some(draws(context, &world, &shock, &parameters, theta)?)
    } else {
        None
    };
    if sources.iter().any(|s| s == SUMMED) {
        assumptions.push("goods and services are one sector: sales by sector of this year, summed".into());
    }
    let sides = [&context.resolved.a, &context.resolved.b];
    let closures = closures(&world, &shock, &parameters, sides);
    let mut answer = Answer {
        model: Model::OneSector,
        horizon,
        world: sources,
        year,
        parameters: vec![("theta", parameters.theta), ("supply", parameters.supply)],
        uncertain: uncertain.into_iter().collect(),
        held_fixed: HELD_FIXED,
        assumptions,
        repairs: outcome.repairs.iter().map(ToString::to_string).collect(),
        certificate: outcome.certificate.clone(),
        draws: drawn.as_ref().map_or(0, |d| scenario.draws - d.failed),
        draws_failed: drawn.as_ref().map_or(0, |d| d.failed),
        rows: rows(&outcome, drawn.as_ref()),
        pairs: Vec::new(),
        closures,
    };
    answer.weigh(sides, &[Measured::Welfare, Measured::RealWage], |economy, measured| {
        let (drawn, at) = (drawn.as_ref()?, world.place(economy).ok()?);
        Some(if measured == Measured::Welfare { drawn.welfare[at].clone() } else { drawn.real_wage[at].clone() })
    });
    Ok(answer)
}

fn rows(outcome: &Outcome, drawn: Option<&Drawn>) -> Vec<Row> {
    let of = |measured,
              hat: fn(&one_sector::Change) -> f64,
              base: fn(&one_sector::Change) -> f64,
              draws: Option<&Vec<Vec<f64>>>| {
        outcome
            .changes
            .iter()
            .enumerate()
            .map(|(k, change)| Row {
                economy: change.economy,
                measured,
                change_pct: Ok((hat(change) - 1.0) * 100.0),
                band: draws.and_then(|d| Band::of(d[k].iter().copied())),
                base_usd: base(change) * 1e3,
                entrepot_or_goods_only: change.entrepot_or_goods_only,
            })
            .collect::<Vec<Row>>()
    };
    let mut rows = of(Measured::Welfare, |c| c.welfare, |c| c.expenditure_kusd, drawn.map(|d| &d.welfare));
    rows.extend(of(Measured::RealWage, |c| c.real_wage, |c| c.income_kusd, drawn.map(|d| &d.real_wage)));
    rows
}

/// Losses of both sides under each closure.
fn closures(
    world: &TradeWorld,
    shock: &Shock,
    parameters: &Parameters,
    sides: [&scenario::Party; 2],
) -> Vec<ClosureLosses> {
    Closure::ALL
        .into_iter()
        .map(|closure| {
            let solved = one_sector::solve(world, shock, &Parameters { closure, ..*parameters }).ok();
            let losses = sides.map(|side| {
                let changes: Option<Vec<_>> = side.members.iter().map(|e| solved.as_ref()?.of(*e)).collect();
                let changes = changes?;
                let base: f64 = changes.iter().map(|c| c.expenditure_kusd).sum();
                Some(-100.0 * changes.iter().map(|c| c.equivalent_variation_kusd()).sum::<f64>() / base)
            });
            ClosureLosses { closure: closure.name(), losses }
        })
        .collect()
}

/// What a coalition's stop of sales does.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberLosses {
    /// Loss of side B, US dollars a year.
    pub harm_usd: f64,
    /// The same in per cent of its expenditure.
    pub harm_pct: f64,
    /// Loss of each member of side A, US dollars a year and per cent of its expenditure.
    pub own_costs: Vec<(f64, f64)>,
}

/// The world in which members of side A stop selling to side B, some or all.
pub struct MemberWorld {
    world: TradeWorld,
    parameters: Parameters,
    members: Vec<Economy>,
    target: Vec<Economy>,
}

impl MemberWorld {
    /// Makes the world of the scenario's year, closure and elasticity.
    ///
    /// # Errors
    /// [`ModelError`] if the world cannot be made or lacks a side.
    pub fn new(scenario: &Scenario, inputs: &Inputs<'_>) -> Result<Self, ModelError> {
        let year = scenario.year.as_ref().map(|y| *y.get_ref());
        let resolved =
            scenario.resolve(year.unwrap_or(NEWEST_WORLD)).map_err(|e| ModelError::NotApplicable(e.to_string()))?;
        let context = Context { scenario, resolved: &resolved, inputs, progress: &|_, _| () };
        let (world, _, _) = world(inputs, context.year(), scenario.repair)?;
        for side in context.sides() {
            world.place(side)?;
        }
        let parameters = parameters(scenario, theta(&context)?);
        Ok(Self { world, parameters, members: resolved.a.members.clone(), target: resolved.b.members.clone() })
    }

    /// Prepares the world for many solves.
    ///
    /// # Errors
    /// [`ModelError`] if the balanced world cannot be found.
    pub fn solver(&self) -> Result<MemberSolver<'_>, ModelError> {
        Ok(MemberSolver { of: self, calibrated: Calibrated::new(&self.world, &self.parameters)? })
    }
}

/// Solves stops of sales by some members of side A.
pub struct MemberSolver<'a> {
    of: &'a MemberWorld,
    calibrated: Calibrated<'a>,
}

impl MemberSolver<'_> {
    /// Members of side A, in code order.
    #[must_use]
    pub fn members(&self) -> &[Economy] {
        &self.of.members
    }

    /// Losses when those members stop selling for whom `acts` is true.
    ///
    /// # Errors
    /// [`ModelError`] if there is no equilibrium.
    pub fn losses(&self, acts: &[bool]) -> Result<MemberLosses, ModelError> {
        let mut shock = Shock::none();
        for (member, _) in self.of.members.iter().zip(acts).filter(|(_, acts)| **acts) {
            let stops = self.of.target.iter().map(|t| Measure::new(*member, *t, Instrument::Forbidden));
            shock.measures.extend(stops);
        }
        let outcome = self.calibrated.solver().solve(&shock)?;
        let loss = |e: &Economy| {
            let change = outcome.of(*e).map_or((0.0, 1.0), |c| (c.equivalent_variation_kusd(), c.expenditure_kusd));
            (-change.0 * 1e3, -100.0 * change.0 / change.1)
        };
        let harm_usd: f64 = self.of.target.iter().map(|t| loss(t).0).sum();
        let base: f64 = self.of.target.iter().filter_map(|t| outcome.of(*t)).map(|c| c.expenditure_kusd * 1e3).sum();
        let own_costs = self.of.members.iter().map(loss).collect();
        Ok(MemberLosses { harm_usd, harm_pct: 100.0 * harm_usd / base, own_costs })
    }
}

/// The ruptures of all pairs, with the world they were solved on.
#[derive(Debug)]
pub struct AllPairs {
    /// Losses.
    pub pairs: one_sector::AllPairs,
    /// Sources of the world.
    pub world: Vec<String>,
    /// Year of the world; none for one of the user's own.
    pub year: Option<Year>,
    /// Trade elasticity.
    pub theta: f64,
    /// What is odd about the world and what was done about it.
    pub repairs: Vec<String>,
}

/// Solves the rupture of every pair of a world, both directions, by the one-sector model at a trade and a supply
/// elasticity.
///
/// # Errors
/// [`ModelError`] if the world cannot be solved.
pub fn all_pairs(
    inputs: &Inputs<'_>,
    year: Option<Year>,
    [theta, supply]: [f64; 2],
    closure: scenario::Closure,
    repair: bool,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<AllPairs, ModelError> {
    let (world, sources, year) = world(inputs, year, repair)?;
    let count = world.len() * (world.len() - 1) / 2;
    let done = AtomicUsize::new(0);
    let parameters = Parameters { theta, supply, closure: closure.into(), ..Parameters::default() };
    let pairs = one_sector::all_pairs(&world, &parameters, || {
        progress((done.fetch_add(1, Ordering::Relaxed) + 1) as f64 / count as f64);
    })?;
    let repairs = world.repairs().iter().map(ToString::to_string).collect();
    Ok(AllPairs { pairs, world: sources, year, theta, repairs })
}
