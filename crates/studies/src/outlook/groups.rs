//! How the series of a pair are told apart on a page.

use super::History;
use suzerain_tables::figure::Domain;

/// Headings in the order of the page, with the panels under each, and the domains of panels that none names.
const GROUPS: [(&str, &[&str], &[Domain]); 13] = [
    ("Goods", &["goods"], &[Domain::Goods]),
    ("Size and tilt", &["sales", "trade_gdp", "asymmetry", "interdependence", "symmetry"], &[]),
    ("Concentration", &["concentration"], &[]),
    ("Sectors", &["sectors", "foreign_electronics"], &[Domain::Sectors, Domain::Technology]),
    ("Alternatives", &["alternatives", "effective"], &[]),
    ("Network", &["hub", "supplier_rank", "betweenness"], &[]),
    ("Coercion", &["coercive_power"], &[]),
    ("Energy", &["energy", "energy_gdp"], &[Domain::Energy]),
    ("Unit values", &["quantities", "unit_values", "unit_value_ratios"], &[]),
    ("Power", &[], &[Domain::Power, Domain::Status]),
    ("Alignment", &[], &[Domain::Alignment]),
    ("Arms", &[], &[Domain::Arms]),
    ("Other", &[], &[Domain::Finance, Domain::People, Domain::Rupture]),
];

/// Place of a history's group: that of its panel, or else of its domain.
fn place(history: &History) -> Option<usize> {
    let named = GROUPS.iter().position(|(_, panels, _)| panels.contains(&history.panel));
    named.or_else(|| GROUPS.iter().position(|(_, _, domains)| domains.contains(&history.domain)))
}

/// Items that have a history in groups under their headings, in the order of the page.
pub fn grouped<T>(items: &[T], history: impl Fn(&T) -> &History) -> Vec<(&'static str, Vec<&T>)> {
    let of = |at: usize| items.iter().filter(|i| place(history(i)) == Some(at)).collect::<Vec<&T>>();
    let groups = GROUPS.iter().enumerate().map(|(at, (title, ..))| (*title, of(at)));
    groups.filter(|(_, items)| !items.is_empty()).collect()
}
