//! Energy and minerals by product: volumes, unit values, and what others are paid.

use super::{Options, names, paired_heads, partners_lacking, usable_years};
use crate::StudyError;
use crate::page::{Block, Cell, PairedRow, Section, Trend};
use crate::words;
use crate::world::{World, source_ref};
use suzerain_measures::books::{Books, Items};
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::energy_revenue::energy_revenue;
use suzerain_measures::dependence::export_share::export_share;
use suzerain_measures::dependence::gdp_share::Product;
use suzerain_measures::dependence::import_share::import_share;
use suzerain_measures::dependence::sales::sales;
use suzerain_measures::dependence::unit_value::{discount, unit_values};
use suzerain_tables::classification::{Classification, short_product_name};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag};
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Observation, Year};

/// Products shown in a short brief.
const SHORT: usize = 6;
/// Crude oil in every edition of the Harmonized System.
const CRUDE_OIL: &str = "270900";
/// Chapters of ores, fuels, precious metals and base metals; the base holds 74 codes of them.
const CHAPTERS: [&str; 16] =
    ["25", "26", "27", "28", "31", "71", "72", "74", "75", "76", "78", "79", "80", "81", "38", "69"];

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("energy", "Energy and minerals", Domain::Energy);
    let Some(table) = world.product_tables().into_iter().next() else {
        section.say("No table by product is loaded; suzerain import baci FILE --into DIR adds one.");
        return Ok(section);
    };
    let books = world.books(table, true)?;
    let Some(year) = usable_years(&books, world, options).0.last().copied() else {
        section.say(format!("{} does not cover both economies in any year asked for.", table.meta().source));
        return Ok(section);
    };
    section.note(format!(
        "{} products of {}; a unit value is not a price: grades, contracts and freight differ.",
        codes(&books).count(),
        table.meta().source
    ));
    for d in [dyad, dyad.reversed()] {
        direction(world, &mut section, &books, d, year, options)?;
    }
    revenue(world, &mut section, &books, dyad, options)?;
    crude(&mut section, &books, dyad, options);
    crude(&mut section, &books, dyad.reversed(), options);
    let lacking = partners_lacking(&section.figures);
    if !lacking.is_empty() {
        section.note(format!("Incomplete: the trade with {} is unknown.", names(&lacking, 12)));
    }
    Ok(section)
}

/// What each side earns from selling energy to the other, over its product: the latest year that has both.
fn revenue(
    world: &World<'_>,
    section: &mut Section,
    books: &Books,
    dyad: Dyad,
    options: &Options,
) -> Result<(), StudyError> {
    let Some(table) = world.with_variable(GDP_CURRENT)? else { return Ok(()) };
    let years = usable_years(books, world, options).0;
    let usd = |economy, year| table.get(GDP_CURRENT, economy, year);
    let latest =
        |d: Dyad| years.iter().rev().find(|y| usd(d.dependent, **y).known().is_some()).or(years.last()).copied();
    let figures = [dyad, dyad.reversed()].map(|d| {
        let year = latest(d)?;
        let usd = usd(d.dependent, year);
        let gdp = Product { economy: d.dependent, year, usd, source: source_ref(table.meta()) };
        Some(section.add(options.aged(energy_revenue(books, d, year, &gdp))))
    });
    let rows = vec![PairedRow { label: "energy sold to the other over own GDP".into(), figures }];
    section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
    Ok(())
}

/// What the dependent side bought of energy and minerals, largest first.
pub(crate) fn bought(books: &Books, d: Dyad, year: Year) -> Vec<(String, Figure)> {
    let mut products: Vec<(String, Figure)> = codes(books)
        .map(|code| {
            let items = Items::One(code.clone());
            (code.clone(), sales(&Question { books, domain: Domain::Energy, dyad: d, year, items: &items }))
        })
        .filter(|(_, f)| f.value.known().is_some_and(|v| v > 0.0))
        .collect();
    products.sort_by(|x, y| y.1.value.known().unwrap_or(0.0).total_cmp(&x.1.value.known().unwrap_or(0.0)));
    products
}

/// Energy and minerals among the items of a source.
fn codes(books: &Books) -> impl Iterator<Item = &String> {
    books.item_codes().iter().filter(|c| CHAPTERS.contains(&c.get(..2).unwrap_or("")))
}

