//! Many solves: elasticity draws of one shock, and the ruptures of all pairs.

use super::baseline::Baseline;
use super::kernel::{Problem, Workspace};
use super::pair::{Band, NoRatio, ratio};
use super::shock::{Shock, cells};
use super::world::TradeWorld;
use super::{Calibrated, Closure, OneSectorError, Parameters, balanced, deficits, productivity};
use crate::elasticity::{Elasticity, ElasticityError, quantile};
use rayon::prelude::*;
use suzerain_solvers::certificate::Certificate;
use suzerain_tables::Economy;

/// Draws of the trade elasticity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draws {
    /// What is drawn.
    pub theta: Elasticity,
    /// How often, above 0.
    pub count: usize,
    /// Seed; draw k has the stream k under it.
    pub seed: u64,
}

/// Bands of one economy, all hats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EconomyBands {
    /// Whose.
    pub economy: Economy,
    /// Of welfare.
    pub welfare: Band,
    /// Of the real wage.
    pub real_wage: Band,
    /// Of output.
    pub output: Band,
}

/// Bands of the losses of two sides, from the same draws; losses in per cent, above 0 for a loss.
#[derive(Clone, Debug, PartialEq)]
pub struct PairBands {
    /// Loss of the first.
    pub loss_a: Band,
    /// Loss of the second.
    pub loss_b: Band,
    /// Loss of the first less that of the second.
    pub difference: Band,
    /// Loss of the first over that of the second, where both exceed .01 % at the central elasticity and
    /// both bands exclude 0.
    pub ratio: Result<Band, NoRatio>,
}

/// Results of elasticity draws.
#[derive(Debug)]
pub struct Ensemble {
    /// One an economy, in the order of codes.
    pub bands: Vec<EconomyBands>,
    /// Of the two sides, where two were named.
    pub pair: Option<PairBands>,
    /// Welfare hats, draw by draw and economy by economy, for sums over coalitions.
    pub welfare: Vec<Vec<f64>>,
    /// Real wage hats in the same order.
    pub real_wage: Vec<Vec<f64>>,
    /// Draws that the bands stand on.
    pub solved: usize,
    /// Draws without an equilibrium, with the elasticity and the reason: not part of the bands.
    pub failed: Vec<(f64, OneSectorError)>,
    /// The worst solve: largest residual, most iterations.
    pub certificate: Certificate,
}

