//! Every measure that states can be ranked by has an answer for some year, in order and in range.

use suzerain_studies::StudyError;
use suzerain_studies::rank::{PAIRS, Ranking, STATES, rank, rankable};
use suzerain_studies::world::World;
use suzerain_tables::figure::Unit;
use suzerain_tables::library::Library;
use suzerain_tables::variables::VARIABLES;
use suzerain_tables::{Economy, Year};

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

/// Ranked in the newest of some years in which there is an answer.
fn ranked(library: &Library, measure: &str, with: Option<Economy>) -> Result<Ranking, StudyError> {
    let world = World::new(library, [with.unwrap_or(economy("USA")), economy("USA")]);
    let years = [2023, 2022, 2018];
    let mut answers = years.into_iter().map(|year| rank(&world, measure, Year(year), with));
    answers
        .find(|a| !matches!(a, Err(StudyError::NoAnswer(_))))
        .unwrap_or_else(|| rank(&world, measure, Year(2018), with))
}

fn check(ranking: &Ranking, least: usize) {
    let id = ranking.measure;
    let values: Vec<f64> = ranking.rows.iter().map(|p| p.figure.value.known().unwrap()).collect();
    assert!(values.len() >= least, "{id}: {} states", values.len());
    assert!(values.windows(2).all(|w| w[0] >= w[1]), "{id} is out of order");
    assert!(values.len() == 1 || values[0] > values[values.len() - 1], "{id} says the same of all");
    if ranking.unit == Unit::Share {
        assert!(values.iter().all(|v| (0.0..=1.0).contains(v)), "{id}: {} to {}", values[values.len() - 1], values[0]);
    }
    let mut economies: Vec<Economy> = ranking.rows.iter().map(|p| p.economy).chain(ranking.missing.clone()).collect();
    let all = economies.len();
    economies.sort_unstable();
    economies.dedup();
    assert_eq!(economies.len(), all, "{id} names a state twice");
    assert!(!ranking.title.is_empty(), "{id} has no title");
}

#[test]
fn every_measure_of_states_ranks_them() {
    let library = suzerain_base::library().unwrap();
    for measure in STATES {
        match ranked(&library, measure.id, None) {
            Ok(ranking) => check(&ranking, 60),
            // Missions of diplomats come from the user's copy.
            Err(StudyError::NoAnswer(why)) => {
                assert!(
                    measure.id.starts_with("status_deficit") && why.contains("diplomatic"),
                    "{}: {why}",
                    measure.id
                );
            }
            Err(other) => panic!("{}: {other}", measure.id),
        }
        assert!(ranked(&library, measure.id, Some(economy("CHN"))).is_err(), "{} took a partner", measure.id);
    }
}

#[test]
fn every_measure_of_pairs_ranks_all_states_with_one() {
    let library = suzerain_base::library().unwrap();
    let china = economy("CHN");
    let states: Vec<&str> = STATES.iter().map(|m| m.id).collect();
    let mut without = Vec::new();
    for id in rankable().into_iter().filter(|id| !states.contains(id)) {
        let ranking = match ranked(&library, id, Some(china)) {
            // Built in are the arms between two states only; positions of finance and people are the user's.
            Err(StudyError::NoAnswer(why)) if why.contains("no loaded table") => {
                without.push(id);
                continue;
            }
            other => other.unwrap_or_else(|e| panic!("{id}: {e}")),
        };
        check(&ranking, if id.starts_with("arms") { 1 } else { 60 });
        assert!(ranking.rows.iter().all(|p| p.economy != china), "{id} ranks China with itself");
        assert!(matches!(ranked(&library, id, None), Err(StudyError::NeedsPartner(_))), "{id}");
    }
    let of_the_user = |id: &&str| {
        ["arms", "portfolio", "direct", "bank", "debt", "public", "external", "remittances", "emigrants", "migrants"]
            .iter()
            .any(|start| id.starts_with(start))
    };
    assert!(without.iter().all(of_the_user), "no answer from built-in data: {without:?}");
    assert!(PAIRS.len() >= 14);
}

#[test]
fn every_variable_ranks_in_its_last_year() {
    let library = suzerain_base::library().unwrap();
    let world = World::new(&library, [economy("USA"), economy("CHN")]);
    for variable in VARIABLES {
        let last = library.tables().iter().filter_map(|t| t.meta().coverage.span(variable.id)).map(|w| w.last).max();
        let Some(last) = last else { continue };
        let ranking = rank(&world, variable.id, last, None).unwrap_or_else(|e| panic!("{} {last}: {e}", variable.id));
        assert!(!ranking.rows.is_empty() && ranking.measure == variable.id, "{}", variable.id);
    }
}

/// Order and values known from elsewhere: the golden shares of `tests/golden/dependence.csv` are those
/// of the same functions, so what is tested here is that rows and partner are not mixed up.
#[test]
fn who_leans_on_whom() {
    let library = suzerain_base::library().unwrap();
    let place = |measure: &str, with: &str, who: &str| {
        let ranking = ranked(&library, measure, Some(economy(with))).unwrap();
        ranking
            .rows
            .iter()
            .find(|p| p.economy == economy(who))
            .map(|p| (p.rank, p.figure.value.known().unwrap()))
            .unwrap()
    };
    // Mexico and Canada sell most of what they export to the United States, who sell less than a
    // fifth of theirs to either.
    for neighbour in ["MEX", "CAN"] {
        let (rank, share) = place("export_share", "USA", neighbour);
        assert!(rank <= 5 && share > 0.6, "{neighbour}: {rank}, {share}");
        assert!(place("export_share", neighbour, "USA").1 < 0.2);
    }
    // Russia bought 54 % of its imports from China in 2023, one of the largest shares anywhere.
    let (_, share) = place("import_share", "CHN", "RUS");
    assert!((share - 0.544_389_317_298_991_9).abs() < 1e-12, "{share}");
    // Effective dependence is the share after reachable alternatives: never above the bare share.
    assert!(place("effective_dependence", "CHN", "RUS").1 <= share);
    // What industries buy directly is part of what reaches them through all suppliers.
    let (face, through) =
        (place("input_reliance_face", "CHN", "VNM").1, place("input_reliance_look_through", "CHN", "VNM").1);
    assert!(face > 0.0 && through > face, "{face} {through}");
}
