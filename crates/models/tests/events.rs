//! Event hazards: against an independent fit of committed windows (`tests/golden/hazard.py`), a small
//! history made by hand, and the shipped coefficients refitted from the lists beside the repository.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;
use suzerain_measures::panel::{Options, Panel};
use suzerain_models::outlook::events::covariates::{COUNT, Table};
use suzerain_models::outlook::events::evaluation::{self, Risk};
use suzerain_models::outlook::events::fitted::{self, Fitted};
use suzerain_models::outlook::events::hazard::{Hazard, Windows};
use suzerain_models::outlook::events::history::{History, IdealPoints, Thresholds};
use suzerain_models::outlook::events::scores::{Score, default_of};
use suzerain_models::outlook::events::{Candidate, Event};
use suzerain_sources::prepared::interstate::{DisputeList, Folders, read};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::interstate::{Dispute, Interstate, Membership, Obliged, PairSpell, Window};
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::IDEAL_POINT;
use suzerain_tables::{Year, YearRange};

#[test]
fn a_hazard_as_fitted_apart_from_the_program() {
    let mut windows = Windows::default();
    let mut pairs: HashMap<String, u32> = HashMap::new();
    for line in include_str!("../../../tests/golden/hazard_windows.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let count = u32::try_from(pairs.len()).unwrap();
        windows.pair.push(*pairs.entry(format!("{}-{}", cells[0], cells[1])).or_insert(count));
        windows.year.push(cells[2].parse().unwrap());
        windows.y.push(cells[3] == "1");
        windows.row.push(0);
        let mut x = [f64::NAN; COUNT];
        for (x, cell) in x.iter_mut().zip(&cells[4..]) {
            *x = cell.parse().unwrap_or(f64::NAN);
        }
        windows.x.push(x);
    }
    let found = Hazard::fit(Candidate::Core, Event::AllianceTermination, &windows, 5).unwrap();
    let golden: Vec<Vec<&str>> =
        include_str!("../../../tests/golden/hazard.csv").lines().skip(1).map(|l| l.split(',').collect()).collect();
    assert_eq!(found.terms.len() + 1, golden.len());
    for (at, term) in found.terms.iter().enumerate() {
        let [name, coefficient, error] = golden[at][..] else { panic!("{:?}", golden[at]) };
        assert_eq!(term, name);
        let (coefficient, error): (f64, f64) = (coefficient.parse().unwrap(), error.parse().unwrap());
        assert!((found.coefficients[at] - coefficient).abs() < 1e-6, "{term}: {}", found.coefficients[at]);
        let se = found.covariance[at * found.terms.len() + at].sqrt();
        assert!((se - error).abs() < 1e-6, "{term}: {se}");
    }
    assert!((found.spread - golden[found.terms.len()][1].parse::<f64>().unwrap()).abs() < 1e-12);
    // A window's probability moves with the log odds, and the mean forecast is near the share of events.
    let mean = windows.x.iter().map(|x| found.probability(x)).sum::<f64>() / windows.x.len() as f64;
    assert!((mean - windows.rate()).abs() < 0.01, "{mean}");
}

/// Two neighbours: allied 1900-09, rivals from 1912, force in 1914; one leaves the system in 1920.
fn neighbours() -> Interstate {
    let member =
        |state: u16, last, open| Membership { state, abbreviation: format!("S{state}"), first: 1900, last, open };
    let obliged = |year| Obliged { from: 2, to: 20, year, clauses: [false, false, false, false, true] };
    let mut all = Interstate {
        members: vec![member(2, 1930, true), member(20, 1920, false)],
        members_to: 1930,
        contiguity: vec![PairSpell { pair: (2, 20), first: 1900, last: 1930, kind: 1 }],
        obligations: (1900..=1909).map(obliged).collect(),
        rivalries: vec![PairSpell { pair: (2, 20), first: 1912, last: 1916, kind: 1 }],
        disputes: vec![Dispute {
            pair: (2, 20),
            year: 1914,
            onset: true,
            hostility_1: 4,
            hostility_2: 1,
            hostility: 4,
        }],
        ..Interstate::default()
    };
    for window in [Window::Obligations, Window::Rivalries, Window::Disputes, Window::Contiguity, Window::Majors] {
        all.windows[window as usize] = Some(YearRange::new(Year(1816), Year(1930)));
    }
    all
}

