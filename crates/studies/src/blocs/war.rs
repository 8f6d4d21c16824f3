//! War stability of the alliances of a year among all states with a capability share.

use super::components::{Inputs, newest, out_of_reach, pacts, spans, trade_of};
use super::{Question, capability};
use crate::StudyError;
use crate::world::{World, source_ref};
use std::collections::BTreeMap;
use suzerain_models::coalition::war_stability::Alliances;
use suzerain_tables::figure::SourceRef;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Economy, Year, coverage};

/// The weakest obligation that counts as an alliance: consultation or neutrality.
const ALLIED: u8 = 2;

/// An actor's exposure.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposed {
    /// The actor.
    pub actor: Economy,
    /// Its allies in the whole system.
    pub allies: usize,
    /// Whether some leader with its allies could defeat it with the allies it keeps.
    pub vulnerable: bool,
    /// The least ratio of spoils to gains from trade at which it is vulnerable; none if it is not, or if
    /// trade or product are not known.
    pub least_ratio: Option<f64>,
}

/// War stability of the whole system, and the exposure of the actors.
#[derive(Clone, Debug, PartialEq)]
pub struct War {
    /// Year of the alliances.
    pub alliances_year: Year,
    /// Year of the strengths.
    pub strength_year: Year,
    /// Year of trade and product, where they are known.
    pub trade_year: Option<Year>,
    /// Why trade is not considered, where it is not.
    pub without_trade: Option<String>,
    /// States in the system.
    pub states: usize,
    /// Alliances a state.
    pub alliances_per_state: Option<f64>,
    /// Vulnerable states.
    pub vulnerable: usize,
    /// Pairs that could defeat somebody by allying.
    pub tempting: usize,
    /// Alliances without which one of the members would be safe all the same.
    pub idle: usize,
    /// Whether the graph is war-stable.
    pub war_stable: bool,
    /// The actors.
    pub actors: Vec<Exposed>,
    /// Tables used.
    pub sources: Vec<SourceRef>,
}

pub(super) fn war(
    inputs: &Inputs<'_>,
    question: &Question,
    actors: &[Economy],
) -> Result<Result<War, String>, StudyError> {
    let Some(pacts) = pacts(inputs, question)? else {
        let spans = spans(inputs.library, TableKind::Obligations, coverage::OBLIGATIONS);
        return Ok(Err(out_of_reach("alliance obligations", question, &spans)));
    };
    let Some((strength_source, strength_year, shares)) = capability(inputs, question)? else {
        return Ok(Err(format!("no capability shares for {}", question.year)));
    };
    let states: Vec<Economy> = shares.keys().copied().collect();
    let place: BTreeMap<Economy, usize> = states.iter().enumerate().map(|(i, e)| (*e, i)).collect();
    let pairs: Vec<(usize, usize)> = pacts
        .clauses
        .iter()
        .filter(|(_, c)| c.ordinal() >= ALLIED)
        .filter_map(|((a, b), _)| Some((*place.get(a)?, *place.get(b)?)))
        .collect();
    let graph = match Alliances::new(shares.values().copied().collect(), &pairs) {
        Ok(graph) => graph,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let stability = graph.stability(question.gamma);
    let mut sources = vec![pacts.source, strength_source];
    let trade = exposure_to_trade(inputs, question, &states)?;
    let (ratios, trade_year, without_trade) = match trade {
        Ok((over_product, year, used)) => {
            sources.extend(used);
            let n = states.len();
            // A flow that nobody knows deters nobody.
            let ratio = |k: usize, i: usize| over_product[k * n + i].unwrap_or(0.0);
            (Some(graph.least_ratio(question.gamma, ratio)), Some(year), None)
        }
        Err(why) => (None, None, Some(why)),
    };
    let exposed = |actor: &Economy| {
        let at = *place.get(actor)?;
        Some(Exposed {
            actor: *actor,
            allies: graph.allies(at).len(),
            vulnerable: stability.vulnerable[at],
            least_ratio: ratios.as_ref().and_then(|r| r[at]),
        })
    };
    Ok(Ok(War {
        alliances_year: pacts.year,
        strength_year,
        trade_year,
        without_trade,
        states: graph.len(),
        alliances_per_state: graph.per_state(),
        vulnerable: stability.vulnerable.iter().filter(|v| **v).count(),
        tempting: stability.tempting.len(),
        idle: stability.idle.len(),
        war_stable: stability.war_stable(),
        actors: actors.iter().filter_map(exposed).collect(),
        sources,
    }))
}

/// Trade of each state with each other over the other's product, `[k * n + i]`, with year and tables.
type OverProduct = (Vec<Option<f64>>, Year, Vec<SourceRef>);

fn exposure_to_trade(
    inputs: &Inputs<'_>,
    question: &Question,
    states: &[Economy],
) -> Result<Result<OverProduct, String>, StudyError> {
    let trade = match trade_of(inputs, question, states)? {
        Ok(trade) => trade,
        Err(why) => return Ok(Err(why)),
    };
    let Some(first) = states.first() else { return Ok(Err("no states".into())) };
    let Some(products) = World::new(inputs.library, [*first, *first]).with_variable(GDP_CURRENT)? else {
        return Ok(Err("no table of products (GDP, current US dollars) is loaded".into()));
    };
    let of = |e: Economy| newest_known(question, |year| products.get(GDP_CURRENT, e, year).known());
    let product: Vec<Option<f64>> = states.iter().map(|e| of(*e)).collect();
    let n = states.len();
    let over = (0..n * n)
        .map(|at| {
            let (k, i) = (states[at / n], states[at % n]);
            let both = trade.sales.get(&(k, i))? + trade.sales.get(&(i, k))?;
            product[at % n].map(|usd| both * 1000.0 / usd)
        })
        .collect();
    Ok(Ok((over, trade.year, vec![trade.meta, source_ref(products.meta())])))
}

/// The newest known value of the years that may be carried from.
fn newest_known(question: &Question, value: impl Fn(Year) -> Option<f64>) -> Option<f64> {
    newest(question, |year| value(year).is_some()).and_then(value)
}
