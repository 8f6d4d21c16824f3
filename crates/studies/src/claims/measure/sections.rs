//! Measures that only a section of the brief computes.

use super::super::Leaf;
use super::super::evidence::Evidence;
use super::{Single, Sourced};
use crate::StudyError;
use crate::brief::{self, Options, SECTIONS, events, partnership};
use crate::page::{Block, Section};
use suzerain_tables::Year;
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Input, Role, Rows, Subject, Unit};
use suzerain_tables::store::TableKind;

/// The section of the brief that has a measure; none where it is to be looked for.
fn section_of(measure: &str) -> Option<&'static str> {
    let begins = |with: &[&str]| with.iter().any(|w| measure.starts_with(w));
    Some(if begins(&["rupture_"]) {
        "rupture"
    } else if begins(&["chip_input", "electronics_"]) {
        "technology"
    } else if begins(&["alternatives", "reachable_", "effective_"]) {
        "alternatives"
    } else if begins(&["value_added", "input_reliance", "foreign_input"]) {
        "exposure"
    } else if begins(&["supplier_rank", "betweenness", "hub_"]) {
        "network"
    } else if begins(&["coercive_"]) {
        "coercion"
    } else if begins(&["hierarchy_"]) {
        "hierarchy"
    } else if begins(&["status_"]) {
        "status"
    } else if begins(&["energy_revenue"]) {
        "energy"
    } else if begins(&["power_ratio", "parity_", "beckley_"]) {
        "power"
    } else if begins(&["un_agreement_"]) {
        "alignment"
    } else if partnership::DEFINITIONS.iter().any(|d| d.id == measure) {
        "partnership"
    } else if events::DEFINITIONS.iter().any(|d| d.id == measure) {
        "events"
    } else {
        return None;
    })
}

/// Figures that only a page computes: the sections of the brief as of the year, the cheap ones first.
pub(super) fn on_the_page(
    evidence: &Evidence<'_>,
    leaf: &Leaf,
    whom: Single,
    year: Option<Year>,
) -> Result<Vec<Sourced>, StudyError> {
    if leaf.measure.starts_with("chip_input") && evidence.library().of_kind(TableKind::Supply).next().is_none() {
        return Ok(Vec::new());
    }
    let (a, b) = match whom {
        Single::State(e) => {
            let [x, y] = evidence.home().pair();
            (e, if e == x { y } else { x })
        }
        Single::Directed(d) => (d.dependent, d.on),
        Single::Between(a, b) => (a, b),
    };
    let dyad = Dyad { dependent: a, on: b };
    let wanted = |f: &Figure| {
        let right_subject = match (whom, f.subject) {
            (Single::State(e), Subject::State(s)) => e == s,
            (Single::Directed(d), Subject::Directed(s)) => d == s,
            (Single::Between(x, y), Subject::Symmetric(s, t)) => (x, y) == (s, t) || (x, y) == (t, s),
            _ => false,
        };
        let item = match (&leaf.item, &f.item) {
            (Some(wanted), Some(item)) => item.code.eq_ignore_ascii_case(wanted),
            (wanted, None) => wanted.is_none() || leaf.measure.starts_with("chip_input"),
            (None, Some(_)) => false,
        };
        f.measure == leaf.measure && right_subject && item && year.is_none_or(|y| f.year == y)
    };
    let options = Options { year, since: None, full: true, models: leaf.measure.starts_with("rupture_") };
    for cost in [brief::Cost::Cheap, brief::Cost::Dear] {
        let here = |id: &str| section_of(&leaf.measure).map_or(id != "rupture", |section| section == id);
        for entry in SECTIONS.iter().filter(|e| e.cost == cost && here(e.id)) {
            let key = format!("{}:{}", entry.id, year.map_or(0, |y| y.0));
            let page = evidence.section(&key, [a, b], || {
                // A section that fails has no figures; the others stand.
                let section = (entry.section)(&evidence.world([a, b]), dyad, &options);
                section.unwrap_or_else(|_| Section::new(entry.id, entry.title, Domain::Goods))
            });
            let found = page.figures.iter().filter(|f| wanted(f)).cloned().map(Sourced::new);
            let found: Vec<Sourced> = found.map(|s| unbounded(of_model(s, &page))).collect();
            if !found.is_empty() {
                return Ok(found);
            }
        }
    }
    Ok(Vec::new())
}

/// A modelled probability with its base rate among its inputs and a word on how far to trust it; one of the partnership
/// model may be what any of the rival sets makes it.
fn of_model(mut sourced: Sourced, page: &Section) -> Sourced {
    let measure = sourced.figure.measure;
    let of_events = events::DEFINITIONS.iter().any(|d| d.id == measure);
    if partnership::DEFINITIONS.iter().any(|d| d.id == measure) {
        if let Some(spread) = sourced.figure.band {
            sourced.range = Some((spread.low, spread.high));
            let what = "its range is the spread across rival sets of parameters, not a band of probability";
            sourced.remarks.push(what.into());
        }
    } else if of_events {
        let base = format!("{measure}_base_rate");
        let rate = page.figures.iter().find(|f| f.measure == base).and_then(|f| f.value.known());
        sourced.figure.inputs.extend(rate.map(|value| Input {
            role: Role::Term,
            label: "base rate".into(),
            value,
            unit: Unit::Share,
            rows: Rows::default(),
        }));
    } else {
        return sourced;
    }
    let trust = page.blocks.iter().find_map(|block| match block {
        Block::Text(text) if text.contains("How far to trust") || text.starts_with("Trust") => {
            Some(text.trim_end_matches('.').to_owned())
        }
        _ => None,
    });
    sourced.remarks.extend(trust);
    sourced
}

/// A figure that lacks partners and that no bounds are computed for may lie anywhere.
fn unbounded(mut sourced: Sourced) -> Sourced {
    if sourced.figure.flags.iter().any(|f| matches!(f, Flag::Incomplete(_))) {
        sourced.range = Some((f64::NEG_INFINITY, f64::INFINITY));
        sourced
            .remarks
            .push("trade that neither side reported is missing, and no bounds are computed for this measure".into());
    }
    sourced
}
