//! A world from an inter-country system of blocks, such as an imported ICIO or WIOD table.

use super::super::data::{Data, Repair, WorldError};
use super::super::world::World;
use super::{duties, fill_with_medians, median};
use std::collections::{BTreeMap, HashMap};
use suzerain_tables::classification::{Classification, ICIO28_SERVICES};
use suzerain_tables::correspondence::icio28_of;
use suzerain_tables::io::{self, Block};
use suzerain_tables::store::TableFile;
use suzerain_tables::{Economy, Year};

/// The rest of the world.
const REST: &str = "ROW";

/// Elasticities of the sectors of a list, with what was assumed: those `given` by sector, else the mean of
/// those of the 28 sectors that a sector covers (`of_28`), else their median.
#[must_use]
pub fn elasticities_of(
    sectors: &[String],
    classification: Option<Classification>,
    of_28: &BTreeMap<String, f64>,
    given: &BTreeMap<String, f64>,
) -> (BTreeMap<String, f64>, Vec<String>) {
    let (mut theta, mut joined, mut stray) = (BTreeMap::new(), Vec::new(), Vec::new());
    for sector in sectors {
        let covered = classification.and_then(|c| icio28_of(c, sector)).unwrap_or_default();
        let known: Vec<f64> = covered.iter().filter_map(|code| of_28.get(*code).copied()).collect();
        let value = if let Some(value) = given.get(sector) {
            *value
        } else if known.is_empty() {
            stray.push(sector.as_str());
            median(of_28.values().copied())
        } else {
            if known.len() > 1 {
                joined.push(format!("{sector} ({})", covered.join(", ")));
            }
            known.iter().sum::<f64>() / known.len() as f64
        };
        theta.insert(sector.clone(), value);
    }
    let mut assumptions = Vec::new();
    if !joined.is_empty() {
        assumptions.push(format!("sectors with the mean elasticity of several of the 28: {}", joined.join("; ")));
    }
    if !stray.is_empty() {
        assumptions.push(format!(
            "sectors without an elasticity of their own have the median of the set (assumed): {}",
            stray.join(", ")
        ));
    }
    (theta, assumptions)
}

/// The labels of a table of blocks in one year.
struct Labels {
    economies: Vec<Economy>,
    sectors: Vec<String>,
    /// Whether the rest of the world has no output of its own in the table and was added.
    rest_added: bool,
}

fn labels(table: &TableFile, year: Year) -> Result<Labels, WorldError> {
    let mut economies: BTreeMap<String, Economy> = BTreeMap::new();
    let mut sectors: BTreeMap<String, ()> = BTreeMap::new();
    let (mut failed, mut from_rest) = (None, false);
    io::each_in(table, year, &[Block::Output, Block::FromRest], |cell| {
        if cell.block == Block::FromRest {
            from_rest = true;
            return;
        }
        if !economies.contains_key(cell.seller) {
            match Economy::from_code(cell.seller) {
                Some(e) => drop(economies.insert(cell.seller.to_owned(), e)),
                None => failed = Some(format!("unknown economy {}", cell.seller)),
            }
        }
        if !sectors.contains_key(cell.seller_sector) {
            sectors.insert(cell.seller_sector.to_owned(), ());
        }
    })
    .map_err(|e| WorldError::Table(e.to_string()))?;
    if let Some(message) = failed {
        return Err(WorldError::Missing(message));
    }
    if economies.is_empty() {
        let source = &table.meta().source;
        return Err(WorldError::Missing(format!("{source} has no output blocks of {year}")));
    }
    let rest_added = from_rest && !economies.contains_key(REST);
    if let (true, Some(rest)) = (rest_added, Economy::from_code(REST)) {
        economies.insert(REST.to_owned(), rest);
    }
    let mut economies: Vec<Economy> = economies.into_values().collect();
    economies.sort_unstable();
    Ok(Labels { economies, sectors: sectors.into_keys().collect(), rest_added })
}

