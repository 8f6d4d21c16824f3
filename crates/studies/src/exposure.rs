//! Exposure: what stands behind the direct supplier, for one pair.

use crate::StudyError;
use crate::brief::Options;
use crate::page::{Block, Cell, FigureId, PairedRow, Section};
use crate::words;
use crate::world::World;
use suzerain_measures::exposure::Question;
use suzerain_measures::exposure::inputs::{foreign_input_reliance, input_reliance, input_reliance_of_sector};
use suzerain_measures::exposure::system::Reach;
use suzerain_measures::exposure::value_added::{value_added_origin, value_added_origin_exports, value_added_sold};
use suzerain_tables::coverage;
use suzerain_tables::figure::{Domain, Dyad, Figure, Subject};
use suzerain_tables::store::TableFile;
use suzerain_tables::{Year, classification::sector_name};

/// Sectors a direction in a short section.
pub const SECTORS: usize = 3;

/// The table and year the reader wants: the finest inter-country table that covers both sides.
#[must_use]
pub fn table_and_year<'a>(world: &World<'a>, options: &Options) -> Option<(&'a TableFile, Year)> {
    world.inter_country_tables().into_iter().find_map(|table| {
        let windows = world.pair().map(|e| table.meta().coverage.window(coverage::FLOWS, e));
        let both = windows[0].zip(windows[1])?;
        let window = suzerain_tables::YearRange::new(both.0.first.max(both.1.first), both.0.last.min(both.1.last));
        Some((table, options.latest(window)?))
    })
}

/// The section; `sectors` rows a direction at most.
///
/// # Errors
/// [`StudyError`] if the table cannot be decoded or solved.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options, sectors: usize) -> Result<Section, StudyError> {
    let mut section = Section::new("exposure", "Hidden exposure", Domain::Sectors);
    let Some((table, year)) = table_and_year(world, options) else {
        section.say(
            "No inter-country input-output table covers both economies in any year asked for; \
             suzerain import icio FILE --into DIR adds one.",
        );
        return Ok(section);
    };
    let traced = world.traced(table, year)?;
    let q = Question { traced: &traced, reporting: world.library().reporting(), dyad };
    let pair = [q, Question { dyad: dyad.reversed(), ..q }];
    let all = |_: &str| true;
    let mut rows = Vec::new();
    let mut add = |label: &str, f: &dyn Fn(&Question<'_>) -> Figure| {
        let figures = [0, 1].map(|at| Some(section.add(options.aged(f(&pair[at])))));
        rows.push(PairedRow { label: label.into(), figures });
    };
    add("value added of the other in final demand", &value_added_origin);
    add("value added of the other in exports", &value_added_origin_exports);
    add("own value added absorbed by the other", &value_added_sold);
    add("inputs from the other, face value", &|q| input_reliance(q, Reach::FaceValue, all));
    add("inputs from the other, look-through, gross", &|q| input_reliance(q, Reach::LookThrough, all));
    add("foreign inputs, all origins, face value", &|q| foreign_input_reliance(q, all));
    section.blocks.push(Block::Paired { heads: crate::brief::paired_heads(dyad), rows });
    for q in &pair {
        let mut lines: Vec<(String, Figure, Figure)> = traced
            .system()
            .sectors()
            .iter()
            .filter_map(|code| {
                let through = input_reliance_of_sector(q, Reach::LookThrough, code)?;
                Some((code.clone(), input_reliance_of_sector(q, Reach::FaceValue, code)?, through))
            })
            .filter(|(_, _, through)| through.value.known().is_some())
            .collect();
        let size = |f: &Figure| f.value.known().unwrap_or(-1.0);
        lines.sort_by(|a, b| size(&b.2).total_cmp(&size(&a.2)).then_with(|| a.0.cmp(&b.0)));
        lines.truncate(sectors);
        let rows: Vec<Vec<Cell>> = lines
            .into_iter()
            .map(|(code, face, through)| {
                let name = table.meta().classification.and_then(|c| sector_name(c, &code)).unwrap_or("");
                let ids: [FigureId; 2] = [through, face].map(|f| section.add(options.aged(f)));
                std::iter::once(Cell::Text(format!("{code} {name}"))).chain(ids.map(Cell::Figure)).collect()
            })
            .collect();
        if !rows.is_empty() {
            section.blocks.push(Block::Table {
                title: format!("Industries of {} that rest most on {}", q.dyad.dependent.name(), q.dyad.on.name()),
                columns: vec!["industry".into(), "look-through".into(), "face value".into()],
                rows,
            });
        }
    }
    section.note(format!("{}, {year}, {} industries.", table.meta().source, traced.system().nodes()));
    section.note(
        "Look-through figures are gross: an input that passes several stages is counted at each, by design; the \
         value-added figures count it once.",
    );
    if table.meta().coverage.economies(coverage::FLOWS).count() > 0 && section.figures.iter().any(has_estimate) {
        section.note("The publisher estimated a side's flows after it stopped reporting; the turn of its trade since is not in them.");
    }
    Ok(section)
}

fn has_estimate(figure: &Figure) -> bool {
    figure.flags.iter().any(|f| matches!(f, suzerain_tables::figure::Flag::EstimatedAfterReportingStopped(_)))
}

/// One sentence built from the figures of the section.
#[must_use]
pub fn headline(section: &Section, dyad: Dyad) -> String {
    let find = |measure: &str, d: Dyad| {
        section
            .figures
            .iter()
            .find(|f| f.measure == measure && f.item.is_none() && f.subject == Subject::Directed(d))
            .filter(|f| f.value.known().is_some())
    };
    match (find("value_added_origin", dyad), find("value_added_origin", dyad.reversed())) {
        (Some(there), Some(back)) => format!(
            "In {}, {} of what {} consumed and invested was value added in {}, and {} the other way round ({}).",
            there.year,
            words::value(there),
            words::in_sentence(dyad.dependent),
            words::in_sentence(dyad.on),
            words::value(back),
            there.status.name(),
        ),
        _ => format!(
            "No loaded inter-country table covers {} and {} in any year asked for.",
            words::in_sentence(dyad.dependent),
            words::in_sentence(dyad.on)
        ),
    }
}
