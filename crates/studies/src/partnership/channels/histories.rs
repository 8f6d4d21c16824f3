//! The whole history of each share, for scores.

use super::{Source, West, codes, energy_source, goods_tables, longest, with_west};
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::world::World;
use suzerain_measures::books::Items;
use suzerain_measures::substitution::Side as Direction;
use suzerain_measures::technology::electronics::ELECTRONICS;
use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::dependence_path::History;
use suzerain_tables::figure::Dyad;

/// The history of a share in the table that tells most of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Domain; the weaker side's energy in the stronger one's imports has none.
    pub domain: Option<Domain>,
    /// Short name of the table.
    pub source: String,
    /// Log odds by year, and what sanctions pushed.
    pub history: History,
}

/// Histories of the shares of `d.dependent`'s trade that are with `d.on`, and of `d.dependent`'s share in the energy that `d.on`
/// imports, each in the table with the most years.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn histories(world: &World<'_>, d: Dyad) -> Result<Vec<Told>, StudyError> {
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
    let options = Options::default();
    let west = West::new(world);
    let mut out = Vec::new();
    for (domain, d, source) in sources {
        let mut west_of_own = f64::NAN;
        for table in source.tables.iter().filter(|_| domain.is_some()) {
            let books = world.books(table, source.energy)?;
            let items = codes(&books, &source);
            let Some(newest) = usable_years(&books, world, &options).0.last().copied() else { continue };
            let before = west.year_before(world.library().sanctions(), d.dependent, newest);
            if let Some(found) = with_west(&books, d, source.direction, &items, before, &west) {
                west_of_own = found;
                break;
            }
        }
        let (table, history) = longest(world, &source, d, (&west, west_of_own), &options)?;
        if !history.logits.is_empty() {
            out.push(Told { domain, source: table, history });
        }
    }
    Ok(out)
}
