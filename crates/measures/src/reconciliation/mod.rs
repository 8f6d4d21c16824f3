//! Mirror reconciliation after Gaulier and Zignago (2010): one value from the two reports of a flow.
//!
//! (a) what freight and insurance add to the importer's report is estimated and taken off ([`cif`]);
//! (b) how well each economy's reports agree with its partners' is estimated, as exporter and as importer
//!     ([`reliability`]);
//! (c) the two reports are averaged, the more reliable one with the larger weight:
//!
//! V* = w V_i + (1 - w) V_j, w = e^(s_j^2)(e^(s_j^2) - 1) / [e^(s_i^2)(e^(s_i^2) - 1) + e^(s_j^2)(e^(s_j^2) - 1)]
//!
//! i is the exporter, whose report is free on board, j the importer, whose report has been divided by the
//! fitted rate; s_i and s_j are their standard deviations. A flow that one side alone reports is that report,
//! status `mirror`. Each reconciled flow keeps both reports, the weight and the gap.
//!
//! The two reports of a flow cannot show an error common to both: a low s is agreement, not truth.

pub mod cif;
pub mod reliability;

use reliability::Reliability;
use std::collections::BTreeMap;
use suzerain_tables::figure::Status;
use suzerain_tables::{Economy, Year};

/// One economy's report of a flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Report {
    /// Thousand current US dollars, at least 0.
    pub value_kusd: f64,
    /// Metric tonnes; NaN where not reported.
    pub quantity_t: f64,
}

impl Report {
    /// Thousand US dollars a tonne, where both are above 0.
    fn unit_value(&self) -> Option<f64> {
        let unit_value = self.value_kusd / self.quantity_t;
        (self.value_kusd > 0.0 && self.quantity_t > 0.0 && unit_value.is_finite()).then_some(unit_value)
    }
}

/// The label of a flow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Calendar year.
    pub year: Year,
    /// Seller.
    pub exporter: Economy,
    /// Buyer.
    pub importer: Economy,
    /// Product.
    pub item: String,
}

/// The reports of a flow: the exporter's (free on board) and the importer's (with freight and insurance, unless
/// its economy reports free on board).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pair {
    /// The exporter's.
    pub exporter: Option<Report>,
    /// The importer's.
    pub importer: Option<Report>,
}

/// Flows with their reports, in the order of their labels.
pub type Reports = BTreeMap<Key, Pair>;

/// A reconciled flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Reconciled {
    /// Label.
    pub key: Key,
    /// What the exporter reports, thousand US dollars.
    pub exporter_kusd: Option<f64>,
    /// What the importer reports, thousand US dollars.
    pub importer_kusd: Option<f64>,
    /// The importer's report over its value free on board; at least 1.
    pub cif_rate: f64,
    /// Weight of the exporter's report, 0 to 1.
    pub weight: f64,
    /// ln of the exporter's report less ln of the importer's free on board; none where either is lacking or 0.
    pub gap: Option<f64>,
    /// The reconciled value, thousand US dollars, free on board.
    pub value_kusd: f64,
    /// Both sides' (`estimated`) or one side's report (`mirror`).
    pub status: Status,
}

/// Weight of the exporter's report, from the standard deviations of both.
///
/// ```
/// use suzerain_measures::reconciliation::weight;
/// assert_eq!(weight(0.3, 0.3), 0.5);
/// assert!(weight(0.1, 0.5) > 0.9);
/// ```
#[must_use]
pub fn weight(exporter_sigma: f64, importer_sigma: f64) -> f64 {
    let spread = |sigma: f64| (sigma * sigma).exp() * (sigma * sigma).exp_m1();
    let (i, j) = (spread(exporter_sigma), spread(importer_sigma));
    j / (i + j)
}

/// Reconciles flows: importers' reports free on board by `cif`, weights by `reliability`.
#[must_use]
pub fn reconcile(reports: &Reports, cif: &cif::Rates, reliability: &Reliability) -> Vec<Reconciled> {
    reports
        .iter()
        .filter_map(|(key, pair)| {
            let rate = cif.rate(key, pair);
            let exporter = pair.exporter.map(|r| r.value_kusd);
            let importer = pair.importer.map(|r| r.value_kusd);
            let w = weight(reliability.as_exporter(key.exporter), reliability.as_importer(key.importer));
            let (weight, value_kusd, status) = match (exporter, importer) {
                (Some(x), Some(m)) => (w, w * x + (1.0 - w) * m / rate, Status::Estimated),
                (Some(x), None) => (1.0, x, Status::Mirror),
                (None, Some(m)) => (0.0, m / rate, Status::Mirror),
                (None, None) => return None,
            };
            let gap =
                exporter.zip(importer).filter(|(x, m)| *x > 0.0 && *m > 0.0).map(|(x, m)| x.ln() - (m / rate).ln());
            Some(Reconciled {
                key: key.clone(),
                exporter_kusd: exporter,
                importer_kusd: importer,
                cif_rate: rate,
                weight,
                gap,
                value_kusd,
                status,
            })
        })
        .collect()
}
