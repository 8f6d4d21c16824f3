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

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

/// The vocabulary: one row an economy, sorted by code.
const ECONOMIES: &str = include_str!("../data/economies.csv");
/// Other spellings and codes, some limited to a window of years.
const ALIASES: &str = include_str!("../data/aliases.csv");
/// Names that held in some years only.
const NAMES: &str = include_str!("../data/names_by_year.csv");

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

// ---------------------------------------------------------------------------------------------
// The vocabulary in memory
// ---------------------------------------------------------------------------------------------

/// What an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    State,
    Territory,
    Aggregate,
}

/// Years from `first` to `last`, both included; open where none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    first: Option<i16>,
    last: Option<i16>,
}

impl Window {
    const ALWAYS: Self = Self { first: None, last: None };

    fn holds(self, year: i16) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }
}

#[derive(Debug)]
struct Entry {
    code: &'static str,
    iso2: Option<&'static str>,
    m49: Vec<u16>,
    baci: Vec<u16>,
    comtrade: Vec<u16>,
    cow: Vec<StateNumber>,
    gw: Vec<StateNumber>,
    kind: Kind,
    spans: Vec<Window>,
    continuer: Option<Economy>,
    successors: Vec<Economy>,
    name: &'static str,
    names: Vec<NameInYears>,
}

/// A state number, in every year or in one only.
#[derive(Clone, Copy, Debug)]
struct StateNumber {
    number: u16,
    only_in: Option<i16>,
}

#[derive(Debug)]
struct NameInYears {
    window: Window,
    name: &'static str,
}

/// One way to write one economy.
#[derive(Debug)]
struct Spelling {
    key: String,
    economy: Economy,
    window: Window,
    /// The code or name of the entry itself, not an alias.
    own: bool,
}

#[derive(Debug)]
struct Vocabulary {
    entries: Vec<Entry>,
    iso2: Vec<(&'static str, Economy)>,
    superseded: Vec<(&'static str, Economy)>,
    m49: Vec<(u16, Economy)>,
    baci: Vec<(u16, Economy)>,
    comtrade: Vec<(u16, Economy)>,
    cow: Vec<(u16, Option<i16>, Economy)>,
    gw: Vec<(u16, Option<i16>, Economy)>,
}

fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| read_vocabulary(ECONOMIES, NAMES, ALIASES))
}

/// The fields of each line after the header. The built-in files quote nothing (tested), so a field
/// is a slice of the program's own text and nothing is copied at start.
fn records<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        let mut record = [""; N];
        for field in &mut record {
            *field = fields.next()?;
        }
        fields.next().is_none().then_some(record)
    })
}

