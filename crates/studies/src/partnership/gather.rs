//! What the tables know of a pair, as the start of a run: with the year and source of each number, and what is missing.

use super::PartnershipError;
use super::channels::{self, West};
use super::hazards::{self, Risk};
use crate::StudyError;
use crate::brief::{Options, status};
use crate::rupture;
use crate::scenario::{Direction, Model, Names, Scenario, unplaced};
use crate::world::World;
use suzerain_measures::alignment::ideal_point::distance;
use suzerain_measures::power::beckley::beckley;
use suzerain_measures::power::cinc::cinc;
use suzerain_models::partnership::alignment;
use suzerain_models::partnership::dependence::Domain;
use suzerain_models::partnership::power::{self, Series};
use suzerain_models::partnership::simulate::Thresholds;
use suzerain_models::partnership::start::{AlignmentStart, Channel, Side, Start};
use suzerain_tables::figure::{Dyad, Subject};
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, GDP_CONSTANT, GDP_PPP, IDEAL_POINT, POPULATION};
use suzerain_tables::{Economy, Year, YearRange};

/// Numbers this much older than the origin are stale.
pub const STALE_AFTER_YEARS: i16 = 3;

/// Nuclear-armed states with the year of their first test or weapon (Jo and Gartzke 2007; Kristensen and Korda, yearly).
const NUCLEAR: [(&str, i16); 9] = [
    ("USA", 1945),
    ("RUS", 1949),
    ("GBR", 1952),
    ("FRA", 1960),
    ("CHN", 1964),
    ("ISR", 1967),
    ("IND", 1998),
    ("PAK", 1998),
    ("PRK", 2006),
];

/// A number that went into the start, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Equation it belongs to.
    pub equation: u8,
    /// What it is.
    pub what: String,
    /// The number; none if missing.
    pub value: Option<f64>,
    /// Its year.
    pub year: Option<i16>,
    /// Its source, or why it is missing.
    pub note: String,
}

impl Fact {
    fn known(equation: u8, what: impl Into<String>, value: f64, year: Year, source: impl Into<String>) -> Self {
        Self { equation, what: what.into(), value: Some(value), year: Some(year.0), note: source.into() }
    }

    fn unknown(equation: u8, what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { equation, what: what.into(), value: None, year: None, note: why.into() }
    }

    /// The share of a domain with its alternatives.
    #[must_use]
    pub fn share(d: Dyad, domain: Domain, channel: &Channel, year: Year, source: &str) -> Self {
        let what = format!("{} on {}: {}, share", d.dependent, d.on, domain.title());
        let note = if channel.alternatives.is_nan() {
            format!("{source}; alternatives unknown")
        } else {
            format!("{source}; all others hold {:.2} of the world's", channel.alternatives)
        };
        Self { equation: 2, what, value: Some(channel.share), year: Some(year.0), note }
    }

    /// A domain of which something is missing.
    #[must_use]
    pub fn missing(d: Dyad, domain: Domain, why: &str) -> Self {
        Self::unknown(2, format!("{} on {}: {}", d.dependent, d.on, domain.title()), why)
    }
}

/// The start of a run with where it comes from.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The weaker and the stronger.
    pub dyad: Dyad,
    /// The start.
    pub start: Start,
    /// Every number of it, and what is missing.
    pub facts: Vec<Fact>,
    /// Base rates and event models.
    pub risk: Risk,
    /// The common threat, if one is found.
    pub rival: Option<Economy>,
}

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

/// Yearly negative distances of ideal points, with their source.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn alignment_series(
    world: &World<'_>,
    pair: [Economy; 2],
    options: &Options,
) -> Result<Option<(String, Series)>, StudyError> {
    let Some(data) = world.with_variable(IDEAL_POINT)? else { return Ok(None) };
    let [Some(a), Some(b)] = pair.map(|e| data.series(IDEAL_POINT, e)) else { return Ok(None) };
    let years = a.keys().filter(|y| b.contains_key(y) && options.year.is_none_or(|last| **y <= last));
    let found: Series =
        years.filter_map(|y| Some((y.0, -distance(&data, pair[0], pair[1], *y).value.known()?))).collect();
    Ok((!found.is_empty()).then(|| (data.meta().source.clone(), found)))
}

