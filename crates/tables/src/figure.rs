//! The figure: the one result type of every measure and model.
//!
//! A figure says what was measured, about whom, for when, in which unit, out of which whole, from
//! which source and vintage, how it was obtained, how sure it is, and what the reader must know.
//! JSON, pages, SQL and claims are projections of it.

use crate::classification::Classification;
use crate::provenance::SourceId;
use crate::{Economy, Missing, Observation, Year, YearRange};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// The domain of interdependence a figure belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// Trade in goods, all products together.
    Goods,
    /// Trade by sector, domestic sales included where the source has them.
    Sectors,
    /// Energy and minerals by product.
    Energy,
    /// Electronics, machinery, research.
    Technology,
    /// Reserves and other finance.
    Finance,
    /// Arms transfers.
    Arms,
    /// Capability, output, population.
    Power,
    /// Votes and alliance obligations.
    Alignment,
    /// Migrants and remittances.
    People,
    /// Recognition and rank.
    Status,
    /// What a break would cost.
    Rupture,
}

impl Domain {
    /// The name used in JSON records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Sectors => "sectors",
            Self::Energy => "energy",
            Self::Technology => "technology",
            Self::Finance => "finance",
            Self::Arms => "arms",
            Self::Power => "power",
            Self::Alignment => "alignment",
            Self::People => "people",
            Self::Status => "status",
            Self::Rupture => "rupture",
        }
    }
}

/// The year of a figure that has none, since nothing is loaded that could tell.
pub const NO_YEAR: Year = Year(0);

/// A directed pair: `dependent` leans on `on`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dyad {
    /// The side whose dependence is measured.
    pub dependent: Economy,
    /// The side it depends on.
    pub on: Economy,
}

impl Dyad {
    /// The same pair seen from the other side.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { dependent: self.on, on: self.dependent }
    }
}

/// Whom a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// One side's dependence on the other.
    Directed(Dyad),
    /// One economy.
    State(Economy),
    /// Both sides alike; the order carries no meaning.
    Symmetric(Economy, Economy),
}

/// The unit of a value. Shares are fractions of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A fraction of one.
    Share,
    /// A difference of two shares, from -1 to 1.
    ShareDifference,
    /// A pure ratio.
    Ratio,
    /// Natural logarithm of a ratio, or a change of one.
    LogRatio,
    /// Thousand current US dollars.
    KiloUsd,
    /// Thousand current pounds sterling.
    KiloGbp,
    /// Million current US dollars.
    MillionUsd,
    /// Current US dollars.
    Usd,
    /// Constant US dollars of 2015.
    Usd2015,
    /// Current international dollars at purchasing power parity.
    IntlUsd,
    /// International dollars of 2011 at purchasing power parity.
    IntlUsd2011,
    /// International dollars of 2017 at purchasing power parity.
    IntlUsd2017,
    /// US dollars per tonne.
    UsdPerTonne,
    /// Metric tonnes.
    Tonnes,
    /// Per cent, where the publisher gives per cent and the figure is quoted as published.
    Percent,
    /// Persons.
    Persons,
    /// Thousand persons.
    ThousandPersons,
    /// Million SIPRI trend-indicator values.
    MillionTiv,
    /// Thousand tonnes.
    KiloTonnes,
    /// Thousand tonnes of coal equivalent.
    KiloTonnesCoal,
    /// Years.
    Years,
    /// A calendar year.
    CalendarYear,
    /// A count.
    Count,
    /// Per million inhabitants.
    PerMillion,
    /// Kilometres.
    Kilometres,
    /// A pure number on the scale that its measure's definition states.
    Index,
    /// Standard deviations of the distribution that its measure's definition names.
    StandardDeviations,
    /// US dollars of 2015, squared and per head: product times product per head.
    Usd2015SquaredPerHead,
}

impl Unit {
    /// The unit as written in JSON and tables.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::ShareDifference => "share_difference",
            Self::Ratio => "ratio",
            Self::LogRatio => "log_ratio",
            Self::KiloUsd => "kusd",
            Self::KiloGbp => "kgbp",
            Self::MillionUsd => "musd",
            Self::Usd => "usd",
            Self::Usd2015 => "usd_2015",
            Self::IntlUsd => "intl_usd_ppp",
            Self::IntlUsd2011 => "intl_usd_2011",
            Self::IntlUsd2017 => "intl_usd_2017",
            Self::UsdPerTonne => "usd_per_tonne",
            Self::Tonnes => "tonnes",
            Self::Percent => "percent",
            Self::Persons => "persons",
            Self::ThousandPersons => "thousand_persons",
            Self::MillionTiv => "million_tiv",
            Self::KiloTonnes => "kilotonnes",
            Self::KiloTonnesCoal => "kilotonnes_coal_equivalent",
            Self::Years => "years",
            Self::CalendarYear => "calendar_year",
            Self::Count => "count",
            Self::PerMillion => "per_million",
            Self::Kilometres => "km",
            Self::Index => "index",
            Self::StandardDeviations => "standard_deviations",
            Self::Usd2015SquaredPerHead => "usd_2015_squared_per_head",
        }
    }
}

