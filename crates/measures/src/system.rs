//! The state system: which states were members in a year.
//!
//! The National Material Capabilities hold one row for every member of the Correlates of War
//! project's state system and year, and none for others. The years in which the vocabulary says that
//! a state existed are more, since they join two lists ([`Economy::exists_in`]).

use std::collections::BTreeSet;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::variables::CAPABILITY_COMPONENTS;
use suzerain_tables::variables::component_in;
use suzerain_tables::{Economy, Year};

/// The index as published, which the source has for every member and year.
const PUBLISHED: &str = "cinc_published";

/// The members of the system in `year`, by the capability table; none outside its years.
#[must_use]
pub fn members(capabilities: &Indicators, year: Year) -> BTreeSet<Economy> {
    CAPABILITY_COMPONENTS
        .map(|c| component_in(c, year))
        .into_iter()
        .chain([PUBLISHED])
        .flat_map(|variable| capabilities.cross_section(variable, year).map(|(economy, _)| economy))
        .collect()
}
