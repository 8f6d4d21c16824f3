//! Blocs against numbers from outside: `tests/golden/landscape.csv`, and shares published in the literature.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use suzerain_models::coalition::balance::triads;
use suzerain_models::coalition::landscape::Method;
use suzerain_sources::input::{ByteCounter, plain};
use suzerain_sources::prepared::interstate::{self, DisputeList, Folders};
use suzerain_sources::text::{Layout, Table};
use suzerain_studies::blocs::{Blocs, BlocsError, Question, Sizes, blocs};
use suzerain_tables::{Economy, Year};

fn economies(codes: &[&str]) -> Vec<Economy> {
    codes.iter().map(|c| Economy::from_code(c).unwrap()).collect()
}

const TEN: [&str; 10] = ["BRA", "CHN", "DEU", "FRA", "GBR", "IND", "JPN", "RUS", "USA", "ZAF"];

fn weights(given: &[(&str, f64)]) -> BTreeMap<String, f64> {
    given.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect()
}

#[test]
fn ten_states_are_those_of_an_independent_brute_force() {
    let library = suzerain_base::library().unwrap();
    let mut cinc = Question::new(economies(&TEN), Year(2015));
    cinc.weights = weights(&[("trade", 0.0), ("ideal_points", 0.0), ("un_votes", 1.0)]);
    let mut equal = cinc.clone();
    equal.sizes = Sizes::Equal;
    equal.weights.extend(weights(&[("alliance", -1.0), ("un_votes", -1.0)]));
    let found = BTreeMap::from([
        ("cinc", blocs(&library, None, &cinc, |_| ()).unwrap()),
        ("equal", blocs(&library, None, &equal, |_| ()).unwrap()),
    ]);
    assert_eq!(found["cinc"].found.method, Method::Exact { configurations: 512 });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/landscape.csv");
    let mut minima: BTreeMap<String, usize> = BTreeMap::new();
    let mut checked = 0;
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let (case, what, number, actor) = (&row[0], &row[1], row[2].parse::<usize>().unwrap(), &row[3]);
        let (value, other) = (row[4].parse::<f64>().unwrap(), row[5].parse::<f64>().unwrap());
        let ours: &Blocs = &found[case];
        let minimum = &ours.found.minima[number - 1];
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-12 * ours.landscape.scale();
        if what == "minimum" {
            *minima.entry(case.to_owned()).or_default() += 1;
            let side: Vec<&str> = ours
                .landscape
                .actors()
                .iter()
                .zip(&minimum.sides)
                .filter(|(_, s)| **s)
                .map(|(e, _)| e.code())
                .collect();
            assert_eq!(side.join(" "), actor, "{case} {number}");
            assert!(close(minimum.energy, value), "{case} {number}: {} {value}", minimum.energy);
            #[expect(clippy::cast_precision_loss, reason = "at most 512")]
            let reached = minimum.reached as f64;
            assert_eq!(reached.to_bits(), other.to_bits(), "{case} {number}");
        } else {
            let standings = ours.landscape.standings(&minimum.sides);
            let standing = standings.iter().find(|s| s.actor.code() == actor).unwrap();
            assert!(close(standing.frustration, value) && close(standing.frustration_if_switched, other), "{row:?}");
        }
        checked += 1;
    }
    assert_eq!(minima, BTreeMap::from([("cinc".into(), 1), ("equal".into(), 11)]));
    assert_eq!(checked, 12 * 11);
    assert!(found.iter().all(|(case, b)| b.found.minima.len() == minima[*case]));
}

#[test]
fn descent_finds_what_enumeration_finds() {
    let library = suzerain_base::library().unwrap();
    let mut question = Question::new(economies(&TEN), Year(2015));
    question.sizes = Sizes::Equal;
    question.weights = weights(&[("alliance", -1.0), ("un_votes", -1.0), ("ideal_points", 0.0), ("trade", 0.0)]);
    let exact = blocs(&library, None, &question, |_| ()).unwrap();
    let sampled = exact.landscape.sampled(3, 50_000);
    let sides = |found: &suzerain_models::coalition::landscape::Found| -> Vec<Vec<bool>> {
        found.minima.iter().map(|m| m.sides.clone()).collect()
    };
    assert_eq!(sides(&sampled), sides(&exact.found));
    for (a, b) in sampled.minima.iter().zip(&exact.found.minima) {
        assert!((a.share - b.share).abs() < 5.0 * (b.share * (1.0 - b.share) / 50_000.0).sqrt());
    }
}

