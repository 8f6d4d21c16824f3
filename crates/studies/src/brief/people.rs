//! People: remittances and migrants; no built-in data.

use super::{Options, paired_heads, unfilled};
use crate::StudyError;
use crate::page::{Block, PairedRow, Section};
use crate::world::World;
use suzerain_tables::figure::{Domain, Dyad, Subject, Unit};

const UNFILLED: [(&str, &str, &str, Unit); 2] = [
    ("remittances_gdp", "remittances from the other over GDP", "KNOMAD bilateral remittance matrix", Unit::Ratio),
    (
        "migrants_population",
        "emigrants living with the other over population",
        "UN DESA international migrant stock",
        Unit::Ratio,
    ),
];

/// The section.
///
/// # Errors
/// None; the result fits the index.
pub fn section(_world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("people", "People", Domain::People);
    let mut rows = Vec::new();
    for (measure, label, dataset, unit) in UNFILLED {
        let fill = format!("{dataset}; this version has no importer for it");
        let figures = [dyad, dyad.reversed()]
            .map(|d| Some(section.add(unfilled(measure, Domain::People, Subject::Directed(d), unit, options, &fill))));
        rows.push(PairedRow { label: label.into(), figures });
        section.note(format!("{label}: no data loaded; {fill}."));
    }
    section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
    Ok(section)
}