#[test]
fn outcomes_risk_and_clocks_of_a_history_made_by_hand() {
    let records = neighbours();
    let panel = Panel::new(&records, Options { from: 1900, to: 1930, relevant: false });
    let history = History::new(&panel, &IdealPoints::new()).unwrap();
    let never = Thresholds(f64::INFINITY, f64::INFINITY);
    let row = |year| panel.row(2, 20, year).unwrap();
    let came = |event, year, h| history.outcome(event, row(year), h, never);
    // The alliance's last year is 1909: gone in 1910.
    assert_eq!(came(Event::AllianceTermination, 1904, 5), Some(false));
    assert_eq!(came(Event::AllianceTermination, 1905, 5), Some(true));
    assert!(
        history.at_risk(Event::AllianceTermination, row(1909))
            && !history.at_risk(Event::AllianceTermination, row(1910))
    );
    assert!(
        history.at_risk(Event::AllianceFormation, row(1910)) && !history.at_risk(Event::AllianceFormation, row(1909))
    );
    assert_eq!(
        (came(Event::RivalryRelevant, 1906, 5), came(Event::RivalryRelevant, 1907, 5)),
        (Some(false), Some(true))
    );
    assert!(!history.at_risk(Event::RivalryRelevant, row(1912)) && history.at_risk(Event::RivalryRelevant, row(1917)));
    assert_eq!((came(Event::ForceRelevant, 1908, 5), came(Event::ForceRelevant, 1909, 5)), (Some(false), Some(true)));
    assert_eq!(came(Event::ForceRelevant, 1914, 5), Some(false));
    // One of the two leaves in 1920: no outcome, unless the event came before.
    assert_eq!((came(Event::ForceRelevant, 1915, 5), came(Event::ForceRelevant, 1916, 5)), (Some(false), None));
    assert_eq!(came(Event::ForceRelevant, 1913, 10), Some(true));
    // A rift comes with rivalry in 1912; a window that the lists do not close has no outcome.
    assert_eq!((came(Event::Rift, 1906, 5), came(Event::Rift, 1907, 5)), (Some(false), Some(true)));
    assert!(history.first_rift(row(1909), 5, never).rivalry && !history.first_rift(row(1909), 5, never).force);
    let clock = |event, year| {
        let c = history.clock(event, row(year));
        (c.since, c.count)
    };
    assert_eq!(clock(Event::ForceRelevant, 1913), (13.0, 0.0));
    assert_eq!(clock(Event::ForceRelevant, 1918), (4.0, 1.0));
    assert_eq!(clock(Event::AllianceFormation, 1911), (2.0, 1.0));
    assert_eq!(clock(Event::AllianceTermination, 1909), (9.0, 0.0));
    assert_eq!(clock(Event::RivalryRelevant, 1918), (2.0, 1.0));
}

#[test]
fn the_default_must_beat_rate_and_duration_for_certain() {
    let score = |candidate, brier, rate: (f64, f64), duration: (f64, f64)| Score {
        candidate,
        brier,
        log_score: 0.0,
        skill: 0.0,
        skill_by_pair: Some((rate.0, 1.0)),
        skill_by_decade: Some((rate.1, 1.0)),
        skill_over_duration: 0.0,
        over_duration_by_pair: Some((duration.0, 1.0)),
        over_duration_by_decade: Some((duration.1, 1.0)),
        auc: None,
        auc_within: None,
        calibration_slope: None,
    };
    let duration = |low| score(Candidate::Duration, 0.09, (0.01, low), (0.0, 0.0));
    let full = |low| score(Candidate::Full, 0.08, (0.02, 0.02), (0.01, low));
    assert_eq!(default_of(&[duration(0.01), full(0.01)]), Candidate::Full);
    assert_eq!(default_of(&[duration(0.01), full(-0.01)]), Candidate::Duration);
    assert_eq!(default_of(&[duration(-0.01), full(-0.01)]), Candidate::BaseRate);
}

