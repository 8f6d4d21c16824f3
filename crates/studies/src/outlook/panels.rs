//! The panels that bands are fitted to and scored on: many pairs of one measure.

use super::{power, trade, votes};
use crate::StudyError;
use crate::world::source_ref;
use std::collections::{BTreeMap, BTreeSet};
use suzerain_measures::alignment::similarity::Ties;
use suzerain_measures::alignment::un_agreement::agreement;
use suzerain_measures::books::{Books, Items};
use suzerain_models::outlook::paths::{Panel, Scale, Series};
use suzerain_tables::figure::SourceRef;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::interstate::{Interstate, State};
use suzerain_tables::library::Library;
use suzerain_tables::store::{TableFile, TableKind, TableStatus};
use suzerain_tables::trade::{FlowFilter, Flows};
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, GDP_CONSTANT, IDEAL_POINT, POPULATION};
use suzerain_tables::{Economy, Year, coverage, obligations, trade as flows};

/// Series of a panel at most.
const MOST: usize = 500;
/// Years of origins between which a long series is forecast.
const LONG_STEP: i16 = 5;
/// The seven states that the list of major powers holds since 1991.
const MAJORS: [&str; 7] = ["USA", "GBR", "FRA", "DEU", "RUS", "CHN", "JPN"];
/// Suppliers of the sector panel.
const SUPPLIERS: [&str; 9] = ["CHN", "USA", "DEU", "JPN", "RUS", "KOR", "IND", "FRA", "GBR"];
/// Years whose trade picks the economies of the energy panel, before any origin.
const ENERGY_PICKED: std::ops::RangeInclusive<i16> = 1995..=1999;
/// Economies on either side of the energy panel.
const ENERGY_SIDES: usize = 25;

/// What became of the panels.
#[derive(Clone, Debug, Default)]
pub struct Panels {
    /// The panels.
    pub panels: Vec<Panel>,
    /// Which are left out, and what would fill them.
    pub left_out: Vec<String>,
}

fn economies(codes: &[&str]) -> Vec<Economy> {
    codes.iter().filter_map(|c| Economy::from_code(c)).collect()
}

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
    for (panel, fill) in power_panels(library)? {
        keep(fill.0, panel, fill.1);
    }
    tell("goods");
    keep("goods", goods(library)?, "needs the table baci-29");
    tell("sectors");
    keep("sectors", sectors(library)?, "needs the table icio-2025");
    tell("energy");
    keep("energy", energy(library)?, "needs the table baci-hs92-74");
    tell("votes");
    keep("un_agreement", un_votes(library)?, "needs UN roll calls");
    keep("ideal_points", ideal_points(library)?, "needs UN ideal points");
    tell("alliances");
    keep("kappa", kappa(library)?, "needs alliance obligations and capabilities");
    tell("arms");
    keep("arms", arms(library)?, "needs the whole register: suzerain import sipri FILE --into DIR, then --data DIR");
    tell("lists");
    for (name, panel) in list_panels(lists) {
        keep(name, panel, "needs the Correlates of War family and the estimates of output (--cow, --gdp)");
    }
    Ok(out)
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

type Filler = (&'static str, &'static str);

