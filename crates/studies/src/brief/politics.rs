//! Politics: how alike the two are by each measure of alignment, which disagree.

use super::Options;
use crate::StudyError;
use crate::page::{Block, Cell, Section, Trend};
use crate::words;
use crate::world::{World, source_ref};
use suzerain_measures::alignment::similarity::{self, Portfolio, VARIANTS, Variant, alliances};
use suzerain_measures::system::members;
use suzerain_tables::figure::{Domain, Dyad, Figure};
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::CAPABILITY_COMPONENTS;
use suzerain_tables::{Year, YearRange, votes};

/// Measures that stand on the page; a full one has all.
const SHOWN: [&str; 5] = ["kappa", "s_score", "tau_b", "kappa_votes", "s_votes"];
/// The measure with a trend on the page.
const HEADLINE: &str = "kappa";

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("politics", "Politics: alignment by each measure", Domain::Alignment);
    let mut series: Vec<(&'static Variant, Vec<Figure>)> = by_alliances(world, dyad, options)?;
    series.extend(by_votes(world, dyad, options)?);
    series.retain(|(_, figures)| !figures.is_empty());
    if series.is_empty() {
        section.say("No loaded table of alliances or votes covers both in the years asked for.");
        return Ok(section);
    }
    let latest = |id: &str| {
        series
            .iter()
            .find(|(v, _)| v.definition.id == id)
            .and_then(|(_, f)| f.last())
            .filter(|f| f.value.known().is_some())
    };
    if let (Some(kappa), Some(s)) = (latest(HEADLINE), latest("s_score")) {
        section.say(format!(
            "By their alliances the two stand at {} corrected for chance (kappa) and at {} not corrected (S) in {}. Most pairs have few allies, so S is near 1 for most; at kappa 0 two portfolios are as alike as chance would have it.",
            words::value(kappa),
            words::value(s),
            kappa.year,
        ));
    }
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    for (variant, mut figures) in series {
        let Some(last) = figures.pop() else { continue };
        let (year, title) = (last.year, variant.definition.title);
        let trended = options.full || variant.definition.id == HEADLINE;
        let kept = figures.into_iter().filter(|f| trended && options.in_trend(f.year) && f.value.known().is_some());
        let mut ids: Vec<_> = kept.map(|f| section.add(f)).collect();
        let id = section.add(options.aged(last));
        ids.push(id);
        rows.push(vec![Cell::Text(title.to_owned()), Cell::Text(year.to_string()), Cell::Figure(id)]);
        if trended {
            lines.push(Trend { label: variant.definition.id.to_owned(), figures: ids });
        }
    }
    section.blocks.push(Block::Table {
        title: "The measures disagree, so several stand here".into(),
        columns: ["measure", "year", "value"].map(str::to_owned).to_vec(),
        rows,
    });
    section.blocks.push(Block::Trends { title: "Over time".into(), lines });
    section
        .note("A treaty count or a likeness of portfolios is no alignment of policy, and the years differ by measure.");
    Ok(section)
}

fn shown(variant: &Variant, options: &Options) -> bool {
    options.full || SHOWN.contains(&variant.definition.id)
}

/// The alliance measures with their figures, oldest first.
fn by_alliances(
    world: &World<'_>,
    dyad: Dyad,
    options: &Options,
) -> Result<Vec<(&'static Variant, Vec<Figure>)>, StudyError> {
    let (Some(ties), Some(system)) = (world.ties()?, world.capabilities()?) else { return Ok(Vec::new()) };
    let pair = (dyad.dependent, dyad.on);
    let (Some(shared), Some(known)) =
        (ties.shared(pair.0, pair.1), system.meta().coverage.span(CAPABILITY_COMPONENTS[4]))
    else {
        return Ok(Vec::new());
    };
    let window = YearRange::new(shared.first.max(known.first), shared.last.min(known.last));
    let asked = |y: &Year| options.year.is_none_or(|asked| *y <= asked);
    let years: Vec<_> = window
        .iter()
        .filter(asked)
        .map(|year| (year, members(&system, year)))
        .filter(|(_, members)| members.contains(&pair.0) && members.contains(&pair.1))
        .collect();
    let reference = source_ref(system.meta());
    let wanted = VARIANTS.iter().filter(|v| v.portfolio != Portfolio::Votes && shown(v, options));
    Ok(wanted
        .filter_map(|v| similarity::named(v.definition.id))
        .map(|v| (v, years.iter().map(|(y, m)| alliances(&ties, &reference, v, pair, *y, m)).collect()))
        .collect())
}

/// The vote measures with their figures, oldest first.
fn by_votes(
    world: &World<'_>,
    dyad: Dyad,
    options: &Options,
) -> Result<Vec<(&'static Variant, Vec<Figure>)>, StudyError> {
    let Some(table) = world.library().of_kind(TableKind::Votes).next() else { return Ok(Vec::new()) };
    let records = votes::read(table, &[dyad.dependent, dyad.on])?;
    let wanted = VARIANTS.iter().filter(|v| v.portfolio == Portfolio::Votes && shown(v, options));
    Ok(wanted
        .filter_map(|v| similarity::named(v.definition.id))
        .map(|v| {
            let mut all = similarity::votes(table.meta(), v, (dyad.dependent, &records[0]), (dyad.on, &records[1]));
            all.retain(|f| options.year.is_none_or(|asked| f.year <= asked));
            (v, all)
        })
        .collect())
}
