//! `suzerain leverage`: what one side can inflict on another, and at what cost to itself.

use super::run::{banded, money, pct};
use super::rupture::{Assumptions, ModelName, party};
use crate::context::Context;
use crate::error::CliError;
use crate::output::{Answer, Block, OutputArgs, Table};
use crate::{progress, world};
use suzerain_report::leverage::json;
use suzerain_studies::leverage::coalition::{Shared, share_out};
use suzerain_studies::leverage::frontier::{Point, frontier};
use suzerain_studies::leverage::{Cut, Leverage, leverage};
use suzerain_studies::rupture::{Inputs, ModelError, Prepared};
use suzerain_studies::scenario::{Direction, Model, Names, Scenario};
use suzerain_tables::classification::{Classification, sector_name};

const AFTER_HELP: &str = "\
Examples:
  suzerain leverage CHN RUS
  suzerain leverage CHN RUS --frontier --format json
  suzerain leverage USA CHN --coalition JPN,NLD,KOR,TWN --model one-sector

Three numbers, never one: harm inflicted, own cost, harm per unit of own cost. A high ratio with a small
harm is no leverage. The mirror line is what the other side can do back.";

/// Shows what A inflicts on B by no longer selling to it, what that costs A, and what B can do back.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// The side whose leverage is asked: an economy or a group
    #[arg(value_name = "A")]
    pub a: String,

    /// The other side: an economy or a group
    #[arg(value_name = "B")]
    pub b: String,

    /// Cut sector by sector: ranked by harm over own cost, cumulated, each point solved again
    #[arg(long)]
    pub frontier: bool,

    /// Economies or groups that act with A; shares of the harm by member
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub coalition: Vec<String>,

    /// Models to ask; one-sector and multi-sector if left out
    #[arg(long, value_name = "MODEL", value_enum, value_delimiter = ',')]
    pub model: Vec<ModelName>,

    /// Assumptions of the models
    #[command(flatten)]
    pub assumptions: Assumptions,

    /// How and where to print
    #[command(flatten)]
    pub output: OutputArgs,
}

fn refused(error: &ModelError) -> CliError {
    CliError::user(error.to_string()).hint("name economies that the built-in worlds hold, or another --year")
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), CliError> {
    world::check_years(args.assumptions.year, None)?;
    let mut a = vec![party(&args.a, args.assumptions.year, context)?];
    for member in &args.coalition {
        a.push(party(member, args.assumptions.year, context)?);
    }
    let (a, b) = (Names(a), Names(vec![party(&args.b, args.assumptions.year, context)?]));
    let models: Vec<Model> = if args.model.is_empty() {
        vec![Model::OneSector, Model::MultiSector]
    } else {
        args.model.iter().map(|m| Model::from(*m)).collect()
    };
    let with = |scenario: &mut Scenario| {
        scenario.models = Some(models.clone());
        args.assumptions.apply(scenario);
    };
    let library = world::library(context)?;
    let inputs = Inputs { library: &library, own_world: None };
    let bar = progress::Shares::new(context);
    let mut prepared = Prepared::default();
    let found = leverage(&a, &b, &inputs, &mut prepared, with, &|model, share| bar.set(model.name(), share))?;
    let mut scenario = Scenario::rupture(a, b, Direction::AStops);
    with(&mut scenario);
    let points = if args.frontier {
        Some(
            frontier(&scenario, &inputs, &mut prepared, &|share| bar.set("frontier", share))
                .map_err(|e| refused(&e))?,
        )
    } else {
        None
    };
    let shared = if found.a.members.len() > 1 {
        Some(share_out(&scenario, &inputs, &|share| bar.set("coalition", share)).map_err(|e| refused(&e))?)
    } else {
        None
    };
    drop(bar);
    let worlds = found.answers.iter().flat_map(|(_, a)| &a.world).map(String::as_str);
    answer(&found, points.as_deref(), shared.as_ref())
        .with_sources(worlds, library.sources())
        .give(&args.output, context)
}

