//! Worlds from tables: the built-in one of 28 sectors, and any inter-country system of blocks.

mod blocks;

pub use blocks::{elasticities_of, world_of_blocks};

use super::data::{Data, WorldError};
use super::world::World;
use std::collections::BTreeMap;
use suzerain_tables::classification::ICIO28_SERVICES;
use suzerain_tables::io::{self, Block};
use suzerain_tables::library::Library;
use suzerain_tables::rates::{read_elasticities, read_tariffs};
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Year, YearRange};

/// Trade of the built-in world.
pub const TRADE: &str = "icio-2025";
/// Cost shares of the built-in world.
pub const COEFFICIENTS: &str = "icio-2025-national-28";
/// Duties of the built-in world.
pub const TARIFFS: &str = "teti-2024";
/// Elasticities of the built-in world.
pub const ELASTICITIES: &str = "trade-elasticities-28";
/// The set of elasticities used unless another is named: Fontagne, Guimbard and Orefice (2022), the one
/// estimated from duties on all pairs and products.
pub const DEFAULT_SET: &str = "FGO";

/// The world of 28 sectors: sales of `year`, cost shares of the year their table has (2022), duties of
/// 2021, elasticities of the set named. The rest of the world, for which the table has no cost shares,
/// gets the median of the others. Flows are in thousand US dollars.
///
/// # Errors
/// [`WorldError::Missing`] if a table, the year or the set is absent, or any other [`WorldError`].
pub fn world(library: &Library, year: Year, set: &str) -> Result<World, WorldError> {
    let table = |kind, source| {
        library.table(kind, source).ok_or_else(|| WorldError::Missing(format!("the table {source} is not loaded")))
    };
    let theta = elasticities(table(TableKind::Elasticities, ELASTICITIES)?, set)?;
    let sectors: Vec<String> = theta.keys().cloned().collect();
    let mut data = flows(table(TableKind::Trade, TRADE)?, year, sectors)?;
    data.theta = theta.into_values().collect();
    let own = |sector: &str| vec![sector.to_owned()];
    duties(table(TableKind::Tariffs, TARIFFS)?, own, &mut data)?;
    say_duty_on_services(&mut data);
    shares(table(TableKind::Io, COEFFICIENTS)?, year, &mut data)?;
    World::new(data)
}

/// The elasticities of one set by sector.
///
/// # Errors
/// [`WorldError::Missing`] with the sets there are if the one named is not among them.
pub fn elasticities(table: &TableFile, set: &str) -> Result<BTreeMap<String, f64>, WorldError> {
    let rows = read_elasticities(table).map_err(|e| WorldError::Table(e.to_string()))?;
    let of_set: BTreeMap<String, f64> =
        rows.iter().filter(|r| r.estimate == set).map(|r| (r.item.clone(), r.elasticity)).collect();
    if of_set.is_empty() {
        let mut sets: Vec<&str> = rows.iter().map(|r| r.estimate.as_str()).collect();
        sets.sort_unstable();
        sets.dedup();
        return Err(WorldError::Missing(format!("no set of elasticities {set}; there are {}", sets.join(", "))));
    }
    Ok(of_set)
}

/// Sales of one year, economies in code order.
fn flows(table: &TableFile, year: Year, sectors: Vec<String>) -> Result<Data, WorldError> {
    let filter = FlowFilter { years: Some(YearRange { first: year, last: year }), ..FlowFilter::default() };
    let flows = trade::read(table, &filter).map_err(|e| WorldError::Table(e.to_string()))?;
    let mut economies: Vec<Economy> = flows.exporter.iter().chain(&flows.importer).copied().collect();
    economies.sort_unstable();
    economies.dedup();
    if economies.is_empty() {
        return Err(WorldError::Missing(format!("{} has no flows of {year}", table.meta().source)));
    }
    let (n, m) = (economies.len(), sectors.len());
    let place: BTreeMap<Economy, usize> = economies.iter().enumerate().map(|(i, e)| (*e, i)).collect();
    let sector_of: Vec<Option<usize>> =
        flows.item_codes.iter().map(|code| sectors.iter().position(|s| s == code)).collect();
    let mut data = Data { flows: vec![0.0; n * n * m], tariffs: vec![0.0; n * n * m], ..Data::default() };
    for row in 0..flows.len() {
        let item = usize::from(flows.item[row]);
        let Some(j) = sector_of[item] else {
            let code = &flows.item_codes[item];
            return Err(WorldError::Missing(format!("sector {code} has no elasticity")));
        };
        data.flows[(j * n + place[&flows.importer[row]]) * n + place[&flows.exporter[row]]] += flows.value_kusd[row];
    }
    data.economies = economies;
    data.sectors = sectors;
    Ok(data)
}

