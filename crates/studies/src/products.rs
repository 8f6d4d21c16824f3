//! Products on which a buyer, an economy or a bloc, depends by the published screens.

use crate::StudyError;
use crate::world::{World, source_ref};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_measures::screens::Facts;
use suzerain_measures::screens::buyer::Buyer;
use suzerain_measures::screens::churn::Churn;
use suzerain_measures::screens::rules::{Criterion, GEODEP_WINDOW, Rule, geodep_over_years};
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::SourceRef;
use suzerain_tables::library::Library;
use suzerain_tables::store::{Scope, TableFile};
use suzerain_tables::trade::{self, FlowFilter, absent_flow};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange, coverage};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The buyer: one economy, or the members of a bloc.
    pub members: Vec<Economy>,
    /// Whether it is a bloc, whose trade with itself is left out.
    pub bloc: bool,
    /// The partner asked about; the largest supplier of each product without one.
    pub from: Option<Economy>,
    /// The year; the newest of the table without one.
    pub year: Option<Year>,
    /// The table's source; the first table by product without one.
    pub source: Option<String>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A rule at work on one product.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The rule.
    pub rule: Rule,
    /// Whether the product is dependent; none where years outside the data decide (GeoDep).
    pub dependent: Option<bool>,
    /// The criteria of the year.
    pub criteria: Vec<Criterion>,
    /// GeoDep: whether its three criteria hold in each year of the window, oldest first.
    pub window: Option<[Option<bool>; GEODEP_WINDOW]>,
}

impl Verdict {
    /// The criterion that decides: the least distance relative to its threshold, which is below 0 where one is not
    /// met; of those that have one.
    #[must_use]
    pub fn nearest(&self) -> Option<&Criterion> {
        let relative = |c: &Criterion| c.distance.map_or(f64::INFINITY, |d| d / c.threshold);
        self.criteria.iter().filter(|c| c.distance.is_some()).min_by(|a, b| relative(a).total_cmp(&relative(b)))
    }
}

/// A product the buyer imports.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its code.
    pub code: String,
    /// Its name, or the code where no list names it.
    pub name: String,
    /// What the rules read.
    pub facts: Facts,
    /// Suppliers outside the buyer, largest first, thousand US dollars.
    pub suppliers: Vec<(Economy, f64)>,
    /// The rules in the order asked for.
    pub verdicts: Vec<Verdict>,
}

/// A rule over all products.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The rule.
    pub rule: Rule,
    /// Dependent products.
    pub dependent: usize,
    /// Products that years outside the data would decide.
    pub undecided: usize,
    /// Dependent products' share of the imports of all products in the data.
    pub value_share: Option<f64>,
    /// The year before and what changed since; none where that year is outside the data.
    pub churn: Option<(Year, Churn)>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Products {
    /// The table.
    pub source: SourceRef,
    /// Its classification.
    pub classification: Classification,
    /// Whether it holds some products only.
    pub some_products: bool,
    /// The year.
    pub year: Year,
    /// Products that anybody traded in the year, of those in the table.
    pub in_data: usize,
    /// The rules in the order asked for.
    pub counts: Vec<Count>,
    /// The products imported, by value.
    pub products: Vec<Product>,
    /// Economies whose trade with a member neither side reported.
    pub unknown: Vec<Economy>,
}

/// Flags of each product by rule.
type Flags = BTreeMap<Rule, BTreeMap<String, Option<bool>>>;

/// Steps that [`products`] takes at most.
pub const STEPS: u64 = GEODEP_WINDOW as u64 + 3;

/// Screens the products; `progress` hears what is done next.
///
/// # Errors
/// [`StudyError`] if no table by product covers the buyer and the year, or it cannot be decoded.
pub fn products(
    library: &Library,
    question: &Question,
    mut progress: impl FnMut(&str),
) -> Result<Products, StudyError> {
    let Some(first) = question.members.first() else { return Err(StudyError::NoAnswer("no buyer".into())) };
    let world = World::new(library, [*first, question.from.unwrap_or(*first)]);
    let (table, year) = table(&world, question)?;
    let span = table.meta().coverage.span(coverage::FLOWS).unwrap_or(YearRange::new(year, year));
    let window = i16::try_from(GEODEP_WINDOW).unwrap_or(i16::MAX);
    // The window of the year before reaches one year further back.
    let filter = FlowFilter { years: Some(YearRange::new(year.plus(-window), year)), ..FlowFilter::default() };
    progress("reading the flows");
    let flows = trade::read(table, &filter)?;
    let buyers: BTreeMap<Year, Buyer> = (0..=window)
        .map(|back| year.plus(-back))
        .filter(|y| span.contains(*y))
        .map(|y| {
            progress(&format!("adding up {y}"));
            (y, Buyer::new(&flows, y, &question.members))
        })
        .collect();
    let Some(buyer) = buyers.get(&year) else { return Err(StudyError::NoAnswer(format!("no flows in {year}"))) };
    let classification = table.meta().classification.unwrap_or(Classification::HsReported);
    progress("applying the rules");
    let now = flags(&buyers, year, question);
    let mut products = Vec::new();
    for (at, code) in buyer.products().iter().enumerate() {
        let Some(facts) = buyer.facts(at, question.from) else { continue };
        let verdicts = question
            .rules
            .iter()
            .map(|rule| Verdict {
                rule: *rule,
                dependent: now.get(rule).and_then(|f| f.get(code).copied()).flatten(),
                criteria: rule.criteria(&facts),
                window: (*rule == Rule::Geodep).then(|| years_held(&buyers, year, at)),
            })
            .collect();
        let name = world.product_name(classification, code)?;
        products.push(Product { code: code.clone(), name, facts, suppliers: buyer.suppliers(at), verdicts });
    }
    products.sort_by(|a, b| b.facts.imports.total_cmp(&a.facts.imports).then_with(|| a.code.cmp(&b.code)));
    let before = year.plus(-1);
    let earlier = buyers.contains_key(&before).then(|| flags(&buyers, before, question));
    let counts = question.rules.iter().map(|rule| count(*rule, &products, &now, before, earlier.as_ref())).collect();
    Ok(Products {
        source: source_ref(table.meta()),
        classification,
        some_products: table.meta().scope == Scope::SomeProducts,
        year,
        in_data: buyer.traded(),
        counts,
        products,
        unknown: unknown(library, table, question, year),
    })
}

