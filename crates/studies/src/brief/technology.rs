//! Technology: electronics, electrical equipment and machinery by origin, and research effort.

use super::{Options, paired_heads, usable_years};
use crate::StudyError;
use crate::page::{Block, Cell, PairedRow, Section, Trend};
use crate::world::World;
use suzerain_measures::books::Items;
use suzerain_measures::dependence::Question;
use suzerain_measures::dependence::expenditure_share::expenditure_share;
use suzerain_measures::dependence::import_share::import_share;
use suzerain_measures::dependence::sales::sales;
use suzerain_measures::power::indicator::indicator;
use suzerain_measures::substitution::{Question as Alternatives, Side};
use suzerain_measures::technology::chip_inputs::chip_inputs;
use suzerain_measures::technology::electronics::{ELECTRONICS, electronics, foreign_electronics};
use suzerain_tables::classification::{Classification, sector_name};
use suzerain_tables::figure::{Domain, Dyad, Figure};
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::{RD_SHARE, RESEARCHERS, variable};

/// Sectors of the technology block in the ICIO classifications.
const SECTORS: [&str; 3] = ["C26", "C27", "C28"];

/// Inputs of chip making a direction in a short section.
const CHIP_INPUTS: usize = 3;

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("technology", "Technology", Domain::Technology);
    let table = world
        .sector_tables()
        .into_iter()
        .find(|t| matches!(t.meta().classification, Some(Classification::Icio28 | Classification::Icio50)));
    if let Some(table) = table {
        let books = world.books(table, false)?;
        let years = usable_years(&books, world, options).0;
        if let Some(year) = years.last().copied() {
            let mut rows = Vec::new();
            let mut lines = Vec::new();
            for code in SECTORS {
                let items = Items::One(code.to_owned());
                let name = sector_name(books.classification(), code).unwrap_or(code);
                let ask = |d: Dyad, y| Question {
                    books: &books,
                    domain: Domain::Technology,
                    dyad: d,
                    year: y,
                    items: &items,
                };
                let mut pair = |label: String, f: fn(&Question<'_>) -> Figure| {
                    let figures = [dyad, dyad.reversed()].map(|d| Some(section.add(options.aged(f(&ask(d, year))))));
                    rows.push(PairedRow { label, figures });
                };
                pair(format!("{name}: buys"), sales);
                pair(format!("{name}: share of imports"), import_share);
                pair(format!("{name}: share of all spending"), expenditure_share);
                if code == SECTORS[0] {
                    for d in [dyad, dyad.reversed()] {
                        let mut figures = Vec::new();
                        for y in years.iter().copied().filter(|y| *y < year && options.in_trend(*y)) {
                            figures.push(section.add(import_share(&ask(d, y))));
                        }
                        if options.in_trend(year)
                            && let Some(now) = section.figures.iter().position(|f| {
                                f.measure == "import_share"
                                    && f.year == year
                                    && f.subject == suzerain_tables::figure::Subject::Directed(d)
                                    && f.item.as_ref().is_some_and(|i| i.code == code)
                            })
                        {
                            figures.push(now);
                        }
                        lines.push(Trend {
                            label: format!(
                                "{} on {} ({}, estimated)",
                                d.dependent.code(),
                                d.on.code(),
                                books.meta().source
                            ),
                            figures,
                        });
                    }
                }
            }
            section.say(format!(
                "Share of the other side in what each buys abroad, {} {year}, estimated.",
                table.meta().source
            ));
            section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
            section.blocks.push(Block::Trends { title: "Computers, electronics, optics: import share".into(), lines });
        }
    } else {
        section.say("No table by sector is loaded; suzerain import icio FILE --into DIR adds one.");
    }
    origin(world, &mut section, dyad, options)?;
    chips(world, &mut section, dyad, options)?;
    research(world, &mut section, dyad, options)?;
    section.note("Chips and telecom equipment at product level are not in the built-in data; suzerain import baci FILE --into DIR adds them.");
    Ok(section)
}