/// A world from an inter-country system of blocks (intermediate, final, output; to and from the rest of the
/// world) of one year: sales are intermediate and final sales together, cost shares those of the table.
///
/// Where the table gives what its economies sell to and buy from the rest of the world but no output of it,
/// the rest of the world is added as an economy: its own sales are such that the share of them in its output
/// is the median of the others, sector by sector. An economy whose inputs the table does not have gets the
/// median cost shares of the others. Both are marked `assumed`. An industry without inputs (households as
/// employers) is all value added; one that an economy does not have gets medians, which nothing rests on. Sales to
/// partners the table does not name otherwise, and of sectors without output, are left out; it says how much. `theta`
/// gives the elasticities of the sectors it is handed. A flow bears the duty that the table `tariffs` (of the 28
/// sectors) has for its sector of goods, the mean of several where it covers several, services none; without that table
/// there are no duties. Flows are in thousand US dollars.
///
/// # Errors
/// [`WorldError::Missing`] if the table has no blocks of the year or a sector has no elasticity, or any other
/// [`WorldError`].
pub fn world_of_blocks(
    table: &TableFile,
    year: Year,
    tariffs: Option<&TableFile>,
    theta: impl FnOnce(&[String]) -> BTreeMap<String, f64>,
) -> Result<World, WorldError> {
    let source = &table.meta().source;
    let Labels { economies, sectors, rest_added } = labels(table, year)?;
    let (n, m) = (economies.len(), sectors.len());
    let theta = theta(&sectors);
    let elasticity =
        |s: &String| theta.get(s).copied().ok_or_else(|| WorldError::Missing(format!("sector {s} has no elasticity")));
    let mut data = Data {
        theta: sectors.iter().map(elasticity).collect::<Result<_, _>>()?,
        flows: vec![0.0; n * n * m],
        tariffs: vec![0.0; n * n * m],
        input_share: vec![0.0; n * m * m],
        value_added_share: vec![0.0; n * m],
        ..Data::default()
    };
    // Looked up by code some ten million times.
    let places: HashMap<&str, usize> = economies.iter().enumerate().map(|(i, e)| (e.code(), i)).collect();
    let sector_places: HashMap<&str, usize> = sectors.iter().enumerate().map(|(j, s)| (s.as_str(), j)).collect();
    let rest = places.get(REST).copied();
    let mut outside = 0.0;
    let blocks = [Block::Intermediate, Block::Final, Block::ToRest, Block::FromRest];
    io::each_in(table, year, &blocks, |cell| {
        let seller = places.get(cell.seller).copied();
        let buyer = match cell.block {
            Block::ToRest => rest,
            _ => places.get(cell.buyer).copied(),
        };
        let Some(j) = sector_places.get(cell.seller_sector).copied() else {
            outside += cell.value;
            return;
        };
        let (Some(from), Some(to)) = (seller, buyer) else {
            outside += if seller.is_some() { cell.value } else { 0.0 };
            return;
        };
        data.flows[(j * n + to) * n + from] += 1e3 * cell.value;
        if let (Block::Intermediate, Some(user)) = (cell.block, sector_places.get(cell.buyer_sector)) {
            data.input_share[(to * m + user) * m + j] += 1e3 * cell.value;
        }
    })
    .map_err(|e| WorldError::Table(e.to_string()))?;
    data.assumptions.push(format!("sales and cost shares are those of {source}, {year}"));
    for at in 0..n * n * m {
        if data.flows[at] < 0.0 {
            data.repairs.push(Repair::NegativeFlow {
                flow: (economies[at % n], economies[at / n % n]),
                sector: sectors[at / (n * n)].clone(),
                value: data.flows[at],
            });
            data.flows[at] = 0.0;
        }
    }
    if let (true, Some(rest)) = (rest_added, rest) {
        own_sales_of_the_rest(&mut data, (n, m), rest);
    }
    technology(&mut data, &economies, (n, m))?;
    if outside != 0.0 {
        data.assumptions.push(format!(
            "sales of {:.1} bn USD to partners the table does not name, or of sectors without output, are left out, and \
             output is less by them",
            outside / 1e3
        ));
    }
    (data.economies, data.sectors) = (economies, sectors);
    match (tariffs, table.meta().classification) {
        (Some(tariffs), Some(classification)) => {
            let of_28 = |sector: &str| -> Vec<String> {
                let covered = icio28_of(classification, sector).unwrap_or_default();
                covered.into_iter().filter(|code| *code != ICIO28_SERVICES).map(str::to_owned).collect()
            };
            duties(tariffs, of_28, &mut data)?;
            data.assumptions.push("services bear no duty".to_owned());
        }
        _ => data.assumptions.push("no duties are known".to_owned()),
    }
    World::new(data)
}

