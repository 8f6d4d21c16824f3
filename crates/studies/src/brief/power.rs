//! Power: capability shares, product under each definition, and how fast the ratio moves.

use super::Options;
use crate::StudyError;
use crate::page::{Block, Cell, PairedRow, Section, Trend};
use crate::words;
use crate::world::World;
use std::collections::BTreeSet;
use suzerain_measures::power::beckley::{self, beckley, beckley_share};
use suzerain_measures::power::cinc::cinc;
use suzerain_measures::power::indicator::indicator;
use suzerain_measures::power::ratio::{SPEED_YEARS, ratios};
use suzerain_tables::figure::{Domain, Dyad, Figure, Unit};
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, GDP_CONSTANT, GDP_CURRENT, GDP_PPP, POPULATION, variable};
use suzerain_tables::{Economy, Year};

/// A measure of power by state and year.
struct Measure<'a> {
    basis: &'static str,
    label: &'static str,
    figure: Box<dyn Fn(Economy, Year) -> Figure + 'a>,
    years: Vec<Year>,
}

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("power", "Power", Domain::Power);
    let all = world.indicators()?;
    let mut measures: Vec<Measure<'_>> = Vec::new();
    let years_of = |data: &suzerain_tables::indicators::Indicators, id: &str| {
        let series = [dyad.dependent, dyad.on].map(|e| data.series(id, e));
        match series {
            [Some(a), Some(b)] => a.keys().filter(|y| b.contains_key(y)).copied().collect(),
            _ => Vec::new(),
        }
    };
    if let Some(data) = all.iter().find(|t| t.meta().coverage.span(CAPABILITY_COMPONENTS[0]).is_some()) {
        measures.push(Measure {
            basis: "cinc",
            label: "capability share (CINC)",
            figure: Box::new(move |e, y| cinc(data, e, y)),
            years: years_of(data, CAPABILITY_COMPONENTS[4]),
        });
    } else {
        section.note("Capability shares: no data loaded; suzerain import nmc FILE --into DIR.");
    }
    for (id, label) in [
        (GDP_CURRENT, "GDP, current USD"),
        (GDP_CONSTANT, "GDP, constant 2015 USD"),
        (GDP_PPP, "GDP, PPP, current intl USD"),
        ("milex_kusd", "military expenditure"),
        (POPULATION, "population"),
    ] {
        let data = all.iter().find(|t| t.meta().coverage.span(id).is_some());
        let (Some(variable), Some(data)) = (variable(id), data) else {
            section.note(format!("{label}: no data loaded; suzerain import world-bank FILES --into DIR."));
            continue;
        };
        measures.push(Measure {
            basis: id,
            label,
            figure: Box::new(move |e, y| indicator(data, variable, Domain::Power, e, y)),
            years: years_of(data, id),
        });
    }
    if let (Some(gdp), Some(people)) = (world.with_variable(GDP_CONSTANT)?, world.with_variable(POPULATION)?) {
        let has_people: BTreeSet<Year> = years_of(&people, POPULATION).into_iter().collect();
        measures.push(Measure {
            basis: beckley::DEFINITION.id,
            label: "GDP times GDP per head (Beckley)",
            years: years_of(&gdp, GDP_CONSTANT).into_iter().filter(|y| has_people.contains(y)).collect(),
            figure: Box::new(move |e, y| beckley(&gdp, &people, e, y)),
        });
    }
    let mut levels = Vec::new();
    let mut spread = Vec::new();
    let mut table = Vec::new();
    let mut lines = Vec::new();
    for m in &measures {
        let Some(year) = options.latest_of(m.years.iter().copied()) else {
            section.note(format!("{}: no year covers both.", m.label));
            continue;
        };
        let at = |y: Year| [dyad.dependent, dyad.on].map(|e| (m.figure)(e, y));
        let now = at(year);
        let before = at(year.plus(-SPEED_YEARS));
        let four = ratios(dyad, m.basis, [&now[0], &now[1]], [&before[0], &before[1]]);
        if m.basis == beckley::DEFINITION.id {
            section.add(options.aged(beckley_share(dyad, [&now[0], &now[1]])));
        }
        if m.basis != POPULATION
            && let Some(ratio) = four[0].value.known()
        {
            spread.push((ratio, m.label, year));
        }
        let ids = now.map(|f| Some(section.add(options.aged(f))));
        levels.push(PairedRow { label: format!("{}, {year}", m.label), figures: ids });
        let four = four.map(|f| section.add(options.aged(f)));
        let ratio_id = four[0];
        let row = std::iter::once(Cell::Text(format!("{}, {year}", m.label))).chain(four.map(Cell::Figure)).collect();
        table.push(row);
        if matches!(m.basis, "cinc" | GDP_CURRENT | GDP_PPP) {
            let mut figures = Vec::new();
            for y in m.years.iter().copied().filter(|y| *y < year && options.in_trend(*y)) {
                let (then, earlier) = (at(y), at(y.plus(-SPEED_YEARS)));
                let [ratio, ..] = ratios(dyad, m.basis, [&then[0], &then[1]], [&earlier[0], &earlier[1]]);
                if ratio.value.known().is_some() {
                    figures.push(section.add(ratio));
                }
            }
            figures.push(ratio_id);
            lines.push(Trend {
                label: format!("{} of {} over {}", m.label, dyad.dependent.code(), dyad.on.code()),
                figures,
            });
        }
    }
    if levels.is_empty() {
        section.say("No loaded source measures the power of both.");
        return Ok(section);
    }
    section
        .blocks
        .push(Block::Paired { heads: [dyad.dependent.name().to_owned(), dyad.on.name().to_owned()], rows: levels });
    section.blocks.push(Block::Table {
        title: format!("{} over {}: the measures disagree, so all stand here", dyad.dependent.name(), dyad.on.name()),
        columns: ["measure", "ratio", "5-year change of its log", "parity, half drift", "parity, full drift"]
            .map(str::to_owned)
            .to_vec(),
        rows: table,
    });
    section.blocks.push(Block::Trends { title: "Ratio over time".into(), lines });
    spread.sort_by(|x, y| x.0.total_cmp(&y.0));
    if let [(low, by, when), .., (high, other, then)] = spread.as_slice() {
        let said = |v: f64| words::quantity(v, Unit::Ratio);
        section.say(format!(
            "The spread across measures of power: {} over {} stands at {} by {by} ({when}) and at {} by {other} ({then}). No one of them is the answer.",
            dyad.dependent.code(),
            dyad.on.code(),
            said(*low),
            said(*high),
        ));
    }
    section.note("A year of parity carries the last five years on, half or all of them; if the ratio stays where it is there is none. As a forecast the full trend does worse than half of it or none.");
    Ok(section)
}
