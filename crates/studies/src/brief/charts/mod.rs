//! The charts of a brief: drawn from the figures of its sections where those hold them, else from the tables.
//!
//! [`add`] is a step of its own, so that a brief in text does not pay for charts. A chart that cannot be made becomes
//! a note; the rest of the page stands.

mod maps;
mod power;
pub(super) mod products;

pub(super) use maps::{of_models, third_parties};

use super::Options;
use crate::page::chart::{Chart, Head, Kind, Point, Row, Side};
use crate::page::{Block, Cell, FigureId, Page, Section};
use crate::world::World;
use crate::{StudyError, words};
use suzerain_measures::exposure::inputs::{FACE, LOOK_THROUGH};
use suzerain_tables::figure::{Domain, Dyad, Figure, Flag, Subject, Unit};

/// Industries a direction in the chart of look-through beside face value.
const INDUSTRIES: usize = 3;

/// Adds the section `overview` at the head of a brief, and charts to its sections.
pub fn add(page: &mut Page, world: &World<'_>, dyad: Dyad, options: &Options) {
    let mut overview = Section::new("overview", "At a glance", Domain::Goods);
    overview.charts.extend(domains(page, dyad));
    let made = maps::partners(world, dyad, options);
    keep(&mut overview, "partners", made);
    overview.charts.extend(page.sections.iter().filter(|s| s.id == "rupture").filter_map(|s| losses(s, dyad)));
    for section in &mut page.sections {
        match section.id {
            "exposure" => section.charts.extend(exposure(section, dyad)),
            "power" => {
                let made = power::capability(world, dyad, options);
                keep(section, "power", made);
            }
            "alignment" => {
                let made = power::positions(world, dyad, options);
                keep(section, "positions", made);
            }
            _ => {}
        }
    }
    if !overview.charts.is_empty() {
        page.sections.insert(0, overview);
    }
}

fn keep(section: &mut Section, what: &str, made: Result<Vec<Chart>, StudyError>) {
    match made {
        Ok(charts) => section.charts.extend(charts),
        Err(error) => section.note(format!("Chart of {what}: not available ({error}).")),
    }
}

/// Both directions of a pair, or one for each side: `a` first.
fn sides(dyad: Dyad) -> [Dyad; 2] {
    [dyad, dyad.reversed()]
}

/// Every share that the sections state in both directions, by domain.
fn domains(page: &Page, dyad: Dyad) -> Option<Chart> {
    let mut rows = Vec::new();
    for section in page.sections.iter().filter(|s| s.id != "rupture") {
        let paired = section.blocks.iter().filter_map(|block| match block {
            Block::Paired { rows, .. } => Some(rows),
            _ => None,
        });
        for row in paired.flatten() {
            let figures = row.figures.map(|id| id.map(|id| &section.figures[id]));
            let fits = figures
                .iter()
                .flatten()
                .all(|f| f.unit == Unit::Share && matches!(f.subject, Subject::Directed(_)) && !f.has(&Flag::Beside));
            if fits && figures.iter().flatten().any(|f| f.value.known().is_some()) {
                let points = figures.map(|f| f.map(Point::of)).to_vec();
                rows.push(Row { group: section.title.clone(), label: row.label.clone(), points });
            }
        }
    }
    let heads = super::paired_heads(dyad);
    (!rows.is_empty()).then(|| {
        Chart::new(
            "dependence-by-domain",
            "Dependence both ways, by domain",
            Unit::Share,
            Kind::Paired { heads, rows },
        )
        .with_note("Each bar is a share of a whole of its own, named with the value; bars of different rows do not add up.")
    })
}

