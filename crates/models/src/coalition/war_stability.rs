//! War stability of an alliance graph, with and without trade (Jackson and Nei 2015, PNAS 112:50).
//!
//! States have strengths `M_i > 0`; allies are those bound by consultation or more. State `i` is
//! *vulnerable* if some leader `j` and a set `C` of `j` and allies of `j`, without `i`, are strong enough:
//! `M(C) >= gamma M(D)`, where `D` is `i` with those of its allies that are not in `C`, and `gamma` is
//! the advantage of defence. Allies of both that could join the attack take their strength from the
//! defence, so the strongest attack of a leader is the one of all who are willing.
//!
//! *War-stable*: nobody is vulnerable; no two states without an alliance could, by allying, attack
//! somebody together; every alliance is needed, both its members being vulnerable without it. Jackson
//! and Nei prove that no graph with an alliance is war-stable.
//!
//! **With trade**, a state attacks only if what it takes outweighs the trade it loses with the victim. The
//! spoils of an attacker are taken as a share of the victim's product as if it had them alone, and the
//! loss as a share of its trade with the victim, so only the ratio `rho` of the two shares matters: `k` is
//! willing to attack `i` if its trade with `i` is at most `rho` times the product of `i`. Since spoils are
//! divided in fact, this finds too many attackers rather than too few. For each state the least `rho` at
//! which it is vulnerable is reported: none if it is not vulnerable even to attackers who care for no
//! trade at all.
//!
//! The definitions follow the published article as recalled in secondary accounts; see the page.
//!
//! ```
//! use suzerain_models::coalition::war_stability::Alliances;
//! // Strengths 3, 2 and 2 without alliances: each weaker state falls to the strongest.
//! let alone = Alliances::new(vec![3.0, 2.0, 2.0], &[]).unwrap();
//! assert_eq!(alone.vulnerable(1.0), [false, true, true]);
//! // Once the two are allied, the third state falls to them, and they to nobody, if defence has an advantage;
//! // without one, each could fall to its equal and ally.
//! let allied = Alliances::new(vec![3.0, 2.0, 2.0], &[(1, 2)]).unwrap();
//! assert_eq!(allied.vulnerable(1.1), [true, false, false]);
//! assert_eq!(allied.vulnerable(1.0), [true, true, true]);
//! ```

use rayon::prelude::*;

/// Why there is no graph.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum WarStabilityError {
    /// A strength is not a positive number.
    #[error("state {0} has strength {1}; strengths are positive numbers")]
    Strength(usize, f64),
    /// An alliance names a state there is not, or one with itself.
    #[error("an alliance of {0} and {1}, which are not two of the states")]
    NotAPair(usize, usize),
}

/// States with strengths and the alliances between them.
#[derive(Clone, Debug)]
pub struct Alliances {
    strength: Vec<f64>,
    /// n x n.
    allied: Vec<bool>,
    /// The allies of each state, in order.
    allies: Vec<Vec<usize>>,
}

/// How stable a graph is at one `gamma`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stability {
    /// Which states are vulnerable.
    pub vulnerable: Vec<bool>,
    /// Pairs whose new alliance would make somebody vulnerable to the two together who is not now.
    pub tempting: Vec<(usize, usize)>,
    /// Alliances without which one of the members would still not be vulnerable.
    pub idle: Vec<(usize, usize)>,
}

impl Stability {
    /// Whether the graph is war-stable.
    #[must_use]
    pub fn war_stable(&self) -> bool {
        !self.vulnerable.contains(&true) && self.tempting.is_empty() && self.idle.is_empty()
    }
}

impl Alliances {
    /// A graph of states 0 to n - 1; a pair may be given more than once.
    ///
    /// # Errors
    /// [`WarStabilityError`] for impossible strengths and pairs.
    pub fn new(strength: Vec<f64>, pairs: &[(usize, usize)]) -> Result<Self, WarStabilityError> {
        let n = strength.len();
        if let Some(i) = (0..n).find(|i| !(strength[*i].is_finite() && strength[*i] > 0.0)) {
            return Err(WarStabilityError::Strength(i, strength[i]));
        }
        let mut allied = vec![false; n * n];
        for (i, j) in pairs {
            if *i >= n || *j >= n || i == j {
                return Err(WarStabilityError::NotAPair(*i, *j));
            }
            allied[i * n + j] = true;
            allied[j * n + i] = true;
        }
        let allies = (0..n).map(|i| (0..n).filter(|j| allied[i * n + j]).collect()).collect();
        Ok(Self { strength, allied, allies })
    }