fn read_vocabulary(economies: &'static str, names: &'static str, aliases: &'static str) -> Vocabulary {
    let codes: Vec<&'static str> = records::<12>(economies).map(|record| record[0]).collect();
    let by_code =
        |code: &str| codes.binary_search(&code).ok().and_then(|position| u16::try_from(position).ok()).map(Economy);

    let mut names_of: Vec<Vec<NameInYears>> = codes.iter().map(|_| Vec::new()).collect();
    for [code, first, last, name] in records(names) {
        if let Some(names) = by_code(code).and_then(|economy| names_of.get_mut(economy.index())) {
            names.push(NameInYears { window: window(first, last), name });
        }
    }

    let entries: Vec<Entry> = records::<12>(economies)
        .zip(names_of)
        .map(|(record, names)| {
            let [code, iso2, m49, baci, comtrade, cow, gw, kind, years, continuer, successors, name] = record;
            Entry {
                code,
                iso2: (!iso2.is_empty()).then_some(iso2),
                m49: numbers(m49),
                baci: numbers(baci),
                comtrade: numbers(comtrade),
                cow: state_numbers(cow),
                gw: state_numbers(gw),
                kind: match kind {
                    "territory" => Kind::Territory,
                    "aggregate" => Kind::Aggregate,
                    _ => Kind::State,
                },
                spans: years.split_whitespace().filter_map(span).collect(),
                continuer: by_code(continuer),
                successors: successors.split_whitespace().filter_map(by_code).collect(),
                name,
                names,
            }
        })
        .collect();

    let mut superseded: Vec<(&'static str, Economy)> = records::<5>(aliases)
        .filter(|[_, kind, ..]| *kind == "superseded")
        .filter_map(|[alias, _, code, ..]| Some((alias, by_code(code)?)))
        .collect();
    superseded.sort_unstable();

    Vocabulary {
        iso2: index_of(&entries, |entry| entry.iso2.into_iter().collect()),
        superseded,
        m49: index_of(&entries, |entry| entry.m49.clone()),
        baci: index_of(&entries, |entry| entry.baci.clone()),
        comtrade: index_of(&entries, |entry| entry.comtrade.clone()),
        cow: state_index(&entries, |entry| &entry.cow),
        gw: state_index(&entries, |entry| &entry.gw),
        entries,
    }
}

/// Every spelling, sorted by key, own ones before aliases. Built when a text is first resolved:
/// what reads files by code needs none of it.
fn all_spellings() -> &'static [Spelling] {
    static SPELLINGS: OnceLock<Vec<Spelling>> = OnceLock::new();
    SPELLINGS.get_or_init(|| {
        let mut spellings = Vec::new();
        for economy in Economy::all() {
            let entry = economy.entry();
            let window = own_window(entry);
            let own = |text: &str| Spelling { key: key(text), economy, window, own: true };
            spellings.push(own(entry.code));
            spellings.push(own(entry.name));
            // A two-letter code assigned twice has its years in the list of aliases.
            let iso2 = entry.iso2.filter(|iso2| Economy::from_iso2(iso2).is_some());
            spellings.extend(iso2.map(own));
        }
        for [alias, _, code, first, last] in records(ALIASES) {
            let Some(economy) = Economy::from_code(code) else {
                continue;
            };
            let window = window(first, last);
            spellings.push(Spelling { key: key(alias), economy, window, own: false });
        }
        spellings.sort_by(|a, b| a.key.cmp(&b.key).then(b.own.cmp(&a.own)));
        spellings
    })
}

/// The years in which the code and name of an entry itself hold: any, unless it ended.
fn own_window(entry: &Entry) -> Window {
    let first = entry.spans.first().and_then(|span| span.first);
    match entry.spans.last().and_then(|span| span.last) {
        Some(last) => Window { first: first.filter(|first| *first > FIRST), last: Some(last) },
        None => Window::ALWAYS,
    }
}

fn window(first: &str, last: &str) -> Window {
    Window { first: first.parse().ok(), last: last.parse().ok() }
}

/// Reads `1918-1940` or `1991-`.
fn span(text: &str) -> Option<Window> {
    let (first, last) = text.split_once('-')?;
    Some(window(first, last))
}

fn numbers(text: &str) -> Vec<u16> {
    text.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}

/// Reads `260` (every year) or `260@1990` (that year only).
fn state_numbers(text: &str) -> Vec<StateNumber> {
    text.split_whitespace()
        .filter_map(|number| {
            let (number, only_in) = match number.split_once('@') {
                Some((number, year)) => (number, Some(year.parse().ok()?)),
                None => (number, None),
            };
            Some(StateNumber { number: number.parse().ok()?, only_in })
        })
        .collect()
}

fn index_of<K: Ord>(entries: &[Entry], keys: impl Fn(&Entry) -> Vec<K>) -> Vec<(K, Economy)> {
    let mut index: Vec<(K, Economy)> = entries
        .iter()
        .zip(0u16..)
        .flat_map(|(entry, position)| keys(entry).into_iter().map(move |key| (key, Economy(position))))
        .collect();
    index.sort_unstable();
    index
}

