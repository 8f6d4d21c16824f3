//! Trajectories: every module once a year, from a draw of the parameters and a stream of noise.
//!
//! Draw k of a run uses the random stream of its seed and k alone: results do not depend on the number of
//! threads, and two runs of one seed differ only by what differs between them.

use super::alignment::{self, Pull, scale};
use super::bargaining::{Table, bargain};
use super::dependence::{DOMAINS, Domain, effective, weights};
use super::dependence_path::{self as path_of, Push, deviation};
use super::interventions::{Intervention, effects};
use super::power::{self, Power, SPEED_YEARS};
use super::priors::{COUNT, Draw, Parameter, Priors};
use super::regime::{Event, Moved, Regime, hazard};
use super::start::Start;
use super::{LONGEST, PartnershipError, status, threat, usefulness};
use rand::Rng;
use rand_distr::{Distribution as _, StandardNormal};
use rayon::prelude::*;
use suzerain_solvers::streams::stream;

/// When an outcome counts. All of them are conventions, stated beside every probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Junior partner: L above this ...
    pub asymmetry: f64,
    /// ... and the concession above this, for `years` running.
    pub concession: f64,
    /// Lock-in: the other side's share of electronics above this ...
    pub share: f64,
    /// ... and reachable alternatives below this, for `years` running.
    pub alternatives: f64,
    /// Years running.
    pub years: usize,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { asymmetry: 0.2, concession: 0.6, share: 0.7, alternatives: 0.1, years: 3 }
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Years ahead, 1 to [`LONGEST`].
    pub years: usize,
    /// Draws.
    pub draws: usize,
    /// Seed.
    pub seed: u64,
    /// What a scenario changes.
    pub interventions: Vec<Intervention>,
    /// When an outcome counts.
    pub thresholds: Thresholds,
}

impl Plan {
    /// A run without a scenario.
    #[must_use]
    pub fn new(years: usize, draws: usize, seed: u64) -> Self {
        Self { years, draws, seed, interventions: Vec::new(), thresholds: Thresholds::default() }
    }
}

/// One year of one trajectory. NaN where unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Year {
    /// Log power ratio.
    pub p: f64,
    /// Asymmetry of dependence.
    pub l: f64,
    /// Concession; NaN in a year without a bargain.
    pub c: f64,
    /// Alignment.
    pub a: f64,
    /// Status deficit.
    pub q: f64,
    /// Threat.
    pub t: f64,
    /// Usefulness.
    pub u: f64,
    /// Effective dependence of R on C and of C on R by domain.
    pub e: [[f64; DOMAINS]; 2],
    /// Shares of the other side, R's then C's.
    pub shares: [[f64; DOMAINS]; 2],
    /// R's share of C's imports of energy.
    pub energy: f64,
    /// Probability of a new defence obligation by now, given the trajectory; NaN where not at risk.
    pub alliance: f64,
    /// Probability of a rift by now, given the trajectory.
    pub rift: f64,
    /// Whether there was a bargain; false where it is unknown too.
    pub bargain: bool,
    /// Whether R has become a junior partner by now.
    pub junior: bool,
    /// Whether lock-in has been reached by now.
    pub locked: bool,
    /// State of the tie in this trajectory.
    pub regime: Regime,
}

const BLANK: Year = Year {
    p: 0.0,
    l: 0.0,
    c: 0.0,
    a: 0.0,
    q: 0.0,
    t: 0.0,
    u: 0.0,
    e: [[0.0; DOMAINS]; 2],
    shares: [[0.0; DOMAINS]; 2],
    energy: 0.0,
    alliance: 0.0,
    rift: 0.0,
    bargain: false,
    junior: false,
    locked: false,
    regime: Regime::Loose,
};

/// Room for a trajectory.
#[must_use]
pub fn blank(years: usize) -> Vec<Year> {
    vec![BLANK; years]
}

/// All trajectories of a run.
#[derive(Clone, Debug)]
pub struct Ensemble {
    years: usize,
    paths: Vec<Year>,
    /// Point of the unit cube that each draw's parameters came from.
    points: Vec<[f64; COUNT]>,
    /// The pair is known well enough for L.
    pub has_asymmetry: bool,
    /// Electronics and their alternatives are known for R.
    pub has_technology: bool,
}

