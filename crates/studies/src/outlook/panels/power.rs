//! Panels of power and research: ratios of pairs, and single states.

use super::{LONG_STEP, MOST, Recipe, WITH_MAJORS, block, major_pairs, sources};
use crate::StudyError;
use crate::outlook::power::{self, BASES, From, Kind, Path};
use std::collections::BTreeMap;
use std::rc::Rc;
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::Economy;
use suzerain_tables::figure::{Figure, SourceRef};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::library::Library;
use suzerain_tables::store::TableKind;

/// Years of a table from which on an origin every fifth year is enough.
const LONG: usize = 40;

/// A panel's name, the panel, and what would fill it.
type Named = (&'static str, Option<Panel>, String);

/// Ratios and states by every basis, the ratios first.
pub fn panels(library: &Library) -> Result<Vec<Named>, StudyError> {
    let mut tables = Vec::new();
    for table in library.of_kind(TableKind::Indicators) {
        tables.push(Rc::new(Indicators::read(table)?));
    }
    let (mut ratios, mut states) = (Vec::new(), Vec::new());
    for basis in &BASES {
        let from = From::among(&tables, basis);
        let held = from.as_ref().map(Held::new);
        let fill = format!("needs {}", basis.what);
        if let Some(kind) = basis.ratios {
            ratios.push((kind.0, held.as_ref().and_then(|h| h.ratios(kind)), fill.clone()));
        }
        states.push((basis.states.0, held.and_then(|h| h.states(basis.states)), fill));
    }
    ratios.extend(states);
    Ok(ratios)
}

/// Every state by a basis.
struct Held {
    paths: BTreeMap<Economy, Path>,
    from: Vec<SourceRef>,
    step: i16,
}

impl Held {
    fn new(from: &From) -> Self {
        let (data, variable) = from.key();
        let states = data.meta().coverage.economies(variable).map(|(e, _)| e).filter(|e| !e.is_aggregate());
        let figures: BTreeMap<Economy, Vec<Figure>> =
            states.map(|e| (e, from.figures(e).into_values().collect())).collect();
        let path = |of: &[Figure]| of.iter().filter_map(|f| Some((f.year.0, f.value.known()?))).collect();
        let years = data.meta().coverage.span(variable).map_or(0, |span| span.iter().count());
        Self {
            paths: figures.iter().map(|(e, of)| (*e, path(of))).collect(),
            from: figures.into_values().flatten().next().map(|f| f.sources).unwrap_or_default(),
            step: if years > LONG { LONG_STEP } else { 1 },
        }
    }

    fn recipe(&self, (id, title): Kind, sample: &str) -> Recipe {
        let sample = format!("{sample}; {}", sources(&self.from));
        Recipe { id, title, scale: Scale::Log, step: self.step, most: MOST, sample }
    }

    fn ratios(&self, kind: Kind) -> Option<Panel> {
        self.recipe(kind, WITH_MAJORS)
            .panel(major_pairs(&self.paths), |(a, b)| (block(*a, *b), power::over(&self.paths[a], &self.paths[b])))
            .map(Panel::growing)
    }

    fn states(&self, kind: Kind) -> Option<Panel> {
        self.recipe(kind, "states")
            .panel(self.paths.iter().collect(), |(e, path)| {
                (e.code().to_owned(), path.iter().map(|(y, v)| (*y, *v)).collect::<Vec<_>>())
            })
            .map(Panel::growing)
    }
}
