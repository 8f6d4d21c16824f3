//! Books: one source's flows of two economies, or of all, with everybody, as the trade measures read them.
//!
//! A flow between two economies neither of which reported in that year is missing, never zero; a
//! total that lacks such a flow names the partners it lacks.

use std::collections::{BTreeMap, BTreeSet};
use suzerain_tables::classification::{Classification, TOTAL};
use suzerain_tables::coverage::Coverage;
use suzerain_tables::figure::{Flag, Item, Rows, SourceRef, Status};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::reporting::Reporting;
use suzerain_tables::store::{Absent, Scope, TableKind, TableMeta, TableStatus};
use suzerain_tables::trade::{Flows, absent_flow};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange, coverage};

/// Which items of a source a measure sums.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Items {
    /// All goods: every product, or the goods sectors of an industry classification.
    Goods,
    /// One sector or product.
    One(String),
}

/// A sum over partners.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// Thousand current US dollars, domestic sales excluded.
    pub value_kusd: Observation,
    /// Partners whose flow is unknown because neither side reported.
    pub unknown: Vec<Economy>,
    /// Rows summed.
    pub rows: usize,
}

/// One partner's part of an economy's exports or imports of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartnerFlow {
    /// The other side.
    pub partner: Economy,
    /// Thousand current US dollars.
    pub value_kusd: f64,
    /// Metric tonnes, NaN if unknown.
    pub quantity_t: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Exports,
    Imports,
}

type Key = (Economy, Side, Year, u16);

/// See the module page.
#[derive(Clone, Debug)]
pub struct Books {
    meta: TableMeta,
    reporting: Reporting,
    owners: Vec<Economy>,
    item_codes: Vec<String>,
    goods: Vec<u16>,
    pages: BTreeMap<Key, Vec<PartnerFlow>>,
    years: BTreeSet<Year>,
    peers: Vec<(Economy, YearRange)>,
}

impl Books {
    /// Books of `owners` from flows that hold at least all flows touching either.
    #[must_use]
    pub fn new(meta: &TableMeta, reporting: &Reporting, flows: &Flows, owners: [Economy; 2]) -> Self {
        Self::owned_by(owners.to_vec(), meta, reporting, flows)
    }

    /// Books of every economy the source covers, from all its flows: for questions over all pairs.
    #[must_use]
    pub fn of_all(meta: &TableMeta, reporting: &Reporting, flows: &Flows) -> Self {
        let owners = meta.coverage.economies(coverage::FLOWS).map(|(economy, _)| economy).collect();
        Self::owned_by(owners, meta, reporting, flows)
    }

    fn owned_by(owners: Vec<Economy>, meta: &TableMeta, reporting: &Reporting, flows: &Flows) -> Self {
        let classification = meta.classification.unwrap_or(Classification::Total);
        let mut goods: Vec<u16> = flows
            .item_codes
            .iter()
            .enumerate()
            .filter(|(_, code)| classification.is_goods(code))
            .filter_map(|(i, _)| u16::try_from(i).ok())
            .collect();
        // Sums run in the order of the labels, so that the order of the rows cannot change their last digits.
        goods.sort_by_key(|i| &flows.item_codes[usize::from(*i)]);
        let mut pages: BTreeMap<Key, Vec<PartnerFlow>> = BTreeMap::new();
        let mut years = BTreeSet::new();
        let owned: BTreeSet<Economy> = owners.iter().copied().collect();
        for row in 0..flows.len() {
            let (exporter, importer) = (flows.exporter[row], flows.importer[row]);
            years.insert(flows.year[row]);
            for (side, me, partner) in [(Side::Exports, exporter, importer), (Side::Imports, importer, exporter)] {
                if owned.contains(&me) {
                    pages.entry((me, side, flows.year[row], flows.item[row])).or_default().push(PartnerFlow {
                        partner,
                        value_kusd: flows.value_kusd[row],
                        quantity_t: flows.quantity_t[row],
                    });
                }
            }
        }
        for page in pages.values_mut() {
            page.sort_by(|a, b| a.partner.cmp(&b.partner).then(a.value_kusd.total_cmp(&b.value_kusd)));
        }
        Self {
            meta: meta.clone(),
            reporting: reporting.clone(),
            owners,
            item_codes: flows.item_codes.clone(),
            goods,
            pages,
            years,
            peers: meta.coverage.economies(coverage::FLOWS).collect(),
        }
    }

