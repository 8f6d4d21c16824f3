//! Alignment: votes in the UN General Assembly, ideal points and alliance obligations.

use super::{Options, unfilled};
use crate::StudyError;
use crate::page::{Block, Section, Trend};
use crate::words;
use crate::world::World;
use suzerain_measures::alignment::ideal_point::{DISTANCE, LEVEL, distance, ideal_point};
use suzerain_measures::alignment::obligation::{DEFINITION as OBLIGATION, obligation};
use suzerain_measures::alignment::un_agreement::{BY_ISSUE, DEFINITION as AGREEMENT, un_agreement, un_agreement_on};
use suzerain_tables::figure::{Domain, Dyad, NO_YEAR, Subject, Unit};
use suzerain_tables::obligations::Clauses;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::IDEAL_POINT;
use suzerain_tables::{Year, YearRange, coverage, issues, obligations, votes};

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("alignment", "Alignment", Domain::Alignment);
    agreement(world, &mut section, dyad, options)?;
    if options.full {
        by_issue(world, &mut section, dyad, options)?;
    }
    ideal_points(world, &mut section, dyad, options)?;
    alliance(world, &mut section, dyad, options)?;
    Ok(section)
}

fn agreement(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let subject = Subject::Symmetric(dyad.dependent, dyad.on);
    let Some(table) = world.library().of_kind(TableKind::Votes).next() else {
        let fill = "UN General Assembly votes: suzerain import un-votes FILE --into DIR";
        section.add(unfilled(AGREEMENT.id, Domain::Alignment, subject, Unit::Share, options, fill));
        section.say(format!("UN votes: no data loaded; {fill}."));
        return Ok(());
    };
    let records = votes::read(table, &[dyad.dependent, dyad.on])?;
    let figures = un_agreement(table.meta(), (dyad.dependent, &records[0]), (dyad.on, &records[1]));
    let wanted: Vec<_> = figures.into_iter().filter(|f| options.year.is_none_or(|y| f.year <= y)).collect();
    let Some(last) = wanted.last().cloned() else {
        section.say("The two have no common vote in the UN General Assembly in the sessions asked for.");
        return Ok(());
    };
    let common = last.inputs.last().map_or(0.0, |i| i.value);
    section.say(format!(
        "UN General Assembly: in session {} (from autumn {}) the two voted alike on {} of {} roll calls on which both voted. Most pairs outside the West agree often; the share is not corrected for chance.",
        last.session.unwrap_or(0),
        last.year,
        words::value(&last),
        words::number(common, 0),
    ));
    let mut ids = Vec::new();
    for figure in wanted.into_iter().filter(|f| options.in_trend(f.year) || f.year == last.year) {
        ids.push(section.add(options.aged(figure)));
    }
    section.blocks.push(Block::Trends {
        title: "Share of identical votes by session".into(),
        lines: vec![Trend {
            label: format!("{} and {} ({})", dyad.dependent.code(), dyad.on.code(), table.meta().source),
            figures: ids,
        }],
    });
    Ok(())
}

/// Agreement on the roll calls of each issue, in the sessions that are coded.
fn by_issue(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let of = |kind| world.library().of_kind(kind).next();
    let (Some(table), Some(tags)) = (of(TableKind::Votes), of(TableKind::Issues)) else { return Ok(()) };
    let records = votes::read(table, &[dyad.dependent, dyad.on])?;
    let issues = issues::read(tags)?;
    let mut lines = Vec::new();
    for (code, definition) in &BY_ISSUE {
        let Some(on) = issues.get(code) else { continue };
        let metas = (table.meta(), tags.meta());
        let (a, b) = ((dyad.dependent, &records[0]), (dyad.on, &records[1]));
        let figures = un_agreement_on(metas, definition, on, a, b);
        let wanted = figures.into_iter().filter(|f| options.in_trend(f.year));
        let ids: Vec<_> = wanted.map(|f| section.add(options.aged(f))).collect();
        if !ids.is_empty() {
            lines.push(Trend { label: definition.title.to_owned(), figures: ids });
        }
    }
    if !lines.is_empty() {
        section.blocks.push(Block::Trends { title: "Share of identical votes by issue and session".into(), lines });
        tags.meta().notes.iter().for_each(|note| section.note(format!("Issues: {note}")));
    }
    Ok(())
}

