//! UN ideal point, and the distance of two.
//!
//! Positions of states in sessions of the General Assembly, fitted to all roll calls by the dynamic
//! ordinal item response model of Bailey, Strezhnev and Voeten (2017); see
//! `docs/methods/ideal-points.md`. Modelled, with 90 % bands from the curvature at the mode. Unit:
//! standard deviations of all state-sessions; the United States stand on the positive side.
//!
//! distance = |theta_a - theta_b| in one session; its band treats the two positions as independent
//! given the roll calls.
//!
//! Movement common to all states is not identified: read distances and ranks within a session, never
//! changes of level. Distance alone does not predict disputes.

use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Band, Domain, Figure, Input, Role, Rows, SourceRef, Subject, Unit};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::variables::{IDEAL_POINT, IDEAL_POINT_SD};
use suzerain_tables::votes::session_in;
use suzerain_tables::{Economy, Observation, Year, YearRange};

const SOURCE: &str = "Bailey, Strezhnev and Voeten 2017; estimator after Imai, Lo and Olmsted 2016";
const PAGE: &str = "docs/methods/ideal-points.md";

/// The position.
pub const DEFINITION: Definition = Definition {
    id: "ideal_point",
    title: "UN ideal point",
    formula: "theta in z = beta theta + e, e ~ N(0,1); yes if z < gamma1, abstain between, no if z > gamma2",
    range: "standard deviations of all state-sessions",
    direction: "a figure of one state; the United States are positive",
    reading: Reading::Neither,
    edge_cases: "missing in sessions without a vote of the state on a roll call that divided",
    source: SOURCE,
    page: PAGE,
};

/// The distance.
pub const DISTANCE: Definition = Definition {
    id: "ideal_point_distance",
    title: "Distance of UN ideal points",
    formula: "|theta_a - theta_b| in the same session",
    range: "standard deviations of all state-sessions, 0 or above",
    direction: "symmetric",
    reading: Reading::Neither,
    edge_cases: "missing if either position is",
    source: SOURCE,
    page: PAGE,
};

/// Probability between the ends of a band.
pub const LEVEL: f64 = 0.9;
/// Standard deviations on either side that hold it.
const REACH: f64 = 1.644_853_626_951_472_7;

/// The ideal point of a state in the session that began in `year`.
#[must_use]
pub fn ideal_point(data: &Indicators, economy: Economy, year: Year) -> Figure {
    let mut f = Figure::new(DEFINITION.id, Domain::Alignment, Subject::State(economy), year, Unit::StandardDeviations);
    f.session = session_in(year);
    f.sources = vec![SourceRef { id: SourceId(data.meta().source.clone()), vintage: data.meta().vintage.clone() }];
    let value = data.get(IDEAL_POINT, economy, year);
    if let (Some(mean), Some(sd)) = (value.known(), data.get(IDEAL_POINT_SD, economy, year).known()) {
        f.band = Some(Band { low: mean - REACH * sd, high: mean + REACH * sd, level: Some(LEVEL) });
        f.inputs = [("position", IDEAL_POINT, mean), ("standard deviation", IDEAL_POINT_SD, sd)]
            .map(|(label, variable, value)| Input {
                role: Role::Term,
                label: format!("{label} of {economy}"),
                value,
                unit: Unit::StandardDeviations,
                rows: Rows {
                    source: data.meta().source.clone(),
                    exporter: Some(economy),
                    years: Some(YearRange::new(year, year)),
                    variables: vec![variable.to_owned()],
                    ..Rows::default()
                },
            })
            .to_vec();
    }
    f.with_value(value, data.meta().status.figure())
}

/// The distance of two states' ideal points in the session that began in `year`.
#[must_use]
pub fn distance(data: &Indicators, a: Economy, b: Economy, year: Year) -> Figure {
    let [one, two] = [a, b].map(|e| ideal_point(data, e, year));
    let mut f = Figure::new(DISTANCE.id, Domain::Alignment, Subject::Symmetric(a, b), year, Unit::StandardDeviations);
    f.session = one.session;
    f.sources.clone_from(&one.sources);
    f.inputs = one.inputs.iter().chain(&two.inputs).cloned().collect();
    let value = match (one.value, two.value) {
        (Observation::Known(x), Observation::Known(y)) => Observation::Known((x - y).abs()),
        (Observation::Missing(why), _) | (_, Observation::Missing(why)) => Observation::Missing(why),
    };
    if let (Some(d), Some(x), Some(y)) = (value.known(), one.band, two.band) {
        let half = ((x.high - x.low).powi(2) + (y.high - y.low).powi(2)).sqrt() / 2.0;
        f.band = Some(Band { low: (d - half).max(0.0), high: d + half, level: Some(LEVEL) });
    }
    f.with_value(value, data.meta().status.figure())
}
