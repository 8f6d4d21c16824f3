//! The economies and states everything here is about, with their codes, names and years.
//!
//! An [`Economy`] is a row of a fixed vocabulary: a state of the modern world (from 1816), a
//! territory that publishes statistics of its own, or one of a few aggregates such as `ROW`. The
//! vocabulary is compiled in, sorted by code, and parsed once on first use.
//!
//! # The two kinds of continuity
//!
//! Political sources (Correlates of War, Gleditsch and Ward) follow one continuing state through a
//! change of name or border; customs sources follow a customs territory. The vocabulary keeps both:
//!
//! * [`Economy::from_cow`] and [`Economy::from_gw`] give the continuing state: 365 is `RUS` in every
//!   year, 345 is `SRB`, 255 and 260 are `DEU`, 678 and 679 are `YEM`.
//! * [`Economy::from_m49`], [`Economy::from_baci`] and [`Economy::from_comtrade`] give the customs
//!   territory: 810 is `SUN`, 890 is `YUG`, 891 is `SCG`.
//!
//! [`Economy::continuer`] leads from the second to the first, and [`Economy::successors`] to every
//! economy that reports a part of the territory afterwards. A table holds one kind or the other,
//! and says which.
//!
//! # Years
//!
//! A year is a calendar year. Two codes that would give one economy two values in one year do not:
//! in the year of a handover the code still in force on 31 December has the economy, and the code
//! that ended has an entry of its own (`BRD` and `YAR` in 1990, `SCG` for Gleditsch and Ward's 345
//! in 2006).
//!
//! # Example
//!
//! ```
//! use suzerain_tables::economy::Economy;
//!
//! let russia = Economy::from_cow(365, 1955).unwrap();
//! assert_eq!(russia.code(), "RUS");
//! assert_eq!(russia.name_in(1955), "Soviet Union");
//! assert_eq!(Economy::from_comtrade(810).unwrap().continuer(), Some(russia));
//! assert_eq!(Economy::resolve("S. Korea", None).unwrap().code(), "KOR");
//! assert!(Economy::resolve("USSR", Some(2020)).is_err());
//! ```

mod messages;
mod spelling;
#[cfg(test)]
mod tests;
mod vocabulary;

use messages::*;
use spelling::*;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;
use vocabulary::*;

/// The vocabulary: one row an economy, sorted by code.
const ECONOMIES: &str = include_str!("../../data/economies.csv");
/// Other spellings and codes, some limited to a window of years.
const ALIASES: &str = include_str!("../../data/aliases.csv");
/// Names that held in some years only.
const NAMES: &str = include_str!("../../data/names_by_year.csv");

/// The first year the vocabulary looks at; an entry that starts then may be older.
const FIRST: i16 = 1816;
/// The most suggestions an error carries.
const MOST_SUGGESTIONS: usize = 5;
/// The least likeness (0 to 1) a suggestion needs.
const LEAST_LIKENESS: f64 = 0.72;
/// The longest input that is compared for suggestions and shown in a message, in characters.
const LONGEST_INPUT: usize = 80;

/// An economy or state of the built-in vocabulary.
///
/// A small copyable index; order is that of the codes, `Display` writes the code, and
/// `Economy::all().nth(e.index())` is `e`. Indices change when the vocabulary grows: store
/// [`Economy::code`], never [`Economy::index`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Economy(u16);

/// Why a text names no economy (in the year asked for).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EconomyError {
    /// Nothing in the vocabulary is written this way.
    #[error("{}", describe_unknown(input, suggestions))]
    UnknownEconomy {
        /// The text as given.
        input: String,
        /// At most five economies written most like it, best first.
        suggestions: Vec<Economy>,
    },
    /// The text names an economy, though not in the year asked for.
    #[error("{}", describe_not_in_year(input, *economy, *year, *first_year, *last_year, instead))]
    NotInYear {
        /// The text as given.
        input: String,
        /// What it names in its own years.
        economy: Economy,
        /// The year asked for.
        year: i16,
        /// The first year the name holds, if limited.
        first_year: Option<i16>,
        /// The last year the name holds, if limited.
        last_year: Option<i16>,
        /// What exists in the year asked for in its place, the continuing state first.
        instead: Vec<Economy>,
    },
    /// The text names several economies and nothing decides between them.
    #[error("{}", describe_ambiguous(input, candidates))]
    Ambiguous {
        /// The text as given.
        input: String,
        /// What it may mean.
        candidates: Vec<Economy>,
    },
}

