//! All states in the order of a measure.
//!
//! To add a measure, add one line to [`STATES`] (a measure of single states) or to [`PAIRS`] (a
//! measure of pairs, ranked with one side held). Every variable of the indicator tables is ranked
//! without a line of its own.

mod dependence;
mod holdings;
pub mod trend;

use crate::StudyError;
use crate::brief::status;
use crate::why::similar;
use crate::world::{World, source_ref};
use std::collections::BTreeSet;
use suzerain_measures::alignment::ideal_point::{self, distance, ideal_point};
use suzerain_measures::alignment::obligation::{self, obligation};
use suzerain_measures::alignment::similarity::{self, Portfolio, Variant};
use suzerain_measures::alignment::un_agreement::{self, un_agreement};
use suzerain_measures::arms::arms_transfers::{self, Register};
use suzerain_measures::coercion::power;
use suzerain_measures::concentration::Side::{Markets, Suppliers};
use suzerain_measures::concentration::{hhi, hirschman};
use suzerain_measures::definition::definition;
use suzerain_measures::dependence::barbieri::{self, barbieri};
use suzerain_measures::dependence::{
    energy_revenue, expenditure_share, export_share, gdp_share, hirschman_asymmetry, import_share, sales, trade_share,
};
use suzerain_measures::exposure::{inputs, value_added};
use suzerain_measures::network::{betweenness, hub, page_rank};
use suzerain_measures::power::beckley::{self, beckley};
use suzerain_measures::power::cinc::{self, cinc};
use suzerain_measures::power::indicator::indicator;
use suzerain_measures::status::deficit;
use suzerain_measures::substitution::{alternatives, effective};
use suzerain_measures::system::members;
use suzerain_measures::technology::electronics;
use suzerain_tables::figure::{Domain, Figure, Subject, Unit};
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::variables::{self, GDP_CONSTANT, IDEAL_POINT, POPULATION};
use suzerain_tables::{Economy, Year, obligations, votes};

/// A state at its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The state.
    pub economy: Economy,
    /// 1 for the largest value; equal values share a place.
    pub rank: usize,
    /// Its figure, with a known value.
    pub figure: Figure,
}

/// States in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The measure.
    pub measure: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Unit of the values.
    pub unit: Unit,
    /// Largest value first, equal values by code.
    pub rows: Vec<Place>,
    /// States that the source looks at in other years but has no value of in this one.
    pub missing: Vec<Economy>,
}