fn state_index(entries: &[Entry], numbers: impl Fn(&Entry) -> &Vec<StateNumber>) -> Vec<(u16, Option<i16>, Economy)> {
    let mut index: Vec<(u16, Option<i16>, Economy)> = entries
        .iter()
        .zip(0u16..)
        .flat_map(|(entry, position)| {
            numbers(entry).iter().map(move |number| (number.number, number.only_in, Economy(position)))
        })
        .collect();
    index.sort_unstable();
    index
}

fn first_in_every_year(numbers: &[StateNumber]) -> Option<u16> {
    numbers.iter().find(|number| number.only_in.is_none()).map(|number| number.number)
}

fn matches<'a, K: Ord>(index: &'a [(K, Economy)], key: &K) -> &'a [(K, Economy)] {
    let start = index.partition_point(|(known, _)| known < key);
    let end = index.partition_point(|(known, _)| known <= key);
    &index[start..end]
}

fn find<K: Ord>(index: &[(K, Economy)], key: &K) -> Option<Economy> {
    matches(index, key).first().map(|(_, economy)| *economy)
}

fn find_in_year(index: &[(u16, Option<i16>, Economy)], code: u16, year: i16) -> Option<Economy> {
    let exact = |only_in: Option<i16>| {
        index
            .binary_search_by(|(number, known, _)| (*number, *known).cmp(&(code, only_in)))
            .ok()
            .map(|position| index[position].2)
    };
    exact(Some(year)).or_else(|| exact(None))
}

/// The three bytes of a code in upper case, or none if it is not three ASCII letters or digits.
fn upper_code(code: &str) -> Option<[u8; 3]> {
    let code: [u8; 3] = code.as_bytes().try_into().ok()?;
    code.iter().all(u8::is_ascii_alphanumeric).then(|| code.map(|byte| byte.to_ascii_uppercase()))
}

// ---------------------------------------------------------------------------------------------
// Reading what people type
// ---------------------------------------------------------------------------------------------

/// The keys under which a text may be filed, most literal first.
fn spellings(text: &str) -> Vec<String> {
    let mut keys = vec![key(text)];
    // "Korea, Rep." as "Rep. Korea".
    if let Some((head, tail)) = text.split_once(',') {
        keys.push(key(&format!("{tail} {head}")));
    }
    if let Some((head, rest)) = text.split_once('(') {
        let inner = rest.split_once(')').map_or(rest, |(inner, _)| inner);
        // "Iran (Islamic Republic of)" as "Islamic Republic of Iran".
        keys.push(key(&format!("{inner} {head}")));
        // A remark is dropped only if it cannot change the meaning: it names the same economy
        // ("East Germany (GDR)"), has no letters ("USSR (...1990)") or is "country". "Cyprus
        // (Northern)" is not Cyprus.
        let (outer, remark) = (key(head), key(inner));
        let same = economies_of(&outer).iter().any(|economy| economies_of(&remark).contains(economy));
        if same || remark == "country" || !inner.chars().any(char::is_alphabetic) {
            keys.push(outer);
        }
    }
    keys.extend(without_form_of_state(text));
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

/// "Republic of Zambia" as "Zambia", unless the form of state tells two states of one name apart.
fn without_form_of_state(text: &str) -> Option<String> {
    const FORMS: [&str; 26] = [
        "arab",
        "bolivarian",
        "commonwealth",
        "cooperative",
        "country",
        "democratic",
        "duchy",
        "federal",
        "federative",
        "grand",
        "hashemite",
        "independent",
        "islamic",
        "kingdom",
        "nation",
        "oriental",
        "peoples",
        "plurinational",
        "principality",
        "republic",
        "socialist",
        "sovereign",
        "state",
        "sultanate",
        "territory",
        "union",
    ];
    const TOLD_APART: [&str; 9] =
        ["china", "congo", "germany", "guinea", "korea", "macedonia", "vietnam", "yemen", "yugoslavia"];
    let lower = text.to_lowercase();
    let (form, name) = lower.split_once(" of ")?;
    let form_only = form.split_whitespace().map(key).all(|word| word == "the" || FORMS.contains(&word.as_str()));
    let name = key(name);
    (form_only && !TOLD_APART.contains(&name.as_str())).then_some(name)
}

fn filed_under(key: &str) -> &'static [Spelling] {
    let spellings = all_spellings();
    let start = spellings.partition_point(|spelling| spelling.key.as_str() < key);
    let end = spellings.partition_point(|spelling| spelling.key.as_str() <= key);
    &spellings[start..end]
}

