//! Scenarios: who stops, taxes or hampers which flow, and how the answer is to be computed.
//!
//! Measures fall on flows and are computed by the models of a rupture; events (sanctions, a wedge, a lost war) have dates and
//! are run by the partnership model.
//!
//! A [`Scenario`] is a value and a file at once: [`Scenario::parse`] reads the TOML of
//! `docs/scenarios.md`, [`Scenario::to_toml`] writes it. Commands that ask about a rupture build the
//! value and run it as if it had been read.

mod flows;
mod parse;

pub use flows::{Party, Resolved, ResolvedEvent, ResolvedMeasure};
pub use parse::{Names, ScenarioError, position};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use suzerain_models::elasticity::{self, Elasticity};
use suzerain_models::equilibrium::one_sector;
use suzerain_models::partnership::interventions::Kind;
use toml::Spanned;

/// Name and version of the format.
pub const SCHEMA: &str = "suzerain.scenario/1";

/// A model that can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Model {
    /// Exact hat in a world of one sector.
    OneSector,
    /// Exact hat with sectors and input-output links.
    MultiSector,
    /// Hypothetical extraction of the flow from an input-output table.
    Extraction,
    /// Production bound of a shrunken bundle of inputs.
    CesBound,
    /// Stocks and proportional rationing, day by day.
    Inventories,
    /// Rerouting with friction and capacity rationing.
    Rerouting,
}

impl Model {
    /// Every model, in the order of pages.
    pub const ALL: [Self; 6] =
        [Self::OneSector, Self::MultiSector, Self::Extraction, Self::CesBound, Self::Inventories, Self::Rerouting];

    /// The word used in files, on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneSector => "one-sector",
            Self::MultiSector => "multi-sector",
            Self::Extraction => "extraction",
            Self::CesBound => "ces-bound",
            Self::Inventories => "inventories",
            Self::Rerouting => "rerouting",
        }
    }

    /// Whether prices, wages and suppliers have adjusted: then its losses are *vulnerability*, else
    /// *sensitivity* (Keohane and Nye).
    #[must_use]
    pub const fn adjusts(self) -> bool {
        matches!(self, Self::OneSector | Self::MultiSector)
    }
}

/// How long everybody has had to adjust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Horizon {
    /// Days to months: the shortage models and extraction.
    Short,
    /// One year: the equilibria at the trade elasticity of one year.
    OneYear,
    /// Seven to ten years: the equilibria at that elasticity.
    SevenToTenYears,
    /// The long run.
    Long,
}

impl Horizon {
    /// The word used in files, on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::OneYear => "one-year",
            Self::SevenToTenYears => "seven-to-ten-years",
            Self::Long => "long",
        }
    }

    /// The horizon of the trade elasticity, where prices adjust at all.
    #[must_use]
    pub const fn of_elasticity(self) -> Option<elasticity::Horizon> {
        match self {
            Self::Short => None,
            Self::OneYear => Some(elasticity::Horizon::OneYear),
            Self::SevenToTenYears => Some(elasticity::Horizon::SevenToTenYears),
            Self::Long => Some(elasticity::Horizon::LongRun),
        }
    }
}

/// What is held fixed about trade deficits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Closure {
    /// Each deficit as a share of world income.
    #[default]
    Nominal,
    /// Each deficit in proportion to income.
    Proportional,
    /// None: deficits are closed first.
    Balanced,
}

impl From<Closure> for one_sector::Closure {
    fn from(closure: Closure) -> Self {
        match closure {
            Closure::Nominal => Self::Nominal,
            Closure::Proportional => Self::Proportional,
            Closure::Balanced => Self::Balanced,
        }
    }
}

/// What a measure does to a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instrument {
    /// The importer lets nothing in.
    Embargo,
    /// The exporter lets nothing out: the same flow stops, another side is the author.
    ExportBan,
    /// An ad valorem tariff of `rate` on top of what there is; revenue to the importer.
    Tariff,
    /// An ad valorem tax of `rate` on exports; revenue to the exporter.
    ExportTax,
    /// The seller gets `rate` less than what buyers pay, 0 to below 1; the rest goes to the importer.
    PriceCap,
    /// Trade costs rise by `rate`; nobody gets revenue.
    Friction,
}

