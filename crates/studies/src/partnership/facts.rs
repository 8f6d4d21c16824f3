//! What went into a run: each number with its year and source, and what is missing.

use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::dependence_path::{Filtered, clip};
use suzerain_models::partnership::start::Channel;
use suzerain_solvers::logit::logistic;
use suzerain_tables::Year;
use suzerain_tables::figure::Dyad;

/// Numbers this much older than the origin are stale.
pub const STALE_AFTER_YEARS: i16 = 2;

/// A number that went into the start, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Equation it belongs to.
    pub equation: u8,
    /// What it is.
    pub what: String,
    /// The number; none if missing.
    pub value: Option<f64>,
    /// Its year.
    pub year: Option<i16>,
    /// Its source, or why it is missing.
    pub note: String,
}

impl Fact {
    /// A number with its year and source.
    pub fn known(equation: u8, what: impl Into<String>, value: f64, year: Year, source: impl Into<String>) -> Self {
        Self { equation, what: what.into(), value: Some(value), year: Some(year.0), note: source.into() }
    }

    /// The words of the note among which the short names of its sources are.
    pub fn source_words(&self) -> impl Iterator<Item = &str> {
        self.note.split([' ', ',', ';'])
    }

    /// A number that is missing, and why.
    pub fn unknown(equation: u8, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { equation, what: what.into(), value: None, year: None, note: why.into() }
    }

    /// The share of a domain with its alternatives.
    #[must_use]
    pub fn share(d: Dyad, domain: Domain, channel: &Channel, year: Year, source: &str) -> Self {
        let what = format!("{} on {}: {}, share", d.dependent, d.on, domain.title());
        let note = if channel.alternatives.is_nan() {
            format!("{source}; alternatives unknown")
        } else {
            format!("{source}; all others hold {:.2} of the world's", channel.alternatives)
        };
        Self { equation: 2, what, value: Some(channel.share), year: Some(year.0), note }
    }

    /// A share as filtered from its history, where it has one and was not clipped; `elsewhere` names the table with the longest,
    /// if that is another.
    #[must_use]
    pub fn filtered(
        what: &str,
        observed: f64,
        filtered: Option<Filtered>,
        source: &str,
        elsewhere: Option<&str>,
    ) -> Option<Self> {
        let f = filtered.filter(|f| f.window.2 > 1 && !clip(observed).1)?;
        let (first, last, years) = f.window;
        let share = logistic(f.level);
        let moves = elsewhere.map_or_else(String::new, |table| format!(" of {table}"));
        let note = format!(
            "{source}; {years} years, {first} to {last}, one standard error {:.3}; yearly change{moves} {:.2} in log odds, {:.0} % of its variance the error of a value",
            share * (1.0 - share) * f.error,
            f.moves.change,
            100.0 * f.moves.noise
        );
        Some(Self::known(3, format!("{what}, share as filtered"), share, Year(last), note))
    }

    /// A domain of which something is missing.
    #[must_use]
    pub fn missing(d: Dyad, domain: Domain, why: &str) -> Self {
        Self::unknown(2, format!("{} on {}: {}", d.dependent, d.on, domain.title()), why)
    }

    /// Whether the number is older than the origin by more than [`STALE_AFTER_YEARS`]. A filtered share (equation 3) is no input
    /// of its own: the observed one beside it is.
    #[must_use]
    pub fn is_stale(&self, origin: i16) -> bool {
        self.equation != 3 && self.value.is_some() && self.year.is_some_and(|y| origin - y > STALE_AFTER_YEARS)
    }
}

/// The numbers that are stale at `origin`.
pub fn stale(facts: &[Fact], origin: i16) -> impl Iterator<Item = &Fact> {
    facts.iter().filter(move |f| f.is_stale(origin))
}
