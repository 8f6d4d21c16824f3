//! Energy revenue: what the dependent side earns by selling energy to the other, over its product.
//!
//! energy revenue = sum over products k of energy X_k(dependent -> on) / GDP(dependent)
//!
//! Energy is chapter 27 of the Harmonized System (coal, oil, gas) as far as the source holds its products; the
//! figure says how many. Values are free on board. The built-in table has crude oil, gas, coal and lignite, not
//! refined oil: a lower bound.

use super::gdp_share::Product;
use crate::books::{Books, Items};
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Unit};
use suzerain_tables::figure::{SourceRef, Subject};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::{Missing, Observation, Year};

/// Chapter of mineral fuels in every edition of the Harmonized System.
pub const CHAPTER: &str = "27";

/// Revenue over product.
pub const DEFINITION: Definition = Definition {
    id: "energy_revenue_gdp",
    title: "Revenue from energy sold to the other side, over GDP",
    formula: "sum over products k of HS chapter 27 of X_k(dependent -> on) / GDP(dependent)",
    range: "ratio, 0 upwards",
    direction: "the dependent side sells energy",
    reading: Reading::Sensitivity,
    edge_cases: "0 for observed zero trade; missing where a flow or the product of the year is; a lower bound where the source lacks products of the chapter",
    source: "usual ratio; values free on board, gross domestic product in current US dollars (World Bank)",
    page: "docs/methods/unit-values.md",
};

/// What the dependent side earns from the other, over its product of the same year.
#[must_use]
pub fn energy_revenue(books: &Books, dyad: Dyad, year: Year, gdp: &Product) -> Figure {
    let mut codes: Vec<&String> = books.item_codes().iter().filter(|c| c.starts_with(CHAPTER)).collect();
    codes.sort();
    let sum = codes.iter().try_fold(0.0, |sum, code| {
        match books.flow(dyad.dependent, dyad.on, year, &Items::One((*code).clone())) {
            Observation::Known(v) => Ok(sum + v),
            Observation::Missing(why) => Err(why),
        }
    });
    let revenue = match sum {
        _ if codes.is_empty() => Observation::Missing(Missing::NotDefined { why: "the source has no energy".into() }),
        Ok(kusd) => Observation::Known(kusd),
        Err(why) => Observation::Missing(why),
    };
    let mut figure = Figure::new(DEFINITION.id, Domain::Energy, Subject::Directed(dyad), year, Unit::Ratio);
    figure.sources =
        vec![books.source(), SourceRef { id: SourceId(gdp.source.id.0.clone()), vintage: gdp.source.vintage.clone() }];
    figure.denominator = Some("gdp-current-usd".into());
    figure.flag(Flag::Sensitivity);
    figure.flag(Flag::Remark(format!("products:{}", codes.len()).into()));
    let (status, flags) = books.standing(dyad.dependent, dyad.on, year);
    figure = figure.with_value(Observation::ratio(revenue.clone().map(|kusd| kusd * 1000.0), gdp.usd.clone()), status);
    if let (Some(kusd), Some(usd), Some(_)) = (revenue.known(), gdp.usd.known(), figure.value.known()) {
        flags.into_iter().for_each(|f| figure.flag(f));
        let mut rows = books.rows(Some(dyad.dependent), Some(dyad.on), year, &Items::Goods);
        rows.items = codes.into_iter().cloned().collect();
        let mut of_gdp = rows.clone();
        of_gdp.source.clone_from(&gdp.source.id.0);
        of_gdp.items.clear();
        of_gdp.variables = vec![suzerain_tables::variables::GDP_CURRENT.to_owned()];
        figure.inputs = vec![
            Input {
                role: Role::Numerator,
                label: "energy sold to the other side".into(),
                value: kusd,
                unit: Unit::KiloUsd,
                rows,
            },
            Input {
                role: Role::Denominator,
                label: "gross domestic product".into(),
                value: usd,
                unit: Unit::Usd,
                rows: of_gdp,
            },
        ];
    }
    figure
}
