//! An input-output table as sellers and buyers.

use super::super::context::Context;
use super::super::{ModelError, sectors};
use super::SOURCE;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use suzerain_models::input_output::{self, Leontief, Table};
use suzerain_models::shortage;
use suzerain_solvers::dense::Threads;
use suzerain_tables::classification::Classification;
use suzerain_tables::store::TableFile;
use suzerain_tables::{Economy, Year};

/// The table as sellers and buyers, read once for all models that need it.
#[derive(Debug)]
pub struct Network {
    pub(super) source: String,
    pub(super) year: Year,
    classification: Option<Classification>,
    pub(super) table: Table,
    /// Sales of node to node, seller by seller.
    intermediate: Vec<f64>,
    finals: Vec<f64>,
    /// Sales to buyers that the table does not name.
    other: Vec<f64>,
    pub(super) value_added: Vec<f64>,
    pub(super) notes: Vec<String>,
    /// The Leontief inverse, made when first asked for.
    leontief: OnceLock<Leontief>,
}

impl Network {
    /// Reads one year of a table.
    pub(super) fn read(file: &TableFile, year: Year) -> Result<Self, ModelError> {
        let table = Table::read(file, year)?;
        let (n, output) = (table.output().len(), table.output());
        let economies = table.economies().len();
        let mut intermediate = vec![0.0; n * n];
        let mut finals = vec![0.0; n * economies];
        for buyer in 0..n {
            for (seller, share) in table.coefficients().column(buyer).iter().enumerate() {
                intermediate[seller * n + buyer] = share * output[buyer];
            }
        }
        let mut negative = 0;
        for buyer in 0..economies {
            for (seller, value) in table.finals().column(buyer).iter().enumerate() {
                negative += usize::from(*value < 0.0);
                finals[seller * economies + buyer] = value.max(0.0);
            }
        }
        let mut notes: Vec<String> = table.notes().iter().map(ToString::to_string).collect();
        if negative > 0 {
            notes.push(format!("{negative} negative final sales set to 0 in the shortage models"));
        }
        let named = |i: usize| {
            intermediate[i * n..(i + 1) * n].iter().sum::<f64>()
                + finals[i * economies..(i + 1) * economies].iter().sum::<f64>()
        };
        let other = (0..n).map(|i| (output[i] - named(i)).max(0.0)).collect();
        let value_added = input_output::value_added_shares(&table);
        let (source, classification) = (file.meta().source.clone(), file.meta().classification);
        let leontief = OnceLock::new();
        Ok(Self { source, year, classification, table, intermediate, finals, other, value_added, notes, leontief })
    }

    /// The inverse, made once.
    pub(super) fn leontief(&self) -> Result<&Leontief, ModelError> {
        if self.leontief.get().is_none() {
            let threads = std::thread::available_parallelism().map_or(1, usize::from);
            let made = Leontief::new(self.table.clone(), Threads::Many(threads))?;
            return Ok(self.leontief.get_or_init(|| made));
        }
        self.leontief.get().ok_or_else(|| ModelError::NotApplicable("no inverse".into()))
    }

    /// The share of each sector of the table that the sectors named make up in the flow.
    pub(super) fn parts(
        &self,
        context: &Context<'_>,
        named: &[String],
        flow: (Economy, Economy),
    ) -> Result<BTreeMap<String, f64>, ModelError> {
        if self.source == SOURCE {
            return sectors::in_16(context, named, flow, self.year);
        }
        let mut parts = BTreeMap::new();
        for name in named {
            let found = sectors::of_table(self.table.sectors(), self.classification, name)?;
            parts.extend(found.into_iter().map(|s| (s, 1.0)));
        }
        Ok(parts)
    }

    /// Whether a sector makes goods, which can be stored.
    pub(super) fn is_goods(&self, sector: &str) -> bool {
        self.classification.is_none_or(|c| c.is_goods(sector))
    }

    /// All sales of one economy to another, million US dollars.
    pub(super) fn sales(&self, from: Economy, to: Economy) -> f64 {
        let (Ok(from), Ok(to)) = (self.table.place(from), self.table.place(to)) else { return 0.0 };
        let (m, n, q) = (self.table.sectors().len(), self.table.output().len(), self.table.economies().len());
        (from * m..(from + 1) * m)
            .map(|i| {
                let used: f64 = self.intermediate[i * n + to * m..i * n + (to + 1) * m].iter().sum();
                used + self.finals[i * q + to]
            })
            .sum()
    }

    pub(super) fn view(&self) -> shortage::Network<'_> {
        shortage::Network {
            economies: self.table.economies().len(),
            sectors: self.table.sectors().len(),
            intermediate: &self.intermediate,
            final_sales: &self.finals,
            other_sales: &self.other,
        }
    }

    /// Weighted sum over the sectors of each economy.
    pub(super) fn sums(&self, values: impl Fn(usize) -> f64) -> Vec<f64> {
        let m = self.table.sectors().len();
        (0..self.table.economies().len()).map(|e| (e * m..(e + 1) * m).map(&values).sum()).collect()
    }
}
