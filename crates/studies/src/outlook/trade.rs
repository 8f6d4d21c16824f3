//! Histories of trade shares and arms volumes.

use super::{History, LEAST_YEARS};
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::world::World;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::energy_revenue::CHAPTER;
use suzerain_measures::dependence::expenditure_share::expenditure_share;
use suzerain_measures::dependence::export_share::export_share;
use suzerain_measures::dependence::import_share::import_share;
use suzerain_measures::dependence::sales::sales;
use suzerain_measures::dependence::trade_share::trade_share;
use suzerain_measures::technology::electronics::{self, ELECTRONICS};
use suzerain_tables::classification::sector_name;
use suzerain_tables::figure::{Domain, Dyad, Figure, Unit};
use suzerain_tables::store::TableKind;
use suzerain_tables::trade::{FlowFilter, Flows, read};
use suzerain_tables::{Economy, Observation, Year, coverage};

/// Sectors shown for each direction, the largest by value.
const SECTORS: usize = 3;

/// A share that a question is answered with.
type Share = fn(&Question<'_>) -> Figure;

fn question<'a>(books: &'a Books, domain: Domain, dyad: Dyad, year: Year, items: &'a Items) -> Question<'a> {
    Question { books, domain, dyad, year, items }
}

/// Shares of exports, imports and trade of all goods, both ways, from the table that reaches farthest.
/// With `truths`, the later year of another release stands beside them.
pub fn goods(world: &World<'_>, dyad: Dyad, truths: bool) -> Result<Vec<History>, StudyError> {
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
    let later = if truths { later(world, &books)? } else { None };
    let items = Items::Goods;
    let mut out = Vec::new();
    let shares: [(&str, Share); 3] =
        [("exports of", export_share), ("imports of", import_share), ("trade in", trade_share)];
    for d in [dyad, dyad.reversed()] {
        for (what, share) in shares {
            let label = format!("{} in {}'s {what} goods", d.on.code(), d.dependent.code());
            let figures = years.iter().map(|y| share(&question(&books, Domain::Goods, d, *y, &items)));
            let Some(mut history) = History::of("goods", label, figures) else { continue };
            let came = later.as_ref().map(|books| share(&question(books, Domain::Goods, d, LATER_YEAR, &items)));
            history.later.extend(came.and_then(|f| Some((f.year.0, f.value.known()?))));
            out.push(history);
        }
    }
    Ok(out)
}

/// The table of shares among a few economies.
pub const FEW: &str = "baci-29";
/// The release that has one later year of them.
pub const LATER: &str = "baci-2023-194";
/// That year.
pub const LATER_YEAR: Year = Year(2023);

/// The books of the pair in the later release, restricted to the economies of the table that the books are of.
fn later(world: &World<'_>, books: &Books) -> Result<Option<Books>, StudyError> {
    let table = world.library().table(TableKind::Trade, LATER);
    let Some(table) = table.filter(|_| books.meta().source == FEW) else { return Ok(None) };
    let all: Vec<Economy> = books.meta().coverage.economies(coverage::FLOWS).map(|(e, _)| e).collect();
    let touching = FlowFilter { touching: world.pair().to_vec(), ..FlowFilter::default() };
    let flows = among(&read(table, &touching)?, &all);
    Ok(Some(Books::new(table.meta(), world.library().reporting(), &flows, world.pair())))
}

/// The flows among some economies only.
pub fn among(world: &Flows, all: &[Economy]) -> Flows {
    kept(world, |row| all.contains(&world.exporter[row]) && all.contains(&world.importer[row]))
}

/// The flows of some rows only.
pub fn kept(flows: &Flows, keep: impl Fn(usize) -> bool) -> Flows {
    let mut kept = Flows { item_codes: flows.item_codes.clone(), ..Flows::default() };
    for row in (0..flows.len()).filter(|r| keep(*r)) {
        kept.year.push(flows.year[row]);
        kept.exporter.push(flows.exporter[row]);
        kept.importer.push(flows.importer[row]);
        kept.item.push(flows.item[row]);
        kept.value_kusd.push(flows.value_kusd[row]);
        kept.quantity_t.push(flows.quantity_t[row]);
    }
    kept
}

/// Shares of imports and of all spending in the largest sectors of each direction, and in electronics.
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
            let of = |share: Share| {
                years.iter().map(|y| share(&question(&books, Domain::Sectors, d, *y, &items))).collect::<Vec<_>>()
            };
            let name = sector_name(books.classification(), code).unwrap_or(code).to_lowercase();
            let (me, other) = (d.dependent.code(), d.on.code());
            out.extend(History::of("sectors", format!("{other} in {me}'s imports of {name}"), of(import_share)));
            let spent = History::of("sectors", format!("{other} in all {me} spends on {name}"), of(expenditure_share));
            // The section on technology has a name of its own for this share of electronics.
            let own = (code == ELECTRONICS).then_some(electronics::SENSITIVITY.id);
            out.extend(spent.map(|h| History { measure: own.unwrap_or(h.measure), ..h }));
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
