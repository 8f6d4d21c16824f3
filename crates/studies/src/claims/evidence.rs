//! The loaded tables as claims read them, decoded when first asked for and then kept.

use crate::StudyError;
use crate::page::Section;
use crate::world::World;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use suzerain_measures::books::{Books, Items};
use suzerain_tables::classification::Classification;
use suzerain_tables::library::Library;
use suzerain_tables::store::{Scope, TableFile, TableKind};
use suzerain_tables::{Economy, Figure};

/// A thing computed for a pair, by its name.
type Kept<T> = BTreeMap<(String, [Economy; 2]), Rc<T>>;

/// The loaded tables, and what was computed from them for the claims asked so far.
pub struct Evidence<'a> {
    library: &'a Library,
    home: Rc<World<'a>>,
    worlds: RefCell<BTreeMap<[Economy; 2], Rc<World<'a>>>>,
    kept: RefCell<Kept<Vec<Figure>>>,
    sections: RefCell<Kept<Section>>,
}

impl<'a> Evidence<'a> {
    /// Evidence from a library, seen by a pair.
    #[must_use]
    pub fn new(library: &'a Library, pair: [Economy; 2]) -> Self {
        let home = Rc::new(World::new(library, pair));
        Self {
            library,
            worlds: RefCell::new(BTreeMap::from([(pair, home.clone())])),
            home,
            kept: RefCell::default(),
            sections: RefCell::default(),
        }
    }

    /// The tables.
    #[must_use]
    pub const fn library(&self) -> &'a Library {
        self.library
    }

    pub(super) fn home(&self) -> &World<'a> {
        &self.home
    }

    pub(super) fn world(&self, pair: [Economy; 2]) -> Rc<World<'a>> {
        let mut worlds = self.worlds.borrow_mut();
        worlds.entry(pair).or_insert_with(|| Rc::new(World::new(self.library, pair))).clone()
    }

    /// The books of two owners in a trade table, all years.
    pub(super) fn books(
        &self,
        table: &TableFile,
        owners: [Economy; 2],
        quantities: bool,
    ) -> Result<Rc<Books>, StudyError> {
        self.world(owners).books(table, quantities)
    }

    /// Figures computed once under a name for a pair.
    pub(super) fn kept(
        &self,
        name: &str,
        pair: [Economy; 2],
        compute: impl FnOnce() -> Result<Vec<Figure>, StudyError>,
    ) -> Result<Rc<Vec<Figure>>, StudyError> {
        let key = (name.to_owned(), pair);
        if let Some(known) = self.kept.borrow().get(&key) {
            return Ok(known.clone());
        }
        let figures = Rc::new(compute()?);
        self.kept.borrow_mut().insert(key, figures.clone());
        Ok(figures)
    }

    /// A section of the brief computed once under a name for a pair.
    pub(super) fn section(&self, name: &str, pair: [Economy; 2], compute: impl FnOnce() -> Section) -> Rc<Section> {
        let key = (name.to_owned(), pair);
        if let Some(known) = self.sections.borrow().get(&key) {
            return known.clone();
        }
        let section = Rc::new(compute());
        self.sections.borrow_mut().insert(key, section.clone());
        section
    }

    /// Trade tables that may hold an item: tables of all goods without one, else those of its kind of code.
    pub(super) fn trade_tables(&self, item: Option<&str>) -> Vec<&'a TableFile> {
        let Some(code) = item else { return self.home.goods_tables() };
        let product = code.bytes().all(|b| b.is_ascii_digit());
        let of_kind = |t: &&TableFile| {
            t.meta().classification.is_some_and(|c| {
                if product {
                    c.is_products() && (c == Classification::Hs2) == (code.len() == 2)
                } else {
                    !c.is_products() && c != Classification::Total
                }
            })
        };
        self.library.of_kind(TableKind::Trade).filter(of_kind).collect()
    }

    /// Tables that say of the same goods what `table` does.
    pub(super) fn tables_like(&self, table: &TableFile, items: &Items) -> Vec<&'a TableFile> {
        match items {
            Items::Goods if table.meta().scope == Scope::AllGoods => self.home.goods_tables(),
            _ => {
                let same = |t: &&TableFile| t.meta().classification == table.meta().classification;
                self.library.of_kind(TableKind::Trade).filter(same).collect()
            }
        }
    }
}