/// What the tables know of `pair`, at the year of the options or at the newest.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded; [`PartnershipError::NoPower`] if no measure of power covers both.
pub fn gather(world: &World<'_>, pair: [Economy; 2], options: &Options) -> Result<Gathered, StudyError> {
    // One order for both ways of asking, so that not even rounding differs.
    let mut pair = pair;
    pair.sort_unstable_by_key(|e| e.code());
    let measures = power_series(world, pair, options)?;
    let votes = alignment_series(world, pair, options)?;
    let newest = |s: &Series| s.keys().next_back().copied();
    let year = options.year.map_or_else(|| measures.iter().filter_map(|m| newest(&m.2)).max().unwrap_or(0), |y| y.0);
    let list: Vec<Series> = measures.iter().map(|m| m.2.clone()).collect();
    let mut start_power = match power::filter(&list, year) {
        Ok(found) => found,
        Err(suzerain_models::partnership::PartnershipError::Filter(_)) if list.is_empty() => {
            return Err(PartnershipError::NoPower(pair).into());
        }
        Err(error) => return Err(PartnershipError::from(error).into()),
    };
    let mut dyad = Dyad { dependent: pair[0], on: pair[1] };
    if start_power.mean[0] > 0.0 {
        dyad = dyad.reversed();
        start_power.mean = start_power.mean.map(|x| -x);
        start_power.past = start_power.past.map(|x| -x);
    }
    let sign = if dyad.dependent == pair[0] { 1.0 } else { -1.0 };
    let mut facts = Vec::new();
    for (name, source, series) in &measures {
        if let Some((y, value)) = series.range(..=year).next_back() {
            facts.push(Fact::known(1, format!("log power ratio, {name}"), sign * value, Year(*y), source));
        }
    }
    let west = West::new(world);
    let both = [dyad, dyad.reversed()];
    let mut sides = Vec::new();
    let losses = losses(world, dyad, options, &mut facts)?;
    for (at, d) in both.into_iter().enumerate() {
        let channels = channels::channels(world, d, &west, options, &mut facts)?;
        let installed = channels[Domain::Technology as usize].share;
        let sanctioned = west.against(world.library().sanctions(), d.dependent, Year(year));
        if !west.is_empty() {
            let what = format!("part of the sanctioning states that sanction {}", d.dependent);
            facts.push(Fact::known(2, what, sanctioned, Year(year), "list of sanctions"));
        }
        sides.push(Side { channels, sanctioned, installed, loss: losses[at] });
    }
    let sides: [Side; 2] = sides.try_into().unwrap_or_else(|_| unreachable_sides());
    let arms = arms(world, dyad, options, &mut facts)?;
    let energy = channels::energy_bought(world, dyad.reversed(), options)?;
    let what = format!("share of {} in the energy that {} imports", dyad.dependent, dyad.on);
    match &energy {
        Some(e) => facts.push(Fact::known(4, what, e.share, e.year, &e.source)),
        None => facts.push(Fact::unknown(4, what, "no table by product tells")),
    }
    let (threat, rival) = threat(world, dyad, Year(year), &mut facts)?;
    let nuclear = NUCLEAR.iter().any(|(code, since)| *code == dyad.dependent.code() && *since <= year);
    let rank_gap = rank_gap(world, dyad, Year(year), &mut facts)?;
    let alignment = match &votes {
        Some((source, series)) => {
            if let Some((y, value)) = series.range(..=year).next_back() {
                let what = "alignment: negative distance of UN ideal points";
                facts.push(Fact::known(8, what, *value, Year(*y), source));
            }
            alignment::filter(series, year).map_err(PartnershipError::from)?
        }
        None => {
            facts.push(Fact::unknown(8, "alignment", "no votes of both are loaded"));
            AlignmentStart { mean: [f64::NAN; 2], factor: [0.0; 3], sd: None }
        }
    };
    let thresholds = Thresholds::default();
    let locked_years = channels::locked_years(world, dyad, (thresholds.share, thresholds.alternatives), options)?;
    let risk = hazards::risk(world, dyad, year)?;
    facts.extend(risk.facts());
    let hazards = risk.hazards();
    let (energy, energy_changes) = energy.map_or((f64::NAN, Vec::new()), |e| (e.share, e.changes));
    let start = Start {
        year,
        power: start_power,
        sides,
        arms,
        energy,
        energy_changes,
        threat,
        nuclear,
        rank_gap,
        alignment,
        hazards,
        locked_years,
    };
    Ok(Gathered { dyad, start, facts, risk, rival })
}