impl Instrument {
    /// Whether it stops the flow, and so takes no rate.
    #[must_use]
    pub const fn stops(self) -> bool {
        matches!(self, Self::Embargo | Self::ExportBan)
    }
}

/// An elasticity as a file gives it: a number, or a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields, expecting = "a number, {median, log_sd, low, high} or {low, high}")]
pub enum ElasticityValue {
    /// This value.
    Value(f64),
    /// Lognormal around a median, with bounds.
    Lognormal {
        /// Median before the bounds.
        median: f64,
        /// Standard deviation of the logarithm.
        log_sd: f64,
        /// Least value; 0 if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        low: Option<f64>,
        /// Largest value; infinite if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        high: Option<f64>,
    },
    /// Any value between alike.
    Uniform {
        /// Least value.
        low: f64,
        /// Largest value.
        high: f64,
    },
}

impl From<ElasticityValue> for Elasticity {
    fn from(value: ElasticityValue) -> Self {
        match value {
            ElasticityValue::Value(v) => Self::Fixed(v),
            ElasticityValue::Lognormal { median, log_sd, low, high } => {
                Self::Lognormal { median, log_sd, low: low.unwrap_or(0.0), high: high.unwrap_or(f64::INFINITY) }
            }
            ElasticityValue::Uniform { low, high } => Self::Uniform { low, high },
        }
    }
}

/// Elasticities; what is left out has the default of the horizon.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elasticities {
    /// Trade elasticity of the one-sector model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theta: Option<Spanned<ElasticityValue>>,
    /// Supply elasticity of the one-sector model, at or above 0; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supply: Option<Spanned<f64>>,
    /// Set of sector elasticities of the multi-sector model, a name of the built-in table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sectors: Option<String>,
    /// Trade elasticities by sector, in place of those of the set.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_sector: BTreeMap<String, Spanned<f64>>,
    /// Elasticity of substitution between sectors in the production bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigma: Option<Spanned<ElasticityValue>>,
}

impl ElasticityValue {
    /// Least and largest value it can take.
    #[must_use]
    pub fn ends(self) -> [f64; 2] {
        match self {
            Self::Value(v) => [v, v],
            Self::Lognormal { low, high, .. } => [low.unwrap_or(0.0), high.unwrap_or(f64::INFINITY)],
            Self::Uniform { low, high } => [low, high],
        }
    }
}

impl Elasticities {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What the shortage models assume; what is left out has their defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortage {
    /// Share of the rest of a cut flow that cannot be rerouted, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friction: Option<Spanned<ElasticityValue>>,
    /// Share of a cut flow that passes all the same in the rerouting model, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leakage: Option<Spanned<ElasticityValue>>,
    /// Days of use held as stocks of goods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock_days: Option<Spanned<ElasticityValue>>,
    /// Days over which a gap in a stock is ordered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restock_days: Option<Spanned<ElasticityValue>>,
    /// Days simulated with stocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<Spanned<f64>>,
    /// Days in a step, 1 or 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_days: Option<Spanned<f64>>,
}

impl Shortage {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A measure on flows: every exporter named to every importer named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What is done.
    pub instrument: Spanned<Instrument>,
    /// Who sells: economies, groups, coalitions.
    pub exporter: Spanned<Names>,
    /// Who buys: economies, groups, coalitions.
    pub importer: Spanned<Names>,
    /// Who imposes it: attribution only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imposed_by: Option<Spanned<Names>>,
    /// Sectors of the 28- or 16-sector list it falls on; all if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sectors: Option<Spanned<Names>>,
    /// Products by six-digit code it falls on, instead of sectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products: Option<Spanned<Names>>,
    /// Tariff, tax, discount or rise of trade costs; none for an embargo or ban.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Spanned<f64>>,
    /// Share of the flow it falls on, 0 to 1; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Spanned<f64>>,
    /// Share of what it falls on that escapes, 0 to 1; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leakage: Option<Spanned<f64>>,
    /// First day in force; read by models with a calendar only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<toml::value::Datetime>,
    /// Last day in force; read by models with a calendar only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<toml::value::Datetime>,
}

/// Something that befalls one of the two, or the tie; run by the partnership model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// What happens.
    pub kind: Spanned<Kind>,
    /// To whom: an economy of either side; needed by kinds that befall one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Spanned<Names>>,
    /// First day.
    pub start: Spanned<toml::value::Datetime>,
    /// Last day; it stays if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Spanned<toml::value::Datetime>>,
    /// How strongly, 0 to 1; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Spanned<f64>>,
}

