//! Hierarchy of C over R: Lake's measure of how far R has handed its security and its economy to C.
//!
//! Security is the mean of two components: C's troops in R per head of R, and the alliances of R that
//! are independent of C: 1 / (number of R's allies that are not allied to C), 1 where all R's
//! allies are C's, 0 where R has no tie to C. Economy is the mean of two: R's exchange rate anchored
//! on C's currency (0 to 3), and R's trade with C over R's GDP less the largest such ratio with
//! another major power, not below 0. Each component is divided by its maximum in a base year, which
//! the figure names (Lake 2009; read second-hand).
//!
//! Alliances and trade run on built-in data; troops and exchange rates need data of the user's. Without
//! them, the components that are known stand alone, and neither mean is formed: a partial set is not
//! the index. An alliance is any obligation, non-aggression included.
//!
//! ```
//! use suzerain_measures::power::hierarchy::{independence, relative_trade};
//! // Four allies beside C, two of them not C's: 1/2. Trade of 30 % with C against 20 % with the next.
//! assert_eq!(independence(true, 2), 0.5);
//! assert_eq!((independence(true, 0), independence(false, 0)), (1.0, 0.0));
//! assert!((relative_trade(0.3, &[0.2, 0.1]) - 0.1).abs() < 1e-12);
//! assert_eq!(relative_trade(0.1, &[0.2]), 0.0);
//! ```

use crate::alignment::similarity::Ties;
use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Rows, SourceRef, Status, Subject, Unit};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange};

const fn definition(id: &'static str, title: &'static str, formula: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "share of the largest value in the base year, 0 upwards",
        direction: "the dependent side is R, the other C",
        reading: Reading::Neither,
        edge_cases: "missing where a component's data are; the means are formed only where both components are known",
        source: "Lake 2009, Hierarchy in International Relations (read second-hand)",
        page: "docs/methods/hierarchy.md",
    }
}

/// R's alliances independent of C.
pub const ALLIANCES: Definition = definition(
    "hierarchy_alliances",
    "Lack of alliances independent of the other",
    "1 / (allies of R without a tie to C); 1 if there are none; 0 if R has no tie to C; over its maximum in the base year",
);
/// C's troops in R.
pub const TROOPS: Definition = definition(
    "hierarchy_troops",
    "Troops of the other in the country",
    "troops of C in R / population of R, over its maximum in the base year",
);
/// R's trade with C relative to other major powers.
pub const TRADE: Definition = definition(
    "hierarchy_trade",
    "Trade with the other beyond that with any other major power",
    "max(0, trade(R, C)/GDP(R) - max over other major powers m of trade(R, m)/GDP(R)), over its maximum in the base year",
);
/// R's exchange rate.
pub const ANCHOR: Definition = definition(
    "hierarchy_exchange_rate",
    "Exchange rate anchored on the other",
    "regime, 0 to 3, over its maximum in the base year",
);
/// Security.
pub const SECURITY: Definition = definition(
    "hierarchy_security",
    "Security hierarchy",
    "mean of hierarchy_alliances and hierarchy_troops; missing unless both are known",
);
/// Economy.
pub const ECONOMIC: Definition = definition(
    "hierarchy_economic",
    "Economic hierarchy",
    "mean of hierarchy_trade and hierarchy_exchange_rate; missing unless both are known",
);

/// Major powers with the first and last year of each spell (Correlates of War, 2016; a spell that lasts has
/// no last year).
const MAJORS: [(&str, i16, Option<i16>); 13] = [
    ("AUH", 1816, Some(1918)),
    ("CHN", 1950, None),
    ("DEU", 1816, Some(1918)),
    ("DEU", 1925, Some(1945)),
    ("DEU", 1991, None),
    ("FRA", 1816, Some(1940)),
    ("FRA", 1945, None),
    ("GBR", 1816, None),
    ("ITA", 1860, Some(1943)),
    ("JPN", 1895, Some(1945)),
    ("JPN", 1991, None),
    ("RUS", 1816, None),
    ("USA", 1898, None),
];

/// The major powers of a year, in code order. Russia's gap of 1918 to 1921 is left out of account here.
pub fn major_powers(year: Year) -> impl Iterator<Item = Economy> {
    MAJORS
        .iter()
        .filter(move |(_, first, last)| *first <= year.0 && last.is_none_or(|last| year.0 <= last))
        .filter(move |(code, ..)| *code != "RUS" || !(1918..=1921).contains(&year.0))
        .filter_map(|(code, ..)| Economy::from_code(code))
}

