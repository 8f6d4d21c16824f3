//! Trade share: how much of one side's trade, both ways, is with the other.
//!
//! trade share of `dependent` on `on` = [X(dependent, on) + X(on, dependent)] / [exports + imports of dependent]
//!
//! Range 0 to 1; own sales are left out. This is the salience of Barbieri (2002) before taking the
//! geometric mean, and the total share of Hirschman (1945). A share before adjustment
//! (sensitivity). Zero trade and missing data as in [`super::import_share`].
//!
//! ```
//! use suzerain_measures::books::{Books, Items};
//! use suzerain_measures::dependence::{Question, trade_share::trade_share};
//! use suzerain_tables::figure::{Domain, Dyad};
//! use suzerain_tables::{Economy, Year};
//! let [rus, chn, deu] = ["RUS", "CHN", "DEU"].map(|c| Economy::from_code(c).unwrap());
//! let flows = [(chn, rus, 50.0), (deu, rus, 25.0), (rus, chn, 60.0), (rus, deu, 40.0)];
//! let books = Books::of_totals(Year(2023), &flows, [rus, chn]);
//! let dyad = Dyad { dependent: rus, on: chn };
//! let question = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &Items::Goods };
//! // 60 + 50 of 100 + 75.
//! assert_eq!(trade_share(&question).value.known(), Some(110.0 / 175.0));
//! ```

use super::{Question, sum, union};
use crate::definition::{Definition, Reading};
use suzerain_tables::Observation;
use suzerain_tables::figure::{Figure, Role, Unit};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "trade_share",
    title: "Trade share",
    formula: "[X(dependent -> on) + X(on -> dependent)] / [exports + imports of dependent]",
    range: "share, 0 to 1",
    direction: "the dependent side is the one whose trade is the whole",
    reading: Reading::Sensitivity,
    edge_cases: "0 for observed zero trade; missing where neither side reported; incomplete where a total lacks such flows",
    source: "Hirschman 1945, chapter V; Barbieri 2002, The Liberal Illusion",
    page: "docs/methods/trade-shares.md",
};

/// Share of the dependent side's exports and imports that is with the other side.
#[must_use]
pub fn trade_share(q: &Question<'_>) -> Figure {
    let (out, sold) = q.flow_input(Role::Numerator, q.dyad.dependent, q.dyad.on);
    let (back, bought) = q.flow_input(Role::Numerator, q.dyad.on, q.dyad.dependent);
    let (exports, all_sold) = q.total_input(Role::Denominator, q.dyad.dependent, true);
    let (imports, all_bought) = q.total_input(Role::Denominator, q.dyad.dependent, false);
    let mut figure = q.figure(&DEFINITION, Unit::Share);
    figure.denominator = Some(q.books.universe());
    let value = Observation::ratio(sum(&out, &back), sum(&exports.value_kusd, &imports.value_kusd));
    let unknown = union(exports.unknown, imports.unknown);
    q.finish(figure, value, unknown, vec![sold, bought, all_sold, all_bought])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::Items;
    use crate::books::tests::{books, economy};
    use suzerain_tables::Year;
    use suzerain_tables::figure::{Domain, Dyad};

    #[test]
    fn both_ways_over_both_ways() {
        let (books, items) = (books(), Items::Goods);
        let dyad = Dyad { dependent: economy("RUS"), on: economy("CHN") };
        let q = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &items };
        assert_eq!(trade_share(&q).value.known(), Some(110.0 / 175.0));
    }
}