fn economies_of(key: &str) -> Vec<Economy> {
    filed_under(key).iter().map(|spelling| spelling.economy).collect()
}

/// What a key means, or none if nothing is filed under it.
fn choose(key: &str, input: &str, year: Option<i16>) -> Option<Result<Economy, EconomyError>> {
    let filed = filed_under(key);
    let nearest = filed.first()?;
    let holding: Vec<&Spelling> =
        filed.iter().filter(|spelling| year.is_none_or(|year| spelling.window.holds(year))).collect();
    let mut candidates: Vec<Economy> = holding.iter().map(|spelling| spelling.economy).collect();
    candidates.sort_unstable();
    candidates.dedup();
    if let [only] = candidates[..] {
        return Some(Ok(only));
    }
    if candidates.is_empty() {
        // Only a year can have refused them.
        let year = year?;
        return Some(Err(EconomyError::NotInYear {
            input: input.to_owned(),
            economy: nearest.economy,
            year,
            first_year: nearest.window.first,
            last_year: nearest.window.last,
            instead: instead_of(nearest, year),
        }));
    }
    // Several: the one entry that bears the name, or the one whose name still holds.
    let only = |rule: &dyn Fn(&Spelling) -> bool| {
        let mut found: Vec<Economy> =
            holding.iter().filter(|spelling| rule(spelling)).map(|spelling| spelling.economy).collect();
        found.sort_unstable();
        found.dedup();
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    };
    let chosen = only(&|spelling| spelling.own && spelling.window.last.is_none())
        .or_else(|| only(&|spelling| spelling.window.last.is_none()))
        .or_else(|| if is_code(key) { None } else { only(&|spelling| spelling.own) });
    Some(chosen.ok_or_else(|| EconomyError::Ambiguous { input: input.to_owned(), candidates }))
}

fn is_code(key: &str) -> bool {
    key.len() == 2
}

/// What exists in `year` in place of the economy a spelling names, the continuing state first.
fn instead_of(spelling: &Spelling, year: i16) -> Vec<Economy> {
    let economy = spelling.economy;
    let covers = |economy: Economy| own_window(economy.entry()).holds(year);
    if covers(economy) {
        return vec![economy];
    }
    let mut found: Vec<Economy> = economy.continuer().into_iter().filter(|economy| covers(*economy)).collect();
    if economy.last_year().is_some_and(|last| last < year) {
        // A successor may itself have ended by then: Yugoslavia, Serbia and Montenegro, Serbia.
        let mut later = Vec::new();
        let mut open = economy.successors().to_vec();
        let mut seen = open.clone();
        while let Some(next) = open.pop() {
            if covers(next) {
                later.push(next);
                continue;
            }
            for &after in next.successors() {
                if !seen.contains(&after) {
                    seen.push(after);
                    open.push(after);
                }
            }
        }
        later.sort_unstable();
        found.extend(later.into_iter().filter(|economy| Some(*economy) != spelling.economy.continuer()));
    }
    found
}

/// The form under which spellings are compared: ASCII where a Latin letter has a plain one, lower
/// case, usual abbreviations written out, small words and everything else left out.
fn key(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        fold(letter, &mut folded);
    }
    let mut words: Vec<String> = Vec::new();
    let mut initials = false;
    for word in folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let single = word.chars().nth(1).is_none() && word.chars().all(char::is_alphabetic);
        match words.last_mut() {
            // "U.S.S.R." is one word.
            Some(last) if single && initials => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        initials = single;
    }
    if let [only] = &words[..] {
        return only.clone();
    }
    words.iter().map(|word| write_out(word)).collect()
}

