//! Every importer and product of a year, in one pass over the flows.

use super::Facts;
use super::rows::{Row, Rows, products};
use rayon::prelude::*;
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Year};

/// What the rules read, for every economy as a buyer of its own.
///
/// The products are divided over the machine's cores; every sum is made by one of them, in the order of
/// exporter, importer and product, so neither the number of threads nor the order of rows changes a bit.
#[derive(Clone, Debug)]
pub struct World {
    products: Vec<String>,
    width: usize,
    parts: Vec<Part>,
}

/// Some of the products: arrays by economy, then product.
#[derive(Clone, Debug)]
struct Part {
    width: usize,
    imports: Vec<f64>,
    squares: Vec<f64>,
    largest: Vec<f64>,
    exports: Vec<f64>,
    world_hhi: Vec<f64>,
}

impl World {
    /// The world of `year` in `flows`, which must hold the flows of all pairs.
    #[must_use]
    pub fn new(flows: &Flows, year: Year) -> Self {
        let (products, rank) = products(flows);
        let rows = Rows::of(flows, &rank, year);
        let width = products.len().div_ceil(rayon::current_num_threads()).max(1);
        let parts = (0..products.len().div_ceil(width))
            .into_par_iter()
            .map(|part| Part::new(&rows, &rank, part * width, width.min(products.len() - part * width)))
            .collect();
        Self { products, width, parts }
    }

    /// Product codes in order.
    #[must_use]
    pub fn products(&self) -> &[String] {
        &self.products
    }

    /// What the rules read of the importer's trade in the product at this place; none if it imports none.
    #[must_use]
    pub fn facts(&self, importer: Economy, product: usize) -> Option<Facts> {
        let part = self.parts.get(product / self.width)?;
        let within = product % self.width;
        let at = importer.index() * part.width + within;
        let imports = part.imports[at];
        (imports > 0.0).then(|| Facts {
            imports,
            imports_total: imports,
            exports: part.exports[at],
            exports_total: part.exports[at],
            supplier_hhi: part.squares[at] / (imports * imports),
            world_hhi: part.world_hhi[within],
            partner_share: part.largest[at] / imports,
        })
    }
}

impl Part {
    fn new(rows: &Rows<'_>, rank: &[u16], first: usize, width: usize) -> Self {
        let cells = Economy::count() * width;
        let zeros = || vec![0.0; cells];
        let (mut imports, mut squares, mut largest, mut exports) = (zeros(), zeros(), zeros(), zeros());
        rows.each(rank, |Row { exporter, importer, product, value }| {
            let within = usize::from(product).wrapping_sub(first);
            if within < width {
                let at = usize::from(importer) * width + within;
                imports[at] += value;
                squares[at] += value * value;
                if value > largest[at] {
                    largest[at] = value;
                }
                exports[usize::from(exporter) * width + within] += value;
            }
        });
        let (mut total, mut of_squares) = (vec![0.0; width], vec![0.0; width]);
        for row in exports.chunks_exact(width) {
            for ((total, squares), x) in total.iter_mut().zip(&mut of_squares).zip(row) {
                *total += x;
                *squares += x * x;
            }
        }
        let world_hhi = total.iter().zip(&of_squares).map(|(t, s)| if *t > 0.0 { s / (t * t) } else { 0.0 }).collect();
        Self { width, imports, squares, largest, exports, world_hhi }
    }
}
