//! The measures of the brief that are not forecast, each with the reason.

use super::histories::History;
use std::collections::BTreeSet;
use suzerain_measures::definition::CATALOGUE;

/// Reasons, each with the identifiers of the measures it holds for; those of the catalogue that stand
/// nowhere here are forecast.
const REASONS: [(&str, &[&str]); 8] = [
    (
        "a level, part or transformation of series that are forecast",
        &[
            "cinc",
            "beckley",
            "beckley_share",
            "ideal_point",
            "power_ratio_speed",
            "parity_year_half_drift",
            "parity_year_full_drift",
        ],
    ),
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
        "a history without a panel of like series that bands could be fitted to and tested on",
        &["arms_import_share", "indicator"],
    ),
    (
        "another reading of votes and alliances, for which agreement, ideal points and kappa stand",
        &[
            "un_agreement_colonialism",
            "un_agreement_disarmament",
            "un_agreement_development",
            "un_agreement_human_rights",
            "un_agreement_palestine",
            "un_agreement_nuclear",
            "alliance_obligation",
            "kappa_abs",
            "kappa_binary",
            "kappa_votes",
            "pi",
            "pi_abs",
            "pi_binary",
            "pi_votes",
            "s_score",
            "s_squared",
            "s_binary",
            "s_votes",
            "tau_b",
            "tau_b_binary",
            "tau_b_votes",
        ],
    ),
    (
        "in the user's tables alone, without a built-in panel to test bands on",
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
            "remittances_share",
            "remittances_gdp",
            "emigrants_share",
            "migrants_population",
            "hierarchy_alliances",
            "hierarchy_troops",
            "hierarchy_trade",
            "hierarchy_exchange_rate",
            "hierarchy_security",
            "hierarchy_economic",
            "status_deficit",
            "status_deficit_community",
            "influence_capacity",
            "influence_bandwidth",
            "influence_dependence",
        ],
    ),
];

/// The reason where a measure is forecast for other pairs.
const NOT_HERE: &str = "no loaded table has a history of it for this pair";

/// Measures of the catalogue that none of the histories tells, by reason.
#[must_use]
pub fn without(histories: &[History]) -> Vec<(&'static str, Vec<&'static str>)> {
    let told: BTreeSet<&str> = histories.iter().map(|h| h.measure).collect();
    let mut out: Vec<(&str, Vec<&str>)> = REASONS.iter().map(|(reason, ids)| (*reason, ids.to_vec())).collect();
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
