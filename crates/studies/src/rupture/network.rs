//! Answers from the input-output table: extraction and the shortage models.

use super::answer::{Answer, Band, Measured, Row, uncertain};
use super::context::Context;
use super::{ModelError, sectors};
use crate::scenario::{ElasticityValue, Horizon, Model};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use suzerain_models::elasticity::Elasticity;
use suzerain_models::input_output::{self, Leontief, Role, Table};
use suzerain_models::shortage::ces_bound::{self, bounds};
use suzerain_models::shortage::{self, Cut, inventories, rerouting};
use suzerain_solvers::certificate::{Certificate, Stop};
use suzerain_solvers::dense::Threads;
use suzerain_tables::classification::Classification;
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::{Economy, Observation, Year};
use toml::Spanned;

/// The built-in table: 81 economies by 16 sectors.
pub const SOURCE: &str = "icio-2025-16";
/// Its year.
const YEAR: Year = Year(2022);
/// Million US dollars.
const UNIT: f64 = 1e6;

/// Elasticity between sectors in the production bound: .1 is the higher of the two values of Bachmann
/// et al. (2022); the spread is judgement.
const SIGMA: Elasticity = Elasticity::Lognormal { median: 0.1, log_sd: 0.5, low: 0.02, high: 0.9 };

/// Days of use held as stocks of goods, and days over which a gap in them is ordered again: medians usual for
/// this family of models, spreads judgement.
const STOCK_DAYS: Elasticity = Elasticity::Lognormal { median: 90.0, log_sd: 0.5, low: 14.0, high: 365.0 };
const RESTOCK_DAYS: Elasticity = Elasticity::Lognormal { median: 60.0, log_sd: 0.5, low: 14.0, high: 365.0 };
/// Leakage and friction of rerouting: the authors' values in the middle, the width judgement.
const LEAKAGE: Elasticity = Elasticity::Uniform { low: 0.0, high: 0.2 };
const FRICTION: Elasticity = Elasticity::Uniform { low: 0.1, high: 0.5 };

const NO_ADJUSTMENT: &str = "prices, wages and technology; nobody has adjusted";

/// The table as sellers and buyers, read once for all models that need it.
#[derive(Debug)]
pub struct Network {
    source: String,
    year: Year,
    classification: Option<Classification>,
    table: Table,
    /// Sales of node to node, seller by seller.
    intermediate: Vec<f64>,
    finals: Vec<f64>,
    /// Sales to buyers that the table does not name.
    other: Vec<f64>,
    value_added: Vec<f64>,
    notes: Vec<String>,
    /// The Leontief inverse, made when first asked for.
    leontief: OnceLock<Leontief>,
}

impl Network {
    /// Reads one year of a table.
    fn read(file: &TableFile, year: Year) -> Result<Self, ModelError> {
        let table = Table::read(file, year)?;
        let (n, output) = (table.output().len(), table.output());
        let economies = table.economies().len();
        let mut intermediate = vec![0.0; n * n];
        let mut finals = vec![0.0; n * economies];
        for buyer in 0..n {
            for (seller, share) in table.coefficients().column(buyer).iter().enumerate() {
                intermediate[seller * n + buyer] = share * output[buyer];
            }
        }
        let mut negative = 0;
        for buyer in 0..economies {
            for (seller, value) in table.finals().column(buyer).iter().enumerate() {
                negative += usize::from(*value < 0.0);
                finals[seller * economies + buyer] = value.max(0.0);
            }
        }
        let mut notes: Vec<String> = table.notes().iter().map(ToString::to_string).collect();
        if negative > 0 {
            notes.push(format!("{negative} negative final sales set to 0 in the shortage models"));
        }
        let named = |i: usize| {
            intermediate[i * n..(i + 1) * n].iter().sum::<f64>()
                + finals[i * economies..(i + 1) * economies].iter().sum::<f64>()
        };
        let other = (0..n).map(|i| (output[i] - named(i)).max(0.0)).collect();
        let value_added = input_output::value_added_shares(&table);
        let (source, classification) = (file.meta().source.clone(), file.meta().classification);
        let leontief = OnceLock::new();
        Ok(Self { source, year, classification, table, intermediate, finals, other, value_added, notes, leontief })
    }

    /// The inverse, made once.
    fn leontief(&self) -> Result<&Leontief, ModelError> {
        if self.leontief.get().is_none() {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let made = Leontief::new(self.table.clone(), Threads::Many(threads))?;
            return Ok(self.leontief.get_or_init(|| made));
        }
        self.leontief.get().ok_or_else(|| ModelError::NotApplicable("no inverse".into()))
    }