#[test]
fn what_is_shipped_can_be_read_and_gives_probabilities() {
    let fitted = Fitted::from_json(suzerain_base::FITTED_EVENTS).unwrap();
    let inputs = fitted::inputs_from_csv(suzerain_base::FITTED_EVENTS_INPUTS).unwrap();
    assert_eq!(fitted.events.len(), Event::ALL.len() * fitted::YEARS.len());
    for input in &inputs {
        assert!(input.risk.contains(&true));
        for p in fitted.probabilities(input) {
            let inside = |p: f64| (0.0..=1.0).contains(&p);
            assert!(inside(p.default) && inside(p.best) && inside(p.duration), "{:?}", input.pair);
            assert!(p.band.is_none_or(|(low, high)| low <= p.default && p.default <= high));
        }
    }
    let text = fitted::inputs_to_csv(&inputs);
    assert_eq!(text, suzerain_base::FITTED_EVENTS_INPUTS);
    for (name, sum) in [("weights", 1.0)] {
        for event in &fitted.events {
            assert!((event.weights.iter().sum::<f64>() - sum).abs() < 1e-9, "{name}");
            assert_eq!(event.hazards.len(), Candidate::REGRESSIONS.len());
        }
    }
    assert!(Fitted::from_json("{}").is_err());
    assert!(fitted::inputs_from_csv("ccode1,ccode2\n1,2\n").is_err());
}

/// The shipped ideal points by Correlates of War number.
fn ideal_points() -> IdealPoints {
    let library = suzerain_base::library().unwrap();
    let data = Indicators::read(library.table(TableKind::Indicators, "ideal-points").unwrap()).unwrap();
    let states = data.meta().coverage.economies(IDEAL_POINT).filter_map(|(e, _)| Some((e, e.cow()?)));
    states
        .flat_map(|(e, state)| data.series(IDEAL_POINT, e).unwrap().iter().map(move |(y, v)| ((state, y.0), *v)))
        .collect()
}

#[test]
fn refitted_from_the_lists_as_shipped() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folders = Folders { cow: data.join("cow"), output: data.join("gdp_isard") };
    if !folders.cow.is_dir() || !folders.output.is_dir() {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ =
            writeln!(std::io::stderr(), "skipped 1 check: the Correlates of War family is not beside the repository");
        return;
    }
    let shipped = Fitted::from_json(suzerain_base::FITTED_EVENTS).unwrap();
    let records = read(&folders, DisputeList::Mid).unwrap();
    let panel = Panel::new(&records, Options::default());
    let ideal = ideal_points();
    let history = History::new(&panel, &ideal).unwrap();
    let table = Table::new(&history).unwrap();
    // The last holds only if the shipped ideal points are those that the events were fitted with.
    for (event, candidate) in [
        (Event::RivalryAllied, Candidate::Duration),
        (Event::AllianceTermination, Candidate::Core),
        (Event::Rift, Candidate::Duration),
    ] {
        let risk = Risk::new(&history, &table, event, 5, None, shipped.seed);
        let training = risk.training(&history, shipped.input_year);
        let found = evaluation::fit(candidate, &risk, &training, shipped.input_year).unwrap();
        let kept = shipped.events.iter().find(|e| e.evaluation.event == event && e.evaluation.years == 5).unwrap();
        let kept = kept.hazards.iter().find(|h| h.candidate == candidate).unwrap();
        assert_eq!((found.windows, found.events, &found.terms), (kept.windows, kept.events, &kept.terms));
        for (term, (a, b)) in found.terms.iter().zip(found.coefficients.iter().zip(&kept.coefficients)) {
            assert!((a - b).abs() < 1e-6, "{} {term}: {a}, shipped {b}", event.id());
        }
    }
    // The newest inputs are those of the lists.
    let inputs = fitted::inputs_to_csv(&fitted::inputs(&history, &table, shipped.input_year));
    assert_eq!(inputs, suzerain_base::FITTED_EVENTS_INPUTS);
}
