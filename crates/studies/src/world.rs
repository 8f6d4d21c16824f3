//! What a question sees: the loaded tables, decoded when first asked for and then kept.

use crate::StudyError;
use crate::events::Forecasts;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use suzerain_measures::alignment::similarity::Ties;
use suzerain_measures::arms::arms_transfers::Register;
use suzerain_measures::books::{Books, Items};
use suzerain_measures::coercion::power::Elasticities;
use suzerain_measures::exposure::system::{BLOCKS, Collector, System, SystemError, Traced};
use suzerain_measures::market::Market;
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::SourceRef;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::library::Library;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::{Scope, TableFile, TableKind, TableMeta, TableStatus};
use suzerain_tables::trade::{FlowFilter, Flows};
use suzerain_tables::variables::CAPABILITY_COMPONENTS;
use suzerain_tables::{Economy, Year, YearRange, coverage, io, labels, obligations, rates, trade};

/// From this many economies on a table of totals counts as covering the world's trade.
const WORLD_ENOUGH: usize = 100;

/// Names of products by classification identifier and code.
type ProductNames = BTreeMap<(String, String), String>;

/// The tables as one pair of economies sees them.
pub struct World<'a> {
    library: &'a Library,
    pair: [Economy; 2],
    books: RefCell<BTreeMap<(String, bool), Rc<Books>>>,
    kept: Rc<Kept>,
}

/// What is decoded or computed once for all pairs.
#[derive(Default)]
struct Kept {
    indicators: RefCell<Option<Vec<Rc<Indicators>>>>,
    ties: RefCell<Option<Rc<Ties>>>,
    product_names: RefCell<Option<Rc<ProductNames>>>,
    flows: RefCell<BTreeMap<(String, Year), Rc<Flows>>>,
    markets: RefCell<BTreeMap<(String, Year, Items), Rc<Market>>>,
    traced: RefCell<BTreeMap<(String, Year), Rc<Traced>>>,
    forecasts: RefCell<BTreeMap<(Economy, Economy), Rc<Forecasts>>>,
}

/// A reference to a table's source.
#[must_use]
pub fn source_ref(meta: &TableMeta) -> SourceRef {
    SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() }
}

/// The inter-country system of a table in a year, unsolved.
///
/// # Errors
/// [`StudyError`] if the table cannot be decoded, or its cells make no system.
pub fn system(table: &TableFile, year: Year) -> Result<System, StudyError> {
    let mut collector = Collector::default();
    io::each(table, &BLOCKS, |cell| {
        if cell.year == year {
            collector.push(cell);
        }
    })?;
    collector.finish(table.meta(), year).map_err(|error: SystemError| error.into())
}

impl<'a> World<'a> {
    /// The world as `pair` sees it.
    #[must_use]
    pub fn new(library: &'a Library, pair: [Economy; 2]) -> Self {
        Self { library, pair, books: RefCell::default(), kept: Rc::default() }
    }

    /// The same tables as another pair sees them: what is decoded for all pairs is shared.
    #[must_use]
    pub fn as_seen_by(&self, pair: [Economy; 2]) -> Self {
        Self { library: self.library, pair, books: RefCell::default(), kept: self.kept.clone() }
    }

