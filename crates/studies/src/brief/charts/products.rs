//! Products on which either side depends by the published screens, with the thresholds.

use crate::brief::products::RULES;
use crate::page::Section;
use crate::page::chart::{Chart, Datum, Kind, Point};
use crate::products::{Product, Products};
use crate::words;
use crate::world::World;
use suzerain_measures::screens::rules::Rule;
use suzerain_tables::figure::{Dyad, SourceRef, Status, Unit};

/// Products a direction.
const SHOWN: usize = 12;

/// Adds the table of a direction: products that a screen flags and the other side supplies, largest first.
pub fn add(section: &mut Section, world: &World<'_>, found: &Products, d: Dyad) {
    match table(world, found, d) {
        Some((chart, note)) => {
            section.charts.push(chart);
            section.note(note);
        }
        None => section.note(format!(
            "No product that {} buys from {} is flagged by a screen.",
            words::in_sentence(d.dependent),
            words::in_sentence(d.on)
        )),
    }
}

fn table(world: &World<'_>, found: &Products, d: Dyad) -> Option<(Chart, String)> {
    let flagged: Vec<&Product> = found
        .products
        .iter()
        .filter(|p| p.verdicts.iter().any(|v| v.dependent == Some(true)))
        .filter(|p| p.suppliers.iter().any(|(e, _)| *e == d.on))
        .collect();
    let silent = world.library().reporting().silence(found.source.id.as_str(), d.dependent, found.year).is_some();
    let status = if silent { Status::Mirror } else { Status::Observed };
    let rows = flagged.iter().take(SHOWN).map(|p| row(p, status, &found.source, found.year)).collect::<Vec<_>>();
    if rows.is_empty() {
        return None;
    }
    let [supplier, world_hhi, over] = Rule::Geodep.described() else { return None };
    let partner = Rule::Merics.described().iter().find(|c| c.name == "partner_share").map_or(f64::NAN, |c| c.threshold);
    let columns = [
        "product".to_owned(),
        "imports".into(),
        format!("{} (> {})", supplier.meaning, supplier.threshold),
        format!("{} (> {})", world_hhi.meaning, world_hhi.threshold),
        format!("share of {} (\u{2265} {})", d.on.name(), words::quantity(partner, Unit::Share)),
        format!("imports over exports (> {})", over.threshold),
    ]
    .into_iter();
    let columns = columns.chain(RULES.map(|r| r.label().to_owned())).collect();
    let title =
        format!("What {} buys from {}, {}", words::in_sentence(d.dependent), words::in_sentence(d.on), found.year);
    let chart = Chart::new(
        format!("screens-{}", d.dependent.code().to_lowercase()),
        title,
        Unit::Index,
        Kind::Table { columns, rows },
    )
    .with_note(format!(
        "{} of {} products in the data flagged, the largest {} at most shown.",
        flagged.len(),
        found.in_data,
        SHOWN
    ));
    Some((chart, thresholds()))
}

/// The beginning of a product's name, up to a word.
fn short(name: &str) -> String {
    const MOST: usize = 52;
    if name.chars().count() <= MOST {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MOST).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(kept, _)| kept).trim_end_matches([',', ';', ':', ' ']))
}

fn row(product: &Product, status: Status, source: &SourceRef, year: suzerain_tables::Year) -> Vec<Datum> {
    let value = |v: f64, unit: Unit| Datum::Value(Point::known(v, status, vec![source.clone()]).in_year(year), unit);
    let f = &product.facts;
    let over =
        if f.exports > 0.0 { value(f.imports / f.exports, Unit::Ratio) } else { Datum::Text("no exports".into()) };
    let mut cells = vec![
        Datum::Text(format!("{} {}", product.code, short(&product.name))),
        value(f.imports, Unit::KiloUsd),
        value(f.supplier_hhi, Unit::Index),
        value(f.world_hhi, Unit::Index),
        value(f.partner_share, Unit::Share),
        over,
    ];
    cells.extend(product.verdicts.iter().map(|v| {
        Datum::Text(match v.dependent {
            Some(true) => "dependent".into(),
            Some(false) => "no".into(),
            None => "unknown".into(),
        })
    }));
    cells
}

/// The thresholds of the rules in words.
fn thresholds() -> String {
    let rules = RULES.map(|rule| {
        let told: Vec<String> = rule
            .described()
            .iter()
            .map(|c| format!("{} {} {}", c.meaning, if c.inclusive { "at least" } else { "above" }, c.threshold))
            .collect();
        format!("{}: {}", rule.label(), told.join(", "))
    });
    format!("Thresholds. {}.", rules.join(". "))
}
