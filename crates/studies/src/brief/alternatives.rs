//! Alternatives: what others could supply or buy, who of them would, and what is left of the dependence.

use super::{Options, usable_years};
use crate::StudyError;
use crate::page::{Block, Cell, Section};
use crate::words;
use crate::world::World;
use suzerain_measures::books::Items;
use suzerain_measures::substitution::alternatives::{alternatives, reachable_alternatives};
use suzerain_measures::substitution::effective::{Sigma, effective_dependence};
use suzerain_measures::substitution::{Question, Side};
use suzerain_tables::classification::{Classification, short_product_name};
use suzerain_tables::figure::{Domain, Dyad, Figure};
use suzerain_tables::store::TableFile;
use suzerain_tables::{Economy, Year};

/// Findings a direction in a short section.
pub const FINDINGS: usize = 3;
/// Products of energy beside all goods, chosen by what the pair trades of them.
const ENERGY: &str = "27";

/// One market in which one side depends on the other.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What is bought or sold.
    pub label: String,
    /// Buying or selling.
    pub side: Side,
    /// Others' part of the market.
    pub alternatives: Figure,
    /// The part of those who do not sanction.
    pub reachable: Figure,
    /// What is left of the dependence.
    pub effective: Figure,
}

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("alternatives", "Alternatives", Domain::Goods);
    for d in [dyad, dyad.reversed()] {
        let mut found = findings(world, d, options)?;
        if found.is_empty() {
            continue;
        }
        // Every market stands in the JSON; the page shows the strongest.
        let shown = if options.full { found.len() } else { FINDINGS };
        let mut rows = Vec::new();
        for (at, f) in found.drain(..).enumerate() {
            let side = if f.side == Side::Buying { "buys" } else { "sells" };
            let label = format!("{} {side}", f.label);
            let year = f.effective.year.to_string();
            let ids = [f.effective, f.reachable, f.alternatives].map(|f| section.add(options.aged(f)));
            if at < shown {
                let cells = ids.map(Cell::Figure);
                rows.push([Cell::Text(label), Cell::Text(year)].into_iter().chain(cells).collect());
            }
        }
        section.blocks.push(Block::Table {
            title: format!("Where {} leans on {} most, after reachable alternatives", d.dependent.name(), d.on.name()),
            columns: vec![
                "what".into(),
                "year".into(),
                "effective".into(),
                "reachable others".into(),
                "all others".into(),
            ],
            rows,
        });
        let senders = senders(world, d.dependent, options);
        if !senders.is_empty() {
            section.note(format!(
                "Counted as out of reach for {}, from the year its sanctions began: {}.",
                words::in_sentence(d.dependent),
                super::names(&senders, 8)
            ));
        }
    }
    if section.blocks.is_empty() {
        section.say("No loaded table covers both economies among all others in any year asked for.");
    } else {
        section.note(
            "Effective dependence = share x (1 - sigma x reachable others); sigma is a judgement with a wide band, \
             which the JSON holds.",
        );
    }
    Ok(section)
}

/// Who sanctions an economy in the latest year wanted.
fn senders(world: &World<'_>, target: Economy, options: &Options) -> Vec<Economy> {
    let sanctions = world.library().sanctions();
    let year = options
        .year
        .or_else(|| world.goods_tables().iter().filter_map(|t| t.meta().coverage.span("flows")).map(|w| w.last).max());
    let Some(year) = year else { return vec![] };
    Economy::all().filter(|e| sanctions.holds(*e, target, year)).collect()
}

/// Every market in which `dyad.dependent` depends on the other, largest effective dependence first.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn findings(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Vec<Finding>, StudyError> {
    let mut found = Vec::new();
    let goods = latest(world, world.goods_tables(), options)?;
    if let Some((table, year)) = goods {
        for side in [Side::Buying, Side::Selling] {
            found.push(finding(world, table, year, &Items::Goods, Domain::Goods, "all goods".into(), dyad, side)?);
        }
    }
    let sectors = world
        .sector_tables()
        .into_iter()
        .filter(|t| matches!(t.meta().classification, Some(Classification::Icio28 | Classification::Icio50)));
    if let Some((table, year)) = latest(world, sectors.collect(), options)? {
        let items = Items::One(suzerain_measures::technology::electronics::ELECTRONICS.to_owned());
        let domain = Domain::Technology;
        found.push(finding(world, table, year, &items, domain, "electronics".into(), dyad, Side::Buying)?);
    }
    if let Some((table, year)) = latest(world, world.product_tables(), options)? {
        let books = world.books(table, true)?;
        let mut codes: Vec<String> = books.item_codes().iter().filter(|c| c.starts_with(ENERGY)).cloned().collect();
        codes.sort();
        for code in codes {
            let items = Items::One(code.clone());
            let name = match short_product_name(&code) {
                Some(name) => name.to_owned(),
                None => world.product_name(books.classification(), &code)?.chars().take(24).collect(),
            };
            for (side, exporter, importer) in
                [(Side::Selling, dyad.dependent, dyad.on), (Side::Buying, dyad.on, dyad.dependent)]
            {
                if books.flow(exporter, importer, year, &items).known().is_some_and(|v| v > 0.0) {
                    found.push(finding(world, table, year, &items, Domain::Energy, name.clone(), dyad, side)?);
                }
            }
        }
    }
    let size = |f: &Finding| f.effective.value.known().unwrap_or(-1.0);
    found.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.label.cmp(&b.label)).then(a.side.cmp(&b.side)));
    Ok(found)
}

/// The first table that covers both economies, with the latest year wanted.
fn latest<'a>(
    world: &World<'_>,
    tables: Vec<&'a TableFile>,
    options: &Options,
) -> Result<Option<(&'a TableFile, Year)>, StudyError> {
    for table in tables {
        if table.meta().universe.as_deref() == Some("reported") {
            continue;
        }
        let books = world.books(table, false)?;
        if let Some(year) = usable_years(&books, world, options).0.last() {
            return Ok(Some((table, *year)));
        }
    }
    Ok(None)
}

#[expect(clippy::too_many_arguments, reason = "one finding is one question about one market")]
fn finding(
    world: &World<'_>,
    table: &TableFile,
    year: Year,
    items: &Items,
    domain: Domain,
    label: String,
    dyad: Dyad,
    side: Side,
) -> Result<Finding, StudyError> {
    let market = world.market(table, year, items)?;
    let q = Question { market: &market, sanctions: world.library().sanctions(), domain, dyad, side };
    Ok(Finding {
        label,
        side,
        alternatives: alternatives(&q),
        reachable: reachable_alternatives(&q),
        effective: effective_dependence(&q, Sigma::of(domain)),
    })
}
