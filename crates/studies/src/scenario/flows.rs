//! Names of a scenario as economies, in a year.

use super::parse::{at, year_of};
use super::{Instrument, Names, Scenario, ScenarioError};
use std::ops::Range;
use suzerain_models::partnership::interventions::Kind;
use suzerain_tables::Economy;
use suzerain_tables::groups::Group;
use toml::Spanned;

/// A side of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// As it was named.
    pub label: String,
    /// Its members, in code order.
    pub members: Vec<Economy>,
}

/// A measure with its economies.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedMeasure {
    /// What is done.
    pub instrument: Instrument,
    /// Who sells, in code order.
    pub exporters: Vec<Economy>,
    /// Who buys, in code order.
    pub importers: Vec<Economy>,
    /// Who imposes it, if said.
    pub imposed_by: Option<Party>,
    /// Sectors it falls on, all if empty.
    pub sectors: Vec<String>,
    /// Products it falls on, all if empty.
    pub products: Vec<String>,
    /// Its rate; 0 for an embargo or ban.
    pub rate: f64,
    /// Share of the flow it falls on.
    pub coverage: f64,
    /// Share of that which escapes.
    pub leakage: f64,
}

impl ResolvedMeasure {
    /// The flows it falls on: exporter and importer, own sales left out.
    pub fn flows(&self) -> impl Iterator<Item = (Economy, Economy)> {
        let sellers = self.exporters.iter();
        sellers.flat_map(|i| self.importers.iter().map(|j| (*i, *j))).filter(|(i, j)| i != j)
    }

    /// Share of the flow that is hit in the end.
    #[must_use]
    pub fn hit(&self) -> f64 {
        self.coverage * (1.0 - self.leakage)
    }
}

/// An event with its economies and years.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedEvent {
    /// What happens.
    pub kind: Kind,
    /// To whom; empty if to the tie.
    pub targets: Vec<Economy>,
    /// First year in force.
    pub start: i16,
    /// Last year, if any.
    pub end: Option<i16>,
    /// How strongly, 0 to 1.
    pub size: f64,
}

/// A scenario with its economies.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// One side.
    pub a: Party,
    /// The other.
    pub b: Party,
    /// What is done to flows.
    pub measures: Vec<ResolvedMeasure>,
    /// What befalls the two.
    pub events: Vec<ResolvedEvent>,
}

impl Scenario {
    /// Finds the economies that are meant, groups as they stood in `year`.
    ///
    /// # Errors
    /// [`ScenarioError`] for names that mean nobody, sides that overlap, and measures without a flow.
    pub fn resolve(&self, year: i16) -> Result<Resolved, ScenarioError> {
        let party = |names: &Spanned<Names>| -> Result<Party, ScenarioError> {
            Ok(Party { label: names.get_ref().to_string(), members: self.members(names, year)? })
        };
        let (a, b) = (party(&self.a)?, party(&self.b)?);
        if let Some(both) = a.members.iter().find(|e| b.members.contains(e)) {
            let message = format!("{} ({both}) stands on both sides", both.name());
            return Err(ScenarioError::Sides { message, at: at(&self.b) });
        }
        let mut measures = Vec::with_capacity(self.measures.len());
        for measure in &self.measures {
            let list =
                |names: &Option<Spanned<Names>>| names.as_ref().map(|n| n.get_ref().0.clone()).unwrap_or_default();
            let number =
                |value: &Option<Spanned<f64>>, otherwise: f64| value.as_ref().map_or(otherwise, |v| *v.get_ref());
            let resolved = ResolvedMeasure {
                instrument: *measure.instrument.get_ref(),
                exporters: self.members(&measure.exporter, year)?,
                importers: self.members(&measure.importer, year)?,
                imposed_by: measure.imposed_by.as_ref().map(party).transpose()?,
                sectors: list(&measure.sectors),
                products: list(&measure.products),
                rate: number(&measure.rate, 0.0),
                coverage: number(&measure.coverage, 1.0),
                leakage: number(&measure.leakage, 0.0),
            };
            if resolved.flows().next().is_none() {
                let message =
                    format!("no flow goes from {} to {}", measure.exporter.get_ref(), measure.importer.get_ref());
                return Err(ScenarioError::Sides { message, at: at(&measure.importer) });
            }
            measures.push(resolved);
        }
        let mut events = Vec::with_capacity(self.events.len());
        for event in &self.events {
            let targets = event.target.as_ref().map(|t| self.members(t, year)).transpose()?.unwrap_or_default();
            if let Some(other) = targets.iter().find(|e| !a.members.contains(e) && !b.members.contains(e)) {
                let message = format!("{} ({other}) is on neither side", other.name());
                return Err(ScenarioError::Sides { message, at: event.target.as_ref().and_then(at) });
            }
            events.push(ResolvedEvent {
                kind: *event.kind.get_ref(),
                targets,
                start: year_of(event.start.get_ref()).unwrap_or(year),
                end: event.end.as_ref().and_then(|e| year_of(e.get_ref())),
                size: event.size.as_ref().map_or(1.0, |s| *s.get_ref()),
            });
        }
        Ok(Resolved { a, b, measures, events })
    }