fn ideal_points(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let (a, b) = (dyad.dependent, dyad.on);
    let Some(data) = world.with_variable(IDEAL_POINT)? else {
        let fill = "UN ideal points: suzerain fit ideal-points --into DIR";
        let (subject, unit) = (Subject::Symmetric(a, b), Unit::StandardDeviations);
        section.add(unfilled(DISTANCE.id, Domain::Alignment, subject, unit, options, fill));
        return Ok(());
    };
    let years: Vec<Year> = data.series(IDEAL_POINT, a).map(|s| s.keys().copied().collect()).unwrap_or_default();
    let both = years.into_iter().filter(|y| data.get(IDEAL_POINT, b, *y).known().is_some());
    let both: Vec<Year> = both.filter(|y| options.year.is_none_or(|asked| *y <= asked)).collect();
    let Some(last) = both.last().copied() else {
        section.say("No session asked for has a UN ideal point of both.");
        return Ok(());
    };
    let points = [a, b].map(|e| options.aged(ideal_point(&data, e, last)));
    let apart = options.aged(distance(&data, a, b, last));
    let range = |f: &suzerain_tables::Figure| {
        f.band.map_or_else(String::new, |b| format!(" ({} to {})", words::number(b.low, 2), words::number(b.high, 2)))
    };
    section.say(format!(
        "UN ideal points of session {}, in standard deviations of all state-sessions, {:.0} % bands: {} {}{}, {} {}{}; apart by {}{}. Modelled from all roll calls; distances and ranks within a session can be read, changes of level over time cannot.",
        apart.session.unwrap_or(0),
        LEVEL * 100.0,
        a.code(),
        words::number(points[0].value.known().unwrap_or(f64::NAN), 2),
        range(&points[0]),
        b.code(),
        words::number(points[1].value.known().unwrap_or(f64::NAN), 2),
        range(&points[1]),
        words::value(&apart),
        range(&apart),
    ));
    for point in points {
        section.add(point);
    }
    let mut ids = Vec::new();
    for year in both.into_iter().filter(|y| *y < last && options.in_trend(*y)) {
        ids.push(section.add(distance(&data, a, b, year)));
    }
    ids.push(section.add(apart));
    section.blocks.push(Block::Trends {
        title: "Distance of UN ideal points by session".into(),
        lines: vec![Trend { label: format!("{} and {} ({})", a.code(), b.code(), data.meta().source), figures: ids }],
    });
    Ok(())
}

fn alliance(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let (a, b) = (dyad.dependent, dyad.on);
    let Some(table) = world.library().of_kind(TableKind::Obligations).next() else {
        let fill = "Alliance Treaty Obligations and Provisions (ATOP): suzerain import atop FILE --into DIR";
        section.add(unfilled(OBLIGATION.id, Domain::Alignment, Subject::Symmetric(a, b), Unit::Count, options, fill));
        section.say(format!("Alliance obligations: no data loaded; {fill}."));
        return Ok(());
    };
    let meta = table.meta();
    let record = obligations::read_pair(table, a, b)?;
    let windows = [a, b].map(|e| meta.coverage.window(coverage::OBLIGATIONS, e));
    let [Some(one), Some(two)] = windows else {
        section.add(obligation(meta, a, b, options.year.unwrap_or(NO_YEAR), None));
        section.say(format!("Alliance obligations: {} does not hold both states.", meta.source));
        return Ok(());
    };
    let window = YearRange::new(one.first.max(two.first), one.last.min(two.last));
    let Some(year) = options.latest(window) else {
        section.say(format!("Alliance obligations: {} covers {window}.", meta.source));
        return Ok(());
    };
    let now = options.aged(obligation(meta, a, b, year, record.get(&year).copied()));
    let clauses = record.get(&year).map_or_else(Vec::new, |c| c.names());
    section.add(now);
    section.say(if clauses.is_empty() {
        format!("Alliance obligations ({}): none in {year}, the last year covered.", meta.source)
    } else {
        format!("Alliance obligations ({}), {year}, the last year covered: {}.", meta.source, clauses.join(", "))
    });
    let past = spells(&record, window, options);
    if !past.is_empty() {
        section.say(format!("Since {}: {}.", window.first, past.join("; ")));
    }
    section.note(format!("Alliance data end in {}: what was signed or broken later is not in them.", window.last));
    Ok(())
}

/// Runs of years with the same clauses, in words.
fn spells(record: &std::collections::BTreeMap<Year, Clauses>, window: YearRange, options: &Options) -> Vec<String> {
    let mut runs: Vec<(YearRange, Clauses)> = Vec::new();
    for (year, clauses) in record.iter().filter(|(y, _)| window.contains(**y) && options.year.is_none_or(|a| **y <= a))
    {
        match runs.last_mut() {
            Some((run, same)) if same == clauses && run.last.plus(1) == *year => run.last = *year,
            _ => runs.push((YearRange::new(*year, *year), *clauses)),
        }
    }
    runs.into_iter().map(|(run, clauses)| format!("{run} {}", clauses.names().join(", "))).collect()
}
