//! Histories of the pair's trade in goods as the brief leads with it (size, scale, tilt and level), and of how
//! concentrated the trade of either side is.

use super::{History, LEAST_YEARS, long_enough, several};
use crate::StudyError;
use crate::brief::{Options, usable_years};
use crate::world::{World, source_ref};
use std::rc::Rc;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::concentration::hhi::{concentration, concentration_normalised};
use suzerain_measures::concentration::{Question as Partners, Side, hirschman};
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::barbieri::barbieri;
use suzerain_measures::dependence::gdp_share::{Product, gdp_ratios};
use suzerain_measures::dependence::hirschman_asymmetry::{hirschman_asymmetry, mutual_dependence};
use suzerain_measures::dependence::sales::sales;
use suzerain_tables::figure::{Domain, Dyad, Figure};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::store::TableFile;
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Economy, Year, coverage};

/// The first table that the brief would answer from, among those with enough years of the pair.
pub struct Lead<'a> {
    /// The table.
    pub table: &'a TableFile,
    /// Its books of the pair.
    pub books: Rc<Books>,
    /// Years in which it knows both sides.
    pub years: Vec<Year>,
}

/// See [`Lead`].
pub fn lead<'a>(world: &World<'a>) -> Result<Option<Lead<'a>>, StudyError> {
    for table in world.goods_tables() {
        let held = table.meta().coverage.span(coverage::FLOWS);
        let short = held.is_none_or(|w| w.iter().count() < LEAST_YEARS);
        if short || table.meta().universe.as_deref() == Some("reported") {
            continue;
        }
        let books = world.books(table, false)?;
        let years = usable_years(&books, world, &Options::default()).0;
        if years.len() >= LEAST_YEARS {
            return Ok(Some(Lead { table, books, years }));
        }
    }
    Ok(None)
}

/// All goods between two economies in a year.
pub const fn goods(books: &Books, dyad: Dyad, year: Year) -> Question<'_> {
    Question { books, domain: Domain::Goods, dyad, year, items: &Items::Goods }
}

/// An index of one economy's partners.
type Index = fn(&Partners<'_>) -> Figure;

/// Partners of one economy in all goods, on both sides, with the two forms of the index that have a panel.
pub const PARTNERS: [(Side, Index); 4] = [
    (Side::Suppliers, concentration),
    (Side::Suppliers, concentration_normalised),
    (Side::Markets, concentration),
    (Side::Markets, concentration_normalised),
];

/// What [`PARTNERS`] are asked.
pub const fn partners(books: &Books, economy: Economy, side: Side, year: Year) -> Partners<'_> {
    Partners { books, domain: Domain::Goods, economy, side, year, items: &Items::Goods }
}

/// The product of an economy in current dollars.
pub fn product(gdp: &Indicators, economy: Economy, year: Year) -> Product {
    Product { economy, year, usd: gdp.get(GDP_CURRENT, economy, year), source: source_ref(gdp.meta()) }
}

/// Sales and their ratios to product both ways, the tilt, the level.
pub fn ties(world: &World<'_>, lead: &Lead<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let years = || lead.years.iter().copied();
    let books = &lead.books;
    let [a, b] = [dyad.dependent.code(), dyad.on.code()];
    let mut out = Vec::new();
    for d in [dyad, dyad.reversed()] {
        let (me, other) = (d.dependent.code(), d.on.code());
        let label = format!("goods sold by {other} to {me}");
        out.extend(History::of("sales", label, years().map(|y| sales(&goods(books, d, y)))));
    }
    if let Some(gdp) = world.with_variable(GDP_CURRENT)? {
        for d in [dyad, dyad.reversed()] {
            let (me, other) = (d.dependent.code(), d.on.code());
            let labels = ["trade with", "sales to", "purchases from"].map(|w| format!("{w} {other} over {me}'s GDP"));
            let ratios = years().map(|y| gdp_ratios(&goods(books, d, y), &product(&gdp, d.dependent, y)));
            out.extend(several("trade_gdp", labels, ratios).into_iter().flatten());
        }
    }
    let label = format!("trade share of {b} in {a}, less that of {a} in {b}");
    out.extend(History::of("asymmetry", label, years().map(|y| hirschman_asymmetry(&goods(books, dyad, y)))));
    let label = format!("trade shares of {a} and {b} together");
    out.extend(History::of("interdependence", label, years().map(|y| mutual_dependence(&goods(books, dyad, y)))));
    let labels = ["salience", "symmetry", "interdependence"].map(|w| format!("Barbieri's {w}, {a} and {b}"));
    let [salience, symmetry, both] =
        several("interdependence", labels, years().map(|y| barbieri(&goods(books, dyad, y))));
    out.extend(salience);
    out.extend(symmetry.map(|h| History { panel: "symmetry", ..h }));
    out.extend(both);
    out.retain(long_enough);
    Ok(out)
}

/// Concentration of the suppliers and markets of either side.
pub fn concentrations(lead: &Lead<'_>, dyad: Dyad) -> Vec<History> {
    let mut out = Vec::new();
    let measures = [
        ("HHI", PARTNERS[0]),
        ("HHI, normalised", PARTNERS[1]),
        ("Hirschman's index", (Side::Suppliers, hirschman::concentration)),
        ("HHI", PARTNERS[2]),
        ("HHI, normalised", PARTNERS[3]),
        ("Hirschman's index", (Side::Markets, hirschman::concentration)),
    ];
    for economy in [dyad.dependent, dyad.on] {
        for (name, (side, measure)) in measures {
            let whose = if side == Side::Suppliers { "suppliers" } else { "markets" };
            let figures = lead.years.iter().map(|y| measure(&partners(&lead.books, economy, side, *y)));
            out.extend(History::of("concentration", format!("{whose} of {}: {name}", economy.code()), figures));
        }
    }
    out.retain(long_enough);
    out
}
