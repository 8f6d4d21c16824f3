//! What freight and insurance add to the importer's report.
//!
//! ln(UV_m / UV_x) = alpha + beta ln D + chi (ln D)^2 + delta contiguous + phi landlocked_i + gamma landlocked_j
//! + eta ln UV^k + year effects, weighted by min(Q_x, Q_m)/max(Q_x, Q_m)
//!
//! UV is thousand US dollars a tonne, D kilometres between the largest cities, UV^k the world median unit value
//! of the product in the year. Observations with a studentised residual above 2 that also have a Cook's
//! distance above 4/(n - p - 1) or a leverage above 2p/n are dropped, and the rest is fitted again. The rate is
//! the exponential of the fitted value, at least 1, and 1 for importers that report free on board.

use super::{Key, Pair, Reports};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_solvers::least_squares::{Regression, RegressionError, regress};
use suzerain_tables::geography;
use suzerain_tables::{Economy, Year};

/// Economies without a coast of the sea, as the regression counts them.
pub const LANDLOCKED: [&str; 45] = [
    "AFG", "AND", "ARM", "AUT", "AZE", "BDI", "BFA", "BLR", "BOL", "BTN", "BWA", "CAF", "CHE", "CZE", "ETH", "HUN",
    "KAZ", "KGZ", "LAO", "LIE", "LSO", "LUX", "MDA", "MKD", "MLI", "MNG", "MWI", "NER", "NPL", "PRY", "RWA", "SMR",
    "SRB", "SSD", "SVK", "SWZ", "TCD", "TJK", "TKM", "UGA", "UZB", "VAT", "XKX", "ZMB", "ZWE",
];

/// Importers whose reports are free on board: Algeria, Georgia, the Southern African Customs Union.
pub const FOB_IMPORTERS: [&str; 7] = ["DZA", "GEO", "ZAF", "BWA", "LSO", "NAM", "SWZ"];
/// Importers whose reports are free at the foreign port; the rate is applied only where it narrows the gap.
pub const FAS_IMPORTERS: [&str; 1] = ["CAN"];

/// Fewest observations from which a rate is estimated.
pub const ENOUGH: usize = 500;

/// Why no rate could be estimated.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CifError {
    /// Too few flows have both reports with quantities and a known distance.
    #[error(
        "{found} flows have both reports with quantities and a known distance; at least {ENOUGH} are needed to estimate what freight adds"
    )]
    TooFew {
        /// Flows that have them.
        found: usize,
    },
    /// The regression has no answer.
    #[error("what freight adds cannot be estimated: {0}")]
    Regression(#[from] RegressionError),
}

/// Coefficients of the equation; the intercept of a year is `alpha` plus its effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Coefficients {
    /// Intercept.
    pub alpha: f64,
    /// Of ln D.
    pub distance: f64,
    /// Of the square of ln D.
    pub distance_squared: f64,
    /// Of a common border.
    pub contiguous: f64,
    /// Of a landlocked exporter.
    pub landlocked_exporter: f64,
    /// Of a landlocked importer.
    pub landlocked_importer: f64,
    /// Of the log of the world's median unit value.
    pub unit_value: f64,
    /// Effects of years against the first.
    pub years: BTreeMap<Year, f64>,
}

/// Gaulier and Zignago (2010), model II, without year effects.
#[must_use]
pub const fn published() -> Coefficients {
    Coefficients {
        alpha: 0.32,
        distance: -0.11,
        distance_squared: 0.010,
        contiguous: -0.044,
        landlocked_exporter: -0.009,
        landlocked_importer: 0.049,
        unit_value: -0.032,
        years: BTreeMap::new(),
    }
}

/// An estimate with what must be known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Coefficients.
    pub coefficients: Coefficients,
    /// Observations of the first fit.
    pub observations: usize,
    /// Observations dropped before the second.
    pub dropped: usize,
    /// The second fit.
    pub regression: Regression,
}

/// Distances and borders by ordered pair.
pub type Distances = BTreeMap<(Economy, Economy), geography::Pair>;

/// Median unit values by year and product, thousand US dollars a tonne.
type Medians = BTreeMap<(Year, String), f64>;

fn medians(reports: &Reports) -> Medians {
    let mut values: BTreeMap<(Year, String), Vec<f64>> = BTreeMap::new();
    for (key, pair) in reports {
        if let Some(uv) = pair.exporter.or(pair.importer).and_then(|r| r.unit_value()) {
            values.entry((key.year, key.item.clone())).or_default().push(uv);
        }
    }
    values
        .into_iter()
        .map(|(key, mut v)| {
            v.sort_by(f64::total_cmp);
            let middle = (v[(v.len() - 1) / 2] + v[v.len() / 2]) / 2.0;
            (key, middle)
        })
        .collect()
}

fn is_landlocked(economy: Economy) -> f64 {
    f64::from(u8::from(LANDLOCKED.binary_search(&economy.code()).is_ok()))
}