/// Two sides of which nothing is known; the loop above always makes two.
fn unreachable_sides() -> [Side; 2] {
    std::array::from_fn(|_| Side {
        channels: std::array::from_fn(|_| Channel::UNKNOWN),
        sanctioned: 0.0,
        installed: f64::NAN,
        loss: f64::NAN,
    })
}

/// Losses of both sides when all trade between them stops, as shares of real expenditure, by the one-sector model.
fn losses(world: &World<'_>, dyad: Dyad, options: &Options, facts: &mut Vec<Fact>) -> Result<[f64; 2], StudyError> {
    let names = |e: Economy| -> Names { [e.code()].into_iter().collect() };
    let mut scenario = Scenario::rupture(names(dyad.dependent), names(dyad.on), Direction::Both);
    scenario.models = Some(vec![Model::OneSector]);
    scenario.year = options.year.map(|y| unplaced(y.0));
    let what = |e: Economy| format!("loss of {e} if all trade between the two stops, share of real expenditure");
    let refused = |facts: &mut Vec<Fact>, why: String| {
        for e in [dyad.dependent, dyad.on] {
            facts.push(Fact::unknown(6, what(e), why.clone()));
        }
        Ok([f64::NAN; 2])
    };
    let found = match rupture::of_world(world, &scenario) {
        Ok(found) => found,
        Err(StudyError::NoModel { skipped }) => {
            return refused(facts, skipped.first().map_or_else(String::new, |s| s.reason.to_string()));
        }
        Err(error) => return Err(error),
    };
    let answer = found.answers.first();
    let Some((answer, pair)) = answer.and_then(|a| Some((a, a.pair()?))) else {
        return refused(facts, "the model does not measure both sides".into());
    };
    let (Some(a), Some(b)) = (pair.a.loss_pct, pair.b.loss_pct) else {
        return refused(facts, "the model does not measure both sides".into());
    };
    let year = answer.year.unwrap_or(Year(options.year.map_or(rupture::NEWEST_WORLD, |y| y.0)));
    for (e, loss) in [(dyad.dependent, a), (dyad.on, b)] {
        facts.push(Fact::known(6, what(e), loss / 100.0, year, answer.world.join(" + ")));
    }
    Ok([a / 100.0, b / 100.0])
}

/// Arms that the weaker delivers to the stronger, three years' mean over the highest such mean since the register begins.
fn arms(world: &World<'_>, dyad: Dyad, options: &Options, facts: &mut Vec<Fact>) -> Result<f64, StudyError> {
    const YEARS: usize = 3;
    let what = format!("arms of {} for {}, over their peak", dyad.dependent, dyad.on);
    for register in world.arms()? {
        let Some(window) = register.window(dyad.dependent, dyad.on) else { continue };
        let Some(last) = options.latest(window) else { continue };
        let years = YearRange::new(window.first, last);
        let volumes: Vec<f64> =
            years.iter().filter_map(|y| register.volume(dyad.reversed(), y).value.known()).collect();
        let means: Vec<f64> = volumes.windows(YEARS).map(|w| w.iter().sum::<f64>() / YEARS as f64).collect();
        let peak = means.iter().copied().fold(0.0, f64::max);
        let Some(now) = means.last() else { continue };
        let relative = if peak > 0.0 { now / peak } else { 0.0 };
        facts.push(Fact::known(4, what, relative, last, &register.meta.source));
        return Ok(relative);
    }
    facts.push(Fact::unknown(4, what, "no register of arms covers both: suzerain import sipri"));
    Ok(f64::NAN)
}

