//! Events: probabilities of alliance, rivalry, force and rift, each beside its base rate and the
//! score of its model.

use super::Options;
use crate::StudyError;
use crate::page::{Block, Cell, Section, Told};
use crate::world::World;
use suzerain_measures::definition::{Definition, Reading};
use suzerain_models::outlook::events::fitted::{Probability, SOURCE, YEARS};
use suzerain_models::outlook::events::scores::Score;
use suzerain_models::outlook::events::{Candidate, Event};
use suzerain_tables::figure::{Band, Domain, Dyad, Figure, Flag, SourceRef, Status, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::{Observation, Year};

const fn definition(id: &'static str, title: &'static str, formula: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "probability, 0 to 1; a band of 90 % for the coefficients alone",
        direction: "symmetric",
        reading: Reading::Neither,
        edge_cases: "no figure where the pair was not at risk of the event in the year of the inputs",
        source: "discrete-time hazards (Beck, Katz and Tucker 1998) on the Correlates of War family; scores in docs/evidence/events.md",
        page: "docs/methods/events.md",
    }
}

/// Measures of one event.
const EACH: usize = 6;

macro_rules! definitions {
    ($($id:literal $title:literal)*) => {
        [$(
            definition(concat!($id, "_within_5"), concat!("Probability of ", $title, " within 5 years"), GIVEN),
            definition(concat!($id, "_within_5_base_rate"), concat!("Base rate of ", $title, " within 5 years"), BASE),
            definition(concat!($id, "_within_5_duration"), concat!("Duration-only probability of ", $title, " within 5 years"), DURATION),
            definition(concat!($id, "_within_10"), concat!("Probability of ", $title, " within 10 years"), GIVEN),
            definition(concat!($id, "_within_10_base_rate"), concat!("Base rate of ", $title, " within 10 years"), BASE),
            definition(concat!($id, "_within_10_duration"), concat!("Duration-only probability of ", $title, " within 10 years"), DURATION),
        )*]
    };
}

const GIVEN: &str =
    "from the default forecaster: the one that beat base rate and duration for certain on the past, else the base rate";
const BASE: &str = "windows with the event / windows at risk, all pairs, closed by the year of the inputs";
const DURATION: &str = "logistic in the time since the last change, its square, and how often it happened";

/// The measures of this section, in the order of [`Event::ALL`].
pub static DEFINITIONS: [Definition; EACH * Event::ALL.len()] = definitions! {
    "alliance_formation" "an alliance"
    "alliance_termination" "the end of the alliance"
    "rivalry_allied" "a rivalry (among the allied)"
    "rivalry_relevant" "a rivalry (among relevant pairs)"
    "force_allied" "a use of force (among the allied)"
    "force_relevant" "a use of force (among relevant pairs)"
    "rift" "a rift"
};

/// The three measures of an event and window.
fn measures(event: Event, years: i16) -> [&'static str; 3] {
    let window = YEARS.iter().position(|y| *y == years).unwrap_or(0);
    let first = EACH * event as usize + 3 * window;
    [0, 1, 2].map(|n| DEFINITIONS[first + n].id)
}

/// An event among pairs of either risk set: the allied where the two are, else the relevant.
const NARROWER: [(Event, Event); 2] =
    [(Event::RivalryRelevant, Event::RivalryAllied), (Event::ForceRelevant, Event::ForceAllied)];