impl Economy {
    /// Iterates over the whole vocabulary in code order.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        // The vocabulary has a few hundred rows, tested to fit.
        (0..u16::try_from(Self::count()).unwrap_or(u16::MAX)).map(Economy)
    }

    /// Counts the entries of the vocabulary.
    #[must_use]
    pub fn count() -> usize {
        vocabulary().entries.len()
    }

    /// Gives the position in code order, from 0 to `count() - 1`.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Gives the economy at a position in code order, if there is one.
    #[must_use]
    pub fn from_index(index: usize) -> Option<Self> {
        (index < Self::count()).then(|| u16::try_from(index).ok().map(Self)).flatten()
    }

    /// Gives the three-letter code: ISO 3166-1 alpha-3 where assigned, ISO 3166-3 for states that
    /// ended, and otherwise a pseudo code listed in `docs/vocabulary.md` (`XKX`, `ROW`, `AUH`, ...).
    #[must_use]
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// Gives the short English name of today, or the last name of an entry that ended.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Gives the short English name used during most of `year`: `RUS` in 1955 is "Soviet Union".
    ///
    /// Years outside the entry's own give the nearest known name, never an error.
    #[must_use]
    pub fn name_in(self, year: i16) -> &'static str {
        self.entry().names.iter().find(|named| named.window.holds(year)).map_or(self.entry().name, |named| named.name)
    }

    /// Gives the ISO 3166-1 alpha-2 code, or that of ISO 3166-3 for states that ended. `CS` belongs
    /// to both `CSK` and `SCG`.
    #[must_use]
    pub fn iso2(self) -> Option<&'static str> {
        self.entry().iso2
    }

    /// Gives the current (or last) UN M49 number, which is also the ISO 3166-1 numeric code.
    #[must_use]
    pub fn m49(self) -> Option<u16> {
        self.entry().m49.first().copied()
    }

    /// Gives the number CEPII's BACI uses now, if BACI has the economy.
    #[must_use]
    pub fn baci(self) -> Option<u16> {
        self.entry().baci.first().copied()
    }

    /// Gives the Correlates of War state number, the current one where several were used (255 for
    /// `DEU`), or none for entries that COW does not number or numbers for one year only.
    #[must_use]
    pub fn cow(self) -> Option<u16> {
        first_in_every_year(&self.entry().cow)
    }

    /// Gives the Gleditsch and Ward state number, the current one where several were used (260 for
    /// `DEU`, 340 for `SRB`).
    #[must_use]
    pub fn gw(self) -> Option<u16> {
        first_in_every_year(&self.entry().gw)
    }

    /// Finds an economy by exact three-letter code, in any letter case.
    ///
    /// Knows [`Economy::code`] and the superseded three-letter codes still met in files (`ROM`,
    /// `ZAR`, `TMP`, `BUR`, and BACI's `S19` for Taiwan); use [`Economy::resolve`] for what people
    /// type.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let code = upper_code(code)?;
        let code = str::from_utf8(&code).ok()?;
        let vocabulary = vocabulary();
        vocabulary
            .entries
            .binary_search_by(|entry| entry.code.cmp(code))
            .ok()
            .and_then(|position| u16::try_from(position).ok())
            .map(Self)
            .or_else(|| find(&vocabulary.superseded, &code))
    }

    /// Finds an economy by exact two-letter code, in any letter case. `CS` gives none, since it was
    /// assigned twice.
    #[must_use]
    pub fn from_iso2(code: &str) -> Option<Self> {
        let code: [u8; 2] = code.as_bytes().try_into().ok()?;
        let code = code.map(|byte| byte.to_ascii_uppercase());
        let code = str::from_utf8(&code).ok()?;
        let found = matches(&vocabulary().iso2, &code);
        match found {
            [only] => Some(only.1),
            _ => None,
        }
    }

    /// Finds an economy by UN M49 number, current or withdrawn (280 is `DEU`, 230 is `ETH`).
    #[must_use]
    pub fn from_m49(code: u16) -> Option<Self> {
        find(&vocabulary().m49, &code)
    }

    /// Finds an economy by BACI number, for every number in BACI's country lists, superseded ones
    /// included: 490 is `TWN`, 58 is `BEL`, 711 is `ZA1`, 736 is `SDN`, 381 is `ITA`.
    #[must_use]
    pub fn from_baci(code: u16) -> Option<Self> {
        find(&vocabulary().baci, &code)
    }

    /// Finds an economy by UN Comtrade reporter or partner number.
    ///
    /// Comtrade's own numbers (842, 251, 699, 579, 757, 381; 490 "Other Asia, nes" is `TWN`) and
    /// M49 numbers are known. Aggregates give none; [`comtrade_is_aggregate`] tells them from
    /// numbers nobody knows.
    #[must_use]
    pub fn from_comtrade(code: u16) -> Option<Self> {
        if comtrade_is_aggregate(code) {
            return None;
        }
        find(&vocabulary().comtrade, &code).or_else(|| Self::from_m49(code))
    }

    /// Finds the continuing state behind a Correlates of War state number.
    ///
    /// `year` matters only where one state has two numbers in one year: in 1990, 260 is `BRD` and
    /// 678 is `YAR`, since 255 and 679 hold on 31 December. Years outside the membership of the
    /// state system are answered too.
    #[must_use]
    pub fn from_cow(code: u16, year: i16) -> Option<Self> {
        find_in_year(&vocabulary().cow, code, year)
    }

    /// Finds the continuing state behind a Gleditsch and Ward state number.
    ///
    /// `year` matters only in 2006, when 345 is `SCG` and 340 is `SRB`. Pacific numbers differ from
    /// those of Correlates of War: here 970 is `KIR`, there it is `NRU`.
    #[must_use]
    pub fn from_gw(code: u16, year: i16) -> Option<Self> {
        find_in_year(&vocabulary().gw, code, year)
    }

    /// Tells whether the economy existed in some part of `year`.
    ///
    /// For states: in a year of membership of the international system, in either the Correlates of
    /// War or the Gleditsch and Ward list, gaps included (`EST` in 1950 is false). For territories:
    /// in a year when statistics treat it as one, from 1946 unless separated later. Years before
    /// 1816 are false.
    #[must_use]
    pub fn exists_in(self, year: i16) -> bool {
        self.entry().spans.iter().any(|span| span.holds(year))
    }

    /// Gives the first year of [`Economy::exists_in`]; 1816 means 1816 or before.
    #[must_use]
    pub fn first_year(self) -> i16 {
        self.entry().spans.first().and_then(|span| span.first).unwrap_or(FIRST)
    }

    /// Gives the last year of existence, or none for what still exists.
    #[must_use]
    pub fn last_year(self) -> Option<i16> {
        self.entry().spans.last().and_then(|span| span.last)
    }

    /// Lists the periods of existence in order: first year, and last year unless it lasts. 1816 as
    /// a first year means 1816 or before.
    pub fn periods(self) -> impl Iterator<Item = (i16, Option<i16>)> {
        self.entry().spans.iter().map(|span| (span.first.unwrap_or(FIRST), span.last))
    }

    /// Lists the names that held in some years only, in the order of the list, each with its first
    /// and last year (none: open). In other years the name is [`Economy::name`].
    pub fn names_by_year(self) -> impl Iterator<Item = (&'static str, Option<i16>, Option<i16>)> {
        self.entry().names.iter().map(|named| (named.name, named.window.first, named.window.last))
    }

    /// Lists the economies that report parts of this territory after it ended, in code order; empty
    /// for what still exists.
    #[must_use]
    pub fn successors(self) -> &'static [Self] {
        &self.entry().successors
    }

    /// Gives the one state that Correlates of War and Gleditsch and Ward treat as continuing this
    /// one (`SUN` to `RUS`), or none where there is no such state (`CSK`, `DDR`) or no need for one.
    #[must_use]
    pub fn continuer(self) -> Option<Self> {
        self.entry().continuer
    }

    /// Tells whether this is or was a state: in the system of Correlates of War or of Gleditsch and
    /// Ward, or a member or observer state of the United Nations. Dependent territories, Hong Kong
    /// and aggregates such as `ROW` are not.
    #[must_use]
    pub fn is_state(self) -> bool {
        self.entry().kind == Kind::State
    }

    /// Tells whether this is a group of economies that a publisher reports as one (`ROW`, the
    /// Southern African Customs Union, unspecified EFTA partners).
    #[must_use]
    pub fn is_aggregate(self) -> bool {
        self.entry().kind == Kind::Aggregate
    }

    /// Finds the economy a person means.
    ///
    /// Knows codes of two and three letters, names of today and of the past, and other common
    /// spellings. Letter case, accents, punctuation, "the", "of" and "and" do not matter, usual
    /// abbreviations are read ("S. Korea", "Dem. Rep. Congo"), and so is the order of catalogues
    /// ("Korea, Rep.", "Iran (Islamic Republic of)").
    ///
    /// With a year, names of states that ended, and names limited to a window, hold only there:
    /// "USSR" is `SUN` in 1922 to 1991. Names without a limit hold in any year, also before
    /// independence. Without a year every name holds; the entry that bears the name comes before
    /// one that used to.
    ///
    /// # Errors
    ///
    /// [`EconomyError::UnknownEconomy`] with suggestions, [`EconomyError::NotInYear`] with what
    /// exists instead, or [`EconomyError::Ambiguous`] ("CS" without a year).
    pub fn resolve(text: &str, year: Option<i16>) -> Result<Self, EconomyError> {
        let mut refused = None;
        for key in spellings(text) {
            match choose(&key, text, year) {
                Some(Err(error)) => {
                    refused.get_or_insert(error);
                }
                Some(found) => return found,
                None => {}
            }
        }
        Err(refused
            .unwrap_or_else(|| EconomyError::UnknownEconomy { input: text.to_owned(), suggestions: suggest(text) }))
    }

    fn entry(self) -> &'static Entry {
        // Every value of the type comes from a position in the vocabulary.
        &vocabulary().entries[self.index()]
    }
}

