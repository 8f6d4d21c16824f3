//! World maps: who leans on either side, and what a rupture does to everybody else.

use crate::StudyError;
use crate::brief::Options;
use crate::page::chart::{Chart, Kind, Layer, Point, Side};
use crate::rank::rank;
use crate::rupture::{Answer, Rupture};
use crate::words;
use crate::world::World;
use suzerain_measures::dependence::trade_share;
use suzerain_tables::figure::{Dyad, Figure, Status, Unit};
use suzerain_tables::{Economy, coverage};

/// The share of each economy's goods trade that it does with either side: one map a side.
pub fn partners(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Vec<Chart>, StudyError> {
    let windows =
        world.goods_tables().into_iter().filter(|t| t.meta().universe.as_deref() != Some("reported")).filter_map(|t| {
            let window = t.meta().coverage.span(coverage::FLOWS)?;
            options.latest(window)
        });
    let Some(year) = windows.max() else { return Ok(Vec::new()) };
    let mut layers = Vec::new();
    for (state, side) in [(dyad.dependent, Side::A), (dyad.on, Side::B)] {
        let ranking = rank(world, trade_share::DEFINITION.id, year, Some(state))?;
        let mut values: Vec<(Economy, Point)> =
            ranking.rows.iter().map(|place| (place.economy, Point::of(&place.figure))).collect();
        values.sort_by_key(|(economy, _)| economy.code());
        layers.push(Layer {
            label: format!("with {}, {year}", words::in_sentence(state)),
            side,
            values,
            apart: vec![state],
        });
    }
    let title = "Who trades most with either side: share of each economy's goods trade";
    Ok(vec![Chart::new("partners", title, Unit::Share, Kind::Map { layers })])
}

/// The change that a rupture brings to every economy outside the pair, by one model.
pub fn third_parties(answer: &Answer, rupture: &Rupture, like: &Figure) -> Option<Layer> {
    let sides = [&rupture.resolved.a, &rupture.resolved.b];
    let apart: Vec<Economy> = sides.iter().flat_map(|s| s.members.iter().copied()).collect();
    let mut values: Vec<(Economy, Point)> = answer
        .rows
        .iter()
        .filter(|row| row.measured == answer.leading() && !apart.contains(&row.economy))
        .filter_map(|row| {
            let value = row.change_pct.ok()? / 100.0;
            let mut point = Point::known(value, Status::Modelled, like.sources.clone());
            if let Some(band) = row.band {
                point = point.band(band.low / 100.0, band.high / 100.0, 0.9);
            }
            point.year = answer.year;
            if row.entrepot_or_goods_only {
                point = point.with_note("its deficit exceeds its income: an entrepot, or services pay for its goods");
            }
            Some((row.economy, point))
        })
        .collect();
    values.sort_by_key(|(economy, _)| economy.code());
    let label = format!("{}, {}", answer.model.name(), answer.leading().name().replace('_', " "));
    (!values.is_empty()).then_some(Layer { label, side: Side::Neither, values, apart })
}

/// The maps of [`third_parties`] of all models as one chart.
pub fn of_models(layers: Vec<Layer>) -> Option<Chart> {
    (!layers.is_empty()).then(|| {
        let title = "Third parties: what changes for everybody else if the two stop trading, by model";
        Chart::new("third-parties", title, Unit::Share, Kind::Map { layers }).with_note(
            "Below zero is a loss. One scale for all maps. Effects are small beside those on the two sides: compare economies, not decimals.",
        )
    })
}
