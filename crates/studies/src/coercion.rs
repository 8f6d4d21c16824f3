//! Coercive power of a hegemon, or a coalition, over a target: what can be withheld, and what it would take away.

use crate::StudyError;
use crate::brief::Options;
use crate::page::{Block, Cell, Section, Told};
use crate::words;
use crate::world::World;
use suzerain_measures::coercion::power::{Elasticities, Question, coercive_power, power_by_sector};
use suzerain_measures::coercion::spending::Spending;
use suzerain_tables::classification::{Classification, sector_name};
use suzerain_tables::figure::{Domain, Flag, Unit};
use suzerain_tables::store::TableFile;
use suzerain_tables::trade::Flows;
use suzerain_tables::{Economy, Year, coverage};

/// Sectors in a short section.
pub const SECTORS: usize = 3;
/// The study whose elasticities are used unless another is asked for: Fontagne, Guimbard and Orefice.
pub const STUDY: &str = "FGO";

/// The year of a coalition's membership where none is asked for: that of the last table built in.
pub const MEMBERSHIP_YEAR: i16 = 2022;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Power {
    /// Who withholds, the hegemon first.
    pub by: Vec<Economy>,
    /// The coalition's name, if it has one.
    pub coalition: Option<String>,
    /// The target.
    pub target: Economy,
    /// Elasticity between sectors.
    pub rho: f64,
    /// Study the elasticities between suppliers come from.
    pub study: String,
}

/// The table by sector with own supply, its year, and the elasticities of its sectors.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded; [`StudyError::NoAnswer`] without a study of that name.
pub fn inputs<'a>(
    world: &World<'a>,
    target: Economy,
    study: &str,
    options: &Options,
) -> Result<Option<(&'a TableFile, Year, Elasticities)>, StudyError> {
    let table = world.sector_tables().into_iter().find(|t| t.meta().classification == Some(Classification::Icio28));
    let Some(table) = table else { return Ok(None) };
    let Some(year) = options.latest_of(years(world, table, target)) else { return Ok(None) };
    let Some(elasticities) = world.elasticities(study, Classification::Icio28)? else {
        return Err(StudyError::NoAnswer(format!("no loaded table has elasticities of a study called `{study}`")));
    };
    Ok(Some((table, year, elasticities)))
}

/// Years of the table in which the pair and the target reported. After a side stopped, the table misses the turn of its
/// trade.
pub(crate) fn years(world: &World<'_>, table: &TableFile, target: Economy) -> Vec<Year> {
    let Some(window) = table.meta().coverage.window(coverage::FLOWS, target) else { return Vec::new() };
    let reporting = world.library().reporting();
    let silent = |y: &Year| {
        world.pair().iter().chain([&target]).any(|e| reporting.silence(&table.meta().source, *e, *y).is_some())
    };
    window.iter().filter(|y| !silent(y)).collect()
}

/// The section: power of all together, sectors by what they add, and, `with_members`, each member alone and the
/// target's power over it in return.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded or no study has that name.
pub fn section(
    world: &World<'_>,
    power: &Power,
    options: &Options,
    sectors: usize,
    with_members: bool,
) -> Result<Section, StudyError> {
    let mut section = Section::new("coercion", "Coercive power", Domain::Sectors);
    let Some((table, year, elasticities)) = inputs(world, power.target, &power.study, options)? else {
        section.say("No table by sector with own supply covers the target in any year asked for.");
        return Ok(section);
    };
    let reporting = world.library().reporting();
    let flows = world.flows(table, year)?;
    let spending = Spending::new(table.meta(), &flows, power.target, year);
    let question = Question {
        spending: &spending,
        elasticities: &elasticities,
        reporting,
        rho: power.rho,
        by: &power.by,
        coalition: power.coalition.as_deref(),
    };
    let joint = coercive_power(&question);
    let withheld = joint.inputs.iter().find(|i| i.unit == Unit::Share).map(|i| i.value);
    let who = power
        .coalition
        .clone()
        .unwrap_or_else(|| power.by.iter().map(|e| words::in_sentence(*e)).collect::<Vec<_>>().join(", "));
    let target = words::in_sentence(power.target);
    match (joint.value.known(), joint.band, withheld) {
        (Some(value), Some(band), Some(withheld)) => section.say(format!(
            "If {who} withheld all it sells to {target}, {} of its spending, {target} would lose {} of real spending in \
             {year} ({} to {} over elasticities), prices of other suppliers unchanged.",
            words::quantity(withheld, Unit::Share),
            words::quantity(value, Unit::Share),
            words::quantity(band.low, Unit::Share),
            words::quantity(band.high, Unit::Share),
        )),
        _ => section.say(format!("What {who} could take from {target}: {}.", words::value(&joint))),
    }
    section.add(options.aged(joint));
    let rows: Vec<Vec<Cell>> = power_by_sector(&question)
        .into_iter()
        .filter(|(_, nest)| nest.control > 0.0)
        .take(sectors)
        .map(|(mut figure, nest)| {
            figure.flag(Flag::Remark("sector-alone".into()));
            let code = figure.item.as_ref().map(|i| i.code.clone()).unwrap_or_default();
            let name = sector_name(Classification::Icio28, &code).unwrap_or("");
            let id = section.add(options.aged(figure));
            let told = |value: f64, unit: Unit, words: String| {
                Cell::Number(Told { value, unit, words, sources: String::new() })
            };
            let share = |v: f64| told(v, Unit::Share, words::quantity(v, Unit::Share));
            let sigma = nest.theta + 1.0;
            vec![
                Cell::Text(format!("{code} {name}")),
                Cell::Figure(id),
                share(nest.control),
                share(nest.spending_share),
                told(sigma, Unit::Ratio, words::number(sigma, 1)),
            ]
        })
        .collect();
    if !rows.is_empty() {
        section.blocks.push(Block::Table {
            title: format!("Sectors withheld alone from {}", power.target.name()),
            columns: ["sector", "loss", "controlled", "of spending", "sigma"].map(str::to_owned).to_vec(),
            rows,
        });
    }
    if with_members {
        members(&mut section, &question, table, &flows, power, options);
    }
    section.note(format!(
        "{}, {year}; elasticities {} ({}); rho {}. CES identity after Clayton, Maggiori and Schreger, read second-hand; \
         no supplier's price moves, and carrying the threat out costs nothing here.",
        table.meta().source, power.study, elasticities.source.id.as_str(), power.rho
    ));
    Ok(section)
}

/// Each who withholds, alone over the target, and what the target could do back.
fn members(
    section: &mut Section,
    question: &Question<'_>,
    table: &TableFile,
    flows: &Flows,
    power: &Power,
    options: &Options,
) {
    let year = question.spending.year();
    let mut rows = Vec::new();
    for member in power.by.iter().filter(|m| **m != power.target) {
        let alone = coercive_power(&Question { by: &[*member], coalition: None, ..*question });
        let mirror = Spending::new(table.meta(), flows, *member, year);
        let back = [power.target];
        let back = coercive_power(&Question { spending: &mirror, by: &back, coalition: None, ..*question });
        let ids = [alone, back].map(|f| section.add_once(options.aged(f)));
        rows.push(std::iter::once(Cell::Text(member.name().to_owned())).chain(ids.map(Cell::Figure)).collect());
    }
    let target = power.target.code();
    section.blocks.push(Block::Table {
        title: "Each alone, and what the target could do back".into(),
        columns: vec!["economy".into(), format!("over {target}"), format!("{target} over it")],
        rows,
    });
}
