//! What a person is told when a text names no economy.

use super::*;

pub(super) fn shown(input: &str) -> String {
    let mut short: String = input.chars().take(LONGEST_INPUT).collect();
    if short.len() < input.len() {
        short.push('…');
    }
    format!("{short:?}")
}

pub(super) fn listed(economies: &[Economy]) -> String {
    let named: Vec<String> =
        economies.iter().map(|economy| format!("{} ({})", economy.name(), economy.code())).collect();
    named.join(", ")
}

pub(super) fn describe_unknown(input: &str, suggestions: &[Economy]) -> String {
    let input = shown(input);
    if suggestions.is_empty() {
        format!("unknown economy {input}")
    } else {
        format!("unknown economy {input}; did you mean {}?", listed(suggestions))
    }
}

pub(super) fn describe_not_in_year(
    input: &str,
    economy: Economy,
    year: i16,
    first_year: Option<i16>,
    last_year: Option<i16>,
    instead: &[Economy],
) -> String {
    let years = match (first_year, last_year) {
        (Some(first), Some(last)) if first == last => format!("in {first}"),
        (Some(first), Some(last)) => format!("in {first}-{last}"),
        (Some(first), None) => format!("from {first}"),
        (None, Some(last)) => format!("until {last}"),
        (None, None) => "in other years".to_owned(),
    };
    let what =
        format!("{} stands for {} ({}) only {years}, not in {year}", shown(input), economy.name(), economy.code());
    if instead.is_empty() { what } else { format!("{what}; use {}", listed(instead)) }
}

pub(super) fn describe_ambiguous(input: &str, candidates: &[Economy]) -> String {
    format!("{} may mean {}; give a year or a three-letter code", shown(input), listed(candidates))
}
