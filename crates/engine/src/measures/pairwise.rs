//! Measures without a walk over all pairs: the figures of the brief, pair by pair.

use super::rows::{Rows, Stop};
use crate::EngineError;
use crate::ask::Ask;
use suzerain_studies::brief::{Options, brief};
use suzerain_studies::world::World;
use suzerain_tables::figure::Subject;
use suzerain_tables::library::Library;
use suzerain_tables::{Economy, Figure, Year};

/// Beside whom a figure of one state is looked up, if it is not the state itself.
const BESIDE: [&str; 2] = ["USA", "CHN"];

/// The figures of a measure in the brief of every pair asked for; figures of one state need no partner.
pub(super) fn figures(library: &Library, ask: &Ask, rows: &mut Rows<'_>, measure: &'static str) -> Result<(), Stop> {
    let Some(economies) = &ask.economies else {
        return Err(Stop::Failed(EngineError::NeedsPair { measure }));
    };
    let known = |code: &String| Economy::from_code(code);
    let bound = |year: i16, open: i16| (year != open).then_some(Year(year));
    let options =
        Options { year: bound(ask.years.1, i16::MAX), since: bound(ask.years.0, i16::MIN), full: true, models: false };
    for economy in economies.iter().filter_map(known).filter(|e| ask.wants_economy(*e)) {
        let partners: Vec<Economy> = match &ask.partners {
            Some(words) => words.iter().filter_map(known).filter(|p| *p != economy).collect(),
            None => BESIDE.into_iter().filter_map(Economy::from_code).filter(|p| *p != economy).take(1).collect(),
        };
        for partner in partners {
            let page = brief(&World::new(library, [economy, partner]), economy, partner, &options, |_| {});
            for mut figure in page.sections.into_iter().flat_map(|s| s.figures).filter(|f| f.measure == measure) {
                let ours = match figure.subject {
                    Subject::State(state) => state == economy && ask.partners.is_none(),
                    Subject::Directed(dyad) => dyad.dependent == economy,
                    Subject::Symmetric(..) => {
                        figure.subject = Subject::Symmetric(economy, partner);
                        true
                    }
                };
                if !ours || !wanted(ask, &figure) {
                    continue;
                }
                if ask.partners.is_none() && !matches!(figure.subject, Subject::State(_)) {
                    return Err(Stop::Failed(EngineError::NeedsPair { measure }));
                }
                rows.push(&figure)?;
            }
        }
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
    use crate::measures::{INDEX, Measure};
    use crate::session::Shelf;
    use datafusion::arrow::util::pretty::pretty_format_batches;
    use std::collections::BTreeSet;
    use suzerain_measures::dependence::import_share;

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

    #[test]
    fn the_brief_and_the_walk_over_all_pairs_give_the_same_rows() {
        let shelf = Shelf { library: suzerain_base::library().unwrap(), folders: Vec::new() };
        let word = |w: &str| Some(BTreeSet::from([w.to_owned()]));
        let ask = Ask {
            years: (2016, 2021),
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
        let everybody = Ask { economies: None, ..ask };
        let refused = lines(Measure::from_brief(&import_share::DEFINITION), &shelf, &everybody).unwrap_err();
        assert!(refused.to_string().contains("economy = "), "{refused}");
    }
}
