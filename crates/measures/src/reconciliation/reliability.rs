//! How well an economy's reports agree with its partners', as exporter and as importer.
//!
//! |ln V_i - ln V_j| = mean + alpha_i + beta_j + lambda_t + gamma_k, effects of each kind summing to zero, weighted
//! by the log of the two reports' sum; LS_i = mean + alpha_i; sigma_i = sqrt(pi/2) (LS_i - K), K the least LS_i.
//!
//! sqrt(pi/2) turns a mean absolute deviation into a standard deviation. The floor of .01 keeps every weight
//! off 0 and 1. An economy without a flow that both sides report has the median of the others.

use super::{Reports, cif};
use std::collections::BTreeMap;
use suzerain_solvers::certificate::Certificate;
use suzerain_solvers::least_squares::{RegressionError, additive_effects};
use suzerain_tables::{Economy, Year};

/// Least standard deviation.
pub const FLOOR: f64 = 0.01;
/// Largest last movement of an effect.
const TOLERANCE: f64 = 1e-10;

/// Standard deviations of the log of an economy's reports.
#[derive(Clone, Debug)]
pub struct Reliability {
    exporter: BTreeMap<Economy, f64>,
    importer: BTreeMap<Economy, f64>,
    fallback: [f64; 2],
    /// Flows that both sides report.
    pub observations: usize,
    /// How the effects settled.
    pub certificate: Certificate,
}

/// Estimates reliability from the flows that both sides report.
///
/// # Errors
/// [`RegressionError`] where no flow has both reports, or the effects do not settle.
pub fn estimate(reports: &Reports, rates: &cif::Rates) -> Result<Reliability, RegressionError> {
    let mut index: [BTreeMap<String, usize>; 4] = Default::default();
    let mut levels: [Vec<usize>; 4] = Default::default();
    let (mut gaps, mut weights) = (Vec::new(), Vec::new());
    for (key, pair) in reports {
        let (Some(x), Some(m)) = (pair.exporter, pair.importer) else { continue };
        if !(x.value_kusd > 0.0 && m.value_kusd > 0.0) {
            continue;
        }
        let importer = m.value_kusd / rates.rate(key, pair);
        let Year(year) = key.year;
        let names =
            [key.exporter.code().to_owned(), key.importer.code().to_owned(), year.to_string(), key.item.clone()];
        for ((index, levels), name) in index.iter_mut().zip(&mut levels).zip(names) {
            let next = index.len();
            levels.push(*index.entry(name).or_insert(next));
        }
        gaps.push((x.value_kusd.ln() - importer.ln()).abs());
        // Dollars, so that the log of the least flow published is well above 0.
        weights.push((1000.0 * (x.value_kusd + importer)).ln().max(1.0));
    }
    let sizes: Vec<usize> = index.iter().map(BTreeMap::len).collect();
    let fit = additive_effects(&levels, &sizes, &gaps, &weights, TOLERANCE)?;
    let sigmas = |factor: usize| -> BTreeMap<Economy, f64> {
        let means = |at: usize| fit.mean + fit.effects[factor][at];
        let least = (0..sizes[factor]).map(means).fold(f64::INFINITY, f64::min);
        let scale = std::f64::consts::FRAC_PI_2.sqrt();
        index[factor]
            .iter()
            .filter_map(|(code, at)| Some((Economy::from_code(code)?, (scale * (means(*at) - least)).max(FLOOR))))
            .collect()
    };
    let (exporter, importer) = (sigmas(0), sigmas(1));
    let median = |values: &BTreeMap<Economy, f64>| {
        let mut sorted: Vec<f64> = values.values().copied().collect();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(FLOOR)
    };
    Ok(Reliability {
        fallback: [median(&exporter), median(&importer)],
        exporter,
        importer,
        observations: gaps.len(),
        certificate: fit.certificate,
    })
}

impl Reliability {
    /// Standard deviation of the log of its reports of exports.
    #[must_use]
    pub fn as_exporter(&self, economy: Economy) -> f64 {
        self.exporter.get(&economy).copied().unwrap_or(self.fallback[0])
    }

    /// Standard deviation of the log of its reports of imports.
    #[must_use]
    pub fn as_importer(&self, economy: Economy) -> f64 {
        self.importer.get(&economy).copied().unwrap_or(self.fallback[1])
    }

    /// Economies with an estimate, in code order: as exporter and as importer.
    #[must_use]
    pub fn economies(&self) -> BTreeMap<Economy, [Option<f64>; 2]> {
        let both = self.exporter.keys().chain(self.importer.keys());
        both.map(|e| (*e, [self.exporter.get(e).copied(), self.importer.get(e).copied()])).collect()
    }
}
