//! Inventories and rerouting, with bands over what is uncertain about them.

use super::super::ModelError;
use super::super::answer::{Answer, Band, Measured, uncertain};
use super::super::context::Context;
use super::{Network, change_of, rows};
use crate::scenario::{ElasticityValue, Model};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use suzerain_models::elasticity::Elasticity;
use suzerain_models::shortage::{Cut, inventories, rerouting};
use toml::Spanned;

/// Days of use held as stocks of goods, and days over which a gap in them is ordered again: medians usual for
/// this family of models, spreads judgement.
const STOCK_DAYS: Elasticity = Elasticity::Lognormal { median: 90.0, log_sd: 0.5, low: 14.0, high: 365.0 };
const RESTOCK_DAYS: Elasticity = Elasticity::Lognormal { median: 60.0, log_sd: 0.5, low: 14.0, high: 365.0 };
/// Leakage and friction of rerouting: the authors' values in the middle, the width judgement.
const LEAKAGE: Elasticity = Elasticity::Uniform { low: 0.0, high: 0.2 };
const FRICTION: Elasticity = Elasticity::Uniform { low: 0.1, high: 0.5 };

/// Changes in per cent in each draw, measure by measure and economy by economy.
pub(super) struct Drawn {
    changes: Vec<Vec<Vec<f64>>>,
}

impl Drawn {
    /// The draws of a measure (by its place) in an economy; none without draws.
    pub(super) fn of(&self, measure: usize, economy: usize) -> Option<Vec<f64>> {
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

/// Runs stocks down and rations what is made.
pub(super) fn stocks(
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

/// Reroutes what is cut.
pub(super) fn reroute(
    context: &Context<'_>,
    network: &Network,
    cuts: &[Cut],
    answer: &mut Answer,
) -> Result<Drawn, ModelError> {
    let given = &context.scenario.shortage;
    let numbers =
        [("leakage", number(given.leakage.as_ref(), LEAKAGE)), ("friction", number(given.friction.as_ref(), FRICTION))];
    let parameters =
        |[leakage, friction]: [f64; 2]| rerouting::Parameters { leakage, friction, ..rerouting::Parameters::default() };
    let view = network.view();
    let solve = |values: [f64; 2]| rerouting::solve(&view, cuts, &parameters(values));
    let central = parameters(numbers.map(|(_, of)| of.central()));
    let after = solve([central.leakage, central.friction])?;
    let drawn =
        draws(context, answer, &numbers, |values| Ok(vec![change_of(network, &solve(values)?.output, |_| 1.0)]))?;
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
