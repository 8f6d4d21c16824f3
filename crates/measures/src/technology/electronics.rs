//! Electronics by origin, after the trade part of the Digital Dependence Index.
//!
//! sensitivity = X(on -> dependent) / use of dependent, own supply included (sector C26)
//! vulnerability = sensitivity (1 - reachable alternatives)
//! foreign share = 1 - own supply / use
//!
//! The index of Mayer and Lu (2022) asks how much of a country's digital technology comes from abroad, and
//! reads values above one half as dependent. Its trade part takes ICT goods and services of several
//! classifications; its published accounts do not give the equation, so the figures here are this project's,
//! on the one sector the inter-country tables have, and reproduce none of its scores.

use crate::definition::{Definition, Reading};
use crate::substitution::Question;
use crate::substitution::alternatives::reachable_alternatives;
use suzerain_tables::figure::{Figure, Flag, Input, Role, Rows, Status, Subject, Unit};
use suzerain_tables::{Economy, Missing, Observation, YearRange};

const PAGE: &str = "docs/methods/technology-dependence.md";
const SOURCE: &str =
    "after the trade part of the Digital Dependence Index, Mayer, Lu 2022 (SSRN 4404826); equation of this project";

/// The electronics sector of the inter-country tables.
pub const ELECTRONICS: &str = "C26";

/// Share of use that the other side supplies.
pub const SENSITIVITY: Definition = Definition {
    id: "electronics_sensitivity",
    title: "Electronics from the other side",
    formula: "X(on -> dependent, C26) / [imports + own supply of dependent, C26]",
    range: "share, 0 to 1; above one half the index reads as dependent, over all origins",
    direction: "the dependent side uses electronics",
    reading: Reading::Sensitivity,
    edge_cases: "0 for observed zero trade; missing where the source has no own supply or lacks a side",
    source: SOURCE,
    page: PAGE,
};

/// The part of it that reachable alternatives do not hold.
pub const VULNERABILITY: Definition = Definition {
    id: "electronics_vulnerability",
    title: "Electronics from the other side that reachable others do not make",
    formula: "electronics_sensitivity (1 - reachable_alternatives of C26)",
    range: "share, 0 to electronics_sensitivity",
    direction: "the dependent side uses electronics",
    reading: Reading::Vulnerability,
    edge_cases: "missing where either part is",
    source: SOURCE,
    page: PAGE,
};

/// Share of use that is foreign.
pub const FOREIGN: Definition = Definition {
    id: "electronics_foreign_share",
    title: "Foreign electronics",
    formula: "1 - own supply / [imports + own supply], C26",
    range: "share, 0 to 1; above one half the index reads as dependent",
    direction: "a figure of one state: it uses electronics",
    reading: Reading::Sensitivity,
    edge_cases: "missing where the source has no own supply or lacks the economy",
    source: SOURCE,
    page: PAGE,
};

fn use_of(q: &Question<'_>, economy: Economy) -> Result<(f64, f64), Missing> {
    if !q.market.covers(economy) {
        return Err(Missing::NotCovered { economy });
    }
    let own = q.market.own_sales(economy).ok_or(Missing::Gap)?;
    Ok((own, own + q.market.imports().get(&economy).copied().unwrap_or(0.0)))
}

fn figure(
    q: &Question<'_>,
    definition: &Definition,
    subject: Subject,
    value: Observation,
    inputs: &[(Role, &str, f64, Unit)],
) -> Figure {
    let year = q.market.year();
    let mut figure = Figure::new(definition.id, q.domain, subject, year, Unit::Share);
    figure.item = q.market.item();
    figure.sources = vec![q.market.source()];
    figure.denominator = Some(format!("expenditure-{}", q.market.universe()));
    if let Some(flag) = definition.reading.flag() {
        figure.flag(flag);
    }
    let about = match subject {
        Subject::State(e) => vec![e],
        _ => vec![q.dyad.dependent, q.dyad.on],
    };
    let (status, flags) = q.market.standing(&about);
    figure = figure.with_value(value, status);
    if figure.value.known().is_some() {
        flags.into_iter().for_each(|f| figure.flag(f));
        let rows = Rows {
            source: q.market.meta().source.clone(),
            importer: Some(q.dyad.dependent),
            years: Some(YearRange::new(year, year)),
            items: q.market.item().map(|i| i.code).into_iter().collect(),
            ..Rows::default()
        };
        figure.inputs = inputs
            .iter()
            .map(|(role, label, value, unit)| Input {
                role: *role,
                label: (*label).to_owned(),
                value: *value,
                unit: *unit,
                rows: rows.clone(),
            })
            .collect();
    }
    figure
}

/// Sensitivity and vulnerability of the dependent side to the other, over the market of one sector.
#[must_use]
pub fn electronics(q: &Question<'_>) -> [Figure; 2] {
    let flow = q.market.flow(q.dyad.on, q.dyad.dependent);
    let used = use_of(q, q.dyad.dependent);
    let all = used.clone().map_or_else(Observation::Missing, |(_, all)| Observation::Known(all));
    let sensitivity = Observation::ratio(flow.clone(), all);
    let reachable = reachable_alternatives(q).value;
    let vulnerability = match (&sensitivity, &reachable) {
        (Observation::Known(s), Observation::Known(alt)) => Observation::Known(s * (1.0 - alt)),
        (Observation::Missing(m), _) | (_, Observation::Missing(m)) => Observation::Missing(m.clone()),
    };
    let subject = Subject::Directed(q.dyad);
    let parts = [
        (Role::Numerator, "bought from the other side", flow.known().unwrap_or(f64::NAN), Unit::KiloUsd),
        (Role::Denominator, "imports and own supply", used.map_or(f64::NAN, |(_, all)| all), Unit::KiloUsd),
    ];
    let sensitive = figure(q, &SENSITIVITY, subject, sensitivity.clone(), &parts);
    let parts = [
        (Role::Term, "sensitivity", sensitivity.known().unwrap_or(f64::NAN), Unit::Share),
        (Role::Term, "reachable alternatives", reachable.known().unwrap_or(f64::NAN), Unit::Share),
    ];
    let mut vulnerable = figure(q, &VULNERABILITY, subject, vulnerability, &parts);
    if vulnerable.value.known().is_some() {
        vulnerable.status = vulnerable.status.worst(Status::Estimated);
    }
    [sensitive, vulnerable]
}

/// How much of the dependent side's use is foreign, whoever supplies it.
#[must_use]
pub fn foreign_electronics(q: &Question<'_>) -> Figure {
    let used = use_of(q, q.dyad.dependent);
    let value = match used.clone() {
        Ok((own, all)) => Observation::ratio(Observation::Known(all - own), Observation::Known(all)),
        Err(why) => Observation::Missing(why),
    };
    let (own, all) = used.unwrap_or((f64::NAN, f64::NAN));
    let parts = [
        (Role::Term, "own supply, subtracted", own, Unit::KiloUsd),
        (Role::Denominator, "imports and own supply", all, Unit::KiloUsd),
    ];
    let mut made = figure(q, &FOREIGN, Subject::State(q.dyad.dependent), value, &parts);
    made.flags.retain(|f| *f != Flag::Remark("buying".into()));
    made
}
