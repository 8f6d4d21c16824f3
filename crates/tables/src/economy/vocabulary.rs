//! The vocabulary in memory: entries, their numbers and years, and the indices to find them by.

use super::*;

/// What an entry stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    State,
    Territory,
    Aggregate,
}

/// Years from `first` to `last`, both included; open where none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) first: Option<i16>,
    pub(super) last: Option<i16>,
}

impl Window {
    const ALWAYS: Self = Self { first: None, last: None };

    pub(super) fn holds(self, year: i16) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) code: &'static str,
    pub(super) iso2: Option<&'static str>,
    pub(super) m49: Vec<u16>,
    pub(super) baci: Vec<u16>,
    pub(super) comtrade: Vec<u16>,
    pub(super) cow: Vec<StateNumber>,
    pub(super) gw: Vec<StateNumber>,
    pub(super) kind: Kind,
    pub(super) spans: Vec<Window>,
    pub(super) continuer: Option<Economy>,
    pub(super) successors: Vec<Economy>,
    pub(super) name: &'static str,
    pub(super) names: Vec<NameInYears>,
}

/// A state number, in every year or in one only.
#[derive(Clone, Copy, Debug)]
pub(super) struct StateNumber {
    pub(super) number: u16,
    pub(super) only_in: Option<i16>,
}

#[derive(Debug)]
pub(super) struct NameInYears {
    pub(super) window: Window,
    pub(super) name: &'static str,
}

/// One way to write one economy.
#[derive(Debug)]
pub(super) struct Spelling {
    pub(super) key: String,
    pub(super) economy: Economy,
    pub(super) window: Window,
    /// The code or name of the entry itself, not an alias.
    pub(super) own: bool,
}

#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) entries: Vec<Entry>,
    pub(super) iso2: Vec<(&'static str, Economy)>,
    pub(super) superseded: Vec<(&'static str, Economy)>,
    pub(super) m49: Vec<(u16, Economy)>,
    pub(super) baci: Vec<(u16, Economy)>,
    pub(super) comtrade: Vec<(u16, Economy)>,
    pub(super) cow: Vec<(u16, Option<i16>, Economy)>,
    pub(super) gw: Vec<(u16, Option<i16>, Economy)>,
}

pub(super) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| read_vocabulary(ECONOMIES, NAMES, ALIASES))
}

/// The fields of each line after the header. The built-in files quote nothing (tested), so a field
/// is a slice of the program's own text and nothing is copied at start.
pub(super) fn records<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    text.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        let mut record = [""; N];
        for field in &mut record {
            *field = fields.next()?;
        }
        fields.next().is_none().then_some(record)
    })
}

pub(super) fn read_vocabulary(economies: &'static str, names: &'static str, aliases: &'static str) -> Vocabulary {
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
pub(super) fn all_spellings() -> &'static [Spelling] {
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
pub(super) fn own_window(entry: &Entry) -> Window {
    let first = entry.spans.first().and_then(|span| span.first);
    match entry.spans.last().and_then(|span| span.last) {
        Some(last) => Window { first: first.filter(|first| *first > FIRST), last: Some(last) },
        None => Window::ALWAYS,
    }
}

pub(super) fn window(first: &str, last: &str) -> Window {
    Window { first: first.parse().ok(), last: last.parse().ok() }
}

/// Reads `1918-1940` or `1991-`.
pub(super) fn span(text: &str) -> Option<Window> {
    let (first, last) = text.split_once('-')?;
    Some(window(first, last))
}

pub(super) fn numbers(text: &str) -> Vec<u16> {
    text.split_whitespace().filter_map(|number| number.parse().ok()).collect()
}

/// Reads `260` (every year) or `260@1990` (that year only).
pub(super) fn state_numbers(text: &str) -> Vec<StateNumber> {
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

pub(super) fn index_of<K: Ord>(entries: &[Entry], keys: impl Fn(&Entry) -> Vec<K>) -> Vec<(K, Economy)> {
    let mut index: Vec<(K, Economy)> = entries
        .iter()
        .zip(0u16..)
        .flat_map(|(entry, position)| keys(entry).into_iter().map(move |key| (key, Economy(position))))
        .collect();
    index.sort_unstable();
    index
}

pub(super) fn state_index(
    entries: &[Entry],
    numbers: impl Fn(&Entry) -> &Vec<StateNumber>,
) -> Vec<(u16, Option<i16>, Economy)> {
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

pub(super) fn first_in_every_year(numbers: &[StateNumber]) -> Option<u16> {
    numbers.iter().find(|number| number.only_in.is_none()).map(|number| number.number)
}

pub(super) fn matches<'a, K: Ord>(index: &'a [(K, Economy)], key: &K) -> &'a [(K, Economy)] {
    let start = index.partition_point(|(known, _)| known < key);
    let end = index.partition_point(|(known, _)| known <= key);
    &index[start..end]
}

pub(super) fn find<K: Ord>(index: &[(K, Economy)], key: &K) -> Option<Economy> {
    matches(index, key).first().map(|(_, economy)| *economy)
}

pub(super) fn find_in_year(index: &[(u16, Option<i16>, Economy)], code: u16, year: i16) -> Option<Economy> {
    let exact = |only_in: Option<i16>| {
        index
            .binary_search_by(|(number, known, _)| (*number, *known).cmp(&(code, only_in)))
            .ok()
            .map(|position| index[position].2)
    };
    exact(Some(year)).or_else(|| exact(None))
}

/// The three bytes of a code in upper case, or none if it is not three ASCII letters or digits.
pub(super) fn upper_code(code: &str) -> Option<[u8; 3]> {
    let code: [u8; 3] = code.as_bytes().try_into().ok()?;
    code.iter().all(u8::is_ascii_alphanumeric).then(|| code.map(|byte| byte.to_ascii_uppercase()))
}
