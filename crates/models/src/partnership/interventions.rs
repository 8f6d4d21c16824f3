//! Interventions: what a scenario changes, for whom, from when to when, and how strongly.
//!
//! Sizes run from 0 to 1. The effects are assumptions of the scenario, written out here and in
//! `docs/scenarios.md`; nothing in them is estimated.

use serde::{Deserialize, Serialize};

/// Kinds of intervention, by the mechanism they stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The sanctioning states sanction the target (M2).
    SanctionsImposed,
    /// They lift what sanctions there are.
    SanctionsLifted,
    /// They restore ties with the target (F17): sanctions end, security alternatives open, hedging doubles.
    WestReopens,
    /// A third party accommodates one of the two (M6): the threat is no longer common.
    Wedge,
    /// The stronger side learns to make the arms it bought (M7), over five years.
    ArmsSelfSufficiency,
    /// The stronger side is decoupled from the United States (M16): it is sanctioned, needs overland energy, and feels
    /// the threat more.
    UsDecoupling,
    /// A leader of the target leaves (M12): what locked cooperation in lapses, grievances with it.
    LeaderLeaves,
    /// The target loses a war (M18): power, arms and standing fall, a grievance is left.
    WarLost,
    /// A crisis in two theatres at once (tail): both are sanctioned and the threat doubles. Never scored as likely.
    CoordinatedCrisis,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::SanctionsImposed,
        Self::SanctionsLifted,
        Self::WestReopens,
        Self::Wedge,
        Self::ArmsSelfSufficiency,
        Self::UsDecoupling,
        Self::LeaderLeaves,
        Self::WarLost,
        Self::CoordinatedCrisis,
    ];

    /// Whether it needs to be told whom it befalls.
    #[must_use]
    pub const fn needs_target(self) -> bool {
        matches!(
            self,
            Self::SanctionsImposed | Self::SanctionsLifted | Self::WestReopens | Self::LeaderLeaves | Self::WarLost
        )
    }
}

/// One intervention.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intervention {
    /// What happens.
    pub kind: Kind,
    /// To R (0) or C (1); for kinds without a target to either.
    pub side: usize,
    /// First year it is in force, years after the origin, from 1.
    pub from: usize,
    /// Last year; it stays if none.
    pub to: Option<usize>,
    /// How strongly, 0 to 1.
    pub size: f64,
}

/// What holds in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effects {
    /// How far either side is sanctioned, where a scenario says.
    pub sanctioned: [Option<f64>; 2],
    /// Wedge, 0 to 1.
    pub wedge: f64,
    /// Factor on the threat.
    pub threat: f64,
    /// Factor on arms delivered and on the weight of arms for the stronger.
    pub arms: f64,
    /// Factor on diplomatic value.
    pub diplomacy: f64,
    /// Shift of p that begins this year.
    pub power: f64,
    /// Shift of Q that begins this year.
    pub deficit: f64,
    /// Factor on Q this year.
    pub deficit_kept: f64,
    /// Factor on the affinity of regimes.
    pub affinity: f64,
    /// Added to the weaker side's security alternatives.
    pub outside_weaker: f64,
    /// Factor on hedging of either side.
    pub hedge: [f64; 2],
    /// Push on the stronger side's energy from the weaker, log odds this year.
    pub energy: f64,
    /// 1 in the three years after a change of leader.
    pub leader: f64,
}

impl Effects {
    /// Nothing happens.
    pub const NONE: Self = Self {
        sanctioned: [None; 2],
        wedge: 0.0,
        threat: 1.0,
        arms: 1.0,
        diplomacy: 1.0,
        power: 0.0,
        deficit: 0.0,
        deficit_kept: 1.0,
        affinity: 1.0,
        outside_weaker: 0.0,
        hedge: [1.0; 2],
        energy: 0.0,
        leader: 0.0,
    };
}

/// Years over which self-sufficiency is reached.
const LEARNING_YEARS: usize = 5;
/// Years in which a change of leader counts.
const LEADER_YEARS: usize = 3;

/// What holds `ahead` years after the origin.
#[must_use]
pub fn effects(interventions: &[Intervention], ahead: usize) -> Effects {
    let mut out = Effects::NONE;
    let on = |i: &&Intervention| i.from <= ahead && i.to.is_none_or(|to| ahead <= to);
    for i in interventions.iter().filter(on) {
        let (size, first) = (i.size, ahead == i.from);
        let sign = if i.side == 0 { -1.0 } else { 1.0 };
        match i.kind {
            Kind::SanctionsImposed => out.sanctioned[i.side] = Some(size),
            Kind::SanctionsLifted => out.sanctioned[i.side] = Some(1.0 - size),
            Kind::WestReopens => {
                out.sanctioned[i.side] = Some(1.0 - size);
                out.hedge[i.side] *= 1.0 + size;
                if i.side == 0 {
                    out.outside_weaker += 0.2 * size;
                }
            }
            Kind::Wedge => out.wedge = f64::max(out.wedge, size),
            Kind::ArmsSelfSufficiency => {
                let years = (ahead - i.from + 1).min(LEARNING_YEARS);
                out.arms *= 1.0 - size * years as f64 / LEARNING_YEARS as f64;
            }
            Kind::UsDecoupling => {
                out.sanctioned[1] = Some(size);
                out.energy += 0.1 * size;
                out.threat *= 1.0 + 0.5 * size;
            }
            Kind::LeaderLeaves => {
                out.affinity *= 1.0 - size;
                if first && i.side == 0 {
                    out.deficit_kept *= 1.0 - size;
                }
                if ahead < i.from + LEADER_YEARS {
                    out.leader = 1.0;
                }
            }
            Kind::WarLost => {
                out.diplomacy *= if i.side == 0 { 1.0 - 0.5 * size } else { 1.0 };
                out.arms *= if i.side == 0 { 1.0 - 0.5 * size } else { 1.0 };
                if first {
                    out.power += sign * 0.2 * size;
                    out.deficit += if i.side == 0 { 0.5 * size } else { 0.0 };
                }
            }
            Kind::CoordinatedCrisis => {
                out.sanctioned = [Some(size); 2];
                out.threat *= 1.0 + size;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_begin_and_end_with_their_dates() {
        let one = |kind, side, from, to| Intervention { kind, side, from, to, size: 1.0 };
        let all = [
            one(Kind::SanctionsImposed, 0, 2, Some(4)),
            one(Kind::ArmsSelfSufficiency, 1, 1, None),
            one(Kind::WarLost, 0, 3, None),
        ];
        assert_eq!(effects(&all, 1).sanctioned, [None; 2]);
        assert_eq!(effects(&all, 2).sanctioned, [Some(1.0), None]);
        assert_eq!(effects(&all, 5).sanctioned, [None; 2]);
        assert!((effects(&all, 1).arms - 0.8).abs() < 1e-12);
        assert!(effects(&all, 9).arms.abs() < 1e-12);
        assert!((effects(&all, 3).power + 0.2).abs() < 1e-12 && effects(&all, 4).power == 0.0);
        assert_eq!(effects(&[], 3), Effects::NONE);
    }
}