    /// The share of each sector of the table that the sectors named make up in the flow.
    fn parts(
        &self,
        context: &Context<'_>,
        named: &[String],
        flow: (Economy, Economy),
    ) -> Result<BTreeMap<String, f64>, ModelError> {
        if self.source == SOURCE {
            return sectors::in_16(context, named, flow, self.year);
        }
        let mut parts = BTreeMap::new();
        for name in named {
            let found = sectors::of_table(self.table.sectors(), self.classification, name)?;
            parts.extend(found.into_iter().map(|s| (s, 1.0)));
        }
        Ok(parts)
    }

    /// Whether a sector makes goods, which can be stored.
    fn is_goods(&self, sector: &str) -> bool {
        self.classification.is_none_or(|c| c.is_goods(sector))
    }

    /// All sales of one economy to another, million US dollars.
    fn sales(&self, from: Economy, to: Economy) -> f64 {
        let (Ok(from), Ok(to)) = (self.table.place(from), self.table.place(to)) else { return 0.0 };
        let (m, n, q) = (self.table.sectors().len(), self.table.output().len(), self.table.economies().len());
        (from * m..(from + 1) * m)
            .map(|i| {
                let used: f64 = self.intermediate[i * n + to * m..i * n + (to + 1) * m].iter().sum();
                used + self.finals[i * q + to]
            })
            .sum()
    }

    fn view(&self) -> shortage::Network<'_> {
        shortage::Network {
            economies: self.table.economies().len(),
            sectors: self.table.sectors().len(),
            intermediate: &self.intermediate,
            final_sales: &self.finals,
            other_sales: &self.other,
        }
    }

    /// Weighted sum over the sectors of each economy.
    fn sums(&self, values: impl Fn(usize) -> f64) -> Vec<f64> {
        let m = self.table.sectors().len();
        (0..self.table.economies().len()).map(|e| (e * m..(e + 1) * m).map(&values).sum()).collect()
    }
}

/// The cuts of a scenario, node by economy.
fn cuts(context: &Context<'_>, network: &Network) -> Result<Vec<Cut>, ModelError> {
    let table = &network.table;
    let m = table.sectors().len();
    let mut cuts = Vec::new();
    for measure in &context.resolved.measures {
        if !measure.instrument.stops() {
            return Err(ModelError::NotApplicable(
                "a shortage comes from flows that stop; this measure stops none".into(),
            ));
        }
        if !measure.products.is_empty() {
            return Err(ModelError::NotApplicable("the input-output table has sectors, no products".into()));
        }
        for flow in measure.flows() {
            let (seller, buyer) = (table.place(flow.0)?, table.place(flow.1)?);
            let named = if measure.sectors.is_empty() {
                None
            } else {
                Some(network.parts(context, &measure.sectors, flow)?)
            };
            for (s, code) in table.sectors().iter().enumerate() {
                let part = named.as_ref().map_or(1.0, |n| n.get(code).copied().unwrap_or(0.0));
                if part > 0.0 {
                    cuts.push(Cut { seller: seller * m + s, buyer, share: part * measure.hit() });
                }
            }
        }
    }
    Ok(cuts)
}

/// Runs a model; `cache` keeps the table for the next.
pub(super) fn answer(context: &Context<'_>, model: Model, cache: &mut Option<Network>) -> Result<Answer, ModelError> {
    context.no_own_world()?;
    if context.scenario.horizon.is_some_and(|h| h != Horizon::Short) {
        return Err(ModelError::NotApplicable("this model has a short run only".into()));
    }
    let (file, year) = if let Some(named) = context.io_table()? {
        named
    } else {
        if let Some(year) = context.year()
            && year < YEAR
        {
            return Err(ModelError::NotApplicable(format!("the built-in input-output table is of {YEAR}")));
        }
        let file = context.inputs.library.table(TableKind::Io, SOURCE);
        (file.ok_or_else(|| ModelError::NotApplicable(format!("the table {SOURCE} is not loaded")))?, YEAR)
    };
    let source = &file.meta().source;
    if cache.as_ref().is_none_or(|n| n.source != *source || n.year != year) {
        *cache = None;
    }
    let network = match cache {
        Some(network) => network,
        None => cache.insert(Network::read(file, year)?),
    };
    for side in context.sides() {
        network.table.place(side)?;
    }
    let mut assumptions = context.silent(source, year);
    assumptions.extend(context.unreported(&[source], year, |a, b| network.sales(a, b))?);
    let cuts = cuts(context, network)?;
    let mut answer = Answer {
        model,
        horizon: Horizon::Short,
        world: vec![source.clone()],
        year: Some(year),
        parameters: Vec::new(),
        uncertain: Vec::new(),
        held_fixed: NO_ADJUSTMENT,
        assumptions,
        repairs: network.notes.clone(),
        certificate: Certificate { residual: 0.0, iterations: 0, identities: Vec::new(), stop: Stop::Converged },
        draws: 0,
        draws_failed: 0,
        rows: Vec::new(),
        pairs: Vec::new(),
        closures: Vec::new(),
    };
    let sides = [&context.resolved.a, &context.resolved.b];
    match model {
        Model::Extraction => {
            extraction(context, network, &mut answer)?;
            answer.weigh(sides, &[Measured::Output, Measured::ValueAdded], |_, _| None);
        }
        Model::CesBound => ces(context, network, &cuts, &mut answer)?,
        Model::Inventories => {
            let drawn = stocks(context, network, &cuts, &mut answer)?;
            answer.weigh(sides, &[Measured::Output, Measured::ValueAdded], |economy, measured| {
                drawn.of(usize::from(measured == Measured::ValueAdded), network.table.place(economy).ok()?)
            });
        }
        Model::Rerouting => {
            let drawn = reroute(context, network, &cuts, &mut answer)?;
            answer.weigh(sides, &[Measured::Output], |economy, _| drawn.of(0, network.table.place(economy).ok()?));
        }
        Model::OneSector | Model::MultiSector => {
            return Err(ModelError::NotApplicable("this model needs no input-output table".into()));
        }
    }
    Ok(answer)
}

