//! Import share: how much of what one side buys abroad comes from the other.
//!
//! import share of `dependent` on `on` = X(on, dependent) / sum over i other than dependent of X(i, dependent)
//!
//! Range 0 to 1; own sales are left out. The dependent side is the buyer. Hirschman (1945, chapter
//! V) reads it as one half of a country's dependence on another. A share before adjustment
//! (sensitivity): it says nothing of alternatives.
//!
//! Zero trade gives 0 where the source looked and found nothing; a flow that neither side reported
//! gives a missing share; a total that lacks such flows is marked incomplete with the partners.
//!
//! ```
//! use suzerain_measures::books::{Books, Items};
//! use suzerain_measures::dependence::{Question, import_share::import_share};
//! use suzerain_tables::figure::{Domain, Dyad};
//! use suzerain_tables::{Economy, Year};
//! let [rus, chn, deu] = ["RUS", "CHN", "DEU"].map(|c| Economy::from_code(c).unwrap());
//! let flows = [(chn, rus, 50.0), (deu, rus, 25.0), (rus, chn, 60.0), (rus, deu, 40.0)];
//! let books = Books::of_totals(Year(2023), &flows, [rus, chn]);
//! let dyad = Dyad { dependent: rus, on: chn };
//! let question = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &Items::Goods };
//! // 50 of the 75 that RUS buys abroad come from CHN.
//! assert_eq!(import_share(&question).value.known(), Some(50.0 / 75.0));
//! ```

use super::Question;
use crate::definition::{Definition, Reading};
use suzerain_tables::Observation;
use suzerain_tables::figure::{Figure, Role, Unit};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "import_share",
    title: "Import share",
    formula: "X(on -> dependent) / sum over i != dependent of X(i -> dependent)",
    range: "share, 0 to 1",
    direction: "the dependent side is the buyer",
    reading: Reading::Sensitivity,
    edge_cases: "0 for observed zero trade; missing where neither side reported; incomplete where the total lacks such flows",
    source: "Hirschman 1945, National Power and the Structure of Foreign Trade, chapter V",
    page: "docs/methods/trade-shares.md",
};

/// Share of the dependent side's imports that the other side supplies.
#[must_use]
pub fn import_share(q: &Question<'_>) -> Figure {
    let (flow, numerator) = q.flow_input(Role::Numerator, q.dyad.on, q.dyad.dependent);
    let (total, denominator) = q.total_input(Role::Denominator, q.dyad.dependent, false);
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
    use suzerain_tables::figure::{Domain, Dyad, Flag, Status};

    #[test]
    fn russia_buys_two_thirds_from_china_in_the_toy_world() {
        let (books, items) = (books(), Items::Goods);
        let dyad = Dyad { dependent: economy("RUS"), on: economy("CHN") };
        let q = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &items };
        let f = import_share(&q);
        assert_eq!(f.value.known(), Some(50.0 / 75.0));
        assert_eq!(f.status, Status::Mirror);
        assert!(f.has(&Flag::Incomplete(vec![economy("BLR")])));
        assert_eq!(f.denominator.as_deref(), Some("example"));
    }

    #[test]
    fn the_other_direction_is_another_number_and_complete() {
        let (books, items) = (books(), Items::Goods);
        let dyad = Dyad { dependent: economy("CHN"), on: economy("RUS") };
        let q = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &items };
        let f = import_share(&q);
        assert_eq!(f.value.known(), Some(60.0 / 500.0));
        assert!(!f.flags.iter().any(|f| matches!(f, Flag::Incomplete(_))));
    }
}