/// Inputs from the other side at face value and looked through, in all and in the industries that rest on it most.
fn exposure(section: &Section, dyad: Dyad) -> Option<Chart> {
    let mut rows = Vec::new();
    for d in sides(dyad) {
        let of = |measure: &str, item: Option<&str>| {
            section.figures.iter().find(|f| {
                f.measure == measure
                    && f.subject == Subject::Directed(d)
                    && f.item.as_ref().map(|i| i.code.as_str()) == item
            })
        };
        let group = format!("{} on {}", d.dependent.name(), d.on.name());
        let mut row = |label: String, item: Option<&str>| {
            let points = [of(FACE.id, item), of(LOOK_THROUGH.id, item)].map(|f| f.map(Point::of)).to_vec();
            if points.iter().any(Option::is_some) {
                rows.push(Row { group: group.clone(), label, points });
            }
        };
        row("all industries".into(), None);
        for (label, id) in industries(section, d).into_iter().take(INDUSTRIES) {
            let code = section.figures[id].item.as_ref().map(|i| i.code.clone());
            row(label, code.as_deref());
        }
    }
    let heads = ["face value", "look-through"].map(|label| Head { label: label.into(), side: Side::Neither }).to_vec();
    (!rows.is_empty()).then(|| {
        Chart::new(
            "look-through",
            "Inputs from the other: look-through beside face value",
            Unit::Share,
            Kind::Ranges { heads, rows },
        )
        .with_note("Look-through counts what stands behind direct suppliers, gross: an input is counted at every stage it passes.")
    })
}

/// The industries of a direction as the section's tables list them: name and look-through figure.
fn industries(section: &Section, d: Dyad) -> Vec<(String, FigureId)> {
    let rows = section.blocks.iter().filter_map(|block| match block {
        Block::Table { rows, .. } => Some(rows),
        _ => None,
    });
    rows.flatten()
        .filter_map(|row| match row.as_slice() {
            [Cell::Text(name), Cell::Figure(id), ..] => Some((name.clone(), *id)),
            _ => None,
        })
        .filter(|(_, id)| section.figures[*id].subject == Subject::Directed(d))
        .collect()
}

/// Model, base and year of a loss.
fn named(loss: &Figure) -> String {
    let base = loss.denominator.as_deref().unwrap_or_default();
    let model = loss.flags.iter().find_map(|f| match f {
        Flag::Remark(name) if base.ends_with(name.as_ref()) => Some(name.as_ref()),
        _ => None,
    });
    let Some(model) = model else { return base.to_owned() };
    let base = base.trim_end_matches(model).trim_end_matches('-').replace('-', " ");
    format!("{model}, {}: share of {base}", loss.year)
}

/// What a rupture would cost both sides, one row a model.
fn losses(section: &Section, dyad: Dyad) -> Option<Chart> {
    let of = |d: Dyad| {
        let measure = super::rupture::LOSS.id;
        section.figures.iter().filter(move |f| f.measure == measure && f.subject == Subject::Directed(d))
    };
    let kind = |f: &Figure| {
        if f.has(&Flag::Vulnerability) { "after adjustment (vulnerability)" } else { "before adjustment (sensitivity)" }
    };
    let mut rows: Vec<Row> = of(dyad)
        .map(|a| {
            let b = of(dyad.reversed()).find(|b| b.denominator == a.denominator);
            Row { group: kind(a).into(), label: named(a), points: vec![Some(Point::of(a)), b.map(Point::of)] }
        })
        .collect();
    rows.sort_by(|x, y| x.group.cmp(&y.group));
    let heads = [(dyad.dependent, Side::A), (dyad.on, Side::B)]
        .map(|(e, side)| Head { label: format!("loss of {}", words::in_sentence(e)), side })
        .to_vec();
    (!rows.is_empty()).then(|| {
        Chart::new(
            "rupture-losses",
            "What a rupture would cost either side, by model",
            Unit::Share,
            Kind::Ranges { heads, rows },
        )
        .with_note(
            "Each loss is a share of the side's own base, which the row names. Bars are 5 to 95 % of the draws of \
             elasticities, where they were drawn; the choice of model moves the answer more.",
        )
    })
}