/// Rows of one measure from changes in per cent, in code order.
fn rows(
    network: &Network,
    measured: Measured,
    weight: impl Fn(usize) -> f64,
    change: impl Fn(usize) -> Result<f64, &'static str>,
    band: impl Fn(usize) -> Option<Band>,
) -> Vec<Row> {
    let base = network.sums(|node| weight(node) * network.table.output()[node]);
    let mut rows: Vec<Row> = network
        .table
        .economies()
        .iter()
        .enumerate()
        .map(|(e, economy)| Row {
            economy: *economy,
            measured,
            change_pct: change(e),
            band: band(e),
            base_usd: base[e] * UNIT,
            entrepot_or_goods_only: false,
        })
        .collect();
    rows.sort_by_key(|r| r.economy.code());
    rows
}

/// Change in per cent of a weighted sum over the nodes of each economy whose output is `hats` of before.
fn change_of(network: &Network, hats: &[f64], weight: impl Fn(usize) -> f64) -> Vec<f64> {
    let x = network.table.output();
    let before = network.sums(|k| weight(k) * x[k]);
    let after = network.sums(|k| weight(k) * x[k] * hats[k]);
    before.iter().zip(&after).map(|(b, a)| if *b > 0.0 { (a / b - 1.0) * 100.0 } else { 0.0 }).collect()
}

fn extraction(context: &Context<'_>, network: &Network, answer: &mut Answer) -> Result<(), ModelError> {
    let mut cuts = Vec::new();
    for measure in &context.resolved.measures {
        if measure.hit() < 1.0 {
            return Err(ModelError::NotApplicable("extraction takes out whole flows; coverage is partial".into()));
        }
        for (seller, buyer) in measure.flows() {
            let sectors = if measure.sectors.is_empty() {
                None
            } else {
                let parts = network.parts(context, &measure.sectors, (seller, buyer))?;
                if parts.values().any(|p| *p < 1.0) {
                    let why = "extraction takes out whole sectors of the table's 16; a sector named is part of one";
                    return Err(ModelError::NotApplicable(why.into()));
                }
                Some(parts.into_keys().collect())
            };
            cuts.push(input_output::Cut { seller, buyer, sectors });
        }
    }
    let out = input_output::extraction(network.leontief()?, &cuts)?;
    let both = out.role.contains(&Role::Seller) && !out.role.contains(&Role::Buyer);
    let change = |values: &[Observation], e: usize| match &values[e] {
        Observation::Known(change) => Ok(change * 100.0),
        Observation::Missing(_) if out.role[e] == Role::Buyer => Err("not_measured"),
        Observation::Missing(_) => Err("not_defined"),
    };
    answer.rows = rows(network, Measured::Output, |_| 1.0, |e| change(&out.output, e), |_| None);
    let v = &network.value_added;
    answer.rows.extend(rows(network, Measured::ValueAdded, |k| v[k], |e| change(&out.value_added, e), |_| None));
    answer.certificate = out.certificate.clone();
    answer.held_fixed = "input coefficients and all other sales; nobody finds another buyer or seller";
    answer.assumptions.push(
        "an upper bound of what sellers and their suppliers lose; what buyers lose for want of inputs is not in it"
            .into(),
    );
    if both {
        answer.assumptions.push("both sides sell and buy: their losses here are those of sellers alone".into());
    }
    Ok(())
}

