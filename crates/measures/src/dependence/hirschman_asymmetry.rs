//! Hirschman's asymmetry: one side's trade share less the other's, and their sum.
//!
//! asymmetry of `dependent` against `on` = trade share of dependent on on - trade share of on on dependent
//!
//! Range -1 to 1; positive where the dependent side leans more on the other than the other on it.
//! Hirschman (1945): the power of i over n grows with the share of n's trade that is with i, less
//! the share of i's trade that is with n. Asymmetry and level are separate questions, so the sum of
//! the two shares (0 to 2) stands beside it. Missing if either share is.
//!
//! ```
//! use suzerain_measures::books::{Books, Items};
//! use suzerain_measures::dependence::{Question, hirschman_asymmetry::hirschman_asymmetry};
//! use suzerain_tables::figure::{Domain, Dyad};
//! use suzerain_tables::{Economy, Year};
//! let [rus, chn, deu] = ["RUS", "CHN", "DEU"].map(|c| Economy::from_code(c).unwrap());
//! let flows = [(chn, rus, 50.0), (deu, rus, 25.0), (rus, chn, 60.0), (rus, deu, 40.0)];
//! let books = Books::of_totals(Year(2023), &flows, [rus, chn]);
//! let dyad = Dyad { dependent: rus, on: chn };
//! let question = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &Items::Goods };
//! // CHN trades only with RUS here, so its share is 1.
//! assert_eq!(hirschman_asymmetry(&question).value.known(), Some(110.0 / 175.0 - 1.0));
//! ```

use super::Question;
use super::trade_share::trade_share;
use crate::definition::{Definition, Reading};
use suzerain_tables::Observation;
use suzerain_tables::figure::{Figure, Flag, Subject, Unit};

/// The difference of the two trade shares.
pub const DEFINITION: Definition = Definition {
    id: "hirschman_asymmetry",
    title: "Hirschman asymmetry",
    formula: "trade_share(dependent on on) - trade_share(on on dependent)",
    range: "difference of shares, -1 to 1",
    direction: "positive: the dependent side leans more on the other than the other on it",
    reading: Reading::Sensitivity,
    edge_cases: "0 for observed zero trade; missing if either share is",
    source: "Hirschman 1945, National Power and the Structure of Foreign Trade, chapters II and V",
    page: "docs/methods/trade-shares.md",
};

/// The sum of the two trade shares.
pub const MUTUAL: Definition = Definition {
    id: "mutual_dependence",
    title: "Mutual dependence",
    formula: "trade_share(a on b) + trade_share(b on a)",
    range: "sum of shares, 0 to 2",
    direction: "symmetric: the level of the tie, not its tilt",
    reading: Reading::Sensitivity,
    edge_cases: "0 for observed zero trade; missing if either share is",
    source: "Keohane and Nye 1977, Power and Interdependence: level and symmetry are separate",
    page: "docs/methods/trade-shares.md",
};

/// One side's trade share less the other's.
#[must_use]
pub fn asymmetry(dependent: f64, on: f64) -> f64 {
    dependent - on
}

/// The sum of the two sides' trade shares.
#[must_use]
pub fn mutual(a: f64, b: f64) -> f64 {
    a + b
}

pub(super) fn combined(q: &Question<'_>, definition: &Definition, unit: Unit, f: fn(f64, f64) -> f64) -> Figure {
    let (mine, theirs) = (trade_share(q), trade_share(&q.reversed()));
    let mut figure = q.figure(definition, unit);
    figure.denominator = Some(q.books.universe());
    let value = match (&mine.value, &theirs.value) {
        (Observation::Known(a), Observation::Known(b)) => Observation::Known(f(*a, *b)),
        (Observation::Missing(m), _) | (_, Observation::Missing(m)) => Observation::Missing(m.clone()),
    };
    figure = figure.with_value(value, mine.status.worst(theirs.status));
    for flag in mine.flags.into_iter().chain(theirs.flags) {
        // Two totals may lack different partners: keep one list of all of them.
        if let Flag::Incomplete(partners) = &flag
            && let Some(Flag::Incomplete(known)) = figure.flags.iter_mut().find(|f| matches!(f, Flag::Incomplete(_)))
        {
            *known = super::union(std::mem::take(known), partners.clone());
        } else {
            figure.flag(flag);
        }
    }
    figure.inputs = mine.inputs.into_iter().chain(theirs.inputs).collect();
    figure
}

/// The tilt of the tie.
#[must_use]
pub fn hirschman_asymmetry(q: &Question<'_>) -> Figure {
    combined(q, &DEFINITION, Unit::ShareDifference, asymmetry)
}

/// The level of the tie.
#[must_use]
pub fn mutual_dependence(q: &Question<'_>) -> Figure {
    let mut figure = combined(q, &MUTUAL, Unit::Share, mutual);
    figure.subject = Subject::Symmetric(q.dyad.dependent, q.dyad.on);
    figure
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::Items;
    use crate::books::tests::{books, economy};
    use suzerain_tables::Year;
    use suzerain_tables::figure::{Domain, Dyad};

    #[test]
    fn the_two_directions_are_opposite() {
        let (books, items) = (books(), Items::Goods);
        let dyad = Dyad { dependent: economy("RUS"), on: economy("CHN") };
        let q = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &items };
        let (there, back) = (hirschman_asymmetry(&q), hirschman_asymmetry(&q.reversed()));
        let expected = 110.0 / 175.0 - 110.0 / 1400.0;
        assert!((there.value.known().unwrap() - expected).abs() < 1e-15);
        assert_eq!(there.value.known().unwrap(), -back.value.known().unwrap());
        assert!(mutual_dependence(&q).value.known().unwrap() > expected);
    }
}