fn power_panels(library: &Library) -> Result<Vec<(Option<Panel>, Filler)>, StudyError> {
    let mut tables = Vec::new();
    for table in library.of_kind(TableKind::Indicators) {
        tables.push(Indicators::read(table)?);
    }
    let with = |variable: &str| tables.iter().find(|t| t.meta().coverage.span(variable).is_some());
    let states = |data: &Indicators, variable: &str| -> Vec<Economy> {
        data.meta().coverage.economies(variable).map(|(e, _)| e).filter(|e| !e.is_aggregate()).collect()
    };
    let ratio_panel = |id, title, paths: BTreeMap<Economy, power::Path>, from: String| {
        let pairs = thin(major_pairs(&paths), MOST);
        let series = pairs
            .iter()
            .filter_map(|(a, b)| Series::new(block(*a, *b), power::ratio(&paths[a], &paths[b]), Scale::Log))
            .collect();
        let sample = format!("{} pairs of a major power of today with another state; {from}", pairs.len());
        Some(Panel { id, title, sample, scale: Scale::Log, series, step: LONG_STEP, held_out: Vec::new() })
    };
    let mut out = Vec::new();
    let cinc = with(CAPABILITY_COMPONENTS[4]).and_then(|data| {
        let paths: BTreeMap<Economy, power::Path> =
            states(data, CAPABILITY_COMPONENTS[4]).into_iter().map(|e| (e, power::capability(data, e))).collect();
        ratio_panel("cinc", "Ratios of capability (CINC)", paths, sources(&[source_ref(data.meta())]))
    });
    out.push((cinc, ("cinc", "needs National Material Capabilities")));
    let gdp = with(GDP_CONSTANT);
    let products: BTreeMap<Economy, power::Path> = gdp.map_or_else(BTreeMap::new, |data| {
        states(data, GDP_CONSTANT).into_iter().map(|e| (e, power::indicator(data, GDP_CONSTANT, e))).collect()
    });
    let mut from: Vec<SourceRef> = gdp.map(|t| source_ref(t.meta())).into_iter().collect();
    out.push((
        ratio_panel("gdp", "Ratios of GDP in constant dollars", products.clone(), sources(&from)),
        ("gdp", "needs GDP in constant dollars"),
    ));
    let beckley = with(POPULATION).and_then(|people| {
        from.push(source_ref(people.meta()));
        let paths = products
            .iter()
            .map(|(e, gdp)| (*e, power::beckley_path(gdp, &power::indicator(people, POPULATION, *e))))
            .collect();
        ratio_panel("beckley", "Ratios of GDP times GDP per head", paths, sources(&from))
    });
    out.push((beckley, ("beckley", "needs GDP and population")));
    Ok(out)
}

fn share(flow: Option<f64>, total: Option<f64>) -> Option<f64> {
    total.filter(|t| *t > 0.0).and_then(|t| Some(flow? / t))
}

/// Share of a seller's exports or a buyer's imports, of some items.
fn traded(books: &Books, seller: Economy, buyer: Economy, of_exports: bool, year: Year, items: &Items) -> Option<f64> {
    let whole = if of_exports { books.exports(seller, year, items) } else { books.imports(buyer, year, items) };
    share(books.flow(seller, buyer, year, items).known(), whole.value_kusd.known())
}

fn books(library: &Library, table: &TableFile, flows: &Flows) -> Books {
    Books::of_all(table.meta(), library.reporting(), flows)
}

/// Years of a table in which neither side's figures are guesses made after its reports stopped.
fn usable(library: &Library, table: &TableFile, years: &BTreeSet<Year>, a: Economy, b: Economy) -> Vec<Year> {
    let meta = table.meta();
    let blind = |e: Economy, y: Year| {
        meta.status == TableStatus::Estimated && library.reporting().silence(&meta.source, e, y).is_some()
    };
    let held = |e: Economy, y: Year| meta.coverage.window(coverage::FLOWS, e).is_some_and(|w| w.contains(y));
    years.iter().copied().filter(|y| [a, b].iter().all(|e| held(*e, *y) && !blind(*e, *y))).collect()
}

