//! Blocs: which two sides a set of states falls into, and how firmly each state sits on its own.
//!
//! Joins the components of propensity that the tables hold (`components`) with sizes, and puts them to
//! the models of [`suzerain_models::coalition`].

mod components;
mod records;
mod war;

use components::Inputs;
pub use components::{COMPONENTS, Described, Used};
pub use war::{Exposed, War};

use crate::StudyError;
use std::collections::BTreeMap;
use suzerain_measures::power::cinc::cinc;
use suzerain_models::coalition::balance::{self, Balance, BalanceError, Triads};
use suzerain_models::coalition::landscape::{EXACT_ACTORS, Found, Landscape, LandscapeError, Standing, Wedge};
use suzerain_models::coalition::propensity::{Component, Propensity, RANGE, combine};
use suzerain_tables::figure::SourceRef;
use suzerain_tables::indicators::Indicators;
use suzerain_tables::interstate::Interstate;
use suzerain_tables::library::Library;
use suzerain_tables::store::TableKind;
use suzerain_tables::variables::CAPABILITY_COMPONENTS;
use suzerain_tables::{Economy, Observation, Year};

/// Sizes of the actors.
#[derive(Clone, Debug, PartialEq)]
pub enum Sizes {
    /// Their capability share (CINC) of the year.
    Cinc,
    /// All the same: 1.
    Equal,
    /// As given.
    Given(BTreeMap<Economy, f64>),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The actors.
    pub actors: Vec<Economy>,
    /// Calendar year.
    pub year: Year,
    /// Where a source does not reach the year, its value of up to this many years before is taken.
    pub carry: i16,
    /// Weights of components by name; those not named have their usual weight ([`Described::weight`]), ties 1.
    pub weights: BTreeMap<String, f64>,
    /// Components of the user's own, by name: values of pairs.
    pub ties: BTreeMap<String, BTreeMap<(Economy, Economy), f64>>,
    /// Sizes.
    pub sizes: Sizes,
    /// Which minimum the standings and wedges are about, 0 the one of lowest energy.
    pub minimum: usize,
    /// Starts of the descent where there are too many actors to look at every configuration.
    pub starts: u64,
    /// Seed of those starts.
    pub seed: u64,
    /// Advantage of defence in the model of war stability, above 0.
    pub gamma: f64,
}

