//! Histories of power and research: of a state, of one state over the other, and how fast that moves.

use super::History;
use super::histories::long_enough;
use crate::StudyError;
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use suzerain_measures::power::beckley::{self, beckley, beckley_share};
use suzerain_measures::power::cinc::{self, cinc};
use suzerain_measures::power::indicator::{self, indicator};
use suzerain_measures::power::ratio::{self, SPEED_YEARS};
use suzerain_tables::figure::{Domain, Dyad, Figure, Subject};
use suzerain_tables::indicators::Indicators;
use suzerain_tables::variables::{
    CAPABILITY_COMPONENTS, GDP_CONSTANT, GDP_CURRENT, GDP_PPP, POPULATION, RD_SHARE, RESEARCHERS, Variable, variable,
};
use suzerain_tables::{Economy, Year};

/// A state's power by year.
pub type Path = BTreeMap<i16, f64>;
/// Figures of a state by year.
type Figures = BTreeMap<Year, Figure>;

/// Short name and title of a panel.
pub type Kind = (&'static str, &'static str);

/// What states are measured by, with the panels of it.
pub struct Basis {
    /// Name, as in the flags of the brief's ratios.
    pub id: &'static str,
    /// In words.
    pub what: &'static str,
    /// Panel of one state over another; none where the brief has no ratio of it.
    pub ratios: Option<Kind>,
    /// Panel of single states.
    pub states: Kind,
}

/// Every basis; the ratios of the first two stand in the brief's short section.
pub static BASES: [Basis; 9] = [
    Basis {
        id: cinc::DEFINITION.id,
        what: "capability (CINC)",
        ratios: Some(("cinc", "Ratios of capability (CINC)")),
        states: ("cinc_states", "Capability (CINC) of states"),
    },
    Basis {
        id: GDP_CONSTANT,
        what: "GDP in constant dollars",
        ratios: Some(("gdp", "Ratios of GDP in constant dollars")),
        states: ("gdp_states", "GDP of states in constant dollars"),
    },
    Basis {
        id: beckley::DEFINITION.id,
        what: "GDP times GDP per head",
        ratios: Some(("beckley", "Ratios of GDP times GDP per head")),
        states: ("beckley_states", "GDP times GDP per head of states"),
    },
    Basis {
        id: GDP_CURRENT,
        what: "GDP in current dollars",
        ratios: Some(("gdp_current", "Ratios of GDP in current dollars")),
        states: ("gdp_current_states", "GDP of states in current dollars"),
    },
    Basis {
        id: GDP_PPP,
        what: "GDP at purchasing power parity",
        ratios: Some(("gdp_ppp", "Ratios of GDP at purchasing power parity")),
        states: ("gdp_ppp_states", "GDP of states at purchasing power parity"),
    },
    Basis {
        id: CAPABILITY_COMPONENTS[0],
        what: "military expenditure",
        ratios: Some(("milex", "Ratios of military expenditure")),
        states: ("milex_states", "Military expenditure of states"),
    },
    Basis {
        id: POPULATION,
        what: "population",
        ratios: Some(("population", "Ratios of population")),
        states: ("population_states", "Population of states"),
    },
    Basis {
        id: RD_SHARE,
        what: "R&D expenditure over GDP",
        ratios: None,
        states: ("rd_states", "R&D expenditure over GDP of states"),
    },
    Basis {
        id: RESEARCHERS,
        what: "researchers per million people",
        ratios: None,
        states: ("researchers_states", "Researchers per million people of states"),
    },
];

/// Where the values of a basis come from.
pub enum From {
    /// Six components.
    Capability(Rc<Indicators>),
    /// Product, and people.
    Product(Rc<Indicators>, Rc<Indicators>),
    /// As published.
    Published(Rc<Indicators>, &'static Variable),
}

impl From {
    /// The first tables that hold what the basis needs.
    pub fn among(tables: &[Rc<Indicators>], basis: &Basis) -> Option<Self> {
        let with = |id: &str| tables.iter().find(|t| t.meta().coverage.span(id).is_some()).cloned();
        Some(match basis.id {
            "cinc" => Self::Capability(with(CAPABILITY_COMPONENTS[4])?),
            "beckley" => Self::Product(with(GDP_CONSTANT)?, with(POPULATION)?),
            id => Self::Published(with(id)?, variable(id)?),
        })
    }

    /// The table and the variable that says which states and years there are.
    pub fn key(&self) -> (&Indicators, &'static str) {
        match self {
            Self::Capability(data) => (data, CAPABILITY_COMPONENTS[4]),
            Self::Product(gdp, _) => (gdp, GDP_CONSTANT),
            Self::Published(data, variable) => (data, variable.id),
        }
    }

