//! One trajectory, a year a step.

use super::super::alignment::{Pull, scale, turned_back};
use super::super::bargaining::Table;
use super::super::dependence::{DOMAINS, Domain, weights};
use super::super::dependence_path::{Filtered, Push, installed};
use super::super::equations::Equations;
use super::super::interventions::{Effects, effects};
use super::super::power::{Power, SPEED_YEARS};
use super::super::priors::{Draw, Parameter};
use super::super::regime::{Event, Moved, Regime};
use super::super::start::Start;
use super::{Plan, Year, known_both};
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};
use suzerain_solvers::logit::logistic;

/// What moves in a trajectory.
struct State {
    power: Power,
    past: [f64; SPEED_YEARS],
    shares: [[f64; DOMAINS]; 2],
    installed: [f64; 2],
    sanctioned: [f64; 2],
    arms: f64,
    energy: f64,
    log_threat: f64,
    deficit: f64,
    concession: f64,
    alignment: f64,
    own_level: f64,
}

/// What follows from the state in a year.
struct Derived {
    e: [[f64; DOMAINS]; 2],
    l: f64,
    u: f64,
    t: f64,
    c: Option<f64>,
    unknown: bool,
    resentment: f64,
    speed: f64,
    trade: f64,
}

/// What stays fixed in a trajectory.
struct Fixed<'a> {
    start: &'a Start,
    equations: &'a Equations,
    draw: Draw,
    weights: [[f64; DOMAINS]; 2],
    both: [bool; DOMAINS],
    deviations: [[f64; DOMAINS]; 2],
    energy_deviation: f64,
    /// Reachable alternatives at the origin.
    reach: [[f64; DOMAINS]; 2],
    origin_total: [f64; 2],
}