/// Gives the rest of the world own sales: their share in its output is the median of that of the others.
fn own_sales_of_the_rest(data: &mut Data, (n, m): (usize, usize), rest: usize) {
    for j in 0..m {
        let sold = |data: &Data, i: usize| -> f64 { (0..n).map(|to| data.flows[(j * n + to) * n + i]).sum() };
        let shares: Vec<f64> = (0..n)
            .filter(|i| *i != rest && sold(data, *i) > 0.0)
            .map(|i| data.flows[(j * n + i) * n + i] / sold(data, i))
            .collect();
        let (share, exports) = (if shares.is_empty() { 0.0 } else { median(shares.into_iter()) }, sold(data, rest));
        if share < 1.0 {
            data.flows[(j * n + rest) * n + rest] += exports * share / (1.0 - share);
        }
    }
    data.assumptions.push(format!(
        "{REST}: the table has its trade only; its own sales are such that their share in its output is the median of the \
         other economies, sector by sector (assumed)"
    ));
}

/// Divides inputs by output (the sum of the sales in `data`); value added is the rest. A column whose
/// inputs exceed output is scaled to it; an economy without any inputs gets medians.
fn technology(data: &mut Data, economies: &[Economy], (n, m): (usize, usize)) -> Result<(), WorldError> {
    let mut scaled = 0;
    let mut known = vec![true; n * m];
    let mut assumed = Vec::new();
    for i in 0..n {
        let output = |data: &Data, j: usize| -> f64 { (0..n).map(|to| data.flows[(j * n + to) * n + i]).sum() };
        if data.input_share[i * m * m..(i + 1) * m * m].iter().all(|v| *v == 0.0) {
            known[i * m..(i + 1) * m].fill(false);
            assumed.push((economies[i], (0..m).filter(|j| output(data, *j) > 0.0).count()));
            continue;
        }
        for j in 0..m {
            let output = output(data, j);
            let inputs = &mut data.input_share[(i * m + j) * m..][..m];
            let used: f64 = inputs.iter().sum();
            let whole = output.max(used);
            scaled += usize::from(used > output);
            if whole > 0.0 {
                inputs.iter_mut().for_each(|v| *v /= whole);
            }
            data.value_added_share[i * m + j] = 1.0 - inputs.iter().sum::<f64>();
            known[i * m + j] = output > 0.0;
        }
    }
    // A sector that nobody makes needs no cost shares.
    for j in 0..m {
        if (0..n).all(|i| !known[i * m + j]) {
            (0..n).for_each(|i| known[i * m + j] = true);
        }
    }
    fill_with_medians(&mut data.input_share, &mut data.value_added_share, &known, (n, m))?;
    for (economy, sectors) in assumed {
        data.assumptions
            .push(format!("{economy}: median cost shares of the other economies in {sectors} sectors (assumed)"));
    }
    if scaled > 0 {
        data.assumptions
            .push(format!("{scaled} columns use more than they sell: their inputs were scaled to their sales"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elasticities_follow_what_a_sector_covers() {
        let of_28: BTreeMap<String, f64> =
            [("C26", 8.0), ("C27", 4.0), ("D_T", 3.0)].map(|(s, t)| (s.to_owned(), t)).into();
        let sectors = ["c14", "c20", "other", "c16"].map(str::to_owned);
        let given = BTreeMap::from([("c16".to_owned(), 2.5)]);
        let (theta, assumed) = elasticities_of(&sectors, Some(Classification::Wiod35), &of_28, &given);
        assert_eq!(theta.values().copied().collect::<Vec<_>>(), [6.0, 2.5, 3.0, 4.0]);
        assert!(assumed[0].contains("c14 (C26, C27)") && assumed[1].ends_with(": other"), "{assumed:?}");
    }
}
