//! One buyer, an economy or a bloc, with its suppliers by name.
//!
//! What members of a bloc sell each other is left out of suppliers and of world exports, and the bloc is
//! one exporter among those of the world.

use super::Facts;
use super::rows::{Row, Rows, place, products};
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Year};

/// A buyer's trade in each product of a year.
#[derive(Clone, Debug)]
pub struct Buyer {
    products: Vec<String>,
    /// Sales of each economy outside to the buyer: by product, then economy.
    supplies: Vec<f64>,
    inside: Vec<f64>,
    exports: Vec<f64>,
    world_hhi: Vec<f64>,
    traded: usize,
}

impl Buyer {
    /// The buyer made of `members` in `year`; `flows` must hold the flows of all pairs.
    #[must_use]
    pub fn new(flows: &Flows, year: Year, members: &[Economy]) -> Self {
        let (products, rank) = products(flows);
        let (n, count) = (Economy::count(), products.len());
        let mut member = vec![false; n];
        for economy in members {
            member[economy.index()] = true;
        }
        let mut supplies = vec![0.0; count * n];
        let mut sold = vec![0.0; count * n];
        let (mut inside, mut exports) = (vec![0.0; count], vec![0.0; count]);
        Rows::of(flows, &rank, year).each(|Row { exporter, importer, product, value }| {
            let (i, j, k) = (usize::from(exporter), usize::from(importer), usize::from(product));
            match (member[i], member[j]) {
                (true, true) => inside[k] += value,
                (true, false) => exports[k] += value,
                (false, true) => {
                    supplies[k * n + i] += value;
                    sold[k * n + i] += value;
                }
                (false, false) => sold[k * n + i] += value,
            }
        });
        // The bloc stands where its first member would.
        let first = member.iter().position(|m| *m);
        let mut traded = 0;
        let world_hhi = (0..count)
            .map(|k| {
                traded +=
                    usize::from(sold[k * n..(k + 1) * n].iter().any(|x| *x > 0.0) || inside[k] + exports[k] > 0.0);
                if let Some(first) = first {
                    sold[k * n + first] = exports[k];
                }
                let of = &sold[k * n..(k + 1) * n];
                let total: f64 = of.iter().sum();
                if total > 0.0 { of.iter().map(|x| x * x).sum::<f64>() / (total * total) } else { 0.0 }
            })
            .collect();
        Self { products, supplies, inside, exports, world_hhi, traded }
    }

    /// Product codes in order.
    #[must_use]
    pub fn products(&self) -> &[String] {
        &self.products
    }

    /// Products that anybody traded in the year.
    #[must_use]
    pub const fn traded(&self) -> usize {
        self.traded
    }

    /// The suppliers outside of the product at this place, largest first, thousand US dollars.
    #[must_use]
    pub fn suppliers(&self, product: usize) -> Vec<(Economy, f64)> {
        let row = self.row(product);
        let mut suppliers: Vec<(Economy, f64)> =
            Economy::all().zip(row).filter(|(_, v)| **v > 0.0).map(|(e, v)| (e, *v)).collect();
        suppliers.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.code().cmp(b.0.code())));
        suppliers
    }

    /// What the rules read of the product at this place; none if the buyer imports none from outside. The
    /// partner is the one named, or else the largest supplier.
    #[must_use]
    pub fn facts(&self, product: usize, partner: Option<Economy>) -> Option<Facts> {
        let row = self.row(product);
        let imports: f64 = row.iter().sum();
        let of_partner =
            partner.map_or_else(|| row.iter().fold(0.0, |a: f64, b| a.max(*b)), |p| row[usize::from(place(p.index()))]);
        (imports > 0.0).then(|| Facts {
            imports,
            imports_total: imports + self.inside[product],
            exports: self.exports[product],
            exports_total: self.exports[product] + self.inside[product],
            supplier_hhi: row.iter().map(|v| v * v).sum::<f64>() / (imports * imports),
            world_hhi: self.world_hhi[product],
            partner_share: of_partner / imports,
        })
    }

    fn row(&self, product: usize) -> &[f64] {
        let n = Economy::count();
        &self.supplies[product * n..(product + 1) * n]
    }
}
