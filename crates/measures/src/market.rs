//! A market: one source's flows of a year among all economies, as the measures of alternatives and of
//! networks read them.
//!
//! Flows are held by label and summed in the order of the labels, so that neither the order of rows nor
//! further items or economies outside the sum change a result.

use crate::books::Items;
use std::collections::{BTreeMap, BTreeSet};
use suzerain_tables::classification::Classification;
use suzerain_tables::figure::{Flag, Item, SourceRef, Status};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::reporting::Reporting;
use suzerain_tables::store::{TableMeta, TableStatus};
use suzerain_tables::trade::{Flows, absent_flow};
use suzerain_tables::{Economy, Observation, Year, coverage};

/// See the module page.
#[derive(Clone, Debug)]
pub struct Market {
    meta: TableMeta,
    reporting: Reporting,
    year: Year,
    items: Items,
    /// By exporter and importer, thousand current US dollars.
    flows: BTreeMap<(Economy, Economy), f64>,
    economies: Vec<Economy>,
}

impl Market {
    /// The market of `items` in `year` from the flows of one source, all pairs of it.
    #[must_use]
    pub fn new(meta: &TableMeta, reporting: &Reporting, flows: &Flows, year: Year, items: &Items) -> Self {
        let classification = meta.classification.unwrap_or(Classification::Total);
        let wanted: Vec<bool> = flows
            .item_codes
            .iter()
            .map(|code| match items {
                Items::Goods => classification.is_goods(code),
                Items::One(one) => one == code,
            })
            .collect();
        let mut parts: BTreeMap<(Economy, Economy), Vec<(&str, f64)>> = BTreeMap::new();
        for row in 0..flows.len() {
            let item = usize::from(flows.item[row]);
            if flows.year[row] == year && wanted[item] {
                let pair = (flows.exporter[row], flows.importer[row]);
                parts.entry(pair).or_default().push((&flows.item_codes[item], flows.value_kusd[row]));
            }
        }
        let mut economies: BTreeSet<Economy> =
            meta.coverage.economies(coverage::FLOWS).filter(|(_, w)| w.contains(year)).map(|(e, _)| e).collect();
        economies.extend(parts.keys().flat_map(|(a, b)| [*a, *b]));
        let flows = parts
            .into_iter()
            .map(|(pair, mut parts)| {
                parts.sort_by(|a, b| a.0.cmp(b.0).then(a.1.total_cmp(&b.1)));
                (pair, parts.iter().map(|(_, value)| value).sum())
            })
            .collect();
        Self {
            meta: meta.clone(),
            reporting: reporting.clone(),
            year,
            items: items.clone(),
            flows,
            economies: economies.into_iter().collect(),
        }
    }

    /// Calendar year.
    #[must_use]
    pub const fn year(&self) -> Year {
        self.year
    }

    /// Provenance.
    #[must_use]
    pub const fn meta(&self) -> &TableMeta {
        &self.meta
    }

    /// What is summed.
    #[must_use]
    pub const fn items(&self) -> &Items {
        &self.items
    }

    /// The item as figures carry it; none for all goods.
    #[must_use]
    pub fn item(&self) -> Option<Item> {
        match &self.items {
            Items::Goods => None,
            Items::One(code) => Some(Item {
                classification: self.meta.classification.unwrap_or(Classification::Total),
                code: code.clone(),
            }),
        }
    }

    /// Reference to the source.
    #[must_use]
    pub fn source(&self) -> SourceRef {
        SourceRef { id: SourceId(self.meta.source.clone()), vintage: self.meta.vintage.clone() }
    }

    /// The whole that shares are taken of.
    #[must_use]
    pub fn universe(&self) -> String {
        self.meta.universe.clone().unwrap_or_else(|| "source".into())
    }

    /// Economies of the source in the year, in code order.
    #[must_use]
    pub fn economies(&self) -> &[Economy] {
        &self.economies
    }

    /// Whether the source covers an economy in the year.
    #[must_use]
    pub fn covers(&self, economy: Economy) -> bool {
        self.economies.binary_search(&economy).is_ok()
    }

