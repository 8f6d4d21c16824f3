//! Panels of power ratios.

use super::{LONG_STEP, MOST, Recipe, WITH_MAJORS, block, major_pairs, sources};
use crate::StudyError;
use crate::outlook::power::{self, Path};
use crate::world::source_ref;
use std::collections::BTreeMap;
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::Economy;
use suzerain_tables::figure::SourceRef;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::library::Library;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, GDP_CONSTANT, POPULATION};

/// A panel's name, the panel, and what would fill it.
type Named = (&'static str, Option<Panel>, &'static str);

/// Capability, product, product times product per head.
pub fn panels(library: &Library) -> Result<Vec<Named>, StudyError> {
    let mut tables = Vec::new();
    for table in library.of_kind(TableKind::Indicators) {
        tables.push(Indicators::read(table)?);
    }
    let with = |variable: &str| tables.iter().find(|t| t.meta().coverage.span(variable).is_some());
    let components = CAPABILITY_COMPONENTS[4];
    let cinc = with(components).and_then(|data| {
        let paths = states(data, components).into_iter().map(|e| (e, power::capability(data, e))).collect();
        ratios("cinc", "Ratios of capability (CINC)", &paths, &[source_ref(data.meta())])
    });
    let gdp = with(GDP_CONSTANT);
    let products: BTreeMap<Economy, Path> = gdp.map_or_else(BTreeMap::new, |data| {
        states(data, GDP_CONSTANT).into_iter().map(|e| (e, power::indicator(data, GDP_CONSTANT, e))).collect()
    });
    let mut from: Vec<SourceRef> = gdp.map(|t| source_ref(t.meta())).into_iter().collect();
    let product = ratios("gdp", "Ratios of GDP in constant dollars", &products, &from);
    let beckley = with(POPULATION).and_then(|people| {
        from.push(source_ref(people.meta()));
        let paths = products
            .iter()
            .map(|(e, gdp)| (*e, power::beckley_path(gdp, &power::indicator(people, POPULATION, *e))))
            .collect();
        ratios("beckley", "Ratios of GDP times GDP per head", &paths, &from)
    });
    Ok(vec![
        ("cinc", cinc, "needs National Material Capabilities"),
        ("gdp", product, "needs GDP in constant dollars"),
        ("beckley", beckley, "needs GDP and population"),
    ])
}

fn states(data: &Indicators, variable: &str) -> Vec<Economy> {
    data.meta().coverage.economies(variable).map(|(e, _)| e).filter(|e| !e.is_aggregate()).collect()
}

fn ratios(id: &'static str, title: &'static str, paths: &BTreeMap<Economy, Path>, from: &[SourceRef]) -> Option<Panel> {
    let sample = format!("{WITH_MAJORS}; {}", sources(from));
    Recipe { id, title, scale: Scale::Log, step: LONG_STEP, most: MOST, sample }
        .panel(major_pairs(paths), |(a, b)| (block(*a, *b), power::ratio(&paths[a], &paths[b])))
}
