//! Measures that sections of the brief compute, pair by pair and year by year, and those of all states in a year.

use super::rows::{Rows, Stop};
use crate::EngineError;
use crate::ask::Ask;
use std::collections::BTreeSet;
use suzerain_measures::definition::{Definition, definition};
use suzerain_studies::brief::{Entry, Options, SECTIONS};
use suzerain_studies::rank::STATES;
use suzerain_studies::world::World;
use suzerain_tables::figure::{Dyad, Subject};
use suzerain_tables::library::Library;
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Figure, Missing, Observation, Year};

/// Beside whom a figure of one state is looked up, if it is not the state itself.
const BESIDE: [&str; 2] = ["USA", "CHN"];

/// Pairs whose books are kept from year to year; with more they are read again each year.
const KEPT: usize = 64;

/// The section of the brief that holds a measure.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    /// Its identifier; none for all sections.
    pub id: Option<&'static str>,
    /// The tables it reads, which say for which years and economies there is an answer.
    pub kinds: &'static [TableKind],
}

impl Section {
    fn entries(self) -> impl Iterator<Item = &'static Entry> {
        SECTIONS.iter().filter(move |entry| self.id.is_none_or(|id| id == entry.id))
    }

    /// The years wanted that a table covers, newest first.
    fn years(self, library: &Library, ask: &Ask) -> Vec<Year> {
        let mut years = BTreeSet::new();
        for table in self.kinds.iter().flat_map(|kind| library.of_kind(*kind)) {
            let coverage = &table.meta().coverage;
            for window in coverage.variables().into_iter().filter_map(|variable| coverage.span(variable)) {
                years.extend(window.iter().filter(|y| ask.wants_year(*y)));
            }
        }
        years.into_iter().rev().collect()
    }

    /// The economies named, or all that a table covers.
    fn economies(self, library: &Library, named: Option<&BTreeSet<String>>) -> BTreeSet<Economy> {
        if let Some(words) = named {
            return words.iter().filter_map(|code| Economy::from_code(code)).collect();
        }
        let mut all = BTreeSet::new();
        for table in self.kinds.iter().flat_map(|kind| library.of_kind(*kind)) {
            let coverage = &table.meta().coverage;
            for variable in coverage.variables() {
                all.extend(coverage.economies(variable).map(|(e, _)| e).filter(|e| !e.is_aggregate()));
            }
        }
        all
    }
}

/// The figures of a measure for every pair and year asked for: those that the brief of that year has of that year.
/// A dataset that is not loaded is named once a pair.
pub(super) fn figures(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    measure: &'static str,
    section: Section,
) -> Result<(), Stop> {
    let alone = ask.partners.is_none();
    if ask.economies.is_none() && alone {
        return Err(Stop::Failed(EngineError::NeedsPair { measure }));
    }
    let dependents = section.economies(library, ask.economies.as_ref());
    let beside = |e: Economy| BESIDE.into_iter().filter_map(Economy::from_code).find(|p| *p != e);
    let of_state = definition(measure).is_some_and(Definition::is_of_one);
    let others = if alone && of_state { BTreeSet::new() } else { section.economies(library, ask.partners.as_ref()) };
    let mut dyads = Vec::new();
    for dependent in dependents.into_iter().filter(|e| ask.wants_economy(*e)) {
        let with: Vec<Economy> =
            if alone && of_state { beside(dependent).into_iter().collect() } else { others.iter().copied().collect() };
        dyads.extend(with.into_iter().filter(|on| *on != dependent).map(|on| Dyad { dependent, on }));
    }
    let Some(first) = dyads.first() else { return Ok(()) };
    let shared = World::new(library, [first.dependent, first.on]);
    let seen = |d: &Dyad| shared.as_seen_by([d.dependent, d.on]);
    let kept: Option<Vec<World<'_>>> = (dyads.len() <= KEPT).then(|| dyads.iter().map(seen).collect());
    let years = section.years(library, ask);
    // Without any table there is one answer: what to load.
    let last = ask.year_range().map(|range| range.last).filter(|y| y.0 < i16::MAX);
    let asked: Vec<Option<Year>> = if years.is_empty() { vec![last] } else { years.into_iter().map(Some).collect() };
    for (turn, year) in asked.into_iter().enumerate() {
        let options = Options { year, since: year, full: true, models: false };
        for (at, dyad) in dyads.iter().enumerate() {
            let made;
            let world = match &kept {
                Some(worlds) => &worlds[at],
                None => {
                    made = seen(dyad);
                    &made
                }
            };
            for entry in section.entries() {
                for figure in (entry.section)(world, *dyad, &options).map_err(EngineError::from)?.figures {
                    let unloaded = matches!(figure.value, Observation::Missing(Missing::NoSource { .. }));
                    let of_year = year.is_none_or(|y| figure.year == y) && (turn == 0 || !unloaded);
                    if figure.measure == measure
                        && of_year
                        && wanted(ask, &figure)
                        && let Some(figure) = turned(figure, *dyad, alone)
                    {
                        rows.push(&figure)?;
                    }
                }
            }
        }
        // Another year needs other flows: those of many years would not fit into memory.
        shared.forget_flows();
    }
    Ok(())
}

