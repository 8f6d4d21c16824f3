//! Panels of the user's lists, which serve as evidence: longer than the built-in tables.

use super::{LONG_STEP, MOST, Recipe};
use crate::outlook::power::{self, Path};
use std::collections::{BTreeMap, BTreeSet};
use suzerain_models::outlook::paths::{Panel, Scale};
use suzerain_tables::interstate::{Interstate, State};

/// The panels' names, with the panels where the lists are at hand.
pub fn panels(lists: Option<&Interstate>) -> Vec<(&'static str, Option<Panel>)> {
    let Some(lists) = lists else {
        return ["cow_trade", "cinc_long", "gdp_long", "gdp_1950"].map(|id| (id, None)).to_vec();
    };
    let majors: BTreeSet<State> = lists.majors.iter().map(|s| s.state).collect();
    let capability = paths(lists.capabilities.iter().map(|row| (row.state, row.year, row.cinc)));
    let output = paths(lists.outputs.iter().map(|row| (row.state, row.year, row.values[0])));
    let cinc = (&capability, "National Material Capabilities");
    let gdp = (&output, "estimates of output by Fariss and others");
    vec![
        ("cow_trade", trade(lists, &majors)),
        ("cinc_long", ratios("cinc_long", "Ratios of capability (CINC), two centuries", cinc, 1816, &majors)),
        ("gdp_long", ratios("gdp_long", "Ratios of GDP, two centuries", gdp, 1816, &majors)),
        ("gdp_1950", ratios("gdp_1950", "Ratios of GDP, estimates, since 1950", gdp, 1950, &majors)),
    ]
}

fn block(a: State, b: State) -> String {
    format!("{}-{}", a.min(b), a.max(b))
}

fn paths(rows: impl Iterator<Item = (State, i16, Option<f64>)>) -> BTreeMap<State, Path> {
    let mut out: BTreeMap<State, Path> = BTreeMap::new();
    for (state, year, value) in rows {
        if let Some(value) = value {
            out.entry(state).or_default().insert(year, value);
        }
    }
    out
}

fn ratios(
    id: &'static str,
    title: &'static str,
    (paths, source): (&BTreeMap<State, Path>, &str),
    from: i16,
    majors: &BTreeSet<State>,
) -> Option<Panel> {
    let mut pairs = Vec::new();
    for a in majors.iter().filter(|a| paths.contains_key(a)) {
        pairs.extend(paths.keys().filter(|b| *b != a && !(majors.contains(b) && *b < a)).map(|b| (*a, *b)));
    }
    let sample = format!(
        "pairs of a state that ever was a major power with another, evenly spaced, from {from}; {source} (user's copy)"
    );
    Recipe { id, title, scale: Scale::Log, step: LONG_STEP, most: MOST, sample }
        .panel(pairs, |(a, b)| {
            (
                block(*a, *b),
                power::over(&paths[a], &paths[b]).into_iter().filter(|(y, _)| *y >= from).collect::<Vec<_>>(),
            )
        })
        .map(Panel::growing)
}

fn trade(lists: &Interstate, majors: &BTreeSet<State>) -> Option<Panel> {
    let mut totals: BTreeMap<(State, i16), f64> = BTreeMap::new();
    for row in &lists.trade_totals {
        if let [Some(imports), Some(exports)] = row.values {
            totals.insert((row.state, row.year), imports + exports);
        }
    }
    let mut shares: BTreeMap<(State, State), BTreeMap<i16, f64>> = BTreeMap::new();
    for row in &lists.trade {
        let (Some(one), Some(two)) = (row.imports_12, row.imports_21) else { continue };
        for (me, other) in [row.pair, (row.pair.1, row.pair.0)] {
            let total = totals.get(&(me, row.year)).copied().filter(|t| *t > 0.0);
            if let Some(total) = total.filter(|_| majors.contains(&other)) {
                shares.entry((me, other)).or_default().insert(row.year, (one + two) / total);
            }
        }
    }
    let recipe = Recipe {
        id: "cow_trade",
        title: "Shares of a state's trade, 1870-2014",
        scale: Scale::Logit,
        step: LONG_STEP,
        most: MOST,
        sample: "shares of a state that ever was a major power in another's imports and exports, evenly spaced; Correlates of War Trade (user's copy)".into(),
    };
    recipe.panel(shares.into_iter().collect(), |((me, other), by_year)| {
        (block(*me, *other), by_year.iter().map(|(y, v)| (*y, *v)).collect::<Vec<_>>())
    })
}
