//! Panels of trade shares.

use super::{MOST, Recipe, block, economies, sources};
use crate::StudyError;
use crate::outlook::trade::{LATER, LATER_YEAR, among, energy_share, kept};
use crate::world::source_ref;
use std::collections::BTreeMap;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::dependence::energy_revenue::CHAPTER;
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::library::Library;
use suzerain_tables::store::{TableFile, TableKind, TableStatus};
use suzerain_tables::trade::{FlowFilter, Flows, read};
use suzerain_tables::{Economy, Year, coverage};

/// Suppliers of the sector panel.
pub(super) const SUPPLIERS: [&str; 9] = ["CHN", "USA", "DEU", "JPN", "RUS", "KOR", "IND", "FRA", "GBR"];
/// Years whose trade picks the economies of the energy panel, before any origin.
const ENERGY_PICKED: std::ops::RangeInclusive<i16> = 1995..=1999;
/// Economies on either side of the energy panel.
const ENERGY_SIDES: usize = 25;

/// Least trade of a seller and a buyer in the panels of unit values and of energy revenue, a year of [`ENERGY_PICKED`],
/// million dollars.
pub(super) const LEAST_TRADED: f64 = 5.0;

/// A table with the books of all its economies.
pub(super) struct Held<'a> {
    library: &'a Library,
    pub table: &'a TableFile,
    pub books: Books,
}

impl<'a> Held<'a> {
    fn new(library: &'a Library, table: &'a TableFile, flows: &Flows) -> Self {
        Self { library, table, books: Books::of_all(table.meta(), library.reporting(), flows) }
    }

    /// The table of that name, if it is at hand.
    pub fn read(library: &'a Library, source: &str) -> Result<Option<Self>, StudyError> {
        let Some(table) = library.table(TableKind::Trade, source) else { return Ok(None) };
        Ok(Some(Self::new(library, table, &read(table, &FlowFilter::default())?)))
    }

    fn economies(&self) -> Vec<Economy> {
        self.table.meta().coverage.economies(coverage::FLOWS).map(|(e, _)| e).collect()
    }

    /// Economies that are no aggregate.
    pub fn states(&self) -> Vec<Economy> {
        self.economies().into_iter().filter(|e| !e.is_aggregate()).collect()
    }

    pub fn sources(&self) -> String {
        sources(&[source_ref(self.table.meta())])
    }

    /// Years in which neither side's figures are guesses made after its reports stopped.
    pub fn years(&self, a: Economy, b: Economy) -> Vec<Year> {
        let meta = self.table.meta();
        let blind = |e: Economy, y: Year| {
            meta.status == TableStatus::Estimated && self.library.reporting().silence(&meta.source, e, y).is_some()
        };
        let held = |e: Economy, y: Year| meta.coverage.window(coverage::FLOWS, e).is_some_and(|w| w.contains(y));
        self.books.years().iter().copied().filter(|y| [a, b].iter().all(|e| held(*e, *y) && !blind(*e, *y))).collect()
    }

    /// A measure of seller and buyer by usable year.
    pub fn by_year(
        &self,
        (seller, buyer): (Economy, Economy),
        of: impl Fn(&Books, Year) -> Option<f64>,
    ) -> (String, Vec<(i16, f64)>) {
        let years = self.years(seller, buyer);
        (block(seller, buyer), years.into_iter().filter_map(|y| Some((y.0, of(&self.books, y)?))).collect())
    }
}

/// Share of a seller's exports or a buyer's imports, of some items.
fn share(
    books: &Books,
    (seller, buyer): (Economy, Economy),
    of_exports: bool,
    year: Year,
    items: &Items,
) -> Option<f64> {
    let whole = if of_exports { books.exports(seller, year, items) } else { books.imports(buyer, year, items) };
    let total = whole.value_kusd.known().filter(|t| *t > 0.0)?;
    Some(books.flow(seller, buyer, year, items).known()? / total)
}

/// Sellers and buyers, each with the share of exports and that of imports.
fn both_shares(sellers: &[Economy], buyers: &[Economy]) -> Vec<((Economy, Economy), bool)> {
    let pairs = sellers.iter().flat_map(|s| buyers.iter().filter(move |b| *b != s).map(move |b| (*s, *b)));
    pairs.flat_map(|pair| [(pair, true), (pair, false)]).collect()
}

/// Shares of goods among the economies of one table, with a later year of another release held out.
pub fn goods(library: &Library, held: &Held<'_>) -> Result<Option<Panel>, StudyError> {
    let all = held.economies();
    let later = match library.table(TableKind::Trade, LATER) {
        Some(table) => {
            let flows = among(&read(table, &FlowFilter::default())?, &all);
            Some(Held::new(library, table, &flows))
        }
        None => None,
    };
    let items = Items::Goods;
    let recipe = Recipe {
        id: "goods",
        title: "Shares of exports and imports of goods among 29 economies",
        scale: Scale::Logit,
        step: 1,
        most: MOST,
        sample: format!(
            "of their shares, evenly spaced; {}; held out: {LATER_YEAR} of {LATER}, restricted to the same 29",
            held.sources()
        ),
    };
    Ok(recipe.with_later(
        both_shares(&all, &all),
        |(pair, of_exports)| held.by_year(*pair, |books, y| share(books, *pair, *of_exports, y, &items)),
        |(pair, of_exports)| {
            let value = share(&later.as_ref()?.books, *pair, *of_exports, LATER_YEAR, &items)?;
            Some((LATER_YEAR.0, value))
        },
    ))
}