    fn members(&self, names: &Spanned<Names>, year: i16) -> Result<Vec<Economy>, ScenarioError> {
        let place = at(names);
        let mut members = Vec::new();
        for name in &names.get_ref().0 {
            self.add(name, year, place.as_ref(), &mut Vec::new(), &mut members)?;
        }
        if members.is_empty() {
            return Err(ScenarioError::Sides { message: "an empty list of economies".into(), at: place });
        }
        members.sort_by_key(|e| e.code());
        members.dedup();
        Ok(members)
    }

    /// A name means a coalition of the file, else a group by its code or name, else an economy.
    fn add(
        &self,
        name: &str,
        year: i16,
        place: Option<&Range<usize>>,
        inside: &mut Vec<String>,
        members: &mut Vec<Economy>,
    ) -> Result<(), ScenarioError> {
        if let Some(coalition) = self.coalitions.get(name) {
            if inside.iter().any(|n| n == name) {
                return Err(ScenarioError::CircularCoalition { name: name.to_owned(), at: at(coalition) });
            }
            inside.push(name.to_owned());
            let place = at(coalition).or(place.cloned());
            for member in &coalition.get_ref().0 {
                self.add(member, year, place.as_ref(), inside, members)?;
            }
            inside.pop();
            return Ok(());
        }
        if let Ok(group) = Group::resolve(name) {
            let all = group.members(year);
            if all.is_empty() {
                return Err(ScenarioError::EmptyGroup { group: group.code().to_owned(), year, at: place.cloned() });
            }
            members.extend(all);
            return Ok(());
        }
        let asked =
            Economy::resolve(name, None).map_err(|source| ScenarioError::Economy { source, at: place.cloned() })?;
        members.push(asked.continuer().unwrap_or(asked));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Direction, Model};
    use super::*;

    const FILE: &str = r#"schema = "suzerain.scenario/1"
name = "Chips for the west's rival"
a = "west"
b = "CHN"
year = 2021
models = ["multi-sector", "ces-bound"]
draws = 200

[coalitions]
west = ["G7", "NLD", "Korea, Rep."]

[elasticity]
sigma = { median = 0.1, log_sd = 0.5 }

[[measure]]
instrument = "export-ban"
exporter = "west"
importer = "CHN"
imposed_by = "USA"
sectors = ["C26"]
leakage = 0.1

[[measure]]
instrument = "tariff"
exporter = "CHN"
importer = ["USA", "CAN"]
rate = 0.25
"#;

