//! Rupture: what a break would cost both sides, across models, and who else pays.
//!
//! The one-sector equilibrium with [`DRAWS`] draws of its elasticity always runs; all models run in a
//! full brief, those that take long with fewer draws.

use super::Options;
use crate::StudyError;
use crate::page::{Block, Cell, Section};
use crate::rupture::{self, Answer, Band, Measured, Prepared, Rupture, Skipped};
use crate::scenario::{Direction, Model, Names, Scenario, unplaced};
use crate::words;
use crate::world::World;
use std::borrow::Cow;
use suzerain_measures::definition::{Definition, Reading};
use suzerain_tables::figure::{self, Domain, Dyad, Figure, Flag, NO_YEAR, SourceRef, Status, Subject, Unit};
use suzerain_tables::provenance::SourceId;
use suzerain_tables::{Economy, Missing, Observation, Year};

/// Draws of elasticities behind the bands.
pub const DRAWS: usize = 200;
/// Draws of the models that take long.
const DRAWS_OF_THE_SLOW: usize = 20;
/// Third parties shown on either side.
const THIRD_PARTIES: usize = 5;

/// Loss of a side.
pub const LOSS: Definition = Definition {
    id: "rupture_loss",
    title: "Loss from a rupture",
    formula: "1 - (base after all trade between the two stopped) / (base before), by model; the denominator names base and model",
    range: "share of the base, below 0 for a gain; band from the 5 to the 95 % quantile of what the model draws",
    direction: "the loss of `dependent` when its trade with `on` stops both ways",
    reading: Reading::Neither,
    edge_cases: "missing where a model does not measure the side, with the reason; zero where the two do not trade",
    source: "the models of docs/methods/rupture.md; flags say sensitivity (before adjustment) or vulnerability (after)",
    page: "docs/methods/rupture.md",
};

/// Ratio of the losses of both sides.
pub const RATIO: Definition = Definition {
    id: "rupture_ratio",
    title: "Ratio of the losses from a rupture",
    formula: "rupture_loss(dependent on on) / rupture_loss(on on dependent), in per cent of each side's own base",
    range: "above 0; band from the same joint draws",
    direction: "how much more `dependent` loses than `on`",
    reading: Reading::Neither,
    edge_cases: "missing unless both losses exceed 0.01 % and their bands exclude 0, with the reason",
    source: "docs/methods/rupture.md",
    page: "docs/methods/rupture.md",
};

/// Loss of an economy outside the pair.
pub const THIRD: Definition = Definition {
    id: "rupture_third_party_loss",
    title: "Loss of a third party from a rupture",
    formula: "as rupture_loss, for an economy that is on neither side",
    range: "share of the base, below 0 for a gain",
    direction: "a figure of one state",
    reading: Reading::Neither,
    edge_cases: "economies whose deficit exceeds their income are left out of the ranking",
    source: "docs/methods/rupture.md",
    page: "docs/methods/rupture.md",
};

/// The measures of this section.
pub const DEFINITIONS: [&Definition; 3] = [&LOSS, &RATIO, &THIRD];

fn base(answer: &Answer) -> String {
    let what = match answer.leading() {
        Measured::Welfare => "own-expenditure",
        Measured::RealWage => "own-income",
        Measured::Output => "own-output",
        Measured::ValueAdded => "own-value-added",
    };
    format!("{what}-{}", answer.model.name())
}

fn figure(world: &World<'_>, answer: &Answer, measure: &'static str, subject: Subject, unit: Unit) -> Figure {
    let mut figure = Figure::new(measure, Domain::Rupture, subject, answer.year.unwrap_or(NO_YEAR), unit);
    figure.denominator = Some(base(answer));
    figure.sources = answer
        .world
        .iter()
        .map(|id| SourceRef {
            id: SourceId(id.clone()),
            vintage: world.library().source(id).map(|s| s.vintage.clone()).unwrap_or_default(),
        })
        .collect();
    figure.flag(answer.label());
    figure.flag(Flag::Remark(Cow::Borrowed(answer.model.name())));
    figure
}

