//! The two states' power and UN positions over time.

use crate::StudyError;
use crate::brief::Options;
use crate::page::chart::{Chart, Kind, Line, Point, Scale, Side};
use crate::world::World;
use suzerain_measures::alignment::ideal_point::ideal_point;
use suzerain_measures::power::cinc::cinc;
use suzerain_measures::power::indicator::indicator;
use suzerain_tables::figure::{Domain, Dyad, Figure, Unit};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, GDP_PPP, IDEAL_POINT, variable};
use suzerain_tables::{Economy, Year};

type Measure<'a> = &'a dyn Fn(Economy, Year) -> Figure;

/// One line a state over the years in which `variable` is known of it.
fn lines(data: &Indicators, variable: &str, dyad: Dyad, options: &Options, measure: Measure<'_>) -> Kind {
    let lines = [(dyad.dependent, Side::A), (dyad.on, Side::B)].map(|(state, side)| {
        let years = data.series(variable, state).map(|s| s.keys().copied().collect::<Vec<Year>>()).unwrap_or_default();
        let points =
            years.into_iter().filter(|y| options.in_trend(*y)).map(|y| Point::of(&measure(state, y))).collect();
        Line { label: format!("{} ({})", state.name(), data.meta().source), side, points }
    });
    Kind::Series { lines: lines.to_vec(), scale: Scale::Linear }
}

fn some(chart: Chart) -> Option<Chart> {
    (!chart.points().is_empty()).then_some(chart)
}

/// Capability shares and output.
pub fn capability(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Vec<Chart>, StudyError> {
    let mut charts = Vec::new();
    if let Some(data) = world.capabilities()? {
        let kind = lines(&data, CAPABILITY_COMPONENTS[4], dyad, options, &|e, y| cinc(&data, e, y));
        charts.extend(some(Chart::new("capability", "Share of world capability (CINC)", Unit::Share, kind)));
    }
    if let (Some(data), Some(gdp)) = (world.with_variable(GDP_PPP)?, variable(GDP_PPP)) {
        let kind = lines(&data, GDP_PPP, dyad, options, &|e, y| indicator(&data, gdp, Domain::Power, e, y));
        charts.extend(some(Chart::new("gdp-ppp", "Output at purchasing power parity", gdp.unit, kind)));
    }
    Ok(charts)
}

/// UN ideal points with bands.
pub fn positions(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Vec<Chart>, StudyError> {
    let Some(data) = world.with_variable(IDEAL_POINT)? else { return Ok(Vec::new()) };
    let kind = lines(&data, IDEAL_POINT, dyad, options, &|e, y| ideal_point(&data, e, y));
    let chart = Chart::new("un-positions", "Positions in UN votes", Unit::StandardDeviations, kind)
        .with_note("Ideal points fitted to all roll calls, 90 % bands. Distances within a session can be read; levels over time cannot.");
    Ok(some(chart).into_iter().collect())
}