impl Question {
    /// A question with everything else as usual: equal weights, CINC, nothing carried.
    #[must_use]
    pub const fn new(actors: Vec<Economy>, year: Year) -> Self {
        Self {
            actors,
            year,
            carry: 0,
            weights: BTreeMap::new(),
            ties: BTreeMap::new(),
            sizes: Sizes::Cinc,
            minimum: 0,
            starts: 10_000,
            seed: 1,
            gamma: 1.0,
        }
    }
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Blocs {
    /// The components with their weights and what was known of each.
    pub components: Vec<Used>,
    /// What each pair's propensity is made of.
    pub propensities: Vec<Propensity>,
    /// Where the sizes come from, and their year; none for sizes given or equal.
    pub sizes: Option<(SourceRef, Year)>,
    /// Actors, sizes and propensities.
    pub landscape: Landscape,
    /// The minima.
    pub found: Found,
    /// Which of them the standings and wedges are about.
    pub minimum: usize,
    /// How each actor stands there.
    pub standings: Vec<Standing>,
    /// What would move each actor, in the same order; none where nothing within the range would.
    pub wedges: Vec<Option<Wedge>>,
    /// Factions by structural balance of the same propensities.
    pub balance: Balance,
    /// Their triads.
    pub triads: Triads,
    /// War stability of the alliances of that year, or why there is none.
    pub war: Result<War, String>,
    /// Every table used.
    pub sources: Vec<SourceRef>,
}

impl Blocs {
    /// The standing of the actor with the least margin.
    #[must_use]
    pub fn most_torn(&self) -> Option<&Standing> {
        self.standings.iter().filter(|s| s.margin.is_some()).min_by(|a, b| {
            let margin = |s: &Standing| s.margin.unwrap_or(f64::INFINITY);
            margin(a).total_cmp(&margin(b)).then_with(|| a.actor.code().cmp(b.actor.code()))
        })
    }
}

/// Why a set of actors has no blocs.
#[derive(Debug, thiserror::Error)]
pub enum BlocsError {
    /// A table cannot be decoded.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// A weight names a component there is not.
    #[error("no component of propensity is called `{name}`")]
    UnknownComponent {
        /// What was given.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A weight is not a number.
    #[error("the weight of `{name}` is {value}")]
    Weight {
        /// Component.
        name: String,
        /// What was given.
        value: f64,
    },
    /// The user's component has the name of a built-in one.
    #[error("a component of ties is called `{0}` like a built-in one")]
    NameTaken(String),
    /// An actor has no size.
    #[error("no size of {}", .0.iter().map(|e| e.code()).collect::<Vec<_>>().join(", "))]
    NoSize(Vec<Economy>),
    /// There are fewer minima.
    #[error("minimum {asked} was asked for; there are {found}")]
    NoSuchMinimum {
        /// Counted from 1.
        asked: usize,
        /// How many there are.
        found: usize,
    },
    /// The landscape refuses its input.
    #[error(transparent)]
    Landscape(#[from] LandscapeError),
    /// The factions could not be found.
    #[error(transparent)]
    Balance(#[from] BalanceError),
}

impl From<suzerain_tables::store::StoreError> for BlocsError {
    fn from(error: suzerain_tables::store::StoreError) -> Self {
        Self::Study(error.into())
    }
}

/// Answers the question from the tables of `library`, and from the user's lists of the Correlates of War
/// family where there are such: they add rivalries, disputes, territory and regimes, and reach back to
/// 1816 where the tables do not. `tell` hears of each step.
///
/// # Errors
/// [`BlocsError`] for impossible weights, actors without size or propensity, and damaged tables.
pub fn blocs(
    library: &Library,
    lists: Option<&Interstate>,
    question: &Question,
    mut tell: impl FnMut(&str),
) -> Result<Blocs, BlocsError> {
    let inputs = &Inputs { library, lists };
    let known = || COMPONENTS.iter().map(|c| c.name.to_owned()).chain(question.ties.keys().cloned());
    if let Some(name) = question.weights.keys().find(|name| !known().any(|k| k == **name)) {
        return Err(BlocsError::UnknownComponent { name: name.clone(), known: known().collect() });
    }
    if let Some((name, value)) = question.weights.iter().find(|(_, w)| !w.is_finite()) {
        return Err(BlocsError::Weight { name: name.clone(), value: *value });
    }
    if let Some(name) = question.ties.keys().find(|name| COMPONENTS.iter().any(|c| c.name == **name)) {
        return Err(BlocsError::NameTaken(name.clone()));
    }
    let mut actors = question.actors.clone();
    actors.sort_by_key(|e| e.code());
    actors.dedup();
    tell("components");
    let used = components::collect(inputs, question, &actors)?;
    let weighted: Vec<Component> = used.iter().map(|u| u.component.clone()).collect();
    let propensities = combine(&weighted);
    let (sizes, sizes_from) = sizes(inputs, question, &actors)?;
    let pairs: Vec<(Economy, Economy, f64)> = propensities.iter().map(|p| (p.pair.0, p.pair.1, p.value)).collect();
    let landscape = Landscape::new(&sizes, &pairs)?;
    tell("minima");
    let found = if actors.len() <= EXACT_ACTORS {
        landscape.exact()?
    } else {
        landscape.sampled(question.seed, question.starts)
    };
    let Some(minimum) = found.minima.get(question.minimum) else {
        return Err(BlocsError::NoSuchMinimum { asked: question.minimum + 1, found: found.minima.len() });
    };
    let n = actors.len();
    let standings = landscape.standings(&minimum.sides);
    let wedges = (0..n).map(|i| landscape.wedge(i, &minimum.sides, RANGE)).collect();
    let attitudes: Vec<f64> = (0..n * n).map(|at| landscape.propensity(at / n, at % n)).collect();
    let balance = balance::balance(n, &attitudes)?;
    let triads = balance::triads(n, |i, j| Some(attitudes[i * n + j]));
    tell("war stability");
    let war = war::war(inputs, question, &actors)?;
    let mut sources: Vec<SourceRef> =
        used.iter().filter_map(|u| u.from.as_ref().map(|(source, _)| source.clone())).collect();
    sources.extend(sizes_from.iter().map(|(source, _)| source.clone()));
    if let Ok(war) = &war {
        sources.extend(war.sources.iter().cloned());
    }
    sources.sort();
    sources.dedup();
    Ok(Blocs {
        components: used,
        propensities,
        sizes: sizes_from,
        landscape,
        minimum: question.minimum,
        standings,
        wedges,
        balance,
        triads,
        war,
        sources,
        found,
    })
}

/// Size of each actor, with source and year where they come from a table.
type Sized = (Vec<(Economy, f64)>, Option<(SourceRef, Year)>);

fn sizes(inputs: &Inputs<'_>, question: &Question, actors: &[Economy]) -> Result<Sized, BlocsError> {
    let (known, from): (BTreeMap<Economy, f64>, _) = match &question.sizes {
        Sizes::Equal => (actors.iter().map(|e| (*e, 1.0)).collect(), None),
        Sizes::Given(sizes) => (sizes.clone(), None),
        Sizes::Cinc => match capability(inputs, question)? {
            None => return Err(BlocsError::NoSize(actors.to_vec())),
            Some((source, year, shares)) => (shares, Some((source, year))),
        },
    };
    let missing: Vec<Economy> = actors.iter().copied().filter(|e| !known.contains_key(e)).collect();
    if !missing.is_empty() {
        return Err(BlocsError::NoSize(missing));
    }
    Ok((actors.iter().map(|e| (*e, known[e])).collect(), from))
}

/// Capability shares with their source and year.
type Capability = (SourceRef, Year, BTreeMap<Economy, f64>);

/// Capability shares of every state of the newest year the tables have, or else the user's lists.
fn capability(inputs: &Inputs<'_>, question: &Question) -> Result<Option<Capability>, StudyError> {
    for table in inputs.library.of_kind(TableKind::Indicators) {
        let spans: Option<Vec<_>> = CAPABILITY_COMPONENTS.iter().map(|c| table.meta().coverage.span(c)).collect();
        let Some(spans) = spans else { continue };
        let Some(year) = components::newest(question, |y| spans.iter().all(|span| span.contains(y))) else { continue };
        let data = Indicators::read(table)?;
        let shares = data
            .cross_section(CAPABILITY_COMPONENTS[4], year)
            .filter_map(|(economy, _)| match cinc(&data, economy, year).value {
                Observation::Known(share) if share > 0.0 => Some((economy, share)),
                _ => None,
            })
            .collect();
        return Ok(Some((crate::world::source_ref(table.meta()), year, shares)));
    }
    Ok(inputs.lists.and_then(|lists| records::capability(lists, question)))
}