/// One trajectory into `out`, a year each.
pub fn trajectory(start: &Start, drawn: &Draw, plan: &Plan, random: &mut impl Rng, out: &mut [Year]) {
    let mut normal = || -> f64 { StandardNormal.sample(random) };
    let mut draw = drawn.clone();
    for (parameter, known) in [
        (Parameter::SdPower, start.power.sd_power),
        (Parameter::SdTrend, start.power.sd_trend),
        (Parameter::SdAlign, start.alignment.sd),
        (Parameter::RAlign, start.alignment.rate),
        (Parameter::RankGap, start.rank_gap),
    ] {
        if let Some(value) = known {
            draw[parameter] = value;
        }
    }
    let both = known_both(start);
    let per_side = |f: &dyn Fn(usize) -> [f64; DOMAINS]| [f(0), f(1)];
    // A share that no history was given for moves by the prior.
    let deviation = |filtered: Option<&Filtered>| {
        let drawn = draw[Parameter::SdShare];
        filtered.map_or(drawn, |f| f.moves.of_share(drawn))
    };
    let account = |s: usize| -> [f64; DOMAINS] { std::array::from_fn(|d| start.sides[s].channels[d].account) };
    let mut fixed = Fixed {
        start,
        equations: &plan.equations,
        weights: per_side(&|s| weights(&account(s), &both, &draw)),
        both,
        deviations: per_side(&|s| std::array::from_fn(|d| deviation(start.sides[s].channels[d].filtered.as_ref()))),
        energy_deviation: deviation(start.energy_filtered.as_ref()),
        origin_total: [1.0; 2],
        reach: [[f64::NAN; DOMAINS]; 2],
        draw,
    };
    let (z, y) = ([normal(), normal()], [normal(), normal()]);
    let factor = &start.power.factor;
    let level = &start.alignment;
    let mut state = State {
        power: Power {
            p: start.power.mean[0] + factor[0] * z[0],
            g: start.power.mean[1] + factor[1] * z[0] + factor[2] * z[1],
        },
        // What is uncertain is the level, which all years share.
        past: start.power.past.map(|p| p + factor[0] * z[0]),
        shares: per_side(&|s| std::array::from_fn(|d| start.sides[s].channels[d].share)),
        installed: [start.sides[0].installed, start.sides[1].installed],
        sanctioned: [start.sides[0].sanctioned, start.sides[1].sanctioned],
        arms: start.arms,
        energy: start.energy,
        log_threat: 0.0,
        deficit: fixed.draw[Parameter::QStart],
        concession: f64::NAN,
        alignment: turned_back(level.mean[0] + level.factor[0] * y[0], level.most),
        own_level: level.mean[1] + level.factor[1] * y[0] + level.factor[2] * y[1],
    };
    // The first level is drawn from the filter's; a share older than the origin is carried there too: what sanctions did
    // meanwhile, and the years between.
    let first = |filtered: Option<&Filtered>, share: f64, age: u16, deviation: f64| {
        let (level, error) = filtered.map_or((share, 0.0), |f| (logistic(f.level), f.error));
        (level, error.hypot(deviation * f64::from(age).sqrt()))
    };
    for (side, of) in start.sides.iter().enumerate() {
        for (d, channel) in of.channels.iter().enumerate() {
            let noise = normal();
            if channel.share.is_nan() {
                continue;
            }
            let west = if channel.west_of_own.is_nan() { 0.0 } else { channel.west_of_own };
            let push = Push { sanction: of.sanctioned - channel.sanctioned_then, west, ..Push::default() };
            let push = if channel.age == 0 { Push::default() } else { push };
            let (level, sd) = first(channel.filtered.as_ref(), channel.share, channel.age, fixed.deviations[side][d]);
            state.shares[side][d] = (fixed.equations.share)(level, &push, &fixed.draw, sd, noise);
        }
    }
    let noise = normal();
    if !state.energy.is_nan() {
        let (level, sd) = first(start.energy_filtered.as_ref(), state.energy, start.energy_age, fixed.energy_deviation);
        state.energy = (fixed.equations.share)(level, &Push::default(), &fixed.draw, sd, noise);
    }
    fixed.reach = per_side(&|s| std::array::from_fn(|d| alternatives(&fixed, &state, s, d)));
    let first = derive(&fixed, &state, &effects(&[], 1), 0);
    fixed.origin_total = first.e.map(|side| side.iter().filter(|e| !e.is_nan()).sum());
    let origin = derive(&fixed, &state, &effects(&[], 1), 0);
    let (origin_p, origin_a) = (state.power.p, state.alignment);
    state.concession = origin.c.unwrap_or(if origin.unknown { f64::NAN } else { 0.0 });
    let mut regime = if start.allied { Regime::Alliance } else { Regime::Loose };
    let (mut no_alliance, mut no_rift) = (1.0_f64, 1.0_f64);
    let (mut junior_years, mut locked_years) = (0_usize, start.locked_years);
    let (mut junior, mut locked) = (false, false);
    for (k, year) in out.iter_mut().enumerate() {
        let ahead = k + 1;
        let now = effects(&plan.interventions, ahead);
        advance(&fixed, &mut state, &now, &mut normal);
        let derived = derive(&fixed, &state, &now, ahead);
        let conceded = derived.c.unwrap_or(if derived.unknown { f64::NAN } else { 0.0 });
        state.deficit = (fixed.equations.status)(
            state.deficit * now.deficit_kept + now.deficit,
            conceded - state.concession,
            fixed.draw[Parameter::RankGap],
            &fixed.draw,
        );
        state.concession = conceded;
        let pull = Pull {
            threat: (derived.t - origin.t) / scale::THREAT,
            resentment: (derived.resentment - origin.resentment) / scale::RESENTMENT,
            speed: (derived.speed - origin.speed) / scale::SPEED,
            useful: (derived.u - origin.u) / scale::USEFUL,
        };
        let affinity = fixed.draw[Parameter::AAffinity] * (now.affinity - 1.0);
        let target = (fixed.equations.target)(state.own_level, &pull, &fixed.draw) + affinity;
        let next = (fixed.equations.alignment)(state.alignment, target, &fixed.draw, normal());
        state.alignment = turned_back(next, start.alignment.most);
        let moved = Moved {
            speed: derived.speed - origin.speed,
            power: state.power.p - origin_p,
            threat: derived.t - origin.t,
            trade: derived.trade - origin.trade,
            asymmetry: derived.l - origin.l,
            resentment: derived.resentment - origin.resentment,
            alignment: state.alignment - origin_a,
            no_bargain: f64::from(derived.c.is_none() && !derived.unknown),
            leader: now.leader,
        };
        let yearly = Event::ALL.map(|event| {
            let odds = start.hazards.of(event, ahead);
            odds.map(|odds| (fixed.equations.hazard)(event, odds, start.hazards.kept, &moved, &fixed.draw))
        });
        // A uniform number from a normal one keeps one kind of noise a year.
        let chance = Event::ALL.map(|_| standard_uniform(normal()));
        regime = regime.next(|event| yearly[event as usize].is_some_and(|p| chance[event as usize] < p));
        no_alliance *= yearly[Event::Alliance as usize].map_or(f64::NAN, |p| 1.0 - p);
        no_rift *= yearly[Event::Rift as usize].map_or(f64::NAN, |p| 1.0 - p);
        let thresholds = &plan.thresholds;
        let is_junior = derived.l > thresholds.asymmetry && derived.c.is_some_and(|c| c > thresholds.concession);
        junior_years = if is_junior { junior_years + 1 } else { 0 };
        junior |= junior_years >= thresholds.years;
        let technology = Domain::Technology as usize;
        let is_locked = state.shares[0][technology] > thresholds.share
            && alternatives(&fixed, &state, 0, technology) < thresholds.alternatives;
        locked_years = if is_locked { locked_years + 1 } else { 0 };
        locked |= locked_years >= thresholds.years;
        *year = Year {
            p: state.power.p,
            l: derived.l,
            c: derived.c.unwrap_or(f64::NAN),
            a: state.alignment,
            q: state.deficit,
            t: derived.t,
            u: derived.u,
            e: derived.e,
            shares: state.shares,
            energy: state.energy,
            alliance: 1.0 - no_alliance,
            rift: 1.0 - no_rift,
            bargain: derived.c.is_some(),
            junior,
            locked,
            regime,
        };
    }
}