fn share(band: Option<Band>, scale: f64) -> Option<figure::Band> {
    band.map(|b| figure::Band { low: b.low * scale, high: b.high * scale, level: Some(0.9) })
}

fn known(figure: Figure, value: Option<f64>, why: &str, scale: f64) -> Figure {
    match value {
        Some(value) => figure.with_value(Observation::Known(value * scale), Status::Modelled),
        None => figure.with_value(Observation::Missing(Missing::NotDefined { why: why.to_owned() }), Status::Missing),
    }
}

/// A value with its band in words; losses in per cent with two decimals.
fn said(figure: &Figure) -> String {
    let Some(value) = figure.value.known() else { return words::value(figure) };
    let (scale, unit) = if figure.unit == Unit::Share { (100.0, " %") } else { (1.0, "") };
    let number = |v: f64| words::number(v * scale, 2);
    let band = figure.band.map(|b| format!(" ({} to {})", number(b.low), number(b.high)));
    format!("{}{unit}{}", number(value), band.unwrap_or_default())
}

fn run(
    world: &World<'_>,
    dyad: Dyad,
    options: &Options,
    (models, draws): (&[Model], usize),
    prepared: &mut Prepared,
) -> Result<Rupture, StudyError> {
    let names = |e: Economy| -> Names { [e.code()].into_iter().collect() };
    let mut scenario = Scenario::rupture(names(dyad.dependent), names(dyad.on), Direction::Both);
    scenario.models = Some(models.to_vec());
    scenario.year = options.year.map(|y: Year| unplaced(y.0));
    scenario.draws = draws;
    rupture::of_world(world, &scenario, prepared)
}

/// The section.
///
/// # Errors
/// [`StudyError`] where the scenario cannot be run at all.
pub fn section(world: &World<'_>, dyad: Dyad, options: &Options) -> Result<Section, StudyError> {
    let mut section = Section::new("rupture", "What a rupture would cost", Domain::Rupture);
    let mut runs: Vec<(&[Model], usize)> = vec![(&[Model::OneSector], DRAWS)];
    if options.models {
        runs.push((&[Model::MultiSector], DRAWS_OF_THE_SLOW));
        runs.push((&[Model::Extraction, Model::CesBound], DRAWS));
        runs.push((&[Model::Inventories, Model::Rerouting], DRAWS_OF_THE_SLOW));
    }
    let mut ruptures = Vec::new();
    let mut prepared = Prepared::default();
    for asked in runs {
        let skipped = match run(world, dyad, options, asked, &mut prepared) {
            Ok(mut found) => {
                let skipped = std::mem::take(&mut found.skipped);
                ruptures.push(found);
                skipped
            }
            Err(StudyError::NoModel { skipped }) => skipped,
            Err(error) => return Err(error),
        };
        for Skipped { model, reason } in skipped {
            section.note(format!("{}: no answer: {reason}.", model.name()));
        }
    }
    let found: Vec<(&Answer, &Rupture)> = ruptures.iter().flat_map(|r| r.answers.iter().map(move |a| (a, r))).collect();
    if found.is_empty() {
        section.say("No model covers a rupture of the two in any year asked for.");
        return Ok(section);
    }
    let mut rows = Vec::new();
    for (answer, _) in &found {
        rows.extend(row(world, &mut section, answer, dyad));
    }
    let heads = [
        "model, year",
        "kind",
        &format!("loss of {}", dyad.dependent.name()),
        &format!("loss of {}", dyad.on.name()),
        "ratio",
    ];
    section.blocks.push(Block::Table {
        title: "All trade between the two stops, both ways: the models disagree, so all that ran stand here".into(),
        columns: heads.map(str::to_owned).to_vec(),
        rows,
    });
    let mut layers = Vec::new();
    let mut others = Vec::new();
    for (answer, rupture) in &found {
        others.extend(third_parties(world, &mut section, answer, rupture));
        let like = figure(world, answer, THIRD.id, Subject::Symmetric(dyad.dependent, dyad.on), Unit::Share);
        layers.extend(super::charts::third_parties(answer, rupture, &like));
        section.repairs.extend(answer.repairs.iter().take(3).map(|r| format!("{}: {r}", answer.model.name())));
    }
    if !others.is_empty() {
        section.blocks.push(Block::Table {
            title: "Third parties: who else pays, and who gains, in per cent of each one's own base".into(),
            columns: ["model", "most hurt", "most helped"].map(str::to_owned).to_vec(),
            rows: others,
        });
    }
    section.charts.extend(super::charts::of_models(layers));
    section.note(
        "Vulnerability is the cost after prices, wages and suppliers have adjusted, sensitivity the cost before. Bands \
         (5 to 95 %) cover what a model draws only: the choice of model moves the answer more.",
    );
    if options.models {
        section.note(format!(
            "Bands stand on {DRAWS} draws, those of multi-sector, inventories and rerouting on {DRAWS_OF_THE_SLOW}; \
             `suzerain rupture --draws` makes more."
        ));
    } else {
        section.note("One model of six; `--full` or `suzerain rupture` runs the others.");
    }
    Ok(section)
}

