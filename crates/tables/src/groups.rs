//! Groups of states and who belonged to them in which year.
//!
//! **The rule for a year:** an economy is a member in a year if it was a member on 31 December of
//! that year. The United Kingdom is therefore in the `EU` in 2019 and not in 2020, and Finland is in
//! `NATO` in 2023. Joining dates are those of accession or entry into force; a membership that was
//! suspended and not restored ends with the suspension.
//!
//! `EU` follows membership. `EU15`, `EU27` and `EU28` are fixed lists, the same in every year, as
//! statistical offices use them to keep a series comparable; `EU27` is the Union since 2020.
//!
//! Members are continuing states: the Soviet Union's seat is `RUS` and West Germany's is `DEU`.
//!
//! ```
//! use suzerain_tables::groups::Group;
//!
//! let brics = Group::resolve("BRICS").unwrap();
//! let codes: Vec<&str> = brics.members(2010).iter().map(|member| member.code()).collect();
//! assert_eq!(codes, ["BRA", "CHN", "IND", "RUS", "ZAF"]);
//! ```

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use crate::economy::Economy;

/// Who belonged to what from when until when.
const MEMBERSHIPS: &str = include_str!("../data/groups.csv");

/// A group of states, of the built-in list. Ordered by code; `Display` writes the code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(u8);

/// A text that names no group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown group {input:?}; known groups: {}", known())]
pub struct UnknownGroup {
    /// The text as given, shortened to 80 characters.
    pub input: String,
}

/// What is fixed about a group: code, name, other spellings (keys without case and punctuation).
struct Description {
    code: &'static str,
    name: &'static str,
    aliases: &'static [&'static str],
}

/// Every group, sorted by code.
const GROUPS: [Description; 25] = [
    describe("ASEAN", "Association of Southeast Asian Nations", &[]),
    describe("BRICS", "BRICS", &["brics+", "bric"]),
    describe("CIS", "Commonwealth of Independent States", &["sng"]),
    describe("CPTPP", "Comprehensive and Progressive Agreement for Trans-Pacific Partnership", &["tpp11"]),
    describe("CSTO", "Collective Security Treaty Organization", &["odkb", "tashkentpact"]),
    describe("EAEU", "Eurasian Economic Union", &["eeu", "eurasianunion"]),
    describe("EFTA", "European Free Trade Association", &[]),
    describe("EU", "European Union and its predecessors", &["europeanunion", "eec", "ec"]),
    describe("EU15", "European Union of 15 members (fixed list)", &[]),
    describe("EU27", "European Union of 27 members since 2020 (fixed list)", &["eu272020"]),
    describe("EU28", "European Union of 28 members (fixed list)", &[]),
    describe("EURO", "Euro area", &["euroarea", "eurozone", "ea"]),
    describe("G20", "Group of Twenty (member states)", &[]),
    describe("G7", "Group of Seven", &[]),
    describe("G8", "Group of Eight", &[]),
    describe("GCC", "Gulf Cooperation Council", &["gulfstates"]),
    describe("MERCOSUR", "Southern Common Market", &["mercosul"]),
    describe("NATO", "North Atlantic Treaty Organization", &["otan", "northatlanticalliance"]),
    describe(
        "OECD",
        "Organisation for Economic Co-operation and Development",
        &["organizationforeconomiccooperationanddevelopment"],
    ),
    describe(
        "OPEC",
        "Organization of the Petroleum Exporting Countries",
        &["organisationofthepetroleumexportingcountries"],
    ),
    describe("P5", "Permanent members of the United Nations Security Council", &["unscp5", "permanentfive"]),
    describe("RCEP", "Regional Comprehensive Economic Partnership", &[]),
    describe("SCO", "Shanghai Cooperation Organisation", &["shanghaicooperationorganization"]),
    describe("USMCA", "United States, Mexico and Canada (NAFTA, then USMCA)", &["nafta", "cusma"]),
    describe("WARSAW", "Warsaw Treaty Organization", &["warsawpact", "warsawtreaty"]),
];

const fn describe(code: &'static str, name: &'static str, aliases: &'static [&'static str]) -> Description {
    Description { code, name, aliases }
}

struct Membership {
    group: Group,
    member: Economy,
    /// First day, `YYYY-MM-DD`; empty: always.
    since: &'static str,
    /// First day no longer a member; empty: still one.
    until: &'static str,
    note: &'static str,
}

/// Sorted by group, then member, then first day.
fn memberships() -> &'static [Membership] {
    static MEMBERSHIPS_READ: OnceLock<Vec<Membership>> = OnceLock::new();
    MEMBERSHIPS_READ.get_or_init(|| {
        let mut read: Vec<Membership> = MEMBERSHIPS
            .lines()
            .skip(1)
            .filter_map(|line| {
                let mut fields = line.split(',');
                let group = Group::from_code(fields.next()?)?;
                let member = Economy::from_code(fields.next()?)?;
                Some(Membership { group, member, since: fields.next()?, until: fields.next()?, note: fields.next()? })
            })
            .collect();
        read.sort_by_key(|membership| (membership.group, membership.member, membership.since));
        read
    })
}

impl Membership {
    /// ISO dates sort as text; a year has four digits from 1000 to 9999.
    fn holds(&self, year: i16) -> bool {
        let last_day = format!("{:04}-12-31", year.clamp(0, 9999));
        self.since <= last_day.as_str() && (self.until.is_empty() || self.until > last_day.as_str())
    }
}