fn ces(context: &Context<'_>, network: &Network, cuts: &[Cut], answer: &mut Answer) -> Result<(), ModelError> {
    let view = network.view();
    let lost = view.lost(cuts)?;
    let sigma = context.scenario.elasticity.sigma.as_ref().map_or(SIGMA, |s| Elasticity::from(*s.get_ref()));
    let found = bounds(&view, &lost, sigma.central())?;
    let pct = |left: f64| (left - 1.0) * 100.0;
    // What a bundle is made of does not depend on sigma; only buyers that lose something are drawn.
    let count = if uncertain("sigma", sigma).is_some() { context.scenario.draws } else { 0 };
    let sigmas = (0..count as u64).map(|d| sigma.draw(context.scenario.seed, d)).collect::<Result<Vec<_>, _>>()?;
    let mut drawn: Vec<Option<Vec<f64>>> = vec![None; found.len()];
    for (e, bound) in found.iter().enumerate().filter(|(_, b)| b.left.is_some()) {
        if count > 0 && bound.cut > 0.0 {
            let bundle = ces_bound::bundle(&view, &lost, e);
            let values =
                sigmas.iter().map(|s| ces_bound::output_left(&bundle, *s).map(pct)).collect::<Result<_, _>>()?;
            drawn[e] = Some(values);
        }
    }
    answer.rows = rows(
        network,
        Measured::Output,
        |_| 1.0,
        |e| found[e].left.map(pct).ok_or("not_measured"),
        |e| drawn[e].as_ref().and_then(|d| Band::of(d.iter().copied())),
    );
    answer.parameters.push(("sigma", sigma.central()));
    answer.uncertain.extend(uncertain("sigma", sigma));
    answer.draws = count;
    answer.assumptions.push(
        "goods of a sector replace each other whatever their origin, but nobody supplies more than before; a bound of \
         what the buyer loses, in closed form; who only sells, and third parties, are not measured"
            .into(),
    );
    let sides = [&context.resolved.a, &context.resolved.b];
    answer.weigh(sides, &[Measured::Output], |economy: Economy, _| drawn[network.table.place(economy).ok()?].clone());
    Ok(())
}

/// Changes in per cent in each draw, measure by measure and economy by economy.
struct Drawn {
    changes: Vec<Vec<Vec<f64>>>,
}

impl Drawn {
    /// The draws of a measure (by its place) in an economy; none without draws.
    fn of(&self, measure: usize, economy: usize) -> Option<Vec<f64>> {
        let draws: Vec<f64> = self.changes.iter().map(|draw| draw[measure][economy]).collect();
        (!draws.is_empty()).then_some(draws)
    }

    fn band(&self, measure: usize, economy: usize) -> Option<Band> {
        Band::of(self.of(measure, economy)?.into_iter())
    }
}

