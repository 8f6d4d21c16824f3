//! The whole history of each share, for scores.

use super::{Source, codes, energy_source, goods_tables, share};
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::world::World;
use std::collections::BTreeMap;
use suzerain_measures::books::Items;
use suzerain_measures::substitution::Side as Direction;
use suzerain_measures::technology::electronics::ELECTRONICS;
use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::dependence_path::clip;
use suzerain_solvers::logit::logit;
use suzerain_tables::figure::Dyad;

/// The history of a share in one table.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Domain; the weaker side's energy in the stronger one's imports has none.
    pub domain: Option<Domain>,
    /// Short name of the table.
    pub source: String,
    /// Logit of the share by year.
    pub logits: BTreeMap<i16, f64>,
}

/// Histories of the shares of `d.dependent`'s trade that are with `d.on`, and of `d.dependent`'s share in the energy that `d.on`
/// imports, each in the table with the most years.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn histories(world: &World<'_>, d: Dyad) -> Result<Vec<History>, StudyError> {
    let one = |domain, direction, tables, items| Source { domain, direction, tables, energy: false, items };
    let products = || world.product_tables().into_iter().take(1).collect();
    let sectors = world.sector_tables().into_iter().take(1).collect();
    let sources = [
        (Some(Domain::Goods), d, one(Domain::Goods, Direction::Buying, goods_tables(world), Items::Goods)),
        (
            Some(Domain::Technology),
            d,
            one(Domain::Technology, Direction::Buying, sectors, Items::One(ELECTRONICS.to_owned())),
        ),
        (Some(Domain::EnergySales), d, energy_source(products())),
        (Some(Domain::GoodsSales), d, one(Domain::GoodsSales, Direction::Selling, goods_tables(world), Items::Goods)),
        (None, d.reversed(), Source { direction: Direction::Buying, ..energy_source(products()) }),
    ];
    let mut out = Vec::new();
    for (domain, d, source) in sources {
        let mut best = History { domain, source: String::new(), logits: BTreeMap::new() };
        for table in &source.tables {
            let books = world.books(table, source.energy)?;
            let items = codes(&books, &source);
            let logits: BTreeMap<i16, f64> = usable_years(&books, world, &Options::default())
                .0
                .into_iter()
                .filter_map(|y| share(&books, d, source.direction, &items, y).map(|(s, _)| (y.0, logit(clip(s).0))))
                .collect();
            if logits.len() > best.logits.len() {
                best = History { domain, source: table.meta().source.clone(), logits };
            }
        }
        if !best.logits.is_empty() {
            out.push(best);
        }
    }
    Ok(out)
}