/// The common threat: of all other states, the one with the largest capability times geometric mean of hostilities. Hostility is
/// the distance of UN ideal points over the largest between any two states, and 0 under a defence obligation.
fn threat(
    world: &World<'_>,
    dyad: Dyad,
    year: Year,
    facts: &mut Vec<Fact>,
) -> Result<([f64; 3], Option<Economy>), StudyError> {
    let unknown = |facts: &mut Vec<Fact>, why: &str| {
        facts.push(Fact::unknown(5, "common threat", why));
        Ok(([f64::NAN; 3], None))
    };
    let (Some(points), Some(system)) = (world.with_variable(IDEAL_POINT)?, world.capabilities()?) else {
        return unknown(facts, "capabilities or votes are not loaded");
    };
    let latest = |first: i16| (first..=year.0).rev().map(Year);
    let Some(session) = latest(year.0 - 10)
        .find(|y| [dyad.dependent, dyad.on].iter().all(|e| points.get(IDEAL_POINT, *e, *y).known().is_some()))
    else {
        return unknown(facts, "no votes of both in the ten years before");
    };
    let Some(power_year) =
        latest(year.0 - 10).find(|y| system.cross_section(CAPABILITY_COMPONENTS[4], *y).next().is_some())
    else {
        return unknown(facts, "no capabilities in the ten years before");
    };
    let positions: Vec<(Economy, f64)> = points.cross_section(IDEAL_POINT, session).collect();
    let low = positions.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
    let high = positions.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
    let ties = world.ties()?;
    let allied = |a: Economy, b: Economy| {
        ties.as_ref().is_some_and(|ties| {
            let shared = ties.shared(a, b);
            let at = shared.map(|w| w.last.min(year));
            at.is_some_and(|y| ties.partners(a, y).any(|(e, level)| e == b && level == 3))
        })
    };
    let of = |e: Economy| positions.iter().find(|p| p.0 == e).map(|p| p.1);
    let hostility = |a: Economy, h: Economy| match (of(a), of(h)) {
        (Some(_), Some(_)) if allied(a, h) => 0.0,
        (Some(x), Some(y)) if high > low => (x - y).abs() / (high - low),
        _ => f64::NAN,
    };
    let mut best: Option<(f64, [f64; 3], Economy)> = None;
    for (h, _) in positions.iter().filter(|p| p.0 != dyad.dependent && p.0 != dyad.on) {
        let Some(capability) = cinc(&system, *h, power_year).value.known() else { continue };
        let parts = [capability, hostility(dyad.dependent, *h), hostility(dyad.on, *h)];
        let t = parts[0] * (parts[1] * parts[2]).sqrt();
        if t.is_finite() && best.as_ref().is_none_or(|b| t > b.0) {
            best = Some((t, parts, *h));
        }
    }
    let Some((t, parts, h)) = best else { return unknown(facts, "no third state with votes and capability") };
    let what = format!("common threat: {} (capability of {power_year})", h.name());
    facts.push(Fact::known(5, what, t, session, format!("{} + {}", system.meta().source, points.meta().source)));
    Ok((parts, Some(h)))
}

/// The weaker side's rank of recognition less its rank of capability, over the number of states.
fn rank_gap(world: &World<'_>, dyad: Dyad, year: Year, facts: &mut Vec<Fact>) -> Result<Option<f64>, StudyError> {
    let what = format!("rank of recognition less rank of capability, {}", dyad.dependent);
    let mut newest = None;
    for table in world.library().of_kind(TableKind::Dyadic) {
        let rows = suzerain_tables::dyadic::read(table, suzerain_tables::dyadic::MISSION)?;
        newest = newest.max(rows.iter().map(|r| r.year).filter(|y| *y <= year).max());
    }
    let Some(year) = newest else {
        facts.push(Fact::unknown(7, what, "no missions are loaded: suzerain import diplomatic-exchange"));
        return Ok(None);
    };
    let all = status::in_year(world, year)?;
    let found = all.iter().find(|f| f[0].subject == Subject::State(dyad.dependent)).and_then(|f| f[0].value.known());
    match found {
        Some(gap) => {
            let scaled = gap / all.len() as f64;
            facts.push(Fact::known(7, what, scaled, year, "missions and capabilities"));
            Ok(Some(scaled))
        }
        None => {
            facts.push(Fact::unknown(7, what, "the state has no rank in the loaded missions"));
            Ok(None)
        }
    }
}
