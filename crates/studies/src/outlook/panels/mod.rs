//! The panels that bands are fitted to and scored on: many pairs of one measure.

mod alignment;
mod arms;
mod bilateral;
mod lists;
mod markets;
mod power;
mod prices;
mod trade;

use super::trade::FEW;
use crate::StudyError;
use rayon::prelude::*;
use std::collections::BTreeMap;
use suzerain_models::outlook::paths::{Panel, Scale, Series};
use suzerain_tables::Economy;
use suzerain_tables::figure::SourceRef;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::interstate::Interstate;
use suzerain_tables::library::Library;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::GDP_CURRENT;
use trade::Held;

/// Series of a panel at most.
const MOST: usize = 500;
/// Years of origins between which a long series is forecast.
const LONG_STEP: i16 = 5;
/// The seven states that the list of major powers holds since 1991.
const MAJORS: [&str; 7] = ["USA", "GBR", "FRA", "DEU", "RUS", "CHN", "JPN"];
/// The table by sector of all pairs.
const SECTORS: &str = "icio-2025";
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
    let gdp = library.of_kind(TableKind::Indicators).find(|t| t.meta().coverage.span(GDP_CURRENT).is_some());
    let gdp = gdp.map(Indicators::read).transpose()?;
    tell("goods");
    let few = Held::read(library, FEW)?;
    let goods = few.as_ref().map(|held| trade::goods(library, held)).transpose()?;
    keep("goods", goods.flatten(), "needs the table baci-29");
    tell("sectors");
    let wide = Held::read(library, SECTORS)?;
    keep("sectors", wide.as_ref().and_then(trade::sectors), "needs the table icio-2025");
    tell("ties of goods");
    let tables = bilateral::Tables { tables: few.iter().chain(&wide).collect(), gdp: gdp.as_ref() };
    for (name, panel) in tables.panels() {
        keep(name, panel, "needs the tables baci-29, icio-2025 and GDP in current dollars");
    }
    tell("markets");
    let yearly = wide.as_ref().map(|held| markets::Yearly::new(library, held)).transpose()?;
    for (name, panel) in yearly.as_ref().map(markets::Yearly::panels).transpose()?.unwrap_or_default() {
        keep(name, panel, "needs the table icio-2025 and elasticities of its sectors");
    }
    drop((yearly, tables));
    drop((few, wide));
    tell("energy");
    let products = trade::Products::read(library)?;
    keep("energy", products.as_ref().and_then(trade::energy), "needs the table baci-hs92-74");
    tell("unit values");
    let revenue = products.as_ref().zip(gdp.as_ref()).and_then(|(products, gdp)| prices::revenue(products, gdp));
    keep("energy_gdp", revenue, "needs the table baci-hs92-74 and GDP in current dollars");
    for (name, panel) in products.as_ref().map(prices::unit).unwrap_or_default() {
        keep(name, panel, "needs the table baci-hs92-74");
    }
    drop(products);
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
    fn panel<K: Send + Sync, V: IntoIterator<Item = (i16, f64)> + Send>(
        self,
        keys: Vec<K>,
        history: impl Fn(&K) -> (String, V) + Sync,
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
        Some(Panel { id, title, sample, scale, series, step, held_out: Vec::new(), of_growth: false })
    }

    /// The same with a later value of each key, kept from all fitting.
    fn with_later<K: Send + Sync, V: IntoIterator<Item = (i16, f64)> + Send>(
        self,
        keys: Vec<K>,
        history: impl Fn(&K) -> (String, V) + Sync,
        later: impl Fn(&K) -> Option<(i16, f64)>,
    ) -> Option<Panel> {
        let (mut series, mut held_out) = (Vec::new(), Vec::new());
        let keys = thin(keys, self.most);
        let told: Vec<(String, V)> = keys.par_iter().map(&history).collect();
        for (key, (block, values)) in keys.into_iter().zip(told) {
            let Some(made) = Series::new(block, values, self.scale) else { continue };
            let value = later(&key).and_then(|(year, value)| Some((year, self.scale.forward(value)?.0)));
            held_out.extend(value.map(|(year, value)| (series.len(), year, value)));
            series.push(made);
        }
        let sample = format!("{} {}", series.len(), self.sample);
        let Self { id, title, scale, step, .. } = self;
        Some(Panel { id, title, sample, scale, series, step, held_out, of_growth: false })
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
