//! Equation 8 from the tables: votes, and what alliance portfolios and the user's copy of FBIC say beside them.

use crate::StudyError;
use crate::brief::Options;
use crate::partnership::PartnershipError;
use crate::partnership::facts::Fact;
use crate::world::{World, source_ref};
use std::collections::BTreeSet;
use suzerain_measures::alignment::ideal_point::distance;
use suzerain_measures::alignment::similarity;
use suzerain_models::partnership::alignment::{Reading, filter};
use suzerain_models::partnership::power::Series;
use suzerain_models::partnership::priors::Priors;
use suzerain_models::partnership::start::AlignmentStart;
use suzerain_tables::dyadic::{self, BANDWIDTH};
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::{CAPABILITY_COMPONENTS, IDEAL_POINT};
use suzerain_tables::{Economy, Year};

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

/// A reading beside the votes, with its source.
pub struct Beside {
    /// What it is.
    pub reading: Reading,
    /// Its source.
    pub source: String,
    /// Its values by year.
    pub series: Series,
}

/// Yearly likeness of the pair's alliance portfolios (kappa).
fn portfolios(world: &World<'_>, pair: [Economy; 2], options: &Options) -> Result<Option<Beside>, StudyError> {
    let (Some(ties), Some(system)) = (world.ties()?, world.capabilities()?) else { return Ok(None) };
    let (Some(shared), Some(kappa)) = (ties.shared(pair[0], pair[1]), similarity::named("kappa")) else {
        return Ok(None);
    };
    let mut series = Series::new();
    for year in shared.iter().filter(|y| options.year.is_none_or(|last| *y <= last)) {
        let members: BTreeSet<Economy> = system.cross_section(CAPABILITY_COMPONENTS[4], year).map(|(e, _)| e).collect();
        let reference = source_ref(system.meta());
        let figure = similarity::alliances(&ties, &reference, kappa, (pair[0], pair[1]), year, &members);
        series.extend(figure.value.known().map(|v| (year.0, v)));
    }
    let source = ties.meta().source.clone();
    Ok((!series.is_empty()).then_some(Beside { reading: Reading::Portfolios, source, series }))
}

/// Yearly bandwidth of the pair from the user's own dyadic values, the mean of both directions where there are two.
fn bandwidth(world: &World<'_>, pair: [Economy; 2], options: &Options) -> Result<Option<Beside>, StudyError> {
    for table in world.library().of_kind(TableKind::Dyadic) {
        let mut series: std::collections::BTreeMap<i16, (f64, f64)> = std::collections::BTreeMap::new();
        for row in dyadic::read(table, BANDWIDTH)? {
            let of_pair = pair.contains(&row.from) && pair.contains(&row.to) && row.from != row.to;
            if of_pair && options.year.is_none_or(|last| row.year <= last) {
                let sum = series.entry(row.year.0).or_insert((0.0, 0.0));
                *sum = (sum.0 + row.value, sum.1 + 1.0);
            }
        }
        if !series.is_empty() {
            let series = series.into_iter().map(|(y, (sum, n))| (y, sum / n)).collect();
            return Ok(Some(Beside { reading: Reading::Bandwidth, source: table.meta().source.clone(), series }));
        }
    }
    Ok(None)
}

/// What is loaded beside the votes.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn beside(world: &World<'_>, pair: [Economy; 2], options: &Options) -> Result<Vec<Beside>, StudyError> {
    Ok([portfolios(world, pair, options)?, bandwidth(world, pair, options)?].into_iter().flatten().collect())
}

/// Alignment at the end of `year`, with how each reading was weighed among the facts.
pub(super) fn start(
    votes: Option<&(String, Series)>,
    beside: &[Beside],
    year: i16,
    priors: &Priors,
    facts: &mut Vec<Fact>,
) -> Result<AlignmentStart, StudyError> {
    let unknown = AlignmentStart { mean: [f64::NAN; 2], factor: [0.0; 3], sd: None, rate: None, most: 0.0 };
    let Some((source, series)) = votes.filter(|(_, s)| s.range(..=year).next().is_some()) else {
        facts.push(Fact::unknown(8, "alignment", "no votes of both are loaded, and nothing else is in their unit"));
        return Ok(unknown);
    };
    if let Some((y, value)) = series.range(..=year).next_back() {
        facts.push(Fact::known(8, "alignment: negative distance of UN ideal points", *value, Year(*y), source));
    }
    let others: Vec<(Reading, &Series)> = beside.iter().map(|b| (b.reading, &b.series)).collect();
    let found = filter(series, &others, year, priors).map_err(PartnershipError::from)?;
    for b in beside {
        let Some((y, value)) = b.series.range(..=year).next_back() else { continue };
        let what = match b.reading {
            Reading::Bandwidth => "alignment: bandwidth (FBIC)",
            _ => "alignment: likeness of alliance portfolios (kappa)",
        };
        let note = match found.loaded.iter().find(|l| l.reading == b.reading) {
            Some(l) => format!(
                "{}; {} to {} used, moves by {:.2} with a unit of votes, own error {:.2}",
                b.source, l.window.0, l.window.1, l.loading, l.noise
            ),
            None => format!("{}; not used: fewer than ten years beside the votes of the last thirty", b.source),
        };
        facts.push(Fact::known(8, what, *value, Year(*y), note));
    }
    Ok(found.start)
}