    /// Books of a handful of totals of one year, thousand US dollars, in which everybody reports: for
    /// worked examples.
    ///
    /// ```
    /// use suzerain_measures::books::{Books, Items};
    /// use suzerain_tables::{Economy, Observation, Year};
    /// let [rus, chn] = ["RUS", "CHN"].map(|c| Economy::from_code(c).unwrap());
    /// let books = Books::of_totals(Year(2023), &[(chn, rus, 50.0)], [rus, chn]);
    /// assert_eq!(books.flow(chn, rus, Year(2023), &Items::Goods), Observation::Known(50.0));
    /// assert_eq!(books.flow(rus, chn, Year(2023), &Items::Goods), Observation::Known(0.0));
    /// ```
    #[must_use]
    pub fn of_totals(year: Year, totals: &[(Economy, Economy, f64)], owners: [Economy; 2]) -> Self {
        let mut flows = Flows { item_codes: vec![TOTAL.to_owned()], ..Flows::default() };
        let mut windows = Coverage::default();
        for owner in owners {
            windows.extend(coverage::FLOWS, owner, year);
        }
        for (exporter, importer, value_kusd) in totals {
            for economy in [exporter, importer] {
                windows.extend(coverage::FLOWS, *economy, year);
            }
            flows.year.push(year);
            flows.exporter.push(*exporter);
            flows.importer.push(*importer);
            flows.item.push(0);
            flows.value_kusd.push(*value_kusd);
            flows.quantity_t.push(f64::NAN);
        }
        let meta = TableMeta {
            kind: TableKind::Trade,
            source: "example".into(),
            vintage: year.to_string(),
            classification: Some(Classification::Total),
            universe: Some("example".into()),
            scope: Scope::AllGoods,
            status: TableStatus::Observed,
            absent: Absent::ZeroIfEitherReports,
            coverage: windows,
            notes: vec![],
        };
        Self::new(&meta, &Reporting::default(), &flows, owners)
    }

    /// Provenance and windows.
    #[must_use]
    pub const fn meta(&self) -> &TableMeta {
        &self.meta
    }

    /// Years with at least one flow of either owner.
    #[must_use]
    pub const fn years(&self) -> &BTreeSet<Year> {
        &self.years
    }

    /// Years the source covers for every owner.
    #[must_use]
    pub fn window(&self) -> Option<YearRange> {
        let windows = self.owners.iter().map(|e| self.meta.coverage.window(coverage::FLOWS, *e));
        let common = |a: YearRange, b: YearRange| YearRange::new(a.first.max(b.first), a.last.min(b.last));
        windows.reduce(|a, b| Some(common(a?, b?)))?.filter(|both| both.first <= both.last)
    }

    /// Item codes of the source.
    #[must_use]
    pub fn item_codes(&self) -> &[String] {
        &self.item_codes
    }

    /// The classification of the items.
    #[must_use]
    pub fn classification(&self) -> Classification {
        self.meta.classification.unwrap_or(Classification::Total)
    }

