//! Arms transfers both ways.

use super::{Options, paired_heads, unfilled};
use crate::StudyError;
use crate::page::{Block, PairedRow, Section, Trend};
use crate::world::World;
use suzerain_measures::arms::arms_transfers::{Register, SHARE_YEARS, VOLUME};
use suzerain_tables::YearRange;
use suzerain_tables::figure::{Domain, Dyad, Subject, Unit};

const FILL: &str = "SIPRI Arms Transfers Database, trade register: suzerain import sipri FILE --into DIR";

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("arms", "Arms", Domain::Arms);
    let pair = [dyad, dyad.reversed()];
    let registers = world.arms()?;
    let covering: Option<&Register> = registers.iter().find(|r| r.window(dyad.dependent, dyad.on).is_some());
    let Some((register, window)) = covering.and_then(|r| r.window(dyad.dependent, dyad.on).map(|w| (r, w))) else {
        let figures = pair.map(|d| {
            Some(section.add(unfilled(VOLUME.id, Domain::Arms, Subject::Directed(d), Unit::MillionTiv, options, FILL)))
        });
        section.blocks.push(Block::Paired {
            heads: paired_heads(dyad),
            rows: vec![PairedRow { label: "major arms received".into(), figures }],
        });
        section.note(format!("Arms: no data loaded for this pair; {FILL}."));
        return Ok(section);
    };
    let Some(year) = options.latest(window) else {
        section.say(format!("Arms data start in {}.", window.first));
        return Ok(section);
    };
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    let mut volumes = [None, None];
    for (at, d) in pair.into_iter().enumerate() {
        let mut figures = Vec::new();
        for y in window.iter().filter(|y| options.in_trend(*y) && *y < year) {
            figures.push(section.add(register.volume(d, y)));
        }
        let now = section.add(options.aged(register.volume(d, year)));
        figures.push(now);
        volumes[at] = Some(now);
        lines.push(Trend {
            label: format!("{} to {} ({})", d.on.code(), d.dependent.code(), register.meta.source),
            figures,
        });
    }
    rows.push(PairedRow { label: format!("major arms received in {year}"), figures: volumes });
    let span = YearRange::new(year.plus(1 - SHARE_YEARS), year);
    rows.push(PairedRow {
        label: format!("share of its arms imports, {span}"),
        figures: pair.map(|d| Some(section.add(options.aged(register.share(d, span))))),
    });
    section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
    section.blocks.push(Block::Trends { title: "Volume of major arms delivered, million TIV".into(), lines });
    section.note("Trend-indicator values measure capability moved, not money paid; a share of imports cannot see self-sufficiency.");
    if !register.is_whole() {
        section.note(format!("Only the yearly totals of this pair are built in; shares need the register: {FILL}."));
    }
    Ok(section)
}
