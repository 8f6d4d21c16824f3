//! Gains from trade: what a return to autarky would cost.

use crate::rupture::{Band, Inputs, ModelError, Prepared, baseline_of, world};
use crate::scenario::Scenario;
use suzerain_models::elasticity::{Elasticity, sectors};
use suzerain_models::equilibrium::{multi_sector, one_sector};
use suzerain_tables::{Economy, Year};

/// Gains of one economy, fractions of its real expenditure.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Whose.
    pub economy: Economy,
    /// One sector: share of expenditure on own goods, loss with balanced trade, loss when the deficit ends
    /// too; or why there are none.
    pub one_sector: Result<one_sector::Gains, &'static str>,
    /// Band of the loss with balanced trade.
    pub one_sector_band: Option<Band>,
    /// Sectors with input-output links; or why there are none.
    pub multi_sector: Result<f64, &'static str>,
    /// Its band.
    pub multi_sector_band: Option<Band>,
}

/// Gains of all economies, or of those asked for.
#[derive(Debug)]
pub struct Gains {
    /// In code order.
    pub rows: Vec<Row>,
    /// Trade elasticity of the one-sector formula.
    pub theta: f64,
    /// Sources and year of the one-sector world; no year for one of the user's own.
    pub world: (Vec<String>, Option<Year>),
    /// Sources and year of the world of sectors, or why there is none.
    pub sectors: Result<(Vec<String>, Year), String>,
    /// Draws behind the bands.
    pub draws: usize,
    /// What is odd about the one-sector world and what was done about it.
    pub repairs: Vec<String>,
}

/// Why an economy without domestic sales has no gains.
const NO_DOMESTIC_SALES: &str = "no domestic sales in the data: not defined";
/// Why an economy of the world of sectors has none there.
const NO_OWN_SECTOR: &str = "a sector it needs has no own sales: the formula gives a loss without bound";
/// Why an economy has none there.
const NOT_THERE: &str = "not in the world of sectors";

/// Gains from trade in the worlds of `scenario` (its year, elasticities, table and draws; its measures are of no
/// account), of the economies named or of all.
///
/// # Errors
/// [`ModelError`] if the one-sector world cannot be made or lacks an economy named.
pub fn gains(scenario: &Scenario, inputs: &Inputs<'_>, asked: &[Economy]) -> Result<Gains, ModelError> {
    let year = scenario.year.as_ref().map(|y| Year(*y.get_ref()));
    let (one, sources, one_year) = world(inputs, year, scenario.repair)?;
    let theta: Elasticity = scenario
        .elasticity
        .theta
        .as_ref()
        .map_or_else(|| suzerain_models::elasticity::Horizon::LongRun.trade_elasticity(), |t| (*t.get_ref()).into());
    let (count, seed) = (scenario.draws as u64, scenario.seed);
    let thetas = (0..count).map(|d| theta.draw(seed, d)).collect::<Result<Vec<f64>, _>>()?;
    let solved = baseline_of(scenario, inputs, &mut Prepared::default());
    // The estimates themselves, then the draws.
    let many = match &solved {
        Ok(solved) => {
            let mut thetas = vec![solved.theta.clone()];
            for draw in 0..count {
                thetas.push(sectors(&solved.theta, seed, draw)?);
            }
            multi_sector::gains_at(&solved.baseline, &thetas)
        }
        Err(_) => Vec::new(),
    };
    let economies: Vec<Economy> = if asked.is_empty() { one.economies().to_vec() } else { asked.to_vec() };
    let rows = economies
        .into_iter()
        .map(|economy| {
            let found = one_sector::gains_from_trade(&one, economy, theta.central())?;
            let at_draws = thetas
                .iter()
                .map(|theta| one_sector::gains_from_trade(&one, economy, *theta))
                .collect::<Result<Vec<_>, _>>()?;
            let of_sectors = many.iter().find(|(e, _)| *e == economy).map_or(&[][..], |(_, gains)| gains);
            Ok(Row {
                economy,
                one_sector: found.ok_or(NO_DOMESTIC_SALES),
                one_sector_band: Band::of(at_draws.into_iter().flatten().map(|g| g.balanced)),
                multi_sector: of_sectors.first().map_or(Err(NOT_THERE), |gains| gains.ok_or(NO_OWN_SECTOR)),
                multi_sector_band: Band::of(of_sectors.iter().skip(1).flatten().copied()),
            })
        })
        .collect::<Result<Vec<Row>, ModelError>>()?;
    Ok(Gains {
        rows,
        theta: theta.central(),
        world: (sources, one_year),
        sectors: solved.map(|s| (s.sources.clone(), s.year)).map_err(|e| e.to_string()),
        draws: scenario.draws,
        repairs: one.repairs().iter().map(ToString::to_string).collect(),
    })
}