/// A scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// [`SCHEMA`].
    pub schema: Spanned<String>,
    /// Title.
    pub name: String,
    /// One side: economies, groups, coalitions.
    pub a: Spanned<Names>,
    /// The other side.
    pub b: Spanned<Names>,
    /// Year of the world; each model's newest that both sides report if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<Spanned<i16>>,
    /// How long everybody has had to adjust; each model's own if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<Horizon>,
    /// Models asked; all that fit the horizon if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<Model>>,
    /// What is held fixed about deficits.
    #[serde(default)]
    pub closure: Closure,
    /// A world of your own: a file with the columns exporter, importer, value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<Spanned<String>>,
    /// Inter-country input-output table of the models with sectors, by the name of its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub io_source: Option<Spanned<String>>,
    /// Mend a world that is not whole instead of taking it as it stands.
    #[serde(default)]
    pub repair: bool,
    /// Draws of elasticities and other uncertain parameters; 0 for none.
    #[serde(default)]
    pub draws: usize,
    /// Seed of the draws.
    #[serde(default = "default_seed")]
    pub seed: u64,
    /// First day; read by models with a calendar only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<toml::value::Datetime>,
    /// Last day; read by models with a calendar only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<toml::value::Datetime>,
    /// Elasticities.
    #[serde(default, skip_serializing_if = "Elasticities::is_empty")]
    pub elasticity: Elasticities,
    /// Assumptions of the shortage models.
    #[serde(default, skip_serializing_if = "Shortage::is_empty")]
    pub shortage: Shortage,
    /// Coalitions by name: economies and groups.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub coalitions: BTreeMap<String, Spanned<Names>>,
    /// What is done to flows.
    #[serde(rename = "measure", default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// What befalls the two.
    #[serde(rename = "event", default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
}

const fn default_seed() -> u64 {
    elasticity::DEFAULT_SEED
}

/// A value that stands in no file.
#[must_use]
pub fn unplaced<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

/// Which flows of a rupture stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Both.
    #[default]
    Both,
    /// The first side stops selling to the second.
    AStops,
    /// The second side stops selling to the first.
    BStops,
}

impl Scenario {
    /// The rupture of two sides: everything between them stops, or one direction of it.
    #[must_use]
    pub fn rupture(a: Names, b: Names, direction: Direction) -> Self {
        let stop = |exporter: &Names, importer: &Names| Measure {
            instrument: unplaced(Instrument::Embargo),
            exporter: unplaced(exporter.clone()),
            importer: unplaced(importer.clone()),
            imposed_by: None,
            sectors: None,
            products: None,
            rate: None,
            coverage: None,
            leakage: None,
            start: None,
            end: None,
        };
        let measures = match direction {
            Direction::Both => vec![stop(&a, &b), stop(&b, &a)],
            Direction::AStops => vec![stop(&a, &b)],
            Direction::BStops => vec![stop(&b, &a)],
        };
        let what = match direction {
            Direction::Both => "Rupture of",
            Direction::AStops | Direction::BStops => "One-sided stop between",
        };
        Self {
            schema: unplaced(SCHEMA.to_owned()),
            name: format!("{what} {a} and {b}"),
            a: unplaced(a),
            b: unplaced(b),
            year: None,
            horizon: None,
            models: None,
            closure: Closure::Nominal,
            world: None,
            io_source: None,
            repair: false,
            draws: 0,
            seed: default_seed(),
            start: None,
            end: None,
            elasticity: Elasticities::default(),
            shortage: Shortage::default(),
            coalitions: BTreeMap::new(),
            measures,
            events: Vec::new(),
        }
    }

    /// The models asked, in the order of pages: those named, or all that fit the horizon.
    #[must_use]
    pub fn models(&self) -> Vec<Model> {
        let mut models = self.models.clone().unwrap_or_else(|| {
            let fits = |m: &Model| self.horizon.is_none_or(|h| m.adjusts() == (h != Horizon::Short));
            Model::ALL.into_iter().filter(fits).collect()
        });
        models.sort_unstable();
        models.dedup();
        models
    }

    /// The scenario as a file.
    ///
    /// # Errors
    /// The serializer's, which does not occur for values of this type.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }
}