/// How a value came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Reported by the parties or recorded by the publisher.
    Observed,
    /// Known from the partner's report only, since the economy itself does not publish.
    Mirror,
    /// Estimated by the publisher.
    Estimated,
    /// Computed by a model of ours.
    Modelled,
    /// There is no value.
    Missing,
}

impl Status {
    /// The name used in JSON records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Mirror => "mirror",
            Self::Estimated => "estimated",
            Self::Modelled => "modelled",
            Self::Missing => "missing",
        }
    }

    /// The weaker of two: a figure is only as good as its worst part.
    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        self.max(other)
    }
}

/// A band around a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Lower end, in the figure's unit.
    pub low: f64,
    /// Upper end, in the figure's unit.
    pub high: f64,
    /// Probability mass between them (0.9 = 5 to 95 %), or `None` for an interquartile range of
    /// observations or a spread of sources, which the flag names.
    pub level: Option<f64>,
}

/// A sector or product of a classification.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The classification the code belongs to.
    pub classification: Classification,
    /// Code, e.g. `C26` or `270900`.
    pub code: String,
}

/// Where a figure's numbers come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceRef {
    /// Short name of the source.
    pub id: SourceId,
    /// Its vintage.
    pub vintage: String,
}

/// Something the reader must know about a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// A cost or share before adjustment (Keohane and Nye's sensitivity).
    Sensitivity,
    /// A cost or share after adjustment (Keohane and Nye's vulnerability).
    Vulnerability,
    /// The denominator misses the flows with these partners, which neither side reported.
    Incomplete(Vec<Economy>),
    /// More than three years older than the year asked for.
    Stale,
    /// The unit value is implausible: the quantity is suspect.
    SuspectQuantity,
    /// The publisher estimated this economy's flows after it stopped reporting.
    EstimatedAfterReportingStopped(Economy),
    /// The band is the interquartile range of the buyer's other suppliers.
    BandIsInterquartile,
    /// Read second-hand, not in the publisher's own table.
    SecondarySource,
    /// Not the headline: another source has precedence for this quantity.
    Beside,
    /// Components left out because the source has no value.
    MissingComponents(Vec<String>),
    /// Any other short remark, in kebab case.
    Remark(Cow<'static, str>),
}

impl Flag {
    /// The flag as the strings of a JSON record (one or several).
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        match self {
            Self::Sensitivity => vec!["sensitivity".into()],
            Self::Vulnerability => vec!["vulnerability".into()],
            Self::Incomplete(partners) => std::iter::once("incomplete".to_owned())
                .chain(partners.iter().map(|p| format!("missing-partner:{p}")))
                .collect(),
            Self::Stale => vec!["stale".into()],
            Self::SuspectQuantity => vec!["suspect-quantity".into()],
            Self::EstimatedAfterReportingStopped(e) => {
                vec![format!("estimated-after-reporting-stopped:{e}")]
            }
            Self::BandIsInterquartile => vec!["band-is-interquartile-range".into()],
            Self::SecondarySource => vec!["secondary-source".into()],
            Self::Beside => vec!["beside".into()],
            Self::MissingComponents(names) => names.iter().map(|n| format!("missing-component:{n}")).collect(),
            Self::Remark(text) => vec![text.clone().into_owned()],
        }
    }
}

/// What an input contributes to a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Part of the numerator.
    Numerator,
    /// Part of the denominator.
    Denominator,
    /// Enters in another way, which the label says.
    Term,
}

/// Which rows of which table went into an input, so that they can be shown again.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rows {
    /// Source of the table.
    pub source: String,
    /// Exporter or first economy, if fixed.
    pub exporter: Option<Economy>,
    /// Importer or second economy, if fixed.
    pub importer: Option<Economy>,
    /// Years.
    pub years: Option<YearRange>,
    /// Sectors or products, empty for all.
    pub items: Vec<String>,
    /// Variables of an indicator table, empty for none.
    pub variables: Vec<String>,
}

