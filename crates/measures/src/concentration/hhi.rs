//! Herfindahl-Hirschman index of an economy's suppliers (or markets), and its normalised form.
//!
//! HHI = sum over partners of (flow / sum of flows)^2, from 1/n to 1 with n partners.
//! Normalised: (HHI - 1/n) / (1 - 1/n), from 0 (n equal partners) to 1; not defined with one partner.
//!
//! A figure of one economy. Partners without trade are not counted; own sales are left out. A share
//! before adjustment (sensitivity). Flows that neither side reported are not in it, and the partners
//! are named.
//!
//! ```
//! use suzerain_measures::concentration::hhi::{hhi, normalised};
//! // Shares one half, one quarter, one quarter: 4/16 + 1/16 + 1/16.
//! assert_eq!(hhi(&[50.0, 25.0, 25.0]), Some(0.375));
//! assert_eq!(normalised(&[25.0; 4]), Some(0.0));
//! assert_eq!((hhi(&[]), hhi(&[7.0]), normalised(&[7.0])), (None, Some(1.0), None));
//! ```

use super::{Question, Side};
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::Figure;

const fn definition(id: &'static str, title: &'static str, formula: &'static str, range: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range,
        direction: "a figure of one economy: its dependence on few suppliers or few markets",
        reading: Reading::Sensitivity,
        edge_cases: "not defined without trade (normalised: with one partner); incomplete where flows are unknown",
        source: "Hirschman 1945, National Power and the Structure of Foreign Trade; Herfindahl 1950",
        page: "docs/methods/concentration.md",
    }
}

/// Of suppliers.
pub const SUPPLIERS: Definition = definition(
    "supplier_hhi",
    "Supplier concentration (HHI)",
    "sum over suppliers of (import share)^2",
    "index, 0 to 1",
);
/// Of suppliers, normalised.
pub const SUPPLIERS_NORMALISED: Definition = definition(
    "supplier_hhi_normalised",
    "Supplier concentration, normalised",
    "(HHI - 1/n) / (1 - 1/n), n suppliers",
    "index, 0 to 1",
);
/// Of markets.
pub const MARKETS: Definition =
    definition("market_hhi", "Market concentration (HHI)", "sum over markets of (export share)^2", "index, 0 to 1");
/// Of markets, normalised.
pub const MARKETS_NORMALISED: Definition = definition(
    "market_hhi_normalised",
    "Market concentration, normalised",
    "(HHI - 1/n) / (1 - 1/n), n markets",
    "index, 0 to 1",
);

/// The index of flows of at least zero; none if they sum to zero.
#[must_use]
pub fn hhi(flows: &[f64]) -> Option<f64> {
    let sum: f64 = flows.iter().sum();
    (sum > 0.0).then(|| flows.iter().map(|v| v * v).sum::<f64>() / (sum * sum))
}

/// The normalised index; none with fewer than two partners. Partners of zero count as partners.
#[must_use]
pub fn normalised(flows: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred partners")]
    let least = 1.0 / flows.len() as f64;
    (flows.len() > 1).then(|| hhi(flows)).flatten().map(|h| (h - least) / (1.0 - least))
}

/// Concentration of suppliers or markets.
#[must_use]
pub fn concentration(q: &Question<'_>) -> Figure {
    q.figure(if q.side == Side::Suppliers { &SUPPLIERS } else { &MARKETS }, hhi)
}

/// The same, normalised.
#[must_use]
pub fn concentration_normalised(q: &Question<'_>) -> Figure {
    q.figure(if q.side == Side::Suppliers { &SUPPLIERS_NORMALISED } else { &MARKETS_NORMALISED }, normalised)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::books::Items;
    use crate::books::tests::{books, economy};
    use suzerain_tables::Year;
    use suzerain_tables::figure::{Domain, Flag};

    #[test]
    fn russia_has_two_suppliers_in_the_toy_world() {
        let (books, items) = (books(), Items::Goods);
        let economy_ = economy("RUS");
        let q = Question {
            books: &books,
            domain: Domain::Goods,
            economy: economy_,
            side: Side::Suppliers,
            year: Year(2023),
            items: &items,
        };
        // 50 of 75 and 25 of 75: 4/9 + 1/9; normalised (5/9 - 1/2) / (1/2).
        let f = concentration(&q);
        assert!((f.value.known().unwrap() - 5.0 / 9.0).abs() < 1e-15);
        assert!(f.has(&Flag::Sensitivity) && f.has(&Flag::Incomplete(vec![economy("BLR")])));
        assert!((concentration_normalised(&q).value.known().unwrap() - 1.0 / 9.0).abs() < 1e-15);
        assert_eq!(concentration(&Question { side: Side::Markets, ..q }).measure, "market_hhi");
    }
}