    #[test]
    fn a_file_is_read_and_written_back() {
        let scenario = Scenario::parse(FILE).unwrap();
        let again = Scenario::parse(&scenario.to_toml().unwrap()).unwrap();
        assert_eq!(scenario, again);
        assert_eq!(scenario.models(), [Model::MultiSector, Model::CesBound]);
        let resolved = scenario.resolve(2021).unwrap();
        let codes: Vec<&str> = resolved.a.members.iter().map(|e| e.code()).collect();
        assert_eq!(codes, ["CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "KOR", "NLD", "USA"]);
        assert_eq!(resolved.measures[0].flows().count(), 9);
        assert_eq!(resolved.measures[1].flows().count(), 2);
        assert!((resolved.measures[0].hit() - 0.9).abs() < 1e-15);
    }

    const EVENTS: &str = r#"schema = "suzerain.scenario/1"
name = "A leader leaves"
a = "RUS"
b = "CHN"

[[event]]
kind = "leader-leaves"
target = "RUS"
start = 2030-06-01

[[event]]
kind = "wedge"
start = 2026-01-01
end = 2035-12-31
size = 0.5
"#;

    #[test]
    fn events_have_targets_and_years() {
        let scenario = Scenario::parse(EVENTS).unwrap();
        assert_eq!(Scenario::parse(&scenario.to_toml().unwrap()).unwrap(), scenario);
        let events = scenario.resolve(2023).unwrap().events;
        assert_eq!((events[0].start, events[0].end, events[0].targets.len()), (2030, None, 1));
        assert_eq!((events[1].kind, events[1].end, events[1].size), (Kind::Wedge, Some(2035), 0.5));
        for (from, to, said, place) in [
            ("\"leader-leaves\"", "\"leader-left\"", "unknown variant", (7, 8)),
            ("target = \"RUS\"\n", "", "needs a target", (7, 8)),
            ("target = \"RUS\"", "target = \"IND\"", "on neither side", (8, 10)),
            ("size = 0.5", "size = 1.5", "from 0 to 1", (15, 8)),
            ("end = 2035-12-31", "end = 2025-12-31", "before it starts", (14, 7)),
            ("start = 2030-06-01", "start = 06:00:00", "is no day", (9, 9)),
            ("size = 0.5", "sise = 0.5", "unknown field `sise`", (15, 1)),
        ] {
            let text = EVENTS.replacen(from, to, 1);
            let error = match Scenario::parse(&text) {
                Err(error) => error,
                Ok(scenario) => scenario.resolve(2023).unwrap_err(),
            };
            assert!(error.to_string().contains(said), "{to}: {error}");
            assert_eq!(error.place().map(|p| super::super::position(&text, p.start)), Some(place), "{to}: {error}");
        }
        let neither = EVENTS.split("[[event]]").next().unwrap();
        assert!(Scenario::parse(neither).unwrap_err().to_string().contains("[[event]]"));
    }

    #[test]
    fn a_rupture_is_a_file_too() {
        let names = |n: &str| Names(vec![n.to_owned()]);
        for direction in [Direction::Both, Direction::AStops, Direction::BStops] {
            let scenario = Scenario::rupture(names("RUS"), names("EU27"), direction);
            let again = Scenario::parse(&scenario.to_toml().unwrap()).unwrap();
            assert_eq!(scenario, again);
        }
    }

    #[test]
    fn what_is_wrong_is_placed() {
        for (from, to, said, line) in [
            ("year = 2021", "yeer = 2021", "unknown field `yeer`", 5),
            ("\"suzerain.scenario/1\"", "\"other/1\"", "other/1", 1),
            ("rate = 0.25", "rate = -0.25", "from 0 to 1000", 27),
            ("leakage = 0.1", "leakage = 1.1", "from 0 to 1", 21),
            ("\"export-ban\"", "\"exportban\"", "unknown variant", 16),
            ("instrument = \"tariff\"", "instrument = \"embargo\"", "takes no rate", 27),
            ("rate = 0.25\n", "", "needs a rate", 24),
            ("median = 0.1", "median = -0.1", "above 0", 13),
            ("draws = 200", "draws = -3", "invalid value", 7),
            ("\"NLD\"", "\"Neverland\"", "Neverland", 10),
            ("importer = \"CHN\"", "importer = \"CHNA\"", "CHNA", 18),
            ("b = \"CHN\"", "b = \"USA\"", "both sides", 4),
            ("\"G7\"", "\"west\"", "contains itself", 10),
            ("a = \"west\"", "a = [", "", 4),
        ] {
            let text = FILE.replacen(from, to, 1);
            assert_ne!(text, FILE, "{from}");
            let error = match Scenario::parse(&text) {
                Err(error) => error,
                Ok(scenario) => scenario.resolve(2021).unwrap_err(),
            };
            let place = error.place().map(|p| super::super::position(&text, p.start));
            assert!(error.to_string().contains(said), "{to}: {error}");
            assert_eq!(place.map(|p| p.0), Some(line), "{to}: {error}");
            assert!(!error.hint().is_empty());
        }
    }
}