/// One number that went into a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// What it contributes.
    pub role: Role,
    /// What it is, in words.
    pub label: String,
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// Where it can be read again.
    pub rows: Rows,
}

/// The result of a measure or model: see the module page.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Identifier of the measure, e.g. `import_share`.
    pub measure: &'static str,
    /// Domain.
    pub domain: Domain,
    /// Whom it is about.
    pub subject: Subject,
    /// The year the value belongs to, not the year asked for.
    pub year: Year,
    /// Session of the General Assembly, where votes are counted by session.
    pub session: Option<u16>,
    /// Sector or product, if not all.
    pub item: Option<Item>,
    /// The value, or why there is none.
    pub value: Observation,
    /// Unit of value and band.
    pub unit: Unit,
    /// Band, if there is one.
    pub band: Option<Band>,
    /// The whole a share is taken of: `world`, `covered-194`, `covered-29`, ...
    pub denominator: Option<String>,
    /// How the value came about.
    pub status: Status,
    /// Sources, most important first.
    pub sources: Vec<SourceRef>,
    /// What the reader must know.
    pub flags: Vec<Flag>,
    /// The numbers behind it.
    pub inputs: Vec<Input>,
}

impl Figure {
    /// A figure without value yet; fill the public fields that apply.
    #[must_use]
    pub fn new(measure: &'static str, domain: Domain, subject: Subject, year: Year, unit: Unit) -> Self {
        Self {
            measure,
            domain,
            subject,
            year,
            session: None,
            item: None,
            value: Observation::Missing(Missing::Gap),
            unit,
            band: None,
            denominator: None,
            status: Status::Missing,
            sources: Vec::new(),
            flags: Vec::new(),
            inputs: Vec::new(),
        }
    }

    /// Sets value and status; a missing value always has the status missing.
    #[must_use]
    pub fn with_value(mut self, value: Observation, status: Status) -> Self {
        self.status = if value.known().is_some() { status } else { Status::Missing };
        self.value = value;
        self
    }

    /// Adds a flag unless it is there already.
    pub fn flag(&mut self, flag: Flag) {
        if !self.flags.contains(&flag) {
            self.flags.push(flag);
        }
    }

    /// Whether it carries this flag.
    #[must_use]
    pub fn has(&self, flag: &Flag) -> bool {
        self.flags.contains(flag)
    }

    /// The flat record of the JSON schemas `suzerain.*`.
    #[must_use]
    pub fn record(&self) -> Record {
        let (kind, dependent, on, economy) = match self.subject {
            Subject::Directed(d) => ("directed", Some(d.dependent.code()), Some(d.on.code()), None),
            Subject::State(e) => ("state", None, None, Some(e.code())),
            Subject::Symmetric(_, _) => ("symmetric", None, None, None),
        };
        let (sector, product) = match &self.item {
            Some(item) if item.classification.is_products() => (None, Some(item.code.clone())),
            Some(item) => (Some(item.code.clone()), None),
            None => (None, None),
        };
        Record {
            domain: self.domain.name(),
            measure: self.measure,
            kind,
            dependent,
            on,
            economy,
            year: (self.year != NO_YEAR).then_some(self.year.0),
            session: self.session,
            sector,
            product,
            classification: self.item.as_ref().map(|i| i.classification.id()),
            denominator: self.denominator.clone(),
            value: self.value.known(),
            unit: self.unit.symbol(),
            low: self.band.map(|b| b.low),
            high: self.band.map(|b| b.high),
            level: self.band.and_then(|b| b.level),
            source: self.sources.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join("+"),
            vintage: self.sources.iter().map(|s| s.vintage.as_str()).collect::<Vec<_>>().join("+"),
            status: self.status.name(),
            missing: match &self.value {
                Observation::Missing(why) => Some(why.to_string()),
                Observation::Known(_) => None,
            },
            flags: self.flags.iter().flat_map(Flag::codes).collect(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directed(d) => write!(f, "{} on {}", d.dependent, d.on),
            Self::State(e) => write!(f, "{e}"),
            Self::Symmetric(a, b) => write!(f, "{a} and {b}"),
        }
    }
}

/// A figure as a flat JSON object; optional keys are left out when empty.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "field by field documented in docs/schema and on Figure")]
pub struct Record {
    pub domain: &'static str,
    pub measure: &'static str,
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependent: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub economy: Option<&'static str>,
    pub year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classification: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    pub value: Option<f64>,
    pub unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<f64>,
    pub source: String,
    pub vintage: String,
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    pub flags: Vec<String>,
}