/// Why there are no bands.
#[derive(Debug, thiserror::Error)]
pub enum EnsembleError {
    /// The elasticity cannot be drawn.
    #[error(transparent)]
    Elasticity(#[from] ElasticityError),
    /// No draws were asked for.
    #[error("no draws asked for")]
    NoDraws,
    /// The world or the shock is at fault, or no draw has an equilibrium.
    #[error(transparent)]
    OneSector(#[from] OneSectorError),
}

/// Distance of two prepared elasticities in logs: near enough that a few quasi-Newton steps do.
const ANCHOR_SPACING: f64 = 0.12;

/// A factorised derivative at one elasticity, good for its neighbours.
struct Anchor {
    newton_step: Option<Vec<f64>>,
}

/// One draw: hats by place.
struct Draw {
    welfare: Vec<f64>,
    real_wage: Vec<f64>,
    output: Vec<f64>,
    certificate: Certificate,
}

/// Solves one shock for each draw of the trade elasticity; `parameters.theta` is the central value.
///
/// `done` is called once a draw, from any thread. The result does not depend on the number of threads.
///
/// # Errors
/// [`EnsembleError`] if the elasticity cannot be drawn, the shock is at fault, or no draw at all has an
/// equilibrium; single failures stand in [`Ensemble::failed`].
pub fn ensemble(
    world: &TradeWorld,
    shock: &Shock,
    parameters: &Parameters,
    draws: &Draws,
    pair: Option<(Economy, Economy)>,
    done: impl Fn() + Sync,
) -> Result<Ensemble, EnsembleError> {
    parameters.check()?;
    let thetas = (0..draws.count as u64)
        .map(|draw| draws.theta.draw(draws.seed, draw))
        .collect::<Result<Vec<f64>, ElasticityError>>()?;
    let (low, high) = thetas.iter().fold((f64::INFINITY, 0.0_f64), |(l, h), t| (l.min(*t), h.max(*t)));
    if thetas.is_empty() {
        return Err(EnsembleError::NoDraws);
    }
    let places = pair.map(|(a, b)| Ok::<_, OneSectorError>((world.place(a)?, world.place(b)?))).transpose()?;
    let central = Calibrated::new(world, parameters)?.solver().solve(shock)?;

    let raw = Baseline::new(world);
    let steps = ((high / low).ln() / ANCHOR_SPACING).ceil() as usize;
    let anchor_of = |theta: f64| ((theta / low).ln() / ANCHOR_SPACING).round() as usize;
    let anchors: Vec<Anchor> = (0..=steps)
        .into_par_iter()
        .map(|k| {
            let theta = low * (ANCHOR_SPACING * k as f64).exp();
            let (psi, closure) = (parameters.supply, parameters.closure);
            let at = Parameters { theta, ..*parameters };
            let balanced = if closure == Closure::Balanced { balanced(world, &raw, &at).ok() } else { None };
            let baseline = balanced.as_ref().unwrap_or(&raw);
            Anchor { newton_step: baseline.newton_step(world, theta, psi, closure == Closure::Proportional) }
        })
        .collect();

    let results: Vec<Result<Draw, OneSectorError>> = thetas
        .par_iter()
        .map_init(
            || {
                let mut workspace = Workspace::default();
                workspace.load(&raw);
                workspace
            },
            |workspace, theta| {
                let at = Parameters { theta: *theta, ..*parameters };
                let drawn = draw(world, &raw, shock, &at, &anchors[anchor_of(*theta)], workspace);
                done();
                drawn
            },
        )
        .collect();

    let mut failed = Vec::new();
    let mut solved = Vec::new();
    for (theta, result) in thetas.iter().zip(results) {
        match result {
            Ok(draw) => solved.push(draw),
            Err(reason) => failed.push((*theta, reason)),
        }
    }
    if solved.is_empty() {
        let (_, reason) = failed.swap_remove(0);
        return Err(reason.into());
    }
    let mut certificate = solved[0].certificate.clone();
    for draw in &solved {
        certificate.residual = certificate.residual.max(draw.certificate.residual);
        certificate.iterations = certificate.iterations.max(draw.certificate.iterations);
    }
    let bands = (0..world.len())
        .into_par_iter()
        .map(|k| EconomyBands {
            economy: world.economies[k],
            welfare: band(solved.iter().map(|d| d.welfare[k])),
            real_wage: band(solved.iter().map(|d| d.real_wage[k])),
            output: band(solved.iter().map(|d| d.output[k])),
        })
        .collect();
    let pair = pair.zip(places).map(|((a, b), (at_a, at_b))| {
        let loss = |draw: &Draw, k: usize| (1.0 - draw.welfare[k]) * 100.0;
        let (loss_a, loss_b) = (band(solved.iter().map(|d| loss(d, at_a))), band(solved.iter().map(|d| loss(d, at_b))));
        let at_centre = |k: usize| -central.changes[k].welfare_pct();
        PairBands {
            loss_a,
            loss_b,
            difference: band(solved.iter().map(|d| loss(d, at_a) - loss(d, at_b))),
            ratio: ratio((a, at_centre(at_a), Some(loss_a)), (b, at_centre(at_b), Some(loss_b)))
                .map(|_| band(solved.iter().map(|d| loss(d, at_a) / loss(d, at_b)))),
        }
    });
    let count = solved.len();
    let (welfare, real_wage) = solved.into_iter().map(|d| (d.welfare, d.real_wage)).unzip();
    Ok(Ensemble { bands, pair, welfare, real_wage, solved: count, failed, certificate })
}

fn draw(
    world: &TradeWorld,
    raw: &Baseline,
    shock: &Shock,
    at: &Parameters,
    anchor: &Anchor,
    workspace: &mut Workspace,
) -> Result<Draw, OneSectorError> {
    let closed = if at.closure == Closure::Balanced { Some(balanced(world, raw, at)?) } else { None };
    let baseline = closed.as_ref().unwrap_or(raw);
    if closed.is_some() {
        workspace.load(baseline);
    }
    let cells = cells(world, shock, at.theta)?;
    let problem = Problem {
        baseline,
        theta: at.theta,
        psi: at.supply,
        deficits: deficits(at.closure, baseline),
        cells: &cells,
        productivity: &productivity(world, shock)?,
        newton_step: anchor.newton_step.as_deref(),
        tolerance: at.tolerance,
    };
    let certificate = workspace.solve(world, &problem)?;
    let state = &workspace.state;
    let n = baseline.n;
    Ok(Draw {
        welfare: (0..n).map(|k| state.welfare(baseline, k)).collect(),
        real_wage: (0..n).map(|k| state.real_wage(baseline, k)).collect(),
        output: (0..n).map(|k| state.income[k] / baseline.income[k]).collect(),
        certificate,
    })
}

fn band(values: impl Iterator<Item = f64>) -> Band {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |p| quantile(&sorted, p).unwrap_or(f64::NAN);
    Band { low: at(0.05), high: at(0.95) }
}

/// Ruptures of all pairs, both directions.
#[derive(Debug)]
pub struct AllPairs {
    /// Rows and columns, in the order of codes.
    pub economies: Vec<Economy>,
    /// Welfare hat of the row when its trade with the column stops, n x n; 1 on the diagonal, not a
    /// number for the pairs in `failed`.
    pub welfare: Vec<f64>,
    /// Pairs without an equilibrium, with the reason.
    pub failed: Vec<(Economy, Economy, OneSectorError)>,
    /// Pairs solved.
    pub solved: usize,
    /// The worst solve: largest residual, most iterations.
    pub certificate: Certificate,
}

impl AllPairs {
    /// The loss of `of` in per cent when its trade with `with` stops; none if the pair failed or is not
    /// of this world.
    #[must_use]
    pub fn loss_pct(&self, of: Economy, with: Economy) -> Option<f64> {
        let place = |e: Economy| self.economies.binary_search_by_key(&e.code(), |x| x.code()).ok();
        let hat = self.welfare[place(of)? * self.economies.len() + place(with)?];
        hat.is_finite().then(|| (1.0 - hat) * 100.0)
    }
}

/// Solves the rupture of every pair. `done` is called once a pair, from any thread.
///
/// # Errors
/// [`OneSectorError`] if the world cannot be calibrated; pairs without an equilibrium stand in
/// [`AllPairs::failed`].
pub fn all_pairs(
    world: &TradeWorld,
    parameters: &Parameters,
    done: impl Fn() + Sync,
) -> Result<AllPairs, OneSectorError> {
    let calibrated = Calibrated::new(world, parameters)?;
    let n = world.len();
    let pairs: Vec<(usize, usize)> = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect();
    let results: Vec<Result<(f64, f64, Certificate), OneSectorError>> = pairs
        .par_iter()
        .map_init(
            || calibrated.solver(),
            |solver, (i, j)| {
                let solved = solver.pair(*i, *j);
                done();
                solved
            },
        )
        .collect();
    let mut welfare = vec![1.0; n * n];
    let mut failed = Vec::new();
    let mut worst: Option<Certificate> = None;
    for ((i, j), result) in pairs.iter().zip(results) {
        let hats = match result {
            Ok((of_i, of_j, certificate)) => {
                let worst = worst.get_or_insert_with(|| certificate.clone());
                worst.residual = worst.residual.max(certificate.residual);
                worst.iterations = worst.iterations.max(certificate.iterations);
                (of_i, of_j)
            }
            Err(reason) => {
                failed.push((world.economies[*i], world.economies[*j], reason));
                (f64::NAN, f64::NAN)
            }
        };
        (welfare[i * n + j], welfare[j * n + i]) = hats;
    }
    match worst {
        Some(certificate) => Ok(AllPairs {
            economies: world.economies.clone(),
            welfare,
            solved: pairs.len() - failed.len(),
            failed,
            certificate,
        }),
        None => Err(failed.swap_remove(0).2),
    }
}
