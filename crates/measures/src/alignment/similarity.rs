//! Similarity of portfolios: alliance ties with all members of the state system, and votes on all
//! roll calls of a session.
//!
//! Alliance portfolio of x in a year: for every member k of the state system, x and y included, the
//! strongest clause between x and k: 3 defence or offence, 2 neutrality or consultation, 1
//! non-aggression, 0 none; a state's tie to itself is 3. The binary portfolio has 1 for any tie. Vote
//! portfolio in a session: yes, abstain or no on every roll call on which both voted. All third
//! parties weigh the same. The statistics are those of [`super::joint`].
//!
//! The headline is `kappa`: S calls most pairs alike, since most pairs of states have no tie.

use super::joint::{Distance, Joint, Shares};
use crate::definition::{Definition, Reading};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_tables::figure::{Domain, Figure, Input, Role, Rows, SourceRef, Status, Subject, Unit};
use suzerain_tables::obligations::Obligation;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::TableMeta;
use suzerain_tables::votes::{VotingRecord, session_year};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange, coverage};

/// Which portfolios are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portfolio {
    /// Alliance ties of four levels.
    Ordinal,
    /// Alliance ties, any or none.
    Binary,
    /// Votes of a session.
    Votes,
}

impl Portfolio {
    const fn levels(self) -> usize {
        match self {
            Self::Ordinal => 4,
            Self::Binary => 2,
            Self::Votes => 3,
        }
    }
}

/// How likeness is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Signorino and Ritter's S.
    S(Distance),
    /// Cohen's kappa or Scott's pi.
    Corrected(Distance, Shares),
    /// Kendall's tau-b.
    TauB,
}

/// One measure of this page.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Its definition.
    pub definition: Definition,
    /// Its portfolios.
    pub portfolio: Portfolio,
    /// Its statistic.
    pub statistic: Statistic,
}

const fn variant(
    id: &'static str,
    title: &'static str,
    formula: &'static str,
    portfolio: Portfolio,
    statistic: Statistic,
) -> Variant {
    let source = match statistic {
        Statistic::S(_) => "Signorino and Ritter 1999, Tau-b or not tau-b",
        _ => "Häge 2011, Choice or circumstance?",
    };
    let range = match statistic {
        Statistic::S(_) | Statistic::TauB => "index, -1 to 1",
        Statistic::Corrected(..) => "index, at most 1; 0 is what chance would give",
    };
    let definition = Definition {
        id,
        title,
        formula,
        range,
        direction: "symmetric",
        reading: Reading::Neither,
        edge_cases: "missing outside the window of either state; not defined where a portfolio has one level only; a session without a common vote has no figure",
        source,
        page: "docs/methods/portfolio-similarity.md",
    };
    Variant { definition, portfolio, statistic }
}

use Distance::{Absolute, Squared};
use Shares::{Own, Pooled};

const KAPPA: &str = "1 - D_o/D_e; D_o = mean d(x_k, y_k), D_e = sum_ab p_x(a) p_y(b) d(a, b)";
const PI: &str = "1 - D_o/D_e; D_e = sum_ab p(a) p(b) d(a, b), p = (p_x + p_y)/2";
const S: &str = "1 - 2 sum d(x_k, y_k) / (d_max n)";
const TAU: &str = "(concordant - discordant) / sqrt(pairs untied in x * pairs untied in y)";