fn goods(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.table(TableKind::Trade, "baci-29") else { return Ok(None) };
    let read = flows::read(table, &FlowFilter::default())?;
    let held = books(library, table, &read);
    let all: Vec<Economy> = table.meta().coverage.economies(coverage::FLOWS).map(|(e, _)| e).collect();
    // One later year from another release, restricted to the same economies: kept from all fitting.
    let later = match library.table(TableKind::Trade, "baci-2023-194") {
        Some(table) => {
            let mut kept = Flows { item_codes: Vec::new(), ..Flows::default() };
            let world = flows::read(table, &FlowFilter::default())?;
            kept.item_codes.clone_from(&world.item_codes);
            for row in
                (0..world.len()).filter(|r| all.contains(&world.exporter[*r]) && all.contains(&world.importer[*r]))
            {
                kept.year.push(world.year[row]);
                kept.exporter.push(world.exporter[row]);
                kept.importer.push(world.importer[row]);
                kept.item.push(world.item[row]);
                kept.value_kusd.push(world.value_kusd[row]);
                kept.quantity_t.push(world.quantity_t[row]);
            }
            Some(books(library, table, &kept))
        }
        None => None,
    };
    let mut keys = Vec::new();
    for a in &all {
        for b in all.iter().filter(|b| *b != a) {
            keys.extend([(*a, *b, true), (*a, *b, false)]);
        }
    }
    let items = Items::Goods;
    let (mut series, mut held_out) = (Vec::new(), Vec::new());
    for (seller, buyer, of_exports) in thin(keys, MOST) {
        let years = usable(library, table, held.years(), seller, buyer);
        let values =
            years.into_iter().filter_map(|y| Some((y.0, traded(&held, seller, buyer, of_exports, y, &items)?)));
        let Some(made) = Series::new(block(seller, buyer), values, Scale::Logit) else { continue };
        if let Some(later) = &later {
            let year = Year(2023);
            let value = traded(later, seller, buyer, of_exports, year, &items);
            if let Some((value, _)) = value.and_then(|v| Scale::Logit.forward(v)) {
                held_out.push((series.len(), year.0, value));
            }
        }
        series.push(made);
    }
    Ok(Some(Panel {
        id: "goods",
        title: "Shares of exports and imports of goods among 29 economies",
        sample: format!(
            "{} of their shares, evenly spaced; {}; held out: 2023 of baci-2023-194, restricted to the same 29",
            series.len(),
            sources(&[source_ref(table.meta())])
        ),
        scale: Scale::Logit,
        series,
        step: 1,
        held_out,
    }))
}

fn sectors(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.table(TableKind::Trade, "icio-2025") else { return Ok(None) };
    let suppliers = economies(&SUPPLIERS);
    let held = books(library, table, &flows::read(table, &FlowFilter::default())?);
    let buyers: Vec<Economy> =
        table.meta().coverage.economies(coverage::FLOWS).map(|(e, _)| e).filter(|e| !e.is_aggregate()).collect();
    let mut keys = Vec::new();
    for code in held.item_codes() {
        for seller in &suppliers {
            keys.extend(buyers.iter().filter(|b| *b != seller).map(|b| (code.clone(), *seller, *b)));
        }
    }
    let series: Vec<Series> = thin(keys, MOST)
        .into_iter()
        .filter_map(|(code, seller, buyer)| {
            let items = Items::One(code);
            let years = usable(library, table, held.years(), seller, buyer);
            let values = years.into_iter().filter_map(|y| Some((y.0, traded(&held, seller, buyer, false, y, &items)?)));
            Series::new(block(seller, buyer), values, Scale::Logit)
        })
        .collect();
    Ok(Some(Panel {
        id: "sectors",
        title: "Shares of imports by sector",
        sample: format!(
            "{} shares of nine large suppliers in the imports of a sector, evenly spaced over sectors, suppliers and buyers; Russia to 2021; {}",
            series.len(),
            sources(&[source_ref(table.meta())])
        ),
        scale: Scale::Logit,
        series,
        step: 1,
        held_out: Vec::new(),
    }))
}