/// A word of a longer name without abbreviation; empty for words that do not matter.
fn write_out(word: &str) -> &str {
    match word {
        "the" | "of" | "and" | "former" | "formerly" | "fmr" => "",
        "s" | "so" => "south",
        "n" => "north",
        "e" => "east",
        "w" => "west",
        "st" | "ste" => "saint",
        "rep" => "republic",
        "dem" => "democratic",
        "fed" => "federal",
        "fs" => "federatedstates",
        "us" => "unitedstates",
        "sts" => "states",
        "br" => "british",
        "fr" => "french",
        "neth" => "netherlands",
        "is" | "isl" | "isds" | "isd" | "island" => "islands",
        "terr" | "territories" => "territory",
        "misc" => "miscellaneous",
        other => other,
    }
}

/// Accented and joined Latin letters in lower case, each with the plain letters it is read as.
const PLAIN_LETTERS: [(&str, &str); 22] = [
    ("àáâãäåāăą", "a"),
    ("æ", "ae"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēėęě", "e"),
    ("ğģ", "g"),
    ("ìíîïīįı", "i"),
    ("ķ", "k"),
    ("łļľĺ", "l"),
    ("ñńňņ", "n"),
    ("òóôõöøōő", "o"),
    ("œ", "oe"),
    ("řŕ", "r"),
    ("śšşș", "s"),
    ("ß", "ss"),
    ("ťţț", "t"),
    ("þ", "th"),
    ("ùúûüūůűų", "u"),
    ("ýÿ", "y"),
    ("źżž", "z"),
    // Vanish: apostrophes and their kin.
    ("'`\u{b4}\u{2bc}\u{2018}\u{2019}", ""),
    ("\u{ad}", ""),
];

/// Appends a letter in lower case without its accent. Apostrophes and combining marks vanish.
fn fold(letter: char, into: &mut String) {
    for lower in letter.to_lowercase() {
        if lower.is_ascii_alphanumeric() {
            into.push(lower);
            continue;
        }
        if ('\u{300}'..='\u{36f}').contains(&lower) {
            continue;
        }
        match PLAIN_LETTERS.iter().find(|(accented, _)| accented.contains(lower)) {
            Some((_, plain)) => into.push_str(plain),
            None => into.push(lower),
        }
    }
}

/// The economies written most like a text, best first.
fn suggest(text: &str) -> Vec<Economy> {
    let short: String = text.chars().take(LONGEST_INPUT).collect();
    let wanted = key(&short);
    let length = wanted.chars().count();
    if length < 2 {
        return Vec::new();
    }
    let mut best = vec![0.0_f64; Economy::count()];
    for spelling in all_spellings() {
        // Two letters are too few to tell a slip from another code.
        if spelling.key.len() < 3 {
            continue;
        }
        let likeness = likeness(&wanted, length, &spelling.key);
        if let Some(best) = best.get_mut(spelling.economy.index()) {
            *best = best.max(likeness);
        }
    }
    let mut ranked: Vec<(f64, Economy)> =
        best.into_iter().zip(Economy::all()).filter(|(likeness, _)| *likeness >= LEAST_LIKENESS).collect();
    ranked.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    ranked.into_iter().take(MOST_SUGGESTIONS).map(|(_, economy)| economy).collect()
}

/// From 0 to 1: the better of edit distance (transposition counted once) and shared letters with a
/// shared beginning; a text contained in the other counts as near.
fn likeness(wanted: &str, length: usize, key: &str) -> f64 {
    let edits = strsim::normalized_damerau_levenshtein(wanted, key);
    if length < 4 || key.len() < 4 {
        // One slip in a three-letter code is two thirds of it: count it as just near enough.
        return if length == key.len() && edits > 0.6 { LEAST_LIKENESS } else { edits };
    }
    let letters = strsim::jaro_winkler(wanted, key) * 0.87;
    let within = if key.starts_with(wanted) || wanted.starts_with(key) {
        0.85
    } else if key.contains(wanted) {
        0.8
    } else {
        0.0
    };
    edits.max(letters).max(within)
}

// ---------------------------------------------------------------------------------------------
// Messages
// ---------------------------------------------------------------------------------------------

fn shown(input: &str) -> String {
    let mut short: String = input.chars().take(LONGEST_INPUT).collect();
    if short.len() < input.len() {
        short.push('…');
    }
    format!("{short:?}")
}

fn listed(economies: &[Economy]) -> String {
    let named: Vec<String> =
        economies.iter().map(|economy| format!("{} ({})", economy.name(), economy.code())).collect();
    named.join(", ")
}

fn describe_unknown(input: &str, suggestions: &[Economy]) -> String {
    let input = shown(input);
    if suggestions.is_empty() {
        format!("unknown economy {input}")
    } else {
        format!("unknown economy {input}; did you mean {}?", listed(suggestions))
    }
}

fn describe_not_in_year(
    input: &str,
    economy: Economy,
    year: i16,
    first_year: Option<i16>,
    last_year: Option<i16>,
    instead: &[Economy],
) -> String {
    let years = match (first_year, last_year) {
        (Some(first), Some(last)) if first == last => format!("in {first}"),
        (Some(first), Some(last)) => format!("in {first}-{last}"),
        (Some(first), None) => format!("from {first}"),
        (None, Some(last)) => format!("until {last}"),
        (None, None) => "in other years".to_owned(),
    };
    let what =
        format!("{} stands for {} ({}) only {years}, not in {year}", shown(input), economy.name(), economy.code());
    if instead.is_empty() { what } else { format!("{what}; use {}", listed(instead)) }
}

fn describe_ambiguous(input: &str, candidates: &[Economy]) -> String {
    format!("{} may mean {}; give a year or a three-letter code", shown(input), listed(candidates))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str, year: Option<i16>) -> Result<&'static str, EconomyError> {
        Economy::resolve(text, year).map(Economy::code)
    }

    #[test]
    fn every_line_of_the_built_in_files_is_read() {
        for (text, fields) in [(ECONOMIES, 12), (ALIASES, 5), (NAMES, 4)] {
            assert!(!text.contains(['"', '\r']), "fields are slices of the text: no quotes");
            for line in text.lines() {
                assert_eq!(line.split(',').count(), fields, "{line}");
            }
        }
        assert_eq!(Economy::count(), ECONOMIES.lines().count() - 1);
        let own = all_spellings().iter().filter(|spelling| spelling.own).count();
        assert_eq!(all_spellings().len() - own, ALIASES.lines().count() - 1);
        let names: usize = vocabulary().entries.iter().map(|entry| entry.names.len()).sum();
        assert_eq!(names, NAMES.lines().count() - 1);
    }

    #[test]
    fn codes_are_sorted_and_unique() {
        let entries = &vocabulary().entries;
        assert!(entries.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(entries.iter().all(|entry| entry.code.len() == 3));
    }

    #[test]
    fn every_field_of_every_line_parses() {
        for record in records::<12>(ECONOMIES) {
            let entry = Economy::from_code(record[0]).map(Economy::entry).expect("code is known");
            let words = |text: &str| text.split_whitespace().count();
            assert_eq!(entry.m49.len(), words(record[2]), "{record:?}");
            assert_eq!(entry.baci.len(), words(record[3]), "{record:?}");
            assert_eq!(entry.comtrade.len(), words(record[4]), "{record:?}");
            assert_eq!(entry.cow.len(), words(record[5]), "{record:?}");
            assert_eq!(entry.gw.len(), words(record[6]), "{record:?}");
            assert!(["state", "territory", "aggregate"].contains(&record[7]), "{record:?}");
            assert_eq!(entry.spans.len(), words(record[8]), "{record:?}");
            assert!(!entry.spans.is_empty(), "{record:?}");
            assert!(entry.spans.iter().all(|span| span.first.is_some()), "{record:?}");
            assert_eq!(usize::from(entry.continuer.is_some()), words(record[9]), "{record:?}");
            assert_eq!(entry.successors.len(), words(record[10]), "{record:?}");
        }
        for record in records::<5>(ALIASES) {
            assert!(["name", "code", "superseded"].contains(&record[1]), "{record:?}");
            assert!(Economy::from_code(record[2]).is_some(), "{record:?}");
            for year in [record[3], record[4]] {
                assert!(year.is_empty() || year.parse::<i16>().is_ok(), "{record:?}");
            }
        }
        for record in records::<4>(NAMES) {
            assert!(Economy::from_code(record[0]).is_some(), "{record:?}");
            for year in [record[1], record[2]] {
                assert!(year.is_empty() || year.parse::<i16>().is_ok(), "{record:?}");
            }
        }
    }

    #[test]
    fn spans_are_ordered_and_ended_entries_say_where_they_went() {
        for economy in Economy::all() {
            let spans = &economy.entry().spans;
            assert!(spans.windows(2).all(|pair| pair[0].last < pair[1].first && pair[0].last.is_some()), "{economy}");
            assert!(spans.iter().all(|span| span.last.is_none_or(|last| span.first <= Some(last))));
            assert_eq!(
                economy.last_year().is_some(),
                !economy.successors().is_empty(),
                "{economy} ended without successors or has them while it exists"
            );
            assert!(economy.successors().is_sorted(), "{economy}");
            if let Some(continuer) = economy.continuer() {
                assert!(continuer.last_year().is_none(), "{economy} continued by {continuer}");
            }
        }
    }

    #[test]
    fn numbers_belong_to_one_economy() {
        let vocabulary = vocabulary();
        for (what, index) in [("m49", &vocabulary.m49), ("baci", &vocabulary.baci), ("comtrade", &vocabulary.comtrade)]
        {
            assert!(index.windows(2).all(|pair| pair[0].0 != pair[1].0), "{what}");
        }
        for (what, index) in [("cow", &vocabulary.cow), ("gw", &vocabulary.gw)] {
            assert!(index.windows(2).all(|pair| (pair[0].0, pair[0].1) != (pair[1].0, pair[1].1)), "{what}");
        }
        let twice: Vec<&str> =
            vocabulary.iso2.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0).collect();
        assert_eq!(twice, ["CS"]);
        // A Comtrade number of its own never hides the M49 number of somebody else.
        for (number, economy) in &vocabulary.comtrade {
            let m49 = Economy::from_m49(*number);
            assert!(m49.is_none() || m49 == Some(*economy), "{number}");
        }
    }

    #[test]
    fn a_spelling_means_one_economy_in_any_one_year() {
        let spellings = all_spellings();
        for pair in spellings.windows(2) {
            let [a, b] = pair else { continue };
            if a.key != b.key || a.economy == b.economy {
                continue;
            }
            for year in 1700..2100 {
                assert!(
                    !(a.window.holds(year) && b.window.holds(year)),
                    "{} means {} and {} in {year}",
                    a.key,
                    a.economy,
                    b.economy
                );
            }
        }
    }

    #[test]
    fn codes_and_names_resolve_to_themselves() {
        for economy in Economy::all() {
            assert_eq!(Economy::resolve(economy.code(), None), Ok(economy));
            assert_eq!(Economy::resolve(economy.name(), None), Ok(economy));
            assert_eq!(Economy::resolve(&economy.name().to_uppercase(), None), Ok(economy));
            if let Some(iso2) = economy.iso2().filter(|iso2| *iso2 != "CS") {
                assert_eq!(Economy::resolve(iso2, None), Ok(economy));
                assert_eq!(Economy::from_iso2(&iso2.to_lowercase()), Some(economy));
            }
        }
    }

    #[test]
    fn names_of_past_years_resolve_in_their_years() {
        for economy in Economy::all() {
            for named in &economy.entry().names {
                for year in [named.window.first, named.window.last].into_iter().flatten() {
                    let found = Economy::resolve(named.name, Some(year));
                    // A customs territory may bear the name in the same year: Soviet Union, SUN.
                    let same = found.as_ref().is_ok_and(|found| {
                        *found == economy || found.continuer() == Some(economy) || economy.continuer() == Some(*found)
                    });
                    assert!(same, "{} in {year}: {found:?}, not {economy}", named.name);
                }
            }
        }
    }

    #[test]
    fn spelling_rules() {
        assert_eq!(key("Côte d’Ivoire"), "cotedivoire");
        assert_eq!(key("Co\u{302}te d'Ivoire"), "cotedivoire");
        assert_eq!(key("U.S.S.R."), "ussr");
        assert_eq!(key("S.Korea"), "southkorea");
        assert_eq!(key("Bosnia & Herzegovina"), key("Bosnia and Herzegovina"));
        assert_eq!(key("IS"), "is");
        assert_eq!(key("Cook Isds"), "cookislands");
        assert_eq!(key(""), "");
    }

    #[test]
    fn a_remark_in_brackets_is_dropped_only_if_it_changes_nothing() {
        assert_eq!(code("East Germany (GDR)", None), Ok("DDR"));
        assert_eq!(code("USSR (...1990)", None), Ok("SUN"));
        assert_eq!(code("Iran (Islamic Republic of)", None), Ok("IRN"));
        assert!(code("Cyprus (Northern)", None).is_err());
        assert!(code("ANC (South Africa)*", None).is_err());
    }

    #[test]
    fn a_code_assigned_twice_needs_a_year() {
        assert!(matches!(
            Economy::resolve("CS", None),
            Err(EconomyError::Ambiguous { candidates, .. }) if candidates.len() == 2
        ));
        assert_eq!(code("CS", Some(1990)), Ok("CSK"));
        assert_eq!(code("CS", Some(2005)), Ok("SCG"));
        assert_eq!(Economy::from_iso2("CS"), None);
    }

    #[test]
    fn handovers_do_not_give_one_economy_two_values() {
        let codes = |found: Option<Economy>| found.map(Economy::code);
        assert_eq!(codes(Economy::from_cow(260, 1989)), Some("DEU"));
        assert_eq!(codes(Economy::from_cow(260, 1990)), Some("BRD"));
        assert_eq!(codes(Economy::from_cow(255, 1990)), Some("DEU"));
        assert_eq!(codes(Economy::from_gw(260, 1990)), Some("DEU"));
        assert_eq!(codes(Economy::from_cow(678, 1990)), Some("YAR"));
        assert_eq!(codes(Economy::from_gw(345, 2006)), Some("SCG"));
        assert_eq!(codes(Economy::from_gw(340, 2006)), Some("SRB"));
        assert_eq!(codes(Economy::from_gw(345, 2005)), Some("SRB"));
    }

    #[test]
    fn messages_help() {
        let unknown = Economy::resolve("Rusia", None).unwrap_err().to_string();
        assert!(unknown.starts_with("unknown economy \"Rusia\"; did you mean Russia (RUS)"), "{unknown}");
        let gone = Economy::resolve("USSR", Some(2020)).unwrap_err().to_string();
        assert!(
            gone.starts_with(
                "\"USSR\" stands for Soviet Union (SUN) only in 1922-1991, not in 2020; use Russia (RUS), "
            ),
            "{gone}"
        );
        let twice = Economy::resolve("cs", None).unwrap_err().to_string();
        assert!(twice.contains("CSK") && twice.contains("SCG"), "{twice}");
        let long = Economy::resolve(&"x".repeat(10_000), None).unwrap_err().to_string();
        assert!(long.len() < 200, "{long}");
    }

    #[test]
    fn aggregates_of_comtrade_are_no_economies() {
        for number in [0, 97, 697, 837, 838, 839, 899] {
            assert!(comtrade_is_aggregate(number));
            assert_eq!(Economy::from_comtrade(number), None);
        }
        assert!(!comtrade_is_aggregate(490));
        assert!(!comtrade_is_aggregate(842));
    }
}