/// The figure if it is one of the dependent side, a symmetric one with that side first.
fn turned(mut figure: Figure, dyad: Dyad, alone: bool) -> Option<Figure> {
    match figure.subject {
        Subject::State(state) => (state == dyad.dependent && alone).then_some(figure),
        Subject::Directed(of) => (of.dependent == dyad.dependent).then_some(figure),
        Subject::Symmetric(..) => {
            figure.subject = Subject::Symmetric(dyad.dependent, dyad.on);
            Some(figure)
        }
    }
}

/// A measure of all states at once, year by year.
pub(super) fn states(
    library: &Library,
    ask: &Ask,
    rows: &mut Rows<'_>,
    measure: &'static str,
    kinds: &'static [TableKind],
) -> Result<(), Stop> {
    let section = Section { id: None, kinds };
    let Some(found) = STATES.iter().find(|m| m.id == measure) else { return Ok(()) };
    let Some(anybody) = Economy::all().next() else { return Ok(()) };
    let world = World::new(library, [anybody, anybody]);
    for year in section.years(library, ask).into_iter().rev() {
        for figure in (found.figures)(&world, year).map_err(EngineError::from)? {
            let ours = matches!(figure.subject, Subject::State(e) if ask.wants_economy(e));
            if ours && ask.partners.is_none() && wanted(ask, &figure) {
                rows.push(&figure)?;
            }
        }
        world.forget_flows();
    }
    Ok(())
}

