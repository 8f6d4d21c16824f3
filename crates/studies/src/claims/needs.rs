//! The dataset that would have a measure that no loaded table has.

/// The dataset that would have the measure.
pub(super) fn fill(measure: &str) -> &'static str {
    if measure.starts_with("arms_") {
        "SIPRI trade register: suzerain import sipri FILE --into DIR"
    } else if measure.starts_with("influence_") {
        "an index of formal influence: suzerain import fbic FILE --into DIR"
    } else if measure.ends_with("_estimated") {
        "estimates of product and population since 1816: suzerain import historical-gdp FILE --into DIR"
    } else if measure.starts_with("partnership_") {
        "the model answers for the weaker side by latent power as `dependent`, five and ten years from now"
    } else if measure.contains("_within_") {
        "the models answer for `between`, for pairs at risk of the event, in the year of their inputs"
    } else if measure.starts_with("reserve_") {
        "a reserves table with --data, from the central bank's reports"
    } else if measure.starts_with("chip_input") {
        "chip supply-chain shares: suzerain import chip-inputs FILES --into DIR"
    } else if suzerain_tables::variables::variable(measure).is_some() || measure == "beckley" {
        "an indicator table that covers the year: suzerain import world-bank FILES --into DIR"
    } else if measure.starts_with("un_") || measure.contains("votes") {
        "votes of the session: suzerain import un-votes FILE --into DIR"
    } else if measure == "alliance_obligation" {
        "alliances of the year: suzerain import atop FILE --into DIR"
    } else {
        "trade of the year: suzerain import baci FILE --into DIR (suzerain import cow-trade FILE before 1995)"
    }
}