    /// The item as figures carry it; none for all goods.
    #[must_use]
    pub fn item(&self, items: &Items) -> Option<Item> {
        match items {
            Items::Goods => None,
            Items::One(code) => Some(Item { classification: self.classification(), code: code.clone() }),
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

    fn codes(&self, items: &Items) -> Vec<u16> {
        match items {
            Items::Goods => self.goods.clone(),
            Items::One(code) => {
                self.item_codes.iter().position(|c| c == code).and_then(|i| u16::try_from(i).ok()).into_iter().collect()
            }
        }
    }

    fn page(&self, owner: Economy, side: Side, year: Year, item: u16) -> &[PartnerFlow] {
        self.pages.get(&(owner, side, year, item)).map_or(&[], Vec::as_slice)
    }

    /// The flow from `exporter` to `importer`, one of whom owns these books.
    #[must_use]
    pub fn flow(&self, exporter: Economy, importer: Economy, year: Year, items: &Items) -> Observation {
        let (owner, side, partner) = if self.owners.contains(&exporter) {
            (exporter, Side::Exports, importer)
        } else {
            (importer, Side::Imports, exporter)
        };
        let mut sum = 0.0;
        let mut seen = false;
        for item in self.codes(items) {
            for entry in self.page(owner, side, year, item).iter().filter(|e| e.partner == partner) {
                sum += entry.value_kusd;
                seen = true;
            }
        }
        if seen { Observation::Known(sum) } else { absent_flow(&self.meta, &self.reporting, exporter, importer, year) }
    }

    /// Quantity of one item from `exporter` to `importer` in tonnes.
    #[must_use]
    pub fn quantity(&self, exporter: Economy, importer: Economy, year: Year, item: &str) -> Observation {
        let value = self.flow(exporter, importer, year, &Items::One(item.to_owned()));
        let entry = self.imports_by_supplier(importer, year, item).iter().find(|e| e.partner == exporter).copied();
        match (value, entry) {
            (Observation::Known(_), Some(e)) if e.quantity_t.is_finite() => Observation::Known(e.quantity_t),
            (Observation::Known(0.0), None) => Observation::Known(0.0),
            (Observation::Known(_), _) => Observation::Missing(Missing::Gap),
            (missing, _) => missing,
        }
    }

    /// What `importer`, an owner, buys of one item, supplier by supplier, own sales included.
    #[must_use]
    pub fn imports_by_supplier(&self, importer: Economy, year: Year, item: &str) -> &[PartnerFlow] {
        self.codes(&Items::One(item.to_owned())).first().map_or(&[], |i| self.page(importer, Side::Imports, year, *i))
    }

    /// What an owner sells to (`exports`) or buys from each partner, summed over items, own sales
    /// excluded; thousand US dollars. Partners without a row have no entry.
    #[must_use]
    pub fn by_partner(&self, owner: Economy, exports: bool, year: Year, items: &Items) -> BTreeMap<Economy, f64> {
        let side = if exports { Side::Exports } else { Side::Imports };
        let mut sums = BTreeMap::new();
        for item in self.codes(items) {
            for flow in self.page(owner, side, year, item).iter().filter(|f| f.partner != owner) {
                *sums.entry(flow.partner).or_insert(0.0) += flow.value_kusd;
            }
        }
        sums
    }

    /// All exports of an owner, own sales excluded.
    #[must_use]
    pub fn exports(&self, owner: Economy, year: Year, items: &Items) -> Total {
        self.total(owner, Side::Exports, year, items)
    }

    /// All imports of an owner, own sales excluded.
    #[must_use]
    pub fn imports(&self, owner: Economy, year: Year, items: &Items) -> Total {
        self.total(owner, Side::Imports, year, items)
    }

    fn total(&self, owner: Economy, side: Side, year: Year, items: &Items) -> Total {
        let mut sum = 0.0;
        let mut rows = 0;
        let mut seen = BTreeSet::new();
        for item in self.codes(items) {
            for entry in self.page(owner, side, year, item).iter().filter(|e| e.partner != owner) {
                sum += entry.value_kusd;
                rows += 1;
                seen.insert(entry.partner);
            }
        }
        let window = self.meta.coverage.window(coverage::FLOWS, owner);
        let value_kusd = match window {
            None => Observation::Missing(Missing::NotCovered { economy: owner }),
            Some(window) if !window.contains(year) => Observation::Missing(Missing::OutsideWindow { window }),
            Some(_) => Observation::Known(sum),
        };
        let unknown = self
            .peers
            .iter()
            .filter(|(peer, window)| *peer != owner && window.contains(year) && !seen.contains(peer))
            .filter(|(peer, _)| {
                matches!(
                    absent_flow(&self.meta, &self.reporting, owner, *peer, year),
                    Observation::Missing(Missing::NeitherReports { .. })
                )
            })
            .map(|(peer, _)| *peer)
            .collect();
        Total { value_kusd, unknown, rows }
    }

    /// How a flow between `a` and `b` came about, and what the reader must know about it.
    #[must_use]
    pub fn standing(&self, a: Economy, b: Economy, year: Year) -> (Status, Vec<Flag>) {
        let silent: Vec<Economy> =
            [a, b].into_iter().filter(|e| self.reporting.silence(&self.meta.source, *e, year).is_some()).collect();
        match self.meta.status {
            TableStatus::Observed if silent.is_empty() => (Status::Observed, vec![]),
            TableStatus::Observed => (Status::Mirror, vec![]),
            other => (other.figure(), silent.into_iter().map(Flag::EstimatedAfterReportingStopped).collect()),
        }
    }

    /// The rows behind a flow or a total, so that they can be shown again.
    #[must_use]
    pub fn rows(&self, exporter: Option<Economy>, importer: Option<Economy>, year: Year, items: &Items) -> Rows {
        Rows {
            source: self.meta.source.clone(),
            exporter,
            importer,
            years: Some(YearRange::new(year, year)),
            items: match items {
                Items::Goods => Vec::new(),
                Items::One(code) => vec![code.clone()],
            },
            variables: Vec::new(),
        }
    }
}

/// A small world for tests: 2023, RUS, CHN, BLR, DEU; RUS and BLR do not report.
#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn economy(code: &str) -> Economy {
        Economy::from_code(code).unwrap()
    }

