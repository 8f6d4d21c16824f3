//! Export share: how much of what one side sells abroad goes to the other.
//!
//! export share of `dependent` on `on` = X(dependent, on) / sum over j other than dependent of X(dependent, j)
//!
//! Range 0 to 1; own sales are left out. The dependent side is the seller (Hirschman 1945, chapter
//! V). A share before adjustment (sensitivity). Zero trade and missing data as in
//! [`super::import_share`].
//!
//! ```
//! use suzerain_measures::books::{Books, Items};
//! use suzerain_measures::dependence::{Question, export_share::export_share};
//! use suzerain_tables::figure::{Domain, Dyad};
//! use suzerain_tables::{Economy, Year};
//! let [rus, chn, deu] = ["RUS", "CHN", "DEU"].map(|c| Economy::from_code(c).unwrap());
//! let flows = [(chn, rus, 50.0), (deu, rus, 25.0), (rus, chn, 60.0), (rus, deu, 40.0)];
//! let books = Books::of_totals(Year(2023), &flows, [rus, chn]);
//! let dyad = Dyad { dependent: rus, on: chn };
//! let question = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &Items::Goods };
//! // 60 of the 100 that RUS sells abroad go to CHN.
//! assert_eq!(export_share(&question).value.known(), Some(0.6));
//! ```

use super::Question;
use crate::definition::{Definition, Reading};
use suzerain_tables::Observation;
use suzerain_tables::figure::{Figure, Role, Unit};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "export_share",
    title: "Export share",
    formula: "X(dependent -> on) / sum over j != dependent of X(dependent -> j)",
    range: "share, 0 to 1",
    direction: "the dependent side is the seller",
    reading: Reading::Sensitivity,
    edge_cases: "0 for observed zero trade; missing where neither side reported; incomplete where the total lacks such flows",
    source: "Hirschman 1945, National Power and the Structure of Foreign Trade, chapter V",
    page: "docs/methods/trade-shares.md",
};

/// Share of the dependent side's exports that the other side takes.
#[must_use]
pub fn export_share(q: &Question<'_>) -> Figure {
    let (flow, numerator) = q.flow_input(Role::Numerator, q.dyad.dependent, q.dyad.on);
    let (total, denominator) = q.total_input(Role::Denominator, q.dyad.dependent, true);
    let mut figure = q.figure(&DEFINITION, Unit::Share);
    figure.denominator = Some(q.books.universe());
    let value = Observation::ratio(flow, total.value_kusd);
    q.finish(figure, value, total.unknown, vec![numerator, denominator])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::Items;
    use crate::books::tests::{books, economy};
    use suzerain_tables::Year;
    use suzerain_tables::figure::{Domain, Dyad};

    #[test]
    fn the_seller_is_the_dependent_side() {
        let (books, items) = (books(), Items::Goods);
        let dyad = Dyad { dependent: economy("RUS"), on: economy("CHN") };
        let q = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &items };
        assert_eq!(export_share(&q).value.known(), Some(0.6));
    }
}
