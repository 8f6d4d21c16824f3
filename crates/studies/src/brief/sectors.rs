//! Trade by sector: the largest dependencies of either side, with the share of all expenditure.

use super::{Options, usable_years};
use crate::StudyError;
use crate::page::{Block, Cell, Section};
use crate::world::World;
use suzerain_measures::books::Items;
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::expenditure_share::expenditure_share;
use suzerain_measures::dependence::export_share::export_share;
use suzerain_measures::dependence::import_share::import_share;
use suzerain_measures::dependence::sales::sales;
use suzerain_tables::classification::sector_name;
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag};

/// Sectors shown in a short brief.
const SHORT: usize = 8;
/// Sectors that make up less of the pair's flow than this are shown only in a full brief.
const SMALL_FLOW: f64 = 0.005;

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("sectors", "Trade by sector", Domain::Sectors);
    let Some(table) = world.sector_tables().into_iter().next() else {
        section.say("No table by sector is loaded; suzerain import icio FILE --into DIR adds one.");
        return Ok(section);
    };
    let books = world.books(table, false)?;
    let (years, left_out) = usable_years(&books, world, options);
    let Some(year) = years.last().copied() else {
        section.say(format!("{} does not cover both economies in any year asked for.", table.meta().source));
        return Ok(section);
    };
    if let (Some(first), Some(last)) = (left_out.first(), left_out.last()) {
        let span = if first == last { first.to_string() } else { format!("{first}-{last}") };
        section.note(format!(
            "{span} is the publisher's estimate after a side stopped reporting; {year} is the last year shown."
        ));
    }
    section.note(
        "Shares are at basic prices and for both intermediate and final use; they are estimates of the publisher.",
    );
    for d in [dyad, dyad.reversed()] {
        let mut rows: Vec<[Figure; 4]> = Vec::new();
        for code in books.item_codes() {
            let items = Items::One(code.clone());
            let q = Question { books: &books, domain: Domain::Sectors, dyad: d, year, items: &items };
            let back = Question { dyad: d.reversed(), ..q.clone() };
            rows.push(
                [sales(&q), import_share(&q), expenditure_share(&q), export_share(&back)].map(|f| options.aged(f)),
            );
        }
        let all: f64 = rows.iter().filter_map(|r| r[0].value.known()).sum();
        rows.sort_by(|x, y| {
            let key = |r: &[Figure; 4]| r[1].value.known().unwrap_or(-1.0);
            key(y).total_cmp(&key(x))
        });
        let mut cells = Vec::new();
        let mut shown = 0;
        for row in rows {
            let big = row[0].value.known().is_some_and(|v| v >= SMALL_FLOW * all && v > 0.0);
            let show = options.full || (big && shown < SHORT);
            let code = row[0].item.as_ref().map(|i| i.code.clone()).unwrap_or_default();
            let ids = row.map(|f| section.add(f));
            if show {
                shown += 1;
                let name = sector_name(books.classification(), &code).unwrap_or(&code).to_owned();
                let mut line = vec![Cell::Text(format!("{code} {name}"))];
                line.extend(ids.map(Cell::Figure));
                cells.push(line);
            }
        }
        section.blocks.push(Block::Table {
            title: format!("What {} buys from {}, {year}: largest import shares", d.dependent.name(), d.on.name()),
            columns: vec![
                "sector".into(),
                "sales".into(),
                "of imports".into(),
                "of all spending".into(),
                format!("of {} exports", d.on.code()),
            ],
            rows: cells,
        });
    }
    for figure in &mut section.figures {
        figure.flag(Flag::Remark("basic-prices".into()));
    }
    Ok(section)
}
