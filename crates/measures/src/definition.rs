//! What a measure is: the text behind `suzerain why`, the reference pages and the figures' flags.

use suzerain_tables::figure::Flag;

/// Which question of Keohane and Nye (1977) a figure answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A share or cost before anybody adjusts.
    Sensitivity,
    /// A share or cost after both sides have adjusted.
    Vulnerability,
    /// Neither: a level, a stock of power, a degree of agreement.
    Neither,
}

impl Reading {
    /// The flag a figure carries for it.
    #[must_use]
    pub const fn flag(self) -> Option<Flag> {
        match self {
            Self::Sensitivity => Some(Flag::Sensitivity),
            Self::Vulnerability => Some(Flag::Vulnerability),
            Self::Neither => None,
        }
    }
}

/// A measure in words and symbols.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Identifier in figures and on the command line.
    pub id: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Formula in plain text.
    pub formula: &'static str,
    /// Unit and range.
    pub range: &'static str,
    /// Who depends on whom.
    pub direction: &'static str,
    /// Sensitivity, vulnerability or neither.
    pub reading: Reading,
    /// What it returns for zero trade (or its like) and for missing data.
    pub edge_cases: &'static str,
    /// Where the definition comes from.
    pub source: &'static str,
    /// Its page under `docs/methods/`.
    pub page: &'static str,
}

impl Definition {
    /// Whether it is a figure of one state, not of a pair.
    #[must_use]
    pub fn is_of_one(&self) -> bool {
        self.direction.starts_with("a figure of one ")
    }
}