/// The normal distribution function at `z`, close enough for a chance (error below 8e-8; Abramowitz and
/// Stegun 1964, 26.2.17).
pub(super) fn standard_uniform(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series =
        t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let tail = (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt() * series;
    if z < 0.0 { tail } else { 1.0 - tail }
}

/// Reachable alternatives of a side in a domain.
fn alternatives(fixed: &Fixed<'_>, state: &State, side: usize, domain: usize) -> f64 {
    let channel = &fixed.start.sides[side].channels[domain];
    let west = if channel.west_of_world.is_nan() { 0.0 } else { channel.west_of_world };
    // NaN must stay NaN: `max` would drop it.
    let left = channel.alternatives - state.sanctioned[side] * west;
    if left < 0.0 { 0.0 } else { left }
}

/// Power, shares, arms, energy and threat one year on.
fn advance(fixed: &Fixed<'_>, state: &mut State, now: &Effects, normal: &mut impl FnMut() -> f64) {
    let (start, draw) = (fixed.start, &fixed.draw);
    state.past.rotate_left(1);
    state.past[SPEED_YEARS - 1] = state.power.p;
    let noise = [normal(), normal()];
    state.power = (fixed.equations.power)(state.power, draw, noise);
    state.power.p += now.power;
    for side in 0..2 {
        let wanted = now.sanctioned[side].unwrap_or(start.sides[side].sanctioned);
        let change = wanted - state.sanctioned[side];
        state.sanctioned[side] = wanted;
        for domain in Domain::ALL {
            let d = domain as usize;
            let noise = normal();
            let channel = &start.sides[side].channels[d];
            let technology = domain == Domain::Technology;
            let alternatives = alternatives(fixed, state, side, d);
            let push = Push {
                sanction: change,
                west: if channel.west_of_own.is_nan() { 0.0 } else { channel.west_of_own },
                installed: if technology && !state.installed[side].is_nan() { state.installed[side] } else { 0.0 },
                hedge: if alternatives.is_nan() { 0.0 } else { alternatives * now.hedge[side] - fixed.reach[side][d] },
                extra: 0.0,
            };
            let sd = fixed.deviations[side][d];
            state.shares[side][d] = (fixed.equations.share)(state.shares[side][d], &push, draw, sd, noise);
        }
        state.installed[side] = installed(state.installed[side], state.shares[side][Domain::Technology as usize]);
    }
    let noise = normal();
    let push = Push { extra: now.energy, ..Push::default() };
    state.energy = (fixed.equations.share)(state.energy, &push, draw, fixed.energy_deviation, noise);
    let trended = state.arms * draw[Parameter::ArmsTrend].exp();
    state.arms = if trended > 1.0 { 1.0 } else { trended };
    state.log_threat += draw[Parameter::SdThreat] * normal();
}

/// What follows from the state: dependence, usefulness, threat, bargain.
fn derive(fixed: &Fixed<'_>, state: &State, now: &Effects, ahead: usize) -> Derived {
    let (start, draw) = (fixed.start, &fixed.draw);
    let mut e = [[f64::NAN; DOMAINS]; 2];
    for (side, effective_of) in e.iter_mut().enumerate() {
        let mut weights = fixed.weights[side];
        if side == 1 {
            weights[Domain::Arms as usize] *= now.arms;
        }
        for domain in Domain::ALL {
            let d = domain as usize;
            if fixed.both[d] {
                let alternatives = alternatives(fixed, state, side, d);
                effective_of[d] =
                    (fixed.equations.dependence)(weights[d], state.shares[side][d], draw[domain.sigma()], alternatives);
            }
        }
    }
    let total =
        e.map(|side| if fixed.both.contains(&true) { side.iter().filter(|e| !e.is_nan()).sum() } else { f64::NAN });
    let l: f64 = total[0] - total[1];
    let u = (fixed.equations.usefulness)(
        state.arms * now.arms,
        state.energy,
        draw[Parameter::DiplomaticValue] * now.diplomacy,
        draw,
    );
    let [capability, weaker, stronger] = start.threat;
    let t = (fixed.equations.threat)(capability, weaker, stronger, now.wedge) * now.threat * state.log_threat.exp();
    let losses = [start.sides[0].loss, start.sides[1].loss];
    let leverage = if losses.iter().any(|l| l.is_nan()) {
        l
    } else {
        let loss = |s: usize| losses[s] * total[s] / fixed.origin_total[s];
        ((loss(0) - loss(1)) / draw[Parameter::UnitLoss]).clamp(-1.0, 1.0)
    };
    let floor = if start.nuclear { draw[Parameter::FloorNuclear] } else { 0.0 } + draw[Parameter::FloorAutonomy];
    let known = |x: f64| if x.is_nan() { 0.0 } else { x };
    let table = Table {
        value: draw[Parameter::SBase] + draw[Parameter::SThreat] * known(t) + draw[Parameter::SUseful] * known(u),
        stronger: draw[Parameter::OutsideStronger] + draw[Parameter::Lambda] * leverage,
        weaker: draw[Parameter::OutsideWeaker]
            + now.outside_weaker
            + floor * (-draw[Parameter::FloorDecay] * ahead as f64).exp(),
        status_cost: draw[Parameter::Psi] * state.deficit,
    };
    let unknown = leverage.is_nan();
    let c = if unknown { None } else { (fixed.equations.bargain)(&table, draw[Parameter::CMax]) };
    let conceded = c.unwrap_or(if unknown { f64::NAN } else { 0.0 });
    let goods = [Domain::Goods, Domain::GoodsSales];
    let least = |s: usize| goods.iter().map(|d| state.shares[s][*d as usize]).fold(f64::NAN, f64::max);
    let trade = if least(0).is_nan() || least(1).is_nan() { f64::NAN } else { least(0).min(least(1)).max(1e-4).ln() };
    Derived {
        e,
        l,
        u,
        t,
        c,
        unknown,
        resentment: table.status_cost * conceded,
        speed: (state.power.p - state.past[0]).abs(),
        trade,
    }
}
