//! Status deficit: how much lower a state ranks in recognition than in capability.
//!
//! deficit = rank of status - rank of capability, rank 1 the highest, over the states that have both:
//! above 0 a state is less recognised than its capability would have it (Renshon 2016). Status is
//! the PageRank centrality (damping .85) in the graph of diplomatic missions, in which a mission of j at
//! i, of any level, is a link from j to i: a mission counts more if it comes from a state that
//! receives many. Capability is CINC. Equal values share the mean of their ranks.
//!
//! Once in the world, and once among the members of the state's community, as greedy modularity
//! (Clauset, Newman and Moore 2004) finds communities in the same graph, links counted in both
//! directions.

use crate::definition::{Definition, Reading};
use suzerain_solvers::certificate::NotConverged;
use suzerain_solvers::graph::{Link, communities, page_rank};
use suzerain_tables::figure::{Domain, Figure, Flag, Input, Role, Rows, SourceRef, Status, Subject, Unit};
use suzerain_tables::{Economy, Observation, Year, YearRange};

const fn definition(id: &'static str, title: &'static str, formula: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "ranks, any sign; above 0 is less recognition than capability",
        direction: "a figure of one state",
        reading: Reading::Neither,
        edge_cases: "missing without diplomatic-exchange data of that year, and for states without either rank",
        source: "Renshon 2016, Status Deficits and War; PageRank: Brin and Page 1998; communities: Clauset, Newman and Moore 2004",
        page: "docs/methods/status.md",
    }
}

/// In the world.
pub const WORLD: Definition = definition(
    "status_deficit",
    "Status deficit in the world",
    "rank of recognition (PageRank of diplomatic missions) - rank of capability (CINC)",
);
/// Among the members of the state's community.
pub const COMMUNITY: Definition = definition(
    "status_deficit_community",
    "Status deficit in the community",
    "the same ranks among the states of its community",
);

/// The share of links that a walk follows.
pub const DAMPING: f64 = 0.85;

/// A state with what its ranks are made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The state.
    pub economy: Economy,
    /// Capability, as a share of the system.
    pub capability: f64,
}

/// Ranks from 1 for the largest; equal values share the mean of their places.
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let count = |test: &dyn Fn(&f64) -> bool| {
        #[expect(clippy::cast_precision_loss, reason = "counts of states")]
        let n = values.iter().filter(|v| test(v)).count() as f64;
        n
    };
    values.iter().map(|v| count(&|o| o > v) + f64::midpoint(count(&|o| (o - v).abs() <= 0.0), 1.0)).collect()
}

/// Both deficits of every state of `standings` that sends or receives a mission. `missions` are (from,
/// at) of one year; `sources` those of the missions and of the capabilities.
///
/// # Errors
/// [`NotConverged`] if the centrality does not converge, which does not occur.
pub fn deficits(
    year: Year,
    standings: &[Standing],
    missions: &[(Economy, Economy)],
    sources: &[SourceRef; 2],
) -> Result<Vec<[Figure; 2]>, NotConverged> {
    let within: Vec<&Standing> =
        standings.iter().filter(|s| missions.iter().any(|(from, at)| [*from, *at].contains(&s.economy))).collect();
    let place = |e: Economy| within.iter().position(|s| s.economy == e);
    let links: Vec<Link> = missions
        .iter()
        .filter_map(|(from, at)| Some(Link { from: place(*from)?, to: place(*at)?, weight: 1.0 }))
        .filter(|l| l.from != l.to)
        .collect();
    if within.is_empty() {
        return Ok(Vec::new());
    }
    let (centrality, _) = page_rank(within.len(), &links, DAMPING, 1e-13)?;
    let community = communities(within.len(), &links);
    let everybody: Vec<usize> = (0..within.len()).collect();
    Ok((0..within.len())
        .map(|i| {
            let own: Vec<usize> = everybody.iter().copied().filter(|j| community[*j] == community[i]).collect();
            [(&WORLD, &everybody), (&COMMUNITY, &own)].map(|(definition, group)| {
                let at = group.iter().position(|j| *j == i).unwrap_or_default();
                let of = |value: &dyn Fn(usize) -> f64| ranks(&group.iter().map(|j| value(*j)).collect::<Vec<_>>())[at];
                let status = of(&|j| centrality[j]);
                let material = of(&|j| within[j].capability);
                let mut f =
                    Figure::new(definition.id, Domain::Status, Subject::State(within[i].economy), year, Unit::Count);
                f.sources = sources.to_vec();
                f.denominator = Some(format!("{}-states", group.len()));
                if definition.id == COMMUNITY.id {
                    let members: Vec<&str> = group.iter().map(|j| within[*j].economy.code()).collect();
                    f.flag(Flag::Remark(format!("community:{}", members.join("+")).into()));
                }
                f.inputs = [("rank of recognition", status, 0), ("rank of capability", material, 1)]
                    .map(|(label, value, source)| Input {
                        role: Role::Term,
                        label: label.into(),
                        value,
                        unit: Unit::Count,
                        rows: Rows {
                            source: sources[source].id.as_str().to_owned(),
                            exporter: Some(within[i].economy),
                            years: Some(YearRange::new(year, year)),
                            ..Rows::default()
                        },
                    })
                    .to_vec();
                f.with_value(Observation::Known(status - material), Status::Observed)
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use suzerain_tables::provenance::SourceId;

    #[test]
    fn the_strong_state_that_nobody_visits_has_a_deficit() {
        let [usa, rus, chn, prk] = ["USA", "RUS", "CHN", "PRK"].map(|c| Economy::from_code(c).unwrap());
        let standing = |economy, capability| Standing { economy, capability };
        let standings = [standing(usa, 0.2), standing(rus, 0.1), standing(chn, 0.05), standing(prk, 0.15)];
        let missions = [(rus, usa), (chn, usa), (usa, rus), (chn, rus), (usa, chn), (rus, chn), (prk, chn)];
        let source = SourceRef { id: SourceId("x".into()), vintage: "1".into() };
        let all = deficits(Year(2000), &standings, &missions, &[source.clone(), source]).unwrap();
        let of = |e: Economy| all.iter().find(|f| f[0].subject == Subject::State(e)).unwrap()[0].value.known().unwrap();
        // North Korea: last in recognition, second in capability.
        assert_eq!(of(prk), 2.0);
        assert_eq!(all.iter().map(|f| f[0].value.known().unwrap()).sum::<f64>(), 0.0);
    }

    #[test]
    fn equal_values_share_the_mean_of_their_places() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [1.5, 4.0, 1.5, 3.0]);
    }
}
