//! Measures of politics against numbers computed apart from the program (`tests/golden/portfolios.py`, numpy;
//! `tests/golden/politics.py`, pandas, scipy and networkx), and what the literature says of known pairs.

use std::collections::BTreeMap;
use std::path::Path;
use suzerain_measures::alignment::similarity::{self, Portfolio};
use suzerain_measures::system::members;
use suzerain_sources::import::{ImportOptions, Publisher, import};
use suzerain_studies::brief::{Options, alignment, hierarchy, power};
use suzerain_studies::rank::rank;
use suzerain_studies::world::{World, source_ref};
use suzerain_tables::figure::{Dyad, Flag, Subject};
use suzerain_tables::library::Library;
use suzerain_tables::store::TableKind;
use suzerain_tables::{Economy, Figure, Year, votes};

fn economy(code: &str) -> Economy {
    Economy::from_code(code).unwrap()
}

fn figure(world: &World<'_>, measure: &str, a: Economy, b: Economy, year: Year) -> Figure {
    let variant = similarity::named(measure).unwrap();
    if variant.portfolio == Portfolio::Votes {
        let table = world.library().of_kind(TableKind::Votes).next().unwrap();
        let records = votes::read(table, &[a, b]).unwrap();
        let all = similarity::votes(table.meta(), variant, (a, &records[0]), (b, &records[1]));
        return all.into_iter().find(|f| f.year == year).unwrap();
    }
    let system = world.capabilities().unwrap().unwrap();
    let ties = world.ties().unwrap().unwrap();
    similarity::alliances(&ties, &source_ref(system.meta()), variant, (a, b), year, &members(&system, year))
}

#[test]
fn portfolios_equal_an_independent_computation() {
    let library = suzerain_base::library().unwrap();
    let world = World::new(&library, [economy("RUS"), economy("CHN")]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/portfolios.csv");
    let mut compared: BTreeMap<String, usize> = BTreeMap::new();
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let year = Year(row[3].parse().unwrap());
        // Decoding all votes for each line takes long without optimisation.
        if row[0].ends_with("_votes") && !(row[1] == *"RUS" && year.0 > 1985) {
            continue;
        }
        let found = figure(&world, &row[0], economy(&row[1]), economy(&row[2]), year).value.known().unwrap();
        let wanted: f64 = row[5].parse().unwrap();
        assert!((found - wanted).abs() < 1e-12, "{row:?}: {found}");
        *compared.entry(row[0].to_owned()).or_default() += 1;
    }
    assert_eq!(compared.len(), similarity::VARIANTS.len(), "{compared:?}");
}

/// Figures of power, alignment and hierarchy of a pair in a year.
fn sections(library: &Library, a: Economy, b: Economy, year: Year) -> Vec<Figure> {
    let world = World::new(library, [a, b]);
    let options = Options { year: Some(year), since: Some(year), full: true, models: false };
    [power::section, alignment::section, hierarchy::section]
        .into_iter()
        .flat_map(|section| section(&world, Dyad { dependent: a, on: b }, &options).unwrap().figures)
        .collect()
}