fn row(world: &World<'_>, section: &mut Section, answer: &Answer, dyad: Dyad) -> Option<Vec<Cell>> {
    let pair = answer.pair()?;
    let year = answer.year.map(|y| format!(", {y}")).unwrap_or_default();
    let mut cells =
        vec![Cell::Text(format!("{}{year}", answer.model.name())), Cell::Text(answer.label().codes().concat())];
    for (side, dyad) in [(&pair.a, dyad), (&pair.b, dyad.reversed())] {
        let mut loss = figure(world, answer, LOSS.id, Subject::Directed(dyad), Unit::Share);
        loss.band = share(side.band, 0.01);
        let loss = known(loss, side.loss_pct, "this model does not measure this side", 0.01);
        let words = said(&loss);
        cells.push(Cell::Said(section.add(loss), words));
    }
    let mut ratio = figure(world, answer, RATIO.id, Subject::Directed(dyad), Unit::Ratio);
    ratio.band = share(pair.ratio_band, 1.0);
    let why = pair.ratio.as_ref().err().map_or("", String::as_str);
    let ratio = known(ratio, pair.ratio.as_ref().ok().copied(), why, 1.0);
    let words = said(&ratio);
    cells.push(Cell::Said(section.add(ratio), words));
    Some(cells)
}

/// Who else pays, and who gains, in one row.
fn third_parties(world: &World<'_>, section: &mut Section, answer: &Answer, rupture: &Rupture) -> Option<Vec<Cell>> {
    let sides = [&rupture.resolved.a, &rupture.resolved.b];
    let lists = answer.third_parties(sides, THIRD_PARTIES, false);
    let [hurt, helped] = lists.map(|rows| {
        let names: Vec<String> = rows
            .into_iter()
            .map(|row| {
                let mut loss = figure(world, answer, THIRD.id, Subject::State(row.economy), Unit::Share);
                loss.band = share(row.band.map(|b| Band { low: -b.high, high: -b.low }), 0.01);
                let loss = known(loss, row.change_pct.ok().map(|pct| -pct), "not measured", 0.01);
                let change = row.change_pct.unwrap_or(f64::NAN) / 100.0;
                section.add(loss);
                format!(
                    "{} {}{}",
                    row.economy.name(),
                    if change > 0.0 { "+" } else { "" },
                    words::quantity(change, Unit::Share)
                )
            })
            .collect();
        names.join(", ")
    });
    let nobody = |list: String| if list.is_empty() { "nobody".to_owned() } else { list };
    if hurt.is_empty() && helped.is_empty() {
        return None;
    }
    Some([answer.model.name().to_owned(), nobody(hurt), nobody(helped)].map(Cell::Text).to_vec())
}
