//! Outlook: where a few measures are heading, with bands that the past has tested.

use super::Options;
use crate::StudyError;
use crate::outlook::{Ahead, Outlook, SHOWN, fitted, forecast, histories};
use crate::page::chart::{Chart, Kind, Line, Point, Scale, Side};
use crate::page::{Block, Cell, Section, Told};
use crate::words;
use crate::world::World;
use suzerain_tables::figure::{Band, Domain, Dyad, Figure, Flag, Status, Subject, Unit};
use suzerain_tables::{Observation, Year};

/// Identifier of the figures; a flag names the measure forecast.
const MEASURE: &str = "outlook";
/// Level of the bands in the table.
const LEVEL: f64 = 0.8;

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("outlook", "Outlook", Domain::Power);
    let freeze = options.year.map(|y| y.0);
    let fitted = fitted(world.library(), freeze)?;
    let mut outlooks = Vec::new();
    for history in histories(world, dyad, true)? {
        // Each series to the farthest year shown.
        let until = history.values.keys().rev().find(|y| freeze.is_none_or(|f| **y <= f)).map(|y| y + SHOWN[1]);
        let Some(until) = until else { continue };
        outlooks.extend(forecast(&history, &fitted, freeze, until)?);
    }
    if outlooks.is_empty() {
        section.say("No loaded series of the pair reaches far enough back for a forecast.");
        return Ok(section);
    }
    section.say(format!(
        "Medians and 80 % bands {} and {} years after each series' own last year: the pool of random walk, half drift, full drift and damped trend, fitted to a panel of like series. Modelled from each series' own past: no event, sanction or policy is in it.",
        SHOWN[0], SHOWN[1]
    ));
    let mut rows = Vec::new();
    for outlook in &outlooks {
        rows.push(row(&mut section, outlook));
        section.charts.push(fan(outlook, dyad));
    }
    section.blocks.push(Block::Table {
        title: "Where the measures are heading".into(),
        columns: vec![
            "measure".into(),
            "last known".into(),
            format!("+{} years", SHOWN[0]),
            format!("+{} years", SHOWN[1]),
            format!("skill over random walk +{}", SHOWN[0]),
        ],
        rows,
    });
    section.note("Skill is that of the whole panel in the past, 0 for none, in brackets 90 %; no band of a single pair is validated. suzerain outlook A B has every series, suzerain paths score the record.");
    if outlooks.iter().any(|o| o.ahead.iter().any(|a| SHOWN.contains(&a.years) && !o.tested(a.years))) {
        section.note("†: farther ahead than the panel's history could test.");
    }
    if freeze.is_some() {
        section.note("Revised data cut at the year asked for, not what was known then.");
    }
    Ok(section)
}

fn row(section: &mut Section, o: &Outlook<'_>) -> Vec<Cell> {
    let mut cells = vec![
        Cell::Text(o.history.label.clone()),
        Cell::Number(Told {
            value: o.value,
            unit: o.history.unit,
            words: format!("{} ({})", words::quantity(o.value, o.history.unit), o.origin),
            sources: o.history.sources.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join("+"),
        }),
    ];
    for years in SHOWN {
        cells.push(o.at(years).map_or(Cell::Empty, |ahead| {
            let id = section.add(figure(o, ahead));
            let say = |v: f64| words::quantity(v, o.history.unit);
            let mark = if o.tested(years) { "" } else { " †" };
            let (low, high) = ahead.bands[0];
            Cell::Said(id, format!("{} ({} to {}){mark}", say(ahead.median), say(low), say(high)))
        }));
    }
    cells.push(o.scores(SHOWN[0]).map_or(Cell::Empty, |s| {
        let band = s.skill_interval.map_or_else(String::new, |(low, high)| format!(" ({low:+.2} to {high:+.2})"));
        let words = format!("{:+.2}{band}", s.skill);
        Cell::Number(Told { value: s.skill, unit: Unit::Ratio, words, sources: String::new() })
    }));
    cells
}

fn figure(o: &Outlook<'_>, ahead: &Ahead) -> Figure {
    let h = &o.history;
    let mut figure = Figure::new(MEASURE, h.domain, h.subject, Year(ahead.year), h.unit)
        .with_value(Observation::Known(ahead.median), Status::Modelled);
    figure.item.clone_from(&h.item);
    figure.denominator.clone_from(&h.denominator);
    figure.sources.clone_from(&h.sources);
    figure.band = Some(Band { low: ahead.bands[0].0, high: ahead.bands[0].1, level: Some(LEVEL) });
    figure.flag(Flag::Remark(format!("of:{}", h.measure).into()));
    if !h.basis.is_empty() {
        figure.flag(Flag::Remark(format!("basis:{}", h.basis).into()));
    }
    figure.flag(Flag::Remark(format!("origin:{}", o.origin).into()));
    if !o.tested(ahead.years) {
        figure.flag(Flag::Remark("untested-horizon".into()));
    }
    figure
}

/// The history with its fan.
fn fan(o: &Outlook<'_>, dyad: Dyad) -> Chart {
    let h = &o.history;
    let side = match h.subject {
        Subject::Directed(d) if d == dyad => Side::A,
        Subject::Directed(_) => Side::B,
        Subject::State(_) | Subject::Symmetric(..) => Side::Neither,
    };
    let known = h.values.iter().filter(|(y, _)| **y <= o.origin);
    let mut points: Vec<Point> =
        known.map(|(y, v)| Point::known(*v, Status::Observed, h.sources.clone()).in_year(Year(*y))).collect();
    points.extend(o.ahead.iter().map(|a| {
        let [eighty, ninety] = a.bands;
        let point = Point::known(a.median, Status::Modelled, h.sources.clone()).in_year(Year(a.year));
        let point = point.band(ninety.0, ninety.1, 0.9).band(eighty.0, eighty.1, LEVEL);
        if o.tested(a.years) { point } else { point.with_note("untested-horizon") }
    }));
    let basis = if h.basis.is_empty() { String::new() } else { format!("-{}", h.basis.replace('_', "-")) };
    let of = match h.subject {
        Subject::Directed(d) => format!("-{}-{}", d.dependent.code(), d.on.code()).to_lowercase(),
        Subject::State(_) | Subject::Symmetric(..) => String::new(),
    };
    let id = format!("outlook-{}{basis}{of}", h.measure.replace('_', "-"));
    let line = Line { label: h.label.clone(), side, points };
    Chart::new(id, h.label.clone(), h.unit, Kind::Series { lines: vec![line], scale: Scale::Linear }).with_note(
        format!("Known to {}; then median with 80 and 90 % bands of the pool, fitted to: {}.", o.origin, o.panel.title),
    )
}
