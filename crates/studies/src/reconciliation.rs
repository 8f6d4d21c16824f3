//! Reconciliation of two-sided reports: from tables of exports and imports to one value a flow.

use crate::StudyError;
use std::collections::BTreeMap;
use suzerain_measures::reconciliation::cif::{self, Distances, Estimate, Rates};
use suzerain_measures::reconciliation::reliability::{self, Reliability};
use suzerain_measures::reconciliation::{Key, Reconciled, Report, Reports, reconcile};
use suzerain_tables::classification::Classification;
use suzerain_tables::library::Library;
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{geography, store::StoreError};

/// How freight and insurance are taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CifChoice {
    /// By an equation estimated from the flows themselves.
    Estimate,
    /// By the coefficients of Gaulier and Zignago (2010), model II.
    Published,
}

/// A reconciliation with what it rests on.
#[derive(Clone, Debug)]
pub struct Study {
    /// Flows in the order of their labels.
    pub flows: Vec<Reconciled>,
    /// The estimate of freight and insurance, if one was made.
    pub estimate: Option<Estimate>,
    /// Reliability of reporters.
    pub reliability: Reliability,
}

impl Study {
    /// How freight and insurance were taken off, in words.
    #[must_use]
    pub fn cif_words(&self) -> String {
        let two_sided: Vec<f64> =
            self.flows.iter().filter(|f| f.importer_kusd.is_some()).map(|f| f.cif_rate - 1.0).collect();
        let mean = 100.0 * two_sided.iter().sum::<f64>() / two_sided.len().max(1) as f64;
        match &self.estimate {
            Some(e) => format!(
                "Estimated from {} flows ({} dropped as outlying, R2 {:.3}): importers' reports lie {mean:.1} % above free on board on average.",
                e.observations, e.dropped, e.regression.r_squared
            ),
            None => format!(
                "By the published coefficients: importers' reports are taken to lie {mean:.1} % above free on board on average."
            ),
        }
    }
}

/// The exporter's and importer's reports of each flow in tables of what exporters report (`...-exports`) and what
/// importers report (`...-imports`). Of several levels of the product list the finest is taken.
///
/// # Errors
/// [`StoreError`] if a table cannot be decoded.
pub fn reports(tables: &[TableFile]) -> Result<Reports, StoreError> {
    let fineness = |t: &TableFile| match t.meta().classification {
        Some(Classification::Total) | None => 0,
        Some(Classification::Hs2) => 1,
        Some(_) => 2,
    };
    let finest = tables.iter().map(fineness).max().unwrap_or(0);
    let mut all = Reports::new();
    for table in tables.iter().filter(|t| fineness(t) == finest) {
        let exports = table.meta().source.ends_with("-exports");
        let flows = trade::read(table, &FlowFilter { quantities: true, ..FlowFilter::default() })?;
        for row in 0..flows.len() {
            let key = Key {
                year: flows.year[row],
                exporter: flows.exporter[row],
                importer: flows.importer[row],
                item: flows.item_codes[usize::from(flows.item[row])].clone(),
            };
            let report = Report { value_kusd: flows.value_kusd[row], quantity_t: flows.quantity_t[row] };
            let pair = all.entry(key).or_default();
            if exports {
                pair.exporter = Some(report);
            } else {
                pair.importer = Some(report);
            }
        }
    }
    Ok(all)
}

/// Steps of [`study`].
pub const STEPS: u64 = 4;

/// Reconciles the flows of the tables; distances come from the library, and `progress` hears what is done next.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded, no flow is reported by both sides, or freight cannot be estimated.
pub fn study(
    tables: &[TableFile],
    library: &Library,
    choice: CifChoice,
    mut progress: impl FnMut(&str),
) -> Result<Study, StudyError> {
    progress("matching the reports");
    let reports = reports(tables)?;
    if !reports.values().any(|pair| pair.exporter.is_some() && pair.importer.is_some()) {
        return Err(StudyError::NotEnough(format!("none of the {} flows is reported by both sides", reports.len())));
    }
    let mut distances: Distances = BTreeMap::new();
    for table in library.of_kind(TableKind::Geography) {
        for pair in geography::read(table)? {
            distances.entry((pair.origin, pair.destination)).or_insert(pair);
        }
    }
    progress("freight and insurance");
    let estimate = match choice {
        CifChoice::Estimate => {
            Some(cif::estimate(&reports, &distances).map_err(|e| StudyError::NotEnough(e.to_string()))?)
        }
        CifChoice::Published => None,
    };
    let coefficients = estimate.as_ref().map_or_else(cif::published, |e| e.coefficients.clone());
    let rates = Rates::new(coefficients, distances, &reports);
    progress("reliability of reporters");
    let reliability = reliability::estimate(&reports, &rates)
        .map_err(|e| StudyError::NotEnough(format!("how well reports agree cannot be estimated: {e}")))?;
    progress("reconciling the flows");
    Ok(Study { flows: reconcile(&reports, &rates, &reliability), estimate, reliability })
}
