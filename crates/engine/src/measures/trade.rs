//! Measures of trade: every pair of the economies a source covers.
//!
//! Sums over all goods have a row for every pair and year the source covers, also where there is no
//! trade (0) or no value (null, with the reason). A single sector or product has rows for the pairs
//! between whom the source records a flow of it in either direction.

use super::rows::{Rows, Stop};
use crate::ask::Ask;
use std::collections::BTreeSet;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::concentration::{self, Side};
use suzerain_measures::dependence::gdp_share::{Product, gdp_ratios};
use suzerain_measures::dependence::unit_value::{UnitValues, unit_values as values_of};
use suzerain_measures::dependence::{Question, sales};
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::{Domain, Dyad, SourceRef};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::library::Library;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::{Scope, TableFile, TableKind};
use suzerain_tables::trade::{self, FlowFilter, Flows};
use suzerain_tables::variables::GDP_CURRENT;
use suzerain_tables::{Economy, Figure, Year, YearRange, coverage};

/// The flows of a trade table and the books made of them.
struct Ledger {
    books: Books,
    flows: Flows,
    economies: Vec<(Economy, YearRange)>,
    sums: bool,
}

/// One pair, year and item.
#[derive(Clone, Debug)]
struct Place {
    dyad: Dyad,
    year: Year,
    items: Items,
}

impl Ledger {
    fn open(library: &Library, table: &TableFile, ask: &Ask, before: i16, quantities: bool) -> Result<Self, Stop> {
        let years = ask.year_range().map(|r| YearRange::new(Year(r.first.0.saturating_sub(before)), r.last));
        // What one side trades with everybody enters its shares: both sides must be known to leave flows out.
        let touching = match (&ask.economies, &ask.partners) {
            (Some(a), Some(b)) => a.union(b).filter_map(|code| Economy::from_code(code)).collect(),
            _ => Vec::new(),
        };
        let flows = trade::read(table, &FlowFilter { years, touching, quantities })?;
        Ok(Self {
            books: Books::of_all(table.meta(), library.reporting(), &flows),
            flows,
            economies: table.meta().coverage.economies(coverage::FLOWS).collect(),
            sums: table.meta().scope == Scope::AllGoods,
        })
    }