/// Every measure of this page; the first is the headline.
pub const VARIANTS: [Variant; 15] = [
    variant(
        "kappa",
        "Alliance similarity, corrected for chance (kappa, squared distance)",
        KAPPA,
        Portfolio::Ordinal,
        Statistic::Corrected(Squared, Own),
    ),
    variant(
        "kappa_abs",
        "Alliance similarity (kappa, absolute distance)",
        KAPPA,
        Portfolio::Ordinal,
        Statistic::Corrected(Absolute, Own),
    ),
    variant(
        "kappa_binary",
        "Alliance similarity (kappa, any tie or none)",
        KAPPA,
        Portfolio::Binary,
        Statistic::Corrected(Absolute, Own),
    ),
    variant(
        "kappa_votes",
        "Vote similarity by session (kappa, squared distance)",
        KAPPA,
        Portfolio::Votes,
        Statistic::Corrected(Squared, Own),
    ),
    variant(
        "pi",
        "Alliance similarity (pi, squared distance)",
        PI,
        Portfolio::Ordinal,
        Statistic::Corrected(Squared, Pooled),
    ),
    variant(
        "pi_abs",
        "Alliance similarity (pi, absolute distance)",
        PI,
        Portfolio::Ordinal,
        Statistic::Corrected(Absolute, Pooled),
    ),
    variant(
        "pi_binary",
        "Alliance similarity (pi, any tie or none)",
        PI,
        Portfolio::Binary,
        Statistic::Corrected(Absolute, Pooled),
    ),
    variant(
        "pi_votes",
        "Vote similarity by session (pi, squared distance)",
        PI,
        Portfolio::Votes,
        Statistic::Corrected(Squared, Pooled),
    ),
    variant("s_score", "Alliance similarity (S, absolute distance)", S, Portfolio::Ordinal, Statistic::S(Absolute)),
    variant("s_squared", "Alliance similarity (S, squared distance)", S, Portfolio::Ordinal, Statistic::S(Squared)),
    variant("s_binary", "Alliance similarity (S, any tie or none)", S, Portfolio::Binary, Statistic::S(Absolute)),
    variant(
        "s_votes",
        "Vote similarity by session (S, absolute distance)",
        S,
        Portfolio::Votes,
        Statistic::S(Absolute),
    ),
    variant("tau_b", "Alliance similarity (tau-b)", TAU, Portfolio::Ordinal, Statistic::TauB),
    variant("tau_b_binary", "Alliance similarity (tau-b, any tie or none)", TAU, Portfolio::Binary, Statistic::TauB),
    variant("tau_b_votes", "Vote similarity by session (tau-b)", TAU, Portfolio::Votes, Statistic::TauB),
];

/// The measure with this identifier.
#[must_use]
pub fn named(id: &str) -> Option<&'static Variant> {
    static ALL: [Variant; 15] = VARIANTS;
    ALL.iter().find(|v| v.definition.id == id)
}

/// Alliance ties by year.
#[derive(Clone, Debug)]
pub struct Ties {
    meta: TableMeta,
    years: BTreeMap<Year, Vec<(Economy, Economy, u8)>>,
}

impl Ties {
    /// The ties of a table.
    #[must_use]
    pub fn new(meta: &TableMeta, rows: impl IntoIterator<Item = Obligation>) -> Self {
        let mut years: BTreeMap<Year, Vec<(Economy, Economy, u8)>> = BTreeMap::new();
        for row in rows {
            years.entry(row.year).or_default().push((row.pair.0, row.pair.1, row.clauses.ordinal()));
        }
        Self { meta: meta.clone(), years }
    }

    /// The table's provenance and windows.
    #[must_use]
    pub const fn meta(&self) -> &TableMeta {
        &self.meta
    }

    /// The years in which the table looked at both states.
    #[must_use]
    pub fn shared(&self, x: Economy, y: Economy) -> Option<YearRange> {
        let [a, b] = [x, y].map(|e| self.meta.coverage.window(coverage::OBLIGATIONS, e));
        let (a, b) = (a?, b?);
        let (first, last) = (a.first.max(b.first), a.last.min(b.last));
        (first <= last).then(|| YearRange::new(first, last))
    }

    /// A state's partners in a year, with the level of the tie.
    pub fn partners(&self, state: Economy, year: Year) -> impl Iterator<Item = (Economy, u8)> + '_ {
        self.years.get(&year).into_iter().flatten().filter_map(move |(a, b, level)| {
            let partner = if *a == state { *b } else { *a };
            ([*a, *b].contains(&state) && *level > 0).then_some((partner, *level))
        })
    }

    fn portfolio(&self, state: Economy, year: Year) -> BTreeMap<Economy, u8> {
        self.partners(state, year).chain([(state, 3)]).collect()
    }

    /// The two portfolios side by side over `members`.
    #[must_use]
    pub fn joint(&self, x: Economy, y: Economy, year: Year, members: &BTreeSet<Economy>, kind: Portfolio) -> Joint {
        let mut joint = Joint::new(kind.levels());
        let [px, py] = [x, y].map(|e| self.portfolio(e, year));
        for k in members {
            let level = |p: &BTreeMap<Economy, u8>| p.get(k).copied().unwrap_or(0);
            joint.add(level(&px), level(&py));
        }
        joint
    }
}

