//! Answers from the input-output table: extraction and the shortage models.

mod drawn;
mod table;

pub use table::Network;

use super::ModelError;
use super::answer::{Answer, Band, Measured, Row, uncertain};
use super::context::Context;
use crate::scenario::{Horizon, Model};
use drawn::{reroute, stocks};
use suzerain_models::elasticity::Elasticity;
use suzerain_models::input_output::{self, Role};
use suzerain_models::shortage::Cut;
use suzerain_models::shortage::ces_bound::{self, bounds};
use suzerain_solvers::certificate::{Certificate, Stop};
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Observation, Year};

/// The built-in table: 80 economies by 16 sectors.
const SOURCE: &str = "icio-2025-16";
/// Its year.
const YEAR: Year = Year(2022);
/// Million US dollars.
const UNIT: f64 = 1e6;

/// Elasticity between sectors in the production bound: .1 is the higher of the two values of Bachmann
/// et al. (2022); the spread is judgement.
const SIGMA: Elasticity = Elasticity::Lognormal { median: 0.1, log_sd: 0.5, low: 0.02, high: 0.9 };

const NO_ADJUSTMENT: &str = "prices, wages and technology; nobody has adjusted";

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
            let named =
                if measure.sectors.is_empty() { None } else { Some(network.parts(context, &measure.sectors, flow)?) };
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