/// The component of independent alliances before scaling.
#[must_use]
pub fn independence(tied: bool, independent_allies: u32) -> f64 {
    match (tied, independent_allies) {
        (false, _) => 0.0,
        (true, 0) => 1.0,
        (true, n) => 1.0 / f64::from(n),
    }
}

/// The component of relative trade before scaling: the ratio with C less the largest other, not below 0.
#[must_use]
pub fn relative_trade(with_c: f64, with_others: &[f64]) -> f64 {
    (with_c - with_others.iter().copied().fold(0.0, f64::max)).max(0.0)
}

/// R's allies without a tie to C, and whether R is tied to C.
#[must_use]
pub fn allies(ties: &Ties, dyad: Dyad, year: Year) -> (bool, Vec<Economy>) {
    let of_c: Vec<Economy> = ties.partners(dyad.on, year).map(|(k, _)| k).collect();
    let tied = of_c.contains(&dyad.dependent);
    let independent =
        ties.partners(dyad.dependent, year).map(|(k, _)| k).filter(|k| *k != dyad.on && !of_c.contains(k));
    (tied, independent.collect())
}

/// A component before scaling, with what it is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// The value before scaling, or why there is none.
    pub raw: Observation,
    /// The largest value in the base year, above 0.
    pub maximum: f64,
    /// The base year.
    pub base: Year,
    /// Sources.
    pub sources: Vec<SourceRef>,
    /// How the value came about.
    pub status: Status,
    /// Remarks.
    pub flags: Vec<Flag>,
}

/// A component's figure.
#[must_use]
pub fn component(definition: &'static Definition, dyad: Dyad, year: Year, c: Component) -> Figure {
    let mut f = Figure::new(definition.id, Domain::Power, Subject::Directed(dyad), year, Unit::Index);
    f.sources = c.sources;
    f.flags = c.flags;
    f.flag(Flag::SecondarySource);
    f.denominator = Some(format!("maximum-{}", c.base));
    let rows = Rows {
        source: f.sources.first().map(|s| s.id.as_str().to_owned()).unwrap_or_default(),
        exporter: Some(dyad.dependent),
        importer: Some(dyad.on),
        years: Some(YearRange::new(year, year)),
        ..Rows::default()
    };
    if let Some(raw) = c.raw.known() {
        f.inputs = [
            ("before scaling", raw, Role::Numerator),
            ("largest value in the base year", c.maximum, Role::Denominator),
        ]
        .map(|(label, value, role)| Input { role, label: label.into(), value, unit: Unit::Index, rows: rows.clone() })
        .to_vec();
    }
    let value = if c.maximum > 0.0 {
        c.raw.map(|raw| raw / c.maximum)
    } else {
        Observation::Missing(Missing::NotDefined { why: "no value above 0 in the base year".into() })
    };
    f.with_value(value, c.status)
}

/// A mean of two components, formed only where both are known.
#[must_use]
pub fn mean(definition: &'static Definition, dyad: Dyad, parts: [&Figure; 2]) -> Figure {
    let year = parts[0].year.min(parts[1].year);
    let mut f = Figure::new(definition.id, Domain::Power, Subject::Directed(dyad), year, Unit::Index);
    f.sources = parts.iter().flat_map(|p| p.sources.clone()).collect();
    f.sources.dedup();
    f.flag(Flag::SecondarySource);
    f.inputs = parts
        .iter()
        .filter_map(|p| {
            let rows = p.inputs.first().map(|i| i.rows.clone()).unwrap_or_default();
            p.value.known().map(|value| Input { role: Role::Term, label: p.measure.into(), value, unit: p.unit, rows })
        })
        .collect();
    let lacking: Vec<String> =
        parts.iter().filter(|p| p.value.known().is_none()).map(|p| p.measure.to_owned()).collect();
    let value = match (parts[0].value.known(), parts[1].value.known()) {
        (Some(a), Some(b)) => Observation::Known(f64::midpoint(a, b)),
        _ => {
            f.flag(Flag::MissingComponents(lacking.clone()));
            Observation::Missing(Missing::NotDefined {
                why: format!("without {} it is not the index", lacking.join(" and ")),
            })
        }
    };
    f.with_value(value, parts[0].status.worst(parts[1].status))
}