fn direction(
    world: &World<'_>,
    section: &mut Section,
    books: &Books,
    d: Dyad,
    year: Year,
    options: &Options,
) -> Result<(), StudyError> {
    let mut products = bought(books, d, year);
    if products.is_empty() {
        nothing_bought(section, books, d, year, options);
        return Ok(());
    }
    if !options.full {
        products.truncate(SHORT);
    }
    let mut rows = Vec::new();
    for (code, sold) in products {
        let items = Items::One(code.clone());
        let q = Question { books, domain: Domain::Energy, dyad: d, year, items: &items };
        let uv = unit_values(&q);
        let name = world.product_name(books.classification(), &code)?;
        let of_imports = section.add(options.aged(import_share(&q)));
        let of_exports = section.add(options.aged(export_share(&Question { dyad: d.reversed(), ..q.clone() })));
        section.add(options.aged(discount(&uv.ratio)));
        let ids = [sold, uv.quantity, uv.unit_value, uv.benchmark, uv.ratio].map(|f| section.add(options.aged(f)));
        let name = short_product_name(&code).map_or_else(|| short(&name), str::to_owned);
        let mut row = vec![Cell::Text(format!("{code} {name}"))];
        row.extend(ids.map(Cell::Bare));
        row.push(Cell::Figure(of_imports));
        row.push(Cell::Figure(of_exports));
        rows.push(row);
    }
    section.blocks.push(Block::Table {
        title: format!(
            "What {} buys from {}, {year} (FOB unit values; others: its other suppliers)",
            d.dependent.name(),
            d.on.name()
        ),
        columns: vec![
            "product".into(),
            "USD".into(),
            "tonnes".into(),
            "USD/t".into(),
            "others USD/t".into(),
            "ratio".into(),
            "of imports".into(),
            format!("of {} exports", d.on.code()),
        ],
        rows,
    });
    Ok(())
}

/// Says whether nothing was bought or nothing is known, and when the source last knew.
fn nothing_bought(section: &mut Section, books: &Books, d: Dyad, year: Year, options: &Options) {
    let ask = |year| sales(&Question { books, domain: Domain::Energy, dyad: d, year, items: &Items::Goods });
    let now = options.aged(ask(year));
    let (buyer, seller) = (words::opening(d.dependent), words::in_sentence(d.on));
    let Observation::Missing(why) = &now.value else {
        section.say(format!("{buyer} bought none of these products from {seller} in {year}."));
        section.add(now);
        return;
    };
    section.say(format!(
        "What {} bought of these products from {seller} in {year}: {why}.",
        words::in_sentence(d.dependent)
    ));
    section.add(now);
    let seen = books
        .years()
        .iter()
        .rev()
        .filter(|y| **y < year)
        .map(|y| ask(*y))
        .find(|f| f.value.known().is_some_and(|v| v > 0.0));
    if let Some(mut last) = seen {
        last.flag(Flag::Remark("last-observed".into()));
        last.flag(Flag::Beside);
        section.say(format!("The last year known is {}: {}.", last.year, words::value(&last)));
        section.add(last);
    }
}

/// The product's description up to its first separator, short enough for a table.
fn short(name: &str) -> String {
    let head = name.split([':', ';', ',', '(']).next().unwrap_or(name).trim();
    let mut text: String = head.chars().take(20).collect();
    if text.len() < head.len() {
        text.push('.');
    }
    text
}

/// Crude oil: the sentence on its price and the ratio over time.
fn crude(section: &mut Section, books: &Books, d: Dyad, options: &Options) {
    if !books.classification().is_products() || books.classification() == Classification::Hs2 {
        return;
    }
    let items = Items::One(CRUDE_OIL.into());
    let ask = |year| Question { books, domain: Domain::Energy, dyad: d, year, items: &items };
    let mut line = Vec::new();
    for year in books.years().iter().copied().filter(|y| options.in_trend(*y)) {
        let ratio = unit_values(&ask(year)).ratio;
        if ratio.value.known().is_some() {
            line.push((year, ratio));
        }
    }
    let Some((year, last)) = line.last().cloned() else { return };
    if Some(year) != options.latest_of(books.years().iter().copied()) {
        return;
    }
    if line.len() > 1 {
        let figures = line.into_iter().map(|(_, ratio)| section.add_once(ratio)).collect();
        section.blocks.push(Block::Trends {
            title: "Crude oil: unit value over that of the buyer's other suppliers".into(),
            lines: vec![Trend {
                label: format!("{} from {} ({})", d.dependent.code(), d.on.code(), books.meta().source),
                figures,
            }],
        });
    }
    let Some(ratio) = last.value.known() else { return };
    if last.has(&Flag::SuspectQuantity) {
        section.note(format!("Crude oil, {year}: the quantity is suspect, so no discount is read from it."));
        return;
    }
    let (percent, side) = if ratio < 1.0 { ((1.0 - ratio) * 100.0, "less") } else { ((ratio - 1.0) * 100.0, "more") };
    section.say(format!(
        "Crude oil, {year}: a tonne from {} cost {} {} % {side}, free on board, than one from its other suppliers.",
        words::in_sentence(d.on),
        words::in_sentence(d.dependent),
        words::number(percent, 1)
    ));
}