/// Tells whether a UN Comtrade number stands for no single economy: the world (0), areas not
/// elsewhere specified, bunkers, free zones, special categories and groups of states.
#[must_use]
pub fn comtrade_is_aggregate(code: u16) -> bool {
    // World; European Union; regional "nes" partners; ASEAN; bunkers, free zones, special
    // categories, areas nes. 490 (Other Asia, nes) is left out: it is in effect Taiwan.
    const AGGREGATES: [u16; 22] =
        [0, 97, 129, 221, 290, 471, 472, 473, 492, 527, 568, 577, 636, 637, 697, 837, 838, 839, 879, 899, 975, 999];
    AGGREGATES.binary_search(&code).is_ok()
}

impl fmt::Display for Economy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Economy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Economy {
    type Err = EconomyError;

    /// Reads what [`Economy::resolve`] reads, in any year.
    fn from_str(text: &str) -> Result<Self, EconomyError> {
        Self::resolve(text, None)
    }
}

impl serde::Serialize for Economy {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> serde::Deserialize<'de> for Economy {
    /// Reads a code as [`Economy::from_code`] does.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;
        impl serde::de::Visitor<'_> for Code {
            type Value = Economy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the three-letter code of an economy")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Economy, E> {
                Economy::from_code(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Code)
    }
}
