//! Flows that a total lacks, put in at bounds.
//!
//! A total lacks a flow for one of two reasons. Both sides did not report (*unreported*), or the table does not
//! cover the partner at all (*uncovered*). What a measure would be with such a flow lies between two ends: the
//! flow is zero, or it is [`BOUND_FACTOR`] times the largest yearly value that any loaded table of the same goods
//! reports for it within [`BOUND_YEARS`] years up to then. Partners that no such table tells apart are bounded
//! together by what a table with a rest of the world has for it, less what the totals hold of it already; the
//! factor stands there too if some of them did not report. The measure itself is evaluated again with each
//! combination of ends; no formula is written twice.

use super::evidence::Evidence;
use crate::StudyError;
use std::collections::{BTreeMap, BTreeSet};
use suzerain_measures::books::{Books, Items};
use suzerain_tables::classification::{Classification, TOTAL};
use suzerain_tables::store::{TableFile, TableStatus};
use suzerain_tables::trade::{self, FlowFilter, Flows};
use suzerain_tables::{Economy, Figure, Year, YearRange, coverage};

/// The upper end over the largest value known.
pub const BOUND_FACTOR: f64 = 2.0;
/// Years looked back for a known value, the year itself included.
pub const BOUND_YEARS: i16 = 6;

/// A flow that neither side reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Flow {
    exporter: Economy,
    importer: Economy,
}

/// What a figure would be with the missing flows at their ends.
pub(super) struct Ends {
    /// Least and greatest value.
    pub range: (f64, f64),
    /// What was put in, in words.
    pub remark: String,
    /// Partners without any bound.
    pub unbounded: Vec<Economy>,
}

/// The flows that belong to one side or to the pair, which move together between their ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Block {
    Pair,
    Exports(Economy),
    Imports(Economy),
}

/// What is asked: the same measure, table, owners, year and items as the figure in question.
pub(super) struct Asked<'q> {
    pub table: &'q TableFile,
    pub owners: [Economy; 2],
    pub pair: [Economy; 2],
    pub year: Year,
    pub items: &'q Items,
    pub quantities: bool,
    pub measure: &'q dyn Fn(&Books) -> Figure,
}

/// The ends of a measure over the flows missing from the totals of `owners`, and between `pair`.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub(super) fn ends(evidence: &Evidence<'_>, asked: &Asked<'_>) -> Result<Option<Ends>, StudyError> {
    let meta = asked.table.meta();
    let years = YearRange::new(asked.year.plus(-1), asked.year);
    let filter = FlowFilter { years: Some(years), touching: asked.owners.to_vec(), quantities: asked.quantities };
    let flows = trade::read(asked.table, &filter)?;
    let reporting = evidence.library().reporting();
    let books = Books::new(meta, reporting, &flows, asked.owners);
    let missing = missing(&books, asked);
    if missing.is_empty() {
        return Ok(None);
    }
    let bounds = Bounds::find(evidence, asked, &books, &missing)?;
    let missing: Vec<Flow> = missing.into_keys().collect();
    let block = |flow: &Flow| {
        if asked.pair.contains(&flow.exporter) && asked.pair.contains(&flow.importer) {
            Block::Pair
        } else if asked.owners.contains(&flow.exporter) {
            Block::Exports(flow.exporter)
        } else {
            Block::Imports(flow.importer)
        }
    };
    let blocks: Vec<Block> = missing.iter().map(block).collect::<BTreeSet<_>>().into_iter().collect();
    let mut range: Option<(f64, f64)> = None;
    for corner in 0..(1_usize << blocks.len()) {
        let at_top =
            |flow: &Flow| blocks.iter().position(|b| *b == block(flow)).is_some_and(|place| corner >> place & 1 == 1);
        let mut filled = flows.clone();
        let item = item_of(&mut filled, meta.classification.unwrap_or(Classification::Total), asked.items);
        for flow in &missing {
            let value = if at_top(flow) { bounds.of(flow) } else { 0.0 };
            filled.year.push(asked.year);
            filled.exporter.push(flow.exporter);
            filled.importer.push(flow.importer);
            filled.item.push(item);
            filled.value_kusd.push(value);
            filled.quantity_t.push(f64::NAN);
        }
        let figure = (asked.measure)(&Books::new(meta, reporting, &filled, asked.owners));
        if let Some(v) = figure.value.known() {
            range = Some(range.map_or((v, v), |(low, high)| (low.min(v), high.max(v))));
        }
    }
    let Some(range) = range else { return Ok(None) };
    Ok(Some(Ends { range, remark: bounds.remark(asked), unbounded: bounds.unbounded }))
}

