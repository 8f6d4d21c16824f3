//! The measures of the brief that are not forecast, each with the reason.

use super::histories::History;
use std::collections::BTreeSet;
use suzerain_measures::definition::CATALOGUE;

/// Reasons, each with the identifiers of the measures it holds for; those of the catalogue that stand
/// nowhere here are forecast.
const REASONS: &[(&str, &[&str])] = &[
    (
        "known of one holder, Russia, at a few dates from 2017 to 2022 in the built-in tables",
        &["reserve_currency_share", "reserve_place_share"],
    ),
    ("in a user's copy alone, which holds one year of world supply", &["chip_input_share", "chip_input_reachable"]),
    (
        "traced through the inter-country table, of which the built-in copy holds one year, 2022",
        &[
            "value_added_origin",
            "value_added_origin_exports",
            "value_added_sold",
            "input_reliance_face",
            "input_reliance_look_through",
            "foreign_input_reliance",
        ],
    ),
    ("how far two sources differ on one flow and year: an error of measurement, no path of the pair", &["source_gap"]),
    (
        "a date read from the ratio of power and its speed, which are forecast; parity lies where the band of the ratio holds 1",
        &["parity_year_half_drift", "parity_year_full_drift"],
    ),
    (
        "a class or a count of treaties, which changes by events and along no path; suzerain events has the probability of an alliance",
        &["alliance_obligation", "hierarchy_alliances"],
    ),
    ("trade with every major power over GDP, from a table of the whole world", &["hierarchy_trade"]),
    (
        "in a whole register of arms alone, which is the user's (suzerain import sipri FILE --into DIR, then --data DIR)",
        &["arms_import_share"],
    ),
    (
        "positions in the user's tables alone, of which no panel is built in that bands could be tested on",
        &[
            "portfolio_investment_share",
            "portfolio_investment_gdp",
            "direct_investment_share",
            "direct_investment_gdp",
            "direct_investment_abroad_share",
            "direct_investment_abroad_gdp",
            "bank_claims_share",
            "bank_claims_gdp",
            "bank_claims_consolidated_share",
            "bank_claims_consolidated_gdp",
            "public_debt_share",
            "public_debt_gdp",
        ],
    ),
    (
        "people and remittances in the user's tables alone, known every fifth year or for single years",
        &["remittances_share", "remittances_gdp", "emigrants_share", "migrants_population"],
    ),
    (
        "troops and exchange rates in the user's tables alone, or a mean with one of them",
        &["hierarchy_troops", "hierarchy_exchange_rate", "hierarchy_security", "hierarchy_economic"],
    ),
    (
        "ranks among all states, from diplomatic missions in the user's tables, which are counted every fifth year",
        &["status_deficit", "status_deficit_community"],
    ),
    (
        "formal influence in the user's copy alone, of which no panel is built in that bands could be tested on",
        &["influence_capacity", "influence_bandwidth", "influence_dependence"],
    ),
];

/// The reason where a measure is forecast for other pairs.
const NOT_HERE: &str = "no loaded table has a history of it for this pair that is long enough";

/// Measures of the catalogue that none of the histories tells, by reason.
#[must_use]
pub fn without(histories: &[History]) -> Vec<(&'static str, Vec<&'static str>)> {
    let told: BTreeSet<&str> = histories.iter().map(|h| h.measure).collect();
    let left = |ids: &[&'static str]| ids.iter().copied().filter(|id| !told.contains(id)).collect();
    let mut out: Vec<(&str, Vec<&str>)> = REASONS.iter().map(|(reason, ids)| (*reason, left(ids))).collect();
    let reasoned: BTreeSet<&str> = REASONS.iter().flat_map(|(_, ids)| *ids).copied().collect();
    let here = CATALOGUE.iter().map(|d| d.id).filter(|id| !told.contains(id) && !reasoned.contains(id));
    out.push((NOT_HERE, here.collect()));
    out.retain(|(_, ids)| !ids.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_given_for_measures_of_the_catalogue_once_each() {
        let all: Vec<&str> = REASONS.iter().flat_map(|(_, ids)| *ids).copied().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let unknown: Vec<&&str> = all.iter().filter(|id| CATALOGUE.iter().all(|d| d.id != **id)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