    /// States.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.strength.len()
    }

    /// Whether there are no states.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.strength.is_empty()
    }

    /// The allies of a state, in order.
    #[must_use]
    pub fn allies(&self, state: usize) -> &[usize] {
        &self.allies[state]
    }

    /// Alliances a state on average: twice the pairs over the states, as the article counts them.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a few hundred states")]
    pub fn per_state(&self) -> Option<f64> {
        let ends: usize = self.allies.iter().map(Vec::len).sum();
        (!self.is_empty()).then(|| ends as f64 / self.len() as f64)
    }

    /// Which states are vulnerable to attackers who care for no trade.
    #[must_use]
    pub fn vulnerable(&self, gamma: f64) -> Vec<bool> {
        (0..self.len()).map(|i| self.falls(i, gamma)).collect()
    }

    /// The three conditions of war stability.
    #[must_use]
    pub fn stability(&self, gamma: f64) -> Stability {
        let n = self.len();
        let pairs: Vec<(usize, usize)> = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect();
        let (old, new): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(i, j)| self.allied[i * n + j]);
        let tempting = new.into_par_iter().filter(|pair| self.tempts(*pair, gamma)).collect();
        let idle = old
            .into_par_iter()
            .filter(|(i, j)| {
                let without = self.toggled(*i, *j);
                !(without.falls(*i, gamma) && without.falls(*j, gamma))
            })
            .collect();
        Stability { vulnerable: self.vulnerable(gamma), tempting, idle }
    }

    /// The least ratio `rho` of spoils to gains from trade at which each state is vulnerable: see the
    /// module page. `trade_over_product(k, i)` is the trade of `k` with `i` over the product of `i`.
    #[must_use]
    pub fn least_ratio(&self, gamma: f64, trade_over_product: impl Fn(usize, usize) -> f64 + Sync) -> Vec<Option<f64>> {
        let n = self.len();
        (0..n)
            .into_par_iter()
            .map(|i| {
                let mut least: Option<f64> = None;
                for leader in (0..n).filter(|j| *j != i) {
                    // The leader must be willing; the others join in the order of what they would lose.
                    let own = trade_over_product(leader, i);
                    let mut others: Vec<(f64, usize)> = self.allies[leader]
                        .iter()
                        .filter(|k| **k != i)
                        .map(|k| (trade_over_product(*k, i).max(own), *k))
                        .collect();
                    others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                    let mut attack = self.strength[leader];
                    let mut defence = self.strength[i]
                        + self.allies[i].iter().filter(|k| **k != leader).map(|k| self.strength[*k]).sum::<f64>();
                    let mut ratio = own;
                    let mut next = others.into_iter();
                    loop {
                        if attack >= gamma * defence {
                            least = Some(least.map_or(ratio, |l: f64| l.min(ratio)));
                            break;
                        }
                        let Some((loss, k)) = next.next() else { break };
                        ratio = loss;
                        attack += self.strength[k];
                        if self.allied[i * n + k] {
                            defence -= self.strength[k];
                        }
                    }
                }
                least
            })
            .collect()
    }

    /// Whether some leader with all its allies defeats state `i`.
    fn falls(&self, i: usize, gamma: f64) -> bool {
        (0..self.len()).any(|leader| leader != i && self.defeats(leader, None, i, gamma))
    }

    /// Whether `leader` with all its allies (and `also`, as if allied) defeats state `i`.
    fn defeats(&self, leader: usize, also: Option<usize>, i: usize, gamma: f64) -> bool {
        let n = self.len();
        let joins = |k: usize| k == leader || self.allied[leader * n + k] || also == Some(k);
        let mut attack = self.strength[leader] + also.map_or(0.0, |k| self.strength[k]);
        attack += self.allies[leader].iter().filter(|k| **k != i).map(|k| self.strength[*k]).sum::<f64>();
        let held = self.allies[i].iter().filter(|k| !joins(**k)).map(|k| self.strength[*k]).sum::<f64>();
        attack >= gamma * (self.strength[i] + held)
    }

    /// Whether an alliance of two states would let one, with the other beside it, defeat somebody whom it does not
    /// defeat with the allies it has.
    fn tempts(&self, (a, b): (usize, usize), gamma: f64) -> bool {
        [(a, b), (b, a)].into_iter().any(|(leader, also)| {
            (0..self.len())
                .any(|i| i != a && i != b && !self.falls(i, gamma) && self.defeats(leader, Some(also), i, gamma))
        })
    }

    /// The same graph with the alliance of a pair added or removed.
    fn toggled(&self, i: usize, j: usize) -> Self {
        let n = self.len();
        let mut other = self.clone();
        let now = !self.allied[i * n + j];
        for (a, b) in [(i, j), (j, i)] {
            other.allied[a * n + b] = now;
            other.allies[a] = (0..n).filter(|k| other.allied[a * n + k]).collect();
        }
        other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt as _;
    use suzerain_solvers::streams::stream;

    fn pairs(n: usize) -> Vec<(usize, usize)> {
        (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j))).collect()
    }

    /// By the definition, over every set of attackers.
    fn vulnerable_by_hand(strength: &[f64], edges: &[(usize, usize)], i: usize, gamma: f64) -> bool {
        let n = strength.len();
        let allied = |a: usize, b: usize| edges.contains(&(a.min(b), a.max(b)));
        (1_u32..1 << n).any(|set| {
            let holds = |k: usize| set >> k & 1 == 1;
            let led = (0..n).any(|j| holds(j) && (0..n).all(|k| !holds(k) || k == j || allied(j, k)));
            let attack: f64 = (0..n).filter(|k| holds(*k)).map(|k| strength[k]).sum();
            let defence: f64 = (0..n).filter(|k| *k == i || (allied(*k, i) && !holds(*k))).map(|k| strength[k]).sum();
            !holds(i) && led && attack >= gamma * defence
        })
    }

    #[test]
    fn vulnerability_is_that_of_the_definition_and_no_alliance_is_war_stable() {
        for (n, draws) in [(3, 20), (4, 10), (5, 3)] {
            for draw in 0..draws {
                let mut random = stream(11, draw);
                let strength: Vec<f64> = (0..n).map(|_| 0.1 + random.random::<f64>()).collect();
                let gamma = [1.0, 1.3, 2.0][usize::try_from(draw).unwrap() % 3];
                for graph in 0_u32..1 << pairs(n).len() {
                    let edges: Vec<(usize, usize)> = pairs(n)
                        .into_iter()
                        .enumerate()
                        .filter(|(at, _)| graph >> at & 1 == 1)
                        .map(|(_, p)| p)
                        .collect();
                    let alliances = Alliances::new(strength.clone(), &edges).unwrap();
                    let by_hand: Vec<bool> = (0..n).map(|i| vulnerable_by_hand(&strength, &edges, i, gamma)).collect();
                    assert_eq!(alliances.vulnerable(gamma), by_hand, "{strength:?} {edges:?}");
                    // Jackson and Nei 2015, theorem 1.
                    let stable = alliances.stability(gamma).war_stable();
                    assert!(edges.is_empty() || !stable, "{strength:?} {edges:?} at {gamma}");
                }
            }
        }
    }

    #[test]
    fn trade_with_the_victim_keeps_attackers_away() {
        // 0 alone is too weak for 2; with its ally 1 it is strong enough.
        let graph = Alliances::new(vec![2.0, 2.0, 3.0], &[(0, 1)]).unwrap();
        let trade = |k: usize, i: usize| match (k, i) {
            (0, 2) => 0.1,
            (1, 2) => 0.3,
            _ => 0.0,
        };
        // 4 against 1.2 x 3: both must be willing, hence the larger of the two shares. Against each other the
        // allies are too weak (2 against 1.2 x 2), and against both state 2 is.
        assert_eq!(graph.least_ratio(1.2, trade), [None, None, Some(0.3)]);
    }

    #[test]
    fn attackers_of_any_ratio_are_those_without_trade() {
        for draw in 0..50 {
            let mut random = stream(5, draw);
            let n = 8;
            let strength: Vec<f64> = (0..n).map(|_| 0.1 + random.random::<f64>()).collect();
            let edges: Vec<(usize, usize)> = pairs(n).into_iter().filter(|_| random.random::<f64>() < 0.3).collect();
            let trade: Vec<f64> = (0..n * n).map(|_| random.random()).collect();
            let graph = Alliances::new(strength, &edges).unwrap();
            let some: Vec<bool> = graph.least_ratio(1.2, |k, i| trade[k * n + i]).iter().map(Option::is_some).collect();
            assert_eq!(some, graph.vulnerable(1.2));
        }
    }

    #[test]
    fn what_is_no_graph_is_refused() {
        assert_eq!(Alliances::new(vec![1.0, 0.0], &[]).unwrap_err(), WarStabilityError::Strength(1, 0.0));
        assert_eq!(Alliances::new(vec![1.0, 1.0], &[(1, 1)]).unwrap_err(), WarStabilityError::NotAPair(1, 1));
        assert_eq!(Alliances::new(vec![], &[]).unwrap().per_state(), None);
    }
}
