//! One entry of the file of priors or of a rival set: read strictly, checked, and turned into quantiles.

use super::super::PartnershipError;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Beta, ContinuousCDF, Normal};

/// A distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "distribution", rename_all = "kebab-case")]
pub enum Distribution {
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, above 0.
        sd: f64,
    },
    /// Absolute value of a normal around 0.
    HalfNormal {
        /// Standard deviation of the normal, above 0.
        scale: f64,
    },
    /// Beta.
    Beta {
        /// First shape, above 0.
        a: f64,
        /// Second shape, above 0.
        b: f64,
    },
    /// Lognormal.
    LogNormal {
        /// Median, above 0.
        median: f64,
        /// Standard deviation of the logarithm, above 0.
        log_sd: f64,
    },
    /// One value.
    Fixed {
        /// The value.
        value: f64,
    },
}

/// Where a prior comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// Updated on the pair's own history where there is one.
    Data,
    /// A published estimate or expectation.
    Literature,
    /// This project's judgement; no public data identify it.
    Judgement,
}

/// An entry of the file, or of a rival set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields")]
pub struct Entry {
    /// Name of the parameter.
    pub name: String,
    /// Number of the equation it belongs to; in a rival set it may be left out.
    pub equation: u8,
    /// Its distribution.
    #[serde(flatten)]
    pub distribution: Distribution,
    /// Draws are held above this.
    pub low: Option<f64>,
    /// Draws are held below this.
    pub high: Option<f64>,
    /// Where it comes from.
    pub evidence: Evidence,
    /// Why it is what it is.
    pub reason: String,
}

const fn judgement() -> Evidence {
    Evidence::Judgement
}

/// Names of the distributions.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Normal,
    HalfNormal,
    Beta,
    LogNormal,
    Fixed,
}

/// An entry as it stands in a file: every key that any distribution knows, and no other.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    name: String,
    #[serde(default)]
    equation: u8,
    distribution: Kind,
    mean: Option<f64>,
    sd: Option<f64>,
    scale: Option<f64>,
    a: Option<f64>,
    b: Option<f64>,
    median: Option<f64>,
    log_sd: Option<f64>,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    #[serde(default = "judgement")]
    evidence: Evidence,
    reason: String,
}

impl Fields {
    /// The numbers of the distribution; those of another are refused.
    fn distribution(&self) -> Result<Distribution, String> {
        let given = [
            ("mean", self.mean),
            ("sd", self.sd),
            ("scale", self.scale),
            ("a", self.a),
            ("b", self.b),
            ("median", self.median),
            ("log_sd", self.log_sd),
            ("value", self.value),
        ];
        let (title, wanted): (&str, &[&str]) = match self.distribution {
            Kind::Normal => ("normal", &["mean", "sd"]),
            Kind::HalfNormal => ("half-normal", &["scale"]),
            Kind::Beta => ("beta", &["a", "b"]),
            Kind::LogNormal => ("log-normal", &["median", "log_sd"]),
            Kind::Fixed => ("fixed", &["value"]),
        };
        if let Some((key, _)) = given.iter().find(|(key, value)| value.is_some() && !wanted.contains(key)) {
            let list = wanted.join(" and ");
            return Err(format!("prior `{}`: `{key}` is not of a {title} distribution, which has {list}", self.name));
        }
        let of = |key: &str| {
            let found = given.iter().find(|(k, _)| *k == key).and_then(|(_, value)| *value);
            found.ok_or_else(|| format!("prior `{}`: a {title} distribution needs `{key}`", self.name))
        };
        Ok(match self.distribution {
            Kind::Normal => Distribution::Normal { mean: of("mean")?, sd: of("sd")? },
            Kind::HalfNormal => Distribution::HalfNormal { scale: of("scale")? },
            Kind::Beta => Distribution::Beta { a: of("a")?, b: of("b")? },
            Kind::LogNormal => Distribution::LogNormal { median: of("median")?, log_sd: of("log_sd")? },
            Kind::Fixed => Distribution::Fixed { value: of("value")? },
        })
    }
}

impl TryFrom<Fields> for Entry {
    type Error = String;

    fn try_from(fields: Fields) -> Result<Self, String> {
        let distribution = fields.distribution()?;
        let Fields { name, equation, low, high, evidence, reason, .. } = fields;
        Ok(Self { name, equation, distribution, low, high, evidence, reason })
    }
}

impl Entry {
    fn check(&self) -> Result<(), PartnershipError> {
        let refuse = |why: &str| Err(PartnershipError::Prior { name: self.name.clone(), why: why.into() });
        let (positive, finite): (&[f64], &[f64]) = match &self.distribution {
            Distribution::Normal { mean, sd } => (&[*sd], &[*mean]),
            Distribution::HalfNormal { scale } => (&[*scale], &[]),
            Distribution::Beta { a, b } => (&[*a, *b], &[]),
            Distribution::LogNormal { median, log_sd } => (&[*median, *log_sd], &[]),
            Distribution::Fixed { value } => (&[], &[*value]),
        };
        let bad = positive.iter().any(|v| !(v.is_finite() && *v > 0.0)) || finite.iter().any(|v| !v.is_finite());
        let crossed = matches!((self.low, self.high), (Some(low), Some(high)) if low > high);
        if bad || crossed || self.low.is_some_and(f64::is_nan) || self.high.is_some_and(f64::is_nan) {
            return refuse("its numbers make no distribution");
        }
        if self.reason.trim().is_empty() {
            return refuse("it has no reason");
        }
        Ok(())
    }