/// A flow with the partner that is lacking, and why it is.
type Lacking = (Flow, Economy, Why);

/// Why a total lacks a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    Unreported,
    Uncovered,
}

fn missing(books: &Books, asked: &Asked<'_>) -> BTreeMap<Flow, Why> {
    let mut flows = BTreeMap::new();
    let covered: BTreeSet<Economy> = books.meta().coverage.economies(coverage::FLOWS).map(|(e, _)| e).collect();
    let partial = books.meta().universe.as_deref().is_some_and(|u| u.starts_with("covered"));
    let outside = |e: &Economy| partial && e.is_state() && e.exists_in(asked.year.0) && !covered.contains(e);
    for owner in asked.owners {
        let sold = books.exports(owner, asked.year, asked.items).unknown;
        let bought = books.imports(owner, asked.year, asked.items).unknown;
        let others = Economy::all().filter(|e| outside(e)).map(|e| (e, Why::Uncovered));
        let both = others.flat_map(|(e, why)| [(owner, e, why), (e, owner, why)]);
        let unreported = sold
            .into_iter()
            .map(|e| (owner, e, Why::Unreported))
            .chain(bought.into_iter().map(|e| (e, owner, Why::Unreported)));
        for (exporter, importer, why) in both.chain(unreported) {
            flows.insert(Flow { exporter, importer }, why);
        }
    }
    flows
}

/// The item that stands for the sum asked for.
fn item_of(flows: &mut Flows, classification: Classification, items: &Items) -> u16 {
    let wanted = match items {
        Items::One(code) => code.clone(),
        Items::Goods => flows
            .item_codes
            .iter()
            .filter(|code| classification.is_goods(code))
            .min()
            .cloned()
            .unwrap_or_else(|| TOTAL.to_owned()),
    };
    let place = flows.item_codes.iter().position(|code| *code == wanted).unwrap_or_else(|| {
        flows.item_codes.push(wanted);
        flows.item_codes.len() - 1
    });
    u16::try_from(place).unwrap_or(0)
}

/// Upper ends in thousand US dollars.
#[derive(Default)]
struct Bounds {
    upper: BTreeMap<Flow, f64>,
    partners: [BTreeSet<Economy>; 2],
    by_rest_of_world: BTreeSet<Economy>,
    sources: BTreeSet<String>,
    unbounded: Vec<Economy>,
}

impl Bounds {
    fn find(
        evidence: &Evidence<'_>,
        asked: &Asked<'_>,
        own: &Books,
        missing: &BTreeMap<Flow, Why>,
    ) -> Result<Self, StudyError> {
        let mut out = Self::default();
        let mut books = Vec::new();
        for table in evidence.tables_like(asked.table, asked.items) {
            books.push(evidence.books(table, asked.owners, false)?);
        }
        // Partners that no table tells apart, by owner and direction.
        let mut rest: BTreeMap<(Economy, bool), Vec<Lacking>> = BTreeMap::new();
        for (flow, why) in missing {
            let sold = asked.owners.contains(&flow.exporter);
            let (owner, partner) = if sold { (flow.exporter, flow.importer) } else { (flow.importer, flow.exporter) };
            out.partners[usize::from(*why == Why::Uncovered)].insert(partner);
            if let Some((value, source)) = largest(evidence, &books, *flow, asked) {
                out.upper.insert(*flow, BOUND_FACTOR * value);
                out.sources.insert(source);
            } else {
                rest.entry((owner, sold)).or_default().push((*flow, partner, *why));
            }
        }
        for ((owner, sold), flows) in rest {
            match rest_of_world(evidence, &books, own, owner, sold, asked) {
                Some((whole, held, source)) => {
                    let unreported = flows.iter().any(|(_, _, why)| *why == Why::Unreported);
                    let factor = if unreported { BOUND_FACTOR } else { 1.0 };
                    out.sources.insert(source);
                    out.by_rest_of_world.extend(flows.iter().map(|(_, partner, _)| *partner));
                    // Bounded together: one of them stands for all.
                    if let Some((flow, ..)) = flows.first() {
                        out.upper.insert(*flow, (factor * whole - held).max(0.0));
                    }
                }
                None => out.unbounded.extend(flows.iter().map(|(_, partner, _)| *partner)),
            }
        }
        out.unbounded.sort_unstable();
        out.unbounded.dedup();
        Ok(out)
    }

