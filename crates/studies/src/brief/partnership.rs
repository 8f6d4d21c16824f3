//! Partnership: chances of a junior role, an alliance, a rift and a lock-in, in short form.

use super::Options;
use crate::StudyError;
use crate::page::chart::{Chart, Head, Kind, Point, Row, Side};
use crate::page::{Block, Cell, Section, Told};
use crate::partnership::PartnershipError;
use crate::partnership::answer::{At, OutcomeAnswer, Question, run};
use crate::partnership::gather::gather;
use crate::words;
use crate::world::{World, source_ref};
use suzerain_measures::definition::{Definition, Reading};
use suzerain_models::outlook::events::fitted::SOURCE;
use suzerain_models::partnership::outputs::Outcome;
use suzerain_tables::figure::{Band, Domain, Dyad, Figure, Flag, Input, Role, Rows, SourceRef, Status, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::{Missing, Observation, Year};

/// Draws of each set in a brief.
const DRAWS: usize = 500;
/// Horizons shown.
const SHOWN: [usize; 2] = [5, 10];

const fn definition(id: &'static str, title: &'static str, formula: &'static str) -> Definition {
    Definition {
        id,
        title,
        formula,
        range: "probability, 0 to 1; the band is the spread across five rival sets of parameters, not a confidence interval",
        direction: "`dependent` is the weaker side by latent power",
        reading: Reading::Neither,
        edge_cases: "missing where a domain, a list or an event model lacks the pair; the base rate, where there is one, is among the inputs",
        source: "the asymmetric partnership model of docs/methods/partnership.md; most of it runs on priors",
        page: "docs/methods/partnership.md",
    }
}

/// The measures of this section, in the order of [`Outcome::ALL`].
pub const DEFINITIONS: [Definition; 4] = [
    definition(
        "partnership_junior_partner",
        "Probability that the weaker becomes a junior partner",
        "P(asymmetry L > .2 and concession c > .6, three years running)",
    ),
    definition(
        "partnership_formal_alliance",
        "Probability of a new defence obligation",
        "1 - product over years of (1 - hazard)",
    ),
    definition("partnership_rift", "Probability of a rift", "1 - product over years of (1 - hazard)"),
    definition(
        "partnership_supplier_lock_in",
        "Probability of lock-in to the stronger side's technology",
        "P(share of electronics > .7 and reachable alternatives < .1, three years running)",
    ),
];

/// The section.
///
/// # Errors
/// [`StudyError`] if a table cannot be decoded.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("partnership", "Where the tie is heading", Domain::Alignment);
    let gathered = match gather(world, [dyad.dependent, dyad.on], options) {
        Ok(found) => found,
        Err(StudyError::Partnership(error @ PartnershipError::NoPower(_))) => {
            section.say(format!("Not run: {error}."));
            return Ok(section);
        }
        Err(error) => return Err(error),
    };
    let question = Question { draws: DRAWS, ..Question::default() };
    let found = run(world, &gathered, None, &question, &|_| ())?;
    section.say(found.trust.clone());
    let mut rows = Vec::new();
    for of in &found.outcomes {
        for at in of.at.iter().filter(|at| SHOWN.contains(&at.years)) {
            let id = section.add(figure(world, of, at, found.dyad, found.origin)?);
            let share = |p: f64| words::quantity(p, Unit::Share);
            let base = at.base_rate.map_or_else(
                || Cell::Text("none".into()),
                |value| {
                    Cell::Number(Told { value, unit: Unit::Share, words: share(value), sources: SOURCE.to_owned() })
                },
            );
            let spread = at
                .spread
                .map_or_else(|| "-".to_owned(), |(least, most)| format!("{} to {}", share(least), share(most)));
            rows.push(vec![
                Cell::Text(of.outcome.title().to_owned()),
                Cell::Text(format!("{} years", at.years)),
                base,
                Cell::Figure(id),
                Cell::Text(spread),
            ]);
        }
    }
    section.blocks.push(Block::Table {
        title: format!("{} (weaker) and {}, from {}", found.dyad.dependent.name(), found.dyad.on.name(), found.origin),
        columns: ["outcome", "within", "base rate", "this model", "across five sets"].map(str::to_owned).to_vec(),
        rows,
    });
    let vintage = world.library().source(SOURCE).map(|s| s.vintage.clone()).unwrap_or_default();
    let chart = chart(&section, &SourceRef { id: SourceId(SOURCE.to_owned()), vintage });
    section.charts.push(chart);
    for of in &found.outcomes {
        let drivers: Vec<&str> = of.drivers.iter().map(|d| d.parameter.name()).collect();
        if !drivers.is_empty() {
            section.note(format!("{}: driven most by {}.", of.outcome.title(), drivers.join(", ")));
        }
        if !of.remark.is_empty() {
            section.note(format!("{}: {}.", of.outcome.title(), of.remark));
        }
    }
    section.note(
        "The base rate is the default where there is one; `suzerain partnership A B` has sets, bands and scenarios.",
    );
    Ok(section)
}