fn energy(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.table(TableKind::Trade, "baci-hs92-74") else { return Ok(None) };
    let read = flows::read(table, &FlowFilter::default())?;
    // All energy as one item.
    let chapter = suzerain_measures::dependence::energy_revenue::CHAPTER;
    let wanted: Vec<bool> = read.item_codes.iter().map(|c| c.starts_with(chapter)).collect();
    let mut sums: BTreeMap<(Year, Economy, Economy), f64> = BTreeMap::new();
    let (mut sold, mut bought) = (BTreeMap::<Economy, f64>::new(), BTreeMap::<Economy, f64>::new());
    for row in (0..read.len()).filter(|r| wanted[usize::from(read.item[*r])]) {
        let (seller, buyer, value) = (read.exporter[row], read.importer[row], read.value_kusd[row]);
        *sums.entry((read.year[row], seller, buyer)).or_default() += value;
        if ENERGY_PICKED.contains(&read.year[row].0) {
            *sold.entry(seller).or_default() += value;
            *bought.entry(buyer).or_default() += value;
        }
    }
    let mut one = Flows { item_codes: vec![chapter.to_owned()], ..Flows::default() };
    for ((year, seller, buyer), value) in sums {
        one.year.push(year);
        one.exporter.push(seller);
        one.importer.push(buyer);
        one.item.push(0);
        one.value_kusd.push(value);
        one.quantity_t.push(f64::NAN);
    }
    let held = books(library, table, &one);
    let largest = |of: BTreeMap<Economy, f64>| -> Vec<Economy> {
        let mut list: Vec<(Economy, f64)> = of.into_iter().collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        list.into_iter().take(ENERGY_SIDES).map(|(e, _)| e).collect()
    };
    let (sellers, buyers) = (largest(sold), largest(bought));
    let mut keys = Vec::new();
    for seller in &sellers {
        for buyer in buyers.iter().filter(|b| *b != seller) {
            keys.extend([(*seller, *buyer, true), (*seller, *buyer, false)]);
        }
    }
    let series: Vec<Series> = thin(keys, MOST)
        .into_iter()
        .filter_map(|(seller, buyer, of_exports)| {
            let years = usable(library, table, held.years(), seller, buyer);
            let values = years
                .into_iter()
                .filter_map(|y| Some((y.0, trade::energy_share(&held, seller, buyer, of_exports, y)?)));
            Series::new(block(seller, buyer), values, Scale::Logit)
        })
        .collect();
    Ok(Some(Panel {
        id: "energy",
        title: "Shares of energy exports and imports",
        sample: format!(
            "{} shares between the {ENERGY_SIDES} largest sellers and buyers of 1995-1999, evenly spaced; coal, oil and gas as far as the source holds them; {}",
            series.len(),
            sources(&[source_ref(table.meta())])
        ),
        scale: Scale::Logit,
        series,
        step: 1,
        held_out: Vec::new(),
    }))
}

fn un_votes(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.of_kind(TableKind::Votes).next() else { return Ok(None) };
    let states: Vec<Economy> = Economy::all().filter(|e| e.is_state()).collect();
    let records = suzerain_tables::votes::read(table, &states)?;
    let by_state: BTreeMap<Economy, _> = states.into_iter().zip(&records).filter(|(_, r)| !r.is_empty()).collect();
    let series: Vec<Series> = thin(major_pairs(&by_state), MOST / 2)
        .into_iter()
        .filter_map(|(a, b)| {
            let values = agreement(by_state[&a], by_state[&b]).into_iter().map(|(session, (alike, common))| {
                (suzerain_tables::votes::session_year(session).0, f64::from(alike) / f64::from(common))
            });
            Series::new(block(a, b), values, Scale::Logit)
        })
        .collect();
    Ok(Some(Panel {
        id: "un_agreement",
        title: "Shares of like votes in the UN General Assembly",
        sample: format!(
            "{} pairs of a major power of today with another state; {}",
            series.len(),
            sources(&[source_ref(table.meta())])
        ),
        scale: Scale::Logit,
        series,
        step: LONG_STEP,
        held_out: Vec::new(),
    }))
}