    fn of(&self, flow: &Flow) -> f64 {
        self.upper.get(flow).copied().unwrap_or(0.0)
    }

    fn remark(&self, asked: &Asked<'_>) -> String {
        let [unreported, uncovered] = [0, 1].map(|i| self.partners[i].len());
        let mut lacking = Vec::new();
        if unreported > 0 {
            lacking.push(format!("{unreported} partners that did not report either"));
        }
        if uncovered > 0 {
            lacking.push(format!("{uncovered} that the table does not cover"));
        }
        let total: f64 = self.upper.values().sum();
        let mut text = format!(
            "trade with {} put in from 0 to {}: {BOUND_FACTOR} times the largest value of {}-{} in {}",
            lacking.join(" and "),
            crate::words::quantity(total, suzerain_tables::figure::Unit::KiloUsd),
            asked.year.plus(1 - BOUND_YEARS),
            asked.year,
            self.sources.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
        );
        if !self.by_rest_of_world.is_empty() {
            text += &format!("; {} of them bounded together by its rest of the world", self.by_rest_of_world.len());
        }
        text
    }
}

/// The largest trade of an owner with the rest of the world in a table that has one, what the books in question
/// hold of it already, and the source.
fn rest_of_world(
    evidence: &Evidence<'_>,
    books: &[std::rc::Rc<Books>],
    own: &Books,
    owner: Economy,
    sold: bool,
    asked: &Asked<'_>,
) -> Option<(f64, f64, String)> {
    if !matches!(asked.items, Items::Goods) {
        return None;
    }
    let row = Economy::from_code("ROW")?;
    let flow = if sold { Flow { exporter: owner, importer: row } } else { Flow { exporter: row, importer: owner } };
    let (whole, source) = largest(evidence, books, flow, asked)?;
    let told_apart: BTreeSet<Economy> = books
        .iter()
        .filter(|b| b.meta().source == source)
        .flat_map(|b| b.meta().coverage.economies(coverage::FLOWS).map(|(e, _)| e).collect::<Vec<_>>())
        .collect();
    let partners = own.by_partner(owner, sold, asked.year, asked.items);
    let held = partners.iter().filter(|(e, _)| !told_apart.contains(e)).map(|(_, v)| v).sum();
    Some((whole, held, source))
}

/// The largest value that a table reports for a flow in the years looked at, with its source.
fn largest(
    evidence: &Evidence<'_>,
    books: &[std::rc::Rc<Books>],
    flow: Flow,
    asked: &Asked<'_>,
) -> Option<(f64, String)> {
    let reporting = evidence.library().reporting();
    let mut best: Option<(f64, String)> = None;
    for book in books {
        let meta = book.meta();
        let known = |e: Economy, y: Year| meta.coverage.window(coverage::FLOWS, e).is_some_and(|w| w.contains(y));
        for year in YearRange::new(asked.year.plus(1 - BOUND_YEARS), asked.year).iter() {
            let sides = [flow.exporter, flow.importer];
            let silent = sides.iter().filter(|e| reporting.silence(&meta.source, **e, year).is_some()).count();
            let blind = match meta.status {
                TableStatus::Observed => 2,
                // The publisher's estimate after a side fell silent is no report.
                TableStatus::Estimated | TableStatus::Modelled => 1,
            };
            if silent >= blind || !known(flow.exporter, year) || !known(flow.importer, year) {
                continue;
            }
            if let Some(value) = book.flow(flow.exporter, flow.importer, year, asked.items).known()
                && best.as_ref().is_none_or(|(b, _)| value > *b)
            {
                best = Some((value, meta.source.clone()));
            }
        }
    }
    best
}