/// The table and year that answer.
fn table<'a>(world: &World<'a>, question: &Question) -> Result<(&'a TableFile, Year), StudyError> {
    let tables: Vec<&TableFile> = world
        .product_tables()
        .into_iter()
        .filter(|t| question.source.as_ref().is_none_or(|id| t.meta().source == *id))
        .collect();
    if tables.is_empty() {
        let which = question.source.as_ref().map(|id| format!(" `{id}`")).unwrap_or_default();
        return Err(StudyError::NoAnswer(format!("no table by product{which} is loaded")));
    }
    let newest = |t: &TableFile| {
        let windows = question.members.iter().filter_map(|e| t.meta().coverage.window(coverage::FLOWS, *e));
        let last = windows.map(|w| w.last).max()?;
        match question.year {
            None => Some(last),
            Some(year) => {
                let covers =
                    |e: &Economy| t.meta().coverage.window(coverage::FLOWS, *e).is_some_and(|w| w.contains(year));
                question.members.iter().any(covers).then_some(year)
            }
        }
    };
    let found = tables.iter().find_map(|t| newest(t).map(|year| (*t, year)));
    found.ok_or_else(|| {
        let spans: Vec<String> = tables
            .iter()
            .filter_map(|t| t.meta().coverage.span(coverage::FLOWS).map(|s| format!("{} {s}", t.meta().source)))
            .collect();
        StudyError::NoAnswer(format!("no table by product covers the buyer in that year; loaded: {}", spans.join(", ")))
    })
}

/// Whether GeoDep's three criteria hold in each year of the window that ends in `year`: they do not in a
/// year without imports, and are not known in one outside the data.
fn years_held(buyers: &BTreeMap<Year, Buyer>, year: Year, product: usize) -> [Option<bool>; GEODEP_WINDOW] {
    let mut held = [None; GEODEP_WINDOW];
    for (held, back) in held.iter_mut().rev().zip(0_i16..) {
        *held = buyers.get(&year.plus(-back)).map(|b| b.facts(product, None).is_some_and(|f| Rule::Geodep.holds(&f)));
    }
    held
}

fn flags(buyers: &BTreeMap<Year, Buyer>, year: Year, question: &Question) -> Flags {
    let mut flags = Flags::new();
    let Some(buyer) = buyers.get(&year) else { return flags };
    for (at, code) in buyer.products().iter().enumerate() {
        let Some(facts) = buyer.facts(at, question.from) else { continue };
        for rule in &question.rules {
            let dependent = match rule {
                Rule::Geodep => geodep_over_years(years_held(buyers, year, at)),
                _ => Some(rule.holds(&facts)),
            };
            flags.entry(*rule).or_default().insert(code.clone(), dependent);
        }
    }
    flags
}

fn count(rule: Rule, products: &[Product], now: &Flags, before: Year, earlier: Option<&Flags>) -> Count {
    let set = |flags: &'_ Flags| -> BTreeSet<String> {
        let of = flags.get(&rule).into_iter().flatten();
        of.filter(|(_, held)| **held == Some(true)).map(|(code, _)| code.clone()).collect()
    };
    let dependent = set(now);
    let all: f64 = products.iter().map(|p| p.facts.imports).sum();
    let of_dependent: f64 = products.iter().filter(|p| dependent.contains(&p.code)).map(|p| p.facts.imports).sum();
    let undecided = now.get(&rule).into_iter().flatten().filter(|(_, held)| held.is_none()).count();
    // Where the earlier window reaches outside the data, some flags are not known and no churn is told.
    let known = |flags: &&Flags| flags.get(&rule).is_some_and(|f| f.values().all(Option::is_some));
    let churn = earlier.filter(known).filter(|_| undecided == 0).map(|flags| {
        let then = set(flags);
        let later = dependent.iter().map(String::as_str).collect();
        (before, Churn::between(&then.iter().map(String::as_str).collect(), &later))
    });
    Count { rule, dependent: dependent.len(), undecided, value_share: (all > 0.0).then(|| of_dependent / all), churn }
}

fn unknown(library: &Library, table: &TableFile, question: &Question, year: Year) -> Vec<Economy> {
    let silent = |partner: Economy, member: &Economy| {
        let flow = absent_flow(table.meta(), library.reporting(), partner, *member, year);
        partner != *member && matches!(flow, Observation::Missing(Missing::NeitherReports { .. }))
    };
    table
        .meta()
        .coverage
        .economies(coverage::FLOWS)
        .map(|(economy, _)| economy)
        .filter(|e| !question.members.contains(e) && question.members.iter().any(|m| silent(*e, m)))
        .collect()
}