fn ideal_points(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.of_kind(TableKind::Indicators).find(|t| t.meta().coverage.span(IDEAL_POINT).is_some())
    else {
        return Ok(None);
    };
    let data = Indicators::read(table)?;
    let states: BTreeMap<Economy, ()> = table.meta().coverage.economies(IDEAL_POINT).map(|(e, _)| (e, ())).collect();
    let series: Vec<Series> = thin(major_pairs(&states), MOST)
        .into_iter()
        .filter_map(|(a, b)| {
            let figures = votes::distances(&data, a, b);
            let values = figures.iter().filter_map(|f| Some((f.year.0, f.value.known()?)));
            Series::new(block(a, b), values, Scale::Level)
        })
        .collect();
    Ok(Some(Panel {
        id: "ideal_points",
        title: "Distances of UN ideal points",
        sample: format!(
            "{} pairs of a major power of today with another state; {}; the positions are smoothed over all sessions, later ones included, which flatters every rule",
            series.len(),
            sources(&[source_ref(table.meta())])
        ),
        scale: Scale::Level,
        series,
        step: LONG_STEP,
        held_out: Vec::new(),
    }))
}

fn kappa(library: &Library) -> Result<Option<Panel>, StudyError> {
    let Some(table) = library.of_kind(TableKind::Obligations).next() else { return Ok(None) };
    let system =
        library.of_kind(TableKind::Indicators).find(|t| t.meta().coverage.span(CAPABILITY_COMPONENTS[4]).is_some());
    let Some(system) = system else { return Ok(None) };
    let system = Indicators::read(system)?;
    let mut rows = Vec::new();
    obligations::each(table, |row| rows.push(row))?;
    let ties = Ties::new(table.meta(), rows);
    let members = votes::memberships(&ties, &system);
    let states: BTreeMap<Economy, ()> = members.values().flatten().map(|e| (*e, ())).collect();
    let series: Vec<Series> = thin(major_pairs(&states), MOST / 2)
        .into_iter()
        .filter_map(|(a, b)| {
            let figures = votes::kappas(&ties, &system, &members, a, b);
            let values = figures.iter().filter_map(|f| Some((f.year.0, f.value.known()?)));
            Series::new(block(a, b), values, Scale::Level)
        })
        .collect();
    Ok(Some(Panel {
        id: "kappa",
        title: "Alliance similarity (kappa)",
        sample: format!(
            "{} pairs of a major power of today with another state; {}",
            series.len(),
            sources(&[source_ref(table.meta())])
        ),
        scale: Scale::Level,
        series,
        step: LONG_STEP,
        held_out: Vec::new(),
    }))
}

fn arms(library: &Library) -> Result<Option<Panel>, StudyError> {
    let whole = library.of_kind(TableKind::Arms).find(|t| t.meta().universe.as_deref() == Some("world"));
    let Some(table) = whole else { return Ok(None) };
    let mut volumes: BTreeMap<(Economy, Economy), BTreeMap<i16, f64>> = BTreeMap::new();
    let mut last = i16::MIN;
    for row in suzerain_tables::arms::read(table)? {
        last = last.max(row.year.0);
        *volumes.entry((row.supplier, row.recipient)).or_default().entry(row.year.0).or_default() += row.tiv_m;
    }
    let series: Vec<Series> = thin(volumes.into_iter().collect(), MOST)
        .into_iter()
        .filter_map(|((a, b), by_year)| {
            let first = *by_year.keys().next()?;
            // The register lists every delivery known, so a year without one is a zero.
            let values = (first..=last).map(|y| (y, by_year.get(&y).copied().unwrap_or(0.0)));
            Series::new(block(a, b), values, Scale::LogPlusOne)
        })
        .collect();
    Ok(Some(Panel {
        id: "arms",
        title: "Volumes of major arms delivered",
        sample: format!(
            "{} pairs of supplier and recipient, evenly spaced, each from its first delivery, years without one as zeros; {}",
            series.len(),
            sources(&[source_ref(table.meta())])
        ),
        scale: Scale::LogPlusOne,
        series,
        step: LONG_STEP,
        held_out: Vec::new(),
    }))
}

