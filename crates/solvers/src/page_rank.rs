//! PageRank of a weighted directed graph by power iteration.

use crate::certificate::{Certificate, NotConverged, Stop};

/// Iterations allowed.
const LIMIT: usize = 1000;

/// A link: from, to, weight above 0.
pub type Link = (usize, usize, f64);

/// PageRank of `n` nodes: the probability of finding there a walker who follows an outgoing link with
/// probability `damping`, chosen by weight, and otherwise jumps to any node; from a node without outgoing links
/// it always jumps. Sums to 1. The certificate's residual is the last change, summed over nodes.
///
/// Brin and Page (1998), with weights.
///
/// ```
/// // Two nodes that point at each other are alike.
/// let (rank, _) = suzerain_solvers::page_rank::page_rank(2, &[(0, 1, 3.0), (1, 0, 1.0)], 0.85, 1e-14).unwrap();
/// assert!((rank[0] - 0.5).abs() < 1e-14);
/// ```
///
/// # Errors
/// [`NotConverged`] if the change does not fall to `tolerance`, or a weight is negative or not finite.
///
/// # Panics
/// Never for links between nodes below `n`.
pub fn page_rank(
    n: usize,
    links: &[Link],
    damping: f64,
    tolerance: f64,
) -> Result<(Vec<f64>, Certificate), NotConverged> {
    let mut out = vec![0.0; n];
    for (from, _, weight) in links {
        out[*from] += weight;
    }
    let uniform = 1.0 / n.max(1) as f64;
    let mut rank = vec![uniform; n];
    let mut certificate =
        Certificate { residual: f64::NAN, iterations: 0, identities: vec![], stop: Stop::IterationLimit };
    if links.iter().any(|(_, _, weight)| !(weight.is_finite() && *weight >= 0.0)) {
        certificate.stop = Stop::NotFinite;
        return Err(NotConverged(certificate));
    }
    while certificate.iterations < LIMIT {
        certificate.iterations += 1;
        let loose: f64 = rank.iter().zip(&out).filter(|(_, o)| **o <= 0.0).map(|(r, _)| r).sum();
        let mut next = vec![(1.0 - damping + damping * loose) * uniform; n];
        for (from, to, weight) in links {
            if out[*from] > 0.0 {
                next[*to] += damping * rank[*from] * weight / out[*from];
            }
        }
        certificate.residual = rank.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        rank = next;
        if !certificate.residual.is_finite() {
            certificate.stop = Stop::NotFinite;
            break;
        }
        if certificate.residual <= tolerance {
            certificate.stop = Stop::Converged;
            break;
        }
    }
    let gap = (rank.iter().sum::<f64>() - 1.0).abs();
    Ok((rank, certificate.with_identity("sums_to_one", gap).converged()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_with_an_end_worked_by_hand() {
        // 0 -> 1, and 1 has no way out. r0 = (1 - d + d r1) / 2, r1 = r0 (1 + d), so r0 = 1 / (2 + d).
        let (rank, certificate) = page_rank(2, &[(0, 1, 7.0)], 0.85, 1e-15).unwrap();
        assert!((rank[0] - 1.0 / 2.85).abs() < 1e-14, "{rank:?}");
        assert!(certificate.iterations < 60 && certificate.identities[0].gap < 1e-13);
    }

    #[test]
    fn a_weight_that_is_no_number_is_an_error() {
        assert_eq!(page_rank(2, &[(0, 1, f64::NAN)], 0.85, 1e-12).unwrap_err().0.stop, Stop::NotFinite);
    }
}
