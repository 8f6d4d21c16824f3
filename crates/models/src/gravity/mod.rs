//! Gravity by Poisson pseudo-maximum likelihood: what moves trade between economies, with an effect
//! for every exporter and importer.
//!
//! X_ij = exp(b'z_ij + e_i + m_j) u_ij, estimated on flows in levels, zeros included (Santos Silva and
//! Tenreyro 2006). With both sets of effects the estimates obey the adding-up of structural gravity
//! (Fally 2015). The numerics are [`suzerain_solvers::poisson`].

use std::collections::HashMap;
use suzerain_solvers::certificate::Certificate;
use suzerain_solvers::poisson::{self, Errors, Fit, PoissonError, Problem};

/// Flows with their covariates, row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flows {
    /// The flow, finite and at least 0, in any unit.
    pub value: Vec<f64>,
    /// Which exporter effect a row has: a label such as `RUS` or `RUS 2019`.
    pub exporter: Labels,
    /// Which importer effect a row has.
    pub importer: Labels,
    /// Which cluster a row belongs to; none for errors that are only robust.
    pub cluster: Option<Labels>,
    /// Names of the covariates.
    pub names: Vec<String>,
    /// One column a name.
    pub covariates: Vec<Vec<f64>>,
}

/// Labels numbered by first appearance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// Number of the label of each row.
    pub codes: Vec<u32>,
    numbers: HashMap<String, u32>,
}

impl Labels {
    /// Appends a row.
    pub fn push(&mut self, label: &str) {
        let next = self.numbers.len() as u32;
        let code = match self.numbers.get(label) {
            Some(code) => *code,
            None => {
                self.numbers.insert(label.to_owned(), next);
                next
            }
        };
        self.codes.push(code);
    }

    /// Number of different labels.
    #[must_use]
    pub fn count(&self) -> usize {
        self.numbers.len()
    }
}

/// The coefficient of a covariate.
#[derive(Clone, Debug, PartialEq)]
pub struct Coefficient {
    /// Name of the covariate.
    pub name: String,
    /// Estimate; `None` where the covariate is collinear with the effects or those before it.
    pub estimate: Option<f64>,
    /// Standard error.
    pub error: Option<f64>,
}

/// 95th percentile of the standard normal distribution: 5 to 95 % bands.
const NORMAL_95: f64 = 1.644_853_626_951_472_2;

impl Coefficient {
    /// Estimate over standard error.
    #[must_use]
    pub fn z(&self) -> Option<f64> {
        Some(self.estimate? / self.error?)
    }

    /// The band from 5 to 95 % under the normal approximation.
    #[must_use]
    pub fn band(&self) -> Option<(f64, f64)> {
        let (estimate, error) = (self.estimate?, self.error?);
        Some((estimate - NORMAL_95 * error, estimate + NORMAL_95 * error))
    }
}

/// An estimated equation.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Coefficients in the order of the covariates.
    pub coefficients: Vec<Coefficient>,
    /// Rows read.
    pub rows: usize,
    /// Rows used.
    pub observations: usize,
    /// Rows left out since their exporter or importer sells or buys nothing at all, numbered from 0.
    pub without_flow: Vec<usize>,
    /// Rows left out as separated: a zero that the covariates predict without end, numbered from 0.
    pub separated: Vec<usize>,
    /// Exporter and importer effects used.
    pub effects: [usize; 2],
    /// Clusters of the standard errors; `None` for robust ones.
    pub clusters: Option<usize>,
    /// Share of the Poisson deviance explained, below 1.
    pub deviance_explained: f64,
    /// Largest relative scores left.
    pub certificate: Certificate,
}

/// Scores are solved to this relative size.
const TOLERANCE: f64 = 1e-11;

/// Estimates the equation.
///
/// # Errors
/// [`PoissonError`] for flows or covariates that cannot be used, too few rows, or no convergence.
pub fn estimate(flows: &Flows) -> Result<Estimate, PoissonError> {
    let problem = Problem {
        outcome: &flows.value,
        covariates: &flows.covariates,
        groups: [&flows.exporter.codes, &flows.importer.codes],
    };
    let errors = flows.cluster.as_ref().map_or(Errors::Robust, |c| Errors::Clustered(&c.codes));
    let Fit {
        coefficients,
        errors,
        without_outcome,
        separated,
        observations,
        groups,
        clusters,
        deviance_explained,
        certificate,
        ..
    } = poisson::fit(&problem, errors, TOLERANCE)?;
    Ok(Estimate {
        coefficients: flows
            .names
            .iter()
            .zip(coefficients.into_iter().zip(errors))
            .map(|(name, (estimate, error))| Coefficient { name: name.clone(), estimate, error })
            .collect(),
        rows: flows.value.len(),
        observations,
        without_flow: without_outcome,
        separated,
        effects: groups,
        clusters,
        deviance_explained,
        certificate,
    })
}
