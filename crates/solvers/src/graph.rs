//! Weighted graphs of nodes 0 to n - 1: centrality and communities.

use crate::certificate::{Certificate, NotConverged, Stop};

/// A link between two nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Its weight, at least 0.
    pub weight: f64,
}

/// Iterations allowed to [`page_rank`].
const ITERATIONS: usize = 1000;

/// PageRank (Brin and Page 1998), with weights: the share of time that a walk spends at each node which
/// follows links by weight with probability `damping` and jumps to any node otherwise. A node without
/// outgoing links jumps always. Shares sum to 1. Links that are not between two of the nodes are left
/// out. The certificate's residual is the last change, summed over nodes.
///
/// ```
/// use suzerain_solvers::graph::{Link, page_rank};
/// // Two nodes that point at each other are alike.
/// let links = [Link { from: 0, to: 1, weight: 3.0 }, Link { from: 1, to: 0, weight: 1.0 }];
/// let (shares, _) = page_rank(2, &links, 0.85, 1e-14).unwrap();
/// assert!((shares[0] - 0.5).abs() < 1e-14);
/// ```
///
/// # Errors
/// [`NotConverged`] if the change does not fall to `tolerance`, or a weight is negative or not finite.
pub fn page_rank(
    nodes: usize,
    links: &[Link],
    damping: f64,
    tolerance: f64,
) -> Result<(Vec<f64>, Certificate), NotConverged> {
    let mut certificate =
        Certificate { residual: f64::NAN, iterations: 0, identities: Vec::new(), stop: Stop::IterationLimit };
    if links.iter().any(|l| !(l.weight.is_finite() && l.weight >= 0.0)) {
        certificate.stop = Stop::NotFinite;
        return Err(NotConverged(certificate));
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of nodes")]
    let n = nodes as f64;
    let valid = |l: &&Link| l.from < nodes && l.to < nodes && l.weight > 0.0;
    let mut outgoing = vec![0.0; nodes];
    links.iter().filter(valid).for_each(|l| outgoing[l.from] += l.weight);
    let mut shares = vec![1.0 / n; nodes];
    while certificate.iterations < ITERATIONS && certificate.stop != Stop::Converged {
        let idle: f64 = shares.iter().zip(&outgoing).filter(|(_, o)| **o == 0.0).map(|(s, _)| s).sum();
        let mut next = vec![(1.0 - damping + damping * idle) / n; nodes];
        for l in links.iter().filter(valid) {
            next[l.to] += damping * shares[l.from] * l.weight / outgoing[l.from];
        }
        certificate.residual = next.iter().zip(&shares).map(|(a, b)| (a - b).abs()).sum();
        certificate.iterations += 1;
        shares = next;
        if certificate.residual <= tolerance {
            certificate.stop = Stop::Converged;
        }
    }
    let gap = (shares.iter().sum::<f64>() - 1.0).abs();
    Ok((shares, certificate.with_identity("shares_sum_to_one", gap).converged()?))
}

/// Communities by greedy modularity (Clauset, Newman and Moore 2004): every node begins alone, and the
/// two communities whose union raises modularity most are joined until none does. Links count in
/// both directions. Of equal gains the one between the lowest numbers is taken. Returns the
/// community of each node, numbered in the order of their first nodes.
#[must_use]
pub fn communities(nodes: usize, links: &[Link]) -> Vec<usize> {
    // Shares of the weight of all links between and at communities.
    let mut between = vec![vec![0.0; nodes]; nodes];
    let mut total = 0.0;
    for l in links.iter().filter(|l| l.from < nodes && l.to < nodes && l.from != l.to && l.weight > 0.0) {
        between[l.from][l.to] += l.weight;
        between[l.to][l.from] += l.weight;
        total += 2.0 * l.weight;
    }
    let mut member: Vec<usize> = (0..nodes).collect();
    if total > 0.0 {
        between.iter_mut().flatten().for_each(|w| *w /= total);
        let mut at: Vec<f64> = between.iter().map(|row| row.iter().sum()).collect();
        let mut alive: Vec<usize> = (0..nodes).collect();
        loop {
            let mut best = (1e-15, 0, 0);
            for (i, &a) in alive.iter().enumerate() {
                for &b in &alive[i + 1..] {
                    let gain = 2.0 * (between[a][b] - at[a] * at[b]);
                    if gain > best.0 {
                        best = (gain, a, b);
                    }
                }
            }
            let (_, a, b) = best;
            if a == b {
                break;
            }
            for &c in &alive {
                if c != a && c != b {
                    between[a][c] += between[b][c];
                    between[c][a] = between[a][c];
                }
            }
            at[a] += at[b];
            alive.retain(|c| *c != b);
            member.iter_mut().filter(|m| **m == b).for_each(|m| *m = a);
        }
    }
    let mut order = Vec::new();
    member
        .into_iter()
        .map(|m| {
            order.iter().position(|o| *o == m).unwrap_or_else(|| {
                order.push(m);
                order.len() - 1
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(pairs: &[(usize, usize)]) -> Vec<Link> {
        pairs.iter().map(|(from, to)| Link { from: *from, to: *to, weight: 1.0 }).collect()
    }

    #[test]
    fn page_rank_of_three_nodes_solves_its_equations() {
        // 0 and 1 link to 2, which links to 0.
        let (p, certificate) = page_rank(3, &links(&[(0, 2), (1, 2), (2, 0)]), 0.85, 1e-13).unwrap();
        let base = 0.05;
        let two = (base + 0.85 * base + 0.85 * base) / (1.0 - 0.85 * 0.85);
        for (got, want) in p.iter().zip([base + 0.85 * two, base, two]) {
            assert!((got - want).abs() < 1e-12, "{p:?}");
        }
        assert!(certificate.identities[0].gap < 1e-12);
        let (idle, _) = page_rank(2, &links(&[(0, 1)]), 0.85, 1e-13).unwrap();
        assert!((idle.iter().sum::<f64>() - 1.0).abs() < 1e-12 && idle[1] > idle[0]);
    }

    #[test]
    fn a_chain_with_an_end_worked_by_hand() {
        // 0 -> 1, and 1 has no way out. r0 = (1 - d + d r1) / 2, r1 = r0 (1 + d), so r0 = 1 / (2 + d).
        let (rank, certificate) = page_rank(2, &[Link { from: 0, to: 1, weight: 7.0 }], 0.85, 1e-15).unwrap();
        assert!((rank[0] - 1.0 / 2.85).abs() < 1e-14, "{rank:?}");
        assert!(certificate.iterations < 60 && certificate.identities[0].gap < 1e-13);
    }

    #[test]
    fn a_weight_that_is_no_number_is_an_error() {
        let link = Link { from: 0, to: 1, weight: f64::NAN };
        assert_eq!(page_rank(2, &[link], 0.85, 1e-12).unwrap_err().0.stop, Stop::NotFinite);
    }

    #[test]
    fn two_cliques_with_one_bridge_are_two_communities() {
        let pairs = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)];
        assert_eq!(communities(6, &links(&pairs)), [0, 0, 0, 1, 1, 1]);
        assert_eq!(communities(3, &[]), [0, 1, 2]);
    }
}
