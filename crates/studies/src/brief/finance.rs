//! Finance: reserves by currency and place; what else there is to know and which data would tell.

use super::{Options, paired_heads, positions};
use crate::StudyError;
use crate::page::{Block, PairedRow, Section, Trend};
use crate::world::World;
use suzerain_measures::finance::reserve_share::{CURRENCY, PLACE, currency_of, currency_shares, place_shares, unknown};
use suzerain_tables::Missing;
use suzerain_tables::figure::{Domain, Dyad, Figure, NO_YEAR};
use suzerain_tables::positions::Variable;
use suzerain_tables::store::TableKind;

/// Positions shown, in order.
const VARIABLES: [Variable; 6] = [
    Variable::PortfolioAssets,
    Variable::DirectInward,
    Variable::DirectOutward,
    Variable::BankClaims,
    Variable::BankClaimsConsolidated,
    Variable::PublicDebt,
];

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("finance", "Finance", Domain::Finance);
    let pair = [dyad, dyad.reversed()];
    let mut series: [Vec<Vec<Figure>>; 2] = [vec![], vec![]];
    for table in world.library().of_kind(TableKind::Reserves) {
        let rows = suzerain_tables::reserves::read(table)?;
        for (at, d) in pair.iter().enumerate() {
            series[at].push(currency_shares(&rows, table.meta(), *d));
            series[at].push(place_shares(&rows, table.meta(), *d));
        }
    }
    let mut rows = Vec::new();
    let mut lines = Vec::new();
    for (definition, label) in
        [(&CURRENCY, "reserves in the other's currency"), (&PLACE, "reserves held with the other")]
    {
        let figures = [0, 1].map(|at| {
            let d = pair[at];
            let known: Vec<Figure> = series[at]
                .iter()
                .flatten()
                .filter(|f| f.measure == definition.id && options.year.is_none_or(|y| f.year <= y))
                .cloned()
                .collect();
            if known.is_empty() {
                let missing = if definition.id == CURRENCY.id && currency_of(d.on).is_none() {
                    Missing::NotDefined { why: format!("the currency of {} is not reported in reserves", d.on.name()) }
                } else {
                    Missing::NoSource {
                        fill: format!(
                            "{} publishes no composition that is built in; add a reserves table with --data",
                            d.dependent.name()
                        ),
                    }
                };
                return Some(section.add(unknown(definition, d, options.year.unwrap_or(NO_YEAR), missing)));
            }
            let ids: Vec<usize> = known.into_iter().map(|f| section.add(options.aged(f))).collect();
            if ids.len() > 1 {
                let shown: Vec<usize> =
                    ids.iter().copied().filter(|i| options.in_trend(section.figures[*i].year)).collect();
                lines.push(Trend {
                    label: format!("{} in the currency of {}, by date", d.dependent.code(), d.on.code()),
                    figures: shown,
                });
            }
            ids.last().copied()
        });
        rows.push(PairedRow { label: label.into(), figures });
    }
    rows.extend(positions::rows(world, &mut section, dyad, options, &VARIABLES)?);
    section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
    if !lines.is_empty() {
        section.blocks.push(Block::Trends { title: "Reserve shares over time".into(), lines });
        section.note("Reserve shares were read second-hand from dated accounts of the central bank's reports, not from its own tables.");
    }
    Ok(section)
}
