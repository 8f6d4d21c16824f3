//! How the series of a pair are told apart on a page.

use super::History;
use suzerain_tables::figure::Domain;

/// Headings in the order of the page, with the panels under each.
const GROUPS: [(&str, &[&str]); 12] = [
    ("Goods", &["goods"]),
    ("Size and tilt", &["sales", "trade_gdp", "asymmetry", "interdependence", "symmetry"]),
    ("Concentration", &["concentration"]),
    ("Sectors", &["sectors", "foreign_electronics"]),
    ("Alternatives", &["alternatives", "effective"]),
    ("Network", &["hub", "supplier_rank", "betweenness"]),
    ("Coercion", &["coercive_power"]),
    ("Energy", &["energy", "energy_gdp"]),
    ("Unit values", &["quantities", "unit_values", "unit_value_ratios"]),
    ("Power", &[]),
    ("Alignment", &[]),
    ("Arms", &[]),
];

/// Place of a history's group; panels that no group names stand under their domain.
fn place(history: &History) -> usize {
    let named = GROUPS.iter().position(|(_, panels)| panels.contains(&history.panel));
    let by_domain = match history.domain {
        Domain::Power | Domain::Status => 9,
        Domain::Alignment => 10,
        _ => 11,
    };
    named.unwrap_or(by_domain)
}

/// Items that have a history in groups under their headings, in the order of the page.
pub fn grouped<T>(items: &[T], history: impl Fn(&T) -> &History) -> Vec<(&'static str, Vec<&T>)> {
    let of = |at: usize| items.iter().filter(|i| place(history(i)) == at).collect::<Vec<&T>>();
    let groups = GROUPS.iter().enumerate().map(|(at, (title, _))| (*title, of(at)));
    groups.filter(|(_, items)| !items.is_empty()).collect()
}