impl Ensemble {
    /// Years of each trajectory.
    #[must_use]
    pub const fn years(&self) -> usize {
        self.years
    }

    /// Trajectories.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.points.len()
    }

    /// The year `ahead` of all trajectories, from 1, in the order of the draws.
    pub fn at(&self, ahead: usize) -> impl ExactSizeIterator<Item = &Year> + Clone {
        self.paths.iter().skip(ahead - 1).step_by(self.years)
    }

    /// One trajectory.
    #[must_use]
    pub fn path(&self, draw: usize) -> &[Year] {
        &self.paths[draw * self.years..(draw + 1) * self.years]
    }

    /// The points of the unit cube that the draws' parameters came from.
    #[must_use]
    pub fn points(&self) -> &[[f64; COUNT]] {
        &self.points
    }
}

/// A number in (0, 1).
fn uniform(random: &mut impl Rng) -> f64 {
    ((random.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// Runs all trajectories.
///
/// # Errors
/// [`PartnershipError::Plan`] for a run without draws or a horizon out of range.
pub fn run(start: &Start, priors: &Priors, plan: &Plan) -> Result<Ensemble, PartnershipError> {
    check(plan)?;
    let mut paths = blank(plan.draws * plan.years);
    let points: Vec<[f64; COUNT]> = paths
        .par_chunks_mut(plan.years)
        .enumerate()
        .map(|(k, path)| {
            let mut random = stream(plan.seed, k as u64);
            let point: [f64; COUNT] = std::array::from_fn(|_| uniform(&mut random));
            trajectory(start, &priors.at(&point), plan, &mut random, path);
            point
        })
        .collect();
    let known = known_both(start);
    Ok(Ensemble {
        years: plan.years,
        paths,
        points,
        has_asymmetry: known.contains(&true),
        has_technology: start.sides[0].channels[Domain::Technology as usize].known(),
    })
}

/// Checks a plan.
///
/// # Errors
/// [`PartnershipError::Plan`] for a run without draws or a horizon out of range.
pub fn check(plan: &Plan) -> Result<(), PartnershipError> {
    if plan.draws == 0 {
        return Err(PartnershipError::Plan("a run needs at least one draw".into()));
    }
    if !(1..=LONGEST).contains(&plan.years) {
        return Err(PartnershipError::Plan(format!("{} years ahead: a run has 1 to {LONGEST}", plan.years)));
    }
    Ok(())
}

/// Domains known for both sides.
#[must_use]
pub fn known_both(start: &Start) -> [bool; DOMAINS] {
    std::array::from_fn(|d| start.sides.iter().all(|side| side.channels[d].known()))
}

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
    draw: Draw,
    weights: [[f64; DOMAINS]; 2],
    both: [bool; DOMAINS],
    deviations: [[f64; DOMAINS]; 2],
    energy_deviation: f64,
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
        (Parameter::RankGap, start.rank_gap),
    ] {
        if let Some(value) = known {
            draw[parameter] = value;
        }
    }
    let both = known_both(start);
    let per_side = |f: &dyn Fn(usize) -> [f64; DOMAINS]| [f(0), f(1)];
    let account = |s: usize| -> [f64; DOMAINS] { std::array::from_fn(|d| start.sides[s].channels[d].account) };
    let mut fixed = Fixed {
        start,
        weights: per_side(&|s| weights(&account(s), &both, &draw)),
        both,
        deviations: per_side(&|s| {
            std::array::from_fn(|d| deviation(draw[Parameter::SdShare], &start.sides[s].channels[d].changes))
        }),
        energy_deviation: deviation(draw[Parameter::SdShare], &start.energy_changes),
        origin_total: [1.0; 2],
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
        alignment: level.mean[0] + level.factor[0] * y[0],
        own_level: level.mean[1] + level.factor[1] * y[0] + level.factor[2] * y[1],
    };
    let first = derive(&fixed, &state, &effects(&[], 1), 0);
    fixed.origin_total = first.e.map(|side| side.iter().filter(|e| !e.is_nan()).sum());
    let origin = derive(&fixed, &state, &effects(&[], 1), 0);
    let (origin_p, origin_a) = (state.power.p, state.alignment);
    state.concession = origin.c.unwrap_or(if origin.unknown { f64::NAN } else { 0.0 });
    let mut regime = Regime::Loose;
    let (mut no_alliance, mut no_rift) = (1.0_f64, 1.0_f64);
    let (mut junior_years, mut locked_years) = (0_usize, start.locked_years);
    let (mut junior, mut locked) = (false, false);
    for (k, year) in out.iter_mut().enumerate() {
        let ahead = k + 1;
        let now = effects(&plan.interventions, ahead);
        advance(&fixed, &mut state, &now, &mut normal);
        let derived = derive(&fixed, &state, &now, ahead);
        let conceded = derived.c.unwrap_or(if derived.unknown { f64::NAN } else { 0.0 });
        state.deficit = status::step(
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
        let target = alignment::target(state.own_level, &pull, &fixed.draw) + affinity;
        state.alignment = alignment::step(state.alignment, target, &fixed.draw, normal());
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
            odds.map(|odds| hazard(event, odds, start.hazards.kept, &moved, &fixed.draw))
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
fn standard_uniform(z: f64) -> f64 {
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
fn advance(
    fixed: &Fixed<'_>,
    state: &mut State,
    now: &super::interventions::Effects,
    normal: &mut impl FnMut() -> f64,
) {
    let (start, draw) = (fixed.start, &fixed.draw);
    state.past.rotate_left(1);
    state.past[SPEED_YEARS - 1] = state.power.p;
    let noise = [normal(), normal()];
    state.power = power::step(state.power, draw, noise);
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
                hedge: if alternatives.is_nan() { 0.0 } else { alternatives * now.hedge[side] },
                extra: 0.0,
            };
            let sd = fixed.deviations[side][d];
            state.shares[side][d] = path_of::step(state.shares[side][d], &push, draw, sd, noise);
        }
        state.installed[side] =
            path_of::installed(state.installed[side], state.shares[side][Domain::Technology as usize]);
    }
    let noise = normal();
    let push = Push { extra: now.energy, ..Push::default() };
    state.energy = path_of::step(state.energy, &push, draw, fixed.energy_deviation, noise);
    let trended = state.arms * draw[Parameter::ArmsTrend].exp();
    state.arms = if trended > 1.0 { 1.0 } else { trended };
    state.log_threat += draw[Parameter::SdThreat] * normal();
}

/// What follows from the state: dependence, usefulness, threat, bargain.
fn derive(fixed: &Fixed<'_>, state: &State, now: &super::interventions::Effects, ahead: usize) -> Derived {
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
                effective_of[d] = effective(weights[d], state.shares[side][d], draw[domain.sigma()], alternatives);
            }
        }
    }
    let total =
        e.map(|side| if fixed.both.contains(&true) { side.iter().filter(|e| !e.is_nan()).sum() } else { f64::NAN });
    let l: f64 = total[0] - total[1];
    let u = usefulness::usefulness(
        state.arms * now.arms,
        state.energy,
        draw[Parameter::DiplomaticValue] * now.diplomacy,
        draw,
    );
    let [capability, weaker, stronger] = start.threat;
    let t = threat::threat(capability, weaker, stronger, now.wedge) * now.threat * state.log_threat.exp();
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
    let c = if unknown { None } else { bargain(&table, draw[Parameter::CMax]) };
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