    /// Spread of a normal or half-normal: its standard deviation or scale; 0 of any other.
    #[must_use]
    pub const fn scale(&self) -> f64 {
        match self.distribution {
            Distribution::Normal { sd, .. } => sd,
            Distribution::HalfNormal { scale } => scale,
            _ => 0.0,
        }
    }

    /// Logarithm of the density at `x`, up to a constant; negative infinity outside the support. A fixed value has none: 0.
    #[must_use]
    pub fn log_density(&self, x: f64) -> f64 {
        let outside = |bad: bool, value: f64| if bad { f64::NEG_INFINITY } else { value };
        match self.distribution {
            Distribution::Normal { mean, sd } => -0.5 * ((x - mean) / sd).powi(2),
            Distribution::HalfNormal { scale } => outside(x < 0.0, -0.5 * (x / scale).powi(2)),
            Distribution::Beta { a, b } => {
                outside(x <= 0.0 || x >= 1.0, (a - 1.0) * x.ln() + (b - 1.0) * (1.0 - x).ln())
            }
            Distribution::LogNormal { median, log_sd } => {
                outside(x <= 0.0, -0.5 * ((x / median).ln() / log_sd).powi(2) - x.ln())
            }
            Distribution::Fixed { .. } => 0.0,
        }
    }
}

/// Steps of the table of quantiles of a beta distribution.
const STEPS: usize = 512;

/// An entry that can be drawn from.
#[derive(Clone, Debug)]
pub(super) struct Prior {
    pub(super) entry: Entry,
    /// Quantiles at 0, 1/[`STEPS`], ..., 1 of a beta distribution; others have closed forms.
    table: Vec<f64>,
}

impl Prior {
    pub(super) fn new(entry: Entry) -> Result<Self, PartnershipError> {
        entry.check()?;
        let mut table = Vec::new();
        if let Distribution::Beta { a, b } = entry.distribution {
            let beta = Beta::new(a, b)
                .map_err(|error| PartnershipError::Prior { name: entry.name.clone(), why: error.to_string() })?;
            table = (0..=STEPS)
                .map(|k| match k {
                    0 => 0.0,
                    STEPS => 1.0,
                    k => beta.inverse_cdf(k as f64 / STEPS as f64),
                })
                .collect();
        }
        Ok(Self { entry, table })
    }

    /// The quantile at `u` in (0, 1).
    pub(super) fn quantile(&self, u: f64) -> f64 {
        let value = match self.entry.distribution {
            Distribution::Normal { mean, sd } => mean + sd * standard_normal(u),
            Distribution::HalfNormal { scale } => scale * standard_normal(0.5 + 0.5 * u),
            Distribution::LogNormal { median, log_sd } => median * (log_sd * standard_normal(u)).exp(),
            Distribution::Fixed { value } => value,
            Distribution::Beta { .. } => {
                let at = u * STEPS as f64;
                let below = (at as usize).min(STEPS - 1);
                let part = at - below as f64;
                self.table[below] * (1.0 - part) + self.table[below + 1] * part
            }
        };
        value.max(self.entry.low.unwrap_or(f64::NEG_INFINITY)).min(self.entry.high.unwrap_or(f64::INFINITY))
    }
}

/// Quantile of the standard normal at `u`, held within 8 standard deviations.
fn standard_normal(u: f64) -> f64 {
    Normal::standard().inverse_cdf(u).clamp(-8.0, 8.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Entry, toml::de::Error> {
        toml::from_str(&format!("name = 'lambda'\nreason = 'test'\n{body}"))
    }

    #[test]
    fn keys_that_mean_nothing_are_refused() {
        assert_eq!(
            read("distribution = 'beta'\na = 2\nb = 4").unwrap().distribution,
            Distribution::Beta { a: 2.0, b: 4.0 }
        );
        for (body, said) in [
            ("distribution = 'beta'\na = 2\nb = 4\nmaen = 3", "maen"),
            ("distribution = 'beta'\na = 2\nb = 4\nmean = 3", "`mean` is not of a beta"),
            ("distribution = 'normal'\nmean = 3", "needs `sd`"),
            ("distribution = 'cauchy'\nmean = 3", "cauchy"),
        ] {
            let error = read(body).unwrap_err().to_string();
            assert!(error.contains(said), "{body}: {error}");
        }
    }

    #[test]
    fn densities_peak_where_they_should() {
        let at = |body: &str, x: f64| read(body).unwrap().log_density(x);
        let normal = "distribution = 'normal'\nmean = 3\nsd = 2";
        assert!((at(normal, 5.0) - at(normal, 3.0) + 0.5).abs() < 1e-12);
        let half = "distribution = 'half-normal'\nscale = 2";
        assert!((at(half, 2.0) + 0.5).abs() < 1e-12 && at(half, -1.0) == f64::NEG_INFINITY);
        let beta = "distribution = 'beta'\na = 8\nb = 2";
        assert!(at(beta, 0.875) > at(beta, 0.8) && at(beta, 0.875) > at(beta, 0.95), "the mode is 7/8");
        let log = "distribution = 'log-normal'\nmedian = 2\nlog_sd = 1";
        let mode = 2.0 * (-1.0_f64).exp();
        assert!(at(log, mode) > at(log, mode * 1.1) && at(log, mode) > at(log, mode * 0.9));
    }
}
