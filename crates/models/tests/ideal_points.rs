//! The shipped ideal points: against a fit of some sessions made here, and against published values.

use std::collections::BTreeMap;
use std::path::Path;
use suzerain_models::ideal_points::{DRIFT, ideal_points};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::{IDEAL_POINT, IDEAL_POINT_SD};
use suzerain_tables::votes::{self, session_year};
use suzerain_tables::{Economy, Year};

fn shipped() -> Indicators {
    let library = suzerain_base::library().unwrap();
    Indicators::read(library.table(TableKind::Indicators, "ideal-points").unwrap()).unwrap()
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let sum = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
    sum(&|p| (p.0 - mx) * (p.1 - my)) / (sum(&|p| (p.0 - mx).powi(2)) * sum(&|p| (p.1 - my).powi(2))).sqrt()
}

/// A fit of three sessions has a scale of its own and less memory of the past, but the order of the
/// states in each must be the shipped one.
#[test]
fn a_fit_of_the_last_sessions_gives_the_shipped_order() {
    let library = suzerain_base::library().unwrap();
    let ballots = votes::ballots(library.of_kind(TableKind::Votes).next().unwrap(), Some((76, 78))).unwrap();
    let fit = ideal_points(&ballots, DRIFT, |_, _| {}).unwrap();
    let shipped = shipped();
    for session in 76..=78 {
        let here = fit.points.iter().filter(|p| p.session == session);
        let pairs: Vec<(f64, f64)> = here
            .map(|p| (p.mean, shipped.get(IDEAL_POINT, p.economy, session_year(session)).known().unwrap()))
            .collect();
        assert!(pairs.len() > 180, "{}", pairs.len());
        assert!(correlation(&pairs) > 0.98, "session {session}: {}", correlation(&pairs));
    }
}

#[test]
fn shipped_points_agree_with_published_ones_in_every_session() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/ideal_points_published.csv");
    let shipped = shipped();
    let mut sessions: BTreeMap<i16, Vec<(f64, f64)>> = BTreeMap::new();
    let text = std::fs::read_to_string(path).unwrap();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (year, economy) = (cells[0].parse().unwrap(), Economy::from_code(cells[1]).unwrap());
        // Byelorussia voted before 1991 but was no member of the state system the roll calls follow.
        if let Some(ours) = shipped.get(IDEAL_POINT, economy, Year(year)).known() {
            sessions.entry(year).or_default().push((ours, cells[2].parse().unwrap()));
        }
    }
    assert_eq!(sessions.len(), 7);
    for (year, pairs) in sessions {
        assert!(pairs.len() >= 12 && correlation(&pairs) > 0.95, "{year}: {} of {}", correlation(&pairs), pairs.len());
    }
}

#[test]
fn the_scale_is_standard_and_the_united_states_are_positive() {
    let shipped = shipped();
    let span = shipped.meta().coverage.span(IDEAL_POINT).unwrap();
    assert_eq!((span.first, span.last), (Year(1946), Year(2023)));
    let all: Vec<f64> =
        span.iter().flat_map(|y| shipped.cross_section(IDEAL_POINT, y).map(|v| v.1).collect::<Vec<_>>()).collect();
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    assert!(mean.abs() < 1e-4 && (all.iter().map(|v| v * v).sum::<f64>() / n - 1.0).abs() < 1e-3);
    let usa = shipped.series(IDEAL_POINT, Economy::from_code("USA").unwrap()).unwrap();
    assert!(usa.len() >= 77 && usa.values().all(|v| *v > 0.0), "{}", usa.len());
    assert!(span.iter().all(|y| shipped.cross_section(IDEAL_POINT_SD, y).all(|v| v.1 > 0.0)));
}