/// A measure of single states: its figures for a year, one a state that has a value or might.
pub struct StateMeasure {
    /// Identifier.
    pub id: &'static str,
    /// The figures.
    pub figures: fn(&World<'_>, Year) -> Result<Vec<Figure>, StudyError>,
}

/// Figures with the state each is about.
pub type Paired = Vec<(Economy, Figure)>;

/// A measure of pairs: its figures for a year, one for each state with the one held.
pub struct PairMeasure {
    /// Identifier.
    pub id: &'static str,
    /// The figures.
    pub figures: fn(&World<'_>, Economy, Year) -> Result<Paired, StudyError>,
}

/// Measures of single states.
pub const STATES: &[StateMeasure] = &[
    StateMeasure { id: cinc::DEFINITION.id, figures: capability },
    StateMeasure { id: beckley::DEFINITION.id, figures: product },
    StateMeasure { id: ideal_point::DEFINITION.id, figures: positions },
    StateMeasure { id: deficit::WORLD.id, figures: |world, year| deficits(world, year, 0) },
    StateMeasure { id: deficit::COMMUNITY.id, figures: |world, year| deficits(world, year, 1) },
    StateMeasure { id: page_rank::DEFINITION.id, figures: dependence::supplier_rank },
    StateMeasure { id: betweenness::DEFINITION.id, figures: dependence::between },
    StateMeasure { id: inputs::FOREIGN.id, figures: dependence::foreign_inputs },
    StateMeasure { id: electronics::FOREIGN.id, figures: dependence::foreign_electronics_of_all },
    StateMeasure {
        id: hhi::SUPPLIERS.id,
        figures: |w, y| dependence::concentrations(w, y, Suppliers, hhi::concentration),
    },
    StateMeasure {
        id: hhi::SUPPLIERS_NORMALISED.id,
        figures: |w, y| dependence::concentrations(w, y, Suppliers, hhi::concentration_normalised),
    },
    StateMeasure { id: hhi::MARKETS.id, figures: |w, y| dependence::concentrations(w, y, Markets, hhi::concentration) },
    StateMeasure {
        id: hhi::MARKETS_NORMALISED.id,
        figures: |w, y| dependence::concentrations(w, y, Markets, hhi::concentration_normalised),
    },
    StateMeasure {
        id: hirschman::IMPORTS.id,
        figures: |w, y| dependence::concentrations(w, y, Suppliers, hirschman::concentration),
    },
    StateMeasure {
        id: hirschman::EXPORTS.id,
        figures: |w, y| dependence::concentrations(w, y, Markets, hirschman::concentration),
    },
];

/// Measures of pairs, but for the similarities of portfolios and the positions of finance and people, which are
/// ranked without a line.
pub const PAIRS: &[PairMeasure] = &[
    PairMeasure { id: un_agreement::DEFINITION.id, figures: agreements },
    PairMeasure { id: ideal_point::DISTANCE.id, figures: distances },
    PairMeasure { id: obligation::DEFINITION.id, figures: ties },
    PairMeasure { id: import_share::DEFINITION.id, figures: dependence::imports },
    PairMeasure { id: export_share::DEFINITION.id, figures: dependence::exports },
    PairMeasure { id: trade_share::DEFINITION.id, figures: dependence::trade },
    PairMeasure { id: sales::DEFINITION.id, figures: |w, on, y| dependence::shares(w, on, y, sales::sales) },
    PairMeasure {
        id: expenditure_share::DEFINITION.id,
        figures: |w, on, y| dependence::shares(w, on, y, expenditure_share::expenditure_share),
    },
    PairMeasure {
        id: hirschman_asymmetry::DEFINITION.id,
        figures: |w, on, y| dependence::shares(w, on, y, hirschman_asymmetry::hirschman_asymmetry),
    },
    PairMeasure {
        id: hirschman_asymmetry::MUTUAL.id,
        figures: |w, on, y| dependence::shares(w, on, y, hirschman_asymmetry::mutual_dependence),
    },
    PairMeasure { id: barbieri::SALIENCE.id, figures: |w, on, y| dependence::shares(w, on, y, |q| first(barbieri(q))) },
    PairMeasure {
        id: barbieri::SYMMETRY.id,
        figures: |w, on, y| dependence::shares(w, on, y, |q| second(barbieri(q))),
    },
    PairMeasure {
        id: barbieri::INTERDEPENDENCE.id,
        figures: |w, on, y| dependence::shares(w, on, y, |q| third(barbieri(q))),
    },
    PairMeasure { id: gdp_share::TRADE.id, figures: |w, on, y| dependence::over_product(w, on, y, first) },
    PairMeasure { id: gdp_share::EXPORTS.id, figures: |w, on, y| dependence::over_product(w, on, y, second) },
    PairMeasure { id: gdp_share::IMPORTS.id, figures: |w, on, y| dependence::over_product(w, on, y, third) },
    PairMeasure { id: energy_revenue::DEFINITION.id, figures: dependence::energy },
    PairMeasure {
        id: alternatives::ALL.id,
        figures: |w, on, y| dependence::substitutes(w, on, y, alternatives::alternatives),
    },
    PairMeasure {
        id: alternatives::REACHABLE.id,
        figures: |w, on, y| dependence::substitutes(w, on, y, alternatives::reachable_alternatives),
    },
    PairMeasure {
        id: electronics::SENSITIVITY.id,
        figures: |w, on, y| dependence::electronics_from(w, on, y, |[sensitivity, _]| sensitivity),
    },
    PairMeasure {
        id: electronics::VULNERABILITY.id,
        figures: |w, on, y| dependence::electronics_from(w, on, y, |[_, vulnerability]| vulnerability),
    },
    PairMeasure { id: arms_transfers::VOLUME.id, figures: |w, on, y| dependence::arms(w, on, y, Register::volume) },
    PairMeasure { id: arms_transfers::SHARE.id, figures: |w, on, y| dependence::arms(w, on, y, Register::share_to) },
    PairMeasure { id: hub::DEFINITION.id, figures: dependence::hubs },
    PairMeasure { id: effective::DEFINITION.id, figures: dependence::effective },
    PairMeasure { id: value_added::FINAL.id, figures: dependence::origins },
    PairMeasure { id: value_added::EXPORTS.id, figures: dependence::origins_of_exports },
    PairMeasure { id: value_added::SOLD.id, figures: dependence::sold },
    PairMeasure { id: inputs::FACE.id, figures: dependence::face_value },
    PairMeasure { id: inputs::LOOK_THROUGH.id, figures: dependence::look_through },
    PairMeasure { id: power::DEFINITION.id, figures: dependence::power },
];

fn first([figure, ..]: [Figure; 3]) -> Figure {
    figure
}

fn second([_, figure, _]: [Figure; 3]) -> Figure {
    figure
}

fn third([.., figure]: [Figure; 3]) -> Figure {
    figure
}

/// Ranks all states by a measure in a year, with `partner` as the other side of measures of pairs.
///
/// # Errors
/// [`StudyError`] if the measure is unknown, of another kind, or has no value in that year.
pub fn rank(world: &World<'_>, measure: &str, year: Year, partner: Option<Economy>) -> Result<Ranking, StudyError> {
    let name = measure.replace('-', "_").to_lowercase();
    let position = holdings::measure(&name);
    let state = STATES.iter().find(|m| m.id == name);
    let pair = PAIRS.iter().find(|m| m.id == name);
    let variant = similarity::named(&name);
    let variable = variables::variable(&name);
    let figures: Paired = match (partner, state, variable, pair, variant, position) {
        (None, Some(m), ..) => of_states((m.figures)(world, year)?),
        (None, None, Some(v), ..) => of_states(indicators(world, v, year)?),
        (Some(with), None, None, Some(m), ..) => (m.figures)(world, with, year)?,
        (Some(with), None, None, None, Some(v), _) => similarities(world, v, with, year)?,
        (Some(with), None, None, None, None, Some(p)) => holdings::held(world, p, with, year)?,
        (None, None, None, ..) if pair.is_some() || variant.is_some() || position.is_some() => {
            return Err(StudyError::NeedsPartner(name));
        }
        (Some(_), ..) if state.is_some() || variable.is_some() => return Err(StudyError::NoPartner(name)),
        _ if definition(&name).is_some() => {
            return Err(StudyError::NotRankable { measure: name, rankable: rankable() });
        }
        _ => return Err(StudyError::UnknownMeasure { suggestions: similar(&name), name: measure.to_owned() }),
    };
    let title = definition(&name).map(|d| d.title).or(variable.map(|v| v.name)).unwrap_or_default();
    ordered(figures, title)
        .ok_or_else(|| StudyError::NoAnswer(format!("no loaded table has a value of `{name}` for any state in {year}")))
}

/// Ranks all states by a measure in the newest year in which any of them has a value, and says which that is.
///
/// # Errors
/// As of [`rank`].
pub fn rank_newest(world: &World<'_>, measure: &str, partner: Option<Economy>) -> Result<(Year, Ranking), StudyError> {
    let spans = |table: &TableFile| -> Vec<Year> {
        let coverage = &table.meta().coverage;
        coverage.variables().into_iter().filter_map(|v| coverage.span(v)).map(|span| span.last).collect()
    };
    let years: BTreeSet<Year> = world.library().tables().iter().flat_map(spans).collect();
    let mut unanswered = None;
    for year in years.into_iter().rev() {
        match rank(world, measure, year, partner) {
            Ok(ranking) => return Ok((year, ranking)),
            Err(error @ StudyError::NoAnswer(_)) => unanswered = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(unanswered.unwrap_or_else(|| StudyError::NoAnswer("no table is loaded".into())))
}

/// Identifiers of the measures that states can be ranked by, apart from the variables.
#[must_use]
pub fn rankable() -> Vec<&'static str> {
    let pairs = PAIRS.iter().map(|m| m.id).chain(similarity::VARIANTS.iter().map(|v| v.definition.id));
    let pairs = pairs.chain(holdings::measures());
    STATES.iter().map(|m| m.id).chain(pairs).collect()
}

fn ordered(figures: Paired, title: &'static str) -> Option<Ranking> {
    let (mut known, unknown): (Vec<_>, Vec<_>) =
        figures.into_iter().map(|(e, f)| (e, f.value.known(), f)).partition(|(_, v, _)| v.is_some());
    known.sort_by(|a, b| b.1.unwrap_or(f64::NAN).total_cmp(&a.1.unwrap_or(f64::NAN)).then(a.0.cmp(&b.0)));
    let (measure, unit) = known.first().map(|(_, _, f)| (f.measure, f.unit))?;
    let mut rows: Vec<Place> = Vec::with_capacity(known.len());
    for (at, (economy, value, figure)) in known.into_iter().enumerate() {
        let rank = rows.last().filter(|p| p.figure.value.known() == value).map_or(at + 1, |p| p.rank);
        rows.push(Place { economy, rank, figure });
    }
    let mut missing: Vec<Economy> = unknown.into_iter().map(|(e, ..)| e).collect();
    missing.sort_unstable();
    Some(Ranking { measure, title, unit, rows, missing })
}

fn of_states(figures: Vec<Figure>) -> Paired {
    let subject = |f: Figure| match f.subject {
        Subject::State(e) => Some((e, f)),
        _ => None,
    };
    figures.into_iter().filter_map(subject).collect()
}

fn capability(world: &World<'_>, year: Year) -> Result<Vec<Figure>, StudyError> {
    let Some(data) = world.capabilities()? else { return Ok(Vec::new()) };
    Ok(members(&data, year).into_iter().map(|e| cinc(&data, e, year)).collect())
}

fn product(world: &World<'_>, year: Year) -> Result<Vec<Figure>, StudyError> {
    let (Some(gdp), Some(people)) = (world.with_variable(GDP_CONSTANT)?, world.with_variable(POPULATION)?) else {
        return Ok(Vec::new());
    };
    let states = gdp.meta().coverage.economies(GDP_CONSTANT).map(|(e, _)| e).filter(|e| !e.is_aggregate());
    Ok(states.map(|e| beckley(&gdp, &people, e, year)).collect())
}

fn positions(world: &World<'_>, year: Year) -> Result<Vec<Figure>, StudyError> {
    let Some(data) = world.with_variable(IDEAL_POINT)? else { return Ok(Vec::new()) };
    let states = data.meta().coverage.economies(IDEAL_POINT).map(|(e, _)| e);
    Ok(states.map(|e| ideal_point(&data, e, year)).collect())
}

fn deficits(world: &World<'_>, year: Year, which: usize) -> Result<Vec<Figure>, StudyError> {
    if world.library().of_kind(TableKind::Dyadic).next().is_none() {
        let fill = "suzerain import diplomatic-exchange FILE --into DIR";
        return Err(StudyError::NoAnswer(format!("no diplomatic missions are loaded; {fill}")));
    }
    Ok(status::in_year(world, year)?.into_iter().filter_map(|both| both.into_iter().nth(which)).collect())
}

fn indicators(
    world: &World<'_>,
    variable: &'static variables::Variable,
    year: Year,
) -> Result<Vec<Figure>, StudyError> {
    let Some(data) = world.with_variable(variable.id)? else { return Ok(Vec::new()) };
    let all = data.meta().coverage.economies(variable.id).map(|(e, _)| e).filter(|e| !e.is_aggregate());
    Ok(all.map(|e| indicator(&data, variable, Domain::Power, e, year)).collect())
}

/// Everybody but `with`.
fn others(all: impl IntoIterator<Item = Economy>, with: Economy) -> impl Iterator<Item = Economy> {
    all.into_iter().filter(move |e| *e != with)
}

fn agreements(world: &World<'_>, with: Economy, year: Year) -> Result<Paired, StudyError> {
    by_votes(world, with, year, un_agreement)
}

type Voter<'a> = (Economy, &'a votes::VotingRecord);

fn by_votes(
    world: &World<'_>,
    with: Economy,
    year: Year,
    figures: impl Fn(&suzerain_tables::store::TableMeta, Voter<'_>, Voter<'_>) -> Vec<Figure>,
) -> Result<Paired, StudyError> {
    let Some(table) = world.library().of_kind(TableKind::Votes).next() else { return Ok(Vec::new()) };
    let Some(session) = votes::session_in(year) else { return Ok(Vec::new()) };
    let mut records: std::collections::BTreeMap<Economy, votes::VotingRecord> = std::collections::BTreeMap::new();
    for ballot in votes::ballots(table, Some((session, session)))? {
        records.entry(ballot.economy).or_default().insert((ballot.session, ballot.resolution), ballot.vote);
    }
    let Some(own) = records.get(&with) else { return Ok(Vec::new()) };
    let with_other = |(e, record): (&Economy, &votes::VotingRecord)| {
        figures(table.meta(), (*e, record), (with, own)).pop().map(|f| (*e, f))
    };
    Ok(records.iter().filter(|(e, _)| **e != with).filter_map(with_other).collect())
}

fn distances(world: &World<'_>, with: Economy, year: Year) -> Result<Paired, StudyError> {
    let Some(data) = world.with_variable(IDEAL_POINT)? else { return Ok(Vec::new()) };
    let all = data.meta().coverage.economies(IDEAL_POINT).map(|(e, _)| e);
    Ok(others(all, with).map(|e| (e, distance(&data, e, with, year))).collect())
}

fn ties(world: &World<'_>, with: Economy, year: Year) -> Result<Paired, StudyError> {
    let (Some(table), Some(data)) = (world.library().of_kind(TableKind::Obligations).next(), world.capabilities()?)
    else {
        return Ok(Vec::new());
    };
    let mut clauses = std::collections::BTreeMap::new();
    obligations::each(table, |row| {
        if row.year == year && [row.pair.0, row.pair.1].contains(&with) {
            clauses.insert(if row.pair.0 == with { row.pair.1 } else { row.pair.0 }, row.clauses);
        }
    })?;
    let all = members(&data, year);
    Ok(others(all, with).map(|e| (e, obligation(table.meta(), e, with, year, clauses.get(&e).copied()))).collect())
}

fn similarities(world: &World<'_>, variant: &'static Variant, with: Economy, year: Year) -> Result<Paired, StudyError> {
    if variant.portfolio == Portfolio::Votes {
        return by_votes(world, with, year, |meta, a, b| similarity::votes(meta, variant, a, b));
    }
    let (Some(ties), Some(data)) = (world.ties()?, world.capabilities()?) else { return Ok(Vec::new()) };
    let system: BTreeSet<Economy> = members(&data, year);
    let reference = source_ref(data.meta());
    Ok(others(system.clone(), with)
        .map(|e| (e, similarity::alliances(&ties, &reference, variant, (e, with), year, &system)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_of_rank_is_in_the_catalogue() {
        let ids = rankable();
        assert!(ids.iter().all(|id| definition(id).is_some()), "{ids:?}");
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len());
    }

    #[test]
    fn equal_values_share_a_place_and_what_is_missing_has_none() {
        use suzerain_tables::Observation;
        use suzerain_tables::figure::Status;
        let figure = |code: &str, value: Option<f64>| {
            let e = Economy::from_code(code).unwrap();
            let f = Figure::new("cinc", Domain::Power, Subject::State(e), Year(2000), Unit::Share);
            (e, value.map_or_else(|| f.clone(), |v| f.clone().with_value(Observation::Known(v), Status::Observed)))
        };
        let all = vec![
            figure("USA", Some(1.0)),
            figure("CHN", Some(2.0)),
            figure("RUS", Some(1.0)),
            figure("FRA", None),
            figure("DEU", Some(0.5)),
        ];
        let ranking = ordered(all, "").unwrap();
        let order: Vec<(&str, usize)> = ranking.rows.iter().map(|p| (p.economy.code(), p.rank)).collect();
        assert_eq!(order, [("CHN", 1), ("RUS", 2), ("USA", 2), ("DEU", 4)]);
        assert_eq!(ranking.missing, [Economy::from_code("FRA").unwrap()]);
    }
}