#[test]
fn what_is_not_known_is_said_and_never_zero() {
    let library = suzerain_base::library().unwrap();
    let codes = ["CHN", "RUS", "USA"];
    // The alliance data end in 2018: without --carry the component is missing, and war stability with it.
    let late = blocs(&library, None, &Question::new(economies(&codes), Year(2022)), |_| ()).unwrap();
    let alliance = late.components.iter().find(|u| u.component.name == "alliance").unwrap();
    assert!(alliance.component.values.is_empty() && alliance.missing.as_ref().unwrap().contains("1950-2018"));
    assert!(late.war.as_ref().unwrap_err().contains("1950-2018"));
    assert!(late.propensities.iter().all(|p| p.parts.iter().all(|(name, _)| name != "alliance")));
    let mut carried = Question::new(economies(&codes), Year(2022));
    carried.carry = 4;
    let carried = blocs(&library, None, &carried, |_| ()).unwrap();
    assert_eq!(carried.components[0].from.as_ref().unwrap().1, Year(2018));
    // Capability shares end in 2022.
    let error = blocs(&library, None, &Question::new(economies(&codes), Year(2023)), |_| ()).unwrap_err();
    assert!(matches!(error, BlocsError::NoSize(_)), "{error}");
    let mut unknown = Question::new(economies(&codes), Year(2015));
    unknown.weights = weights(&[("friendship", 1.0)]);
    assert!(blocs(&library, None, &unknown, |_| ()).unwrap_err().to_string().contains("friendship"));
}

#[test]
fn own_ties_and_the_order_of_actors_enter_by_name() {
    let library = suzerain_base::library().unwrap();
    let mut question = Question::new(economies(&TEN), Year(2015));
    let [chn, rus] = ["CHN", "RUS"].map(|c| Economy::from_code(c).unwrap());
    question.ties = BTreeMap::from([("quarrel".to_owned(), BTreeMap::from([((chn, rus), -1.0)]))]);
    let first = blocs(&library, None, &question, |_| ()).unwrap();
    question.actors.reverse();
    let second = blocs(&library, None, &question, |_| ()).unwrap();
    assert_eq!((&first.found, &first.standings, &first.wedges), (&second.found, &second.standings, &second.wedges));
    let pair = first.propensities.iter().find(|p| p.pair == (chn, rus)).unwrap();
    assert_eq!(pair.parts.last().unwrap(), &("quarrel".to_owned(), -1.0));
    let [one, two] = ["CHN", "USA"].map(|c| first.landscape.actors().iter().position(|e| e.code() == c).unwrap());
    let other = first.propensities.iter().find(|p| p.pair.0 == chn && p.pair.1.code() == "USA").unwrap();
    assert_eq!(first.landscape.propensity(one, two).to_bits(), other.value.to_bits());
    assert!(other.parts.iter().all(|(name, _)| name != "quarrel"));
}

/// A file of the user's data folder, if it is there.
fn list(name: &str) -> Option<Table> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cow").join(name);
    if !path.is_file() {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "skipped 1 check: {name} is not beside the repository");
        return None;
    }
    Some(Table::open(&path, plain(&path).open(&ByteCounter::default()).unwrap(), Layout::default()).unwrap())
}

type Edges = BTreeSet<(u16, u16)>;

fn edge(table: &Table, one: &str, other: &str) -> (u16, u16) {
    let read = |name: &str| table.int::<u16>(&table.column(&[name]).unwrap()).unwrap();
    let (a, b) = (read(one), read(other));
    (a.min(b), a.max(b))
}

#[test]
fn balanced_triads_are_those_reported_for_1913_and_2018() {
    // Friends: an obligation of consultation or more (ATOP 5); enemies: a strategic rivalry (Thompson,
    // Sakuwa, Suhas), which outweighs a pact. Reported: .48 balanced in 1913, .97 in 2018; 24 of the 59
    // rival pairs of 2018 are also treaty partners.
    for (year, share, rivals, both) in [(1913, 0.48, None, None), (2018, 0.97, Some(59), Some(24))] {
        let (Some(mut atop), Some(mut tss)) = (list("atop_alliance.csv.gz"), list("tss_rivalries.csv")) else { return };
        let (mut friends, mut enemies) = (Edges::new(), Edges::new());
        while atop.advance().unwrap() {
            let is = |name: &str| atop.number(&atop.column(&[name]).unwrap(), &["NA"]).unwrap() == Some(1.0);
            let when: i32 = atop.int(&atop.column(&["year"]).unwrap()).unwrap();
            if when == year && ["atop_defense", "atop_offense", "atop_neutral", "atop_consul"].into_iter().any(is) {
                friends.insert(edge(&atop, "ccode1", "ccode2"));
            }
        }
        while tss.advance().unwrap() {
            let at = |name: &str| tss.int::<i32>(&tss.column(&[name]).unwrap()).unwrap();
            if at("start") <= year && at("end") >= year {
                enemies.insert(edge(&tss, "ccode1", "ccode2"));
            }
        }
        let states: Vec<u16> =
            friends.union(&enemies).flat_map(|(a, b)| [*a, *b]).collect::<BTreeSet<u16>>().into_iter().collect();
        let found = triads(states.len(), |i, j| {
            let pair = (states[i], states[j]);
            if enemies.contains(&pair) { Some(-1.0) } else { friends.contains(&pair).then_some(1.0) }
        });
        assert!((found.share().unwrap() - share).abs() < 0.005, "{year}: {found:?}");
        assert!(
            rivals.is_none_or(|n| n == enemies.len())
                && both.is_none_or(|n| n == enemies.intersection(&friends).count())
        );
    }
}