    /// Known flows between two different economies, exporter first, in the order of the labels.
    pub fn trade(&self) -> impl Iterator<Item = (Economy, Economy, f64)> + '_ {
        self.flows.iter().filter(|((a, b), _)| a != b).map(|((a, b), v)| (*a, *b, *v))
    }

    /// Sales of an economy to itself, if the source has them.
    #[must_use]
    pub fn own_sales(&self, economy: Economy) -> Option<f64> {
        self.flows.get(&(economy, economy)).copied()
    }

    /// A flow, or why it is unknown.
    #[must_use]
    pub fn flow(&self, exporter: Economy, importer: Economy) -> Observation {
        self.flows.get(&(exporter, importer)).map_or_else(
            || absent_flow(&self.meta, &self.reporting, exporter, importer, self.year),
            |value| Observation::Known(*value),
        )
    }

    /// Known exports by exporter to all partners but itself, in code order.
    #[must_use]
    pub fn exports(&self) -> BTreeMap<Economy, f64> {
        self.sums(|exporter, _| exporter)
    }

    /// Known imports by importer from all partners but itself, in code order.
    #[must_use]
    pub fn imports(&self) -> BTreeMap<Economy, f64> {
        self.sums(|_, importer| importer)
    }

    fn sums(&self, of: impl Fn(Economy, Economy) -> Economy) -> BTreeMap<Economy, f64> {
        let mut sums = BTreeMap::new();
        for (a, b, value) in self.trade() {
            *sums.entry(of(a, b)).or_insert(0.0) += value;
        }
        sums
    }

    /// Economies that did not publish their trade of the year.
    #[must_use]
    pub fn silent(&self) -> Vec<Economy> {
        let silent = |e: &Economy| self.reporting.silence(&self.meta.source, *e, self.year).is_some();
        self.economies.iter().copied().filter(silent).collect()
    }

    /// Partners of `economy` with whom its trade is unknown because neither side reported.
    #[must_use]
    pub fn unknown_partners(&self, economy: Economy) -> Vec<Economy> {
        let unknown = |other: &Economy| {
            *other != economy
                && self.flow(economy, *other).known().is_none()
                && self.flow(*other, economy).known().is_none()
        };
        self.economies.iter().copied().filter(unknown).collect()
    }

    /// How a figure about these economies came about, and what the reader must know about it.
    #[must_use]
    pub fn standing(&self, economies: &[Economy]) -> (Status, Vec<Flag>) {
        let silent = economies.iter().filter(|e| self.reporting.silence(&self.meta.source, **e, self.year).is_some());
        match self.meta.status {
            TableStatus::Observed if silent.clone().next().is_none() => (Status::Observed, vec![]),
            TableStatus::Observed => (Status::Mirror, vec![]),
            other => (other.figure(), silent.map(|e| Flag::EstimatedAfterReportingStopped(*e)).collect()),
        }
    }
}

/// A small market for tests and worked examples, thousand US dollars, in which everybody reports.
///
/// ```
/// use suzerain_measures::market::example;
/// let market = example(2023, &[("CHN", "RUS", 50.0), ("DEU", "RUS", 25.0)]);
/// assert_eq!(market.imports().values().sum::<f64>(), 75.0);
/// ```
#[must_use]
pub fn example(year: i16, totals: &[(&str, &str, f64)]) -> Market {
    let year = Year(year);
    let named: Vec<(Economy, Economy, f64)> = totals
        .iter()
        .filter_map(|(a, b, value)| Some((Economy::from_code(a)?, Economy::from_code(b)?, *value)))
        .collect();
    let owners = named.first().map(|(a, b, _)| [*a, *b]);
    let meta = owners.map(|owners| crate::books::Books::of_totals(year, &named, owners).meta().clone());
    let mut flows = Flows { item_codes: vec![suzerain_tables::classification::TOTAL.to_owned()], ..Flows::default() };
    for (exporter, importer, value) in named {
        flows.year.push(year);
        flows.exporter.push(exporter);
        flows.importer.push(importer);
        flows.item.push(0);
        flows.value_kusd.push(value);
        flows.quantity_t.push(f64::NAN);
    }
    let meta = meta.unwrap_or_else(|| TableMeta {
        kind: suzerain_tables::store::TableKind::Trade,
        source: "example".into(),
        vintage: year.to_string(),
        classification: Some(Classification::Total),
        universe: Some("example".into()),
        scope: suzerain_tables::store::Scope::AllGoods,
        status: TableStatus::Observed,
        absent: suzerain_tables::store::Absent::ZeroIfEitherReports,
        coverage: coverage::Coverage::default(),
        notes: vec![],
    });
    Market::new(&meta, &Reporting::default(), &flows, year, &Items::Goods)
}
