//! Hirschman's index of concentration of 1945.
//!
//! C = sqrt(sum over partners of (100 x flow / sum of flows)^2), from 100/sqrt(n) to 100: a hundred
//! times the root of the [HHI](super::hhi). Hirschman gives it for imports and for exports. Sensitivity.
//!
//! The *net dependence* of the same book, a partner's share in one's trade less one's share in the
//! partner's, is [`crate::dependence::hirschman_asymmetry`].
//!
//! ```
//! use suzerain_measures::concentration::hirschman::index;
//! // Two equal partners: sqrt(50^2 + 50^2). Sixteen: sqrt(16 x 6.25^2) = 25.
//! assert!((index(&[3.0, 3.0]).unwrap() - 5000.0_f64.sqrt()).abs() < 1e-12);
//! assert_eq!(index(&[3.0; 16]), Some(25.0));
//! ```

use super::hhi::hhi;
use super::{Question, Side};
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::Figure;

const fn definition(id: &'static str, title: &'static str, formula: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "index, 0 to 100",
        direction: "a figure of one economy",
        reading: Reading::Sensitivity,
        edge_cases: "not defined without trade; incomplete where flows are unknown",
        source: "Hirschman 1945, National Power and the Structure of Foreign Trade, chapter VI",
        page: "docs/methods/concentration.md",
    }
}

/// Of imports.
pub const IMPORTS: Definition = definition(
    "hirschman_import_concentration",
    "Hirschman's concentration of imports",
    "sqrt(sum over suppliers of (100 x import share)^2)",
);
/// Of exports.
pub const EXPORTS: Definition = definition(
    "hirschman_export_concentration",
    "Hirschman's concentration of exports",
    "sqrt(sum over markets of (100 x export share)^2)",
);

/// The index of flows of at least zero; none if they sum to zero.
#[must_use]
pub fn index(flows: &[f64]) -> Option<f64> {
    hhi(flows).map(|h| 100.0 * h.sqrt())
}

/// The index of an economy's imports or exports.
#[must_use]
pub fn concentration(q: &Question<'_>) -> Figure {
    q.figure(if q.side == Side::Suppliers { &IMPORTS } else { &EXPORTS }, index)
}