/// Electronics by origin: sensitivity, vulnerability, and all that is foreign.
fn origin(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let table = world
        .sector_tables()
        .into_iter()
        .find(|t| matches!(t.meta().classification, Some(Classification::Icio28 | Classification::Icio50)));
    let Some(table) = table else { return Ok(()) };
    let books = world.books(table, false)?;
    let Some(year) = usable_years(&books, world, options).0.last().copied() else { return Ok(()) };
    let market = world.market(table, year, &Items::One(ELECTRONICS.to_owned()))?;
    let mut figures = [[None; 2]; 3];
    for (at, d) in [dyad, dyad.reversed()].into_iter().enumerate() {
        let domain = Domain::Technology;
        let q = Alternatives {
            market: &market,
            sanctions: world.library().sanctions(),
            domain,
            dyad: d,
            side: Side::Buying,
        };
        let [sensitivity, vulnerability] = electronics(&q);
        for (row, figure) in [foreign_electronics(&q), sensitivity, vulnerability].into_iter().enumerate() {
            figures[row][at] = Some(section.add(options.aged(figure)));
        }
    }
    let labels =
        ["electronics that are foreign", "electronics from the other", "of which reachable others do not make"];
    let rows = labels
        .into_iter()
        .zip(figures)
        .map(|(label, figures)| PairedRow { label: label.to_owned(), figures })
        .collect();
    section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
    Ok(())
}

/// Inputs of chip making that the other side supplies, from the user's copy of the dataset.
fn chips(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    for table in world.library().of_kind(TableKind::Supply) {
        let rows = suzerain_tables::supply::read(table)?;
        for d in [dyad, dyad.reversed()] {
            let mut found = chip_inputs(&rows, table.meta(), world.library().sanctions(), d, options.year);
            if !options.full {
                found.truncate(CHIP_INPUTS);
            }
            let rows: Vec<Vec<Cell>> = found
                .into_iter()
                .map(|input| {
                    let ids = [input.share, input.reachable].map(|f| section.add(options.aged(f)));
                    std::iter::once(Cell::Text(input.name)).chain(ids.map(Cell::Figure)).collect()
                })
                .collect();
            if !rows.is_empty() {
                section.blocks.push(Block::Table {
                    title: format!("Chip-making inputs of which {} supplies most", d.on.name()),
                    columns: vec![
                        "input".into(),
                        "of world supply".into(),
                        format!("others reachable for {}", d.dependent.code()),
                    ],
                    rows,
                });
            }
        }
    }
    Ok(())
}

fn research(world: &World<'_>, section: &mut Section, dyad: Dyad, options: &Options) -> Result<(), StudyError> {
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    for id in [RD_SHARE, RESEARCHERS] {
        let (Some(variable), Some(data)) = (variable(id), world.with_variable(id)?) else { continue };
        let data = data.as_ref();
        let figures = [dyad.dependent, dyad.on].map(|e| {
            let series = data.series(id, e)?;
            let year = options.latest_of(series.keys().copied())?;
            if id == RD_SHARE {
                let figures: Vec<usize> = series
                    .keys()
                    .copied()
                    .filter(|y| options.in_trend(*y) && *y < year)
                    .map(|y| section.add(indicator(data, variable, Domain::Technology, e, y)))
                    .collect();
                lines.push(Trend { label: format!("{} ({})", e.code(), data.meta().source), figures });
            }
            let now = section.add(options.aged(indicator(data, variable, Domain::Technology, e, year)));
            if id == RD_SHARE
                && let Some(line) = lines.last_mut()
            {
                line.figures.push(now);
            }
            Some(now)
        });
        rows.push(PairedRow { label: variable.name.to_owned(), figures });
    }
    if rows.is_empty() {
        section.say("No research indicators are loaded; suzerain import world-bank FILES --into DIR adds them.");
        return Ok(());
    }
    section.blocks.push(Block::Paired { heads: [dyad.dependent.name().to_owned(), dyad.on.name().to_owned()], rows });
    section.blocks.push(Block::Trends { title: "R&D expenditure, per cent of GDP".into(), lines });
    Ok(())
}