fn wanted(ask: &Ask, figure: &Figure) -> bool {
    let item = figure.item.as_ref().map_or_else(|| ask.wants_sums(), |item| ask.wants_item(&item.code));
    item && ask.wants_year(figure.year) && ask.wants_source(&figure.record().source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::{INDEX, Kernel, Measure, all};
    use crate::session::Shelf;
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use std::collections::BTreeMap;
    use suzerain_measures::dependence::import_share;
    use suzerain_measures::status::deficit;
    use suzerain_studies::brief::brief;
    use suzerain_tables::positions::{self, Position, Variable};
    use suzerain_tables::store::{self, TableMeta};

    fn lines(measure: Measure, shelf: &Shelf, ask: &Ask) -> Result<BTreeSet<String>, EngineError> {
        let mut batches = Vec::new();
        measure.compute(shelf, ask, |batch| {
            batches.push(batch);
            Ok(true)
        })?;
        let columns =
            |b: &datafusion::arrow::record_batch::RecordBatch| b.project(&[0, 1, 3, 4, 6, 7, 13, 15]).unwrap();
        let text = pretty_format_batches(&batches.iter().map(columns).collect::<Vec<_>>()).unwrap().to_string();
        Ok(text.lines().skip(3).filter(|l| l.starts_with("| ")).map(|l| l.replace(' ', "")).collect())
    }

    fn word(w: &str) -> Option<BTreeSet<String>> {
        Some(BTreeSet::from([w.to_owned()]))
    }

    #[test]
    fn the_brief_and_the_walk_over_all_pairs_give_the_same_rows() {
        let shelf = Shelf { library: suzerain_base::library().unwrap(), folders: Vec::new() };
        let ask = Ask {
            years: (2019, 2021),
            economies: word("RUS"),
            partners: word("CHN"),
            sources: word("baci-29"),
            items: Some(BTreeSet::new()),
            ..Ask::default()
        };
        let walk = *INDEX.iter().find(|m| m.definition.id == "import_share").unwrap();
        let all = lines(walk, &shelf, &ask).unwrap();
        let brief = lines(Measure::from_brief(&import_share::DEFINITION), &shelf, &ask).unwrap();
        assert!(!brief.is_empty() && brief.is_subset(&all), "{brief:?}\n{all:?}");
        let everybody = Ask { economies: None, partners: None, ..ask };
        let refused = lines(Measure::from_brief(&import_share::DEFINITION), &shelf, &everybody).unwrap_err();
        assert!(refused.to_string().contains("economy = "), "{refused}");
    }

    #[test]
    fn the_users_positions_are_those_of_the_brief() {
        let folder = tempfile::tempdir().unwrap();
        let [rus, chn, kaz] = ["RUS", "CHN", "KAZ"].map(|code| Economy::from_code(code).unwrap());
        let mut rows = Vec::new();
        for (at, variable) in Variable::ALL.into_iter().enumerate() {
            for (owner, counterpart, value) in [(rus, Some(chn), 3.0), (rus, Some(kaz), 4.0), (chn, Some(rus), 5.0)] {
                let value =
                    if at == 0 && counterpart == Some(kaz) { Err("confidential".into()) } else { Ok(value * 1e9) };
                rows.push(Position { year: Year(2020), owner, counterpart, variable, value });
            }
        }
        let meta: TableMeta = serde_json::from_str(
            r#"{"kind":"positions","source":"mine","vintage":"v","universe":"world","status":"observed",
                "coverage":[["flows","RUS",2020,2020],["flows","CHN",2020,2020]]}"#,
        )
        .unwrap();
        let frame = positions::to_frame(&rows, "mine").unwrap();
        store::write(&folder.path().join("positions-mine.parquet"), &frame, &meta).unwrap();
        let library = suzerain_base::library().unwrap().with_folder(folder.path()).unwrap();
        let shelf = Shelf { library, folders: Vec::new() };
        let ask = Ask { years: (2020, 2020), economies: word("RUS"), partners: word("CHN"), ..Ask::default() };
        for measure in all().filter(|m| matches!(m.kernel, Kernel::Position(..))) {
            let walk = lines(measure, &shelf, &ask).unwrap();
            assert_eq!(walk.len(), 1, "{measure:?}: {walk:?}");
            let kinds = &[TableKind::Positions];
            let brief = ["finance", "people"].map(|id| {
                let kernel = Kernel::Section(Section { id: Some(id), kinds });
                lines(Measure { definition: measure.definition, kernel }, &shelf, &ask).unwrap()
            });
            assert_eq!(
                BTreeSet::from([walk]),
                brief.into_iter().filter(|lines| !lines.is_empty()).collect::<BTreeSet<_>>()
            );
        }
    }

    #[test]
    fn every_measure_of_a_section_is_in_that_section_alone() {
        let library = suzerain_base::library().unwrap();
        let [a, b] = ["RUS", "CHN"].map(|code| Economy::from_code(code).unwrap());
        let options = Options { year: Some(Year(2022)), since: Some(Year(2022)), full: true, models: false };
        let page = brief(&World::new(&library, [a, b]), a, b, &options, |_| {});
        let mut stands: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for section in &page.sections {
            for figure in &section.figures {
                stands.entry(figure.measure).or_default().insert(section.id);
            }
        }
        for measure in all() {
            if let Some(section) = measure.section() {
                let found = stands.get(measure.definition.id).cloned().unwrap_or_default();
                let id = section.id.unwrap_or_else(|| panic!("{measure:?} is looked for in the whole brief"));
                assert!(found.iter().all(|s| *s == id), "{measure:?}: {found:?}");
                // These are in nobody's brief without a dataset of the user's.
                let of = measure.definition.id;
                let users = of.starts_with("chip_") || of.starts_with("influence_") || of == deficit::COMMUNITY.id;
                assert!(users || !found.is_empty(), "{measure:?}");
            }
        }
    }
}