fn answer(found: &Leverage, points: Option<&[Point]>, shared: Option<&Shared>) -> Answer {
    let (a, b) = (&found.a.label, &found.b.label);
    let author = |cut: Cut| match cut {
        Cut::AStopsSelling => format!("{a} stops selling"),
        Cut::BStopsSelling => format!("mirror: {b} stops selling"),
        Cut::Both => "both stop".to_owned(),
    };
    let number = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
    let head = ["cut", "model", "harm, %", "own cost, %", "harm per cost", "harm", "own cost"];
    let mut table = head[2..].iter().fold(Table::new(head), |t, h| t.right(h));
    let mut csv = Table::new([
        "part",
        "cut",
        "model",
        "label",
        "harm_pct",
        "harm_usd",
        "own_cost_pct",
        "own_cost_usd",
        "harm_per_cost",
    ]);
    let mut why = Vec::new();
    for line in &found.lines {
        table.push([
            author(line.cut),
            line.model.name().to_owned(),
            banded(line.harm.loss_pct, line.harm.band),
            banded(line.own_cost.loss_pct, line.own_cost.band),
            line.per_cost_pct.as_ref().map_or_else(|_| "-".to_owned(), |r| banded(Some(*r), line.per_cost_band)),
            money(line.harm.loss_usd),
            money(line.own_cost.loss_usd),
        ]);
        if let Err(reason) = &line.per_cost_pct {
            why.push(format!("{}, {}: no ratio: {reason}", author(line.cut), line.model.name()));
        }
        csv.push([
            "cut".to_owned(),
            line.cut.name().to_owned(),
            line.model.name().to_owned(),
            String::new(),
            number(line.harm.loss_pct),
            number(line.harm.loss_usd),
            number(line.own_cost.loss_pct),
            number(line.own_cost.loss_usd),
            number(line.per_cost_pct.as_ref().ok().copied()),
        ]);
    }
    let mut page = vec![
        Block::Heading(format!("Leverage of {a} over {b}")),
        Block::Line(
            "Harm is the loss of the side that is cut off, own cost that of the side that cuts, in per cent of each \
             side's own base; harm per cost is per cent over per cent. Of a cut by both, A is the author. One-sector and \
             multi-sector costs are vulnerability (after adjustment), the others sensitivity (before)."
                .into(),
        ),
        Block::Table(table),
        Block::List(why),
    ];
    if let Some(points) = points {
        page.push(Block::Heading(format!("Frontier: sectors that {a} stops selling to {b}, multi-sector model")));
        let head = ["sector", "harm alone", "own cost alone", "harm per cost", "harm so far, %", "own cost so far, %"];
        let mut table = head[1..].iter().fold(Table::new(head), |t, h| t.right(h));
        for point in points {
            let name = [Classification::Icio28, Classification::Icio50, Classification::Icio16]
                .into_iter()
                .find_map(|list| sector_name(list, &point.sector))
                .unwrap_or_default();
            table.push([
                format!("{} {name}", point.sector),
                money(Some(point.alone.harm_usd)),
                money(Some(point.alone.own_cost_usd)),
                point.per_cost.map_or_else(|| "no cost".to_owned(), pct),
                pct(point.together.harm_pct),
                pct(point.together.own_cost_pct),
            ]);
            csv.push([
                "frontier".to_owned(),
                Cut::AStopsSelling.name().to_owned(),
                Model::MultiSector.name().to_owned(),
                point.sector.clone(),
                point.together.harm_pct.to_string(),
                point.together.harm_usd.to_string(),
                point.together.own_cost_pct.to_string(),
                point.together.own_cost_usd.to_string(),
                number(point.per_cost),
            ]);
        }
        page.push(Block::Table(table));
    }
    if let Some(shared) = shared {
        page.push(Block::Heading(format!("Coalition: {a} stop selling to {b}, one-sector model")));
        page.push(Block::Line(format!(
            "{} lost in all ({} %). Shapley share: average of what a member adds over all orders of joining ({}).",
            money(Some(shared.harm_usd)),
            pct(shared.harm_pct),
            if shared.exact {
                "exact".to_owned()
            } else {
                format!("{} subsets solved, standard errors in the JSON", shared.solved)
            }
        )));
        let head = ["member", "Shapley share", "first in", "last in", "own cost", "own cost, %"];
        let mut table = head[1..].iter().fold(Table::new(head), |t, h| t.right(h));
        for share in &shared.shares {
            table.push([
                share.member.name().to_owned(),
                money(Some(share.shapley_usd)),
                money(Some(share.first_in_usd)),
                money(Some(share.last_in_usd)),
                money(Some(share.own_cost_usd)),
                pct(share.own_cost_pct),
            ]);
            csv.push([
                "coalition".to_owned(),
                Cut::AStopsSelling.name().to_owned(),
                Model::OneSector.name().to_owned(),
                share.member.code().to_owned(),
                String::new(),
                share.shapley_usd.to_string(),
                share.own_cost_pct.to_string(),
                share.own_cost_usd.to_string(),
                String::new(),
            ]);
        }
        page.push(Block::Table(table));
    }
    let skipped = found.skipped.iter();
    page.push(Block::List(
        skipped.map(|(cut, s)| format!("{}: {} gave no answer: {}", author(*cut), s.model.name(), s.reason)).collect(),
    ));
    Answer { page, json: json(found, points, shared), csv }
}