/// Jackson and Nei (2015), as told in secondary accounts: 2.2 alliances a state in 1816-1950 and 10.5 after; of a year's
/// alliances .293 and .031 were gone five years later.
#[test]
fn alliances_a_state_are_those_reported_and_their_loss_after_1950_is() {
    let (Some(mut atop), Some(mut states)) = (list("atop_alliance.csv.gz"), list("cow_states.csv")) else { return };
    let mut members: BTreeMap<i32, BTreeSet<u16>> = BTreeMap::new();
    while states.advance().unwrap() {
        let at = |name: &str| states.int::<i32>(&states.column(&[name]).unwrap()).unwrap();
        // The list ends in 2016; its last members are carried on.
        let last = if at("endyear") == 2016 { 2018 } else { at("endyear") };
        for year in at("styear")..=last {
            members.entry(year).or_default().insert(u16::try_from(at("ccode")).unwrap());
        }
    }
    let mut pairs: BTreeMap<i32, Edges> = BTreeMap::new();
    while atop.advance().unwrap() {
        let is = |name: &str| atop.number(&atop.column(&[name]).unwrap(), &["NA"]).unwrap() == Some(1.0);
        if ["atop_defense", "atop_offense", "atop_neutral", "atop_consul"].into_iter().any(is) {
            let year = atop.int(&atop.column(&["year"]).unwrap()).unwrap();
            pairs.entry(year).or_default().insert(edge(&atop, "ccode1", "ccode2"));
        }
    }
    let none = Edges::new();
    let of = |year: i32| pairs.get(&year).unwrap_or(&none);
    let per_state = |first: i32, last: i32| {
        let each = (first..=last).map(|year| {
            let within = &members[&year];
            let both = of(year).iter().filter(|(a, b)| within.contains(a) && within.contains(b)).count();
            2.0 * both as f64 / within.len() as f64
        });
        each.sum::<f64>() / f64::from(last - first + 1)
    };
    let lost = |first: i32, last: i32| {
        let gone: usize = (first..=last).map(|year| of(year).difference(of(year + 5)).count()).sum();
        gone as f64 / (first..=last).map(|year| of(year).len()).sum::<usize>() as f64
    };
    assert!((per_state(1816, 1950) - 2.2).abs() < 0.05, "{}", per_state(1816, 1950));
    assert!((per_state(1951, 2003) - 10.5).abs() < 0.05, "{}", per_state(1951, 2003));
    assert!((lost(1951, 2013) - 0.031).abs() < 0.002, "{}", lost(1951, 2013));
    // Not what is reported for the years before: the page says so.
    assert!((lost(1816, 1950) - 0.352).abs() < 0.001, "{}", lost(1816, 1950));
}

#[test]
fn lists_of_the_user_reach_back_to_1913() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folders = Folders { cow: data.join("cow"), output: data.join("gdp_isard") };
    if !folders.cow.is_dir() || !folders.output.is_dir() {
        let _ =
            writeln!(std::io::stderr(), "skipped 1 check: the Correlates of War lists are not beside the repository");
        return;
    }
    let lists = interstate::read(&folders, DisputeList::Mid).unwrap();
    let library = suzerain_base::library().unwrap();
    // Britain, France, Germany, Austria-Hungary, Italy, Russia, Turkey by their Correlates of War numbers.
    let [gbr, fra, deu, auh, ita, rus, tur] =
        [200, 220, 255, 300, 325, 365, 640].map(|state| Economy::from_cow(state, 1913).unwrap());
    let question = Question::new(vec![gbr, fra, deu, auh, ita, rus, tur], Year(1913));
    let found = blocs(&library, Some(&lists), &question, |_| ()).unwrap();
    let value = |name: &str, a: Economy, b: Economy| {
        let used = found.components.iter().find(|u| u.component.name == name).unwrap();
        used.component.values.get(&suzerain_tables::obligations::ordered(a, b)).copied()
    };
    // The Dual Alliance; the rivalries of Germany with France and Britain; none of France with Britain.
    assert_eq!(value("alliance", deu, auh), Some(1.0));
    assert_eq!((value("rivalry", fra, deu), value("rivalry", gbr, deu)), (Some(-1.0), Some(-1.0)));
    assert_eq!(value("rivalry", fra, gbr), Some(0.0));
    // Italy and Turkey fought in 1911-12; no UN votes yet.
    assert_eq!((value("disputes", ita, tur), value("un_votes", fra, gbr)), (Some(-1.0), None));
    assert!(value("trade", gbr, deu).is_some_and(|t| (0.05..0.3).contains(&t)));
    assert!(value("regime", fra, rus).is_some_and(|x| x < value("regime", deu, auh).unwrap()));
    assert_eq!(found.sizes.as_ref().unwrap().1, Year(1913));
    let minimum = &found.found.minima[0];
    let side = |e: Economy| minimum.sides[found.landscape.actors().iter().position(|a| *a == e).unwrap()];
    assert_eq!(side(deu), side(auh));
    assert_ne!(side(deu), side(fra));
    // Without the lists the tables say that they begin in 1950.
    assert!(matches!(blocs(&library, None, &question, |_| ()), Err(BlocsError::NoSize(_))));
}
