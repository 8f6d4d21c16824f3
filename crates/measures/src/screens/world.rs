//! Every importer and product of a year, in two passes over the flows.

use super::Facts;
use super::rows::{Row, Rows, products};
use rayon::prelude::*;
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Year};

/// What the rules read, for every economy as a buyer of its own.
///
/// The economies are divided over the machine's cores, as buyers and then as sellers; every sum is made by one
/// core, in the order of the partners, so neither the number of threads nor the order of rows changes a bit.
#[derive(Clone, Debug)]
pub struct World {
    products: Vec<String>,
    /// By economy as a buyer, then product; empty for economies that buy nothing.
    bought: Vec<Vec<Bought>>,
    /// By economy as a seller, then product: thousand US dollars; empty for economies that sell nothing.
    sold: Vec<Vec<f64>>,
    world_hhi: Vec<f64>,
}

/// What one economy buys of one product.
#[derive(Clone, Copy, Debug, Default)]
struct Bought {
    imports: f64,
    squares: f64,
    largest: f64,
}

impl World {
    /// The world of `year` in `flows`, which must hold the flows of all pairs.
    #[must_use]
    pub fn new(flows: &Flows, year: Year) -> Self {
        let (products, rank) = products(flows);
        let count = products.len();
        let rows = Rows::of(flows, &rank, year);
        let [exporters, importers] = rows.by_economy();
        let bought = importers
            .into_par_iter()
            .map(|runs| {
                let mut bought = vec![Bought::default(); if runs.is_empty() { 0 } else { count }];
                for run in &runs {
                    rows.run(run, |Row { product, value, .. }| {
                        let cell = &mut bought[usize::from(product)];
                        cell.imports += value;
                        cell.squares += value * value;
                        cell.largest = if value > cell.largest { value } else { cell.largest };
                    });
                }
                bought
            })
            .collect();
        let sold: Vec<Vec<f64>> = exporters
            .into_par_iter()
            .map(|runs| {
                let mut sold = vec![0.0; if runs.is_empty() { 0 } else { count }];
                for run in &runs {
                    rows.run(run, |Row { product, value, .. }| sold[usize::from(product)] += value);
                }
                sold
            })
            .collect();
        let (mut total, mut squares) = (vec![0.0; count], vec![0.0; count]);
        for row in &sold {
            for ((total, squares), x) in total.iter_mut().zip(&mut squares).zip(row) {
                *total += x;
                *squares += x * x;
            }
        }
        let world_hhi = total.iter().zip(&squares).map(|(t, s)| if *t > 0.0 { s / (t * t) } else { 0.0 }).collect();
        Self { products, bought, sold, world_hhi }
    }

    /// Product codes in order.
    #[must_use]
    pub fn products(&self) -> &[String] {
        &self.products
    }

    /// What the rules read of the importer's trade in the product at this place; none if it imports none.
    #[must_use]
    pub fn facts(&self, importer: Economy, product: usize) -> Option<Facts> {
        let Bought { imports, squares, largest } = *self.bought[importer.index()].get(product)?;
        let exports = self.sold[importer.index()].get(product).copied().unwrap_or(0.0);
        (imports > 0.0).then(|| Facts {
            imports,
            imports_total: imports,
            exports,
            exports_total: exports,
            supplier_hhi: squares / (imports * imports),
            world_hhi: self.world_hhi[product],
            partner_share: largest / imports,
        })
    }
}
