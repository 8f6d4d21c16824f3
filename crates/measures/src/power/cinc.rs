//! Composite index of national capability (CINC).
//!
//! For each of military expenditure, military personnel, iron and steel, energy consumption, total
//! and urban population: the state's share of the sum over all states that have the component in
//! that year. CINC is the mean of the shares over the components that are not missing; a missing
//! component is left out of the mean, never counted as zero (Singer, Bremer and Stuckey 1972;
//! codebook of the National Material Capabilities data).
//!
//! Military expenditure is in pounds sterling before 1914; a share of one year needs no conversion.
//!
//! Range 0 to 1. A figure of one state. The components left out are named in its flags.
//!
//! ```
//! // Shares .2 and .4, a third component missing: (.2 + .4) / 2.
//! assert!((suzerain_measures::power::cinc::mean_of_known(&[Some(0.2), Some(0.4), None]).unwrap() - 0.3).abs() < 1e-12);
//! ```

use crate::definition::{Definition, Reading};
use suzerain_tables::figure::{Domain, Figure, Flag, Input, Role, Rows, SourceRef, Subject, Unit};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::provenance::SourceId;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, component_in};
use suzerain_tables::{Economy, Missing, Observation, Year, YearRange};

/// See the module page.
pub const DEFINITION: Definition = Definition {
    id: "cinc",
    title: "Capability share (CINC)",
    formula: "mean over known components c of [value_c(state) / sum over states of value_c]",
    range: "share of the state system, 0 to 1",
    direction: "a figure of one state",
    reading: Reading::Neither,
    edge_cases: "missing components are left out of the mean; missing if none is known or the year is outside the window",
    source: "Singer, Bremer and Stuckey 1972; National Material Capabilities, Correlates of War",
    page: "docs/methods/capability.md",
};

/// The mean of the known entries; none if there is none.
#[must_use]
pub fn mean_of_known(shares: &[Option<f64>]) -> Option<f64> {
    let known: Vec<f64> = shares.iter().copied().flatten().collect();
    #[expect(clippy::cast_precision_loss, reason = "at most six components")]
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

/// The capability share of `economy` in `year`.
#[must_use]
pub fn cinc(data: &Indicators, economy: Economy, year: Year) -> Figure {
    let mut figure = Figure::new(DEFINITION.id, Domain::Power, Subject::State(economy), year, Unit::Share);
    figure.denominator = Some("state-system".into());
    figure.sources = vec![SourceRef { id: SourceId(data.meta().source.clone()), vintage: data.meta().vintage.clone() }];
    let mut shares = Vec::with_capacity(CAPABILITY_COMPONENTS.len());
    let mut left_out = Vec::new();
    for component in CAPABILITY_COMPONENTS.map(|c| component_in(c, year)) {
        let total: f64 = data.cross_section(component, year).map(|(_, v)| v).sum();
        let share = data.get(component, economy, year).known().filter(|_| total > 0.0).map(|v| v / total);
        if let Some(share) = share {
            figure.inputs.push(Input {
                role: Role::Term,
                label: format!("share of {component} in the state system"),
                value: share,
                unit: Unit::Share,
                rows: Rows {
                    source: data.meta().source.clone(),
                    exporter: Some(economy),
                    years: Some(YearRange::new(year, year)),
                    variables: vec![component.to_owned()],
                    ..Rows::default()
                },
            });
        } else {
            left_out.push(component.to_owned());
        }
        shares.push(share);
    }
    let value = mean_of_known(&shares).map_or_else(
        || match data.get(CAPABILITY_COMPONENTS[4], economy, year) {
            Observation::Missing(why) => Observation::Missing(why),
            Observation::Known(_) => Observation::Missing(Missing::Gap),
        },
        Observation::Known,
    );
    figure = figure.with_value(value, data.meta().status.figure());
    if figure.value.known().is_some() && !left_out.is_empty() {
        figure.flag(Flag::MissingComponents(left_out));
    }
    figure
}
