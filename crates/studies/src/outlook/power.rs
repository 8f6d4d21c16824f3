//! Histories of power ratios.

use super::History;
use crate::StudyError;
use crate::world::{World, source_ref};
use std::collections::BTreeMap;
use suzerain_measures::power::beckley;
use suzerain_measures::power::cinc::cinc;
use suzerain_measures::power::ratio::RATIO;
use suzerain_tables::figure::{Domain, Dyad, SourceRef, Subject, Unit};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, GDP_CONSTANT, POPULATION};
use suzerain_tables::{Economy, Year};

/// A state's power by year.
pub type Path = BTreeMap<i16, f64>;

/// Capability shares of a state in every year of the table.
pub fn capability(data: &Indicators, economy: Economy) -> Path {
    let years: Vec<Year> =
        data.series(CAPABILITY_COMPONENTS[4], economy).map(|s| s.keys().copied().collect()).unwrap_or_default();
    years.into_iter().filter_map(|y| Some((y.0, cinc(data, economy, y).value.known()?))).collect()
}

/// An indicator of a state by year.
pub fn indicator(data: &Indicators, variable: &str, economy: Economy) -> Path {
    data.series(variable, economy).map(|s| s.iter().map(|(y, v)| (y.0, *v)).collect()).unwrap_or_default()
}

/// Product times product per head by year.
pub fn beckley_path(gdp: &Path, people: &Path) -> Path {
    gdp.iter().filter_map(|(y, g)| Some((*y, beckley::product(*g, *people.get(y)?)?))).collect()
}

/// One path over another, where both are above 0.
pub fn ratio(a: &Path, b: &Path) -> Path {
    a.iter().filter_map(|(y, x)| Some((*y, x / b.get(y).filter(|v| **v > 0.0)?))).filter(|(_, r)| *r > 0.0).collect()
}

/// Ratios of the first side's power to the other's: capability, product, product times product per head.
pub fn ratios(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let pair = [dyad.dependent, dyad.on];
    let mut out = Vec::new();
    let mut push = |panel, basis, what: &str, paths: [Path; 2], sources: Vec<SourceRef>| {
        let values = ratio(&paths[0], &paths[1]);
        if !values.is_empty() {
            out.push(History {
                panel,
                measure: RATIO.id,
                basis,
                label: format!("{what}, {} over {}", pair[0].code(), pair[1].code()),
                domain: Domain::Power,
                subject: Subject::Directed(dyad),
                item: None,
                unit: Unit::Ratio,
                denominator: None,
                sources,
                values,
                later: BTreeMap::new(),
            });
        }
    };
    if let Some(data) = world.capabilities()? {
        push("cinc", "cinc", "capability (CINC)", pair.map(|e| capability(&data, e)), vec![source_ref(data.meta())]);
    }
    if let Some(gdp) = world.with_variable(GDP_CONSTANT)? {
        let products = pair.map(|e| indicator(&gdp, GDP_CONSTANT, e));
        let mut sources = vec![source_ref(gdp.meta())];
        push("gdp", "gdp", "GDP in constant dollars", products.clone(), sources.clone());
        if let Some(people) = world.with_variable(POPULATION)? {
            sources.push(source_ref(people.meta()));
            sources.dedup();
            let [a, b] = [0, 1].map(|i| beckley_path(&products[i], &indicator(&people, POPULATION, pair[i])));
            push("beckley", "beckley", "GDP times GDP per head", [a, b], sources);
        }
    }
    Ok(out)
}
