//! Trade with the other side over the dependent side's gross domestic product.
//!
//! Trade is gross and product is value added, so the ratio is a scale, not a share of product
//! (it can pass 1); both are in current US dollars of the same year. Range 0 upwards. Missing where
//! the flow or the product of that year is.
//!
//! ```
//! use suzerain_measures::books::{Books, Items};
//! use suzerain_measures::dependence::{Question, gdp_share::{Product, gdp_ratios}};
//! use suzerain_tables::figure::{Domain, Dyad};
//! use suzerain_tables::{Economy, Year};
//! let [rus, chn, deu] = ["RUS", "CHN", "DEU"].map(|c| Economy::from_code(c).unwrap());
//! let flows = [(chn, rus, 50.0), (deu, rus, 25.0), (rus, chn, 60.0), (rus, deu, 40.0)];
//! let books = Books::of_totals(Year(2023), &flows, [rus, chn]);
//! let dyad = Dyad { dependent: rus, on: chn };
//! let question = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &Items::Goods };
//! let source = books.source();
//! let usd = suzerain_tables::Observation::Known(2_000_000.0);
//! let [trade, ..] = gdp_ratios(&question, &Product { economy: rus, year: Year(2023), usd, source });
//! // 110 thousand dollars of trade over a product of 2,000 thousand.
//! assert_eq!(trade.value.known(), Some(0.055));
//! ```

use super::{Question, sum};
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Figure, Input, Role, SourceRef, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Economy, Observation, Year, YearRange};

const fn over_gdp(id: &'static str, title: &'static str, formula: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "ratio, 0 upwards (trade is gross, product is value added)",
        direction: "the dependent side's product is the scale",
        reading: Reading::Sensitivity,
        edge_cases: "0 for observed zero trade; missing where the flow or the product of that year is",
        source: "usual openness ratio, bilateral; gross domestic product in current US dollars (World Bank)",
        page: "docs/methods/trade-shares.md",
    }
}

/// Both ways over product.
pub const TRADE: Definition =
    over_gdp("trade_gdp_ratio", "Trade over GDP", "[X(dependent -> on) + X(on -> dependent)] / GDP(dependent)");
/// Sales over product.
pub const EXPORTS: Definition = over_gdp("export_gdp_ratio", "Sales over GDP", "X(dependent -> on) / GDP(dependent)");
/// Purchases over product.
pub const IMPORTS: Definition =
    over_gdp("import_gdp_ratio", "Purchases over GDP", "X(on -> dependent) / GDP(dependent)");

/// Gross domestic product in current US dollars with its source.
#[derive(Clone, Debug)]
pub struct Product {
    /// The economy.
    pub economy: Economy,
    /// The year.
    pub year: Year,
    /// Current US dollars, or why it is missing.
    pub usd: Observation,
    /// Source.
    pub source: SourceRef,
}

/// The three ratios: trade, exports, imports.
#[must_use]
pub fn gdp_ratios(q: &Question<'_>, gdp: &Product) -> [Figure; 3] {
    let (out, sold) = q.flow_input(Role::Numerator, q.dyad.dependent, q.dyad.on);
    let (back, bought) = q.flow_input(Role::Numerator, q.dyad.on, q.dyad.dependent);
    let product = gdp.usd.known().map(|value| Input {
        role: Role::Denominator,
        label: format!("gross domestic product of {}", gdp.economy.name()),
        value,
        unit: Unit::Usd,
        rows: suzerain_tables::figure::Rows {
            source: gdp.source.id.as_str().to_owned(),
            exporter: Some(gdp.economy),
            years: Some(YearRange::new(gdp.year, gdp.year)),
            variables: vec![GDP_CURRENT.into()],
            ..Default::default()
        },
    });
    let ratio = |definition: &Definition, flow: Observation, inputs: Vec<Option<Input>>| {
        let mut figure = q.figure(definition, Unit::Ratio);
        figure.denominator = Some("gdp-current-usd".into());
        figure.sources.push(SourceRef { id: SourceId(gdp.source.id.0.clone()), vintage: gdp.source.vintage.clone() });
        let usd = flow.map(|kusd| kusd * 1000.0);
        q.finish(figure, Observation::ratio(usd, gdp.usd.clone()), vec![], inputs)
    };
    [
        ratio(&TRADE, sum(&out, &back), vec![sold.clone(), bought.clone(), product.clone()]),
        ratio(&EXPORTS, out, vec![sold, product.clone()]),
        ratio(&IMPORTS, back, vec![bought, product]),
    ]
}
