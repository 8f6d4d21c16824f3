//! Sectors of a measure in the lists that models use, and the part of a flow that products make up.

use super::ModelError;
use super::context::Context;
use std::collections::BTreeMap;
use suzerain_tables::classification::{Classification, ICIO16, ICIO50, IcioSector, icio28_codes};
use suzerain_tables::correspondence::icio28_of;
use suzerain_tables::store::TableKind;
use suzerain_tables::trade::{self, FlowFilter};
use suzerain_tables::{Economy, Year, YearRange};

/// Codes of the 28-sector list that a code of it, or of the 16-sector list, stands for.
pub(super) fn of_28(code: &str) -> Result<Vec<&'static str>, ModelError> {
    let mut codes: Vec<&'static str> =
        ICIO50.iter().filter(|s| s.code28() == code || s.group16 == code).map(IcioSector::code28).collect();
    codes.dedup();
    if codes.is_empty() {
        let known: Vec<&str> = icio28_codes().into_iter().chain(ICIO16.iter().map(|(c, _)| *c)).collect();
        return Err(ModelError::NotApplicable(format!("unknown sector {code:?}; known are {}", known.join(", "))));
    }
    Ok(codes)
}

/// Sectors of a table that a code stands for: one of its own, or else those that lie within a code of the
/// 28- or 16-sector list.
pub(super) fn of_table(
    sectors: &[String],
    classification: Option<Classification>,
    code: &str,
) -> Result<Vec<String>, ModelError> {
    if sectors.iter().any(|s| s == code) {
        return Ok(vec![code.to_owned()]);
    }
    let wanted = of_28(code).unwrap_or_default();
    let covers = |s: &&String| {
        let parts = classification.and_then(|c| icio28_of(c, s)).unwrap_or_default();
        !parts.is_empty() && parts.iter().all(|p| wanted.contains(p))
    };
    let found: Vec<String> = sectors.iter().filter(covers).cloned().collect();
    if found.is_empty() {
        let known = sectors.join(", ");
        return Err(ModelError::NotApplicable(format!("the table has no sector {code:?}; it has {known}")));
    }
    Ok(found)
}

/// The share of each of the 16 groups that the sectors named make up in the flow: 1 where all of a
/// group is named, else by the sales of `year`.
pub(super) fn in_16(
    context: &Context<'_>,
    named: &[String],
    flow: (Economy, Economy),
    year: Year,
) -> Result<BTreeMap<String, f64>, ModelError> {
    let mut codes = Vec::new();
    for name in named {
        codes.extend(of_28(name)?);
    }
    let mut shares = BTreeMap::new();
    for (group, _) in ICIO16 {
        let mut members: Vec<&str> = ICIO50.iter().filter(|s| s.group16 == *group).map(IcioSector::code28).collect();
        members.dedup();
        let hit = members.iter().filter(|m| codes.contains(m)).count();
        if hit == members.len() {
            shares.insert((*group).to_owned(), 1.0);
        } else if hit > 0 {
            let sales = sales(context, "icio-2025", flow, year, |item| members.contains(&item))?;
            let named: f64 = sales.iter().filter(|(item, _)| codes.contains(&item.as_str())).map(|(_, v)| v).sum();
            let all: f64 = sales.values().sum();
            shares.insert((*group).to_owned(), if all > 0.0 { named / all } else { 0.0 });
        }
    }
    Ok(shares)
}

/// Sales of one flow by item, thousand US dollars.
fn sales(
    context: &Context<'_>,
    source: &str,
    flow: (Economy, Economy),
    year: Year,
    wanted: impl Fn(&str) -> bool,
) -> Result<BTreeMap<String, f64>, ModelError> {
    let table = context
        .inputs
        .library
        .table(TableKind::Trade, source)
        .ok_or_else(|| ModelError::NotApplicable(format!("the table {source} is not loaded")))?;
    let filter =
        FlowFilter { years: Some(YearRange::new(year, year)), touching: vec![flow.0], ..FlowFilter::default() };
    let rows = trade::read(table, &filter).map_err(|e| ModelError::NotApplicable(e.to_string()))?;
    let mut out = BTreeMap::new();
    for row in 0..rows.len() {
        let item = &rows.item_codes[usize::from(rows.item[row])];
        if rows.exporter[row] == flow.0 && rows.importer[row] == flow.1 && wanted(item) {
            *out.entry(item.clone()).or_insert(0.0) += rows.value_kusd[row];
        }
    }
    Ok(out)
}

/// The share of a flow of goods (`total_kusd`) that products make up, by the product table loaded.
///
/// Its edition of the nomenclature differs from the total's, so the share is an estimate; it is 1 at
/// most.
pub(super) fn of_products(
    context: &Context<'_>,
    products: &[String],
    flow: (Economy, Economy),
    year: Year,
    total_kusd: f64,
) -> Result<f64, ModelError> {
    let tables = context.inputs.library.of_kind(TableKind::Trade);
    let table = tables
        .into_iter()
        .find(|t| t.meta().classification.is_some_and(|c| c.is_products() && c != Classification::Hs2))
        .ok_or_else(|| ModelError::NotApplicable("no table of products is loaded".into()))?;
    let sales = sales(context, &table.meta().source, flow, year, |item| products.iter().any(|p| p == item))?;
    if let Some(unknown) = products.iter().find(|p| p.len() != 6 || !p.bytes().all(|b| b.is_ascii_digit())) {
        return Err(ModelError::NotApplicable(format!("{unknown:?} is no six-digit product code")));
    }
    let value: f64 = sales.values().sum();
    Ok(if total_kusd > 0.0 { (value / total_kusd).min(1.0) } else { 0.0 })
}
