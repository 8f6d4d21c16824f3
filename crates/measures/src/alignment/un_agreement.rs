//! UN agreement: the share of roll calls of a session on which two states voted alike.
//!
//! agreement = roll calls with identical votes (yes, no or abstain) / roll calls on which both voted
//!
//! Range 0 to 1, symmetric. Absences are left out of both. Agreement is high for most pairs of
//! states outside the West, since many roll calls pass with large majorities: it is not corrected
//! for chance. Missing for sessions without a common vote.
//!
//! ```
//! use std::collections::{BTreeMap, BTreeSet};
//! use suzerain_measures::alignment::un_agreement::agreement;
//! use suzerain_tables::votes::Vote::{Abstain, No, Yes};
//! let a = BTreeMap::from([((78, 1), Yes), ((78, 2), No), ((78, 3), Yes), ((78, 4), Abstain), ((78, 5), Yes)]);
//! let b = BTreeMap::from([((78, 1), Yes), ((78, 2), No), ((78, 3), No), ((78, 4), Abstain)]);
//! // Alike on 3 of 4 common votes; the fifth has no vote of b.
//! assert_eq!(agreement(&a, &b)[&78], (3, 4));
//! ```

use crate::definition::{Definition, Reading};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_tables::figure::{Domain, Figure, Input, Role, Rows, SourceRef, Status, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::TableMeta;
use suzerain_tables::votes::{VotingRecord, session_year};
use suzerain_tables::{Economy, Observation, YearRange};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "un_agreement",
    title: "UN General Assembly agreement",
    formula: "identical votes / roll calls on which both voted, by session",
    range: "share, 0 to 1",
    direction: "symmetric",
    reading: Reading::Neither,
    edge_cases: "absences are left out; a session without a common vote has no figure",
    source: "share of identical votes, as in Voeten 2013, Data and Analyses of Voting in the UN General Assembly",
    page: "docs/methods/un-agreement.md",
};

const fn on_issue(id: &'static str, title: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula: "identical votes / roll calls on which both voted, by session, among the roll calls on the issue",
        edge_cases: "absences are left out; a session that is not coded or without a common vote on the issue has no figure",
        ..DEFINITION
    }
}

/// Agreement on the roll calls of one issue, by the issue's code in [`suzerain_tables::issues::ISSUES`].
pub const BY_ISSUE: [(&str, Definition); 6] = [
    ("co", on_issue("un_agreement_colonialism", "UN agreement on colonialism")),
    ("di", on_issue("un_agreement_disarmament", "UN agreement on arms control and disarmament")),
    ("ec", on_issue("un_agreement_development", "UN agreement on economic development")),
    ("hr", on_issue("un_agreement_human_rights", "UN agreement on human rights")),
    ("me", on_issue("un_agreement_palestine", "UN agreement on the Palestinian conflict")),
    ("nu", on_issue("un_agreement_nuclear", "UN agreement on nuclear weapons and material")),
];

/// Identical votes and common roll calls by session.
#[must_use]
pub fn agreement(a: &VotingRecord, b: &VotingRecord) -> BTreeMap<u16, (u32, u32)> {
    let mut sessions: BTreeMap<u16, (u32, u32)> = BTreeMap::new();
    for (key, vote) in a {
        if let Some(other) = b.get(key) {
            let (alike, common) = sessions.entry(key.0).or_default();
            *alike += u32::from(vote == other);
            *common += 1;
        }
    }
    sessions
}

/// Agreement by session, oldest first.
#[must_use]
pub fn un_agreement(meta: &TableMeta, a: (Economy, &VotingRecord), b: (Economy, &VotingRecord)) -> Vec<Figure> {
    agreement(a.1, b.1)
        .into_iter()
        .map(|(session, (alike, common))| {
            let year = session_year(session);
            let mut f = Figure::new(DEFINITION.id, Domain::Alignment, Subject::Symmetric(a.0, b.0), year, Unit::Share);
            f.session = Some(session);
            f.denominator = Some("common-roll-calls".into());
            f.sources = vec![SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() }];
            let rows = Rows {
                source: meta.source.clone(),
                exporter: Some(a.0),
                importer: Some(b.0),
                years: Some(YearRange::new(year, year)),
                ..Rows::default()
            };
            let input = |role, label: &str, n: u32| Input {
                role,
                label: label.into(),
                value: f64::from(n),
                unit: Unit::Count,
                rows: rows.clone(),
            };
            f.inputs = vec![
                input(Role::Numerator, "roll calls with identical votes", alike),
                input(Role::Denominator, "roll calls on which both voted", common),
            ];
            f.with_value(Observation::Known(f64::from(alike) / f64::from(common)), Status::Observed)
        })
        .collect()
}

/// Agreement by session on the roll calls of one issue, `on`, oldest first; `tags` describes the table that
/// says what they were about.
#[must_use]
pub fn un_agreement_on(
    (meta, tags): (&TableMeta, &TableMeta),
    definition: &'static Definition,
    on: &BTreeSet<(u16, i32)>,
    a: (Economy, &VotingRecord),
    b: (Economy, &VotingRecord),
) -> Vec<Figure> {
    let only = |record: &VotingRecord| -> VotingRecord {
        record.iter().filter(|(key, _)| on.contains(key)).map(|(key, vote)| (*key, *vote)).collect()
    };
    let mut figures = un_agreement(meta, (a.0, &only(a.1)), (b.0, &only(b.1)));
    for f in &mut figures {
        f.measure = definition.id;
        f.sources.push(SourceRef { id: SourceId(tags.source.clone()), vintage: tags.vintage.clone() });
    }
    figures
}
