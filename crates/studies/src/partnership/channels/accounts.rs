//! What the domains of trade weigh in a side's accounts.

use super::{codes, energy_source};
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::world::World;
use suzerain_measures::books::Items;
use suzerain_measures::technology::electronics::ELECTRONICS;
use suzerain_models::partnership::dependence::{DOMAINS, Domain};
use suzerain_tables::Year;
use suzerain_tables::figure::Dyad;
use suzerain_tables::variables::GDP_CURRENT;

/// Trade of each domain over total use (buying) or product (selling); 0 for those whose weight is a prior, NaN where unknown.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub(super) fn accounts(
    world: &World<'_>,
    d: Dyad,
    year: Year,
    options: &Options,
) -> Result<[f64; DOMAINS], StudyError> {
    let mut values = [f64::NAN; DOMAINS];
    // Arms and finance take their weight from priors.
    (values[Domain::Arms as usize], values[Domain::Finance as usize]) = (0.0, 0.0);
    let me = d.dependent;
    let mut product = f64::NAN;
    for table in world.indicators()? {
        let Some(series) = table.series(GDP_CURRENT, me) else { continue };
        if let Some((_, usd)) = series.range(..=year).next_back() {
            product = usd / 1000.0;
            break;
        }
    }
    let mut goods = (f64::NAN, f64::NAN);
    for table in world.goods_tables() {
        if table.meta().universe.as_deref() == Some("reported") {
            continue;
        }
        let books = world.books(table, false)?;
        let Some(last) = usable_years(&books, world, options).0.last().copied() else { continue };
        let totals = [books.imports(me, last, &Items::Goods), books.exports(me, last, &Items::Goods)];
        if let [Some(bought), Some(sold)] = totals.map(|t| t.value_kusd.known()) {
            goods = (bought, sold);
            break;
        }
    }
    let (mut used, mut technology) = (f64::NAN, f64::NAN);
    if let Some(table) = world.sector_tables().into_iter().next() {
        let books = world.books(table, false)?;
        if let Some(last) = usable_years(&books, world, options).0.last().copied() {
            let all: f64 = books
                .item_codes()
                .iter()
                .map(|c| {
                    let item = Items::One(c.clone());
                    let own = books.flow(me, me, last, &item).known().unwrap_or(0.0);
                    own + books.imports(me, last, &item).value_kusd.known().unwrap_or(0.0)
                })
                .sum();
            if all > 0.0 {
                used = all;
                technology =
                    books.imports(me, last, &Items::One(ELECTRONICS.to_owned())).value_kusd.known().unwrap_or(f64::NAN);
            }
        }
    }
    let mut energy = f64::NAN;
    if let Some(table) = world.product_tables().into_iter().next() {
        let books = world.books(table, true)?;
        let source = energy_source(vec![table]);
        if let Some(last) = usable_years(&books, world, options).0.last().copied() {
            energy = codes(&books, &source)
                .iter()
                .map(|i| books.exports(me, last, i).value_kusd.known().unwrap_or(f64::NAN))
                .sum();
        }
    }
    // Without a table of use, product stands for it.
    let base = if used.is_nan() { product } else { used };
    let less = |whole: f64, part: f64| if part.is_nan() { whole } else { (whole - part).max(0.0) };
    values[Domain::Goods as usize] = less(goods.0, technology) / base;
    values[Domain::Technology as usize] = technology / base;
    values[Domain::EnergySales as usize] = energy / product;
    values[Domain::GoodsSales as usize] = less(goods.1, energy) / product;
    Ok(values)
}
