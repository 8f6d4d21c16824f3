//! Inputs of the chip supply chain: the other side's share of the world's supply, input by input.
//!
//! Shares are the publisher's (Emerging Technology Observatory): market shares of firms and sites by country,
//! not trade. For each input stand the other side's share, the dependent side's own, and what is left with
//! others who do not sanction the dependent side. An input for which the publisher names a provider without a
//! share has no figure for it: unknown, never zero.

use crate::definition::{Definition, Reading};
use std::collections::BTreeMap;
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Rows, SourceRef, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::sanctions::Sanctions;
use suzerain_tables::store::TableMeta;
use suzerain_tables::supply::Supply;
use suzerain_tables::{Observation, Year, YearRange};

const PAGE: &str = "docs/methods/technology-dependence.md";
const SOURCE: &str =
    "Emerging Technology Observatory, Advanced Semiconductor Supply Chain Dataset: shares as published";

/// The other side's share.
pub const SHARE: Definition = Definition {
    id: "chip_input_share",
    title: "Share of a chip-making input that the other side supplies",
    formula: "share of on in the world's supply of the input, as published",
    range: "share, 0 to 1",
    direction: "the dependent side needs the input; the other supplies the world",
    reading: Reading::Sensitivity,
    edge_cases: "no figure where the publisher gives the other side no share: unknown, not zero",
    source: SOURCE,
    page: PAGE,
};

/// What reachable others hold.
pub const REACHABLE: Definition = Definition {
    id: "chip_input_reachable",
    title: "Share of a chip-making input held by reachable others",
    formula: "sum of shares over i not in {dependent, on} that do not sanction dependent / (1 - share of dependent)",
    range: "share, 0 to 1; providers without a share count nothing, so a lower bound",
    direction: "the dependent side looks for another supplier",
    reading: Reading::Vulnerability,
    edge_cases: "not defined where the dependent side supplies all itself",
    source: SOURCE,
    page: PAGE,
};

/// One input.
#[derive(Clone, Debug)]
pub struct ChipInput {
    /// Identifier at the publisher.
    pub input: String,
    /// Name.
    pub name: String,
    /// The other side's share.
    pub share: Figure,
    /// What reachable others hold.
    pub reachable: Figure,
}

/// Inputs that the other side supplies, in the latest year of each up to `until`, largest share first.
#[must_use]
pub fn chip_inputs(
    rows: &[Supply],
    meta: &TableMeta,
    sanctions: &Sanctions,
    dyad: Dyad,
    until: Option<Year>,
) -> Vec<ChipInput> {
    let mut by_input: BTreeMap<&str, BTreeMap<Year, Vec<&Supply>>> = BTreeMap::new();
    for row in rows.iter().filter(|r| until.is_none_or(|u| r.year <= u)) {
        by_input.entry(&row.input).or_default().entry(row.year).or_default().push(row);
    }
    let mut found: Vec<ChipInput> = by_input
        .into_iter()
        .filter_map(|(input, mut years)| {
            let (year, mut providers) = years.pop_last()?;
            providers.sort_by_key(|row| row.provider);
            let of = |e| providers.iter().find(|r| r.provider == e).map(|r| r.share);
            let share = of(dyad.on)?;
            let own = of(dyad.dependent).unwrap_or(0.0);
            let others: f64 = providers
                .iter()
                .filter(|r| r.provider != dyad.on && r.provider != dyad.dependent)
                .filter(|r| !sanctions.holds(r.provider, dyad.dependent, year))
                .map(|r| r.share)
                .sum();
            let figure = |definition: &Definition, value: Observation, terms: &[(&str, f64)]| {
                let mut f = Figure::new(definition.id, Domain::Technology, Subject::Directed(dyad), year, Unit::Share);
                f.sources = vec![SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() }];
                f.denominator = Some("world-supply".into());
                if let Some(flag) = definition.reading.flag() {
                    f.flag(flag);
                }
                f.flag(Flag::Remark(format!("input:{input}").into()));
                let rows = Rows {
                    source: meta.source.clone(),
                    years: Some(YearRange::new(year, year)),
                    items: vec![input.to_owned()],
                    ..Rows::default()
                };
                f.inputs = terms
                    .iter()
                    .map(|(label, value)| Input {
                        role: Role::Term,
                        label: (*label).to_owned(),
                        value: *value,
                        unit: Unit::Share,
                        rows: rows.clone(),
                    })
                    .collect();
                f.with_value(value, meta.status.figure())
            };
            let reachable = Observation::ratio(Observation::Known(others), Observation::Known(1.0 - own));
            Some(ChipInput {
                input: input.to_owned(),
                name: providers[0].name.clone(),
                share: figure(&SHARE, Observation::Known(share), &[("share of the other side", share)]),
                reachable: figure(&REACHABLE, reachable, &[("shares of reachable others", others), ("own share", own)]),
            })
        })
        .collect();
    let size = |i: &ChipInput| i.share.value.known().unwrap_or(0.0);
    found.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.input.cmp(&b.input)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_tables::Economy;

    #[test]
    fn the_newest_year_counts_and_sanctioning_providers_are_out_of_reach() {
        let row = |year, provider: &str, share| Supply {
            year: Year(year),
            provider: Economy::from_code(provider).unwrap(),
            input: "N1".into(),
            name: "Tools".into(),
            share,
        };
        let rows = [row(2019, "CHN", 0.9), row(2022, "CHN", 0.5), row(2022, "NLD", 0.3), row(2022, "KOR", 0.2)];
        let meta: TableMeta =
            serde_json::from_str(r#"{"kind":"supply","source":"s","vintage":"v","status":"estimated","coverage":[]}"#)
                .unwrap();
        let text = "[[sanction]]\nsenders = ['NLD']\ntarget = 'RUS'\nfrom = '2022-03'\nsource = 's'";
        let sanctions = Sanctions::parse(text).unwrap();
        let [rus, chn] = ["RUS", "CHN"].map(|c| Economy::from_code(c).unwrap());
        let found = chip_inputs(&rows, &meta, &sanctions, Dyad { dependent: rus, on: chn }, None);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].share.value.known(), found[0].share.year), (Some(0.5), Year(2022)));
        assert_eq!(found[0].reachable.value.known(), Some(0.2));
        // The publisher names no Russian share: no figure, not a zero.
        assert!(chip_inputs(&rows, &meta, &sanctions, Dyad { dependent: chn, on: rus }, None).is_empty());
    }
}