/// Puts the duties of a table on the flows of `data`. `items_of` gives the items of the table that a sector covers: its
/// duty is the mean of those that have a rate.
fn duties(table: &TableFile, items_of: impl Fn(&str) -> Vec<String>, data: &mut Data) -> Result<(), WorldError> {
    let rows = read_tariffs(table).map_err(|e| WorldError::Table(e.to_string()))?;
    let (n, m) = (data.economies.len(), data.sectors.len());
    let mut sectors_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (j, sector) in data.sectors.iter().enumerate() {
        for item in items_of(sector) {
            sectors_of.entry(item).or_default().push(j);
        }
    }
    let mut rates = vec![0_u32; n * n * m];
    let mut year = None;
    for row in rows {
        let place = |e: Economy| data.economies.binary_search(&e).ok();
        let (Some(from), Some(to)) = (place(row.exporter), place(row.importer)) else { continue };
        if from == to {
            continue;
        }
        for j in sectors_of.get(&row.item).into_iter().flatten() {
            let at = (j * n + to) * n + from;
            rates[at] += 1;
            data.tariffs[at] += (row.rate - data.tariffs[at]) / f64::from(rates[at]);
            year = Some(row.year);
        }
    }
    let foreign = |at: &usize| at % n != at / n % n && data.flows[*at] > 0.0;
    let (all, without) = (0..n * n * m).filter(foreign).fold((0.0, 0.0), |(all, without), at| {
        (all + data.flows[at], without + if rates[at] > 0 { 0.0 } else { data.flows[at] })
    });
    let year = year.map_or_else(|| "an unknown year".to_owned(), |y| y.to_string());
    data.assumptions.push(format!(
        "duties are those of {year}; flows without a rate in the table ({:.1} % of trade) bear none",
        100.0 * without / all
    ));
    Ok(())
}

/// The table of duties has a rate for the aggregate of services, where customs duties hardly exist: said, not mended.
fn say_duty_on_services(data: &mut Data) {
    let n = data.economies.len();
    let Some(j) = data.sectors.iter().position(|s| s == ICIO28_SERVICES) else { return };
    let foreign = (j * n * n..(j + 1) * n * n).filter(|at| at % n != at / n % n);
    let (duty, value) =
        foreign.fold((0.0, 0.0), |(d, v), at| (d + data.flows[at] * data.tariffs[at], v + data.flows[at]));
    data.assumptions.push(format!(
        "services bear the rate that the table of duties has for their aggregate, {:.1} % of their trade",
        100.0 * duty / value
    ));
}

/// Cost shares of the table's year; medians of the others where it has none.
fn shares(table: &TableFile, year: Year, data: &mut Data) -> Result<(), WorldError> {
    let (n, m) = (data.economies.len(), data.sectors.len());
    data.input_share = vec![0.0; n * m * m];
    data.value_added_share = vec![0.0; n * m];
    let mut known = vec![false; n * m];
    let mut of_year = year;
    let mut stranger = None;
    let Data { economies, sectors, input_share, value_added_share, .. } = data;
    io::each(table, &[Block::UseShare, Block::ValueAddedShare], |cell| {
        let buyer = Economy::from_code(cell.buyer).and_then(|e| economies.binary_search(&e).ok());
        let sector = |code: &str| sectors.iter().position(|s| s == code);
        let (Some(i), Some(j)) = (buyer, sector(cell.buyer_sector)) else { return };
        of_year = cell.year;
        if cell.block == Block::ValueAddedShare {
            value_added_share[i * m + j] = cell.value;
            known[i * m + j] = true;
        } else if let Some(k) = sector(cell.seller_sector) {
            input_share[(i * m + j) * m + k] = cell.value;
        } else {
            stranger = Some(cell.seller_sector.to_owned());
        }
    })
    .map_err(|e| WorldError::Table(e.to_string()))?;
    if let Some(code) = stranger {
        return Err(WorldError::Missing(format!("sector {code} has cost shares but no elasticity")));
    }
    let filled = fill_with_medians(input_share, value_added_share, &known, (n, m))?;
    let mut assumed: BTreeMap<Economy, usize> = BTreeMap::new();
    for at in filled {
        let output: f64 = (0..n).map(|to| data.flows[(at % m * n + to) * n + at / m]).sum();
        if output > 0.0 {
            *assumed.entry(data.economies[at / m]).or_default() += 1;
        }
    }
    data.assumptions.push(format!("cost shares are those of {of_year}, sales those of {year}"));
    data.assumptions.push(
        "cost shares are at basic prices: duty on inputs, inputs from the rest of the world and product taxes stand in \
         value added"
            .to_owned(),
    );
    for (economy, sectors) in assumed {
        data.assumptions
            .push(format!("{economy}: median cost shares of the other economies in {sectors} sectors (assumed)"));
    }
    Ok(())
}

/// Gives each unknown column of cost shares the median of the known ones of its sector, each input by
/// itself, value added the rest. Returns the columns filled.
fn fill_with_medians(
    inputs: &mut [f64],
    value_added: &mut [f64],
    known: &[bool],
    (n, m): (usize, usize),
) -> Result<Vec<usize>, WorldError> {
    let mut filled = Vec::new();
    for j in 0..m {
        let from: Vec<usize> = (0..n).filter(|i| known[i * m + j]).collect();
        if from.len() == n {
            continue;
        }
        if from.is_empty() {
            return Err(WorldError::Missing("a sector has no cost shares in any economy".to_owned()));
        }
        let medians: Vec<f64> = (0..m).map(|k| median(from.iter().map(|i| inputs[(i * m + j) * m + k]))).collect();
        let rest = 1.0 - medians.iter().sum::<f64>();
        for i in (0..n).filter(|i| !known[i * m + j]) {
            inputs[(i * m + j) * m..][..m].copy_from_slice(&medians);
            value_added[i * m + j] = rest;
            filled.push(i * m + j);
        }
    }
    Ok(filled)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 }
}