    pub(crate) fn books() -> Books {
        let totals = [
            ("RUS", "CHN", 60.0),
            ("RUS", "DEU", 40.0),
            ("CHN", "RUS", 50.0),
            ("DEU", "RUS", 25.0),
            ("CHN", "DEU", 850.0),
            ("DEU", "CHN", 440.0),
            ("RUS", "RUS", 999.0),
            ("BLR", "DEU", 1.0),
        ]
        .map(|(exporter, importer, value)| (economy(exporter), economy(importer), value));
        let silent = |code: &str| format!("[[silence]]\neconomy='{code}'\nfrom=2022\nbasis='published'\nsource='x'\n");
        let reporting = Reporting::parse(&(silent("RUS") + &silent("BLR"))).unwrap();
        Books { reporting, ..Books::of_totals(Year(2023), &totals, [economy("RUS"), economy("CHN")]) }
    }

    #[test]
    fn a_flow_that_neither_side_reported_is_unknown_and_one_that_china_would_have_seen_is_zero() {
        let b = books();
        let flow = |x: &str, m: &str| b.flow(economy(x), economy(m), Year(2023), &Items::Goods);
        assert_eq!(flow("RUS", "BLR"), Observation::Missing(Missing::NeitherReports { year: Year(2023) }));
        assert_eq!(flow("CHN", "BLR"), Observation::Known(0.0));
        assert_eq!(flow("RUS", "CHN"), Observation::Known(60.0));
        assert_eq!(
            b.flow(economy("RUS"), economy("USA"), Year(2023), &Items::Goods),
            Observation::Missing(Missing::NotCovered { economy: economy("USA") })
        );
    }

    #[test]
    fn totals_leave_out_own_sales_and_name_unknown_partners() {
        let total = books().imports(economy("RUS"), Year(2023), &Items::Goods);
        assert_eq!(total.value_kusd, Observation::Known(75.0));
        assert_eq!(total.unknown, vec![economy("BLR")]);
        assert!(books().imports(economy("CHN"), Year(2023), &Items::Goods).unknown.is_empty());
    }
}
