//! The panels that bands are fitted to and scored on: many pairs of one measure.

mod alignment;
mod arms;
mod lists;
mod power;
mod trade;

use crate::StudyError;
use rayon::prelude::*;
use std::collections::BTreeMap;
use suzerain_models::outlook::paths::{Panel, Scale, Series};
use suzerain_tables::Economy;
use suzerain_tables::figure::SourceRef;
use suzerain_tables::interstate::Interstate;
use suzerain_tables::library::Library;

/// Series of a panel at most.
const MOST: usize = 500;
/// Years of origins between which a long series is forecast.
const LONG_STEP: i16 = 5;
/// The seven states that the list of major powers holds since 1991.
const MAJORS: [&str; 7] = ["USA", "GBR", "FRA", "DEU", "RUS", "CHN", "JPN"];
/// The sample of the panels of alignment and power.
const WITH_MAJORS: &str = "pairs of a major power of today with another state";

/// What became of the panels.
#[derive(Clone, Debug, Default)]
pub struct Panels {
    /// The panels.
    pub panels: Vec<Panel>,
    /// Which are left out, and what would fill them.
    pub left_out: Vec<String>,
}

/// Every panel that the tables and the lists of the field allow; `tell` hears the name of each.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn panels(library: &Library, lists: Option<&Interstate>, mut tell: impl FnMut(&str)) -> Result<Panels, StudyError> {
    let mut out = Panels::default();
    let mut keep = |name: &str, panel: Option<Panel>, fill: &str| match panel {
        Some(panel) if !panel.series.is_empty() => out.panels.push(panel),
        _ => out.left_out.push(format!("{name}: {fill}")),
    };
    tell("power");
    for (name, panel, fill) in power::panels(library)? {
        keep(name, panel, &fill);
    }
    tell("goods");
    keep("goods", trade::goods(library)?, "needs the table baci-29");
    tell("sectors");
    keep("sectors", trade::sectors(library)?, "needs the table icio-2025");
    tell("energy");
    keep("energy", trade::energy(library)?, "needs the table baci-hs92-74");
    tell("votes");
    let votes = alignment::Votes::read(library)?;
    keep("un_agreement", votes.as_ref().and_then(alignment::Votes::agreement), "needs UN roll calls");
    let issues = votes.as_ref().map_or(Ok(None), alignment::Votes::issues)?;
    keep("un_issues", issues, "needs UN roll calls and their issues");
    keep("similarity_votes", votes.as_ref().and_then(alignment::Votes::alike), "needs UN roll calls");
    drop(votes);
    let [apart, alone] = alignment::ideal_points(library)?;
    keep("ideal_points", apart, "needs UN ideal points");
    keep("ideal_point_states", alone, "needs UN ideal points");
    tell("alliances");
    for (name, panel) in ["kappa", "similarity", "similarity_s"].into_iter().zip(alignment::alliances(library)?) {
        keep(name, panel, "needs alliance obligations and capabilities");
    }
    tell("arms");
    let whole = "needs the whole register: suzerain import sipri FILE --into DIR, then --data DIR";
    keep("arms", arms::arms(library)?, whole);
    keep("arms_shares", arms::shares(library)?, whole);
    tell("lists");
    for (name, panel) in lists::panels(lists) {
        keep(name, panel, "needs the Correlates of War family and the estimates of output (--cow, --gdp)");
    }
    Ok(out)
}

/// What a panel is made of.
struct Recipe {
    id: &'static str,
    title: &'static str,
    scale: Scale,
    /// Years between origins.
    step: i16,
    /// Keys tried at most, evenly spaced.
    most: usize,
    /// What the series are, after their number, and their sources.
    sample: String,
}

impl Recipe {
    /// The panel of the keys' series, each with the pair it belongs to and its values by year.
    fn panel<K, V: IntoIterator<Item = (i16, f64)>>(
        self,
        keys: Vec<K>,
        history: impl Fn(&K) -> (String, V),
    ) -> Option<Panel> {
        self.with_later(keys, history, |_| None)
    }

    /// The same with the measure of each key, where the panel holds several.
    fn of_kinds<K: Send + Sync>(
        self,
        keys: Vec<K>,
        history: impl Fn(&K) -> (String, &'static str, Vec<(i16, f64)>) + Sync,
    ) -> Option<Panel> {
        let told: Vec<_> = thin(keys, self.most).par_iter().map(&history).collect();
        let made = told.into_iter().filter_map(|(block, kind, values)| {
            Some(Series { kind: kind.to_owned(), ..Series::new(block, values, self.scale)? })
        });
        let series: Vec<Series> = made.collect();
        let sample = format!("{} {}", series.len(), self.sample);
        let Self { id, title, scale, step, .. } = self;
        Some(Panel { id, title, sample, scale, series, step, held_out: Vec::new() })
    }

    /// The same with a later value of each key, kept from all fitting.
    fn with_later<K, V: IntoIterator<Item = (i16, f64)>>(
        self,
        keys: Vec<K>,
        history: impl Fn(&K) -> (String, V),
        later: impl Fn(&K) -> Option<(i16, f64)>,
    ) -> Option<Panel> {
        let (mut series, mut held_out) = (Vec::new(), Vec::new());
        for key in thin(keys, self.most) {
            let (block, values) = history(&key);
            let Some(made) = Series::new(block, values, self.scale) else { continue };
            let value = later(&key).and_then(|(year, value)| Some((year, self.scale.forward(value)?.0)));
            held_out.extend(value.map(|(year, value)| (series.len(), year, value)));
            series.push(made);
        }
        let sample = format!("{} {}", series.len(), self.sample);
        let Self { id, title, scale, step, .. } = self;
        Some(Panel { id, title, sample, scale, series, step, held_out })
    }
}

fn economies(codes: &[&str]) -> Vec<Economy> {
    codes.iter().filter_map(|c| Economy::from_code(c)).collect()
}

/// The name of a pair, the same in both orders.
fn block(a: Economy, b: Economy) -> String {
    let (a, b) = (a.code().min(b.code()), a.code().max(b.code()));
    format!("{a}-{b}")
}

fn sources(of: &[SourceRef]) -> String {
    of.iter().map(|s| format!("{} ({})", s.id, s.vintage)).collect::<Vec<_>>().join(", ")
}

/// Keeps at most `most` of a list, evenly spaced.
fn thin<T>(list: Vec<T>, most: usize) -> Vec<T> {
    let n = list.len();
    list.into_iter()
        .enumerate()
        .filter(|(at, _)| n <= most || (at + 1) * most / n != at * most / n)
        .map(|(_, item)| item)
        .collect()
}

/// Pairs of a major power with every other state that `paths` holds, each pair once.
fn major_pairs<T>(paths: &BTreeMap<Economy, T>) -> Vec<(Economy, Economy)> {
    let majors = economies(&MAJORS);
    let mut pairs = Vec::new();
    for (at, major) in majors.iter().enumerate() {
        for other in paths.keys().filter(|e| !majors[..=at].contains(e)) {
            if paths.contains_key(major) {
                pairs.push((*major, *other));
            }
        }
    }
    pairs
}