#[cfg(test)]
mod tests {
    use super::super::interventions::Kind;
    use super::super::start::{Channel, example};
    use super::*;

    fn medians(start: &Start, interventions: Vec<Intervention>) -> (f64, f64, f64) {
        let priors = Priors::built_in().unwrap();
        let plan = Plan { interventions, ..Plan::new(6, 600, 11) };
        let found = run(start, &priors, &plan).unwrap();
        let mean = |of: &dyn Fn(&Year) -> f64| found.at(6).map(of).sum::<f64>() / found.draws() as f64;
        (mean(&|y| y.l), mean(&|y| y.a), mean(&|y| y.rift))
    }

    #[test]
    fn the_number_of_threads_does_not_matter() {
        let (start, priors, plan) = (example(), Priors::built_in().unwrap(), Plan::new(8, 300, 5));
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| run(&start, &priors, &plan).unwrap())
        };
        let (one, three) = (on(1), on(3));
        assert!(one.paths.iter().zip(&three.paths).all(|(a, b)| format!("{a:?}") == format!("{b:?}")));
    }

    #[test]
    fn asymmetry_stays_within_one() {
        let mut start = example();
        start.sides[0].channels.iter_mut().for_each(|c| (c.share, c.alternatives) = (1.0, 0.0));
        start.sides[1].channels.iter_mut().for_each(|c| (c.share, c.alternatives) = (0.0, 1.0));
        let found = run(&start, &Priors::built_in().unwrap(), &Plan::new(10, 300, 3)).unwrap();
        assert!((1..=10).all(|k| found.at(k).all(|y| (-1.0..=1.0).contains(&y.l))));
        assert!(found.at(1).all(|y| y.l > 0.9));
    }

    #[test]
    fn swapped_sides_turn_the_asymmetry_round() {
        let start = example();
        let mut swapped = start.clone();
        swapped.sides.swap(0, 1);
        let (there, back) = (medians(&start, vec![]).0, medians(&swapped, vec![]).0);
        // The same draws, but noise falls on the other side: equal in the mean.
        assert!((there + back).abs() < 0.02, "{there} {back}");
    }

    #[test]
    fn interventions_move_what_they_say() {
        let start = example();
        let one = |kind, side| vec![Intervention { kind, side, from: 1, to: None, size: 1.0 }];
        let base = medians(&start, vec![]);
        assert!(medians(&start, one(Kind::SanctionsImposed, 0)).0 > base.0, "fewer alternatives (M2)");
        assert!(medians(&start, one(Kind::Wedge, 0)).1 < base.1, "less alignment (M6)");
        assert!(medians(&start, one(Kind::CoordinatedCrisis, 0)).1 > base.1, "more threat (M5)");
        assert!(medians(&start, one(Kind::LeaderLeaves, 0)).2 > base.2, "a reset (M12)");
        assert!(medians(&start, one(Kind::ArmsSelfSufficiency, 1)).1 < base.1, "less useful (M7)");
        let mut sanctioned = start.clone();
        sanctioned.sides[0].sanctioned = 1.0;
        let base = medians(&sanctioned, vec![]);
        assert!(medians(&sanctioned, one(Kind::WestReopens, 0)).0 < base.0, "alternatives again (F17)");
    }

    #[test]
    fn what_is_unknown_spreads_and_is_never_zero() {
        let mut start = example();
        start.sides[0].channels = std::array::from_fn(|_| Channel::UNKNOWN);
        let found = run(&start, &Priors::built_in().unwrap(), &Plan::new(5, 50, 2)).unwrap();
        assert!(!found.has_asymmetry && !found.has_technology);
        // With losses alone leverage has no path: the bargain is unknown too.
        for year in found.at(5) {
            assert!(year.l.is_nan() && year.c.is_nan() && year.e[0][0].is_nan());
            assert!(year.rift.is_finite() && year.a.is_finite() && year.p.is_finite());
        }
        start.hazards = super::super::regime::Hazards::constant([None; 5]);
        let found = run(&start, &Priors::built_in().unwrap(), &Plan::new(5, 50, 2)).unwrap();
        assert!(found.at(5).all(|y| y.rift.is_nan() && y.alliance.is_nan()));
        assert!(run(&start, &Priors::built_in().unwrap(), &Plan::new(0, 5, 1)).is_err());
    }

    #[test]
    fn chances_follow_the_normal_distribution() {
        for (z, p) in [(0.0, 0.5), (-1.959_964, 0.025), (1.0, 0.841_344_746)] {
            assert!((standard_uniform(z) - p).abs() < 1e-6);
        }
    }
}
