//! Flows that neither side reported, put in at bounds.
//!
//! A flow between two economies that both did not report is missing. What a measure would be with it lies
//! between two ends: the flow is zero, or it is [`BOUND_FACTOR`] times the largest yearly value that any
//! loaded table of the same goods reports for it within [`BOUND_YEARS`] years up to then. Partners that no
//! such table tells apart are bounded together by what the same tables record for the rest of the world.
//! The measure itself is evaluated again with each combination of ends; no formula is written twice.

use super::evaluate::Evidence;
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
    let filter =
        FlowFilter { years: Some(years), touching: asked.owners.to_vec(), quantities: asked.quantities };
    let flows = trade::read(asked.table, &filter)?;
    let reporting = evidence.library().reporting();
    let books = Books::new(meta, reporting, &flows, asked.owners);
    let missing = missing(&books, asked);
    if missing.is_empty() {
        return Ok(None);
    }
    let bounds = Bounds::find(evidence, asked, &missing)?;
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
        let at_top = |flow: &Flow| {
            blocks.iter().position(|b| *b == block(flow)).is_some_and(|place| corner >> place & 1 == 1)
        };
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
    Ok(Some(Ends { range, remark: bounds.remark(&missing, asked), unbounded: bounds.unbounded }))
}

fn missing(books: &Books, asked: &Asked<'_>) -> Vec<Flow> {
    let mut flows = BTreeSet::new();
    for owner in asked.owners {
        for partner in books.exports(owner, asked.year, asked.items).unknown {
            flows.insert(Flow { exporter: owner, importer: partner });
        }
        for partner in books.imports(owner, asked.year, asked.items).unknown {
            flows.insert(Flow { exporter: partner, importer: owner });
        }
    }
    flows.into_iter().collect()
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
    by_rest_of_world: usize,
    sources: BTreeSet<String>,
    unbounded: Vec<Economy>,
}

impl Bounds {
    fn find(evidence: &Evidence<'_>, asked: &Asked<'_>, missing: &[Flow]) -> Result<Self, StudyError> {
        let mut out = Self::default();
        let tables = evidence.tables_like(asked.table, asked.items);
        let mut books = Vec::new();
        for table in tables {
            books.push(evidence.books(table, asked.owners, false)?);
        }
        let rest = Economy::from_code("ROW");
        // What is left for those whom no table tells apart, by side; counted once.
        let mut shared: BTreeSet<(Economy, bool)> = BTreeSet::new();
        for flow in missing {
            let owner = if asked.owners.contains(&flow.exporter) { flow.exporter } else { flow.importer };
            let partner = if owner == flow.exporter { flow.importer } else { flow.exporter };
            if let Some((value, source)) = largest(evidence, &books, *flow, asked) {
                out.upper.insert(*flow, BOUND_FACTOR * value);
                out.sources.insert(source);
                continue;
            }
            let with_rest = rest.map(|rest| {
                if owner == flow.exporter {
                    Flow { exporter: owner, importer: rest }
                } else {
                    Flow { exporter: rest, importer: owner }
                }
            });
            let all_goods = matches!(asked.items, Items::Goods);
            match with_rest.filter(|_| all_goods).and_then(|f| largest(evidence, &books, f, asked)) {
                Some((value, source)) => {
                    out.by_rest_of_world += 1;
                    out.sources.insert(source);
                    let first = shared.insert((owner, owner == flow.exporter));
                    out.upper.insert(*flow, if first { BOUND_FACTOR * value } else { 0.0 });
                }
                None => out.unbounded.push(partner),
            }
        }
        out.unbounded.sort_unstable();
        out.unbounded.dedup();
        Ok(out)
    }

    fn of(&self, flow: &Flow) -> f64 {
        self.upper.get(flow).copied().unwrap_or(0.0)
    }

    fn remark(&self, missing: &[Flow], asked: &Asked<'_>) -> String {
        let partners: BTreeSet<Economy> = missing
            .iter()
            .flat_map(|f| [f.exporter, f.importer])
            .filter(|e| !asked.owners.contains(e) || asked.pair.contains(e) && missing.len() == 1)
            .collect();
        let total: f64 = self.upper.values().sum();
        let mut text = format!(
            "trade that neither side reported ({} partners) put in from 0 to {}: {} times the largest value of {}-{} in {}",
            partners.len().max(1),
            crate::words::quantity(total, suzerain_tables::figure::Unit::KiloUsd),
            BOUND_FACTOR,
            asked.year.plus(1 - BOUND_YEARS),
            asked.year,
            self.sources.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
        );
        if self.by_rest_of_world > 0 {
            text += ", the rest of the world for partners not told apart there";
        }
        text
    }
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
