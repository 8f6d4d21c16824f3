//! Answers from the input-output table: extraction and the shortage models.

use super::answer::{Answer, Band, Measured, Row};
use super::multi_sector::silent;
use super::{Context, ModelError, sectors};
use crate::scenario::{Horizon, Model};
use suzerain_models::elasticity::Elasticity;
use suzerain_models::input_output::{self, Leontief, Role, Table};
use suzerain_models::shortage::ces_bound::{self, bounds};
use suzerain_models::shortage::{self, Cut, inventories, rerouting};
use suzerain_solvers::certificate::{Certificate, Stop};
use suzerain_solvers::dense::Threads;
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Observation, Year};

/// The built-in table: 81 economies by 16 sectors.
pub const SOURCE: &str = "icio-2025-16";
/// Its year.
const YEAR: Year = Year(2022);
/// What cannot be stored.
const SERVICES: &str = "SRV";
/// Million US dollars.
const UNIT: f64 = 1e6;

/// Elasticity between sectors in the production bound: .1 is the higher of the two values of Bachmann
/// et al. (2022); the spread is judgement.
const SIGMA: Elasticity = Elasticity::Lognormal { median: 0.1, log_sd: 0.5, low: 0.02, high: 0.9 };

const NO_ADJUSTMENT: &str = "prices, wages and technology; nobody has adjusted";

/// The table as sellers and buyers, read once for all models that need it.
#[derive(Debug)]
pub struct Network {
    table: Table,
    /// Sales of node to node, seller by seller.
    intermediate: Vec<f64>,
    finals: Vec<f64>,
    /// Sales to buyers that the table does not name.
    other: Vec<f64>,
    value_added: Vec<f64>,
    notes: Vec<String>,
}

impl Network {
    /// Reads the built-in table.
    ///
    /// # Errors
    /// [`ModelError`] if it is not loaded or does not hold together.
    pub fn read(library: &suzerain_tables::library::Library) -> Result<Self, ModelError> {
        let file = library
            .table(TableKind::Io, SOURCE)
            .ok_or_else(|| ModelError::NotApplicable(format!("the table {SOURCE} is not loaded")))?;
        Ok(Self::new(Table::read(file, YEAR)?))
    }

    fn new(table: Table) -> Self {
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
        Self { table, intermediate, finals, other, value_added, notes }
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
                Some(sectors::in_16(context, &measure.sectors, flow, YEAR)?)
            };
            for (s, code) in table.sectors().iter().enumerate() {
                let part = named.as_ref().map_or(1.0, |n| n.get(code.as_str()).copied().unwrap_or(0.0));
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
    if let Some(year) = context.year()
        && year < YEAR
    {
        return Err(ModelError::NotApplicable(format!("the built-in input-output table is of {YEAR}")));
    }
    let network = match cache {
        Some(network) => network,
        None => cache.insert(Network::read(context.inputs.library)?),
    };
    for side in context.sides() {
        network.table.place(side)?;
    }
    let cuts = cuts(context, network)?;
    let mut answer = Answer {
        model,
        horizon: Horizon::Short,
        world: vec![SOURCE.into()],
        year: Some(YEAR),
        parameters: Vec::new(),
        held_fixed: NO_ADJUSTMENT,
        assumptions: silent(context, YEAR),
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
            stocks(context, network, &cuts, &mut answer)?;
            answer.weigh(sides, &[Measured::Output, Measured::ValueAdded], |_, _| None);
        }
        Model::Rerouting => {
            reroute(context, network, &cuts, &mut answer)?;
            answer.weigh(sides, &[Measured::Output], |_, _| None);
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
                let parts = sectors::in_16(context, &measure.sectors, (seller, buyer), YEAR)?;
                if parts.values().any(|p| *p < 1.0) {
                    let why = "extraction takes out whole sectors of the table's 16; a sector named is part of one";
                    return Err(ModelError::NotApplicable(why.into()));
                }
                Some(parts.into_keys().map(str::to_owned).collect())
            };
            cuts.push(input_output::Cut { seller, buyer, sectors });
        }
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let leontief = Leontief::new(network.table.clone(), Threads::Many(threads))?;
    let out = input_output::extraction(&leontief, &cuts)?;
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
    let count = context.scenario.draws;
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

fn stocks(context: &Context<'_>, network: &Network, cuts: &[Cut], answer: &mut Answer) -> Result<(), ModelError> {
    let view = network.view();
    let lost = view.lost(cuts)?;
    let given = &context.scenario.shortage;
    let number =
        |value: &Option<toml::Spanned<f64>>, otherwise: f64| value.as_ref().map_or(otherwise, |v| *v.get_ref());
    let goods = number(&given.stock_days, 90.0);
    let parameters = inventories::Parameters {
        days: number(&given.days, 364.0),
        step_days: number(&given.step_days, 7.0),
        stock_days: network
            .table
            .sectors()
            .iter()
            .map(|s| if s == SERVICES { f64::INFINITY } else { goods.max(number(&given.step_days, 7.0)) })
            .collect(),
        ..Default::default()
    };
    let path = inventories::simulate(&view, &lost, &[], &parameters, |share| {
        (context.progress)(Model::Inventories, share);
    })?;
    let whole = change_of(network, &path.output, |_| 1.0);
    let v = &network.value_added;
    let earned = change_of(network, &path.output, |k| v[k]);
    answer.rows = rows(network, Measured::Output, |_| 1.0, |e| Ok(whole[e]), |_| None);
    answer.rows.extend(rows(network, Measured::ValueAdded, |k| v[k], |e| Ok(earned[e]), |_| None));
    answer.parameters = vec![
        ("days", parameters.days),
        ("step_days", parameters.step_days),
        ("stock_days", goods),
        ("stock_share", parameters.stock_share),
        ("restock_days", parameters.restock_days),
        ("capacity_most", parameters.capacity_most),
        ("capacity_days", parameters.capacity_days),
        ("redirect", parameters.redirect),
    ];
    answer.certificate = path.certificate;
    answer.assumptions.push(
        "the loss over the days simulated as a share of normal output over the same days; services are not stored and do \
         not limit production; cut orders go to the other sellers of the sector in proportion to their sales"
            .into(),
    );
    Ok(())
}

fn reroute(context: &Context<'_>, network: &Network, cuts: &[Cut], answer: &mut Answer) -> Result<(), ModelError> {
    let given = &context.scenario.shortage;
    let number =
        |value: &Option<toml::Spanned<f64>>, otherwise: f64| value.as_ref().map_or(otherwise, |v| *v.get_ref());
    let default = rerouting::Parameters::default();
    let parameters = rerouting::Parameters {
        friction: number(&given.friction, default.friction),
        leakage: number(&given.leakage, default.leakage),
        ..default
    };
    let after = rerouting::solve(&network.view(), cuts, &parameters)?;
    let change = change_of(network, &after.output, |_| 1.0);
    answer.rows = rows(network, Measured::Output, |_| 1.0, |e| Ok(change[e]), |_| None);
    answer.parameters = vec![
        ("leakage", parameters.leakage),
        ("friction", parameters.friction),
        ("inner", parameters.inner),
        ("outer", parameters.outer),
    ];
    answer.certificate = after.certificate;
    answer.assumptions.push(
        "intermediate sales only: final sales are neither cut nor rerouted; method after Bhattathiripad and Veetil \
         (secondary)"
            .into(),
    );
    Ok(())
}
