//! The sweeps.

use super::likelihood::answer;
use super::newton::{Bend, Hold, Shape, Working};
use super::{Fit, FitError, Item, Position, Response, Settings};
use crate::certificate::{Certificate, Stop};
use rayon::prelude::*;

/// Answers grouped by item and by position, each as (number of the other, category).
struct Answers {
    /// Unit and period of each position, sorted.
    places: Vec<(u32, u32)>,
    /// First position of each unit, and the end.
    units: Vec<usize>,
    by_item: Vec<Vec<(u32, u8)>>,
    by_place: Vec<Vec<(u32, u8)>>,
    shapes: Vec<Option<Shape>>,
}

impl Answers {
    fn group(responses: &[Response]) -> Result<Self, FitError> {
        let items = responses.iter().map(|r| r.item as usize + 1).max().unwrap_or(0);
        let mut counts = vec![[0_u32; 3]; items];
        let mut period = vec![None; items];
        for (at, r) in responses.iter().enumerate() {
            let item = r.item as usize;
            let Some(count) = counts[item].get_mut(usize::from(r.category)) else {
                return Err(FitError::Response { at, why: "the category is not 0, 1 or 2" });
            };
            *count += 1;
            if *period[item].get_or_insert(r.period) != r.period {
                return Err(FitError::Response { at, why: "its item stands in another period too" });
            }
        }
        let shapes: Vec<Option<Shape>> = counts.into_iter().map(Shape::of).collect();
        let informative = |r: &&Response| shapes[r.item as usize].is_some();
        let mut places: Vec<(u32, u32)> = responses.iter().filter(informative).map(|r| (r.unit, r.period)).collect();
        places.sort_unstable();
        places.dedup();
        let (mut by_item, mut by_place) = (vec![Vec::new(); items], vec![Vec::new(); places.len()]);
        for r in responses.iter().filter(informative) {
            if let Ok(place) = places.binary_search(&(r.unit, r.period)) {
                by_place[place].push((r.item, r.category));
                by_item[r.item as usize].push((u32::try_from(place).unwrap_or(u32::MAX), r.category));
            }
        }
        // Sums then have one order, whatever order the answers came in.
        by_item.iter_mut().chain(&mut by_place).for_each(|list| list.sort_unstable());
        let mut units: Vec<usize> = (0..places.len()).filter(|p| *p == 0 || places[*p].0 != places[p - 1].0).collect();
        units.push(places.len());
        Ok(Self { places, units, by_item, by_place, shapes })
    }

    /// Positions to begin with: in each period, how much a unit answers as the anchor does.
    fn likeness(&self, anchor: u32) -> Result<Vec<f64>, FitError> {
        let mut own = vec![None; self.by_item.len()];
        for (place, answers) in self.by_place.iter().enumerate() {
            if self.places[place].0 == anchor {
                answers.iter().for_each(|(item, category)| own[*item as usize] = Some(*category));
            }
        }
        if own.iter().all(Option::is_none) {
            return Err(FitError::Uninformative("the anchor answered no item that divides the units"));
        }
        Ok(self
            .by_place
            .iter()
            .map(|answers| {
                let apart =
                    |(item, category): &(u32, u8)| own[*item as usize].map(|o| f64::from(o.abs_diff(*category)));
                let (sum, n) = answers.iter().filter_map(apart).fold((0.0, 0_u32), |(s, n), d| (s + d, n + 1));
                if n == 0 { 0.0 } else { 1.0 - sum / f64::from(n) }
            })
            .collect())
    }

    fn items(&self) -> Vec<Option<Working>> {
        self.by_item
            .iter()
            .zip(&self.shapes)
            .map(|(answers, shape)| {
                let shape = (*shape)?;
                let chose = |c: u8| answers.iter().filter(|(_, a)| *a == c).count();
                #[expect(clippy::cast_precision_loss, reason = "counts of respondents")]
                let odds = |below: usize, above: usize| 0.6 * ((below as f64 + 0.5) / (above as f64 + 0.5)).ln();
                let (none, some, all) = (chose(0), chose(1), chose(2));
                let free = match shape {
                    Shape::Both => [odds(none, some + all), odds(none + some, all)],
                    Shape::Outer => [odds(none, all), 0.0],
                    Shape::LowerOnly => [odds(none, some), 0.0],
                    Shape::UpperOnly => [odds(some, all), 0.0],
                };
                Some(Working { shape, discrimination: 0.0, free })
            })
            .collect()
    }
}