/// The section.
///
/// # Errors
/// [`StudyError`] if the loaded models are damaged.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("events", "What history says of pairs like these", Domain::Alignment);
    let Some(forecasts) = world.forecasts(dyad.dependent, dyad.on)? else {
        section.say("No event models are loaded.");
        return Ok(section);
    };
    let year = forecasts.fitted.input_year;
    if options.year.is_some_and(|asked| asked < Year(year)) {
        section.say(format!(
            "Event models are fitted to all lists up to {year}: a forecast from an earlier year would know what came."
        ));
        return Ok(section);
    }
    let mut found = forecasts.probabilities();
    let at_risk = |e: Event| found.iter().any(|p| p.fitted.evaluation.event == e);
    let double: Vec<Event> = NARROWER.iter().filter(|(_, allied)| at_risk(*allied)).map(|(wide, _)| *wide).collect();
    if !options.full {
        found.retain(|p| !double.contains(&p.fitted.evaluation.event));
    }
    if found.is_empty() {
        section.say(format!(
            "No forecast: in {year} the two were neither allied nor politically relevant to each other (contiguous, or one a major power)."
        ));
        return Ok(section);
    }
    let mut rows = Vec::new();
    for p in &found {
        let e = &p.fitted.evaluation;
        let figures = figures(world, p, dyad, Year(year)).map(|f| Cell::Figure(section.add(options.aged(f))));
        let [given, base, duration] = figures;
        let score = score(p);
        rows.push(vec![
            Cell::Text(e.event.title().to_owned()),
            Cell::Text(format!("{}-{}", year + 1, year + e.years)),
            given,
            base,
            duration,
            Cell::Text(e.default.title().to_owned()),
            Cell::Number(Told {
                value: score.skill,
                unit: Unit::Ratio,
                words: format!("{:+.3}", score.skill),
                sources: String::new(),
            }),
        ]);
    }
    let columns = ["event", "window", "probability", "base rate", "duration only", "given by", "its skill"];
    section.blocks.push(Block::Table {
        title: format!("Inputs of {year}, the last year that every list covers"),
        columns: columns.map(str::to_owned).to_vec(),
        rows,
    });
    section.say("Trust the order of pairs more than the number for this one: models rank pairs well, beat the base rate little or not at all where skill is near 0, and say nothing of causes. The two windows are fitted apart, so that ten years may come out below five.");
    section.note("A use of force is one in the list of disputes, seizures of boats and shots across a border among them; few are war.");
    section.note(format!(
        "Event probabilities know nothing that happened after {year}; scores and cases: suzerain events {} {}, docs/evidence/events.md.",
        dyad.dependent, dyad.on
    ));
    Ok(section)
}

/// The score of the forecaster that gives the probability.
fn score<'a>(p: &Probability<'a>) -> &'a Score {
    let e = &p.fitted.evaluation;
    e.scores.iter().find(|s| s.candidate == e.default).unwrap_or(&e.scores[0])
}

/// Probability, base rate and duration-only probability.
fn figures(world: &World<'_>, p: &Probability<'_>, dyad: Dyad, year: Year) -> [Figure; 3] {
    let e = &p.fitted.evaluation;
    let vintage = world.library().source(SOURCE).map(|s| s.vintage.clone()).unwrap_or_default();
    let source = SourceRef { id: SourceId(SOURCE.to_owned()), vintage };
    let values = [p.default, p.fitted.base_rate, p.duration];
    let all = measures(e.event, e.years);
    [0, 1, 2].map(|n| {
        let subject = Subject::Symmetric(dyad.dependent, dyad.on);
        let mut figure = Figure::new(all[n], Domain::Alignment, subject, year, Unit::Share);
        figure.sources = vec![source.clone()];
        if n == 0 {
            figure.band = p.band.map(|(low, high)| Band { low, high, level: Some(0.9) });
            figure.flag(Flag::Remark(format!("given-by:{}", e.default.id().replace('_', "-")).into()));
            if e.default == Candidate::BaseRate {
                figure.flag(Flag::Remark("no-model-beat-the-base-rate".into()));
            }
        }
        figure.with_value(Observation::Known(values[n]), Status::Modelled)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_and_window_has_its_three_measures() {
        for event in Event::ALL {
            for years in YEARS {
                let start = format!("{}_within_{years}", event.id());
                let expected = [start.clone(), format!("{start}_base_rate"), format!("{start}_duration")];
                assert_eq!(measures(event, years).map(str::to_owned), expected);
            }
        }
    }
}
