//! What a model is given: the scenario, the table and year it is to use, and who kept silent.

use super::{Inputs, ModelError, Progress};
use crate::scenario::{Horizon, Model, Resolved, Scenario};
use std::collections::BTreeSet;
use suzerain_tables::classification::Classification;
use suzerain_tables::store::{TableFile, TableKind};
use suzerain_tables::{Economy, Year, coverage};

/// Year in which groups are read when a scenario names none: that of the newest built-in world.
pub const NEWEST_WORLD: i16 = 2023;

/// The newest customs table: who is silent in it is silent towards everybody.
const CUSTOMS: &str = "baci-2023-194";

/// Draws that a model makes at most where the scenario does not name it: it takes long.
pub const fn most_draws(model: Model) -> usize {
    match model {
        Model::OneSector | Model::Extraction | Model::CesBound => usize::MAX,
        Model::MultiSector => 200,
        Model::Inventories | Model::Rerouting => 50,
    }
}

/// What a model is given.
pub(super) struct Context<'a> {
    pub scenario: &'a Scenario,
    pub resolved: &'a Resolved,
    pub inputs: &'a Inputs<'a>,
    pub progress: Progress<'a>,
}

impl<'a> Context<'a> {
    /// The year asked for.
    pub fn year(&self) -> Option<Year> {
        self.scenario.year.as_ref().map(|y| Year(*y.get_ref()))
    }

    /// Members of both sides.
    pub fn sides(&self) -> impl Iterator<Item = Economy> {
        self.resolved.a.members.iter().chain(&self.resolved.b.members).copied()
    }

    /// The horizon of a model that adjusts.
    pub fn horizon(&self) -> Result<Horizon, ModelError> {
        match self.scenario.horizon {
            Some(Horizon::Short) => {
                Err(ModelError::NotApplicable("an equilibrium has no short run; leave the horizon out".into()))
            }
            Some(horizon) => Ok(horizon),
            None => Ok(Horizon::Long),
        }
    }

    /// Refuses a world of one sector.
    pub fn no_own_world(&self) -> Result<(), ModelError> {
        if self.inputs.own_world.is_none() {
            return Ok(());
        }
        Err(ModelError::NotApplicable("a world of your own has no sectors; only one-sector runs on it".into()))
    }

    /// Draws of a model: all asked for where the scenario names models.
    pub fn draws(&self, model: Model) -> usize {
        let asked = self.scenario.draws;
        if self.scenario.models.is_some() { asked } else { asked.min(most_draws(model)) }
    }

    /// What is to be said where fewer draws were made than asked for.
    pub fn fewer_draws(&self, model: Model) -> Option<String> {
        let (made, asked) = (self.draws(model), self.scenario.draws);
        (made < asked).then(|| {
            format!("bands stand on {made} draws of the {asked} asked for; all are made where models are named")
        })
    }

    /// The newest year of `window` wanted that no side fell silent in; the newest wanted otherwise.
    pub fn reported_year(&self, source: &str, window: suzerain_tables::YearRange) -> Option<Year> {
        let library = self.inputs.library;
        let wanted = self.year().map_or(window.last, |y| y.min(window.last));
        let candidates: Vec<Year> = window.iter().filter(|y| *y <= wanted).collect();
        let spoken = |y: &&Year| self.sides().all(|e| library.reporting().silence(source, e, **y).is_none());
        candidates.iter().rev().find(spoken).or(candidates.last()).copied()
    }