    /// The tables.
    #[must_use]
    pub const fn library(&self) -> &'a Library {
        self.library
    }

    /// The two economies.
    #[must_use]
    pub const fn pair(&self) -> [Economy; 2] {
        self.pair
    }

    /// The books of the pair in a trade table; with quantities if asked.
    ///
    /// # Errors
    /// [`StudyError::Store`] if the table cannot be decoded.
    pub fn books(&self, table: &TableFile, quantities: bool) -> Result<Rc<Books>, StudyError> {
        let key = (table.meta().source.clone(), quantities);
        if let Some(books) = self.books.borrow().get(&key) {
            return Ok(books.clone());
        }
        let filter = FlowFilter { years: None, touching: self.pair.to_vec(), quantities };
        let flows = trade::read(table, &filter)?;
        let books = Rc::new(Books::new(table.meta(), self.library.reporting(), &flows, self.pair));
        self.books.borrow_mut().insert(key, books.clone());
        Ok(books)
    }

    /// All flows of a trade table in one year, whoever takes part.
    ///
    /// # Errors
    /// [`StudyError::Store`] if the table cannot be decoded.
    pub fn flows(&self, table: &TableFile, year: Year) -> Result<Rc<Flows>, StudyError> {
        let key = (table.meta().source.clone(), year);
        if let Some(flows) = self.kept.flows.borrow().get(&key) {
            return Ok(flows.clone());
        }
        let filter = FlowFilter { years: Some(YearRange::new(year, year)), touching: vec![], quantities: false };
        let flows = Rc::new(trade::read(table, &filter)?);
        self.kept.flows.borrow_mut().insert(key, flows.clone());
        Ok(flows)
    }

    /// Lets go of the flows of single years and what is made of them, for a walk over many years.
    pub fn forget_flows(&self) {
        self.kept.flows.borrow_mut().clear();
        self.kept.markets.borrow_mut().clear();
        self.kept.traced.borrow_mut().clear();
    }

    /// What the fitted event models say of two states, in either order; none where no models are loaded.
    ///
    /// # Errors
    /// [`StudyError::NotEnough`] if the loaded models are damaged.
    pub fn forecasts(&self, a: Economy, b: Economy) -> Result<Option<Rc<Forecasts>>, StudyError> {
        let key = obligations::ordered(a, b);
        if let Some(forecasts) = self.kept.forecasts.borrow().get(&key) {
            return Ok(Some(forecasts.clone()));
        }
        let Some(forecasts) = Forecasts::read(self.library, a, b)?.map(Rc::new) else { return Ok(None) };
        self.kept.forecasts.borrow_mut().insert(key, forecasts.clone());
        Ok(Some(forecasts))
    }

    /// The market of some items of a trade table in one year.
    ///
    /// # Errors
    /// [`StudyError::Store`] if the table cannot be decoded.
    pub fn market(&self, table: &TableFile, year: Year, items: &Items) -> Result<Rc<Market>, StudyError> {
        let key = (table.meta().source.clone(), year, items.clone());
        if let Some(market) = self.kept.markets.borrow().get(&key) {
            return Ok(market.clone());
        }
        let flows = self.flows(table, year)?;
        let market = Rc::new(Market::new(table.meta(), self.library.reporting(), &flows, year, items));
        self.kept.markets.borrow_mut().insert(key, market.clone());
        Ok(market)
    }

    /// Inter-country input-output tables, finest first, the user's before the built-in ones.
    ///
    /// # Errors
    /// [`StudyError::Store`] if one cannot be decoded.
    pub fn inter_country_tables(&self) -> Vec<&'a TableFile> {
        let rank = |table: &TableFile| match table.meta().classification {
            Some(Classification::Icio50 | Classification::Wiod56) => Some(0),
            Some(Classification::Wiod35) => Some(1),
            Some(Classification::Icio16) => Some(2),
            // National coefficients: what is bought abroad is not told apart by origin.
            _ => None,
        };
        let mut tables: Vec<&TableFile> = self.library.of_kind(TableKind::Io).filter(|t| rank(t).is_some()).collect();
        tables.sort_by_key(|t| rank(t));
        tables
    }

    /// The inter-country system of a table in a year, solved for what stands behind each industry's output.
    ///
    /// # Errors
    /// [`StudyError`] if the table cannot be decoded, or its cells make no system.
    pub fn traced(&self, table: &TableFile, year: Year) -> Result<Rc<Traced>, StudyError> {
        let key = (table.meta().source.clone(), year);
        if let Some(traced) = self.kept.traced.borrow().get(&key) {
            return Ok(traced.clone());
        }
        let traced = Rc::new(system(table, year)?.trace().map_err(StudyError::from)?);
        self.kept.traced.borrow_mut().insert(key, traced.clone());
        Ok(traced)
    }

    /// Elasticities between suppliers by sector, from the study named, for a classification.
    ///
    /// # Errors
    /// [`StudyError::Store`] if the table cannot be decoded.
    pub fn elasticities(
        &self,
        study: &str,
        classification: Classification,
    ) -> Result<Option<Elasticities>, StudyError> {
        let table =
            self.library.of_kind(TableKind::Elasticities).find(|t| t.meta().classification == Some(classification));
        let Some(table) = table else { return Ok(None) };
        let theta: BTreeMap<String, f64> = rates::read_elasticities(table)?
            .into_iter()
            .filter(|e| e.estimate.eq_ignore_ascii_case(study))
            .map(|e| (e.item, e.elasticity))
            .collect();
        let source = source_ref(table.meta());
        Ok((!theta.is_empty()).then(|| Elasticities { theta, study: study.to_owned(), source }))
    }

    /// Trade tables whose sum over items is all goods, best first: the user's or any other table of
    /// all pairs, then totals of most of the world, then balanced tables, then totals of a few, then
    /// what single reporters say. Within a rank the table with the latest year comes first.
    #[must_use]
    pub fn goods_tables(&self) -> Vec<&'a TableFile> {
        let rank = |table: &TableFile| {
            let meta = table.meta();
            let economies = meta.coverage.economies(coverage::FLOWS).count();
            let place = match (meta.status, meta.universe.as_deref()) {
                (TableStatus::Observed, Some("world")) => 0,
                (TableStatus::Observed, Some("reported")) => 4,
                (TableStatus::Observed, _) if economies >= WORLD_ENOUGH => 1,
                (TableStatus::Observed, _) => 3,
                (TableStatus::Estimated | TableStatus::Modelled, _) => 2,
            };
            (place, std::cmp::Reverse(meta.coverage.span(coverage::FLOWS).map(|w| w.last)))
        };
        let mut tables: Vec<&TableFile> =
            self.library.of_kind(TableKind::Trade).filter(|t| t.meta().scope == Scope::AllGoods).collect();
        // Readers of the 50-sector table write its sums at 28 sectors beside it: one of them is enough.
        tables.retain(|t| t.meta().classification != Some(Classification::Icio50));
        tables.sort_by_key(|t| rank(t));
        tables
    }

    /// Trade tables by sector of an industry classification, finest published first.
    #[must_use]
    pub fn sector_tables(&self) -> Vec<&'a TableFile> {
        let rank = |c: Option<Classification>| match c {
            Some(Classification::Icio28) => Some(0),
            Some(Classification::Icio50) => Some(1),
            Some(Classification::Wiod56) => Some(2),
            Some(Classification::Wiod35) => Some(3),
            _ => None,
        };
        let mut tables: Vec<&TableFile> =
            self.library.of_kind(TableKind::Trade).filter(|t| rank(t.meta().classification).is_some()).collect();
        tables.sort_by_key(|t| rank(t.meta().classification));
        tables
    }

    /// Trade tables by six-digit product with quantities, the user's first.
    #[must_use]
    pub fn product_tables(&self) -> Vec<&'a TableFile> {
        self.library
            .of_kind(TableKind::Trade)
            .filter(|t| t.meta().classification.is_some_and(|c| c.is_products() && c != Classification::Hs2))
            .collect()
    }

    /// All indicator tables, the user's first.
    ///
    /// # Errors
    /// [`StudyError::Store`] if one cannot be decoded.
    pub fn indicators(&self) -> Result<Vec<Rc<Indicators>>, StudyError> {
        if let Some(known) = self.kept.indicators.borrow().as_ref() {
            return Ok(known.clone());
        }
        let mut read = Vec::new();
        for table in self.library.of_kind(TableKind::Indicators) {
            read.push(Rc::new(Indicators::read(table)?));
        }
        *self.kept.indicators.borrow_mut() = Some(read.clone());
        Ok(read)
    }

    /// The first indicator table that holds `variable`.
    ///
    /// # Errors
    /// [`StudyError::Store`] if a table cannot be decoded.
    pub fn with_variable(&self, variable: &str) -> Result<Option<Rc<Indicators>>, StudyError> {
        Ok(self.indicators()?.iter().find(|t| t.meta().coverage.span(variable).is_some()).cloned())
    }

    /// The capability table, which also says who was a member of the state system in a year.
    ///
    /// # Errors
    /// [`StudyError::Store`] if a table cannot be decoded.
    pub fn capabilities(&self) -> Result<Option<Rc<Indicators>>, StudyError> {
        // Total population is the component that no member lacks for long.
        self.with_variable(CAPABILITY_COMPONENTS[4])
    }

    /// The alliance ties of all states.
    ///
    /// # Errors
    /// [`StudyError::Store`] if the table cannot be decoded.
    pub fn ties(&self) -> Result<Option<Rc<Ties>>, StudyError> {
        if let Some(known) = self.kept.ties.borrow().as_ref() {
            return Ok(Some(known.clone()));
        }
        let Some(table) = self.library.of_kind(TableKind::Obligations).next() else { return Ok(None) };
        let mut rows = Vec::new();
        obligations::each(table, |row| rows.push(row))?;
        let ties = Rc::new(Ties::new(table.meta(), rows));
        *self.kept.ties.borrow_mut() = Some(ties.clone());
        Ok(Some(ties))
    }

    /// The arms registers loaded, whole registers first.
    ///
    /// # Errors
    /// [`StudyError::Store`] if one cannot be decoded.
    pub fn arms(&self) -> Result<Vec<Register>, StudyError> {
        let mut registers = Vec::new();
        for table in self.library.of_kind(TableKind::Arms) {
            registers.push(Register { meta: table.meta().clone(), rows: suzerain_tables::arms::read(table)? });
        }
        registers.sort_by_key(|r| !r.is_whole());
        Ok(registers)
    }

    /// The name of a product, or its code where no list names it.
    ///
    /// # Errors
    /// [`StudyError::Store`] if the list cannot be decoded.
    pub fn product_name(&self, classification: Classification, code: &str) -> Result<String, StudyError> {
        if self.kept.product_names.borrow().is_none() {
            let mut names = BTreeMap::new();
            for table in self.library.of_kind(TableKind::Labels) {
                for (key, name) in labels::read(table)? {
                    names.entry(key).or_insert(name);
                }
            }
            *self.kept.product_names.borrow_mut() = Some(Rc::new(names));
        }
        let key = (classification.id().to_owned(), code.to_owned());
        Ok(self
            .kept
            .product_names
            .borrow()
            .as_ref()
            .and_then(|n| n.get(&key).cloned())
            .unwrap_or_else(|| code.to_owned()))
    }
}
