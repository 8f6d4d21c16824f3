//! Friends and enemies: whose growth raises and lowers an economy's income and welfare, to first order.

use crate::rupture::{Inputs, ModelError, world};
use suzerain_models::equilibrium::exposure::{Exposure, Fit, Form, exposure, fit};
use suzerain_tables::{Economy, Year};

/// Factors on productivity at which the linear prediction is set beside exact hat.
pub const FACTORS: [f64; 3] = [1.01, 1.1, 2.0];

/// What growth in one economy does to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Where productivity grows.
    pub origin: Economy,
    /// Elasticity of income, in units of world income, to productivity there.
    pub income: f64,
    /// Elasticity of welfare.
    pub welfare: f64,
}

/// The linear prediction beside exact hat for productivity times a factor in one economy.
#[derive(Clone, Copy, Debug)]
pub struct Check {
    /// Where productivity grows.
    pub origin: Economy,
    /// By how much.
    pub factor: f64,
    /// R2, slope, intercept and largest error over economies.
    pub fit: Fit,
}

/// Exposure of an economy to all others.
#[derive(Debug)]
pub struct Friends {
    /// Whose.
    pub economy: Economy,
    /// Effects on it of growth at home.
    pub own: Entry,
    /// Effects on it of growth elsewhere, the largest rise of welfare first.
    pub others: Vec<Entry>,
    /// Effects of its growth on the partner, where one was named.
    pub on_partner: Option<(Economy, Entry)>,
    /// How far the linear prediction holds: growth in the partner, or at home without one.
    pub checks: Vec<Check>,
    /// Both matrices.
    pub exposure: Exposure,
    /// Sources of the world.
    pub world: Vec<String>,
    /// Its year; none for one of the user's own.
    pub year: Option<Year>,
    /// What is odd about the world and what was done about it.
    pub repairs: Vec<String>,
}

impl Friends {
    /// The effect on the economy of growth in another.
    #[must_use]
    pub fn of(&self, origin: Economy) -> Option<&Entry> {
        self.others.iter().find(|e| e.origin == origin)
    }
}

/// Reads an economy's row of the matrices of Kleinman, Liu and Redding in the world of `year`.
///
/// # Errors
/// [`ModelError`] if the world cannot be made or lacks an economy, or the equations have no solution.
pub fn friends(
    inputs: &Inputs<'_>,
    economy: Economy,
    partner: Option<Economy>,
    year: Option<Year>,
    theta: f64,
    form: Form,
) -> Result<Friends, ModelError> {
    let (world, sources, year) = world(inputs, year, false)?;
    for asked in [Some(economy), partner].into_iter().flatten() {
        world.place(asked)?;
    }
    let found = exposure(&world, theta, form)?;
    let entry = |of: Economy, origin: Economy| Entry {
        origin,
        income: found.of_income(of, origin).unwrap_or(f64::NAN),
        welfare: found.of_welfare(of, origin).unwrap_or(f64::NAN),
    };
    let mut others: Vec<Entry> =
        found.economies.iter().filter(|e| **e != economy).map(|origin| entry(economy, *origin)).collect();
    others.sort_by(|a, b| b.welfare.total_cmp(&a.welfare).then_with(|| a.origin.code().cmp(b.origin.code())));
    let origin = partner.unwrap_or(economy);
    let checks = FACTORS
        .into_iter()
        .map(|factor| Ok(Check { origin, factor, fit: fit(&found, &world, &[(origin, factor)])? }))
        .collect::<Result<_, ModelError>>()?;
    Ok(Friends {
        economy,
        own: entry(economy, economy),
        others,
        on_partner: partner.map(|p| (p, entry(p, economy))),
        checks,
        world: sources,
        year,
        repairs: world.repairs().iter().map(ToString::to_string).collect(),
        exposure: found,
    })
}