    /// Calls `each` for every pair and year whose sum over all goods is asked for.
    fn sums(&self, ask: &Ask, mut each: impl FnMut(Place) -> Result<(), Stop>) -> Result<(), Stop> {
        if !self.sums || !ask.wants_sums() {
            return Ok(());
        }
        for (economy, window) in self.economies.iter().filter(|(e, _)| ask.wants_economy(*e)) {
            for (partner, theirs) in self.economies.iter().filter(|(p, _)| ask.wants_pair(*economy, *p)) {
                for year in self.books.years().iter().copied() {
                    if ask.wants_year(year) && window.contains(year) && theirs.contains(year) {
                        each(Place { dyad: Dyad { dependent: *economy, on: *partner }, year, items: Items::Goods })?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Calls `each` for every pair, year and single item asked for between whom there is a flow; `both`
    /// looks at flows in either direction, otherwise only at what the first buys of the second.
    fn items(&self, ask: &Ask, both: bool, mut each: impl FnMut(Place) -> Result<(), Stop>) -> Result<(), Stop> {
        let flows = &self.flows;
        let wanted: Vec<bool> = flows.item_codes.iter().map(|code| ask.wants_item(code)).collect();
        let mut places = BTreeSet::new();
        for row in 0..flows.len() {
            if wanted[usize::from(flows.item[row])] && ask.wants_year(flows.year[row]) {
                let (seller, buyer) = (flows.exporter[row], flows.importer[row]);
                for (dependent, on) in std::iter::once((buyer, seller)).chain(both.then_some((seller, buyer))) {
                    if ask.wants_pair(dependent, on) {
                        places.insert((dependent, on, flows.year[row], flows.item[row]));
                    }
                }
            }
        }
        for (dependent, on, year, item) in places {
            let items = Items::One(flows.item_codes[usize::from(item)].clone());
            each(Place { dyad: Dyad { dependent, on }, year, items })?;
        }
        Ok(())
    }

    fn ask<'a>(&'a self, place: &'a Place) -> Question<'a> {
        let domain = match place.items {
            Items::Goods => Domain::Goods,
            Items::One(_) => Domain::Sectors,
        };
        Question { books: &self.books, domain, dyad: place.dyad, year: place.year, items: &place.items }
    }
}

fn tables<'a>(library: &'a Library, ask: &'a Ask) -> impl Iterator<Item = &'a TableFile> {
    library
        .of_kind(TableKind::Trade)
        .filter(|t| t.meta().scope != Scope::DomesticSales && ask.wants_source(&t.meta().source))
}

/// A question to every trade table, pair, year and item.
pub(super) fn questions(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    measure: fn(&Question<'_>) -> Figure,
) -> Result<(), Stop> {
    for table in tables(library, ask) {
        let ledger = Ledger::open(library, table, ask, 0, false)?;
        ledger.sums(ask, |place| rows.push(&measure(&ledger.ask(&place))))?;
        ledger.items(ask, true, |place| rows.push(&measure(&ledger.ask(&place))))?;
    }
    Ok(())
}

/// One of the three ratios to gross domestic product; the source column names both sources.
pub(super) fn over_product(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    pick: fn([Figure; 3]) -> Figure,
) -> Result<(), Stop> {
    let holds_product = |t: &&TableFile| t.meta().coverage.span(GDP_CURRENT).is_some();
    let Some(table) = library.of_kind(TableKind::Indicators).find(holds_product) else { return Ok(()) };
    let product = Indicators::read(table)?;
    let meta = product.meta();
    let source = SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() };
    let free = Ask { sources: None, ..ask.clone() };
    for table in tables(library, &free) {
        if !ask.wants_source(&format!("{}+{}", table.meta().source, meta.source)) {
            continue;
        }
        let ledger = Ledger::open(library, table, ask, 0, false)?;
        let mut figure = |place: Place| {
            let economy = place.dyad.dependent;
            let usd = product.get(GDP_CURRENT, economy, place.year);
            let product = Product { economy, year: place.year, usd, source: source.clone() };
            rows.push(&pick(gdp_ratios(&ledger.ask(&place), &product)))
        };
        ledger.sums(ask, &mut figure)?;
        ledger.items(ask, true, figure)?;
    }
    Ok(())
}

/// One of the figures of unit values, for products bought.
pub(super) fn unit_values(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    pick: fn(UnitValues) -> Figure,
) -> Result<(), Stop> {
    for table in tables(library, ask).filter(|t| t.meta().classification.is_some_and(Classification::is_products)) {
        // Suspicion looks back one year.
        let ledger = Ledger::open(library, table, ask, 1, true)?;
        ledger.items(ask, false, |place| rows.push(&pick(values_of(&ledger.ask(&place)))))?;
    }
    Ok(())
}

/// The concentration of every economy's suppliers or markets.
pub(super) fn concentrations(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    side: Side,
    measure: fn(&concentration::Question<'_>) -> Figure,
) -> Result<(), Stop> {
    // Only flows that touch the economies asked for enter.
    let touching = Ask { partners: ask.economies.clone(), ..ask.clone() };
    for table in tables(library, ask) {
        let ledger = Ledger::open(library, table, &touching, 0, false)?;
        let mut places: BTreeSet<(Economy, Year, Option<u16>)> = BTreeSet::new();
        let flows = &ledger.flows;
        for row in 0..flows.len() {
            let (seller, buyer, year) = (flows.exporter[row], flows.importer[row], flows.year[row]);
            let economy = if side == Side::Suppliers { buyer } else { seller };
            if seller == buyer || !ask.wants_economy(economy) || !ask.wants_year(year) {
                continue;
            }
            if ledger.sums && ask.wants_sums() {
                places.insert((economy, year, None));
            }
            if ask.wants_item(&flows.item_codes[usize::from(flows.item[row])]) {
                places.insert((economy, year, Some(flows.item[row])));
            }
        }
        for (economy, year, item) in places {
            let items = item.map_or(Items::Goods, |i| Items::One(flows.item_codes[usize::from(i)].clone()));
            let domain = if item.is_none() { Domain::Goods } else { Domain::Sectors };
            let question = concentration::Question { books: &ledger.books, domain, economy, side, year, items: &items };
            rows.push(&measure(&question))?;
        }
    }
    Ok(())
}

/// The gap between any two sources of sums over all goods, on every flow both have; the source column
/// names the other first and the base second.
pub(super) fn gaps(library: &Library, ask: &Ask, rows: &mut Rows<'_>) -> Result<(), Stop> {
    if !ask.wants_sums() {
        return Ok(());
    }
    let free = Ask { sources: None, ..ask.clone() };
    let ledgers = tables(library, &free)
        .filter(|t| t.meta().scope == Scope::AllGoods)
        .map(|t| Ok((t.meta().source.as_str(), Ledger::open(library, t, ask, 0, false)?)))
        .collect::<Result<Vec<_>, Stop>>()?;
    for (base, headline) in &ledgers {
        for (name, other) in ledgers.iter().filter(|(name, _)| name != base) {
            if !ask.wants_source(&format!("{name}+{base}")) {
                continue;
            }
            headline.sums(ask, |place| {
                let covered = |e: Economy| other.economies.iter().any(|(o, w)| *o == e && w.contains(place.year));
                if !other.books.years().contains(&place.year)
                    || !covered(place.dyad.dependent)
                    || !covered(place.dyad.on)
                {
                    return Ok(());
                }
                rows.push(&sales::gap(&sales::sales(&headline.ask(&place)), &sales::sales(&other.ask(&place))))
            })?;
        }
    }
    Ok(())
}
