//! The observed world of one sector: who sells how much to whom, domestic sales included.

use super::error::OneSectorError;
use std::collections::BTreeMap;
use suzerain_tables::library::Library;
use suzerain_tables::store::TableKind;
use suzerain_tables::trade::{self, FlowFilter, Flows};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange};

/// Sources of the built-in world: goods among 194 economies in 2023, and their domestic sales.
pub const BUILT_IN: [&str; 2] = ["baci-2023-194", "domestic-sales-2023"];

/// What is odd about a world and what, if anything, was done about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Repair {
    /// No sales to itself; left as it is. Its gains from trade are not defined.
    NoDomesticSales(Economy),
    /// Flows without a row, taken as no trade; in `unknown` of them neither side reports.
    AbsentTakenAsZero {
        /// Cells without a row, own sales left out.
        cells: usize,
        /// Those where the absence of a row means that nobody reported.
        unknown: usize,
    },
    /// Domestic sales put in so that the domestic share of expenditure is the median of the world.
    DomesticSalesImputed {
        /// Whose.
        economy: Economy,
        /// Thousand US dollars put in.
        value_kusd: f64,
        /// The share of expenditure aimed at.
        share: f64,
    },
    /// A negative flow, dropped.
    NegativeDropped {
        /// Seller.
        exporter: Economy,
        /// Buyer.
        importer: Economy,
        /// As given.
        value: f64,
    },
    /// An economy that buys nothing or sells nothing, or trades with nobody else, left out.
    EconomyDropped(Economy),
}

impl std::fmt::Display for Repair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoDomesticSales(e) => write!(f, "{} has no domestic sales in the data; left as it is", e.code()),
            Self::AbsentTakenAsZero { cells, unknown } => {
                write!(f, "{cells} flows without a row taken as no trade; in {unknown} of them neither side reports")
            }
            Self::DomesticSalesImputed { economy, value_kusd, share } => {
                let (code, per_cent) = (economy.code(), share * 100.0);
                write!(
                    f,
                    "{code}: domestic sales of {value_kusd:.0} thousand USD put in, {per_cent:.1} % of expenditure"
                )
            }
            Self::NegativeDropped { exporter, importer, value } => {
                write!(f, "negative flow from {} to {} dropped: {value}", exporter.code(), importer.code())
            }
            Self::EconomyDropped(e) => write!(f, "{} left out: it does not trade both ways", e.code()),
        }
    }
}

/// What to do about a world that is not whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mending {
    /// Take it as it stands; what cannot be solved is an error.
    #[default]
    AsItStands,
    /// Put in domestic sales where there are none, drop negative flows and economies that buy or sell
    /// nothing; every repair is listed.
    Repair,
}

/// Flows among economies with domestic sales, in thousand US dollars: the baseline of a solve.
///
/// Economies stand in the order of their codes, whatever the order of the rows it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct TradeWorld {
    pub(super) economies: Vec<Economy>,
    pub(super) flows: Vec<f64>,
    pub(super) tariffs: Option<Vec<f64>>,
    pub(super) repairs: Vec<Repair>,
}

impl TradeWorld {
    /// A world from rows (exporter, importer, thousand US dollars), in any order. A flow without a row
    /// is no trade.
    ///
    /// # Errors
    /// [`OneSectorError`] for a negative, non-finite or double flow, an economy without expenditure or
    /// income, fewer than two economies, or a world that falls apart.
    pub fn new(
        rows: impl IntoIterator<Item = (Economy, Economy, f64)>,
        mending: Mending,
    ) -> Result<Self, OneSectorError> {
        let mut repairs = Vec::new();
        let mut by_code = BTreeMap::new();
        let mut members = BTreeMap::new();
        for (exporter, importer, value) in rows {
            if !value.is_finite() {
                return Err(OneSectorError::NotFinite { exporter, importer });
            }
            let (from, to) = (exporter.code(), importer.code());
            members.insert(from, exporter);
            members.insert(to, importer);
            let kept = if value >= 0.0 {
                value
            } else if mending == Mending::Repair {
                repairs.push(Repair::NegativeDropped { exporter, importer, value });
                0.0
            } else {
                return Err(OneSectorError::NegativeFlow { exporter, importer, value });
            };
            if by_code.insert((from, to), kept).is_some() {
                return Err(OneSectorError::Duplicate { exporter, importer });
            }
        }
        let economies: Vec<Economy> = members.values().copied().collect();
        let flows = economies
            .iter()
            .flat_map(|i| economies.iter().map(|j| by_code.get(&(i.code(), j.code())).copied().unwrap_or(0.0)))
            .collect();
        let mut world = Self { economies, flows, tariffs: None, repairs };
        if mending == Mending::Repair {
            world.drop_one_sided();
            world.impute_domestic_sales();
        }
        world.check()?;
        for (k, economy) in world.economies.iter().enumerate() {
            if world.flow(k, k) == 0.0 {
                world.repairs.push(Repair::NoDomesticSales(*economy));
            }
        }
        let n = world.len();
        let has_row =
            |cell: usize| by_code.contains_key(&(world.economies[cell / n].code(), world.economies[cell % n].code()));
        let absent = (0..n * n).filter(|cell| cell / n != cell % n && !has_row(*cell)).count();
        if absent > 0 {
            world.repairs.push(Repair::AbsentTakenAsZero { cells: absent, unknown: 0 });
        }
        Ok(world)
    }

