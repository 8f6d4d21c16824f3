//! Equation 1 from the tables: log ratios of power.

use crate::StudyError;
use crate::brief::Options;
use crate::world::World;
use suzerain_measures::power::beckley::beckley;
use suzerain_measures::power::cinc::cinc;
use suzerain_models::partnership::power::Series;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, GDP_CONSTANT, GDP_PPP, POPULATION};
use suzerain_tables::{Economy, Year};

/// Log ratios of the pair by each measure of power, with its name and source.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn power_series(
    world: &World<'_>,
    pair: [Economy; 2],
    options: &Options,
) -> Result<Vec<(&'static str, String, Series)>, StudyError> {
    let mut out = Vec::new();
    let asked = |y: &Year| options.year.is_none_or(|last| *y <= last);
    let tables = world.indicators()?;
    let both = |data: &suzerain_tables::indicators::Indicators, id: &str| -> Vec<Year> {
        match pair.map(|e| data.series(id, e)) {
            [Some(a), Some(b)] => a.keys().filter(|y| b.contains_key(y) && asked(y)).copied().collect(),
            _ => Vec::new(),
        }
    };
    let series = |years: &[Year], of: &dyn Fn(Economy, Year) -> Option<f64>| -> Series {
        let ratio = |y: &Year| Some((y.0, (of(pair[0], *y)? / of(pair[1], *y)?).ln()));
        years.iter().filter_map(ratio).filter(|(_, r)| r.is_finite()).collect()
    };
    if let Some(data) = world.capabilities()? {
        let years = both(&data, CAPABILITY_COMPONENTS[4]);
        out.push(("cinc", data.meta().source.clone(), series(&years, &|e, y| cinc(&data, e, y).value.known())));
    }
    for (id, name) in [(GDP_CONSTANT, "gdp_constant"), (GDP_PPP, "gdp_ppp")] {
        let found = tables.iter().map(|t| (t, both(t, id))).max_by_key(|(_, years)| years.len());
        if let Some((data, years)) = found.filter(|(_, years)| !years.is_empty()) {
            out.push((name, data.meta().source.clone(), series(&years, &|e, y| data.get(id, e, y).known())));
        }
    }
    if let (Some(gdp), Some(people)) = (world.with_variable(GDP_CONSTANT)?, world.with_variable(POPULATION)?) {
        let years = both(&gdp, GDP_CONSTANT);
        let of = |e, y| beckley(&gdp, &people, e, y).value.known();
        out.push(("beckley", gdp.meta().source.clone(), series(&years, &of)));
    }
    out.retain(|(_, _, s)| !s.is_empty());
    Ok(out)
}