/// The probabilities with the spread of the sets, each beside its base rate.
fn chart(section: &Section, rates: &SourceRef) -> Chart {
    let row = |f: &Figure| {
        let place = DEFINITIONS.iter().position(|d| d.id == f.measure).unwrap_or(0);
        let within = f.flags.iter().find_map(|flag| match flag {
            Flag::Remark(text) => text.strip_prefix("within:"),
            _ => None,
        });
        let base = f.inputs.iter().find(|i| i.label == "base rate");
        let base = base.map(|i| Point::known(i.value, Status::Observed, vec![rates.clone()]).in_year(f.year));
        Row {
            group: format!("within {} years", within.unwrap_or("some")),
            label: Outcome::ALL[place].title().to_owned(),
            points: vec![base, Some(Point::of(f))],
        }
    };
    let mut rows: Vec<Row> = section.figures.iter().map(row).collect();
    rows.sort_by_key(|r| r.group != format!("within {} years", SHOWN[0]));
    let heads = [("base rate", Side::Neither), ("this model, bar: spread of five rival sets", Side::A)]
        .map(|(label, side)| Head { label: label.into(), side })
        .to_vec();
    Chart::new(
        "partnership-probabilities",
        "Four outcomes: modelled probabilities beside base rates",
        Unit::Share,
        Kind::Ranges { heads, rows },
    )
    .with_note("Where there is a base rate it is the default; an outcome without one has no history to be scored on.")
}

fn figure(world: &World<'_>, of: &OutcomeAnswer, at: &At, dyad: Dyad, origin: i16) -> Result<Figure, StudyError> {
    let place = Outcome::ALL.iter().position(|o| *o == of.outcome).unwrap_or(0);
    let year = Year(origin).plus(i16::try_from(at.years).unwrap_or(0));
    let mut f = Figure::new(DEFINITIONS[place].id, Domain::Alignment, Subject::Directed(dyad), year, Unit::Share);
    f.sources = world.capabilities()?.map(|t| source_ref(t.meta())).into_iter().collect();
    f.band = at.spread.map(|(low, high)| Band { low, high, level: None });
    f.flag(Flag::Remark(format!("origin:{origin}").into()));
    f.flag(Flag::Remark("band-is-spread-of-sets".into()));
    f.flag(Flag::Remark(format!("within:{}", at.years).into()));
    let input = |label: &str, value| Input {
        role: Role::Term,
        label: label.to_owned(),
        value,
        unit: Unit::Share,
        rows: Rows::default(),
    };
    f.inputs = [("base rate", at.base_rate), ("event model", at.base_model)]
        .into_iter()
        .filter_map(|(label, value)| value.map(|v| input(label, v)))
        .collect();
    let value = at
        .probability
        .map_or_else(|| Observation::Missing(Missing::NotDefined { why: of.remark.clone() }), Observation::Known);
    Ok(f.with_value(value, Status::Modelled))
}
