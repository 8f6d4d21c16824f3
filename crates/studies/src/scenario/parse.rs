//! Reading a scenario, with the place of what is wrong.

use super::{Instrument, SCHEMA, Scenario};
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Range;
use suzerain_models::elasticity::{Elasticity, ElasticityError};
use suzerain_tables::economy::EconomyError;

/// One name or several: economies, groups, coalitions, sectors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl<S: Into<String>> FromIterator<S> for Names {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => serializer.serialize_str(one),
            many => many.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name in quotes or a list of names")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Names, E> {
                Ok(Names(vec![name.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = list.next_element()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

/// Why a scenario cannot be used. Places are byte ranges of the text; none for a scenario that was
/// not read from one.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The text is not TOML, or not of this layout.
    #[error("{message}")]
    Toml {
        /// What the reader says.
        message: String,
        /// Where.
        at: Option<Range<usize>>,
    },
    /// Another format or version.
    #[error("the schema is {found:?}; this program reads {SCHEMA:?}")]
    Schema {
        /// What it says.
        found: String,
        /// Where.
        at: Option<Range<usize>>,
    },
    /// A name that is no economy.
    #[error("{source}")]
    Economy {
        /// Why not.
        source: EconomyError,
        /// Where.
        at: Option<Range<usize>>,
    },
    /// A group that has no member in the year.
    #[error("{group} has no members in {year}")]
    EmptyGroup {
        /// The group.
        group: String,
        /// The year.
        year: i16,
        /// Where.
        at: Option<Range<usize>>,
    },
    /// A coalition named in its own definition.
    #[error("coalition {name:?} contains itself")]
    CircularCoalition {
        /// Its name.
        name: String,
        /// Where.
        at: Option<Range<usize>>,
    },
    /// The two sides share a member, or a measure has nobody on one side.
    #[error("{message}")]
    Sides {
        /// What is wrong.
        message: String,
        /// Where.
        at: Option<Range<usize>>,
    },
    /// A number outside its range, or missing.
    #[error("{what} is {value}, but must be {range}")]
    Number {
        /// Which.
        what: &'static str,
        /// The number.
        value: f64,
        /// The range.
        range: &'static str,
        /// Where.
        at: Option<Range<usize>>,
    },
    /// An elasticity that cannot be drawn.
    #[error("{source}")]
    Elasticity {
        /// Why not.
        source: ElasticityError,
        /// Where.
        at: Option<Range<usize>>,
    },
    /// A field that is needed or out of place.
    #[error("{message}")]
    Field {
        /// What is wrong.
        message: String,
        /// Where.
        at: Option<Range<usize>>,
    },
}

impl ScenarioError {
    /// Where in the text, in bytes.
    #[must_use]
    pub fn place(&self) -> Option<&Range<usize>> {
        match self {
            Self::Toml { at, .. }
            | Self::Schema { at, .. }
            | Self::Economy { at, .. }
            | Self::EmptyGroup { at, .. }
            | Self::CircularCoalition { at, .. }
            | Self::Sides { at, .. }
            | Self::Number { at, .. }
            | Self::Elasticity { at, .. }
            | Self::Field { at, .. } => at.as_ref(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Toml { .. } | Self::Field { .. } => {
                "docs/scenarios.md lists the fields; `suzerain rupture A B --print-scenario` prints a whole file".into()
            }
            Self::Schema { .. } => format!("write schema = {SCHEMA:?} at the top"),
            Self::Economy { source, .. } => match source {
                EconomyError::UnknownEconomy { suggestions, .. } if !suggestions.is_empty() => {
                    let list: Vec<String> =
                        suggestions.iter().map(|e| format!("{} ({})", e.name(), e.code())).collect();
                    format!("did you mean {}?", list.join(", "))
                }
                _ => "`suzerain economies` lists codes, names and groups; coalitions are defined under [coalitions]"
                    .into(),
            },
            Self::EmptyGroup { .. } => "give a year in which the group existed".into(),
            Self::CircularCoalition { .. } => "list economies and groups in it".into(),
            Self::Sides { .. } => "name different economies on the two sides".into(),
            Self::Number { range, .. } => format!("give a number that is {range}"),
            Self::Elasticity { .. } => "give a number above 0, {median, log_sd, low, high} or {low, high}".into(),
        }
    }
}

/// Line and column, both from 1, of a byte in a text.
#[must_use]
pub fn position(text: &str, byte: usize) -> (usize, usize) {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    (line, column)
}

/// A place, unless the value stands in no file.
pub(super) fn at<T>(value: &toml::Spanned<T>) -> Option<Range<usize>> {
    let span = value.span();
    (span.end > 0).then_some(span)
}

impl Scenario {
    /// Reads a scenario and checks what can be checked without data.
    ///
    /// # Errors
    /// [`ScenarioError`] with the place in the text.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Self = toml::from_str(text)
            .map_err(|e| ScenarioError::Toml { message: e.message().trim().to_owned(), at: e.span() })?;
        scenario.check()?;
        Ok(scenario)
    }

    /// Checks what can be checked without data.
    ///
    /// # Errors
    /// [`ScenarioError`].
    pub fn check(&self) -> Result<(), ScenarioError> {
        if self.schema.get_ref() != SCHEMA {
            return Err(ScenarioError::Schema { found: self.schema.get_ref().clone(), at: at(&self.schema) });
        }
        if let Some(year) = &self.year {
            range(
                "year",
                &toml::Spanned::new(year.span(), f64::from(*year.get_ref())),
                1816.0,
                2100.0,
                "from 1816 to 2100",
            )?;
        }
        if self.measures.is_empty() && self.events.is_empty() {
            let message = "a scenario needs at least one [[measure]] or [[event]]".to_owned();
            return Err(ScenarioError::Field { message, at: None });
        }
        if self.models.as_ref().is_some_and(Vec::is_empty) {
            let message = "models is an empty list; leave it out to ask all of them".to_owned();
            return Err(ScenarioError::Field { message, at: None });
        }
        for elasticity in [&self.elasticity.theta, &self.elasticity.sigma].into_iter().flatten() {
            Elasticity::from(*elasticity.get_ref())
                .check()
                .map_err(|source| ScenarioError::Elasticity { source, at: at(elasticity) })?;
        }
        let shortage = &self.shortage;
        for (what, value, low, high, text) in [
            ("friction", &shortage.friction, 0.0, 1.0, "from 0 to 1"),
            ("leakage", &shortage.leakage, 0.0, 1.0, "from 0 to 1"),
            ("stock_days", &shortage.stock_days, 1.0, 3650.0, "from 1 to 3650"),
            ("days", &shortage.days, 7.0, 3650.0, "from 7 to 3650"),
            ("step_days", &shortage.step_days, 1.0, 7.0, "from 1 to 7"),
        ] {
            if let Some(value) = value {
                range(what, value, low, high, text)?;
            }
        }
        self.measures.iter().try_for_each(super::Measure::check)?;
        self.events.iter().try_for_each(super::Event::check)
    }
}

/// The year of a date; none for a time of day alone.
pub(super) fn year_of(date: &toml::value::Datetime) -> Option<i16> {
    date.date.and_then(|d| i16::try_from(d.year).ok())
}

impl super::Event {
    fn check(&self) -> Result<(), ScenarioError> {
        if let Some(size) = &self.size {
            range("size", size, 0.0, 1.0, "from 0 to 1")?;
        }
        if self.target.is_none() && self.kind.get_ref().needs_target() {
            let message = "this kind of event needs a target".to_owned();
            return Err(ScenarioError::Field { message, at: at(&self.kind) });
        }
        for date in std::iter::once(&self.start).chain(&self.end) {
            if year_of(date.get_ref()).is_none() {
                let message = format!("{} is no day; write 2027-01-01", date.get_ref());
                return Err(ScenarioError::Field { message, at: at(date) });
            }
        }
        if let Some(end) = &self.end
            && self.start.get_ref().to_string() > end.get_ref().to_string()
        {
            let message =
                format!("the event would end ({}) before it starts ({})", end.get_ref(), self.start.get_ref());
            return Err(ScenarioError::Field { message, at: at(end) });
        }
        Ok(())
    }
}

fn range(
    what: &'static str,
    value: &toml::Spanned<f64>,
    low: f64,
    high: f64,
    text: &'static str,
) -> Result<(), ScenarioError> {
    let number = *value.get_ref();
    if number >= low && number <= high {
        return Ok(());
    }
    Err(ScenarioError::Number { what, value: number, range: text, at: at(value) })
}

impl super::Measure {
    fn check(&self) -> Result<(), ScenarioError> {
        let instrument = *self.instrument.get_ref();
        match &self.rate {
            Some(rate) if instrument.stops() => {
                let message = "an embargo or export ban takes no rate; give coverage and leakage".to_owned();
                return Err(ScenarioError::Field { message, at: at(rate) });
            }
            None if !instrument.stops() => {
                let message = "this instrument needs a rate".to_owned();
                return Err(ScenarioError::Field { message, at: at(&self.instrument) });
            }
            Some(rate) if instrument == Instrument::PriceCap => range("rate", rate, 0.0, 0.999, "from 0 to 0.999")?,
            Some(rate) => range("rate", rate, 0.0, 1000.0, "from 0 to 1000")?,
            None => {}
        }
        for (what, share) in [("coverage", &self.coverage), ("leakage", &self.leakage)] {
            if let Some(share) = share {
                range(what, share, 0.0, 1.0, "from 0 to 1")?;
            }
        }
        if let (Some(_), Some(products)) = (&self.sectors, &self.products) {
            let message = "give sectors or products, not both".to_owned();
            return Err(ScenarioError::Field { message, at: at(products) });
        }
        if let (Some(start), Some(end)) = (&self.start, &self.end)
            && start.to_string() > end.to_string()
        {
            let message = format!("the measure would end ({end}) before it starts ({start})");
            return Err(ScenarioError::Field { message, at: at(&self.instrument) });
        }
        Ok(())
    }
}
