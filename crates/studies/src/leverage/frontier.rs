//! The frontier: sectors cut alone, ranked by harm over own cost, then together.

use crate::rupture::{Inputs, ModelError, Prepared, SectorLosses, SectorSolver};
use crate::scenario::Scenario;

/// A sector, or the sectors up to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Code of the sector that is added here.
    pub sector: String,
    /// Harm and own cost when it alone is cut.
    pub alone: SectorLosses,
    /// Harm over own cost in dollars when cut alone; none where cutting costs the author nothing.
    pub per_cost: Option<f64>,
    /// Harm and own cost of all sectors up to this one, solved together.
    pub together: SectorLosses,
}

/// Cuts the sales of side A to side B sector by sector in the multi-sector model. Sectors whose cut
/// costs their author nothing come first, the most harmful before; then by harm over own cost; sectors
/// without sales are left out, and so are those whose cut does the other side no harm, last in rank.
///
/// # Errors
/// [`ModelError`] if the world cannot be made; a sector without an answer is left out.
pub fn frontier(
    scenario: &Scenario,
    inputs: &Inputs<'_>,
    prepared: &mut Prepared,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Vec<Point>, ModelError> {
    let solver = SectorSolver::new(scenario, inputs, prepared)?;
    let codes = solver.sectors();
    let steps = 2 * codes.len();
    let mut alone = Vec::new();
    for (at, code) in codes.iter().enumerate() {
        if let Some(losses) = solver.losses(std::slice::from_ref(code))? {
            let per_cost = (losses.own_cost_usd > 0.0).then(|| losses.harm_usd / losses.own_cost_usd);
            alone.push((code.clone(), losses, per_cost));
        }
        progress((at + 1) as f64 / steps as f64);
    }
    let rank = |(_, losses, per_cost): &(String, SectorLosses, Option<f64>)| match per_cost {
        None if losses.harm_usd > 0.0 => (0, -losses.harm_usd),
        Some(ratio) => (1, -ratio),
        None => (2, -losses.harm_usd),
    };
    alone.sort_by(|a, b| {
        let ((class_a, value_a), (class_b, value_b)) = (rank(a), rank(b));
        class_a.cmp(&class_b).then(value_a.total_cmp(&value_b)).then_with(|| a.0.cmp(&b.0))
    });
    let mut points = Vec::with_capacity(alone.len());
    let mut cut: Vec<String> = Vec::new();
    for (at, (sector, losses, per_cost)) in alone.into_iter().enumerate() {
        cut.push(sector.clone());
        let together = solver.losses(&cut)?.unwrap_or(losses);
        points.push(Point { sector, alone: losses, per_cost, together });
        progress((codes.len() + at + 1) as f64 / steps as f64);
    }
    Ok(points)
}