    /// The figure of a state and year.
    fn figure(&self, economy: Economy, year: Year) -> Figure {
        match self {
            Self::Capability(data) => cinc(data, economy, year),
            Self::Product(gdp, people) => beckley(gdp, people, economy, year),
            Self::Published(data, variable) => {
                let research = [RD_SHARE, RESEARCHERS].contains(&variable.id);
                let domain = if research { Domain::Technology } else { Domain::Power };
                indicator(data, variable, domain, economy, year)
            }
        }
    }

    /// The figures of a state, by year.
    pub fn figures(&self, economy: Economy) -> Figures {
        let (data, variable) = self.key();
        let years: Vec<Year> = data.series(variable, economy).map(|s| s.keys().copied().collect()).unwrap_or_default();
        years.into_iter().map(|year| (year, self.figure(economy, year))).collect()
    }
}

/// One path over another, where both are above 0.
pub fn over(a: &Path, b: &Path) -> Path {
    a.iter().filter_map(|(y, x)| Some((*y, x / b.get(y).filter(|v| **v > 0.0)?))).filter(|(_, r)| *r > 0.0).collect()
}

/// The first so many bases that a loaded table fills, with the figures of both sides.
fn of_both(world: &World<'_>, dyad: Dyad, most: usize) -> Result<Vec<(&'static Basis, [Figures; 2])>, StudyError> {
    let tables = world.indicators()?;
    let of = |basis: &'static Basis| {
        let from = From::among(&tables, basis)?;
        Some((basis, [dyad.dependent, dyad.on].map(|e| from.figures(e))))
    };
    Ok(BASES.iter().filter_map(of).take(most).collect())
}

/// Ratios of the first side's power to the other's by each basis, of the first two with `few`; else with how fast
/// they move, and the first side's share of the pair's product times product per head.
pub fn ratios(world: &World<'_>, dyad: Dyad, few: bool) -> Result<Vec<History>, StudyError> {
    let mut out = Vec::new();
    for (basis, [a, b]) in of_both(world, dyad, if few { 2 } else { BASES.len() })? {
        let Some((panel, _)) = basis.ratios else { continue };
        let what = format!("{}, {} over {}", basis.what, dyad.dependent.code(), dyad.on.code());
        let (mut levels, mut speeds, mut shares) = (Vec::new(), Vec::new(), Vec::new());
        let both: BTreeSet<Year> = a.keys().filter(|y| b.contains_key(y)).copied().collect();
        for year in both {
            let now = [&a[&year], &b[&year]];
            let before = year.plus(-SPEED_YEARS);
            // Without a value then there is no speed now.
            let then = [&a, &b].map(|side| side.get(&before));
            let before = [then[0].unwrap_or(now[0]), then[1].unwrap_or(now[1])];
            let [level, speed, ..] = ratio::ratios(dyad, basis.id, now, before);
            levels.push(level);
            speeds.extend(then.iter().all(Option::is_some).then_some(speed));
            if basis.id == beckley::DEFINITION.id {
                shares.push(beckley_share(dyad, now));
            }
        }
        let Some(level) = History::of(panel, what.clone(), levels) else { continue };
        let level = History { basis: basis.id, ..level };
        let mut more = Vec::new();
        if !few {
            let label = format!("{SPEED_YEARS}-year change of the log ratio: {what}");
            let speed_of = Some(Box::new(level.clone()));
            more.extend(History::of(panel, label, speeds).map(|speed| History { basis: basis.id, speed_of, ..speed }));
            let label = format!("{} in both sides' {}", dyad.dependent.code(), basis.what);
            more.extend(History::of(panel, label, shares));
        }
        out.push(level);
        out.extend(more);
    }
    out.retain(long_enough);
    Ok(out)
}

/// Power and research of either side.
pub fn states(world: &World<'_>, dyad: Dyad) -> Result<Vec<History>, StudyError> {
    let mut out = Vec::new();
    for (basis, figures) in of_both(world, dyad, BASES.len())? {
        for (economy, figures) in [dyad.dependent, dyad.on].into_iter().zip(figures) {
            let label = format!("{}, {}", basis.what, economy.code());
            let Some(history) = History::of(basis.states.0, label, figures.into_values()) else { continue };
            // The catalogue has one measure for everything as published.
            let published = variable(history.measure).is_some();
            let measure = if published { indicator::DEFINITION.id } else { history.measure };
            out.push(History { measure, basis: if published { basis.id } else { "" }, ..history });
        }
    }
    out.retain(long_enough);
    Ok(out)
}

/// What no history tells of either side, in words.
#[must_use]
pub fn lacking(histories: &[History], dyad: Dyad) -> Vec<String> {
    let told = |basis: &Basis, e: Economy| {
        histories.iter().any(|h| h.panel == basis.states.0 && h.subject == Subject::State(e))
    };
    let sides = |basis: &'static Basis| [dyad.dependent, dyad.on].map(|e| (basis, e));
    let untold = BASES.iter().flat_map(sides).filter(|(basis, e)| !told(basis, *e));
    untold.map(|(basis, e)| format!("{}, {}", basis.what, e.code())).collect()
}