/// Numbers of a model that may be uncertain, each by its name.
type Numbers<const N: usize> = [(&'static str, Elasticity); N];

/// Solves the model at each draw of its uncertain numbers, drawn apart from each other; notes what was drawn.
fn draws<const N: usize>(
    context: &Context<'_>,
    answer: &mut Answer,
    numbers: &Numbers<N>,
    solve: impl Fn([f64; N]) -> Result<Vec<Vec<f64>>, ModelError> + Sync,
) -> Result<Drawn, ModelError> {
    answer.uncertain.extend(numbers.iter().filter_map(|(name, of)| uncertain(name, *of)));
    let count = if answer.uncertain.is_empty() { 0 } else { context.draws(answer.model) };
    let drawn = (0..count as u64)
        .map(|draw| {
            let mut values = [0.0; N];
            for (place, (value, (_, of))) in values.iter_mut().zip(numbers).enumerate() {
                // Streams are numbered by draw; each number has its own range of them.
                *value = of.draw_number(context.scenario.seed, draw + ((place as u64) << 32))?;
            }
            Ok(values)
        })
        .collect::<Result<Vec<_>, ModelError>>()?;
    let (done, model) = (AtomicUsize::new(0), answer.model);
    let solved: Vec<Option<Vec<Vec<f64>>>> = drawn
        .into_par_iter()
        .map(|values| {
            let found = solve(values).ok();
            (context.progress)(model, (done.fetch_add(1, Ordering::Relaxed) + 1) as f64 / count as f64);
            found
        })
        .collect();
    let changes: Vec<Vec<Vec<f64>>> = solved.into_iter().flatten().collect();
    (answer.draws, answer.draws_failed) = (changes.len(), count - changes.len());
    if count > 0 {
        answer.assumptions.extend(context.fewer_draws(model));
    }
    Ok(Drawn { changes })
}

/// A number as the scenario gives it, or from its default distribution.
fn number(given: Option<&Spanned<ElasticityValue>>, otherwise: Elasticity) -> Elasticity {
    given.map_or(otherwise, |v| (*v.get_ref()).into())
}

fn stocks(
    context: &Context<'_>,
    network: &Network,
    cuts: &[Cut],
    answer: &mut Answer,
) -> Result<Drawn, ModelError> {
    let view = network.view();
    let lost = view.lost(cuts)?;
    let given = &context.scenario.shortage;
    let fixed = |value: &Option<Spanned<f64>>, otherwise: f64| value.as_ref().map_or(otherwise, |v| *v.get_ref());
    let step_days = fixed(&given.step_days, 7.0);
    let numbers = [
        ("stock_days", number(given.stock_days.as_ref(), STOCK_DAYS)),
        ("restock_days", number(given.restock_days.as_ref(), RESTOCK_DAYS)),
    ];
    let parameters = |[stock_days, restock_days]: [f64; 2]| inventories::Parameters {
        days: fixed(&given.days, 364.0),
        step_days,
        stock_days: network
            .table
            .sectors()
            .iter()
            .map(|s| if network.is_goods(s) { stock_days.max(step_days) } else { f64::INFINITY })
            .collect(),
        restock_days: restock_days.max(step_days),
        ..Default::default()
    };
    let v = &network.value_added;
    let changes = |path: &inventories::Path| {
        vec![change_of(network, &path.output, |_| 1.0), change_of(network, &path.output, |k| v[k])]
    };
    let central = parameters(numbers.map(|(_, of)| of.central()));
    let path = inventories::simulate(&view, &lost, &[], &central, |share| {
        (context.progress)(Model::Inventories, share);
    })?;
    let drawn = draws(context, answer, &numbers, |values| {
        Ok(changes(&inventories::simulate(&view, &lost, &[], &parameters(values), |_| ())?))
    })?;
    let at = changes(&path);
    answer.rows = rows(network, Measured::Output, |_| 1.0, |e| Ok(at[0][e]), |e| drawn.band(0, e));
    answer.rows.extend(rows(network, Measured::ValueAdded, |k| v[k], |e| Ok(at[1][e]), |e| drawn.band(1, e)));
    answer.parameters = vec![
        ("days", central.days),
        ("step_days", central.step_days),
        ("stock_days", numbers[0].1.central()),
        ("stock_share", central.stock_share),
        ("restock_days", central.restock_days),
        ("capacity_most", central.capacity_most),
        ("capacity_days", central.capacity_days),
        ("redirect", central.redirect),
    ];
    answer.certificate = path.certificate;
    answer.assumptions.push(
        "the loss over the days simulated as a share of normal output over the same days; services are not stored and do \
         not limit production; cut orders go to the other sellers of the sector in proportion to their sales"
            .into(),
    );
    Ok(drawn)
}

fn reroute(
    context: &Context<'_>,
    network: &Network,
    cuts: &[Cut],
    answer: &mut Answer,
) -> Result<Drawn, ModelError> {
    let given = &context.scenario.shortage;
    let numbers =
        [("leakage", number(given.leakage.as_ref(), LEAKAGE)), ("friction", number(given.friction.as_ref(), FRICTION))];
    let parameters = |[leakage, friction]: [f64; 2]| rerouting::Parameters {
        leakage,
        friction,
        ..rerouting::Parameters::default()
    };
    let view = network.view();
    let solve = |values: [f64; 2]| rerouting::solve(&view, cuts, &parameters(values));
    let central = parameters(numbers.map(|(_, of)| of.central()));
    let after = solve([central.leakage, central.friction])?;
    let drawn = draws(context, answer, &numbers, |values| {
        Ok(vec![change_of(network, &solve(values)?.output, |_| 1.0)])
    })?;
    let change = change_of(network, &after.output, |_| 1.0);
    answer.rows = rows(network, Measured::Output, |_| 1.0, |e| Ok(change[e]), |e| drawn.band(0, e));
    answer.parameters = vec![
        ("leakage", central.leakage),
        ("friction", central.friction),
        ("inner", central.inner),
        ("outer", central.outer),
    ];
    answer.certificate = after.certificate;
    answer.assumptions.push(
        "intermediate sales only: final sales are neither cut nor rerouted; method after Bhattathiripad and Veetil \
         (secondary)"
            .into(),
    );
    Ok(drawn)
}
