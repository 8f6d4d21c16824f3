//! Products by published screens: for how many each side depends on few suppliers, and on which of them the other is one.

use super::Options;
use crate::StudyError;
use crate::page::{Block, Cell, Section};
use crate::products::{self, Product, Products, Question};
use crate::words;
use crate::world::World;
use suzerain_measures::screens::rules::Rule;
use suzerain_tables::figure::{Domain, Dyad, Unit};
use suzerain_tables::{Year, coverage};

/// Products a direction in a short brief.
const SHORT: usize = 3;
/// Rows of a table beyond which a short brief does not read it.
const LARGE: u64 = 5_000_000;
/// The rules, for one economy as a buyer.
pub(super) const RULES: [Rule; 3] = [Rule::EcAdapted, Rule::Geodep, Rule::Merics];

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("products", "Products by published screens", Domain::Goods);
    let Some(table) = world.product_tables().into_iter().next() else {
        section.say("No table by product is loaded; suzerain import baci FILE --into DIR adds one.");
        return Ok(section);
    };
    if table.rows() > LARGE && !options.full {
        section.say(format!(
            "{} is large: `suzerain products {} --from {}`, or --full here.",
            table.meta().source,
            dyad.dependent.code(),
            dyad.on.code()
        ));
        return Ok(section);
    }
    let mut answered = false;
    for d in [dyad, dyad.reversed()] {
        let window = table.meta().coverage.window(coverage::FLOWS, d.dependent);
        let Some(year) = window.and_then(|window| options.latest(window)) else {
            section.say(format!(
                "{} does not cover {} in any year asked for.",
                table.meta().source,
                d.dependent.name()
            ));
            continue;
        };
        direction(world, &mut section, d, (&table.meta().source, year), options)?;
        answered = true;
    }
    if answered {
        section.note(format!(
            "{}; the thresholds, the distance of every product and the churn since the year before: suzerain products {} \
             --from {}.",
            table.meta().source,
            dyad.dependent.code(),
            dyad.on.code()
        ));
    }
    Ok(section)
}

fn direction(
    world: &World<'_>,
    section: &mut Section,
    d: Dyad,
    (source, year): (&str, Year),
    options: &Options,
) -> Result<(), StudyError> {
    let question = Question {
        members: vec![d.dependent],
        bloc: false,
        from: Some(d.on),
        year: Some(year),
        source: Some(source.to_owned()),
        rules: RULES.to_vec(),
    };
    let found = products::products(world.library(), &question, |_| {})?;
    section.say(counted(&found, d));
    super::charts::products::add(section, world, &found, d);
    let mut hit: Vec<&Product> =
        found.products.iter().filter(|p| p.facts.partner_share > 0.0 && dependent(p)).collect();
    hit.sort_by(|a, b| bought(b).total_cmp(&bought(a)).then_with(|| a.code.cmp(&b.code)));
    let left = hit.len().saturating_sub(SHORT);
    if !options.full {
        hit.truncate(SHORT);
    }
    if hit.is_empty() {
        return Ok(());
    }
    let rows = hit
        .iter()
        .map(|p| {
            let held: Vec<&str> =
                p.verdicts.iter().filter(|v| v.dependent == Some(true)).map(|v| v.rule.label()).collect();
            [
                format!("{} {}", p.code, p.name),
                words::quantity(p.facts.partner_share, Unit::Share),
                words::number(p.facts.supplier_hhi, 2),
                held.join(", "),
            ]
            .map(Cell::Text)
            .to_vec()
        })
        .collect();
    section.blocks.push(Block::Table {
        title: format!("Products {} buys from {} and depends on by a rule, {year}", d.dependent.name(), d.on.name()),
        columns: vec!["product".into(), format!("from {}", d.on.code()), "supplier HHI".into(), "rules".into()],
        rows,
    });
    if left > 0 && !options.full {
        section.note(format!("{left} more of {}; --full shows them.", d.dependent.name()));
    }
    Ok(())
}

fn dependent(product: &Product) -> bool {
    product.verdicts.iter().any(|v| v.dependent == Some(true))
}

/// What is bought from the other side, thousand US dollars.
fn bought(product: &Product) -> f64 {
    product.facts.partner_share * product.facts.imports
}

/// How many products each rule flags.
fn counted(found: &Products, d: Dyad) -> String {
    let counts: Vec<String> = found.counts.iter().map(|c| format!("{} {}", c.rule.label(), c.dependent)).collect();
    format!(
        "{}, {}: dependent on few suppliers, of {} products in your data, by {}.",
        words::opening(d.dependent),
        found.year,
        found.in_data,
        counts.join(", ")
    )
}