/// Shares of large suppliers in the imports of each sector.
pub fn sectors(held: &Held<'_>) -> Option<Panel> {
    let buyers = held.states();
    let suppliers = economies(&SUPPLIERS);
    let mut keys = Vec::new();
    for code in held.books.item_codes() {
        for seller in &suppliers {
            keys.extend(buyers.iter().filter(|b| *b != seller).map(|b| (Items::One(code.clone()), (*seller, *b))));
        }
    }
    let recipe = Recipe {
        id: "sectors",
        title: "Shares of imports by sector",
        scale: Scale::Logit,
        step: 1,
        most: MOST,
        sample: format!(
            "shares of nine large suppliers in the imports of a sector, evenly spaced over sectors, suppliers and buyers; Russia to 2021; {}",
            held.sources()
        ),
    };
    recipe.panel(keys, |(items, pair)| held.by_year(*pair, |books, y| share(books, *pair, false, y, items)))
}

/// Trade by product, as the panels of energy and of unit values need it.
pub(super) struct Products<'a> {
    /// All energy as one item.
    pub fuels: Held<'a>,
    /// The largest sellers of it.
    pub sellers: Vec<Economy>,
    /// The largest buyers of it.
    pub buyers: Vec<Economy>,
    /// Every product those buyers buy, with quantities.
    pub priced: Held<'a>,
    /// Product, seller and buyer of trade of [`LEAST_TRADED`].
    pub traded: Vec<(String, Economy, Economy)>,
    /// Sellers and buyers among the largest, of energy of [`LEAST_TRADED`].
    pub sold: Vec<(Economy, Economy)>,
}

impl<'a> Products<'a> {
    pub fn read(library: &'a Library) -> Result<Option<Self>, StudyError> {
        let Some(table) = library.table(TableKind::Trade, "baci-hs92-74") else { return Ok(None) };
        let flows = read(table, &FlowFilter { quantities: true, ..FlowFilter::default() })?;
        let (one, sellers, buyers) = fuels(&flows);
        let bought = kept(&flows, |row| buyers.contains(&flows.importer[row]));
        let traded = large(&bought);
        let between = |(_, a, b): (String, Economy, Economy)| sellers.contains(&a).then_some((a, b));
        let sold = large(&kept(&one, |row| buyers.contains(&one.importer[row]))).into_iter().filter_map(between);
        let sold = sold.collect();
        Ok(Some(Self {
            fuels: Held::new(library, table, &one),
            sellers,
            buyers,
            priced: Held::new(library, table, &bought),
            traded,
            sold,
        }))
    }
}

/// Items, sellers and buyers of [`LEAST_TRADED`] and more.
fn large(flows: &Flows) -> Vec<(String, Economy, Economy)> {
    let mut sums: BTreeMap<(String, Economy, Economy), f64> = BTreeMap::new();
    let picked = |r: &usize| ENERGY_PICKED.contains(&flows.year[*r].0) && flows.exporter[*r] != flows.importer[*r];
    for row in (0..flows.len()).filter(picked) {
        let code = flows.item_codes[usize::from(flows.item[row])].clone();
        *sums.entry((code, flows.exporter[row], flows.importer[row])).or_default() += flows.value_kusd[row];
    }
    let least = LEAST_TRADED * 1000.0 * ENERGY_PICKED.count() as f64;
    sums.into_iter().filter(|(_, sum)| *sum >= least).map(|(key, _)| key).collect()
}

/// Shares of energy among the largest sellers and buyers.
pub fn energy(products: &Products<'_>) -> Option<Panel> {
    let held = &products.fuels;
    let recipe = Recipe {
        id: "energy",
        title: "Shares of energy exports and imports",
        scale: Scale::Logit,
        step: 1,
        most: MOST,
        sample: format!(
            "shares between the {ENERGY_SIDES} largest sellers and buyers of 1995-1999, evenly spaced; coal, oil and gas as far as the source holds them; {}",
            held.sources()
        ),
    };
    recipe.panel(both_shares(&products.sellers, &products.buyers), |((seller, buyer), of_exports)| {
        held.by_year((*seller, *buyer), |books, y| energy_share(books, *seller, *buyer, *of_exports, y))
    })
}

/// All energy as one item, and the largest sellers and buyers of it.
fn fuels(read: &Flows) -> (Flows, Vec<Economy>, Vec<Economy>) {
    let wanted: Vec<bool> = read.item_codes.iter().map(|c| c.starts_with(CHAPTER)).collect();
    let mut sums: BTreeMap<(Year, Economy, Economy), f64> = BTreeMap::new();
    let (mut sold, mut bought) = (BTreeMap::<Economy, f64>::new(), BTreeMap::<Economy, f64>::new());
    for row in (0..read.len()).filter(|r| wanted[usize::from(read.item[*r])]) {
        let (seller, buyer, value) = (read.exporter[row], read.importer[row], read.value_kusd[row]);
        *sums.entry((read.year[row], seller, buyer)).or_default() += value;
        if ENERGY_PICKED.contains(&read.year[row].0) {
            *sold.entry(seller).or_default() += value;
            *bought.entry(buyer).or_default() += value;
        }
    }
    let mut one = Flows { item_codes: vec![CHAPTER.to_owned()], ..Flows::default() };
    for ((year, seller, buyer), value) in sums {
        one.year.push(year);
        one.exporter.push(seller);
        one.importer.push(buyer);
        one.item.push(0);
        one.value_kusd.push(value);
        one.quantity_t.push(f64::NAN);
    }
    let largest = |of: BTreeMap<Economy, f64>| -> Vec<Economy> {
        let mut list: Vec<(Economy, f64)> = of.into_iter().collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        list.into_iter().take(ENERGY_SIDES).map(|(e, _)| e).collect()
    };
    (one, largest(sold), largest(bought))
}
