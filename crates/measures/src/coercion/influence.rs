//! Formal bilateral influence capacity as published, and the dependence it implies.
//!
//! The index of Moyer and others (2021) is bandwidth (how much two states have to do with each other) times
//! dependence (how much of the influenced side's product, trade, arms and aid hangs on it), scaled by
//! the most ever measured between two states. Published are capacity and bandwidth; dependence is the one over
//! the other, on the index's own scale. The dependent side is the one over whom the other has influence.
//!
//! ```
//! use suzerain_measures::coercion::influence::dependence;
//! // China over Russia in 2021, as published: 0.239 of a bandwidth of 0.519.
//! assert!((dependence(0.2394114, 0.51913083).unwrap() - 0.4612).abs() < 1e-4);
//! assert_eq!(dependence(0.0, 0.0), None);
//! ```

use crate::definition::{Definition, Reading};
use suzerain_tables::dyadic::{BANDWIDTH as BANDWIDTHS, DyadValue, INFLUENCE};
use suzerain_tables::figure::{Domain, Dyad, Figure, Input, Role, Rows, SourceRef, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::store::TableMeta;
use suzerain_tables::{Missing, Observation, Year, YearRange};

const SOURCE: &str = "Moyer, Meisel, Matthews, Bohl and Burrows 2021, China-US Competition: Measuring Global Influence";
const PAGE: &str = "docs/methods/influence.md";

/// The published index.
pub const CAPACITY: Definition = Definition {
    id: "influence_capacity",
    title: "Formal bilateral influence capacity",
    formula: "bandwidth * dependence, over the most ever measured between two states; as published",
    range: "index, 0 to 1",
    direction: "of `on` over `dependent`",
    reading: Reading::Neither,
    edge_cases: "missing where the loaded table lacks the pair or year",
    source: SOURCE,
    page: PAGE,
};

/// The published bandwidth.
pub const BANDWIDTH: Definition = Definition {
    id: "influence_bandwidth",
    title: "Bandwidth of formal ties",
    formula: "trade, arms, aid, memberships, missions and treaties between the two; as published",
    range: "index, 0 or above",
    direction: "of the tie of `on` to `dependent`",
    reading: Reading::Neither,
    edge_cases: "missing where the loaded table lacks the pair or year",
    source: SOURCE,
    page: PAGE,
};

/// What the one over the other comes to.
pub const DEPENDENCE: Definition = Definition {
    id: "influence_dependence",
    title: "Dependence behind the influence capacity",
    formula: "influence_capacity / influence_bandwidth",
    range: "index on the scale of the two",
    direction: "of `dependent` on `on`",
    reading: Reading::Sensitivity,
    edge_cases: "not defined where the bandwidth is zero",
    source: SOURCE,
    page: PAGE,
};

/// All three, in the order of [`influence`].
pub const ALL: [&Definition; 3] = [&CAPACITY, &BANDWIDTH, &DEPENDENCE];

/// Capacity over bandwidth; none without bandwidth.
#[must_use]
pub fn dependence(capacity: f64, bandwidth: f64) -> Option<f64> {
    (bandwidth > 0.0).then(|| capacity / bandwidth)
}

/// Capacity, bandwidth and dependence of a pair in a year, from the rows of a table of pairs.
#[must_use]
pub fn influence(meta: &TableMeta, rows: &[DyadValue], dyad: Dyad, year: Year) -> [Figure; 3] {
    let found = |variable: &str| {
        rows.iter()
            .find(|r| (r.from, r.to, r.year) == (dyad.on, dyad.dependent, year) && r.variable == variable)
            .map(|r| r.value)
    };
    let values = [found(INFLUENCE), found(BANDWIDTHS)];
    let input = |(variable, value): (&'static str, f64)| Input {
        role: Role::Term,
        label: format!("{variable} of {} over {}", dyad.on, dyad.dependent),
        value,
        unit: Unit::Index,
        rows: Rows {
            source: meta.source.clone(),
            exporter: Some(dyad.on),
            importer: Some(dyad.dependent),
            years: Some(YearRange::new(year, year)),
            variables: vec![variable.to_owned()],
            ..Rows::default()
        },
    };
    let inputs: Vec<Input> =
        [INFLUENCE, BANDWIDTHS].into_iter().zip(values).filter_map(|(v, value)| Some(input((v, value?)))).collect();
    let figure = |definition: &Definition, value: Observation, inputs: &[Input]| {
        let mut f = Figure::new(definition.id, Domain::Power, Subject::Directed(dyad), year, Unit::Index);
        f.sources = vec![SourceRef { id: SourceId(meta.source.clone()), vintage: meta.vintage.clone() }];
        f.inputs = inputs.to_vec();
        if let Some(flag) = definition.reading.flag() {
            f.flag(flag);
        }
        f.with_value(value, meta.status.figure())
    };
    let known = |value: Option<f64>| value.map_or(Observation::Missing(Missing::Gap), Observation::Known);
    let of = |variable: &str| -> Vec<Input> {
        inputs.iter().filter(|i| i.rows.variables.iter().any(|v| v == variable)).cloned().collect()
    };
    let implied = match values {
        [Some(capacity), Some(bandwidth)] => dependence(capacity, bandwidth).map_or_else(
            || Observation::Missing(Missing::NotDefined { why: "the bandwidth is zero".into() }),
            Observation::Known,
        ),
        _ => Observation::Missing(Missing::Gap),
    };
    [
        figure(&CAPACITY, known(values[0]), &of(INFLUENCE)),
        figure(&BANDWIDTH, known(values[1]), &of(BANDWIDTHS)),
        figure(&DEPENDENCE, implied, &inputs),
    ]
}
