//! Measures of one state.

use super::super::Leaf;
use super::super::evidence::Evidence;
use super::Sourced;
use crate::StudyError;
use suzerain_measures::alignment::ideal_point::{self, ideal_point};
use suzerain_measures::books::Items;
use suzerain_measures::concentration::{self, hhi, hirschman};
use suzerain_measures::power::beckley::{self, beckley};
use suzerain_measures::power::cinc::{self, cinc};
use suzerain_measures::power::indicator::indicator;
use suzerain_tables::figure::{Domain, Figure};
use suzerain_tables::variables::{self, GDP_CONSTANT, IDEAL_POINT, POPULATION};
use suzerain_tables::{Economy, Year};

/// A measure of an economy's partners.
type OfConcentration = fn(&concentration::Question<'_>) -> Figure;

/// Concentration of an economy's suppliers or markets.
fn concentrated(id: &str) -> Option<(concentration::Side, OfConcentration)> {
    use concentration::Side::{Markets, Suppliers};
    if id == hhi::SUPPLIERS.id {
        Some((Suppliers, hhi::concentration))
    } else if id == hhi::MARKETS.id {
        Some((Markets, hhi::concentration))
    } else if id == hhi::SUPPLIERS_NORMALISED.id {
        Some((Suppliers, hhi::concentration_normalised))
    } else if id == hhi::MARKETS_NORMALISED.id {
        Some((Markets, hhi::concentration_normalised))
    } else if id == hirschman::IMPORTS.id {
        Some((Suppliers, hirschman::concentration))
    } else if id == hirschman::EXPORTS.id {
        Some((Markets, hirschman::concentration))
    } else {
        None
    }
}

/// The figures of a measure of one state; none if only a page computes it.
pub(super) fn of_state(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    economy: Economy,
    year: Year,
) -> Result<Option<Vec<Sourced>>, StudyError> {
    let home = evidence.home();
    let id = leaf.measure.as_str();
    if let Some(variable) = variables::variable(id) {
        let all = home.indicators()?;
        let with = all.iter().filter(|t| t.meta().coverage.span(id).is_some());
        let figures = with.map(|t| Sourced::new(indicator(t, variable, Domain::Power, economy, year)));
        return Ok(Some(figures.collect()));
    }
    if id == cinc::DEFINITION.id {
        let data = home.capabilities()?;
        return Ok(Some(data.iter().map(|d| Sourced::new(cinc(d, economy, year))).collect()));
    }
    if id == beckley::DEFINITION.id {
        let (gdp, people) = (home.with_variable(GDP_CONSTANT)?, home.with_variable(POPULATION)?);
        let both = gdp.zip(people);
        return Ok(Some(both.iter().map(|(g, p)| Sourced::new(beckley(g, p, economy, year))).collect()));
    }
    if id == ideal_point::DEFINITION.id {
        let data = home.with_variable(IDEAL_POINT)?;
        return Ok(Some(data.iter().map(|d| Sourced::new(ideal_point(d, economy, year))).collect()));
    }
    if let Some((side, measure)) = concentrated(id) {
        let items = leaf.item.clone().map_or(Items::Goods, Items::One);
        let mut out = Vec::new();
        for table in evidence.trade_tables(leaf.item.as_deref()) {
            let books = evidence.books(table, [economy, economy], false)?;
            if books.years().contains(&year) && leaf.item.as_ref().is_none_or(|c| books.item_codes().contains(c)) {
                let q = concentration::Question {
                    books: &books,
                    domain: Domain::Goods,
                    economy,
                    side,
                    year,
                    items: &items,
                };
                out.push(Sourced::new(measure(&q)));
            }
        }
        return Ok(Some(out));
    }
    Ok(None)
}
