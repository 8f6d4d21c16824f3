//! Barbieri's salience, symmetry and interdependence of a pair.
//!
//! salience = sqrt(share_a share_b); symmetry = 1 - |share_a - share_b|; interdependence = salience symmetry
//!
//! share_a is the trade share of a on b ([`super::trade_share`]). Range 0 to 1 each. Symmetric: the figures
//! are about the pair and say nothing of who leans on whom. Missing if either share is.
//!
//! ```
//! use suzerain_measures::books::{Books, Items};
//! use suzerain_measures::dependence::{Question, barbieri::barbieri};
//! use suzerain_tables::figure::{Domain, Dyad};
//! use suzerain_tables::{Economy, Year};
//! let [rus, chn, deu] = ["RUS", "CHN", "DEU"].map(|c| Economy::from_code(c).unwrap());
//! let flows = [(chn, rus, 50.0), (deu, rus, 50.0), (chn, deu, 150.0)];
//! let books = Books::of_totals(Year(2023), &flows, [rus, chn]);
//! let dyad = Dyad { dependent: rus, on: chn };
//! let question = Question { books: &books, domain: Domain::Goods, dyad, year: Year(2023), items: &Items::Goods };
//! // Shares of 50 in 100 and 50 in 200.
//! let [salience, symmetry, interdependence] = barbieri(&question).map(|f| f.value.known().unwrap());
//! assert_eq!((salience, symmetry), (0.125_f64.sqrt(), 0.75));
//! assert_eq!(interdependence, salience * symmetry);
//! ```

use super::Question;
use super::hirschman_asymmetry::combined;
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Figure, Subject, Unit};

const fn definition(id: &'static str, title: &'static str, formula: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "0 to 1",
        direction: "symmetric: about the pair, not about who leans on whom",
        reading: Reading::Sensitivity,
        edge_cases: "salience and interdependence 0, symmetry 1 for observed zero trade; missing if either share is",
        source: "Barbieri 1996, Journal of Peace Research 33(1); Barbieri 2002, The Liberal Illusion",
        page: "docs/methods/trade-shares.md",
    }
}

/// How much the tie matters to both.
pub const SALIENCE: Definition =
    definition("salience", "Barbieri salience", "sqrt(trade_share(a on b) trade_share(b on a))");
/// How evenly.
pub const SYMMETRY: Definition =
    definition("symmetry", "Barbieri symmetry", "1 - |trade_share(a on b) - trade_share(b on a)|");
/// Both.
pub const INTERDEPENDENCE: Definition =
    definition("interdependence", "Barbieri interdependence", "salience x symmetry");

/// Salience of two trade shares, 0 to 1 each.
#[must_use]
pub fn salience(a: f64, b: f64) -> f64 {
    (a * b).sqrt()
}

/// Symmetry of two trade shares.
#[must_use]
pub fn symmetry(a: f64, b: f64) -> f64 {
    1.0 - (a - b).abs()
}

/// Salience, symmetry and interdependence of the pair.
#[must_use]
pub fn barbieri(q: &Question<'_>) -> [Figure; 3] {
    let make = |definition: &Definition, f: fn(f64, f64) -> f64| {
        let mut figure = combined(q, definition, Unit::Share, f);
        figure.subject = Subject::Symmetric(q.dyad.dependent, q.dyad.on);
        figure
    };
    [
        make(&SALIENCE, salience),
        make(&SYMMETRY, symmetry),
        make(&INTERDEPENDENCE, |a, b| salience(a, b) * symmetry(a, b)),
    ]
}
