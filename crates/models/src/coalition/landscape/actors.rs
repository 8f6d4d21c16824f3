//! How each actor stands in a configuration, and what would move it.

use super::{Landscape, TORN};
use suzerain_tables::Economy;

/// How an actor stands in a configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The actor.
    pub actor: Economy,
    /// Its side.
    pub side: bool,
    /// Its size.
    pub size: f64,
    /// Frustration where it is, in units of size.
    pub frustration: f64,
    /// Frustration it would have on the other side.
    pub frustration_if_switched: f64,
    /// `|F(stay) - F(switch)|` over `sum_j s_j |p_ij|`, 0 to 1; none for an actor without any tie.
    pub margin: Option<f64>,
    /// Whether the margin is below [`TORN`].
    pub torn: bool,
}

/// A change of one propensity.
#[derive(Clone, Debug, PartialEq)]
pub struct WedgeStep {
    /// The partner.
    pub partner: Economy,
    /// Whether the partner is on the actor's side.
    pub same_side: bool,
    /// The propensity as it is.
    pub from: f64,
    /// The propensity at which, with the other steps, the actor is indifferent.
    pub to: f64,
}

/// The smallest change that makes an actor indifferent between the sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Wedge {
    /// The actor.
    pub actor: Economy,
    /// Changes of propensities: the fewest and smallest, largest partners first. Their sum of absolute
    /// changes is the least of all sets of changes that keep every propensity within its range.
    pub steps: Vec<WedgeStep>,
    /// Sum of the absolute changes.
    pub change: f64,
    /// Who would gain by changing sides before the actor itself does, once the steps are made: the partner
    /// loses what the actor loses.
    pub sooner: Vec<Economy>,
    /// Who changes sides by steepest descent once the actor has; the actor itself if others' moves bring it back.
    pub followers: Vec<Economy>,
}

impl Landscape {
    /// How each actor stands in a configuration, in alphabetical order.
    #[must_use]
    pub fn standings(&self, sides: &[bool]) -> Vec<Standing> {
        let n = self.actors.len();
        (0..n)
            .map(|i| {
                let stay = self.frustration(i, sides, sides[i]);
                let switch = self.frustration(i, sides, !sides[i]);
                let ties: f64 = (0..n).map(|j| self.sizes[j] * self.propensity(i, j).abs()).sum();
                let margin = (ties > 0.0).then(|| ((stay - switch).abs() / ties).min(1.0));
                Standing {
                    actor: self.actors[i],
                    side: sides[i],
                    size: self.sizes[i],
                    frustration: stay,
                    frustration_if_switched: switch,
                    margin,
                    torn: margin.is_some_and(|m| m < TORN),
                }
            })
            .collect()
    }

    /// What would have to change to move actor `i` out of its side in a minimum, if every propensity
    /// stays within `range`. None if no change within the range is enough, or if it has no reason to stay.
    ///
    /// The change `delta_j` of `p_ij` takes `s_j |delta_j|` off the margin `F(switch) - F(stay)` when it
    /// lowers a propensity to a partner on the same side or raises one to a partner on the other. The
    /// least sum of `|delta_j|` that takes off the whole margin uses the largest partners first, each to
    /// the end of its range.
    #[must_use]
    pub fn wedge(&self, i: usize, sides: &[bool], range: (f64, f64)) -> Option<Wedge> {
        let n = self.actors.len();
        let mut left = self.frustration(i, sides, !sides[i]) - self.frustration(i, sides, sides[i]);
        if left <= 0.0 {
            return None;
        }
        let mut partners: Vec<usize> = (0..n).filter(|j| *j != i).collect();
        // Stable: partners of equal size stay in alphabetical order.
        partners.sort_by(|a, b| self.sizes[*b].total_cmp(&self.sizes[*a]));
        let mut steps = Vec::new();
        let mut pushed = self.propensity.clone();
        let mut change = 0.0;
        for j in partners {
            let same_side = sides[i] == sides[j];
            let from = self.propensity(i, j);
            let room = if same_side { from - range.0 } else { range.1 - from };
            let delta = room.min(left / self.sizes[j]);
            if delta <= 0.0 {
                continue;
            }
            let signed = if same_side { -delta } else { delta };
            steps.push(WedgeStep { partner: self.actors[j], same_side, from, to: from + signed });
            for at in [i * n + j, j * n + i] {
                pushed[at] = from + signed;
            }
            change += delta;
            let enough = delta >= left / self.sizes[j];
            left -= delta * self.sizes[j];
            if enough {
                let (sooner, followers) = self.aftermath((i, j), sides, pushed);
                return Some(Wedge { actor: self.actors[i], steps, change, sooner, followers });
            }
        }
        None
    }

    /// Who gains by moving before actor `i` under changed propensities, and who follows it; `j` is the partner of the
    /// last change.
    fn aftermath(&self, (i, j): (usize, usize), sides: &[bool], propensity: Vec<f64>) -> (Vec<Economy>, Vec<Economy>) {
        // With every propensity at zero nobody has a reason to move.
        let Ok(mut after) = Self::of_parts(self.actors.clone(), self.sizes.clone(), propensity) else {
            return (Vec::new(), Vec::new());
        };
        // Rounded to quanta the actor is indifferent up to a few of them, which would move it back.
        let (n, left) = (sides.len(), after.rise_in_quanta(i, sides));
        for at in [i * n + j, j * n + i] {
            after.weight[at] -= if sides[i] == sides[j] { left } else { -left };
        }
        let rise = |k: usize| after.rise_in_quanta(k, sides);
        let sooner =
            (0..sides.len()).filter(|k| *k != i && rise(*k) < rise(i).min(0.0)).map(|k| self.actors[k]).collect();
        let mut moved = sides.to_vec();
        moved[i] = !moved[i];
        let followers = after.descend(&moved).1.into_iter().map(|k| self.actors[k]).collect();
        (sooner, followers)
    }
}