/// Standardises positions to mean 0 and variance 1. Variances and items follow, so that every
/// answer keeps its probability.
fn standardise(positions: &mut [(f64, f64)], items: &mut [Option<Working>]) {
    let (mean, variance) = moments(positions);
    let sd = variance.sqrt();
    for (m, v) in positions {
        *m = (*m - mean) / sd;
        *v /= variance;
    }
    items.iter_mut().flatten().for_each(|item| item.rescale(mean, sd));
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn moments(positions: &[(f64, f64)]) -> (f64, f64) {
    let n = positions.len() as f64;
    let mean = positions.iter().map(|p| p.0).sum::<f64>() / n;
    (mean, positions.iter().map(|p| (p.0 - mean).powi(2)).sum::<f64>() / n)
}

/// Fits the model of the module page. `progress` hears the number of each sweep and its residual.
///
/// # Errors
/// [`FitError`]: a setting or answer out of range, answers that divide nobody, or no convergence.
pub fn fit(responses: &[Response], settings: &Settings, mut progress: impl FnMut(usize, f64)) -> Result<Fit, FitError> {
    if !(settings.drift > 0.0 && settings.drift.is_finite()) {
        return Err(FitError::Settings("the drift must be a number above 0"));
    }
    if settings.tolerance.is_nan() || settings.tolerance <= 0.0 {
        return Err(FitError::Settings("the tolerance must be above 0"));
    }
    let data = Answers::group(responses)?;
    if data.places.len() < 2 {
        return Err(FitError::Uninformative("no item divides the units"));
    }
    let mut positions: Vec<(f64, f64)> = data.likeness(settings.anchor)?.into_iter().map(|m| (m, 0.0)).collect();
    if moments(&positions).1 <= 0.0 {
        return Err(FitError::Uninformative("all units answer alike"));
    }
    standardise(&mut positions, &mut []);
    let mut items = data.items();
    for _ in 0..4 {
        items = item_sweep(&data, &items, &positions);
    }
    let (mut stop, mut residual, mut sweeps) = (Stop::IterationLimit, f64::INFINITY, 0);
    while sweeps < settings.sweeps {
        sweeps += 1;
        let mut next = path_sweep(&data, &items, &positions, settings.drift);
        standardise(&mut next, &mut items);
        residual = next.iter().zip(&positions).map(|(a, b)| (a.0 - b.0).abs()).fold(0.0, f64::max);
        let finite = next.iter().all(|(m, v)| m.is_finite() && v.is_finite());
        positions = next;
        progress(sweeps, residual);
        if !finite {
            stop = Stop::NotFinite;
            break;
        }
        items = item_sweep(&data, &items, &positions);
        if residual <= settings.tolerance {
            stop = Stop::Converged;
            break;
        }
    }
    let (mean, variance) = moments(&positions);
    let certificate = Certificate { residual, iterations: sweeps, identities: Vec::new(), stop }
        .with_identity("mean_zero", mean.abs())
        .with_identity("variance_one", (variance - 1.0).abs())
        .converged()?;
    Ok(result(&data, &items, &positions, settings.anchor, certificate))
}

fn item_sweep(data: &Answers, items: &[Option<Working>], positions: &[(f64, f64)]) -> Vec<Option<Working>> {
    (items, &data.by_item)
        .into_par_iter()
        .map(|(item, answers)| {
            item.map(|item| {
                item.step(answers.iter().map(|(place, category)| {
                    let (mean, variance) = positions[*place as usize];
                    (mean, variance, *category)
                }))
            })
        })
        .collect()
}

fn path_sweep(data: &Answers, items: &[Option<Working>], positions: &[(f64, f64)], drift: f64) -> Vec<(f64, f64)> {
    type Path = Vec<(u32, f64)>;
    let bends: Vec<(Path, Bend)> = data
        .units
        .par_windows(2)
        .map(|ends| {
            let first = ends[0];
            let path: Path = (first..ends[1]).map(|p| (data.places[p].1, positions[p].0)).collect();
            let bend = Bend::of(&path, drift * drift, |t, theta| {
                let mut sum = (0.0, 0.0);
                for (item, category) in &data.by_place[first + t] {
                    let Some(item) = &items[*item as usize] else { continue };
                    let [below, above] = item.around(*category);
                    let l = answer(item.discrimination * theta, below, above);
                    sum.0 += l.eta * item.discrimination;
                    sum.1 -= l.eta_eta * item.discrimination * item.discrimination;
                }
                sum
            });
            (path, bend)
        })
        .collect();
    let hold = hold(positions, bends.iter().flat_map(|(_, bend)| &bend.gradient));
    bends.par_iter().flat_map_iter(|(path, bend)| bend.step(path, hold)).collect()
}

/// The multipliers at which the gradient of all positions is nearest to none along the conditions:
/// positions have mean 0 and variance 1, so both are plain averages.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn hold<'a>(positions: &[(f64, f64)], gradient: impl Iterator<Item = &'a f64>) -> Hold {
    let sums =
        positions.iter().zip(gradient).fold((0.0, 0.0), |(scale, level), ((m, _), g)| (scale + g * m, level + g));
    let n = positions.len() as f64;
    Hold { scale: sums.0 / n, level: sums.1 / n }
}

fn result(
    data: &Answers,
    items: &[Option<Working>],
    positions: &[(f64, f64)],
    anchor: u32,
    certificate: Certificate,
) -> Fit {
    let of_anchor: f64 = data.places.iter().zip(positions).filter(|(p, _)| p.0 == anchor).map(|(_, m)| m.0).sum();
    let direction = if of_anchor < 0.0 { -1.0 } else { 1.0 };
    let log_likelihood = data
        .by_place
        .iter()
        .zip(positions)
        .flat_map(|(answers, (theta, _))| {
            answers.iter().filter_map(move |(item, category)| {
                let item = items[*item as usize]?;
                let [below, above] = item.around(*category);
                Some(answer(item.discrimination * theta, below, above).log)
            })
        })
        .sum();
    Fit {
        positions: data
            .places
            .iter()
            .zip(positions)
            .map(|((unit, period), (mean, variance))| Position {
                unit: *unit,
                period: *period,
                mean: direction * mean,
                sd: variance.sqrt(),
            })
            .collect(),
        items: items
            .iter()
            .map(|item| {
                item.map(|w| {
                    let [lower, upper] = w.shape.bounds(w.free);
                    Item { discrimination: direction * w.discrimination, lower, upper }
                })
            })
            .collect(),
        log_likelihood,
        certificate,
    }
}