    /// A world from trade tables of one year; items are summed.
    ///
    /// # Errors
    /// As [`TradeWorld::new`].
    pub fn from_flows<'a>(
        tables: impl IntoIterator<Item = &'a Flows>,
        year: Year,
        mending: Mending,
    ) -> Result<Self, OneSectorError> {
        let mut rows = Vec::new();
        for table in tables {
            let mut sums = BTreeMap::new();
            for row in (0..table.len()).filter(|row| table.year[*row] == year) {
                let (i, j) = (table.exporter[row], table.importer[row]);
                sums.entry((i.code(), j.code())).or_insert((i, j, 0.0)).2 += table.value_kusd[row];
            }
            rows.extend(sums.into_values());
        }
        Self::new(rows, mending)
    }

    /// A world from tables of a library by their sources, for instance [`BUILT_IN`].
    ///
    /// # Errors
    /// [`OneSectorError`] if a table is missing, unreadable or without this year, or as
    /// [`TradeWorld::new`].
    pub fn from_library(
        library: &Library,
        sources: &[&str],
        year: Year,
        mending: Mending,
    ) -> Result<Self, OneSectorError> {
        let filter = FlowFilter { years: Some(YearRange::new(year, year)), ..FlowFilter::default() };
        let mut tables = Vec::new();
        let mut metas = Vec::new();
        for source in sources {
            let file =
                library.table(TableKind::Trade, source).ok_or_else(|| OneSectorError::NoTable((*source).to_owned()))?;
            let flows = trade::read(file, &filter)?;
            if flows.is_empty() {
                return Err(OneSectorError::NoFlows { year, table: (*source).to_owned() });
            }
            tables.push(flows);
            metas.push(file.meta());
        }
        let mut world = Self::from_flows(&tables, year, mending)?;
        let n = world.len();
        let silent = (0..n * n)
            .filter(|cell| cell / n != cell % n && world.flows[*cell] == 0.0)
            .filter(|cell| {
                let (i, j) = (world.economies[cell / n], world.economies[cell % n]);
                metas.iter().any(|meta| {
                    matches!(
                        trade::absent_flow(meta, library.reporting(), i, j, year),
                        Observation::Missing(Missing::NeitherReports { .. })
                    )
                })
            })
            .count();
        for repair in &mut world.repairs {
            if let Repair::AbsentTakenAsZero { unknown, .. } = repair {
                *unknown = silent;
            }
        }
        Ok(world)
    }

    /// The same world with ad valorem tariffs of the baseline: the flows are then what buyers pay, duty
    /// included. A flow without an entry is free of duty; tariffs on domestic sales are refused.
    ///
    /// # Errors
    /// [`OneSectorError::BadTariff`] for a tariff below 0 or not finite, or on domestic sales;
    /// [`OneSectorError::NotInWorld`].
    pub fn with_tariffs(
        mut self,
        rows: impl IntoIterator<Item = (Economy, Economy, f64)>,
    ) -> Result<Self, OneSectorError> {
        let mut tariffs = vec![0.0; self.flows.len()];
        for (exporter, importer, value) in rows {
            let cell = self.place(exporter)? * self.len() + self.place(importer)?;
            if !(value.is_finite() && value >= 0.0) || exporter == importer && value != 0.0 {
                return Err(OneSectorError::BadTariff { exporter, importer, value });
            }
            tariffs[cell] = value;
        }
        self.tariffs = Some(tariffs);
        Ok(self)
    }

    /// Economies in the order of rows and columns.
    #[must_use]
    pub fn economies(&self) -> &[Economy] {
        &self.economies
    }

    /// Thousand US dollars, exporters in rows: n x n.
    #[must_use]
    pub fn flows(&self) -> &[f64] {
        &self.flows
    }

    /// What was odd and what was done about it.
    #[must_use]
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// Economies.
    #[must_use]
    pub fn len(&self) -> usize {
        self.economies.len()
    }

    /// Never: a world has two economies at least.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.economies.is_empty()
    }

    /// Row and column of an economy.
    ///
    /// # Errors
    /// [`OneSectorError::NotInWorld`].
    pub fn place(&self, economy: Economy) -> Result<usize, OneSectorError> {
        self.economies
            .binary_search_by_key(&economy.code(), |e| e.code())
            .map_err(|_| OneSectorError::NotInWorld(economy))
    }

    pub(super) fn flow(&self, exporter: usize, importer: usize) -> f64 {
        self.flows[exporter * self.len() + importer]
    }

    pub(super) fn tariff(&self, cell: usize) -> f64 {
        self.tariffs.as_ref().map_or(0.0, |t| t[cell])
    }

    fn check(&self) -> Result<(), OneSectorError> {
        let n = self.len();
        if n < 2 {
            return Err(OneSectorError::TooSmall(n));
        }
        for (k, economy) in self.economies.iter().enumerate() {
            if (0..n).all(|i| self.flow(i, k) == 0.0) {
                return Err(OneSectorError::NoExpenditure(*economy));
            }
            if (0..n).all(|j| self.flow(k, j) == 0.0) {
                return Err(OneSectorError::NoIncome(*economy));
            }
        }
        let apart = apart(n, |i, j| self.flow(i, j) > 0.0);
        if apart.is_empty() {
            Ok(())
        } else {
            Err(OneSectorError::Disconnected(apart.iter().map(|k| self.economies[*k]).collect()))
        }
    }

    /// Leaves out economies that buy nothing or sell nothing abroad or at home, until none is left.
    fn drop_one_sided(&mut self) {
        loop {
            let n = self.len();
            let one_sided = (0..n).find(|k| {
                let buys = (0..n).any(|i| self.flow(i, *k) > 0.0);
                let sells = (0..n).any(|j| self.flow(*k, j) > 0.0);
                let abroad = (0..n).any(|m| m != *k && (self.flow(m, *k) > 0.0 || self.flow(*k, m) > 0.0));
                !(buys && sells && abroad)
            });
            let Some(gone) = one_sided else { return };
            self.repairs.push(Repair::EconomyDropped(self.economies.remove(gone)));
            let mut cell = 0;
            self.flows.retain(|_| {
                cell += 1;
                (cell - 1) / n != gone && (cell - 1) % n != gone
            });
        }
    }

    /// Gives economies without domestic sales the median domestic share of the others.
    fn impute_domestic_sales(&mut self) {
        let n = self.len();
        let imports = |world: &Self, k: usize| (0..n).filter(|i| *i != k).map(|i| world.flow(i, k)).sum::<f64>();
        let mut shares: Vec<f64> = (0..n)
            .filter(|k| self.flow(*k, *k) > 0.0)
            .map(|k| self.flow(k, k) / (self.flow(k, k) + imports(self, k)))
            .collect();
        shares.sort_by(f64::total_cmp);
        let Some(share) = shares.get(shares.len() / 2).copied().filter(|s| *s < 1.0) else { return };
        for k in 0..n {
            if self.flow(k, k) == 0.0 {
                let value_kusd = share / (1.0 - share) * imports(self, k);
                self.flows[k * n + k] = value_kusd;
                self.repairs.push(Repair::DomesticSalesImputed { economy: self.economies[k], value_kusd, share });
            }
        }
    }
}

/// The smaller part of a graph of `n` nodes that no edge, either way, links to the rest; empty if it
/// hangs together.
pub(super) fn apart(n: usize, linked: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut seen = vec![false; n];
    let mut next = vec![0];
    seen[0] = true;
    while let Some(i) = next.pop() {
        for j in 0..n {
            if !seen[j] && (linked(i, j) || linked(j, i)) {
                seen[j] = true;
                next.push(j);
            }
        }
    }
    let reached = seen.iter().filter(|s| **s).count();
    if reached == n {
        return Vec::new();
    }
    (0..n).filter(|k| seen[*k] == (reached * 2 <= n)).collect()
}