/// The similarity of two states' alliances in a year; `members` are the state system of that year.
#[must_use]
pub fn alliances(
    ties: &Ties,
    system: &SourceRef,
    variant: &'static Variant,
    (x, y): (Economy, Economy),
    year: Year,
    members: &BTreeSet<Economy>,
) -> Figure {
    let mut f = Figure::new(variant.definition.id, Domain::Alignment, Subject::Symmetric(x, y), year, Unit::Index);
    f.sources = vec![source(&ties.meta), system.clone()];
    f.denominator = Some("state-system".into());
    for economy in [x, y] {
        let window = ties.meta.coverage.window(coverage::OBLIGATIONS, economy);
        let missing = match window {
            None => Missing::NotCovered { economy },
            Some(window) if !window.contains(year) => Missing::OutsideWindow { window },
            Some(_) if members.contains(&economy) => continue,
            Some(_) => Missing::NotDefined { why: "no member of the state system in that year".into() },
        };
        f.value = Observation::Missing(missing);
        return f;
    }
    let joint = ties.joint(x, y, year, members, variant.portfolio);
    compared(f, variant, &joint, &ties.meta, (x, y), year, "members of the state system")
}

/// The similarity of two states' votes, by session, oldest first.
#[must_use]
pub fn votes(
    meta: &TableMeta,
    variant: &'static Variant,
    x: (Economy, &VotingRecord),
    y: (Economy, &VotingRecord),
) -> Vec<Figure> {
    let mut sessions: BTreeMap<u16, Joint> = BTreeMap::new();
    for (key, vote) in x.1 {
        if let Some(other) = y.1.get(key) {
            let joint = sessions.entry(key.0).or_insert_with(|| Joint::new(Portfolio::Votes.levels()));
            let level = |v: suzerain_tables::votes::Vote| u8::try_from(v.code() - 1).unwrap_or(0);
            joint.add(level(*vote), level(*other));
        }
    }
    let pair = (x.0, y.0);
    let figure = |(session, joint): (u16, Joint)| {
        let year = session_year(session);
        let subject = Subject::Symmetric(pair.0, pair.1);
        let mut f = Figure::new(variant.definition.id, Domain::Alignment, subject, year, Unit::Index);
        f.session = Some(session);
        f.sources = vec![source(meta)];
        f.denominator = Some("common-roll-calls".into());
        compared(f, variant, &joint, meta, pair, year, "roll calls on which both voted")
    };
    sessions.into_iter().map(figure).collect()
}

fn source(meta: &TableMeta) -> SourceRef {
    SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() }
}

fn compared(
    mut f: Figure,
    variant: &Variant,
    joint: &Joint,
    meta: &TableMeta,
    (x, y): (Economy, Economy),
    year: Year,
    what: &str,
) -> Figure {
    let rows = Rows {
        source: meta.source.clone(),
        exporter: Some(x),
        importer: Some(y),
        years: Some(YearRange::new(year, year)),
        ..Rows::default()
    };
    let mut input = |label: &str, value: f64, unit| {
        f.inputs.push(Input { role: Role::Term, label: label.to_owned(), value, unit, rows: rows.clone() });
    };
    input(what, f64::from(joint.parties()), Unit::Count);
    let (value, distance, shares) = match variant.statistic {
        Statistic::S(d) => (joint.s(d), Some(d), None),
        Statistic::Corrected(d, s) => (joint.corrected(d, s), Some(d), Some(s)),
        Statistic::TauB => (joint.tau_b(), None, None),
    };
    if let Some(observed) = distance.and_then(|d| joint.observed(d)) {
        input("mean distance observed", observed, Unit::Index);
    }
    if let Some(expected) = distance.zip(shares).and_then(|(d, s)| joint.expected(d, s)) {
        input("mean distance by chance", expected, Unit::Index);
    }
    let missing = || Missing::NotDefined { why: "a portfolio has one level only, so chance tells nothing".into() };
    f.with_value(value.map_or_else(|| Observation::Missing(missing()), Observation::Known), Status::Observed)
}
