//! Histories of trade shares and arms volumes.

use super::History;
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::world::World;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::energy_revenue::CHAPTER;
use suzerain_measures::dependence::export_share::export_share;
use suzerain_measures::dependence::import_share::import_share;
use suzerain_measures::dependence::sales::sales;
use suzerain_tables::classification::sector_name;
use suzerain_tables::figure::{Domain, Dyad, Figure, Unit};
use suzerain_tables::{Economy, Observation, Year, coverage};

/// Years a table must hold of a pair to make a history.
const LEAST_YEARS: usize = 8;
/// Sectors shown for each direction, the largest by value.
const SECTORS: usize = 3;
/// Electronics, shown whatever its size.
const ELECTRONICS: &str = "C26";

fn question<'a>(books: &'a Books, domain: Domain, dyad: Dyad, year: Year, items: &'a Items) -> Question<'a> {
    Question { books, domain, dyad, year, items }
}

/// Shares of exports and imports of all goods, both ways, from the table that reaches farthest.
pub fn goods(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let mut best: Option<(Year, usize, std::rc::Rc<Books>, Vec<Year>)> = None;
    for table in world.goods_tables() {
        let held = table.meta().coverage.span(coverage::FLOWS);
        if held.is_none_or(|w| w.iter().count() < LEAST_YEARS) {
            continue;
        }
        let books = world.books(table, false)?;
        let years = usable_years(&books, world, &Options::default()).0;
        let (Some(last), true) = (years.last().copied(), years.len() >= LEAST_YEARS) else { continue };
        if best.as_ref().is_none_or(|b| (last, years.len()) > (b.0, b.1)) {
            best = Some((last, years.len(), books, years));
        }
    }
    let Some((_, _, books, years)) = best else { return Ok(Vec::new()) };
    let items = Items::Goods;
    let mut out = Vec::new();
    for d in [dyad, dyad.reversed()] {
        let (me, other) = (d.dependent.code(), d.on.code());
        let of = |share: fn(&Question<'_>) -> Figure| {
            years.iter().map(|y| share(&question(&books, Domain::Goods, d, *y, &items))).collect::<Vec<_>>()
        };
        out.extend(History::of("goods", format!("{other} in {me}'s exports of goods"), of(export_share)));
        out.extend(History::of("goods", format!("{other} in {me}'s imports of goods"), of(import_share)));
    }
    Ok(out)
}

/// Shares of imports in the largest sectors of each direction, and in electronics.
pub fn sectors(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let Some(table) = world.sector_tables().into_iter().next() else { return Ok(Vec::new()) };
    let books = world.books(table, false)?;
    let years = usable_years(&books, world, &Options::default()).0;
    let Some(last) = years.last().copied() else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for d in [dyad, dyad.reversed()] {
        let size = |code: &String| {
            let items = Items::One(code.clone());
            sales(&question(&books, Domain::Sectors, d, last, &items)).value.known().unwrap_or(0.0)
        };
        let mut codes: Vec<(f64, String)> = books.item_codes().iter().map(|c| (size(c), c.clone())).collect();
        codes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let wanted = codes.iter().enumerate().filter(|(at, (_, code))| *at < SECTORS || code == ELECTRONICS);
        for (_, (_, code)) in wanted {
            let items = Items::One(code.clone());
            let figures = years.iter().map(|y| import_share(&question(&books, Domain::Sectors, d, *y, &items)));
            let name = sector_name(books.classification(), code).unwrap_or(code).to_lowercase();
            let label = format!("{} in {}'s imports of {name}", d.on.code(), d.dependent.code());
            out.extend(History::of("sectors", label, figures));
        }
    }
    Ok(out)
}

/// A flow of all energy over the seller's or buyer's total, chapter 27 as far as the table holds it; none where
/// the flow is unknown or the total nil.
pub fn energy_share(books: &Books, seller: Economy, buyer: Economy, of_exports: bool, year: Year) -> Option<f64> {
    let (mut flow, mut total) = (0.0, 0.0);
    for code in books.item_codes().iter().filter(|c| c.starts_with(CHAPTER)) {
        let items = Items::One(code.clone());
        flow += books.flow(seller, buyer, year, &items).known()?;
        let whole = if of_exports { books.exports(seller, year, &items) } else { books.imports(buyer, year, &items) };
        total += whole.value_kusd.known()?;
    }
    (total > 0.0).then(|| flow / total)
}

/// Shares of energy exports and imports, both ways.
pub fn energy(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let Some(table) = world.product_tables().into_iter().next() else { return Ok(Vec::new()) };
    let books = world.books(table, true)?;
    let years = usable_years(&books, world, &Options::default()).0;
    let items = Items::Goods;
    let mut out = Vec::new();
    for d in [dyad, dyad.reversed()] {
        for (of_exports, sold, word) in [(true, d, "exports"), (false, d.reversed(), "imports")] {
            let figures = years.iter().map(|year| {
                // The figure's frame; its value is that of the chapter.
                let q = question(&books, Domain::Energy, d, *year, &items);
                let frame = if of_exports { export_share(&q) } else { import_share(&q) };
                let share = energy_share(&books, sold.dependent, sold.on, of_exports, *year);
                let status = frame.status;
                let value = share.map_or(Observation::Missing(suzerain_tables::Missing::Gap), Observation::Known);
                frame.with_value(value, status)
            });
            let label = format!("{} in {}'s energy {word}", d.on.code(), d.dependent.code());
            // Nothing is to be seen in a line of zeros.
            let history = History::of("energy", label, figures).filter(|h| h.values.values().any(|v| *v > 0.0));
            out.extend(history.map(|h| History { basis: "hs-27", ..h }));
        }
    }
    Ok(out)
}

/// Volumes of major arms delivered, both ways, where there were any.
pub fn arms(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let registers = world.arms()?;
    let held = registers.iter().find_map(|r| Some((r, r.window(dyad.dependent, dyad.on)?)));
    let Some((register, window)) = held else { return Ok(Vec::new()) };
    let both = [dyad, dyad.reversed()].into_iter().filter_map(|d| {
        let label = format!("arms delivered by {} to {}", d.on.code(), d.dependent.code());
        let history = History::of("arms", label, window.iter().map(|y| register.volume(d, y)))?;
        debug_assert_eq!(history.unit, Unit::MillionTiv);
        history.values.values().any(|v| *v > 0.0).then_some(history)
    });
    Ok(both.collect())
}
