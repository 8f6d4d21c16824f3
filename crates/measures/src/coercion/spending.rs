//! What a target spends, by sector and supplier, own supply included.

use std::collections::{BTreeMap, BTreeSet};
use suzerain_tables::figure::SourceRef;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::TableMeta;
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Year, coverage};

/// Spending of one economy in a year, thousand current US dollars, by sector and supplier.
#[derive(Clone, Debug)]
pub struct Spending {
    meta: TableMeta,
    target: Economy,
    year: Year,
    sectors: BTreeMap<String, BTreeMap<Economy, f64>>,
}

impl Spending {
    /// The spending of `target` in `year` from flows that hold at least all flows to it, own sales included.
    #[must_use]
    pub fn new(meta: &TableMeta, flows: &Flows, target: Economy, year: Year) -> Self {
        let mut sectors: BTreeMap<String, BTreeMap<Economy, f64>> = BTreeMap::new();
        for row in 0..flows.len() {
            if flows.year[row] == year && flows.importer[row] == target {
                let sector = flows.item_codes[usize::from(flows.item[row])].clone();
                *sectors.entry(sector).or_default().entry(flows.exporter[row]).or_insert(0.0) += flows.value_kusd[row];
            }
        }
        Self { meta: meta.clone(), target, year, sectors }
    }

    /// The target.
    #[must_use]
    pub const fn target(&self) -> Economy {
        self.target
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

    /// Reference to the source.
    #[must_use]
    pub fn source(&self) -> SourceRef {
        SourceRef { id: SourceId(self.meta.source.clone()), vintage: self.meta.vintage.clone() }
    }

    /// Whether the source covers an economy in the year.
    #[must_use]
    pub fn covers(&self, economy: Economy) -> bool {
        self.meta.coverage.window(coverage::FLOWS, economy).is_some_and(|w| w.contains(self.year))
    }

    /// Sector, share of the sector in all spending, share of `suppliers` in the sector; in sector order.
    #[must_use]
    pub fn controlled(&self, suppliers: &BTreeSet<Economy>) -> Vec<(&str, f64, f64)> {
        let total = |sector: &BTreeMap<Economy, f64>| sector.values().sum::<f64>();
        let all: f64 = self.sectors.values().map(total).sum();
        self.sectors
            .iter()
            .filter(|(_, sector)| total(sector) > 0.0)
            .map(|(name, sector)| {
                let size = total(sector);
                let held: f64 = sector.iter().filter(|(e, _)| suppliers.contains(*e)).map(|(_, v)| v).sum();
                (name.as_str(), size / all, held / size)
            })
            .collect()
    }

    /// All spending, thousand current US dollars.
    #[must_use]
    pub fn total_kusd(&self) -> f64 {
        self.sectors.values().map(|sector| sector.values().sum::<f64>()).sum()
    }
}
