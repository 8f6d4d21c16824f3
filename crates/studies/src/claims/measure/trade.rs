//! Measures of trade between a pair, with their bounds.

use super::super::Leaf;
use super::super::bounds::{self, Asked};
use super::super::evidence::Evidence;
use super::Sourced;
use crate::StudyError;
use crate::world::source_ref;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::dependence::barbieri::{self, barbieri};
use suzerain_measures::dependence::expenditure_share::{self, expenditure_share};
use suzerain_measures::dependence::export_share::{self, export_share};
use suzerain_measures::dependence::gdp_share::{self, Product, gdp_ratios};
use suzerain_measures::dependence::hirschman_asymmetry::{self, hirschman_asymmetry, mutual_dependence};
use suzerain_measures::dependence::import_share::{self, import_share};
use suzerain_measures::dependence::trade_share::{self, trade_share};
use suzerain_measures::dependence::unit_value::{self, discount, unit_values};
use suzerain_measures::dependence::{Question, sales};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag};
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Economy, Missing, Observation, Year};

/// A measure of trade between a pair.
type Between = Box<dyn Fn(&Question<'_>) -> Figure>;

fn of_trade(id: &str) -> Option<Between> {
    fn plain(f: fn(&Question<'_>) -> Figure) -> Option<Between> {
        Some(Box::new(f))
    }
    let barbieri_of = |at: usize| -> Option<Between> {
        Some(Box::new(move |q| barbieri(q).into_iter().nth(at).unwrap_or_else(|| trade_share(q))))
    };
    if id == sales::DEFINITION.id {
        plain(sales::sales)
    } else if id == import_share::DEFINITION.id {
        plain(import_share)
    } else if id == export_share::DEFINITION.id {
        plain(export_share)
    } else if id == expenditure_share::DEFINITION.id {
        plain(expenditure_share)
    } else if id == trade_share::DEFINITION.id {
        plain(trade_share)
    } else if id == hirschman_asymmetry::DEFINITION.id {
        plain(hirschman_asymmetry)
    } else if id == hirschman_asymmetry::MUTUAL.id {
        plain(mutual_dependence)
    } else if id == barbieri::SALIENCE.id {
        barbieri_of(0)
    } else if id == barbieri::SYMMETRY.id {
        barbieri_of(1)
    } else if id == barbieri::INTERDEPENDENCE.id {
        barbieri_of(2)
    } else if id == unit_value::QUANTITY.id {
        plain(|q| unit_values(q).quantity)
    } else if id == unit_value::DEFINITION.id {
        plain(|q| unit_values(q).unit_value)
    } else if id == unit_value::BENCHMARK.id {
        plain(|q| unit_values(q).benchmark)
    } else if id == unit_value::RATIO.id {
        plain(|q| unit_values(q).ratio)
    } else if id == unit_value::DISCOUNT.id {
        plain(|q| discount(&unit_values(q).ratio))
    } else {
        None
    }
}

/// Measures of the flow alone: no partner is missing from them.
const OF_FLOWS: [&str; 10] = [
    sales::DEFINITION.id,
    gdp_share::TRADE.id,
    gdp_share::EXPORTS.id,
    gdp_share::IMPORTS.id,
    expenditure_share::DEFINITION.id,
    unit_value::QUANTITY.id,
    unit_value::DEFINITION.id,
    unit_value::BENCHMARK.id,
    unit_value::RATIO.id,
    unit_value::DISCOUNT.id,
];

const OVER_GDP: [&str; 3] = [gdp_share::TRADE.id, gdp_share::EXPORTS.id, gdp_share::IMPORTS.id];

/// The figures of a measure of trade; none if it is not one.
pub(super) fn traded(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    dyad: Dyad,
    owners: [Economy; 2],
    year: Year,
) -> Result<Option<Vec<Sourced>>, StudyError> {
    let id = leaf.measure.as_str();
    let over_gdp = OVER_GDP.iter().position(|known| *known == id);
    let Some(measure) = of_trade(id).or_else(|| over_gdp.map(|_| Box::new(sales::sales) as Between)) else {
        return Ok(None);
    };
    let gdp = if over_gdp.is_some() { evidence.home().with_variable(GDP_CURRENT)? } else { None };
    let quantities = [
        unit_value::QUANTITY.id,
        unit_value::DEFINITION.id,
        unit_value::BENCHMARK.id,
        unit_value::RATIO.id,
        unit_value::DISCOUNT.id,
    ]
    .contains(&id);
    let items = leaf.item.clone().map_or(Items::Goods, Items::One);
    let domain = if leaf.item.is_some() { Domain::Sectors } else { Domain::Goods };
    let compute = |books: &Books| {
        let q = Question { books, domain, dyad, year, items: &items };
        match (over_gdp, &gdp) {
            (Some(at), Some(data)) => {
                let usd = data.get(GDP_CURRENT, dyad.dependent, year);
                let product = Product { economy: dyad.dependent, year, usd, source: source_ref(data.meta()) };
                gdp_ratios(&q, &product).into_iter().nth(at).unwrap_or_else(|| measure(&q))
            }
            _ => measure(&q),
        }
    };
    let mut out = Vec::new();
    for table in evidence.trade_tables(leaf.item.as_deref()) {
        if leaf.source.as_ref().is_some_and(|wanted| *wanted != table.meta().source) {
            continue;
        }
        let books = evidence.books(table, owners, quantities)?;
        let holds = |code: &String| books.item_codes().contains(code);
        if !books.years().contains(&year) || !leaf.item.as_ref().is_none_or(holds) {
            continue;
        }
        let figure = compute(&books);
        let partial = table.meta().universe.as_deref().is_some_and(|u| u.starts_with("covered"));
        let lacks = partial && !OF_FLOWS.contains(&id) || figure.flags.iter().any(|f| matches!(f, Flag::Incomplete(_)));
        let unreported = matches!(figure.value, Observation::Missing(Missing::NeitherReports { .. }));
        let mut sourced = Sourced::new(figure);
        if (lacks && figure_known(&sourced)) || unreported {
            let asked = Asked {
                table,
                owners,
                pair: [dyad.dependent, dyad.on],
                year,
                items: &items,
                quantities,
                measure: &compute,
            };
            if let Some(ends) = bounds::ends(evidence, &asked)? {
                sourced.remarks.push(ends.remark);
                let mut range = ends.range;
                if !ends.unbounded.is_empty() {
                    let names: Vec<&str> = ends.unbounded.iter().map(|e| e.code()).collect();
                    sourced.remarks.push(format!("no bound is known for {}", names.join(", ")));
                    range = (f64::NEG_INFINITY, f64::INFINITY);
                }
                sourced.range = Some(range);
            }
        }
        out.push(sourced);
    }
    Ok(Some(out))
}

fn figure_known(sourced: &Sourced) -> bool {
    sourced.figure.value.known().is_some()
}