/// Estimates the equation from flows with both reports, quantities and a known distance.
///
/// # Errors
/// [`CifError`] for too few such flows, or dependent regressors.
pub fn estimate(reports: &Reports, distances: &Distances) -> Result<Estimate, CifError> {
    let medians = medians(reports);
    let mut rows: Vec<(Year, [f64; 7], f64, f64)> = Vec::new();
    for (key, pair) in reports {
        let (Some(x), Some(m)) = (pair.exporter, pair.importer) else { continue };
        let fob = FOB_IMPORTERS.iter().chain(&FAS_IMPORTERS).any(|code| *code == key.importer.code());
        let (Some(ux), Some(um), false) = (x.unit_value(), m.unit_value(), fob) else { continue };
        let Some(about) = distances.get(&(key.exporter, key.importer)).filter(|d| d.distance_km > 0.0) else {
            continue;
        };
        let Some(median) = medians.get(&(key.year, key.item.clone())) else { continue };
        let ln_d = about.distance_km.ln();
        let regressors = [
            1.0,
            ln_d,
            ln_d * ln_d,
            f64::from(u8::from(about.contiguous)),
            is_landlocked(key.exporter),
            is_landlocked(key.importer),
            median.ln(),
        ];
        let weight = x.quantity_t.min(m.quantity_t) / x.quantity_t.max(m.quantity_t);
        rows.push((key.year, regressors, (um / ux).ln(), weight));
    }
    if rows.len() < ENOUGH {
        return Err(CifError::TooFew { found: rows.len() });
    }
    let observations = rows.len();
    let years: Vec<Year> = rows.iter().map(|r| r.0).collect::<BTreeSet<_>>().into_iter().skip(1).collect();
    let (_, _, first) = fit(&rows, &years)?;
    let (n, p) = (observations as f64, (7 + years.len()) as f64);
    let mut at = 0;
    rows.retain(|_| {
        let far = first.studentised[at].abs() > 2.0
            && (first.cook[at] > 4.0 / (n - p - 1.0) || first.leverage[at] > 2.0 * p / n);
        at += 1;
        !far
    });
    let (kept, used, regression) = fit(&rows, &years)?;
    let of = |column: usize| used.iter().position(|u| *u == column).map_or(0.0, |at| regression.coefficients[at]);
    let coefficients = Coefficients {
        alpha: of(0),
        distance: of(1),
        distance_squared: of(2),
        contiguous: of(3),
        landlocked_exporter: of(4),
        landlocked_importer: of(5),
        unit_value: of(6),
        years: years.iter().enumerate().map(|(i, y)| (*y, of(7 + i))).collect(),
    };
    Ok(Estimate { coefficients, observations, dropped: observations - kept, regression })
}

/// Fits the rows; regressors that do not vary are left out. Returns the rows, the columns used and the fit.
fn fit(rows: &[(Year, [f64; 7], f64, f64)], years: &[Year]) -> Result<(usize, Vec<usize>, Regression), CifError> {
    let column = |c: usize| -> Vec<f64> {
        if c < 7 {
            rows.iter().map(|r| r.1[c]).collect()
        } else {
            rows.iter().map(|r| f64::from(u8::from(r.0 == years[c - 7]))).collect()
        }
    };
    let varies = |values: &[f64]| values.iter().any(|v| *v != values[0]);
    let mut used = Vec::new();
    let mut columns = Vec::new();
    for c in 0..7 + years.len() {
        let values = column(c);
        if c == 0 || varies(&values) {
            used.push(c);
            columns.push(values);
        }
    }
    let y: Vec<f64> = rows.iter().map(|r| r.2).collect();
    let weights: Vec<f64> = rows.iter().map(|r| r.3).collect();
    Ok((rows.len(), used, regress(&columns, &y, &weights)?))
}

/// Rates for flows.
#[derive(Clone, Debug)]
pub struct Rates {
    coefficients: Coefficients,
    distances: Distances,
    medians: Medians,
}

impl Rates {
    /// Rates by `coefficients` for the flows of `reports`.
    #[must_use]
    pub fn new(coefficients: Coefficients, distances: Distances, reports: &Reports) -> Self {
        Self { coefficients, distances, medians: medians(reports) }
    }

    /// The importer's report over its value free on board, at least 1; 1 where a distance or a unit value is
    /// unknown, and for importers that report free on board.
    #[must_use]
    pub fn rate(&self, key: &Key, pair: &Pair) -> f64 {
        if FOB_IMPORTERS.contains(&key.importer.code()) {
            return 1.0;
        }
        let Some(about) = self.distances.get(&(key.exporter, key.importer)).filter(|d| d.distance_km > 0.0) else {
            return 1.0;
        };
        let Some(median) = self.medians.get(&(key.year, key.item.clone())) else { return 1.0 };
        let (c, ln_d) = (&self.coefficients, about.distance_km.ln());
        let fitted = c.alpha
            + c.years.get(&key.year).copied().unwrap_or(0.0)
            + c.distance * ln_d
            + c.distance_squared * ln_d * ln_d
            + c.contiguous * f64::from(u8::from(about.contiguous))
            + c.landlocked_exporter * is_landlocked(key.exporter)
            + c.landlocked_importer * is_landlocked(key.importer)
            + c.unit_value * median.ln();
        let rate = fitted.exp().max(1.0);
        if FAS_IMPORTERS.contains(&key.importer.code())
            && let (Some(x), Some(m)) = (pair.exporter, pair.importer)
        {
            let gap = |m: f64| (x.value_kusd.ln() - m.ln()).abs();
            return if gap(m.value_kusd / rate) < gap(m.value_kusd) { rate } else { 1.0 };
        }
        rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn landlocked_economies_are_sorted_and_known() {
        assert!(LANDLOCKED.is_sorted());
        for code in LANDLOCKED.iter().chain(&FOB_IMPORTERS).chain(&FAS_IMPORTERS) {
            assert!(Economy::from_code(code).is_some(), "{code}");
        }
    }
}