impl Group {
    /// Iterates over all groups in code order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).zip(&GROUPS).map(|(index, _)| Self(index))
    }

    /// Gives the short code, such as `EU` or `NATO`.
    #[must_use]
    pub fn code(self) -> &'static str {
        GROUPS[usize::from(self.0)].code
    }

    /// Gives the English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        GROUPS[usize::from(self.0)].name
    }

    /// Finds a group by exact code in any letter case.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|group| group.code().eq_ignore_ascii_case(code))
    }

    /// Finds the group a person means: a code, a name or another usual name, whatever the letter
    /// case, spaces and punctuation ("eu-27", "Nafta", "euro area").
    ///
    /// # Errors
    ///
    /// [`UnknownGroup`], whose message lists the groups there are.
    pub fn resolve(text: &str) -> Result<Self, UnknownGroup> {
        let wanted = key(text);
        Self::all()
            .find(|group| {
                let described = &GROUPS[usize::from(group.0)];
                key(described.code) == wanted
                    || key(described.name) == wanted
                    || described.aliases.iter().any(|alias| key(alias) == wanted)
            })
            .ok_or_else(|| UnknownGroup { input: text.chars().take(80).collect() })
    }

    /// Lists the members on 31 December of `year`, in code order; empty before the group began and
    /// after it ended. Years after the newest date in the data repeat the newest membership.
    #[must_use]
    pub fn members(self, year: i16) -> Vec<Economy> {
        let mut members: Vec<Economy> = self.rows().filter(|row| row.holds(year)).map(|row| row.member).collect();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// Tells whether `economy` was a member on 31 December of `year`.
    #[must_use]
    pub fn contains(self, economy: Economy, year: i16) -> bool {
        self.rows().any(|row| row.member == economy && row.holds(year))
    }

    /// Lists the groups `economy` belonged to on 31 December of `year`, in code order.
    #[must_use]
    pub fn of(economy: Economy, year: i16) -> Vec<Self> {
        Self::all().filter(|group| group.contains(economy, year)).collect()
    }

    /// Tells whether the group is a fixed list, the same in every year.
    #[must_use]
    pub fn is_fixed(self) -> bool {
        self.rows().all(|row| row.since.is_empty())
    }

    /// Lists remarks on memberships that held in `year`, such as a frozen participation, in the
    /// order of the members.
    #[must_use]
    pub fn notes(self, year: i16) -> Vec<(Economy, &'static str)> {
        self.rows().filter(|row| !row.note.is_empty() && row.holds(year)).map(|row| (row.member, row.note)).collect()
    }

    fn rows(self) -> impl Iterator<Item = &'static Membership> {
        let all = memberships();
        let start = all.partition_point(|row| row.group < self);
        let end = all.partition_point(|row| row.group <= self);
        all[start..end].iter()
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Group {
    type Err = UnknownGroup;

    /// Reads what [`Group::resolve`] reads.
    fn from_str(text: &str) -> Result<Self, UnknownGroup> {
        Self::resolve(text)
    }
}

fn key(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn known() -> String {
    GROUPS.each_ref().map(|group| group.code).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_dated() {
        assert_eq!(memberships().len(), MEMBERSHIPS.lines().count() - 1);
        assert!(!MEMBERSHIPS.contains('"'));
        let date = |text: &str| {
            let parts: Vec<&str> = text.split('-').collect();
            text.is_empty()
                || (text.len() == 10
                    && parts.len() == 3
                    && (1900..2100).contains(&parts[0].parse::<i16>().unwrap_or(0))
                    && (1..=12).contains(&parts[1].parse::<i16>().unwrap_or(0))
                    && (1..=31).contains(&parts[2].parse::<i16>().unwrap_or(0)))
        };
        for row in memberships() {
            assert!(date(row.since) && date(row.until), "{} {}", row.group, row.member);
            assert!(row.until.is_empty() || row.since < row.until, "{} {}", row.group, row.member);
        }
        // A member twice in one group: the spells follow each other.
        for pair in memberships().windows(2) {
            if (pair[0].group, pair[0].member) == (pair[1].group, pair[1].member) {
                assert!(!pair[0].until.is_empty() && pair[0].until <= pair[1].since);
            }
        }
    }

    #[test]
    fn groups_are_sorted_and_have_members() {
        let codes: Vec<&str> = Group::all().map(Group::code).collect();
        assert!(codes.is_sorted());
        assert!(Group::all().all(|group| group.rows().next().is_some()));
        assert_eq!(Group::all().filter(|group| group.is_fixed()).count(), 3);
    }

    #[test]
    fn spellings_are_unique() {
        let mut keys: Vec<String> = GROUPS
            .iter()
            .flat_map(|group| {
                let mut keys = vec![key(group.code), key(group.name)];
                keys.extend(group.aliases.iter().map(|alias| key(alias)));
                keys.dedup();
                keys
            })
            .collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn a_text_that_names_no_group() {
        let message = Group::resolve("NATOO").unwrap_err().to_string();
        assert!(message.contains("\"NATOO\"") && message.contains("NATO,"), "{message}");
        assert!(Group::resolve("").is_err());
    }
}
