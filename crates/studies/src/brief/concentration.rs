//! Concentration: on how few suppliers and markets each side leans, whoever they are.

use super::{Options, names, partners_lacking, usable_years};
use crate::StudyError;
use crate::page::{Block, PairedRow, Section};
use crate::words;
use crate::world::World;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::concentration::hhi::{concentration, concentration_normalised};
use suzerain_measures::concentration::{Question, Side, hirschman};
use suzerain_tables::figure::{Domain, Dyad, Figure, Unit};
use suzerain_tables::{Economy, Year};

/// Partners named on each side.
const LARGEST: usize = 3;

type Measure = fn(&Question<'_>) -> Figure;

/// The rows of the section.
const ROWS: [(&str, Side, Measure); 6] = [
    ("suppliers: HHI", Side::Suppliers, concentration),
    ("suppliers: HHI, normalised", Side::Suppliers, concentration_normalised),
    ("suppliers: Hirschman's index", Side::Suppliers, hirschman::concentration),
    ("markets: HHI", Side::Markets, concentration),
    ("markets: HHI, normalised", Side::Markets, concentration_normalised),
    ("markets: Hirschman's index", Side::Markets, hirschman::concentration),
];

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("concentration", "Concentration of suppliers and markets", Domain::Goods);
    for table in world.goods_tables() {
        if table.meta().universe.as_deref() == Some("reported") {
            continue;
        }
        let books = world.books(table, false)?;
        let Some(year) = usable_years(&books, world, options).0.last().copied() else { continue };
        let sides = [dyad.dependent, dyad.on];
        let rows = ROWS
            .iter()
            .map(|(label, side, measure)| {
                let figures = sides.map(|economy| {
                    let question = ask(&books, economy, *side, year);
                    Some(section.add(options.aged(measure(&question))))
                });
                PairedRow { label: (*label).to_owned(), figures }
            })
            .collect();
        section.blocks.push(Block::Paired { heads: sides.map(|e| e.name().to_owned()), rows });
        for economy in sides {
            let [suppliers, markets] = [false, true].map(|exports| largest(&books, economy, exports, year));
            section.say(format!("{} buys most from {suppliers}; it sells most to {markets}.", words::opening(economy)));
        }
        section.note(format!("All goods, {}, {year}; HHI of n equal partners is 1/n.", table.meta().source));
        let lacking = partners_lacking(&section.figures);
        if !lacking.is_empty() {
            section.note(format!("Incomplete: the trade with {} is unknown.", names(&lacking, 12)));
        }
        return Ok(section);
    }
    section.say("No loaded table covers both economies among all others in any year asked for.");
    Ok(section)
}

fn ask(books: &Books, economy: Economy, side: Side, year: Year) -> Question<'_> {
    Question { books, domain: Domain::Goods, economy, side, year, items: &Items::Goods }
}

/// The largest partners with their shares, in words.
fn largest(books: &Books, economy: Economy, exports: bool, year: Year) -> String {
    let partners = books.by_partner(economy, exports, year, &Items::Goods);
    let whole: f64 = partners.values().sum();
    let mut order: Vec<(Economy, f64)> = partners.into_iter().filter(|(_, v)| *v > 0.0).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let named: Vec<String> = order
        .iter()
        .take(LARGEST)
        .map(|(e, v)| format!("{} ({})", words::in_sentence(*e), words::quantity(v / whole, Unit::Share)))
        .collect();
    if named.is_empty() { "nobody the source knows".into() } else { named.join(", ") }
}
