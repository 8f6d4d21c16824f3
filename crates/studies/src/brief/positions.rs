//! Rows of finance, debt and people from the tables of positions; a dataset that is not loaded is named.

use super::{Options, unfilled};
use crate::StudyError;
use crate::page::{FigureId, PairedRow, Section};
use crate::world::{World, source_ref};
use suzerain_measures::finance::positions::{Scale, domain, latest_year, measures, position_figures};
use suzerain_tables::figure::{Dyad, SourceRef, Subject, Unit};
use suzerain_tables::positions::{self, Position, Variable};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::{TableKind, TableMeta};
use suzerain_tables::variables::{GDP_CURRENT, POPULATION};
use suzerain_tables::{Economy, Missing, Observation, Year};

/// What a reader sees, and the command that would fill it.
const fn words(variable: Variable) -> (&'static str, &'static str) {
    match variable {
        Variable::PortfolioAssets => (
            "portfolio investment in the other",
            "IMF Coordinated Portfolio Investment Survey; suzerain import cpis FILE --into DIR",
        ),
        Variable::DirectInward => (
            "direct investment from the other",
            "IMF Coordinated Direct Investment Survey; suzerain import cdis FILE --into DIR",
        ),
        Variable::DirectOutward => (
            "direct investment in the other",
            "IMF Coordinated Direct Investment Survey; suzerain import cdis FILE --into DIR",
        ),
        Variable::BankClaims => (
            "claims of the other's banks, by location",
            "BIS locational banking statistics; suzerain import bis-lbs FILE --into DIR",
        ),
        Variable::BankClaimsConsolidated => (
            "claims of the other's banks, consolidated",
            "BIS consolidated banking statistics; suzerain import bis-cbs FILE --into DIR",
        ),
        Variable::PublicDebt => (
            "public debt owed to the other",
            "World Bank International Debt Statistics; suzerain import ids FILE --into DIR",
        ),
        Variable::Remittances => (
            "remittances from the other",
            "KNOMAD bilateral remittance matrix; suzerain import remittances FILE --into DIR",
        ),
        Variable::Emigrants => (
            "emigrants living with the other",
            "UN DESA international migrant stock; suzerain import migrants FILE --into DIR",
        ),
    }
}

/// Two rows a variable that is loaded, one that names the dataset otherwise.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn rows(
    world: &World<'_>,
    section: &mut Section,
    dyad: Dyad,
    options: &Options,
    variables: &[Variable],
) -> Result<Vec<PairedRow>, StudyError> {
    let mut tables: Vec<(TableMeta, Vec<Position>)> = Vec::new();
    for table in world.library().of_kind(TableKind::Positions) {
        tables.push((table.meta().clone(), positions::read(table)?));
    }
    let pair = [dyad, dyad.reversed()];
    let mut out = Vec::new();
    for variable in variables {
        let (label, fill) = words(*variable);
        let [share, ratio] = measures(*variable);
        let Some((meta, rows)) = tables.iter().find(|(_, rows)| rows.iter().any(|r| r.variable == *variable)) else {
            let mut missing = |measure, unit| -> [Option<FigureId>; 2] {
                pair.map(|d| {
                    let subject = Subject::Directed(d);
                    Some(section.add(unfilled(measure, domain(*variable), subject, unit, options, fill)))
                })
            };
            let figures = missing(share.id, Unit::Share);
            missing(ratio.id, Unit::Ratio);
            out.push(PairedRow { label: label.into(), figures });
            section.note(format!("{label}: no data loaded; {fill}."));
            continue;
        };
        let mut figures = [[None, None], [None, None]];
        for (at, d) in pair.iter().enumerate() {
            let year = latest_year(rows, *variable, *d, options.year)
                .or_else(|| options.latest_of(rows.iter().filter(|r| r.variable == *variable).map(|r| r.year)))
                .or(options.year)
                .unwrap_or(suzerain_tables::figure::NO_YEAR);
            let scale = scale(world, *variable, d.dependent, year)?;
            let both = position_figures(rows, meta, *variable, *d, year, &scale).map(|f| options.aged(f));
            for (measure, figure) in both.into_iter().enumerate() {
                figures[measure][at] = Some(section.add(figure));
            }
        }
        let over = if *variable == Variable::Emigrants { "population" } else { "GDP" };
        out.push(PairedRow { label: format!("{label}, of all"), figures: figures[0] });
        out.push(PairedRow { label: format!("{label}, over {over}"), figures: figures[1] });
    }
    Ok(out)
}

/// Product of the year, or population for emigrants.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn scale(world: &World<'_>, variable: Variable, economy: Economy, year: Year) -> Result<Scale, StudyError> {
    let id = if variable == Variable::Emigrants { POPULATION } else { GDP_CURRENT };
    Ok(match world.with_variable(id)? {
        Some(table) => Scale { value: table.get(id, economy, year), source: source_ref(table.meta()) },
        None => Scale {
            value: Observation::Missing(Missing::NoSource {
                fill: "World Bank indicators; suzerain import world-bank FILES --into DIR".into(),
            }),
            source: SourceRef { id: SourceId("none".into()), vintage: String::new() },
        },
    })
}
