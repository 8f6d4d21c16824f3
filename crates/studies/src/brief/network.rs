//! Network: where each side stands among suppliers, and how much of what reaches one passes through the other.

use super::{Options, paired_heads, usable_years};
use crate::StudyError;
use crate::page::{Block, PairedRow, Section};
use crate::world::World;
use suzerain_measures::books::Items;
use suzerain_measures::network::betweenness::betweenness;
use suzerain_measures::network::hub::hub_dependence;
use suzerain_measures::network::page_rank::supplier_rank;
use suzerain_tables::figure::{Domain, Dyad};

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded or a solve fails.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("network", "Network of goods trade", Domain::Goods);
    for table in world.goods_tables() {
        if table.meta().universe.as_deref() == Some("reported") {
            continue;
        }
        let books = world.books(table, false)?;
        let Some(year) = usable_years(&books, world, options).0.last().copied() else { continue };
        let market = world.market(table, year, &Items::Goods)?;
        let solve = |error: &dyn std::error::Error| StudyError::Solve(error.to_string());
        let mut hubs = Vec::new();
        for d in [dyad, dyad.reversed()] {
            let figure = hub_dependence(&market, d).map_err(|e| solve(&e))?;
            hubs.push(Some(section.add(options.aged(figure))));
        }
        let rows = vec![PairedRow { label: "hub dependence".into(), figures: [hubs[0], hubs[1]] }];
        section.blocks.push(Block::Paired { heads: paired_heads(dyad), rows });
        let mut ranks = Vec::new();
        let mut between = Vec::new();
        for economy in [dyad.dependent, dyad.on] {
            let rank = supplier_rank(&market, economy).map_err(|e| solve(&e))?;
            ranks.push(Some(section.add(options.aged(rank))));
            between.push(Some(section.add(options.aged(betweenness(&market, economy)))));
        }
        let rows = vec![
            PairedRow { label: "supplier rank (PageRank)".into(), figures: [ranks[0], ranks[1]] },
            PairedRow { label: "betweenness among main suppliers".into(), figures: [between[0], between[1]] },
        ];
        let heads = [dyad.dependent.name().to_owned(), dyad.on.name().to_owned()];
        section.blocks.push(Block::Paired { heads, rows });
        section.note(format!("{} economies of {}, {year}.", market.economies().len(), table.meta().source));
        return Ok(section);
    }
    section.say("No loaded table covers both economies among all others in any year asked for.");
    Ok(section)
}