    /// The inter-country table that the scenario names, with the year of it to use; none where it names none.
    pub fn io_table(&self) -> Result<Option<(&'a TableFile, Year)>, ModelError> {
        let Some(name) = self.scenario.io_source.as_ref().map(|n| n.get_ref().as_str()) else { return Ok(None) };
        let library = self.inputs.library;
        // National coefficients do not tell sellers apart.
        let usable = |t: &&TableFile| t.meta().classification != Some(Classification::Icio28);
        let Some(table) = library.table(TableKind::Io, name).filter(usable) else {
            let known: Vec<&str> =
                library.of_kind(TableKind::Io).filter(usable).map(|t| t.meta().source.as_str()).collect();
            return Err(ModelError::NotApplicable(format!(
                "no inter-country input-output table {name:?} is loaded; there are {}",
                known.join(", ")
            )));
        };
        let window = table
            .meta()
            .coverage
            .span(coverage::FLOWS)
            .ok_or_else(|| ModelError::NotApplicable(format!("{name} does not say which years it covers")))?;
        let year = match self.year() {
            Some(year) if window.contains(year) => Some(year),
            Some(year) => Some(window.last).filter(|last| year > *last),
            None => self.reported_year(name, window),
        };
        let year = year
            .ok_or_else(|| ModelError::NotApplicable(format!("{name} covers {} to {}", window.first, window.last)))?;
        Ok(Some((table, year)))
    }

    /// What is said of sides that published nothing: about one side that its flows are estimates, about
    /// flows between two that they are estimates, unknown, or were last reported in the year used.
    ///
    /// `sales` gives the value of a flow in the model's world. A flow of 0 between two that are silent is
    /// unknown, not zero: where all flows of the scenario are, there is no answer.
    pub fn unreported(
        &self,
        sources: &[&str],
        year: Year,
        sales: impl Fn(Economy, Economy) -> f64,
    ) -> Result<Vec<String>, ModelError> {
        let reporting = self.inputs.library.reporting();
        let asked = self.year().unwrap_or(Year(NEWEST_WORLD)).max(year);
        let silent = |a, b| sources.iter().any(|s| reporting.both_silent(s, a, b, year));
        let (mut unknown, mut estimated, mut lapsed) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let mut all = 0;
        for (a, b) in self.resolved.measures.iter().flat_map(crate::scenario::ResolvedMeasure::flows) {
            all += 1;
            let (first, second) = if a.code() < b.code() { (a, b) } else { (b, a) };
            let pair = format!("{first} and {second}");
            if silent(a, b) {
                if sales(a, b) == 0.0 {
                    unknown.push(format!("{a} to {b}"));
                } else {
                    estimated.insert(pair);
                }
            } else if reporting.both_silent(CUSTOMS, a, b, asked) {
                lapsed.insert(pair);
            }
        }
        if !unknown.is_empty() && unknown.len() == all {
            let why =
                format!("the sales in question are unknown, not zero: neither side published its trade of {year}");
            return Err(ModelError::NotApplicable(why));
        }
        let mut said = Vec::new();
        if !unknown.is_empty() {
            said.push(format!(
                "of {all} flows {} are unknown, since neither side published its trade, and count as none: {}",
                unknown.len(),
                some(unknown.iter())
            ));
        }
        if !estimated.is_empty() {
            said.push(format!(
                "neither side published its trade of {year}: the flows between {} are the publisher's estimates, not \
                 reports",
                some(estimated.iter())
            ));
        }
        if !lapsed.is_empty() {
            said.push(format!(
                "neither side published its trade of {asked}, so the flows between {} are unknown then; those of {year} \
                 stand for them",
                some(lapsed.iter())
            ));
        }
        Ok(said)
    }

    /// A remark for each side that published nothing in the year used.
    pub fn silent(&self, source: &str, year: Year) -> Vec<String> {
        let reporting = self.inputs.library.reporting();
        self.sides()
            .filter(|e| reporting.silence(source, *e, year).is_some())
            .map(|e| format!("{e} published no trade in {year}: its flows are the publisher's estimates"))
            .collect()
    }
}

/// The first few of a list, and how many more there are.
fn some<'s>(items: impl ExactSizeIterator<Item = &'s String>) -> String {
    const SHOWN: usize = 10;
    let count = items.len();
    let shown: Vec<&str> = items.take(SHOWN).map(String::as_str).collect();
    let more = if count > SHOWN { format!(" and {} more", count - SHOWN) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