/// Every measure, in the order of the brief.
pub const CATALOGUE: &[&Definition] = &[
    &crate::dependence::sales::DEFINITION,
    &crate::dependence::sales::GAP,
    &crate::dependence::import_share::DEFINITION,
    &crate::dependence::export_share::DEFINITION,
    &crate::dependence::expenditure_share::DEFINITION,
    &crate::dependence::trade_share::DEFINITION,
    &crate::dependence::hirschman_asymmetry::DEFINITION,
    &crate::dependence::hirschman_asymmetry::MUTUAL,
    &crate::dependence::barbieri::SALIENCE,
    &crate::dependence::barbieri::SYMMETRY,
    &crate::dependence::barbieri::INTERDEPENDENCE,
    &crate::dependence::gdp_share::TRADE,
    &crate::dependence::gdp_share::EXPORTS,
    &crate::dependence::gdp_share::IMPORTS,
    &crate::concentration::hhi::SUPPLIERS,
    &crate::concentration::hhi::SUPPLIERS_NORMALISED,
    &crate::concentration::hhi::MARKETS,
    &crate::concentration::hhi::MARKETS_NORMALISED,
    &crate::concentration::hirschman::IMPORTS,
    &crate::concentration::hirschman::EXPORTS,
    &crate::dependence::unit_value::QUANTITY,
    &crate::dependence::unit_value::DEFINITION,
    &crate::dependence::unit_value::BENCHMARK,
    &crate::dependence::unit_value::RATIO,
    &crate::dependence::unit_value::DISCOUNT,
    &crate::dependence::energy_revenue::DEFINITION,
    &crate::substitution::alternatives::ALL,
    &crate::substitution::alternatives::REACHABLE,
    &crate::substitution::effective::DEFINITION,
    &crate::network::page_rank::DEFINITION,
    &crate::network::betweenness::DEFINITION,
    &crate::network::hub::DEFINITION,
    &crate::coercion::power::DEFINITION,
    &crate::coercion::influence::CAPACITY,
    &crate::coercion::influence::BANDWIDTH,
    &crate::coercion::influence::DEPENDENCE,
    &crate::technology::electronics::SENSITIVITY,
    &crate::technology::electronics::VULNERABILITY,
    &crate::technology::electronics::FOREIGN,
    &crate::technology::chip_inputs::SHARE,
    &crate::technology::chip_inputs::REACHABLE,
    &crate::exposure::value_added::FINAL,
    &crate::exposure::value_added::EXPORTS,
    &crate::exposure::value_added::SOLD,
    &crate::exposure::inputs::FACE,
    &crate::exposure::inputs::LOOK_THROUGH,
    &crate::exposure::inputs::FOREIGN,
    &crate::finance::reserve_share::CURRENCY,
    &crate::finance::reserve_share::PLACE,
    &crate::finance::positions::PORTFOLIO,
    &crate::finance::positions::PORTFOLIO_GDP,
    &crate::finance::positions::DIRECT,
    &crate::finance::positions::DIRECT_GDP,
    &crate::finance::positions::OUTWARD,
    &crate::finance::positions::OUTWARD_GDP,
    &crate::finance::positions::BANKS,
    &crate::finance::positions::BANKS_GDP,
    &crate::finance::positions::BANKS_CONSOLIDATED,
    &crate::finance::positions::BANKS_CONSOLIDATED_GDP,
    &crate::finance::positions::DEBT,
    &crate::finance::positions::DEBT_GDP,
    &crate::finance::positions::REMITTANCES,
    &crate::finance::positions::REMITTANCES_GDP,
    &crate::finance::positions::EMIGRANTS,
    &crate::finance::positions::EMIGRANTS_POPULATION,
    &crate::arms::arms_transfers::VOLUME,
    &crate::arms::arms_transfers::SHARE,
    &crate::power::cinc::DEFINITION,
    &crate::power::beckley::DEFINITION,
    &crate::power::beckley::SHARE,
    &crate::power::indicator::DEFINITION,
    &crate::power::ratio::RATIO,
    &crate::power::ratio::SPEED,
    &crate::power::ratio::PARITY_HALF,
    &crate::power::ratio::PARITY_FULL,
    &crate::power::hierarchy::ALLIANCES,
    &crate::power::hierarchy::TROOPS,
    &crate::power::hierarchy::TRADE,
    &crate::power::hierarchy::ANCHOR,
    &crate::power::hierarchy::SECURITY,
    &crate::power::hierarchy::ECONOMIC,
    &crate::status::deficit::WORLD,
    &crate::status::deficit::COMMUNITY,
    &crate::alignment::un_agreement::DEFINITION,
    &crate::alignment::un_agreement::BY_ISSUE[0].1,
    &crate::alignment::un_agreement::BY_ISSUE[1].1,
    &crate::alignment::un_agreement::BY_ISSUE[2].1,
    &crate::alignment::un_agreement::BY_ISSUE[3].1,
    &crate::alignment::un_agreement::BY_ISSUE[4].1,
    &crate::alignment::un_agreement::BY_ISSUE[5].1,
    &crate::alignment::ideal_point::DEFINITION,
    &crate::alignment::ideal_point::DISTANCE,
    &crate::alignment::similarity::VARIANTS[0].definition,
    &crate::alignment::similarity::VARIANTS[1].definition,
    &crate::alignment::similarity::VARIANTS[2].definition,
    &crate::alignment::similarity::VARIANTS[3].definition,
    &crate::alignment::similarity::VARIANTS[4].definition,
    &crate::alignment::similarity::VARIANTS[5].definition,
    &crate::alignment::similarity::VARIANTS[6].definition,
    &crate::alignment::similarity::VARIANTS[7].definition,
    &crate::alignment::similarity::VARIANTS[8].definition,
    &crate::alignment::similarity::VARIANTS[9].definition,
    &crate::alignment::similarity::VARIANTS[10].definition,
    &crate::alignment::similarity::VARIANTS[11].definition,
    &crate::alignment::similarity::VARIANTS[12].definition,
    &crate::alignment::similarity::VARIANTS[13].definition,
    &crate::alignment::similarity::VARIANTS[14].definition,
    &crate::alignment::obligation::DEFINITION,
];

/// The definition with this identifier (indicators answer to `indicator`).
#[must_use]
pub fn definition(id: &str) -> Option<&'static Definition> {
    CATALOGUE.iter().copied().find(|d| d.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_unique() {
        let mut ids: Vec<&str> = CATALOGUE.iter().map(|d| d.id).collect();
        ids.sort_unstable();
        let before = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), before);
    }
}