/// Panels of the user's lists, which serve as evidence: longer than the built-in tables.
fn list_panels(lists: Option<&Interstate>) -> Vec<(&'static str, Option<Panel>)> {
    let Some(lists) = lists else {
        return ["cow_trade", "cinc_long", "gdp_long", "gdp_1950"].map(|id| (id, None)).to_vec();
    };
    let majors: BTreeSet<State> = lists.majors.iter().map(|s| s.state).collect();
    let block = |a: State, b: State| format!("{}-{}", a.min(b), a.max(b));
    let ratios = |id, title, paths: &BTreeMap<State, power::Path>, from: i16, source: &str| {
        let mut pairs = Vec::new();
        for a in majors.iter().filter(|a| paths.contains_key(a)) {
            pairs.extend(paths.keys().filter(|b| *b != a && !(majors.contains(b) && *b < a)).map(|b| (*a, *b)));
        }
        let series: Vec<Series> = thin(pairs, MOST)
            .into_iter()
            .filter_map(|(a, b)| {
                let ratio = power::ratio(&paths[&a], &paths[&b]).into_iter().filter(|(y, _)| *y >= from);
                Series::new(block(a, b), ratio, Scale::Log)
            })
            .collect();
        let sample = format!(
            "{} pairs of a state that ever was a major power with another, evenly spaced, from {from}; {source} (user's copy)",
            series.len()
        );
        Some(Panel { id, title, sample, scale: Scale::Log, series, step: LONG_STEP, held_out: Vec::new() })
    };
    let mut capability: BTreeMap<State, power::Path> = BTreeMap::new();
    for row in &lists.capabilities {
        if let Some(cinc) = row.cinc {
            capability.entry(row.state).or_default().insert(row.year, cinc);
        }
    }
    let mut output: BTreeMap<State, power::Path> = BTreeMap::new();
    for row in &lists.outputs {
        if let Some(gdp) = row.values[0] {
            output.entry(row.state).or_default().insert(row.year, gdp);
        }
    }
    let estimates = "estimates of output by Fariss and others";
    vec![
        ("cow_trade", cow_trade(lists, &majors)),
        (
            "cinc_long",
            ratios(
                "cinc_long",
                "Ratios of capability (CINC), two centuries",
                &capability,
                1816,
                "National Material Capabilities",
            ),
        ),
        ("gdp_long", ratios("gdp_long", "Ratios of GDP, two centuries", &output, 1816, estimates)),
        ("gdp_1950", ratios("gdp_1950", "Ratios of GDP, estimates, since 1950", &output, 1950, estimates)),
    ]
}

fn cow_trade(lists: &Interstate, majors: &BTreeSet<State>) -> Option<Panel> {
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
            let total = totals.get(&(me, row.year)).copied();
            if let Some(share) = share(Some(one + two), total).filter(|_| majors.contains(&other)) {
                shares.entry((me, other)).or_default().insert(row.year, share);
            }
        }
    }
    let series: Vec<Series> = thin(shares.into_iter().collect(), MOST)
        .into_iter()
        .filter_map(|((me, other), by_year)| {
            Series::new(format!("{}-{}", me.min(other), me.max(other)), by_year, Scale::Logit)
        })
        .collect();
    Some(Panel {
        id: "cow_trade",
        title: "Shares of a state's trade, 1870-2014",
        sample: format!(
            "{} shares of a state that ever was a major power in another's imports and exports, evenly spaced; Correlates of War Trade (user's copy)",
            series.len()
        ),
        scale: Scale::Logit,
        series,
        step: LONG_STEP,
        held_out: Vec::new(),
    })
}