#[test]
fn power_alliances_votes_and_status_equal_an_independent_computation() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let folder = tempfile::tempdir().unwrap();
    let silent = &mut suzerain_sources::report::Silent;
    let missions = vec![golden.join("status_missions.csv")];
    import(Publisher::DiplomaticExchange, &missions, folder.path(), &ImportOptions::default(), silent).unwrap();
    let library = suzerain_base::library().unwrap().with_folder(folder.path()).unwrap();
    let world = World::new(&library, [economy("RUS"), economy("CHN")]);
    let mut kept: BTreeMap<(String, String, Year), Vec<Figure>> = BTreeMap::new();
    let mut compared: BTreeMap<String, usize> = BTreeMap::new();
    for row in csv::Reader::from_path(golden.join("politics.csv")).unwrap().records() {
        let row = row.unwrap();
        let (measure, a, year) = (&row[0], economy(&row[1]), Year(row[3].parse().unwrap()));
        let found = if row[2].is_empty() {
            let ranking = rank(&world, measure, year, None).unwrap();
            ranking.rows.iter().find(|p| p.economy == a).unwrap().figure.value.known()
        } else if similarity::named(measure).is_some() {
            figure(&world, measure, a, economy(&row[2]), year).value.known()
        } else {
            let b = economy(&row[2]);
            let pair = kept
                .entry((row[1].to_owned(), row[2].to_owned(), year))
                .or_insert_with(|| sections(&library, a, b, year));
            let of = |f: &&Figure| {
                let subject = match f.subject {
                    Subject::Directed(d) => (d.dependent, d.on) == (a, b),
                    Subject::Symmetric(..) => true,
                    Subject::State(_) => false,
                };
                subject && f.measure == measure && f.year == year
            };
            let basis = |f: &&Figure| row[5].is_empty() || f.has(&Flag::Remark(row[5].to_owned().into()));
            pair.iter().filter(of).find(basis).and_then(|f| f.value.known())
        };
        let wanted: f64 = row[6].parse().unwrap();
        assert!(found.is_some_and(|v| (v - wanted).abs() <= 1e-10 * wanted.abs().max(1.0)), "{row:?}: {found:?}");
        *compared.entry(measure.to_owned()).or_default() += 1;
    }
    assert!(compared.len() >= 18, "{compared:?}");
}

#[test]
fn s_and_kappa_tell_known_pairs_apart_as_the_literature_does() {
    let library = suzerain_base::library().unwrap();
    let [usa, rus, chn] = ["USA", "RUS", "CHN"].map(economy);
    let world = World::new(&library, [rus, chn]);
    let value = |measure: &str, a, b, year| figure(&world, measure, a, b, Year(year)).value.known().unwrap();
    // Allies of the same third parties in name only: S sees them near, chance does as much.
    assert!(value("kappa", rus, chn, 1985).abs() < 0.05 && value("s_score", rus, chn, 1985) > 0.6);
    // By any tie or none, Russia stands nearer to the United States than to China.
    assert!(value("s_binary", usa, rus, 2018) > value("s_binary", rus, chn, 2018));
    // With the levels of the ties, and corrected for chance, it does not.
    assert!(value("s_score", usa, rus, 2018) < value("s_score", rus, chn, 2018));
    assert!(value("kappa", usa, rus, 2018) < value("kappa", rus, chn, 2018));
    assert!(figure(&world, "kappa", rus, chn, Year(2020)).value.known().is_none());
}

#[test]
fn ranks_hold_known_places() {
    let library = suzerain_base::library().unwrap();
    let world = World::new(&library, [economy("RUS"), economy("CHN")]);
    let ranking = rank(&world, "cinc", Year(2022), None).unwrap();
    let first = &ranking.rows[0];
    assert_eq!((first.economy.code(), first.rank), ("CHN", 1));
    assert!((first.figure.value.known().unwrap() - 0.2341).abs() < 5e-5);
    let sum: f64 = ranking.rows.iter().map(|p| p.figure.value.known().unwrap()).sum();
    assert!((sum - 1.0).abs() < 0.1, "shares of the system add up to {sum}");
    let near = rank(&world, "kappa", Year(2018), Some(economy("RUS"))).unwrap();
    assert!(near.rows.iter().take(10).any(|p| ["BLR", "KAZ", "ARM", "KGZ", "TJK"].contains(&p.economy.code())));
    assert!(near.rows.iter().all(|p| p.economy.code() != "RUS"));
    for (measure, with) in [("kappa", None), ("cinc", Some(economy("RUS"))), ("import_share", None), ("kapa", None)] {
        assert!(rank(&world, measure, Year(2018), with).is_err(), "{measure}");
    }
}
